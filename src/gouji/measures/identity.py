"""Frames ``identity`` (title and period) and ``publication`` (days after the legal deadline)."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

import numpy as np

from gouji.extract.identity import compilers
from gouji.extract.titles import folded, is_letter, is_whole
from gouji.inputs import sidefile
from gouji.inputs.roster import UNSURE, is_government, is_sure, level_of
from gouji.measures.frame import Frame, Observation, Observed, Silence, Subject
from gouji.measures.matrix import count_column, optional_count_column
from gouji.model.finding import Evidence
from gouji.model.text import Text, ideographs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Filing


_NO_TITLE: Final = Silence("not_assessable", Text("没有读到报告的标题", "no title of the report was read"))
_YEAR_UNKNOWN: Final = Silence("not_assessable", Text("报告年份不明", "the report year is not known"))
_NO_PERIOD: Final = Silence(
    "not_applicable",
    Text(
        "报告没有写明统计期限（格式未要求必须写）",
        "the report states no statistical period (nothing requires it)",
    ),
)
_NOT_THE_ORGAN: Final = re.compile(
    r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})(?:学年度?|年度|年)?|政府信息公开|政务公开|信息公开|"
    r"工作|年度|年报|报告|关于|情况|的|[^一-鿿]"
)
#: 现将…年度报告报来，请审阅: how a report is sent to somebody.
_SENT: Final = re.compile(
    r"现将[^。；;]{0,80}报告[^。；;]{0,12}(?:报来|报上|报送|呈报|呈上|上报|报请|随函)[^。；;]{0,20}"
    r"(?:请|望)[^。；;]{0,6}(?:审阅|审示|查收|审核|审查|批示|阅示|备案|收悉)"
)
_SENTENCES: Final = re.compile(r"(?<=[。；;\n])")


class Identity(Observed):
    """One row a filing. ``title`` is its words, all other measurements are 1, 0 or pd.NA.

    Of the title: ``names_organ`` (it or the lines above the report do), ``is_report`` (neither it nor the
    preface is a letter with which the report was sent to somebody). Of the preface:
    ``own_compiler`` (the body that it says compiled the report is the reporting one or belongs with it; no
    row where it names none). Of the period: ``period_in_year`` (it lies in the report year and ends with
    it), ``period_from_start`` (from 1 January, where it does), ``academic_period`` (1 September to 31 August,
    for universities).
    """

    name = "identity"
    measures: ClassVar = (
        "names_organ",
        "is_report",
        "own_compiler",
        "period_in_year",
        "period_from_start",
        "academic_period",
    )

    texts: ClassVar = ("title",)

    @cached_property
    def _at_hand(self) -> frozenset[str]:
        return frozenset(one.agency.name for one in (*self.corpus.filings, *self.corpus.others))

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at title, preface and period."""
        yield _title(filing)
        yield _report_or_letter(filing)
        yield from _compiler(filing, self._at_hand)
        yield _period(filing)


def _title(filing: Filing) -> Observation:
    columns = ("title", "names_organ")
    if filing.title is None:
        return Observation({}, (), silence=dict.fromkeys(columns, _NO_TITLE))
    title = folded(filing.title)
    above = folded("".join(paragraph.text for paragraph in filing.preamble))
    organ = bool(_NOT_THE_ORGAN.sub("", title)) or filing.agency.name in above
    return Observation(
        {
            "names_organ": int(organ),
        },
        (Evidence(filing.source.name, _place_of(filing.title, filing), filing.title),),
        {"title": filing.title},
        observed=filing.title,
        texts={"title": title},
    )


def _report_or_letter(filing: Filing) -> Observation:
    quoted = [
        (paragraph.place.text(), match[0])
        for paragraph in filing.preamble
        if (match := _SENT.search(ideographs(paragraph.text)))
    ]
    if filing.title is not None and is_letter(filing.title):
        quoted.insert(0, (_place_of(filing.title, filing), filing.title))
    if not quoted and filing.title is None:
        return Observation({}, (), silence={"is_report": _NO_TITLE})
    return Observation(
        {"is_report": int(not quoted)},
        tuple(Evidence(filing.source.name, place, quote) for place, quote in quoted),
        {"quote": quoted[0][1] if quoted else ""},
        observed=quoted[0][1] if quoted else None,
    )


def _compiler(filing: Filing, at_hand: frozenset[str]) -> Iterator[Observation]:
    """What the preface says of who compiled the report; of a body with a report at hand, leftovers speak."""
    own = filing.agency
    if not own.is_safe:
        return
    for paragraph in filing.preamble:
        names = [name for name in compilers(paragraph.text) if is_whole(name)]
        if not names or (names[0] in at_hand and names[0] != own.name):
            continue
        belongs = any(name in own.name or own.name in name for name in names)
        # a government's report is compiled by one of its offices
        office = is_government(own) and names[0].endswith(("办公室", "办公厅"))
        sentence = next(
            (s for s in _SENTENCES.split(paragraph.text) if names[0] in folded(s)), paragraph.text
        )
        title = () if filing.title is None else ((_place_of(filing.title, filing), filing.title),)
        quotes = (*title, (paragraph.place.text(), sentence.strip()))
        yield Observation(
            {"own_compiler": int(belongs or office)},
            tuple(Evidence(filing.source.name, place, quote) for place, quote in quotes),
            {"name": names[0], "agency": own.name, "quote": sentence, "title": filing.title or ""},
            observed=names[0],
        )


def _place_of(title: str, filing: Filing) -> Text:
    """Where the title is printed; titles over several lines have no one place."""
    text = folded(title)
    return next(
        (p.place.text() for p in filing.preamble if text in folded(p.text)), Text("标题", "the title")
    )


def _period(filing: Filing) -> Observation:
    columns = ("period_in_year", "period_from_start", "academic_period")
    if filing.period is None:
        unread = next((note for note in filing.notes if note.code == "period-unreadable"), None)
        why = Silence("not_assessable", unread.text) if unread else _NO_PERIOD
        return Observation({}, (), silence=dict.fromkeys(columns, why))
    if filing.year is None:
        return Observation({}, (), silence=dict.fromkeys(columns, _YEAR_UNKNOWN))
    first, last = filing.period
    start, end = dt.date(filing.year, 1, 1), dt.date(filing.year, 12, 31)
    inside = first.year == filing.year and last == end
    academic = (first, last) == (dt.date(filing.year, 9, 1), dt.date(filing.year + 1, 8, 31))
    shown = filing.period_evidence
    printed = f"{first.isoformat()} — {last.isoformat()}"
    return Observation(
        {
            "period_in_year": int(inside),
            "period_from_start": int(first == start) if inside else None,
            "academic_period": int(academic),
        },
        (Evidence(filing.source.name, shown.place.text(), shown.text),) if shown else (),
        {"from": first.isoformat(), "to": last.isoformat(), "year": filing.year, "next": filing.year + 1},
        observed=printed,
    )


#: Body → month and day, in the year after the report year, up to which publication is in time.
DEADLINES: Final = {"department": (1, 31), "government": (3, 31)}
_NO_DATE = Text("没有公布日期的证据", "there is no evidence of the date of publication")
_NO_YEAR = Text("报告年份不明", "the report year is not known")
_NO_KIND = Text("名册和名称都看不出机关性质", "neither the roster nor the name tells what kind of body it is")
_DEPARTMENT = Text("本机关不是政府部门", "the body is no department of a government")
_GOVERNMENT = Text("本机关不是一级政府", "the body is no government")
_TOWNSHIP = Text(
    "条例第四十九条没有规定乡镇、街道的期限，当地另有规定的从其规定",
    "Article 49 sets no deadline for townships and street offices; local rules may",
)
_SIDE_FILE = Text("附属文件", "side file")


_YEAR_ENDS: Final = (12, 31)


class _Owed(NamedTuple):
    """Which deadline a body owes, or why none."""

    body: str | None
    why: dict[str, Silence]


class Publication(Frame):
    """One row a filing. All columns are Int64, days; pd.NA where nothing is known or nothing is owed.

    For each body with a deadline (``department``, ``government``): ``…_days_late`` from the deadline to the
    earliest evidence of publication, zero or negative when in time; ``…_days_perhaps`` the same where only
    日期 or 时间 stands before the day; ``…_signed_late`` from the deadline to the day that the report itself
    bears, where that is later and nothing shows an earlier publication. ``after_year`` from the end of the
    report year to the publication.
    """

    name = "publication"

    def build(self) -> dict[str, FrameColumn]:
        """Count the days of every filing."""
        filings = self.corpus.filings
        self._owed = [_owed(filing) for filing in filings]
        data: dict[str, FrameColumn] = {"filing": count_column(np.arange(len(filings)))}
        for body in DEADLINES:
            owing = [f if o.body == body else None for f, o in zip(filings, self._owed, strict=True)]
            signed = [_signed_late(filing, body) for filing in owing]
            bare = [
                None if days is not None else _late(f, body, stated=False)
                for f, days in zip(owing, signed, strict=True)
            ]
            stated = [_late(filing, body, stated=True) for filing in owing]
            data[f"{body}_days_late"] = optional_count_column(stated)
            data[f"{body}_days_perhaps"] = optional_count_column(bare)
            data[f"{body}_signed_late"] = optional_count_column(signed)
        data["after_year"] = optional_count_column([_after_year(filing) for filing in filings])
        return data

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the evidence of the date."""
        filing = self.filing_of(row)
        signed = columns[0].endswith("_signed_late")
        day = filing.signed if signed else filing.published
        shown = filing.signed_evidence if signed else filing.published_evidence
        said = day.isoformat() if day else ""
        evidence = (
            Evidence(filing.source.name, shown.place.text(), shown.text)
            if shown is not None
            else Evidence(filing.source.name + sidefile.SUFFIX, _SIDE_FILE, f"published = {said}")
        )
        due = _due(filing, columns[0].split("_", 1)[0])
        return Subject(
            evidence=(evidence,),
            fields={
                "agency": filing.agency.name,
                "published": said,
                "due": due.isoformat() if due else "",
                "days": str(self.value(row, columns[0])),
                "year": str(filing.year),
            },
            expected=f"{'>' if columns[0] == 'after_year' else '≤'}{due.isoformat() if due else ''}",
            observed=said,
        )

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """What rests on a bare label, a signature or the end of the year is there where it is measured."""
        if columns[0].endswith("_days_late"):
            others = (columns[0].replace("_late", "_perhaps"), columns[0].replace("_days", "_signed"))
            bare: npt.NDArray[np.bool_] = np.logical_and(*(self.measured[other].missing for other in others))
            return bare
        return self.measured[columns[0]].known

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Say why the body does not owe this deadline, or what is not known."""
        owed = self._owed[row]
        body = columns[0].split("_", 1)[0]
        if body in owed.why:
            return owed.why[body]
        return Silence("not_assessable", _NO_YEAR if self.filing_of(row).year is None else _NO_DATE)


def _owed(filing: Filing) -> _Owed:
    department, government = DEADLINES
    agency = filing.agency
    if not is_sure(filing):
        unsure = Silence("not_assessable", UNSURE)
        return _Owed(None, {department: unsure, government: unsure})
    if level_of(agency) == "township":
        township = Silence("not_applicable", _TOWNSHIP)
        return _Owed(None, {department: township, government: township})
    if is_government(agency):
        return _Owed(government, {department: Silence("not_applicable", _DEPARTMENT)})
    if agency.kind == "行政机关":
        return _Owed(department, {government: Silence("not_applicable", _GOVERNMENT)})
    unknown = Silence("not_assessable", _NO_KIND)
    return _Owed(None, {department: unknown, government: unknown})


def _due(filing: Filing, body: str) -> dt.date | None:
    """The deadline of a body, or for none of them the end of the report year."""
    if filing.year is None:
        return None
    if body in DEADLINES:
        return dt.date(filing.year + 1, *DEADLINES[body])
    return dt.date(filing.year, *_YEAR_ENDS)


def _late(filing: Filing | None, body: str, *, stated: bool) -> int | None:
    due = _due(filing, body) if filing else None
    if filing is None or due is None or filing.published is None or filing.published_stated is not stated:
        return None
    return (filing.published - due).days


def _signed_late(filing: Filing | None, body: str) -> int | None:
    due = _due(filing, body) if filing else None
    if filing is None or due is None or filing.signed is None or filing.signed <= due:
        return None
    # what shows when it was published decides: in time, or late by itself
    shown = filing.published is not None and (filing.published_stated or filing.published <= due)
    return None if shown else (filing.signed - due).days


def _after_year(filing: Filing) -> int | None:
    end = _due(filing, "")
    if end is None or filing.published is None or not filing.published_stated:
        return None
    return (filing.published - end).days

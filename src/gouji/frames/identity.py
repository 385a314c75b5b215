"""Frame ``identity``: one row a filing, its title and its statistical period."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.extract.identity import compilers
from gouji.extract.names import folded, is_whole
from gouji.extract.titles import is_letter
from gouji.finding import Evidence
from gouji.frames.base import Silence
from gouji.frames.bodies import is_government
from gouji.frames.observed import Observation, Observed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing

_NO_TITLE: Final = Silence("not_assessable", Text("没有读到报告的标题", "no title of the report was read"))
_NO_YEAR: Final = Silence("not_assessable", Text("报告年份不明", "the report year is not known"))
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
_ANY_YEAR: Final = re.compile(r"(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2}")


class Identity(Observed):
    """One row a filing. All measurements are 1, 0 or pd.NA.

    Of the title: ``names_report`` (年度报告 or 年报), ``names_work`` (政府信息公开工作年度报告 in full),
    ``names_year``, ``names_organ`` (in the title, or in the lines above the report), ``is_report`` (neither
    it nor the preface is a letter with which the report was sent to somebody). Of the preface:
    ``own_compiler`` (the body that it says compiled the report is the reporting one or belongs with it; no
    row where it names none). Of the period: ``period_in_year`` (it lies in the report year and ends with
    it), ``period_from_start`` (from 1 January, where it does), ``academic_period`` (1 September to 31 August,
    for universities).
    """

    name = "identity"
    measures: ClassVar = (
        "names_report",
        "names_work",
        "names_year",
        "names_organ",
        "is_report",
        "own_compiler",
        "period_in_year",
        "period_from_start",
        "academic_period",
    )

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
    columns = ("names_report", "names_work", "names_year", "names_organ")
    if filing.title is None:
        return Observation({}, (), silence=dict.fromkeys(columns, _NO_TITLE))
    title = folded(filing.title)
    above = folded("".join(paragraph.text for paragraph in filing.preamble))
    organ = bool(_NOT_THE_ORGAN.sub("", title)) or filing.agency.name in above
    return Observation(
        {
            "names_report": int(re.search("年度报告|年报", title) is not None),
            "names_work": int("政府信息公开工作年度报告" in title),
            "names_year": int(_ANY_YEAR.search(title) is not None),
            "names_organ": int(organ),
        },
        (Evidence(filing.source.name, _place_of(filing.title, filing), filing.title),),
        {"title": filing.title},
        observed=filing.title,
    )


def _report_or_letter(filing: Filing) -> Observation:
    quoted = [
        (paragraph.place.text(), match[0])
        for paragraph in filing.preamble
        if (match := _SENT.search(paragraph.text))
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
        return Observation({}, (), silence=dict.fromkeys(columns, _NO_YEAR))
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

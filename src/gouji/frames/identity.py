"""Frame ``identity``: one row a filing, its title and its statistical period."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.finding import Evidence
from gouji.frames.base import Silence
from gouji.frames.observed import Observation, Observed
from gouji.spacing import tight

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
_ANY_YEAR: Final = re.compile(r"(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2}")


class Identity(Observed):
    """One row a filing. All measurements are 1, 0 or pd.NA.

    Of the title: ``names_report`` (年度报告 or 年报), ``names_work`` (政府信息公开工作年度报告 in full),
    ``names_year``, ``names_organ`` (in the title, or in the lines above the report). Of the period:
    ``period_in_year`` (it lies in the report year and ends with it), ``period_from_start`` (from 1 January,
    where it does), ``academic_period`` (1 September to 31 August, for universities).
    """

    name = "identity"
    measures: ClassVar = (
        "names_report",
        "names_work",
        "names_year",
        "names_organ",
        "period_in_year",
        "period_from_start",
        "academic_period",
    )

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at title and period."""
        yield _title(filing)
        yield _period(filing)


def _title(filing: Filing) -> Observation:
    columns = ("names_report", "names_work", "names_year", "names_organ")
    if filing.title is None:
        return Observation({}, (), silence=dict.fromkeys(columns, _NO_TITLE))
    title = tight(filing.title)
    above = tight("".join(paragraph.text for paragraph in filing.preamble))
    organ = bool(_NOT_THE_ORGAN.sub("", title)) or filing.agency.name in above
    place = next((p.place.text() for p in filing.preamble if title in tight(p.text)), None)
    return Observation(
        {
            "names_report": int(re.search("年度报告|年报", title) is not None),
            "names_work": int("政府信息公开工作年度报告" in title),
            "names_year": int(_ANY_YEAR.search(title) is not None),
            "names_organ": int(organ),
        },
        (Evidence(filing.source.name, place or Text("标题", "the title"), filing.title),),
        {"title": filing.title},
        observed=filing.title,
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

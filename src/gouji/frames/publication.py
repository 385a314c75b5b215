"""Frame ``publication``: one row a filing, how many days after the legal deadline it was published."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from gouji import sidefile
from gouji.bilingual import Text
from gouji.finding import Evidence
from gouji.frames import nullable
from gouji.frames.base import Frame, Silence, Subject
from gouji.frames.bodies import is_government, level_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.filing import Filing

#: Column → month and day, in the year after the report year, up to which publication is in time.
DEADLINES: Final = {"department_days_late": (1, 31), "government_days_late": (3, 31)}
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


class _Owed(NamedTuple):
    """Which deadline a body owes, or why none."""

    column: str | None
    why: dict[str, Silence]


class Publication(Frame):
    """One row a filing.

    ``department_days_late`` and ``government_days_late`` Int64: days from the deadline to the earliest
    evidence of publication, zero or negative when in time; pd.NA for bodies that do not owe it and without
    evidence of the date.
    """

    name = "publication"

    def build(self) -> pd.DataFrame:
        """Count the days of every filing."""
        filings = self.corpus.filings
        self._owed = [_owed(filing) for filing in filings]
        data: dict[str, object] = {"filing": np.arange(len(filings), dtype=np.int64)}
        for column in DEADLINES:
            days = [
                _days_late(filing, column) if owed.column == column else None
                for filing, owed in zip(filings, self._owed, strict=True)
            ]
            data[column] = nullable.optional_counts(days)
        return pd.DataFrame(data)

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the evidence of the date."""
        filing, deadline = self.filing_of(row), _deadline(self.filing_of(row), columns[0])
        shown = filing.published_evidence
        published = filing.published.isoformat() if filing.published else ""
        evidence = (
            Evidence(filing.source.name, shown.place.text(), shown.text)
            if shown is not None
            else Evidence(filing.source.name + sidefile.SUFFIX, _SIDE_FILE, f"published = {published}")
        )
        due = deadline.isoformat() if deadline else ""
        return Subject(
            evidence=(evidence,),
            fields={
                "agency": filing.agency.name,
                "published": published,
                "due": due,
                "days": str(self.value(row, columns[0])),
            },
            expected=f"≤{due}",
            observed=published,
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Say why the body does not owe this deadline, or what is not known."""
        owed = self._owed[row]
        if columns[0] in owed.why:
            return owed.why[columns[0]]
        return Silence("not_assessable", _NO_YEAR if self.filing_of(row).year is None else _NO_DATE)


def _owed(filing: Filing) -> _Owed:
    department, government = DEADLINES
    agency = filing.agency
    if level_of(agency) == "township":
        township = Silence("not_applicable", _TOWNSHIP)
        return _Owed(None, {department: township, government: township})
    if is_government(agency):
        return _Owed(government, {department: Silence("not_applicable", _DEPARTMENT)})
    if agency.kind == "行政机关":
        return _Owed(department, {government: Silence("not_applicable", _GOVERNMENT)})
    unknown = Silence("not_assessable", _NO_KIND)
    return _Owed(None, {department: unknown, government: unknown})


def _deadline(filing: Filing, column: str) -> dt.date | None:
    return dt.date(filing.year + 1, *DEADLINES[column]) if filing.year is not None else None


def _days_late(filing: Filing, column: str) -> int | None:
    deadline = _deadline(filing, column)
    return (filing.published - deadline).days if deadline and filing.published else None

"""Frame ``publication``: one row a filing, when it was published and signed, in days from what is owed."""

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

    import numpy.typing as npt

    from gouji.filing import Filing

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

    def build(self) -> pd.DataFrame:
        """Count the days of every filing."""
        filings = self.corpus.filings
        self._owed = [_owed(filing) for filing in filings]
        data: dict[str, object] = {"filing": np.arange(len(filings), dtype=np.int64)}
        for body in DEADLINES:
            owing = [f if o.body == body else None for f, o in zip(filings, self._owed, strict=True)]
            signed = [_signed_late(filing, body) for filing in owing]
            bare = [
                None if days is not None else _late(f, body, stated=False)
                for f, days in zip(owing, signed, strict=True)
            ]
            stated = [_late(filing, body, stated=True) for filing in owing]
            data[f"{body}_days_late"] = nullable.optional_counts(stated)
            data[f"{body}_days_perhaps"] = nullable.optional_counts(bare)
            data[f"{body}_signed_late"] = nullable.optional_counts(signed)
        data["after_year"] = nullable.optional_counts([_after_year(filing) for filing in filings])
        return pd.DataFrame(data)

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
            bare: npt.NDArray[np.bool_] = self.data[
                columns[0].replace("_late", "_perhaps")
            ].isna().to_numpy() & (self.data[columns[0].replace("_days", "_signed")].isna().to_numpy())
            return bare
        measured: npt.NDArray[np.bool_] = self.data[columns[0]].notna().to_numpy()
        return measured

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

"""Frame ``partly_once``: applications granted partly that may have been counted a second time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.frames import nullable
from gouji.frames.arithmetic import ApplicationsColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gouji.frames.base import Silence, Subject

_POOL: Final = ("new", "carried_in", "handled_total", "carried_out")
_OUTCOMES: Final = tuple(row for row in ApplicationsColumns.columns if row not in _POOL)


class PartlyOnce(ApplicationsColumns):
    """Table three by applicant type.

    ``counted_twice`` Int64: by how much the outcomes exceed （七）总计 where the printed balance holds and
    the excess is at most （二）部分公开, else 0; pd.NA where a cell is unknown.
    """

    name = "partly_once"

    def build(self) -> pd.DataFrame:
        """Work the excess out of the cells."""
        data = super().build()
        count = {column: data[column].to_numpy(dtype=np.int64, na_value=0) for column in self.columns}
        known = data[list(self.columns)].notna().all(axis=1).to_numpy()
        balanced = count["new"] + count["carried_in"] == count["handled_total"] + count["carried_out"]
        excess = np.sum([count[row] for row in _OUTCOMES], axis=0) - count["handled_total"]
        twice = balanced & (excess > 0) & (excess <= count["granted_partly"])
        data["counted_twice"] = nullable.counts(np.where(twice, excess, 0), known)
        return data

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Speak of all cells of the applicant type."""
        subject = super().subject(row, self.columns)
        partly = self.term(row, "granted_partly").counted or 0
        fields = {**subject.fields, "excess": str(self.value(row, "counted_twice")), "partly": partly}
        return replace(subject, fields=fields)

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Name the cells that are unknown."""
        return super().silence(row, self.columns)

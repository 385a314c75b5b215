"""Frame ``disclosure``: table two by rows, with the measurements that plausibility rules ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.bilingual import Text
from gouji.frames import nullable
from gouji.frames.arithmetic import CellFrame, all_columns, all_rows, undecided
from gouji.frames.base import Silence, Subject
from gouji.frames.bodies import is_government, is_government_office, level_of, may_make_rules
from gouji.frames.matrix import positions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from gouji.filing import Agency

_FLOW_2021: Final = ("issued", "repealed", "in_force")
_FLOW_2019: Final = ("made", "disclosed", "in_public")
#: Measurement → the cells of the row that it is worked out from.
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "unfounded_decisions": ("decisions", "items_last_year", "change"),
    "average": ("projects", "amount"),
    "one_sided": ("projects", "amount"),
    "rules_without_power": (*_FLOW_2019, *_FLOW_2021),
    "stock_is_flow": _FLOW_2021,
    "issued_by_department": ("issued",),
}
#: Measurements that one row only has.
_ROWS: Final[Mapping[str, str]] = {
    "average": "procurement",
    "one_sided": "procurement",
    "rules_without_power": "rules",
    "issued_by_department": "normative_documents",
}
_NO_LEVEL = Text(
    "名册和名称都看不出本机关的层级或性质，无法判断其有无规章制定权",
    "neither the roster nor the name tells the body's level, so its power to make rules cannot be told",
)


class Disclosure(CellFrame):
    """Table two: ``key`` is the row; the columns are those of both forms, and these measurements.

    ``unfounded_decisions`` Int64: 处理决定数量 where there was no item to decide on, else 0. ``average``
    Float64: yuan per procurement project, pd.NA without projects or amount. ``one_sided`` Int64: 1 where
    only one of projects and amount is zero. ``rules_without_power`` Int64: documents in the row 规章 of a
    body that may not make any, else 0. ``stock_is_flow`` Int64: 现行有效 where it equals 制发 and nothing was
    repealed, else 0. ``issued_by_department`` Int64: 行政规范性文件 issued by a department of a city or
    county.
    A measurement is pd.NA in rows that have none.
    """

    name = "disclosure"
    table = "disclosure"
    keys = all_rows("disclosure")
    columns = all_columns("disclosure")

    def build(self) -> pd.DataFrame:
        """Lay the cells out and work the measurements out of them."""
        data = super().build()
        known = {column: data[column].notna().to_numpy() for column in self.columns}
        count = {column: data[column].to_numpy(dtype=np.int64, na_value=0) for column in self.columns}
        key, owner = data["key"].to_numpy(), data["filing"].to_numpy(dtype=np.int64)

        def measure(name: str, values: npt.NDArray[np.int64], where: npt.NDArray[np.bool_]) -> None:
            data[name] = nullable.counts(np.where(where, values, 0), where)

        items = count["items_last_year"] + np.maximum(count["change"], 0)
        has_items = known["items_last_year"] & known["change"] & known["decisions"]
        measure("unfounded_decisions", np.where(items == 0, count["decisions"], 0), has_items)
        amount, projects = self._amounts(data), count["projects"]
        bought = known["projects"] & ~np.isnan(amount) & (key == "procurement")
        per_project = np.divide(
            amount, projects, out=np.full(len(data), np.nan), where=bought & (projects > 0)
        )
        data["average"] = nullable.amounts(np.where(amount > 0, per_project, np.nan))
        measure("one_sided", ((projects == 0) != (amount == 0)).astype(np.int64), bought)
        self._measure_rules(data, key == "rules", count, known, owner)
        flows = known["issued"] & known["repealed"] & known["in_force"]
        same = (count["in_force"] == count["issued"]) & (count["repealed"] == 0)
        measure("stock_is_flow", np.where(same, count["in_force"], 0), flows)
        department = self._of_agencies(_is_department)[owner]
        measure(
            "issued_by_department",
            count["issued"],
            known["issued"] & department & (key == "normative_documents"),
        )
        return data

    def _amounts(self, data: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Amount of money in each row, 0 where the cell is empty, NaN where it is unknown or not there."""
        matrix, known = self.corpus.matrix, self.corpus.matrix.known(absent_is_zero=False)
        amounts = np.full(len(data), np.nan)
        for row in ("procurement", "fees"):
            cell = positions().get(self.cell_id(row, "amount"))
            if cell is None:
                continue
            rows = np.flatnonzero((data["key"] == row).to_numpy())
            filings = data["filing"].to_numpy(dtype=np.int64)[rows]
            printed = matrix.amount[filings, cell]
            amounts[rows] = np.where(np.isnan(printed) & known[filings, cell], 0.0, printed)
        return amounts

    def _of_agencies(self, test: Callable[[Agency], bool]) -> npt.NDArray[np.bool_]:
        return np.array([test(filing.agency) for filing in self.corpus.filings], dtype=np.bool_)

    def _measure_rules(
        self,
        data: pd.DataFrame,
        rows: npt.NDArray[np.bool_],
        count: Mapping[str, npt.NDArray[np.int64]],
        known: Mapping[str, npt.NDArray[np.bool_]],
        owner: npt.NDArray[np.int64],
    ) -> None:
        total = np.sum([count[column] for column in (*_FLOW_2019, *_FLOW_2021)], axis=0)
        # the form of the filing has three of the six
        whole = np.all(
            [known[column] | ~self.present[column] for column in (*_FLOW_2019, *_FLOW_2021)], axis=0
        )
        lacking = self._of_agencies(lambda agency: may_make_rules(agency) is False)[owner]
        having = self._of_agencies(lambda agency: may_make_rules(agency) is True)[owner]
        # any document is one too many without the power; that there is none takes all of the cells
        decided = rows & ((lacking & (total > 0)) | (whole & (lacking | having | (total == 0))))
        data["rules_without_power"] = nullable.counts(np.where(lacking, total, 0), decided)

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the cells that a measurement was worked out from."""
        measure = columns[0]
        found = super().subject(row, self._sources(row, columns))
        if measure not in _SOURCES:
            return found
        agency = self.filing_of(row).agency
        figures = {name: term.cell.printed or "" for name, term in found.terms.items() if term.cell}
        value = self.value(row, measure)
        said = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        fields = {**found.fields, **figures, "value": said, "agency": agency.name}
        return Subject(found.table, found.cells, found.printed, found.evidence, fields, found.terms)

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """A measurement exists in rows that have the cells behind it, of one form or the other."""
        measure = columns[0]
        if measure not in _SOURCES:
            return super().exists(columns)
        present = [self.present[source] for source in _SOURCES[measure]]
        found: npt.NDArray[np.bool_] = np.logical_or.reduce(present)
        if measure in _ROWS:
            found &= (self.data["key"] == _ROWS[measure]).to_numpy()
        return found

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Name the unknown cells behind a measurement."""
        measure = columns[0]
        if measure not in _SOURCES:
            return super().silence(row, columns)
        terms = [self.term(row, column) for column in self._sources(row, columns)]
        if (silence := undecided(terms)) is not None:
            return silence
        return Silence("not_assessable", _NO_LEVEL) if measure == "rules_without_power" else None

    def _sources(self, row: int, columns: Sequence[str]) -> list[str]:
        """The columns of cells behind these columns, as far as the row has them."""
        wanted = dict.fromkeys(source for column in columns for source in _SOURCES.get(column, (column,)))
        if not any(column in _SOURCES for column in columns):
            return list(wanted)
        return [column for column in wanted if self.term(row, column).cell is not None]


def _is_department(agency: Agency) -> bool:
    """Say whether the body is a department of a city or a county."""
    return level_of(agency) in ("prefecture", "county") and not (
        is_government(agency) or is_government_office(agency)
    )

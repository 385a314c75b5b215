"""Cells of many filings as arrays, columns of frames, and the one decision on what sums make of no print.

==========================================  =====================================================
in the source                               in a sum
==========================================  =====================================================
a number                                    that number
blank, or a placeholder such as ``/``       zero
a blank or placeholder where a total goes   unknown: a total is never put together by the reader
a blank or placeholder where a stock goes   unknown: how much there is does not follow from it
missing, illegible, ambiguous, recognised   unknown, from zero upwards (``change`` may be negative)
no integer, or too large for a count        unknown
any cell of a table that is not readable    unknown
all of these beside a number below zero     unknown, perhaps below zero as well
==========================================  =====================================================

A table is *not readable* when more than half of its cells have no place in the source (``missing``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gouji.model.filing import UNREAD
from gouji.model.form import load_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd
    from pandas.api.extensions import ExtensionArray

    from gouji.model.filing import Cell, Filing, Number
    from gouji.model.form import Row


STATUTORY_FORMS: Final = ("2019", "2021")
TABLES: Final = ("disclosure", "applications", "reviews")

STATUSES: Final = (
    *("read", "annotated", "blank", "placeholder", "illegible", "missing", "ambiguous", "recognised"),
    "absent",
)
#: Status codes of :attr:`CellMatrix.status`; ``absent`` is a cell that the filing's form does not have.
READ, ANNOTATED, BLANK, PLACEHOLDER, ILLEGIBLE, MISSING, AMBIGUOUS, RECOGNISED, ABSENT = range(9)
_CODE: Final = {name: code for code, name in enumerate(STATUSES)}
_UNREAD: Final = [_CODE[status] for status in UNREAD]

#: Counts from here on are taken for misreadings: sums of a whole column must fit 64 bits.
TOO_LARGE: Final = 10**15
_NO_COUNT: Final = -(2**62)


@cache
def form_rows(form_id: str, table: str) -> tuple[Row, ...]:
    """Rows of a table in form order, rows that may stand in for others before the ones they replace."""
    form = load_form(form_id).table(table)
    instead = {alternative.replaces[0]: alternative.rows for alternative in form.alternatives}
    return tuple(row for own in form.rows for row in (*instead.get(own.id, ()), own))


@cache
def cell_ids() -> tuple[str, ...]:
    """Ids of all cells of both statutory forms and of the rows that may stand in for others."""
    return tuple(
        dict.fromkeys(
            f"{table}/{row.id}/{column.id}"
            for form_id in STATUTORY_FORMS
            for table in TABLES
            for row in form_rows(form_id, table)
            for column in row.columns
        )
    )


@cache
def positions() -> dict[str, int]:
    """Column of every cell id in a :class:`CellMatrix`."""
    return {cell_id: position for position, cell_id in enumerate(cell_ids())}


@cache
def _table_slices() -> dict[str, npt.NDArray[np.int64]]:
    return {
        table: np.array(
            [i for i, cell in enumerate(cell_ids()) if cell.startswith(f"{table}/")], dtype=np.int64
        )
        for table in TABLES
    }


#: Columns of table two that state how much there is, not how much came or went in the year.
STOCKS: Final = frozenset({"in_force", "in_public", "items_last_year"})


@cache
def stated_cells() -> npt.NDArray[np.bool_]:
    """Which cells must be printed to be known: totals (:func:`is_total`) and stocks (:func:`is_stock`)."""
    return np.array([is_total(cell) or is_stock(cell) for cell in cell_ids()])


def is_total(cell_id: str) -> bool:
    """Say whether the form prints 总计 over or beside this cell."""
    table, row, column = cell_id.split("/")
    return table != "disclosure" and (column == "total" or row == "handled_total")


def is_stock(cell_id: str) -> bool:
    """Say whether the cell states a stock: 现行有效件数, 对外公开总数量, 上一年项目数量."""
    return cell_id.split("/")[2] in STOCKS


def as_count(value: Number | None) -> int | None:
    """Return the value as a count, or None where it is no integer or too large to be one."""
    if type(value) is int:
        return value if -TOO_LARGE < value < TOO_LARGE else None
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return as_count(int(value))
    return None


class CellMatrix:
    """Cells of many filings, one row a filing (or None: no cells), one column a cell of :func:`cell_ids`.

    ``count`` int64: the printed number where it is a count, else 0. ``is_count`` bool: a count is printed.
    ``status`` int8: see :data:`STATUSES`. ``amount`` float64: the printed number whatever it is, NaN where
    none is. ``unread`` bool: the filing's form has the cell and it was not read. ``share_missing`` and
    ``share_unread`` map each table to the share of its cells that are missing, and that were not read, per
    filing (1 for a filing without such cells); ``readable`` says where the first is at most one half.
    """

    def __init__(self, filings: Sequence[Filing | None]) -> None:
        shape = (len(filings), len(cell_ids()))
        self.status = np.full(shape, ABSENT, dtype=np.int8)
        self.count = np.zeros(shape, dtype=np.int64)
        self.is_count = np.zeros(shape, dtype=np.bool_)
        self.amount = np.full(shape, np.nan)
        layouts: dict[tuple[str, ...], npt.NDArray[np.int64]] = {}
        for row, filing in enumerate(filings):
            if filing is not None:
                self._fill(row, filing.form_cells, layouts)
        self.unread = np.isin(self.status, _UNREAD)
        self.share_missing = self._shares(self.status == MISSING)
        self.share_unread = self._shares(self.unread)
        self.readable = {table: share <= 0.5 for table, share in self.share_missing.items()}

    def _fill(
        self, row: int, cells: Sequence[Cell], layouts: dict[tuple[str, ...], npt.NDArray[np.int64]]
    ) -> None:
        ids = tuple([cell.id for cell in cells])
        if not ids:
            return
        layout = layouts.get(ids)
        if layout is None:
            layout = layouts[ids] = np.array([positions()[cell_id] for cell_id in ids], dtype=np.int64)
        counts = np.array(
            [
                v if type(v := cell.value) is int and -TOO_LARGE < v < TOO_LARGE else _NO_COUNT
                for cell in cells
            ],
            dtype=np.int64,
        )
        known = counts != _NO_COUNT
        amounts = counts.astype(np.float64)
        for i in np.flatnonzero(~known).tolist():
            value = cells[i].value
            amounts[i] = np.nan if value is None else float(value)
            if (count := as_count(value)) is not None:
                counts[i], known[i] = count, True
        self.status[row, layout] = [_CODE[cell.status] for cell in cells]
        self.count[row, layout] = np.where(known, counts, 0)
        self.is_count[row, layout] = known
        self.amount[row, layout] = amounts

    def _shares(self, marked: npt.NDArray[np.bool_]) -> dict[str, npt.NDArray[np.float64]]:
        """By table the share of the form's cells that are marked, per filing."""
        shares = {}
        for table, columns in _table_slices().items():
            cells = (self.status[:, columns] != ABSENT).sum(axis=1)
            shares[table] = np.where(cells > 0, marked[:, columns].sum(axis=1) / np.maximum(cells, 1), 1.0)
        return shares

    def table(self, table: str) -> npt.NDArray[np.int64]:
        """Return the columns of one table."""
        return _table_slices()[table]

    def known(self, *, absent_is_zero: bool) -> npt.NDArray[np.bool_]:
        """Return, filing by cell, whether a sum may use :attr:`count` (see the table above)."""
        empty = (self.status == BLANK) | (self.status == PLACEHOLDER)
        known: npt.NDArray[np.bool_] = self.is_count | (empty & ~stated_cells())
        if absent_is_zero:
            known |= self.status == ABSENT
        for table, columns in _table_slices().items():
            known[np.ix_(~self.readable[table], columns)] = False
        return known


@dataclass(frozen=True, slots=True, eq=False)
class FrameColumn:
    """One column of a frame: in each row a count, an amount or a word, or none.

    ``values`` are int64, float64 or strings (dtype object), zero or empty in the rows where they are
    ``missing``. Of a column of keys they are positions in ``names``. A screening needs no more than this;
    :meth:`array` is what a DataFrame holds of it, and what brings pandas in.
    """

    values: npt.NDArray[Any]
    missing: npt.NDArray[np.bool_]
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, column: pd.Series[Any]) -> FrameColumn:
        """Return a column of a DataFrame, of a nullable dtype."""
        missing = column.array.isna()
        kind = {"Int64": np.int64, "Float64": np.float64}.get(str(column.dtype), np.object_)
        empty = "" if kind is np.object_ else 0
        return cls(column.array.to_numpy(dtype=kind, na_value=empty), missing)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, row: int) -> int | float | str | None:
        if self.missing[row]:
            return None
        value: int | float | str = self.values.item(row)
        return self.names[int(value)] if self.names else value

    @property
    def is_number(self) -> bool:
        """Whether it has counts or amounts."""
        return not self.names and self.values.dtype != np.object_

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """The rows that have a value."""
        return ~self.missing

    def are(self, word: str) -> npt.NDArray[np.bool_]:
        """Return the rows that have this key."""
        rows: npt.NDArray[np.bool_] = self.values == (self.names.index(word) if word in self.names else -1)
        return rows

    def words(self) -> list[str]:
        """Return what stands in each row, as words."""
        return [self.names[code] for code in self.values] if self.names else list(map(str, self.values))

    def without(self, rows: npt.NDArray[np.bool_]) -> FrameColumn:
        """Return the column with nothing in some rows."""
        missing = self.missing | rows
        return FrameColumn(np.where(missing, 0, self.values), missing, self.names)

    def array(self) -> ExtensionArray:
        """Return it as pandas has it: Int64, Float64, string or categorical, pd.NA where there is nothing."""
        import pandas as pd

        if self.names:
            codes = self.values.astype(np.int16)
            return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(self.names)))
        if self.values.dtype == np.int64:
            return pd.arrays.IntegerArray(self.values, self.missing)
        if self.values.dtype == np.float64:
            return pd.arrays.FloatingArray(self.values, self.missing)
        texts = [None if none else text for text, none in zip(self.values, self.missing, strict=True)]
        return pd.array(texts, dtype=pd.StringDtype("python"))


def count_column(values: npt.NDArray[Any], known: npt.NDArray[np.bool_] | None = None) -> FrameColumn:
    """Return a column of counts, with nothing where they are not ``known`` (None: all are)."""
    counts = np.asarray(values, dtype=np.int64)
    if known is None:
        return FrameColumn(counts, np.zeros(len(counts), dtype=np.bool_))
    return FrameColumn(np.where(known, counts, 0), ~np.asarray(known, dtype=np.bool_))


def amount_column(values: npt.NDArray[np.float64]) -> FrameColumn:
    """Return a column of amounts, with nothing where they are NaN."""
    amounts = np.asarray(values, dtype=np.float64)
    missing = np.isnan(amounts)
    return FrameColumn(np.where(missing, 0.0, amounts), missing)


def optional_amount_column(values: Sequence[float | None]) -> FrameColumn:
    """Return a column of amounts from a list, with nothing where it has None."""
    return amount_column(np.array([np.nan if value is None else value for value in values], dtype=np.float64))


def key_column(codes: npt.NDArray[Any], names: Sequence[str]) -> FrameColumn:
    """Return the column that names the key of each row."""
    return FrameColumn(np.asarray(codes, dtype=np.int64), np.zeros(len(codes), dtype=np.bool_), tuple(names))


def optional_count_column(values: Sequence[int | None]) -> FrameColumn:
    """Return a column of counts from a list, with nothing where it has None."""
    known = np.array([value is not None for value in values], dtype=np.bool_)
    return count_column(np.array([value or 0 for value in values], dtype=np.int64), known)


def optional_text_column(values: Sequence[str | None]) -> FrameColumn:
    """Return a column of words from a list, with nothing where it has None."""
    texts = np.array(["" if value is None else value for value in values], dtype=np.object_)
    return FrameColumn(texts, np.array([value is None for value in values], dtype=np.bool_))

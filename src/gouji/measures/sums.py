"""Frames of cells that sums are held over: rows with their columns, applicants with their rows.

``partly_once`` are applications granted partly that may have been counted a second time.

Every measurement is an Int64 count as sums use it (:mod:`gouji.measures.matrix`): pd.NA is unknown.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from gouji.measures.frame import Frame, Silence, Subject, Term
from gouji.measures.matrix import ABSENT, count_column, form_rows, is_stock, key_column, positions
from gouji.measures.quotes import cell_name, column_name, quote_cells, row_name, source_order, table_name
from gouji.model.filing import EMPTY, UNREAD
from gouji.model.form import load_form
from gouji.model.text import Text
from gouji.model.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Cell, ExtraRow, Filing


_NOT_READABLE = Text(
    "{table}在本副本中未能读出（一半以上的格没有原文位置）", "{table} could not be read in this copy"
)
TOTAL_BLANK = Text("“{cell}”是总计却未印数字", "“{cell}” is a total and no number is printed in it")
STOCK_BLANK = Text(
    "“{cell}”未填数字，存量不能当作 0", "no number is printed in “{cell}”: a stock not stated is not 0"
)
_WHY = {
    "missing": Text("“{cell}”在原文中没有这一格", "the source has no cell “{cell}”"),
    "illegible": Text(
        "“{cell}”印为“{printed}”，不是数字", "“{cell}” is printed “{printed}”, which is no number"
    ),
    "ambiguous": Text("“{cell}”处的值可归入不止一格", "the value at “{cell}” fits more than one cell"),
    "recognised": Text(
        "“{cell}”由图片识别得出，尚无人确认", "“{cell}” was recognised in a picture and confirmed by nobody"
    ),
}
_NO_COUNT = Text(
    "“{cell}”印为“{printed}”，不是可以相加的整数",
    "“{cell}” is printed “{printed}”, no whole number to add up",
)


def not_readable(table: str) -> Text:
    """Say that a table could not be read."""
    return _NOT_READABLE.filled(table=table_name(table))


def unknown(label: str, cell: Cell, name: str, *, readable: bool, source: str | None = None) -> Term:
    """Return a cell that a sum does not know as its term, with the reason; ``name`` says which cell it is."""
    if not readable:
        why = not_readable(cell.id.split("/")[0])
    elif cell.status in EMPTY:
        why = (STOCK_BLANK if is_stock(cell.id) else TOTAL_BLANK).filled(cell=name)
    else:
        why = _WHY.get(cell.status, _NO_COUNT).filled(cell=name, printed=cell.printed or "")
    return Term(label, cell, None, why, source, unread=not readable or cell.status in UNREAD)


def undecided(terms: Sequence[Term]) -> Silence | None:
    """Say why some terms are unknown, the first two of them named; None where all are known."""
    open_ = [term for term in terms if term.counted is None and term.why is not None]
    whys = list(dict.fromkeys(term.why for term in open_ if term.why is not None))
    if not whys:
        return None
    more = Text("等", " and others") if len(whys) > 2 else Text("", "")
    reason = Text(
        "；".join(why.zh for why in whys[:2]) + more.zh, "; ".join(why.en for why in whys[:2]) + more.en
    )
    unread = [term for term in open_ if term.unread]
    own = [term.cell.id.split("/")[0] for term in unread if term.cell is not None and term.source is None]
    return Silence("not_assessable", reason, unread=bool(unread), tables=tuple(dict.fromkeys(own)))


def no_figure(reason: Text, cells: Iterable[Cell], of_others: Iterable[Cell] = ()) -> Silence:
    """Say that something cannot be held against cells that give no figure: read as empty, or not read.

    ``of_others`` are cells of other reports that it takes as well.
    """
    own = dict.fromkeys(cell.id.split("/")[0] for cell in cells if cell.status in UNREAD)
    unread = bool(own) or any(cell.status in UNREAD for cell in of_others)
    return Silence("not_assessable", reason, unread=unread, tables=tuple(own))


def unread_cells(form: str | None, cells: Iterable[Cell]) -> Silence | None:
    """Name those of some cells of the report under audit that were not read; None where all were."""
    unread = [cell for cell in cells if cell.status in UNREAD]
    names = [cell_name(form, cell.id) for cell in unread]
    return undecided(
        [unknown(name, cell, name, readable=True) for name, cell in zip(names, unread, strict=True)]
    )


class CellFrame(Frame):
    """Cells of one table laid out as a frame: ``key`` names the row of the frame.

    ``columns`` are the measurements; :meth:`cell_id` gives the cell behind a key and a column.
    """

    table: ClassVar[str]
    #: A column that the form does not have counts as zero (its alternative stands in for it).
    absent_is_zero: ClassVar[bool] = False

    keys: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[str, ...]]

    @classmethod
    def cell_id(cls, key: str, column: str) -> str:
        """Return the id of the cell behind a frame row and column."""
        return f"{cls.table}/{key}/{column}"

    @classmethod
    def _grid(cls) -> npt.NDArray[np.int64]:
        known = positions()
        return np.array([[known.get(cls.cell_id(k, c), -1) for c in cls.columns] for k in cls.keys])

    def build(self) -> dict[str, FrameColumn]:
        """One row a filing and key that the filing's form has a cell for."""
        matrix, grid = self.corpus.matrix, self._grid()
        nowhere = grid < 0
        absent = (matrix.status[:, grid] == ABSENT) | nowhere
        known = matrix.known(absent_is_zero=self.absent_is_zero)[:, grid] & ~nowhere
        filings, keys = np.nonzero(~absent.all(axis=2))
        data: dict[str, FrameColumn] = {
            "filing": count_column(filings),
            "key": key_column(keys, self.keys),
        }
        #: For each column, which rows of the frame have a cell behind it.
        self.present = {c: ~absent[filings, keys, position] for position, c in enumerate(self.columns)}
        counts = matrix.count[:, grid]
        for position, column in enumerate(self.columns):
            where = filings, keys, position
            data[column] = count_column(counts[where], known[where])
        return data

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Name the cells behind the columns, quote them, and give them as terms."""
        filing, key = self.filing_of(row), str(self.value(row, "key"))
        terms = {column: self.term(row, column) for column in columns if column in self.columns}
        cells = [term.cell for term in terms.values() if term.cell is not None]
        return Subject(
            table=self.table,
            cells=tuple(cell.id for cell in cells),
            printed={cell.id: cell.printed for cell in cells},
            evidence=quote_cells(filing, cells),
            fields={"line": self.line_name(filing, key), "table": table_name(self.table)},
            terms=terms,
        )

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """A row has an identity when it has all of its cells, or when those it lacks count as zero."""
        if self.absent_is_zero:
            return None
        present = [self.present[column] for column in columns if column in self.columns]
        whole: npt.NDArray[np.bool_] = np.logical_and.reduce(present)
        return whole

    def index(self) -> dict[str, list[str]]:
        """Call each row as its cells are called: a row of the table with all its columns, or a column."""
        named = [self.cell_id(key, "*").rsplit("/", 1) for key in self.measured["key"].words()]
        return super().index() | {"row": [row for row, _ in named], "column": [column for _, column in named]}

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Name the cells that leave the row undecided."""
        return undecided(self._terms(row, columns))

    def held_back(self, row: int, columns: Sequence[str]) -> bool:
        """Say whether cells that were not read are all that keeps these columns of a row from a decision."""
        open_ = [term for term in self._terms(row, columns) if term.counted is None]
        return bool(open_) and all(term.unread for term in open_)

    def _terms(self, row: int, columns: Sequence[str]) -> list[Term]:
        return [self.term(row, column) for column in columns if column in self.columns]

    def term(self, row: int, column: str) -> Term:
        """Return the cell behind one measurement."""
        filing, key = self.filing_of(row), str(self.value(row, "key"))
        cell = self._cells(self.owner[row]).get(self.cell_id(key, column))
        if cell is None:
            return Term("", None, 0 if self.absent_is_zero else None)
        label = self.term_name(filing, key, column)
        if (value := self.count(row, column)) is not None:
            return Term(label, cell, value)
        readable = bool(self.corpus.matrix.readable[self.table][self.owner[row]])
        name = f"{self.line_name(filing, key)}／{label}"
        return unknown(label, cell, name, readable=readable)

    @cached_property
    def _lookups(self) -> dict[int, Mapping[str, Cell]]:
        return {}

    def _cells(self, filing: int) -> Mapping[str, Cell]:
        if filing not in self._lookups:
            cells = self.corpus.filings[filing].table(self.table)
            self._lookups[filing] = {cell.id: cell for cell in cells}
        return self._lookups[filing]

    def line_name(self, filing: Filing, key: str) -> str:
        """Return what the frame row is called: here, the statutory row."""
        return row_name(filing.form or "", self.table, key)

    def term_name(self, filing: Filing, key: str, column: str) -> str:
        """Return what one of its cells is called: here, the statutory column."""
        return column_name(filing.form or "", self.table, column)


def all_rows(table: str) -> tuple[str, ...]:
    """Ids of a table's rows in both forms, those of the alternatives included, in form order."""
    return tuple(dict.fromkeys(row.id for form in ("2021", "2019") for row in form_rows(form, table)))


def all_columns(table: str) -> tuple[str, ...]:
    """Ids of a table's columns in both forms, in form order."""
    return tuple(
        dict.fromkeys(
            column.id for form in ("2021", "2019") for column in load_form(form).table(table).columns
        )
    )


class ApplicationsRows(CellFrame):
    """Table three by rows: ``key`` is the row, the columns are the seven applicant columns."""

    name = "applications_rows"
    table = "applications"
    keys = all_rows("applications")
    columns = all_columns("applications")


_POOL: Final = ("new", "carried_in", "handled_total", "carried_out")
#: Rows of table three that are outcomes of applications, those of the alternatives included.
_OUTCOMES: Final = tuple(row for row in all_rows("applications") if row not in _POOL)
_ADDED: Final = Text(
    "表中“{label}”不是格式规定的行，可能计入了（七）总计，不能据此判定",
    "the table has “{label}”, which is no row of the form and may be part of （七）总计, so nothing can be "
    "concluded from it",
)
#: Of more rows that the form has not, any may account for anything.
_MOST_ADDED: Final = 8


def _among_outcomes(filing: Filing) -> list[ExtraRow]:
    """Return the rows of table three that the form has not, from its first outcome to its last row."""
    further = [row for row in filing.extra_rows if row.table == "applications"]
    if not further:
        return []
    cells = [(cell.id.split("/")[1], cell.place) for cell in filing.table("applications")]
    before, behind = (
        [source_order(place) for row, place in cells if place is not None and row == beside]
        for beside in ("carried_in", "carried_out")
    )
    first, last = max(before, default=()), min(behind, default=(math.inf,))
    return [row for row in further if first < source_order(row.place) < last]


def _figure(row: ExtraRow, key: int, columns: int) -> int | None:
    """Return what a row with as many values as there are columns prints in one, None where it is unknown."""
    if len(row.printed) != columns:
        return None
    value, status = parse_value(row.printed[key], "件")
    if status in EMPTY:
        return 0
    return value if isinstance(value, int) else None


def _accounts_for(gap: int, figures: Sequence[tuple[str, int | None]]) -> str:
    """Return the labels of the rows that may add up to the gap, empty where none do."""
    open_ = [label for label, figure in figures if figure is None]
    known = [(label, figure) for label, figure in figures if figure]
    if open_ or len(known) > _MOST_ADDED:
        return "”“".join(open_ or [label for label, _ in known])
    for size in range(1, len(known) + 1):
        for some in combinations(known, size):
            if sum(figure for _, figure in some) == gap:
                return "”“".join(label for label, _ in some)
    return ""


class ApplicationsColumns(CellFrame):
    """Table three by applicant type: ``key`` is the column, the columns are the rows of both forms.

    A report prints （六）其他处理 as one row or as three; the ones it does not print count as zero, so that
    one identity serves both. ``added`` Int64: 0, pd.NA where rows that the form has not, printed among the
    outcomes, may account for what （七）总计 is larger than the outcomes of the form.
    """

    name = "applications_columns"
    table = "applications"
    absent_is_zero = True
    keys = all_columns("applications")
    columns = all_rows("applications")

    def build(self) -> dict[str, FrameColumn]:
        """One row a filing and applicant type, and what further rows may account for."""
        data = super().build()
        self._added: dict[int, str] = {}
        for number, filing in enumerate(self.corpus.filings):
            if further := _among_outcomes(filing):
                self._look_at(further, data, np.flatnonzero(data["filing"].values == number))
        added = np.array([row in self._added for row in range(len(data["filing"]))], dtype=np.bool_)
        data["added"] = count_column(np.zeros(len(added)), ~added)
        return data

    def _look_at(
        self, further: Sequence[ExtraRow], data: Mapping[str, FrameColumn], rows: Iterable[int]
    ) -> None:
        for row in rows:
            measured = [data[column][row] for column in ("handled_total", *_OUTCOMES)]
            if None in measured:
                continue
            total, *outcomes = (int(value or 0) for value in measured)
            gap = total - sum(outcomes)
            key = int(data["key"].values[row])
            figures = [(one.label, _figure(one, key, len(self.keys))) for one in further]
            if gap > 0 and (named := _accounts_for(gap, figures)):
                self._added[row] = named

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Name the cells that leave the row undecided, or the rows that the form has not."""
        said = super().silence(row, columns)
        if said is None and "added" in columns and row in self._added:
            return Silence("not_assessable", _ADDED.filled(label=self._added[row]))
        return said

    @classmethod
    def cell_id(cls, key: str, column: str) -> str:
        """Return the id of the cell: the frame's columns are the table's rows."""
        return f"{cls.table}/{column}/{key}"

    def line_name(self, filing: Filing, key: str) -> str:
        """Return the applicant type."""
        return column_name(filing.form or "", self.table, key)

    def term_name(self, filing: Filing, key: str, column: str) -> str:
        """Return the statutory row."""
        return row_name(filing.form or "", self.table, column)


class ReviewsRows(CellFrame):
    """Table four: ``key`` is 行政复议 or one of the two kinds of lawsuit, the columns are the outcomes."""

    name = "reviews_rows"
    table = "reviews"
    keys = all_rows("reviews")
    columns = all_columns("reviews")


class PartlyOnce(ApplicationsColumns):
    """Table three by applicant type.

    ``counted_twice`` Int64: by how much the outcomes exceed （七）总计 where the printed balance holds and
    the excess is at most （二）部分公开, else 0; pd.NA where a cell is unknown.
    """

    name = "partly_once"

    def build(self) -> dict[str, FrameColumn]:
        """Work the excess out of the cells."""
        data = super().build()
        count = {column: data[column].values for column in self.columns}
        known = np.logical_and.reduce([data[column].known for column in self.columns])
        balanced = count["new"] + count["carried_in"] == count["handled_total"] + count["carried_out"]
        excess = np.sum([count[row] for row in _OUTCOMES], axis=0) - count["handled_total"]
        twice = balanced & (excess > 0) & (excess <= count["granted_partly"])
        data["counted_twice"] = count_column(np.where(twice, excess, 0), known)
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

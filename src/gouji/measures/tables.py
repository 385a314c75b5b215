"""Frames ``tables`` and ``unread``: what is wrong with a table's cells, and which were not read."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gouji.measures.damage import UNREAD_PAGE
from gouji.measures.frame import Frame, Silence, Subject, not_read
from gouji.measures.matrix import (
    ABSENT,
    ANNOTATED,
    BLANK,
    ILLEGIBLE,
    MISSING,
    PLACEHOLDER,
    RECOGNISED,
    TABLES,
    CellMatrix,
    amount_column,
    cell_ids,
    count_column,
    is_stock,
    key_column,
    positions,
)
from gouji.measures.narrative import PICTURED_NOTE
from gouji.measures.quotes import (
    MOST_QUOTED,
    cell_name,
    cells_named,
    quote_cells,
    quote_remains,
    row_name,
    table_name,
)
from gouji.measures.sums import not_readable
from gouji.model.filing import UNREAD
from gouji.model.form import load_form
from gouji.model.text import Text
from gouji.model.values import is_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Filing

    Mask = npt.NDArray[np.bool_]
    from collections.abc import Iterator

    from gouji.model.document import Note, Place
    from gouji.model.filing import Cell, Status


_UNREAD: Final = Text("{table}有 {count} 格没有读出", "{count} cells of {table} were not read")
#: Printed texts quoted one by one in a message.
_NAMED: Final = 4
#: A stock that is not stated is no zero, unlike what came or went in the year.
_NO_ZERO: Final = Text("，存量（现行有效、总数等）除外", ", but for stocks (in force, in all)")
_OTHER_ROWS: Final = ("other", "other_not_corrected", "other_fee_unpaid", "other_else")


@cache
def _which(*, table: str = "", row: str = "", column: str = "") -> Mask:
    """Which cells of the matrix have these parts in their id; an empty part fits all."""
    wanted = (table, row, column)
    return np.array(
        [
            all(not want or part == want for want, part in zip(wanted, cell.split("/"), strict=True))
            for cell in cell_ids()
        ]
    )


@cache
def _on_one_line(part: int) -> Mask:
    """Which two cells of the matrix share a table row (``part`` 1) or table column (``part`` 2)."""
    lines = [(cell.split("/")[0], cell.split("/")[part]) for cell in cell_ids()]
    codes = np.array([list(dict.fromkeys(lines)).index(line) for line in lines])
    same: Mask = np.equal.outer(codes, codes)
    return same


def _same_line_has_number(printed: Mask, part: int) -> Mask:
    """For each cell, whether its table row (``part`` 1) or table column (``part`` 2) prints any number."""
    return printed @ _on_one_line(part)


def _words(filings: Sequence[Filing], matrix: CellMatrix) -> Mask:
    """Mark the cells in which words are printed; a number that was not made out is none."""
    marked: Mask = np.equal(matrix.status, ILLEGIBLE)
    for row in np.flatnonzero(marked.any(axis=1)).tolist():
        for cell in filings[row].form_cells:
            if cell.status == "illegible" and not is_words(cell.printed or "", cell.unit):
                marked[row, positions()[cell.id]] = False
    return marked


def defects(matrix: CellMatrix, words: Mask) -> dict[str, Mask]:
    """Mark, filing by cell, the cells of each kind of defect.

    ``totals_blank``: the column 总计 is empty, or （七）总计 is empty although its column prints numbers.
    ``blank``: any other empty cell, and an empty 总计 of a row that prints nothing at all. ``not_counts``:
    ``words`` are printed, or a count is negative or no integer; 本年增/减 may be negative, amounts of money
    may have decimals.
    """
    status, numeric = matrix.status, ~np.isnan(matrix.amount)
    blank = status == BLANK
    total_column = _which(column="total") & ~_which(table="disclosure")
    total_row = _which(row="handled_total")
    empty_totals = blank & total_column
    empty_handled = blank & total_row & _same_line_has_number(numeric, 2)
    explained = (empty_totals & _same_line_has_number(numeric, 1)) | empty_handled
    money, change = _which(column="amount"), _which(column="change")
    negative = numeric & (matrix.amount < 0) & ~change
    fraction = numeric & ~matrix.is_count & ~money
    return {
        "blank": blank & ~explained,
        "placeholder": status == PLACEHOLDER,
        "annotated": status == ANNOTATED,
        "not_counts": words | negative | fraction,
        "totals_blank": empty_totals | empty_handled,
    }


def _any(matrix: CellMatrix, mask: Mask, table: str) -> Mask:
    found: Mask = np.any(mask[:, matrix.table(table)], axis=1)
    return found


def _count(matrix: CellMatrix, mask: Mask, table: str) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = mask[:, matrix.table(table)].sum(axis=1, dtype=np.int64)
    return counts


class Tables(Frame):
    """One row a filing and table.

    ``share_read`` Float64: share of the form's cells that the source has a place for. ``blank``,
    ``placeholder``, ``annotated``, ``not_counts``, ``totals_blank`` Int64: number of cells with that defect
    (:func:`defects`), pd.NA where the table is not readable, and where no cell has it but some were not
    read. ``other_rows`` Int64: into how many rows table three divides （六）其他处理, pd.NA for the other
    tables and where none of these rows is in the source.
    """

    name = "tables"

    def build(self) -> dict[str, FrameColumn]:
        """Count the defects of every table of every statutory filing."""
        matrix = self.corpus.matrix
        self._defects = defects(matrix, _words(self.corpus.filings, matrix))
        statutory = (matrix.status != ABSENT).any(axis=1)

        def stacked(per_table: Callable[[str], npt.NDArray[Any]]) -> npt.NDArray[Any]:
            """Lay one array per table out as the frame's rows."""
            return np.stack([per_table(table)[statutory] for table in TABLES], axis=1).ravel()

        readable = stacked(lambda table: matrix.readable[table])
        data: dict[str, FrameColumn] = {
            "filing": count_column(np.repeat(np.flatnonzero(statutory), len(TABLES))),
            "key": key_column(np.tile(np.arange(len(TABLES)), int(statutory.sum())), TABLES),
            "share_read": amount_column(stacked(lambda table: 1 - matrix.share_missing[table])),
        }
        whole = ~stacked(partial(_any, matrix, matrix.unread))
        for name, mask in self._defects.items():
            counts = stacked(partial(_count, matrix, mask))
            data[name] = count_column(counts, readable & ((counts > 0) | whole))
        is_applications = stacked(lambda table: np.full(len(statutory), table == "applications"))
        rows = np.repeat(self._other_rows(matrix, ABSENT)[statutory], len(TABLES))
        seen = np.repeat(self._other_rows(matrix, ABSENT, MISSING, RECOGNISED)[statutory], len(TABLES)) > 0
        data["other_rows"] = count_column(rows, is_applications & readable & seen)
        return data

    @staticmethod
    def _other_rows(matrix: CellMatrix, *but: int) -> npt.NDArray[np.int64]:
        """Count the rows of （六）其他处理 that have a cell whose status is none of these."""
        printed = [
            ~np.isin(matrix.status[:, _which(table="applications", row=row)], but).all(axis=1)
            for row in _OTHER_ROWS
        ]
        rows: npt.NDArray[np.int64] = np.sum(printed, axis=0, dtype=np.int64)
        return rows

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """List the defective cells, or quote what is left of a table that could not be read."""
        filing, table = self.filing_of(row), str(self.value(row, "key"))
        position = self.owner[row]
        measure = columns[0]
        fields: dict[str, Text | str | int] = {"table": table_name(table)}
        if measure == "share_read":
            cells = filing.table(table)
            read = sum(cell.status != "missing" for cell in cells)
            fields |= {
                "read": read,
                "all": len(cells),
                "title": load_form(filing.form or "").table(table).title,
            }
            remains = quote_remains(filing, table)
            return Subject(
                table=table,
                evidence=remains,
                fields=fields,
                expected=len(cells),
                observed=read,
                about=table,
            )
        if measure == "other_rows":
            found = [cell for cell in filing.table(table) if cell.id.split("/")[1] in _OTHER_ROWS]
        else:
            mask = self._defects[measure][position]
            wanted = {cell_ids()[i] for i in np.flatnonzero(mask)}
            found = [cell for cell in filing.table(table) if cell.id in wanted]
        printed = list(dict.fromkeys(f"“{(cell.printed or '').strip()}”" for cell in found))[:_NAMED]
        fields |= {
            "count": len(found),
            "cells": cells_named(filing.form, found),
            "printed": Text("、".join(printed), ", ".join(printed)),
            "stocks": _NO_ZERO if any(is_stock(cell.id) for cell in found) else Text("", ""),
        }
        return Subject(
            table=table,
            cells=tuple(cell.id for cell in found),
            printed={cell.id: cell.printed for cell in found},
            evidence=quote_cells(filing, found)[:MOST_QUOTED],
            fields=fields,
        )

    def exists(self, columns: Sequence[str]) -> Mask | None:
        """Only table three has ``other_rows``."""
        applications = self.measured["key"].are("applications")
        return applications if columns[0] == "other_rows" else None

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """A table that is not readable says nothing about its cells, nor do cells that were not read."""
        table, position = str(self.value(row, "key")), self.owner[row]
        matrix = self.corpus.matrix
        if not matrix.readable[table][position]:
            return not_read(not_readable(table), table)
        unread = int(matrix.unread[position, matrix.table(table)].sum())
        return not_read(_UNREAD.filled(table=table_name(table), count=unread), table)


_ALL: Final = Text("{table}的 {all} 格全部没有读出", "none of the {all} cells of {table} was read")
_SOME: Final = Text(
    "{table}的 {all} 格有 {count} 格没有读出：{cells}",
    "{count} of the {all} cells of {table} were not read: {cells}",
)
_ROW: Final = Text("“{row}”一行", "the row “{row}”")
#: Rows and cells named one by one in a message; the finding lists every cell.
_CELLS_NAMED: Final = 4
_WHY: Final[dict[Status, Text]] = {
    "missing": Text("{count} 格在副本中找不到", "{count} are not found in the copy"),
    "ambiguous": Text(
        "{count} 格印有内容但不能确定属于哪一格",
        "of {count} it cannot be told which cell the print belongs to",
    ),
    "illegible": Text("{count} 格所印不能读作数字", "in {count} the print cannot be read as a number"),
    "recognised": Text(
        "{count} 格由图片识别得出而尚未经人确认",
        "{count} were recognised in a picture and confirmed by nobody",
    ),
}
#: Codes of notes that count the cells again.
_COUNTED: Final = frozenset({"cells-missing", "cells-ambiguous"})
#: Codes of notes on the whole copy that may be why a cell is not found in it.
_LOSSES: Final = frozenset(
    {
        *UNREAD_PAGE,
        *("encoding-damaged", "html-embedded", "html-hidden", "open-end"),
        *("xlsx-hidden-cells", "xlsx-hidden-sheet"),
    }
)
#: Codes of notes on the whole copy, and the statuses of cells that they may be the reason of.
_SPOKEN_OF: Final[dict[str, set[Status]]] = {
    **{code: {"missing"} for code in _LOSSES},
    PICTURED_NOTE: {"recognised"},
}
#: Notes quoted in one message; the filing lists them all.
_MOST_NOTES: Final = 3


class Unread(Frame):
    """One row a filing and table. ``unread`` Int64: cells of the form that were not read, for any reason."""

    name = "unread"

    def build(self) -> dict[str, FrameColumn]:
        """Count the cells of every table of every statutory filing."""
        matrix = self.corpus.matrix
        statutory = (matrix.status != ABSENT).any(axis=1)
        unread = [matrix.unread[statutory][:, matrix.table(table)].sum(axis=1) for table in TABLES]
        rows = np.stack(unread, axis=1).ravel()
        return {
            "filing": count_column(np.repeat(np.flatnonzero(statutory), len(TABLES))),
            "key": key_column(np.tile(np.arange(len(TABLES)), int(statutory.sum())), TABLES),
            "unread": count_column(rows),
        }

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """List the cells, say why each was not read as far as the reading tells, and quote what is there."""
        filing, table = self.filing_of(row), str(self.value(row, "key"))
        every = filing.table(table)
        cells = [cell for cell in every if cell.status in UNREAD]
        return Subject(
            table=table,
            cells=tuple(cell.id for cell in cells),
            printed={cell.id: cell.printed for cell in cells},
            evidence=(quote_cells(filing, cells) or quote_remains(filing, table))[:MOST_QUOTED],
            fields={
                "which": (_ALL if len(cells) == len(every) else _SOME).filled(
                    table=table_name(table),
                    all=len(every),
                    count=len(cells),
                    cells=_named(filing.table_forms.get(table, filing.form or ""), every, cells),
                ),
                "why": _why(filing, table, cells),
            },
            expected=0,
            observed=len(cells),
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Every table can be counted."""
        return None


def _named(form: str, every: Sequence[Cell], cells: Sequence[Cell]) -> Text:
    """Name the rows of which nothing was read, and the other cells; only the first ones.

    ``form`` is that of the table: a report may mix two.
    """
    size = Counter(_row(cell) for cell in every)
    rows = Counter(_row(cell) for cell in cells)
    names = [
        Text(f"“{cell_name(form, cell.id)}”", f"“{cell_name(form, cell.id)}”")
        if rows[_row(cell)] < size[_row(cell)]
        else _ROW.filled(row=row_name(form, *_row(cell)))
        for cell in cells
    ]
    names = list(dict.fromkeys(names))
    zh, en = (
        "、".join(name.zh for name in names[:_CELLS_NAMED]),
        ", ".join(name.en for name in names[:_CELLS_NAMED]),
    )
    return Text(zh, en) if len(names) <= _CELLS_NAMED else Text(f"{zh}等", f"{en} and others")


def _row(cell: Cell) -> tuple[str, str]:
    table, row, _ = cell.id.split("/")
    return table, row


def _why(filing: Filing, table: str, cells: Sequence[Cell]) -> Text:
    """Say how many cells were not read for which reason, and what the reading noted of them."""
    counts = Counter(cell.status for cell in cells)
    parts = [text.filled(count=counts[status]) for status, text in _WHY.items() if counts[status]]
    notes = list(dict.fromkeys(note.text for note in _notes(filing, table, cells)))[:_MOST_NOTES]
    return Text(
        "，".join(part.zh for part in parts) + "。" + "".join(note.zh for note in notes),
        "; ".join(part.en for part in parts) + "." + "".join(f" {note.en}" for note in notes),
    )


def _notes(filing: Filing, table: str, cells: Sequence[Cell]) -> Iterator[Note]:
    """The notes that speak of this table, of the place of one of these cells, or of a loss of the copy."""
    places = [cell.place for cell in cells if cell.place is not None]
    statuses = {cell.status for cell in cells}
    for note in filing.notes:
        if note.code in _COUNTED or note.table not in (None, table):
            continue
        here = note.place is not None and any(_within(place, note.place) for place in places)
        if note.table == table or here or bool(statuses & _SPOKEN_OF.get(note.code, set())):
            yield note


def _within(place: Place, where: Place) -> bool:
    """Say whether a place is the one that a note speaks of, or lies on its page, sheet or line."""
    return all(wanted is None or own == wanted for own, wanted in zip(place, where, strict=True))

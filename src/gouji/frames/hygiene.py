"""Frame ``tables``: one row a filing and statutory table, counting what is wrong with its cells."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gouji.bilingual import Text
from gouji.finding import Evidence
from gouji.forms import load_form
from gouji.frames import nullable
from gouji.frames.arithmetic import not_readable
from gouji.frames.base import Frame, Silence, Subject
from gouji.frames.matrix import (
    ABSENT,
    ANNOTATED,
    BLANK,
    ILLEGIBLE,
    PLACEHOLDER,
    TABLES,
    CellMatrix,
    cell_ids,
    is_stock,
)
from gouji.frames.places import quote_cells, quote_label, quote_neighbourhood
from gouji.frames.wording import cell_name, table_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from gouji.filing import Filing

    Mask = npt.NDArray[np.bool_]

#: Cells named one by one in a message; the finding lists them all.
_NAMED: Final = 4
#: Printed lines quoted for one table.
_QUOTED: Final = 12
#: A stock that is not stated is no zero, unlike what came or went in the year.
_NO_ZERO: Final = Text("，存量（现行有效、总数等）除外", ", but for stocks (in force, in all)")
_OTHER_ROWS: Final = ("other", "other_not_corrected", "other_fee_unpaid", "other_else")


def _which(*, table: str = "", row: str = "", column: str = "") -> Mask:
    """Which cells of the matrix have these parts in their id; an empty part fits all."""
    wanted = (table, row, column)
    return np.array(
        [
            all(not want or part == want for want, part in zip(wanted, cell.split("/"), strict=True))
            for cell in cell_ids()
        ]
    )


def _same_line_has_number(printed: Mask, part: int) -> Mask:
    """For each cell, whether its table row (``part`` 1) or table column (``part`` 2) prints any number."""
    lines = [(cell.split("/")[0], cell.split("/")[part]) for cell in cell_ids()]
    codes = np.array([list(dict.fromkeys(lines)).index(line) for line in lines])
    counts = np.zeros((printed.shape[0], codes.max() + 1), dtype=np.int32)
    for position, code in enumerate(codes):
        counts[:, code] += printed[:, position]
    result: Mask = counts[:, codes] > 0
    return result


def defects(matrix: CellMatrix) -> dict[str, Mask]:
    """Mark, filing by cell, the cells of each kind of defect.

    ``totals_blank``: the column 总计 is empty, or （七）总计 is empty although its column prints numbers.
    ``blank``: any other empty cell, and an empty 总计 of a row that prints nothing at all. ``not_counts``:
    something is printed that is no number, or a count is negative or no integer; 本年增/减 may be
    negative, amounts of money may have decimals.
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
        "not_counts": (status == ILLEGIBLE) | negative | fraction,
        "totals_blank": empty_totals | empty_handled,
    }


def _count(matrix: CellMatrix, mask: Mask, table: str) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = mask[:, matrix.table(table)].sum(axis=1, dtype=np.int64)
    return counts


class Tables(Frame):
    """One row a filing and table.

    ``share_read`` Float64: share of the form's cells that the source has a place for. ``blank``,
    ``placeholder``, ``annotated``, ``not_counts``, ``totals_blank`` Int64: number of cells with that defect
    (:func:`defects`), pd.NA where the table is not readable. ``other_rows`` Int64: into how many rows table
    three divides （六）其他处理, pd.NA for the other tables.
    """

    name = "tables"

    def build(self) -> pd.DataFrame:
        """Count the defects of every table of every statutory filing."""
        matrix = self.corpus.matrix
        self._defects = defects(matrix)
        statutory = (matrix.status != ABSENT).any(axis=1)

        def stacked(per_table: Callable[[str], npt.NDArray[Any]]) -> npt.NDArray[Any]:
            """Lay one array per table out as the frame's rows."""
            return np.stack([per_table(table)[statutory] for table in TABLES], axis=1).ravel()

        readable = stacked(lambda table: matrix.readable[table])
        data: dict[str, object] = {
            "filing": np.repeat(np.flatnonzero(statutory), len(TABLES)),
            "key": nullable.keys(np.tile(np.arange(len(TABLES)), int(statutory.sum())), TABLES),
            "share_read": nullable.amounts(stacked(lambda table: 1 - matrix.share_missing[table])),
        }
        for name, mask in self._defects.items():
            data[name] = nullable.counts(stacked(partial(_count, matrix, mask)), readable)
        is_applications = stacked(lambda table: np.full(len(statutory), table == "applications"))
        printed = np.repeat(self._other_rows(matrix)[statutory], len(TABLES))
        data["other_rows"] = nullable.counts(printed, is_applications & readable)
        return pd.DataFrame(data)

    @staticmethod
    def _other_rows(matrix: CellMatrix) -> npt.NDArray[np.int64]:
        printed = [
            (matrix.status[:, _which(table="applications", row=row)] != ABSENT).any(axis=1)
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
            remains = _remains(filing, table)
            return Subject(table=table, evidence=remains, fields=fields, expected=len(cells), observed=read)
        if measure == "other_rows":
            found = [cell for cell in filing.table(table) if cell.id.split("/")[1] in _OTHER_ROWS]
        else:
            mask = self._defects[measure][position]
            wanted = {cell_ids()[i] for i in np.flatnonzero(mask)}
            found = [cell for cell in filing.table(table) if cell.id in wanted]
        names = [f"“{cell_name(filing.form, cell.id)}”" for cell in found[:_NAMED]]
        printed = list(dict.fromkeys(f"“{(cell.printed or '').strip()}”" for cell in found))[:_NAMED]
        more_zh = f"等 {len(found)} 格" if len(found) > _NAMED else ""
        more_en = f" and others, {len(found)} in all" if len(found) > _NAMED else ""
        fields |= {
            "count": len(found),
            "cells": Text("、".join(names) + more_zh, ", ".join(names) + more_en),
            "printed": Text("、".join(printed), ", ".join(printed)),
            "stocks": _NO_ZERO if any(is_stock(cell.id) for cell in found) else Text("", ""),
        }
        return Subject(
            table=table,
            cells=tuple(cell.id for cell in found),
            printed={cell.id: cell.printed for cell in found},
            evidence=quote_cells(filing, found)[:_QUOTED],
            fields=fields,
        )

    def exists(self, columns: Sequence[str]) -> Mask | None:
        """Only table three has ``other_rows``."""
        applications: Mask = (self.data["key"] == "applications").to_numpy()
        return applications if columns[0] == "other_rows" else None

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """A table that is not readable says nothing about its cells."""
        table = str(self.value(row, "key"))
        return Silence("not_assessable", not_readable(table))


def _remains(filing: Filing, table: str) -> tuple[Evidence, ...]:
    """Quote what stands where a table should be: its heading, a label of it, else the nearest headings."""
    section = load_form(filing.form or "").table(table).section
    headings = [found for found in filing.sections if found.number == section]
    if headings:
        return (Evidence(filing.source.name, headings[0].place.text(), headings[0].title),)
    labels = [label for label in filing.labels if label.element.startswith(f"{table}/")]
    if labels:
        return (quote_label(filing.source.name, labels[0]),)
    return quote_neighbourhood(filing, section)

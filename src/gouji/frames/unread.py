"""Frame ``unread``: one row a filing and statutory table, counting the cells that this copy did not give."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gouji.bilingual import Text
from gouji.filing import UNREAD
from gouji.frames import nullable
from gouji.frames.base import Frame, Silence, Subject
from gouji.frames.matrix import ABSENT, TABLES
from gouji.frames.places import MOST_QUOTED, quote_cells, quote_remains
from gouji.frames.wording import cell_name, row_name, table_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.document import Note, Place
    from gouji.filing import Cell, Filing, Status

_ALL: Final = Text("{table}的 {all} 格全部没有读出", "none of the {all} cells of {table} was read")
_SOME: Final = Text(
    "{table}的 {all} 格有 {count} 格没有读出：{cells}",
    "{count} of the {all} cells of {table} were not read: {cells}",
)
_ROW: Final = Text("“{row}”一行", "the row “{row}”")
#: Rows and cells named one by one in a message; the finding lists every cell.
_NAMED: Final = 4
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
        *("encoding-damaged", "html-embedded", "html-hidden", "open-end", "pdf_page_without_text"),
        *("xlsx-hidden-cells", "xlsx-hidden-sheet"),
    }
)
#: Notes quoted in one message; the filing lists them all.
_MOST_NOTES: Final = 3


class Unread(Frame):
    """One row a filing and table. ``unread`` Int64: cells of the form that were not read, for any reason."""

    name = "unread"

    def build(self) -> pd.DataFrame:
        """Count the cells of every table of every statutory filing."""
        matrix = self.corpus.matrix
        statutory = (matrix.status != ABSENT).any(axis=1)
        unread = [matrix.unread[statutory][:, matrix.table(table)].sum(axis=1) for table in TABLES]
        rows = np.stack(unread, axis=1).ravel()
        return pd.DataFrame(
            {
                "filing": np.repeat(np.flatnonzero(statutory), len(TABLES)),
                "key": nullable.keys(np.tile(np.arange(len(TABLES)), int(statutory.sum())), TABLES),
                "unread": nullable.counts(rows, np.full(len(rows), True)),
            }
        )

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
    zh, en = "、".join(name.zh for name in names[:_NAMED]), ", ".join(name.en for name in names[:_NAMED])
    return Text(zh, en) if len(names) <= _NAMED else Text(f"{zh}等", f"{en} and others")


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
    missing = any(cell.status == "missing" for cell in cells)
    for note in filing.notes:
        if note.code in _COUNTED or note.table not in (None, table):
            continue
        here = note.place is not None and any(_within(place, note.place) for place in places)
        if note.table == table or here or (missing and note.code in _LOSSES):
            yield note


def _within(place: Place, where: Place) -> bool:
    """Say whether a place is the one that a note speaks of, or lies on its page, sheet or line."""
    return all(wanted is None or own == wanted for own, wanted in zip(place, where, strict=True))

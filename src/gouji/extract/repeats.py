"""Rows that a copy prints twice: as a page copied twice does, or a table of another year."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.document import Note
from gouji.extract.coding import stream_behind
from gouji.extract.labels import bare, core
from gouji.extract.reading import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.extract.lines import Line
    from gouji.extract.reading import TableReading
    from gouji.extract.rows import Match
    from gouji.forms import Row, Table

#: So many rows printed twice with other figures are another table.
ANOTHER_TABLE = 3


def by_label(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Lines by the :func:`bare` words that stand last on them."""
    labelled: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.label_pieces:
            labelled[bare(line.label_pieces[-1].text)].append(line)
    return labelled


def compare_repeats(
    table: Table,
    reading: TableReading,
    matches: Sequence[Match],
    lines: Sequence[Line],
    labelled: Mapping[str, Sequence[Line]],
) -> None:
    """Rows printed twice (a page copied twice) are believed where both copies say the same.

    Several rows that say something else are another table, as of the year before: no row of the two is
    chosen. What stands in a grid is believed against the same words among the prose.
    """
    used = {line.index for match in matches for line in match.lines}
    differing: dict[int, Line] = {}
    for match in matches:
        row, own = table.rows[match.row], match.lines[-1]
        names = {core(name) for name in row.names if len(core(name)) > 2}
        for line in (line for name in names for line in labelled.get(name, ()) if line.index not in used):
            again = _figures((line,), lines)
            if own.grid in (line.grid, None) and again and again != _figures(match.lines, lines):
                differing[match.row] = line
    for number, line in differing.items():
        _doubt_row(table, table.rows[number], reading, line)
    if len(differing) >= ANOTHER_TABLE:
        reading.doubled = True
        refuse(reading)


def _figures(label: Sequence[Line], lines: Sequence[Line]) -> list[str]:
    """What a row prints: beside its label, else on the lines that follow."""
    beside = [piece for line in label for piece in line.values]
    return [
        core(p.text) for p in beside or [p for line in stream_behind(label[-1], lines) for p in line.values]
    ]


def _doubt_row(table: Table, row: Row, reading: TableReading, again: Line) -> None:
    prefix = f"{table.id}/{row.id}/"
    reading.cells = [
        cell._replace(value=None, status="ambiguous", sure_row=False)
        if cell.id.startswith(prefix) and cell.status not in {"missing", "ambiguous"}
        else cell
        for cell in reading.cells
    ]
    reading.notes.append(
        Note(
            "row-printed-twice",
            Text(
                f"“{row.printed}”一行在文中出现两次且数字不同，未作取舍。",
                f"The row “{row.printed}” is printed twice with different figures; none was chosen.",
            ),
            again.pieces[0].place,
        )
    )

"""Table four, 行政复议 and 行政诉讼: fifteen numbers under three groups of the same five headings.

It is published as one wide row, as three small tables, as one row a group, or as bare numbers in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.document import Note
from gouji.extract.columns import Placed, RowSlots, place_rows
from gouji.extract.headers import Header, find_header
from gouji.extract.labels import core
from gouji.extract.tables import TableReading
from gouji.filing import Cell, PrintedLabel
from gouji.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.lines import Line, Piece
    from gouji.forms import Table

#: Key of the one wide row, which is no row of the form.
WIDE = 0


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A heading 结果维持 … 总计 with the group it was found under, by geometry (None: by order only)."""

    column: int
    group: int | None
    piece: Piece


def read_reviews(table: Table, lines: Sequence[Line]) -> TableReading:
    """Read table four from the lines of section four (from its heading to the next section's)."""
    size = len(table.rows[0].columns)
    region = _from_first_heading(table, lines)
    placed, notes = _by_group(table, region) or _wide(table, region) or _bare(table, lines)
    reading = TableReading([], notes=notes)
    for number, row in enumerate(table.rows):
        for offset, column in enumerate(row.columns):
            placement = placed[number * size + offset]
            reading.cells.append(_cell(f"{table.id}/{row.id}/{column.id}", column.unit, placement))
    _labels(table, region, reading)
    return reading


def _cell(cell_id: str, unit: str, placement: Placed) -> Cell:
    piece = placement.piece
    if piece is None:
        return Cell(cell_id, None, None, "missing", None, unit)
    if placement.how == "ambiguous":
        return Cell(cell_id, piece.text, None, "ambiguous", piece.place, unit, sure_column=False)
    value, status = parse_value(piece.text, unit)
    return Cell(cell_id, piece.text, value, status, piece.place, unit)


def _from_first_heading(table: Table, lines: Sequence[Line]) -> list[Line]:
    names = {core(c.label) for c in table.rows[0].columns[:4]} | {core(row.label) for row in table.rows}
    for number, line in enumerate(lines):
        if any(core(piece.text) in names for piece in line.label_pieces):
            return list(lines[number:])
    return []


_Reading = tuple[list[Placed], list[Note]]


def _by_group(table: Table, lines: Sequence[Line]) -> _Reading | None:
    """One row of five values a group: a label in front of them, or a small table under each label."""
    size = len(table.rows[0].columns)
    names = {core(name): n for n, row in enumerate(table.rows) for name in (row.label, *row.variants)}
    rows: dict[int, RowSlots] = {}
    group: int | None = None
    for line in lines:
        named = [names[core(p.text)] for p in line.label_pieces if core(p.text) in names]
        if len(named) > 1:
            return None  # all groups side by side: the wide layout
        if named:
            group = named[0]
        values = line.values
        if not values and not (line.grid and group is not None and named and len(line.pieces) > size):
            continue
        if group is None or group in rows:
            return None
        slots = _behind_words(line)
        kind = line.grid or "text"
        header = find_header(lines, table.rows[0].columns)
        rows[group] = RowSlots(
            group, size, kind, line.block, slots, header, len(line.pieces) - len(slots), len(line.pieces)
        )
    if len(rows) < 2:
        return None
    placed = place_rows(list(rows.values()))
    nothing = [Placed("missing")] * size
    return [p for number in range(len(table.rows)) for p in placed.get(number, nothing)], []


def _behind_words(line: Line) -> list[Piece]:
    words = [number for number, piece in enumerate(line.pieces) if piece in line.label_pieces]
    return list(line.pieces[words[-1] + 1 if words else 0 :])


def _wide(table: Table, lines: Sequence[Line]) -> _Reading | None:
    """One row of fifteen values under the headings of a grid."""
    columns = table.rows[0].columns
    width = len(columns) * len(table.rows)
    for block, run in groupby((line for line in lines if line.grid), key=lambda line: line.block):
        grid = list(run)
        names = {core(c.label) for c in columns}
        heading_lines = [
            n for n, line in enumerate(grid) if any(core(p.text) in names for p in line.label_pieces)
        ]
        body = grid[heading_lines[-1] + 1 :] if heading_lines else grid
        rows = [line for line in body if not line.label_pieces and line.pieces]
        printed = [line for line in rows if line.values]
        if len(printed) > 1:
            note = Note(
                "reviews-many-rows",
                Text(
                    "表四出现多行数字，未作取舍。",
                    "Table four prints several rows of figures; none was chosen.",
                ),
                grid[0].pieces[0].place,
            )
            return [Placed("ambiguous", line.values[0]) for line in printed[:1]] * width, [note]
        chosen = printed or [line for line in rows if len(line.pieces) >= width][:1]
        if not chosen:
            continue
        line = chosen[0]
        if line.grid == "exact" and (positions := _positions(table, grid[: grid.index(line)])):
            placed = _by_position(line, positions, width)
            if placed:
                return placed, []
        if len(line.pieces) == width and all(len(heading.pieces) <= width for heading in grid):
            # nothing but the fifteen cells on the line, and no line of the table is longer
            return [Placed("placed", piece) for piece in line.pieces], []
        slots = RowSlots(WIDE, width, "loose", block, list(line.pieces), Header(()), 0, len(line.pieces))
        return place_rows([slots])[WIDE], []
    return None


def _positions(table: Table, heading_lines: Sequence[Line]) -> dict[int, int]:
    """Grid column of each of the fifteen columns, from headings whose groups are known by geometry."""
    columns = table.rows[0].columns
    names = {core(name): n for n, c in enumerate(columns) for name in (c.label, *c.variants)}
    groups = {core(name): n for n, row in enumerate(table.rows) for name in (row.label, *row.variants)}
    spans: list[tuple[int, int, int]] = []
    positions: dict[int, int] = {}
    for line in heading_lines:
        for piece in line.pieces:
            left = piece.column or 0
            name = core(piece.text)
            if name in groups:
                spans.append((left, left + piece.span, groups[name]))
            elif name in names:
                owner = [g for start, end, g in spans if start <= left < end]
                if not owner:
                    return {}
                positions[owner[-1] * len(columns) + names[name]] = left
    return positions


def _by_position(line: Line, positions: dict[int, int], width: int) -> list[Placed] | None:
    at = {piece.column: piece for piece in line.pieces}
    if len(positions) == width and len(line.pieces) == width and set(at) != set(positions.values()):
        return None
    if any(piece.column not in positions.values() for piece in line.values):
        return None
    placed = []
    for number in range(width):
        piece = at.get(positions[number]) if number in positions else None
        placed.append(Placed("placed", piece) if piece else Placed("missing"))
    return placed


def _bare(table: Table, lines: Sequence[Line]) -> _Reading:
    """Fifteen numbers in the form's order, in running text or a grid without headings."""
    width = len(table.rows[0].columns) * len(table.rows)
    runs: list[list[Piece]] = []
    for numeric, run in groupby(
        (line for line in lines if not line.is_empty),
        key=lambda line: bool(line.values) and not line.label_pieces,
    ):
        if numeric:
            runs.append([piece for line in run for piece in line.values])
    full = [run for run in runs if len(run) == width]
    pieces = [piece for run in runs for piece in run]
    notes: list[Note] = []
    if len(full) == 1 and len(pieces) == width:
        return [Placed("placed", piece) for piece in full[0]], notes
    if not pieces:
        return [Placed("missing")] * width, notes
    notes.append(
        Note(
            "reviews-count",
            Text(
                f"表四应有 {width} 个数字，此处见到 {len(pieces)} 个，无法确定各归哪一栏。",
                f"Table four has {width} figures; {len(pieces)} are printed here and cannot be told apart.",
            ),
            pieces[0].place,
        )
    )
    return [Placed("ambiguous", pieces[0])] * width, notes


def _labels(table: Table, lines: Sequence[Line], reading: TableReading) -> None:
    rows = {core(name): row.id for row in table.rows for name in (row.label, *row.variants)}
    columns = {core(name): c.id for c in table.rows[0].columns for name in (c.label, *c.variants)}
    seen: set[str] = set()
    for line in lines:
        for piece in line.label_pieces:
            name = core(piece.text)
            element = f"{table.id}/{rows[name]}" if name in rows else f"{table.id}/*/{columns.get(name)}"
            if (name in rows or name in columns) and element not in seen:
                seen.add(element)
                reading.labels.append(PrintedLabel(element, piece.text, piece.place))

"""Table four, 行政复议 and 行政诉讼: fifteen numbers under three groups of the same five headings.

It is published as one wide row, as three small tables, as one row a group, or as bare numbers in order.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from gouji.extract.doubts import TableReading
from gouji.extract.groups import behind_words, group_numbers, heading_numbers, known_words, read_groups
from gouji.extract.headers import Header
from gouji.extract.labels import core
from gouji.extract.lines import is_loose
from gouji.extract.slots import Placed, RowSlots, decoded, printed_twice
from gouji.model.document import Note
from gouji.model.filing import Cell, PrintedLabel
from gouji.model.text import Text
from gouji.model.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.lines import Piece, TableLine
    from gouji.extract.slots import BlankCoding
    from gouji.model.form import Table


#: A heading of so many characters is not broken.
SHORTEST = 2


def read_reviews(
    table: Table, lines: Sequence[TableLine], coding: BlankCoding | None, *, counted: bool
) -> TableReading:
    """Read table four from the lines of section four (behind its heading, up to the next section's).

    ``coding`` is how the copy shows empty cells in running text; ``counted`` says whether values in running
    text may be placed because there are just as many as cells.
    """
    size = len(table.rows[0].columns)
    region = _from_first_heading(table, lines)
    placed: list[Placed] | None = None
    reading = TableReading([])
    if (counted or any(line.grid for line in lines)) and _in_form_order(table, region):
        placed, reading.notes = read_groups(table, region, coding)
        placed = placed or _wide(table, lines) or _in_running_text(table, lines, coding)
    if placed is None:
        placed, reading.notes = _untold(table, lines)
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


def _width(table: Table) -> int:
    return len(table.rows[0].columns) * len(table.rows)


@lru_cache(maxsize=32)
def _in_order(table: Table) -> dict[str, tuple[int, int]]:
    """The groups, and 行政诉讼 above two of them, by the core of each of their names, in the form's order."""
    above = {core(name): (n, 0) for n, row in reversed([*enumerate(table.rows)]) for name in row.groups}
    return above | {name: (n, 1) for name, n in group_numbers(table).items()}


def _in_form_order(table: Table, lines: Sequence[TableLine]) -> bool:
    """Whether the groups, and in each header the five headings, stand in the form's order, and no others.

    As many runs of headings in order as the most frequent of them is printed are as many headers. In running
    text all headings of a group may be broken, and stand as their beginnings above their ends.
    """
    columns, groups = heading_numbers(table), _in_order(table)
    known = columns.keys() | groups.keys()
    headings: list[int] = []
    named: list[tuple[int, int]] = []
    broken = _broken_headings(table, lines)
    for line in lines:
        names = [core(piece.text) for piece in line.label_pieces]
        on_line = [columns[name] for name in names if name in columns]
        groups_on_line = [groups[name] for name in names if name in groups]
        # what stands first may name the column of the groups
        others = [piece for piece in line.label_pieces if line.grid and piece is not line.pieces[0]]
        # 行政诉讼 may stand above each of its two groups
        inner_groups = [group for group in groups_on_line if group[1]]
        if len(set(inner_groups)) < len(inner_groups):
            return False
        if len(on_line) > 1 and any(core(piece.text) not in known for piece in others):
            return False
        # the headings of 行政复议 stand level with 行政诉讼's groups: behind one of these it is not first
        inner = [n for n, name in enumerate(names) if name in groups and groups[name][1]]
        own = [n for n, name in enumerate(names) if name in columns]
        if len(inner) > 1 and len(own) == len(table.rows[0].columns) and inner[0] < own[0]:
            return False
        headings += on_line if not broken else ()
        named += groups_on_line
    runs = sum(after <= before for before, after in pairwise(headings)) + 1
    first_named = list(dict.fromkeys(named))
    return first_named == sorted(first_named) and (not headings or runs == max(Counter(headings).values()))


def _broken_headings(table: Table, lines: Sequence[TableLine]) -> bool:
    """Whether lines of running text print the headings of every group in order, all broken in one place.

    Those that are too short to be broken stand among them as often, and nothing else.
    """
    names = [core(column.label) for column in table.rows[0].columns]
    long = [name for name in names if len(name) > SHORTEST]
    whole = [name for name in names if len(name) <= SHORTEST]
    groups = sorted(_in_order(table), key=len, reverse=True)
    words = [core(line.label) for line in lines if line.label_pieces and line.grid is None]
    for at in range(1, max(map(len, long))):
        parts = ["".join(name[:at] for name in long), "".join(name[at:] for name in long), *whole]
        printed: list[str] = []
        for word in words if any(parts[0] in word for word in words) else ():
            found = re.findall("|".join(map(re.escape, (*parts, *groups))), word)
            if "".join(found) != word:
                break
            printed += found
        if all(printed.count(part) == len(table.rows) for part in parts):
            return True
    return False


def _from_first_heading(table: Table, lines: Sequence[TableLine]) -> list[TableLine]:
    names = {core(c.label) for c in table.rows[0].columns[:4]} | _in_order(table).keys()
    for number, line in enumerate(lines):
        if any(core(piece.text) in names for piece in line.label_pieces):
            return list(lines[number:])
    return []


# --- one wide row -------------------------------------------------------------------------------------


def _wide(table: Table, lines: Sequence[TableLine]) -> list[Placed] | None:
    """One row of fifteen cells of a grid, under its headings or without any; None where grids differ."""
    placed: list[list[Placed]] = []
    for _, run in groupby((line for line in lines if line.grid), key=lambda line: line.block):
        if (found := _wide_row(table, list(run))) is not None:
            placed.append(found)
    printed = {tuple(one.piece.text if one.piece else "" for one in row) for row in placed}
    return placed[0] if len(printed) == 1 else None


def _wide_row(table: Table, grid: Sequence[TableLine]) -> list[Placed] | None:
    width = _width(table)
    known = known_words(table)
    rows = [line for line in grid if line.pieces and not _is_labelled(line, known, width)]
    printed = [line for line in rows if line.values]
    empty = [line for line in rows if len(line.pieces) >= width and not line.values]
    if len(printed) > 1 or not (printed or empty):
        return None
    if printed and empty and empty[-1].index > printed[0].index:
        return None  # which of the two is this year's
    line = (printed or empty[-1:])[0]
    positions = _positions(table, grid[: grid.index(line)]) if line.grid == "exact" else {}
    # a heading that got lost may have moved those behind it
    if len(positions) == width and (placed := _by_position(line, positions)):
        return placed
    if not _names_all_groups_or_none(table, grid):
        return None
    if len(line.pieces) == width and all(len(other.pieces) <= width for other in grid):
        # nothing but the fifteen cells on the line, and no line of the table is longer
        return [Placed("placed", piece) for piece in line.pieces]
    if len(line.values) == width == sum(not piece.is_blank for piece in line.pieces):
        return [Placed("placed", piece) for piece in line.values]
    return None


def _is_labelled(line: TableLine, known: frozenset[str], width: int) -> bool:
    """Whether words on a line are headings or a label, and not what one of its fifteen cells prints."""
    if not line.label_pieces or not line.values or len(line.pieces) < width:
        return bool(line.label_pieces)
    return not known.isdisjoint(core(piece.text) for piece in line.label_pieces)


def _names_all_groups_or_none(table: Table, lines: Sequence[TableLine]) -> bool:
    """Whether the three groups are all there; where one is not, another may stand in its place."""
    printed = {core(piece.text) for line in lines for piece in line.label_pieces}
    named = [any(core(name) in printed for name in row.names) for row in table.rows]
    return all(named) or not any(named)


def _positions(table: Table, heading_lines: Sequence[TableLine]) -> dict[int, int]:
    """Grid column of each of the fifteen columns, from headings whose groups are known by geometry.

    A group reaches over the empty cells behind it.
    """
    size = len(table.rows[0].columns)
    names, groups = heading_numbers(table), group_numbers(table)
    spans: list[tuple[int, int, int]] = []
    positions: dict[int, int] = {}
    for line in heading_lines:
        starts = [piece.column or 0 for piece in line.pieces if not piece.is_blank]
        for piece in line.pieces:
            left = piece.column or 0
            name = core(piece.text)
            if name in groups:
                after = next((start for start in starts if start > left), _end(line))
                spans.append((left, after, groups[name]))
            elif name in names:
                owner = [group for start, end, group in spans if start <= left < end]
                if not owner:
                    return {}
                positions[owner[-1] * size + names[name]] = left
    return positions


def _end(line: TableLine) -> int:
    """First grid column behind a line."""
    return max((piece.column or 0) + piece.span for piece in line.pieces)


def _by_position(line: TableLine, positions: dict[int, int]) -> list[Placed] | None:
    """Place each cell under its heading; None where the row does not fit the headings."""
    if _end(line) <= max(positions.values()):
        return None  # the row is short of cells: those behind the gap have moved
    at = {piece.column: piece for piece in line.pieces}
    if len(line.pieces) == len(positions) and set(at) != set(positions.values()):
        return None
    if any(piece.column not in positions.values() for piece in line.pieces if not piece.is_blank):
        return None
    cells = (at.get(positions[number]) for number in range(len(positions)))
    return [Placed("placed", piece) if piece else Placed("missing") for piece in cells]


# --- running text ------------------------------------------------------------------------------------------


def _in_running_text(
    table: Table, lines: Sequence[TableLine], coding: BlankCoding | None
) -> list[Placed] | None:
    """Fifteen numbers in the form's order, or fewer where the copy shows its empty cells."""
    if not lines or any(line.grid and line.values for line in lines):
        return None
    width = _width(table)
    row = RowSlots(0, width, "text", lines[0].block, [], Header(()), stream=behind_words(table, lines))
    cells = decoded(row, coding, is_last=True) if coding and not any(line.grid for line in lines) else None
    runs = _runs_of_values(table, lines)
    if cells is None and len(runs) == 1 and len(runs[0]) == width and not (coding and printed_twice(row)):
        cells = runs[0]
    return None if cells is None else [Placed("placed", piece) for piece in cells]


def _runs_of_values(table: Table, lines: Sequence[TableLine]) -> list[list[Piece]]:
    """Values one after the other: behind a heading of the table on its line, or on lines of their own."""
    names = [name for row in table.rows for name in row.names] + [n for c in table.columns for n in c.names]
    headings = tuple(core(name) for name in names)
    runs: list[list[Piece]] = [[]]
    for line in lines:
        if line.label_pieces and line.grid is None:
            runs.append([])
            if not core(line.label_pieces[-1].text).endswith(headings):
                continue
        runs[-1].extend(line.values)
    return [run for run in runs if run]


def _untold(table: Table, lines: Sequence[TableLine]) -> tuple[list[Placed], list[Note]]:
    """Nothing printed, or numbers whose cells cannot be told."""
    width = _width(table)
    pieces = [piece for run in _runs_of_values(table, lines) for piece in run]
    if not pieces:
        return [Placed("missing")] * width, []
    note = Note(
        "reviews-count",
        Text(
            f"表四应有 {width} 个数字，此处见到 {len(pieces)} 个，无法确定各归哪一栏。",
            f"Table four has {width} figures; {len(pieces)} are printed here and cannot be told apart.",
        ),
        pieces[0].place,
    )
    return [Placed("ambiguous", pieces[0])] * width, [note]


def _labels(table: Table, lines: Sequence[TableLine], reading: TableReading) -> None:
    rows = {core(name): row.id for row in table.rows for name in row.names}
    columns = {core(name): c.id for c in table.rows[0].columns for name in c.names}
    seen: set[str] = set()
    for line in lines:
        for piece in line.label_pieces:
            name = core(piece.text)
            element = f"{table.id}/{rows[name]}" if name in rows else f"{table.id}/*/{columns.get(name)}"
            if (name in rows or name in columns) and element not in seen:
                seen.add(element)
                reading.labels.append(PrintedLabel(element, piece.text, piece.place, is_loose(line)))

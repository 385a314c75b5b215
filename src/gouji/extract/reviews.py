"""Table four, 行政复议 and 行政诉讼: fifteen numbers under three groups of the same five headings.

It is published as one wide row, as three small tables, as one row a group, or as bare numbers in order.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.document import Note
from gouji.extract.coding import decoded, printed_twice
from gouji.extract.columns import place_rows
from gouji.extract.headers import Header
from gouji.extract.labels import core
from gouji.extract.reading import TableReading
from gouji.extract.slots import Placed, RowSlots
from gouji.filing import Cell, PrintedLabel
from gouji.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.coding import BlankCoding
    from gouji.extract.lines import Line, Piece
    from gouji.forms import Table


def read_reviews(
    table: Table, lines: Sequence[Line], coding: BlankCoding | None, *, counted: bool
) -> TableReading:
    """Read table four from the lines of section four (behind its heading, up to the next section's).

    ``coding`` is how the copy shows empty cells in running text; ``counted`` says whether values in running
    text may be placed because there are just as many as cells.
    """
    size = len(table.rows[0].columns)
    region = _from_first_heading(table, lines)
    placed = None
    if (counted or any(line.grid for line in lines)) and _in_form_order(table, region):
        placed = (
            _by_group(table, region, coding) or _wide(table, lines) or _in_running_text(table, lines, coding)
        )
    reading = TableReading([])
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


def _columns(table: Table) -> dict[str, int]:
    """The five headings by the core of each of their names."""
    return {core(name): n for n, column in enumerate(table.rows[0].columns) for name in column.names}


def _groups(table: Table) -> dict[str, int]:
    """The three groups by the core of each of their names."""
    return {core(name): n for n, row in enumerate(table.rows) for name in row.names}


def _in_order(table: Table) -> dict[str, tuple[int, int]]:
    """The groups, and 行政诉讼 above two of them, by the core of each of their names, in the form's order."""
    above = {core(name): (n, 0) for n, row in reversed([*enumerate(table.rows)]) for name in row.groups}
    return above | {name: (n, 1) for name, n in _groups(table).items()}


def _in_form_order(table: Table, lines: Sequence[Line]) -> bool:
    """Whether the groups, and in each header the five headings, stand in the form's order, and no others.

    As many runs of headings in order as the most frequent of them is printed are as many headers.
    """
    columns, groups = _columns(table), _in_order(table)
    known = columns.keys() | groups.keys()
    headings: list[int] = []
    named: list[tuple[int, int]] = []
    for line in lines:
        names = [core(piece.text) for piece in line.label_pieces]
        on_line = [columns[name] for name in names if name in columns]
        groups_on_line = [groups[name] for name in names if name in groups]
        # what stands first may name the column of the groups
        others = [piece for piece in line.label_pieces if line.grid and piece is not line.pieces[0]]
        # 行政诉讼 may stand above each of its two groups
        if max(Counter(group for group in groups_on_line if group[1]).values(), default=1) > 1:
            return False
        if len(on_line) > 1 and any(core(piece.text) not in known for piece in others):
            return False
        headings += on_line
        named += groups_on_line
    runs = sum(after <= before for before, after in pairwise(headings)) + 1
    first_named = list(dict.fromkeys(named))
    return first_named == sorted(first_named) and (not headings or runs == max(Counter(headings).values()))


def _from_first_heading(table: Table, lines: Sequence[Line]) -> list[Line]:
    names = {core(c.label) for c in table.rows[0].columns[:4]} | {core(row.label) for row in table.rows}
    for number, line in enumerate(lines):
        if any(core(piece.text) in names for piece in line.label_pieces):
            return list(lines[number:])
    return []


# --- a row or a small table for each group -----------------------------------------------------------------


def _by_group(table: Table, lines: Sequence[Line], coding: BlankCoding | None) -> list[Placed] | None:
    """One row of five values a group: a label in front of them, or a small table under each label."""
    segments = _segments(table, lines)
    if segments is None:
        return None
    headings = {group: _headings(table, run) for group, run in segments.items()}
    # printed twice: the label of the group that follows got lost
    if any(max(printed) > 1 for printed in headings.values()):
        return None
    size = len(table.rows[0].columns)
    rows = {group: _group_row(table, group, run) for group, run in segments.items()}
    printing = sum(any(line.values for line in run) for run in segments.values())
    apart = sum(set(headings[group]) == {1} or _has_cells(row) for group, row in rows.items())
    # values of one group alone may be all fifteen, unless each group has cells or headings of its own
    if printing < 2 and apart < len(table.rows):
        return None
    placed = [Placed("missing")] * _width(table)
    for group, row in rows.items():
        if row is None:
            continue
        row.conflict = _may_be_anothers(group, segments, len(table.rows))
        placed[group * size : (group + 1) * size] = place_rows([row], coding)[group]
    return placed


def _may_be_anothers(group: int, segments: dict[int, list[Line]], groups: int) -> bool:
    """Whether lines lost behind a group's label may have left it with the values of the next group."""
    followed = group + 1 == groups or group + 1 in segments
    return not followed and not segments[group][0].values


def _has_cells(row: RowSlots | None) -> bool:
    """Whether a group prints a grid row of its own, if an empty one."""
    return row is not None and row.kind != "text"


def _headings(table: Table, lines: Sequence[Line]) -> list[int]:
    """How often each of the five headings is printed."""
    printed = Counter(core(piece.text) for line in lines for piece in line.label_pieces)
    return [sum(printed[core(name)] for name in column.names) for column in table.rows[0].columns]


def _segments(table: Table, lines: Sequence[Line]) -> dict[int, list[Line]] | None:
    """Lines of each group, from the line that names it to the next; None where a line names several."""
    names = _groups(table)
    segments: dict[int, list[Line]] = {}
    group: int | None = None
    for line in lines:
        named = [names[core(piece.text)] for piece in line.label_pieces if core(piece.text) in names]
        if len(named) > 1 or (named and named[0] in segments):
            return None
        if named:
            group = named[0]
        if group is not None:
            segments.setdefault(group, []).append(line)
    return segments


def _group_row(table: Table, group: int, lines: Sequence[Line]) -> RowSlots | None:
    """The one row of values of a group, or None where there is none or more than one."""
    size = len(table.rows[0].columns)
    header = Header(())
    grid = next((line.grid for line in lines if line.grid), None)
    if grid is None:
        values = [piece for line in lines for piece in line.values]
        return RowSlots(group, size, "text", lines[0].block, values, header, stream=_stream(table, lines))
    bodies = [(line, _behind_words(line)) for line in lines if line.grid]
    rows = [(line, body) for line, body in bodies if len(body) >= size or any(p.is_value for p in body)]
    printed = [(line, body) for line, body in rows if line.values]
    if len(printed) > 1 or not rows:
        return None
    # the row that names the group, if it has cells: a further one is a sum or a remark
    own = [(line, body) for line, body in rows[:1] if line is lines[0] and len(body) >= size]
    line, body = (own or printed or rows)[0]
    # nothing but the group's cells behind its label, if it has one: they stand in order
    kind = "exact" if len(body) == size else grid
    start = len(line.pieces) - len(body)
    return RowSlots(group, size, kind, line.block, body, header, start, len(line.pieces))


def _behind_words(line: Line) -> list[Piece]:
    words = [number for number, piece in enumerate(line.pieces) if piece in line.label_pieces]
    return list(line.pieces[words[-1] + 1 if words else 0 :])


# --- one wide row -------------------------------------------------------------------------------------


def _wide(table: Table, lines: Sequence[Line]) -> list[Placed] | None:
    """One row of fifteen cells of a grid, under its headings or without any; None where grids differ."""
    placed: list[list[Placed]] = []
    for _, run in groupby((line for line in lines if line.grid), key=lambda line: line.block):
        if (found := _wide_row(table, list(run))) is not None:
            placed.append(found)
    printed = {tuple(one.piece.text if one.piece else "" for one in row) for row in placed}
    return placed[0] if len(printed) == 1 else None


def _wide_row(table: Table, grid: Sequence[Line]) -> list[Placed] | None:
    width = _width(table)
    rows = [line for line in grid if not line.label_pieces and line.pieces]
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


def _names_all_groups_or_none(table: Table, lines: Sequence[Line]) -> bool:
    """Whether the three groups are all there; where one is not, another may stand in its place."""
    printed = {core(piece.text) for line in lines for piece in line.label_pieces}
    named = [any(core(name) in printed for name in row.names) for row in table.rows]
    return all(named) or not any(named)


def _positions(table: Table, heading_lines: Sequence[Line]) -> dict[int, int]:
    """Grid column of each of the fifteen columns, from headings whose groups are known by geometry."""
    size = len(table.rows[0].columns)
    names, groups = _columns(table), _groups(table)
    spans: list[tuple[int, int, int]] = []
    positions: dict[int, int] = {}
    for line in heading_lines:
        for piece in line.pieces:
            left = piece.column or 0
            name = core(piece.text)
            if name in groups:
                spans.append((left, left + piece.span, groups[name]))
            elif name in names:
                owner = [group for start, end, group in spans if start <= left < end]
                if not owner:
                    return {}
                positions[owner[-1] * size + names[name]] = left
    return positions


def _by_position(line: Line, positions: dict[int, int]) -> list[Placed] | None:
    """Place each cell under its heading; None where the row does not fit the headings."""
    if max((piece.column or 0) + piece.span for piece in line.pieces) <= max(positions.values()):
        return None  # the row is short of cells: those behind the gap have moved
    at = {piece.column: piece for piece in line.pieces}
    if len(line.pieces) == len(positions) and set(at) != set(positions.values()):
        return None
    if any(piece.column not in positions.values() for piece in line.pieces if not piece.is_blank):
        return None
    cells = (at.get(positions[number]) for number in range(len(positions)))
    return [Placed("placed", piece) if piece else Placed("missing") for piece in cells]


# --- running text ------------------------------------------------------------------------------------------


def _in_running_text(table: Table, lines: Sequence[Line], coding: BlankCoding | None) -> list[Placed] | None:
    """Fifteen numbers in the form's order, or fewer where the copy shows its empty cells."""
    if not lines or any(line.grid and line.values for line in lines):
        return None
    width = _width(table)
    row = RowSlots(0, width, "text", lines[0].block, [], Header(()), stream=_stream(table, lines))
    cells = decoded(row, coding, is_last=True) if coding and not any(line.grid for line in lines) else None
    runs = _runs_of_values(table, lines)
    if cells is None and len(runs) == 1 and len(runs[0]) == width and not (coding and printed_twice(row)):
        cells = runs[0]
    return None if cells is None else [Placed("placed", piece) for piece in cells]


def _stream(table: Table, lines: Sequence[Line]) -> list[Line]:
    """Lines behind the last words; none where the last heading got lost and may have left an empty line."""
    words = [number for number, line in enumerate(lines) if line.label_pieces]
    if not words:
        return list(lines)
    stream = list(lines[words[-1] + 1 :])
    ends = (*map(core, table.rows[0].columns[-1].names), *_groups(table))
    printed = core("".join(lines[number].label for number in words))
    return [] if all(line.is_empty for line in stream[:2]) and not printed.endswith(ends) else stream


def _runs_of_values(table: Table, lines: Sequence[Line]) -> list[list[Piece]]:
    """Values one after the other: behind a heading of the table on its line, or on lines of their own."""
    names = [name for row in table.rows for name in row.names] + [n for c in table.columns for n in c.names]
    headings = tuple(core(name) for name in names)
    runs: list[list[Piece]] = [[]]
    for line in lines:
        if line.label_pieces:
            runs.append([])
            if not core(line.label_pieces[-1].text).endswith(headings):
                continue
        runs[-1].extend(line.values)
    return [run for run in runs if run]


def _untold(table: Table, lines: Sequence[Line]) -> tuple[list[Placed], list[Note]]:
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


def _labels(table: Table, lines: Sequence[Line], reading: TableReading) -> None:
    rows = {core(name): row.id for row in table.rows for name in row.names}
    columns = {core(name): c.id for c in table.rows[0].columns for name in c.names}
    seen: set[str] = set()
    for line in lines:
        for piece in line.label_pieces:
            name = core(piece.text)
            element = f"{table.id}/{rows[name]}" if name in rows else f"{table.id}/*/{columns.get(name)}"
            if (name in rows or name in columns) and element not in seen:
                seen.add(element)
                reading.labels.append(PrintedLabel(element, piece.text, piece.place))

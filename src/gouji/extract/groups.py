"""Table four with a row or a small table for each of its three groups."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from gouji.extract.columns import place_rows
from gouji.extract.doubts import tell_torn
from gouji.extract.headers import Header
from gouji.extract.labels import core
from gouji.extract.slots import Placed, RowSlots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.extract.lines import Piece, TableLine
    from gouji.extract.slots import BlankCoding
    from gouji.model.document import Note
    from gouji.model.form import Table


@lru_cache(maxsize=32)
def heading_numbers(table: Table) -> dict[str, int]:
    """The five headings by the core of each of their names."""
    return {core(name): n for n, column in enumerate(table.rows[0].columns) for name in column.names}


@lru_cache(maxsize=32)
def group_numbers(table: Table) -> dict[str, int]:
    """The three groups by the core of each of their names."""
    return {core(name): n for n, row in enumerate(table.rows) for name in row.names}


@lru_cache(maxsize=32)
def known_words(table: Table) -> frozenset[str]:
    """The core of every heading and label that table four prints."""
    above = (core(name) for row in table.rows for name in row.groups)
    return frozenset((*heading_numbers(table), *group_numbers(table), *above))


def behind_words(table: Table, lines: Sequence[TableLine]) -> list[TableLine]:
    """Lines behind the last words; none where the last heading got lost and may have left an empty line."""
    words = [number for number, line in enumerate(lines) if line.label_pieces]
    if not words:
        return list(lines)
    stream = list(lines[words[-1] + 1 :])
    ends = (*map(core, table.rows[0].columns[-1].names), *group_numbers(table))
    printed = core("".join(lines[number].label for number in words))
    return [] if all(line.is_empty for line in stream[:2]) and not printed.endswith(ends) else stream


def read_groups(
    table: Table, lines: Sequence[TableLine], coding: BlankCoding | None
) -> tuple[list[Placed] | None, list[Note]]:
    """One row of five values a group: a label in front of them, or a small table under each label.

    Returns what stands in each of the fifteen columns, or None where the table has another shape; and notes.
    """
    segments = _segments(table, lines)
    if segments is None:
        return None, []
    headings = {group: _headings(table, run) for group, run in segments.items()}
    # printed twice: the label of the group that follows got lost
    if any(max(printed) > 1 for printed in headings.values()):
        return None, []
    size = len(table.rows[0].columns)
    rows = {group: _group_row(table, group, run) for group, run in segments.items()}
    printing = sum(any(line.values for line in run) for run in segments.values())
    apart = sum(set(headings[group]) == {1} or _has_cells(row) for group, row in rows.items())
    # values of one group alone may be all fifteen, unless each group has cells or headings of its own
    if printing < 2 and apart < len(table.rows):
        return None, []
    torn = _doubt_torn(lines, segments, rows)
    placed = [Placed("missing")] * (size * len(table.rows))
    for group, row in rows.items():
        if row is None:
            continue
        row.conflict |= _may_be_anothers(group, segments, len(table.rows))
        placed[group * size : (group + 1) * size] = place_rows([row], coding)[group]
    return placed, tell_torn([line.values for line in torn])


def _may_be_anothers(group: int, segments: Mapping[int, Sequence[TableLine]], groups: int) -> bool:
    """Whether lines lost behind a group's label may have left it with the values of the next group."""
    followed = group + 1 == groups or group + 1 in segments
    return not followed and not segments[group][0].values


def _has_cells(row: RowSlots | None) -> bool:
    """Whether a group prints a grid row of its own, if an empty one."""
    return row is not None and row.kind != "text"


def _headings(table: Table, lines: Sequence[TableLine]) -> list[int]:
    """How often each of the five headings is printed."""
    printed = Counter(core(piece.text) for line in lines for piece in line.label_pieces)
    return [sum(printed[core(name)] for name in column.names) for column in table.rows[0].columns]


def _segments(table: Table, lines: Sequence[TableLine]) -> dict[int, list[TableLine]] | None:
    """Lines of each group, from the line that names it to the next; None where a line names several."""
    names = group_numbers(table)
    segments: dict[int, list[TableLine]] = {}
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


def _group_row(table: Table, group: int, lines: Sequence[TableLine]) -> RowSlots | None:
    """The one row of values of a group, or None where there is none."""
    size = len(table.rows[0].columns)
    grid = next((line.grid for line in lines if line.grid), None)
    if grid is None:
        values = [piece for line in lines for piece in line.values]
        stream = behind_words(table, lines)
        return RowSlots(group, size, "text", lines[0].block, values, Header(()), stream=stream)
    bodies = [(line, _behind_label(table, line)) for line in lines if line.grid]
    rows = [(line, body) for line, body in bodies if len(body) >= size or any(p.is_value for p in body)]
    if not rows:
        return None
    printed = [(line, body) for line, body in rows if line.values]
    # the row that names the group, if it has cells: a further one is a sum or a remark
    own = [(line, body) for line, body in rows[:1] if line is lines[0] and len(body) >= size]
    if own and not own[0][0].values:
        # the label may be as high as the row of its figures
        high = max(piece.height for piece in lines[0].label_pieces)
        own = [pair for pair in printed if pair[0].index < lines[0].index + high] or own
    line, body = (own or printed or rows)[0]
    # nothing but the group's cells behind its label, if it has one: they stand in order
    kind = "exact" if len(body) == size else grid
    start = len(line.pieces) - len(body)
    row = RowSlots(group, size, kind, line.block, body, Header(()), start, len(line.pieces))
    if not own and len(printed) > 1:  # which of them is the group's
        row.conflict = True
        row.adrift += [piece for other, _ in printed if other is not line for piece in other.values]
    return row


def _behind_label(table: Table, line: TableLine) -> list[Piece]:
    """The cells behind the label of a row; all of them where none prints one."""
    names = known_words(table)
    known = [number for number, piece in enumerate(line.pieces) if core(piece.text) in names]
    if known:
        return list(line.pieces[known[-1] + 1 :])
    labels = [number for number, piece in enumerate(line.pieces) if piece in line.leading_words]
    # words in front of more than the group's cells are a label; among as many they stand in a cell
    if labels and len(line.pieces) > len(table.rows[0].columns):
        return list(line.pieces[labels[-1] + 1 :])
    return list(line.pieces)


def _doubt_torn(
    lines: Sequence[TableLine],
    segments: Mapping[int, Sequence[TableLine]],
    rows: Mapping[int, RowSlots | None],
) -> list[TableLine]:
    """Doubt the groups above and below figures in a grid row without a label, and return such rows.

    A group that prints figures of its own is doubted only where they may go on below.
    """
    placed = {piece for row in rows.values() if row is not None for piece in row.slots}
    first = min((run[0].index for run in segments.values()), default=0)
    runs = [(None, [line for line in lines if line.index < first]), *sorted(segments.items()), (None, [])]
    found: list[TableLine] = []
    for (above, run), (below, _) in pairwise(runs):
        torn = [line for line in run if _is_torn(line, placed)]
        found += torn
        for group in (above, below) if torn else ():
            row = None if group is None else rows[group]
            if row is not None and (group == above or not row.printed):
                row.conflict = True
                row.adrift += [piece for line in torn for piece in line.values]
    return found


def _is_torn(line: TableLine, placed: set[Piece]) -> bool:
    unlabelled = line.grid is not None and bool(line.values) and not line.label_pieces
    return unlabelled and placed.isdisjoint(line.values)

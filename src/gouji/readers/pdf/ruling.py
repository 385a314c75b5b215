"""Ruling lines to tables: which rectangles the lines enclose, and which rows and columns each covers.

Lines are snapped together, lines that meet form one table, its line positions span a mesh, and mesh boxes
with no line between them are one cell. Where that is no rectangle, a piece of line is missing
(:mod:`gouji.readers.pdf.mending`).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.readers.pdf.geometry import joined
from gouji.readers.pdf.mending import BRIDGE, MergedLine, Mesh, mend, without_slivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gouji.readers.pdf.geometry import Glyph, RulingLine
    from gouji.readers.pdf.mending import Box


#: Lines nearer than this (points) are one line: word processors draw the borders of every cell anew.
SNAP = 2.5
#: Shorter lines are parts of drawings.
_SHORTEST = 6.0
#: More connected lines than this are a chart or a pattern, no table of a report.
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class RuledFrame:
    """A cell's rectangle in points, the mesh rows and columns it covers.

    ``outside`` marks a rectangle in a corner that no line closes off: it is a cell only if it holds text.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    row: int
    column: int
    rowspan: int
    colspan: int
    outside: bool = False


class RuledTable:
    """The frames of one table, in reading order, and the look-up from a point to its frame.

    ``open_above`` and ``open_below`` say that no line closes the first row or the last: it may go on there.
    """

    def __init__(self, frames: Iterable[RuledFrame], *, open_above: bool, open_below: bool) -> None:
        self.open_above, self.open_below = open_above, open_below
        self.frames = tuple(sorted(frames, key=lambda frame: (frame.row, frame.column)))
        self.x0 = min(frame.x0 for frame in self.frames)
        self.y0 = min(frame.y0 for frame in self.frames)
        self.x1 = max(frame.x1 for frame in self.frames)
        self.y1 = max(frame.y1 for frame in self.frames)
        self.xs = sorted({frame.x0 for frame in self.frames} | {self.x1})
        self._ys = sorted({frame.y0 for frame in self.frames} | {self.y1})
        self._at: dict[tuple[int, int], RuledFrame] = {}
        for frame in self.frames:
            for i in range(bisect_right(self._ys, frame.y0) - 1, bisect_right(self._ys, frame.y1) - 1):
                for j in range(bisect_right(self.xs, frame.x0) - 1, bisect_right(self.xs, frame.x1) - 1):
                    self._at[i, j] = frame

    def frame_at(self, x: float, y: float) -> RuledFrame | None:
        """Return the frame that contains the point, or None."""
        return self._at.get((bisect_right(self._ys, y) - 1, bisect_right(self.xs, x) - 1))

    @property
    def area(self) -> float:
        """Area of the table's bounding box."""
        return (self.x1 - self.x0) * (self.y1 - self.y0)


def ruled_tables(
    rules: Iterable[RulingLine], most_lines: int, glyphs: Sequence[Glyph] = ()
) -> list[RuledTable] | None:
    """Return the tables the lines draw, smallest first (a table inside a cell comes before the outer one).

    A single rectangle is a frame round text, no table. ``glyphs`` are what no line goes through that is not
    drawn. None when more than ``most_lines`` lines remain after merging.
    """
    every = list(rules)
    across = _merged([rule for rule in every if rule.horizontal])
    down = _merged([rule for rule in every if not rule.horizontal])
    if len(across) + len(down) > most_lines:
        return None
    tables = []
    for rows, columns in _meeting(across, down):
        if len(rows) + len(columns) > _MOST_LINES:
            continue
        table = _table(rows, columns, glyphs)
        if table and len(table.frames) > 1:
            tables.append(table)
    return sorted(tables, key=lambda table: (table.area, table.y0, table.x0))


def _merged(rules: list[RulingLine]) -> list[MergedLine]:
    """Snap parallel lines to common positions and join their pieces."""
    lines: list[MergedLine] = []
    for group in _near(rules):
        # the longest line of a bundle is the border, the others are its corners and neighbours
        at = max(group, key=lambda rule: (rule.end - rule.start, -rule.at)).at
        pieces = joined(group, BRIDGE)
        lines += [MergedLine(at, start, end) for start, end in pieces if end - start >= _SHORTEST]
    return lines


def _near(rules: list[RulingLine]) -> Iterator[list[RulingLine]]:
    """Yield bundles of lines whose positions follow each other within the snapping distance."""
    bundle: list[RulingLine] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if bundle and (rule.at - bundle[-1].at > SNAP or rule.at - bundle[0].at > 2 * SNAP):
            yield bundle
            bundle = []
        bundle.append(rule)
    if bundle:
        yield bundle


def _meeting(
    across: list[MergedLine], down: list[MergedLine]
) -> Iterator[tuple[list[MergedLine], list[MergedLine]]]:
    """Yield the horizontal and vertical lines of each connected drawing."""
    down = sorted(down, key=lambda line: line.at)
    positions = [line.at for line in down]
    parent = list(range(len(across) + len(down)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for i, row in enumerate(across):
        first = bisect_right(positions, row.start - SNAP)
        last = bisect_right(positions, row.end + SNAP)
        for j in range(first, last):
            if down[j].start - SNAP <= row.at <= down[j].end + SNAP:
                parent[root(i)] = root(len(across) + j)
    drawings: dict[int, tuple[list[MergedLine], list[MergedLine]]] = {}
    for i, line in enumerate(across):
        drawings.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(down):
        drawings.setdefault(root(len(across) + j), ([], []))[1].append(line)
    yield from drawings.values()


def _table(across: list[MergedLine], down: list[MergedLine], glyphs: Sequence[Glyph]) -> RuledTable | None:
    mesh = Mesh(without_slivers(across, glyphs), down)
    if len(mesh.xs) < 2 or len(mesh.ys) < 2:
        return None
    closed = {row for row, _ in mesh.floors}
    mend(mesh, glyphs)
    boxes = [
        (*rectangle, mesh.in_open_corner(region))
        for region in mesh.regions()
        for rectangle in _rectangles(region)
    ]
    # a line that bounds no cell (an underline, a stroke inside a cell) makes no row and no column
    rows = sorted({edge for top, _, bottom, _, _ in boxes for edge in (top, bottom)})
    columns = sorted({edge for _, left, _, right, _ in boxes for edge in (left, right)})
    row_of = {edge: i for i, edge in enumerate(rows)}
    column_of = {edge: j for j, edge in enumerate(columns)}
    frames = [
        RuledFrame(
            x0=mesh.xs[left],
            y0=mesh.ys[top],
            x1=mesh.xs[right],
            y1=mesh.ys[bottom],
            row=row_of[top],
            column=column_of[left],
            rowspan=row_of[bottom] - row_of[top],
            colspan=column_of[right] - column_of[left],
            outside=outside,
        )
        for top, left, bottom, right, outside in boxes
    ]
    return RuledTable(frames, open_above=0 not in closed, open_below=len(mesh.ys) - 1 not in closed)


def _rectangles(region: set[Box]) -> Iterator[tuple[int, int, int, int]]:
    """Cut a region into rectangles ``top, left, bottom, right`` (ends excluded); a whole one stays whole."""
    left = set(region)
    while left:
        top, first = min(left)
        right = first
        while (top, right) in left:
            right += 1
        bottom = top
        while all((bottom, j) in left for j in range(first, right)):
            left -= {(bottom, j) for j in range(first, right)}
            bottom += 1
        yield top, first, bottom, right

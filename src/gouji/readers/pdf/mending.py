"""Ruling lines as a mesh of rows, columns and walls, and what a page break spoilt in it made whole.

Browsers draw the end of a merged cell that a page break cut some points from where its row ends: its border
stops short of the row's line, and cells that share nothing become one. A line that stops inside of such a
cell is drawn on to the next one, the shortest piece first, unless text stands in its way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gouji.readers.pdf.geometry import Glyph


#: A box of the mesh: its row and its column.
Box = tuple[int, int]

#: Gaps up to this long in a line are bridged (dots, corners, borders drawn cell by cell).
BRIDGE = 4.0
#: A table side without a border is where the crossing lines end, when they reach out at least this far.
_OPEN_SIDE = 8.0


@dataclass(slots=True)
class MergedLine:
    """A line that pieces at one position make: ``at`` on the other axis, from ``start`` to ``end``."""

    at: float
    start: float
    end: float


class Mesh:
    """The rows and columns that all lines of one drawing span, and the walls between mesh boxes.

    A wall in ``floors`` is ``(row below it, column)``, one in ``sides`` is ``(column right of it, row)``.
    """

    def __init__(self, across: list[MergedLine], down: list[MergedLine]) -> None:
        self.xs = _positions(down, across)
        self.ys = _positions(across, down)
        self.floors = _walls(across, self.ys, self.xs)
        self.sides = _walls(down, self.xs, self.ys)

    def regions(self, boxes: Iterable[Box] | None = None) -> Iterator[set[Box]]:
        """Yield the sets of boxes (of those given) with no wall between them."""
        free = (
            {(i, j) for i in range(len(self.ys) - 1) for j in range(len(self.xs) - 1)}
            if boxes is None
            else set(boxes)
        )
        for start in sorted(free):
            if start not in free:
                continue
            region, edge = {start}, [start]
            free.discard(start)
            while edge:
                i, j = edge.pop()
                for box, wall in (
                    ((i - 1, j), (i, j) in self.floors),
                    ((i + 1, j), (i + 1, j) in self.floors),
                    ((i, j - 1), (j, i) in self.sides),
                    ((i, j + 1), (j + 1, i) in self.sides),
                ):
                    if box in free and not wall:
                        free.discard(box)
                        region.add(box)
                        edge.append(box)
            yield region

    def in_open_corner(self, region: set[Box]) -> bool:
        """Say whether the region lies open both to a side and above or below."""
        last_row, last_column = len(self.ys) - 1, len(self.xs) - 1
        sideways = any(
            (j == 0 and (0, i) not in self.sides)
            or (j + 1 == last_column and (last_column, i) not in self.sides)
            for i, j in region
        )
        upright = any(
            (i == 0 and (0, j) not in self.floors) or (i + 1 == last_row and (last_row, j) not in self.floors)
            for i, j in region
        )
        return sideways and upright


def _positions(lines: list[MergedLine], crossing: list[MergedLine]) -> list[float]:
    """Return the positions of the lines, and of the ends of the crossing ones on a side without border."""
    positions = sorted({line.at for line in lines})
    if not crossing or not positions:
        return []
    start, end = min(line.start for line in crossing), max(line.end for line in crossing)
    before = [start] if start < positions[0] - _OPEN_SIDE else []
    after = [end] if end > positions[-1] + _OPEN_SIDE else []
    return before + positions + after


def _walls(lines: list[MergedLine], own: list[float], other: list[float]) -> set[tuple[int, int]]:
    """Return ``(index in own, index in other)`` of every mesh edge that a line covers."""
    index = {at: i for i, at in enumerate(own)}
    return {
        (index[line.at], k)
        for line in lines
        if line.at in index
        for k, (a, b) in enumerate(pairwise(other))
        if line.start <= a + BRIDGE and line.end >= b - BRIDGE
    }


#: No row of text is lower than this (points).
_SLIVER: Final = 7.0
#: More missing pieces than this are no table that was cut by a page break.
_MOST: Final = 12
#: Text nearer to both sides of a line than this part of its size, taken together, goes through it.
_THROUGH: Final = 0.8
#: A line may touch so much of a character's height.
_TOUCH: Final = 0.2


class _Piece(NamedTuple):
    """A piece of line to be drawn: of ``floors`` or of ``sides``, at which of them, over which boxes."""

    length: float
    floor: bool
    at: int
    first: int
    end: int


def mend(mesh: Mesh, glyphs: Sequence[Glyph]) -> None:
    """Add to the walls of a mesh what makes its cells rectangles, where that is clear."""
    odd = [region for region in mesh.regions() if not _is_rectangle(region)]
    for region in odd:
        if mesh.in_open_corner(region):
            continue
        floors, sides = set(mesh.floors), set(mesh.sides)
        if not _mended(mesh, region, glyphs):
            mesh.floors, mesh.sides = floors, sides


def _mended(mesh: Mesh, region: set[Box], glyphs: Sequence[Glyph]) -> bool:
    """Add walls to a region until its parts are rectangles; say whether that came off."""
    for _ in range(_MOST):
        odd = next((part for part in mesh.regions(region) if not _is_rectangle(part)), None)
        if odd is None:
            return True
        pieces = sorted(_pieces(mesh, odd))
        piece = next((piece for piece in pieces if not _text_in_the_way(mesh, piece, glyphs)), None)
        if piece is None:
            return False
        walls = mesh.floors if piece.floor else mesh.sides
        walls.update((piece.at, k) for k in range(piece.first, piece.end))
    return False


def _is_rectangle(region: set[Box]) -> bool:
    rows, columns = {row for row, _ in region}, {column for _, column in region}
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) == len(region)


def _pieces(mesh: Mesh, region: set[Box]) -> Iterator[_Piece]:
    """Yield what would draw a wall that stops inside of a region on to the next wall."""
    for floor in (True, False):
        walls, crossing = (mesh.floors, mesh.sides) if floor else (mesh.sides, mesh.floors)
        along = mesh.xs if floor else mesh.ys
        inner = {
            (at, k)
            for at, k in (((i, j) if floor else (j, i)) for i, j in region)
            if (at, k) not in walls and ((at - 1, k) if floor else (k, at - 1)) in region
        }
        for at, k in inner:
            for step in (1, -1):
                if (at, k - step) not in walls:
                    continue
                end = k
                # on to where a crossing wall ends or begins, or to the side of the region
                while (at, end + step) in inner and not _meets(crossing, at, end + (step > 0)):
                    end += step
                first, last = sorted((k, end))
                yield _Piece(along[last + 1] - along[first], floor, at, first, last + 1)


def _meets(crossing: set[tuple[int, int]], at: int, corner: int) -> bool:
    """Say whether a wall crosses or touches line ``at`` at a corner of the mesh."""
    return (corner, at - 1) in crossing or (corner, at) in crossing


def _text_in_the_way(mesh: Mesh, piece: _Piece, glyphs: Sequence[Glyph]) -> bool:
    if piece.floor:
        y, left, right = mesh.ys[piece.at], mesh.xs[piece.first], mesh.xs[piece.end]
        return any(
            left < glyph.x < right
            and glyph.y0 + _TOUCH * (glyph.y1 - glyph.y0) < y < glyph.y1 - _TOUCH * (glyph.y1 - glyph.y0)
            for glyph in glyphs
        )
    x, top, bottom = mesh.xs[piece.at], mesh.ys[piece.first], mesh.ys[piece.end]
    near = [g for g in glyphs if top < g.y < bottom and g.x0 - g.size < x < g.x1 + g.size and g.text.strip()]
    return any(
        abs(one.y - other.y) < 0.5 * one.size and other.x0 - one.x1 < _THROUGH * one.size
        for one in near
        for other in near
        if one.x < x < other.x or (one is other and one.x0 < x < one.x1)
    )


def without_slivers(across: list[MergedLine], glyphs: Sequence[Glyph]) -> list[MergedLine]:
    """Return level lines with those as one that leave no room for text between them, and have none.

    They are one row's border, drawn some points off behind a page break for the cells of its label.
    """
    lines = sorted(across, key=lambda line: line.at)
    bundle: list[MergedLine] = []
    kept: list[MergedLine] = []
    for line in [*lines, None]:
        if line and bundle and line.at - bundle[0].at <= _SLIVER:
            left, right = min(each.start for each in lines), max(each.end for each in lines)
            if not any(bundle[0].at < g.y < line.at and left < g.x < right for g in glyphs):
                bundle.append(line)
                continue
        if bundle:
            at = max(bundle, key=lambda each: (each.end - each.start, -each.at)).at
            kept += [replace(each, at=at) for each in bundle]
        bundle = [line] if line else []
    return kept

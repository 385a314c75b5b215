"""Ruling lines that a page break spoilt, made into those of the table.

Browsers draw the end of a merged cell that a page break cut some points from where its row ends: its border
stops short of the row's line, and cells that share nothing become one. A line that stops inside of such a
cell is drawn on to the next one, the shortest piece first, unless text stands in its way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.readers.pdf.geometry import Glyph
    from gouji.readers.pdf.mesh import Box, MergedLine, Mesh


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

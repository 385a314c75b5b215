"""Digits that stand beside a figure and are no part of it: raised, lowered, or set smaller.

The digits of one figure share base line and size. A footnote's number behind a figure does not.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from gouji.readers.marks import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.readers.pdf.geometry import Glyph

_DIGITS: Final = frozenset("0123456789")
#: In parts of the font size: how near digits of one figure are, how much of their heights is side by side,
#: and how much base lines and sizes of a figure's digits differ at most (base lines also in points).
_NEAR, _BESIDE, _LEVEL, _SIZE = 0.35, 0.25, 0.06, 0.08
_POINTS: Final = 0.3
#: Characters are looked up by squares of this many points.
_SQUARE: Final = 16.0


def mark_raised(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the glyphs with raised and lowered digits written as such, on the line of their figure."""
    squares: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, glyph in enumerate(glyphs):
        if glyph.text in _DIGITS:
            squares[int(glyph.x1 // _SQUARE), int(glyph.y // _SQUARE)].append(number)
    marked = list(glyphs)
    for number, glyph in enumerate(glyphs):
        if glyph.text not in _DIGITS:
            continue
        column, row = int(glyph.x0 // _SQUARE), int(glyph.y // _SQUARE)
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for other in squares.get((i, j), ()):
                    if other != number and _unlike(glyphs[other], glyph):
                        small, figure = sorted((number, other), key=lambda at: (glyphs[at].size, -at))
                        marked[small] = _beside(glyphs[small], glyphs[figure])
    return marked


def _unlike(before: Glyph, after: Glyph) -> bool:
    """Say whether two digits stand beside each other and cannot be of one figure."""
    size = max(before.size, after.size)
    if abs(after.x0 - before.x1) > _NEAR * size:
        return False
    beside = min(before.y1, after.y1) - max(before.y0, after.y0)
    if beside < _BESIDE * min(before.y1 - before.y0, after.y1 - after.y0):
        return False
    uneven = abs(before.base - after.base) > max(_LEVEL * size, _POINTS)
    return uneven or abs(before.size - after.size) > _SIZE * size


def _beside(glyph: Glyph, figure: Glyph) -> Glyph:
    """Return a digit as one raised or lowered beside a figure, on its line."""
    written = raised if glyph.base < figure.base else lowered
    return glyph._replace(text=written(glyph.text), y0=figure.y0, y1=figure.y1)

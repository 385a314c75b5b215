"""Figures that a page draws and a person hardly sees: white on nothing dark, or with a line through them.

What is printed there is not known (U+FFFD), so that no figure is read of it; words stay as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gouji.readers.pdf.geometry import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gouji.readers.pdf.geometry import Glyph, Rule
    from gouji.readers.pdf.shapes import Box

_DIGITS: Final = frozenset("0123456789０１２３４５６７８９")
_FIGURES: Final = _DIGITS | frozenset(".,．，")
#: A line through this part of a character's height, from the top, strikes it out.
_MIDDLE: Final = (0.3, 0.7)
#: ... where it covers as much of the character's width.
_ACROSS: Final = 0.7
#: Pieces of a line this near (points) are one line, and lines this near in height are looked up together.
_GAP, _BAND = 1.0, 1.0
#: A page of more filled shapes is a drawing: which of them a text stands on is not found out.
_MOST_GROUNDS: Final = 2_000


def without_unseen_figures(
    glyphs: Iterable[Glyph], faint: Collection[Glyph], rules: Iterable[Rule]
) -> tuple[tuple[Glyph, ...], int]:
    """Return the glyphs of a page, and how many of them are figures hardly to be seen.

    ``faint`` are those in white on nothing dark.
    """
    strokes = _Strokes(rules)
    shown: list[Glyph] = []
    unseen = 0
    for glyph in glyphs:
        if (glyph.text in _FIGURES and glyph in faint) or (glyph.text in _DIGITS and strokes.strike(glyph)):
            shown.append(replace(glyph, text="\ufffd"))
            unseen += 1
        else:
            shown.append(glyph)
    return tuple(shown), unseen


class _Strokes:
    """The level lines of a page, by height."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        bands: defaultdict[int, list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.horizontal:
                bands[round(rule.at / _BAND)].append(rule)
        self._bands = {band: joined(lines, _GAP) for band, lines in bands.items()}

    def strike(self, glyph: Glyph) -> bool:
        """Return whether a line goes through the middle of a character."""
        height, width = glyph.y1 - glyph.y0, glyph.x1 - glyph.x0
        top, bottom = (round((glyph.y0 + part * height) / _BAND) for part in _MIDDLE)
        spare = (1 - _ACROSS) * width / 2
        for band in range(top, bottom + 1):
            pieces = self._bands.get(band)
            if pieces is None:
                continue
            at = bisect_right(pieces, (glyph.x0 + spare, float("inf"))) - 1
            if at >= 0 and pieces[at][1] >= glyph.x1 - spare:
                return True
        return False


def on_dark(glyph: Glyph, grounds: Sequence[tuple[Box, bool]]) -> bool:
    """Return whether white text is seen here; ``grounds`` are filled shapes as drawn, and which are dark."""
    if len(grounds) > _MOST_GROUNDS:
        return False
    for (x0, y0, x1, y1), dark in reversed(grounds):
        if x0 <= glyph.x <= x1 and y0 <= glyph.y <= y1:
            return dark
    return False

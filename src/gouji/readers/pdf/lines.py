"""Glyphs to printed lines: their text with the spaces a reader sees, raised digits told apart.

The digits of one figure share base line and size. A footnote's number behind a figure does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.model.document import UNKNOWN
from gouji.readers.marks import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.readers.pdf.geometry import Box, Glyph


_DIGITS: Final = frozenset("0123456789")
#: In parts of the font size: how near digits of one figure are, how much of their heights is side by side,
#: and how much base lines and sizes of a figure's digits differ at most (base lines also in points).
_NEAR, _BESIDE, _LEVEL, _SIZE = 0.35, 0.25, 0.06, 0.08
_POINTS: Final = 0.3
#: Characters are looked up by squares of this many points.
_SQUARE: Final = 16.0


def mark_raised(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the glyphs with raised and lowered digits written as such, on the line of their figure."""
    marked = list(glyphs)
    digits = [number for number, glyph in enumerate(glyphs) if glyph.text in _DIGITS]
    if len(digits) < 2:
        return marked
    squares: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number in digits:
        glyph = glyphs[number]
        squares[int(glyph.x1 // _SQUARE), int(glyph.y // _SQUARE)].append(number)
    for number in digits:
        glyph = glyphs[number]
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


#: Gaps in parts of the font size: a space between words, a space beside a Chinese character (those are set
#: wider to fill a line, and stand a quarter off figures), and a gap so wide that it separates columns.
_SPACE, _CJK_SPACE, _WIDE = 0.25, 0.6, 1.5
#: Glyphs whose centres lie nearer than this part of the font size, vertically, stand on one line.
_SAME_LINE = 0.4
#: What numbers parts and rows, also as the radicals that some producers write for these characters.
NUMERALS = "一二三四五六七八九十\u2f00\u2f06\u2f0b\u2f17"
_IDEOGRAPHS = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]+")
#: A character that begins before this last part of the one before was set on it.
_OVER = 0.4


#: What stands between two characters: nothing, a space, or a gap between columns.
_NONE, _BLANK, _TAB = "", " ", "\t"


class PrintedLine(NamedTuple):
    """Printed glyphs (no spaces) of one line, left to right; ``gaps`` says what stands before each."""

    glyphs: tuple[Glyph, ...]
    gaps: tuple[str, ...]

    @property
    def x0(self) -> float:
        """Left edge of the first glyph."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Right edge of the last glyph."""
        return max([glyph.x1 for glyph in self.glyphs])

    @property
    def box(self) -> Box:
        """The box round its glyphs."""
        top, bottom = min(glyph.y0 for glyph in self.glyphs), max(glyph.y1 for glyph in self.glyphs)
        return self.x0, top, self.x1, bottom

    @property
    def y(self) -> float:
        """Mean vertical centre."""
        return sum([(glyph.y0 + glyph.y1) / 2 for glyph in self.glyphs]) / len(self.glyphs)

    @property
    def size(self) -> float:
        """Middle font size of the line."""
        return sorted([glyph.size for glyph in self.glyphs])[len(self.glyphs) // 2]

    def text(self, wide: str = " ") -> str:
        """Return the text with single spaces between words and ``wide`` in gaps between columns."""
        if not any(self.gaps):
            return "".join([glyph.text for glyph in self.glyphs])
        return "".join(
            [
                (wide if gap == _TAB else gap) + glyph.text
                for gap, glyph in zip(self.gaps, self.glyphs, strict=True)
            ]
        )

    def fields(self) -> list[PrintedLine]:
        """Cut the line at gaps between columns."""
        return self._cut([i for i, gap in enumerate(self.gaps) if gap == _TAB])

    def words(self) -> list[PrintedLine]:
        """Cut the line at every space."""
        return self._cut([i for i, gap in enumerate(self.gaps) if gap])

    def part(self, start: int, end: int) -> PrintedLine:
        """Return the glyphs from ``start`` up to ``end``."""
        return PrintedLine(self.glyphs[start:end], (_NONE, *self.gaps[start + 1 : end]))

    def _cut(self, cuts: list[int]) -> list[PrintedLine]:
        if not cuts:
            return [self]
        return [self.part(a, b) for a, b in pairwise([0, *cuts, len(self.glyphs)])]


def _gap(before: Glyph, after: Glyph, spaced: bool) -> str:
    gap = (after.x0 - before.x1) / max(before.size, after.size)
    if gap > _WIDE:
        return _TAB
    if spaced or gap > _CJK_SPACE:
        return _BLANK
    return _BLANK if gap > _SPACE and not (_is_cjk(before.text) or _is_cjk(after.text)) else _NONE


def _is_cjk(text: str) -> bool:
    return all(
        "\u2e80" <= c <= "\u9fff"
        or "\uf900" <= c <= "\ufaff"
        or "\uff00" <= c <= "\uffef"
        or c >= "\U00020000"
        for c in text
    )


def printed_lines(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """Group glyphs into lines from top to bottom. Spaces only separate; lines of spaces are left out.

    Digits raised or lowered beside a figure are written as such.
    """
    rows: list[list[Glyph]] = []
    middle = 0.0
    marked = mark_raised(list(glyphs))
    heights = [(glyph.y0 + glyph.y1) / 2 for glyph in marked]
    for at in sorted(range(len(marked)), key=heights.__getitem__):
        glyph, y = marked[at], heights[at]
        if rows and y - middle <= _SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
            middle += (y - middle) / len(rows[-1])
        else:
            rows.append([glyph])
            middle = y
    return [line for row in rows if (line := _line(row)) is not None]


def _set_over(before: Glyph, after: Glyph) -> bool:
    """Say whether a word was set on another, so that neither can be read; punctuation is often set close."""
    return before.run != after.run and bool(_IDEOGRAPHS.fullmatch(before.text + after.text))


def _line(row: list[Glyph]) -> PrintedLine | None:
    glyphs: list[Glyph] = []
    spaced: set[int] = set()
    middles = [(glyph.x0 + glyph.x1) / 2 for glyph in row]
    for at in sorted(range(len(row)), key=middles.__getitem__):
        glyph = row[at]
        if not glyph.text.strip():
            spaced.add(len(glyphs))
        else:
            glyphs.append(glyph)
    if not glyphs:
        return None
    for i, (before, after) in enumerate(pairwise(glyphs)):
        if after.x0 < before.x1 - _OVER * (before.x1 - before.x0) and _set_over(before, after):
            glyphs[i : i + 2] = before._replace(text=UNKNOWN), after._replace(text=UNKNOWN)
    gaps = [_gap(before, after, i in spaced) for i, (before, after) in enumerate(pairwise(glyphs), start=1)]
    return PrintedLine(tuple(glyphs), (_NONE, *gaps))

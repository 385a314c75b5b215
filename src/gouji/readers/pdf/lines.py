"""Glyphs to printed lines, and the text of a line with the spaces a reader sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from gouji.document import UNKNOWN
from gouji.readers.pdf.raising import mark_raised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.readers.pdf.geometry import Glyph

#: Gaps in parts of the font size: a space between words, a space beside a Chinese character (those are set
#: wider to fill a line, and stand a quarter off figures), and a gap so wide that it separates columns.
_SPACE, _CJK_SPACE, _WIDE = 0.25, 0.6, 1.5
#: Glyphs whose centres lie nearer than this part of the font size, vertically, stand on one line.
_SAME_LINE = 0.4
_IDEOGRAPHS = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]+")
#: A character that begins before this last part of the one before was set on it.
_OVER = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """Printed glyphs (no spaces) of one line, left to right; ``spaced`` are the indices after a space."""

    glyphs: tuple[Glyph, ...]
    spaced: frozenset[int] = frozenset()

    @property
    def x0(self) -> float:
        """Left edge of the first glyph."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Right edge of the last glyph."""
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def y(self) -> float:
        """Mean vertical centre."""
        return sum(glyph.y for glyph in self.glyphs) / len(self.glyphs)

    @property
    def size(self) -> float:
        """Middle font size of the line."""
        return sorted(glyph.size for glyph in self.glyphs)[len(self.glyphs) // 2]

    def text(self, wide: str = " ") -> str:
        """Return the text with single spaces between words and ``wide`` in gaps between columns."""
        parts = []
        for i, glyph in enumerate(self.glyphs):
            if i:
                parts.append(self._gap(i, wide))
            parts.append(glyph.text)
        return "".join(parts)

    def fields(self) -> list[Line]:
        """Cut the line at gaps between columns."""
        cuts = [i for i in range(1, len(self.glyphs)) if self._gap(i, "\t") == "\t"]
        return [self.part(a, b) for a, b in pairwise([0, *cuts, len(self.glyphs)])]

    def words(self) -> list[Line]:
        """Cut the line at every space."""
        cuts = [i for i in range(1, len(self.glyphs)) if self._gap(i, "\t")]
        return [self.part(a, b) for a, b in pairwise([0, *cuts, len(self.glyphs)])]

    def part(self, start: int, end: int) -> Line:
        """Return the glyphs from ``start`` up to ``end``."""
        return Line(self.glyphs[start:end], frozenset(i - start for i in self.spaced if start < i < end))

    def _gap(self, i: int, wide: str) -> str:
        before, after = self.glyphs[i - 1], self.glyphs[i]
        gap = (after.x0 - before.x1) / max(before.size, after.size)
        if gap > _WIDE:
            return wide
        limit = _CJK_SPACE if _is_cjk(before.text) or _is_cjk(after.text) else _SPACE
        return " " if i in self.spaced or gap > limit else ""


def _is_cjk(text: str) -> bool:
    return re.fullmatch(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+", text) is not None


def printed_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Group glyphs into lines from top to bottom. Spaces only separate; lines of spaces are left out.

    Digits raised or lowered beside a figure are written as such.
    """
    rows: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(mark_raised(list(glyphs)), key=lambda glyph: glyph.y):
        if rows and glyph.y - middle <= _SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
            middle += (glyph.y - middle) / len(rows[-1])
        else:
            rows.append([glyph])
            middle = glyph.y
    return [line for row in rows if (line := _line(row)) is not None]


def _set_over(before: Glyph, after: Glyph) -> bool:
    """Say whether a word was set on another, so that neither can be read; punctuation is often set close."""
    return before.run != after.run and bool(_IDEOGRAPHS.fullmatch(before.text + after.text))


def _line(row: list[Glyph]) -> Line | None:
    glyphs: list[Glyph] = []
    spaced: set[int] = set()
    for glyph in sorted(row, key=lambda glyph: glyph.x):
        if not glyph.text.strip():
            spaced.add(len(glyphs))
        else:
            glyphs.append(glyph)
    if not glyphs:
        return None
    for i, (before, after) in enumerate(pairwise(glyphs)):
        if after.x0 < before.x1 - _OVER * (before.x1 - before.x0) and _set_over(before, after):
            glyphs[i : i + 2] = before._replace(text=UNKNOWN), after._replace(text=UNKNOWN)
    return Line(tuple(glyphs), frozenset(i for i in spaced if 0 < i < len(glyphs)))

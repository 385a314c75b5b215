"""Printed lines outside tables to the paragraphs and headings a reader sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median
from typing import TYPE_CHECKING

from gouji.document import Paragraph, Place
from gouji.readers.pdf.lines import NUMERALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.readers.pdf.lines import Line

_HEADING = re.compile(rf"[{NUMERALS}]{{1,3}}\s*[、．.]\s*\S[^。；！？]{{0,40}}")
_ENDED = tuple("。！？；：:;!?")
#: A row of figures without ruling lines: the label is followed by at least three of them.
_FIGURES = re.compile(r"(?:.*\s)?(?:[0-9０-９][\d０-９.,，．]*[ \t]+){2,}[0-9０-９][\d０-９.,，．]*")
#: First-line indent, a short last line, and a line set off from the one above, in parts of the font size.
_INDENT, _SHORT, _SET_OFF = 0.8, 1.0, 2.2


@dataclass(frozen=True, slots=True)
class Printed:
    """A line with its page and its number among the lines outside tables on that page."""

    line: Line
    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Left and right edge of the type area and the usual distance of lines (0 where unknown), in points."""

    left: float
    right: float
    leading: float


def measure(lines: Sequence[Line]) -> Measure:
    """Measure the type area from the long lines of a page."""
    if not lines:
        return Measure(0.0, 0.0, 0.0)
    right = max(line.x1 for line in lines)
    widest = max(line.x1 - line.x0 for line in lines)
    long = [line for line in lines if line.x1 - line.x0 > 0.6 * widest]
    steps = [b.y - a.y for a, b in pairwise(lines) if 0 < b.y - a.y < 4 * a.size]
    return Measure(min(line.x0 for line in long), right, median(steps) if steps else 0.0)


def paragraphs(run: Sequence[Printed], areas: dict[int, Measure]) -> list[Paragraph]:
    """Join the lines of an unbroken run of prose; ``areas`` gives the type area of each page.

    A line starts a paragraph where it is indented or set off, or where the line before it ended early.
    """
    groups: list[list[Printed]] = []
    for printed in run:
        if groups and _continues(groups[-1][-1], printed, areas):
            groups[-1].append(printed)
        else:
            groups.append([printed])
    return [_paragraph(group) for group in groups]


def _continues(before: Printed, after: Printed, areas: dict[int, Measure]) -> bool:
    first, second = before.line, after.line
    if _tabular(first) or _tabular(second):
        return False
    if abs(first.size - second.size) > 0.15 * first.size:
        return False
    above, below = areas[before.page], areas[after.page]
    if before.page == after.page and second.y - first.y > max(1.6 * below.leading, _SET_OFF * second.size):
        return False
    if above.right - first.x1 > _first_word(second) + _SHORT * first.size:
        return False
    if second.x0 - below.left > _INDENT * second.size:
        # a block indented as a whole goes on; an indented line after a finished sentence does not
        aligned = abs((second.x0 - below.left) - (first.x0 - above.left)) < 0.5 * second.size
        return aligned and not first.text().endswith(_ENDED)
    return not (_HEADING.fullmatch(second.text()) and first.text().endswith(_ENDED))


def _first_word(line: Line) -> float:
    """Return the width of what could not be broken at the line's start: a character, or a Latin word."""
    word = list(takewhile(lambda glyph: glyph.text.isascii(), line.words()[0].glyphs)) or line.glyphs[:1]
    return word[-1].x1 - word[0].x0


def _tabular(line: Line) -> bool:
    text = line.text("\t")
    return "\t" in text or _FIGURES.fullmatch(text) is not None


def _paragraph(group: list[Printed]) -> Paragraph:
    text = group[0].line.text("\t")
    for printed in group[1:]:
        more = printed.line.text("\t")
        text += (" " if _latin(text[-1]) and _latin(more[0]) else "") + more
    first = group[0]
    heading = _HEADING.fullmatch(text) is not None and not any(_tabular(p.line) for p in group)
    return Paragraph(text, Place(page=first.page, line=first.number), heading)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()

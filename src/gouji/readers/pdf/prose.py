"""Printed lines outside tables: page furniture told apart, the rest to paragraphs and headings.

Page numbers, running heads and feet belong to the page and not to the report.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median
from typing import TYPE_CHECKING

from gouji.model.document import Paragraph, Place
from gouji.readers.pdf.lines import NUMERALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.readers.pdf.geometry import Page
    from gouji.readers.pdf.lines import PrintedLine


#: Head and foot of a page, in parts of its height.
_MARGIN = 0.12
_DASH = r"[-‐-―−─﹣－~～·•.．_<>《》〈〉|]"
_DRESSED = re.compile(
    rf"{_DASH}+\s*(?P<a>\d{{1,4}})\s*{_DASH}+"
    r"|第\s*(?P<b>\d{1,4})\s*页(?:\s*[,，/／、(（]?\s*共\s*\d+\s*页\s*[)）]?)?"
    r"|(?P<c>\d{1,4})\s*[/／]\s*\d{1,4}"
    r"|[Pp](?:age|\.)\s*(?P<d>\d{1,4})(?:\s*(?:of|/)\s*\d+)?"
)
_WORDS = re.compile(r"[^\W\d_]{2}")
_BARE = re.compile(r"\d{1,3}")


class Furniture:
    """What repeats or counts up from page to page of one document.

    A dressed number (``- 4 -``, ``— 5 —``, ``第 3 页``) is furniture in head or foot of a page, a bare one
    only where it counts the pages. Inside a ruled cell a bare number is always a value.
    """

    def __init__(self, sheets: Iterable[tuple[Page, list[PrintedLine], list[PrintedLine]]]) -> None:
        """Take for each page its lines outside all cells and its lines inside of cells."""
        pages = 0
        counted: dict[int, set[int]] = defaultdict(set)
        repeated: Counter[tuple[str, int]] = Counter()
        for page, outside, inside in sheets:
            pages += 1
            for line in outside + inside:
                number = _number(line.text())
                if number is not None and _in_margin(page, line):
                    counted[number - page.number].add(page.number)
            repeated.update({_likeness(line) for line in _outermost(page, outside)})
        self._shifts = {shift for shift, on in counted.items() if len(on) > 1}
        if pages == 1 and 0 in counted:
            self._shifts = {0}
        self._running = {key for key, count in repeated.items() if count >= max(3, pages / 2)}

    def outside(self, page: Page, line: PrintedLine) -> bool:
        """Say whether a line outside all cells is furniture."""
        if not _in_margin(page, line):
            return False
        text = line.text()
        if _number(text) is not None:
            return _BARE.fullmatch(text) is None or self._counts(page, text)
        return _likeness(line) in self._running

    def inside(self, page: Page, line: PrintedLine) -> bool:
        """Say whether a line inside a ruled cell is furniture that was printed across the table."""
        text = line.text()
        return _BARE.fullmatch(text) is None and _in_margin(page, line) and self._counts(page, text)

    def _counts(self, page: Page, text: str) -> bool:
        number = _number(text)
        return number is not None and number - page.number in self._shifts


def _number(text: str) -> int | None:
    dressed = _DRESSED.fullmatch(text)
    if dressed:
        return int(next(group for group in dressed.groups() if group))
    return int(text) if _BARE.fullmatch(text) else None


def _in_margin(page: Page, line: PrintedLine) -> bool:
    return not _MARGIN * page.height < line.y < (1 - _MARGIN) * page.height


def _outermost(page: Page, lines: list[PrintedLine]) -> list[PrintedLine]:
    """Return the first and the last line of words of a page, where they stand in its head and foot."""
    words = [line for line in lines if _WORDS.search(line.text()) and _number(line.text()) is None]
    return [line for line in (*words[:1], *words[-1:]) if _in_margin(page, line)]


def _likeness(line: PrintedLine) -> tuple[str, int]:
    """Return what stays the same of a running head: its text without digits, its rough height."""
    return re.sub(r"\d+", "#", line.text()), round(line.y / 4)


_HEADING = re.compile(rf"[{NUMERALS}]{{1,3}}\s*[、．.]\s*\S[^。；！？]{{0,40}}")
_ENDED = tuple("。！？；：:;!?")
#: A row of figures without ruling lines: the label is followed by at least three of them.
_FIGURES = re.compile(r"(?:.*\s)?(?:[0-9０-９][\d０-９.,，．]*[ \t]+){2,}[0-9０-９][\d０-９.,，．]*")
#: First-line indent, a short last line, and a line set off from the one above, in parts of the font size.
_INDENT, _SHORT, _SET_OFF = 0.8, 1.0, 2.2


@dataclass(frozen=True, slots=True)
class Printed:
    """A line with its page and its number among the lines outside tables on that page."""

    line: PrintedLine
    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Left and right edge of the type area and the usual distance of lines (0 where unknown), in points."""

    left: float
    right: float
    leading: float


def measure(lines: Sequence[PrintedLine]) -> Measure:
    """Measure the type area from the long lines of a page."""
    if not lines:
        return Measure(0.0, 0.0, 0.0)
    right = max(line.x1 for line in lines)
    widest = max(line.x1 - line.x0 for line in lines)
    long = [line for line in lines if line.x1 - line.x0 > 0.6 * widest]
    steps = [b.y - a.y for a, b in pairwise(lines) if 0 < b.y - a.y < 4 * a.size]
    return Measure(min(line.x0 for line in long), right, median(steps) if steps else 0.0)


def paragraphs(run: Sequence[Printed], areas: dict[int, Measure]) -> list[tuple[Paragraph, list[Printed]]]:
    """Join the lines of an unbroken run of prose; ``areas`` gives the type area of each page.

    Returns each paragraph with its lines. A line starts a paragraph where it is indented or set off, or where
    the line before it ended early.
    """
    groups: list[list[Printed]] = []
    for printed in run:
        if groups and _continues(groups[-1][-1], printed, areas):
            groups[-1].append(printed)
        else:
            groups.append([printed])
    return [(_paragraph(group), group) for group in groups]


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


def _first_word(line: PrintedLine) -> float:
    """Return the width of what could not be broken at the line's start: a character, or a Latin word."""
    word = list(takewhile(lambda glyph: glyph.text.isascii(), line.words()[0].glyphs)) or line.glyphs[:1]
    return word[-1].x1 - word[0].x0


def _tabular(line: PrintedLine) -> bool:
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

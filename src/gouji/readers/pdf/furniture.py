"""Page furniture: page numbers, running heads and feet, which belong to the page and not to the report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.readers.pdf.geometry import Page
    from gouji.readers.pdf.lines import Line

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

    def __init__(self, sheets: Iterable[tuple[Page, list[Line], list[Line]]]) -> None:
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

    def outside(self, page: Page, line: Line) -> bool:
        """Say whether a line outside all cells is furniture."""
        if not _in_margin(page, line):
            return False
        text = line.text()
        if _number(text) is not None:
            return _BARE.fullmatch(text) is None or self._counts(page, text)
        return _likeness(line) in self._running

    def inside(self, page: Page, line: Line) -> bool:
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


def _in_margin(page: Page, line: Line) -> bool:
    return not _MARGIN * page.height < line.y < (1 - _MARGIN) * page.height


def _outermost(page: Page, lines: list[Line]) -> list[Line]:
    """Return the first and the last line of words of a page, where they stand in its head and foot."""
    words = [line for line in lines if _WORDS.search(line.text()) and _number(line.text()) is None]
    return [line for line in (*words[:1], *words[-1:]) if _in_margin(page, line)]


def _likeness(line: Line) -> tuple[str, int]:
    """Return what stays the same of a running head: its text without digits, its rough height."""
    return re.sub(r"\d+", "#", line.text()), round(line.y / 4)

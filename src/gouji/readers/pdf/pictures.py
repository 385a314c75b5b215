"""Cells of a PDF that show something besides text: a picture, a drawing, a field of a form."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gouji.readers.pdf.geometry import Page
    from gouji.readers.pdf.ink import Ink
    from gouji.readers.pdf.lines import Line
    from gouji.readers.pdf.plane import Box
    from gouji.readers.pdf.ruling import Frame, RuledTable

#: Ruling lines reach this far (points) from their middle, with the blur of a drawn page.
_HALF: Final = 2.0
#: The border of a cell may be of several lines: they lie this near, in points and in parts of the cell.
_NEAR, _PART = 6.0, 0.3
#: A cell that is narrower or lower than this (points) inside is a gap between lines.
_SLIVER: Final = 3.0
#: A figure's own ink is at most this far outside of its characters.
_EDGE: Final = 1.0
#: What a figure is printed with; pictures in cells of words are decoration.
_FIGURE: Final = re.compile("[0-9０-９.,，．+＋\\-−－﹣—–/／%％\ufffd]+")

_Filled = tuple["RuledTable", "Mapping[Frame, Sequence[Line]]"]


def pictured(page: Page, tables: Sequence[_Filled]) -> set[Frame]:
    """Return the frames of a page's tables that show a picture where a figure stands or may stand."""
    lines = _Lines(page)
    return {
        frame
        for table, contents in tables
        for frame in table.frames
        if (
            _has_field(page, frame)
            or (page.ink and _shows_more(page.ink, page, lines.inside(frame), contents.get(frame, ())))
        )
        and not _holds_another(frame, table, tables)
    }


class _Lines:
    """Where the ruling lines of a page run."""

    def __init__(self, page: Page) -> None:
        self._level = sorted(rule.at for rule in page.rules if rule.horizontal)
        self._upright = sorted(rule.at for rule in page.rules if not rule.horizontal)

    def inside(self, frame: Frame) -> Box:
        """Return what the border leaves of a cell."""
        x0, x1 = _between(self._upright, frame.x0, frame.x1)
        y0, y1 = _between(self._level, frame.y0, frame.y1)
        return x0, y0, x1, y1


def _between(lines: Sequence[float], start: float, end: float) -> tuple[float, float]:
    reach = min(_NEAR, _PART * (end - start))
    first = lines[bisect_left(lines, start) : bisect_right(lines, start + reach)]
    last = lines[bisect_left(lines, end - reach) : bisect_right(lines, end)]
    return max(first, default=start) + _HALF, min(last, default=end) - _HALF


def _shows_more(ink: Ink, page: Page, inside: Box, lines: Sequence[Line]) -> bool:
    x0, y0, x1, y1 = inside
    if min(x1 - x0, y1 - y0) < _SLIVER:
        return False
    if lines and not all(_FIGURE.fullmatch(line.text("")) for line in lines):
        return False
    return any(
        ink.stained(box) and ink.stained(box, _known(page, inside, blank=not lines))
        for box in _free(inside, lines)
        if box[2] - box[0] > _EDGE and box[3] - box[1] > _EDGE
    )


def _has_field(page: Page, frame: Frame) -> bool:
    """Say whether something of unknown looks lies in a cell: a field, a remark."""
    return any(
        x0 > frame.x0 - _NEAR
        and x1 < frame.x1 + _NEAR
        and y0 > frame.y0 - _NEAR
        and y1 < frame.y1 + _NEAR
        and frame.x0 < (x0 + x1) / 2 < frame.x1
        and frame.y0 < (y0 + y1) / 2 < frame.y1
        for x0, y0, x1, y1 in page.unseen
    )


def _free(box: Box, lines: Sequence[Line]) -> Iterator[Box]:
    """Yield what the lines of a cell leave of it: above, below and on both sides."""
    x0, y0, x1, y1 = box
    glyphs = [glyph for line in lines for glyph in line.glyphs]
    if not glyphs:
        yield box
        return
    left = max(x0, min(glyph.x0 for glyph in glyphs) - _EDGE)
    right = min(x1, max(glyph.x1 for glyph in glyphs) + _EDGE)
    top = max(y0, min(glyph.y0 for glyph in glyphs) - _EDGE)
    bottom = min(y1, max(glyph.y1 for glyph in glyphs) + _EDGE)
    yield from ((x0, y0, left, y1), (right, y0, x1, y1), (left, y0, right, top), (left, bottom, right, y1))


def _known(page: Page, inside: Box, *, blank: bool) -> list[Box]:
    """Return where something is printed in a cell that is no picture of a figure.

    That is text that reaches into it, a watermark, and beside a figure the lines round it.
    """
    left, top, right, bottom = inside
    boxes = [*(glyph[1:5] for glyph in page.glyphs), *page.watermark]
    if blank:
        boxes += [
            box for box in page.aside if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom
        ]
    else:
        boxes += [*page.aside, *(rule.box for rule in page.rules)]
    return [
        (x0 - _EDGE, y0 - _EDGE, x1 + _EDGE, y1 + _EDGE)
        for x0, y0, x1, y1 in boxes
        if x0 < right and left < x1 and y0 < bottom and top < y1
    ]


def _holds_another(frame: Frame, table: RuledTable, tables: Sequence[_Filled]) -> bool:
    return any(
        other is not table
        and frame.x0 < other.x1
        and other.x0 < frame.x1
        and frame.y0 < other.y1
        and other.y0 < frame.y1
        for other, _ in tables
    )

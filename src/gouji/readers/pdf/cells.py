"""The glyphs of a page to the cells of its ruled tables, and which cells show more than text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from gouji.model.document import PICTURE, Grid, GridCell, Place
from gouji.readers.pdf.lines import PrintedLine, printed_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gouji.readers.pdf.geometry import Box, Glyph, Ink, Page
    from gouji.readers.pdf.ruling import RuledFrame, RuledTable


#: Glyphs nearer than this part of the font size were set as one word.
_TOUCHING = 0.15
#: Cell padding is never taken to be wider than this (points); word processors use 5.4.
_PADDING = 6.0
_DIGITS = re.compile(r"[0-9０-９.,，．]+")

#: In parts of the font size: a first line set in by more than this is indented, and by less than this a digit
#: fits into a line only by the rounding of its box.
_INDENT, _BARELY = 1.0, 0.02
#: A digit that reaches this part of its width over a ruling line does not end at it.
_ON_LINE = 0.2

_Spot = tuple[int, "RuledFrame"]
CellGlyphs = dict["RuledFrame", list["Glyph"]]


def share_out(glyphs: Sequence[Glyph], tables: Sequence[RuledTable]) -> tuple[list[CellGlyphs], list[Glyph]]:
    """Give every glyph to the cell that contains its centre; return the rest apart.

    ``tables`` come smallest first. A number that runs over a ruling line (too wide for its cell) is not
    torn: all of it goes to the cell under its middle.
    """
    contents: list[CellGlyphs] = [{} for _ in tables]
    rest: list[Glyph] = []
    spaces = [[glyph] for glyph in glyphs if not glyph.text.strip()]
    for word in chain(_numbers_whole(glyphs), spaces):
        places = [_place((glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2, tables) for glyph in word]
        if len(word) > 1 and _overflows(word, places):
            x = (word[0].x0 + word[-1].x1) / 2
            places = [_place(x, glyph.y, tables) for glyph in word]
        for glyph, place in zip(word, places, strict=True):
            if place is None:
                rest.append(glyph)
            else:
                table, frame = place
                contents[table].setdefault(frame, []).append(glyph)
    return contents, rest


def _place(x: float, y: float, tables: Sequence[RuledTable]) -> _Spot | None:
    for index, table in enumerate(tables):
        frame = table.frame_at(x, y)
        if frame is not None:
            return index, frame
    return None


def _numbers_whole(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Group digits that touch their neighbour on the same line; every other printed glyph stands alone."""
    for line in printed_lines(glyphs):
        word: list[Glyph] = []
        for i, glyph in enumerate(line.glyphs):
            touches = bool(word) and not line.gaps[i] and glyph.x0 - word[-1].x1 <= _TOUCHING * glyph.size
            if word and not (touches and _DIGITS.fullmatch(word[-1].text) and _DIGITS.fullmatch(glyph.text)):
                yield word
                word = []
            word.append(glyph)
        yield word


def _overflows(word: list[Glyph], places: list[_Spot | None]) -> bool:
    """Say whether the word crosses a ruling line and is one string: set as one, or a digit sits on the line.

    Digits of two cells that merely stand close stay apart.
    """
    for (before, here), (after, there) in pairwise(zip(word, places, strict=True)):
        if here == there or here is None or there is None:
            continue
        wall = here[1].x1
        on_line = max(before.x1 - wall, wall - after.x0) > _ON_LINE * (before.x1 - before.x0)
        if before.run == after.run or on_line:
            return True
    return False


def grid(
    table: RuledTable,
    contents: dict[RuledFrame, list[PrintedLine]],
    pictured: Collection[RuledFrame],
    page: int,
    number: int,
) -> Grid:
    """Return the table as the Grid number ``number`` of the document, on page ``page``.

    Cells in ``pictured`` show a picture, too.
    """
    cells = []
    # the cell with least margin, and for that cell itself the next
    nearest = sorted(
        (_margin(frame, lines), frame.row, frame.column) for frame, lines in contents.items() if lines
    )
    for frame in table.frames:
        lines = contents.get(frame, [])
        if frame.outside and not lines:
            continue
        others = (margin for margin, *at in nearest[:2] if at != [frame.row, frame.column])
        place = Place(page=page, table=number, row=frame.row + 1, column=frame.column + 1)
        text = _text(frame, lines, min(next(others, 0.0), _PADDING))
        if frame in pictured:
            text = f"{text}\n{PICTURE}" if text else PICTURE
        cells.append(GridCell(text, frame.row, frame.column, place, frame.rowspan, frame.colspan))
    return Grid(tuple(cells), Place(page=page, table=number), "exact")


def _text(frame: RuledFrame, lines: list[PrintedLine], padding: float) -> str:
    """Join the lines of a cell with line breaks; a number that only wrapped at the cell's edge is whole.

    A break inside a number is proven to be a wrap where not one more digit fits into the line above.
    """
    parts: list[str] = []
    for i, line in enumerate(lines):
        if i and _wrapped_number(lines[i - 1], line, frame, padding):
            parts[-1] += line.text()
        else:
            parts.append(line.text())
    return "\n".join(parts)


def _wrapped_number(above: PrintedLine, below: PrintedLine, frame: RuledFrame, padding: float) -> bool:
    if not (_DIGITS.fullmatch(above.text()) and _DIGITS.fullmatch(below.text())):
        return False
    width, room = above.x1 - above.x0, frame.x1 - frame.x0 - 2 * padding
    digit = width / len(above.glyphs)
    set_alike = abs(above.size - below.size) < 0.1 * above.size and below.y - above.y < 2.2 * above.size
    if not set_alike:
        return False
    if below.x0 + _INDENT * above.size < above.x0:
        # an indented first line: what is left behind it, with as much padding as before the second
        left = frame.x1 - above.x1 - (below.x0 - frame.x0)
        return left < digit + _BARELY * above.size
    return len(above.glyphs) > 2 and width + digit > room and below.x1 - below.x0 <= width + 1


def _margin(frame: RuledFrame, lines: list[PrintedLine]) -> float:
    """Return how near the lines come to the sides of their cell."""
    return max(0.0, min(min(line.x0 - frame.x0, frame.x1 - line.x1) for line in lines))


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

_Filled = tuple["RuledTable", "Mapping[RuledFrame, Sequence[PrintedLine]]"]


def pictured(page: Page, tables: Sequence[_Filled]) -> set[RuledFrame]:
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

    def inside(self, frame: RuledFrame) -> Box:
        """Return what the border leaves of a cell."""
        x0, x1 = _between(self._upright, frame.x0, frame.x1)
        y0, y1 = _between(self._level, frame.y0, frame.y1)
        return x0, y0, x1, y1


def _between(lines: Sequence[float], start: float, end: float) -> tuple[float, float]:
    reach = min(_NEAR, _PART * (end - start))
    first, behind = bisect_left(lines, start), bisect_right(lines, start + reach)
    before, last = bisect_left(lines, end - reach), bisect_right(lines, end)
    low = lines[behind - 1] if first < behind else start
    high = lines[before] if before < last else end
    return low + _HALF, high - _HALF


def _shows_more(ink: Ink, page: Page, inside: Box, lines: Sequence[PrintedLine]) -> bool:
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


def _has_field(page: Page, frame: RuledFrame) -> bool:
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


def _free(box: Box, lines: Sequence[PrintedLine]) -> Iterator[Box]:
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
            box for box in page.aside if box[2] - box[0] > right - left or box[3] - box[1] > bottom - top
        ]
    else:
        boxes += [*page.aside, *(rule.box for rule in page.rules)]
    return [
        (x0 - _EDGE, y0 - _EDGE, x1 + _EDGE, y1 + _EDGE)
        for x0, y0, x1, y1 in boxes
        if x0 < right and left < x1 and y0 < bottom and top < y1
    ]


def _holds_another(frame: RuledFrame, table: RuledTable, tables: Sequence[_Filled]) -> bool:
    return any(
        other is not table
        and frame.x0 < other.x1
        and other.x0 < frame.x1
        and frame.y0 < other.y1
        and other.y0 < frame.y1
        for other, _ in tables
    )

"""The glyphs of a page to the cells of its ruled tables."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from gouji.document import PICTURE, Grid, GridCell, Place
from gouji.readers.pdf.lines import Line, printed_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from gouji.readers.pdf.geometry import Glyph
    from gouji.readers.pdf.ruling import Frame, RuledTable

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

_Spot = tuple[int, "Frame"]
CellGlyphs = dict["Frame", list["Glyph"]]


def share_out(glyphs: Sequence[Glyph], tables: Sequence[RuledTable]) -> tuple[list[CellGlyphs], list[Glyph]]:
    """Give every glyph to the cell that contains its centre; return the rest apart.

    ``tables`` come smallest first. A number that runs over a ruling line (too wide for its cell) is not
    torn: all of it goes to the cell under its middle.
    """
    contents: list[CellGlyphs] = [{} for _ in tables]
    rest: list[Glyph] = []
    spaces = [[glyph] for glyph in glyphs if not glyph.text.strip()]
    for word in chain(_numbers_whole(glyphs), spaces):
        places = [_place(glyph.x, glyph.y, tables) for glyph in word]
        if _overflows(word, places):
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
    table: RuledTable, contents: dict[Frame, list[Line]], pictured: Collection[Frame], page: int, number: int
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


def _text(frame: Frame, lines: list[Line], padding: float) -> str:
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


def _wrapped_number(above: Line, below: Line, frame: Frame, padding: float) -> bool:
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


def _margin(frame: Frame, lines: list[Line]) -> float:
    """Return how near the lines come to the sides of their cell."""
    return max(0.0, min(min(line.x0 - frame.x0, frame.x1 - line.x1) for line in lines))

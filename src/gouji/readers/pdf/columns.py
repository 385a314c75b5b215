"""Tables printed without ruling lines: columns recovered from where figures stand below each other.

A table that leaves most of its columns empty is told by its headings: each figure stands under one of them.
Only what is evident is claimed: rows round one of at least three figures, none of which shares a column
with another of its row, in columns that one row fills or several rows confirm. A figure row with nothing in
a column has an empty cell there; a line of words has no cells but its own. Everything else stays text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from gouji.model.document import PICTURE, Grid, GridCell, Place
from gouji.readers.pdf.labels import (
    broken_labels,
    fragments,
    headings_above,
    in_balance,
    label_starts,
    under,
    with_numbered,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Block
    from gouji.readers.pdf.geometry import Box, Ink
    from gouji.readers.pdf.lines import PrintedLine


#: Digits that are no part of a figure, or not known, stand where figures stand (:mod:`gouji.readers.marks`).
_DIGIT = "0-9０-９⁰¹²³⁴-⁹₀-₉\ufffd"
_FIGURE = re.compile(rf"[{_DIGIT}][{_DIGIT}.,，．]*|[-—–－―/／无]+")
_FEWEST = 3
#: Digits this far (in parts of the font size) behind a label's last character may stand in the next column.
_OFF = 0.1
_PLAIN = frozenset("0123456789０１２３４５６７８９")
#: Of a table that leaves most columns empty: figures a row, and so many such rows. Its headings are at most
#: so far above it, in parts of the distance of its rows, and its last label's lines so near in parts of size.
_SPARSE, _ROWS, _FAR, _REST = 2, 4, 1.5, 2.2
#: So many figures on a line are a row of a table also where there is no other.
_WIDE = 8
#: In parts of the font size, the farthest line of headings from the next one, and from figures; in parts of
#: the distance of figures, a word that is too broad for the heading of one.
_HEADING, _LOWEST, _BROAD = 2.5, 5.0, 1.5
#: Three digits this near (in parts of the font size) behind one to three others may be of one figure (1 234).
_NARROW = 0.5
_GROUPS = re.compile(r"[0-9]{1,3} [0-9]{3}")
#: A figure's own ink is at most this far (points) outside of its characters.
_COLUMN_EDGE = 1.0
#: A page of more lines than this was never set by anyone; nothing on it is taken for a table.
_MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A table row: text by column, label columns first; ``boxes`` are where some of them are printed."""

    cells: dict[int, str]
    boxes: dict[int, Box]


_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class HeadedColumns:
    """Where the columns of a table stand that its headings tell, and where its label columns begin."""

    columns: tuple[_Span, ...]
    starts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of lines: plain ones, or the rows of a table.

    ``layout`` is there where headings tell the columns; ``continued`` says that these headings stand on the
    page before.
    """

    lines: tuple[PrintedLine, ...]
    rows: tuple[FigureRow, ...] = ()
    layout: HeadedColumns | None = None
    continued: bool = False


def may_have_rows(lines: Sequence[PrintedLine]) -> bool:
    """Say whether the lines of a page may be rows of a table."""
    return sum(len(_figures(line)) >= _FEWEST for line in lines) > 1


def stretches(
    lines: Sequence[PrintedLine], ink: Ink | None = None, above: HeadedColumns | None = None
) -> Iterator[Stretch]:
    """Cut the lines of a page into plain stretches and tables, in order.

    ``ink`` tells what the page shows where a table has no text, ``above`` where the columns of a table stand
    that the page before ends in, under its headings.
    """
    free = [len(lines) <= _MOST_LINES] * len(lines)
    tables: dict[int, tuple[int, list[_Span]]] = {}
    # the fullest row shows most columns: the table grows from there
    for seed in sorted(range(len(lines)), key=lambda at: (-len(_figures(lines[at])), at)):
        if free[seed] and (table := _table_round(lines, seed, free)):
            first, end, columns = table
            tables[first] = (end, columns)
            free[first:end] = [False] * (end - first)
    wide = {at: _under_headings(lines, at, free) for at in range(len(lines)) if free[at]}
    headed = {row[0]: row for row in wide.values() if row}
    for first, end, _ in headed.values():
        free[first:end] = [False] * (end - first)
    sparse: dict[int, tuple[int, Stretch]] = {}
    for seed in range(len(lines)):
        if free[seed] and (found := _sparse_table(lines, seed, free, ink, above)):
            first, end, stretch = found
            sparse[first] = end, stretch
            free[first:end] = [False] * (end - first)
    start = 0
    for first in sorted([*tables, *headed, *sparse]):
        if first > start:
            yield Stretch(tuple(lines[start:first]))
        if first in sparse:
            start, stretch = sparse[first]
            yield stretch
        elif first in tables:
            start, columns = tables[first]
            yield Stretch(tuple(lines[first:start]), tuple(_rows(lines[first:start], columns, ink)))
        else:
            _, start, rows = headed[first]
            yield Stretch(tuple(lines[first:start]), rows)
    if start < len(lines):
        yield Stretch(tuple(lines[start:]))


def aligned_grid(rows: Sequence[FigureRow], page: int, number: int) -> Grid:
    """Return the rows as the Grid number ``number`` of the document, on page ``page``."""
    cells = [
        GridCell(text, i, j, Place(page=page, table=number, row=i + 1, column=j + 1))
        for i, row in enumerate(rows)
        for j, text in sorted(row.cells.items())
    ]
    return Grid(tuple(cells), Place(page=page, table=number), "loose")


def joined(above: Block, below: Grid) -> Grid:
    """Return a table with the rows behind a page break that stand under the same headings."""
    if not isinstance(above, Grid):
        return below
    height = len(above.rows)
    moved = [cell._replace(row=cell.row + height) for cell in below.cells]
    return replace(above, cells=(*above.cells, *moved))


def _figures(line: PrintedLine) -> list[PrintedLine]:
    """Return the figures that end the line."""
    figures: list[PrintedLine] = []
    for word in reversed(line.words()):
        if not _FIGURE.fullmatch(word.text()):
            if len(figures) >= _FEWEST and (glued := _glued(word)):
                figures.insert(0, glued)
            break
        figures.insert(0, word)
    return figures


def _glued(word: PrintedLine) -> PrintedLine | None:
    """Return the digits that end a label, where they stand a little off it: the figure of the next column."""
    count = len(word.glyphs)
    start = count
    while start and word.glyphs[start - 1].text in _PLAIN:
        start -= 1
    if not 0 < start < count:
        return None
    before, after = word.glyphs[start - 1 : start + 1]
    off = after.x0 - before.x1 > _OFF * after.size
    return word.part(start, count) if off and before.text.isalpha() else None


def _table_round(
    lines: Sequence[PrintedLine], seed: int, free: Sequence[bool], fewest: int = _FEWEST
) -> tuple[int, int, list[_Span]] | None:
    """Return first line, end and columns of the table with the figure row ``seed`` in it, or None."""
    rows = [_figures(lines[seed])]
    if len(rows[0]) < fewest:
        return None
    columns = _columns(rows)
    first, end = seed, seed + 1
    for step, stop in ((1, len(lines)), (-1, -1)):
        for at in range(seed + step, stop, step):
            figures = _figures(lines[at])
            wider = _columns([*rows, figures]) if figures else []
            label = _label(lines[at], figures)
            if wider and free[at] and (label is None or label.x1 <= wider[0][0]):
                rows.append(figures)
                columns, first, end = wider, min(first, at), max(end, at + 1)
            elif lines[at].x1 > columns[0][0] or not free[at]:
                break
    if len(rows) < 2 or not _evident(rows, columns):
        return None
    words = [ok and line.x1 <= columns[0][0] for ok, line in zip(free, lines, strict=True)]
    # a label broken round the first or the last row reaches out of the table by half of it
    if first > 0 and words[first - 1] and words[first + 1] and in_balance(*lines[first - 1 : first + 2]):
        first -= 1
    first, end = with_numbered(lines, words, first, end)
    if end < len(lines) and words[end] and words[end - 2] and in_balance(*lines[end - 2 : end + 1]):
        end += 1
    return first, end, columns


def _under_headings(
    lines: Sequence[PrintedLine], at: int, free: Sequence[bool]
) -> tuple[int, int, tuple[FigureRow, ...]] | None:
    """Return first line, end and rows of a table that has one row of figures, under words for its columns.

    The words above a figure are its heading, on as many lines as it is broken over; a line with a word wider
    than a column is none of them.
    """
    figures = _figures(lines[at])
    if len(figures) < _WIDE or sum(len(figure.glyphs) for figure in figures) < len(lines[at].glyphs):
        return None
    middles = [(figure.x0 + figure.x1) / 2 for figure in figures]
    pitch = median(b - a for a, b in pairwise(middles))
    edges = [(a + b) / 2 for a, b in pairwise(middles)]
    headings: dict[int, str] = {}
    first = at
    while first and free[first - 1]:
        above, reach = lines[first - 1], _LOWEST if first == at else _HEADING
        if lines[first].y - above.y > reach * lines[first].size:
            break
        if any(
            word.x1 - word.x0 > _BROAD * pitch or _FIGURE.fullmatch(word.text()) for word in above.words()
        ):
            break
        printed: dict[int, str] = {}
        for glyph in above.glyphs:
            column = bisect_right(edges, glyph.x)
            printed[column] = printed.get(column, "") + glyph.text
        headings = {j: f"{printed.get(j, '')}\n{headings.get(j, '')}".strip() for j in printed | headings}
        first -= 1
    if len(headings) < len(figures):
        return None
    row = FigureRow(
        {j: figure.text() for j, figure in enumerate(figures)},
        {j: figure.box for j, figure in enumerate(figures)},
    )
    return first, at + 1, (FigureRow(dict(sorted(headings.items())), {}), row)


def _sparse_table(
    lines: Sequence[PrintedLine],
    seed: int,
    free: Sequence[bool],
    ink: Ink | None,
    above: HeadedColumns | None,
) -> tuple[int, int, Stretch] | None:
    """Return first line, end and rows of a table with few figures in a row, under more headings than those.

    Every figure stands under one heading and no other; where no words stand above the first row of a page, it
    goes on under the headings of the page before.
    """
    table = _table_round(lines, seed, free, _SPARSE)
    if not table or sum(len(_figures(line)) >= _SPARSE for line in lines[table[0] : table[1]]) < _ROWS:
        return None
    first, end, figures = table
    heights = [line.y for line in lines[first:end] if _figures(line)]
    reach = max(_HEADING * lines[first].size, _FAR * median(b - a for a, b in pairwise(heights)))
    may_head = [ok and len(_figures(line)) < _SPARSE for ok, line in zip(free, lines, strict=True)]
    top, headings, merged = headings_above(lines, first, figures, may_head, reach)
    spans = under(figures, [heading.span for heading in headings])
    if spans:
        starts = tuple(label_starts(_labels(lines[first:end], spans)[1]))
    elif above and not any(line.x1 > figures[0][0] for line in lines[:first]):
        top, first, headings = 0, 0, []
        spans, starts = under(figures, above.columns), above.starts
    if not spans:
        return None
    # the rest of a label that ends a page: its last row may stand in the middle of it
    rest = lines[end:]
    if all(below.y - line.y < _REST * line.size for line, below in pairwise(lines[end - 1 :])) and all(
        line.x1 <= spans[0][0] for line in rest
    ):
        end = len(lines)
    width = max(1, len(starts))
    rows = [FigureRow({width + at: text}, {}) for at, text in merged]
    if headings:
        corner = "\n".join(line.text() for line in lines[top:first] if line.x1 <= spans[0][0])
        printed = dict(enumerate([corner, *[""] * (width - 1), *(heading.text for heading in headings)]))
        rows.append(FigureRow(printed, {}))
    for row in _rows(lines[first:end], spans, ink, starts):
        filled = dict.fromkeys(range(width), "") | row.cells if len(row.cells) >= len(spans) else row.cells
        rows.append(FigureRow(filled, row.boxes))
    continued = not headings
    layout = HeadedColumns(tuple(spans), starts)
    return top, end, Stretch(tuple(lines[top:end]), tuple(rows), layout, continued)


def _columns(rows: list[list[PrintedLine]]) -> list[_Span]:
    """Return the columns that the figures of some rows stand in; none where two of a row share one."""
    spans: list[_Span] = []
    for x0, x1 in sorted((figure.x0, figure.x1) for row in rows for figure in row):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(x1, spans[-1][1]))
        else:
            spans.append((x0, x1))
    alone = all(len({_column(figure, spans) for figure in row}) == len(row) for row in rows)
    return spans if alone else []


def _evident(rows: list[list[PrintedLine]], columns: Sequence[_Span]) -> bool:
    """Say whether one row fills all columns, or else every column holds figures of several rows."""
    filled = Counter(_column(figure, columns) for row in rows for figure in row)
    return max(len(row) for row in rows) == len(columns) or min(filled.values()) > 1


def _column(figure: PrintedLine, columns: Sequence[_Span]) -> int:
    return next(j for j, (_, x1) in enumerate(columns) if figure.x0 < x1)


def _label(line: PrintedLine, figures: Sequence[PrintedLine]) -> PrintedLine | None:
    """Return what stands before the figures that end the line."""
    count = len(line.glyphs) - sum(len(figure.glyphs) for figure in figures)
    return line.part(0, count) if count else None


def _labels(
    lines: Sequence[PrintedLine], columns: Sequence[_Span]
) -> tuple[list[list[PrintedLine]], list[PrintedLine | None]]:
    """Return of each line its figures, and what stands before them."""
    figures = [_figures(line) if line.x1 > columns[0][0] else [] for line in lines]
    return figures, [_label(line, printed) for line, printed in zip(lines, figures, strict=True)]


def _rows(
    lines: Sequence[PrintedLine],
    columns: Sequence[_Span],
    ink: Ink | None,
    starts: Sequence[float] | None = None,
) -> Iterator[FigureRow]:
    figures, labels = _labels(lines, columns)
    starts = label_starts(labels) if starts is None else starts
    pieces, width = fragments(labels, starts), max(1, len(starts))
    whole = broken_labels(pieces, [printed[0] if printed else None for printed in figures])
    used = {id(piece) for label in whole.values() for piece in label}
    spans = _widened(columns)
    for at, printed in enumerate(figures):
        own = [piece for piece in pieces[at] if id(piece) not in used]
        cells = {piece.column: piece.line.text() for piece in own}
        boxes = {piece.column: piece.line.box for piece in own}
        if printed:
            cells |= {whole[at][0].column: "\n".join(p.line.text() for p in whole[at])} if whole[at] else {}
            by_column = {_column(figure, columns): figure for figure in printed}
            cells |= {
                width + j: _text(by_column.get(j), lines[at], spans[j], ink) for j in range(len(columns))
            }
            _, top, _, bottom = lines[at].box
            boxes |= {width + j: (left, top, right, bottom) for j, (left, right) in enumerate(columns)}
            boxes |= {piece.column: piece.line.box for piece in whole[at][:1]}
            if len(printed) < len(columns):
                cells |= {width + _column(figure, columns): text for figure, text in _grouped(printed)}
        if cells:
            yield FigureRow(cells, boxes)


def _grouped(figures: Sequence[PrintedLine]) -> Iterator[tuple[PrintedLine, str]]:
    """Yield figures that may be one with their neighbour, with what both print."""
    for before, after in pairwise(figures):
        text = f"{before.text()} {after.text()}"
        if after.x0 - before.x1 < _NARROW * after.size and _GROUPS.fullmatch(text):
            yield from ((before, text), (after, text))


def _widened(columns: Sequence[_Span]) -> list[_Span]:
    """Return the columns as wide as the gaps between them allow, the outer ones as they are."""
    middles = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    edges = [columns[0][0], *middles, columns[-1][1]]
    return list(pairwise(edges))


def _text(figure: PrintedLine | None, line: PrintedLine, column: _Span, ink: Ink | None) -> str:
    """Return what a cell prints, with a mark where the page shows more in it."""
    text = figure.text() if figure else ""
    if ink is None:
        return text
    top, bottom = line.y - line.size / 2, line.y + line.size / 2
    x0, x1 = column
    free = [(x0, figure.x0 - _COLUMN_EDGE), (figure.x1 + _COLUMN_EDGE, x1)] if figure else [(x0, x1)]
    more = any(ink.stained((left, top, right, bottom)) for left, right in free if left < right)
    return f"{text}\n{PICTURE}".strip() if more else text

"""Tables printed without ruling lines: columns recovered from where figures stand below each other.

Only what is evident is claimed: a run of rows of at least three figures each, whose figures fall into as
many columns as the fullest row has. A figure row with an empty column has an empty cell there; a line of
words has no cells but its own. Everything else stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.document import Grid, GridCell, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.readers.pdf.lines import Line

_FIGURE = re.compile(r"[0-9０-９][0-9０-９.,，．]*|[-—–－―/／无]+")
_FEWEST = 3
#: Words above and below a bare row of figures, within this part of the font size, are its broken label.
_BESIDE = 0.9


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: label fields from left to right, and figures by column (None where the row has none)."""

    label: tuple[str, ...]
    figures: tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of lines: plain ones, or the rows of a table."""

    lines: tuple[Line, ...]
    rows: tuple[Row, ...] = ()


_Span = tuple[float, float]


def stretches(lines: Sequence[Line]) -> Iterator[Stretch]:
    """Cut the lines of a page into plain stretches and tables, in order."""
    start = at = 0
    while at < len(lines):
        table = _table_from(lines, at)
        if table is None:
            at += 1
            continue
        columns, end = table
        first = at
        if first > start and _broken_label(lines[first - 1], lines[first], columns):
            first -= 1
        if first > start:
            yield Stretch(tuple(lines[start:first]))
        yield Stretch(tuple(lines[first:end]), tuple(_rows(lines[first:end], columns)))
        start = at = end
    if start < len(lines):
        yield Stretch(tuple(lines[start:]))


def aligned_grid(rows: Sequence[Row], page: int, number: int) -> Grid:
    """Return the rows as the Grid number ``number`` of the document, on page ``page``."""
    labels = max(len(row.label) for row in rows)
    cells = []
    for i, row in enumerate(rows):
        # figures keep their columns; labels of fewer fields stand next to them
        texts = list(enumerate(row.label, start=labels - len(row.label)))
        texts += [(labels + j, figure or "") for j, figure in enumerate(row.figures or ())]
        cells += [
            GridCell(text, i, j, Place(page=page, table=number, row=i + 1, column=j + 1)) for j, text in texts
        ]
    return Grid(tuple(cells), Place(page=page, table=number), "loose")


def _figures(line: Line) -> list[Line]:
    """Return the figures that end the line."""
    figures: list[Line] = []
    for word in reversed(line.words()):
        if not _FIGURE.fullmatch(word.text()):
            break
        figures.insert(0, word)
    return figures


def _table_from(lines: Sequence[Line], first: int) -> tuple[list[_Span], int] | None:
    """Return the columns and the end of the table whose first figure row is ``first``, or None."""
    rows = [_figures(lines[first])]
    columns = _columns(rows)
    if columns is None:
        return None
    end = first + 1
    for at in range(first + 1, len(lines)):
        figures = _figures(lines[at])
        wider = _columns([*rows, figures]) if figures else None
        label = _label(lines[at], figures)
        if wider is not None and (label is None or label.x1 <= wider[0][0]):
            rows.append(figures)
            columns, end = wider, at + 1
        elif lines[at].x1 > columns[0][0]:
            break
    if len(rows) < 2:
        return None
    if end < len(lines) and _broken_label(lines[end], lines[end - 1], columns):
        end += 1
    return columns, end


def _columns(rows: list[list[Line]]) -> list[_Span] | None:
    """Return the columns that the figures of some rows stand in; None where that is not evident."""
    spans: list[_Span] = []
    for x0, x1 in sorted((figure.x0, figure.x1) for row in rows for figure in row):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(x1, spans[-1][1]))
        else:
            spans.append((x0, x1))
    fullest = max(len(row) for row in rows)
    if fullest < _FEWEST or len(spans) != fullest:
        return None
    alone = all(len({_column(figure, spans) for figure in row}) == len(row) for row in rows)
    return spans if alone else None


def _column(figure: Line, columns: Sequence[_Span]) -> int:
    return next(j for j, (_, x1) in enumerate(columns) if figure.x0 < x1)


def _label(line: Line, figures: Sequence[Line]) -> Line | None:
    """Return what stands before the figures that end the line."""
    count = len(line.glyphs) - sum(len(figure.glyphs) for figure in figures)
    return line.part(0, count) if count else None


def _broken_label(line: Line, row: Line, columns: Sequence[_Span]) -> bool:
    """Say whether the line is half of a label that was broken round the figures of ``row``."""
    close = abs(line.y - row.y) < _BESIDE * row.size
    return close and line.x1 <= columns[0][0] and _label(row, _figures(row)) is None


def _rows(lines: Sequence[Line], columns: Sequence[_Span]) -> Iterator[Row]:
    taken: set[int] = set()
    for i, line in enumerate(lines):
        figures = _figures(line) if line.x1 > columns[0][0] else []
        if not figures and i + 1 < len(lines) and _broken_label(line, lines[i + 1], columns):
            continue
        if i in taken:
            continue
        label = _label(line, figures)
        fields = [field.text() for field in label.fields()] if label else []
        if figures and label is None:
            around = [
                k for k in (i - 1, i + 1) if 0 <= k < len(lines) and _broken_label(lines[k], line, columns)
            ]
            taken.update(around)
            fields = ["\n".join(lines[k].text() for k in around)] if around else []
        by_column = {_column(figure, columns): figure.text() for figure in figures}
        printed = tuple(by_column.get(j) for j in range(len(columns))) if figures else None
        yield Row(tuple(fields), printed)

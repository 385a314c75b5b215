"""Tables that a page break cut: headings at the foot of a page, and a row with a part on each page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.model.document import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.model.document import GridCell
    from gouji.readers.pdf.ruling import RuledTable


#: Sides and columns of the parts of one table lie this near (points).
_NEAR: Final = 4.0
#: Headings have at most so many rows.
_MOST_ROWS: Final = 4
_FIGURE: Final = re.compile(r"[\d０-９.,，．/／\-—–－\ufffc\ufffd\s]*")

_Columns = tuple[int, int]


class TablePart(NamedTuple):
    """What one page has of a table: its grid, and the lines that it was found by."""

    grid: Grid
    table: RuledTable


def with_headings(above: TablePart, below: TablePart) -> Grid | None:
    """Return the part of a table at the head of a page with its headings at the foot of the page before.

    A row of headings that the break cut is one row. None where these are not parts of one table, or the part
    above has figures of its own.
    """
    cells = above.grid.cells
    rows = max(cell.row + cell.rowspan for cell in cells)
    printed = {cell.text for cell in cells if cell.text}
    if (
        not _aligned(above, below)
        or rows > _MOST_ROWS
        or not printed
        or any(_FIGURE.fullmatch(text) for text in printed)
        or printed <= {cell.text for cell in below.grid.cells}
    ):
        return None
    edges = _edges(above.table, below.table)
    over, under = _spans(above, edges), _spans(below, edges)
    rest = _rest(cells, over, rows, below.grid.cells, under)
    placed = [
        cell._replace(
            text=f"{cell.text}\n{rest[over[id(cell)]]}"
            if _ends(cell, rows) and over[id(cell)] in rest
            else cell.text,
            column=over[id(cell)][0],
            colspan=over[id(cell)][1] - over[id(cell)][0],
        )
        for cell in cells
    ]
    first = rows - bool(rest)
    placed += [
        cell._replace(
            row=first + cell.row,
            column=under[id(cell)][0],
            colspan=under[id(cell)][1] - under[id(cell)][0],
        )
        for cell in below.grid.cells
        if cell.row or not rest
    ]
    placed.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(placed), above.grid.place, "exact")


def _edges(above: RuledTable, below: RuledTable) -> list[float]:
    """Return the columns' edges of both parts, those near to each other as one."""
    edges: list[float] = []
    for edge in sorted([*above.xs, *below.xs]):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    return edges


def _spans(part: TablePart, edges: Sequence[float]) -> dict[int, _Columns]:
    """Return by cell (its identity) the columns that it covers among the edges of both parts."""
    frames = {(frame.row, frame.column): frame for frame in part.table.frames}
    return {
        id(cell): (_nearest(frame.x0, edges), _nearest(frame.x1, edges))
        for cell in part.grid.cells
        for frame in (frames[cell.row, cell.column],)
    }


def _nearest(x: float, edges: Sequence[float]) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - x))


def _ends(cell: GridCell, rows: int) -> bool:
    return cell.row + cell.rowspan == rows


def _rest(
    above: Sequence[GridCell],
    over: dict[int, _Columns],
    rows: int,
    below: Sequence[GridCell],
    under: dict[int, _Columns],
) -> dict[_Columns, str]:
    """Return, by the columns they cover, the ends of headings that stand in the first row below the break.

    Nothing where that row is one of its own: where a cell of it has no heading above it in the same columns.
    """
    headings = {over[id(cell)]: cell.text for cell in above if _ends(cell, rows) and cell.text}
    first = [cell for cell in below if cell.row == 0]
    ends = {under[id(cell)]: cell.text for cell in first if cell.text}
    alike = all(
        columns in headings and headings[columns] != text and not _FIGURE.fullmatch(text)
        for columns, text in ends.items()
    )
    return ends if alike and all(cell.rowspan == 1 for cell in first) else {}


def rejoined(above: TablePart, below: TablePart) -> tuple[Grid, Grid] | None:
    """Put a row together whose cells a page break cut between their lines; return both grids.

    What stands in one line, such as a figure, lies at the foot of one page, the rest of higher cells at the
    head of the other. So it is where no line closes the row at the break, and words stand in one of its parts
    alone: every whole row has a label. The part without words is left empty. None where that is not so.
    """
    if not (above.table.open_below and below.table.open_above) or not _aligned(above, below):
        return None
    edges = _edges(above.table, below.table)
    over, under = _spans(above, edges), _spans(below, edges)
    last = max(cell.row for cell in above.grid.cells)
    foot = {over[id(cell)]: cell for cell in above.grid.cells if cell.row == last}
    head = {under[id(cell)]: cell for cell in below.grid.cells if (cell.row, cell.rowspan) == (0, 1)}
    worded = [any(not _FIGURE.fullmatch(cell.text) for cell in part.values()) for part in (foot, head)]
    figures, others = (head, foot) if worded[0] else (foot, head)
    printed = {columns: cell for columns, cell in figures.items() if cell.text}
    if worded[0] == worded[1] or not printed:
        return None
    if any(columns not in others or not _FIGURE.fullmatch(others[columns].text) for columns in printed):
        return None
    changed: dict[int, GridCell] = {}
    for columns, cell in printed.items():
        other = others[columns]
        lines = [part[columns].text for part in (foot, head) if part[columns].text]
        # which of two pages a figure in both stands on does not matter: it is no figure
        changed[id(other)] = other._replace(text="\n".join(lines), place=cell.place)
        changed[id(cell)] = cell._replace(text="")
    first, second = (
        Grid(tuple(changed.get(id(cell), cell) for cell in part.grid.cells), part.grid.place, "exact")
        for part in (above, below)
    )
    return first, second


def _aligned(above: TablePart, below: TablePart) -> bool:
    sides = ((above.table.x0, below.table.x0), (above.table.x1, below.table.x1))
    return all(abs(over - under) <= _NEAR for over, under in sides)

"""The geometry of an HTML table, as browsers lay it out.

Follows "Forming a table" of the HTML standard (https://html.spec.whatwg.org/#forming-a-table), except that
a cell which would overlap another is cut instead: in the result no position belongs to two cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gouji.readers.limits import LIMITS, check_grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


_GROUPS: Final = frozenset({"thead", "tbody", "tfoot"})
_CELLS: Final = frozenset({"td", "th"})
_NO_CONTENT: Final = frozenset({"col", "colgroup"})


@dataclass(slots=True)
class WebCell:
    """A cell element at its position; row and column count from 0."""

    element: _Element
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(slots=True)
class Parts:
    """A table taken apart: rows of cell elements by row group, and what stands outside the cells.

    Browsers show stray content before the table (``before``), a table opened inside another one but not
    in a cell after it (``after``).
    """

    groups: list[list[list[_Element]]] = field(default_factory=list)
    before: list[_Element | str] = field(default_factory=list)
    after: list[_Element] = field(default_factory=list)


def take_apart(table: _Element) -> Parts:
    """Sort the content of a table element into rows, cells and strays."""
    parts = Parts()
    feet: list[list[list[_Element]]] = []
    open_group: list[list[_Element]] = []
    for child in table:
        if child.tag in _GROUPS:
            open_group = []
            rows: list[list[_Element]] = []
            _gather_rows(child, rows, parts)
            (feet if child.tag == "tfoot" else parts.groups).append(rows)
            _stray(child.text, parts)
        else:
            if not open_group:
                open_group = []
                parts.groups.append(open_group)
            _gather_row(child, open_group, parts)
        _stray(child.tail, parts)
    _stray(table.text, parts)
    parts.groups = [group for group in (*parts.groups, *feet) if group]
    return parts


def _gather_rows(parent: _Element, rows: list[list[_Element]], parts: Parts) -> None:
    for child in parent:
        _gather_row(child, rows, parts)
        _stray(child.tail, parts)


def _gather_row(element: _Element, rows: list[list[_Element]], parts: Parts) -> None:
    tag = element.tag
    if tag == "tr":
        rows.append(list(_cells(element, parts)))
    elif tag in _CELLS:
        # a cell without a row: browsers open a row, which takes the cells that follow it
        previous = element.getprevious()
        if previous is None or previous.tag not in _CELLS or not rows:
            rows.append([])
        rows[-1].append(element)
    elif tag == "table":
        parts.after.append(element)
    elif tag not in _NO_CONTENT:
        if next(element.iter("tr", "td", "th"), None) is not None:  # a form or a font around rows
            _gather_rows(element, rows, parts)
        else:
            parts.before.append(element)


def _cells(row: _Element, parts: Parts) -> Iterator[_Element]:
    for child in row:
        if child.tag in _CELLS:
            yield child
        elif child.tag == "table":
            parts.after.append(child)
        elif child.tag not in _NO_CONTENT:
            if next(child.iter("td", "th"), None) is not None:
                yield from _cells(child, parts)
            else:
                parts.before.append(child)
        _stray(child.tail, parts)
    _stray(row.text, parts)


def _stray(text: str | None, parts: Parts) -> None:
    if text and not text.isspace():
        parts.before.append(text)


def lay_out(groups: list[list[list[_Element]]], name: str) -> list[WebCell]:
    """Give every cell its position. Raises GoujiError (naming the file) for a table beyond the limits."""
    slots: list[WebCell] = []
    top = 0
    width = 0
    for group in groups:
        bottom = top + len(group)
        free_from: list[int] = []  # for every column the first row that no cell covers yet
        for row, elements in enumerate(group, top):
            column = 0
            for element in elements:
                while column < len(free_from) and free_from[column] > row:
                    column += 1
                across, down = element.get("colspan"), element.get("rowspan")
                colspan = _span(across, LIMITS.colspan) or 1 if across else 1
                rowspan = _span(down, LIMITS.rowspan) if down else 1
                end = column + 1
                if colspan > 1:
                    while end < column + colspan and (end >= len(free_from) or free_from[end] <= row):
                        end += 1
                # 0: down to the group's end
                below = row + rowspan if 0 < rowspan <= bottom - row else bottom
                if end > len(free_from):
                    width = max(width, end)
                    check_grid(name, bottom, width, len(slots))
                    free_from.extend([row] * (end - len(free_from)))
                free_from[column:end] = [below] * (end - column)
                slots.append(WebCell(element, row, column, below - row, end - column))
                column = end
        top = bottom
    check_grid(name, top, width, len(slots))
    _trim(slots)
    return slots


def _span(attribute: str, cap: int) -> int:
    """Read a span as browsers do: leading digits, 1 where there are none, at most ``cap``."""
    digits = attribute.strip().lstrip("+")
    length = len(digits) - len(digits.lstrip("0123456789"))
    return min(int(digits[: min(length, 9)]), cap) if length else 1


def _trim(slots: list[WebCell]) -> None:
    """Cut spans that reach beyond the last column: ``colspan="100"`` is a common way to say "all"."""
    if not slots:
        return
    last = max(slot.column for slot in slots)
    width = max(slot.column + slot.colspan for slot in slots if slot.column == last)
    for slot in slots:
        if slot.column + slot.colspan > width:
            slot.colspan = width - slot.column

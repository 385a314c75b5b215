"""A spreadsheet's sheet as data, and how it is cut into tables and the text between them.

A sheet is one plane: titles, tables and remarks share its columns. Cutting is by rows and careful: a row
that could belong to a table stays in it. Only what stands past an empty row or column of a ruled table and
has no rules itself (sums that somebody checks the table by) is a table of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from openpyxl.utils.cell import get_column_letter

from gouji.model.document import PICTURE, Grid, GridCell, Paragraph, Place
from gouji.readers.limits import check_grid
from gouji.readers.marks import beside_words
from gouji.readers.office.archive import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gouji.model.document import Block
    from gouji.readers.office.xlsxlook import Condition, Runs


#: A row with one text this long, or with a full sentence in it, is prose.
_PROSE: Final = 40
_OUTLINE = re.compile(r"[一二三四五六七八九十]+[、.．]")
_NUMBER = re.compile(r"[-\d.,]+")


class Numbers:
    """The rows or the columns of a sheet that are shown, numbered from 1 without the hidden ones."""

    def __init__(self, hidden: Iterable[int] = ()) -> None:
        self._hidden = sorted(hidden)
        self._shown_before = [at - count for count, at in enumerate(self._hidden)]

    def place(self, at: int) -> int:
        """Return the number, among those shown, of a row or column of the sheet."""
        return at - bisect_left(self._hidden, at)

    def original(self, place: int) -> int:
        """Return the row or column of the sheet that is shown with this number."""
        return place + bisect_right(self._shown_before, place)


@dataclass(slots=True)
class Sheet:
    """One sheet: ``texts`` by (row, column); a cell that is only bordered has an empty text.

    ``merged`` has the merged ranges by their first cell, ``covered`` every position that they cover,
    ``formulas`` the result of every formula, None where the file does not hold it, ``arrays`` the extents of
    array formulas, ``drawn`` the cells whose value is a picture, ``pictures`` those that a picture lies upon,
    ``unshown`` the number of figures that an option of the sheet or a format keeps from being shown,
    ``conditions`` the formats for conditions that do so,
    ``runs`` the texts that have more than one font. Of the hidden rows and columns those are ``unread`` that
    hold something. ``rows`` and ``columns`` lead from the numbers of the cells to those of the sheet.
    """

    title: str
    hidden: bool
    merged: dict[tuple[int, int], Range] = field(default_factory=dict)
    covered: set[tuple[int, int]] = field(default_factory=set)
    formulas: dict[tuple[int, int], str | None] = field(default_factory=dict)
    arrays: list[str] = field(default_factory=list)
    drawn: set[tuple[int, int]] = field(default_factory=set)
    pictures: set[tuple[int, int]] = field(default_factory=set)
    shows_zeros: bool = True
    conditions: list[Condition] = field(default_factory=list)
    unshown: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    bordered: set[tuple[int, int]] = field(default_factory=set)
    runs: dict[tuple[int, int], Runs] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unread_rows: set[int] = field(default_factory=set)
    unread_columns: set[int] = field(default_factory=set)
    rows: Numbers = field(default_factory=Numbers)
    columns: Numbers = field(default_factory=Numbers)

    def reference(self, row: int, column: int) -> str:
        """Return the name of a cell in the sheet."""
        return f"{get_column_letter(self.columns.original(column))}{self.rows.original(row)}"


def cut(sheet: Sheet, name: str, table: int, paragraph: int) -> Iterator[Block]:
    """Yield the paragraphs and grids of a sheet, numbered from ``table`` and ``paragraph``.

    Raises GoujiError (naming the file) for a table beyond the limits.
    """
    plane = _SheetPlane(sheet)
    rows = sorted(plane.filled)
    pending: list[int] = []
    for row, following in zip_longest(rows, rows[1:]):
        open_table = bool(pending) and row <= plane.last[pending[-1]] + 1
        if not plane.is_prose(row, following, open_table):
            pending.append(row)
            continue
        for grid in plane.grids(pending, name, table):
            yield grid
            table += 1
        pending = []
        column = plane.filled[row][0]
        place_of = sheet.reference(row, column)
        for line in sheet.texts[row, column].split("\n"):
            if line.strip():
                place = Place(sheet=sheet.title, reference=place_of, paragraph=paragraph)
                yield Paragraph(line.strip(), place)
                paragraph += 1
    yield from plane.grids(pending, name, table)


class _SheetPlane:
    """The sheet row by row."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        #: columns with a text, of every row that has one
        self.filled: defaultdict[int, list[int]] = defaultdict(list)
        #: columns with a cell, empty or not, merged or not
        self.existing: defaultdict[int, set[int]] = defaultdict(set)
        #: the last row that cells starting in this row reach down to
        self.last: dict[int, int] = {}
        for row, column in sorted(sheet.texts):
            self.existing[row].add(column)
            if sheet.texts[row, column].strip(PICTURE) and self._starts(row, column):
                self.filled[row].append(column)
                self.last[row] = max(self.last.get(row, row), self._extent(row, column).bottom)
        for row, column in sheet.covered:
            self.existing[row].add(column)
        self._ruled = {row for row, _ in sheet.bordered}
        self._reached = {
            row for extent in sheet.merged.values() for row in range(extent.top + 1, extent.bottom + 1)
        }

    def _starts(self, row: int, column: int) -> bool:
        return (row, column) in self.sheet.merged or (row, column) not in self.sheet.covered

    def _extent(self, row: int, column: int) -> Range:
        return self.sheet.merged.get((row, column), Range(row, column, row, column))

    def is_prose(self, row: int, following: int | None, open_table: bool) -> bool:
        """Return whether a row is text between tables rather than a row of a table.

        Only a row with one text and no other cell can be. Then a long text or a sentence is prose. So is,
        without a border, a text where no table is open (a title), and an outline heading that no row of
        figures follows.
        """
        if len(self.filled[row]) > 1 or row in self._reached:
            return False
        column = self.filled[row][0]
        extent = self._extent(row, column)
        own = set(range(extent.left, extent.right + 1))
        if extent.bottom > extent.top or self.existing[row] - own:
            return False
        text = self.sheet.texts[row, column]
        if len(text) >= _PROSE or "。" in text:
            return True
        if (row, column) in self.sheet.bordered:
            return False
        if not open_table:
            return True
        return bool(_OUTLINE.match(text)) and not self._has_figures(following)

    def _has_figures(self, row: int | None) -> bool:
        if row is None:
            return False
        return any(_NUMBER.fullmatch(self.sheet.texts[row, column]) for column in self.filled[row])

    def grids(self, rows: list[int], name: str, table: int) -> Iterator[Grid]:
        """Yield the grids of some rows: what they hold together, and what stands beside or below it."""
        for part in self._below(rows):
            top, bottom = part[0], self._end(part)
            reach = range(top, bottom + 1)
            columns = set().union(*(self.existing[row] for row in reach if row in self.existing))
            for side in self._beside(reach, sorted(columns)):
                yield self._grid(top, bottom, side[0], side[-1], name, table)
                table += 1

    def _end(self, rows: list[int]) -> int:
        """Return the last row of a table: a ruled line left empty under its header is one."""
        last = max(self.last[row] for row in rows)
        above, under = (
            {column for column in self.existing.get(row, ()) if (row, column) in self.sheet.bordered}
            for row in (last, last + 1)
        )
        return last + 1 if under and under == above and last + 1 not in self.filled else last

    def _below(self, rows: list[int]) -> list[list[int]]:
        """Part off, below a ruled table and an empty row, rows without rules."""
        for at in range(1, len(rows)):
            gap = range(self._end(rows[:at]) + 1, rows[at])
            if gap and not any(row in self.existing for row in gap):
                ruled = [any(row in self._ruled for row in part) for part in (rows[:at], rows[at:])]
                if ruled == [True, False]:
                    return [rows[:at], rows[at:]]
        return [rows] if rows else []

    def _beside(self, rows: range, columns: list[int]) -> list[list[int]]:
        """Part off, beside a ruled table and an empty column, columns without rules."""
        for at in range(1, len(columns)):
            if columns[at] > columns[at - 1] + 1:
                ruled = [
                    any((row, column) in self.sheet.bordered for row in rows for column in part)
                    for part in (columns[:at], columns[at:])
                ]
                if ruled == [True, False]:
                    return [columns[:at], columns[at:]]
        return [columns]

    def _grid(self, top: int, bottom: int, left: int, right: int, name: str, table: int) -> Grid:
        """Make the grid of a rectangle, blank cells included."""
        width = right - left + 1
        check_grid(name, bottom - top + 1, width, (bottom - top + 1) * width)
        cells = []
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if self._starts(row, column):
                    extent = self._extent(row, column)
                    place = Place(
                        table=table,
                        row=row - top + 1,
                        column=column - left + 1,
                        sheet=self.sheet.title,
                        reference=self.sheet.reference(row, column),
                    )
                    text = self.sheet.texts.get((row, column), "")
                    if (row, column) in self.sheet.pictures:
                        text = beside_words(text + PICTURE)
                    cells.append(
                        GridCell(
                            text,
                            row - top,
                            column - left,
                            place,
                            min(extent.bottom, bottom) - row + 1,
                            extent.right - column + 1,
                        )
                    )
        return Grid(tuple(cells), Place(table=table, sheet=self.sheet.title), "exact")

"""The pages of a fixed layout, put together: blocks in reading order over all page breaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.readers.limits import LIMITS, exceeded
from gouji.readers.pdf.breaks import Part, with_headings
from gouji.readers.pdf.cells import grid, share_out
from gouji.readers.pdf.columns import aligned_grid, may_have_rows, stretches
from gouji.readers.pdf.furniture import Furniture
from gouji.readers.pdf.lines import printed_lines
from gouji.readers.pdf.pictures import pictured
from gouji.readers.pdf.prose import Printed, measure, paragraphs
from gouji.readers.pdf.ruling import ruled_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.document import Block
    from gouji.readers.pdf.geometry import Page
    from gouji.readers.pdf.lines import Line
    from gouji.readers.pdf.prose import Measure
    from gouji.readers.pdf.ruling import Frame, RuledTable


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page taken apart: its tables with the lines in their cells, the cells with pictures, other lines."""

    page: Page
    tables: list[tuple[RuledTable, dict[Frame, list[Line]]]]
    pictured: set[Frame]
    lines: list[Line]

    @property
    def lines_in_cells(self) -> list[Line]:
        """All lines in the cells of the page's tables."""
        return [line for _, cells in self.tables for lines in cells.values() for line in lines]


def take_apart(page: Page, name: str) -> Sheet:
    """Find the tables of a page of the file called ``name``. Raises GoujiError beyond the limits."""
    tables = ruled_tables(page.rules, LIMITS.pdf_rules_per_page, page.glyphs)
    if tables is None:
        what = Text(f"第 {page.number} 页的表格线条数", f"number of ruling lines on page {page.number}")
        raise exceeded(name, what, LIMITS.pdf_rules_per_page)
    contents, rest = share_out(page.glyphs, tables)
    filled = [
        (table, {frame: printed_lines(glyphs) for frame, glyphs in cells.items()})
        for table, cells in zip(tables, contents, strict=True)
    ]
    # ruling without a single glyph inside is a drawing, a seal, a chart
    filled = [(table, cells) for table, cells in filled if cells]
    sheet = Sheet(page, filled, pictured(page, filled), printed_lines(rest))
    if page.ink is not None:
        page.ink.close()
        if not may_have_rows(sheet.lines):  # a drawn page is two megabytes
            return replace(sheet, page=replace(page, ink=None))
    return sheet


def assembled(sheets: Sequence[Sheet]) -> tuple[Block, ...]:
    """Return the blocks of a document from its pages, without page numbers and running heads."""
    furniture = Furniture((sheet.page, sheet.lines, sheet.lines_in_cells) for sheet in sheets)
    assembly = _Assembly()
    for sheet in sheets:
        assembly.add(sheet, furniture)
    return tuple(assembly.finished())


class _Assembly:
    """Blocks in reading order, with the runs of prose that go on over page breaks."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._tables = 0
        self._run: list[Printed] = []
        self._areas: dict[int, Measure] = {}
        self._above: Part | None = None

    def add(self, sheet: Sheet, furniture: Furniture) -> None:
        """Add one page."""
        page = sheet.page
        lines = [line for line in sheet.lines if not furniture.outside(page, line)]
        self._areas[page.number] = measure(lines)
        numbers = {id(line): number for number, line in enumerate(lines, start=1)}
        stops = sorted(sheet.tables, key=lambda table: (table[0].y0, table[0].x0))
        for table, cells in stops:
            before = [line for line in lines if line.y < table.y0]
            lines = lines[len(before) :]
            self._lines(before, page, numbers)
            self._flush()
            self._tables += 1
            kept = {
                frame: [line for line in inside if not furniture.inside(page, line)]
                for frame, inside in cells.items()
            }
            part = Part(grid(table, kept, sheet.pictured, page.number, self._tables), table)
            whole = with_headings(self._above, part) if self._above and not before else None
            if whole:
                self._blocks.pop()
            self._blocks.append(whole or part.grid)
            self._above = None
        # what ends a page may go on at the head of the next
        self._above = part if stops and not lines and not whole else None
        self._lines(lines, page, numbers)

    def finished(self) -> list[Block]:
        """Return all blocks."""
        self._flush()
        return self._blocks

    def _lines(self, lines: list[Line], page: Page, numbers: dict[int, int]) -> None:
        for stretch in stretches(lines, page.ink):
            if stretch.rows:
                self._flush()
                self._tables += 1
                self._blocks.append(aligned_grid(stretch.rows, page.number, self._tables))
            else:
                self._run += [Printed(line, page.number, numbers[id(line)]) for line in stretch.lines]

    def _flush(self) -> None:
        self._blocks += paragraphs(self._run, self._areas)
        self._run = []

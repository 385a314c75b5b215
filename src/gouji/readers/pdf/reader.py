"""Assemble the Document of a PDF from its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.bilingual import GoujiError, Text
from gouji.document import Document, Note, Place
from gouji.readers.limits import LIMITS, exceeded
from gouji.readers.marks import unseen_figures
from gouji.readers.pdf.cells import grid, share_out
from gouji.readers.pdf.columns import aligned_grid, stretches
from gouji.readers.pdf.engine import scan
from gouji.readers.pdf.furniture import Furniture
from gouji.readers.pdf.lines import printed_lines
from gouji.readers.pdf.prose import Printed, measure, paragraphs
from gouji.readers.pdf.ruling import ruled_tables

if TYPE_CHECKING:
    from gouji.document import Block, Source
    from gouji.readers.pdf.geometry import Page, Scan
    from gouji.readers.pdf.lines import Line
    from gouji.readers.pdf.prose import Measure
    from gouji.readers.pdf.ruling import Frame, RuledTable


def read(data: bytes, source: Source) -> Document:
    """Read a PDF with a text layer.

    Raises GoujiError for damaged, encrypted and scanned files (no text layer) and beyond the limits.
    """
    scanned = scan(data, source.name)
    if not any(glyph.text.strip("\ufffd \u3000\t\n") for page in scanned.pages for glyph in page.glyphs):
        raise _no_text(source.name)
    return assembled(scanned, source)


def assembled(scanned: Scan, source: Source) -> Document:
    """Return the document that the pages of a fixed layout show. Raises GoujiError beyond the limits."""
    sheets = [_sheet(page, source.name) for page in scanned.pages]
    furniture = Furniture((sheet.page, sheet.lines, sheet.lines_in_cells) for sheet in sheets)
    assembly = _Assembly()
    for sheet in sheets:
        assembly.add(sheet, furniture)
    return Document(source, tuple(assembly.finished()), scanned.metadata, tuple(_notes(scanned.pages)))


def _no_text(name: str) -> GoujiError:
    return GoujiError(
        f"{name}：PDF 没有文字层，多半是扫描件，无法读取数字。"
        "请向发布单位索取原件（Word、网页或可复制文字的 PDF）；"
        "或先做文字识别再读，例如 ocrmypdf -l chi_sim 原文件.pdf 新文件.pdf，并人工核对识别结果。",
        f"{name}: the PDF has no text layer (most likely a scan): no figure can be read. Ask the agency for "
        "the original (Word, web page or a PDF with text), or recognise the text first, for example with "
        "`ocrmypdf -l chi_sim in.pdf out.pdf`, and check the result by eye.",
    )


def _notes(pages: tuple[Page, ...]) -> list[Note]:
    notes = []
    for page in pages:
        place = Place(page=page.number)
        if page.pictured and page.glyphs:
            text = Text(
                "本页是扫描图像，文字来自识别结果，可能有误，请对照图像核对。",
                "This page is a scanned image; its text comes from recognition and may be wrong: compare "
                "it with the image.",
            )
            notes.append(Note("pdf_recognised_text", text, place))
        elif page.pictured:
            text = Text(
                "本页只有图像，没有文字，内容未能读取。",
                "This page holds only an image and no text; nothing on it was read.",
            )
            notes.append(Note("pdf_page_without_text", text, place))
        if page.hidden:
            text = Text(
                f"本页有 {page.hidden} 个不可见的字符，人看不到，未予读取。",
                f"This page has {page.hidden} invisible characters, which nobody sees; they were left out.",
            )
            notes.append(Note("pdf_invisible_text", text, place))
        if page.doubtful:
            notes.append(unseen_figures("pdf_doubtful_text", page.doubtful, place))
    return notes


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page taken apart: its tables with the lines in their cells, and the lines outside."""

    page: Page
    tables: list[tuple[RuledTable, dict[Frame, list[Line]]]]
    lines: list[Line]

    @property
    def lines_in_cells(self) -> list[Line]:
        return [line for _, cells in self.tables for lines in cells.values() for line in lines]


def _sheet(page: Page, name: str) -> _Sheet:
    tables = ruled_tables(page.rules, LIMITS.pdf_rules_per_page)
    if tables is None:
        what = Text(f"第 {page.number} 页的表格线条数", f"number of ruling lines on page {page.number}")
        raise exceeded(name, what, LIMITS.pdf_rules_per_page)
    contents, rest = share_out(page.glyphs, tables)
    filled = [
        (table, {frame: printed_lines(glyphs) for frame, glyphs in cells.items()})
        for table, cells in zip(tables, contents, strict=True)
    ]
    # lines without a single glyph inside are a drawing, a seal, a chart
    return _Sheet(page, [(table, cells) for table, cells in filled if cells], printed_lines(rest))


class _Assembly:
    """Blocks in reading order, with the runs of prose that go on over page breaks."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._tables = 0
        self._run: list[Printed] = []
        self._areas: dict[int, Measure] = {}

    def add(self, sheet: _Sheet, furniture: Furniture) -> None:
        """Add one page."""
        page = sheet.page
        lines = [line for line in sheet.lines if not furniture.outside(page, line)]
        self._areas[page.number] = measure(lines)
        numbers = {id(line): number for number, line in enumerate(lines, start=1)}
        stops = sorted(sheet.tables, key=lambda table: (table[0].y0, table[0].x0))
        for table, cells in stops:
            before = [line for line in lines if line.y < table.y0]
            lines = lines[len(before) :]
            self._lines(before, page.number, numbers)
            self._flush()
            self._tables += 1
            kept = {
                frame: [line for line in inside if not furniture.inside(page, line)]
                for frame, inside in cells.items()
            }
            self._blocks.append(grid(table, kept, page.number, self._tables))
        self._lines(lines, page.number, numbers)

    def finished(self) -> list[Block]:
        """Return all blocks."""
        self._flush()
        return self._blocks

    def _lines(self, lines: list[Line], page: int, numbers: dict[int, int]) -> None:
        for stretch in stretches(lines):
            if stretch.rows:
                self._flush()
                self._tables += 1
                self._blocks.append(aligned_grid(stretch.rows, page, self._tables))
            else:
                self._run += [Printed(line, page, numbers[id(line)]) for line in stretch.lines]

    def _flush(self) -> None:
        self._blocks += paragraphs(self._run, self._areas)
        self._run = []

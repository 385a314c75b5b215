"""The pages of a fixed layout put together over all page breaks, and what is told about them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gouji.model.document import BodyPicture, Grid, Note, Outline, Place, PrintedPage, PrintedWord
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS, NoTextError, exceeded
from gouji.readers.marks import unseen_figures
from gouji.readers.pdf.breaks import TablePart, rejoined, with_headings
from gouji.readers.pdf.cells import grid, pictured, share_out
from gouji.readers.pdf.columns import aligned_grid, joined, may_have_rows, stretches
from gouji.readers.pdf.lines import printed_lines
from gouji.readers.pdf.prose import Furniture, Printed, measure, paragraphs
from gouji.readers.pdf.ruling import ruled_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.model.document import Block, Extent, GridCell
    from gouji.readers.pdf.columns import HeadedColumns
    from gouji.readers.pdf.geometry import Box, Page, PagePicture, Unread
    from gouji.readers.pdf.lines import PrintedLine
    from gouji.readers.pdf.prose import Measure
    from gouji.readers.pdf.ruling import RuledFrame, RuledTable


#: Digits on several lines.
_BROKEN: Final = re.compile(r"[0-9０-９.,，．]+(?:\n[0-9０-９.,，．]+)+")
_UNREAD: Final[dict[Unread, Note]] = {
    "recognised": Note(
        "pdf_recognised_text",
        Text(
            "本页是扫描图像，文字层是识别出来的，可能有误（例如 26 识别成 20），不作为原文，未予读取。"
            "请索取可复制文字的原件，或对照图像人工核对。",
            "This page is a scanned image whose text was recognised and may be wrong (26 becomes 20): it is "
            "no text of the report and was not read. Ask for the original with its text, or look at the "
            "image.",
        ),
    ),
    "picture": Note(
        "pdf_page_without_text",
        Text(
            "本页只有图像，没有文字，内容未能读取。",
            "This page holds only an image and no text; nothing on it was read.",
        ),
    ),
    "askew": Note(
        "pdf_text_askew",
        Text(
            "本页文字倾斜，角度过大或各处不一，无法确定哪些文字同行，未予读取。请索取未倾斜的版本。",
            "The text of this page is turned, by too much or by several angles: which of it stands in one "
            "row cannot be told, and nothing on the page was read. Ask for a version that is not turned.",
        ),
    ),
}


def has_text(pages: Sequence[Page]) -> bool:
    """Say whether any page prints a character that is known."""
    return any(glyph.text.strip("\ufffd \u3000\t\n") for page in pages for glyph in page.glyphs)


def no_text(name: str, pages: Sequence[Page]) -> GoujiError:
    """Return the error that a file has no text to read, and why."""
    if any(page.unread == "askew" for page in pages):
        return GoujiError(
            f"{name}：PDF 的文字倾斜，角度过大或各处不一，无法确定哪些文字同行，未读取。"
            "请索取未倾斜的版本（Word、网页或可复制文字的 PDF）。",
            f"{name}: the text of the PDF is turned, by too much or by several angles: which of it stands in "
            "one row cannot be told, and it was not read. Ask for a version that is not turned (Word, web "
            "page or a PDF with text).",
        )
    if any(page.unmapped for page in pages):
        return GoujiError(
            f"{name}：PDF 里的字形没有说明各是什么字（缺少可用的 ToUnicode 对应），无法读取。"
            "请向发布单位索取原件（Word、网页或可复制文字的 PDF）。",
            f"{name}: the PDF does not state which characters its glyphs are (no usable ToUnicode mapping) "
            "and cannot be read. Ask the agency for the original (Word, web page or a PDF with text).",
        )
    return NoTextError(
        f"{name}：PDF 没有文字层，多半是扫描件，或文字已转为图形，无法读取数字。"
        "请向发布单位索取原件（Word、网页或可复制文字的 PDF）。",
        f"{name}: the PDF has no text layer (most likely a scan, or its text was turned into drawings): no "
        "figure can be read. Ask the agency for the original (Word, web page or a PDF with text).",
    )


def notes(pages: Sequence[Page], blocks: Sequence[Block]) -> list[Note]:
    """Say page by page what was not read, or not in full, and why, and of the ``blocks`` what is in doubt."""
    said: list[Note] = []
    for page in pages:
        place = Place(page=page.number)
        if page.unread:
            said.append(replace(_UNREAD[page.unread], place=place))
        if page.hidden:
            text = Text(
                f"本页有 {page.hidden} 个不可见的字符，人看不到，未予读取。",
                f"This page has {page.hidden} invisible characters, which nobody sees; they were left out.",
            )
            said.append(Note("pdf_invisible_text", text, place))
        if page.unmapped:
            text = Text(
                f"本页有 {page.unmapped} 个字形没有说明是什么字（缺少可用的 ToUnicode 对应），"
                "以“\ufffd”表示，所在的数不读取。",
                f"This page has {page.unmapped} glyphs of which the file does not state what characters "
                "they are (no usable ToUnicode mapping): they are written “\ufffd”, and no figure with one "
                "is read.",
            )
            said.append(Note("pdf_unmapped_text", text, place))
        if page.doubtful:
            said.append(unseen_figures("pdf_doubtful_text", page.doubtful, place))
    return said + _broken_figures(blocks)


def _broken_figures(blocks: Sequence[Block]) -> list[Note]:
    """Say in how many cells digits stand on several lines: one figure that was too wide, or several."""
    broken = [
        cell
        for block in blocks
        if isinstance(block, Grid)
        for cell in block.cells
        if _BROKEN.fullmatch(cell.text)
    ]
    if not broken:
        return []
    first = " ".join(broken[0].text.split())
    text = Text(
        f"有 {len(broken)} 个格子里的数字折成了几行（例如“{first}”），是一个数还是几个数无法确定，未予读取。"
        "请索取列宽足够的版本。",
        f"In {len(broken)} cells the digits stand on several lines (for example “{first}”): whether they are "
        "one figure or several cannot be told, and they were not read. Ask for a version with wider columns.",
    )
    return [Note("pdf_broken_figure", text, broken[0].place)]


@dataclass(frozen=True, slots=True)
class LaidOutPage:
    """A page taken apart: its tables with the lines in their cells, the cells with pictures, other lines."""

    page: Page
    tables: list[tuple[RuledTable, dict[RuledFrame, list[PrintedLine]]]]
    pictured: set[RuledFrame]
    lines: list[PrintedLine]

    @property
    def lines_in_cells(self) -> list[PrintedLine]:
        """All lines in the cells of the page's tables."""
        return [line for _, cells in self.tables for lines in cells.values() for line in lines]


def take_apart(page: Page, name: str) -> LaidOutPage:
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
    sheet = LaidOutPage(page, filled, pictured(page, filled), printed_lines(rest))
    if page.ink is not None:
        page.ink.close()
        if not may_have_rows(sheet.lines):  # a drawn page is two megabytes
            return replace(sheet, page=replace(page, ink=None))
    return sheet


def assembled(
    sheets: Sequence[LaidOutPage],
) -> tuple[tuple[Block, ...], tuple[PrintedPage, ...], tuple[BodyPicture, ...]]:
    """Return the blocks of a document, without page numbers and running heads, its pages, and its pictures.

    Pages are as printed, pictures those that may show tables.
    """
    furniture = Furniture((sheet.page, sheet.lines, sheet.lines_in_cells) for sheet in sheets)
    assembly = _Assembly()
    for sheet in sheets:
        assembly.add(sheet, furniture)
    blocks = assembly.finished()
    pages = tuple(_printed(sheet, assembly.outlines[sheet.page.number]) for sheet in sheets)
    return tuple(blocks), pages, tuple(assembly.pictures)


def _printed(sheet: LaidOutPage, outlines: Sequence[Outline]) -> PrintedPage:
    page = sheet.page
    words = [
        PrintedWord(
            word.text(),
            round(word.x0, 1),
            round(word.glyphs[0].base, 1),
            round(word.x1 - word.x0, 1),
            round(word.size, 1),
        )
        for line in (*sheet.lines, *sheet.lines_in_cells)
        for word in line.words()
    ]
    rules: list[Extent] = []
    for level, at, start, end in page.rules:
        x, x0, x1 = round(at, 1), round(start, 1), round(end, 1)
        rules.append((x0, x, x1, x) if level else (x, x0, x, x1))
    return PrintedPage(
        page.number, _tenth(page.width), _tenth(page.height), tuple(words), tuple(rules), tuple(outlines)
    )


def _tenth(length: float) -> float:
    return round(length, 1)


def _tenths(box: Box) -> Extent:
    left, top, right, bottom = box
    return _tenth(left), _tenth(top), _tenth(right), _tenth(bottom)


class _Assembly:
    """Blocks in reading order, with the runs of prose that go on over page breaks; their places by page."""

    def __init__(self) -> None:
        self.outlines: defaultdict[int, list[Outline]] = defaultdict(list)
        self.pictures: list[BodyPicture] = []
        self._blocks: list[Block] = []
        self._tables = 0
        self._run: list[Printed] = []
        self._areas: dict[int, Measure] = {}
        self._above: TablePart | None = None
        self._layout: HeadedColumns | None = None

    def add(self, sheet: LaidOutPage, furniture: Furniture) -> None:
        """Add one page."""
        page = sheet.page
        if page.unread:  # nobody knows what stands between the sentence before and the words behind
            self._flush()
        lines = [line for line in sheet.lines if not furniture.outside(page, line)]
        self._areas[page.number] = measure(lines)
        numbers = {id(line): number for number, line in enumerate(lines, start=1)}
        stops = sorted(sheet.tables, key=lambda table: (table[0].y0, table[0].x0))
        pictures = sorted(page.pictures, key=lambda picture: (picture.box[1], picture.box[0]))
        for table, cells in stops:
            while pictures and pictures[0].box[1] < table.y0:
                lines = self._picture(pictures.pop(0), page, lines, numbers)
            before = [line for line in lines if line.y < table.y0]
            lines = lines[len(before) :]
            self._lines(before, page, numbers)
            self._flush()
            self._tables += 1
            kept = {
                frame: [line for line in inside if not furniture.inside(page, line)]
                for frame, inside in cells.items()
            }
            part = TablePart(grid(table, kept, sheet.pictured, page.number, self._tables), table)
            frames = {(frame.row, frame.column): frame for frame in table.frames}
            self._outline(
                (cell, (frame.x0, frame.y0, frame.x1, frame.y1))
                for cell in part.grid.cells
                for frame in (frames[cell.row, cell.column],)
            )
            above = None if before else self._above
            if above and (row := rejoined(above, part)):
                above, part = (one._replace(grid=grid) for one, grid in zip((above, part), row, strict=True))
                self._blocks[-1] = above.grid
            whole = with_headings(above, part) if above else None
            if whole:
                self._blocks.pop()
            self._blocks.append(whole or part.grid)
            self._above = None
        # what ends a page may go on at the head of the next
        self._above = part if stops and not lines and not whole and not pictures else None
        for picture in pictures:
            lines = self._picture(picture, page, lines, numbers)
        self._lines(lines, page, numbers)

    def _picture(
        self, picture: PagePicture, page: Page, lines: list[PrintedLine], numbers: dict[int, int]
    ) -> list[PrintedLine]:
        """Add the lines above a picture, and the picture; return the other lines."""
        before = [line for line in lines if line.y < picture.box[1]]
        self._lines(before, page, numbers)
        self._flush()
        self._above = self._layout = None
        place, extent = Place(page=page.number), _tenths(picture.box)
        self.pictures.append(
            BodyPicture(place, picture.image, len(self._blocks), extent, whole=picture.whole)
        )
        return lines[len(before) :]

    def finished(self) -> list[Block]:
        """Return all blocks."""
        self._flush()
        return self._blocks

    def _lines(self, lines: list[PrintedLine], page: Page, numbers: dict[int, int]) -> None:
        layout, self._layout = self._layout, None
        for stretch in stretches(lines, page.ink, layout):
            self._layout = stretch.layout
            if stretch.rows:
                self._flush()
                self._tables += not stretch.continued
                aligned = aligned_grid(stretch.rows, page.number, self._tables)
                self._blocks.append(joined(self._blocks.pop(), aligned) if stretch.continued else aligned)
                boxes = [row.boxes for row in stretch.rows]
                self._outline((c, boxes[c.row][c.column]) for c in aligned.cells if c.column in boxes[c.row])
            else:
                self._run += [Printed(line, page.number, numbers[id(line)]) for line in stretch.lines]

    def _flush(self) -> None:
        for paragraph, lines in paragraphs(self._run, self._areas):
            self._blocks.append(paragraph)
            for one in lines:
                outline = Outline(paragraph.place, _tenths(one.line.box), one.line.text("\t"))
                self.outlines[one.page].append(outline)
        self._run = []

    def _outline(self, boxes: Iterable[tuple[GridCell, Box]]) -> None:
        for cell, box in boxes:
            self.outlines[cell.place.page or 0].append(Outline(cell.place, _tenths(box)))

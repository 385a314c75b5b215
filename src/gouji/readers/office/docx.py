"""Word files (.docx, .docm): body text, text boxes and tables, as a person sees them.

ECMA-376 part 1, 17.4: ``gridSpan``, ``gridBefore``, ``vMerge``; ``hMerge`` is what older programs write.

WordprocessingML is read with lxml directly. python-docx opens every part of a package before it gives the
first paragraph, and so fails on the dangling picture links and macro content types of real reports; it
also gives neither content controls nor text boxes nor tracked insertions.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.model.document import PICTURE, BodyPicture, Document, Grid, GridCell, Paragraph, Place, behind
from gouji.model.text import INVISIBLE, GoujiError
from gouji.readers.limits import LIMITS, check_blocks, check_grid
from gouji.readers.marks import beside_words, levelled
from gouji.readers.office.archive import (
    Archive,
    attribute,
    child,
    children,
    contents,
    damaged,
    local,
    natural,
)
from gouji.readers.office.docxruns import Runs
from gouji.readers.office.docxstyles import Numbering, Styles
from gouji.readers.office.docxtext import (
    ParagraphText,
    cells_with_drawings,
    cells_with_fields,
    drawn_pictures,
    text_boxes,
)
from gouji.readers.pictured import may_show_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from gouji.model.document import Block, Note, Source


#: Twentieths of a point: a row of this height is a line.
_FLAT: Final = 40


@dataclass(slots=True)
class WordCell:
    """A cell element at its position; row and column count from 0."""

    element: _Element
    row: int
    column: int
    rowspan: int
    colspan: int

    def cell(self, text: str, table: int) -> GridCell:
        """Return the cell of table number ``table`` with its text."""
        place = Place(table=table, row=self.row + 1, column=self.column + 1)
        return GridCell(text, self.row, self.column, place, self.rowspan, self.colspan)


def lay_out(table: _Element, name: str) -> list[WordCell]:
    """Give every cell its position. Raises GoujiError (naming the file) for a table beyond the limits."""
    slots: list[WordCell] = []
    above: dict[int, WordCell] = {}  # cells that may grow into the next row, by the column they start in
    row = width = 0
    for line in _parts(table, "tr"):
        properties = _properties(line, "trPr")
        if "del" in properties or _is_flat(line):
            continue
        column = min(natural(properties.get("gridBefore")) or 0, LIMITS.columns)
        open_now: dict[int, WordCell] = {}
        previous: WordCell | None = None
        for element in _parts(line, "tc"):
            merge = _properties(element, "tcPr")
            if "cellDel" in merge:
                continue
            colspan = min(natural(merge.get("gridSpan")) or 1, LIMITS.columns)
            if merge.get("hMerge") == "continue" and previous is not None:
                previous.colspan += colspan
            else:
                previous = _place(
                    WordCell(element, row, column, 1, colspan), merge.get("vMerge"), above, slots
                )
                if "vMerge" in merge:
                    open_now[column] = previous
            column += colspan
            width = max(width, column)
            check_grid(name, row + 1, width, len(slots))
        above = open_now
        row += 1
    return slots


def _is_flat(line: _Element) -> bool:
    """Return whether a row is set to be so low that nothing in it is seen."""
    height = child(child(line, "trPr"), "trHeight")
    if height is None or attribute(height, "hRule") != "exact":
        return False
    twips = natural(attribute(height, "val"))
    return twips is not None and twips <= _FLAT


def _place(slot: WordCell, merge: str | None, above: dict[int, WordCell], slots: list[WordCell]) -> WordCell:
    """Let the cell above grow over this one where the file says so and the columns agree, else add it."""
    upper = above.get(slot.column)
    if merge == "continue" and upper is not None and upper.colspan == slot.colspan:
        upper.rowspan += 1
        return upper
    slots.append(slot)
    return slot


def _parts(parent: _Element, tag: str) -> Iterator[_Element]:
    return (each for each in contents(parent) if local(each) == tag)


def _properties(parent: _Element, tag: str) -> dict[str, str]:
    """Return the properties of a row or cell by local name; a property without value is ``continue``.

    ``vMerge`` and ``hMerge`` are the properties whose value may be left out, and that is what it means then.
    """
    properties = child(parent, tag)
    return {
        local(each): attribute(each, "val") or "continue"
        for each in (() if properties is None else properties)
    }


_FIGURE: Final = re.compile(r"[\d.,０-９．，/／—-]+")
#: A page whose figures stand in so many boxes of their own was made by a converter, line by line.
_FLOATING: Final = 5


def read(data: bytes, source: Source) -> Document:
    """Read a Word file. Raises GoujiError where it is damaged, without text, or beyond a limit."""
    archive = Archive(data, source.name)
    main = next(iter(archive.related("", "officeDocument").values()), "")
    root = archive.xml(main)
    body = child(root, "body")
    if body is None:
        raise damaged(source.name)
    numbering, styles = (
        archive.xml(part) if part in archive else None
        for kind in ("numbering", "styles")
        for part in [next(iter(archive.related(main, kind).values()), "")]
    )
    runs = Runs(styles)
    reading = _Reading(source, archive, body, Numbering(numbering), Styles(styles), runs)
    reading.chunks = archive.related(main, "aFChunk")
    reading.images = archive.related(main, "image")
    reading.take(body)
    if reading.floating >= _FLOATING:
        raise _unordered(source.name, reading.floating)
    if not reading.blocks and not reading.pictures:
        raise GoujiError(
            f"{source.name}：Word 文件中没有文字，内容可能是图片。"
            "请向发布单位索取可复制文字的版本；自行识别（OCR）的文字可能有误，不宜用来审计。",
            f"{source.name}: the Word file holds no text, perhaps only pictures. "
            "Ask for a version whose text can be copied; text that was recognised (OCR) may be wrong and is "
            "no ground for an audit.",
        )
    notes = (*archive.notes(), *reading.notes, *runs.doubts.notes("docx-doubtful"))
    pictures = tuple(reading.pictures)
    return Document(source, tuple(reading.blocks), _core_properties(archive), notes, pictures=pictures)


class _Reading:
    """One pass through the body in document order; the counters of automatic numbers move with it.

    ``floating`` counts the text boxes that print a figure and nothing else: where they stand on the page
    their order in the file does not say.
    """

    def __init__(
        self,
        source: Source,
        archive: Archive,
        body: _Element,
        numbering: Numbering,
        styles: Styles,
        runs: Runs,
    ) -> None:
        self._source, self._archive, self.name = source, archive, source.name
        self.chunks: dict[str, str] = {}
        self.images: dict[str, str] = {}
        self.pictures: list[BodyPicture] = []
        self.notes: tuple[Note, ...] = ()
        self._body = body
        self._usual: float | None = None
        self.floating = 0
        self.blocks: list[Block] = []
        self._numbering = numbering
        self._styles = styles
        self._runs = runs
        self._paragraphs = 0
        self._tables = 0

    def take(self, container: _Element) -> None:
        """Take the paragraphs and tables of the body, a cell or a text box as blocks."""
        for element in contents(container):
            tag = local(element)
            if tag == "p":
                heading = self._styles.is_heading(element)
                for printed in self._lines(element, in_cell=False):
                    if line := printed.replace(PICTURE, "").strip():
                        self._paragraphs += 1
                        self._add(Paragraph(line, Place(paragraph=self._paragraphs), heading))
                for relation in drawn_pictures(element):
                    self._picture(relation)
                for box in text_boxes(element):
                    before = len(self.blocks)
                    self.take(box)
                    self.floating += _is_figure(self.blocks[before:])
            elif tag == "tbl":
                self._table(element)
            elif tag == "altChunk":
                self._chunk(attribute(element, "id") or "")

    def _picture(self, relation: str | None) -> None:
        part = self.images.get(relation or "", "")
        image = self._archive.read(part) if part in self._archive else b""
        if not image or may_show_table(image):
            self.pictures.append(BodyPicture(Place(paragraph=self._paragraphs), image, len(self.blocks)))

    def _chunk(self, relation: str) -> None:
        """Take the web page that stands in the file for Word to make paragraphs and tables of."""
        page = _page(self._archive, self.chunks.get(relation, ""), self._source)
        for block in behind(self.blocks, page.blocks):
            self._add(block)
        self._tables = sum(isinstance(block, Grid) for block in self.blocks)
        self._paragraphs = len(self.blocks) - self._tables
        self.notes += page.notes

    def _table(self, element: _Element) -> None:
        slots = lay_out(element, self.name)
        wide = any(slot.column + slot.colspan > 1 for slot in slots)
        if not wide or _frames_tables(element):
            for slot in slots:
                self.take(slot.element)
            return
        texts = [beside_words("\n".join(self._cell(slot.element))) for slot in slots]
        if not any(text.strip(PICTURE) for text in texts):
            return
        self._tables += 1
        fields, drawings = cells_with_fields(element), cells_with_drawings(element)
        # what floats may stand upon any cell of the row that it is anchored in
        rows = {slot.row for slot in slots if slot.element in drawings}
        cells = []
        for slot, text in zip(slots, texts, strict=True):
            if slot.element in drawings and _FIGURE.fullmatch(text):
                text += PICTURE
            elif not text and (slot.row in rows or slot.element in fields):
                text = PICTURE
            cells.append(slot.cell(text, self._tables))
        self._add(Grid(tuple(cells), Place(table=self._tables), "exact"))

    def _cell(self, container: _Element) -> Iterator[str]:
        """Yield the lines of a cell; a table in it is read as more lines."""
        for element in contents(container):
            tag = local(element)
            if tag == "p":
                yield from self._lines(element, in_cell=True)
                for box in text_boxes(element):
                    yield from self._cell(box)
            elif tag == "altChunk":
                yield PICTURE
            elif tag in ("tbl", "tr", "tc"):
                yield from self._cell(element)

    def _usual_size(self) -> float:
        """Return the size, in half-points, that most digits in tables have."""
        if self._usual is None:
            sizes: Counter[float] = Counter()
            for run in self._body.iterfind(".//{*}tc//{*}r"):
                digits = sum(map(str.isdigit, "".join(text.text or "" for text in children(run, "t"))))
                paragraph = next(run.iterancestors("{*}p"), None)
                if digits and paragraph is not None:
                    sizes[self._runs.look(run, paragraph).size] += digits
            self._usual = max(sizes, key=sizes.__getitem__, default=0.0)
        return self._usual

    def _lines(self, paragraph: _Element, *, in_cell: bool) -> list[str]:
        """Return the lines of one paragraph that print something, its automatic number before the first."""
        number = self._numbering.next(*self._styles.numbering(paragraph, self._numbering.style_levels))
        parts = list(ParagraphText(lambda run: self._runs.look(run, paragraph)).of(paragraph))
        texts = levelled(parts, self._usual_size if in_cell else None)
        text = INVISIBLE.sub("", "".join(texts)).lstrip()
        if number and text[:1].isdigit():
            number += " "  # 1. and 1011 are not 1.1011
        # Word prints the number of an empty paragraph too
        return [line.strip() for line in (number + text).split("\n") if line.strip()]

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        check_blocks(self.name, len(self.blocks))


def _page(archive: Archive, part: str, source: Source) -> Document:
    """Read a part of the file that is a web page or a web archive. Raises GoujiError where it is neither."""
    from gouji.readers.media import recognise
    from gouji.readers.web.html import read, read_archive

    data = archive.read(part)
    container = recognise(data, source.name).container
    if container == "mhtml":
        return read_archive(data, source)
    if container != "html":
        raise GoujiError(
            f"{source.name}：Word 文件里嵌有另一个文件，要由 Word 打开时并入正文，无法读取。"
            "请用 Word 打开，另存为 .docx 后再审。",
            f"{source.name}: in this Word file stands another file, which Word makes text of when it "
            "opens it, and which cannot be read. Open it in Word, save it as .docx, and audit that.",
        )
    return read(data, source)


def _is_figure(blocks: Sequence[Block]) -> bool:
    return len(blocks) == 1 and isinstance(blocks[0], Paragraph) and bool(_FIGURE.fullmatch(blocks[0].text))


def _unordered(name: str, boxes: int) -> GoujiError:
    return GoujiError(
        f"{name}：{boxes} 个数字各自印在浮动文本框里（多由 PDF 转换而来），文件中的先后不等于版面上的位置，"
        "逐格读取会张冠李戴，故不读取。请提供转换前的 PDF 或有真实表格的 Word 文件。",
        f"{name}: {boxes} figures stand in floating text boxes of their own, as converters of PDF write "
        "them. Their order in the file is not their place on the page, so they were not read. "
        "Supply the PDF itself, or a Word file with real tables.",
    )


def _frames_tables(table: _Element) -> bool:
    """Return whether a table only arranges other tables on the page: most of its cells are theirs."""
    inner = own = 0
    for cell in table.iter("{*}tc"):
        outer = next(cell.iterancestors("{*}tbl"))
        if outer is not table:
            inner += 1
        elif next(cell.iter("{*}tbl"), None) is None:
            own += any((text.text or "").strip() for text in cell.iter("{*}t"))
    return inner > 0 and inner >= own


def _core_properties(archive: Archive) -> dict[str, str]:
    part = next(iter(archive.related("", "core-properties").values()), "")
    if part not in archive:
        return {}
    return {
        local(element).lower(): element.text.strip()
        for element in archive.xml(part)
        if element.text and element.text.strip()
    }

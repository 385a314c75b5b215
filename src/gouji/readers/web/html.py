"""Web pages into paragraphs and grids, and web archives (.mht, .mhtml; RFC 2557) with them.

Pages are saved from portals and exported from word processors: text may stand anywhere, tables serve for
layout as often as for data, and markup is rarely valid. libxml2 repairs the markup; what is shown to a
person is read, in reading order, and nothing else.
"""

from __future__ import annotations

import email
import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from gouji.model.document import PICTURE, BodyPicture, Document, Grid, GridCell, Note, Paragraph, Place
from gouji.model.text import INVISIBLE, GoujiError, Text
from gouji.readers import apart
from gouji.readers.aligned import is_placed
from gouji.readers.encoding import decode, open_end
from gouji.readers.limits import LIMITS, check_blocks
from gouji.readers.marks import beside_words, without_escapes
from gouji.readers.office.archive import nested
from gouji.readers.pictured import picture_at
from gouji.readers.web.look import BLOCKS, HEADINGS
from gouji.readers.web.shown import keep_shown
from gouji.readers.web.table import lay_out, take_apart

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from gouji.model.document import Block, Source


# fmt: off
_INLINE: Final = frozenset({
    "a", "b", "big", "em", "font", "i", "o:p", "s", "small", "span", "strong", "sub", "sup", "u",
})
# fmt: on
_BLANKS = re.compile(r"[ \t\n\r\f]+")
# a line break of the source between two Chinese characters is no space (CSS Text 3, 4.1.3)
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d"
_SOURCE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{_WIDE}])")
_BREAK: Final = "\u2028"  # a line break that counts, while the text of a line is still being collected
_NOT_IN_TREE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Rows and cells as the Text Encoding Initiative calls them, which trafilatura writes.
_TEI = re.compile(r"<(/?)(row|cell)\b")
_STRUCTURE = re.compile(r"<(?:html|body|div|p|br)\b", re.I)
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
_EMBEDDED = re.compile(r"[^/?#=\\]+\.(?:pdf|docx?|wps|ofd|xlsx?)(?=$|[?#&])", re.I)

#: A cell that holds this many characters, and three quarters of its table's text, is a page in a table.
_PAGE_IN_A_CELL: Final = 300


def read(data: bytes, source: Source, folder: Path | None = None) -> Document:
    """Read a web page; pictures that it names by a relative address are looked for in ``folder``.

    Raises GoujiError where it shows neither text nor pictures, or is beyond a limit.
    """
    decoded = decode(data)
    if is_placed(decoded.text):
        return apart.read("placed", data, source)
    root = _parse(_as_html(decoded.text), source.name)
    metadata = _metadata(root)
    embedded = _embedded(root)
    unseen = keep_shown(root, decoded.text)
    if not _STRUCTURE.search(decoded.text):
        _keep_lines(root)
    # they make no line: libxml2 joins their text to its surroundings faster than walking them here
    etree.strip_tags(root, *_INLINE)
    if next(root.iter("pre"), None) is not None:
        _keep_preformatted(root)
    page = _Page(source.name, folder)
    page.walk(root, heading=False)
    page.end_line(heading=False)
    if not page.blocks and not page.pictures:
        raise _no_text(source.name, embedded)
    notes = (*decoded.notes(), *embedded, *unseen)
    end = open_end(page.blocks, decoded.text, markup=True)
    pictures = tuple(page.pictures)
    return Document(source, tuple(page.blocks), metadata, notes, open_end=end, pictures=pictures)


def _as_html(text: str) -> str:
    """Return a page, one whose tables are made as TEI has them with the tags of HTML."""
    if "<cell" not in text or "<tr" in text:
        return text
    return _TEI.sub(
        lambda tag: f"<{tag[1]}{'tr' if tag[2] == 'row' else 'td'}", text.replace("<cell/>", "<cell></cell>")
    )


def _parse(text: str, name: str) -> _Element:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    # NUL is no character of HTML, and lone surrogates are none at all
    cleaned = text.replace("\0", "\ufffd").encode("utf-8", errors="replace")
    try:
        root = etree.fromstring(cleaned, parser)
    except etree.XMLSyntaxError:
        root = None
    # at its own limits libxml2 drops the rest of the page and goes on: that must not pass for the page
    for error in parser.error_log:
        if error.type_name == "ERR_RESOURCE_LIMIT":
            raise nested(name) if "depth" in error.message else _too_long(name)
    if root is None:
        raise _no_text(name, [])
    return root


class _Flow:
    """Collects text as it is shown; a line ends where a block element or a break ends it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def walk(self, element: _Element, heading: bool) -> None:
        """Take in the content of one element."""
        if element.text:
            self.pieces.append(element.text)
        for child in element:
            tag = child.tag
            if tag == "br":
                self.end_line(heading)
            elif tag == "img":
                self.picture(child)
            elif tag in BLOCKS:
                self.end_line(heading)
                if tag == "table":
                    self.table(child)
                else:
                    inner = heading or tag in HEADINGS
                    self.walk(child, inner)
                    self.end_line(inner)
            else:
                self.walk(child, heading)
            if child.tail:
                self.pieces.append(child.tail)

    def end_line(self, heading: bool) -> None:
        """Close the line that is being collected."""
        if self.pieces:
            text = "".join(self.pieces)
            self.pieces.clear()
            if text.isspace():  # as between two elements of the source
                return
            for line in text.split(_BREAK) if _BREAK in text else (text,):
                shown = visible(line)
                if shown:
                    self.line(shown, heading)

    def line(self, text: str, heading: bool) -> None:
        """Take a finished line that is not empty."""
        raise NotImplementedError

    def table(self, element: _Element) -> None:
        """Take a table."""
        raise NotImplementedError

    def picture(self, element: _Element) -> None:
        """Take a picture; in a cell the mark of one is its text."""
        if element.text:
            self.pieces.append(element.text)


class _Cell(_Flow):
    """The lines of one table cell; a table inside it is read as more lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def line(self, text: str, heading: bool) -> None:
        self.lines.append(text)

    def table(self, element: _Element) -> None:
        self.walk(element, heading=False)
        self.end_line(heading=False)

    def take(self, element: _Element) -> str:
        """Return the text of one cell, its lines joined by line breaks, and be ready for the next cell."""
        text: str | None
        if not len(element):  # most cells hold a figure and nothing else
            text = element.text
            if text is None or text.isalnum():
                return text or ""
        self.walk(element, heading=False)
        self.end_line(heading=False)
        text = "\n".join(self.lines)
        self.lines.clear()
        return beside_words(text)


class _Page(_Flow):
    """The blocks of a page."""

    def __init__(self, name: str, folder: Path | None) -> None:
        super().__init__()
        self.name, self._folder = name, folder
        self.blocks: list[Block] = []
        self.pictures: list[BodyPicture] = []
        self._paragraphs = 0
        self._tables = 0
        self._cell = _Cell()

    def line(self, text: str, heading: bool) -> None:
        if PICTURE in text and not (text := text.replace(PICTURE, "").strip()):
            return
        mark = _MARKDOWN_HEADING.match(text)
        if mark is not None:
            text, heading = text[mark.end() :], True
        self._paragraphs += 1
        self._add(Paragraph(text, Place(paragraph=self._paragraphs), heading))

    def picture(self, element: _Element) -> None:
        address = element.get("src") or ""
        image = picture_at(address, self._folder) if address else None
        if image is not None:
            self.end_line(heading=False)
            self.pictures.append(BodyPicture(Place(paragraph=self._paragraphs), image, len(self.blocks)))

    def table(self, element: _Element) -> None:
        parts = take_apart(element)
        for stray in parts.before:
            if isinstance(stray, str):
                self.pieces.append(stray)
            else:
                self.flatten(stray)
            self.end_line(heading=False)
        slots = lay_out(parts.groups, self.name)
        cells = [slot.element for slot in slots]
        wide = any(slot.column + slot.colspan > 1 for slot in slots)
        texts = (
            [self._cell.take(cell) for cell in cells] if wide and not _frames_tables(element, cells) else None
        )
        if texts is None or _is_page(texts):
            for cell in cells:
                self.flatten(cell)
        elif any(text.strip(PICTURE) for text in texts):
            self._tables += 1
            table = self._tables
            grid = [
                GridCell(
                    text,
                    slot.row,
                    slot.column,
                    Place(table=table, row=slot.row + 1, column=slot.column + 1),
                    slot.rowspan,
                    slot.colspan,
                )
                for slot, text in zip(slots, texts, strict=True)
            ]
            self._add(Grid(tuple(grid), Place(table=table), "exact"))
        for stray_table in parts.after:
            self.table(stray_table)

    def flatten(self, element: _Element) -> None:
        """Take the content of a cell as content of the page."""
        heading = element.tag in HEADINGS
        self.walk(element, heading)
        self.end_line(heading)

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        check_blocks(self.name, len(self.blocks))


def visible(text: str) -> str:
    """Return text as a browser shows it: blanks collapsed, none at the ends, no invisible characters."""
    if text.isalnum():  # most cells print a number or a word
        return text
    if not text.isascii():
        text = INVISIBLE.sub("", text)
        if "\n" in text:
            text = _SOURCE_BREAK.sub("", text)
    text = without_escapes(text)
    return _BLANKS.sub(" ", text).strip()


def _frames_tables(table: _Element, cells: list[_Element]) -> bool:
    """Return whether a table only arranges other tables on the page: most of its cells are theirs."""
    if next(table.iterdescendants("table"), None) is None:
        return False
    framed = own = 0
    for cell in cells:
        inner = sum(1 for _ in cell.iter("td", "th")) - 1
        framed += inner
        own += inner == 0 and bool("".join(cell.itertext()).strip())
    return framed > 0 and framed >= own


def _is_page(texts: list[str]) -> bool:
    """Return whether one cell is the page and the others only frame it."""
    longest = max(map(len, texts), default=0)
    return longest >= _PAGE_IN_A_CELL and longest >= 0.75 * sum(map(len, texts))


def _keep_lines(root: _Element) -> None:
    """Let line breaks count in a text that has tables as HTML and nothing else (OCR results in Markdown)."""
    for body in root.iter("body"):
        body.text = _with_breaks(body.text)
        for child in body:
            child.tail = _with_breaks(child.tail)


def _keep_preformatted(root: _Element) -> None:
    """Let line breaks count where a browser shows them."""
    for element in root.xpath("//pre[not(ancestor::pre)]"):
        element.text = _with_breaks(element.text)
        for inner in element.iterdescendants():
            inner.text, inner.tail = _with_breaks(inner.text), _with_breaks(inner.tail)


def _with_breaks(text: str | None) -> str | None:
    """Make the line breaks of a text count. The tree takes no control characters, though its parser does."""
    return text and _NOT_IN_TREE.sub("\ufffd", text).replace("\n", _BREAK)


def _metadata(root: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    title = next(root.iter("title"), None)
    if title is not None:
        found["title"] = "".join(title.itertext())
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if name and len(found) < LIMITS.metadata_entries:
            found.setdefault(name, meta.get("content") or "")
    shown = {name: visible(value)[: LIMITS.metadata_chars] for name, value in found.items()}
    return {name: value for name, value in shown.items() if value}


def _embedded(root: _Element) -> list[Note]:
    """Say which document the page shows in a frame: its text is not in the page."""
    names: dict[str, None] = {}
    for element in root.iter("iframe", "embed", "object"):
        match = _EMBEDDED.search((element.get("src") or element.get("data") or "")[: LIMITS.metadata_chars])
        if match is not None:
            names[match[0]] = None
    return [
        Note(
            "html-embedded",
            Text(
                f"网页嵌入了另一文件“{name}”，其内容不在网页文件中。如报告在该文件里，请下载该文件再审。",
                f"The page embeds another file, “{name}”, whose content is not part of the page. "
                "If the report is in it, download and audit that file.",
            ),
        )
        for name in names
    ]


def _no_text(name: str, embedded: list[Note]) -> GoujiError:
    advice = embedded[0].text if embedded else Text("", "")
    return GoujiError(
        f"{name}：网页中没有文字，正文可能由脚本载入。请在浏览器中打开后另存为完整网页或 PDF。{advice.zh}",
        f"{name}: the page holds no text; a script may load it. Open it in a browser and save the "
        f"complete page or a PDF. {advice.en}".rstrip(),
    )


def _too_long(name: str) -> GoujiError:
    return GoujiError(
        f"{name}：网页中有一段超过 1000 万字节的内容，未读取。请确认这是年度报告原件。",
        f"{name}: one piece of the page is longer than 10 million bytes; not read. "
        "Check that this is the report.",
    )


def shows_text(data: bytes, name: str) -> bool:
    """Say whether a page has any text. Raises GoujiError where it is beyond a limit."""
    root = _parse(decode(data).text, name)
    return any(text.strip() for text in root.itertext(with_tail=True))


def read_archive(data: bytes, source: Source) -> Document:
    """Read the first page of the archive that shows any text. Raises GoujiError where none does."""
    message = email.message_from_bytes(data)
    failure = GoujiError(
        f"{source.name}：网页归档中没有网页。请在浏览器中重新保存网页。",
        f"{source.name}: the web archive holds no page. Save the page again in a browser.",
    )
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                try:
                    return read(page, source)
                except GoujiError as error:  # a frame set has no text of its own, the frames follow it
                    failure = error
    raise failure

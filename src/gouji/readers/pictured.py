"""Pictures among the text of a report: their tables are recognised as those of a scan are.

Readers of web pages, of Word, PDF and OFD files say where such pictures stand (:class:`BodyPicture`) and read
nothing in them. Each table found in one is a grid of its own between the blocks of text; all of its
cells are ``recognised``. Without the extra ``gouji[ocr]``, and where a picture cannot be recognised, a note
says which picture was not read.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections import defaultdict
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from gouji.model.document import Grid, Note, Outline, Place, Source
from gouji.model.text import GoujiError, Text
from gouji.readers import apart
from gouji.readers.limits import LIMITS, NoTextError
from gouji.readers.media import PART, picture_unread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gouji.model.document import Block, BodyPicture, Document, Extent, PrintedPage, RecognisedText

    #: A picture, and the document of its tables.
    _Found = tuple[BodyPicture, Document]


#: Pixels that the picture of a table is wide and high at least: below are logos, buttons and icons.
_LEAST: Final = (300, 60)
_FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "GIF")
_DATA: Final = re.compile(r"\s*data:image/[\w.+-]+\s*(?:;[^;,]*)*;\s*base64\s*,", re.I)
#: The address of a picture in the bytes of a web page, and how files begin that are none.
_SHOWN: Final = re.compile(rb"<img\b[^>]*?\ssrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_NO_PAGE: Final = re.compile(rb"%PDF-|PK\x03\x04|\xd0\xcf\x11\xe0|\x89PNG|\xff\xd8\xff")
#: Of a report with more pictures than this the first ones are recognised.
_MOST: Final = 40
_LACKING: Final = Text(
    "安装 gouji[ocr] 后可以识别，再用 gouji confirm 对照图像逐格确认；或向发布单位索取可复制文字的原件。",
    "gouji[ocr] recognises it, for each cell to be confirmed with gouji confirm; or ask the agency for the "
    "original with its text.",
)
_FOREIGN: Final = Text(
    "它的图片格式不能识别。", "It is a picture in a format of which nothing can be recognised."
)
#: Notes that a page is a picture and was not read.
_RECOGNISED: Final = "pdf_recognised_text"
_PAGE_UNREAD: Final = frozenset({"pdf_page_without_text", _RECOGNISED})
_CHANGED: Final = Text(
    "它被裁切、旋转或另有内容盖在上面，或图片文件不在手边，没有识别。",
    "It is cut, turned or painted upon, or its file is not at hand, and it was not recognised.",
)
#: Characters of the text before a picture that say which one it is.
_SAID: Final = 24


def picture_at(address: str, folder: Path | None) -> bytes | None:
    """Return the file of a picture by its address in a web page; None where it is missing, or no table.

    A picture stands in its address (``data:``) or in a file beside the page, in ``folder`` or below. Nothing
    is fetched from anywhere else.
    """
    data = _DATA.match(address)
    if data is not None:
        try:
            image = base64.b64decode(unquote(address[data.end() :]))
        except (binascii.Error, ValueError):
            return None
    elif folder is None or (found := _beside(address, folder)) is None:
        return None
    else:
        image = found[1]
    return image if may_show_table(image) else None


def pictures_beside(page: bytes, folder: Path) -> dict[str, Path]:
    """Return the files beside a web page that it may show tables by, by their names below ``folder``.

    They are found by the page's words alone, without reading it: a few more than it shows are no harm to
    those who ask what a report depends on.
    """
    if _NO_PAGE.match(page):
        return {}
    files: dict[str, Path] = {}
    for match in _SHOWN.finditer(page):
        written = match[1] or match[2] or match[3] or b""
        for encoding in () if written[:5].lower() == b"data:" else ("utf-8", "gb18030"):
            found = _beside(unescape(written.decode(encoding, "replace")), folder)
            if found is not None and may_show_table(found[1]):
                files[found[0].relative_to(folder.resolve()).as_posix()] = found[0]
    return files


def _beside(address: str, folder: Path) -> tuple[Path, bytes] | None:
    path = unquote(address.strip().partition("#")[0].partition("?")[0])
    if not path or path.startswith("/") or any(mark in path for mark in ":\\\0"):
        return None
    try:
        root = folder.resolve()
        file = (root / path).resolve()
        if file.is_relative_to(root) and file.is_file() and file.stat().st_size <= LIMITS.file_bytes:
            return file, file.read_bytes()
    except OSError:
        pass
    return None


def may_show_table(image: bytes) -> bool:
    """Say whether the file of a picture is one, and large enough to show a table."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(image), formats=_FORMATS) as picture:  # reads the head of the file only
            return bool(picture.width >= _LEAST[0] and picture.height >= _LEAST[1])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def with_tables(document: Document, *, able: bool) -> Document:
    """Return a document with what was recognised in its pictures between the blocks of text.

    ``able`` says whether the extra that recognises is there.

    Raises GoujiError where nothing but pictures is there, and none could be recognised.
    """
    found: list[_Found] = []
    notes: list[Note] = []
    for number, picture in enumerate(document.pictures):
        try:
            scanned = _scanned(document.source.name, picture) if able and number < _MOST else _LACKING
        except NoTextError:  # no table in it: a photograph, a drawing
            continue
        if isinstance(scanned, Text):
            notes.append(_unread(document, picture, scanned))
        else:
            found.append((picture, scanned))
    if not found and not document.blocks and all(note.code != _RECOGNISED for note in document.notes):
        name = document.source.name
        said = notes[0].text if able and notes else None
        raise GoujiError(f"{name}：{said.zh}", f"{name}: {said.en}") if said else picture_unread(name)
    read = {picture.place for picture, _ in found if picture.whole}
    left = [note for note in document.notes if note.code not in _PAGE_UNREAD or note.place not in read]
    document = replace(document, pictures=(), notes=(*left, *notes))
    return _joined(document, found) if found else document


def _scanned(name: str, picture: BodyPicture) -> Document | Text:
    """Recognise a picture, or say why that cannot be done. Raises NoTextError where it shows no table."""
    if not picture.image:
        return _CHANGED
    if picture.extent is not None and not may_show_table(picture.image):
        return _FOREIGN
    kind = "image/*" if picture.whole else PART
    try:
        return apart.read("scan", picture.image, Source(name, "", kind, len(picture.image)))
    except NoTextError:
        raise
    except GoujiError as error:
        return error.text


def _unread(document: Document, picture: BodyPicture, why: Text) -> Note:
    above = next(
        (block.text for block in reversed(document.blocks[: picture.before]) if not isinstance(block, Grid)),
        "",
    )[-_SAID:]
    zh, en = (f"“{above}”之后的", f"behind “{above}”") if above else ("文首的", "at the beginning")
    if picture.extent is not None:
        zh, en = f"{picture.place.said('zh')}的", f"on {picture.place.said('en')}"
    return Note(
        "picture_unread",
        Text(
            f"{zh}图片没有读取；如是表格，其中的数均未读出。{why.zh}",
            f"The picture {en} was not read; if it is a table, neither were its figures. {why.en}",
        ),
        picture.place,
    )


def _joined(document: Document, found: Sequence[_Found]) -> Document:
    """Put the grids between the blocks of a document; all its tables are counted anew."""
    blocks: list[Block] = []
    recognised: dict[Place, RecognisedText] = {}
    numbers: dict[int | None, int] = {}
    outlines: defaultdict[int | None, list[Outline]] = defaultdict(list)
    tables = 0

    def moved(place: Place) -> Place:
        return place._replace(table=numbers.get(place.table, place.table))

    for at in range(len(document.blocks) + 1):
        for picture, scan in found:
            page = picture.place.page
            for block in scan.blocks if picture.before == at else ():
                tables += isinstance(block, Grid)
                spots = block.cells if isinstance(block, Grid) else (block,)
                own = {spot.place: _as_one_of(spot.place, page, tables) for spot in spots}
                recognised |= {place: scan.recognised[one] for one, place in own.items()}
                outlines[page] += [
                    Outline(own[outline.place], _on_page(outline.extent, sheet, picture.extent))
                    for sheet in scan.pages
                    for outline in sheet.outlines
                    if outline.place in own
                ]
                if isinstance(block, Grid):
                    cells = tuple(cell._replace(place=own[cell.place]) for cell in block.cells)
                    blocks.append(Grid(cells, _as_one_of(block.place, page, tables), block.geometry))
                else:
                    blocks.append(block._replace(place=own[block.place]))
        for block in document.blocks[at : at + 1]:
            if isinstance(block, Grid):
                tables += 1
                numbers[block.place.table] = tables
                cells = tuple(cell._replace(place=moved(cell.place)) for cell in block.cells)
                blocks.append(Grid(cells, moved(block.place), block.geometry))
            else:
                blocks.append(block)
    notes = tuple(replace(note, place=note.place and moved(note.place)) for note in document.notes)
    shown = {picture.place.page: scan.pages[0].picture for picture, scan in found if picture.whole}
    pages = (
        replace(
            page,
            outlines=(
                *(outline._replace(place=moved(outline.place)) for outline in page.outlines),
                *outlines[page.number],
            ),
            picture=shown.get(page.number, page.picture),
        )
        for page in document.pages
    )
    return replace(
        document,
        blocks=tuple(blocks),
        notes=notes,
        open_end=document.open_end and moved(document.open_end),
        pages=tuple(pages),
        recognised=recognised,
    )


def _as_one_of(place: Place, page: int | None, table: int) -> Place:
    """Return a place in a picture alone as one in the report, whose ``table``-th table that of a cell is."""
    return place._replace(page=page, table=place.table and table)


def _on_page(extent: Extent, alone: PrintedPage, box: Extent | None) -> Extent:
    """Return where something in a picture, which is a page ``alone``, is on the page that has it in a box."""
    x0, y0, x1, y1 = box or (0.0, 0.0, alone.width, alone.height)
    across, down = (x1 - x0) / alone.width, (y1 - y0) / alone.height
    left, top, right, bottom = extent
    return (
        round(x0 + left * across, 1),
        round(y0 + top * down, 1),
        round(x0 + right * across, 1),
        round(y0 + bottom * down, 1),
    )

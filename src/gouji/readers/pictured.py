"""Pictures between the paragraphs of a report: their tables are recognised as those of a scan are.

Readers of web pages and Word files say where such pictures stand (:class:`BodyPicture`) and
read nothing in them. Each table found in one is a grid of its own between the blocks of text; all of its
cells are ``recognised``. Without the extra ``gouji[ocr]``, and where a picture cannot be recognised, a note
says which picture was not read.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from gouji.model.document import Grid, Note, Place, Source
from gouji.model.text import GoujiError, Text
from gouji.readers import apart
from gouji.readers.limits import LIMITS, NoTextError
from gouji.readers.media import picture_unread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gouji.model.document import Block, BodyPicture, Document, RecognisedText

    #: A picture, and the document of its tables.
    _Found = tuple[BodyPicture, Document]


#: Pixels that the picture of a table is wide and high at least: below are logos, buttons and icons.
_LEAST: Final = (300, 60)
_FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "GIF")
_DATA: Final = re.compile(r"\s*data:image/[\w.+-]+\s*(?:;[^;,]*)*;\s*base64\s*,", re.I)
#: Of a report with more pictures than this the first ones are recognised.
_MOST: Final = 40
_LACKING: Final = Text(
    "安装 gouji[ocr] 后可以识别，再用 gouji confirm 对照图像逐格确认；或向发布单位索取可复制文字的原件。",
    "gouji[ocr] recognises it, for each cell to be confirmed with gouji confirm; or ask the agency for the "
    "original with its text.",
)
_CHANGED: Final = Text(
    "它被裁切或旋转过，或图片文件不在手边，没有识别。",
    "It is cut or turned, or its file is not at hand, and it was not recognised.",
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
        image = found
    return image if may_show_table(image) else None


def _beside(address: str, folder: Path) -> bytes | None:
    path = unquote(address.strip().partition("#")[0].partition("?")[0])
    if not path or path.startswith("/") or any(mark in path for mark in ":\\\0"):
        return None
    try:
        root = folder.resolve()
        file = (root / path).resolve()
        if file.is_relative_to(root) and file.is_file() and file.stat().st_size <= LIMITS.file_bytes:
            return file.read_bytes()
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
    if not found and not document.blocks:
        raise picture_unread(document.source.name)
    left = replace(document, pictures=(), notes=(*document.notes, *notes))
    return _joined(left, found) if found else left


def _scanned(name: str, picture: BodyPicture) -> Document | Text:
    """Recognise a picture, or say why that cannot be done. Raises NoTextError where it shows no table."""
    if not picture.image:
        return _CHANGED
    try:
        return apart.read("scan", picture.image, Source(name, "", "image/*", len(picture.image)))
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
    tables = 0

    def moved(place: Place) -> Place:
        return place._replace(table=numbers.get(place.table, place.table))

    for at in range(len(document.blocks) + 1):
        for picture, scan in found:
            for grid in scan.blocks if picture.before == at else ():
                if isinstance(grid, Grid):
                    tables += 1
                    own = {cell.place: _of_table(cell.place, tables) for cell in grid.cells}
                    recognised |= {place: scan.recognised[one] for one, place in own.items()}
                    cells = tuple(cell._replace(place=own[cell.place]) for cell in grid.cells)
                    blocks.append(Grid(cells, _of_table(grid.place, tables), grid.geometry))
        for block in document.blocks[at : at + 1]:
            if isinstance(block, Grid):
                tables += 1
                numbers[block.place.table] = tables
                cells = tuple(cell._replace(place=moved(cell.place)) for cell in block.cells)
                blocks.append(Grid(cells, moved(block.place), block.geometry))
            else:
                blocks.append(block)
    notes = tuple(replace(note, place=note.place and moved(note.place)) for note in document.notes)
    return replace(
        document,
        blocks=tuple(blocks),
        notes=notes,
        open_end=document.open_end and moved(document.open_end),
        recognised=recognised,
    )


def _of_table(place: Place, number: int) -> Place:
    """Return the place of a cell of a picture alone, or its table's, as one in the report."""
    return place._replace(page=None, table=number)

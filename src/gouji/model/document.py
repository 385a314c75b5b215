"""What every reader gives: a document of paragraphs and grids, each with its place in the source.

A reader says what is printed where. It knows no statutory form, matches no label and adds nothing up.

What a report has by the hundred is a named tuple: making one takes a third of the time of a frozen dataclass.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gouji.model.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


Geometry = Literal["exact", "loose"]

#: What a cell's text has where the cell shows a picture, a drawn formula or a form's field: Unicode's object
#: replacement character.
PICTURE: Final = "\ufffc"
#: Where something is printed, or may be, and the file does not say what: Unicode's replacement character.
UNKNOWN: Final = "\ufffd"


class Place(NamedTuple):
    """Where a person finds something in the source. All numbers count from 1.

    ``line`` and ``field`` (tab- or pipe-separated field of that line) for text, ``page`` for PDF,
    ``table``/``row``/``column`` for tables of any container, ``paragraph`` for word processors,
    ``sheet`` and ``reference`` (``B4``) for spreadsheets.
    """

    line: int | None = None
    field: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    paragraph: int | None = None
    sheet: str | None = None
    reference: str | None = None

    def said(self, lang: Lang) -> str:
        """Say the place in words: ``第 3 页，第 2 个表格，第 5 行第 4 列``."""
        zh_en = (
            (self.sheet, "工作表“{}”", "sheet “{}”"),
            (self.reference, "单元格 {}", "cell {}"),
            (self.page, "第 {} 页", "page {}"),
            (self.table, "第 {} 个表格", "table {}"),
            (self.row, "第 {} 行", "row {}"),
            (self.column, "第 {} 列", "column {}"),
            (self.paragraph, "第 {} 段", "paragraph {}"),
            (self.line, "原文第 {} 行", "line {}"),
            (self.field, "第 {} 栏", "field {}"),
        )
        parts = [(zh if lang == "zh" else en).format(value) for value, zh, en in zh_en if value is not None]
        return ("，" if lang == "zh" else ", ").join(parts)

    def text(self) -> Text:
        """Return the place in both languages."""
        return Text(self.said("zh"), self.said("en"))


class Paragraph(NamedTuple):
    """A run of prose, a heading, or one line of a plain text.

    Plain text keeps its empty lines as paragraphs with empty ``text``: in some copies they are the
    only trace of an empty table cell. Containers with real paragraphs leave empty ones out.
    """

    text: str
    place: Place
    heading: bool = False


class GridCell(NamedTuple):
    r"""One cell of a grid as printed. ``row`` and ``column`` count from 0, spans are at least 1.

    ``text`` is as the source has it; line breaks inside the cell are ``\n``.
    """

    text: str
    row: int
    column: int
    place: Place
    rowspan: int = 1
    colspan: int = 1


_column = attrgetter("column")


@dataclass(frozen=True)
class Grid:
    """A table as the container has it.

    ``geometry`` is ``exact`` where the container states which columns a cell covers (HTML, DOCX, XLSX,
    ruled PDF), ``loose`` where columns are only counted separators and may shift (tabs, pipes, aligned
    text). Cells are in reading order and never overlap; a position covered by no cell does not exist in
    the source, a position with an empty cell does.
    """

    cells: tuple[GridCell, ...]
    place: Place
    geometry: Geometry

    @cached_property
    def rows(self) -> Sequence[Sequence[GridCell]]:
        """Cells grouped by the row they start in, left to right; rows without own cells are empty."""
        height = max([cell.row for cell in self.cells], default=-1) + 1
        rows: list[list[GridCell]] = [[] for _ in range(height)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        for row in rows:
            row.sort(key=_column)
        return rows

    @property
    def width(self) -> int:
        """Number of columns, spans counted."""
        return max((cell.column + cell.colspan for cell in self.cells), default=0)


Block = Paragraph | Grid


def behind(blocks: Sequence[Block], more: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks of a document that goes on in the same file, its paragraphs and tables counted on."""
    tables = sum(isinstance(block, Grid) for block in blocks)
    paragraphs = len(blocks) - tables
    for block in more:
        if isinstance(block, Paragraph):
            place = block.place._replace(paragraph=(block.place.paragraph or 0) + paragraphs)
            yield block._replace(place=place)
            continue
        table = (block.place.table or 0) + tables
        cells = [cell._replace(place=cell.place._replace(table=table)) for cell in block.cells]
        yield replace(block, cells=tuple(cells), place=block.place._replace(table=table))


#: Left, top, right and bottom on a page as a reader sees it, in points from its top left corner.
Extent = tuple[float, float, float, float]


class PrintedWord(NamedTuple):
    """A word on a page: where its base line starts, how wide it is and of which font size (points)."""

    text: str
    x: float
    y: float
    width: float
    size: float


class Outline(NamedTuple):
    """Where something is printed: a cell of a table, or ``text``, one line of a paragraph."""

    place: Place
    extent: Extent
    text: str = ""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of a fixed layout as it was read: its words, ruling lines, and where the places on it are.

    Lengths are points, rounded to tenths. ``rules`` are the lines from their first to their last corner.
    ``picture`` is a small PNG of a page that was recognised, empty where its words were read.
    """

    number: int
    width: float
    height: float
    words: tuple[PrintedWord, ...] = ()
    rules: tuple[Extent, ...] = ()
    outlines: tuple[Outline, ...] = ()
    picture: bytes = b""


class RecognisedText(NamedTuple):
    """What character recognition made of the picture of one place; nothing confirms it but a person.

    ``picture`` is a PNG of the place as cut from the page (empty only for prose). ``probability`` is that of
    the least certain character, 0 to 1. ``other`` is what another engine, or another cut of the same place,
    reads; None where there was no second reading.
    """

    text: str
    picture: bytes
    probability: float = 1.0
    other: str | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the picture."""
        return hashlib.sha256(self.picture).hexdigest()


class BodyPicture(NamedTuple):
    """A picture between the paragraphs of a report, not in a cell, that may show a table.

    ``image`` is its file, empty where what is shown is not the file as it stands (cut, turned) or no file is
    at hand. ``before`` is the number of blocks before it. Of a fixed layout it has its ``extent`` on the
    page, and ``whole`` says that it is all of the page, whose words may be recognised as well.
    """

    place: Place
    image: bytes
    before: int
    extent: Extent | None = None
    whole: bool = False


class Confirmation(NamedTuple):
    """Who said what a picture shows, and when (ISO 8601); ``cell`` is the id of the cell it was said of."""

    by: str
    when: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was read: its name (never a path), digest of its bytes, media type, size."""

    name: str
    sha256: str
    media_type: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the audit should know about how the source was read.

    ``table`` is the statutory table that it speaks of, where it is said of one.
    """

    code: str
    text: Text
    place: Place | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report as published: blocks in reading order.

    ``metadata`` holds what the container itself states about the document outside its text, under the
    container's own names in lower case (``pubdate``, ``contentsource``, ``title``, …). ``open_end`` is the
    place of what is printed last where the file ends before it may have ended. ``pages`` are those of a fixed
    layout (PDF, OFD). ``pictures`` are those that a reader leaves unread. ``recognised`` has, by place,
    every paragraph and every cell of a grid whose text was recognised in a picture; of those in ``confirmed``
    the blocks have what a person says is printed there.
    """

    source: Source
    blocks: tuple[Block, ...]
    metadata: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    open_end: Place | None = None
    pages: tuple[PrintedPage, ...] = ()
    pictures: tuple[BodyPicture, ...] = ()
    recognised: Mapping[Place, RecognisedText] = field(default_factory=dict)
    confirmed: Mapping[Place, Confirmation] = field(default_factory=dict)

    @property
    def unconfirmed(self) -> frozenset[Place]:
        """The places whose text was recognised and confirmed by nobody."""
        return frozenset(self.recognised.keys() - self.confirmed.keys())

    @property
    def texts(self) -> Iterator[str]:
        """The text of every paragraph and of every cell of every grid, in reading order."""
        for block in self.blocks:
            if isinstance(block, Grid):
                yield from [cell.text for cell in block.cells]
            else:
                yield block.text

"""The document as lines of a table: a grid row, or a stretch of text split into words and values.

Every container comes down to the same thing here: a line has pieces from left to right, some of them
label text, some of them printed values, each with its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gouji.extract.labels import split_number
from gouji.model.document import PICTURE, UNKNOWN, Grid
from gouji.model.text import memoised
from gouji.model.values import has_value, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Document, Geometry, Place


#: A text line longer than this with a full stop in it is prose.
PROSE = 120
#: A stretch of prose between full stops is a table run together if it has so many values, and one word in so
#: many is a value.
RUN_TOGETHER, DENSE = 8, 3

#: What prints more characters than this is no value.
LONGEST_VALUE = 40

#: Marks for what is shown and cannot be read.
_MARKS: Final = dict.fromkeys(map(ord, (PICTURE, UNKNOWN)))
#: A figure that nobody can read, but no word: --253.
_SIGNED_TWICE = re.compile(r"\s*[-－−﹣–—+＋]{2,}\s*\d[\d,.]*\s*")
_PAGE_NUMBER = re.compile(
    r"[-—–―~·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/／共]\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–―~·\s]*"
)
_SET_OFF = re.compile(r"[-—–―~·第页]")
_REMARK = re.compile(r"\s*(?:备?注|说明|填表说明)\s*[:：]")
_DIGIT = re.compile(r"\d")
# both begin with what they look for, not with what must stand in front of it: so a text is searched faster
UNIT_APART = re.compile(
    r"[ \u00a0\u3000](?<=\d.)[ \u00a0\u3000]*"
    r"(?=(?:[余多几万亿千百十]+[美欧日港]?元?[件项条个次份]?|[美欧日港]?元)(?:\s|$))"
)
BETWEEN_LABELS = re.compile(
    r"\d(?<=[\u4e00-\u9fff）)”].)\d*(?=[\u4e00-\u9fff（(])(?![件条次项个年月日号届余多万亿元类名期篇份（(])"
)
_GLUED_TAIL = re.compile(r"(?P<label>.*[\u4e00-\u9fff)）”\"])(?P<value>\d[\d,.]*)")
_GLUED_HEAD = re.compile(r"(?P<digits>\d+)(?P<rest>[.、．]?\D.*)", re.DOTALL)
_FIGURE = re.compile(r"\s*\d[\d,.]*\s*[件项条个次宗起份元万亿余多（(]")
#: A heading that a tool made up: its number is no figure glued to a label.
_MADE_UP = re.compile(r"(?:数据|列|栏|字段|Unnamed:?|Column)\d{1,2}", re.IGNORECASE)
#: What goes on behind a figure and makes it another one, or none: 12万件, 12余件, 12%, 12月.
_GOES_ON = re.compile(r"[余多万亿千百十几来元角件条项次宗起份年月日号时点分秒名人份天周届期]")
_LABEL_START = re.compile(r"[（(]?[一二三四五六七八九十][）)、.．]|[\u4e00-\u9fff]")


class Piece(NamedTuple):
    """A label or a value: what a grid cell or a word of a text line prints.

    ``column`` and ``span`` are the columns a grid cell covers, ``height`` its number of rows; ``column`` is
    None in running text.
    """

    text: str
    place: Place
    column: int | None = None
    span: int = 1
    height: int = 1

    @property
    def is_value(self) -> bool:
        """Whether it prints a number or a placeholder."""
        return looks_like_value(self.text)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed."""
        return _prints(self.text) == "nothing"


class TableLine:
    """One row of a grid (``grid`` is its geometry) or one stretch of running text (None); never changed.

    An empty line of running text is a line with one blank piece. ``label_pieces`` are the pieces that print
    words, ``values`` those that print numbers or placeholders, both in order; ``leading_words`` are the words
    before the first value. In a grid, a picture or what is not to be read is neither: its cell is not empty.
    """

    __slots__ = ("block", "grid", "index", "label_pieces", "leading_words", "pieces", "values")

    label_pieces: tuple[Piece, ...]
    values: tuple[Piece, ...]
    leading_words: tuple[Piece, ...]

    def __init__(
        self, index: int, pieces: tuple[Piece, ...], block: int, grid: Geometry | None = None
    ) -> None:
        self.index, self.pieces, self.block, self.grid = index, pieces, block, grid
        as_words = ("words", "mark") if grid is None else ("words",)
        if len(pieces) == 1:  # as on most lines of running text
            what = _prints(pieces[0].text)
            self.label_pieces = self.leading_words = pieces if what in as_words else ()
            self.values = pieces if what == "value" else ()
            return
        words: list[Piece] = []
        values: list[Piece] = []
        leading = None
        for piece in pieces:
            what = _prints(piece.text)
            if what in as_words:
                words.append(piece)
            elif what == "value":
                if leading is None:
                    leading = tuple(words)
                values.append(piece)
        self.label_pieces, self.values = tuple(words), tuple(values)
        self.leading_words = self.label_pieces if leading is None else leading

    @property
    def label(self) -> str:
        """Everything in words on the line, joined."""
        words = self.label_pieces
        return words[0].text if len(words) == 1 else "".join([piece.text for piece in words])

    @property
    def is_empty(self) -> bool:
        """Whether the source prints nothing on the line."""
        return not self.label_pieces and not self.values

    @property
    def is_values_only(self) -> bool:
        """Whether the line is running text that prints nothing but values."""
        return self.grid is None and 0 < len(self.values) == len(self.pieces)


@memoised
def _prints(text: str) -> Literal["nothing", "value", "words", "mark"]:
    """Return what a text prints; a mark for what cannot be read stands alone or beside a value."""
    if is_blank(text):
        return "nothing"
    marked = PICTURE in text or UNKNOWN in text
    if marked and _prints(text.translate(_MARKS)) in ("nothing", "value"):
        return "mark"
    if len(text) > LONGEST_VALUE:
        return "words"
    return "value" if has_value(text) or _SIGNED_TWICE.fullmatch(text) else "words"


def looks_like_value(text: str) -> bool:
    """Say whether a piece prints a number or a placeholder, in whatever unit."""
    return _prints(text) == "value"


def is_loose(*lines: TableLine) -> bool:
    """Whether what lines print together may not be all of a cell: several lines, or a page without rules."""
    return len(lines) > 1 or any(
        line.grid != "exact" and piece.place.page is not None for line in lines for piece in line.pieces[:1]
    )


def begins_like_figure(text: str) -> bool:
    """Whether words begin with a figure and its unit or a remark, which is no numbering: 121（含2件）."""
    return _FIGURE.match(text) is not None


def lines_of(document: Document) -> list[TableLine]:
    """Return the document's lines in reading order, numbered, without page numbers standing alone."""
    lines: list[TableLine] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            for row in block.rows:
                pieces = tuple([Piece(c.text, c.place, c.column, c.colspan, c.rowspan) for c in row])
                for part in _rows_apart(pieces):
                    lines.append(TableLine(len(lines), part, number, block.geometry))
        else:
            for words in _stretches(block.text):
                pieces = tuple([Piece(word, block.place) for word in words])
                lines.append(TableLine(len(lines), pieces, number))
    return lines


def _rows_apart(pieces: tuple[Piece, ...]) -> Sequence[tuple[Piece, ...]]:
    """The rows that a grid row holds: several, where a cell has numbered labels on lines of their own.

    Every cell behind the labels must have as many lines, or print nothing.
    """
    for at, piece in enumerate(pieces):
        labels = piece.text.split("\n") if "\n" in piece.text else ()
        if len(labels) < 2 or not all(split_number(label)[0] for label in labels):
            continue
        cells = [other.text.split("\n") for other in pieces[at + 1 :]]
        if not cells or not all(len(cell) == len(labels) or cell == [""] for cell in cells):
            break
        parts = [[label, *(cell[n] if any(cell) else "" for cell in cells)] for n, label in enumerate(labels)]
        own = [
            tuple(one._replace(text=text) for one, text in zip(pieces[at:], part, strict=True))
            for part in parts
        ]
        return [(*pieces[:at], *own[0]), *own[1:]]
    return (pieces,)


def table_texts(text: str) -> list[str]:
    """The parts of a paragraph that may print rows of a table: all of a short one, what is dense of prose."""
    if len(text) <= PROSE or "。" not in text:
        return [text]
    return [part for part in text.split("。") if _is_run_together(part)]


def _is_run_together(text: str) -> bool:
    words = text.split()
    if len(words) < RUN_TOGETHER:
        return False
    values = sum(looks_like_value(word) for word in words)
    return values >= RUN_TOGETHER and values * DENSE >= len(words)


def is_page_number(text: str) -> bool:
    """Say whether a text line is a page number set off as such (``- 4 -``, ``第 4 页``), not a bare value."""
    text = text.strip()
    return len(text) > 2 and bool(_PAGE_NUMBER.fullmatch(text)) and bool(_SET_OFF.search(text))


@memoised
def _stretches(paragraph: str) -> tuple[tuple[str, ...], ...]:
    """The words of a paragraph as lines of a table; one blank word of an empty one.

    A page number and a remark are no lines.
    """
    if not paragraph:
        return (("",),)
    if is_page_number(paragraph) or _REMARK.match(paragraph):
        return ()
    return tuple([words for text in table_texts(paragraph) for words in _split(text)])


def _split(text: str) -> Iterator[tuple[str, ...]]:
    """Split a text line before every word that follows a value: ``0 0四、结转 0`` is two stretches."""
    words: list[str] = []
    for word in words_of_line(text):
        if words and looks_like_value(words[-1]) and not looks_like_value(word):
            yield tuple(words)
            words = []
        words.append(word)
    yield tuple(words)


def words_of_line(text: str) -> Iterator[str]:
    """Yield the words of a line of running text, numbers apart from labels and from units glued to them."""
    if not _DIGIT.search(text):  # nothing else is glued to a label, or set apart from its unit
        yield from text.split()
        return
    words = BETWEEN_LABELS.sub(r" \g<0> ", UNIT_APART.sub("", text)).split()
    position = 0
    while position < len(words):
        word = words[position]
        following = words[position + 1] if position + 1 < len(words) else ""
        if position == 0 and numbers_a_label(word, following):
            word, position = f"{word} {following}", position + 1
        yield from unglued(word)
        position += 1


def numbers_a_label(word: str, following: str) -> bool:
    """``1 属于国家秘密`` at the start of a line: the digit is numbering, not a value."""
    return len(word) == 1 and word in "12345678" and bool(re.match(r"[\u4e00-\u9fff]", following))


def unglued(word: str) -> Iterator[str]:
    """Separate values from the label they are glued to: ``65四、结转``, ``02.没有现成信息``, ``数量30``."""
    if looks_like_value(word) or _MADE_UP.fullmatch(word):
        yield word
        return
    if match := _GLUED_HEAD.fullmatch(word):
        digits, rest = match["digits"], match["rest"]
        numbered = rest[0] in ".、．"
        if numbered and len(digits) > 1 and _LABEL_START.match(rest[1:]):
            yield digits[:-1]
            word = digits[-1] + rest
        elif _begins_a_label(rest) and (split_number(rest)[0] or len(digits) > 1 or digits not in "12345678"):
            yield digits
            word = rest
    if match := _GLUED_TAIL.fullmatch(word):
        yield match["label"]
        yield match["value"]
    else:
        yield word


def _begins_a_label(text: str) -> bool:
    """Whether what follows a figure can be the next row's label and no part of the figure."""
    return _LABEL_START.match(text) is not None and _GOES_ON.match(text) is None

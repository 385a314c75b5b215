"""Words that may be a row or column of the form that was not found: its label, or what stands in its place.

That a row is missing can be said of a report only where the rows around it are found and nothing is printed
between them, nor its label anywhere else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gouji.document import Paragraph
from gouji.extract.labels import SHORT, bare, core
from gouji.extract.rows import LONGEST_LABEL, row_labels
from gouji.filing import UnplacedLabel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from gouji.document import Block, Place
    from gouji.extract.lines import Line, Piece
    from gouji.extract.reading import TableReading
    from gouji.extract.rows import Match
    from gouji.forms import Column, Row, Table

    #: Words of lines that belong to no row found, by the number of the line.
    Words = Mapping[int, Sequence[Piece]]

#: From here on words are a row's own label, in its place or not.
OWN: Final = 0.9
#: The sentence that the form prints in the head of table three.
_BALANCE: Final = "勾稽关系"
_WORD: Final = re.compile(r"[\u3400-\u9fff]")
#: So many places are named for one row or column.
_MOST: Final = 3


def note_unplaced(
    tables: Mapping[str, Table],
    readings: Mapping[str, TableReading],
    matched: Mapping[str, Sequence[Match]],
    lines: Mapping[str, Sequence[Line]],
    blocks: Sequence[Block],
    titles: AbstractSet[str],
) -> None:
    """Add to what was read of each table the words in question for all that it has no label of.

    ``lines`` are those among which each table stands, ``blocks`` those in which all of them do, ``matched``
    the rows found (none for table four, whose groups stand side by side), ``titles`` the :func:`core` of the
    titles of sections.
    """
    known = titles | {core(words) for table in tables.values() for words in _headings(table)}
    used = {line.index: line for matches in matched.values() for match in matches for line in match.lines}
    for name, table in tables.items():
        found = {label.element for label in readings[name].labels}
        missing = [element for element in _elements(table) if element not in found]
        if not missing or len(missing) == len(_elements(table)):
            continue
        own_names = known if name in matched else known | {core(n) for row in table.rows for n in row.names}
        words: Words = {
            line.index: pieces
            for line in lines[name]
            if line.index not in used and (pieces := [*_words(line, own_names)])
        }
        for element in missing:
            row_or_column = _elements(table)[element]
            between = _in_place_of(element, table, matched.get(name, ()), words, lines[name])
            own = _own_label(row_or_column, table, words, lines[name], blocks) if name in matched else []
            readings[name].unplaced += [
                *(UnplacedLabel(element, text, place, own=True) for text, place in own[:_MOST]),
                *(UnplacedLabel(element, p.text, p.place) for p in between[:_MOST]),
            ]


def _elements(table: Table) -> dict[str, Row | Column]:
    """Rows and columns of a table by the elements that labels name."""
    rows: dict[str, Row | Column] = {f"{table.id}/{row.id}": row for row in table.rows}
    return rows | {f"{table.id}/*/{column.id}": column for column in table.columns}


def _in_place_of(
    element: str, table: Table, matches: Sequence[Match], words: Words, lines: Sequence[Line]
) -> list[Piece]:
    """Words between the rows around a row that was not found; for a column all that stand over the rows."""
    own_lines = [line for match in matches for line in match.lines]
    # beside a grid stands no row of it; a table of running text may go on anywhere
    in_grids = bool(own_lines) and all(line.grid for line in own_lines)
    blocks = {line.block for line in own_lines} if in_grids else None
    block_of = {line.index: line.block for line in lines}
    rows = [f"{table.id}/{row.id}" for row in table.rows]
    number = rows.index(element) if element in rows else -1
    after = max((match.last for match in matches if match.row < number), default=-1)
    before = min((match.first for match in matches if match.row > number), default=lines[-1].index + 1)
    return [
        piece
        for index, pieces in words.items()
        if after < index < before and (blocks is None or block_of[index] in blocks)
        for piece in pieces
    ]


def _own_label(
    element: Row | Column, table: Table, words: Words, lines: Sequence[Line], blocks: Sequence[Block]
) -> list[tuple[str, Place]]:
    """Where the label itself is printed: in another line, together with another label, or in a paragraph."""
    names = [core(name) for name in element.names if len(core(name)) > SHORT]
    number = next((n for n, row in enumerate(table.rows) if row is element), None)
    likeness = row_labels((table,)).likeness
    found = [
        (line.label, line.label_pieces[0].place)
        for line in lines
        if line.label_pieces and any(name in core(line.label) for name in names)
    ]
    if number is not None:
        found += [
            (piece.text, piece.place)
            for pieces in words.values()
            for piece in pieces
            if dict(likeness(piece.text)).get(number, 0.0) >= OWN
        ]
    # what looks like prose is no line of a table, but a copy may have run a table into it
    found += [
        (block.text[:LONGEST_LABEL], block.place)
        for block in blocks
        if isinstance(block, Paragraph) and any(name in core(block.text) for name in names)
    ]
    return list(dict.fromkeys(found))


def _headings(table: Table) -> Iterator[str]:
    """Everything that a form prints in and over a table but for the labels of its rows."""
    yield from (table.title, "信息内容", *table.group_labels)
    for column in table.columns:
        yield from (*column.names, *column.groups)
    for row in table.rows:
        yield from (row.item, *row.groups)


def _words(line: Line, known: AbstractSet[str]) -> Iterator[Piece]:
    """The pieces of a line that may be a label: neither headings of the form nor prose."""
    for piece in line.label_pieces:
        words = core(piece.text)
        if not _WORD.search(words) or words in known or bare(piece.text) in known or _BALANCE in words:
            continue
        if len(words) <= LONGEST_LABEL and "。" not in piece.text:
            yield piece

"""Rows that the source has and the form has not, and words that may be a row or column not found.

That a row is missing can be said of a report only where the rows around it are found and nothing is printed
between them, nor its label anywhere else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gouji.extract.doubts import figures_without_label
from gouji.extract.headers import CORNER, headings_of
from gouji.extract.labels import SHORT, bare, core, split_number
from gouji.extract.lines import begins_like_figure
from gouji.extract.rows import LONGEST_LABEL, row_labels
from gouji.extract.slots import stream_behind
from gouji.model.document import Note, Paragraph
from gouji.model.filing import ExtraRow, UnplacedLabel
from gouji.model.text import Text, tight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from gouji.extract.doubts import TableReading
    from gouji.extract.lines import Piece, TableLine
    from gouji.extract.rows import Match
    from gouji.model.document import Block, Place
    from gouji.model.form import Column, Row, Table

    #: Words of lines that belong to no row found, by the number of the line.
    Words = Mapping[int, Sequence[Piece]]
    from collections.abc import Collection


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
    lines: Mapping[str, Sequence[TableLine]],
    blocks: Sequence[Block],
    titles: frozenset[str],
) -> None:
    """Add to what was read of each table the words in question for all that it has no label of.

    ``lines`` are those among which each table stands, ``blocks`` those in which all of them do, ``matched``
    the rows found (none for table four, whose groups stand side by side), ``titles`` the :func:`core` of the
    titles of sections.
    """
    known = titles.union(*map(_headings, tables.values()))
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
            if line.index not in used
            and (pieces := [*_words(line, own_names)] or [*figures_without_label(line, table)])
        }
        for element in missing:
            row_or_column = _elements(table)[element]
            between = _in_place_of(element, table, matched.get(name, ()), words, lines[name])
            own = _own_label(row_or_column, table, words, lines[name], blocks) if name in matched else []
            readings[name].unplaced += [
                *(UnplacedLabel(element, text, place, own=True) for text, place in own[:_MOST]),
                *(UnplacedLabel(element, p.text, p.place) for p in between[:_MOST]),
            ]


@lru_cache(maxsize=32)
def _elements(table: Table) -> dict[str, Row | Column]:
    """Rows and columns of a table by the elements that labels name."""
    rows: dict[str, Row | Column] = {f"{table.id}/{row.id}": row for row in table.rows}
    return rows | {f"{table.id}/*/{column.id}": column for column in table.columns}


def _in_place_of(
    element: str, table: Table, matches: Sequence[Match], words: Words, lines: Sequence[TableLine]
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
    element: Row | Column, table: Table, words: Words, lines: Sequence[TableLine], blocks: Sequence[Block]
) -> list[tuple[str, Place]]:
    """Where the label itself is printed: in another line, together with another label, or in a paragraph."""
    names = [core(name) for name in element.names if len(core(name)) > SHORT]
    number = next((n for n, row in enumerate(table.rows) if row is element), None)
    # （七）总计 is the row's, 总计 a column's
    printed = "" if number is None else table.rows[number].printed
    whole = tight(printed) if split_number(printed)[0] else None
    likeness = row_labels((table,)).likeness
    found = [
        (line.label, line.label_pieces[0].place)
        for line in lines
        if line.label_pieces
        and (
            any(name in core(line.label) for name in names)
            or any(tight(piece.text) == whole for piece in line.label_pieces)
        )
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


@lru_cache(maxsize=32)
def _headings(table: Table) -> frozenset[str]:
    """The :func:`core` of all that a form prints in and over a table but for the labels of its rows."""
    words = [table.title, CORNER, *table.group_labels]
    for column in table.columns:
        words += (*column.names, *column.groups)
    for row in table.rows:
        words += (row.item, *row.groups)
    return frozenset(map(core, words))


def _words(line: TableLine, known: AbstractSet[str]) -> Iterator[Piece]:
    """The pieces of a line that may be a label: neither headings of the form nor prose."""
    for piece in line.label_pieces:
        words = core(piece.text)
        if not _WORD.search(words) or words in known or bare(piece.text) in known or _BALANCE in words:
            continue
        if len(words) <= LONGEST_LABEL and "。" not in piece.text:
            yield piece


_LABEL_WORD, _DIGIT = re.compile(r"[A-Za-z\u3400-\u9fff]"), re.compile(r"\d")
#: A table's headings stand at most so many lines above its first row.
ABOVE = 20
#: A text of more characters that tell labels apart is no label.
LONGEST = 70


def extra_rows(
    table: Table, matches: Sequence[Match], lines: Sequence[TableLine], after: int
) -> tuple[list[ExtraRow], list[Note]]:
    """Rows with a label and figures that are none of the form's, and a note for the row that each stands for.

    They stand between the headings and the first row matched, among the rows matched, or below the last one
    in the same grid, in front of the line ``after``.
    """
    if not matches:
        return [], []
    names = headings_of(table.columns).all
    used = {line.index for match in matches for line in match.lines}
    found: dict[int, ExtraRow] = {}
    for line in _where_rows_stand(matches, lines, names, after):
        if (
            not line.label_pieces
            or line.index in used
            or _prints(line, names)
            or figures_without_label(line, table)
        ):
            continue
        if len(core(line.label)) > LONGEST:
            continue
        if (row := _extra_row(table, line, lines)) is not None:
            found[line.index] = row
    return [*found.values()], [*_notes(table, matches, found)]


def _where_rows_stand(
    matches: Sequence[Match], lines: Sequence[TableLine], names: AbstractSet[str], after: int
) -> Iterator[TableLine]:
    blocks = {line.block for match in matches for line in match.lines if line.grid is not None}
    first, last = matches[0].first, matches[-1].last
    above = lines[max(0, first - ABOVE) : first]
    heading = max((line.index for line in above if _prints(line, names)), default=first)
    yield from (line for line in above if line.index > heading and _among(line, blocks))
    yield from (line for line in lines[first:last] if _among(line, blocks))
    for line in lines[last + 1 : after]:
        if line.grid is None or line.block not in blocks or _prints(line, names):
            return
        yield line


def _among(line: TableLine, blocks: Collection[int]) -> bool:
    """Whether a line is one of the table's grids, or runs between them."""
    return line.grid is None or line.block in blocks


def _prints(line: TableLine, names: AbstractSet[str]) -> bool:
    return not names.isdisjoint([core(piece.text) for piece in line.label_pieces])


def _extra_row(table: Table, line: TableLine, lines: Sequence[TableLine]) -> ExtraRow | None:
    """The row that begins on a line; None where it prints no label, or no figure behind it."""
    words = [piece for piece in line.leading_words if _LABEL_WORD.search(piece.text)]
    label = next((piece for piece in reversed(words) if not begins_like_figure(piece.text)), None)
    if label is None:
        return None
    behind = line.pieces[line.pieces.index(label) + 1 :]
    if line.grid is None and not line.values:
        behind = tuple(piece for below in stream_behind(line, lines) for piece in below.values)
    if not any(piece.is_value or _DIGIT.search(piece.text) for piece in behind):
        return None
    return ExtraRow(table.id, label.text, tuple(piece.text for piece in behind), label.place)


def _notes(table: Table, matches: Sequence[Match], found: Mapping[int, ExtraRow]) -> Iterator[Note]:
    """Quote each unknown row beside the row of the form that is not found where it stands.

    Which one it is can be said where as many are unknown between two rows matched as are not found.
    """
    if not found:
        return
    ends = [(-1, -1), *((m.row, m.last) for m in matches), (len(table.rows), max(found) + 1)]
    for (row, last), (following, first) in pairwise(ends):
        missing = table.rows[row + 1 : following]
        there = [extra for at, extra in found.items() if last < at < first]
        if len(missing) == len(there):
            yield from map(_note, missing, there)


def _note(missing: Row, there: ExtraRow) -> Note:
    printed = " ".join(there.label.split())
    figures = " ".join(text for text in there.printed if text.strip())
    return Note(
        "row-label-unknown",
        Text(
            f"没有找到“{missing.printed}”一行：那里印的是“{printed}”（{figures}），不是格式规定的行名。"
            "该行数字列为附加行，未读入任何一格。",
            f"The row “{missing.printed}” is not found: “{printed}” ({figures}) is printed where it should "
            "stand, which is no label of the form. Its figures are listed as an extra row and were put into "
            "no cell.",
        ),
        there.place,
    )

"""Rows torn in two: a label with empty cells, and its figures in another row of the grid, without a label."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.document import Note
from gouji.extract.labels import core

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.extract.lines import Line, Piece
    from gouji.extract.rows import Match
    from gouji.extract.slots import RowSlots
    from gouji.forms import Table

#: So many rows of figures without a label are quoted.
QUOTED = 3


def beside_label(match: Match, lines: Sequence[Line]) -> list[Line]:
    """Rows of a grid without words beside which the label's cell stands as well, below its first row."""
    last = match.lines[-1]
    below = lines[last.index + 1 : last.index + match.label[-1].height]
    return [line for line in below if line.block == last.block and not line.label_pieces]


def doubt_torn(
    table: Table, matches: Sequence[Match], slots: Sequence[RowSlots], lines: Sequence[Line]
) -> list[Note]:
    """Doubt the rows that figures in a grid row without a label may belong to, and tell of these figures.

    Of so many such rows as stand together, as many rows of the form on either side may be torn that print
    nothing; the nearest may print its other cells.
    """
    found: list[Line] = []
    for above, torn, below in _runs(table, matches, lines):
        every = [piece for line in torn for piece in line.values]
        for side in (slots[above::-1] if above >= 0 else (), slots[below:]):
            for distance, row in enumerate(side[: len(torn)]):
                if row.kind == "text" or not _has_room(row, every, nearest=not distance):
                    break
                row.conflict = True
                row.adrift += every
        found += torn
    return tell_torn(found)


def _runs(
    table: Table, matches: Sequence[Match], lines: Sequence[Line]
) -> Iterator[tuple[int, list[Line], int]]:
    """Grid rows with figures and no label, and the numbers of the rows matched above and below them."""
    if not matches:
        return
    beside = {line.index for match in matches for line in beside_label(match, lines)}
    blocks = {line.block for match in matches for line in match.lines if line.grid is not None}

    def is_torn(line: Line) -> bool:
        return line.block in blocks and has_no_label(line, table)

    above = [*takewhile(is_torn, lines[: matches[0].first][::-1])]
    yield -1, [line for line in above if not _numbers(line)], 0
    for number, (match, following) in enumerate(pairwise(matches)):
        between = [line for line in lines[match.last + 1 : following.first] if line.index not in beside]
        yield number, [*filter(is_torn, between)], number + 1
    behind = [line for line in lines[matches[-1].last + 1 :] if line.index not in beside]
    yield len(matches) - 1, [*takewhile(is_torn, behind)], len(matches)


def has_no_label(line: Line, table: Table) -> bool:
    """Whether a grid row prints figures and no words, but for labels of the groups of rows beside it."""
    if line.grid is None or not line.values:
        return False
    groups = groups_of(table)
    return all(piece.height > 1 or core(piece.text) in groups for piece in line.label_pieces)


@lru_cache(maxsize=32)
def groups_of(table: Table) -> frozenset[str]:
    """The :func:`core` of each label that the form prints beside several rows."""
    return frozenset(core(group) for row in table.rows for group in row.groups)


def _numbers(line: Line) -> bool:
    """Whether a row below headings only counts its columns."""
    return [core(piece.text) for piece in line.values] in (
        [str(number) for number in range(first, first + len(line.values))] for first in (0, 1)
    )


def _has_room(row: RowSlots, printed: Sequence[Piece], *, nearest: bool) -> bool:
    """Whether a row may print these figures as well: it has none, or in other columns."""
    if not row.printed:
        return True
    columns = {piece.column for piece in printed}
    return nearest and len(row.printed) < row.width and not columns & {piece.column for piece in row.printed}


def tell_torn(rows: Sequence[Line]) -> list[Note]:
    """Quote the figures of rows without a label, if there are any."""
    if not rows:
        return []
    quoted = ["“" + " ".join(piece.text for piece in row.values) + "”" for row in rows[:QUOTED]]
    more = len(rows) > QUOTED
    said = Text(
        f"表中有 {len(rows)} 行数字没有行名（{'、'.join(quoted)}{'等' * more}），"
        "不能确定属于哪一行，未归入任何一格。",
        f"In {len(rows)} rows of the table figures have no label ({', '.join(quoted)}{', …' * more}); "
        "whose they are cannot be told, and they were put into no cell.",
    )
    return [Note("figures-without-label", said, rows[0].values[0].place)]

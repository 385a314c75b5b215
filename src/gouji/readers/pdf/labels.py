"""Labels left of unruled figures: in which label column they stand, and which lines are one broken label.

A label of several lines is centred on the figures of its row: as many lines above as below, at equal
distances. Only such lines are joined; any other line of words stays a row of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.readers.pdf.lines import Line

#: Left edges this near (points) are one column.
_EDGE = 2.0
#: In parts of the font size: the farthest line of a label from the next one, the farthest half of a label
#: from figures that stand between its halves, and how unequal equal distances may be.
_LEADING, _HALF, _EQUAL = 1.6, 0.9, 0.3
#: Lines of one label are nearer to each other than this part of the distance of rows.
_CLOSER = 0.8


@dataclass(frozen=True, slots=True)
class Fragment:
    """A printed piece of label in label column ``column``, on line ``at`` of the table."""

    line: Line
    column: int
    at: int


def fragments(labels: Sequence[Line | None]) -> tuple[list[list[Fragment]], int]:
    """Cut the label part of each line at the label columns; return the pieces and the number of columns.

    A label column is a left edge at which several lines begin.
    """
    printed = [label for label in labels if label]
    edges = Counter(round(label.x0 / _EDGE) for label in printed)
    starts = sorted(edge * _EDGE for edge, count in edges.items() if count > 1)
    starts = [b for a, b in pairwise([float("-inf"), *starts]) if b - a > 2 * _EDGE]
    pieces = [_cut(label, starts, at) if label else [] for at, label in enumerate(labels)]
    return pieces, max(1, len(starts))


def _cut(label: Line, starts: Sequence[float], at: int) -> list[Fragment]:
    cuts = [0]
    position = 0
    for word in label.words():
        if position and any(abs(word.x0 - start) <= _EDGE for start in starts):
            cuts.append(position)
        position += len(word.glyphs)
    parts = [label.part(a, b) for a, b in pairwise([*cuts, position])]
    return [Fragment(part, _column(part.x0, starts), at) for part in parts]


def _column(x: float, starts: Sequence[float]) -> int:
    return max(0, sum(start <= x + _EDGE for start in starts) - 1)


def broken_labels(
    pieces: Sequence[Sequence[Fragment]], figures: Sequence[Line | None]
) -> dict[int, list[Fragment]]:
    """Return, by table line with figures, the fragments of its label from top to bottom.

    ``figures`` holds the first figure of every line that has some.
    """
    loose = [piece for line, figure in zip(pieces, figures, strict=True) if not figure for piece in line]
    rows = [(at, figure) for at, figure in enumerate(figures) if figure]
    steps = [b.y - a.y for (i, a), (k, b) in pairwise(rows) if k == i + 1 and pieces[i] and pieces[k]]
    reach = _CLOSER * min(steps, default=float("inf"))
    taken: set[int] = set()
    labels: dict[int, list[Fragment]] = {}
    for at, figure in rows:
        own = list(pieces[at][-1:])
        free = [piece for piece in loose if id(piece) not in taken]
        around = _around(figure, own, free, min(reach, _LEADING * figure.size))
        taken.update(id(piece) for piece in around)
        labels[at] = sorted([*own, *around], key=lambda piece: piece.line.y)
    return labels


def _around(figure: Line, own: list[Fragment], free: list[Fragment], reach: float) -> list[Fragment]:
    """Return pairs of fragments above and below the figures, at equal distances, from the inside out."""
    middle = figure.y
    if not own:
        # the two halves next to the figures say in which column the label stands
        halves = [piece for piece in free if abs(piece.line.y - middle) < _HALF * figure.size]
        if not halves:
            return []
        own = [max(halves, key=lambda piece: piece.column)]
        free = [piece for piece in free if piece.column == own[0].column]
        above = [piece for piece in halves if piece.column == own[0].column and piece.line.y < middle]
        below = [piece for piece in halves if piece.column == own[0].column and piece.line.y >= middle]
        pairs = [*above[-1:], *below[:1]]
        if len(pairs) < 2:
            return pairs
    else:
        free = [piece for piece in free if piece.column == own[0].column]
        pairs = []
    while True:
        top = min((piece.line.y for piece in pairs), default=middle)
        bottom = max((piece.line.y for piece in pairs), default=middle)
        above = [piece for piece in free if top - reach < piece.line.y < top]
        below = [piece for piece in free if bottom < piece.line.y < bottom + reach]
        if not above or not below:
            return pairs
        pair = [max(above, key=lambda p: p.line.y), min(below, key=lambda p: p.line.y)]
        if abs((middle - pair[0].line.y) - (pair[1].line.y - middle)) > _EQUAL * figure.size:
            return pairs
        pairs += pair


def in_balance(above: Line, row: Line, below: Line) -> bool:
    """Say whether two lines of words stand at equal and small distances from a row of figures."""
    up, down = row.y - above.y, below.y - row.y
    return max(up, down) < _LEADING * row.size and abs(up - down) <= _EQUAL * row.size

"""Labels left of unruled figures, and headings above them: in which column they stand, what is one of them.

Numbered labels (一、 （一） 1.) begin with their numbers: the lines from one number to the next are one
label, and its figures stand beside one of them, be it the first, the last or the middle. A label without a
number is centred on the figures of its row: as many lines above as below, at equal distances. Only such lines
are joined; any other line of words stays a row of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING

from gouji.model.document import UNKNOWN
from gouji.readers.pdf.lines import NUMERALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.readers.pdf.lines import PrintedLine


#: Left edges this near (points) are one column.
_EDGE = 2.0
#: In parts of the font size: the farthest line of a label from the next one, the farthest half of a label
#: from figures that stand between its halves, and how unequal equal distances may be.
_LEADING, _HALF, _EQUAL = 1.6, 0.9, 0.3
#: ... and the farthest line of a label at a table's end.
_NEXT = 1.4
#: Lines of one label are nearer to each other than this part of the distance of rows.
_CLOSER = 0.8
#: A heading begins at most so far in front of the figures under it, in parts of the font size.
_BEFORE = 2.5
#: What a numbered label begins with.
_NUMBER = re.compile(rf"[（(]?[{NUMERALS}]{{1,3}}[）)、．.]|[（(]?[0-9０-９]{{1,2}}[）)、．.](?![0-9０-９])")
#: ... with at most so many characters.
_LONGEST = 6


_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A printed piece of label in label column ``column``, on line ``at`` of the table."""

    line: PrintedLine
    column: int
    at: int


def label_starts(labels: Sequence[PrintedLine | None]) -> list[float]:
    """Return where label columns begin: left edges at which several lines do."""
    printed = [label for label in labels if label]
    edges = Counter(edge for label in printed for edge in {round(word.x0 / _EDGE) for word in label.words()})
    starts = sorted(edge * _EDGE for edge, count in edges.items() if count > 1)
    return [b for a, b in pairwise([float("-inf"), *starts]) if b - a > 2 * _EDGE]


def fragments(labels: Sequence[PrintedLine | None], starts: Sequence[float]) -> list[list[Fragment]]:
    """Cut the label part of each line at the label columns; return the pieces."""
    return [_cut(label, starts, at) if label else [] for at, label in enumerate(labels)]


def _cut(label: PrintedLine, starts: Sequence[float], at: int) -> list[Fragment]:
    words = set(accumulate(len(word.glyphs) for word in label.words()))
    cuts = [0]
    for i, glyph in enumerate(label.glyphs[1:], start=1):
        begins = any(abs(glyph.x0 - start) <= _EDGE for start in starts)
        # columns of labels that touch are told apart by the number that one begins with
        if begins and (i in words or _NUMBER.match(label.part(i, i + _LONGEST).text(""))):
            cuts.append(i)
    parts = [label.part(a, b) for a, b in pairwise([*cuts, len(label.glyphs)])]
    return [Fragment(part, _label_column(part.x0, starts), at) for part in parts]


def _label_column(x: float, starts: Sequence[float]) -> int:
    return max(0, sum(start <= x + _EDGE for start in starts) - 1)


def broken_labels(
    pieces: Sequence[Sequence[Fragment]], figures: Sequence[PrintedLine | None]
) -> dict[int, list[Fragment]]:
    """Return, by table line with figures, the fragments of its label from top to bottom.

    ``figures`` holds the first figure of every line that has some.
    """
    rows = [(at, figure) for at, figure in enumerate(figures) if figure]
    labels = _numbered(pieces, rows)
    taken = {id(piece) for label in labels.values() for piece in label}
    begun = [piece.line.y for line in pieces for piece in line if _begins(piece)]
    loose = [piece for line, figure in zip(pieces, figures, strict=True) if not figure for piece in line]
    steps = [b.y - a.y for (i, a), (k, b) in pairwise(rows) if k == i + 1 and pieces[i] and pieces[k]]
    reach = _CLOSER * min(steps, default=float("inf"))
    for at, figure in rows:
        if at in labels:
            continue
        own = list(pieces[at][-1:])
        free = [piece for piece in loose if id(piece) not in taken and not _across(piece, figure, begun)]
        around = _around(figure, own, free, min(reach, _LEADING * figure.size))
        taken.update(id(piece) for piece in around)
        labels[at] = sorted([*own, *around], key=lambda piece: piece.line.y)
    return labels


def _begins(piece: Fragment) -> bool:
    return _NUMBER.match(piece.line.text("")) is not None


def _is_whole(label: Sequence[Fragment]) -> bool:
    """Say whether a label begins with its number, and no other text was set on it."""
    return _begins(label[0]) and not any(UNKNOWN in piece.line.text() for piece in label)


def _across(piece: Fragment, figure: PrintedLine, begun: Sequence[float]) -> bool:
    """Say whether a numbered label begins between figures and a piece below them, or with it."""
    return any(figure.y < y <= piece.line.y for y in begun)


def _numbered(
    pieces: Sequence[Sequence[Fragment]], rows: Sequence[tuple[int, PrintedLine]]
) -> dict[int, list[Fragment]]:
    """Return the labels that begin with a number and stand beside one row of figures."""
    columns: defaultdict[int, list[list[Fragment]]] = defaultdict(list)
    for line in pieces:
        for piece in line:
            labels = columns[piece.column]
            if _begins(piece) or not labels:
                labels.append([])
            labels[-1].append(piece)
    beside: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for at, figure in rows:
        covering = [
            (column, number)
            for column, labels in columns.items()
            for number, label in enumerate(labels)
            if label[0].line.y - _HALF * figure.size < figure.y < label[-1].line.y + _HALF * figure.size
        ]
        # of two, the label in the inner column, and there the one that the figures are level with
        if covering:
            inner = max(column for column, _ in covering)
            beside[
                min(
                    (each for each in covering if each[0] == inner),
                    key=lambda each: min(abs(piece.line.y - figure.y) for piece in columns[each[0]][each[1]]),
                )
            ].append(at)
    return {
        at: columns[column][number]
        for (column, number), (at, *others) in beside.items()
        if not others and _is_whole(columns[column][number])
    }


def _around(figure: PrintedLine, own: list[Fragment], free: list[Fragment], reach: float) -> list[Fragment]:
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


def in_balance(above: PrintedLine, row: PrintedLine, below: PrintedLine) -> bool:
    """Say whether two lines of words stand at equal and small distances from a row of figures."""
    up, down = row.y - above.y, below.y - row.y
    return max(up, down) < _LEADING * row.size and abs(up - down) <= _EQUAL * row.size


def with_numbered(
    lines: Sequence[PrintedLine], words: Sequence[bool], first: int, end: int
) -> tuple[int, int]:
    """Return first line and end of a table with the rest of its first and its last label, if numbered.

    ``words`` says which lines have words only, left of the figures.
    """
    start = first
    while not _NUMBER.match(lines[start].text("")):
        start -= 1
        if start < 0 or not words[start] or not _next(lines[start], lines[start + 1]):
            break
    else:
        first = start
    if _NUMBER.match(lines[end - 1].text("")):
        label = lines[end - 1]
        while end < len(lines) and words[end] and not _NUMBER.match(lines[end].text("")):
            if abs(lines[end].x0 - label.x0) > _EDGE or not _next(lines[end - 1], lines[end]):
                break
            end += 1
    return first, end


def _next(above: PrintedLine, below: PrintedLine) -> bool:
    """Say whether two lines are as near to each other as those of one label."""
    return below.y - above.y < _NEXT * below.size


def under(figures: Sequence[_Span], headings: Sequence[_Span]) -> list[_Span]:
    """Return the columns of headings as wide as the figures under them; none where one stands elsewhere."""
    spans = list(headings)
    taken: set[int] = set()
    for x0, x1 in figures:
        above = [at for at, (left, right) in enumerate(headings) if left < x1 and x0 < right]
        if len(above) != 1 or above[0] in taken:
            return []
        taken.update(above)
        left, right = headings[above[0]]
        spans[above[0]] = min(left, x0), max(right, x1)
    return spans if all(one[1] <= other[0] for one, other in pairwise(spans)) else []


@dataclass(slots=True)
class HeadingWords:
    """The words of one column's heading, from the lowest line to the topmost."""

    words: list[PrintedLine]

    @property
    def span(self) -> _Span:
        """Left and right edge."""
        return min(word.x0 for word in self.words), max(word.x1 for word in self.words)

    @property
    def text(self) -> str:
        """The words line by line, those of a line joined."""
        lines = groupby(sorted(self.words, key=lambda word: word.y), key=lambda word: round(word.y))
        return "\n".join(
            "".join(word.text("") for word in sorted(line, key=lambda w: w.x0)) for _, line in lines
        )


def headings_above(
    lines: Sequence[PrintedLine],
    first: int,
    figures: Sequence[_Span],
    may_head: Sequence[bool],
    reach: float,
) -> tuple[int, list[HeadingWords], list[tuple[int, str]]]:
    """Return the topmost line of headings, the headings, and merged ones with the first column below each.

    ``figures`` are where the figures of the table stand whose first row is ``first``, ``may_head`` says which
    lines may be headings, ``reach`` how far one is from the next. What stands over two others is a merged
    heading. Characters of a word set apart to fill the width of a column have no column of their own.
    """
    edge = figures[0][0]
    at = top = first
    while at and may_head[at - 1] and lines[at].y - lines[at - 1].y < reach:
        right = [word for word in lines[at - 1].words() if word.x1 > edge]
        if any(word.x0 < edge - _BEFORE * word.size for word in right):
            break
        at -= 1
        top = at if right else top
    found: list[HeadingWords] = []
    over: list[PrintedLine] = []
    for line in reversed(lines[top:first]):
        for word in (word for word in line.words() if word.x1 > edge):
            below = [own for own in found if own.span[0] < word.x1 and word.x0 < own.span[1]]
            if len(below) > 1:
                over.append(word)
            elif below:
                below[0].words.append(word)
            else:
                found.append(HeadingWords([word]))
    found.sort(key=lambda own: own.span)
    whole: list[HeadingWords] = []
    for own in found:
        figured = any(x0 < own.span[1] and own.span[0] < x1 for x0, x1 in figures)
        if whole and not figured and _of_one_word(whole[-1], own):
            whole[-1].words += own.words
        else:
            whole.append(own)
    starts = [own.span for own in whole]
    merged = [
        (next(at for at, (_, right) in enumerate(starts) if word.x0 < right), word.text())
        for word in reversed(over)
    ]
    return top, whole, merged


def _of_one_word(before: HeadingWords, after: HeadingWords) -> bool:
    """Whether all characters of a heading stand alone on lines on which one of that before it does, too."""
    alone = {round(word.y) for word in before.words if len(word.glyphs) == 1}
    return all(len(word.glyphs) == 1 and round(word.y) in alone for word in after.words)

"""Which line of the document is which row of the form.

A row is recognised by its label, with rows in the form's order: among all ways to match lines with rows in
order, the one with the surest labels. What is printed in a row plays no part in it.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from gouji.extract.labels import SAME, Label, core, similarities
from gouji.model.text import LONGEST, memoised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.extract.lines import Piece, TableLine
    from gouji.model.form import Row, Table


#: Two rows whose likeness to a line differs by less are both possible.
MARGIN = 0.04
#: A label may be cut over this many rows of a grid, and this many lines of text: a page has narrow cells.
CUTS, TEXT_CUTS = 3, 4
#: A merged cell is repeated at most so many lines below.
BELOW = 3
#: In running text a label may be the last so many words before the values.
TAIL = 4
#: No label, a group's glued in front of it, has more characters that tell labels apart.
LONGEST_LABEL = 70
#: Weights of chains that differ by less are alike: sums of the same numbers in another order.
_TIE = 1e-9


class Match(NamedTuple):
    """One row of the form found in the document.

    ``lines`` are the lines its label is printed on (several where it is cut), ``label`` the pieces that
    print it, ``sure`` says that no other row fits the label.
    """

    row: int
    lines: tuple[TableLine, ...]
    label: tuple[Piece, ...]
    score: float
    sure: bool

    @property
    def first(self) -> int:
        """Index of the first line."""
        return self.lines[0].index

    @property
    def last(self) -> int:
        """Index of the last line."""
        return self.lines[-1].index

    @property
    def printed(self) -> str:
        """The label as printed."""
        return "".join([piece.text for piece in self.label])


class RowLabels:
    """The labels of some rows of a form, and how like them a printed text is."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._labels = [Label.of(row.names, row.number, _in_front_of(row)) for row in rows]
        self._groups = {core(group) for row in rows for group in row.groups}
        #: Rows whose label a text may be, by position, with how sure that is.
        self.likeness = memoised(self._likeness)

    def _likeness(self, text: str) -> tuple[tuple[int, float], ...]:
        if len(core(text)) > LONGEST_LABEL:
            return ()
        scores = enumerate(similarities(text, self._labels))
        return tuple([(number, score) for number, score in scores if score])

    def are_part_of_group(self, words: str) -> bool:
        """Whether words are a part of the label of a merged cell, as on a line of its narrow column."""
        return is_part(words, self._groups)


def is_part(words: str, groups: Iterable[str]) -> bool:
    """Whether words are a part of the :func:`core` of one of these labels."""
    word = core(words)
    return len(word) > 1 and any(word in group != word for group in groups)


def _in_front_of(row: Row) -> tuple[str, ...]:
    """Labels of merged cells and headings that a copy may glue to the front of the row's own label."""
    headings = (row.item, "信息内容", *(column.label for column in row.columns)) if row.item else ()
    return (*row.groups, *headings)


@lru_cache(maxsize=32)
def row_labels(tables: tuple[Table, ...]) -> RowLabels:
    """Return the labels of all rows of these tables, one after the other."""
    return RowLabels([row for table in tables for row in table.rows])


def match_rows(lines: Sequence[TableLine], labels: RowLabels) -> list[Match]:
    """Match lines with rows in the form's order. Returns the matches found, at most one a row."""
    candidates: list[Match] = []
    for position, line in enumerate(lines):
        if not line.label_pieces or _said_again(line, lines[position + 1 : position + 1 + BELOW]):
            continue
        alone = _matches((line,), labels)
        candidates.extend(alone)
        best = max([match.score for match in alone], default=0.0)
        if best < 0.98:
            candidates.extend(_cut_over_lines(lines, position, labels, best))
    return _best_chain(candidates)


def _said_again(line: TableLine, below: Sequence[TableLine]) -> bool:
    """Whether words of running text stand on the next line again, as where a tool repeats merged cells."""
    if line.grid is not None or line.values:
        return False
    following = next((other for other in below if not other.is_empty), None)
    return following is not None and following.grid is None and following.label == line.label


def _cut_over_lines(
    lines: Sequence[TableLine], position: int, labels: RowLabels, alone: float
) -> list[Match]:
    joined = [lines[position]]
    found: list[Match] = []
    for line in lines[position + 1 : position + 8]:
        if line.is_empty or line.is_values_only or _is_beside_group(line, labels):
            continue
        # words of one container never run on into another
        if (line.grid is None) != (joined[0].grid is None):
            break
        joined.append(line)
        if len(joined) > (TEXT_CUTS if line.grid is None else CUTS):
            break
        found.extend(
            m for m in _matches(tuple(joined), labels) if m.score >= 0.97 and m.score > alone + MARGIN
        )
    return found


def _is_beside_group(line: TableLine, labels: RowLabels) -> bool:
    """Whether a line of text prints figures, and beside them no words but a part of a merged cell's."""
    return line.grid is None and bool(line.values) and labels.are_part_of_group(line.label)


def _matches(lines: tuple[TableLine, ...], labels: RowLabels) -> list[Match]:
    """Rows that the label on these lines fits best, all of them where several fit alike."""
    best: dict[int, tuple[float, tuple[Piece, ...]]] = {}
    for pieces in _label_choices(lines):
        text = "".join([piece.text for piece in pieces])
        if len(text) > LONGEST:
            continue
        for number, score in labels.likeness(text):
            if score > best.get(number, (0.0, ()))[0]:
                best[number] = (score, pieces)
    if not best:
        return []
    top = max(score for score, _ in best.values())
    if top < SAME:
        return []
    near = {number: entry for number, entry in best.items() if entry[0] >= top - MARGIN}
    return [Match(number, lines, pieces, score, len(near) == 1) for number, (score, pieces) in near.items()]


def _label_choices(lines: tuple[TableLine, ...]) -> list[tuple[Piece, ...]]:
    """Pieces that may be the row's label: each alone, and all of them together."""
    if len(lines) > 1:
        parts = [line.leading_words for line in lines]
        if not all(parts):
            return []
        # where a grid row is cut, only the innermost label runs on
        choices = [tuple([piece for part in parts for piece in part])]
        if len(choices[0]) > len(parts):
            choices.append(tuple([part[-1] for part in parts]))
        return choices
    words = lines[0].leading_words
    if not words:
        return []
    if len(words) == 1:
        return [words]
    if lines[0].grid is not None:
        # of two that are as like the fewer words: what stands behind a label may be its first figure's cell
        return [*[(piece,) for piece in words], words]
    # headings and group labels may run into the label in front of its values
    return [words, *[words[-count:] for count in range(1, min(len(words), TAIL + 1))]]


def _best_chain(candidates: list[Match]) -> list[Match]:
    """Return the heaviest sequence of matches that is strictly in order of lines and of rows."""
    ordered = sorted(candidates, key=lambda match: (match.first, match.last, match.row))
    weight: list[float] = []
    before: list[int | None] = []
    # rows are few and lines may be many: of the chains that end above, only each row's best can go on
    ended: dict[int, int] = {}
    heaviest: int | None = None
    open_chains: list[tuple[int, int]] = []
    for i, match in enumerate(ordered):
        while open_chains and open_chains[0][0] < match.first:
            _, j = heappop(open_chains)
            row = ordered[j].row
            ended[row] = _heaviest([ended[row], j], weight) if row in ended else j
            heaviest = ended[row] if heaviest is None else _heaviest([heaviest, ended[row]], weight)
        best = heaviest
        if best is not None and ordered[best].row >= match.row:  # a label out of order
            above = [j for row, j in ended.items() if row < match.row]
            best = _heaviest(above, weight) if above else None
        before.append(best)
        weight.append(match.score**2 + (weight[best] if best is not None else 0.0))
        heappush(open_chains, (match.last, i))
    if not ordered:
        return []
    at: int | None = max(range(len(ordered)), key=lambda i: (weight[i], -i))
    chain: list[Match] = []
    while at is not None:
        chain.append(ordered[at])
        at = before[at]
    return chain[::-1]


def _heaviest(chains: Sequence[int], weight: Sequence[float]) -> int:
    """The heaviest of some chains; ties go to the later line: a label nearer to the rows that follow."""
    best = chains[0]
    most = weight[best]
    for chain in chains:
        more = weight[chain] - most
        if more > _TIE or (more >= -_TIE and chain > best):
            best, most = chain, weight[chain]
    return best

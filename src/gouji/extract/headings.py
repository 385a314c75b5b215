"""Words that are column headings: on one line or broken over several, apart or run together."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from gouji.extract.labels import core

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.extract.lines import Line, Piece
    from gouji.forms import Column

#: So many headings on a line without figures are no row's label.
SEVERAL = 2
#: A heading may be broken over so many lines.
CUTS = 3

#: Headings that a tool makes up where it finds none: 数据1, 列2, Unnamed: 3, Column4, 5.
_NAMELESS = re.compile(
    r"(?:数据|数值|数字|数量|列|栏|栏目|字段|项|项目|column|col|field|value|data|unnamed)?\d*", re.IGNORECASE
)


class Headings:
    """The headings of some columns of a form.

    ``numbers`` gives the column's number by the :func:`core` of each of its names; ``groups`` are the
    headings above several columns, ``all`` both.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.width = len(columns)
        self.numbers = {core(name): number for number, column in enumerate(columns) for name in column.names}
        self.groups = frozenset(core(group) for column in columns for group in column.groups)
        self.all = self.groups | self.numbers.keys()
        longest_first = "|".join(sorted(map(re.escape, self.all), key=len, reverse=True))
        self._run_together = re.compile(rf"(?:{longest_first}){{2,}}$")
        self._each = re.compile(longest_first)

    def printed_on(self, line: Line) -> int:
        """How many different headings a line without figures prints; 0 where one stands beside others."""
        if line.values or not line.label_pieces:
            return 0
        words = [core(piece.text) for piece in self.words(line)]
        headings = {word for word in words if word in self.all}
        return len(headings) if len(headings) == len(words) or len(headings) >= SEVERAL else 0

    def words(self, line: Line) -> list[Piece]:
        """The words of a line, those of running text that are several headings apart."""
        if line.grid is not None:
            return list(line.label_pieces)
        return [part for piece in line.label_pieces for part in self._apart(piece)]

    def _apart(self, piece: Piece) -> list[Piece]:
        word = core(piece.text)
        run = None if word in self.all else self._run_together.search(word)
        if run is None:
            return [piece]
        parts = [*filter(None, [word[: run.start()]]), *self._each.findall(run[0])]
        return [piece._replace(text=part) for part in parts]

    def whole(self, lines: Iterable[Line]) -> list[tuple[Line, list[Piece]]]:
        """Lines with their words; headings broken over lines (商业 above 企业) are whole on the first."""
        rows = [(line, self.words(line)) for line in lines if line.label_pieces]
        for at, (line, pieces) in enumerate(rows):
            for below, rest in rows[at + 1 : at + CUTS]:
                if below.grid != line.grid or (line.grid is not None and below.block != line.block):
                    break
                ends = self._ends(pieces, rest, exact=line.grid == "exact")
                for number, end in ends.items():
                    pieces[number] = pieces[number]._replace(text=pieces[number].text + end.text)
                    rest.remove(end)
                if not ends:
                    break
        return rows

    def _ends(self, pieces: Sequence[Piece], below: Sequence[Piece], *, exact: bool) -> dict[int, Piece]:
        """What stands below the beginnings of headings and goes on with them, by the number of the piece."""
        begun = [n for n, p in enumerate(pieces) if core(p.text) not in self.numbers and self._begins(p.text)]
        under = {n: end for n in begun for end in below if end.column == pieces[n].column is not None}
        in_order = dict(zip(begun, below, strict=False)) if len(begun) == len(below) and not exact else {}
        for ends in (under, in_order):
            fitting = {n: end for n, end in ends.items() if self._begins(pieces[n].text + end.text)}
            if fitting:
                return fitting
        return {}

    def _begins(self, text: str) -> bool:
        """Whether a text is a heading, or the beginning of one."""
        word = core(text)
        return bool(word) and any(name.startswith(word) for name in self.numbers)

    def are_displaced(self, words: Sequence[Piece]) -> bool:
        """Whether a line ends in as many headings as columns, and one that says which is another column's."""
        last = [core(piece.text) for piece in words[-self.width :]]
        if len(last) != self.width or not all(word in self.numbers or is_nameless(word) for word in last):
            return False
        return any(self.numbers.get(word, number) != number for number, word in enumerate(last))


def is_nameless(word: str) -> bool:
    """Whether a heading says nothing: a tool made it up."""
    return _NAMELESS.fullmatch(word) is not None


@lru_cache(maxsize=64)
def headings_of(columns: tuple[Column, ...]) -> Headings:
    """Return the headings of these columns."""
    return Headings(columns)


def print_headings(lines: Sequence[Line], columns: tuple[Column, ...]) -> bool:
    """Whether several headings of these columns are printed on a line, or on lines of running text."""
    headings = headings_of(columns)
    printed = [line for line in lines if line.label_pieces and not line.values]
    alone = {core(line.label) for line in printed if line.grid is None} & headings.numbers.keys()
    return len(alone) >= SEVERAL or any(headings.printed_on(line) >= SEVERAL for line in printed)


def without_headings(lines: Sequence[Line], columns: tuple[Column, ...]) -> list[Line]:
    """Return the lines that may be rows: those that print headings of these columns may not.

    Several headings on a line without figures are such, and one beside which only others stand, above or
    below: a heading 总计 is not the row （七）总计.
    """
    printed = [headings_of(columns).printed_on(line) for line in lines]
    printing = [number for number, line in enumerate(lines) if not line.is_empty]
    beside = dict(zip(printing, zip([-1, *printing], [*printing[1:], -1], strict=False), strict=False))
    return [
        line
        for number, line in enumerate(lines)
        if not printed[number]
        or (printed[number] < SEVERAL and not any(at >= 0 and printed[at] for at in beside[number]))
    ]


def stand_alone(lines: Sequence[Line], columns: tuple[Column, ...]) -> bool:
    """Whether a merged heading and the one beside it stand on lines of their own that follow each other."""
    headings = headings_of(columns)
    words = [core(line.label) if line.grid is None and not line.values else "" for line in lines]
    return any(one in headings.groups and other in headings.numbers for one, other in pairwise(words))

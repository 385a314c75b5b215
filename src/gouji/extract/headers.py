"""Column headings: their words, whole or broken over lines, and where each governs what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from gouji.extract.labels import core
from gouji.model.text import memoised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.extract.lines import Piece, TableLine
    from gouji.model.form import Column


#: So many headings on a line without figures are no row's label.
SEVERAL = 2
#: What the form prints in front of the headings of table two.
CORNER = "信息内容"
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
        self.units = frozenset(column.unit for column in columns)
        #: Merged headings with their level and first column; deeper ones are set apart by geometry alone: a
        #: page prints them higher than what stands beside them.
        self.merged = {core(c.groups[0]): (0, n) for n, c in reversed([*enumerate(columns)]) if c.groups}
        self._run_together = re.compile(rf"(?:{longest_first}){{2,}}$")
        self._apart = memoised(self._cut_apart)
        self._begins = memoised(self._is_begun)
        self._each = re.compile(longest_first)
        self._with_figure = re.compile(rf"(?:{longest_first}|{CORNER})+\d*")

    def printed_on(self, line: TableLine) -> int:
        """How many different headings a line without figures prints; 0 where one stands beside others."""
        if line.values or not line.label_pieces:
            return 0
        texts = [piece.text for piece in line.label_pieces]
        if line.grid is None:
            texts = [part for text in texts for part in self._apart(text)]
        words = [*map(core, texts)]
        headings = {word for word in words if word in self.all}
        return len(headings) if len(headings) == len(words) or len(headings) >= SEVERAL else 0

    def are_headings(self, text: str) -> bool:
        """Whether a cell prints headings, or what stands in front of them, and perhaps a figure behind."""
        return self._with_figure.fullmatch(core(text)) is not None

    def end_above(self, text: str) -> bool:
        """Whether the last line of a cell is a figure, and what stands above it the end of a heading."""
        words, _, figure = text.rpartition("\n")
        word = core(words)
        return figure.strip().isdigit() and bool(word) and any(name.endswith(word) for name in self.numbers)

    def words(self, line: TableLine) -> list[Piece]:
        """The words of a line, those of running text that are several headings apart."""
        if line.grid is not None:
            return list(line.label_pieces)
        words: list[Piece] = []
        for piece in line.label_pieces:
            parts = self._apart(piece.text)
            words += [piece] if len(parts) == 1 else [piece._replace(text=part) for part in parts]
        return words

    def _cut_apart(self, text: str) -> tuple[str, ...]:
        """The headings that a text runs together, and what stands in front of them; else the text itself."""
        word = core(text)
        run = None if word in self.all else self._run_together.search(word)
        if run is None:
            return (text,)
        return (*filter(None, [word[: run.start()]]), *self._each.findall(run[0]))

    def whole(self, lines: Iterable[TableLine]) -> list[tuple[TableLine, list[Piece]]]:
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
        if not begun:
            return {}
        under = {n: end for n in begun for end in below if end.column == pieces[n].column is not None}
        in_order = dict(zip(begun, below, strict=False)) if len(begun) == len(below) and not exact else {}
        for ends in (under, in_order):
            fitting = {n: end for n, end in ends.items() if self._begins(pieces[n].text + end.text)}
            if fitting:
                return fitting
        return {}

    def _is_begun(self, text: str) -> bool:
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


def print_headings(lines: Sequence[TableLine], columns: tuple[Column, ...]) -> bool:
    """Whether several headings of these columns are printed on a line, or on lines of running text."""
    printed = [line for line in lines if line.label_pieces and not line.values]
    if not printed:
        return False
    headings = headings_of(columns)
    alone = {core(line.label) for line in printed if line.grid is None} & headings.numbers.keys()
    return len(alone) >= SEVERAL or any(headings.printed_on(line) >= SEVERAL for line in printed)


def without_headings(lines: Sequence[TableLine], columns: tuple[Column, ...]) -> list[TableLine]:
    """Return the lines that may be rows: those that print headings of these columns may not.

    Several headings on a line without figures are such, and one beside which only others stand, above or
    below: a heading 总计 is not the row （七）总计.
    """
    headings = headings_of(columns)
    printed = [headings.printed_on(line) for line in lines]
    printing = [number for number, line in enumerate(lines) if not line.is_empty]
    beside = dict(zip(printing, zip([-1, *printing], [*printing[1:], -1], strict=False), strict=False))
    return [
        line
        for number, line in enumerate(lines)
        if not printed[number]
        or (printed[number] < SEVERAL and not any(at >= 0 and printed[at] for at in beside[number]))
    ]


def stand_alone(lines: Sequence[TableLine], columns: tuple[Column, ...]) -> bool:
    """Whether a merged heading and the one beside it stand on lines of their own that follow each other."""
    headings = headings_of(columns)
    words = [core(line.label) if line.grid is None and not line.values else "" for line in lines]
    return any(one in headings.groups and other in headings.numbers for one, other in pairwise(words))


#: The unit that a heading states: 总计（件）, 本年收费金额（单位：元）.
_UNIT = re.compile(r"(?P<heading>.*)[（(](?:单位[:：])?(?P<unit>[^（()）]{1,2})[)）]\s*", re.DOTALL)
#: The unit of all amounts of a table, stated above it.
_TABLE_UNIT = re.compile(r"[（(]?(?:金额)?单位[:：]?\s*(?:人民币)?(?P<unit>元|千元|万元|百万元|亿元)[)）]?")
#: A unit in which figures are other figures.
_SCALE = re.compile("[元万亿千百]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading found: which column it names, the piece that prints it and its line."""

    column: int
    piece: Piece
    line: TableLine


@dataclass(frozen=True)
class Header:
    """The headings found above some rows, in the order in which the source prints them.

    ``others`` are the words of the same lines that name no column, each with its block. ``levels`` has for
    each heading, the outermost merged one too, its level (how many merged ones the form prints it under; all
    are of one where no merged one is printed) and its first column, in the order of the source.
    ``in_other_unit`` are columns for which their heading, or a line above, states another unit than the form.
    ``displaced`` says that a heading stands in another place among ones that name nothing than in the form.
    """

    headings: tuple[Heading, ...]
    others: tuple[tuple[int, Piece], ...] = ()
    levels: tuple[tuple[int, int], ...] = ()
    in_other_unit: frozenset[int] = frozenset()
    displaced: bool = False

    def intervals(self, block: int) -> Mapping[int, tuple[int, int]]:
        """Columns of the grid ``block`` that each heading covers: form column to (first, after last)."""
        return self._intervals.get(block, {})

    @cached_property
    def _intervals(self) -> dict[int, dict[int, tuple[int, int]]]:
        found: dict[int, dict[int, tuple[int, int]]] = {}
        for heading in self.headings:
            piece = heading.piece
            if piece.column is not None:
                columns = found.setdefault(heading.line.block, {})
                columns[heading.column] = (piece.column, piece.column + piece.span)
        return found

    def covers(self, block: int, piece: Piece) -> bool:
        """Whether a piece of the grid ``block`` stands under a heading."""
        left = piece.column or 0
        return any(start < left + piece.span and left < end for start, end in self.intervals(block).values())

    def others_in(self, block: int, left: int) -> list[tuple[int, int]]:
        """Columns, (first, after last), of words that name no column of the form, from ``left`` on."""
        return [columns for columns in self._others_in_grids.get(block, ()) if columns[0] >= left]

    @cached_property
    def _others_in_grids(self) -> dict[int, list[tuple[int, int]]]:
        """By block the grid columns, (first, after last), of words that name no column."""
        found: dict[int, list[tuple[int, int]]] = {}
        for block, piece in self.others:
            if piece.column is not None:
                found.setdefault(block, []).append((piece.column, piece.column + piece.span))
        return found

    @cached_property
    def is_in_form_order(self) -> bool:
        """Whether headings stand in the form's order: those of a line, and those of one level of headings.

        Where each stands in a column of its own of one grid, their columns say it all.
        """
        ordered = sorted(self.headings, key=lambda heading: heading.column)
        columns = [heading.piece.column for heading in ordered if heading.piece.column is not None]
        in_columns = len(columns) == len(ordered) and len({heading.line.block for heading in ordered}) == 1
        if in_columns and all(one < other for one, other in pairwise(columns)):
            return not self.displaced
        together: dict[tuple[str, int], list[int]] = {}
        for heading in self.headings:
            together.setdefault(("line", heading.line.index), []).append(heading.column)
        for level, column in self.levels:
            together.setdefault(("level", level), []).append(column)
        return not self.displaced and all(columns == sorted(columns) for columns in together.values())


def unit_above(lines: Iterable[TableLine], columns: Sequence[Column]) -> str | None:
    """Return the unit of amounts that the last of some lines states, if any of ``columns`` is an amount."""
    if not _amounts(columns):
        return None
    texts = [piece.text for line in lines for piece in line.label_pieces if "单位" in piece.text]
    stated = map(_TABLE_UNIT.fullmatch, texts)
    return next((found["unit"] for found in reversed([*stated]) if found), None)


def _amounts(columns: Sequence[Column]) -> list[int]:
    return [number for number, column in enumerate(columns) if column.unit.endswith("元")]


def find_header(lines: Iterable[TableLine], columns: tuple[Column, ...], above: str | None = None) -> Header:
    """Find the headings of ``columns`` on these lines; of a heading printed twice the later one counts.

    ``above`` is the unit that stands above the table (:func:`unit_above`).
    """
    headings = headings_of(columns)
    names = headings.numbers
    found: dict[int, Heading] = {}
    levels: dict[tuple[int, int], None] = {}
    others: list[tuple[int, Piece]] = []
    scaled: set[int] = set()
    flat, displaced = True, False
    before = ""
    for line, pieces in headings.whole(lines):
        displaced |= headings.are_displaced(pieces)
        for piece in pieces:
            name = core(piece.text)
            if name not in names and (stated := _UNIT.fullmatch(piece.text)):
                stem = core(stated["heading"])
                if stated["unit"] in headings.units:
                    name = stem
                elif stem in names and _SCALE.search(stated["unit"]):
                    scaled.add(names[stem])
            number = names.get(name)
            # text copies break headings over lines: 本年新 / 制作数量
            if number is None and before:
                number = names.get(before + name)
            before = name
            if number is not None:
                found[number] = Heading(number, piece, line)
                place = len(columns[number].groups), number
            elif name in headings.merged:
                place = headings.merged[name]
                flat = False
            elif name in headings.groups:
                flat = False
                continue
            else:
                if not is_nameless(name):
                    others.append((line.block, piece))
                continue
            levels.pop(place, None)
            levels[place] = None
    if above is not None:
        scaled |= {number for number in _amounts(columns) if columns[number].unit != above}
    ordered = sorted(found.values(), key=lambda h: (h.line.index, h.piece.column or 0))
    in_levels = tuple((0 if flat else level, column) for level, column in levels)
    return Header(tuple(ordered), tuple(others), in_levels, frozenset(scaled), displaced)

"""Column headings of a statutory table, wherever the container puts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gouji.extract.headings import headings_of, is_nameless
from gouji.extract.labels import core

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.extract.lines import Line, Piece
    from gouji.forms import Column

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
    line: Line


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

    def intervals(self, block: int) -> dict[int, tuple[int, int]]:
        """Columns of the grid ``block`` that each heading covers: form column to (first, after last)."""
        found: dict[int, tuple[int, int]] = {}
        for heading in self.headings:
            piece = heading.piece
            if heading.line.block == block and piece.column is not None:
                found[heading.column] = (piece.column, piece.column + piece.span)
        return found

    def covers(self, block: int, piece: Piece) -> bool:
        """Whether a piece of the grid ``block`` stands under a heading."""
        left = piece.column or 0
        return any(start < left + piece.span and left < end for start, end in self.intervals(block).values())

    def names_another(self, block: int, first: int, after: int) -> bool:
        """Whether words that name no column of the form stand above these columns of a grid alone."""
        return any(first <= start and end <= after for start, end in self._others_in_grids.get(block, ()))

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
        """Whether headings stand in the form's order: those of a line, and those of one level of headings."""
        together: dict[tuple[str, int], list[int]] = {}
        for heading in self.headings:
            together.setdefault(("line", heading.line.index), []).append(heading.column)
        for level, column in self.levels:
            together.setdefault(("level", level), []).append(column)
        return not self.displaced and all(columns == sorted(columns) for columns in together.values())


def unit_above(lines: Iterable[Line], columns: Sequence[Column]) -> str | None:
    """Return the unit of amounts that the last of some lines states, if any of ``columns`` is an amount."""
    if not _amounts(columns):
        return None
    stated = (_TABLE_UNIT.fullmatch(piece.text) for line in lines for piece in line.label_pieces)
    return next((found["unit"] for found in reversed([*stated]) if found), None)


def _amounts(columns: Sequence[Column]) -> list[int]:
    return [number for number, column in enumerate(columns) if column.unit.endswith("元")]


def find_header(lines: Iterable[Line], columns: tuple[Column, ...], above: str | None = None) -> Header:
    """Find the headings of ``columns`` on these lines; of a heading printed twice the later one counts.

    ``above`` is the unit that stands above the table (:func:`unit_above`).
    """
    headings = headings_of(columns)
    names = headings.numbers
    # deeper ones are set apart by geometry alone: a page prints them higher than what stands beside them
    merged = {core(c.groups[0]): (0, number) for number, c in reversed(list(enumerate(columns))) if c.groups}
    units = {column.unit for column in columns}
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
            if (stated := _UNIT.fullmatch(piece.text)) and name not in names:
                stem = core(stated["heading"])
                if stated["unit"] in units:
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
            elif name in merged:
                place = merged[name]
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

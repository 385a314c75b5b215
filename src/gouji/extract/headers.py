"""Column headings of a statutory table, wherever the container puts them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gouji.extract.labels import core

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.extract.lines import Line, Piece
    from gouji.forms import Column


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading found: which column it names, the piece that prints it and its line."""

    column: int
    piece: Piece
    line: Line


@dataclass(frozen=True)
class Header:
    """The headings found above some rows, in the order in which the source prints them."""

    headings: tuple[Heading, ...]

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns named, in form order."""
        return tuple(sorted({heading.column for heading in self.headings}))

    def intervals(self, block: int) -> dict[int, tuple[int, int]]:
        """Columns of the grid ``block`` that each heading covers: form column to (first, after last)."""
        found: dict[int, tuple[int, int]] = {}
        for heading in self.headings:
            piece = heading.piece
            if heading.line.block == block and piece.column is not None:
                found[heading.column] = (piece.column, piece.column + piece.span)
        return found

    @cached_property
    def is_in_form_order(self) -> bool:
        """Whether the leaf headings that share a line stand in the form's order."""
        by_line: dict[int, list[int]] = {}
        for heading in self.headings:
            by_line.setdefault(heading.line.index, []).append(heading.column)
        return all(columns == sorted(columns) for columns in by_line.values())


def find_header(lines: Iterable[Line], columns: Sequence[Column]) -> Header:
    """Find the headings of ``columns`` on these lines; of a heading printed twice the later one counts."""
    names = {core(name): number for number, c in enumerate(columns) for name in c.names}
    found: dict[int, Heading] = {}
    before = ""
    for line in lines:
        for piece in line.label_pieces:
            name = core(piece.text)
            number = names.get(name)
            # text copies break headings over lines: 本年新 / 制作数量
            if number is None and before:
                number = names.get(before + name)
            if number is not None:
                found[number] = Heading(number, piece, line)
            before = name
    ordered = sorted(found.values(), key=lambda h: (h.line.index, h.piece.column or 0))
    return Header(tuple(ordered))

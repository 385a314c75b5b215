"""Which printed value of a row belongs in which column of the form.

Positions are used where the container states them (:mod:`gouji.extract.grids`); where it only gives an order
(:mod:`gouji.extract.grids`, and running text), a row is placed when exactly as many values are printed as the
form has columns, or when the copy shows its empty cells. In every other case the row's cells are ambiguous.
No sum is ever looked at.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gouji.extract.grids import doubted, place_exact, place_loose
from gouji.extract.slots import Placed, decoded, in_order, printed_twice, unplaced
from gouji.model.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.lines import Piece
    from gouji.extract.slots import BlankCoding, RowSlots


#: A column is filled, or left empty, where so many times as many of its cells are.
FILLED = 10


def place_rows(rows: Sequence[RowSlots], coding: BlankCoding | None = None) -> dict[int, list[Placed]]:
    """Place the values of all rows found of one table. Returns per row key one entry per form column.

    ``coding`` is how the copy shows empty cells in running text.
    """
    placed: dict[int, list[Placed]] = {}
    by_block = _grouped(rows)
    last = max((row.key for row in rows if row.kind == "text"), default=None)
    fields_before = 0
    longer = {row.start for row in rows if len(row.slots) > row.width}
    for group in by_block:
        kind = group[0].kind
        if kind == "text":
            placed |= {row.key: _place_text(row, coding, is_last=row.key == last) for row in group}
        elif kind == "loose":
            placed |= place_loose(group, fields_before, longer)
        else:
            found = place_exact(group)
            placed |= found or {row.key: unplaced(row) for row in group}
            if len(group[0].header.headings) < group[0].width:
                placed |= doubted(group, placed)
            if found is None:
                continue
        complete = [row.fields for row in group if len(row.printed) == row.width]
        fields_before = max(fields_before, *complete, 0)
    if coding:
        _doubt_blanks(rows, placed)
    return {row.key: _under_its_headings(row, placed[row.key]) for row in rows}


def _doubt_blanks(rows: Sequence[RowSlots], placed: dict[int, list[Placed]]) -> None:
    """Doubt the few empty cells of a column that prints figures in all other rows of running text.

    Where a cell is a line, the line of a lost figure leaves what an empty cell does. A report that prints
    figures in some columns and leaves others empty shows which cells it does not fill.
    """
    by_width: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.kind == "text":
            by_width[row.width].append(row.key)
    for width, keys in by_width.items():
        found = [[placed[key][column].piece for key in keys] for column in range(width)]
        filled = [sum(piece is not None and not piece.is_blank for piece in pieces) for pieces in found]
        empty = [sum(piece is not None and piece.is_blank for piece in pieces) for pieces in found]
        if not any(few * FILLED <= many for many, few in zip(empty, filled, strict=True)):
            continue
        for column in range(width):
            if 0 < empty[column] * FILLED <= filled[column]:
                for key, piece in zip(keys, found[column], strict=True):
                    if piece is not None and piece.is_blank:
                        placed[key][column] = Placed("missing")


def _under_its_headings(row: RowSlots, placed: list[Placed]) -> list[Placed]:
    """Doubt what stands under words that name no column of the form, or that state another unit than it."""
    # beside its cells stand the headings of its label
    left = min([slot.column for slot in row.slots if slot.column is not None], default=0)
    others = row.header.others_in(row.block, left) if row.kind == "exact" else []
    if not others and not row.header.in_other_unit:
        return placed
    return [
        Placed("ambiguous", one.piece)
        if one.piece is not None
        and (_in_other_unit(row, column, one.piece) or (one.how == "placed" and _is_under(one.piece, others)))
        else one
        for column, one in enumerate(placed)
    ]


def _in_other_unit(row: RowSlots, column: int, piece: Piece) -> bool:
    """Whether a bare figure stands under a heading with another unit; zero is zero in any."""
    if column not in row.header.in_other_unit:
        return False
    value, status = parse_value(piece.text, "元")
    return status == "read" and value != 0


def _is_under(piece: Piece, words: Sequence[tuple[int, int]]) -> bool:
    """Whether words, by the columns that they stand in, stand above a cell alone."""
    left = piece.column
    return left is not None and any(left <= start and end <= left + piece.span for start, end in words)


def _grouped(rows: Sequence[RowSlots]) -> list[list[RowSlots]]:
    """Rows of one grid and one number of columns; pieces of a table with lines all as long are one grid.

    In a grid whose container states its columns, rows below other headings are another group. Where only some
    rows of a table line up, others may have moved by the cells in front of their labels: rows behind as many
    merged cells are a group then.
    """
    in_text = {row.width for row in rows if row.kind == "text"}
    by_block: dict[tuple[int, int, object], list[RowSlots]] = defaultdict(list)
    for row in rows:
        below = tuple(row.header.intervals(row.block).items()) if row.kind == "exact" else ()
        by_block[row.block, row.width, below].append(row)
    groups: dict[tuple[object, ...], list[RowSlots]] = {}
    for (block, width, headings), group in by_block.items():
        lengths = {row.fields for row in group}
        loose = group[0].kind == "loose"
        grid = ("even", *lengths) if loose and len(lengths) == 1 else block
        for row in group:
            depth = row.depth if loose and width in in_text else None
            groups.setdefault((grid, width, headings, depth), []).append(row)
    return list(groups.values())


def _place_text(row: RowSlots, coding: BlankCoding | None, *, is_last: bool) -> list[Placed]:
    cells = decoded(row, coding, is_last=is_last) if coding else None
    if cells is None and len(row.printed) == row.width and not (coding and printed_twice(row)):
        cells = row.printed
    return unplaced(row) if cells is None else in_order(cells, row)

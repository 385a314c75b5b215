"""What a row of a table prints, and what stands in each of its columns, empty cells included.

A copy with one cell a line shows an empty cell as one empty line or as two, or not at all.

A filled cell is followed by an empty line, or every line is a cell and an empty one ends the row
(:data:`BlankCoding`). Cells that a merged label covers may be printed empty in front of the next row's label.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, NamedTuple

from gouji.extract.lines import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.headers import Header
    from gouji.extract.lines import TableLine
    from gouji.extract.rows import Match


Kind = Literal["exact", "loose", "text"]


class Placed(NamedTuple):
    """What stands in one column of a row: a piece; nothing there; or values that may belong elsewhere."""

    how: Literal["placed", "missing", "ambiguous"]
    piece: Piece | None = None


@dataclass(slots=True)
class RowSlots:
    """A row's printed values and empty cells in source order, not yet placed in columns.

    ``printed`` are the slots in which something is printed.
    ``label_end`` is the first grid column behind the label, in a grid whose container states its columns.
    ``start`` is the number of pieces up to and including the label on its line, ``fields`` the number of
    pieces on that line, ``depth`` the number of merged cells that the form prints in front of the label.
    ``stream`` is the run of values and empty lines after a label in a copy with one cell a line;
    ``heading_lost`` says that the label of a group is missing behind it, which may have left an empty line.
    ``covered`` is the number of merged labels beside the row that reach down beside the next one.
    ``adrift`` are figures without a label that may be the row's, ``rest`` those on lines behind a label that
    has others beside it: together as many as there are columns.
    ``header`` are the headings that govern the row, ``width`` the number of form columns.
    """

    key: int
    width: int
    kind: Kind
    block: int
    slots: list[Piece]
    header: Header
    start: int = 0
    fields: int = 0
    stream: list[TableLine] = field(default_factory=list)
    depth: int = 0
    conflict: bool = False
    heading_lost: bool = False
    covered: int = 0
    label_end: int | None = None
    adrift: list[Piece] = field(default_factory=list)
    rest: list[Piece] = field(default_factory=list)
    printed: list[Piece] = field(init=False)

    def __post_init__(self) -> None:
        self.printed = [slot for slot in self.slots if not slot.is_blank]

    @property
    def end(self) -> int:
        """First grid column after the row."""
        return max([(slot.column or 0) + slot.span for slot in self.slots], default=0)


def unplaced(row: RowSlots) -> list[Placed]:
    """Place nothing: no cell is printed, or none can be told."""
    printed = [*row.printed, *row.adrift]
    if not printed:
        # in whatever columns its cells stand, all of them are empty
        blank = row.slots[: row.width] if len(row.slots) >= row.width and not row.conflict else []
        return [Placed("placed", piece) for piece in blank] or [Placed("missing")] * row.width
    return [Placed("ambiguous", joined(printed))] * row.width


def joined(pieces: Sequence[Piece]) -> Piece:
    """Return pieces as one, where the first of them stands."""
    return Piece(" ".join(piece.text for piece in pieces), pieces[0].place)


def in_order(pieces: Sequence[Piece], row: RowSlots) -> list[Placed]:
    """Place one piece a column in the form's order, unless the header shows another order."""
    if row.conflict or not row.header.is_in_form_order:
        return unplaced(row)
    return [Placed("placed", piece) for piece in pieces]


#: How a copy with one cell a line shows an empty cell: as one empty line or as two, where filled ones are
#: followed by one; or every line is a cell ("alone"). With "covered" it is two, and so is what merged labels
#: cover.
BlankCoding = Literal["one", "two", "covered", "alone"]
#: Of so many rows one may have lost something without a doubt about what empty lines mean in the others.
SPOILT = 4
#: A row's values stand at most this many lines behind its label in a copy with one cell a line.
STREAM = 60


def stream_behind(label: TableLine, lines: Sequence[TableLine]) -> list[TableLine]:
    """Lines behind a label that print nothing but values, or nothing."""
    stream: list[TableLine] = []
    if label.grid is not None:
        return stream
    for line in lines[label.index + 1 : label.index + 1 + STREAM]:
        if line.grid is not None or not (line.is_empty or line.is_values_only):
            break
        stream.append(line)
    return stream


def once(
    values: list[Piece], stream: list[TableLine], header: Header, lines: Sequence[TableLine]
) -> tuple[list[Piece], list[TableLine]]:
    """The figure, and its line, of a merged cell that a tool repeats as often as the one heading above it."""
    if len(values) < 2 or len(header.headings) != 1 or len({value.text for value in values}) > 1:
        return values, stream
    heading, line = header.headings[0].piece.text, header.headings[0].line
    above = takewhile(
        lambda other: other.is_empty or {piece.text for piece in other.pieces} == {heading},
        reversed(lines[: line.index]),
    )
    times = sum(piece.text == heading for other in (line, *above) for piece in other.pieces)
    if times != len(values):
        return values, stream
    return values[:1], stream[: next((at for at, own in enumerate(stream, 2) if own.values), 0)]


def blank_coding(tables: Sequence[Sequence[RowSlots]], *, alone: bool) -> BlankCoding | None:
    """How a copy with one cell a line shows its empty cells, or None where it does not.

    ``alone`` says that headings of the table follow each other without a line between them: every line may be
    a cell, and a merged one leaves no empty line behind it.

    A coding is believed when it gives the rows with values their full number of cells, but for one in
    :data:`SPOILT` that may have lost something, and three rows at least have empty cells to show.
    """
    codings: tuple[BlankCoding, ...] = ("alone",) if alone else ("one", "two", "covered")
    for coding in codings:
        cells_of = [cells for rows in tables for cells in _decoded_rows(rows, coding)]
        telling = sum(any(cell.is_blank for cell in cells or ()) for cells in cells_of)
        if telling >= 3 and cells_of.count(None) * SPOILT <= len(cells_of):
            return coding
    return None


def _decoded_rows(rows: Sequence[RowSlots], coding: BlankCoding) -> list[list[Piece] | None]:
    text_rows = [row for row in rows if row.kind == "text"]
    last = max((row.key for row in text_rows), default=None)
    return [decoded(row, coding, is_last=row.key == last) for row in text_rows if row.printed]


def decoded(row: RowSlots, coding: BlankCoding, *, is_last: bool) -> list[Piece] | None:
    """The row's cells, or None where the coding does not give as many as the form has columns."""
    cells = _alone(row, is_last=is_last) if coding == "alone" else _decode(row.stream, coding)
    if row.heading_lost and cells and cells[-1].is_blank:
        return None
    if cells and coding == "covered" and row.covered:
        # one cell more or less than these, and a line of the row is lost
        covered = cells[row.width :]
        whole = len(covered) == row.covered and all(cell.is_blank for cell in covered)
        return cells[: row.width] if whole else None
    # behind a table's last row the empty lines before the next heading follow
    if cells is not None and is_last and all(cell.is_blank for cell in cells[row.width :]):
        cells = cells[: row.width]
    return cells if cells is not None and len(cells) == row.width else None


def rest_of(match: Match, count: int, behind: Sequence[TableLine], lines: Sequence[TableLine]) -> list[Piece]:
    """The figures on lines of their own between those of a label and behind them, if they are so many.

    None where words stand between.
    """
    between = [ln for ln in lines[match.first : match.last] if ln not in match.lines and not ln.is_empty]
    found = [piece for line in (*between, *behind) for piece in line.values]
    return found if len(found) == count and all(line.is_values_only for line in between) else []


#: So many rows with a figure a line show that a copy prints them so.
MANY = 5


def complete(rows: Sequence[RowSlots]) -> None:
    """Take the first figures of a row, beside its label, together with those on lines of their own behind it.

    So it is where a copy has a line for every cell but those that stand close to the label: pdftohtml has.
    """
    whole = [row for row in rows if row.stream and len(row.printed) == row.width > 1 and not row.conflict]
    if len(whole) >= MANY:
        for row in rows:
            row.slots = [*row.slots, *row.rest]
            row.printed = [*row.printed, *row.rest]


def printed_twice(row: RowSlots) -> bool:
    """Whether lines of the row are printed twice, as behind a page that begins with the end of the last."""
    lines = [tuple([piece.text for piece in line.pieces]) for line in row.stream]
    return any(
        lines[at : at + length] == lines[at + length : at + 2 * length]
        # zeros follow each other everywhere
        and any(text.strip("0") for line in lines[at : at + length] for text in line)
        for length in range(2, len(lines) // 2 + 1)
        for at in range(len(lines) - 2 * length + 1)
    )


def _alone(row: RowSlots, *, is_last: bool) -> list[Piece] | None:
    """A cell a line, and one empty line that ends the row; a row with more or fewer has lost a line."""
    cells = [piece for line in row.stream for piece in line.pieces]
    if len(cells) != len(row.stream) or not all(cell.is_blank for cell in cells[row.width :]):
        return None
    ended = len(cells) > row.width if is_last else len(cells) == row.width + 1
    return cells[: row.width] if ended else None


def _decode(stream: Sequence[TableLine], coding: BlankCoding) -> list[Piece] | None:
    """Cells of ``label, empty line, cell, …`` where a filled cell is followed by one empty line."""
    if not stream or not stream[0].is_empty:
        return None
    cells: list[Piece] = []
    position = 1
    while position < len(stream):
        line = stream[position]
        alone = position + 1 == len(stream) or stream[position + 1].is_empty
        # the second line of an empty cell, as that behind a filled one, prints nothing
        if len(line.pieces) != 1 or not (alone or (line.is_empty and coding == "one")):
            return None
        cells.append(line.pieces[0])
        position += 1 if line.is_empty and coding == "one" else 2
    return cells

"""What a row of a table prints, and what stands in each of its columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from gouji.extract.lines import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.headers import Header
    from gouji.extract.lines import Line

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
    ``adrift`` are figures without a label that may be the row's.
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
    stream: list[Line] = field(default_factory=list)
    depth: int = 0
    conflict: bool = False
    heading_lost: bool = False
    label_end: int | None = None
    adrift: list[Piece] = field(default_factory=list)
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

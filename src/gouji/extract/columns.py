"""Which printed value of a row belongs in which column of the form.

Positions are used where the container states them; where it only gives an order, a row is placed when
exactly as many values are printed as the form has columns, or when the copy shows its empty cells. In every
other case the row's cells are ambiguous. No sum is ever looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from gouji.extract.coding import decoded, printed_twice
from gouji.extract.lines import Piece
from gouji.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.coding import BlankCoding
    from gouji.extract.headers import Header
    from gouji.extract.lines import Line

Kind = Literal["exact", "loose", "text"]
#: So many rows of a grid that their having the same number of cells is no accident.
MANY = 5


class Placed(NamedTuple):
    """What stands in one column of a row: a piece; nothing there; or values that may belong elsewhere."""

    how: Literal["placed", "missing", "ambiguous"]
    piece: Piece | None = None


@dataclass(slots=True)
class RowSlots:
    """A row's printed values and empty cells in source order, not yet placed in columns.

    ``printed`` are the slots in which something is printed.
    ``start`` is the number of pieces up to and including the label on its line, ``fields`` the number of
    pieces on that line, ``depth`` the number of merged cells that the form prints in front of the label.
    ``stream`` is the run of values and empty lines after a label in a copy with one cell a line;
    ``heading_lost`` says that the label of a group is missing behind it, which may have left an empty line.
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
    printed: list[Piece] = field(init=False)

    def __post_init__(self) -> None:
        self.printed = [slot for slot in self.slots if not slot.is_blank]

    @property
    def end(self) -> int:
        """First grid column after the row."""
        return max([(slot.column or 0) + slot.span for slot in self.slots], default=0)


def place_rows(rows: Sequence[RowSlots], coding: BlankCoding | None = None) -> dict[int, list[Placed]]:
    """Place the values of all rows found of one table. Returns per row key one entry per form column.

    ``coding`` is how the copy shows empty cells in running text.
    """
    placed: dict[int, list[Placed]] = {}
    by_block = _grouped(rows)
    last = max((row.key for row in rows if row.kind == "text"), default=None)
    complete_before = False
    for group in by_block:
        kind = group[0].kind
        if kind == "text":
            for row in group:
                placed[row.key] = _place_text(row, coding, is_last=row.key == last)
        elif kind == "exact":
            intervals = _intervals(group)
            if intervals is None:
                placed |= {row.key: _unplaced(row) for row in group}
                continue
            columns = _GridColumns(intervals)
            for row in group:
                placed[row.key] = _place_exact(row, columns)
        else:
            usual = _usual_starts(group)
            starts = _starts([row for row in group if row.start == usual[row.depth]])
            fields = _heading_fields(group)
            behind_label = _right_behind_labels(group)
            continued = complete_before and _one_column_short(group)
            for row in group:
                if row.start == usual[row.depth]:
                    placed[row.key] = _place_loose(
                        row, starts, fields.get(row.start), continued, behind_label=behind_label
                    )
                else:  # a page break moved the label, and with it what stands behind
                    placed[row.key] = _place_loose(row, {}, None, continued, behind_label=behind_label)
        complete_before |= any(len(row.printed) == row.width for row in group)
    return {row.key: _under_its_headings(row, placed[row.key]) for row in rows}


def _under_its_headings(row: RowSlots, placed: list[Placed]) -> list[Placed]:
    """Doubt what stands under words that name no column of the form, or that state another unit than it."""
    return [
        Placed("ambiguous", one.piece)
        if one.piece is not None
        and (
            _in_other_unit(row, column, one.piece) or (one.how == "placed" and _under_another(row, one.piece))
        )
        else one
        for column, one in enumerate(placed)
    ]


def _in_other_unit(row: RowSlots, column: int, piece: Piece) -> bool:
    """Whether a bare figure stands under a heading with another unit; zero is zero in any."""
    if column not in row.header.in_other_unit:
        return False
    value, status = parse_value(piece.text, "元")
    return status == "read" and value != 0


def _under_another(row: RowSlots, piece: Piece) -> bool:
    """Whether words that name no column of the form stand above a cell whose columns the container states."""
    return (
        row.kind == "exact"
        and piece.column is not None
        and row.header.names_another(row.block, piece.column, piece.column + piece.span)
    )


def _grouped(rows: Sequence[RowSlots]) -> list[list[RowSlots]]:
    """Rows of one grid and one number of columns; pieces of a table with lines all as long are one grid."""
    by_block: dict[tuple[object, int], list[RowSlots]] = defaultdict(list)
    for row in rows:
        by_block[row.block, row.width].append(row)
    groups: dict[tuple[object, int], list[RowSlots]] = {}
    for (block, width), group in by_block.items():
        lengths = {row.fields for row in group}
        even = group[0].kind == "loose" and len(lengths) == 1
        groups.setdefault((("even", *lengths) if even else block, width), []).extend(group)
    return list(groups.values())


def _unplaced(row: RowSlots) -> list[Placed]:
    printed = row.printed
    if not printed:
        return [Placed("missing")] * row.width
    return [Placed("ambiguous", _joined(printed))] * row.width


def _joined(pieces: Sequence[Piece]) -> Piece:
    return Piece(" ".join(piece.text for piece in pieces), pieces[0].place)


def _in_order(pieces: Sequence[Piece], row: RowSlots) -> list[Placed]:
    """Place one piece a column in the form's order, unless the header shows another order."""
    if row.conflict or not row.header.is_in_form_order:
        return _unplaced(row)
    return [Placed("placed", piece) for piece in pieces]


# --- grids whose container states the columns ---------------------------------------------------------


def _intervals(group: Sequence[RowSlots]) -> dict[int, tuple[int, int]] | None:
    """Grid columns of each form column: from complete rows where they agree, else from the header.

    None where the two contradict each other, another column standing among the form's, or where headings out
    of the form's order are not all found.
    """
    first = group[0]
    from_header = first.header.intervals(first.block)
    if not first.header.is_in_form_order:
        return from_header if len(from_header) == first.width else None
    complete = {
        tuple((p.column or 0, (p.column or 0) + p.span) for p in row.printed)
        for row in group
        if len(row.printed) == row.width
    }
    if len(complete) == 1:
        columns = dict(enumerate(next(iter(complete))))
        return None if _contradicted(columns, from_header, group) else columns
    if complete or not _headings_fit(first, from_header, group):
        return {}
    return from_header


def _contradicted(
    columns: dict[int, tuple[int, int]], headings: dict[int, tuple[int, int]], group: Sequence[RowSlots]
) -> bool:
    """Whether headings stand above other columns than those that complete rows fill in order.

    All headings may stand aside, as where the cell in front of them is too wide, but not where one of them is
    unknown or rows have more cells than the form: then another column is among them.
    """
    first = group[0]
    starts = [headings[column][0] for column in sorted(headings)]
    if starts != sorted(starts):
        return True
    if len(headings) == first.width and all(len(row.slots) <= first.width for row in group):
        return False
    aside = any(not (s < columns[c][1] and columns[c][0] < e) for c, (s, e) in headings.items())
    return bool(headings) and aside


def _headings_fit(first: RowSlots, intervals: dict[int, tuple[int, int]], group: Sequence[RowSlots]) -> bool:
    """Whether headings, some of which are lost, still stand above all cells of their rows."""
    covered = {column for start, end in intervals.values() for column in range(start, end)}
    return len(intervals) == first.width or all(slot.column in covered for row in group for slot in row.slots)


class _GridColumns:
    """The grid columns that each form column covers, as far as they are known: (first, after last)."""

    def __init__(self, intervals: dict[int, tuple[int, int]]) -> None:
        self._intervals = intervals
        self._under: dict[tuple[int, int], list[int]] = {}
        self.count = len(intervals)
        self.end = max((end for _, end in intervals.values()), default=0)

    def under(self, left: int, span: int) -> list[int]:
        """Form columns that share grid columns with a cell; rows of one grid ask for the same again."""
        found = self._under.get((left, span))
        if found is None:
            found = self._under[left, span] = [
                column
                for column, (start, end) in self._intervals.items()
                if left < end and start < left + span
            ]
        return found


def _place_exact(row: RowSlots, columns: _GridColumns) -> list[Placed]:
    if columns.count and not row.conflict:
        by_position = _by_position(row, columns)
        if by_position is not None:
            in_order = len(row.slots) != row.width or [p.piece for p in by_position] == row.slots
            # cells and headings that count alike but do not line up: one of the two is not to be trusted
            return by_position if in_order or columns.count < row.width else _unplaced(row)
    if len(row.printed) == row.width:
        return _in_order(row.printed, row)
    if len(row.slots) == row.width and not columns.count:
        return _in_order(row.slots, row)
    return _unplaced(row)


def _by_position(row: RowSlots, columns: _GridColumns) -> list[Placed] | None:
    """Place slots by the grid columns they cover; None where a row does not fit the columns."""
    if row.end < columns.end:
        return None  # the row is short of cells: those after the gap have moved
    result = [Placed("missing")] * row.width
    for slot in row.slots:
        hits = columns.under(slot.column or 0, slot.span)
        if slot.is_blank:
            for column in hits:
                if result[column].how == "missing":
                    result[column] = Placed("placed", slot)
        elif len(hits) != 1 or ((taken := result[hits[0]].piece) is not None and not taken.is_blank):
            return None
        else:
            result[hits[0]] = Placed("placed", slot)
    return result


# --- grids whose columns are only counted separators ----------------------------------------------------


def _starts(group: Sequence[RowSlots]) -> dict[tuple[int, int], int]:
    """Offset of the first value behind the label where complete rows agree.

    The key is the position of the label and the number of fields behind it: a row with a field less than
    its kin has lost one, and where is not known. Rows whose label has moved are not asked: they would speak
    for others that happen to start where they now do.
    """
    offsets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in group:
        printed = row.printed
        if len(printed) == row.width:
            positions = [row.slots.index(piece) for piece in printed]
            contiguous = positions == list(range(positions[0], positions[0] + row.width))
            offsets[row.start, len(row.slots)].append(positions[0] if contiguous else -1)
    return {kin: found[0] for kin, found in offsets.items() if _agree(kin, found, group)}


def _agree(kin: tuple[int, int], offsets: Sequence[int], group: Sequence[RowSlots]) -> bool:
    """Whether complete rows speak for their kin: of two rows a field short each may have lost another one."""
    if set(offsets) != {offsets[0]} or offsets[0] == -1:
        return False
    start, length = kin
    rows = [row for row in group if row.start == start]
    if len(offsets) > 1:
        return True
    if len({len(row.slots) for row in rows}) == 1:
        # a few may all have lost one where their headings have more
        return len(rows) >= MANY or not _headings_longer(rows[0])
    # one page's rows: all from the first of them to the last are as long, and these are several
    places = [n for n, row in enumerate(group) if (row.start, len(row.slots)) == kin]
    page = group[places[0] : places[-1] + 1]
    return len(page) > 2 and {row.fields for row in page} == {start + length}


def _headings_longer(row: RowSlots) -> bool:
    """Whether a row's headings stand on lines with more fields than it has."""
    return any(
        heading.line.block == row.block and len(heading.line.pieces) > row.fields
        for heading in row.header.headings
    )


def _usual_starts(group: Sequence[RowSlots]) -> dict[int, int]:
    """Where the labels of rows stand that the form prints behind as many merged cells."""
    starts: dict[int, Counter[int]] = defaultdict(Counter)
    for row in group:
        starts[row.depth][row.start] += 1
    return {depth: found.most_common(1)[0][0] for depth, found in starts.items()}


def _right_behind_labels(group: Sequence[RowSlots]) -> bool:
    """Whether rows print their cells right behind the label, wherever that stands, and nothing else.

    So it is where every row has as many fields behind its label as the form has columns, and complete rows
    with their labels in different places (or many rows, where none is complete) show that it is no accident.
    """
    complete = {row.start for row in group if len(row.printed) == row.width}
    telling = len(complete) > 1 or (not complete and len(group) >= MANY)
    return telling and all(len(row.slots) == row.width for row in group)


def _one_column_short(group: Sequence[RowSlots]) -> bool:
    """Rows after a page break that all print one value less than the form has columns."""
    counts = [len(row.printed) for row in group if row.printed]
    return len(counts) > 1 and all(count == group[0].width - 1 for count in counts)


def _place_loose(
    row: RowSlots,
    starts: dict[tuple[int, int], int],
    fields: set[int | None] | None,
    continued: bool,
    *,
    behind_label: bool,
) -> list[Placed]:
    printed = row.printed
    if row.conflict:
        return _unplaced(row)
    if len(printed) == row.width:
        return _in_order(printed, row)
    choices = []
    if (start := starts.get((row.start, len(row.slots)))) is not None:
        choices.append(row.slots[start : start + row.width])
    if fields:
        choices.append([slot for slot in row.slots if slot.column in fields])
    if not choices and behind_label and len(row.slots) == row.width:
        choices.append(row.slots)
    fitting = [c for c in choices if len(c) == row.width and all(p in c for p in printed)]
    if choices and len(fitting) == len(choices) and all(c == fitting[0] for c in fitting):
        return _in_order(fitting[0], row)
    if not printed and len(row.slots) >= row.width:
        return _in_order(row.slots[: row.width], row)
    if continued and len(printed) == row.width - 1 > MANY:
        # the columns between lie under one merged heading and are what the page break ran together
        between = [Placed("ambiguous", _joined(printed[1:-1]))] * (row.width - 2)
        return [Placed("placed", printed[0]), *between, Placed("placed", printed[-1])]
    return _unplaced(row)


def _heading_fields(group: Sequence[RowSlots]) -> dict[int, set[int | None]]:
    """Fields in which the group's headings stand, per position of the label, if its values stand there too.

    So they do where every line is as long as the others and no value stands elsewhere. Where empty fields lie
    between label and first heading, values may have moved up into some of them: that they have not, a value
    in the last field must show.
    """
    first = group[0]
    headings = [h for h in first.header.headings if h.line.block == first.block]
    lengths = {row.fields for row in group} | {len(heading.line.pieces) for heading in headings}
    fields = {heading.piece.column for heading in headings}
    if len(lengths) != 1 or len(fields) != first.width:
        return {}
    if not all(piece.column in fields for row in group for piece in row.printed):
        return {}
    columns = sorted(column for column in fields if column is not None)
    padded = [row for row in group if row.start != columns[0]]
    unmoved = any(piece.column == columns[-1] for row in padded for piece in row.printed)
    return {row.start: fields for row in group if unmoved or row.start == columns[0]}


# --- running text ---------------------------------------------------------------------------------------


def _place_text(row: RowSlots, coding: BlankCoding | None, *, is_last: bool) -> list[Placed]:
    cells = decoded(row, coding, is_last=is_last) if coding else None
    if cells is None and len(row.printed) == row.width and not (coding and printed_twice(row)):
        cells = row.printed
    return _unplaced(row) if cells is None else _in_order(cells, row)

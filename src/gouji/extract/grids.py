"""Rows of a grid: placed by the columns its container states, or by counted separators.

Separators may have shifted, so that a row without geometry is placed only where its neighbours agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from gouji.extract.slots import Placed, in_order, joined, unplaced
from gouji.model.document import PICTURE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from gouji.extract.slots import RowSlots

    #: Grid columns by column of the form: (first, after last).
    Intervals = Mapping[int, tuple[int, int]]


def place_exact(group: Sequence[RowSlots]) -> dict[int, list[Placed]] | None:
    """Place the rows of one grid; None where headings and complete rows contradict each other."""
    intervals = _intervals(group)
    if intervals is None:
        return None
    if intervals and _labels_have_moved(group, min(start for start, _ in intervals.values())):
        return {
            row.key: in_order(row.printed, row) if len(row.printed) == row.width else unplaced(row)
            for row in group
        }
    columns = _GridColumns(intervals)
    alone = not intervals and all(len(row.slots) == row.width for row in group)
    return {row.key: in_order(row.slots, row) if alone else _place_exact(row, columns) for row in group}


def _labels_have_moved(group: Sequence[RowSlots], first: int) -> bool:
    """Whether labels do not all end in front of the columns, or those of one depth not all in one place.

    So it is where merged cells got lost: rows that they stood beside begin further left, figures and all.
    """
    ends: dict[int, int] = {}
    labels = [(row.depth, row.label_end) for row in group if row.label_end is not None]
    return any(end > first or ends.setdefault(depth, end) != end for depth, end in labels)


def _intervals(group: Sequence[RowSlots]) -> Intervals | None:
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


def _contradicted(columns: Intervals, headings: Intervals, group: Sequence[RowSlots]) -> bool:
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


def _headings_fit(first: RowSlots, intervals: Intervals, group: Sequence[RowSlots]) -> bool:
    """Whether headings, some of which are lost, still stand above all cells of their rows."""
    covered = {column for start, end in intervals.values() for column in range(start, end)}
    return len(intervals) == first.width or all(slot.column in covered for row in group for slot in row.slots)


class _GridColumns:
    """The grid columns that each form column covers, as far as they are known: (first, after last)."""

    def __init__(self, intervals: Intervals) -> None:
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
            aligned = len(row.slots) != row.width or [p.piece for p in by_position] == row.slots
            # cells and headings that count alike but do not line up: one of the two is not to be trusted
            return by_position if aligned or columns.count < row.width else unplaced(row)
    if len(row.printed) == row.width and _side_by_side(row):
        return in_order(row.printed, row)
    return unplaced(row)


def _side_by_side(row: RowSlots) -> bool:
    """Whether no empty cell stands among those that print something: it may have moved the ones behind it."""
    printing = [number for number, slot in enumerate(row.slots) if not slot.is_blank]
    return printing[-1] - printing[0] < len(printing)


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


#: Of so many rows one may have lost a field without a doubt about the others.
SPOILT = 4
#: Groups of rows in front of a label, at most.
DEEPEST = 2
#: So many rows of a grid that their having the same number of cells is no accident.
MANY = 5


def place_loose(group: Sequence[RowSlots], fields_before: int, longer: Set[int]) -> dict[int, list[Placed]]:
    """Place the rows of one grid; complete rows of grids before it had ``fields_before`` fields.

    ``longer`` are positions of labels behind which the table has rows with more fields than columns.
    """
    usual = _usual_starts(group)
    starts = _starts([row for row in group if row.start == usual[row.depth]])
    fields = _heading_fields(group)
    behind_label = _right_behind_labels(group, longer)
    filled_up = _filled_up(group)
    shapes = _shapes_by_depth(group)
    continued = group[0].fields < fields_before and _one_column_short(group)
    placed: dict[int, list[Placed]] = {}
    for row in group:
        behind = row.start in behind_label
        if row.depth in filled_up and len(row.slots) == _filled(row) and not row.conflict:
            placed[row.key] = in_order(row.slots[-row.width :], row)
        elif row.start == usual[row.depth]:
            # where fillers depend on what a label spans, rows of another depth tell nothing
            telling = starts if shapes is None or (row.depth, row.start, len(row.slots)) in shapes else {}
            placed[row.key] = _place_loose(
                row, telling, fields.get(row.start), continued, behind_label=behind
            )
        else:  # a page break moved the label, and with it what stands behind
            placed[row.key] = _place_loose(row, {}, None, continued, behind_label=behind)
    return placed | doubted(group, placed)


def doubted(group: Sequence[RowSlots], placed: dict[int, list[Placed]]) -> dict[int, list[Placed]]:
    """Rows that print nothing, where rows as long as they are have no place for what they print.

    They may have lost a field as those have, and with it all that they printed.
    """
    printing = [row for row in group if row.printed]
    whole = {_kin(row) for row in printing if all(one.how == "placed" for one in placed[row.key])}
    if all(_kin(row) in whole for row in printing):
        return {}
    empty = [row for row in group if not row.printed and _kin(row) not in whole]
    return {row.key: [Placed("missing")] * row.width for row in empty}


def _kin(row: RowSlots) -> tuple[int, int]:
    return row.start, len(row.slots)


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


def _shapes_by_depth(group: Sequence[RowSlots]) -> set[tuple[int, int, int]] | None:
    """Return depth, start and number of fields of complete rows; None unless depths differ in the last.

    Rows whose labels begin in one place have as many fields more as their labels span columns.
    """
    shapes = {(row.depth, row.start, len(row.slots)) for row in group if len(row.printed) == row.width}
    fields: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for depth, start, count in shapes:
        fields[start][depth].add(count)
    differ = any(
        one.isdisjoint(other) for depths in fields.values() for one, other in pairwise(depths.values())
    )
    return shapes if differ else None


def _usual_starts(group: Sequence[RowSlots]) -> dict[int, int]:
    """Where the labels of rows stand that the form prints behind as many merged cells."""
    starts: dict[int, Counter[int]] = defaultdict(Counter)
    for row in group:
        starts[row.depth][row.start] += 1
    return {depth: found.most_common(1)[0][0] for depth, found in starts.items()}


def _right_behind_labels(group: Sequence[RowSlots], longer: Set[int]) -> set[int]:
    """Positions of labels right behind which rows print their cells, and nothing else.

    So it is where every row has as many fields behind its label as the form has columns, and many rows, or
    complete rows with their labels in different places, show that it is no accident. Where rows of the table
    whose labels stand in one of ``longer`` have more, a few without have lost one.
    """
    complete = {row.start for row in group if len(row.printed) == row.width}
    telling = len(complete) > 1 or len(group) >= MANY
    if not (telling and all(len(row.slots) == row.width for row in group)):
        return set()
    counts = Counter(row.start for row in group)
    return {n for n, count in counts.items() if len(complete) > 1 or count >= MANY or n not in longer}


def _filled(row: RowSlots) -> int:
    """How many fields a row has behind its label where empty ones fill up what the label spans."""
    return row.width + DEEPEST - row.depth


def _filled_up(group: Sequence[RowSlots]) -> set[int]:
    """Depths of rows that end in as many fields as the form has columns, behind those a merged label leaves.

    So it is where the label of a row of the form that spans more columns has as many more fields behind it,
    which print nothing, and the outermost columns print something: the last one in a row of the same depth,
    or its fields may be those that are left, and the figures stand right behind the label. A row may have
    lost a field.
    """
    fitting = [row for row in group if len(row.slots) == _filled(row)]
    if len(fitting) < MANY or (len(group) - len(fitting)) * SPOILT > len(group):
        return set()
    several = len({row.depth for row in fitting}) > 1
    headed = all(len(row.header.headings) == row.width for row in fitting)
    empty = all(slot.is_blank for row in fitting for slot in row.slots[: -row.width])
    first = any(not row.slots[-row.width].is_blank for row in fitting if row.printed)
    if not (several and headed and empty and first):
        return set()
    return {row.depth for row in fitting if not row.slots[-1].is_blank}


def _one_column_short(group: Sequence[RowSlots]) -> bool:
    """Rows after a page break that all end in one value less than the form has columns, and are as long."""
    ends = [row.slots[1 - row.width :] for row in group if row.printed]
    short = all(len(row.printed) == row.width - 1 for row in group if row.printed)
    as_long = len({row.fields for row in group}) == 1
    return len(ends) > 1 and short and as_long and not any(piece.is_blank for end in ends for piece in end)


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
        return unplaced(row)
    # of cells that stand apart, one with a mark may hold what is printed beside the table's columns
    marked = any(PICTURE in piece.text for piece in printed)
    if len(printed) == row.width and (not marked or _side_by_side(row)):
        return in_order(printed, row)
    choices = []
    if (start := starts.get((row.start, len(row.slots)))) is not None:
        choices.append(row.slots[start : start + row.width])
    if fields:
        choices.append([slot for slot in row.slots if slot.column in fields])
    if not choices and behind_label and len(row.slots) == row.width:
        choices.append(row.slots)
    fitting = [c for c in choices if len(c) == row.width and all(p in c for p in printed)]
    if choices and len(fitting) == len(choices) and all(c == fitting[0] for c in fitting):
        return in_order(fitting[0], row)
    if not printed and len(row.slots) >= row.width:
        return in_order(row.slots[: row.width], row)
    if continued and len(printed) == row.width - 1 > MANY:
        # the columns between lie under one merged heading and are what the page break ran together
        between = [Placed("ambiguous", joined(printed[1:-1]))] * (row.width - 2)
        return [Placed("placed", printed[0]), *between, Placed("placed", printed[-1])]
    return unplaced(row)


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

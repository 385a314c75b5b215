"""Rows of a grid whose container states which columns a cell covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.extract.slots import Placed, in_order, unplaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.slots import RowSlots


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
    return {row.key: _place(row, columns) for row in group}


def _labels_have_moved(group: Sequence[RowSlots], first: int) -> bool:
    """Whether labels do not all end in front of the columns, or those of one depth not all in one place.

    So it is where merged cells got lost: rows that they stood beside begin further left, figures and all.
    """
    ends: dict[int, int] = {}
    labels = [(row.depth, row.label_end) for row in group if row.label_end is not None]
    return any(end > first or ends.setdefault(depth, end) != end for depth, end in labels)


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


def _place(row: RowSlots, columns: _GridColumns) -> list[Placed]:
    if columns.count and not row.conflict:
        by_position = _by_position(row, columns)
        if by_position is not None:
            aligned = len(row.slots) != row.width or [p.piece for p in by_position] == row.slots
            # cells and headings that count alike but do not line up: one of the two is not to be trusted
            return by_position if aligned or columns.count < row.width else unplaced(row)
    if len(row.printed) == row.width and _side_by_side(row):
        return in_order(row.printed, row)
    if len(row.slots) == row.width and not columns.count:
        return in_order(row.slots, row)
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

"""The geometry of a Word table: grid columns, cells that span them, cells merged downwards.

ECMA-376 part 1, 17.4: ``gridSpan``, ``gridBefore``, ``vMerge``; ``hMerge`` is what older programs write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.document import GridCell, Place
from gouji.readers.limits import LIMITS, check_grid
from gouji.readers.ooxml import attribute, child, contents, local, natural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


#: Twentieths of a point: a row of this height is a line.
_FLAT: Final = 40


@dataclass(slots=True)
class Slot:
    """A cell element at its position; row and column count from 0."""

    element: _Element
    row: int
    column: int
    rowspan: int
    colspan: int

    def cell(self, text: str, table: int) -> GridCell:
        """Return the cell of table number ``table`` with its text."""
        place = Place(table=table, row=self.row + 1, column=self.column + 1)
        return GridCell(text, self.row, self.column, place, self.rowspan, self.colspan)


def lay_out(table: _Element, name: str) -> list[Slot]:
    """Give every cell its position. Raises GoujiError (naming the file) for a table beyond the limits."""
    slots: list[Slot] = []
    above: dict[int, Slot] = {}  # cells that may grow into the next row, by the column they start in
    row = width = 0
    for line in _parts(table, "tr"):
        properties = _properties(line, "trPr")
        if "del" in properties or _is_flat(line):
            continue
        column = min(natural(properties.get("gridBefore")) or 0, LIMITS.columns)
        open_now: dict[int, Slot] = {}
        previous: Slot | None = None
        for element in _parts(line, "tc"):
            merge = _properties(element, "tcPr")
            if "cellDel" in merge:
                continue
            colspan = min(natural(merge.get("gridSpan")) or 1, LIMITS.columns)
            if merge.get("hMerge") == "continue" and previous is not None:
                previous.colspan += colspan
            else:
                previous = _place(Slot(element, row, column, 1, colspan), merge.get("vMerge"), above, slots)
                if "vMerge" in merge:
                    open_now[column] = previous
            column += colspan
            width = max(width, column)
            check_grid(name, row + 1, width, len(slots))
        above = open_now
        row += 1
    return slots


def _is_flat(line: _Element) -> bool:
    """Return whether a row is set to be so low that nothing in it is seen."""
    height = child(child(line, "trPr"), "trHeight")
    if height is None or attribute(height, "hRule") != "exact":
        return False
    twips = natural(attribute(height, "val"))
    return twips is not None and twips <= _FLAT


def _place(slot: Slot, merge: str | None, above: dict[int, Slot], slots: list[Slot]) -> Slot:
    """Let the cell above grow over this one where the file says so and the columns agree, else add it."""
    upper = above.get(slot.column)
    if merge == "continue" and upper is not None and upper.colspan == slot.colspan:
        upper.rowspan += 1
        return upper
    slots.append(slot)
    return slot


def _parts(parent: _Element, tag: str) -> Iterator[_Element]:
    return (each for each in contents(parent) if local(each) == tag)


def _properties(parent: _Element, tag: str) -> dict[str, str]:
    """Return the properties of a row or cell by local name; a property without value is ``continue``.

    ``vMerge`` and ``hMerge`` are the properties whose value may be left out, and that is what it means then.
    """
    properties = child(parent, tag)
    return {
        local(each): attribute(each, "val") or "continue"
        for each in (() if properties is None else properties)
    }

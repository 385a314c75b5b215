"""Edit rules over cells, in the sense of Fellegi and Holt (1976): the hard arithmetic of a filing.

They are read off the suites, so that error localisation and the audit can never disagree about a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from gouji import suites

if TYPE_CHECKING:
    from gouji.filing import Filing
    from gouji.frames.arithmetic import CellFrame
    from gouji.suites import Entry


@dataclass(frozen=True, slots=True)
class Edit:
    """``sum(left) = sum(right)`` or ``sum(left) <= sum(right)`` over cell ids."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: Literal["=", "<="] = "="


def edits_of(filing: Filing) -> tuple[Edit, ...]:
    """Return the hard edit rules over the cells that this filing's form has, in the order of the suites.

    They are the entries marked ``edit``, one for every row or column that they speak of. Cells of a row
    that stands in for others (（六）其他处理 printed as one row) take the place of those others.
    """
    return _edits_over(filing.form, frozenset(cell.id for cell in filing.cells))


@lru_cache(maxsize=64)
def _edits_over(form: str | None, cells: frozenset[str]) -> tuple[Edit, ...]:
    """Filings of one form mostly have the same cells: their edit rules are worked out once."""
    from gouji.frames import FRAMES
    from gouji.frames.arithmetic import CellFrame

    edits: list[Edit] = []
    for entry in suites.load():
        frame = FRAMES[entry.frame]
        if entry.edit and form in entry.forms and issubclass(frame, CellFrame):
            edits.extend(edit for key in frame.keys if (edit := _edit(entry, frame, key, cells)) is not None)
    return tuple(edits)


def _edit(entry: Entry, frame: type[CellFrame], key: str, cells: frozenset[str]) -> Edit | None:
    left, right = (
        tuple(cell for column in entry.kwargs[side] if (cell := frame.cell_id(key, column)) in cells)
        for side in ("left", "right")
    )
    whole = len(left) + len(right) == len(entry.kwargs["left"]) + len(entry.kwargs["right"])
    if not left or not right or not (whole or frame.absent_is_zero):
        return None
    return Edit(entry.rule, left, right, suites.SUMS[entry.type])

"""What was read of one table, and how to take it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gouji.document import Note
    from gouji.filing import Cell, ExtraRow, PrintedLabel, UnplacedLabel


@dataclass
class TableReading:
    """What was read of one table; ``doubled`` says that the copy has one of another year or body, too."""

    cells: list[Cell]
    labels: list[PrintedLabel] = field(default_factory=list)
    unplaced: list[UnplacedLabel] = field(default_factory=list)
    extra_rows: list[ExtraRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    doubled: bool = False


def refuse(reading: TableReading) -> None:
    """Take back what was read of a table: nobody can say whether it is the form's, or this report's."""
    reading.cells = [
        cell if cell.status == "missing" else cell._replace(value=None, status="ambiguous", sure_column=False)
        for cell in reading.cells
    ]

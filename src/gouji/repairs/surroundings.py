"""How the cells of a filing lie beside each other and what they print, for the hypotheses of cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.repairs.causes import Surroundings
from gouji.repairs.system import lone_total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.edits import Edit
    from gouji.filing import Filing


def surroundings(filing: Filing, edits: Iterable[Edit], earlier: Filing | None) -> Surroundings:
    """Return the numbers, neighbours, totals and names of a filing's cells."""
    above: dict[str, str] = {}
    beside: dict[str, str] = {}
    last_in_column: dict[tuple[str, str], str] = {}
    last_in_row: dict[tuple[str, str], str] = {}
    for cell in filing.cells:
        table, row, column = cell.id.split("/")
        if (table, column) in last_in_column:
            above[cell.id] = last_in_column[table, column]
        if (table, row) in last_in_row:
            beside[last_in_row[table, row]] = cell.id
        last_in_column[table, column] = last_in_row[table, row] = cell.id
    sums: dict[str, list[Edit]] = {}
    for edit in edits:
        total = lone_total(edit)
        if total and len(edit.left) + len(edit.right) > 2:
            sums.setdefault(total, []).append(edit)
    return Surroundings(
        values=whole_numbers(filing),
        earlier=whole_numbers(earlier) if earlier else {},
        above=above,
        beside=beside,
        sums=sums,
        name=lambda cell: _name(filing, cell),
    )


def whole_numbers(filing: Filing) -> dict[str, int]:
    """Return the printed whole numbers of a filing by cell id."""
    return {
        cell.id: int(cell.value) for cell in filing.cells if cell.value is not None and cell.value % 1 == 0
    }


def _name(filing: Filing, cell: str) -> str:
    # the frames bring pandas along; only a filing with a broken edit needs names
    from gouji.frames.wording import cell_name

    return cell_name(filing.table_forms.get(cell.split("/")[0]) or filing.form, cell)

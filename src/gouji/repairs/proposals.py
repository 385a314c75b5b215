"""What the changed cells and the unknowns of a smallest set may be: a value, or the admissible range."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gouji.repairs.limits import Work
    from gouji.repairs.system import System
    from gouji.repairs.tableau import Row, Tableau

#: Least and largest admissible value; None where nothing bounds it from above.
Range = tuple[int, int | None]


def ranges(system: System, changed: frozenset[int], work: Work) -> dict[int, Range]:
    """Return the admissible range of every changed cell and of every unknown beside a change or a defect.

    Elimination alone determines most of them; the solver is asked for the others.
    """
    tableau = system.start.all_freed(sorted(changed - system.forced))
    wanted = sorted(changed | _concerned(system, changed))
    return {variable: found for variable in wanted if (found := _range(tableau, variable, work))}


def _range(tableau: Tableau, variable: int, work: Work) -> Range | None:
    for row in tableau.rows:
        if row.basic == variable and len(row.free) == 1:
            value = row.rest // row.free[variable]
            return value, value
    loose = _linked(tableau, variable)
    if not loose:
        return None
    from gouji.repairs import solver

    return solver.extent(tableau.variables, loose, variable, work)


def _linked(tableau: Tableau, variable: int) -> list[Row]:
    """Return the loose rows that share freed variables with this one, directly or through others."""
    reached, rows = {variable}, list(tableau.loose_rows())
    linked = []
    while touching := [row for row in rows if not reached.isdisjoint(row.free)]:
        linked += touching
        rows = [row for row in rows if reached.isdisjoint(row.free)]
        reached.update(i for row in touching for i in row.free)
    return linked


def _concerned(system: System, changed: frozenset[int]) -> frozenset[int]:
    """Return the unknown cells that stand in a broken edit or in one with a changed cell."""
    index = {variable.cell: i for i, variable in enumerate(system.variables) if variable.cell}
    near: set[int] = set()
    for edit in system.edits:
        members = {index[cell] for cell in (*edit.left, *edit.right) if cell in index}
        if edit in system.broken or members & changed:
            near |= members
    return frozenset(i for i in near if system.variables[i].unknown)

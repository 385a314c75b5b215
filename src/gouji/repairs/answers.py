"""What one component's smallest sets lead to: values or ranges, and fillings of blanks.

Whether the sums would hold if something stood in the blanks is asked apart from the repair of printed
numbers.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gouji.repairs.limits import Work, WorkLimitError
from gouji.repairs.search import smallest_sets
from gouji.repairs.tableau import Tableau

if TYPE_CHECKING:
    from gouji.repairs.limits import SearchLimits
    from gouji.repairs.system import Problem, System
    from gouji.repairs.tableau import TableauRow


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


def _linked(tableau: Tableau, variable: int) -> list[TableauRow]:
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


@dataclass(frozen=True, slots=True)
class Solution:
    """One smallest set: ranges of the changed cells, and of the unknowns beside them."""

    changed: dict[str, Range]
    unknown: dict[str, Range]


@dataclass(frozen=True, slots=True)
class Answer:
    """All smallest sets of one component. ``at_least`` is the proven least number of cells."""

    system: System
    solutions: tuple[Solution, ...]
    at_least: int
    complete: bool


def answer(system: System, limits: SearchLimits, work: Work) -> Answer:
    """Return the component's smallest sets, fewest cells first, then in form order."""
    found = smallest_sets(system, limits, work)
    solutions = []
    complete = found.complete
    for changed in sorted(found.sets, key=lambda cells: (len(cells), sorted(cells))):
        try:
            solutions.append(_solution(system, changed, work))
        except WorkLimitError:
            complete = False
            break
    return Answer(system, tuple(solutions), found.at_least, complete)


def _solution(system: System, changed: frozenset[int], work: Work) -> Solution:
    found = ranges(system, changed, work)
    cells = {variable: system.variables[variable].cell for variable in found}
    return Solution(
        {cells[i]: extent for i, extent in found.items() if i in changed},
        {cells[i]: extent for i, extent in found.items() if i not in changed},
    )


def mending(problem: Problem, limits: SearchLimits) -> tuple[Answer, ...]:
    """Return the components that blanks and unread cells alone can mend, with the smallest fillings.

    No printed number changes. A component whose sums no filling satisfies is left out, as is one that the
    limit on work left undecided.
    """
    if not problem.has_gaps:
        return ()
    work = Work(limits)
    # a report may leave any number of cells blank: that is no sign of as many errors
    limits = replace(limits, cells=sys.maxsize)
    return tuple(
        answer(system, limits, work) for system in problem.systems("blanks") if _can_be_filled(system, work)
    )


def _can_be_filled(system: System, work: Work) -> bool:
    """Say whether integers at least 0 in all blanks and unknowns satisfy the component."""
    apart = [row._replace(kept={}, free={**row.free, **row.kept}) for row in system.rows]
    if Tableau(system.variables, tuple(apart)).contradicted:
        return False
    tableau = system.start.all_freed(i for i, v in enumerate(system.variables) if v.value is not None)
    if tableau.contradicted:
        return False
    loose = tableau.loose_rows()
    if not loose or tableau.holds_by_default():
        return True
    from gouji.repairs import solver

    try:
        return solver.feasible(system.variables, loose, work)
    except WorkLimitError:
        return False

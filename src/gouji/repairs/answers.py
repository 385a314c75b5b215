"""The answer to one question for one component: its smallest sets with the values they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.repairs.limits import WorkLimitError
from gouji.repairs.proposals import ranges
from gouji.repairs.search import smallest_sets

if TYPE_CHECKING:
    from gouji.repairs.limits import Limits, Work
    from gouji.repairs.proposals import Range
    from gouji.repairs.system import System


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


def answer(system: System, limits: Limits, work: Work) -> Answer:
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

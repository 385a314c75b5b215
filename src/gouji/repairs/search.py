"""All smallest sets whose change satisfies a system, by exact search on implied edits.

A branch and bound in the spirit of de Waal and Quere (2003): while some (implied) edit is contradicted,
one of its cells must change, so the search branches on the shortest such list. Disjoint lists bound the
number of cells from below. The budget rises from one proven bound to the next, hence the first budget with a
solution is the least number, and the search at that budget meets every set of so many cells exactly once. On
statutory tables this needs some dozens of nodes where a general solver needs tens of milliseconds; what it
cannot finish within its nodes goes to the solver.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gouji.repairs.system import Found, SearchLimits, Work, WorkLimitError

if TYPE_CHECKING:
    from gouji.repairs.system import System
    from gouji.repairs.tableau import Tableau


#: Nodes that a call of the solver counts for: about as long as it takes.
_SOLVER_CALL = 50
#: Up to so many cells, every choice of them is held against the conflicts.
_FEW = 2
#: A budget that no set of cells reaches: nothing was postponed.
_NEVER = sys.maxsize


class _TooManyError(Exception):
    """More cells are wrong than are looked for."""


class _SetLimitError(Exception):
    """More sets were found than may be listed."""


def smallest_sets(system: System, limits: SearchLimits, work: Work) -> Found:
    """Return every smallest set, by search and, where that hits its limit, by the solver."""
    search = Search(system, limits.sets, work)
    try:
        search.run(limits.cells)
    except _TooManyError:
        return Found((), search.budget, complete=False)
    except _SetLimitError:
        return Found(tuple(search.found), search.budget, complete=False)
    except WorkLimitError:
        from gouji.repairs import solver

        return solver.smallest_sets(system, search.budget, limits.sets, work)
    return Found(tuple(search.found), search.budget, complete=True)


class Search:
    """A branch and bound over the cells of a system: ``run`` lets it find its smallest sets."""

    def __init__(self, system: System, most_sets: int, work: Work) -> None:
        self.start = system.start
        self.forced = system.forced
        self.most_sets = most_sets
        self.work = work
        self.budget = len(self.forced)
        self.next_budget = _NEVER
        self.found: list[frozenset[int]] = []

    def run(self, most_cells: int = _NEVER) -> None:
        """Raise the budget until it suffices, or until no set, or none of so many cells, can."""
        spent = self.budget
        self.start = self.start.settled(self.work.pivot)
        while True:
            self.next_budget = _NEVER
            self._visit(self.start, self.forced, frozenset(), spent)
            if self.found or self.next_budget == _NEVER:
                return
            self.budget = self.next_budget
            if self.budget > most_cells:
                raise _TooManyError

    def _visit(self, tableau: Tableau, changed: frozenset[int], kept: frozenset[int], spent: int) -> None:
        self.work.step()
        conflicts = _open(tableau, kept)
        if not conflicts:
            tableau, conflicts = self._settled(tableau, kept)
        if not conflicts:
            if len(self.found) == self.most_sets:
                raise _SetLimitError
            self.found.append(changed)
            return
        conflicts.sort(key=lambda conflict: (len(conflict), conflict))
        if not conflicts[0]:
            return
        needed = spent + _least_cells(conflicts, self.budget - spent)
        if needed > self.budget:
            self._postpone(needed)
            return
        for cell in sorted(conflicts[0]):
            # whoever changes the cell must still change one of every conflict without it
            cost = spent + 1
            cost += _least_cells([c for c in conflicts if cell not in c], self.budget - cost)
            if cost > self.budget:
                self._postpone(cost)
            else:
                self._visit(tableau.freed(cell), changed | {cell}, kept, spent + 1)
            kept = kept | {cell}

    def _postpone(self, cost: int) -> None:
        self.next_budget = min(self.next_budget, cost)

    def _settled(self, tableau: Tableau, kept: frozenset[int]) -> tuple[Tableau, list[list[int]]]:
        """Return no conflict if freed cells can take values within bounds, else the cells that could help."""
        if tableau.holds_by_default():
            return tableau, []
        tableau = tableau.settled(self.work.pivot)
        conflicts = _open(tableau, kept)
        if conflicts or tableau.whole:
            return tableau, conflicts
        from gouji.repairs import solver

        self.work.step(_SOLVER_CALL)
        loose = tableau.loose_rows()
        if solver.feasible(tableau.variables, loose, self.work):
            return tableau, []
        return tableau, [sorted({cell for row in loose for cell in row.kept} - kept)]


def _open(tableau: Tableau, kept: frozenset[int]) -> list[list[int]]:
    """Return the conflicts of a tableau without the cells that are to stay."""
    return [[c for c in conflict if c not in kept] for conflict in tableau.conflicts if conflict is not None]


def _least_cells(conflicts: list[list[int]], most: int) -> int:
    """Bound the number of cells from below: conflicts without a common cell need a cell each.

    ``conflicts`` are sorted by length. Whether ``most`` cells suffice is looked into where they are few.
    """
    covered: set[int] = set()
    cells = 0
    for conflict in conflicts:
        if covered.isdisjoint(conflict):
            covered.update(conflict)
            cells += 1
    return max(cells, most + 1) if cells <= most <= _FEW and not _hit(conflicts, most) else cells


def _hit(conflicts: list[list[int]], cells: int) -> bool:
    """Say whether so many cells can be one of each conflict."""
    if cells == 1 and conflicts:
        return bool(set(conflicts[0]).intersection(*conflicts[1:]))
    return not conflicts or any(
        _hit([conflict for conflict in conflicts if cell not in conflict], cells - 1)
        for cell in conflicts[0]
        if cells
    )

"""Would the sums hold if something stood in the blanks? Asked apart from the repair of printed numbers."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.repairs.answers import Answer, answer
from gouji.repairs.limits import Work, WorkLimitError
from gouji.repairs.tableau import Tableau

if TYPE_CHECKING:
    from gouji.repairs.limits import Limits
    from gouji.repairs.system import Problem, System


def mending(problem: Problem, limits: Limits) -> tuple[Answer, ...]:
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

"""OR-tools CP-SAT in exact integers: feasibility, admissible ranges, and smallest sets by a complete model.

One worker, a fixed seed and deterministic time make every answer reproducible. A kept cell is tied to its
printed value by an implication and not by a big M, so eight-digit counts are as exact as small ones.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from gouji.repairs.system import Found, WorkLimitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.repairs.system import System, Work
    from gouji.repairs.tableau import TableauRow, Variable


#: A bounded number lies below the sum of all numbers involved; one this many times larger has no bound.
_ROOM = 1_000
_LARGEST = 2**50


class _Model:
    """A CP-SAT model of rows, with one integer variable for each variable that occurs."""

    def __init__(self, variables: Sequence[Variable], rows: Sequence[TableauRow]) -> None:
        self.model = cp_model.CpModel()
        used = sorted({i for row in rows for i in (*row.kept, *row.free)})
        self.bound = 1 + sum(abs(row.rest) for row in rows) + sum(abs(variables[i].value or 0) for i in used)
        ceiling = self.bound * _ROOM
        if ceiling > _LARGEST:
            # numbers no authority prints, past what the solver's 64 bits can add up
            raise WorkLimitError
        self.values = {
            i: self.model.new_int_var(-ceiling if variables[i].signed else 0, ceiling, "") for i in used
        }
        for row in rows:
            free = sum(a * self.values[i] for i, a in row.free.items())
            kept = sum(a * (self.values[i] - (variables[i].value or 0)) for i, a in row.kept.items())
            self.model.add(free + kept == row.rest)

    def solve(self, work: Work) -> tuple[cp_model.CpSolver, bool]:
        """Return the solver and whether it found a solution, proven optimal where there is an objective."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = max(work.effort, 0.0)
        # these cost more than they save on systems of this size
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        status = solver.solve(self.model)
        work.spend(solver.response_proto.deterministic_time)
        if status == cp_model.OPTIMAL:
            return solver, True
        if status == cp_model.INFEASIBLE:
            return solver, False
        raise _UndecidedError(solver.best_objective_bound)


class _UndecidedError(WorkLimitError):
    """The solver stopped before it knew; ``bound`` is what it had proven of the objective."""

    def __init__(self, bound: float) -> None:
        super().__init__()
        self.bound = bound


def feasible(variables: Sequence[Variable], rows: Sequence[TableauRow], work: Work) -> bool:
    """Say whether integers within bounds satisfy rows in which every kept cell stays."""
    return _Model(variables, [row._replace(kept={}) for row in rows]).solve(work)[1]


def extent(
    variables: Sequence[Variable], rows: Sequence[TableauRow], variable: int, work: Work
) -> tuple[int, int | None]:
    """Return the least and the largest value (None: no bound) of a freed variable of feasible rows."""
    model = _Model(variables, [row._replace(kept={}) for row in rows])
    ends = []
    for direction in (model.model.minimize, model.model.maximize):
        direction(model.values[variable])
        ends.append(model.solve(work)[0].value(model.values[variable]))
    least, most = ends
    return least, None if most > 10 * model.bound else most


def smallest_sets(system: System, at_least: int, most_sets: int, work: Work) -> Found:
    """Enumerate all smallest sets whose change satisfies the system.

    Each set found is forbidden together with its supersets until no set of that size is left.
    ``at_least`` is a bound that is already proven.
    """
    variables = system.variables
    try:
        model = _Model(variables, system.rows)
    except WorkLimitError:
        return Found((), at_least, complete=False)
    flags = {}
    for i, value in model.values.items():
        if i in system.forced:
            flags[i] = model.model.new_constant(1)
        elif (printed := variables[i].value) is not None:
            flags[i] = model.model.new_bool_var("")
            model.model.add(value == printed).only_enforce_if(flags[i].negated())
    changed = sum(flags.values())
    model.model.add(changed >= at_least)
    model.model.minimize(changed)
    sets: list[frozenset[int]] = []
    try:
        while True:
            solver, found = model.solve(work)
            if not found:
                return Found(tuple(sets), at_least, complete=True)
            chosen = frozenset(i for i, flag in flags.items() if solver.value(flag))
            if not sets:
                at_least = len(chosen)
                model.model.add(changed <= at_least)
            if len(sets) == most_sets:
                return Found(tuple(sets), at_least, complete=False)
            sets.append(chosen)
            model.model.add_bool_or([flags[i].negated() for i in sorted(chosen)])
    except WorkLimitError as stopped:
        if not sets and isinstance(stopped, _UndecidedError):
            at_least = max(at_least, math.ceil(stopped.bound - 1e-6))
        return Found(tuple(sets), at_least, complete=False)

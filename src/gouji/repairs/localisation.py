"""Error localisation: every smallest repair of a filing, fillings of blanks, honest limits.

What the smallest sets of each component lead to, values or ranges, is put together for the whole filing.
Whether the sums would hold if something stood in the blanks is asked apart from the repair of printed
numbers.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING

from gouji.model.finding import Change, Repair
from gouji.model.text import Text
from gouji.repairs.causes import explain_changes, summed_up, surroundings
from gouji.repairs.search import smallest_sets
from gouji.repairs.system import Problem, SearchLimits, Work, WorkLimitError
from gouji.repairs.tableau import Corner, Tableau

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.model.filing import Filing
    from gouji.repairs.causes import Explanation, Surroundings
    from gouji.repairs.system import Edit, System
    from gouji.repairs.tableau import TableauRow, Variable


#: Least and largest admissible value; None where nothing bounds it from above.
Range = tuple[int, int | None]


#: What the choices that repairs leave open have been found to be, by the rows that bound them.
Choices = dict[frozenset[tuple[frozenset[tuple[int, int]], int]], "_Choice"]


def ranges(system: System, changed: frozenset[int], known: Choices, work: Work) -> dict[int, Range]:
    """Return the admissible range of every changed cell and of every unknown beside a change or a defect.

    Elimination alone determines most of them. Those that are left a choice are asked group by linked group,
    and one that another repair leaves as well, which ``known`` then holds, is not asked again.
    """
    tableau = system.start.all_freed(sorted(changed - system.forced))
    determined = {i: row.rest // a for row in tableau.rows if len(row.free) == 1 for i, a in row.free.items()}
    choices: dict[int, _Choice] = {}
    for rows in tableau.linked():
        key = frozenset((frozenset(row.free.items()), row.rest) for row in rows)
        choice = known.setdefault(key, _Choice(system.variables, rows, work))
        choices |= dict.fromkeys((i for row in rows for i in row.free), choice)
    found: dict[int, Range] = {}
    for variable in sorted(changed | _concerned(system, changed)):
        if variable in determined:
            found[variable] = (determined[variable], determined[variable])
        elif variable in choices:
            found[variable] = choices[variable].extent(variable)
    return found


class _Choice:
    """Freed variables that loose rows link with each other, and the ranges found of them."""

    def __init__(self, variables: Sequence[Variable], rows: Sequence[TableauRow], work: Work) -> None:
        self.variables = variables
        self.rows = tuple(row._replace(kept={}) for row in rows)
        self.work = work
        self.found: dict[int, Range] = {}

    @cached_property
    def corner(self) -> Corner | None:
        """The corner to start from; None where numbers of either sign are among the variables."""
        if any(self.variables[i].signed for row in self.rows for i in row.free):
            return None
        return Corner(Tableau(self.variables, self.rows).settled(self.work.pivot).rows, self.work.pivot)

    def extent(self, variable: int) -> Range:
        """Return the range of a variable; the solver is asked where the corners are no whole numbers."""
        if variable not in self.found:
            extent = self.corner.extent(variable) if self.corner else None
            if extent is None:
                from gouji.repairs import solver

                extent = solver.extent(self.variables, self.rows, variable, self.work)
            self.found[variable] = extent
        return self.found[variable]


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
    known: Choices = {}
    complete = found.complete
    for changed in sorted(found.sets, key=lambda cells: (len(cells), sorted(cells))):
        try:
            solutions.append(_solution(system, changed, known, work))
        except WorkLimitError:
            complete = False
            break
    return Answer(system, tuple(solutions), found.at_least, complete)


def _answers(systems: Sequence[System], limits: SearchLimits, work: Work) -> list[Answer]:
    """Return the components' answers; those of few edits come first, that a large one leaves them work."""
    sizes = sorted((len(system.edits), i) for i, system in enumerate(systems))
    found = {i: answer(systems[i], limits, work) for _, i in sizes}
    return [found[i] for i in range(len(systems))]


def _solution(system: System, changed: frozenset[int], known: Choices, work: Work) -> Solution:
    found = ranges(system, changed, known, work)
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
    fillable = [system for system in problem.systems("blanks") if _can_be_filled(system, work)]
    return tuple(_answers(fillable, limits, work))


def _can_be_filled(system: System, work: Work) -> bool:
    """Say whether integers at least 0 in all blanks and unknowns satisfy the component."""
    apart = [row._replace(kept={}, free={**row.free, **row.kept}) for row in system.rows]
    if Tableau(system.variables, tuple(apart)).contradicted:
        return False
    tableau = system.start.all_freed(i for i, v in enumerate(system.variables) if v.value is not None)
    if tableau.contradicted:
        return False
    if tableau.holds_by_default():
        return True
    try:
        tableau = tableau.settled(work.pivot)
        if tableau.contradicted or tableau.whole:
            return not tableau.contradicted
        from gouji.repairs import solver

        return solver.feasible(system.variables, tableau.loose_rows(), work)
    except WorkLimitError:
        return False


_STOPPED = Text(
    "至少要改 {cells} 个单元格；搜索已达工作量上限而停止，未列出修改方案。",
    "at least {cells} cell(s) must change; the search was stopped at its limit of work and lists no repair.",
)
_MORE = Text(
    "至少要改 {cells} 个单元格；最小的修改方案多于所列的 {listed} 个，其余未列出。",
    "at least {cells} cell(s) must change; there are more smallest repairs than the {listed} listed.",
)


@dataclass(frozen=True, slots=True)
class SmallestRepair:
    """One smallest repair with all that goes with it.

    ``fillings`` are the unknown cells beside it (not read, or a blank total) with the value or range that
    then follows; they are no part of the repair. ``explanations`` are the conjectured causes.
    """

    repair: Repair
    fillings: tuple[Change, ...]
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class Localisation:
    """All smallest sets of printed cells whose change satisfies every edit rule at once.

    ``broken`` are the edits that printed cells contradict. ``alternatives`` come fewest cells first, then in
    form order. ``at_least`` is the proven least number of cells. ``complete`` is False when the limit on work
    was hit. ``mendable`` are the broken edits that filling blanks and unread cells alone would mend, all
    edits connected with them included; ``blank_fillings`` are the smallest ways of doing so.
    """

    form: str | None
    broken: tuple[Edit, ...] = ()
    values: dict[str, int] = field(default_factory=dict)
    alternatives: tuple[SmallestRepair, ...] = ()
    at_least: int = 0
    complete: bool = True
    mendable: tuple[Edit, ...] = ()
    blank_fillings: tuple[tuple[Change, ...], ...] = ()

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The repairs alone, as findings carry them."""
        return tuple(alternative.repair for alternative in self.alternatives)

    @property
    def mended_by_blanks(self) -> bool:
        """Say whether filling blanks and unread cells alone mends every broken edit."""
        return bool(self.broken) and set(self.broken) == set(self.mendable)

    @property
    def message(self) -> Text | None:
        """What must be said where the list of repairs is not the whole answer."""
        if not self.complete:
            text = _MORE if self.alternatives else _STOPPED
            return text.filled(cells=self.at_least, listed=len(self.alternatives))
        return None


def localise(
    filing: Filing,
    edits: Iterable[Edit],
    *,
    earlier: Filing | None = None,
    limits: SearchLimits | None = None,
) -> Localisation:
    """Return every smallest set of printed cells whose change satisfies all edits with integers at least 0.

    ``edits`` are the hard rules over the filing's cells. ``earlier`` is the same agency's filing of the year
    before: it suggests a cause where a wrong number is the one it prints, and decides nothing. A filing
    without a broken edit returns at once.
    """
    problem = Problem(filing, edits)
    if problem.holds:
        return Localisation(filing.form)
    limits = limits or SearchLimits()
    work = Work(limits)
    answers = _answers(problem.systems("printed"), limits, work)
    solutions, all_combined = _combined(answers, problem, limits.sets)
    mended = mending(problem, limits)
    fillings, _ = _combined(mended, problem, limits.sets)
    around = surroundings(filing, problem.edits, earlier)
    printed = {cell.id: cell.printed for cell in filing.form_cells}
    return Localisation(
        form=filing.form,
        broken=problem.broken,
        values=dict(around.values),
        alternatives=tuple(
            _alternative(solution, printed, problem, around) for solution in solutions if solution.changed
        ),
        at_least=sum(found.at_least for found in answers),
        complete=all_combined and all(found.complete for found in answers),
        mendable=tuple(edit for found in mended for edit in found.system.broken),
        blank_fillings=tuple(
            _fillings({**filling.changed, **filling.unknown}, printed, problem) for filling in fillings
        ),
    )


def _combined(answers: Sequence[Answer], problem: Problem, most: int) -> tuple[list[Solution], bool]:
    """Return every choice of one solution a component, and whether all of them are listed."""
    if not answers:
        return [], True
    choices = product(*(found.solutions for found in answers))
    merged = [
        Solution(
            {cell: extent for part in choice for cell, extent in part.changed.items()},
            {cell: extent for part in choice for cell, extent in part.unknown.items()},
        )
        for choice in islice(choices, most)
    ]
    merged.sort(key=lambda solution: (len(solution.changed), sorted(map(problem.position, solution.changed))))
    return merged, prod(len(found.solutions) for found in answers) <= most


def _alternative(
    solution: Solution, printed: Mapping[str, str | None], problem: Problem, around: Surroundings
) -> SmallestRepair:
    changes = _changes(solution.changed, printed, problem)
    explanations = explain_changes(changes, around)
    repair = Repair(changes, *summed_up(changes, explanations, around))
    return SmallestRepair(repair, _fillings(solution.unknown, printed, problem), explanations)


def _changes(
    ranges: Mapping[str, Range], printed: Mapping[str, str | None], problem: Problem
) -> tuple[Change, ...]:
    """Return the cells in form order, each with its value where it is determined, else with its range."""
    changes = []
    for cell in sorted(ranges, key=problem.position):
        least, most = ranges[cell]
        determined = least == most
        value, extent = (least, None) if determined else (None, ranges[cell])
        changes.append(Change(cell, printed.get(cell), value, extent))
    return tuple(changes)


def _fillings(
    ranges: Mapping[str, Range], printed: Mapping[str, str | None], problem: Problem
) -> tuple[Change, ...]:
    """Return what goes into unknown cells; that a blank is 0 goes without saying."""
    said = {cell: extent for cell, extent in ranges.items() if extent != (0, 0) or not problem.is_empty(cell)}
    return _changes(said, printed, problem)

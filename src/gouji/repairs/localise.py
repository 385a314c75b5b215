"""Error localisation of a filing: the public entry of the package."""

from __future__ import annotations

from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING

from gouji.finding import Change, Repair
from gouji.repairs.answers import Solution, answer
from gouji.repairs.blanks import mending
from gouji.repairs.causes import explain_changes, summed_up
from gouji.repairs.limits import Limits, Work
from gouji.repairs.localisation import Alternative, Localisation
from gouji.repairs.surroundings import surroundings
from gouji.repairs.system import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.edits import Edit
    from gouji.filing import Filing
    from gouji.repairs.answers import Answer
    from gouji.repairs.causes import Surroundings
    from gouji.repairs.proposals import Range


def localise(
    filing: Filing,
    edits: Iterable[Edit],
    *,
    earlier: Filing | None = None,
    limits: Limits | None = None,
) -> Localisation:
    """Return every smallest set of printed cells whose change satisfies all edits with integers at least 0.

    ``edits`` are the hard rules over the filing's cells. ``earlier`` is the same agency's filing of the year
    before: it suggests a cause where a wrong number is the one it prints, and decides nothing. A filing
    without a broken edit returns at once.
    """
    problem = Problem(filing, edits)
    if problem.holds:
        return Localisation(filing.form)
    limits = limits or Limits()
    work = Work(limits)
    answers = [answer(system, limits, work) for system in problem.systems("printed")]
    solutions, all_combined = _combined(answers, problem, limits.sets)
    mended = mending(problem, limits)
    fillings, _ = _combined(mended, problem, limits.sets)
    around = surroundings(filing, problem.edits, earlier)
    printed = {cell.id: cell.printed for cell in filing.cells}
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
) -> Alternative:
    changes = _changes(solution.changed, printed, problem)
    explanations = explain_changes(changes, around)
    repair = Repair(changes, *summed_up(changes, explanations, around))
    return Alternative(repair, _fillings(solution.unknown, printed, problem), explanations)


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

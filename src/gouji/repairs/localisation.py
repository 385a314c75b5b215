"""Error localisation: every smallest repair of a filing, fillings of blanks, honest limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING

from gouji.model.finding import Change, Repair
from gouji.model.text import Text
from gouji.repairs.answers import Solution, answer, mending
from gouji.repairs.causes import explain_changes, summed_up, surroundings
from gouji.repairs.limits import SearchLimits, Work
from gouji.repairs.system import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.model.filing import Filing
    from gouji.repairs.answers import Answer, Range
    from gouji.repairs.causes import Explanation, Surroundings
    from gouji.repairs.system import Edit


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
    answers = [answer(system, limits, work) for system in problem.systems("printed")]
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

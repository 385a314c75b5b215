"""The limit on work per filing: counted steps, never seconds, so that two machines stop at the same place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How much work a filing is worth.

    ``nodes`` bounds the exact search; what it leaves undecided goes to the solver, which may spend
    ``effort`` (CP-SAT's deterministic time, a count of operations). At most ``sets`` smallest sets are
    listed. Where more than ``cells`` connected cells are proven to be wrong, no set is looked for: nobody
    would check the hundreds there are, and each such filing of thousands would take seconds.
    """

    nodes: int = 20_000
    effort: float = 4.0
    sets: int = 200
    cells: int = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Smallest sets as variable indices of a system.

    ``at_least`` is the proven least number of cells of any repair. ``complete`` says that ``sets`` are all of
    them (none at all: no repair exists).
    """

    sets: tuple[frozenset[int], ...]
    at_least: int
    complete: bool


class WorkLimitError(Exception):
    """The limit on work was reached."""


class Work:
    """Work left for one filing."""

    def __init__(self, limits: SearchLimits) -> None:
        self.nodes = limits.nodes
        self.effort = limits.effort

    def step(self, nodes: int = 1) -> None:
        """Count nodes of the search. Raises :class:`WorkLimitError` when none is left."""
        if self.nodes <= 0:
            raise WorkLimitError
        self.nodes -= nodes

    def spend(self, effort: float) -> None:
        """Count solver effort. Raises :class:`WorkLimitError` when none is left."""
        self.effort -= effort
        if self.effort <= 0:
            raise WorkLimitError

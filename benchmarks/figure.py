"""One measured figure and the goal it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` in ``unit`` of ``what``; ``goal`` is the least or the most it should be, None for no goal."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    sense: Literal["least", "most"] = "most"

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.sense == "least" else self.value <= self.goal

    def line(self) -> str:
        """Return the figure as a line of the table."""
        sign = {"least": "≥", "most": "≤"}[self.sense]
        goal = "" if self.goal is None else f"{sign} {self.goal:g}"
        said = {True: "reached", False: "MISSED", None: ""}[self.met]
        return f"{self.what:70} {self.value:10.2f} {self.unit:12} {goal:>8}  {said}".rstrip()

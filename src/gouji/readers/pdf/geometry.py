"""What a PDF page shows, freed of the file format: glyphs and ruling lines on a plane.

Lengths are points (1/72 inch). The origin is the page's top left corner as a reader sees the page, ``x``
grows to the right and ``y`` downward, whatever rotation or crop box the file uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character (``text``) with its box and font size.

    ``run`` numbers the text object that drew it: glyphs of one run were set as one string.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    run: int = 0

    @property
    def x(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Vertical centre."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal or vertical ruling line: ``at`` on the other axis, from ``start`` to ``end``."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: upright visible glyphs in drawing order without overprints, and its ruling lines.

    ``pictured`` says that images cover most of the page. ``hidden`` counts glyphs left out because they
    are drawn invisibly over no image, ``doubtful`` those of figures that are hardly to be seen.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictured: bool = False
    hidden: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything taken from one PDF: its pages, and its information dictionary with keys in lower case."""

    pages: tuple[Page, ...]
    metadata: dict[str, str]


def joined(rules: Iterable[Rule], gap: float) -> list[tuple[float, float]]:
    """Return parallel lines as their starts and ends, pieces at most ``gap`` apart as one."""
    pieces: list[tuple[float, float]] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        if pieces and rule.start <= pieces[-1][1] + gap:
            pieces[-1] = (pieces[-1][0], max(pieces[-1][1], rule.end))
        else:
            pieces.append((rule.start, rule.end))
    return pieces

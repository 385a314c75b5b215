"""What a PDF page shows, freed of the file format: glyphs and ruling lines on a plane.

Lengths are points (1/72 inch). The origin is the page's top left corner as a reader sees the page, ``x``
grows to the right and ``y`` downward, whatever rotation or crop box the file uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.readers.pdf.ink import Ink
    from gouji.readers.pdf.plane import Box


class Glyph(NamedTuple):
    """One printed character (``text``) with its box, font size and the height of its base line.

    ``run`` numbers the text object that drew it: glyphs of one run were set as one string.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    base: float
    run: int = 0

    @property
    def x(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Vertical centre."""
        return (self.y0 + self.y1) / 2


class RulingLine(NamedTuple):
    """A straight horizontal or vertical ruling line: ``at`` on the other axis, from ``start`` to ``end``."""

    horizontal: bool
    at: float
    start: float
    end: float

    @property
    def box(self) -> Box:
        """The line as a box without width or height."""
        if self.horizontal:
            return self.start, self.at, self.end, self.at
        return self.at, self.start, self.at, self.end


#: Why nothing on a page is read: its text comes from character recognition, it shows a picture and no text,
#: its text is turned by several angles or by one at which nobody reads.
Unread = Literal["recognised", "picture", "askew"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: upright visible glyphs in drawing order without overprints, its ruling lines and its ink.

    ``watermark`` are the boxes of large letters set at another angle than the page's text, ``aside`` those of
    others, ``unseen`` those of what prints something of which it is not known what.

    ``unread`` says why there are no glyphs. ``hidden`` counts characters left out because they are not to be
    seen, ``doubtful`` those of figures that are not, or hardly, to be seen, ``unmapped`` those whose meaning
    the file does not state; both are U+FFFD among the glyphs.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[RulingLine, ...] = ()
    ink: Ink | None = None
    watermark: tuple[Box, ...] = ()
    aside: tuple[Box, ...] = ()
    unseen: tuple[Box, ...] = ()
    unread: Unread | None = None
    hidden: int = 0
    doubtful: int = 0
    unmapped: int = 0


def joined(rules: Iterable[RulingLine], gap: float) -> list[tuple[float, float]]:
    """Return parallel lines as their starts and ends, pieces at most ``gap`` apart as one."""
    pieces: list[tuple[float, float]] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        if pieces and rule.start <= pieces[-1][1] + gap:
            pieces[-1] = (pieces[-1][0], max(pieces[-1][1], rule.end))
        else:
            pieces.append((rule.start, rule.end))
    return pieces

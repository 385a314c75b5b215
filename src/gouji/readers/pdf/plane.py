"""Affine maps: from the space of a PDF object to that of its page, and to the page as a reader sees it."""

from __future__ import annotations

import math
from typing import NamedTuple

Point = tuple[float, float]
#: Two corners: ``left, bottom, right, top`` in page space, ``x0, y0, x1, y1`` on the plane a reader sees.
Box = tuple[float, float, float, float]


class Affine(NamedTuple):
    """A map as PDF writes it (ISO 32000-1, 8.3.3): ``x' = a x + c y + e``, ``y' = b x + d y + f``."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> Point:
        """Map a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, box: Box) -> Box:
        """Map a box to the box round it."""
        left, bottom, right, top = box
        a, b, c, d, e, f = self
        if b or c:
            x, y = self.point((left + right) / 2, (bottom + top) / 2)
            wide, high = (right - left) / 2, (top - bottom) / 2
            across, upright = abs(a) * wide + abs(c) * high, abs(b) * wide + abs(d) * high
            return x - across, y - upright, x + across, y + upright
        x0, x1, y0, y1 = a * left + e, a * right + e, d * bottom + f, d * top + f
        return (x0, y0, x1, y1) if a > 0 < d else (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def then(self, other: Affine) -> Affine:
        """Return this map followed by another."""
        a, b, c, d, e, f = other
        return Affine(
            a * self.a + c * self.b,
            b * self.a + d * self.b,
            a * self.c + c * self.d,
            b * self.c + d * self.d,
            a * self.e + c * self.f + e,
            b * self.e + d * self.f + f,
        )

    def inverse(self) -> Affine | None:
        """Return the map back, None where there is none."""
        a, b, c, d, e, f = self
        size = a * d - b * c
        if size == 0 or not math.isfinite(size):
            return None
        return Affine(
            d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size
        )


def turned(angle: float, centre: Point) -> Affine:
    """Return the turn about a centre by an angle in radians, counter-clockwise in page space."""
    x, y = centre
    cos, sin = math.cos(angle), math.sin(angle)
    return Affine(cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)


def seen(box: Box, turn: int) -> Affine:
    """Return the map from page space to what a reader sees: origin top left, ``y`` downward.

    ``box`` is the part of the page that is shown, ``turn`` the quarter turns clockwise that put it upright.
    """
    left, bottom, right, top = box
    if turn == 1:
        return Affine(0, 1, 1, 0, -bottom, -left)
    if turn == 2:
        return Affine(-1, 0, 0, 1, right, -bottom)
    if turn == 3:
        return Affine(0, -1, -1, 0, top, right)
    return Affine(1, 0, 0, -1, -left, top)


def bounds(points: list[Point]) -> Box:
    """Return the bounding box of some points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)

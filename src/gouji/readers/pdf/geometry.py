"""What a PDF page shows, freed of the file format: glyphs and ruling lines on a plane, and the ink of both.

Lengths are points (1/72 inch). The origin is the page's top left corner as a reader sees the page, ``x``
grows to the right and ``y`` downward, whatever rotation or crop box the file uses. Affine maps lead there
from the space of a PDF object. Ink is what a rendering of the page shows in a place.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gouji.readers.pdf import bindings as pdfium

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        if a > 0 < d:
            return x0, y0, x1, y1
        if x0 <= x1 and y1 <= y0:  # as a reader sees what is upright
            return x0, y1, x1, y0
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

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


#: A picture of a table is so long and so wide at least (points), and has hardly a character of text on it.
_LONG, _THIN, _FEW = 150.0, 30.0, 20


class PagePicture(NamedTuple):
    """A picture that may show a table: where it is on the page, and whether it is all of the page.

    ``image`` is its file, where that is at hand.
    """

    box: Box
    whole: bool = False
    image: bytes = b""

    def may_show_table(self, glyphs: Iterable[Glyph]) -> bool:
        """Say whether it is large enough, and no ground that the text of the page is set upon."""
        x0, y0, x1, y1 = self.box
        sides = x1 - x0, y1 - y0
        upon = 0 if self.whole else sum(x0 < each.x < x1 and y0 < each.y < y1 for each in glyphs)
        return max(sides) >= _LONG and min(sides) >= _THIN and upon <= _FEW


@dataclass(frozen=True, slots=True)
class Page:
    """One page: upright visible glyphs in drawing order without overprints, its ruling lines and its ink.

    ``watermark`` are the boxes of large letters set at another angle than the page's text, ``aside`` those of
    others, ``unseen`` those of what prints something of which it is not known what.

    ``unread`` says why there are no glyphs. ``hidden`` counts characters left out because they are not to be
    seen, ``doubtful`` those of figures that are not, or hardly, to be seen, ``unmapped`` those whose meaning
    the file does not state; both are U+FFFD among the glyphs. ``pictures`` may show tables.
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
    pictures: tuple[PagePicture, ...] = ()


def joined(rules: Iterable[RulingLine], gap: float) -> list[tuple[float, float]]:
    """Return parallel lines as their starts and ends, pieces at most ``gap`` apart as one."""
    pieces: list[tuple[float, float]] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        if pieces and rule.start <= pieces[-1][1] + gap:
            pieces[-1] = (pieces[-1][0], max(pieces[-1][1], rule.end))
        else:
            pieces.append((rule.start, rule.end))
    return pieces


#: Dots a point, and the most dots of a page: a huge one is drawn smaller.
_SCALE, _MOST_DOTS = 1.5, 4_000_000
#: The same for what is to be recognised: 216 dots an inch.
_CLOSE, _MOST_CLOSE = 3.0, 36_000_000
#: How much (0 to 255) ink differs from its ground that a person sees, and that is no watermark and no shade.
_VISIBLE, _STRONG = 20, 64
#: Grey below is dark, above is light.
_DARK, _LIGHT = 100, 170
_KINDS: Final = bytes(ord("d" if grey < _DARK else "l" if grey > _LIGHT else "m") for grey in range(256))
#: Fewer dots are a speck or the end of a line.
_SPECK: Final = 4
#: A dot whose red, green and blue differ by so much is coloured: that of a stamp.
_COLOURED: Final = 60
#: A stamp goes on this far (points) round a cell's inside.
_ROUND: Final = 8.0
#: Ink is looked for in the middle of a character's box: what reaches into it from its side is a neighbour's.
_SIDE: Final = 0.2
#: Boxes of fewer dots across have no middle.
_NARROW: Final = 2.5
#: ... and are looked at with so much (points) of what is beside them.
_BESIDE: Final = 0.3
#: ... and with a little (points) of the ground above and below, all that a dash stands out from.
_ABOVE: Final = 0.6
#: A box narrower or lower than this (points) is drawn as if it were as wide or high.
_LEAST: Final = 0.01


class Ink:
    """One page, drawn. Boxes are ``x0, y0, x1, y1`` in points on the plane that a reader sees."""

    def __init__(self, page: int, shown: Box, plane: Affine, width: float, height: float) -> None:
        """Draw a page, by its address, of which ``shown`` is to be seen.

        ``plane`` maps page space to what a reader sees.
        """
        self._page: int | None = page
        self._width, self._height = width, height
        self._scale = min(_SCALE, sqrt(_MOST_DOTS / max(width * height, 1.0)))
        as_drawn = seen(shown, pdfium.rotation(page) % 4).inverse() or Affine()
        self._plane = as_drawn.then(plane)
        self._wide, self._high, self._grey = self._drawn(pdfium.BITMAP_GRAY, 1, self._scale)
        self._kinds = self._grey.translate(_KINDS)

    def shows(self, box: Box) -> bool:
        """Say whether anything stands out from its ground in the middle of a character's box."""
        x0, y0, x1, y1 = box
        # a point or a comma is hardly a dot wide: all its grey may lie at the side of its box
        side = _SIDE * (x1 - x0) if (x1 - x0) * self._scale >= _NARROW else -_BESIDE
        rows = self._rows((x0 + side, y0 - _ABOVE, x1 - side, y1 + _ABOVE))
        find = self._kinds.find
        dark = light = False
        for start, end in (
            rows[len(rows) // 2 :] + rows[: len(rows) // 2]
        ):  # from the middle, for most have ink there
            dark = dark or find(b"d", start, end) >= 0
            light = light or find(b"l", start, end) >= 0
            if dark and light:
                return True
        dots = b"".join([self._grey[start:end] for start, end in rows])
        return bool(dots) and max(dots) - min(dots) >= _VISIBLE

    def stained(self, box: Box, known: Iterable[Box] = ()) -> bool:
        """Say whether a box shows more than its ground, besides what is known to stand in ``known``.

        A stamp is no stain: ink in colour that goes on outside.
        """
        rows = self._rows(box)
        count = self._kinds.count
        if not sum([end - start - count(b"l", start, end) for start, end in rows]):
            return False
        dots = b"".join(self._grey[start:end] for start, end in rows)
        ground = Counter(dots).most_common(1)[0][0]
        differs = bytes(abs(grey - ground) >= _STRONG for grey in range(256))
        if dots.translate(differs).count(1) < _SPECK:
            return False
        taken = {at for each in known for start, end in self._rows(each) for at in range(start, end)}
        stain = [
            at
            for start, end in rows
            for at in range(start, end)
            if differs[self._grey[at]] and at not in taken
        ]
        return len(stain) >= _SPECK and not (self._coloured(stain) and self._goes_on(box))

    def close(self) -> None:
        """Let go of the page, which is about to be closed; from now on no stamp is told apart."""
        self._page = None

    def _coloured(self, dots: list[int]) -> bool:
        """Say whether nearly all of some dots are in colour."""
        if self._page is None:
            return False
        coloured = 0
        for at in dots:
            dot = self._in_colour[4 * at : 4 * at + 3]
            coloured += max(dot) - min(dot) >= _COLOURED
        return coloured > 0.8 * len(dots)

    def _goes_on(self, box: Box) -> bool:
        """Say whether ink in colour stands round a box."""
        x0, y0, x1, y1 = box
        inside = {at for start, end in self._rows(box) for at in range(start, end)}
        wider = (x0 - _ROUND, y0 - _ROUND, x1 + _ROUND, y1 + _ROUND)
        outside = [at for start, end in self._rows(wider) for at in range(start, end) if at not in inside]
        return any(self._coloured([at]) for at in outside)

    @cached_property
    def _in_colour(self) -> bytearray:
        """The page in blue, green, red and nothing, four bytes a dot; hardly any page is asked for it."""
        return self._drawn(pdfium.BITMAP_BGRX, 4, self._scale)[2]

    def drawn(self, times: float) -> tuple[int, int, bytearray]:
        """Draw the page anew, so many times as large; return its width, height and grey values by rows.

        Raises ValueError once the page has been let go.
        """
        if self._page is None:
            raise ValueError
        return self._drawn(pdfium.BITMAP_GRAY, 1, times * self._scale)

    def closer(self, box: Box, dots: int) -> bytearray:
        """Draw what fills a box as a square of so many grey dots a side, row by row, whatever its shape."""
        x0, y0, x1, y1 = box
        across, down = dots / max(x1 - x0, _LEAST), dots / max(y1 - y0, _LEAST)
        to_square = Affine(across, 0, 0, down, -across * x0, -down * y0)
        return self._painted(pdfium.BITMAP_GRAY, 1, dots, dots, to_square)

    def picture(self, box: Box, *, two_colours: bool) -> bytes:
        """Draw the page anew and return what is within a box as PNG, of two colours where its source is so.

        It is large enough for what it shows to be recognised.
        """
        from PIL import Image

        scale = min(_CLOSE, sqrt(_MOST_CLOSE / max(self._width * self._height, 1.0)))
        wide, high, dots = self._drawn(pdfium.BITMAP_BGRX, 4, scale)
        x0, y0, x1, y1 = (round(length * scale) for length in box)
        image = Image.frombuffer("RGB", (wide, high), dots, "raw", "BGRX", 0, 1)
        part = image.crop((max(x0, 0), max(y0, 0), min(x1, wide), min(y1, high)))
        file = io.BytesIO()
        (part.convert("1") if two_colours else part).save(file, "PNG", compress_level=1)
        return file.getvalue()

    def _drawn(self, form: int, size: int, scale: float) -> tuple[int, int, bytearray]:
        wide, high = max(1, ceil(self._width * scale)), max(1, ceil(self._height * scale))
        return wide, high, self._painted(form, size, wide, high, Affine(scale, 0, 0, scale, 0, 0))

    def _painted(self, form: int, size: int, wide: int, high: int, to_dots: Affine) -> bytearray:
        """Return the dots of a drawing, ``size`` bytes each; ``to_dots`` maps the reader's plane to them."""
        dots = bytearray(b"\xff") * (wide * high * size)  # white
        buffer = (ctypes.c_ubyte * len(dots)).from_buffer(dots)
        bitmap = pdfium.new_bitmap(wide, high, form, buffer, wide * size)
        if not bitmap:
            raise MemoryError
        try:
            flags = pdfium.RENDER_ANNOT | (pdfium.RENDER_GRAYSCALE if size == 1 else 0)
            matrix = pdfium.Matrix(*self._plane.then(to_dots))
            clip = pdfium.Rectangle(0, 0, wide, high)
            pdfium.draw_page(bitmap, self._page, ctypes.byref(matrix), ctypes.byref(clip), flags)
        finally:
            pdfium.close_bitmap(bitmap)
        return dots

    def _rows(self, box: Box) -> list[tuple[int, int]]:
        """Return where each row of dots of a box begins and ends."""
        x0, y0, x1, y1 = box
        scale, wide = self._scale, self._wide
        left, right = max(0, int(x0 * scale)), min(wide, ceil(x1 * scale))
        first, last = max(0, int(y0 * scale)), min(self._high, ceil(y1 * scale))
        if left >= right:
            return []
        return [(row + left, row + right) for row in range(first * wide, last * wide, wide)]

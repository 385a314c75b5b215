"""The straight lines and images that a PDF page draws, in page space (origin bottom left, unrotated)."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2.raw as c

if TYPE_CHECKING:
    import pypdfium2

Point = tuple[float, float]
#: ``left, bottom, right, top``
Box = tuple[float, float, float, float]
_Placing = Callable[[float, float], Point]

#: A filled shape at most this thick (points) is a ruling line; thicker ones are shading.
_HAIRLINE = 3.0
#: A line may be this far off level over its whole length (points).
_LEVEL = 0.5
_FORM_DEPTH = 8
#: The least red, green and blue of what cannot be told from white.
_WHITE = 250


class TooManyObjectsError(Exception):
    """The document draws more objects and segments than allowed."""


class Allowance:
    """How many more objects and path segments a document may draw."""

    def __init__(self, objects: int) -> None:
        self._left = objects

    def spend(self, objects: int) -> None:
        """Take objects off. Raises TooManyObjectsError where none are left."""
        self._left -= max(objects, 0)
        if self._left < 0:
            raise TooManyObjectsError


def bounds(points: Iterable[Point]) -> Box:
    """Return the bounding box of some points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


class Shapes:
    """Level and upright lines, image boxes and filled shapes of one page, those inside forms included.

    ``grounds`` are the boxes of what covers more than a line, as drawn, and whether it is other than white.
    """

    def __init__(self, page: pypdfium2.PdfPage, allowance: Allowance) -> None:
        """Walk the page. Raises TooManyObjectsError when the allowance is used up."""
        self.lines: list[Box] = []
        self.images: list[Box] = []
        self.grounds: list[tuple[Box, bool]] = []
        self._allowance = allowance
        self._walk(c.FPDFPage_CountObjects(page), lambda i: c.FPDFPage_GetObject(page, i), _as_is, 0)

    def _walk(
        self, count: int, item_at: Callable[[int], c.FPDF_PAGEOBJECT], outer: _Placing, depth: int
    ) -> None:
        self._allowance.spend(count)
        for i in range(count):
            item = item_at(i)
            kind = c.FPDFPageObj_GetType(item)
            if kind == c.FPDF_PAGEOBJ_PATH:
                self._path(item, _placing(item, outer))
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                place = _placing(item, outer)
                self.images.append(bounds(place(x, y) for x in (0, 1) for y in (0, 1)))
                self.grounds.append((self.images[-1], True))
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
                self._form(item, _placing(item, outer), depth + 1)

    def _form(self, form: c.FPDF_PAGEOBJECT, place: _Placing, depth: int) -> None:
        self._walk(c.FPDFFormObj_CountObjects(form), lambda i: c.FPDFFormObj_GetObject(form, i), place, depth)

    def _path(self, item: c.FPDF_PAGEOBJECT, place: _Placing) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        c.FPDFPath_GetDrawMode(item, fill, stroke)
        stroked = bool(stroke.value) and _visible(item, c.FPDFPageObj_GetStrokeColor)
        filled = bool(fill.value) and _visible(item, c.FPDFPageObj_GetFillColor)
        if not (stroked or filled):
            return
        segments = c.FPDFPath_CountSegments(item)
        self._allowance.spend(segments)
        white = filled and is_white(item)
        for points, straight in _subpaths(item, segments, place):
            if filled:
                self._ground(bounds(points), white)
            if stroked:
                self._strokes(pairwise(points))
            elif straight:
                self._bar(bounds(points))

    def _ground(self, box: Box, white: bool) -> None:
        x0, y0, x1, y1 = box
        if min(x1 - x0, y1 - y0) > _HAIRLINE and math.isfinite(sum(box)):
            self.grounds.append((box, not white))

    def _bar(self, box: Box) -> None:
        """Add a thin filled shape as its middle line; a dot (a corner, a dotted line) lies on both axes."""
        x0, y0, x1, y1 = box
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if y1 - y0 <= _HAIRLINE:
            self._strokes([((x0, y), (x1, y))])
        if x1 - x0 <= _HAIRLINE:
            self._strokes([((x, y0), (x, y1))])

    def _strokes(self, pairs: Iterable[tuple[Point, Point]]) -> None:
        for a, b in pairs:
            x0, y0, x1, y1 = line = bounds((a, b))
            if math.isfinite(sum(line)) and min(x1 - x0, y1 - y0) <= _LEVEL:
                self.lines.append(line)


def _as_is(x: float, y: float) -> Point:
    return x, y


def _placing(item: c.FPDF_PAGEOBJECT, outer: _Placing) -> _Placing:
    """Return the map from the object's own space to page space."""
    m = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(item, m):
        return outer
    xx, yx, xy, yy, dx, dy = m.a, m.b, m.c, m.d, m.e, m.f
    return lambda x, y: outer(xx * x + xy * y + dx, yx * x + yy * y + dy)


def _visible(item: c.FPDF_PAGEOBJECT, colour: Callable[..., int]) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return not colour(item, red, green, blue, alpha) or alpha.value > 0


def is_white(item: c.FPDF_PAGEOBJECT) -> bool:
    """Return whether a shape or a text is filled with white, or with nothing."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not c.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _subpaths(item: c.FPDF_PAGEOBJECT, count: int, place: _Placing) -> Iterator[tuple[list[Point], bool]]:
    """Yield each subpath as its points, and whether it has straight edges only."""
    points: list[Point] = []
    straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        segment = c.FPDFPath_GetPathSegment(item, i)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = place(x.value, y.value)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO:
            if points:
                yield points, straight
            points, straight = [point], True
            continue
        straight = straight and kind == c.FPDF_SEGMENT_LINETO
        points.append(point)
        if c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, straight

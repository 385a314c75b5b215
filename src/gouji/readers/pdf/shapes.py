"""What a PDF page draws besides text: lines, images, fillings, and what lies on it as annotation."""

from __future__ import annotations

import ctypes
import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.readers.pdf import bindings as pdfium
from gouji.readers.pdf.geometry import Affine, Box, Point, bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


#: A filled shape at most this thick (points) is a ruling line; thicker ones are shading.
_HAIRLINE = 3.0
#: A line may be this far off level over its whole length (points).
_LEVEL = 0.5
#: A bar drawn as a rectangle has at most so many corners, a line drawn by hand so many bends.
_CORNERS, _BENDS = 5, 64
#: A slanting line no longer than this (points) goes through nothing: browsers mitre borders with such.
_SHORT = 3.0
#: A page of more slanting lines is a drawing.
_MOST_SLANTS = 2_000
_FORM_DEPTH = 8


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


class Cover(NamedTuple):
    """An opaque filled shape or an image that may hide what was drawn before it.

    ``order`` counts all objects of the page as drawn, ``item`` is the object's address in a form placed by
    ``outer``.
    """

    order: int
    box: Box
    item: int
    outer: Affine
    image: bool


class Shapes:
    """Level and upright lines, images and fillings of one page on a plane, those inside forms included.

    ``lines`` are boxes without height or width, ``slants`` the two ends of pieces of lines that are neither
    level nor upright, ``covers`` come in the order they are drawn in, ``texts`` tells by address as which
    object a text was drawn.
    """

    def __init__(self, page: int, allowance: Allowance, plane: Affine) -> None:
        """Walk the page, by its address; ``plane`` maps page space to the plane.

        Raises TooManyObjectsError when the allowance is used up.
        """
        self.lines: list[Box] = []
        self.covers: list[Cover] = []
        self.slants: list[tuple[Point, Point]] = []
        self.texts: dict[int, int] = {}
        self._allowance = allowance
        self._order = 0
        self._scratch = (ctypes.c_uint * 6)()
        first = ctypes.addressof(self._scratch)
        self._words = [first + 4 * i for i in range(6)]
        self._walk(pdfium.objects_of(page), partial(pdfium.object_at, page), plane, 0)

    def _walk(self, count: int, item_at: Callable[[int], int], outer: Affine, depth: int) -> None:
        self._allowance.spend(count)
        for i in range(count):
            item = item_at(i)
            kind = pdfium.type_of(item)
            self._order += 1
            if kind == pdfium.PAGEOBJ_TEXT:
                self.texts[item] = self._order
            elif kind == pdfium.PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == pdfium.PAGEOBJ_IMAGE:
                box = _placing(item, outer).box((0, 0, 1, 1))
                if math.isfinite(sum(box)):
                    self.covers.append(Cover(self._order, box, item, outer, image=True))
            elif kind == pdfium.PAGEOBJ_FORM and depth < _FORM_DEPTH:
                self._form(item, _placing(item, outer), depth + 1)

    def _form(self, form: int, place: Affine, depth: int) -> None:
        self._walk(pdfium.objects_in_form(form), partial(pdfium.object_in_form, form), place, depth)

    def _path(self, item: int, outer: Affine) -> None:
        fill, stroke = self._words[4:]
        pdfium.draw_mode(item, fill, stroke)
        filled, stroked = bool(self._scratch[4]), bool(self._scratch[5])
        filled = filled and self._visible(item, pdfium.fill_colour)
        stroked = stroked and self._visible(item, pdfium.stroke_colour)
        if not (stroked or filled):
            return
        segments = pdfium.segments_of(item)
        self._allowance.spend(segments)
        place = _placing(item, outer)
        read = _Segments(partial(pdfium.segment_at, item), segments)
        for points, bends in read.subpaths(place):
            box = bounds(points)
            if filled and min(box[2] - box[0], box[3] - box[1]) > _HAIRLINE and math.isfinite(sum(box)):
                self.covers.append(Cover(self._order, box, item, outer, image=False))
            if stroked:
                self._strokes(ends for i, ends in enumerate(pairwise(points), 1) if i not in bends)
            elif not bends:
                self._bar(box)
            # a bar that slants, a line drawn by hand
            thin = len(points) <= (_BENDS if stroked else 0 if bends else _CORNERS)
            if thin and len(self.slants) < _MOST_SLANTS:
                self.slants += [ends for ends in pairwise(points) if _slants(*ends)]

    def _visible(self, item: int, colour: Callable[..., int]) -> bool:
        return not colour(item, *self._words[:4]) or self._scratch[3] > 0

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
            x0, y0, x1, y1 = line = bounds([a, b])
            if math.isfinite(sum(line)) and min(x1 - x0, y1 - y0) <= _LEVEL:
                self.lines.append(line)


def _slants(a: Point, b: Point) -> bool:
    across, up = abs(a[0] - b[0]), abs(a[1] - b[1])
    return min(across, up) > _LEVEL and max(across, up) > _SHORT and math.isfinite(across + up)


def clipped(cover: Cover) -> Box:
    """Return what a cover's own clip leaves of it, as a box."""
    x0, y0, x1, y1 = cover.box
    clip = pdfium.clip_of(cover.item)
    for number in range(max(pdfium.clip_paths(clip), 0) if clip else 0):
        count = pdfium.clip_segments(clip, number)
        read = _Segments(partial(pdfium.clip_segment, clip, number), max(count, 0))
        boxes = [bounds(points) for points, _ in read.subpaths(cover.outer)]
        if not boxes:
            continue
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        x0, y0 = max(x0, min(lefts)), max(y0, min(bottoms))
        x1, y1 = min(x1, max(rights)), min(y1, max(tops))
    return x0, y0, x1, y1


def is_opaque(pdf: int, page: int, cover: Cover) -> bool:
    """Say whether nothing is seen through a shape or an image."""
    if pdfium.is_transparent(cover.item):
        return False
    if not cover.image:
        return True
    bitmap = pdfium.image_as_drawn(pdf, page, cover.item)
    if not bitmap:
        return False
    try:
        if pdfium.bitmap_format(bitmap) not in (pdfium.BITMAP_BGRA, pdfium.BITMAP_BGRA_PREMUL):
            return True
        size = pdfium.bitmap_stride(bitmap) * pdfium.bitmap_height(bitmap)
        return min(ctypes.string_at(pdfium.bitmap_dots(bitmap), size)[3::4], default=0) == 255
    finally:
        pdfium.close_bitmap(bitmap)


def is_clear(item: int) -> bool:
    """Say whether an object is filled with nothing."""
    colour = (ctypes.c_uint * 4)()
    first = ctypes.addressof(colour)
    return bool(pdfium.fill_colour(item, first, first + 4, first + 8, first + 12)) and colour[3] == 0


def _placing(item: int, outer: Affine) -> Affine:
    """Return the map from the object's own space to page space."""
    m = pdfium.Matrix()
    if not pdfium.matrix_of(item, ctypes.addressof(m)):
        return outer
    return Affine(m.a, m.b, m.c, m.d, m.e, m.f).then(outer)


class _Segments:
    """The segments of a path."""

    def __init__(self, segment_at: Callable[[int], int], count: int) -> None:
        self._at, self._count = segment_at, count
        self._point = (ctypes.c_float * 2)()

    def subpaths(self, place: Affine) -> Iterator[tuple[list[Point], list[int]]]:
        """Yield each subpath as its points, and the numbers of those that no straight edge leads to."""
        points: list[Point] = []
        bends: list[int] = []
        x = ctypes.addressof(self._point)
        for i in range(self._count):
            segment = self._at(i)
            pdfium.segment_point(segment, x, x + 4)
            point = place.point(*self._point)
            kind = pdfium.segment_type(segment)
            if kind == pdfium.SEGMENT_MOVETO:
                if points:
                    yield points, bends
                points, bends = [point], []
                continue
            if kind != pdfium.SEGMENT_LINETO:
                bends.append(len(points))
            points.append(point)
            if pdfium.segment_closes(segment):
                points.append(points[0])
        if points:
            yield points, bends


#: Annotations that print something of their own, unlike links and remarks that open in a window.
_PRINTING: Final = frozenset(
    {
        pdfium.ANNOT_FREETEXT,
        pdfium.ANNOT_LINE,
        pdfium.ANNOT_SQUARE,
        pdfium.ANNOT_CIRCLE,
        pdfium.ANNOT_POLYGON,
        pdfium.ANNOT_POLYLINE,
        pdfium.ANNOT_STAMP,
        pdfium.ANNOT_INK,
        pdfium.ANNOT_WIDGET,
    }
)
_HIDDEN: Final = pdfium.ANNOT_FLAG_HIDDEN | pdfium.ANNOT_FLAG_NOVIEW


class Annotations(NamedTuple):
    """Boxes in page space: of text struck out, and of annotations whose appearance the file leaves to others.

    What a program makes of the latter is not known: it may draw a field's value there, or nothing.
    """

    struck: list[Box]
    unseen: list[Box]

    @classmethod
    def of(cls, page: int) -> Annotations:
        """Return those of a page, by its address, that has not been flattened yet."""
        found = cls([], [])
        for i in range(pdfium.annotations_on(page)):
            annotation = pdfium.annotation_at(page, i)
            if annotation:
                found._add(annotation)
                pdfium.close_annotation(annotation)
        return found

    def _add(self, annotation: int) -> None:
        kind = pdfium.annotation_type(annotation)
        if pdfium.annotation_flags(annotation) & _HIDDEN:
            return
        if kind == pdfium.ANNOT_STRIKEOUT:
            corners = pdfium.Corners()
            for i in range(min(pdfium.attachments_of(annotation), 1_000)):
                if pdfium.attachment_at(annotation, i, ctypes.byref(corners)):
                    q = corners
                    self.struck.append(bounds([(q.x1, q.y1), (q.x2, q.y2), (q.x3, q.y3), (q.x4, q.y4)]))
        elif kind in _PRINTING and not pdfium.annotation_has(annotation, b"AP"):
            frame = pdfium.Rectangle()
            if pdfium.annotation_box(annotation, ctypes.byref(frame)):
                self.unseen.append((frame.left, frame.bottom, frame.right, frame.top))

"""What a page of an OFD file shows: its characters, ruling lines and what covers them (GB/T 33190-2016).

Everything is painted in the order of the file: what comes later covers what was there before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.readers.limits import LIMITS
from gouji.readers.ofd.geometry import IDENTITY, after, deltas, mapped, matrix_of, shift, subpaths
from gouji.readers.ofd.package import box_of
from gouji.readers.office.archive import child, children, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from gouji.readers.ofd.geometry import Matrix, Point
    from gouji.readers.ofd.package import Layer, Resources


#: A filled shape at most this thick (mm) is a ruling line, and a line may be this far off level (mm).
_HAIRLINE, _LEVEL = 1.06, 0.18
#: The least red, green and blue of what cannot be told from white; colours below this opacity are not seen.
_WHITE, _OPAQUE = 250, 40
#: Characters reach so far above and below their baseline, in parts of their size.
_ASCENT, _DESCENT = 0.86, 0.14
_DEPTH: Final = 16

Extent = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Character:
    """A character as painted: its box on the page, size (mm), direction (radians) and text object.

    ``order`` tells what was painted before and after; ``seen`` is "no" for one that is painted invisibly or
    cut off, "white" for one in white, "unknown" where its place is not stated, "yes" otherwise. ``glyph``
    is the number of the glyph that ``font`` paints for it, where the file names one.
    """

    text: str
    extent: Extent
    size: float
    angle: float
    run: int
    order: int
    seen: str
    font: str = ""
    glyph: int | None = None


class PaintedImage(NamedTuple):
    """A picture as painted: its box, the id of its file, its order, whether it is shown as filed."""

    extent: Extent
    identity: str
    order: int
    as_it_is: bool


@dataclass(slots=True)
class Painted:
    """Everything painted on one page. ``grounds``: extent, whether dark, and order of what may cover text."""

    characters: list[Character] = field(default_factory=list)
    lines: list[Extent] = field(default_factory=list)
    images: list[PaintedImage] = field(default_factory=list)
    grounds: list[tuple[Extent, bool, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Paint:
    """How an object is painted: whether it cannot be told from white paper, and its opacity, 0 to 255."""

    white: bool
    alpha: int


def paint(layers: Sequence[Layer], resources: Resources, spend: Callable[[int], None]) -> Painted:
    """Paint the layers of a page one after the other; ``spend`` is told of every object and character."""
    painter = _Painter(resources, spend)
    for layer in layers:
        boundary = layer.boundary
        place = shift(boundary[0], boundary[1]) if boundary else IDENTITY
        painter.block(layer.objects, place, layer.objects.get("DrawParam"), 0, ())
    return painter.painted


class _Painter:
    def __init__(self, resources: Resources, spend: Callable[[int], None]) -> None:
        self._resources, self._spend = resources, spend
        self.painted = Painted()
        self._order = 0
        self._runs = 0

    def block(
        self, parent: _Element, place: Matrix, draw_param: str | None, depth: int, clips: tuple[Extent, ...]
    ) -> None:
        """Paint the objects of a layer, page block or composite drawing."""
        for each in parent:
            kind = local(each)
            if kind not in ("TextObject", "PathObject", "ImageObject", "PageBlock", "CompositeObject"):
                continue
            self._spend(1)
            self._order += 1
            if each.get("Visible") == "false" or depth > _DEPTH:
                continue
            if kind == "PageBlock":
                self.block(each, place, draw_param, depth + 1, clips)
                continue
            boundary = box_of(each.get("Boundary"))
            if boundary is None:
                continue
            inside = after(place, after(shift(boundary[0], boundary[1]), matrix_of(each.get("CTM"))))
            own = (*clips, *self._clips(each, inside))
            used = each.get("DrawParam") or draw_param
            if kind == "TextObject":
                frame = _extent(_corners(place, boundary))
                self._text(each, inside, frame, used, own)
            elif kind == "PathObject":
                self._path(each, inside, used)
            elif kind == "ImageObject":
                # a picture fills the unit square of its own space
                extent = _extent(mapped(inside, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0))
                if each.get("CTM") is None:
                    extent = _extent(_corners(place, boundary))
                turned = abs(inside[1]) + abs(inside[2]) > _LEVEL or min(inside[0], inside[3]) <= 0
                as_it_is = not (turned or own or _channel(each.get("Alpha")) < _OPAQUE)
                identity = each.get("ResourceID", "")
                self.painted.images.append(PaintedImage(extent, identity, self._order, as_it_is))
                self.painted.grounds.append((extent, True, self._order))
            else:
                self._composite(each, inside, used, depth, own)

    def _composite(
        self, each: _Element, place: Matrix, draw_param: str | None, depth: int, clips: tuple[Extent, ...]
    ) -> None:
        drawing = self._resources.composites.get(each.get("ResourceID", ""))
        content = child(drawing, "Content")
        if content is not None:
            self.block(content, place, draw_param, depth + 1, clips)

    def _clips(self, each: _Element, place: Matrix) -> Iterator[Extent]:
        """Yield the boxes outside which an object is cut off; an empty one where the shape is no box."""
        for clip in children(child(each, "Clips"), "Clip"):
            areas: list[Extent] = []
            for area in children(clip, "Area"):
                at = after(place, matrix_of(area.get("CTM")))
                path = child(area, "Path")
                boundary = None if path is None else box_of(path.get("Boundary"))
                if path is None or boundary is None:
                    continue
                data = child(path, "AbbreviatedData")
                at = after(at, after(shift(boundary[0], boundary[1]), matrix_of(path.get("CTM"))))
                for points, straight in subpaths(None if data is None else data.text):
                    if straight and len(set(points)) == 4:
                        areas.append(_extent(mapped(at, x, y) for x, y in points))
            yield areas[0] if len(areas) == 1 else (0.0, 0.0, 0.0, 0.0)

    def _text(
        self, each: _Element, place: Matrix, frame: Extent, draw_param: str | None, clips: tuple[Extent, ...]
    ) -> None:
        try:
            size = float(each.get("Size") or each.get("size") or "")
            wide = float(each.get("HScale") or 1.0)
        except ValueError:
            return
        fill = self._colour(each, "FillColor", draw_param, default=_Paint(white=False, alpha=255))
        if each.get("Fill") == "false":
            stroked = each.get("Stroke") == "true"
            fill = self._colour(each, "StrokeColor", draw_param, default=_Paint(white=False, alpha=255))
            fill = fill if stroked else _Paint(white=True, alpha=0)
        scale = math.hypot(place[2], place[3])
        angle = math.atan2(place[1], place[0]) + math.radians(_number(each.get("CharDirection"), 0.0))
        if not (size > 0 and math.isfinite(size * scale * wide) and scale > 0):
            return
        self._runs += 1
        glyphs, font = _glyphs(each), each.get("Font", "")
        x = y = 0.0
        position = 0
        for code in children(each, "TextCode"):
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            across, down = deltas(code.get("DeltaX")), deltas(code.get("DeltaY"))
            text = code.text or ""
            self._spend(len(text))
            at_x, at_y = x, y
            for index, char in enumerate(text):
                if index:
                    at_x += _step(across, index)
                    at_y += _step(down, index)
                width = size * wide * (0.5 if char.isascii() else 1.0)
                box = (at_x, at_y - _ASCENT * size, width, (_ASCENT + _DESCENT) * size)
                extent = _extent(_corners(place, box))
                seen = "yes"
                if across is None or down is None:
                    seen = "unknown"
                elif fill.alpha == 0 or not _within(extent, (frame, *clips), size * scale):
                    seen = "no"
                elif fill.white or fill.alpha < _OPAQUE:
                    seen = "white"
                if math.isfinite(sum(extent)):
                    self.painted.characters.append(
                        Character(
                            char,
                            extent,
                            size * scale,
                            angle,
                            self._runs,
                            self._order,
                            seen,
                            font,
                            glyphs.get(position),
                        )
                    )
                position += 1

    def _path(self, each: _Element, place: Matrix, draw_param: str | None) -> None:
        none = _Paint(white=True, alpha=0)
        stroke = self._colour(each, "StrokeColor", draw_param, default=_Paint(white=False, alpha=255))
        fill = self._colour(each, "FillColor", draw_param, default=none)
        stroked = each.get("Stroke") != "false" and stroke.alpha > 0
        filled = each.get("Fill") == "true" and fill.alpha > 0
        data = child(each, "AbbreviatedData")
        for own, straight in subpaths(None if data is None else data.text):
            self._spend(len(own))
            points = [mapped(place, x, y) for x, y in own]
            if not all(math.isfinite(x + y) for x, y in points):
                continue
            left, top, right, bottom = extent = _extent(points)
            if filled and min(right - left, bottom - top) > _HAIRLINE and fill.alpha >= _OPAQUE:
                self.painted.grounds.append((extent, not fill.white, self._order))
            if stroked:
                self._strokes(pairwise(points))
            elif filled and straight:
                if bottom - top <= _HAIRLINE:
                    self._strokes([((left, (top + bottom) / 2), (right, (top + bottom) / 2))])
                if right - left <= _HAIRLINE:
                    self._strokes([(((left + right) / 2, top), ((left + right) / 2, bottom))])

    def _strokes(self, pairs: Iterable[tuple[Point, Point]]) -> None:
        for pair in pairs:
            left, top, right, bottom = line = _extent(pair)
            if min(right - left, bottom - top) <= _LEVEL:
                self.painted.lines.append(line)

    def _colour(self, each: _Element, tag: str, draw_param: str | None, *, default: _Paint) -> _Paint:
        """Colour of an object: its own, else that of its drawing parameters and of those they build on."""
        found = child(each, tag)
        seen: set[str] = set()
        while found is None and draw_param and draw_param not in seen:
            seen.add(draw_param)
            parameters = self._resources.draw_params.get(draw_param)
            found = child(parameters, tag)
            draw_param = None if parameters is None else parameters.get("Relative")
        alpha = _channel(each.get("Alpha"))
        if found is None:
            return _Paint(default.white, min(default.alpha, alpha))
        return _Paint(_is_white(found.get("Value")), min(_channel(found.get("Alpha")), alpha))


def _corners(place: Matrix, box: tuple[float, float, float, float]) -> Iterator[Point]:
    left, top, width, height = box
    return (mapped(place, x, y) for x in (left, left + width) for y in (top, top + height))


def _extent(points: Iterable[Point]) -> Extent:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _within(extent: Extent, frames: Iterable[Extent], size: float) -> bool:
    """Say whether the middle of a character lies in every frame; its height is only roughly known."""
    x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    spare = size / 3
    return all(
        left <= x <= right and top - spare <= y <= bottom + spare for left, top, right, bottom in frames
    )


def _step(steps: list[float] | None, index: int) -> float:
    """Step to a character from the one before; none is stated behind the end of the list."""
    return steps[index - 1] if steps and index <= len(steps) else 0.0


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return default


def _channel(text: str | None) -> int:
    return min(max(int(_number(text, 255.0)), 0), 255)


def _is_white(value: str | None) -> bool:
    """Say whether a colour cannot be told from white: grey, red green blue, or cyan magenta yellow black."""
    try:
        channels = [
            int(word[1:], 16) if word.startswith("#") else float(word) for word in (value or "").split()
        ]
    except ValueError:
        return False
    if len(channels) == 4:
        return max(channels) <= 255 - _WHITE
    return len(channels) in (1, 3) and min(channels) >= _WHITE


def _glyphs(each: _Element) -> dict[int, int]:
    """Glyph of the embedded font that is painted for the character at each position, where one is named.

    ``CGTransform`` names them, one a character; where it names another number (-1 here) nobody knows which.
    """
    named: dict[int, int] = {}
    for transform in children(each, "CGTransform"):
        start = int(_number(transform.get("CodePosition"), 0.0))
        codes = min(int(_number(transform.get("CodeCount"), 1.0)), LIMITS.pdf_glyphs)
        stated = child(transform, "Glyphs")
        glyphs = (("" if stated is None else stated.text) or "").split()
        sure = len(glyphs) == codes and all(glyph.isdecimal() and len(glyph) < 10 for glyph in glyphs)
        for index in range(codes):
            named[start + index] = int(glyphs[index]) if sure else -1
    return named

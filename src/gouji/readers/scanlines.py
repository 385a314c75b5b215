"""The tables of a picture of a page: set upright, and taken apart into frames by their ruling lines.

A picture is an array of grey values (uint8, rows × columns; 0 is ink). A table in it is found by its lines,
which may be askew or, in a photograph, not even parallel: the four corners of what they enclose are mapped to
a rectangle. What the lines of the upright table enclose is then found out as for the lines of a PDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np
from rapidocr import RapidOCR

from gouji.readers.limits import LIMITS
from gouji.readers.pdf.geometry import RulingLine
from gouji.readers.pdf.ruling import ruled_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from gouji.model.document import Extent
    from gouji.readers.pdf.ruling import RuledFrame

    Picture = npt.NDArray[np.uint8]
    Corners = npt.NDArray[np.float32]
    #: What finds the corners of the lines of text of a page.
    Finder = Callable[[Picture], list[Corners]]


#: Pixels that a page is wide at least, for which the lengths here are meant: 240 dots an inch on A4 paper.
_WIDTH: Final = 2_000
#: A table is at least so large a part of the picture's width and height.
_LEAST: Final = (0.2, 0.02)
#: A ruling line is at least so many of the picture's pixels long, as a part of its width; a digit is less.
_SHORTEST: Final = 0.02
#: A level line this long is no stroke of a character.
_LONG: Final = 0.04
#: Pixels within which lines meet.
_REACH: Final = 8
#: Pixels around a table.
_MARGIN: Final = 6
#: Pixels across in which the lines of a page are looked for; lines within such a part of it stand in one row.
_FINDING, _ROWS = 1_200, 150
#: Frames of a table of a report; more is a pattern.
_MOST_FRAMES: Final = 2_000


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """A table set upright: its picture in grey values without red ink, as it is ``seen``, and its frames.

    ``on_page`` is around each frame on the page as it came: left, top, right, bottom, as parts of its width.
    """

    picture: Picture
    seen: Picture
    frames: tuple[RuledFrame, ...]
    on_page: tuple[Extent, ...]


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line of text set level: its picture in grey values, and where it is, in parts of the page's width."""

    picture: Picture
    on_page: Extent


def grey(picture: npt.NDArray[Any]) -> Picture:
    """Return a picture (grey, or blue, green and red) as grey values in which red ink is paper.

    A seal is red: where it lies over figures these stay as they are.
    """
    if picture.ndim == 2:
        return picture.astype(np.uint8)
    colours = picture[:, :, :3].astype(np.int16)
    red = colours[:, :, 2]
    coloured = (red - colours[:, :, :2].max(axis=2)) > 40
    level = np.where(coloured & (red > 150), 255, colours.max(axis=2) * 0.3 + colours.min(axis=2) * 0.7)
    return np.asarray(level.clip(0, 255), dtype=np.uint8)


def scanned_tables(seen: Picture) -> Iterator[ScannedTable]:
    """Yield the tables of a page (grey, or blue, green and red) from top to bottom."""
    if seen.shape[1] < _WIDTH:
        size = _WIDTH, round(seen.shape[0] * _WIDTH / seen.shape[1])
        seen = np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    page = grey(seen)
    ink = _ink(page)
    height, width = ink.shape
    lines = cv2.bitwise_or(*_lines(ink, max(12, int(width * _SHORTEST))))
    count, drawings, boxes, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(lines, np.ones((5, 5), np.uint8)), connectivity=8
    )
    found: list[tuple[int, int, int, int, ScannedTable]] = []
    # the smallest first: what holds another is the edge of the paper, or a frame around the whole
    for number in sorted(range(1, count), key=lambda each: int(boxes[each, 2]) * int(boxes[each, 3])):
        left, top, wide, high = (int(each) for each in boxes[number, :4])
        if wide < _LEAST[0] * width or high < _LEAST[1] * height:
            continue
        if any(
            x >= left and y >= top and x + w <= left + wide and y + h <= top + high for x, y, w, h, _ in found
        ):
            continue
        part = (drawings[top : top + high, left : left + wide] == number).astype(np.uint8)
        corners = _corners(cv2.findNonZero(part) + np.array([left, top]))
        if corners is not None:
            upright, back = _upright(page, corners)
            frames = _frames(upright)
            if len(frames) > 1:
                extents = tuple(_around(frame, back, width) for frame in frames)
                table = ScannedTable(upright, _upright(seen, corners)[0], frames, extents)
                found.append((left, top, wide, high, table))
    yield from (table for _, _, _, _, table in sorted(found, key=lambda each: each[1]))


def engine_of_recognition() -> RapidOCR:
    """Return the engine that finds and recognises lines, for pictures of which each says what is wanted."""
    options = {"Global.log_level": "critical", "Global.use_cls": False, "Global.use_det": False}
    return RapidOCR(params={**options, "EngineConfig.onnxruntime.intra_op_num_threads": 2})


def line_finder() -> Finder:
    """Return what finds the lines of text of a page in grey values: the corners of each, from top left."""
    engine = engine_of_recognition()

    def find_lines(page: Picture) -> list[Corners]:
        scale = min(1.0, _FINDING / page.shape[1])
        size = round(page.shape[1] * scale), max(round(page.shape[0] * scale), 1)
        small = cv2.cvtColor(cv2.resize(page, size, interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2BGR)
        boxes = engine(small, use_det=True, use_cls=False, use_rec=False).boxes
        return [] if boxes is None else [np.asarray(box, np.float32) / scale for box in boxes]

    return find_lines


def lines_outside(seen: Picture, tables: Sequence[ScannedTable], find_lines: Finder) -> list[ScannedLine]:
    """Return the lines of text of a page (grey, or blue, green and red) outside its tables, from the top."""
    colours = seen if seen.ndim == 2 else cv2.cvtColor(np.ascontiguousarray(seen), cv2.COLOR_BGR2GRAY)
    page, width = np.asarray(colours, dtype=np.uint8), seen.shape[1]
    taken = [
        (min(lefts), min(tops), max(rights), max(bottoms))
        for lefts, tops, rights, bottoms in (zip(*table.on_page, strict=True) for table in tables)
    ]
    found: list[ScannedLine] = []
    for corners in find_lines(page):
        first, last = corners.min(axis=0) / width, corners.max(axis=0) / width
        left, top, right, bottom = (float(at) for at in (*first, *last))
        x, y = (left + right) / 2, (top + bottom) / 2
        if not any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in taken):
            found.append(ScannedLine(_level(page, corners), (left, top, right, bottom)))
    return sorted(found, key=lambda line: (round(line.on_page[1] * _ROWS), line.on_page[0]))


def _level(page: Picture, corners: Corners) -> Picture:
    first, second, third, fourth = corners
    wide = max(int(np.linalg.norm(second - first)), int(np.linalg.norm(third - fourth)), 4)
    high = max(int(np.linalg.norm(fourth - first)), int(np.linalg.norm(third - second)), 4)
    level = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, level)
    return np.asarray(cv2.warpPerspective(page, turn, (wide, high), borderValue=255), dtype=np.uint8)


def _ink(page: Picture) -> Picture:
    """Return where ink is (255): darker than what is around it."""
    smooth = cv2.medianBlur(page, 3)
    block = max(15, (page.shape[1] // 40) | 1)
    dark = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)
    return np.asarray(dark, dtype=np.uint8)


def _lines(ink: Picture, shortest: int) -> tuple[Picture, Picture]:
    """Return the level and the upright lines; short gaps are closed, and lines may lean a little."""
    found = []
    for across in (True, False):
        close = np.ones((1, 5) if across else (5, 1), np.uint8)
        thick = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
        run = np.ones((1, shortest) if across else (shortest, 1), np.uint8)
        lines = cv2.morphologyEx(cv2.morphologyEx(thick, cv2.MORPH_CLOSE, close), cv2.MORPH_OPEN, run)
        found.append(np.asarray(lines, dtype=np.uint8))
    return found[0], found[1]


def _corners(points: npt.NDArray[Any]) -> npt.NDArray[np.float32] | None:
    """Return the corners of what encloses these points, from top left clockwise; None if not four."""
    hull = cv2.convexHull(points.astype(np.int32))
    around = cv2.arcLength(hull, closed=True)
    for part in (0.005, 0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, part * around, closed=True).reshape(-1, 2).astype(np.float32)
        if len(corners) == 4:
            break
    else:
        corners = cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float32)
    if cv2.contourArea(hull) < 0.9 * cv2.contourArea(corners):
        return None
    total, difference = corners.sum(axis=1), np.diff(corners, axis=1).ravel()
    order = [int(total.argmin()), int(difference.argmin()), int(total.argmax()), int(difference.argmax())]
    return corners[order] if len(set(order)) == 4 else None


def _upright(page: Picture, corners: npt.NDArray[np.float32]) -> tuple[Picture, npt.NDArray[Any]]:
    """Return what is within four corners as an upright rectangle with a margin, and the way back."""
    first, second, third, fourth = corners
    width = int(max(np.linalg.norm(second - first), np.linalg.norm(third - fourth)))
    height = int(max(np.linalg.norm(fourth - first), np.linalg.norm(third - second)))
    right, bottom = width + _MARGIN, height + _MARGIN
    target = np.array([[_MARGIN, _MARGIN], [right, _MARGIN], [right, bottom], [_MARGIN, bottom]], np.float32)
    size = (width + 2 * _MARGIN, height + 2 * _MARGIN)
    mapping = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(page, mapping, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(flat, dtype=np.uint8), np.linalg.inv(mapping)


def _around(frame: RuledFrame, back: npt.NDArray[Any], width: int) -> Extent:
    """Return what is around a frame on its page, as parts of the page's width."""
    corners = np.array([[[x, y] for x in (frame.x0, frame.x1) for y in (frame.y0, frame.y1)]], np.float64)
    x, y = (cv2.perspectiveTransform(corners, back)[0] / width).T
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _frames(table: Picture) -> tuple[RuledFrame, ...]:
    ink = _ink(table)
    level, upright = _lines(ink, max(14, int(table.shape[1] * _SHORTEST)))
    across, down = list(_rules(level, across=True)), list(_rules(upright, across=False))
    # strokes of characters end where no other line is
    down = _held(down, [rule for rule in across if rule.end - rule.start > _LONG * table.shape[1]])
    across = _held(across, down)
    found = ruled_tables([*across, *_held(down, across)], LIMITS.pdf_rules_per_page)
    if not found or len(found[-1].frames) > _MOST_FRAMES:
        return ()
    return tuple(frame for frame in found[-1].frames if not frame.outside)


def _held(rules: Sequence[RulingLine], others: Sequence[RulingLine]) -> list[RulingLine]:
    """Return the lines that begin and end at lines of the other direction."""
    return [
        rule
        for rule in rules
        if all(
            any(abs(end - o.at) <= _REACH and o.start - _REACH <= rule.at <= o.end + _REACH for o in others)
            for end in (rule.start, rule.end)
        )
    ]


def _rules(lines: Picture, *, across: bool) -> Iterator[RulingLine]:
    count, _, boxes, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    for number in range(1, count):
        left, top, wide, high, _ = (int(each) for each in boxes[number])
        long, thick = (wide, high) if across else (high, wide)
        if thick * 3 > long:
            continue  # a blot
        at = top + high / 2 if across else left + wide / 2
        start = left if across else top
        yield RulingLine(across, at, float(start), float(start + long))

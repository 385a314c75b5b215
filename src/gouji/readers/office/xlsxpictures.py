"""Which cells of a sheet something drawn lies upon: pictures, shapes, charts, controls of a form, sparklines.

Drawings float above the cells and are anchored to them by rows, columns and distances (ECMA-376 part 1,
20.5); which cells they cover follows from the widths of columns and the heights of rows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from openpyxl.utils.cell import range_boundaries

from gouji.readers.limits import LIMITS
from gouji.readers.office.archive import attribute, child, local, natural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from gouji.readers.office.archive import Archive


#: English metric units: of a pixel, a point, and of the columns and rows that nobody has sized.
_PIXEL, _POINT = 9_525, 12_700
_WIDTH, _HEIGHT = 64 * _PIXEL, 15 * _POINT
#: What is thinner is a line, and shows no figure.
_LINE: Final = 4 * _PIXEL
#: A cell is covered where this share of its width and of its height is.
_SHARE: Final = 0.5
_ANCHORS: Final = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
#: Older programs draw controls in VML, where it is no well-formed XML; comments, too, which show on demand.
_CONTROL: Final = re.compile(rb'<x:ClientData\s+ObjectType="(?!Note")[^>]*>.{0,4000}?</x:ClientData>', re.S)
_VML_ANCHOR: Final = re.compile(rb"<x:Anchor>\s*(\d+(?:\s*,\s*\d+){7})\s*</x:Anchor>")


def covered_cells(archive: Archive, part: str, root: _Element) -> set[tuple[int, int]]:
    """Return the positions (row, column, from 1) of a sheet that something drawn covers.

    ``part`` is the sheet's part and ``root`` its XML. Raises GoujiError where a drawing is broken.
    """
    drawings = list(archive.related(part, "drawing").values())
    controls = list(archive.related(part, "vmlDrawing").values())
    boxes: list[_Box] = []
    plane = _Tracks(root) if drawings or controls else None
    if plane is not None:
        for drawing in drawings:
            if drawing in archive:
                boxes += _anchored(archive.xml(drawing), plane)
        for control in controls:
            if control in archive:
                boxes += _controls(archive.read(control), plane)
        boxes += [plane.between(anchor) for anchor in root.iter("{*}anchor")]
    cells = {cell for box in boxes if plane is not None for cell in plane.covered(box)}
    return cells | set(_in_cells(root))


@dataclass(frozen=True, slots=True)
class _Box:
    """Distances from the sheet's left and upper edge in English metric units."""

    left: int
    top: int
    right: int
    bottom: int


class _Tracks:
    """Where the columns and rows of a sheet lie, as far as drawings may reach."""

    def __init__(self, root: _Element) -> None:
        usual = child(root, "sheetFormatPr")
        width = _length(usual, "defaultColWidth", 7 * _PIXEL) or _WIDTH
        height = _length(usual, "defaultRowHeight", _POINT) or _HEIGHT
        widths: dict[int, int] = {}
        for each in root.iter("{*}col"):
            first, last = natural(each.get("min")) or 0, natural(each.get("max")) or 0
            own = 0 if each.get("hidden") in ("1", "true") else _length(each, "width", 7 * _PIXEL)
            widths |= dict.fromkeys(
                range(first, min(last, LIMITS.columns) + 1), width if own is None else own
            )
        heights: dict[int, int] = {}
        for number, each in enumerate(root.iter("{*}row"), 1):
            own = 0 if each.get("hidden") in ("1", "true") else _length(each, "ht", _POINT)
            if own is not None:
                heights[natural(each.get("r")) or number] = own
        self._columns = _edges(widths, width, LIMITS.columns)
        self._rows = _edges(heights, height, LIMITS.rows)

    def between(self, anchor: _Element) -> _Box:
        """Return the box between the cells ``from`` and ``to`` of an anchor, or from one with an extent."""
        left, top = self._corner(child(anchor, "from"))
        end = child(anchor, "to")
        if end is not None:
            return _Box(left, top, *self._corner(end))
        extent = child(anchor, "ext")
        return _Box(left, top, left + _emu(extent, "cx"), top + _emu(extent, "cy"))

    def at(self, column: int, right: int, row: int, down: int) -> tuple[int, int]:
        """Return a point by the column and row that it lies in, from 0, and its distance in them."""
        x, y = self._columns, self._rows
        column, row = min(column, len(x) - 2), min(row, len(y) - 2)
        return min(x[column] + right, x[column + 1]), min(y[row] + down, y[row + 1])

    def _corner(self, marker: _Element | None) -> tuple[int, int]:
        said = (
            {}
            if marker is None
            else {local(each): natural((each.text or "").strip()) or 0 for each in marker}
        )
        return self.at(said.get("col", 0), said.get("colOff", 0), said.get("row", 0), said.get("rowOff", 0))

    def covered(self, box: _Box) -> Iterator[tuple[int, int]]:
        """Yield the cells that a box covers in good part, and that which its middle lies in."""
        if box.right - box.left < _LINE or box.bottom - box.top < _LINE:
            return
        columns = list(_under(self._columns, box.left, box.right))
        for row in _under(self._rows, box.top, box.bottom):
            yield from ((row, column) for column in columns)


def _under(edges: list[int], start: int, end: int) -> Iterator[int]:
    """Yield the numbers, from 1, of the columns or rows that lie between two distances in good part."""
    middle = (start + end) / 2
    first, last = bisect_right(edges, start), bisect_right(edges, end - 1)
    for number in range(max(first, 1), min(last, len(edges) - 1) + 1):
        left, right = edges[number - 1], edges[number]
        if min(right, end) - max(left, start) >= _SHARE * (right - left) > 0 or left <= middle < right:
            yield number


def _edges(sizes: Mapping[int, int], usual: int, count: int) -> list[int]:
    """Return the distances at which columns or rows begin, and the one at which the last ends."""
    return list(accumulate((sizes.get(number, usual) for number in range(1, count + 1)), initial=0))


def _length(element: _Element | None, name: str, unit: int) -> int | None:
    try:
        said = None if element is None else element.get(name)
        return None if said is None else round(min(max(float(said), 0), 10_000) * unit)
    except ValueError:
        return None


def _emu(element: _Element | None, name: str) -> int:
    return 0 if element is None else natural(attribute(element, name)) or 0


def _anchored(drawing: _Element, plane: _Tracks) -> Iterator[_Box]:
    """Yield the boxes of what a drawing shows."""
    for anchor in drawing.iter(*(f"{{*}}{name}" for name in _ANCHORS)):
        shown = [each for each in anchor.iter("{*}cNvPr") if each.get("hidden") not in ("1", "true")]
        if not shown:
            continue
        if local(anchor) != "absoluteAnchor":
            yield plane.between(anchor)
            continue
        position, extent = child(anchor, "pos"), child(anchor, "ext")
        left, top = _emu(position, "x"), _emu(position, "y")
        yield _Box(left, top, left + _emu(extent, "cx"), top + _emu(extent, "cy"))


def _controls(vml: bytes, plane: _Tracks) -> Iterator[_Box]:
    for control in _CONTROL.finditer(vml):
        if (anchor := _VML_ANCHOR.search(control[0])) is not None:
            left, right, top, down, left_end, right_end, top_end, down_end = map(int, anchor[1].split(b","))
            start = plane.at(left, right * _PIXEL, top, down * _PIXEL)
            yield _Box(*start, *plane.at(left_end, right_end * _PIXEL, top_end, down_end * _PIXEL))


def _in_cells(root: _Element) -> Iterator[tuple[int, int]]:
    """Yield the cells that show a small chart, or an icon or a bar instead of their number."""
    references = [each.text or "" for spark in root.iter("{*}sparkline") for each in spark.iter("{*}sqref")]
    for each in root.iter("{*}iconSet", "{*}dataBar"):
        if each.get("showValue") in ("0", "false"):
            around = next(each.iterancestors("{*}conditionalFormatting"), None)
            if around is not None:
                references.append(
                    around.get("sqref") or "".join(e.text or "" for e in around.iter("{*}sqref"))
                )
    for reference in " ".join(references).split():
        try:
            left, top, right, bottom = range_boundaries(reference)
        except (ValueError, TypeError):
            continue
        if left and top and right and bottom:
            for row in range(top, min(bottom, top + LIMITS.rows) + 1):
                for column in range(left, min(right, left + LIMITS.columns) + 1):
                    yield row, column

"""The mesh that the lines of one drawing span: its rows and columns, and the walls between its boxes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


#: A box of the mesh: its row and its column.
Box = tuple[int, int]

#: Gaps up to this long in a line are bridged (dots, corners, borders drawn cell by cell).
BRIDGE = 4.0
#: A table side without a border is where the crossing lines end, when they reach out at least this far.
_OPEN_SIDE = 8.0


@dataclass(slots=True)
class MergedLine:
    """A line that pieces at one position make: ``at`` on the other axis, from ``start`` to ``end``."""

    at: float
    start: float
    end: float


class Mesh:
    """The rows and columns that all lines of one drawing span, and the walls between mesh boxes.

    A wall in ``floors`` is ``(row below it, column)``, one in ``sides`` is ``(column right of it, row)``.
    """

    def __init__(self, across: list[MergedLine], down: list[MergedLine]) -> None:
        self.xs = _positions(down, across)
        self.ys = _positions(across, down)
        self.floors = _walls(across, self.ys, self.xs)
        self.sides = _walls(down, self.xs, self.ys)

    def regions(self, boxes: Iterable[Box] | None = None) -> Iterator[set[Box]]:
        """Yield the sets of boxes (of those given) with no wall between them."""
        free = (
            {(i, j) for i in range(len(self.ys) - 1) for j in range(len(self.xs) - 1)}
            if boxes is None
            else set(boxes)
        )
        for start in sorted(free):
            if start not in free:
                continue
            region, edge = {start}, [start]
            free.discard(start)
            while edge:
                i, j = edge.pop()
                for box, wall in (
                    ((i - 1, j), (i, j) in self.floors),
                    ((i + 1, j), (i + 1, j) in self.floors),
                    ((i, j - 1), (j, i) in self.sides),
                    ((i, j + 1), (j + 1, i) in self.sides),
                ):
                    if box in free and not wall:
                        free.discard(box)
                        region.add(box)
                        edge.append(box)
            yield region

    def in_open_corner(self, region: set[Box]) -> bool:
        """Say whether the region lies open both to a side and above or below."""
        last_row, last_column = len(self.ys) - 1, len(self.xs) - 1
        sideways = any(
            (j == 0 and (0, i) not in self.sides)
            or (j + 1 == last_column and (last_column, i) not in self.sides)
            for i, j in region
        )
        upright = any(
            (i == 0 and (0, j) not in self.floors) or (i + 1 == last_row and (last_row, j) not in self.floors)
            for i, j in region
        )
        return sideways and upright


def _positions(lines: list[MergedLine], crossing: list[MergedLine]) -> list[float]:
    """Return the positions of the lines, and of the ends of the crossing ones on a side without border."""
    positions = sorted({line.at for line in lines})
    if not crossing or not positions:
        return []
    start, end = min(line.start for line in crossing), max(line.end for line in crossing)
    before = [start] if start < positions[0] - _OPEN_SIDE else []
    after = [end] if end > positions[-1] + _OPEN_SIDE else []
    return before + positions + after


def _walls(lines: list[MergedLine], own: list[float], other: list[float]) -> set[tuple[int, int]]:
    """Return ``(index in own, index in other)`` of every mesh edge that a line covers."""
    index = {at: i for i, at in enumerate(own)}
    return {
        (index[line.at], k)
        for line in lines
        if line.at in index
        for k, (a, b) in enumerate(pairwise(other))
        if line.start <= a + BRIDGE and line.end >= b - BRIDGE
    }

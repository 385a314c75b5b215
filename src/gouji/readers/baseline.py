"""One rule for all containers: the digits of one figure stand on one line, and are of one size.

A digit that stands above or below the others, or is much smaller, is another figure's or a footnote's mark:
it is written as Unicode writes it, so that no figure is read across it. A cell all of whose text is moved
alike is read, unless it is small besides: a lone mark is written like that.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.readers.marks import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: What may be part of one figure.
_FIGURE: Final = re.compile(r"[0-9０-９.,．，]+")
_DIGIT: Final = re.compile(r"[0-9０-９]")
#: Points or pixels; a smaller difference is one of rounding.
_LEVEL: Final = 0.1
#: Digits of one figure may differ in size like 9 and 12 points, as edited text does, not like 8 and 12.
_ONE_SIZE: Final = 0.7
#: Moved text that is smaller than this share of a table's usual size is a mark.
_MARK: Final = 0.9


class Part(NamedTuple):
    """A stretch of a line: how far it is moved up, its size; both in one unit for all parts of a line."""

    text: str
    shift: float
    size: float


def levelled(parts: Sequence[Part], usual: Callable[[], float] | None) -> list[str]:
    """Return the texts of a line's parts, digits that are not of the figure beside them raised or lowered.

    ``usual`` gives the usual size of figures in tables, and is None for a line outside of tables, where
    only what is moved counts.
    """
    telling = [part for part in parts if part.text.strip()]
    if not any(_DIGIT.search(part.text) for part in telling):
        return [part.text for part in parts]
    level = min((part.shift for part in telling), key=abs)
    if any(abs(part.shift - level) > _LEVEL for part in telling):
        return [_moved(part, level) for part in parts]
    if usual is None:
        return [part.text for part in parts]
    largest = max(part.size for part in telling)
    if abs(level) > _LEVEL and largest < _MARK * usual():
        return [_moved(part, 0.0) for part in parts]
    return _of_one_size(parts, largest)


def _moved(part: Part, level: float) -> str:
    if abs(part.shift - level) <= _LEVEL:
        return part.text
    return raised(part.text) if part.shift > level else lowered(part.text)


def _of_one_size(parts: Sequence[Part], largest: float) -> list[str]:
    """Write the small digits of figures with digits of several sizes as lowered ones."""
    texts = [part.text for part in parts]
    if all(part.size >= _ONE_SIZE * largest for part in parts):
        return texts
    ends = list(accumulate(map(len, texts)))
    for figure in _FIGURE.finditer("".join(texts)):
        inside = range(bisect_right(ends, figure.start()), bisect_left(ends, figure.end()) + 1)
        most = max(parts[number].size for number in inside)
        for number in inside:
            if parts[number].size < _ONE_SIZE * most:
                texts[number] = lowered(texts[number])
    return texts

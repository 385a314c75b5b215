"""How the text of a page is turned, and which of it is no part of the report's text: watermarks, stamps."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.readers.pdf.letters import Letter

#: Text turned further off a right angle than this (radians) is not turned back: which way up is it?
_MOST: Final = math.radians(10)
#: Text turned further than this from a page's own angle is a watermark or a stamp.
_ASIDE: Final = 0.05
#: Text of one page is turned alike within this; where this part of it is not, and so many letters, it is not
#: known which of it stands in one row.
_ALIKE: Final = 0.004
_PART, _FEW = 0.05, 20
_QUARTER: Final = math.pi / 2


class Turned(NamedTuple):
    """The text that most of a page is set in, and what puts it upright.

    That is a turn counter-clockwise in page space by ``tilt`` (radians), then ``quarters`` quarter turns
    clockwise. ``aside`` is the other text. ``askew`` says that there is text and no angle to read it by.
    """

    letters: Sequence[Letter]
    aside: Sequence[Letter]
    quarters: int
    tilt: float
    askew: bool


def upright(letters: Sequence[Letter], quarters: int) -> Turned:
    """Find the text that most of the page is set in; ``quarters`` is the page's own rotation.

    A table printed sideways turns the whole page, and so does a page fed askew; a watermark or a stamp across
    it is put aside.
    """
    by_turn: defaultdict[int, list[tuple[float, Letter]]] = defaultdict(list)
    weight: Counter[int] = Counter()
    aside: list[Letter] = []
    for letter in letters:
        nearest = round(letter.run.angle / _QUARTER)
        off = letter.run.angle - nearest * _QUARTER
        if abs(off) <= _MOST:
            by_turn[nearest % 4].append((off, letter))
            weight[nearest % 4] += not letter.text.isspace()
        else:
            aside.append(letter)
    if not weight:
        printed = sum(not letter.text.isspace() for letter in aside)
        return Turned((), aside, quarters, 0.0, askew=printed >= _FEW)
    main = max(weight, key=lambda turn: (weight[turn], turn == -quarters % 4))
    aside += [letter for turn, found in by_turn.items() if turn != main for _, letter in found]
    tilt = median(off for off, letter in by_turn[main])
    kept: list[Letter] = []
    unlike = 0
    for off, letter in by_turn[main]:
        if abs(off - tilt) < _ASIDE:
            kept.append(letter)
            unlike += abs(off - tilt) > _ALIKE and not letter.text.isspace()
        else:
            aside.append(letter)
    askew = unlike > max(_FEW, _PART * len(kept))
    return Turned(kept, aside, -main % 4, tilt, askew)

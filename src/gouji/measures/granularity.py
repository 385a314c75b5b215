"""Which percentages whole numbers can give: the granularity test.

A percentage of few things comes in steps: of 65 applications no share is 43.7%. Where one of the two counts
behind a percentage is known, the other has to be a whole number; where none gives the figure that is printed,
something is not right. The test is that of N. J. L. Brown and J. A. J. Heathers, The GRIM test, Social
Psychological and Personality Science 8 (2017), who put it to means. All arithmetic here is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from decimal import Decimal


#: What is sought where one count is known: the whole of a part, the part of a whole, the count before a rise
#: or a fall to a count, the count after a rise or a fall from one.
Sought = Literal["whole", "part", "before_rise", "before_fall", "after_rise", "after_fall"]
#: A figure rounded half up or half even, or cut off, stands for what lies at most this many of its last
#: decimals below it, and less than one above.
_BELOW: Final = Fraction(1, 2)
_ABOVE: Final = 1


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a whole number gives a percentage.

    ``telling``: whole numbers lie so far apart there that not every figure has one. ``nearest``: those next
    to the exact solution, ascending, with the percentages that they give.
    """

    possible: bool
    telling: bool
    nearest: tuple[tuple[int, Fraction], ...]


def reach(sought: Sought, known: int, percent: Decimal) -> Reach:
    """Look for a whole number; ``known`` and ``percent`` (as printed, with its decimals) are not negative."""
    exponent = percent.as_tuple().exponent
    step = Fraction(10) ** (exponent if isinstance(exponent, int) else 0)
    exact = Fraction(percent)
    solution = _solution(sought, known, exact)
    if solution is None:
        return Reach(possible=True, telling=False, nearest=())
    if solution < 0:
        # a fall by more than everything
        return Reach(possible=False, telling=True, nearest=())
    least, most = _domain(sought, known)
    floor = solution.numerator // solution.denominator
    inside = {max(least, x if most is None else min(x, most)) for x in (floor, floor + 1)}
    nearest = tuple((x, _percentage(sought, known, x)) for x in sorted(inside) if most is None or x <= most)
    off = [(value - exact) / step for _, value in nearest]
    possible = any(-_BELOW <= distance < _ABOVE for distance in off)
    telling = len(off) < 2 or abs(off[0] - off[1]) > _BELOW + _ABOVE
    return Reach(possible, telling, nearest)


def _solution(sought: Sought, known: int, percent: Fraction) -> Fraction | None:
    """The number that gives a percentage exactly; None where ever larger ones come as near as one likes."""
    match sought:
        case "whole":
            return known * 100 / percent if percent else None
        case "part":
            return known * percent / 100 if known else None
        case "before_rise":
            return known * 100 / (100 + percent)
        case "before_fall":
            return known * 100 / (100 - percent) if percent != 100 else None
        case "after_rise":
            return known * (100 + percent) / 100 if known else None
        case "after_fall":
            return known * (100 - percent) / 100 if known else None


def _domain(sought: Sought, known: int) -> tuple[int, int | None]:
    """The least and the largest number that is sought; nothing grows from 0 or is a share of it."""
    match sought:
        case "whole" | "before_fall":
            return max(known, 1), None
        case "part" | "after_fall":
            return 0, known
        case "before_rise":
            return 1, known
        case "after_rise":
            return known, None


def _percentage(sought: Sought, known: int, x: int) -> Fraction:
    match sought:
        case "whole":
            return Fraction(100 * known, x)
        case "part":
            return Fraction(100 * x, known)
        case "before_rise" | "before_fall":
            return Fraction(100 * abs(known - x), x)
        case "after_rise" | "after_fall":
            return Fraction(100 * abs(x - known), known)


def rounded(value: Fraction, decimals: int) -> str:
    """Write a percentage with so many decimals, rounded half up."""
    scaled = (value * 10**decimals + _BELOW).__floor__()
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}%" if decimals else f"{whole}%"

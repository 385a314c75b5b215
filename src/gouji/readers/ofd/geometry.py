"""Points, boxes and affine maps of OFD pages, in millimetres from the top left corner, y downward."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from gouji.readers.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator


Point = tuple[float, float]
#: left, top, width, height, as ``ST_Box`` has them
Box = tuple[float, float, float, float]
#: a, b, c, d, e, f: (x, y) becomes (a x + c y + e, b x + d y + f)
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: How many coordinates follow a command of ``AbbreviatedData``; the last two are where it ends.
_OPERANDS: Final = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_TOKEN: Final = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def after(outer: Matrix, inner: Matrix) -> Matrix:
    """Return the map that applies ``inner`` first."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def mapped(matrix: Matrix, x: float, y: float) -> Point:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def shift(x: float, y: float) -> Matrix:
    """Return the map that moves by so much."""
    return (1.0, 0.0, 0.0, 1.0, x, y)


def matrix_of(text: str | None) -> Matrix:
    """Return a ``CTM``; the identity where there is none or it is none."""
    try:
        a, b, c, d, e, f = map(float, (text or "").split())
    except ValueError:
        return IDENTITY
    found = (a, b, c, d, e, f)
    return found if all(map(math.isfinite, found)) else IDENTITY


def deltas(text: str | None) -> list[float] | None:
    """Return the steps of ``DeltaX`` or ``DeltaY``; ``g 3 2.5`` stands for 2.5 three times.

    None where the list is none at all, or longer than any text: no step can be told then.
    """
    steps: list[float] = []
    words = iter((text or "").split())
    try:
        for word in words:
            if word == "g":
                count, step = int(next(words)), float(next(words))
                steps += [step] * min(max(count, 0), LIMITS.pdf_glyphs)
            else:
                steps.append(float(word))
            if len(steps) > LIMITS.pdf_glyphs:
                return None
    except (ValueError, StopIteration):
        return None
    return steps if all(map(math.isfinite, steps)) else None


def subpaths(data: str | None) -> Iterator[tuple[list[Point], bool]]:
    """Yield each part of an ``AbbreviatedData`` path as its points, and whether its edges are straight."""
    tokens = _TOKEN.findall(data or "")
    points: list[Point] = []
    straight = True
    at = 0
    while at < len(tokens):
        command = tokens[at]
        count = _OPERANDS.get(command)
        try:
            operands = [float(word) for word in tokens[at + 1 : at + 1 + (count or 0)]]
        except ValueError:
            break
        if count is None or len(operands) < count:
            break
        at += 1 + count
        if command in "MS":
            if points:
                yield points, straight
            points, straight = [(operands[0], operands[1])], True
        elif command == "C":
            points += points[:1]
        else:
            straight = straight and command == "L"
            points.append((operands[-2], operands[-1]))
    if points:
        yield points, straight

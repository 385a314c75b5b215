"""Conditional formats that keep numbers from being shown: white on nothing dark, or a format of nothing.

To hide zeros like that is common. A condition that compares a number with another is held; of one that says
more nobody here knows whether it holds, and no figure in its cells is read.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from openpyxl.utils.cell import range_boundaries

from gouji.readers.ooxml import child, children, natural
from gouji.readers.sheet import Range
from gouji.readers.xlsxlook import is_white
from gouji.readers.xlsxvalue import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
#: A formula that compares the cell itself, named as the first of its range, with zero.
_IS_ZERO: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)=0", re.I)
_HOLDS: Final[dict[str, Callable[..., bool]]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
    "between": lambda number, low, high: low <= number <= high,
    "notBetween": lambda number, low, high: not low <= number <= high,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """Cells whose numbers a format hides, and when: ``hides`` is None where that is not known.

    ``white`` says that a number is seen all the same on a cell's own fill.
    """

    extents: tuple[Range, ...]
    hides: Callable[[Decimal], bool] | None
    white: bool

    def covers(self, row: int, column: int) -> bool:
        """Return whether a cell is among its cells."""
        return any(
            each.top <= row <= each.bottom and each.left <= column <= each.right for each in self.extents
        )


def hiding_formats(styles: _Element | None) -> dict[int, bool]:
    """Return which of the formats for conditions (``dxf``) hide a number: by number, whether with white."""
    formats = child(styles, "dxfs") if styles is not None else None
    found: dict[int, bool] = {}
    for number, each in enumerate(children(formats, "dxf")):
        code = child(each, "numFmt")
        if code is not None and not shown(1, code.get("formatCode", "General")):
            found[number] = False
        elif child(each, "fill") is None and is_white(child(child(each, "font"), "color")):
            found[number] = True
        elif code is not None and not shown(0, code.get("formatCode", "General")):
            found[number] = False
    return found


def conditions(root: _Element, formats: dict[int, bool]) -> Iterator[Condition]:
    """Yield the conditions of a sheet whose format hides numbers."""
    for element in root.iter("{*}conditionalFormatting") if formats else ():
        extents = tuple(_extents(element.get("sqref", "")))
        for rule in children(element, "cfRule"):
            number = natural(rule.get("dxfId"))
            if extents and number is not None and number in formats:
                yield Condition(extents, _test(rule, extents[0]), formats[number])


def _extents(references: str) -> Iterator[Range]:
    for reference in references.split():
        try:
            left, top, right, bottom = range_boundaries(reference)
        except (ValueError, TypeError):
            continue
        if left and top and right and bottom:
            yield Range(top, left, bottom, right)


def _test(rule: _Element, first: Range) -> Callable[[Decimal], bool] | None:
    formulas = [(formula.text or "").replace(" ", "") for formula in children(rule, "formula")]
    if rule.get("type") == "cellIs":
        compare = _HOLDS.get(rule.get("operator", ""))
        if compare is not None and formulas and all(map(_NUMBER.fullmatch, formulas)):
            bounds = [Decimal(formula) for formula in formulas]
            if len(bounds) == (2 if "etween" in rule.get("operator", "") else 1):
                return lambda number: compare(number, *bounds)
    elif rule.get("type") == "expression" and len(formulas) == 1:
        named = _IS_ZERO.fullmatch(formulas[0])
        if named is not None and range_boundaries(named[1] + named[2])[:2] == (first.left, first.top):
            return lambda number: number == 0
    return None

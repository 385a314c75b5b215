"""How a spreadsheet shows a text: fonts and conditions that strike, raise or hide it, or hardly show it.

A cell has a font and a fill; a piece of its text (a run) may have a font of its own. White text in a cell
without a fill and text of two points or less stay text, and no figure is read of it.

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

from gouji.readers.marks import ALIGNED, WHITE, Doubts, FigurePart, alike, levelled, struck
from gouji.readers.office.ooxml import Range, child, children, natural, value
from gouji.readers.office.xlsxvalue import shown, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element
    from openpyxl.cell.read_only import ReadOnlyCell


#: Points; smaller text is a smear. The size where none is said.
_SMEAR: Final = 2.0
_USUAL: Final = 11.0
_COLOUR: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")
#: Palette entries (ECMA-376 part 1, 18.8.27), and the theme's colours of paper and ink.
_INDEXED: Final = {"0": "000000", "1": WHITE, "8": "000000", "9": WHITE}
_THEME: Final = {"0": WHITE, "1": "000000"}


@dataclass(frozen=True, slots=True)
class FontLook:
    """What a font does to a text, its colour and its size in points."""

    mark: Callable[[str], str] | None
    colour: str | None
    size: float

    @property
    def tiny(self) -> bool:
        """Whether the text is a smear."""
        return self.size <= _SMEAR


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a cell's text; ``look`` is None where it has no font of its own."""

    text: str
    look: FontLook | None


Runs = tuple[Run, ...]


def shared_runs(root: _Element) -> dict[int, Runs]:
    """Return the strings that have runs by their number in ``sharedStrings.xml``."""
    numbered = ((number, runs_of(string)) for number, string in enumerate(children(root, "si")))
    return {number: runs for number, runs in numbered if runs}


def runs_of(string: _Element | None) -> Runs:
    """Return the runs of a string element (``si`` or ``is``), none where all of it has the cell's font."""
    runs = tuple(_runs(string))
    return runs if any(run.look for run in runs) else ()


def _runs(string: _Element | None) -> Iterator[Run]:
    for run in children(string, "r"):
        text = child(run, "t")
        yield Run("" if text is None else unescaped(text.text or ""), _look_of(child(run, "rPr")))


def _look_of(properties: _Element | None) -> FontLook | None:
    if properties is None:
        return None
    strike = child(properties, "strike")
    return FontLook(
        struck
        if strike is not None and strike.get("val", "1") not in ("0", "false")
        else ALIGNED.get(value(properties, "vertAlign") or ""),
        colour_of(child(properties, "color")),
        _size(value(properties, "sz")),
    )


def colour_of(element: _Element | None) -> str | None:
    """Return the colour that an element of a font or a fill names, None where it is black by itself."""
    said = {} if element is None else dict(element.items())
    return _colour(said.get("rgb"), said.get("theme"), said.get("tint"), said.get("indexed"))


def _colour(rgb: object, theme: object, tint: object, indexed: object) -> str | None:
    if isinstance(rgb, str):
        # what openpyxl gives for none
        return rgb[-6:].upper() if _COLOUR.fullmatch(rgb) and rgb != "00000000" else ""
    if theme is not None:
        tinted = tint is not None and str(tint).strip("0.") != ""
        return "" if tinted else _THEME.get(str(theme), "")
    return None if indexed is None else _INDEXED.get(str(indexed), "")


def _size(size: object) -> float:
    try:
        return _USUAL if size is None else float(str(size))
    except ValueError:
        return _USUAL


class Looks:
    """The cells of one workbook; ``doubts`` takes the figures that hardly show."""

    def __init__(self) -> None:
        self.doubts = Doubts()
        self._known: dict[tuple[int, int], tuple[FontLook, str | None]] = {}

    def text(self, printed: str, runs: Runs, cell: ReadOnlyCell) -> str:
        """Return a cell's text with what its fonts do to it; ``printed`` is the text without."""
        look, ground = self._cell(cell)
        if not printed:
            return printed
        if not runs:
            return self._changed(printed, look, ground)
        looks = [run.look or look for run in runs]
        changed = [self._changed(run.text, each, ground) for run, each in zip(runs, looks, strict=True)]
        parts = [FigurePart(text, 0.0, each.size) for text, each in zip(changed, looks, strict=True)]
        pieces = levelled(parts, lambda: _USUAL)
        if all(piece == run.text for piece, run in zip(pieces, runs, strict=True)):
            return printed
        return "".join(pieces).strip()

    def hides(self, colour: str, cell: ReadOnlyCell) -> bool:
        """Return whether text of a colour cannot be seen in a cell."""
        return alike(colour, self._cell(cell)[1])

    def _changed(self, text: str, look: FontLook, ground: str | None) -> str:
        if look.tiny or alike(look.colour, ground):
            return self.doubts(text)
        return look.mark(text) if look.mark else text

    def _cell(self, cell: ReadOnlyCell) -> tuple[FontLook, str | None]:
        style = cell.style_array
        key = style.fontId, style.fillId
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _font_look(cell.font), _ground(cell.fill)
        return known


def _font_look(font: object) -> FontLook:
    mark = struck if getattr(font, "strike", None) else ALIGNED.get(getattr(font, "vertAlign", None) or "")
    return FontLook(mark, _colour_of(getattr(font, "color", None)), _size(getattr(font, "sz", None)))


def _colour_of(colour: object) -> str | None:
    """Return a colour of openpyxl's, which has a value for its own type only."""
    kind = getattr(colour, "type", None)
    said = {name: getattr(colour, name) if kind == name else None for name in ("rgb", "theme", "indexed")}
    return _colour(said["rgb"], said["theme"], getattr(colour, "tint", None), said["indexed"])


def _ground(fill: object) -> str | None:
    """Return the colour of a cell's fill, None where it has none."""
    if getattr(fill, "tagname", "") == "gradientFill":
        return ""
    pattern = getattr(fill, "patternType", None)
    if pattern != "solid":
        return None if pattern in (None, "none") else ""
    return _colour_of(getattr(fill, "fgColor", None)) or ""


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

    ``colour`` is that of the text, for a number is seen all the same on a cell's own fill of another; None
    where it is hidden whatever is behind it.
    """

    extents: tuple[Range, ...]
    hides: Callable[[Decimal], bool] | None
    colour: str | None

    def covers(self, row: int, column: int) -> bool:
        """Return whether a cell is among its cells."""
        return any(
            each.top <= row <= each.bottom and each.left <= column <= each.right for each in self.extents
        )


def hiding_formats(styles: _Element | None) -> dict[int, str | None]:
    """Return which of the formats for conditions (``dxf``) may hide a number: by number, with what colour."""
    formats = child(styles, "dxfs") if styles is not None else None
    found: dict[int, str | None] = {}
    for number, each in enumerate(children(formats, "dxf")):
        code = child(each, "numFmt")
        if code is not None and not shown(1, code.get("formatCode", "General")):
            found[number] = None
        elif child(each, "fill") is None and (colour := colour_of(child(child(each, "font"), "color"))):
            found[number] = colour
        elif code is not None and not shown(0, code.get("formatCode", "General")):
            found[number] = None
    return found


def conditions(root: _Element, formats: dict[int, str | None]) -> Iterator[Condition]:
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

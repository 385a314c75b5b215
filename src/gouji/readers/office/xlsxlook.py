"""How a spreadsheet shows a value: its text by the number format, and what strikes, raises or hides it.

A cell has a font and a fill; a piece of its text (a run) may have a font of its own. White text in a cell
without a fill and text of two points or less stay text, and no figure is read of it.

To hide zeros like that is common. A condition that compares a number with another is held; of one that says
more nobody here knows whether it holds, and no figure in its cells is read.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from openpyxl.utils.cell import range_boundaries

from gouji.readers.marks import ALIGNED, WHITE, Doubts, FigurePart, alike, levelled, struck
from gouji.readers.office.archive import Range, child, children, natural, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.etree import _Element
    from openpyxl.cell.read_only import ReadOnlyCell


#: A number format of digits alone, with or without thousands separators, decimals and a percent sign, and
#: words around it. Of ``spare`` digits none is shown for zero.
_PLAIN = re.compile(
    r"(?P<before>-?)(?:(?P<group>#,##)?#{0,3}0(?:\.(?P<decimals>0+))?(?P<percent>%)?|(?P<spare>[#?]+|#,###))"
    r"(?P<behind>(?:\"[^\"]*\"|[\u3400-\u9fff])*)"
)
#: A section that holds for some numbers only: [=0], [>999].
_CONDITION = re.compile(r"\[(?P<sign><=|>=|<>|[<>=])(?P<number>-?\d+(?:\.\d+)?)\]")
_FORMATS_THAT_HOLD: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt, "<=": operator.le, "<>": operator.ne, "=": operator.eq, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip
_AS_STORED: Final = frozenset({"general", "@", "g/通用格式"})
#: What a number format may carry without changing the digits: colours, locales, padding, quoted blanks.
_DRESSING = re.compile(r"\[(?![<>=])[^\]]*\]|_.|\*.|\\ |\"\s*\"")
#: A section of words alone: what accounting formats print for zero.
_WORDS = re.compile(r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[-—–/]))?[?\s]*')
_WHITE: Final = re.compile(r"\[(?:white|白色|color ?2|颜色 ?2)\]", re.I)
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAK: Final = re.compile(r"\r\n?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FORMAT: Final = 255  # characters that Excel allows a number format
_SIGNIFICANT: Final = 15  # Excel shows no more digits than this, and stores binary fractions beneath them


def shown(value: object, number_format: str) -> str:
    """Return the text of a cell: integers without a point, fractions without an exponent, dates as dates.

    A plain number format (``0.00``, ``#,##0``, ``0%``, ``0"件"``) is applied, for that is what was published.
    Another, or one that prints in white, is put behind the number as it is stored: what the cell shows may
    be another figure, or none.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, number_format)
    return _text(str(value), number_format)


def unescaped(text: str) -> str:
    """Return a text of the file as it is shown: ``_x000D_`` as the character of that number (ST_Xstring).

    A line break is a line feed; other control characters, which nobody sees, are left out.
    """
    if "_x" not in text and "\r" not in text:
        return text
    decoded = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    # two halves of a character beyond U+FFFF, or a half that is none
    decoded = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", _BREAK.sub("\n", decoded))


def _text(text: str, number_format: str) -> str:
    sections = number_format[:_FORMAT].split(";")
    if len(sections) > 3 and not _DRESSING.sub("", sections[3]):
        return ""  # the fourth section is that of texts
    return unescaped(text).strip()


def _number(value: float, number_format: str) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{_SIGNIFICANT}g"))
    if not exact.is_finite():
        return str(value)
    stored = f"{exact.normalize():f} [{number_format[:_FORMAT]}]"
    sections = number_format[:_FORMAT].split(";")
    dressed = _section(sections, exact)
    if dressed is None or _WHITE.search(dressed):
        return stored
    section = _DRESSING.sub("", dressed)
    if not number_format or section.lower() in _AS_STORED:
        return f"{exact.normalize():f}"
    if not section:
        return ""  # shown as nothing
    if exact == 0 and (words := _WORDS.fullmatch(section)):
        return words["quoted"] or words["bare"] or ""
    plain = _PLAIN.fullmatch(section)
    if plain is None:
        return stored
    if exact < 0 and len(sections) > 1:
        exact = -exact  # a section for negative numbers prints its own sign, or none
    if plain["percent"]:
        exact *= 100
    exact = exact.quantize(Decimal(1).scaleb(-len(plain["decimals"] or "")), rounding=ROUND_HALF_UP)
    digits = f"{exact:,f}" if plain["group"] or "," in (plain["spare"] or "") else f"{exact:f}"
    if plain["spare"] and exact == 0:
        digits = ""
    return plain["before"] + digits + (plain["percent"] or "") + plain["behind"].replace('"', "")


def _section(sections: Sequence[str], exact: Decimal) -> str | None:
    """Return the section of a number format that a number is shown by, None where that is not known."""
    conditions = [_CONDITION.search(section) for section in sections[:2]]
    if not any(conditions):
        at = 1 if exact < 0 else 2 if exact == 0 else 0
        return sections[at] if at < len(sections) else sections[0]
    for section, condition in zip(sections, conditions, strict=False):
        if condition is None or exact < 0:
            return None
        if _FORMATS_THAT_HOLD[condition["sign"]](exact, Decimal(condition["number"])):
            return _CONDITION.sub("", section)
        if len(sections) == 2 and not conditions[1]:
            return sections[1]
    return sections[2] if len(sections) > 2 else None


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

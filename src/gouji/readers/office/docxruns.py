"""What the properties of a Word run do to its text: hide it, strike it, raise it, or keep it from being seen.

A property comes from the run itself, its character style or its paragraph's style, each with the styles
that it is based on (ECMA-376 part 1, 17.7.2). White text without a shade behind it and text of two points
or less stay text, and no figure is read of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.readers.marks import ALIGNED, WHITE, Doubts, alike, struck
from gouji.readers.office.archive import attribute, child, children, local, value
from gouji.readers.office.docxstyles import is_default, lineage

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element


_LIGHT: Final = frozenset({"background1", "light1"})
#: Half-points; smaller text is a smear.
_SMEAR: Final = 4
_READ: Final = (
    "strike", "dstrike", "vanish", "vertAlign", "color", "shd", "highlight", "sz", "position",
    "eastAsianLayout",
)  # fmt: skip
#: Half-points where a file says nothing of a size (17.3.2.38).
_USUAL: Final = 20
_LENGTH: Final = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(pt|in|cm|mm|pc|pi)?")
_UNITS: Final = {"": 1.0, "pt": 2.0, "in": 144.0, "cm": 56.7, "mm": 5.67, "pc": 24.0, "pi": 24.0}
_COLOUR: Final = re.compile(r"[0-9A-F]{6}")
_HIGHLIGHTS: Final = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF",
    "red": "FF0000", "yellow": "FFFF00", "white": WHITE, "darkBlue": "000080", "darkCyan": "008080",
    "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_FILLS: Final = frozenset({"solidFill", "gradFill", "blipFill", "pattFill"})


@dataclass(frozen=True, slots=True)
class _Properties:
    """Run properties; None where they are not said."""

    strike: bool | None = None
    dstrike: bool | None = None
    vanish: bool | None = None
    align: str | None = None
    colour: str | None = None
    ground: str | None = None
    size: float | None = None
    position: float | None = None
    combined: bool | None = None

    def over(self, other: _Properties) -> _Properties:
        """Return these properties, and those of the other where these are not said."""
        if other is _NONE:
            return self
        pairs = ((getattr(self, name), getattr(other, name)) for name in _NAMES)
        return _Properties(*(theirs if own is None else own for own, theirs in pairs))


_NONE: Final = _Properties()
_NAMES: Final = tuple(field.name for field in fields(_Properties))


class RunLook(NamedTuple):
    """How a run shows its text.

    ``change`` turns a text of it into what is read, None where that is the text itself. ``position`` is how
    far it is raised, ``size`` the size of its font, both in half-points.
    """

    change: Callable[[str], str] | None
    position: float
    size: float


class Runs:
    """The runs of one file. ``root`` is the root of ``styles.xml``, ``doubts`` takes what hardly is seen."""

    def __init__(self, root: _Element | None) -> None:
        self.doubts = Doubts()
        self._styles: dict[str, _Element] = {}
        self._bases: dict[str, str | None] = {}
        self._defaults: dict[str, str] = {}
        self._resolved: dict[str, _Properties] = {}
        everywhere = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        self._usual = RunLook(None, 0, _half_points(child(everywhere, "sz")) or _USUAL)
        for style in children(root, "style"):
            style_id = attribute(style, "styleId") or ""
            self._styles[style_id] = style
            self._bases[style_id] = value(style, "basedOn")
            if is_default(style):
                self._defaults[attribute(style, "type") or ""] = style_id

    def look(self, run: _Element, paragraph: _Element) -> RunLook:
        """Return how a run of a paragraph shows its text."""
        properties = child(run, "rPr")
        own = _properties(properties)
        by_run = self._style(value(properties, "rStyle") or self._defaults.get("character"))
        by_paragraph = self._style(self._style_of(paragraph))
        if own is by_run is by_paragraph:  # none says anything
            return self._usual
        said = own.over(by_run.over(by_paragraph))
        # one toggles what the other sets (17.7.3), which not every program knows
        unsure = own.vanish is None and by_run.vanish is not None and by_paragraph.vanish
        tiny = said.size is not None and said.size <= _SMEAR
        change: Callable[[str], str] | None = ALIGNED.get(said.align or "")
        if said.vanish and not unsure:
            change = _nothing
        elif unsure or tiny or said.combined or (said.colour and self._hidden(said, paragraph)):
            change = self.doubts
        elif said.strike or said.dstrike or (own.strike is None and by_paragraph.strike):
            change = struck
        return RunLook(change, said.position or 0, said.size or self._usual.size)

    def _style(self, style_id: str | None) -> _Properties:
        if style_id is None or style_id not in self._styles:
            return _NONE
        known = self._resolved.get(style_id)
        if known is None:
            known = _NONE
            for style in reversed(self._chain(style_id)):
                known = _properties(child(style, "rPr")).over(known)
            self._resolved[style_id] = known
        return known

    def _chain(self, style_id: str | None) -> list[_Element]:
        """Return a style and those it is based on."""
        return [self._styles[each] for each in lineage(style_id, self._bases)]

    def _style_of(self, paragraph: _Element) -> str | None:
        return value(child(paragraph, "pPr"), "pStyle") or self._defaults.get("paragraph")

    def _hidden(self, said: _Properties, paragraph: _Element) -> bool:
        """Return whether the text of a run in this paragraph has the colour of what is behind it."""
        if said.ground is not None:
            return alike(said.colour, said.ground)
        shade = _shade(child(paragraph, "pPr"))
        for each in self._chain(self._style_of(paragraph)):
            shade = _shade(child(each, "pPr")) if shade is None else shade
        for outer in paragraph.iterancestors():
            if shade is not None:
                break
            tag = local(outer)
            if tag == "tc":
                shade = _shade(child(outer, "tcPr"))
            elif tag == "tbl":
                shade = self._table_shade(child(outer, "tblPr"))
            elif tag in ("wsp", "shape", "rect", "roundrect"):
                shade = _filled(outer)
        return alike(said.colour, shade)

    def _table_shade(self, properties: _Element | None) -> str | None:
        """Return the table's own shade; a table style with a shade for some rows has one for any."""
        shade = _shade(properties)
        if shade is None:
            styles = self._chain(value(properties, "tblStyle"))
            shades = [_shaded(each) for style in styles for each in style.iter("{*}shd")]
            shade = "" if any(each not in (None, WHITE) for each in shades) else None
        return shade


def _properties(element: _Element | None) -> _Properties:
    if element is None:
        return _NONE
    said = {local(each): each for each in element}
    if said.keys().isdisjoint(_READ):  # most are fonts
        return _NONE
    align, layout = said.get("vertAlign"), said.get("eastAsianLayout")
    return _Properties(
        _toggle(said.get("strike")),
        _toggle(said.get("dstrike")),
        _toggle(said.get("vanish")),
        None if align is None else attribute(align, "val"),
        _colour(said.get("color")),
        _shade(element) if "shd" in said or "highlight" in said else None,
        _half_points(said.get("sz")),
        _half_points(said.get("position")),
        None if layout is None else attribute(layout, "combine") in ("1", "true", "on"),
    )


def _half_points(element: _Element | None) -> float | None:
    """Return a length in half-points, which is its unit where it has none."""
    length = None if element is None else _LENGTH.fullmatch(attribute(element, "val") or "")
    return None if length is None else float(length[1]) * _UNITS[length[2] or ""]


def _toggle(found: _Element | None) -> bool | None:
    return None if found is None else attribute(found, "val") not in ("0", "false", "off")


def _colour(element: _Element | None) -> str | None:
    if element is None:
        return None
    theme = attribute(element, "themeColor")
    if theme is not None:
        return WHITE if theme in _LIGHT and attribute(element, "themeShade") is None else ""
    return _known(attribute(element, "val"))


def _known(colour: str | None) -> str:
    colour = (colour or "").upper()
    return colour if _COLOUR.fullmatch(colour) else ""


def _shade(properties: _Element | None) -> str | None:
    """Return the colour that something is shaded or highlighted with, None where it is not."""
    highlight = value(properties, "highlight")
    if highlight is not None and highlight != "none":
        return _HIGHLIGHTS.get(highlight, "")
    shading = child(properties, "shd")
    return None if shading is None else _shaded(shading)


def _shaded(shading: _Element) -> str | None:
    """Return the colour of a shading, None for no shading at all."""
    pattern = attribute(shading, "val") or "clear"
    if pattern not in ("clear", "nil"):
        colour = _known(attribute(shading, "color"))
        return colour if pattern == "solid" or colour == WHITE else ""
    theme, fill = attribute(shading, "themeFill"), (attribute(shading, "fill") or "auto").upper()
    if theme is not None:
        return WHITE if theme in _LIGHT and attribute(shading, "themeFillShade") is None else ""
    return None if fill == "AUTO" or pattern == "nil" else _known(fill)


def _filled(shape: _Element) -> str | None:
    """Return the colour of the shape around a text box, None where it has none of its own."""
    if (colour := shape.get("fillcolor")) is not None:
        if shape.get("filled") in ("f", "false") or colour.lower().startswith(("white", "#fff")):
            return WHITE
        return _known(colour.removeprefix("#").partition(" ")[0])
    properties = child(shape, "spPr")
    fills = [local(each) for each in (() if properties is None else properties)]
    themed = any(attribute(each, "idx") != "0" for each in shape.iterfind("{*}style/{*}fillRef"))
    return "" if _FILLS.intersection(fills) or (themed and "noFill" not in fills) else None


def _nothing(_: str) -> str:
    return ""

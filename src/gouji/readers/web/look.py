"""The look that a web page's styles give a text: seen or hardly, struck out, raised or lowered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tinycss2.color4 import parse_color

from gouji.readers.marks import alike, lowered, raised, struck

if TYPE_CHECKING:
    from collections.abc import Callable

    from gouji.readers.web.css import Declarations


#: Elements of a table that text stands in.
CELLS: Final = frozenset({"td", "th", "tr"})
#: Elements whose content a browser does not show as text.
# fmt: off
NOT_SHOWN: Final = frozenset({
    "audio", "button", "canvas", "datalist", "head", "input", "iframe", "map", "noembed", "noframes",
    "noscript", "object", "option", "rp", "script", "select", "style", "svg", "template", "textarea", "title",
    "video", "xml",
})
# fmt: on
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: No part of a line of text, but lines of their own: only such a part is raised or lowered.
# fmt: off
BLOCKS: Final = frozenset({
    *HEADINGS,
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html",
    "legend", "li", "main", "marquee", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
#: All that a look may come from.
# fmt: off
PROPERTIES: Final = frozenset({
    "-webkit-text-fill-color", "background", "background-color", "background-image", "bottom", "clip",
    "clip-path", "color", "direction", "display", "flex-direction", "float", "font", "font-feature-settings",
    "font-size", "font-variant", "font-variant-position", "height", "left", "letter-spacing", "margin-left",
    "max-height", "max-width", "mso-text-raise", "opacity", "order", "overflow", "overflow-x", "overflow-y",
    "position", "right", "text-decoration", "text-decoration-line", "text-indent", "top", "transform",
    "unicode-bidi", "vertical-align", "visibility", "white-space", "width", "zoom",
})
# fmt: on
_LENGTH = re.compile(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*(px|pt|pc|em|rem|ex|ch|in|cm|mm|vw|vh|%)?")
_PIXELS: Final = {"pt": 4 / 3, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "in": 96, "cm": 38, "mm": 3.8,
                  "vw": 10, "vh": 10}  # fmt: skip
#: Pixels: text of two points is a smear; a shift of the others takes a text out of its cell or off the page.
#: Hanging indents reach 300, a page centred by a margin 1000.
_SMEAR: Final = 2 / 0.75
_SHIFTS: Final = {"left": 100, "top": 100, "right": 100, "bottom": 100}
_INDENT, _MARGIN = 500, 2000
_FEW: Final = 1.0
#: A box that cuts off what is wider or higher shows less than a character; one upon the other.
_NARROW, _OVERLAP = 7.0, 4.0
_CLEAR: Final = re.compile(r"0(?:\.0\d*)?|\.0\d*|\d(?:\.\d*)?%")
_MIRRORED: Final = re.compile(r"scalex?\(\s*-|matrix|rotate(?:[xyz]|3d)?\(\s*-?(?:1[3-9]\d|2[01]\d)deg")
#: The colour of text that is none.
_INVISIBLE: Final = "none"
_AS_AROUND: Final = frozenset({"", "inherit", "currentcolor", "unset", "revert"})
_NO_GROUND: Final = frozenset({*_AS_AROUND, "none", "transparent", "initial", "0"})
_CUT_AWAY = re.compile(
    r"rect\(\s*(\d+)[a-z]*[\s,]+\1[a-z]*[\s,]+\1[a-z]*[\s,]+\1[a-z]*\s*\)|inset\(\s*(?:5\d|100)%\s*\)|circle\(\s*0.*"
)
_STROKES: Final = ("text-decoration", "text-decoration-line")
_ALIGNED: Final[dict[str, Callable[[str], str]]] = {"super": raised, "sub": lowered}
#: Pixels of a text of which nothing is said, and of sizes by name (CSS Fonts 4, 2.5) and by number (HTML).
MEDIUM: Final = 16.0
_NAMED: Final = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24,
                 "xx-large": 32, "xxx-large": 48}  # fmt: skip
NUMBERED: Final = {"1": "x-small", "2": "small", "3": "medium", "4": "large", "5": "x-large",
                    "6": "xx-large", "7": "xxx-large", "-1": "smaller", "-2": "x-small", "+1": "larger",
                    "+2": "x-large"}  # fmt: skip
_APART: Final = frozenset(
    {"block", "flex", "flow-root", "grid", "list-item", "table", "table-cell", "table-row"}
)
_SCALED: Final = {"smaller": 5 / 6, "larger": 1.2, "small": 5 / 6, "big": 1.2}
#: In parts of a text's size: how far it is moved that stands at the edge of a line, and how high a line is.
_EDGES: Final = {"text-top": 0.2, "top": 0.2, "text-bottom": -0.2, "bottom": -0.2}
_LINE: Final = 1.2
_TRANSLATED: Final = re.compile(r"translate(?:y\(|(?:3d)?\([^,()]*,)([^,()]+)")
_DEFORMED: Final = re.compile("scale|matrix|rotate|skew")


@dataclass(frozen=True, slots=True)
class WebLook:
    """What an element's own styles do; None where they leave it to the element around.

    ``gone`` is what is not seen where it stands, ``absent`` what takes no place, as if it were not there,
    ``apart`` what stands on lines of its own.
    A text is ``size`` pixels high, or ``scale`` times as high as that around; it is moved up by ``shift``
    pixels and by ``rise`` times its size.
    """

    colour: str | None = None
    ground: str | None = None
    tiny: bool | None = None
    indented: bool | None = None
    invisible: bool | None = None
    gone: bool = False
    absent: bool = False
    apart: bool = False
    mark: Callable[[str], str] | None = None
    size: float | None = None
    scale: float = 1.0
    shift: float = 0.0
    rise: float = 0.0

    @property
    def does_something(self) -> bool:
        """Whether a text with this look is not read as it stands."""
        return self.unseen or self.mark is not None or bool(self.shift or self.rise)

    @property
    def unseen(self) -> bool:
        """Whether a person hardly sees a text with this look."""
        faint = self.colour == _INVISIBLE or alike(self.colour, self.ground)
        return bool(faint or self.tiny or self.indented or self.invisible or self.gone)

    @property
    def is_light(self) -> bool:
        """Whether a text with this look is hardly seen on paper."""
        return self.colour == _INVISIBLE or alike(self.colour, None)

    def no_more_than(self, other: WebLook) -> WebLook:
        """Return this look, hiding and marking only what the other one does."""
        return WebLook(
            self.colour if other.colour or self.colour is None else None if self.is_light else "",
            self.ground,
            self.tiny and other.tiny,
            self.indented and other.indented,
            self.invisible and other.invisible,
            self.gone and other.gone,
            self.absent and other.absent,
            self.apart,
            other.mark,
            self.size,
            self.scale,
            self.shift,
            self.rise,
        )

    def inside(self, own: WebLook) -> WebLook:
        """Return the look of an element with its own styles inside one of this look, its size in pixels."""
        size = (self.size or MEDIUM) * own.scale if own.size is None else own.size
        return WebLook(
            self.colour if own.colour is None else own.colour,
            self.ground if own.ground is None else own.ground,
            self.tiny if own.tiny is None else own.tiny,
            self.indented if own.indented is None else own.indented,
            self.invisible if own.invisible is None else own.invisible,
            self.gone or own.gone,
            own.absent,
            own.apart,
            own.mark or self.mark,
            size,
            shift=self.shift + own.shift + own.rise * size,
        )


PLAIN: Final = WebLook()


def look_of(said: Declarations, tag: str = "span") -> WebLook:
    """Return what declarations do to an element with this tag."""
    colour = said.get("-webkit-text-fill-color") or said.get("color", "")
    strokes = " ".join(said.get(name, "") for name in _STROKES)
    mark = None if tag in BLOCKS else _script(said)
    if "line-through" in strokes:
        mark = struck
    indent = said.get("text-indent")
    visibility = said.get("visibility")
    size, scale = _size(said, tag)
    shift, rise = (0.0, 0.0) if tag in BLOCKS else _moved(said)
    return WebLook(
        None if colour in _AS_AROUND else _colour(colour),
        _ground(said),
        _tiny(said),
        None if indent is None else (_pixels(indent) or 0) <= -_INDENT,
        None if visibility is None else visibility in ("hidden", "collapse"),
        _gone(said, tag) or _disordered(said),
        said.get("display") == "none",
        said.get("display", "") in _APART,
        mark,
        size,
        scale,
        shift,
        rise,
    )


def _script(said: Declarations) -> Callable[[str], str] | None:
    """Return what writes a text that is declared to be a superscript or a subscript."""
    named = said.get("vertical-align", ""), said.get("font-variant-position") or said.get("font-variant", "")
    features = said.get("font-feature-settings", "")
    return (
        _ALIGNED.get(named[0])
        or _ALIGNED.get(named[1])
        or (raised if "sups" in features else lowered if "subs" in features else None)
    )


def _size(said: Declarations, tag: str) -> tuple[float | None, float]:
    """Return the height of a text in pixels, or None and its share of that around."""
    written = _font_size(said)
    zoomed = _zoom(said.get("zoom", ""))
    scale = _SCALED.get(tag, 1.0) * zoomed
    if written is None:
        return None, scale
    if written in _NAMED:
        return _NAMED[written] * zoomed, 1.0
    number = _LENGTH.match(written)
    if number is None:
        return None, _SCALED.get(written, 1.0) * zoomed
    if number[2] in ("em", "%", "ex", "ch"):
        return None, float(number[1]) * {"em": 1.0, "%": 0.01}.get(number[2], 0.5) * zoomed
    return (_pixels(written) or 0.0) * zoomed, 1.0


def _zoom(written: str) -> float:
    number = _LENGTH.fullmatch(written)
    if number is None or number[2] not in (None, "%") or float(number[1]) <= 0:
        return 1.0
    return float(number[1]) * (0.01 if number[2] else 1.0)


def _moved(said: Declarations) -> tuple[float, float]:
    """Return how far a part of a line is moved up: in pixels, and in parts of its own size.

    What is taken out of the line stands nowhere in it, and counts as moved.
    """
    aligned = said.get("vertical-align", "")
    shift, rise = _raised_by(aligned)
    if aligned in _EDGES:
        rise = _EDGES[aligned]
    if said.get("position") in ("relative", "sticky"):
        top, bottom = (_raised_by(said.get(side, "")) for side in ("top", "bottom"))
        shift += -top[0] or bottom[0]
        rise += -top[1] or bottom[1]
    if not (shift or rise):  # Word says it again in its own words
        shift, rise = _raised_by(said.get("mso-text-raise", ""))
    if said.get("float", "none") != "none" or "order" in said:
        rise += _EDGES["top"]
    transform = said.get("transform", "")
    for length in _TRANSLATED.findall(transform):
        down = _raised_by(length.strip())
        shift, rise = shift - down[0], rise - down[1]
    if _DEFORMED.search(transform):
        rise += _EDGES["top"]
    return shift, rise


def _raised_by(length: str) -> tuple[float, float]:
    """Return a length in pixels, or in parts of the text's size."""
    number = _LENGTH.fullmatch(length)
    if number is None:
        return 0.0, 0.0
    if number[2] in ("em", "ex", "ch", "%"):
        return 0.0, float(number[1]) * {"em": 1.0, "%": _LINE / 100}.get(number[2], 0.5)
    return _pixels(length) or 0.0, 0.0


def _ground(said: Declarations) -> str | None:
    """Return the colour of a background that is declared, None where none is."""
    grounds = [said[name] for name in ("background", "background-color", "background-image") if name in said]
    grounds = [ground for ground in grounds if ground not in _NO_GROUND]
    if not grounds:
        return None
    colours = {colour for colour in map(_colour, grounds) if colour != _INVISIBLE}
    return colours.pop() if len(colours) == 1 else "" if colours else None


def _colour(written: str) -> str:
    """Return a colour as marks.alike takes it, none for one that is not seen."""
    colour = parse_color(written)
    if colour is None or isinstance(colour, str):
        return ""
    if colour.alpha == 0:
        return _INVISIBLE
    return "".join(f"{round(255 * min(max(part, 0), 1)):02X}" for part in colour.to("srgb").coordinates)


def _font_size(said: Declarations) -> str | None:
    """Return the size that a font is declared to have, as it is written."""
    size = said.get("font-size")
    if size is None and "font" in said:
        size = next((part for part in re.split(r"[\s/]+", said["font"]) if part[:1] in "0123456789."), None)
        if size is not None and re.fullmatch(r"[1-9]00", size):  # the weight
            return None
    return size


def _tiny(said: Declarations) -> bool | None:
    size = _font_size(said)
    if size is None:
        return None
    number = _LENGTH.match(size)
    if number is None:
        return None if size in ("inherit", "smaller", "larger") else False
    if number[2] in ("em", "%", "ex", "ch"):  # of the size around, be it none
        return True if float(number[1]) == 0 else None
    return (_pixels(size) or 0) <= _SMEAR


def _gone(said: Declarations, tag: str) -> bool:
    """Return whether the element is moved off the page, cut away, or not there at all."""
    if said.get("display") == "none" or _CLEAR.fullmatch(said.get("opacity", "1")):
        return True
    if said.get("position", "static") != "static":
        for side, far in _SHIFTS.items():
            if (_pixels(said.get(side, "")) or 0) <= -far:
                return True
    if (_pixels(said.get("margin-left", "")) or 0) <= -_MARGIN:
        return True
    if _CUT_AWAY.fullmatch(said.get("clip", "")) or _CUT_AWAY.fullmatch(said.get("clip-path", "")):
        return True
    if not any(
        said.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y")
    ):
        return False
    # a cell is as high as what it holds, whatever it declares, and as wide unless its text may not break
    sides: tuple[str, ...] = ("width", "max-width")
    least = _NARROW
    if tag not in CELLS:
        sides += "height", "max-height"
    elif said.get("white-space") == "nowrap":
        sides = ("max-width",)
    else:
        least = _FEW
    return any(
        pixels is not None and pixels <= least for pixels in (_pixels(said.get(side, "")) for side in sides)
    )


def _disordered(said: Declarations) -> bool:
    """Return whether a text is not shown in its order, or one character of it upon the other."""
    if said.get("direction") == "rtl" and "override" in said.get("unicode-bidi", ""):
        return True
    if "reverse" in said.get("flex-direction", "") or _MIRRORED.search(said.get("transform", "")):
        return True
    return (_pixels(said.get("letter-spacing", "")) or 0) <= -_OVERLAP


def _pixels(length: str) -> float | None:
    """Return a length in pixels, None for a part of another one and for no length."""
    number = _LENGTH.match(length)
    if number is None or (number[2] == "%" and float(number[1])):
        return None
    return float(number[1]) * _PIXELS.get(number[2] or "px", 1)

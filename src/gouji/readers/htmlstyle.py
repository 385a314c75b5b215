"""What the styles of a web page do to its figures: make them hard to see, strike them out, raise them.

White or transparent text, text of no size, text moved off the page or cut away stays text, and no figure is
read of it (:func:`gouji.readers.marks.doubtful`). What only a rule of a style element hides, strikes or
raises counts inside a table alone: elsewhere a page hides what its scripts show later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tinycss2.color4 import parse_color

from gouji.readers.css import Declarations, StyleSheet, declarations, keys_of
from gouji.readers.marks import doubtful, lowered, raised, struck

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

_CELLS: Final = frozenset({"td", "th", "tr"})
#: What stands in a line of text: only that is raised or lowered.
_BOXES: Final = frozenset({"body", "div", "html", "li", "p", "table", "tbody", "td", "th", "tr"})
#: A declaration in a style attribute or element that may hide or mark; each begins with a word to search.
_SIGNS: Final = (
    rb"color\s*[:=]\s*[\"']?\s*(?:#f|#?white|transparent|rgb|hsl|snow|ivory)",
    rb"font-size\s*:\s*\.?[0-2]",
    rb"font\s*:[^;\"'}]{0,40}?(?<![\d.#a-z])\.?[0-2](?:\.\d+)?(?:p[xt]|r?em|%|/|\s)",
    rb"text-indent\s*:\s*-\s*\d[\d.]*(?:\d\d|r?em|in|cm)",
    rb"position\s*:\s*(?:absolute|fixed|relative)",
    rb"margin-left\s*:\s*-\d{4}",
    rb"clip(?:-path)?\s*:\s*(?:rect|inset|circle)",
    rb"overflow[a-z-]*\s*:\s*(?:hidden|clip)",
    rb"vertical-align\s*:\s*su[bp]",
    rb"line-through",
)
_SIGN: Final = tuple((re.match(rb"[a-z-]+", sign)[0], re.compile(sign)) for sign in _SIGNS)  # type: ignore[index]
_HIDING: Final = re.compile(
    rb"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0*\s*[;}]"
)
# fmt: off
_PROPERTIES: Final = frozenset({
    "background", "background-color", "background-image", "bottom", "clip", "clip-path", "color", "display",
    "font", "font-size", "height", "left", "margin-left", "max-height", "max-width", "opacity", "overflow",
    "overflow-x", "overflow-y", "position", "right", "text-decoration", "text-decoration-line", "text-indent",
    "top", "vertical-align", "visibility", "width",
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
#: The least red, green and blue of what can hardly be told from white.
_WHITE: Final = 0.94
_AS_AROUND: Final = frozenset({"", "inherit", "currentcolor", "unset", "revert"})
_NO_GROUND: Final = frozenset({*_AS_AROUND, "none", "transparent", "initial", "0"})
_CUT_AWAY = re.compile(
    r"rect\(\s*(\d+)[a-z]*[\s,]+\1[a-z]*[\s,]+\1[a-z]*[\s,]+\1[a-z]*\s*\)|inset\(\s*(?:5\d|100)%\s*\)|circle\(\s*0.*"
)
#: Attributes that say what a style says.
_HINTS: Final = {"bgcolor": "background-color", "background": "background-image", "color": "color"}
_HINTED: Final = frozenset(_HINTS)
_STROKES: Final = ("text-decoration", "text-decoration-line")
_ALIGNED: Final[dict[str, Callable[[str], str]]] = {"super": raised, "sub": lowered}


def keep_styles(root: _Element, words: bytes, sheets: Sequence[str]) -> int:
    """Mark the text that styles hide, strike or raise; return how many characters of figures are doubtful.

    ``words`` is the source of the page in lower case, ``sheets`` the texts of its style elements. A page
    without a sign of such a style is not walked.
    """
    signed = _signs(_markup(words) if sheets else words)
    if not signed and not any(_signs(text.lower().encode("utf-8", "replace"), _HIDING) for text in sheets):
        return 0
    sheet = StyleSheet(sheets, _PROPERTIES)
    if not signed and not _touches_tables(sheet, root):
        return 0
    walk = _Walk(sheet if sheet else None)
    walk.take(root, _PLAIN)
    return walk.doubtful


def _markup(words: bytes) -> bytes:
    """Return the source of a page without its style elements."""
    parts, end = [], 0
    while (start := words.find(b"<style", end)) >= 0:
        parts.append(words[end:start])
        end = words.find(b"</style", start)
        if end < 0:
            break
    else:
        parts.append(words[end:])
    return b" ".join(parts)


def _touches_tables(sheet: StyleSheet, root: _Element) -> bool:
    """Return whether a rule may do something to what stands in a table."""
    used: set[str] = set()
    for element in root.xpath("//table[not(ancestor::table)]"):
        used.update(*map(keys_of, element.iter()))
    return any(_look(said).does_something for said in sheet.bodies(used))


def _signs(words: bytes, *more: re.Pattern[bytes]) -> bool:
    for word, sign in _SIGN:
        if word in words:
            for found in sign.finditer(words):
                # the colour of a background or a border hides nothing
                if word != b"color" or words[found.start() - 1 : found.start()] not in (b"-", b"g"):
                    return True
    return any(pattern.search(words) for pattern in more)


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element's own styles do; None where they leave it to the element around."""

    white: bool | None = None
    ground: bool | None = None
    tiny: bool | None = None
    indented: bool | None = None
    invisible: bool | None = None
    gone: bool = False
    mark: Callable[[str], str] | None = None

    @property
    def does_something(self) -> bool:
        """Whether a text with this look is not read as it stands."""
        return self.unseen or self.mark is not None

    @property
    def unseen(self) -> bool:
        """Whether a person hardly sees a text with this look."""
        faint = self.white and not self.ground
        return bool(faint or self.tiny or self.indented or self.invisible or self.gone)

    def no_more_than(self, other: _Look) -> _Look:
        """Return this look, hiding and marking only what the other one does."""
        return _Look(
            self.white and other.white,
            self.ground,
            self.tiny and other.tiny,
            self.indented and other.indented,
            self.invisible and other.invisible,
            self.gone and other.gone,
            other.mark,
        )

    def inside(self, own: _Look) -> _Look:
        """Return the look of an element with its own styles inside one of this look."""
        return _Look(
            self.white if own.white is None else own.white,
            self.ground if own.ground is None else own.ground,
            self.tiny if own.tiny is None else own.tiny,
            self.indented if own.indented is None else own.indented,
            self.invisible if own.invisible is None else own.invisible,
            self.gone or own.gone,
            own.mark or self.mark,
        )


_PLAIN: Final = _Look()


def _look(said: Declarations, tag: str = "span") -> _Look:
    """Return what declarations do to an element with this tag."""
    colour = said.get("color", "")
    strokes = " ".join(said.get(name, "") for name in _STROKES)
    mark = _ALIGNED.get(said.get("vertical-align", "")) if tag not in _BOXES else None
    if "line-through" in strokes:
        mark = struck
    indent = said.get("text-indent")
    visibility = said.get("visibility")
    return _Look(
        None if colour in _AS_AROUND else _is_white(colour),
        _ground(said),
        _tiny(said),
        None if indent is None else (_pixels(indent) or 0) <= -_INDENT,
        None if visibility is None else visibility in ("hidden", "collapse"),
        _gone(said, tag),
        mark,
    )


def _ground(said: Declarations) -> bool | None:
    """Return whether a background is declared that white text can be seen on."""
    grounds = [said[name] for name in ("background", "background-color", "background-image") if name in said]
    grounds = [ground for ground in grounds if ground not in _NO_GROUND]
    if not grounds:
        return None
    return not all(map(_is_white, grounds))


def _is_white(written: str) -> bool:
    """Return whether a colour cannot be told from white paper, or is none that is seen."""
    colour = parse_color(written)
    if colour is None or isinstance(colour, str):
        return False
    return bool(colour.alpha == 0 or min(colour.to("srgb").coordinates) >= _WHITE)


def _tiny(said: Declarations) -> bool | None:
    size = said.get("font-size")
    if size is None and "font" in said:
        size = next((part for part in re.split(r"[\s/]+", said["font"]) if part[:1] in "0123456789."), None)
        if size is not None and re.fullmatch(r"[1-9]00", size):  # the weight
            return None
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
    if said.get("display") == "none" or re.fullmatch(r"0(?:\.0*)?%?|\.0+", said.get("opacity", "1")):
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
    # a cell is as high as what it holds, whatever it declares
    sides = ("width", "max-width") if tag in _CELLS else ("width", "max-width", "height", "max-height")
    return any(
        pixels is not None and pixels <= _FEW for pixels in (_pixels(said.get(side, "")) for side in sides)
    )


def _pixels(length: str) -> float | None:
    """Return a length in pixels, None for a part of another one and for no length."""
    number = _LENGTH.match(length)
    if number is None or (number[2] == "%" and float(number[1])):
        return None
    return float(number[1]) * _PIXELS.get(number[2] or "px", 1)


class _Walk:
    """One walk through the page; ``doubtful`` counts the characters of figures that it made so."""

    def __init__(self, sheet: StyleSheet | None) -> None:
        self.doubtful = 0
        self._sheet = sheet
        self._around: list[str] = []
        self._known: dict[tuple[str, ...], _Look] = {}

    def take(self, element: _Element, around: _Look, in_table: bool = False) -> None:
        """Take an element and all in it; ``around`` is the look of the element that it stands in."""
        in_table = in_table or element.tag in _CELLS
        look = self._inside(element, around, in_table)
        change = self._change(look)
        if change is not None and element.text:
            element.text = change(element.text)
        keys = len(self._around)
        if self._sheet is not None:
            self._around += keys_of(element)
        for child in element:
            self.take(child, look, in_table)
            if change is not None and child.tail:
                child.tail = change(child.tail)
        del self._around[keys:]

    def _inside(self, element: _Element, around: _Look, in_table: bool) -> _Look:
        tag, style = str(element.tag), element.get("style", "")
        hints = _HINTED.intersection(element.keys())
        if self._sheet is None and not style and not hints and tag != "a":
            return around
        key = (tag, style, *(element.get(name, "") for name in hints))
        own = self._known.get(key)
        if own is None:
            said = {_HINTS[name]: element.get(name, "").strip().lower() for name in hints}
            if tag == "a":
                said["color"] = "blue"
            own = self._known[key] = _look(said | declarations(style), tag)
        if self._sheet is not None:
            keys = keys_of(element)
            if said := self._sheet.declared(keys, self._around, style):
                ruled = _look(said, tag)
                # what rules do to a whole report, or to what scripts show, is not known
                here = in_table and next(element.iter("table"), None) is None
                own = ruled if here else ruled.no_more_than(own)
        if tag in ("html", "body"):  # a page that hides all of itself waits for a script to show it
            own = _Look(ground=own.ground)
        return around.inside(own)

    def _change(self, look: _Look) -> Callable[[str], str] | None:
        if look.unseen:
            return self._doubt
        return look.mark

    def _doubt(self, text: str) -> str:
        written = doubtful(text)
        self.doubtful += written.count("\ufffd") - text.count("\ufffd")
        return written

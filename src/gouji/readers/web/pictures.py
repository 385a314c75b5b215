"""What a web page shows in a table's cell that is no text of it: pictures, fields, drawn text.

Such an element is written as U+FFFC, for a cell with a picture in it is not empty, and so is what a script
writes there. The value that a field shows for certain is its text.

It stands nowhere in the page's text, but a person sees it: it is written as the picture that it is. Words
and ornaments beside a text, and backgrounds behind one, change nothing and are left out.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from gouji.model.document import PICTURE
from gouji.readers.web.css import StyleSheet, declarations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.etree import _Element

    from gouji.readers.web.css import Declarations


# fmt: off
_PICTURES: Final = frozenset({
    "applet", "audio", "button", "canvas", "embed", "frame", "iframe", "img", "input", "meter", "object",
    "progress", "select", "svg", "textarea", "video", "v:imagedata", "v:line", "v:oval", "v:polyline",
    "v:rect", "v:shape",
})
#: Formulas of these alone show their text as it stands.
_LINEAR: Final = frozenset({
    "annotation", "annotation-xml", "math", "mi", "mn", "mo", "mrow", "mspace", "mstyle", "mtext",
    "semantics",
})
_CELLS: Final = ("td", "th")
#: Fields that show something else than their ``value``.
_NOT_TYPED: Final = frozenset({
    "button", "checkbox", "color", "date", "datetime-local", "file", "image", "month", "password", "radio",
    "range", "reset", "submit", "time", "week",
})
# fmt: on
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?")
#: Pixels: a smaller picture shows no figure.
_SPECK: Final = 4
_PIXELS: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*(?:!important\s*)?")
_SPACER: Final = re.compile(
    r"(?:^|[/\\])(?:spacer|blank|transparent|trans|pixel|clear|dot_?clear|space|1x1|1px)\.(?:gif|png)\b", re.I
)
_DATA: Final = re.compile(r"data:image/(?:gif|png)\s*;\s*base64\s*,\s*([A-Za-z0-9+/]{32})")


def keep_pictures(root: _Element, words: bytes) -> None:
    """Write what the cells of tables show besides text as text.

    ``words`` is the source of the page in lower case.
    """
    for element in list(root.iter(*_PICTURES)):
        if next(element.iterancestors(*_CELLS), None) is not None:
            _write(element, _FIELDS.get(str(element.tag), _picture)(element))
    for script in root.iter("script") if b"document.write" in words else ():
        if "document.write" in (script.text or "") and next(script.iterancestors(*_CELLS), None) is not None:
            script.tail = PICTURE + (script.tail or "")
    if b"<math" in words:
        for element in root.xpath("//math[not(ancestor::math)]"):
            _formula(element)


def _write(element: _Element, text: str) -> None:
    """Let an element be one of running text with this text alone; its styles stay, and a picture's file."""
    element[:] = []
    element.tag, element.text = "img" if element.tag == "img" else "span", text


def _picture(element: _Element) -> str:
    return "" if _is_speck(element) else PICTURE


def _is_speck(element: _Element) -> bool:
    """Return whether a picture is too small to show a figure, or has nothing to show."""
    said = declarations(element.get("style", ""))
    for side in ("width", "height"):
        size = _PIXELS.fullmatch(said.get(side) or element.get(side) or "")
        if size is not None and float(size[1]) <= _SPECK:
            return True
    if element.tag != "img":
        return False
    source = element.get("src", "")
    if not any("src" in str(name) for name in element.attrib):
        return True
    data = _DATA.match(source)
    if data is not None:
        return _is_pixel(data[1])
    return _SPACER.search(source) is not None


def _is_pixel(start: str) -> bool:
    """Return whether a GIF or PNG whose first bytes are given in base 64 is a pixel or a line of them."""
    try:
        head = base64.b64decode(start)
    except (binascii.Error, ValueError):
        return False
    if head.startswith(b"GIF8"):
        sides = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    else:
        sides = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    return min(sides) <= _SPECK


def _input(element: _Element) -> str:
    """Return what a field of one line shows; of one without a value in the page nobody knows."""
    kind = (element.get("type") or "").strip().lower()
    value = (element.get("value") or "").strip()
    if kind == "hidden":
        return ""
    if not value or kind in _NOT_TYPED or (kind == "number" and not _NUMBER.fullmatch(value)):
        return PICTURE
    return value


def _text_area(element: _Element) -> str:
    return (element.text or "").strip() or PICTURE


def _choice(element: _Element) -> str:
    """Return the option that a list shows: the one that is chosen, or the only one."""
    options = list(element.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    shown = chosen or options
    if len(shown) != 1 or element.get("multiple") is not None or (element.get("size") or "1").strip() != "1":
        return PICTURE
    return "".join(shown[0].itertext()).strip() or PICTURE


_FIELDS: Final[dict[str, Callable[[_Element], str]]] = {
    "input": _input,
    "select": _choice,
    "textarea": _text_area,
}


def _formula(element: _Element) -> None:
    """Leave a formula that is a line of text as it is; a fraction or a power is none."""
    parts = [str(part.tag) for part in element.iterdescendants()]
    if not _LINEAR.issuperset(parts):
        _write(element, PICTURE)
        return
    for part in list(element.iter("annotation", "annotation-xml")):
        _write(part, "")


_MAY_GENERATE: Final = re.compile(r":(?:before|after)\b", re.I)
_MAY_BACK: Final = re.compile(
    rb"background[a-z-]*\s*[:=][^;{}<>]{0,400}?(?:url\s*\(|\.(?:gif|png|jpe?g|bmp|svg|webp))"
)
#: The parts of a ``content`` value: strings, functions with one argument.
_PART: Final = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|(attr|counters?|url)\(\s*([^),\s]*)")
_DIGIT: Final = re.compile(r"[0-9０-９]")
#: An empty element of running text shows its background only with one of these.
_SIZES: Final = ("height", "line-height", "min-height", "padding", "padding-left", "padding-top", "width")
_BACKGROUNDS: Final = ("background", "background-image")


def keep_generated(root: _Element, words: bytes, sheets: Sequence[str]) -> None:
    """Write what styles draw in the cells of tables as text.

    ``words`` is the source of the page in lower case, ``sheets`` the texts of its style elements.
    """
    written = [text for text in sheets if _MAY_GENERATE.search(text)]
    for pseudo in ("before", "after") if written else ():
        sheet = StyleSheet(written, ("content",), pseudo)
        for element, declared in _styled(root, sheet) if sheet else ():
            if _shows(declared.get("content", ""), element):
                _draw(element, behind=pseudo == "after")
    if _MAY_BACK.search(words):
        _keep_backgrounds(root, StyleSheet(sheets, (*_BACKGROUNDS, *_SIZES)))


def _styled(root: _Element, sheet: StyleSheet) -> Iterator[tuple[_Element, Declarations]]:
    """Yield the cells of tables and the elements in them with what rules and style attributes declare."""
    for element in root.xpath(
        "//table[not(ancestor::table)]//*[ancestor-or-self::td or ancestor-or-self::th]"
    ):
        style = element.get("style", "")
        if sheet:
            yield element, sheet.declared(element, style)
        else:
            yield element, declarations(style)


def _shows(content: str, element: _Element) -> bool:
    """Return whether generated content shows a figure, or anything in a cell that shows nothing else."""
    cell = element if element.tag in _CELLS else next(element.iterancestors(*_CELLS))
    alone = not "".join(cell.itertext()).strip()
    for part in _PART.finditer(content):
        if part[3] in ("counter", "counters", "url"):
            return True
        text = element.get(part[4], "") if part[3] else part[1] or part[2] or ""
        if _DIGIT.search(text) or (alone and text.strip()):
            return True
    return False


def _draw(element: _Element, *, behind: bool) -> None:
    """Write the mark of a picture as the first or the last text of an element."""
    if not behind or not len(element):
        text = element.text or ""
        element.text = text + PICTURE if behind else PICTURE + text
    else:
        element[-1].tail = (element[-1].tail or "") + PICTURE


def _keep_backgrounds(root: _Element, sheet: StyleSheet) -> None:
    behind_text: set[str] = set()
    behind_nothing: list[tuple[_Element, str]] = []
    for element, said in _styled(root, sheet):
        drawn = next((said[name] for name in _BACKGROUNDS if "url(" in said.get(name, "")), "")
        drawn = drawn or element.get("background", "")
        if not drawn:
            continue
        if "".join(element.itertext()).strip():
            behind_text.add(drawn)
        elif element.tag in _CELLS or any(name in said for name in _SIZES):
            behind_nothing.append((element, drawn))
    # what is behind the text of other cells as well is their ground
    for element, drawn in behind_nothing:
        if drawn not in behind_text:
            _draw(element, behind=False)

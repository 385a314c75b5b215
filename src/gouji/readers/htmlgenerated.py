"""What style sheets draw in the cells of a web page's tables: text before or behind an element, backgrounds.

It stands nowhere in the page's text, but a person sees it: it is written as the picture that it is. Words
and ornaments beside a text, and backgrounds behind one, change nothing and are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gouji.document import PICTURE
from gouji.readers.css import StyleSheet, declarations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from gouji.readers.css import Declarations

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
_CELLS: Final = ("td", "th")


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

"""What the styles of a web page do to its figures: make them hard to see, strike them out, raise them.

White or transparent text, text of no size, text moved off the page or cut away stays text, and no figure is
read of it (:func:`gouji.readers.marks.doubtful`). What only a rule of a style element hides, strikes or
raises counts inside a table alone: elsewhere a page hides what its scripts show later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gouji.readers.css import StyleSheet, declarations, keys_of
from gouji.readers.htmllook import CELLS, PLAIN, PROPERTIES, Look, look_of
from gouji.readers.marks import Doubts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from gouji.document import Note

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

#: Attributes that say what a style says.
_HINTS: Final = {"bgcolor": "background-color", "background": "background-image", "color": "color"}


def keep_styles(root: _Element, words: bytes, sheets: Sequence[str]) -> list[Note]:
    """Mark the text that styles hide, strike or raise; say how many characters of figures are doubtful.

    ``words`` is the source of the page in lower case, ``sheets`` the texts of its style elements. A page
    without a sign of such a style is not walked.
    """
    signed = _signs(_markup(words) if sheets else words)
    if not signed and not any(_signs(text.lower().encode("utf-8", "replace"), _HIDING) for text in sheets):
        return []
    sheet = StyleSheet(sheets, PROPERTIES)
    if not signed and not _touches_tables(sheet, root):
        return []
    doubts = Doubts()
    _Walk(sheet if sheet else None, doubts).take(root, PLAIN)
    return doubts.notes("html-doubtful")


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
    return any(look_of(said).does_something for said in sheet.bodies(used))


def _signs(words: bytes, *more: re.Pattern[bytes]) -> bool:
    for word, sign in _SIGN:
        if word in words:
            for found in sign.finditer(words):
                # the colour of a background or a border hides nothing
                if word != b"color" or words[found.start() - 1 : found.start()] not in (b"-", b"g"):
                    return True
    return any(pattern.search(words) for pattern in more)


class _Walk:
    """One walk through the page."""

    def __init__(self, sheet: StyleSheet | None, doubts: Doubts) -> None:
        self._doubts = doubts
        self._sheet = sheet
        self._around: list[str] = []
        self._known: dict[tuple[object, ...], Look] = {}

    def take(self, element: _Element, around: Look, in_table: bool = False) -> None:
        """Take an element and all in it; ``around`` is the look of the element that it stands in."""
        in_table = in_table or element.tag in CELLS
        look = self._inside(element, around, in_table)
        change = self._doubts if look.unseen else look.mark
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

    def _inside(self, element: _Element, around: Look, in_table: bool) -> Look:
        tag, style = str(element.tag), element.get("style", "")
        hints = {of: text for name, of in _HINTS.items() if (text := element.get(name)) is not None}
        if self._sheet is None and not style and not hints and tag != "a":
            return around
        key = (tag, style, *hints.items())
        own = self._known.get(key)
        if own is None:
            said = {name: text.strip().lower() for name, text in hints.items()}
            if tag == "a":
                said["color"] = "blue"
            own = self._known[key] = look_of(said | declarations(style), tag)
        if self._sheet is not None:
            keys = keys_of(element)
            if said := self._sheet.declared(keys, self._around, style):
                ruled = look_of(said, tag)
                # what rules do to a whole report, or to what scripts show, is not known
                here = in_table and next(element.iter("table"), None) is None
                own = ruled if here else ruled.no_more_than(own)
        if tag in ("html", "body"):  # a page that hides all of itself waits for a script to show it
            own = Look(ground=own.ground)
        return around.inside(own)

"""What a browser shows of a web page: nothing hidden; figures hard to see, struck or raised marked.

White or transparent text, text of no size, text moved off the page or cut away stays text, and no figure is
read of it (:func:`gouji.readers.marks.doubtful`). What only a rule of a style element hides, strikes or
raises counts inside a table alone: elsewhere a page hides what its scripts show later.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from gouji.model.document import UNKNOWN, Note
from gouji.model.text import Text
from gouji.readers.marks import Doubts, FigurePart, levelled, lowered, raised, struck
from gouji.readers.web.css import StyleSheet, declarations, keys_of
from gouji.readers.web.look import (
    BLOCKS,
    CELLS,
    MEDIUM,
    NOT_SHOWN,
    NUMBERED,
    PLAIN,
    PROPERTIES,
    WebLook,
    look_of,
)
from gouji.readers.web.pictures import keep_generated, keep_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

    from gouji.readers.web.css import Declarations


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
    rb"vertical-align\s*:\s*(?:su[bp]|text-|[-+.\d])",
    rb"font-(?:variant|feature)[a-z-]{0,20}\s*:[^;}]{0,80}su[bp]",
    rb"mso-text-raise",
    rb"transform\s*:\s*(?:translate|scale|matrix|rotate)",
    rb"bgcolor\s*=\s*[\"']?\s*#?(?:[0-7]|b|dark|g|maroon|navy|purple|red|teal)",
    rb"background(?:-color)?\s*:\s*(?:#?[0-7]|b|dark|g|maroon|navy|purple|red|teal)",
    rb"line-through",
    rb"<bdo\b",
    rb"bidi\s*:[a-z\s-]{0,40}override",
    rb"direction\s*:\s*(?:row|column)-reverse",
    rb"letter-spacing\s*:\s*-\s*(?:[4-9]|\d\d|[.\d]+\s*r?em)",
    rb"text-fill-color",
)
_SIGN: Final = tuple((re.match(rb"<?[a-z-]+", sign)[0], re.compile(sign)) for sign in _SIGNS)  # type: ignore[index]
_HIDING: Final = re.compile(
    rb"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*(?:0(?:\.0\d*)?|\.0\d*)\s*[;}]"
)

#: Digits with nothing between them but tags of running text: one figure may have several looks.
_SPLIT: Final = re.compile(
    rb"[0-9;\x90-\x99](?:(?<=[0-9;])|(?<=\xbc.))\s*"
    rb"(?:<(?!/?(?:br|dd|div|dt|h[1-6]|li|p|t[dhr]|table|tbody)\b)[^<>]*>\s*)+(?:[0-9&]|\xef\xbc)"
)
#: Without one of these words a page has no style, and none of the attributes and tags, that signs stand in.
_MAY_SIGN: Final = (b"style", b"color", b"<bdo")
#: Attributes that say what a style says.
_TELLING: Final = frozenset({"a", "big", "small"})
_HINTS: Final = {"bgcolor": "background-color", "background": "background-image", "color": "color"}


def keep_styles(root: _Element, words: bytes, sheets: Sequence[str]) -> tuple[list[Note], int]:
    """Mark the text that styles hide, strike or raise; say how many characters of figures are doubtful.

    Cells that a rule takes out of their tables are taken out; the characters in them are returned as well.

    ``words`` is the source of the page in lower case, ``sheets`` the texts of its style elements. A page
    without a sign of such a style, or of figures in several elements, is not walked.
    """
    signed = any(word in words for word in _MAY_SIGN) and _signs(_markup(words) if sheets else words)
    signed = signed or (_SPLIT.search(words) is not None and (bool(sheets) or not _is_plain(root)))
    if not signed and not any(_signs(text.lower().encode("utf-8", "replace"), _HIDING) for text in sheets):
        return [], 0
    sheet = StyleSheet(sheets, PROPERTIES)
    if not signed and not _touches_tables(sheet, root):
        return [], 0
    doubts = Doubts()
    walk = _Walk(sheet if sheet else None, doubts)
    walk.take(root, PLAIN)
    walk.level()
    return doubts.notes("html-doubtful"), walk.absent


def _is_plain(root: _Element) -> bool:
    """Return whether neither tags nor attributes of a page make any text look otherwise than the rest."""
    if next(root.iter("big", "small", "bdo"), None) is not None:
        return False
    said = {tuple(element.items()) for element in root.iter()}  # elements repeat the same few
    return all(
        PROPERTIES.isdisjoint(declarations(value)) if name == "style" else name not in ("size", *_HINTS)
        for attributes in said
        for name, value in attributes
    )


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


class _Stretch(NamedTuple):
    """A text of the tree: that of an element or that behind it, and its look."""

    element: _Element
    behind: bool
    part: FigurePart


class _Walk:
    """One walk through the page, line by line."""

    def __init__(self, sheet: StyleSheet | None, doubts: Doubts) -> None:
        #: characters in cells that are not there
        self.absent = 0
        self._line: list[_Stretch] = []
        self._lines: list[tuple[bool, list[_Stretch]]] = []
        self._doubts = doubts
        self._sheet = sheet
        self._known: dict[tuple[object, ...], WebLook] = {}
        #: looks by the identity of what they came of, which is kept with them: no other thing can get it
        self._ruled: dict[tuple[object, ...], tuple[WebLook, Declarations]] = {}
        self._within: dict[tuple[int, int], tuple[WebLook, WebLook, WebLook]] = {}

    def take(self, element: _Element, around: WebLook, in_table: bool = False) -> None:
        """Take an element and all in it; ``around`` is the look of the element that it stands in."""
        if element.tag in NOT_SHOWN:
            return
        in_table = in_table or element.tag in CELLS
        look = self._inside(element, around, in_table)
        if look.absent and element.tag in ("td", "th"):
            self.absent += len("".join(element.itertext()).strip())
            element.tag = "template"
            return
        if look.apart and in_table and element.tag not in BLOCKS:
            element.tag = "div"
        change = self._doubts if look.unseen else look.mark
        apart = element.tag in BLOCKS or element.tag == "br"
        if apart:
            self._end_line(in_table)
        if element.text:
            if change is not None:
                element.text = change(element.text)
            self._line.append(
                _Stretch(element, False, FigurePart(element.text, look.shift, look.size or MEDIUM))
            )
        # what takes no place, or stands apart, is the element itself and not all in it
        here = replace(look, absent=False, apart=False) if look.absent or look.apart else look
        for child in element:
            self.take(child, here, in_table)
            if child.tail:
                if change is not None:
                    child.tail = change(child.tail)
                self._line.append(
                    _Stretch(child, True, FigurePart(child.tail, look.shift, look.size or MEDIUM))
                )
        if apart:
            self._end_line(in_table)

    def _end_line(self, in_table: bool) -> None:
        """Keep the line that ends here, if it prints anything that could be off its level."""
        line = self._line
        if line:
            self._line = []
            if len(line) > 1 or not line[0].part.text.isspace():
                self._lines.append((in_table, line))

    def level(self) -> None:
        """Write digits that are off the figure beside them as raised or lowered ones."""
        for in_table, line in self._lines:
            parts = [stretch.part for stretch in line]
            if len(parts) == 1 and not parts[0].shift:
                continue
            for stretch, text in zip(
                line, levelled(parts, self._usual_size if in_table else None), strict=True
            ):
                if text == stretch.part.text:
                    continue
                if stretch.behind:
                    stretch.element.tail = text
                else:
                    stretch.element.text = text

    @cached_property
    def _usual(self) -> float:
        sizes: Counter[float] = Counter()
        for in_table, line in self._lines:
            for stretch in line if in_table else ():
                sizes[stretch.part.size] += sum(map(str.isdigit, stretch.part.text))
        return max(sizes, key=sizes.__getitem__, default=MEDIUM)

    def _usual_size(self) -> float:
        """Return the size that most digits in tables have."""
        return self._usual

    def _inside(self, element: _Element, around: WebLook, in_table: bool) -> WebLook:
        tag, attributes = str(element.tag), element.attrib
        if self._sheet is None and not attributes and tag not in _TELLING:
            return around
        style = attributes.get("style", "")
        hints = {_HINTS[name]: text for name, text in attributes.items() if name in _HINTS}
        if tag == "bdo" and (element.get("dir") or "").strip().lower() == "rtl":
            hints |= {"direction": "rtl", "unicode-bidi": "bidi-override"}
        if tag == "font" and (number := (element.get("size") or "").strip()) in NUMBERED:
            hints["font-size"] = NUMBERED[number]
        if self._sheet is None and not style and not hints and tag not in _TELLING:
            return around
        key = (tag, style, *hints.items())
        own = self._known.get(key)
        if own is None:
            said = {name: text.strip().lower() for name, text in hints.items()}
            if tag == "a":
                said["color"] = "blue"
            own = self._known[key] = look_of(said | declarations(style), tag)
        if self._sheet is not None and (said := self._sheet.declared(element, style)):
            # what rules do to a whole report, or to what scripts show, is not known
            here = in_table and next(element.iter("table"), None) is None
            at = (*key, here, id(said))
            if at not in self._ruled:
                ruled = look_of(hints | said, tag)
                self._ruled[at] = ruled if here else ruled.no_more_than(own), said
            own = self._ruled[at][0]
        if tag in ("html", "body"):  # a page that hides all of itself waits for a script to show it
            own = WebLook(ground=own.ground)
        pair = id(around), id(own)
        if pair not in self._within:
            self._within[pair] = around.inside(own), around, own
        return self._within[pair][0]


_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*(?:hidden|collapse)|"
    r"opacity\s*:\s*(?:0(?:\.0\d*)?|\.0\d*)\s*(?:;|\Z)",
    re.I,
)
#: What is hidden like this keeps its place in a table, empty, unless all of a row is set to collapse.
_KEEPS_PLACE: Final = re.compile(r"visibility\s*:\s*(?:hidden|collapse)|opacity", re.I)
_SEEN: Final = re.compile(r"visibility\s*:\s*visible", re.I)
_COLLAPSED: Final = re.compile(r"visibility\s*:\s*collapse", re.I)
_PLACES: Final = frozenset({"table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_MAY_HIDE: Final = (b"display", b"hidden", b"mso-hide", b"opacity", b"visibility", b"<dialog", b"popover")
_MARKS: Final[dict[str, Callable[[str], str]]] = {
    "sup": raised,
    "sub": lowered,
    "rt": raised,
    **dict.fromkeys(("del", "s", "strike"), struck),
}


def keep_shown(root: _Element, source: str) -> list[Note]:
    """Take out of the tree what is not shown and mark what is no part of its neighbours; say what was hidden.

    ``source`` is the text that the tree was made of.
    """
    words = source.encode("utf-8", errors="replace").lower()  # of bytes ten times as fast
    sheets = ["".join(style.itertext()) for style in root.iter("style")] if b"<style" in words else []
    hidden = _hide(root) if any(word in words for word in _MAY_HIDE) else 0
    if any("tbody" in text for text in sheets):
        _imply_bodies(root)
    keep_pictures(root, words)
    keep_generated(root, words, sheets)
    notes, absent = keep_styles(root, words, sheets)
    etree.strip_elements(root, *NOT_SHOWN, with_tail=False)
    _keep_marks(root)
    return [*hidden_note(hidden + absent), *notes]


def _imply_bodies(root: _Element) -> None:
    """Put rows that stand in a table itself into the body that browsers give them and selectors name."""
    for table in root.iter("table"):
        body = None
        for row in list(table):
            if row.tag != "tr":
                body = None
                continue
            if body is None:
                body = etree.Element("tbody")
                row.addprevious(body)
            body.append(row)


def hidden_note(characters: int) -> list[Note]:
    """Say how much text a page is set to hide, if any."""
    if not characters:
        return []
    said = Text(
        f"网页中有 {characters} 个字符设为不显示，未读取。",
        f"The page holds {characters} characters that it does not show; they were not read.",
    )
    return [Note("html-hidden", said)]


def _hide(root: _Element) -> int:
    """Mark what a browser does not show for removal; return how many characters were set to be hidden."""
    unseen = 0
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        style = element.get("style", "")
        hidden = _HIDDEN.search(style)
        # a page that hides all of itself waits for a script to show it
        if not (hidden or _is_closed(element)) or element.tag in ("html", "body"):
            continue
        if element.tag not in NOT_SHOWN:
            unseen += len("".join(element.itertext()).strip())
        walk.skip_subtree()
        if hidden and _keeps_place(element, hidden[0]):
            _empty(element)
        else:
            element.tag = "template"
    return unseen


def _is_closed(element: _Element) -> bool:
    """Return whether an element is one that a page shows only on demand, or never."""
    if element.get("hidden") is not None or element.get("popover") is not None:
        return True
    return element.tag == "dialog" and element.get("open") is None


def _keeps_place(element: _Element, hidden: str) -> bool:
    """Return whether a part of a table is hidden so that the cells beside it stay where they are."""
    if element.tag not in _PLACES or not _KEEPS_PLACE.match(hidden):
        return False
    return element.tag in ("td", "th") or not _COLLAPSED.match(hidden)


def _empty(part: _Element) -> None:
    """Take the content out of the cells of a part of a table, also what is shown in them all the same."""
    for cell in list(part.iter("td", "th")):
        tail = cell.tail
        spans = {name: span for name in ("colspan", "rowspan") if (span := cell.get(name)) is not None}
        seen = any(_SEEN.search(each.get("style", "")) for each in cell.iterdescendants())
        cell.clear()
        cell.text = UNKNOWN if seen else None
        cell.attrib.update(spans)
        cell.tail = tail


def _keep_marks(root: _Element) -> None:
    """Let what is raised, lowered or struck out by its tag differ from the figures that it stands beside."""
    for element in root.iter(*_MARKS):
        mark = _MARKS[str(element.tag)]
        for inner in element.iter():
            inner.text = inner.text and mark(inner.text)
            if inner is not element:
                inner.tail = inner.tail and mark(inner.tail)

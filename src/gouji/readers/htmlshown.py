"""What a browser shows of a web page: nothing that is hidden, and raised, lowered or struck text as such."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from gouji.bilingual import Text
from gouji.document import UNKNOWN, Note
from gouji.readers.htmlgenerated import keep_generated
from gouji.readers.htmllook import NOT_SHOWN
from gouji.readers.htmlpictures import keep_pictures
from gouji.readers.htmlstyle import keep_styles
from gouji.readers.marks import lowered, raised, struck

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

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
_MAY_MARK: Final = (b"<sup", b"<sub", b"<del", b"<s>", b"<s ", b"<s\n", b"<strike", b"<rt")


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
    if any(word in words for word in _MAY_MARK):
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

"""What a browser shows of a web page: nothing that is hidden, and raised, lowered or struck text as such."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from gouji.bilingual import Text
from gouji.document import Note
from gouji.readers.htmlgenerated import keep_generated
from gouji.readers.htmlpictures import keep_pictures
from gouji.readers.htmlstyle import keep_styles
from gouji.readers.marks import lowered, raised, struck

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

# fmt: off
_NOT_SHOWN: Final = frozenset({
    "audio", "button", "canvas", "datalist", "head", "input", "iframe", "map", "noframes", "noscript",
    "object", "option", "rp", "script", "select", "style", "svg", "template", "textarea", "title", "video",
    "xml",
})
# fmt: on
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|\Z)",
    re.I,
)
_MAY_HIDE: Final = (b"display", b"hidden", b"mso-hide", b"opacity")
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
    notes = _hide(root) if any(word in words for word in _MAY_HIDE) else []
    keep_pictures(root, words)
    keep_generated(root, words, sheets)
    etree.strip_elements(root, *_NOT_SHOWN, with_tail=False)
    notes += keep_styles(root, words, sheets)
    if any(word in words for word in _MAY_MARK):
        _keep_marks(root)
    return notes


def _hide(root: _Element) -> list[Note]:
    """Mark what a browser does not show for removal; say how much text was set to be hidden."""
    unseen = 0
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        style = element.get("style", "")
        hidden = element.get("hidden") is not None or _HIDDEN.search(style)
        # a page that hides all of itself waits for a script to show it
        if hidden and element.tag not in ("html", "body"):
            if element.tag not in _NOT_SHOWN:
                unseen += len("".join(element.itertext()).strip())
            element.tag = "template"
            walk.skip_subtree()
    if not unseen:
        return []
    said = Text(
        f"网页中有 {unseen} 个字符设为不显示，未读取。",
        f"The page holds {unseen} characters that it does not show; they were not read.",
    )
    return [Note("html-hidden", said)]


def _keep_marks(root: _Element) -> None:
    """Let what is raised, lowered or struck out by its tag differ from the figures that it stands beside."""
    for element in root.iter(*_MARKS):
        mark = _MARKS[str(element.tag)]
        for inner in element.iter():
            inner.text = inner.text and mark(inner.text)
            if inner is not element:
                inner.tail = inner.tail and mark(inner.tail)

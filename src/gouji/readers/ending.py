"""Where a text or web page ends too early: a download that broke off may end in the middle of a figure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gouji.document import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.document import Block, Place

_CLOSED: Final = re.compile(r"</(?:td|th|tr|table|p|div|li|body|html|h[1-6])\s*>|<br\s*/?>", re.I)
_MARKUP: Final = re.compile(r"<[^<>]*(?:>|\Z)")
#: Part of a figure, or half a character: more of it may have followed.
_FIGURE: Final = re.compile("[\\d.,．，\ufffd]\\Z")
#: Markup behind the last figure is looked through this far.
_TAIL: Final = 4_096


def open_end(blocks: Sequence[Block], source: str, *, markup: bool) -> Place | None:
    """Return the place of what is printed last where the source ends before a figure does, or a cell.

    ``source`` is the decoded text of the file. A figure ends where a character that is no part of it, a line
    or the element that holds it does; so does the cell of a web page.
    """
    if not blocks:
        return None
    tail, last = source[-_TAIL:], blocks[-1]
    piece = last.cells[-1] if isinstance(last, Grid) else last
    in_figure = _FIGURE.search(_left_open(tail, markup=markup)) and _FIGURE.search(piece.text)
    in_cell = markup and isinstance(last, Grid) and _opens_cell(tail)
    return piece.place if in_figure or in_cell else None


def _left_open(tail: str, *, markup: bool) -> str:
    """What stands behind the end of the last line, or of the last element that ends one."""
    if not markup:
        return "".join(tail.splitlines(keepends=True)[-1:])
    ends = [match.end() for match in _CLOSED.finditer(tail)]
    return _MARKUP.sub("", tail[ends[-1] if ends else 0 :])


def _opens_cell(tail: str) -> bool:
    """Whether a page ends in an element of a table's cell that is not closed."""
    lowered = tail.lower()
    opened = max(lowered.rfind("<td"), lowered.rfind("<th"))
    return opened > max(lowered.rfind(f"</{tag}") for tag in ("td", "th", "tr", "table"))

"""Small steps through Office XML, by local names: strict and transitional files differ in little else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Range:
    """A cell's extent; rows and columns as in the sheet, from 1, last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    def positions(self) -> Iterator[tuple[int, int]]:
        """Yield the row and column of each of its cells."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))


#: Wrappers around paragraphs, rows, cells or runs that add nothing to what is printed. ``mc:Choice`` is
#: what Word itself shows; ``mc:Fallback`` repeats it for older programs. Tracked insertions are shown.
_TRANSPARENT: Final = frozenset(
    ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo",
     "AlternateContent", "Choice", "ruby", "rubyBase", "oMath", "oMathPara")
)  # fmt: skip


def local(element: _Element) -> str:
    """Return the tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def contents(parent: _Element) -> Iterator[_Element]:
    """Yield the children of an element, looking through wrappers. A tracked deletion stays one child."""
    for each in parent:
        if local(each) in _TRANSPARENT:
            yield from contents(each)
        else:
            yield each


def children(parent: _Element | None, tag: str) -> Iterator[_Element]:
    """Yield the children with this local name."""
    return (each for each in (() if parent is None else parent) if local(each) == tag)


def child(parent: _Element | None, tag: str) -> _Element | None:
    """Return the first child with this local name."""
    return next(children(parent, tag), None)


def attribute(element: _Element, name: str) -> str | None:
    """Return an attribute by its local name."""
    return next((str(text) for key, text in element.items() if str(key).rpartition("}")[2] == name), None)


def value(parent: _Element | None, tag: str) -> str | None:
    """Return the ``val`` of the first child with this local name."""
    found = child(parent, tag)
    return None if found is None else attribute(found, "val")


def natural(text: str | None) -> int | None:
    """Return a number of up to nine digits, None for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None

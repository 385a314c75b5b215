"""Paragraph styles of a Word file: which ones are headings, and which list they number by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.readers.ooxml import attribute, child, children, natural, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

_HEADING = re.compile(r"(?:heading|标题) ?[1-9]|title|标题", re.I)
_BODY_LEVEL: Final = "9"  # outline level 9 means body text


@dataclass(slots=True)
class _Style:
    name: str
    outline: str | None
    num_id: str | None
    level: str | None


class Styles:
    """The paragraph styles of one file. ``root`` is the root of ``styles.xml``."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._bases: dict[str, str | None] = {}
        self._default: str | None = None
        for style in children(root, "style"):
            if attribute(style, "type") == "paragraph":
                style_id = attribute(style, "styleId") or ""
                num_id, level = _list_of(child(style, "pPr"))
                self._styles[style_id] = _Style(
                    value(style, "name") or "",
                    value(child(style, "pPr"), "outlineLvl"),
                    num_id,
                    level,
                )
                self._bases[style_id] = value(style, "basedOn")
                if is_default(style):
                    self._default = style_id

    def is_heading(self, paragraph: _Element) -> bool:
        """Return whether Word's own outline has this paragraph as a heading or as the title."""
        properties = child(paragraph, "pPr")
        outline = value(properties, "outlineLvl")
        if outline is not None:
            return outline != _BODY_LEVEL
        for _, style in self._chain(properties):
            if style.outline is not None:
                return style.outline != _BODY_LEVEL
            if _HEADING.fullmatch(style.name):
                return True
        return False

    def numbering(self, paragraph: _Element, style_levels: dict[str, int]) -> tuple[str, int]:
        """Return list id and level of the paragraph's automatic number; list ``0`` is none.

        ``style_levels`` is the level that the lists link a style with.
        """
        properties = child(paragraph, "pPr")
        num_id, level = _list_of(properties)
        for style_id, style in self._chain(properties):
            if num_id is not None:
                break
            num_id = style.num_id
            if level is None:
                level = style.level
            if level is None and num_id is not None and style_id in style_levels:
                level = str(style_levels[style_id])
        return num_id or "0", natural(level) or 0

    def _chain(self, properties: _Element | None) -> Iterator[tuple[str, _Style]]:
        """Yield the paragraph's style and those it is based on."""
        for style_id in lineage(value(properties, "pStyle") or self._default, self._bases):
            yield style_id, self._styles[style_id]


def lineage(style_id: str | None, bases: Mapping[str, str | None]) -> Iterator[str]:
    """Yield a style and those it is based on by ``bases``. A file may base styles on each other."""
    seen: set[str] = set()
    while style_id is not None and style_id in bases and style_id not in seen:
        seen.add(style_id)
        yield style_id
        style_id = bases[style_id]


def is_default(style: _Element) -> bool:
    """Return whether a style element is the default of its type."""
    return attribute(style, "default") in ("1", "true", "on")


def _list_of(properties: _Element | None) -> tuple[str | None, str | None]:
    numbering = child(properties, "numPr")
    return value(numbering, "numId"), value(numbering, "ilvl")

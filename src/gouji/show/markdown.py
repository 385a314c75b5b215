"""A display's HTML as Markdown, for exports that take no HTML (LaTeX, Word): headings, lists, tables, quotes.

Every punctuation mark of ASCII in a text is escaped, so that nothing of a report acts: no link, no emphasis,
no HTML, no mathematics. Links of the page lead nowhere in an export and are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator


_MARK = re.compile(r"([!-/:-@\[-`{-~])")
_HEADINGS = {"h1": "#", "h2": "##", "h3": "###", "h4": "####", "summary": "####", "caption": "####"}
_INLINE = frozenset({"a", "b", "cite", "code", "em", "q", "small", "span", "strong"})
_PARAGRAPHS = frozenset({"p", "figcaption", "blockquote", "pre"})
_LEFT_OUT = frozenset({"script", "style", "button", "form", "output"})


def markdown_of(shown: str) -> str:
    """Return Markdown that says the same as this HTML of a display."""
    lines = "\n\n".join(block for block in _blocks(html.fragment_fromstring(shown)) if block)
    return lines + "\n" if lines else ""


def escaped(text: str) -> str:
    """Return a text as Markdown that shows it, in one line."""
    return _MARK.sub(r"\\\1", " ".join(text.split()))


def _blocks(node: html.HtmlElement) -> Iterator[str]:
    tag = node.tag
    if not isinstance(tag, str) or tag in _LEFT_OUT:
        return
    if tag in _HEADINGS:
        yield f"{_HEADINGS[tag]} {_text(node)}"
    elif tag == "table":
        caption = node.find("caption")
        if caption is not None:
            yield from _blocks(caption)
        yield _table(node)
    elif tag in ("ul", "ol"):
        yield "\n".join(f"- {_text(item)}" for item in node.iterchildren("li"))
    elif tag == "dl":
        yield "\n".join(f"- {_text(fact)}" for fact in node.iterchildren("div"))
    elif tag in _PARAGRAPHS:
        yield ("> " if tag == "blockquote" else "") + _text(node)
    elif all(child.tag in _INLINE for child in node):
        yield _text(node)
    else:
        for child in node:
            yield from _blocks(child)


def _text(node: html.HtmlElement) -> str:
    # parts of a text that stand side by side on the page are apart here as well
    return escaped(" ".join(node.itertext()))


def _table(table: html.HtmlElement) -> str:
    """Return a table row by row; a cell over several rows or columns stands in the first of its places."""
    grid: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    rows = list(table.iter("tr"))
    for line, row in enumerate(rows):
        at = 0
        for cell in row.iterchildren("th", "td"):
            while (line, at) in taken:
                at += 1
            down, across = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            taken |= {(line + y, at + x) for y in range(down) for x in range(across)}
            grid[line, at] = _text(cell)
            at += across
    width = 1 + max((at for _, at in taken), default=0)
    lines = [f"| {' | '.join(grid.get((n, at), '') for at in range(width))} |" for n in range(len(rows))]
    return "\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]])

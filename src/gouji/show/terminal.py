"""Text for a terminal: harmless whatever a report contains, and aligned where Chinese takes two columns."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from gouji.model.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence


def width(text: str) -> int:
    """Return the terminal columns of a safe text: two a wide character, none a combining mark."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cut(text: str, limit: int) -> str:
    """Return the text shortened to ``limit`` terminal columns, with an ellipsis where it was cut."""
    if width(text) <= limit:
        return text
    kept, used = [], 1
    for character in text:
        used += _character_width(character)
        if used > limit:
            break
        kept.append(character)
    return "".join(kept) + "…"


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return the text filled with spaces to ``columns`` terminal columns."""
    spaces = " " * max(columns - width(text), 0)
    return spaces + text if right else text + spaces


def table(rows: Sequence[Sequence[str]], *, first: int = 46) -> list[str]:
    """Lay out rows of equal length as lines: the first column left, the others right, a rule under row one.

    Cells are made :func:`safe`; the first column is cut at ``first`` terminal columns.
    """
    cleaned = [[cut(safe(row[0]), first), *(safe(cell) for cell in row[1:])] for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(*cleaned, strict=True)]
    lines = [
        "  ".join(
            [padded(row[0], widths[0])]
            + [padded(cell, w, right=True) for cell, w in zip(row[1:], widths[1:], strict=True)]
        ).rstrip()
        for row in cleaned
    ]
    return [lines[0], "─" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]]

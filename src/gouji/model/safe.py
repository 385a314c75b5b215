"""Text of reports made safe to show, on a page, in a terminal, in a spreadsheet; and aligned in a terminal.

Escaping for HTML is the templates' own; this is for what HTML escaping leaves alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


#: C0 and C1 controls, DEL, line and paragraph separators, bidirectional overrides, lone surrogates.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """Return the text on one line with every code a terminal would obey made visible instead.

    Line breaks and tabs become spaces, other C0 controls their pictures (``␛``), the rest ``�``.
    """
    return _UNSAFE.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\t\n\r\u2028\u2029\x85":
        return " "
    return chr(0x2400 + code) if code < 0x20 else "�"


#: Controls (but tab and line feed), soft hyphens, zero-width and bidirectional marks, line separators,
#: interlinear and tag characters, byte order marks, lone surrogates, non-characters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
#: What a spreadsheet may take for the start of a formula, in the widths that Chinese editions know as well.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def visible(text: str) -> str:
    """Return the text with every hidden character written out, such as ``‹U+202E›``; line ends become LF."""
    return _HIDDEN.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text.replace("\r\n", "\n"))


def inert(text: str) -> str:
    """Return a text as CSV may carry it: one that could be a formula begins with an apostrophe."""
    risky = text.startswith(_FORMULA) or text.lstrip(" \u3000\xa0").startswith(_FORMULA)
    return f"'{text}" if risky else text


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

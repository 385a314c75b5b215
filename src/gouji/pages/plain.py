"""Report text made safe to look at: what hides, reorders or commands is shown, and no spreadsheet runs it.

Escaping for HTML is the templates' own; this is for what HTML escaping leaves alone.
"""

from __future__ import annotations

import re

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

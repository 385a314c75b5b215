"""Figures that are raised, lowered or struck out, as Unicode writes them: no part of those beside them."""

from __future__ import annotations

from typing import Final

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
#: Combining long stroke overlay.
_STROKE: Final = "\u0336"


def raised(text: str) -> str:
    """Return a superscript: ``1`` as ``¹``."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """Return a subscript: ``1`` as ``₁``."""
    return text.translate(_LOWERED)


def struck(text: str) -> str:
    """Return a text that is struck out, each visible character under a stroke."""
    return "".join(char if char.isspace() else char + _STROKE for char in text)

"""White space, which reports put anywhere between characters."""

from __future__ import annotations


def tight(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())

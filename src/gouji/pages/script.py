"""The one script of gouji's pages: sort and filter of the summary. Without it every table is still whole."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def filter_script() -> str:
    """Return the script; it holds no data of any report."""
    return resources.files("gouji.pages").joinpath("summary.js").read_text("utf-8")

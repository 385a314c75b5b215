"""Modules that libraries import if they find them, left out where they cost much and serve nothing here."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


@contextmanager
def left_out(name: str) -> Iterator[None]:
    """Let an import fail as if a module were not installed; one that was imported before stays."""
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    if name in modules:
        yield
        return
    modules[name] = None  # what an import system says of a module that there is not
    try:
        yield
    finally:
        del modules[name]

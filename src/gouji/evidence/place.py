"""Files written aside and moved into place: whoever reads meanwhile sees the old file or the new, whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ASIDE = ".part"


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each in one step; a file that would not change is left alone.

    Raises OSError where the folder cannot be written; files already in place stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        target = folder / name
        if target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content:
            continue
        aside = folder / f".{name}.{os.getpid()}{_ASIDE}"
        try:
            aside.write_bytes(content)
            aside.replace(target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def sweep(out: Path) -> None:
    """Remove what an interrupted run left aside."""
    for aside in out.glob(f"**/.*{_ASIDE}"):
        aside.unlink(missing_ok=True)

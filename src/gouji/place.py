"""Files written aside and moved into place: whoever reads meanwhile sees the old file or the new, whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gouji.bilingual import GoujiError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ASIDE = ".part"


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each in one step; a file that would not change is left alone.

    Raises :class:`GoujiError` where the folder cannot be written; files already in place stay as they are.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _put(folder / name, content)
    except OSError as error:
        raise GoujiError(
            f"无法写入 {folder}：{error.strerror}。请检查权限和磁盘空间；已写好的文件都完整，可接着运行。",
            f"{folder} cannot be written: {error.strerror}. Check permissions and disk space; the files that "
            "are there are whole, and the next run goes on.",
        ) from error


def _put(target: Path, content: bytes) -> None:
    if target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content:
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}{_ASIDE}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            # else a power failure could leave the new name with nothing under it
            os.fsync(file.fileno())
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def sweep(out: Path) -> None:
    """Remove what an interrupted run left aside."""
    for aside in out.glob(f"**/.*{_ASIDE}"):
        aside.unlink(missing_ok=True)

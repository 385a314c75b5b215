"""Files that people keep: written aside and moved into place, and CSV as spreadsheets save it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from typing import TYPE_CHECKING

from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gouji.model.text import Text


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_ASIDE = ".part"


def put_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each in one step; a file that would not change is left alone.

    Raises :class:`GoujiError` where the folder cannot be written; files already in place stay as they are.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _put_file(folder / name, content)
    except OSError as error:
        raise GoujiError(
            f"无法写入 {folder}：{error.strerror}。请检查权限和磁盘空间；已写好的文件都完整，可接着运行。",
            f"{folder} cannot be written: {error.strerror}. Check permissions and disk space; the files that "
            "are there are whole, and the next run goes on.",
        ) from error


def _put_file(target: Path, content: bytes) -> None:
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


def remove_partial(out: Path) -> None:
    """Remove what an interrupted run left aside."""
    for aside in out.glob(f"**/.*{_ASIDE}"):
        aside.unlink(missing_ok=True)


def csv_text(path: Path, what: Text) -> str:
    """Return the text of a CSV file; ``what`` it is stands before its name in messages.

    Raises :class:`GoujiError` where it cannot be read or is in no known encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GoujiError(
            f"无法读取{what.zh} {path}：{error.strerror}。请检查路径和权限。",
            f"{what.en} {path} cannot be read: {error.strerror}. Check its path and permissions.",
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GoujiError(
        f"{what.zh} {path} 不是 UTF-8 或 GB18030 编码的 CSV 文件。请在表格软件中另存为 CSV UTF-8。",
        f"{what.en} {path} is no CSV in UTF-8 or GB18030. Save it as “CSV UTF-8” in a spreadsheet program.",
    )


def timestamp() -> str:
    """Return the present moment as decisions and confirmations are dated: ISO 8601 with the offset."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def put_beside(
    folder: Path, stem: str, suffix: str, content: bytes, taken: Callable[[Path], bool] = lambda path: False
) -> Path:
    """Write a file under the first free name (``stem``, ``stem-2`` …) and return it; none is written over.

    ``taken`` says of a free name that it is not to be used. Raises :class:`GoujiError` where all are taken.
    """
    for count in range(1, 10_000):
        path = folder / f"{stem}{f'-{count}' if count > 1 else ''}{suffix}"
        if taken(path):
            continue
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise GoujiError(f"{folder} 中同名文件太多。", f"too many files of one name in {folder}.")

"""One run at a time in a folder of evidence: a lock that the system takes back from a run that dies."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from gouji.bilingual import GoujiError
from gouji.seal.runrecord import RECORD_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Beside the record of the run, so that they are no part of the evidence.
LOCK_FILE = "lock"
HOLDER_FILE = "holder"


@contextmanager
def locked(out: Path) -> Iterator[Callable[[], None]]:
    """Keep every other run out of a folder, which is made where it is missing; give a check that it stays.

    The check raises :class:`GoujiError` where the folder was moved or removed: what is written from then on
    would be of one folder, and what was written before of another.

    Raises :class:`GoujiError` where another run is at work there, the folder cannot be written, or it did
    not stay to the end.
    """
    folder = out / RECORD_FOLDER
    lock = FileLock(folder / LOCK_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
        held = (folder / LOCK_FILE).stat()
    except Timeout:
        raise _busy(out, folder / HOLDER_FILE) from None
    except OSError as error:
        raise GoujiError(
            f"无法写入 {out}：{error.strerror}。请检查权限和磁盘空间，或用 --out 另选文件夹。",
            f"{out} cannot be written: {error.strerror}. Check permissions and disk space, or choose another "
            "folder with --out.",
        ) from error
    try:
        # who holds the lock is a courtesy to others: on a full disk the run goes on to say so itself
        with suppress(OSError):
            (folder / HOLDER_FILE).write_text(str(os.getpid()), "ascii")

        def check() -> None:
            if not _is(folder / LOCK_FILE, held):
                raise _gone(out)

        try:
            yield check
        finally:
            # also instead of an error, which is then but a consequence
            check()
    finally:
        lock.release()


def _is(file: Path, held: os.stat_result) -> bool:
    try:
        return os.path.samestat(file.stat(), held)
    except OSError:
        return False


def _gone(out: Path) -> GoujiError:
    return GoujiError(
        f"运行期间 {out} 被移走或删除，结果不完整。请恢复该文件夹（或任其为空）后重新运行。",
        f"{out} was moved or removed during the run, so the results are not whole. Put the folder back, or "
        "leave it empty, and run again.",
    )


def _busy(out: Path, file: Path) -> GoujiError:
    holder = ""
    with suppress(OSError, ValueError):
        holder = file.read_text("ascii").strip()
    zh, en = (f"（进程 {holder}）", f" (process {holder})") if holder.isdigit() else ("", "")
    return GoujiError(
        f"另一个 gouji{zh}正在写入 {out}。请等它结束，或用 --out 另选文件夹。",
        f"another gouji{en} is writing to {out}. Wait until it is done, or choose another folder with --out.",
    )

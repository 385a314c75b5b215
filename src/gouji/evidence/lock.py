"""One run at a time in a folder of evidence: a lock that the system takes back from a run that dies."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from gouji.bilingual import GoujiError
from gouji.seal.runrecord import RECORD_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Beside the record of the run, so that it is no part of the evidence.
LOCK_FILE = "lock"

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        # locks of a range may reach beyond the end, and keep others from reading it: leave the start readable
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(out: Path) -> Iterator[Callable[[], None]]:
    """Keep every other run out of a folder, which is made where it is missing; give a check that it stays.

    The check raises :class:`GoujiError` where the folder was moved or removed: what is written from then on
    would be of one folder, and what was written before of another.

    The file stays when the lock is given back: whoever removed it could remove that of another run.
    Raises :class:`GoujiError` where another run is at work there, the folder cannot be written, or it did
    not stay to the end.
    """
    file = out / RECORD_FOLDER / LOCK_FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise GoujiError(
            f"无法写入 {out}：{error.strerror}。请检查权限和磁盘空间，或用 --out 另选文件夹。",
            f"{out} cannot be written: {error.strerror}. Check permissions and disk space, or choose another "
            "folder with --out.",
        ) from error
    try:
        try:
            _try_lock(descriptor)
        except (BlockingIOError, PermissionError):
            holder = os.pread(descriptor, 20, 0) if sys.platform != "win32" else b""
            raise _busy(out, holder.decode("ascii", "replace").strip()) from None
        # who holds the lock is a courtesy to others: on a full disk the run goes on to say so itself
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, b"%d\n" % os.getpid())

        def check() -> None:
            if not _is_open_as(file, descriptor):
                raise _gone(out)

        try:
            yield check
        finally:
            # also instead of an error, which is then but a consequence
            check()
    finally:
        os.close(descriptor)


def _is_open_as(file: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(file.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _gone(out: Path) -> GoujiError:
    return GoujiError(
        f"运行期间 {out} 被移走或删除，结果不完整。请恢复该文件夹（或任其为空）后重新运行。",
        f"{out} was moved or removed during the run, so the results are not whole. Put the folder back, or "
        "leave it empty, and run again.",
    )


def _busy(out: Path, holder: str) -> GoujiError:
    zh, en = (f"（进程 {holder}）", f" (process {holder})") if holder.isdigit() else ("", "")
    return GoujiError(
        f"另一个 gouji{zh}正在写入 {out}。请等它结束，或用 --out 另选文件夹。",
        f"another gouji{en} is writing to {out}. Wait until it is done, or choose another folder with --out.",
    )

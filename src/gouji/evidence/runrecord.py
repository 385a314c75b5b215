"""What lies beside evidence, unsealed: when and where it was made, and the lock of a run.

Whatever differs from run to run belongs here and nowhere else, so that the evidence itself comes out the
same everywhere.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from gouji.inputs.files import put_files
from gouji.model.as_json import dumps
from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


RECORD_FOLDER = ".run"
RECORD_FILE = "record.json"
SCHEMA = "gouji.run/1"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run that has begun. :meth:`write` ends it."""

    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def write(self, out: Path, **counts: int) -> None:
        """Write the record of the run that ends now, with what it counted, over that of the run before."""
        ended = dt.datetime.now(dt.UTC)
        record: dict[str, Any] = {
            "schema": SCHEMA,
            "started": self.started.isoformat(timespec="seconds"),
            "ended": ended.isoformat(timespec="seconds"),
            "seconds": round((ended - self.started).total_seconds(), 1),
            **counts,
            **surroundings(),
        }
        put_files(out / RECORD_FOLDER, {RECORD_FILE: (dumps(record, sort_keys=True) + "\n").encode()})


@cache
def surroundings() -> dict[str, Any]:
    """Return the machine and the packages a run is made with; to look them up takes a tenth of a second."""
    import platform
    from importlib.metadata import distributions

    packages = (dist.metadata for dist in distributions())
    return {
        "machine": {
            "node": platform.node(),
            "platform": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
        },
        "packages": {about["Name"].lower(): about["Version"] for about in packages},
    }


#: Beside the record of the run, so that they are no part of the evidence.
LOCK_FILE = "lock"
HOLDER_FILE = "holder"


@contextmanager
def run_lock(out: Path) -> Iterator[Callable[[], None]]:
    """Keep every other run out of a folder, which is made where it is missing; give a check that it stays.

    The check raises :class:`GoujiError` where the folder was moved or removed: what is written from then on
    would be of one folder, and what was written before of another.

    Raises :class:`GoujiError` where another run is at work there, the folder cannot be written, or it did
    not stay to the end.
    """
    from filelock import FileLock, Timeout

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

"""Work in a fork of this process, and acts before each of its operations on files."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What the interpreter announces before it does it.
OPERATIONS = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.scandir", "os.listdir"})
FAILED = 9


def before_each_operation(out: Path, act: Callable[[int], None]) -> None:
    """Call ``act`` with a running number before every operation of this process on a file below ``out``.

    This lasts as long as the process, so that it is for forks.
    """
    count = 0
    busy = False
    inside = str(out)

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count, busy
        if busy or event not in OPERATIONS:
            return
        if isinstance(arguments[0], str | os.PathLike) and os.fspath(arguments[0]).startswith(inside):
            busy = True
            act(count)
            busy = False
            count += 1

    sys.addaudithook(heard)


def in_a_fork(work: Callable[[], Any]) -> tuple[int, Any]:
    """Do the work in a fork; return its status as of ``waitpid`` and what it gave, through JSON.

    The status is that of exit code :data:`FAILED` where the work raised, with what it raised.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 0
        try:
            os.close(read)
            gave = work()
        except BaseException as error:
            gave, status = repr(error), FAILED
        with os.fdopen(write, "w") as told:
            json.dump(gave, told)
        os._exit(status)
    os.close(write)
    with os.fdopen(read) as told:
        gave = told.read()
    return os.waitpid(pid, 0)[1], json.loads(gave) if gave else None

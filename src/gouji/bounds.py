"""How much time and memory one report may take, so that it cannot hold up five thousand.

A notebook has hard limits on its kernel (:mod:`gouji.evidence.execute`). Where a file is only read, in a
process that other reports need afterwards, an alarm and a soft limit do the same. What a reader cannot trust
runs in a child process with limits of its own (:mod:`gouji.readers.limits`).
"""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from gouji.bilingual import GoujiError

if TYPE_CHECKING:
    from collections.abc import Iterator

MIB = 2**20

#: An alarm that rings inside a finaliser or a callback of the garbage collector is lost there, as Python
#: ignores what these raise: so it rings again, until the work has ended.
_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds for one report, once its kernel has started; MiB of data that its process may hold.

    A notebook of a long report takes a few seconds and 400 MiB, much of which all kernels share.
    """

    seconds: int = 600
    memory: int = 4096

    def too_long(self, about: str) -> GoujiError:
        """Return the error that a report took too long."""
        return GoujiError(
            f"{about}：处理超过 {self.seconds} 秒的时限，已停止，其他报告不受影响。"
            "如确需更久，可用 --timeout 放宽。",
            f"{about}: stopped, as it took longer than {self.seconds} seconds; the other reports go on. "
            "If it needs more, raise --timeout.",
        )

    def too_much(self, about: str) -> GoujiError:
        """Return the error that a report needed too much memory."""
        return GoujiError(
            f"{about}：处理所需内存超过上限 {self.memory} MiB，已停止，其他报告不受影响。"
            "如确需更多，可用 --memory 放宽。",
            f"{about}: stopped, as it needed more than {self.memory} MiB of memory; the other reports go on. "
            "If it needs more, raise --memory.",
        )


USUAL = Bounds()


@contextmanager
def within(bounds: Bounds, about: str) -> Iterator[None]:
    """Do the work inside within the bounds, then lift them again.

    Raises :class:`GoujiError` where it goes beyond them; ``about`` names the report in the message. Only a
    main thread can be stopped, and only where the system has alarms and limits: elsewhere nothing is bounded.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    def ring(signum: int, frame: object) -> NoReturn:
        raise bounds.too_long(about)

    before = signal.signal(signal.SIGALRM, ring)
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = bounds.memory * MIB
    resource.setrlimit(resource.RLIMIT_DATA, (_least(limit, soft, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except MemoryError as error:
        raise bounds.too_much(about) from error
    finally:
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _least(*limits: int) -> int:
    """Return the smallest limit; below zero stands for none."""
    return min(limit for limit in limits if limit >= 0)

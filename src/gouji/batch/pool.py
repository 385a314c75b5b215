"""Work handed to processes, to any executor or to a Dask cluster, that survives the death of workers.

A worker that dies takes its whole process pool with it. What was at work then is done again, piece by piece,
so that a piece that kills its worker is the only one lost; the others go on in a new pool. Few pieces are
handed over ahead, and no result is kept: a run may have a hundred thousand.

The workers read the reports themselves: they need the same paths as the run, that is a shared file system,
and the same gouji. Give each worker process one thread; a worker that dies takes its work back to the others.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, util
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Self, TypeVar

from gouji.evidence.manifest import code_digest
from gouji.model.text import GoujiError
from gouji.readers.apart import warm
from warmkernel.forkserver import SERVERS, Setup, WarmKernelError
from warmkernel.lending import LentServer, borrow

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Generator, Iterator, Sequence
    from types import TracebackType


Piece = TypeVar("Piece")
Done = TypeVar("Done")


#: Pieces handed to an executor of the caller at once: enough for a large cluster, and few results in memory.
_AHEAD = 256


class Pool:
    """``jobs`` processes of our own (all cores by default), or the caller's executor, which stays open.

    ``kernels``: the work runs notebooks on warm kernels. Processes of our own then have one server of them
    together (:func:`kernels_to_lend`), which takes seconds of a core to start (:meth:`warm`).
    """

    def __init__(
        self, executor: Executor | None, jobs: int | None, *, kernels: bool | LentServer = False
    ) -> None:
        self._given = executor
        self._notebooks = bool(kernels)
        self._kernels: LentServer | None = None
        if kernels and executor is None:
            self._kernels = kernels_to_lend() if kernels is True else kernels
        self._jobs = jobs or os.cpu_count() or 1
        self._own: ProcessPoolExecutor | None = None
        self._started = False
        self._ahead = 2 * self._jobs if executor is None else _AHEAD
        # another executor says in its own way that it lost a worker
        self._died: type[Exception] = BrokenExecutor if executor is None else Exception

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self._kernels is not None:
            self._kernels.stop()

    def warm(self) -> None:
        """Say that notebooks will be run: the server of kernels starts now, unless it did before."""
        if self._kernels is not None:
            self._kernels.start()

    def each(
        self,
        function: Callable[[Piece], Done],
        pieces: Sequence[Piece],
        lost: Callable[[Piece], Done],
        meanwhile: Callable[[], None] | None = None,
    ) -> Iterator[Done]:
        """Yield what the function gives for each piece, as they come; ``lost`` for one that kills workers.

        The function must not raise: what is raised is taken for the death of a worker. ``meanwhile`` is done
        by this process once the first pieces are at work. Raises GoujiError where processes cannot be started
        at all.
        """
        waiting = deque(pieces)
        while waiting:
            at_work, meanwhile = self._together(function, waiting, meanwhile), None
            for piece in (yield from at_work):
                try:
                    yield self._executor().submit(function, piece).result()
                except self._died:
                    self._close()
                    self._check_start()
                    yield lost(piece)

    def _together(
        self, function: Callable[[Piece], Done], waiting: deque[Piece], meanwhile: Callable[[], None] | None
    ) -> Generator[Done, None, list[Piece]]:
        """Yield what is done until all is, or workers die; return what was at work then."""
        running: dict[Future[Done], Piece] = {}
        suspects: list[Piece] = []
        while running or (waiting and not suspects):
            while waiting and not suspects and len(running) < self._ahead:
                try:
                    running[self._executor().submit(function, waiting[0])] = waiting[0]
                except BrokenExecutor:
                    suspects.append(waiting[0])
                waiting.popleft()
            if meanwhile is not None:
                meanwhile()
                meanwhile = None
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                piece = running.pop(future)
                try:
                    yield future.result()
                except self._died:
                    suspects.append(piece)
        if suspects:
            self._close()
        return suspects

    def _check_start(self) -> None:
        """Raise GoujiError where a process of ours dies with no work to die of: each piece would be lost."""
        if self._given is None and not self._started:
            try:
                self._executor().submit(os.getpid).result()
            except BrokenExecutor:
                self._close()
                raise GoujiError(
                    "无法启动工作进程。请检查可用内存；在脚本中调用时，请把脚本存为文件，"
                    '并把调用放在 if __name__ == "__main__": 之下。',
                    "Worker processes cannot be started. Check the memory there is; a script that calls this "
                    'must be a file and make the call under if __name__ == "__main__":.',
                ) from None
            self._started = True

    def _close(self) -> None:
        if self._own is not None:
            self._own.shutdown(cancel_futures=True)
            self._own = None

    def _executor(self) -> Executor:
        if self._given is not None:
            return self._given
        if self._own is None:
            lent = (self._kernels.setup, self._kernels.control) if self._kernels else None
            forked = can_be_forked()
            if forked and self._notebooks:
                _prepare_for_notebooks()
            self._own = ProcessPoolExecutor(
                self._jobs,
                mp_context=get_context("fork" if forked else "spawn"),
                initializer=_start_worker,
                initargs=(lent,),
            )
        return self._own


def kernels_to_lend() -> LentServer | None:
    """Return a server of kernels for a pool, not started yet, or None where there are no warm kernels at all.

    Each process then finds that out.
    """
    with suppress(WarmKernelError):
        return LentServer(Setup.usual())
    return None


def _prepare_for_notebooks() -> None:
    """Import what notebooks need and compile the schema that holds them, once for all workers."""
    from nbformat.v4 import new_notebook

    import gouji.show.page  # noqa: F401
    from gouji.show.notebook import notebook_bytes

    notebook_bytes(new_notebook())


def can_be_forked() -> bool:
    """Say whether workers may be forks of this process, which saves each of them all imports.

    A lock that another thread holds, one of a library included, would stay locked in a fork for ever.
    """
    return sys.platform == "linux" and sum(1 for _ in Path("/proc/self/task").iterdir()) == 1


def _start_worker(lent: tuple[Setup, socket.socket] | None) -> None:
    """Let this worker end at once: with its work, for to free all it holds takes seconds, and with the run.

    Workers hold each other's pipes open and would wait on where the run is killed. ``lent`` is a server of
    kernels to borrow.
    """
    if lent is not None:
        borrow(*lent)
    run = parent_process()

    def wait() -> None:
        if run is not None:
            run.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()
    # below 0: after what multiprocessing itself does at the end
    util.Finalize(None, _end, exitpriority=-100)


def _end() -> None:
    """End this worker without freeing what it holds, after what it started: nothing outlives it."""
    SERVERS.stop()
    warm.close()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(0)


#: Seconds to wait for the scheduler.
_PATIENCE = 20


@contextmanager
def workers_of(scheduler: str) -> Iterator[tuple[Executor, int]]:
    """Connect to a scheduler (``tcp://host:8786``): its workers as an executor, and how many they are.

    Raises :class:`GoujiError` where Dask is not installed, the scheduler does not answer, has no workers, or
    one of them has another gouji than this one: its evidence would differ.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise GoujiError(
            "使用 --scheduler 需要 Dask：请安装 gouji[cluster]。",
            "--scheduler needs Dask: install gouji[cluster].",
        ) from error
    try:
        client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise GoujiError(
            f"无法连接调度器 {scheduler}（{type(error).__name__}）。请检查地址，并确认调度器已启动。",
            f"the scheduler {scheduler} does not answer ({type(error).__name__}). Check the address, and "
            "that it is running.",
        ) from error
    with client:
        digests: dict[str, str] = client.run(code_digest)
        if not digests:
            raise GoujiError(
                f"调度器 {scheduler} 没有工作进程。请先启动 dask worker。",
                f"the scheduler {scheduler} has no workers. Start some with dask worker.",
            )
        if others := sorted(worker for worker, digest in digests.items() if digest != code_digest()):
            raise GoujiError(
                f"这些工作进程的 gouji 与本机不是同一版本：{'、'.join(others)}。请统一安装后再运行。",
                f"these workers have another gouji than this one: {', '.join(others)}. Install the same.",
            )
        # the same report may be read twice in one run and both must count: no sharing of results by content
        with client.get_executor(pure=False) as executor:
            yield executor, len(digests)

"""Work handed to a pool of processes, or to any executor, that survives the death of a worker.

A worker that dies takes its whole process pool with it. What it left undone is done again, piece by piece,
so that a piece that kills its worker is the only one lost.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

Piece = TypeVar("Piece")
Done = TypeVar("Done")


class Pool:
    """``jobs`` processes of our own (all cores by default), or the caller's executor, which stays open."""

    def __init__(self, executor: Executor | None, jobs: int | None) -> None:
        self._given = executor
        self._jobs = jobs or os.cpu_count() or 1
        self._own: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def each(
        self,
        function: Callable[[Piece], Done],
        pieces: Sequence[Piece],
        lost: Callable[[Piece], Done],
    ) -> Iterator[Done]:
        """Yield what the function gives for each piece, as they come; ``lost`` for one that kills workers."""
        left: list[Piece] = []
        futures = {self._executor().submit(function, piece): piece for piece in pieces}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                left.append(futures[future])
        if left:
            self._close()
        for piece in left:
            try:
                yield self._executor().submit(function, piece).result()
            except BrokenProcessPool:
                self._close()
                yield lost(piece)

    def _close(self) -> None:
        if self._own is not None:
            self._own.shutdown(cancel_futures=True)
            self._own = None

    def _executor(self) -> Executor:
        if self._given is not None:
            return self._given
        if self._own is None:
            # workers start afresh: a fork of a process with threads may never wake
            self._own = ProcessPoolExecutor(
                self._jobs, mp_context=get_context("spawn"), initializer=_end_with_the_run
            )
        return self._own


def _end_with_the_run() -> None:
    """Let this worker end when the run is killed: workers hold each other's pipes open and would wait on."""
    run = parent_process()

    def wait() -> None:
        if run is not None:
            run.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()

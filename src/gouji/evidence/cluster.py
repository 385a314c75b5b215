"""An existing Dask cluster as the executor of a run.

The workers read the reports themselves: they need the same paths as the run, that is a shared file system,
and the same gouji. Give each worker process one thread; a worker that dies takes its work back to the others.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from gouji.bilingual import GoujiError
from gouji.seal.manifest import code_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

#: Seconds to wait for the scheduler.
_PATIENCE = 20


@contextmanager
def executor_of(scheduler: str) -> Iterator[Executor]:
    """Connect to a scheduler (``tcp://host:8786``) and give its workers as an executor.

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
            yield executor

"""Runs a notebook on a kernel of its own, without the waiting that a warm kernel makes needless.

The notebook, the kernel and the messages between them are the same as with papermill or nbclient alone. What
is left out: waiting for silence before the first cell, polling for the kernel's end, heartbeats, saving the
notebook after every cell, times of day in its metadata. An error in a cell stops the notebook there.

:func:`run` is a coroutine, so that one event loop can run several notebooks at once.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from jupyter_client.client import KernelClient
    from nbformat import NotebookNode


class WarmNotebookClient(NotebookClient):
    """A notebook client that waits for nothing but the kernel's answers, and throws the kernel away."""

    async def async_start_new_kernel_client(self) -> KernelClient:
        """Connect to the kernel and return once its output reaches us.

        A kernel greets every subscriber to its output (``iopub_welcome``). The greeting tells more than the
        usual wait for silence, and sooner.
        """
        assert self.km is not None
        self.kc = self.km.client()
        self.kc.start_channels(stdin=False, hb=False)
        try:
            async with asyncio.timeout(self.startup_timeout):
                while (await self.kc.iopub_channel.get_msg())["msg_type"] != "iopub_welcome":
                    pass
        except TimeoutError:
            await self._async_cleanup_kernel()
            raise RuntimeError(f"Kernel didn't respond in {self.startup_timeout} seconds") from None
        return self.kc

    @asynccontextmanager
    async def async_setup_kernel(self, **kwargs: Any) -> AsyncGenerator[None, None]:
        """Give the notebook a kernel of its own, and kill it afterwards.

        Unlike the inherited method this one leaves the process's signal handlers alone.
        """
        self.km = self.create_kernel_manager()
        await self.async_start_new_kernel(**kwargs)
        try:
            await self.async_start_new_kernel_client()
            yield
        finally:
            if self.km is not None:
                await self._async_cleanup_kernel()


async def run(
    nb: NotebookNode,
    kernel_name: str = "gouji-warm",
    cwd: str | None = None,
    timeout: int | None = None,
    startup_timeout: int = 60,
) -> NotebookNode:
    """Run a notebook in place and return it.

    Args:
        nb: The notebook; outputs and execution counts are replaced.
        kernel_name: Kernel to run it on, warm or not.
        cwd: Working directory of the kernel; by default that of this process.
        timeout: Seconds a cell may take; None for ever.
        startup_timeout: Seconds the kernel may take to start.

    Raises:
        CellExecutionError: A cell raised; the cells after it have not run. Outputs up to there are in ``nb``.
        CellTimeoutError: A cell took too long.
        DeadKernelError: The kernel died.
    """
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = WarmNotebookClient(
        nb,
        kernel_name=kernel_name,
        kernel_manager_class=AsyncKernelManager,
        timeout=timeout,
        startup_timeout=startup_timeout,
        shutdown_kernel="immediate",
        record_timing=False,
        resources={"metadata": {"path": cwd}},
    )
    await client.async_execute()
    return nb

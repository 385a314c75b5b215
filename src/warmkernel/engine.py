"""The papermill engine ``gouji-warm``: runs a notebook on a kernel of its own without needless waiting.

The notebook, the kernel and the messages between them are the same as with papermill or nbclient alone. What
is left out: waiting for silence before the first cell, polling for the kernel's end, heartbeats, saving the
notebook after every cell, times of day in its metadata. An error in a cell stops the notebook there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import socket
import time
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import from_dict
from traitlets.config import Config

from warmkernel.forkserver import SERVERS, Launch, Setup

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Sequence

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
            raise RuntimeError(f"Kernel didn't respond in {self.startup_timeout} seconds") from None
        return self.kc

    @asynccontextmanager
    async def async_setup_kernel(self, **kwargs: object) -> AsyncGenerator[None, None]:
        """Give the notebook a kernel of its own, and kill it afterwards.

        Unlike the inherited method this one leaves the process's signal handlers alone: a kernel that is
        forgotten is killed anyway.
        """
        self.km = self.create_kernel_manager()
        try:
            await self.async_start_new_kernel(**kwargs)
            await self.async_start_new_kernel_client()
            yield
        finally:
            await self._async_cleanup_kernel()


async def run(
    nb: NotebookNode,
    kernel_name: str = "gouji-warm",
    *,
    cwd: str | None = None,
    timeout: float | None = None,
    cell_timeout: int | None = None,
    startup_timeout: int = 60,
    memory_limit: int = 0,
    extra_arguments: Sequence[str] = (),
    config: Config | None = None,
) -> NotebookNode:
    """Run a notebook in place and return it; several can run at once in one event loop.

    ``kernel_name`` may name any kernel, warm or not; ``cwd`` is its working directory, by default that of
    this process. ``timeout`` is in seconds for all cells together, ``cell_timeout`` for each of them,
    ``startup_timeout`` for the start of the kernel. ``memory_limit`` is in bytes, 0 for none, and only a warm
    kernel's provisioner knows it. ``extra_arguments`` go to the kernel, ``config`` to client and manager.

    Raises ``CellExecutionError`` if a cell raised (the outputs up to there are in ``nb``),
    ``CellTimeoutError`` if the time is over, ``DeadKernelError`` if the kernel died.
    """
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    deadline: float | None = None

    def seconds(cell: NotebookNode) -> int | None:
        nonlocal deadline
        if timeout is None:
            return cell_timeout
        # counted from the first cell: a kernel that is slow to start is not the notebook's doing
        deadline = deadline or time.monotonic() + timeout
        left = max(1, math.ceil(deadline - time.monotonic()))
        return left if cell_timeout is None else min(left, cell_timeout)

    settings = Config(config or {})
    if memory_limit:
        settings.WarmProvisioner.memory_limit = memory_limit
    client = WarmNotebookClient(
        nb,
        kernel_name=kernel_name,
        kernel_manager_class=AsyncKernelManager,
        config=settings,
        extra_arguments=list(extra_arguments),
        timeout_func=seconds,
        startup_timeout=startup_timeout,
        shutdown_kernel="immediate",
        record_timing=False,
        # how the text of a stream is cut into messages is a matter of time, and must not show
        coalesce_streams=True,
        resources={"metadata": {"path": cwd}},
    )
    await client.async_execute()
    return nb


def run_without_client(
    nb: NotebookNode,
    setup: Setup | None = None,
    *,
    timeout: float | None = None,
    startup_timeout: float = 60,
    memory_limit: int = 0,
) -> NotebookNode:
    """Run a notebook in place in a fork of the server, without client and sockets of Jupyter, and return it.

    The cells run in ipykernel's own shell, in a process of their own that ends with them, and their outputs
    are those of :func:`run`, the wording of tracebacks apart; they have no widgets and no input, and no event
    loop runs on between them. ``setup`` is by default that of the kernel spec which comes with the package.
    Raises as :func:`run` does, and :class:`~warmkernel.forkserver.WarmKernelError` where there is no server.
    """
    cells = {index: cell for index, cell in enumerate(nb.cells) if cell.cell_type == "code"}
    for cell in cells.values():
        cell.outputs, cell.execution_count = [], None
    cells = {index: cell for index, cell in cells.items() if cell.source.strip()}
    ours, its = socket.socketpair()
    with ours:
        with its:
            argv = [cell.source for cell in cells.values()]
            stdio = (its.fileno(), None, None)
            launch = Launch(argv, dict(os.environ), os.fspath(Path.cwd()), stdio, memory_limit)
            process = SERVERS.get(setup or Setup.usual()).run(launch, startup_timeout)
        try:
            told = _told(ours, None if timeout is None else time.monotonic() + timeout)
            client = NotebookClient(nb)
            for index, cell in cells.items():
                _take(client, told, cell, index)
        except TimeoutError:
            raise CellTimeoutError.error_from_timeout_and_cell("too long", int(timeout or 0), cell) from None
        finally:
            process.release()
    return nb


_SHOWN = {
    "display_data": ("metadata", "data"),
    "execute_result": ("metadata", "data", "execution_count"),
}
"""What an output has of a message, where no other output depends on it."""


def _take(client: NotebookClient, told: Iterator[dict[str, Any]], cell: NotebookNode, index: int) -> None:
    """Take what a cell displays, up to its end. Raises where it raised, and where the process died."""
    client.clear_before_next_output = False
    for message in told:
        content = message["content"]
        if message["msg_type"] == "execute_reply":
            cell.execution_count = content["execution_count"]
            if content["status"] == "error":
                if not any(one.output_type == "error" for one in cell.outputs):
                    # a shell without memory for its traceback shows none
                    shown = {name: content[name] for name in ("ename", "evalue", "traceback")}
                    cell.outputs.append(from_dict({"output_type": "error"} | shown))
                raise CellExecutionError.from_cell_and_msg(cell, content)
            return
        kind, streams = message["msg_type"], {one.get("name"): one for one in cell.outputs}
        if kind == "stream" and content["name"] in streams and not client.clear_before_next_output:
            streams[content["name"]].text += content["text"]
        elif kind in _SHOWN and not (content.get("transient") or client.clear_before_next_output):
            # as nbclient does it, which first holds every output against the schema
            cell.outputs.append(
                from_dict({"output_type": kind} | {name: content[name] for name in _SHOWN[kind]})
            )
        else:
            client.process_message(message | {"header": {"msg_type": kind}, "parent_header": {}}, cell, index)
    raise DeadKernelError("Kernel died")


def _told(answers: socket.socket, deadline: float | None) -> Iterator[dict[str, Any]]:
    """Yield messages as they come, until the other end closes. Raises TimeoutError after the deadline."""
    parts: list[bytes] = []
    while True:
        if deadline is not None:
            answers.settimeout(max(deadline - time.monotonic(), 1e-3))
        chunk = answers.recv(1 << 20)
        if not chunk:
            return
        first, *lines = chunk.split(b"\n")
        parts.append(first)
        for line in lines:
            yield json.loads(b"".join(parts))
            parts = [line]


class WarmEngine:
    """Papermill engine: ``papermill --engine gouji-warm`` or ``execute_notebook(engine_name="gouji-warm")``.

    Papermill itself writes the notebook, once, when it is done. The class has the methods of papermill's own
    ``Engine`` and does not inherit it, because papermill loads this module while it is itself being imported.
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        *,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        timeout: float | None = None,
        memory_limit: int = 0,
        extra_arguments: Sequence[str] = (),
        config: Config | None = None,
        **options: object,
    ) -> NotebookNode:
        """Run a notebook and return it; a cell's error is in its outputs, where papermill looks for it.

        ``execution_timeout`` is in seconds for each cell, ``timeout`` for the whole notebook; a warm kernel
        knows a ``memory_limit`` in bytes. Options that only concern progress, logging and saving on the way
        are accepted and have no effect.
        """
        with contextlib.suppress(CellExecutionError):
            asyncio.run(
                run(
                    nb,
                    kernel_name,
                    timeout=timeout,
                    cell_timeout=execution_timeout,
                    startup_timeout=start_timeout,
                    memory_limit=memory_limit,
                    extra_arguments=extra_arguments,
                    config=config,
                )
            )
        return nb

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the name of the kernel to use: ``name``, or else the one the notebook names."""
        return str(import_module("papermill.utils").nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the notebook's language: ``language``, or else the one the notebook names."""
        return str(import_module("papermill.utils").nb_language(nb, language))

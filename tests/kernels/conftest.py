"""Kernel specs for the tests, and clients that talk to real kernels."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager, start_new_async_kernel

from warmkernel import provisioner
from warmkernel.forkserver import SERVERS

SPEC = Path(provisioner.__file__).with_name("kernelspec") / "kernel.json"


class Kernel:
    """A running kernel and a client of it, driven from a test without an event loop of its own."""

    def __init__(self, runner: asyncio.Runner, km: AsyncKernelManager, kc: AsyncKernelClient) -> None:
        self._runner = runner
        self.km = km
        self.kc = kc

    @property
    def pid(self) -> int:
        return self.km.provisioner.pid

    def do(self, coroutine: Coroutine[None, None, Any]) -> Any:
        """Do something with the manager or the client, and return what comes of it."""
        return self._runner.run(coroutine)

    def run(self, code: str) -> str:
        """Execute a cell; return what it printed, or the name of what it raised."""
        said = []

        def hear(message: dict) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] == "error":
                said.append(content["ename"])

        self.do(self.kc.execute_interactive(code, output_hook=hear, timeout=600, allow_stdin=False))
        return "".join(said).strip()

    def end(self, now: bool = True) -> None:
        """Shut the kernel down, killing it or asking it to end."""
        self.kc.stop_channels()
        self.km.shutdown_wait_time = 600  # before it kills one that was asked to end
        self.do(self.km.shutdown_kernel(now=now))


@pytest.fixture(scope="package", autouse=True)
def specs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Return a function that installs a variant of the kernel spec and returns its name."""
    folder = tmp_path_factory.mktemp("jupyter")

    def install(name: str, preload: list[str], **config: object) -> str:
        spec = json.loads(SPEC.read_text("utf-8"))
        # a machine that is busy with other tests is not one whose server cannot run
        patient = {"preload": preload, "start_timeout": 600.0}
        spec["metadata"]["kernel_provisioner"]["config"] = patient | config
        (folder / "kernels" / name).mkdir(parents=True, exist_ok=True)
        (folder / "kernels" / name / "kernel.json").write_text(json.dumps(spec), "utf-8")
        return name

    install("warm-test", ["pandas"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        yield install
    SERVERS.stop()


@pytest.fixture
def start() -> Iterator[Callable[..., Kernel]]:
    """Return a function that starts kernels; they end with the test."""
    kernels = []
    with asyncio.Runner() as runner:

        def start_one(name: str = "warm-test", **options: object) -> Kernel:
            starting = start_new_async_kernel(startup_timeout=600, kernel_name=name, **options)
            kernels.append(Kernel(runner, *runner.run(starting)))
            return kernels[-1]

        yield start_one
        for kernel in kernels:
            kernel.end()


def gone(pid: int) -> bool:
    """Whether a process has ended, reaped by its parent or not."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def server_of(kernel: Kernel) -> int:
    """Return the process id of the fork server a kernel comes from."""
    return psutil.Process(kernel.pid).ppid()


def is_warm(kernel: Kernel) -> bool:
    """Whether a kernel is a fork of a server and not a child of this process."""
    return server_of(kernel) != os.getpid()

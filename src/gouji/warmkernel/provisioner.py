"""The kernel provisioner: Jupyter clients ask it for kernels, it takes them from the fork server.

Everything except the start is inherited from the ordinary provisioner, and so is the start whenever no warm
kernel can be had: on other systems than Linux, when the server cannot run, for launch options a fork cannot
honour. The log says why, once for each reason.
"""

from __future__ import annotations

import itertools
import os
import pathlib
import subprocess
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Float, List, Unicode

from gouji.warmkernel.forkserver import SERVERS, Launch, Setup, WarmKernelError
from gouji.warmkernel.process import LeasedProcess

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

LAUNCHER = ["-m", "ipykernel_launcher"]

HONOURED = {"cwd", "env", "extra_arguments", "independent", "kernel_id", "stderr", "stdin", "stdout"}
"""Launch options a forked kernel honours; any other one is for :class:`subprocess.Popen`."""

_numbers = itertools.count(1)
_reasons_said: set[str] = set()


class WarmProvisioner(LocalProvisioner):
    """Provides kernels forked from a process that has its imports done."""

    preload = List(
        Unicode(), help="Modules that are imported once, in the process all kernels are forked from."
    ).tag(config=True)
    start_timeout = Float(
        60.0, help="Seconds to wait for a forked kernel, the start of the fork server included."
    ).tag(config=True)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose sockets in a private folder instead of TCP ports, which others could take meanwhile."""
        km = self.parent
        # a restarted kernel keeps its sockets
        if km is not None and km.transport == "tcp" and not any(km.ports):
            try:
                folder = SERVERS.folder()
            except WarmKernelError as reason:
                self._say(reason)
            else:
                name = f"{folder}/k{next(_numbers)}"
                km.transport, km.ip, km.cache_ports = "ipc", name, False
                km.connection_file = km.connection_file or f"{name}.json"
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start one in the ordinary way if that fails."""
        try:
            self.process = await self._fork_kernel(cmd, **kwargs)
        except WarmKernelError as reason:
            self._say(reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or pathlib.Path.cwd()
        return self.connection_info

    async def _fork_kernel(self, cmd: list[str], **kwargs: Any) -> LeasedProcess:
        python, *command = cmd
        if command[:2] != LAUNCHER:
            raise WarmKernelError(f"not an ipykernel: {' '.join(cmd)}")
        if kwargs.get("independent") or not HONOURED.issuperset(kwargs):
            raise WarmKernelError(f"asked for with options only an ordinary kernel has: {sorted(kwargs)}")
        env = kwargs["env"]
        server = SERVERS.get(Setup.of(python, self.preload, env))
        launch = Launch(
            argv=command[2:],
            env=env,
            cwd=os.path.abspath(kwargs.get("cwd") or os.getcwd()),
            stdio=(
                _descriptor(kwargs.get("stdin"), None),
                _descriptor(kwargs.get("stdout"), 1),
                _descriptor(kwargs.get("stderr"), 2),
            ),
        )
        return await server.launch(launch, self.start_timeout)

    def _say(self, reason: WarmKernelError) -> None:
        if (text := str(reason)) not in _reasons_said:
            _reasons_said.add(text)
            self.log.warning("Starting an ordinary kernel instead of a warm one: %s", text)

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the process group of the kernel."""
        if isinstance(self.process, LeasedProcess):
            self.process.send_signal(signum)
        else:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and wait a moment for its end, so that nobody has to poll for it."""
        process = self.process
        await super().kill(restart)
        if isinstance(process, LeasedProcess):
            await process.ended(timeout=1)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait a moment for the kernel's end, so that nobody has to poll for it."""
        if isinstance(self.process, LeasedProcess):
            await self.process.ended(timeout=1)

    async def wait(self) -> int | None:
        """Wait for the end of the kernel."""
        if isinstance(self.process, LeasedProcess):
            await self.process.ended()
        return await super().wait()


def _descriptor(stream: Any, default: int | None) -> int | None:
    """Return the file descriptor behind what :class:`subprocess.Popen` takes as a stream.

    Raises:
        WarmKernelError: It is a pipe to be made, or has no descriptor.
    """
    if stream is None:
        return default
    if stream == subprocess.DEVNULL:
        return None
    try:
        fd = stream if isinstance(stream, int) else stream.fileno()
    except (AttributeError, OSError) as error:
        raise WarmKernelError(f"a stream without a descriptor: {error}") from error
    if fd < 0:
        raise WarmKernelError("asked for with pipes, which only an ordinary kernel has")
    return int(fd)

"""The kernel provisioner: Jupyter clients ask it for kernels, it takes them from the fork server.

Everything but the start is inherited from the ordinary provisioner, and so is the start whenever no warm
kernel can be had: on other systems than Linux, when the server cannot run, for launch options that a fork
cannot honour. The log says why, once for each reason.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Float, Integer, List, Unicode

from warmkernel.forkserver import SERVERS, Launch, LeasedProcess, Setup, WarmKernelError

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo


LAUNCHER = ["-m", "ipykernel_launcher"]
"""What a kernel spec's command has between the interpreter and the arguments of the kernel."""

HONOURED = {"cwd", "env", "extra_arguments", "independent", "kernel_id", "stderr", "stdin", "stdout"}
"""Launch options that a fork can honour; any other is for :class:`subprocess.Popen`."""

MOMENT = 1.0
"""Seconds to wait for a kernel's end before leaving the waiting to the kernel manager, which polls."""

_numbers = itertools.count(1)
_said: set[str] = set()


class WarmProvisioner(LocalProvisioner):
    """Provides kernels forked from a process that has its imports done."""

    preload = List(
        Unicode(), help="Modules to import once, in the process that all kernels are forked from."
    ).tag(config=True)
    start_timeout = Float(
        60.0, help="Seconds to wait for a forked kernel, the start of the fork server included."
    ).tag(config=True)
    memory_limit = Integer(
        0, help="Bytes of data a kernel may have, warm or not on Linux (RLIMIT_DATA); 0 means no limit."
    ).tag(config=True)

    @property
    def leased(self) -> LeasedProcess | None:
        """The kernel process if it is a forked one."""
        process: object = self.process
        return process if isinstance(process, LeasedProcess) else None

    async def pre_launch(self, **kwargs: object) -> dict[str, Any]:
        """Choose sockets in a private folder instead of TCP ports, which others could take meanwhile."""
        km = self.parent
        # a kernel that is restarted keeps its sockets
        if km is not None and km.transport == "tcp" and not any(km.ports):
            try:
                name = f"{SERVERS.folder()}/k{next(_numbers)}"
            except WarmKernelError as reason:
                self._say(reason)
            else:
                km.transport, km.ip, km.cache_ports = "ipc", name, False
                km.connection_file = km.connection_file or f"{name}.json"
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> KernelConnectionInfo:
        """Fork a kernel, or start one in the ordinary way if that fails."""
        try:
            process = await self._fork_kernel(cmd, dict(kwargs))
        except WarmKernelError as reason:
            self._say(reason)
            await super().launch_kernel(cmd, **kwargs)
        else:
            self.process = cast("Any", process)
            self.pid = self.pgid = process.pid
            self.cwd = kwargs.get("cwd", Path.cwd())
        if self.memory_limit and self.pid and sys.platform == "linux":
            import resource

            resource.prlimit(self.pid, resource.RLIMIT_DATA, (self.memory_limit, self.memory_limit))
        return self.connection_info

    async def _fork_kernel(self, cmd: list[str], options: dict[str, Any]) -> LeasedProcess:
        python, *command = cmd
        if command[:2] != LAUNCHER:
            raise WarmKernelError(f"not an ipykernel: {' '.join(cmd)}")
        if options.get("independent") or not HONOURED.issuperset(options):
            raise WarmKernelError(f"only an ordinary kernel has all of these: {', '.join(sorted(options))}")
        server = SERVERS.get(Setup.of(python, self.preload, options["env"]))
        launch = Launch(
            argv=command[2:],
            env=options["env"],
            cwd=os.fspath(Path.cwd() / (options.get("cwd") or "")),
            stdio=(
                _descriptor(options.get("stdin"), None),
                _descriptor(options.get("stdout"), 1),
                _descriptor(options.get("stderr"), 2),
            ),
        )
        return await server.launch(launch, self.start_timeout)

    def _say(self, reason: WarmKernelError) -> None:
        if (text := str(reason)) not in _said:
            _said.add(text)
            self.log.warning("Starting an ordinary kernel instead of a warm one: %s", text)

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the process group of the kernel."""
        if self.leased:
            self.leased.send_signal(signum)
        else:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and wait a moment for its end."""
        await super().kill(restart)
        if self.leased:
            await self.leased.ended(timeout=MOMENT)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait a moment for the end of the kernel, which has been asked to end."""
        if self.leased:
            await self.leased.ended(timeout=MOMENT)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of the kernel, which has ended, or ends now."""
        if self.leased:
            self.leased.release()
        await super().cleanup(restart)

    async def wait(self) -> int | None:
        """Wait for the end of the kernel and return its exit code."""
        if self.leased:
            await self.leased.ended()
        return await super().wait()


def _descriptor(stream: object, default: int | None) -> int | None:
    """Return the descriptor of what :class:`subprocess.Popen` takes as a stream, None for the null device.

    Raises :class:`WarmKernelError` if it has none, or stands for a pipe that is yet to be made.
    """
    if stream is None:
        return default
    if stream == subprocess.DEVNULL:
        return None
    try:
        fd = stream if isinstance(stream, int) else cast("Any", stream).fileno()
    except (AttributeError, OSError) as error:
        raise WarmKernelError(f"a stream without a descriptor: {error}") from error
    if fd < 0:
        raise WarmKernelError("only an ordinary kernel has pipes")
    return int(fd)

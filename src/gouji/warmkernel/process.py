"""A forked kernel as its client sees it: the few methods of :class:`subprocess.Popen` that provisioners use.

The client is not the parent of the kernel, the fork server is. Between the two runs a *lease*: a socket pair,
one for each kernel, over which the server reports how the kernel ended. While the lease is open the server
leaves a dead kernel unreaped, so its process id cannot be given to anyone else and signals reach the kernel
or nobody. When the lease ends, by :meth:`LeasedProcess.release` or because the client died, the server kills
whatever is left of the kernel's process group.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import time

LOST = -signal.SIGKILL
"""Exit code of a kernel whose server died: the operating system kills it along with the server."""

LONGEST_NAP = 0.1
"""Seconds; waiting starts with naps of a millisecond, because a killed kernel is gone soon."""


class LeasedProcess:
    """A kernel process that belongs to a fork server.

    ``pid`` is the id of the process, of its group and of its session. ``returncode`` is None while it runs,
    then its exit code, ``-n`` after signal ``n``.
    """

    # provisioners close these after the end of an ordinary process; a leased one has no pipes
    stdin = stdout = stderr = None

    def __init__(self, pid: int, lease: socket.socket) -> None:
        """Take over the client's end of the lease of a running kernel."""
        self.pid = pid
        self.returncode: int | None = None
        lease.setblocking(False)
        # a bare descriptor: when a forgotten kernel is collected, a socket object might go before it
        self._lease: int | None = lease.detach()
        self._client = os.getpid()

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None:
            try:
                report = b"" if self._lease is None else os.read(self._lease, 4096)
            except BlockingIOError:
                return None
            except OSError:
                report = b""
            self.returncode = int(json.loads(report)["exit"]) if report else LOST
        return self.returncode

    def wait(self) -> int:
        """Wait for the end of the kernel, release it and return its exit code."""
        nap = 0.001
        while (code := self.poll()) is None:
            time.sleep(nap)
            nap = min(2 * nap, LONGEST_NAP)
        self.release()
        return code

    async def ended(self, timeout: float | None = None) -> bool:
        """Wait for the end of the kernel; return False if it still runs after ``timeout`` seconds.

        Several tasks may wait, in different event loops, which is why this naps and does not watch the lease.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        nap = 0.001
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                return False
            await asyncio.sleep(nap)
            nap = min(2 * nap, LONGEST_NAP)
        return True

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel's process group; do nothing once the kernel has ended."""
        if self.poll() is None:
            os.killpg(self.pid, signum)

    def kill(self) -> None:
        """Send SIGKILL to the kernel's process group."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Send SIGTERM to the kernel's process group."""
        self.send_signal(signal.SIGTERM)

    def release(self) -> None:
        """Give the lease back: the server kills what is left of the process group and reaps the kernel."""
        lease, self._lease = self._lease, None
        if lease is None:
            return
        with socket.socket(fileno=lease) as end:
            if os.getpid() == self._client:
                # shut down and not only closed: a fork of this process may hold the descriptor too
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def __del__(self) -> None:
        self.release()

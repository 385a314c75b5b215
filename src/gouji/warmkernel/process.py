"""A forked kernel as its client sees it: the few methods of :class:`subprocess.Popen` that provisioners use.

The client is not the parent of the kernel, the fork server is. Between the two runs a *lease*: a socket pair,
one for each kernel, over which the server reports how the kernel ended. While the lease is open the server
leaves a dead kernel unreaped, so its process id cannot be given to anyone else and signals always reach the
kernel or nobody. When the lease ends, by :meth:`LeasedProcess.release` or because the client died, the server
kills whatever is left of the kernel's process group.
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


class LeasedProcess:
    """A kernel process owned by a fork server.

    Attributes:
        pid: Process id, also the id of the kernel's process group and session.
        returncode: As for :class:`subprocess.Popen`: None while running, ``-n`` when killed by signal ``n``.
    """

    # provisioners close these after the end of an ordinary process; a leased one has no pipes
    stdin = stdout = stderr = None

    def __init__(self, pid: int, lease: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._lease = lease
        self._owner = os.getpid()

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None:
            try:
                message = self._lease.recv(4096, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                message = b""
            self.returncode = int(json.loads(message)["exit"]) if message else LOST
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
        """Wait until the kernel has ended; return False if it has not after ``timeout`` seconds.

        Any number of tasks may wait, in any event loop, which is why this naps instead of watching the lease.
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
        """Give the lease back: the server kills what is left of the process group and reaps it."""
        if os.getpid() == self._owner:
            # shut down and not only closed: a fork of this process may hold the descriptor too
            with contextlib.suppress(OSError):
                self._lease.shutdown(socket.SHUT_RDWR)
        self._lease.close()

    def __del__(self) -> None:
        self.release()

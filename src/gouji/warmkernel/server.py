"""The fork server: a process that has the imports done and forks one kernel per request.

It stays as simple as a process that forks must be: one thread, no event loop, no zmq. It never reads a
request, it only passes its descriptors to a fork (:mod:`gouji.warmkernel.child`), so nothing a client sends
can stop it. Started by :mod:`gouji.warmkernel.forkserver`, not by hand.

Nothing outlives its owner: the server watches the owner through a pidfd and each kernel's client through the
lease, and kills the kernel's process group when either is gone. Kernels ask the operating system to be killed
when the server dies.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KERNEL_MODULES = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger")

PARCEL = 5
"""Descriptors of a request: lease, request, standard input, output and error."""


@dataclass
class Kernel:
    """A forked kernel as its server sees it.

    Attributes:
        pidfd: Descriptor that becomes readable when the kernel ends.
        lease: The server's end of the lease, or None when the client has let go.
        ended: Whether the kernel has ended; it stays unreaped until its lease ends.
    """

    pid: int
    pidfd: int
    lease: socket.socket | None
    ended: bool = False


class Server:
    """Forks kernels and waits for their end."""

    def __init__(self, control: socket.socket, owner: int) -> None:
        """Serve ``control`` until it is closed or the process behind the pidfd ``owner`` ends."""
        self._control = control
        self._owner = owner
        self._epoll = select.epoll()
        self._kernels: dict[int, Kernel] = {}
        self._epoll.register(control, select.EPOLLIN)
        self._epoll.register(owner, select.EPOLLIN)

    def serve(self) -> list[int] | None:
        """Serve until the owner is gone, and return None; in each fork return the request's descriptors.

        A fork returns from here instead of running its kernel here, so that it starts on a clean stack.
        """
        while True:
            for fd, _ in self._epoll.poll():
                if fd == self._owner:
                    return None
                if fd == self._control.fileno():
                    message, parcel, _, _ = socket.recv_fds(self._control, 64, PARCEL)
                    if not message:
                        return None
                    if len(parcel) == PARCEL and self._fork(parcel):
                        return parcel
                elif fd in self._kernels:
                    self._tend(fd)

    def _fork(self, parcel: list[int]) -> bool:
        """Fork a kernel; return True in the fork."""
        lease = socket.socket(fileno=parcel[0])
        pid = os.fork()
        if pid == 0:
            lease.detach()
            self._close()
            return True
        for fd in parcel[1:]:
            os.close(fd)
        kernel = Kernel(pid, os.pidfd_open(pid), lease)
        for fd in (kernel.pidfd, lease.fileno()):
            self._kernels[fd] = kernel
            self._epoll.register(fd, select.EPOLLIN)
        return False

    def _tend(self, fd: int) -> None:
        """Take note that a kernel has ended or that its client has let it go."""
        kernel = self._kernels.pop(fd)
        self._epoll.unregister(fd)
        if fd == kernel.pidfd:
            kernel.ended = True
            if kernel.lease:
                with contextlib.suppress(OSError):
                    kernel.lease.send(json.dumps({"exit": _exit_code(kernel.pid)}).encode())
        elif kernel.lease:
            kernel.lease.close()
            kernel.lease = None
            _kill_group(kernel.pid)
        if kernel.ended and not kernel.lease:
            os.waitpid(kernel.pid, 0)
            os.close(kernel.pidfd)

    def stop(self) -> None:
        """Kill all kernels and wait until they are gone."""
        kernels = {kernel.pid: kernel for kernel in self._kernels.values()}
        for pid in kernels:
            _kill_group(pid)
        for pid in kernels:
            os.waitpid(pid, 0)

    def _close(self) -> None:
        """Close everything of the server's own in a fork of it."""
        for kernel in {id(kernel): kernel for kernel in self._kernels.values()}.values():
            os.close(kernel.pidfd)
            if kernel.lease:
                kernel.lease.close()
        self._epoll.close()
        self._control.close()
        os.close(self._owner)


def _exit_code(pid: int) -> int:
    """Return the exit code of an ended child, ``-n`` after signal ``n``, and leave the child unreaped."""
    ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    if ended is None or ended.si_code == os.CLD_EXITED:
        return ended.si_status if ended else 0
    return -ended.si_status


def _kill_group(pid: int) -> None:
    """Kill a kernel and whatever else is in its process group."""
    # before the fork has made its own group there is only the process; it is unreaped, so the id is its own
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _ending_with(owner: int) -> Iterator[None]:
    """Look twice a second, while the imports keep the server from watching, whether the owner still lives."""

    def look(signum: int, frame: object) -> None:
        if os.getppid() != owner:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def preload(modules: Sequence[str]) -> None:
    """Import what every kernel needs and the given modules, and make the process ready to fork.

    Raises:
        ImportError: A module cannot be imported.
        RuntimeError: A module started a thread; a thread's locks would stay locked for ever in a fork.
    """
    gc.disable()
    for name in (*KERNEL_MODULES, *modules):
        importlib.import_module(name)
    threads = len(os.listdir("/proc/self/task"))
    if threads > 1:
        raise RuntimeError(f"the preloaded modules started {threads - 1} threads; preload fewer modules")
    gc.collect()
    # objects that no collection visits are objects whose memory pages the forks go on sharing
    gc.freeze()


def _leave_at_once(server: int) -> None:
    """End a kernel when all its exit handlers have run, registered before them as the last to run.

    What is left of the interpreter's work at exit is to visit and free every object, which would first copy
    the server's memory page by page.
    """
    if os.getpid() != server:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(0)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the server; in each of its forks, run the kernel."""
    parser = argparse.ArgumentParser(prog="python -m gouji.warmkernel.server", description=__doc__)
    parser.add_argument("--owner", type=int, required=True, help="process id of the owner, our parent")
    parser.add_argument("--control", type=int, required=True, help="descriptor of the control socket")
    parser.add_argument("--folder", type=Path, required=True, help="the owner's private folder")
    parser.add_argument("modules", nargs="*", help="modules to import before the first fork")
    options = parser.parse_args(argv)
    atexit.register(_leave_at_once, os.getpid())
    control = socket.socket(fileno=options.control)
    control.set_inheritable(False)
    owner = os.pidfd_open(options.owner)
    if os.getppid() != options.owner:
        return
    # the launcher of an ordinary kernel takes the working directory off the path as well
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    os.chdir("/")
    with _ending_with(options.owner):
        preload(options.modules)
    server = Server(control, owner)
    parcel = server.serve()
    if parcel is not None:
        from gouji.warmkernel import child

        child.run(parcel)
        return
    server.stop()
    if os.getppid() != options.owner:
        shutil.rmtree(options.folder, ignore_errors=True)


if __name__ == "__main__":
    main()

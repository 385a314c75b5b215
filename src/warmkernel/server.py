"""The fork server: a process that has the imports done and forks one kernel per request.

It stays as simple as a process that forks must be: one thread, no event loop, no zmq. It never reads a
request, it only hands its descriptors to a fork, so nothing a client sends can stop it.
:mod:`warmkernel.forkserver` starts it.

A fork becomes an ordinary kernel: it finds the same world as after a start of its own (session, working
directory, environment, standard streams, signal handlers and random numbers) and runs the very application
that ``python -m ipykernel_launcher`` runs.

Nothing outlives its owner: the server watches the owner through a pidfd and each kernel's client through the
lease, and kills the kernel's process group when either is gone. The operating system kills the kernels if the
server dies.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipykernel.kernelapp import IPKernelApp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


PARCEL = 5
"""Number of descriptors of a request: lease, request, standard input, output and error."""

LONGEST_REHEARSAL = 20
"""Seconds."""

PR_SET_PDEATHSIG = 1
"""From ``sys/prctl.h``: the signal to get when the parent dies."""

NO_POLLER = 1
"""Parent id that keeps ipykernel from polling for its parent's death: the operating system announces it."""


@dataclass(slots=True)
class Kernel:
    """A forked kernel: ``pidfd`` becomes readable when it ends, ``lease`` is None once its client let go.

    An ``ended`` kernel stays unreaped until its lease has ended too.
    """

    pid: int
    pidfd: int
    lease: socket.socket | None
    ended: bool = False


class Server:
    """Forks kernels and waits for their end; ``orphaned`` becomes true when the owner is gone."""

    def __init__(self, control: socket.socket, owner: int) -> None:
        """Serve ``control`` until it is closed or the process behind the pidfd ``owner`` ends."""
        self._control = control
        self._owner = owner
        self.orphaned = False
        self._epoll = select.epoll()
        # by both descriptors of a kernel, as long as they are watched
        self._kernels: dict[int, Kernel] = {}
        self._epoll.register(control, select.EPOLLIN)
        self._epoll.register(owner, select.EPOLLIN)

    def serve(self) -> list[int] | None:
        """Serve until the owner says stop or is gone, and return None; in a fork return the request.

        The request is its descriptors. A fork returns from here, and does not run its kernel here, so that
        the kernel starts on a clean stack.
        """
        while True:
            for fd, _ in self._epoll.poll():
                if fd in (self._owner, self._control.fileno()):
                    message, parcel = self._hear(fd)
                    if message == b"launch":
                        if self._fork(parcel):
                            return parcel
                    else:
                        self.orphaned = message != b"stop"
                        return None
                elif fd in self._kernels:
                    self._tend(fd)

    def _hear(self, fd: int) -> tuple[bytes, list[int]]:
        """Return the owner's message and the descriptors with it; an empty message if the owner is gone."""
        if fd == self._owner:
            return b"", []
        try:
            message, parcel, _, _ = socket.recv_fds(self._control, 64, PARCEL, socket.MSG_CMSG_CLOEXEC)
        except ConnectionError:
            return b"", []
        return message, parcel

    def _fork(self, parcel: list[int]) -> bool:
        """Fork a kernel if that is possible; return True in the fork."""
        if len(parcel) < PARCEL:  # out of descriptors; closing the lease tells the client
            _close_all(parcel)
            return False
        lease = socket.socket(fileno=parcel[0])
        try:
            pid = os.fork()
        except OSError as error:
            lease.send(json.dumps({"error": f"no fork: {error}"}).encode())
            lease.close()
            _close_all(parcel[1:])
            return False
        if pid == 0:
            lease.detach()
            self._leave()
            return True
        _close_all(parcel[1:])
        try:
            kernel = Kernel(pid, os.pidfd_open(pid), lease)
        except OSError:
            lease.close()
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return False
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
        pids = {kernel.pid for kernel in self._kernels.values()}
        for pid in pids:
            _kill_group(pid)
        for pid in pids:
            os.waitpid(pid, 0)

    def _leave(self) -> None:
        """Close everything of the server's own, in a fork of it."""
        for fd, kernel in self._kernels.items():
            if kernel.lease and fd == kernel.lease.fileno():
                kernel.lease.close()
            else:
                os.close(fd)
        self._epoll.close()
        self._control.close()
        os.close(self._owner)


def _close_all(descriptors: Sequence[int]) -> None:
    for fd in descriptors:
        os.close(fd)


def _exit_code(pid: int) -> int:
    """Return the exit code of an ended child, ``-n`` after signal ``n``, and leave the child unreaped."""
    end = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    if end is None:
        raise ChildProcessError(f"{pid} has not ended")
    return end.si_status if end.si_code == os.CLD_EXITED else -end.si_status


def _kill_group(pid: int) -> None:
    """Kill a kernel, which is unreaped, and whatever else is in its process group."""
    # a fork that has not made its own group yet is not reached through the group
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _ending_with(owner: int, folder: Path) -> Iterator[None]:
    """Look twice a second whether the owner still lives, while imports keep the server from watching it."""

    def look(signum: int, frame: object) -> None:
        if os.getppid() != owner:
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _rehearse(folder: Path) -> list[str]:
    """Start a kernel nobody asked for, in a fork, and return the names of the modules that it imported.

    Much of ipykernel and IPython is imported on first use. Which modules that are changes from version to
    version, so they are observed and not listed here.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LONGEST_REHEARSAL)
        with contextlib.suppress(BaseException):
            before = set(sys.modules)
            rehearse(str(folder / f"rehearsal-{os.getpid()}"))
            os.write(write, "\n".join(sorted(set(sys.modules) - before)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as names:
        imported = names.read().split()
    os.waitpid(pid, 0)
    return imported


def preload(modules: Sequence[str], folder: Path) -> None:
    """Import the given modules and what every kernel needs, and make the process ready to fork.

    Raises :class:`ImportError` if one of the given modules cannot be imported, and :class:`RuntimeError` if
    one started a thread: locks that the thread holds would stay locked for ever in a fork.
    """
    gc.disable()
    for name in modules:
        importlib.import_module(name)
    for name in _rehearse(folder):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    if threads > 1:
        raise RuntimeError(f"the preloaded modules have started {threads - 1} threads")
    gc.collect()
    # what no collection visits stays in memory pages that all forks share
    gc.freeze()


class _Exit:
    """The last exit handler of a kernel, called when all the others have run: leave at once.

    What the interpreter would do after them is visit and free every object, and for that the kernel would
    first have to copy the server's memory page by page.
    """

    def __init__(self) -> None:
        self.code = 1
        self._server = os.getpid()

    def __call__(self) -> None:
        if os.getpid() != self._server:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(self.code)


def become_kernel(parcel: list[int]) -> None:
    """Become the kernel that a request asks for, and run it to its end.

    ``parcel`` has the descriptors of the lease, the request and the three standard streams. Any exception is
    reported over the lease before it is raised.
    """
    lease = socket.socket(fileno=parcel[0])
    try:
        with os.fdopen(parcel[1], "rb") as body:
            request = json.load(body)
        _settle(request["cwd"], request["env"], parcel[2:])
        sys.argv = ["ipykernel_launcher", *request["argv"]]
        app = _application(request["argv"])
    except BaseException:
        lease.send(json.dumps({"error": traceback.format_exc()[-4000:]}).encode())
        raise
    lease.send(json.dumps({"ready": os.getpid()}).encode())
    lease.close()
    app.start()
    # The thread that answers the shutdown request may still be publishing its answer. Were the application's
    # exit handlers to close the publisher first, the two threads would wait for each other for ever.
    app.control_thread.join(timeout=1)


def rehearse(sockets: str) -> None:
    """Start a kernel and execute a cell; ``sockets`` is how the paths of its files begin."""
    app = _application(["--transport=ipc", f"--ip={sockets}", "-f", f"{sockets}.json"])
    app.shell.run_cell("print(1)\n[1]")


def _application(argv: list[str]) -> Any:  # noqa: ANN401 - ipykernel's classes have no types
    """Return ipykernel's application, listening on its sockets."""
    app: Any = IPKernelApp.instance(parent_handle=NO_POLLER)
    app.initialize(argv)
    return app


def _settle(cwd: str, env: dict[str, str], stdio: list[int]) -> None:
    """Leave the server's world for the kernel's own."""
    server = os.getppid()
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:  # the server died before it could take us along
        os._exit(1)
    for target, fd in enumerate(stdio):
        os.dup2(fd, target)
        os.close(fd)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(server))
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # the standard library's generator seeds itself anew after a fork, numpy's global one does not
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
    gc.enable()


def main() -> None:
    """Run the server; in each of its forks, run the kernel."""
    parser = argparse.ArgumentParser(prog="python -m warmkernel.server")
    parser.add_argument("--owner", type=int, required=True, help="process id of the owner, our parent")
    parser.add_argument("--control", type=int, required=True, help="descriptor of the control socket")
    parser.add_argument("--folder", type=Path, required=True, help="the owner's private folder")
    parser.add_argument("modules", nargs="*", help="modules to import before the first fork")
    options = parser.parse_args()
    leave = _Exit()
    # registered before all others, so that it runs after them
    atexit.register(leave)
    control = socket.socket(fileno=options.control)
    control.set_inheritable(False)
    owner = os.pidfd_open(options.owner)
    if os.getppid() != options.owner:
        shutil.rmtree(options.folder, ignore_errors=True)
        return
    # the launcher of an ordinary kernel takes the working directory off the path as well
    sys.path[:] = [entry for entry in sys.path if entry not in ("", str(Path.cwd()))]
    os.chdir("/")
    with _ending_with(options.owner, options.folder):
        preload(options.modules, options.folder)
    server = Server(control, owner)
    parcel = server.serve()
    if parcel is not None:
        become_kernel(parcel)
        leave.code = 0
        return
    server.stop()
    if server.orphaned:
        shutil.rmtree(options.folder, ignore_errors=True)


if __name__ == "__main__":
    main()

"""The fork server: a process that has the imports done and forks one kernel per request.

It stays as simple as a process that forks must be: one thread, no event loop, no zmq. It never reads a
request, it only hands its descriptors to a fork, so nothing a client sends can stop it.
:mod:`warmkernel.forkserver` starts it, by way of :mod:`warmkernel.__main__`.

A fork finds the same world as after a start of its own (session, working directory, environment, standard
streams, signal handlers and random numbers). It becomes an ordinary kernel, which runs the very application
that ``python -m ipykernel_launcher`` runs; or it runs the cells that it was given in ipykernel's shell, which
was built before the fork, tells over a socket what they display, and ends.

Nothing outlives its owner: the server watches the owner through a pidfd and each kernel's client through the
lease, and kills the kernel's process group when either is gone. The operating system kills the kernels if the
server dies.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import io
import json
import os
import re
import resource
import select
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from traitlets.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Kind = Literal[b"launch", b"run"]
"""What a fork is to do: be an ordinary kernel, or run the cells of a notebook."""

PARCEL = 5
"""Number of descriptors of a request: lease, request, standard input (to run: the socket for what the cells
display), output and error."""

_HALVES = re.compile("[\ud800-\udfff]")  # no characters: no file holds them

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

    def __init__(self, control: socket.socket, owner: int, prepare: Callable[[Kind], None]) -> None:
        """Serve ``control`` until it is closed or the process behind the pidfd ``owner`` ends.

        ``prepare`` is called before each fork and does what all forks of this kind would have to do.
        """
        self._control = control
        self._owner = owner
        self._prepare = prepare
        self.orphaned = False
        self._epoll = select.epoll()
        # by both descriptors of a kernel, as long as they are watched
        self._kernels: dict[int, Kernel] = {}
        self._epoll.register(control, select.EPOLLIN)
        self._epoll.register(owner, select.EPOLLIN)

    def serve(self) -> tuple[Kind, list[int]] | None:
        """Serve until the owner says stop or is gone, and return None; in a fork return the request.

        The request is its descriptors. A fork returns from here, and does not run its kernel here, so that
        the kernel starts on a clean stack.
        """
        while True:
            for fd, _ in self._epoll.poll():
                if fd in (self._owner, self._control.fileno()):
                    message, parcel = self._hear(fd)
                    if message in (b"launch", b"run"):
                        kind = cast("Kind", message)
                        self._prepare(kind)
                        if self._fork(parcel):
                            return kind, parcel
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


class Exit:
    """The last exit handler of a kernel, called when all the others have run: leave at once.

    What the interpreter would do after them is visit and free every object, and for that the kernel would
    first have to copy the server's memory page by page.
    """

    def __init__(self) -> None:
        self.code = 1
        self._server = os.getpid()

    def __call__(self) -> None:
        """Leave, in a fork of the server."""
        if os.getpid() != self._server:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(self.code)


def become_kernel(kind: Kind, parcel: list[int]) -> None:
    """Become the kernel that a request asks for, and run it to its end.

    ``parcel`` has the descriptors of the lease, the request and the three standard streams. Any exception is
    reported over the lease before it is raised.
    """
    lease = socket.socket(fileno=parcel[0])
    try:
        with os.fdopen(parcel[1], "rb") as body:
            request = json.load(body)
        answers = os.dup(parcel[2])
        _settle(request["cwd"], request["env"], parcel[2:])
        if kind == b"run":
            # nobody answers what a cell asks: it reads an end, and does not wait for the time limit
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            if limit := request["memory_limit"]:
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        else:
            os.close(answers)
            forget_shell()
            sys.argv = ["ipykernel_launcher", *request["argv"]]
            app = application(request["argv"])
    except BaseException:
        lease.send(json.dumps({"error": traceback.format_exc()[-4000:]}).encode())
        raise
    lease.send(json.dumps({"ready": os.getpid()}).encode())
    lease.close()
    if kind == b"run":
        with os.fdopen(answers, "wb") as telling:
            run_cells(request["argv"], telling)
        os._exit(0)
    app.start()
    # The thread that answers the shutdown request may still be publishing its answer. Were the application's
    # exit handlers to close the publisher first, the two threads would wait for each other for ever.
    app.control_thread.join(timeout=1)


def application(argv: Sequence[str]) -> Any:  # noqa: ANN401 - ipykernel's classes have no types
    """Return ipykernel's application, listening on its sockets."""
    from ipykernel.kernelapp import IPKernelApp

    app: Any = IPKernelApp.instance(parent_handle=NO_POLLER)
    app.initialize(argv)
    return app


class Told(Session):
    """What ipykernel's shell publishes, written as lines of JSON instead of sent to sockets."""

    telling: io.BufferedWriter | None = None

    def msg(self, msg_type: str, content: object = None, *_: object, **__: object) -> dict[str, Any]:
        """Return a message as the shell makes it, without a header: there is one reader and one order."""
        return {"msg_type": msg_type, "content": content or {}}

    def send(
        self,
        stream: object,
        msg_or_type: str | dict[str, Any],
        content: object = None,
        *_: object,
        **__: object,
    ) -> dict[str, Any]:
        """Write a message, given whole or as type and content."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        if self.telling is not None:
            text = _HALVES.sub("\ufffd", json.dumps(message, ensure_ascii=False))
            self.telling.write(text.encode() + b"\n")
        return message


class Caught(io.TextIOBase):
    """A standard stream of a cell: what is printed is told when something else is, or the cell ends."""

    encoding = "utf-8"

    def __init__(self, name: str, told: Told) -> None:
        self.name = name
        self._told = told
        self._parts: list[str] = []

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Keep a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        """Tell what was printed since the last time."""
        if self._parts:
            text, self._parts = "".join(self._parts), []
            self._told.send(None, "stream", {"name": self.name, "text": text})


def build_shell(folder: Path) -> None:
    """Build ipykernel's shell, which runs the cells of notebooks in forks of this process.

    It is the one an ordinary kernel has, but for the home of its user: nobody's startup files are run.
    """
    own = {"HistoryManager": {"enabled": False}, "InteractiveShell": {"ipython_dir": str(folder)}}
    directories: Any = ProfileDir
    main = sys.modules["__main__"]
    shell: Any = ZMQInteractiveShell.instance(
        config=Config(own), profile_dir=directories.create_profile_dir(str(folder / "profile"))
    )
    sys.modules["__main__"] = main
    shell.displayhook.session = shell.display_pub.session = Told()
    atexit.unregister(shell.atexit_operations)


def forget_shell() -> None:
    """Let an ordinary kernel, in a fork of this process, build a shell of its own."""
    if ZMQInteractiveShell.initialized():
        ZMQInteractiveShell.clear_instance()


def run_cells(cells: Sequence[str], telling: io.BufferedWriter) -> None:
    """Run cells one after the other, up to the first that raises, and tell what an ordinary kernel would.

    After each comes a message ``execute_reply``.
    """
    shell: Any = ZMQInteractiveShell.instance()
    sys.modules["__main__"] = shell.user_module
    shell.init_environment()
    told: Told = shell.display_pub.session
    told.telling = telling
    printed = sys.stdout, sys.stderr = Caught("stdout", told), Caught("stderr", told)
    sys.path.insert(0, "")
    for source in cells:
        done = shell.run_cell(source, store_history=True)
        for stream in printed:
            stream.flush()
        reply: dict[str, Any] = {"status": "ok", "execution_count": shell.execution_count - 1}
        failed = not done.success or shell._last_traceback_during_displayhook
        if failed:
            error = done.error_before_exec or done.error_in_exec
            lines = shell._last_traceback or []
            reply |= {"ename": type(error).__name__, "evalue": str(error), "traceback": lines}
            reply["status"] = "error"
        told.send(None, "execute_reply", reply)
        telling.flush()
        if failed:
            break


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

"""The client's side of the fork server: start it once, ask it for kernels, hold on to each.

The client is not the parent of the kernel, the fork server is. Between the two runs a *lease*: a socket pair,
one for each kernel, over which the server reports how the kernel ended. While the lease is open the server
leaves a dead kernel unreaped, so its process id cannot be given to anyone else and signals reach the kernel
or nobody. When the lease ends, by :meth:`LeasedProcess.release` or because the client died, the server kills
whatever is left of the kernel's process group.

One server runs for each process that wants kernels (its *owner*) and each :class:`Setup`; all threads of the
owner share it. Requests travel over socket pairs that only the two processes hold, so nobody else can ask.
An owner can lend its end of the pair to its workers (:mod:`warmkernel.lending`), which then ask the same
server. The server ends with its owner, whichever way the owner ends.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warmkernel import ONE_THREAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


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
        import asyncio

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


INTERPRETER_PREFIXES = ("PYTHON", "LD_", "LANG", "LC_", "MALLOC_", "GLIBC_")
"""Beginnings of the names of variables that only work when they are set before Python starts."""

LONGEST_FOLDER = 80
"""Bytes; the path of a socket has room for 107 (``sun_path``), some of them for its name in the folder."""


class WarmKernelError(Exception):
    """No warm kernel can be had; the message says why. An ordinary kernel can still be started."""


class ServerGoneError(WarmKernelError):
    """There is no server any more."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What two kernels must have in common to come from one server.

    The interpreter, the modules to preload, and those variables of the kernels' environment that matter when
    Python starts.
    """

    python: str
    preload: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, python: str, preload: Sequence[str], env: Mapping[str, str]) -> Setup:
        """Return the setup for a kernel that is to run in the environment ``env``."""
        variables = ((name, value) for name, value in env.items() if name.startswith(INTERPRETER_PREFIXES))
        return cls(python, tuple(preload), tuple(sorted(variables)))

    @classmethod
    def usual(cls) -> Setup:
        """Return the setup of the kernel spec that comes with the package, in this process's environment."""
        spec = json.loads(Path(__file__).with_name("kernelspec").joinpath("kernel.json").read_text("utf-8"))
        return cls.of(sys.executable, spec["metadata"]["kernel_provisioner"]["config"]["preload"], os.environ)


@dataclass(frozen=True, slots=True)
class Launch:
    """One request for a kernel: arguments of the kernel application (to run: the cells), environment, folder.

    ``stdio`` has the descriptors for standard input, output and error; None stands for the null device.
    ``memory_limit`` in bytes is for a run only, 0 for none.
    """

    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: str
    stdio: tuple[int | None, int | None, int | None]
    memory_limit: int = 0


class ForkServer:
    """A running server as its owner sees it; ``served`` tells whether it has delivered a kernel yet."""

    def __init__(self, setup: Setup, folder: Path, ends: tuple[socket.socket, socket.socket]) -> None:
        """Start a server, which takes requests at once and answers them when its imports are done.

        ``folder`` is the owner's private folder, ``ends`` are those of :func:`ends`. Raises
        :class:`OSError` if there can be no such process.
        """
        self.served = False
        self._log = folder / f"server-{next(_numbers)}.log"
        self._control, its = ends
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(INTERPRETER_PREFIXES)}
        with its, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(setup.python, "-m", "warmkernel", "serve"),
                    *("--owner", str(os.getpid()), "--control", str(its.fileno())),
                    *("--folder", str(folder), "--", *setup.preload),
                ],
                env={**inherited, **dict(setup.environment), **ONE_THREAD},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[its.fileno()],
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the server process runs."""
        return self._process.poll() is None

    async def launch(self, launch: Launch, timeout: float) -> LeasedProcess:
        """Fork a kernel and return it when it listens on its sockets.

        Raises :class:`WarmKernelError` if the server is gone, the kernel cannot start or ``timeout`` seconds
        pass. A server too slow to deliver even its first kernel is ended, or every kernel would wait as long.
        """
        import asyncio

        with self._asked(b"launch", launch, timeout) as lease:
            receiving = asyncio.get_running_loop().sock_recv(lease, 1 << 16)
            return self._forked(lease, await asyncio.wait_for(receiving, timeout))

    def run(self, launch: Launch, timeout: float) -> LeasedProcess:
        """Fork a process that runs the cells in ``argv``, and return it; raises as :meth:`launch` does.

        The socket in place of standard input tells what they display (:func:`warmkernel.server.run_cells`).
        """
        with self._asked(b"run", launch, timeout) as lease:
            lease.settimeout(timeout)
            return self._forked(lease, lease.recv(1 << 16))

    @contextlib.contextmanager
    def _asked(self, kind: bytes, launch: Launch, timeout: float) -> Iterator[socket.socket]:
        """Ask for a fork and yield the lease, over which it answers."""
        lease, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        lease.setblocking(False)
        try:
            with its:
                self._send(kind, launch, its)
            yield lease
        except TimeoutError:
            lease.close()
            if not self.served:
                self._give_up()
            raise WarmKernelError(f"no kernel within {timeout:g} s") from None
        except OSError as error:
            lease.close()
            raise ServerGoneError(f"the fork server cannot be reached: {error}") from error
        except BaseException:
            lease.close()
            raise

    def _forked(self, lease: socket.socket, answer: bytes) -> LeasedProcess:
        if not answer:
            raise ServerGoneError(f"the fork server ended: {self.last_words()}")
        said = json.loads(answer)
        if "ready" not in said:
            raise WarmKernelError(f"the fork could not become a kernel: {said.get('error', said)}")
        self.served = True
        return LeasedProcess(int(said["ready"]), lease)

    def _give_up(self) -> None:
        self._process.kill()

    def _send(self, kind: bytes, launch: Launch, lease: socket.socket) -> None:
        request = asdict(launch) | {"env": dict(launch.env)}
        # the request is a file in memory, which the server hands on unread, whatever its size
        with (
            os.fdopen(os.memfd_create("request"), "w+b") as body,
            Path(os.devnull).open("r+b", buffering=0) as null,
        ):
            body.write(json.dumps(request).encode())
            body.flush()
            body.seek(0)
            stdio = [null.fileno() if fd is None else fd for fd in launch.stdio]
            socket.send_fds(self._control, [kind], [lease.fileno(), body.fileno(), *stdio])

    def last_words(self) -> str:
        """Return the end of what the server wrote, for an error message."""
        try:
            return self._log.read_text("utf-8", "replace")[-2000:].strip() or "it said nothing"
        except OSError:
            return "its log is gone"

    def stop(self) -> None:
        """End the server, and with it all its kernels."""
        with contextlib.suppress(OSError):
            self._control.send(b"stop")
        self.disown()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def disown(self) -> None:
        """Close this process's end of the control socket."""
        self._control.close()


def ends() -> tuple[socket.socket, socket.socket]:
    """Return the two ends over which an owner asks its server: the owner's, and the server's."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class ForkServers:
    """The servers of this process, one for each :class:`Setup`, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._servers: dict[Setup, ForkServer] = {}
        self._folder: Path | None = None

    def folder(self) -> Path:
        """Return the private folder (mode 0700) of this process's servers and of their kernels' sockets.

        Whoever lives longer, this process or a server of it, removes the folder. Raises
        :class:`WarmKernelError` if it cannot be made or its path is too long for sockets.
        """
        if sys.platform != "linux":
            raise WarmKernelError("warm kernels need Linux")
        with self._lock:
            if self._folder is None:
                try:
                    folder = Path(tempfile.mkdtemp(prefix="warm-"))
                except OSError as error:
                    raise WarmKernelError(f"no folder for sockets: {error}") from error
                if len(os.fsencode(folder)) > LONGEST_FOLDER:
                    folder.rmdir()
                    raise WarmKernelError(f"too long for the path of a socket: {folder}")
                self._folder = folder
            return self._folder

    def get(self, setup: Setup) -> ForkServer:
        """Return the running server of a setup, starting it if there is none.

        A server that died after it had served is replaced. One that never served would fail again, and
        waiting for that before every notebook helps nobody. Raises :class:`WarmKernelError` if there is none.
        """
        with self._lock:
            server = self._servers.get(setup)
            if server is not None and server.alive:
                return server
        folder = self.folder()
        with self._lock:
            server = self._servers.get(setup)
            if server is None or (server.served and not server.alive):
                if server is not None:
                    server.disown()
                try:
                    server = self._servers[setup] = ForkServer(setup, folder, ends())
                except OSError as error:
                    raise WarmKernelError(f"the fork server cannot be started: {error}") from error
            elif not server.alive:
                raise WarmKernelError(f"the fork server ended: {server.last_words()}")
            return server

    def adopt(self, setup: Setup, server: ForkServer) -> None:
        """Ask this server for the kernels of a setup, as long as it is there."""
        with self._lock:
            self._servers[setup] = server

    def stop(self) -> None:
        """End all servers of this process and their kernels. Later requests start new ones."""
        with self._lock:
            servers, self._servers = list(self._servers.values()), {}
            folder, self._folder = self._folder, None
        for server in servers:
            server.stop()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def forget(self) -> None:
        """Drop all servers without ending them: in a fork of their owner they belong to somebody else."""
        for server in self._servers.values():
            server.disown()
        self._lock, self._servers, self._folder = threading.Lock(), {}, None


_numbers = itertools.count(1)

SERVERS = ForkServers()
"""The servers of this process."""

atexit.register(SERVERS.stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=SERVERS.forget)

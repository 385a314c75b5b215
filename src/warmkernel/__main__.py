"""``python -m warmkernel install``: put the kernel spec where Jupyter finds it.

Installing the package does this already; this is for environments where that is not enough, say a notebook
server that runs in another environment than its kernels. ``python -m warmkernel serve`` is the fork server
(:mod:`warmkernel.server`), which :mod:`warmkernel.forkserver` starts.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import importlib
import os
import shutil
import signal
import socket
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warmkernel.server import Kind

NAME = "gouji-warm"

LONGEST_REHEARSAL = 20
"""Seconds."""


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m warmkernel")
    commands = parser.add_subparsers(dest="command", required=True)
    installing = commands.add_parser("install", help="install the kernel spec and print its folder")
    installing.add_argument("--user", action="store_true", help="for this user, in any environment")
    installing.add_argument("--prefix", help="for the environment with this prefix")
    serving = commands.add_parser("serve", help="be the fork server of another process")
    serving.add_argument("--owner", type=int, required=True, help="process id of the owner, our parent")
    serving.add_argument("--control", type=int, required=True, help="descriptor of the control socket")
    serving.add_argument("--folder", type=Path, required=True, help="the owner's private folder")
    serving.add_argument("modules", nargs="*", help="modules to import before the first fork")
    options = parser.parse_args()
    if options.command == "install":
        print(install(user=options.user, prefix=options.prefix))
    else:
        serve(options.owner, options.control, options.folder, options.modules)


def install(*, user: bool, prefix: str | None) -> str:
    """Install the kernel spec and return its folder."""
    from jupyter_client.kernelspec import KernelSpecManager

    source = Path(__file__).with_name("kernelspec")
    return KernelSpecManager().install_kernel_spec(str(source), NAME, user=user, prefix=prefix)


def serve(owner: int, control: int, folder: Path, modules: Sequence[str]) -> None:
    """Run the server; in each of its forks, run the kernel."""
    from warmkernel.server import Exit, Server, become_kernel, build_shell

    leave = Exit()
    # registered before all others, so that it runs after them
    atexit.register(leave)
    requests = socket.socket(fileno=control)
    requests.set_inheritable(False)
    watched = os.pidfd_open(owner)
    if os.getppid() != owner:
        shutil.rmtree(folder, ignore_errors=True)
        return
    # the launcher of an ordinary kernel takes the working directory off the path as well
    sys.path[:] = [entry for entry in sys.path if entry not in ("", str(Path.cwd()))]
    os.chdir("/")

    @cache
    def prepare(kind: Kind) -> None:
        with _ending_with(owner, folder):
            if kind == b"run":
                build_shell(folder)
            else:
                rehearse(folder)
        gc.freeze()

    with _ending_with(owner, folder):
        preload(modules)
    server = Server(requests, watched, prepare)
    request = server.serve()
    if request is not None:
        become_kernel(*request)
        leave.code = 0
        return
    server.stop()
    if server.orphaned:
        shutil.rmtree(folder, ignore_errors=True)


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


def rehearse(folder: Path) -> None:
    """Start an ordinary kernel nobody asked for, in a fork, and import the modules that it imported.

    Much of ipykernel and IPython is imported on first use. Which modules that are changes from version to
    version, so they are observed and not listed here.
    """
    from warmkernel.server import application, forget_shell

    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LONGEST_REHEARSAL)
        with contextlib.suppress(BaseException):
            before = set(sys.modules)
            forget_shell()
            sockets = str(folder / f"rehearsal-{os.getpid()}")
            app = application(["--transport=ipc", f"--ip={sockets}", "-f", f"{sockets}.json"])
            app.shell.run_cell("print(1)\n[1]")
            os.write(write, "\n".join(sorted(set(sys.modules) - before)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as names:
        imported = names.read().split()
    os.waitpid(pid, 0)
    for name in imported:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def preload(modules: Sequence[str]) -> None:
    """Import the given modules, and make the process ready to fork.

    Raises :class:`ImportError` if one of the given modules cannot be imported, and :class:`RuntimeError` if
    one started a thread: locks that the thread holds would stay locked for ever in a fork.
    """
    gc.disable()
    for name in modules:
        importlib.import_module(name)
    threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    if threads > 1:
        raise RuntimeError(f"the preloaded modules have started {threads - 1} threads")
    # what no collection visits stays in memory pages that all forks share; to look for garbage in it first
    # takes longer than the garbage is worth
    gc.freeze()


if __name__ == "__main__":
    main()

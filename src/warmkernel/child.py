"""From a fork of the server to an ordinary kernel.

A kernel must find the same world after a fork as after a start of its own: session, working directory,
environment, standard streams, signal handlers and random numbers. Then it runs the very application that
``python -m ipykernel_launcher`` runs.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import sys
import time
import traceback
from typing import Any

from ipykernel.kernelapp import IPKernelApp

PR_SET_PDEATHSIG = 1
"""From ``sys/prctl.h``: the signal to get when the parent dies."""

NO_POLLER = 1
"""Parent id that keeps ipykernel from polling for its parent's death: the operating system announces it."""


def run(parcel: list[int]) -> None:
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

"""A JupyterLab that runs for a test, on a free port of this machine, with settings of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: A server of tests may run as root; a page shows all cells at once, not only those in view.
_SERVER = {"ServerApp": {"allow_root": True}}
_TRACKER = "lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"


def lab_environment(home: Path) -> dict[str, str]:
    """Return an environment in which everything of Jupyter's own is kept in this folder."""
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    return os.environ | dict.fromkeys(places, str(home))


@contextmanager
def running_lab(command: Sequence[str], home: Path) -> Iterator[tuple[str, str]]:
    """Run a command that starts JupyterLab; yield its address and the query with its token.

    ``home`` is the folder for its settings and data.
    """
    (home / "jupyter_server_config.json").write_text(json.dumps(_SERVER), "utf-8")
    (home / _TRACKER).parent.mkdir(parents=True)
    (home / _TRACKER).write_text(json.dumps({"windowingMode": "none"}), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [*command, "--no-browser", f"--port={port}"],
        stderr=subprocess.PIPE,
        text=True,
        env=lab_environment(home),
        start_new_session=True,
    ) as lab:
        try:
            token = next(
                found[1] for line in lab.stderr if (found := re.search(r"/lab\S*\?(token=\w+)", line))
            )
            yield f"http://127.0.0.1:{port}", token
        finally:
            os.killpg(lab.pid, signal.SIGTERM)
            lab.stderr.read()

"""JupyterLab on the workbook: its root folder, its first notebook, warm kernels in place of ordinary ones.

The notebooks ask for the kernel ``python3``, which every machine has. Here that name is given the kernel of
:mod:`gouji.warmkernel`, so that notebooks start warm and are saved without a trace of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from gouji import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WARM_KERNEL = "gouji-warm"
_ORDINARY = "python3"
_FIRST = "audit.ipynb"
#: Nothing leaves the machine: no look for updates, no news, no list of extensions.
_NO_REQUESTS = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)


def opened_workbook(here: Path) -> Path:
    """Return the folder that JupyterLab opens: the checkout, or ``here`` with a copy of the notebooks.

    An installed package keeps its notebooks where nobody works on them; copies that are there already stay as
    they are.
    """
    notebooks = workbook.notebooks()
    if workbook.in_checkout(notebooks):
        return notebooks.parent
    for notebook in sorted(notebooks.glob("*.ipynb")):
        copy = here / "notebooks" / notebook.name
        if not copy.exists():
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(notebook, copy)
    return here


def lab_command(root: Path, *, browser: bool, port: int | None) -> list[str]:
    """Return the command that starts JupyterLab on the audit notebook of a workbook."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    command += [f"--LabApp.default_url=/lab/tree/notebooks/{_FIRST}"]
    command += _NO_REQUESTS
    command += [] if browser else ["--no-browser"]
    return command + ([f"--port={port}"] if port is not None else [])


@contextmanager
def warm_environment(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Give an environment in which the ordinary kernel is a warm one, where this machine has that."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        warm = KernelSpecManager().get_kernel_spec(WARM_KERNEL)
    except NoSuchKernel:
        yield dict(environment)
        return
    with TemporaryDirectory(prefix="gouji-") as folder:
        place = Path(folder) / "kernels" / _ORDINARY
        place.mkdir(parents=True)
        (place / "kernel.json").write_text(json.dumps(warm.to_dict()), "utf-8")
        paths: Sequence[str] = [folder, *filter(None, [environment.get("JUPYTER_PATH")])]
        yield {**environment, "JUPYTER_PATH": os.pathsep.join(paths)}

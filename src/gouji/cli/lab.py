"""``gouji lab``: JupyterLab on the workbook, with warm kernels in place of ordinary ones.

The notebooks ask for the kernel ``python3``, which every machine has. Here that name is given the kernel of
:mod:`warmkernel`, so that notebooks start warm and are saved without a trace of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.inputs import workbook
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gouji.model.text import Lang


WARM_KERNEL = "gouji-warm"
_ORDINARY = "python3"
_FIRST = "audit.ipynb"
#: Nothing leaves the machine: no look for updates, no news, no list of extensions.
_NO_REQUESTS = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)
#: It asks whether to fetch news even where it knows of no address for them.
_NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


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


def lab_command(root: Path, *, browser: bool, port: int | None, root_allowed: bool = False) -> list[str]:
    """Return the command that starts JupyterLab on the audit notebook of a workbook."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    command += [f"--LabApp.default_url=/lab/tree/notebooks/{_FIRST}"]
    command += _NO_REQUESTS
    command += [] if browser else ["--no-browser"]
    command += ["--allow-root"] if root_allowed else []
    return command + ([f"--port={port}"] if port is not None else [])


@contextmanager
def warm_environment(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Give an environment in which the ordinary kernel is a warm one, where this machine has that.

    JupyterLab does not ask there whether to fetch news.
    """
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
        pages = Path(folder) / "labconfig"
        pages.mkdir()
        (pages / "page_config.json").write_text(json.dumps(_NO_NEWS), "utf-8")
        yield {
            **environment,
            **{
                name: os.pathsep.join([folder, *filter(None, [environment.get(name)])])
                for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH")
            },
        }


_LAB = Text(
    "用 JupyterLab 打开工作簿。\n\n打开审计笔记本，在第一格指明报告即可运行；内核已预先加载，启动即用。",
    "Open the workbook in JupyterLab.\n\n"
    "It opens the audit notebook: name a report in its first cell and run. Kernels have their imports done.",
)
_NO_BROWSER = Text("不打开浏览器，只给出地址。", "Open no browser, only print the address.")
_ROOT = Text("以 root 身份运行也启动。", "Start also when run as root.")
_REFUSED = Text(
    "JupyterLab 没有启动：现在的用户是 root，它默认不以 root 身份运行（笔记本里的代码会有全部权限）。"
    "请换成普通用户再运行 gouji lab；在只供自己使用的容器里，可用 gouji lab --allow-root。",
    "JupyterLab did not start: this user is root, and JupyterLab does not run as root by default (code in "
    "notebooks could do anything). Run gouji lab as an ordinary user; in a container of your own, gouji lab "
    "--allow-root starts it.",
)
_PORT = Text("端口，默认 8888。", "The port, 8888 by default.")


def command(lang: Lang) -> click.Command:
    """Return ``gouji lab``."""
    params: list[click.Parameter] = [
        click.Option(["--no-browser"], is_flag=True, help=_NO_BROWSER.said(lang)),
        click.Option(["--port"], metavar="N", type=click.IntRange(0, 65535), help=_PORT.said(lang)),
        click.Option(["--allow-root"], is_flag=True, help=_ROOT.said(lang)),
    ]
    return BilingualCommand("lab", lang, _LAB, params, partial(_lab, Session(lang)))


def _lab(session: Session, *, no_browser: bool, port: int | None, allow_root: bool) -> int:
    import os
    import subprocess
    from pathlib import Path

    command = lab_command(
        opened_workbook(Path.cwd()), browser=not no_browser, port=port, root_allowed=allow_root
    )
    with warm_environment(os.environ) as environment:
        done = subprocess.run(command, env=environment, check=False)
    # it refuses in English; a setting of the user may allow root, so that only its refusal tells
    if done.returncode and not allow_root and hasattr(os, "geteuid") and os.geteuid() == 0:
        session.message(_REFUSED)
    return ExitStatus.INCOMPLETE if done.returncode else session.status()

"""``gouji lab``: JupyterLab on the workbook."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from gouji.bilingual import Text
from gouji.cli.session import ExitStatus, Session
from gouji.cli.spoken import Spoken

if TYPE_CHECKING:
    from gouji.bilingual import Lang

_LAB = Text(
    "用 JupyterLab 打开工作簿。\n\n打开审计笔记本，在第一格指明报告即可运行；内核已预先加载，启动即用。",
    "Open the workbook in JupyterLab.\n\n"
    "It opens the audit notebook: name a report in its first cell and run. Kernels have their imports done.",
)
_NO_BROWSER = Text("不打开浏览器，只给出地址。", "Open no browser, only print the address.")
_PORT = Text("端口，默认 8888。", "The port, 8888 by default.")


def command(lang: Lang) -> click.Command:
    """Return ``gouji lab``."""
    params: list[click.Parameter] = [
        click.Option(["--no-browser"], is_flag=True, help=_NO_BROWSER.said(lang)),
        click.Option(["--port"], metavar="N", type=click.IntRange(0, 65535), help=_PORT.said(lang)),
    ]
    return Spoken("lab", lang, _LAB, params, partial(_lab, Session(lang)))


def _lab(session: Session, *, no_browser: bool, port: int | None) -> int:
    import os
    import subprocess
    from pathlib import Path

    from gouji.lab import lab_command, opened_workbook, warm_environment

    command = lab_command(opened_workbook(Path.cwd()), browser=not no_browser, port=port)
    with warm_environment(os.environ) as environment:
        done = subprocess.run(command, env=environment, check=False)
    return ExitStatus.INCOMPLETE if done.returncode else session.status()

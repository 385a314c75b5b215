"""``gouji recheck``: the second round of an inspection: what became of each finding."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.safe import safe
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from gouji.model.text import Lang


_RECHECK = Text(
    "整改后复查：逐项列出问题已更正、仍存在、数字已改、新出现，写成整改复查表（.xlsx）和网页。\n\n"
    "OLD 和 NEW 是整改前、整改后两个 gouji audit 的结果文件夹。新报告中读不出、判不了的不算更正；\n"
    "报告文件未变的不算更正。提示不列入。已有的文件不会被覆盖。",
    "The second round: which findings were corrected, are still open, have other figures or are new, as a\n"
    "workbook (.xlsx) and a page.\n\n"
    "OLD and NEW are folders that gouji audit wrote before and after. What could not be read or decided in\n"
    "the new report is no correction, nor is anything in a report that is the same file. Remarks are left\n"
    "out. No file is ever overwritten.",
)
_OUT = Text("写到哪个文件夹，默认当前文件夹。", "Folder to write to; the current one by default.")


def command(lang: Lang) -> click.Command:
    """Return ``gouji recheck``."""
    params: list[click.Parameter] = [
        click.Argument(["before"], metavar="OLD", type=parameters.FOLDER),
        click.Argument(["after"], metavar="NEW", type=parameters.FOLDER),
        click.Option(
            ["--out"],
            metavar="DIR",
            type=click.Path(file_okay=False, path_type=Path),
            default=Path(),
            help=_OUT.said(lang),
        ),
        parameters.data(lang),
    ]
    return BilingualCommand("recheck", lang, _RECHECK, params, partial(_recheck, Session(lang)))


def _recheck(session: Session, *, before: Path, after: Path, out: Path, data: Path | None) -> ExitStatus:
    from gouji.evidence.recheck import recheck
    from gouji.inputs.files import put_files
    from gouji.reports import find_roster
    from gouji.show.recheck_views import RECHECK_FILES, recheck_html, recheck_lines, recheck_xlsx

    home = data or parameters.DATA
    bodies = recheck(before, after, find_roster([home], home))
    contents = (recheck_xlsx(bodies, session.lang), recheck_html(bodies, session.lang))
    files = {name.said(session.lang): made for name, made in zip(RECHECK_FILES, contents, strict=True)}
    for name, content in files.items():
        path = out / name
        if path.exists() and path.read_bytes() != content:
            raise GoujiError(
                f"{path} 已存在，内容不同，可能已有人编辑，不予覆盖。请用 --out 另指文件夹，或先移走它。",
                f"{path} exists with other content and may have been edited; it is not overwritten. Choose "
                "another --out, or move it away.",
            )
    put_files(out, files)
    for line in recheck_lines(bodies, session.lang):
        click.echo(safe(line))
    for name in files:
        click.echo(safe(str(out / name)))
    return session.status()

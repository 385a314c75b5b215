"""``gouji form``: the statutory form to fill in, as a spreadsheet that checks itself or as a document."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.form import STATUTORY
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from gouji.model.filing import Filing
    from gouji.model.text import Lang


_FORM = Text(
    "写出法定格式的填报表（.xlsx）：边填边核对，不符处变红，另有一张表用文字说明。\n\n"
    "FORM 是 2019 或 2021。填好后用 gouji check --before-filing 核对。",
    "Write the statutory form to fill in (.xlsx): it checks itself, turns red where a sum does not hold,\n"
    "and says in words what is wrong.\n\n"
    "FORM is 2019 or 2021. Once it is filled in, hold it with gouji check --before-filing.",
)
_OUT = Text("写到哪个文件，默认 填报表-<格式>.xlsx。", "File to write; 填报表-<form>.xlsx by default.")
_FROM = Text("先填入这份报告读出的数字和文字，供改正。", "Fill in what this report says, to correct it.")
_DOCX = Text("写成法定格式的 Word 文档（.docx）。", "Write the statutory document (.docx) instead.")
_UNREAD = Text(
    "{name} 有 {count} 格未能读出，没有填入，已标成橙色：请对照原件填写。",
    "{count} cells of {name} could not be read and are left open, marked orange: look them up in the report.",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji form``."""
    file = click.Path(dir_okay=False, path_type=Path)
    report = click.Path(exists=True, dir_okay=False, path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["form"], metavar="FORM", type=click.Choice(STATUTORY)),
        click.Option(["--out"], metavar="FILE", type=file, help=_OUT.said(lang)),
        click.Option(["--from", "source"], metavar="REPORT", type=report, help=_FROM.said(lang)),
        click.Option(["--docx"], is_flag=True, help=_DOCX.said(lang)),
        parameters.data(lang),
    ]
    return BilingualCommand("form", lang, _FORM, params, partial(_form, Session(lang)))


def _form(
    session: Session, *, form: str, out: Path | None, source: Path | None, docx: bool, data: Path | None
) -> ExitStatus:
    from gouji.inputs.files import put_files
    from gouji.show.form_tables import document_bytes, filled_form
    from gouji.show.form_workbook import form_workbook

    filing = _read(source, data or parameters.DATA) if source else None
    filled = filled_form(form, filing)
    content = document_bytes(filled) if docx else form_workbook(filled, session.lang)
    path = out or Path(f"填报表-{form}.{'docx' if docx else 'xlsx'}")
    if path.exists() and path.read_bytes() != content:
        raise GoujiError(
            f"{path} 已存在，可能已有人填写，不予覆盖。请用 --out 另指文件，或先移走它。",
            f"{path} exists and may have been filled in; it is not overwritten. Choose another --out.",
        )
    put_files(path.parent, {path.name: content})
    if filled.unread:
        session.message(_UNREAD.filled(name=filled.source, count=len(filled.unread)))
    click.echo(str(path))
    return session.status()


def _read(source: Path, data: Path) -> Filing:
    from gouji.reports import collect, find_roster, read_report

    [report] = collect([source])
    return read_report(report, find_roster([source], data))

"""``gouji read``: what was read, cell by cell, with status and place."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from gouji.bilingual import Text
from gouji.cli import parameters
from gouji.cli.session import ExitStatus, Session
from gouji.cli.spoken import Spoken

if TYPE_CHECKING:
    from pathlib import Path

    from gouji.bilingual import Lang

_READ = Text(
    "逐格列出读到的内容：原文、数值、状态、位置。\n\n"
    "PATH 是报告文件或文件夹，- 为标准输入。不加 --json 时在终端显示法定表格，\n"
    "凡不是清楚读出的格子都有标记。",
    "Show what was read, cell by cell: text, value, status, place.\n\n"
    "PATH is a report or a folder of reports, - is standard input. Without --json the statutory\n"
    "tables are shown in the terminal, with a mark on every cell that is not plainly a number.",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji read``."""
    params = [parameters.paths(required=True), parameters.as_json(lang), parameters.data(lang)]
    return Spoken("read", lang, _READ, params, partial(_read, Session(lang)))


def _read(session: Session, *, paths: tuple[str, ...], as_json: bool, data: Path | None) -> ExitStatus:
    from gouji.cli.filing_text import filing_lines
    from gouji.exact_json import write_array
    from gouji.filing_json import error_json, filing_json
    from gouji.intake import Failure, collect, find_roster, read_reports

    results = session.telling_failures(
        read_reports(collect(paths), find_roster(paths, data or parameters.DATA))
    )
    if as_json:
        write_array(
            (
                error_json(result.report.name, result.message)
                if isinstance(result, Failure)
                else filing_json(result)
                for result in results
            ),
            sys.stdout,
        )
    else:
        for result in results:
            if not isinstance(result, Failure):
                click.echo("\n".join(filing_lines(result, session.lang)) + "\n")
    return session.status()

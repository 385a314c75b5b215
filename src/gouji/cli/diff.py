"""``gouji diff``: what changed between two versions of a report, or between two runs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.bilingual import GoujiError, Text
from gouji.cli import parameters
from gouji.cli.session import ExitStatus, Session
from gouji.cli.spoken import Spoken

if TYPE_CHECKING:
    from gouji.bilingual import Lang

_DIFF = Text(
    "比较同一机关报告的两个版本，或两次审计的结果：哪些单元格变了，哪些问题新出现、已消失、仍存在。\n\n"
    "A 和 B 是两份报告，或两个 gouji audit 的结果文件夹；A 在前，B 在后。",
    "Compare two versions of one agency's report, or two runs: which cells changed, which findings are new,\n"
    "gone, still there.\n\n"
    "A and B are two reports, or two folders that gouji audit wrote; A came before B.",
)
_JSON = Text("以 JSON 输出，供程序读取。", "Print JSON, for programs.")
_NOTEBOOK = Text(
    "把比较做成笔记本，旁边附网页；文件名以 .ipynb 结尾。",
    "Render the comparison as a notebook, with its page beside it; the name ends in .ipynb.",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji diff``."""
    there = click.Path(exists=True, path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["before"], metavar="A", type=there),
        click.Argument(["after"], metavar="B", type=there),
        click.Option(["--json", "as_json"], is_flag=True, help=_JSON.said(lang)),
        click.Option(
            ["--notebook"],
            metavar="OUT",
            type=click.Path(dir_okay=False, path_type=Path),
            help=_NOTEBOOK.said(lang),
        ),
        parameters.data(lang),
    ]
    return Spoken("diff", lang, _DIFF, params, partial(_diff, Session(lang)))


def _diff(
    session: Session, *, before: Path, after: Path, as_json: bool, notebook: Path | None, data: Path | None
) -> ExitStatus:
    from gouji.cli.diff_text import diff_lines
    from gouji.evidence.comparison import compare, comparison_notebook
    from gouji.exact_json import dumps
    from gouji.intake import find_roster_file
    from gouji.place import put
    from gouji.roster import Roster

    if notebook is not None and notebook.suffix != ".ipynb":
        raise GoujiError(
            f"--notebook 的文件名应以 .ipynb 结尾：{notebook}",
            f"the name of --notebook ends in .ipynb: {notebook}",
        )
    roster = find_roster_file([data] if data else [after], data or parameters.DATA)
    found = compare(before, after, Roster.of(roster))
    click.echo(dumps(found) if as_json else "\n".join(diff_lines(found, session.lang)))
    if notebook is not None:
        rendered = comparison_notebook(before, after, roster, session.lang)
        files = {notebook.with_suffix(suffix).name: content for suffix, content in rendered.items()}
        put(notebook.parent, files)
    return session.status()

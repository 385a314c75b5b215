"""``gouji diff``: what changed between two versions of a report, or between two runs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.safe import safe
from gouji.model.text import GoujiError, Text
from gouji.rules.catalogue import rule_title
from gouji.show.diff_views import CHANGES, FACTS, counts, fact, label, said_outcome, shown_cell
from gouji.show.words import SEVERITIES, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gouji.model.finding import Verdict
    from gouji.model.text import Lang


_CELLS = Text("单元格变化 {count} 处", "cells changed: {count}")
_OUTCOMES = Text("规则结果变化 {count} 条", "rules that say something else: {count}")
_RUNS = Text(
    "{changed} 份审计有变化，{unchanged} 份没有", "audits changed: {changed}, unchanged: {unchanged}"
)


def diff_lines(diff: Mapping[str, Any], lang: Lang) -> list[str]:
    """Return the lines that show what changed."""
    said = _run_lines(diff, lang) if diff["kind"] == "runs" else _report_lines(diff, lang)
    totals = " · ".join(f"{CHANGES[name].said(lang)} {count}" for name, count in counts(diff).items())
    return [safe(line) for line in (*said, totals)]


def _report_lines(diff: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    before, after = diff["before"], diff["after"]
    names = " → ".join(version["source"]["name"] for version in (before, after))
    yield f"■ {after['agency']} {after['year'] or '?'}: {names}"
    for key, change in diff["facts"].items():
        old, new = fact(key, change)
        yield f"  {FACTS[key].said(lang)}: {old.said(lang)} → {new.said(lang)}"
    yield _CELLS.filled(count=len(diff["cells"])).said(lang)
    for cell in diff["cells"]:
        old, new = shown_cell(cell["before"]), shown_cell(cell["after"])
        yield f"  {label(cell['id'], diff)}: {old.said(lang)} → {new.said(lang)}"
    yield _OUTCOMES.filled(count=len(diff["outcomes"])).said(lang)
    for rule, change in diff["outcomes"].items():
        old, new = said_outcome(change["before"]), said_outcome(change["after"])
        yield f"  {rule}: {old.said(lang)} → {new.said(lang)}"
    yield from _finding_lines(diff["findings"], lang)


def _run_lines(diff: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    yield _RUNS.filled(changed=len(diff["audits"]), unchanged=diff["unchanged"]).said(lang)
    for audit in diff["audits"]:
        old, new = (_verdict(audit["verdict"][when], lang) for when in ("before", "after"))
        verdict = f"{old} → {new}" if old != new else new
        yield f"■ {audit['agency']} {audit['year'] or '?'}: {verdict}"
        yield from _finding_lines(audit["findings"], lang)
    for rule in diff["rules"]:
        numbers = ", ".join(f"{word.said(lang)} {rule[name]}" for name, word in CHANGES.items() if rule[name])
        title = rule_title(rule["rule"]).said(lang)
        yield f"  {title} {rule['rule']}: {numbers}" if title != rule["rule"] else f"  {title}: {numbers}"


def _finding_lines(findings: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    for name, word in CHANGES.items():
        for found in findings[name]:
            severity = SEVERITIES[found["severity"]].word.said(lang)
            message = f"{found['rule']}: {found['message'][lang]}"
            yield f"  {word.said(lang)} · {severity} {message}  #{found['id']}"


def _verdict(verdict: Verdict | None, lang: Lang) -> str:
    return "–" if verdict is None else VERDICTS[verdict].word.said(lang)


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
    return BilingualCommand("diff", lang, _DIFF, params, partial(_diff, Session(lang)))


def _diff(
    session: Session, *, before: Path, after: Path, as_json: bool, notebook: Path | None, data: Path | None
) -> ExitStatus:
    from gouji.inputs.files import put_files
    from gouji.inputs.roster import Roster
    from gouji.model.as_json import dumps
    from gouji.reports import find_roster_file
    from gouji.show.diff_views import compare, comparison_notebook

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
        put_files(notebook.parent, files)
    return session.status()

"""``gouji check``: reports against all rules, without notebooks."""

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

_CHECK = Text(
    "核对报告，给出结论和每一项发现，不生成笔记本。\n\n"
    "PATH 是报告文件或文件夹，- 为标准输入，可以一次给很多。",
    "Hold reports against the rules: a verdict and the findings, without notebooks.\n\n"
    "PATH is a report or a folder of reports, - is standard input; many can be given at once.",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji check``."""
    params = [
        parameters.paths(required=True),
        parameters.as_json(lang),
        parameters.strict(lang),
        parameters.data(lang),
    ]
    return Spoken("check", lang, _CHECK, params, partial(_check, Session(lang)))


def _check(
    session: Session, *, paths: tuple[str, ...], as_json: bool, strict: bool, data: Path | None
) -> ExitStatus:
    from gouji.audit_json import audit_json
    from gouji.cli.audit_text import audit_lines
    from gouji.confront import audit_filings
    from gouji.decision_file import load_decisions
    from gouji.exact_json import write_array
    from gouji.filing import Filing
    from gouji.filing_json import error_json
    from gouji.intake import Failure, collect, compared_with, find_decisions_file, find_roster, read_reports

    home = data or parameters.DATA
    roster, reports = find_roster(paths, home), collect(paths)
    decisions = load_decisions(find_decisions_file([data] if data else paths, home))
    results = list(session.telling_failures(read_reports(reports, roster)))
    others = read_reports(compared_with(reports, data), roster)
    compared = list(session.telling_failures(others, count=False))
    audits = decisions.attached(
        audit_filings(
            [result for result in results if isinstance(result, Filing)],
            [result for result in compared if isinstance(result, Filing)],
        )
    )
    session.telling_strays(decisions, audits)
    if as_json:
        in_order = iter(audits)
        write_array(
            (
                error_json(result.report.name, result.message)
                if isinstance(result, Failure)
                else audit_json(next(in_order))
                for result in results
            ),
            sys.stdout,
        )
    else:
        for audit in audits:
            click.echo("\n".join(audit_lines(audit, session.lang)) + "\n")
    violated = any(audit.verdict == "violation" for audit in audits)
    return session.status(objected=strict and violated)

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
    from gouji.finding import Audit

_CHECK = Text(
    "核对报告，给出结论和每一项发现，不生成笔记本。\n\n"
    "PATH 是报告文件或文件夹，- 为标准输入，可以一次给很多。",
    "Hold reports against the rules: a verdict and the findings, without notebooks.\n\n"
    "PATH is a report or a folder of reports, - is standard input; many can be given at once.",
)
#: From so many reports on the progress is told, in about so many lines where there is no terminal.
_MANY = 100
_LINES = 50


def command(lang: Lang) -> click.Command:
    """Return ``gouji check``."""
    params = [
        parameters.paths(required=True),
        parameters.as_json(lang),
        parameters.strict(lang),
        parameters.data(lang),
        parameters.jobs(lang),
    ]
    return Spoken("check", lang, _CHECK, params, partial(_check, Session(lang)))


def _check(
    session: Session,
    *,
    paths: tuple[str, ...],
    as_json: bool,
    strict: bool,
    data: Path | None,
    jobs: int | None,
) -> ExitStatus:
    from gouji.decision_file import load_decisions
    from gouji.evidence.progress import Silent
    from gouji.evidence.progress import Spoken as Telling
    from gouji.exact_json import dumps, write_rendered
    from gouji.filing_json import error_json
    from gouji.intake import Failure, collect, compared_with, find_decisions_file, find_roster_file
    from gouji.screening import Screening, rendered, screen

    home = data or parameters.DATA
    reports = collect(paths)
    decided = find_decisions_file([data] if data else paths, home)
    decisions = load_decisions(decided)
    asked = Screening(
        reports=reports,
        others=compared_with(reports, data),
        roster=find_roster_file(paths, home),
        decisions=decided,
        render=json_of if as_json else partial(text_of, lang=session.lang),
        jobs=jobs,
    )
    telling = Telling(session.lang, lines=_LINES) if len(reports) >= _MANY else Silent()
    with screen(asked, telling) as screened:
        results = list(session.telling_failures(screened.results))
        for _ in session.telling_failures(screened.passed_over, count=False):
            pass
        audited = [(one.agency, one.body, one.year) for one in screened.checked]
        session.telling_strays(decisions, audited, [of for one in screened.checked for of in one.carried])
        if as_json:
            write_rendered(
                (
                    dumps(error_json(result.report.name, result.message))
                    if isinstance(result, Failure)
                    else rendered(result)
                    for result in results
                ),
                sys.stdout,
            )
        else:
            for checked in screened.checked:
                click.echo(rendered(checked))
    return session.status(objected=strict and any(one.verdict == "violation" for one in screened.checked))


def json_of(audit: Audit) -> str:
    """Return an audit as JSON."""
    from gouji.audit_json import audit_json
    from gouji.exact_json import dumps

    return dumps(audit_json(audit))


def text_of(audit: Audit, lang: Lang) -> str:
    """Return an audit for the terminal."""
    from gouji.cli.audit_text import audit_lines

    return "\n".join(audit_lines(audit, lang)) + "\n"

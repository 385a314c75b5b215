"""``gouji decide``: write down what was decided on a finding."""

from __future__ import annotations

import getpass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from gouji.inputs.decisions import Decision, DecisionName
    from gouji.model.text import Lang


_DECIDE = Text(
    "记录对一项问题的决定：confirmed 属实，dismissed 不成立，corrected 机关已更正。\n\n"
    "ID 是问题编号。决定写入 data/decisions.csv，重新审计后仍然有效；问题的单元格或数值\n"
    "改变时失效。同一问题可以再次决定，以最后一次为准。决定不改变结论。",
    "Write down a decision on a finding: confirmed, dismissed (no error) or corrected (by the agency).\n\n"
    "ID is that of the finding. The decision goes to data/decisions.csv, survives every further run, and\n"
    "lapses when the cells or values of the finding change. The last decision on a finding is the one that\n"
    "counts. A decision moves no verdict.",
)
_NOTE = Text("理由或经过。", "The reason, or what happened.")
_BY = Text("决定人，默认当前登录用户。", "Who decided; the user logged in by default.")
_RECORDED = Text("已记录：{finding} {decision}，写入 {path}", "recorded: {finding} {decision}, in {path}")
_UNKNOWN = Text(
    "{reports} 和 {data} 中都没有编号为 {finding} 的问题。决定照样记录，每次审计都会提示，直到有对应的问题。",
    "neither {reports} nor {data} has a finding {finding}. The decision is recorded all the same; every "
    "audit will tell of it until there is one.",
)
_NOBODY = Text("无法得知当前用户，请用 --by 写明决定人", "the user is not known; say who decided with --by")


def command(lang: Lang) -> click.Command:
    """Return ``gouji decide``."""
    params: list[click.Parameter] = [
        click.Argument(["finding"], metavar="ID"),
        click.Argument(
            ["decision"], metavar="DECISION", type=click.Choice(["confirmed", "dismissed", "corrected"])
        ),
        click.Option(["--note"], metavar="TEXT", default="", help=_NOTE.said(lang)),
        click.Option(["--by"], metavar="NAME", help=_BY.said(lang)),
        parameters.data(lang),
        parameters.reports(lang),
    ]
    return BilingualCommand("decide", lang, _DECIDE, params, partial(_decide, Session(lang)))


def _decide(
    session: Session,
    *,
    finding: str,
    decision: DecisionName,
    note: str,
    by: str | None,
    data: Path | None,
    reports: Path,
) -> ExitStatus:
    import datetime as dt
    from dataclasses import replace

    from gouji.inputs.decision_file import record, valid_id
    from gouji.reports import DECISIONS_FILE

    home = data or parameters.DATA
    finding = valid_id(finding)
    made = _on_record(finding, decision, reports, home)
    if not made.rule:
        session.message(_UNKNOWN.filled(finding=finding, reports=reports, data=home))
    now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    path = home / DECISIONS_FILE
    record(path, replace(made, by=by or _user(session), when=now, note=note.strip()))
    click.echo(session.said(_RECORDED.filled(finding=finding, decision=decision, path=path)))
    return session.status()


def _on_record(finding: str, decision: DecisionName, reports: Path, data: Path) -> Decision:
    """Return the decision with what the finding says, or without where there is no such finding."""
    from gouji.cli.session import available_records
    from gouji.inputs.decisions import Decision

    for record in chain.from_iterable(available_records(reports, data)):
        for found in record.findings:
            if found.id == finding:
                return Decision(
                    finding,
                    decision,
                    rule=found.rule,
                    agency=record.agency_id,
                    body=record.agency,
                    year=record.year,
                    printed=dict(found.printed),
                )
    return Decision(finding, decision)


def _user(session: Session) -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise click.UsageError(session.said(_NOBODY)) from error

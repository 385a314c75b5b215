"""``gouji decide``: write down what was decided on a finding."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.safe import safe
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from gouji.evidence.records import Record
    from gouji.inputs.decisions import Decision, DecisionName
    from gouji.model.finding import Finding
    from gouji.model.text import Lang


_DECIDE = Text(
    "记录对问题的决定：属实（confirmed）、不成立（dismissed）、已更正（corrected，机关已更正）。\n\n"
    "WHAT 是问题编号、规则编号、机关编号或全称，可有几个；按规则或机关决定时，已有决定的问题\n"
    "不动。--from 读入网页保存的 decisions.csv，或 findings.xlsx 的“处理”表。\n"
    "决定写入 data/decisions.csv，重新审计后仍然有效；问题的单元格或数值改变时失效。同一问题可以\n"
    "再次决定，以最后一次为准。决定不改变结论。",
    "Write down decisions on findings: confirmed, dismissed (no error) or corrected (by the agency).\n\n"
    "WHAT are ids of findings, rules, or ids or full names of agencies; by rule or agency, findings\n"
    "that were decided on already are left alone. --from takes the decisions.csv that a page saved, or the\n"
    "sheet of decisions in findings.xlsx. Decisions go to data/decisions.csv, survive every further run,\n"
    "and lapse when the cells or values of the finding change. The last decision on a finding is the one\n"
    "that counts. A decision moves no verdict.",
)
_FROM = Text(
    "读入这个文件中的决定：网页保存的 .csv，标记后另存的网页，或有“处理”表的 .xlsx；- 为标准输入（CSV）。",
    "Take the decisions in this file: a .csv saved by a page, the page itself as the browser saved it, or an "
    ".xlsx with the sheet of decisions; - is standard input (CSV).",
)
_RULE = Text("只决定这条规则的问题。", "Decide on findings of this rule only.")
_AGENCY = Text("只决定这个机关（编号或全称）的问题。", "Decide on this agency's findings only (id or name).")
_YEAR = Text("只决定这一年度的问题。", "Decide on findings of this year only.")
_NOTE = Text("理由或经过。", "The reason, or what happened.")
_BY = Text("决定人，默认当前登录用户。", "Who decided; the user logged in by default.")
_RECORDED = Text(
    "已记录：{finding} {decision}{of}，写入 {path}", "recorded: {finding} {decision}{of}, in {path}"
)
_OF = Text("（{body} {year} 年度 {rule}）", " ({body} {year} {rule})")
_SHOWN = Text(
    "再运行 gouji audit，{reports} 里的网页和表格就写有这些决定。",
    "Run gouji audit again: pages and tables in {reports} will show it.",
)
_LEFT = Text(
    "另有 {count} 项已有决定，没有改动；要改请写明问题编号。",
    "{count} more had been decided on and were left alone; name their ids to decide again.",
)
_SAME = Text("另有 {count} 项与已有决定相同，没有再记。", "{count} more say what is on record already.")
_UNKNOWN = Text(
    "{reports} 和 {data} 中都没有编号为 {finding} 的问题。决定照样记录，每次审计都会提示，直到有对应的问题。",
    "neither {reports} nor {data} has a finding {finding}. The decision is recorded all the same; every "
    "audit will tell of it until there is one.",
)
_NOBODY = Text("无法得知当前用户，请用 --by 写明决定人", "the user is not known; say who decided with --by")
_EITHER = Text(
    "用 --from 读入文件时，不再写问题和决定，也不用 --rule、--agency、--year",
    "with --from name neither findings nor a decision, nor --rule, --agency or --year",
)
_NO_DECISION = Text("缺少决定，应为{allowed}", "the decision is missing: {allowed}")
_NO_WORD = Text("“{word}”不是决定，应为{allowed}", "“{word}” is no decision, which is one of {allowed}")
_NOTHING_NAMED = Text(
    "请写明问题编号、规则编号或机关，或用 --rule、--agency 指定",
    "name findings, rules or agencies, or use --rule or --agency",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji decide``."""
    params: list[click.Parameter] = [
        click.Argument(["named"], metavar="[WHAT ...]", nargs=-1),
        click.Argument(["decision"], metavar="[DECISION]", required=False),
        click.Option(["--from", "source"], metavar="FILE", help=_FROM.said(lang)),
        click.Option(["--rule"], metavar="RULE", help=_RULE.said(lang)),
        click.Option(["--agency"], metavar="ID", help=_AGENCY.said(lang)),
        click.Option(["--year"], metavar="Y", type=int, help=_YEAR.said(lang)),
        click.Option(["--note"], metavar="TEXT", default="", help=_NOTE.said(lang)),
        click.Option(["--by"], metavar="NAME", help=_BY.said(lang)),
        parameters.data(lang),
        parameters.reports(lang),
    ]
    return BilingualCommand("decide", lang, _DECIDE, params, partial(_decide, Session(lang)))


def _decide(
    session: Session,
    *,
    named: tuple[str, ...],
    decision: str | None,
    source: str | None,
    rule: str | None,
    agency: str | None,
    year: int | None,
    note: str,
    by: str | None,
    data: Path | None,
    reports: Path,
) -> ExitStatus:
    from dataclasses import replace

    from gouji.evidence.records import new_decisions
    from gouji.inputs.decision_file import load_decisions, record
    from gouji.inputs.decisions import DECISION_WORDS
    from gouji.inputs.files import timestamp
    from gouji.reports import DECISIONS_FILE

    home = data or parameters.DATA
    path = home / DECISIONS_FILE
    earlier = {one.finding: one for one in load_decisions(path if path.is_file() else None)}
    wanted = _Wanted(named, rule, agency, year)
    if source is not None:
        if decision or wanted.any:
            raise click.UsageError(session.said(_EITHER))
        given = _handed_in(source)
        on_record = _on_record([one.finding for one in given], reports, home)
        made = given
        new = new_decisions(given, on_record, earlier)
        skipped = _SAME.filled(count=len(made) - len(new))
    else:
        name = _decision(session, decision)
        found, by_id = _chosen(wanted, name, reports, home, session)
        new = [one for one in found if one.finding in by_id or one.finding not in earlier]
        skipped = _LEFT.filled(count=len(found) - len(new))
        made = found
    now = timestamp()
    new = [
        replace(one, by=one.by or by or _user(session), when=one.when or now, note=one.note or note.strip())
        for one in new
    ]
    for one in new:
        if not one.rule:
            session.message(_UNKNOWN.filled(finding=one.finding, reports=reports, data=home))
    if new:
        record(path, *new)
    for one in new:
        of = _OF.filled(body=one.body, year=one.year, rule=one.rule) if one.rule else Text("", "")
        said = _RECORDED.filled(finding=one.finding, decision=DECISION_WORDS[one.decision], of=of, path=path)
        click.echo(safe(session.said(said)))
    if new and reports.is_dir():
        session.message(_SHOWN.filled(reports=reports))
    if len(new) < len(made):
        session.message(skipped)
    return session.status()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which findings to decide on: ids, rules and agencies by name, narrowed by the options."""

    named: tuple[str, ...]
    rule: str | None
    agency: str | None
    year: int | None

    @property
    def any(self) -> bool:
        return bool(self.named) or self.rule is not None or self.agency is not None or self.year is not None

    def admits(self, record: Record, found: Finding, others: Sequence[str]) -> bool:
        """Say whether the options let a finding through, and one of the names, where there are ``others``."""
        whose = (record.agency_id, record.agency)
        return (
            (self.rule is None or found.rule == self.rule)
            and (self.agency is None or self.agency in whose)
            and (self.year is None or record.year == self.year)
            and (not others or any(name in (found.rule, *whose) for name in others))
        )


def _decision(session: Session, word: str | None) -> DecisionName:
    from gouji.inputs.decision_file import allowed_decisions, decision_named

    allowed = allowed_decisions()
    if word is None:
        raise click.UsageError(session.said(_NO_DECISION.filled(allowed=allowed)))
    name = decision_named(word)
    if name is None:
        raise click.UsageError(session.said(_NO_WORD.filled(word=word, allowed=allowed)))
    return name


def _chosen(
    wanted: _Wanted, name: DecisionName, reports: Path, data: Path, session: Session
) -> tuple[list[Decision], set[str]]:
    """Return a decision on each finding that is meant, and the ids that were named one by one.

    Raises :class:`GoujiError` where a rule or an agency has no finding, so that a slip of the pen is seen.
    """
    from gouji.cli.session import available_records, meant
    from gouji.evidence.records import completed, decision_on
    from gouji.inputs.decision_file import is_id, valid_id
    from gouji.inputs.decisions import Decision

    ids = list(dict.fromkeys(valid_id(text) for text in wanted.named if is_id(text)))
    others = [text for text in wanted.named if not is_id(text)]
    if not wanted.any:
        raise click.UsageError(session.said(_NOTHING_NAMED))
    known = _on_record(ids, reports, data)
    made = [completed(Decision(id_, name), known.get(id_)) for id_ in ids]
    if ids and not others:
        return made, set(ids)
    for records in available_records(reports, data):
        found = {
            finding.id: decision_on(record, finding, name)
            for record in records
            for finding in record.findings
            if wanted.admits(record, finding, others)
        }
        if found:
            return [*made, *(one for id_, one in found.items() if id_ not in ids)], set(ids)
    what = ", ".join(filter(None, (*others, wanted.rule, wanted.agency, str(wanted.year or ""))))
    perhaps = meant(wanted.agency or next(iter(others), None), data)
    raise GoujiError(
        f"{reports} 和 {data} 中都没有“{what}”的问题。请核对问题编号（g 和 15 位十六进制数字）、规则编号、"
        f"机关编号或全称。{perhaps.zh}",
        f"neither {reports} nor {data} has a finding of “{what}”. Check the id of the finding (g and 15 "
        f"hexadecimal digits), of the rule, or the id or full name of the agency.{perhaps.en}",
    )


def _handed_in(source: str) -> list[Decision]:
    import sys
    import tempfile
    from pathlib import Path

    from gouji.inputs.decision_file import handed_in

    if source != "-":
        return handed_in(Path(source))
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        path = Path(folder) / "stdin.csv"
        path.write_bytes(sys.stdin.buffer.read())
        return handed_in(path)


def _on_record(ids: Iterable[str], reports: Path, data: Path) -> dict[str, Decision]:
    """Return what the findings with these ids say, without a decision that anybody made."""
    from gouji.cli.session import available_records
    from gouji.evidence.records import decision_on

    missing = set(ids)
    found: dict[str, Decision] = {}
    for record in chain.from_iterable(available_records(reports, data)) if missing else ():
        for finding in record.findings:
            if finding.id in missing:
                missing.remove(finding.id)
                found[finding.id] = decision_on(record, finding, "confirmed")
        if not missing:
            break
    return found


def _user(session: Session) -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise click.UsageError(session.said(_NOBODY)) from error

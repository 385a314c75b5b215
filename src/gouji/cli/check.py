"""``gouji check``: reports against all rules, without notebooks."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session, stay_single_threaded
from gouji.model.finding import gravity
from gouji.model.safe import safe
from gouji.model.text import Text
from gouji.rules.catalogue import catalogue
from gouji.show.cells import cell_label
from gouji.show.decision_views import decision_facts
from gouji.show.words import SEVERITIES, VERDICTS, cells_read, proposed_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gouji.model.finding import Audit, Evidence, Finding, Repair, Severity, Verdict
    from gouji.model.text import Lang


_COLOURS: dict[Verdict | Severity, str] = {
    "unauditable": "magenta",
    "violation": "red",
    "query": "yellow",
    "data_quality": "yellow",
    "plausibility": "yellow",
    "pass": "green",
    "note": "cyan",
}

_UNKNOWN_YEAR = Text("年份不详", "year unknown")
_COUNT = Text("{findings} 项发现", "{findings} findings")
_OTHERS = Text(
    "其余规则：通过 {passed}，无法判定 {unknown}，不适用 {idle}，本版本不检查 {unchecked}。",
    "other rules: {passed} passed, {unknown} not assessable, {idle} not applicable, "
    "{unchecked} not checked by this version.",
)
_AT = Text("{place}：{quote}", "{place}: {quote}")
_REPAIR = Text("最小改动：", "smallest repair: ")
_MORE = Text("另有 {count} 处，见 --json", "{count} more places, see --json")
_QUOTE_LIMIT = 80
_SAME = Text("最小改动：同上", "smallest repair: as above")
_MORE_REPAIRS = Text("另有 {count} 种最小改动，见 --json", "{count} more smallest repairs, see --json")
_EVIDENCE_LIMIT = 4
#: Printed figures that make up a sum.
_ADDEND_LIMIT = 12
_REPAIR_LIMIT = 3
#: What a line prints where it adds nothing: zeros.
_ZEROS = frozenset("0 ０\u3000")


def audit_lines(audit: Audit, lang: Lang) -> list[str]:
    """Return the lines that show an audit."""
    filing = audit.filing
    year = _UNKNOWN_YEAR.said(lang) if filing.year is None else str(filing.year)
    verdict = click.style(
        f"[{VERDICTS[audit.verdict].word.said(lang)}]", fg=_COLOURS[audit.verdict], bold=True
    )
    facts = [cells_read(filing), _COUNT.filled(findings=len(audit.rule_findings))]
    said = " · ".join(fact.said(lang) for fact in facts if fact is not None)
    lines = [f"{verdict} {safe(filing.agency.name)} {year} · {said} · {safe(filing.source.name)}"]
    mended: Sequence[Repair] = ()
    for (severity, rule), findings in groupby(
        audit.rule_findings, key=lambda found: (found.severity, found.rule)
    ):
        label = SEVERITIES[severity].word.said(lang)
        lines.append(f"  {click.style(label, fg=_COLOURS[severity])} {rule}")
        for finding in findings:
            lines += _finding_lines(finding, filing.form or "", lang)
            lines += _repair_lines(finding.repairs, filing.form or "", lang, told=finding.repairs == mended)
            mended = finding.repairs or mended
    unchecked = {rule.id for rule in catalogue() if not rule.checked}
    outcomes = [outcome.outcome for outcome in audit.outcomes if outcome.rule not in unchecked]
    others = _OTHERS.filled(
        passed=outcomes.count("pass"),
        unknown=outcomes.count("not_assessable"),
        idle=outcomes.count("not_applicable"),
        unchecked=len(unchecked),
    )
    lines.append("  " + others.said(lang))
    return lines


def _finding_lines(finding: Finding, form: str, lang: Lang) -> list[str]:
    lines = [f"    · {safe(finding.message.said(lang))}  #{finding.id}"]
    for name, value in decision_facts(finding.decision):
        lines.append(safe(f"      {name.said(lang)}: {value.said(lang)}"))
    quoted = _quoted(finding)
    for evidence in quoted:
        quote = evidence.quote if len(evidence.quote) <= _QUOTE_LIMIT else evidence.quote[:_QUOTE_LIMIT] + "…"
        lines.append(safe(f"      {_AT.filled(place=evidence.place, quote=f'“{quote}”').said(lang)}"))
    if more := len(finding.evidence) - len(quoted):
        lines.append(f"      {_MORE.filled(count=more).said(lang)}")
    return lines


def _quoted(finding: Finding) -> Sequence[Evidence]:
    """What is quoted of a finding: of a sum the figures that make it up, else the first places."""
    telling = [one for one in finding.evidence if not one.empty and not _ZEROS.issuperset(one.quote)]
    if finding.observed is not None and finding.repairs and telling:
        return telling[:_ADDEND_LIMIT]
    return finding.evidence[:_EVIDENCE_LIMIT]


def _repair_lines(repairs: Sequence[Repair], form: str, lang: Lang, *, told: bool) -> list[str]:
    """The lines on smallest repairs; one that were ``told`` of the finding above."""
    if told:
        return [f"      {_SAME.said(lang)}"] if repairs else []
    lines: list[str] = []
    for repair in repairs[:_REPAIR_LIMIT]:
        changes = "; ".join(
            f"“{cell_label(change.cell, form)}” {change.printed or '∅'} → "
            + proposed_words(change.proposed, change.admissible).said(lang)
            for change in repair.changes
        )
        lines.append(safe(f"      {_REPAIR.said(lang)}{changes}"))
    if more := len(repairs[_REPAIR_LIMIT:]):
        lines.append(f"      {_MORE_REPAIRS.filled(count=more).said(lang)}")
    return lines


#: What a verdict, and a finding of a severity, asks of those who can still mend the report.
_STANDING: dict[Verdict, Text] = {
    "violation": Text("须改正后再报", "to be corrected before filing"),
    "unauditable": Text("表格读不出", "tables not readable"),
    "query": Text("请逐项核实", "to be looked at before filing"),
    "pass": Text("未见问题", "nothing found"),
}
_BLANK = Text("空白表", "blank form")
_NOTHING_YET = Text(
    "还没有填数，没有可核对的内容。填好后再核对。", "nothing is filled in yet, so nothing can be held."
)
_ASKED: dict[Severity, tuple[Text, Text]] = {
    "violation": (
        Text("须改正", "Correct"),
        Text(
            "请对照台账，改正其中写错的数。",
            "Check these figures with your records and correct the wrong one.",
        ),
    ),
    "data_quality": (
        Text("请补正", "Complete"),
        Text(
            "请补填或改正；确实没有的数填 0，没有的事项写“无”。",
            "Fill in or mend it; write 0 or 无 for none.",
        ),
    ),
    "plausibility": (
        Text("请核实", "Look at"),
        Text("请核实；确属实情的，可在报告中说明原因。", "Check it; if it is right, the report may say why."),
    ),
    "note": (Text("供参考", "Note"), Text("", "")),
}
_WHERE = Text("在哪里：{place}", "where: {place}")
_WHAT = Text("怎么办：{asked}", "what to do: {asked}")
_CHANGED = Text("“{cell}”由 {printed} 改为 {proposed}", "“{cell}” {proposed} in place of {printed}")
_PROPOSED = Text(
    "可能写错的是：{changes}。这样改，有关的加总都能相符；以台账为准。",
    "This may be what is wrong: {changes}. So changed, the sums hold; your records decide.",
)
_ALSO = Text("；", "; ")
_TO_FILL = Text(
    "还有 {count} 格没有填，合计也没有填齐。填齐以后请再核对一遍。",
    "{count} cells are still empty, totals among them. Check again once they are filled in.",
)


def filing_lines(audit: Audit, lang: Lang) -> list[str]:
    """Return the lines that tell a clerk what to mend before a report is filed."""
    from gouji.measures.matrix import is_total

    filing = audit.filing
    blank = filing.is_blank_form
    standing = _BLANK if blank else _STANDING[audit.verdict]
    colour = "cyan" if blank else _COLOURS[audit.verdict]
    verdict = click.style(f"[{standing.said(lang)}]", fg=colour, bold=True)
    if blank:
        return [f"{verdict} {safe(filing.source.name)}：{_NOTHING_YET.said(lang)}"]
    year = _UNKNOWN_YEAR.said(lang) if filing.year is None else str(filing.year)
    count = _COUNT.filled(findings=len(audit.rule_findings)).said(lang)
    lines = [f"{verdict} {safe(filing.agency.name)} {year} · {count} · {safe(filing.source.name)}"]
    empty = [cell.id for cell in filing.form_cells if cell.status == "blank"]
    if half_filled := any(map(is_total, empty)):
        lines.append(f"  {_TO_FILL.filled(count=len(empty)).said(lang)}")
    gravest_first = sorted(audit.rule_findings, key=lambda found: gravity(found.severity))
    for number, finding in enumerate(gravest_first, start=1):
        word, asked = _ASKED[finding.severity]
        label = click.style(word.said(lang), fg=_COLOURS[finding.severity])
        lines.append(f"  {number}. {label}  {safe(finding.message.said(lang))}")
        places = [one.place for one in finding.evidence[:_EVIDENCE_LIMIT]]
        if places:
            said = _ALSO.said(lang).join(place.said(lang) for place in places)
            more = "……" if len(finding.evidence) > _EVIDENCE_LIMIT else ""
            lines.append(safe(f"     {_WHERE.filled(place=said + more).said(lang)}"))
        if finding.severity != "note":
            lines.append(f"     {_WHAT.filled(asked=asked).said(lang)}")
        # a proposal takes what is empty for zero, which nobody has said yet
        for repair in () if half_filled else finding.repairs[:_REPAIR_LIMIT]:
            changes = _ALSO.said(lang).join(
                _CHANGED.filled(
                    cell=cell_label(change.cell, filing.form or ""),
                    printed=change.printed or "∅",
                    proposed="…" if change.proposed is None else change.proposed,
                ).said(lang)
                for change in repair.changes
            )
            lines.append(safe(f"       {_PROPOSED.filled(changes=changes).said(lang)}"))
    return lines


_CHECK = Text(
    "核对报告，给出结论和每一项发现，不生成笔记本。\n\n"
    "PATH 是报告文件或文件夹，- 为标准输入，可以一次给很多。",
    "Hold reports against the rules: a verdict and the findings, without notebooks.\n\n"
    "PATH is a report or a folder of reports, - is standard input; many can be given at once.",
)
_BEFORE_FILING = Text(
    "报送前自查：逐项说明该怎么改；空白表只说是空白表。有违规时退出码为 1。",
    "For a report that is not filed yet: what to mend, item by item; a blank form is only called blank. "
    "Exit with status 1 on a violation.",
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
        click.Option(["--before-filing"], is_flag=True, help=_BEFORE_FILING.said(lang)),
        parameters.data(lang),
        parameters.packs(lang),
        parameters.witness(lang),
        parameters.jobs(lang),
        parameters.scheduler(lang),
    ]
    return BilingualCommand("check", lang, _CHECK, params, partial(_check, Session(lang)))


def _check(
    session: Session,
    *,
    paths: tuple[str, ...],
    as_json: bool,
    strict: bool,
    before_filing: bool,
    data: Path | None,
    packs: tuple[Path, ...],
    witness: bool,
    jobs: int | None,
    scheduler: str | None,
) -> ExitStatus:
    stay_single_threaded()
    from gouji.batch.pool import workers_of
    from gouji.batch.progress import NoProgress
    from gouji.batch.progress import ProgressOnStderr as Telling
    from gouji.batch.screening import Screening, rendered, screen
    from gouji.inputs.decision_file import load_decisions
    from gouji.model.as_json import dumps, error_json, write_rendered
    from gouji.reports import Failure, compared_with, find_decisions_file, find_roster_file
    from gouji.rules.packs import chosen

    home = data or parameters.DATA
    reports = [replace(report, witness=witness) for report in session.collected(paths)]
    roster = find_roster_file(paths, home)
    decided = find_decisions_file([data] if data else paths, home)
    decisions = load_decisions(decided)
    asked = Screening(
        reports=reports,
        others=[replace(report, witness=witness) for report in compared_with(reports, data)],
        roster=roster,
        decisions=decided,
        render=partial(json_of, before_filing=before_filing)
        if as_json
        else partial(text_of, lang=session.lang, before_filing=before_filing),
        jobs=jobs,
        packs=chosen(packs, roster),
    )
    telling = Telling(session.lang, lines=_LINES) if len(reports) >= _MANY else NoProgress()
    with ExitStack() as stack:
        if scheduler:
            executor, workers = stack.enter_context(workers_of(scheduler))
            asked = replace(asked, executor=executor, jobs=workers)
        screened = stack.enter_context(screen(asked, telling))
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
    return session.status(
        objected=(strict or before_filing) and any(one.verdict == "violation" for one in screened.checked)
    )


def json_of(audit: Audit, *, before_filing: bool = False) -> str:
    """Return an audit as JSON, as its schema has it: titles of findings are for those who show evidence.

    ``before_filing`` adds ``blank``: whether it is a form that nobody has filled in.
    """
    from gouji.model.as_json import audit_json, dumps

    found = audit_json(audit)
    for finding in found["findings"]:
        del finding["title"]
    if before_filing:
        found["blank"] = audit.filing.is_blank_form
    return dumps(found)


def text_of(audit: Audit, lang: Lang, *, before_filing: bool = False) -> str:
    """Return an audit for the terminal."""
    lines = filing_lines(audit, lang) if before_filing else audit_lines(audit, lang)
    return "\n".join(lines) + "\n"

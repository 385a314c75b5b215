"""An audit for the terminal: one line of verdict, then the findings grouped by rule."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from gouji.bilingual import Text
from gouji.pages.decided import decision_facts
from gouji.pages.words import SEVERITIES, VERDICTS, cells_read
from gouji.rules import catalogue
from gouji.terminal import safe

if TYPE_CHECKING:
    from gouji.bilingual import Lang
    from gouji.finding import Audit, Finding, Severity, Verdict

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
_EVIDENCE_LIMIT = 4


def audit_lines(audit: Audit, lang: Lang) -> list[str]:
    """Return the lines that show an audit."""
    filing = audit.filing
    year = _UNKNOWN_YEAR.said(lang) if filing.year is None else str(filing.year)
    verdict = click.style(
        f"[{VERDICTS[audit.verdict].word.said(lang)}]", fg=_COLOURS[audit.verdict], bold=True
    )
    facts = [cells_read(filing), _COUNT.filled(findings=len(audit.findings))]
    said = " · ".join(fact.said(lang) for fact in facts if fact is not None)
    lines = [f"{verdict} {safe(filing.agency.name)} {year} · {said} · {safe(filing.source.name)}"]
    for (severity, rule), findings in groupby(audit.findings, key=lambda found: (found.severity, found.rule)):
        label = SEVERITIES[severity].word.said(lang)
        lines.append(f"  {click.style(label, fg=_COLOURS[severity])} {rule}")
        for finding in findings:
            lines += _finding_lines(finding, lang)
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


def _finding_lines(finding: Finding, lang: Lang) -> list[str]:
    lines = [f"    · {safe(finding.message.said(lang))}  #{finding.id}"]
    for name, value in decision_facts(finding.decision):
        lines.append(safe(f"      {name.said(lang)}: {value.said(lang)}"))
    for evidence in finding.evidence[:_EVIDENCE_LIMIT]:
        quote = evidence.quote if len(evidence.quote) <= _QUOTE_LIMIT else evidence.quote[:_QUOTE_LIMIT] + "…"
        lines.append(safe(f"      {_AT.filled(place=evidence.place, quote=f'“{quote}”').said(lang)}"))
    if more := len(finding.evidence[_EVIDENCE_LIMIT:]):
        lines.append(f"      {_MORE.filled(count=more).said(lang)}")
    for repair in finding.repairs:
        changes = "; ".join(
            f"{change.cell} {change.printed or '∅'} → "
            + ("…" if change.proposed is None else str(change.proposed))
            for change in repair.changes
        )
        lines.append(safe(f"      {_REPAIR.said(lang)}{changes}"))
    return lines

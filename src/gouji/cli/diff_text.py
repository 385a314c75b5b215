"""A comparison for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.bilingual import Text
from gouji.pages.diff_views import CHANGES, FACTS, counts, fact, label, said_outcome, shown_cell
from gouji.pages.words import SEVERITIES, VERDICTS
from gouji.terminal import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gouji.bilingual import Lang
    from gouji.finding import Verdict

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
        yield f"  {label(cell['id'], diff)} ({cell['id']}): {old.said(lang)} → {new.said(lang)}"
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
        yield f"  {rule['rule']}: {numbers}"


def _finding_lines(findings: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    for name, word in CHANGES.items():
        for found in findings[name]:
            severity = SEVERITIES[found["severity"]].word.said(lang)
            message = f"{found['rule']}: {found['message'][lang]}"
            yield f"  {word.said(lang)} · {severity} {message}  #{found['id']}"


def _verdict(verdict: Verdict | None, lang: Lang) -> str:
    return "–" if verdict is None else VERDICTS[verdict].word.said(lang)

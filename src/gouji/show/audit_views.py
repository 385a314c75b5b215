"""The parts of an audit notebook, one function a cell: cover, source, tables, rules, findings, the rest.

Each takes the audit and the language and returns something that a notebook cell displays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gouji.model.form import load_form
from gouji.model.text import Text
from gouji.rules.catalogue import rule_book
from gouji.show.cells import (
    FormCell,
    Line,
    Mark,
    adds_nothing,
    by_severity,
    cell_anchors,
    cell_labels,
    layouts,
    shown_cells,
)
from gouji.show.decision_views import decision_facts, marked_of, marking
from gouji.show.original_places import OriginalPlaces, printed_cells
from gouji.show.render import Shown, block, render
from gouji.show.words import (
    HYPOTHESES,
    OUTCOMES,
    SEVERITIES,
    STATUSES,
    TABLES,
    UNWRITTEN,
    VERDICTS,
    Word,
    cells_read,
    proposed_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.inputs.sidefile import SideFile
    from gouji.model.document import Document, Place
    from gouji.model.filing import Filing
    from gouji.model.finding import Audit, Change, Evidence, Finding, Outcome, Repair
    from gouji.model.text import Lang
    from gouji.rules.catalogue import Rule


_FIRST_FINDINGS = 5
_UNWRITTEN = "unwritten"
_UNSURE = Text("对应位置不唯一", "position in the form not certain")


def cover(audit: Audit, lang: Lang) -> Shown:
    """Show whose report it is, of which year, the verdict, how much was read, counts, and first findings."""
    filing = audit.filing
    word = VERDICTS[audit.verdict]
    severities = Counter(finding.severity for finding in audit.rule_findings)
    outcomes = _outcome_counts(audit)
    findings = by_severity(audit.rule_findings)
    html = render(
        "cover.html.j2",
        lang,
        filing=filing,
        verdict=word,
        verdict_id=audit.verdict,
        severities=[(id_, sev, severities[id_]) for id_, sev in SEVERITIES.items()],
        outcomes=outcomes,
        rule_count=sum(count for _, _, count in outcomes),
        findings=findings[:_FIRST_FINDINGS],
        more=max(len(findings) - _FIRST_FINDINGS, 0),
        facts=_identity(filing, lang),
        read=cells_read(filing),
    )
    year = filing.year or "?"
    counts = ", ".join(f"{SEVERITIES[s].word.said(lang)} {severities[s]}" for s in SEVERITIES)
    lines = [f"{filing.agency.name} {year}: {word.word.said(lang)} ({counts})"]
    if (read := cells_read(filing)) is not None:
        lines.append(read.said(lang))
    return block(html, "\n".join(lines), lang)


def source(filing: Filing, side: SideFile, lang: Lang) -> Shown:
    """Show the file that was read, its digest, where it came from, and how reading went."""
    origin = filing.source
    facts: list[tuple[Text, str, bool]] = [
        (Text("文件", "File"), origin.name, False),
        (Text("SHA-256", "SHA-256"), origin.sha256, True),
        (Text("大小", "Size"), f"{origin.bytes:,} " + Text("字节", "bytes").said(lang), False),
        (Text("类型", "Type"), origin.media_type, True),
    ]
    if side.address:
        facts.append((Text("来源网址", "Address"), side.address, False))
    if side.captured:
        facts.append((Text("采集时间", "Captured"), side.captured.isoformat(), False))
    if side.published:
        facts.append(
            (Text("公布日期（附属文件）", "Published (side file)"), side.published.isoformat(), False)
        )
    if side.counts is not None:
        counts = Text("作数", "counts") if side.counts else Text("不作数", "does not count")
        facts.append((Text("多份中取哪一份（附属文件）", "Of several (side file)"), counts.said(lang), False))
    if filing.title:
        facts.append((Text("标题", "Title"), filing.title, False))
    html = render("source.html.j2", lang, facts=facts, sections=filing.sections, notes=filing.notes)
    text = "\n".join(f"{name.said(lang)}: {value}" for name, value, _ in facts)
    return block(html, text, lang)


def tables(audit: Audit, lang: Lang) -> Shown:
    """Show the statutory tables as read, in the layout of the form, with the findings on each."""
    filing = audit.filing
    found = by_severity(audit.rule_findings)
    cells = shown_cells(filing, found)
    beside: dict[str, list[tuple[Mark, Text]]] = {table: [] for table in TABLES}
    for index, finding in enumerate(found, start=1):
        if finding.table in beside:
            beside[finding.table].append((Mark(index, finding.id, finding.severity), finding.message))
    used = {cell.status for cell in cells.values()}
    counts = {table: _status_counts(filing, table, lang) for table in TABLES}
    html = render(
        "tables.html.j2",
        lang,
        layouts=layouts(filing),
        cells=cells,
        beside=beside,
        tables=TABLES,
        counts=counts,
        statuses=[(id_, word) for id_, word in STATUSES.items() if word.sign and id_ in used],
        unsure=_UNSURE,
        any_unsure=any(cell.unsure for cell in cells.values()),
        marked=any(cell.marks for cell in cells.values()),
        row_place=partial(_row_place, {cell.id: cell.place for cell in filing.form_cells}),
        extra_rows=filing.extra_rows,
    )
    text = "\n".join(
        f"{title.said(lang)}: {count}" for id_, title in TABLES.items() if (count := counts[id_])
    )
    return block(html, text or "–", lang)


def _row_place(places: Mapping[str, Place | None], line: Line) -> Text | None:
    """Return the place of the row that the cells of a line stand in, None where it is not one for all."""
    own = {places[item.cell] for item in line if isinstance(item, FormCell)}
    rows = {place and place._replace(column=None, field=None) for place in own}
    row = rows.pop() if len(rows) == 1 else None
    return row.text() if row and row not in own else None


@dataclass(frozen=True, slots=True)
class _RuleRow:
    rule: str
    version: int
    outcome: str
    word: Word
    title: Text
    severity: Word | None
    marks: tuple[Mark, ...]
    reason: Text | None


def rules(audit: Audit, lang: Lang) -> Shown:
    """Show every rule that was decided, one line each: outcome, title, severity, findings."""
    book = rule_book()
    marks: dict[str, list[Mark]] = {}
    for index, finding in enumerate(by_severity(audit.rule_findings), start=1):
        marks.setdefault(finding.rule, []).append(Mark(index, finding.id, finding.severity))
    rows = [
        _rule_row(outcome, book.get(outcome.rule), marks.get(outcome.rule, ())) for outcome in audit.outcomes
    ]
    groups = [[row for row in rows if row.outcome == outcome] for outcome in OUTCOMES]
    decided = [group for group in groups if group and not group[0].outcome.startswith("not_")]
    html = render(
        "rules.html.j2",
        lang,
        unwritten=sum(row.outcome == _UNWRITTEN for row in rows),
        undecided=sum(map(len, groups)) - sum(map(len, decided)),
        groups=decided,
        outcomes=_outcome_counts(audit),
    )
    text = "\n".join(
        f"{group[0].word.word.said(lang)}: {', '.join(row.rule for row in group)}" for group in decided
    )
    return block(html, text or "–", lang)


def findings(audit: Audit, lang: Lang, document: Document | None = None) -> Shown:
    """Show every finding with its cells, evidence, legal basis and decision, the gravest first.

    ``document`` is the original that the page shows, for links to the places in it.
    """
    filing = audit.filing
    places = OriginalPlaces(document, audit) if document is not None else None
    shown = shown_cells(filing, ())
    labels = cell_labels(filing)
    ordered = by_severity(audit.rule_findings)
    items = [
        {
            "number": index,
            "finding": finding,
            "title": finding.title,
            "severity": SEVERITIES[finding.severity],
            "decision": decision_facts(finding.decision),
            "marking": marking(finding.id, finding.rule, finding.printed),
            "evidence": _sides(finding.evidence),
            "seen": _first_link(places, finding),
            "cells": printed_cells(finding, shown, labels, places),
        }
        for index, finding in enumerate(ordered, start=1)
    ]
    text = "\n".join(
        f"{index}. {SEVERITIES[finding.severity].word.said(lang)} {finding.message.said(lang)} {finding.rule}"
        for index, finding in enumerate(ordered, start=1)
    )
    groups = [(id_, [item for item in items if item["severity"] is word]) for id_, word in SEVERITIES.items()]
    whose = marked_of(filing.agency.id, filing.agency.name, filing.year)
    groups = [(id_, group) for id_, group in groups if group]
    html = render("findings.html.j2", lang, groups=groups, whose=whose)
    return block(html, text or "–", lang)


def _first_link(places: OriginalPlaces | None, finding: Finding) -> str:
    """Return where on the page the original shows a finding, empty where it does not."""
    return next(filter(None, (places.link(one.place) for one in finding.evidence)), "") if places else ""


@dataclass(frozen=True, slots=True)
class _ShownChange:
    anchor: str
    label: str
    printed: str
    proposed: str


@dataclass(frozen=True, slots=True)
class _ShownRepair:
    hypothesis: Text | None
    why: Text | None
    changes: tuple[_ShownChange, ...]
    marks: tuple[Mark, ...]


def repairs(audit: Audit, lang: Lang) -> Shown:
    """Show every smallest change of cells that would satisfy all the arithmetic, with its hypothesis."""
    labels, anchors = cell_labels(audit.filing), cell_anchors(audit.filing)
    mends: dict[tuple[Repair, ...], list[Mark]] = {}
    for index, finding in enumerate(by_severity(audit.rule_findings), start=1):
        if finding.repairs:
            mends.setdefault(finding.repairs, []).append(Mark(index, finding.id, finding.severity))
    groups = [
        [
            _ShownRepair(
                HYPOTHESES.get(repair.hypothesis) if repair.hypothesis else None,
                repair.why,
                tuple(_change(change, labels, anchors, lang) for change in repair.changes),
                tuple(marks),
            )
            for repair in group
        ]
        for group, marks in mends.items()
    ]
    lines = [
        "; ".join(f"{change.label}: {change.printed} → {change.proposed}" for change in repair.changes)
        for group in groups
        for repair in group
    ]
    lines += [remark.said(lang) for remark in audit.remarks]
    shown = render("repairs.html.j2", lang, groups=groups, remarks=audit.remarks)
    return block(shown, "\n".join(lines) or "–", lang)


def unchecked(audit: Audit, lang: Lang) -> Shown:
    """Show every rule that was not decided, and why: it lacks data, or does not concern this report."""
    book = rule_book()
    rows = [_rule_row(outcome, book.get(outcome.rule), ()) for outcome in audit.outcomes]
    unreasoned = Text("未说明原因", "no reason given")
    groups = []
    for outcome, title in (
        ("not_assessable", OUTCOMES["not_assessable"].word),
        ("not_applicable", OUTCOMES["not_applicable"].word),
        (_UNWRITTEN, UNWRITTEN.word),
    ):
        reasons: dict[Text, list[_RuleRow]] = {}
        for row in rows:
            if row.outcome == outcome:
                reasons.setdefault(row.reason or unreasoned, []).append(row)
        if reasons:
            groups.append((outcome, title, list(reasons.items())))
    lines = [
        f"{title.said(lang)}: {', '.join(row.rule for _, members in reasons_of for row in members)}"
        for _, title, reasons_of in groups
    ]
    html = render("unchecked.html.j2", lang, groups=groups)
    return block(html, "\n".join(lines) or "–", lang)


def _sides(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Gather evidence by its source, to be shown side by side; what adds nothing to a sum stands last."""
    sides: dict[str, list[Evidence]] = {}
    for one in sorted(evidence, key=adds_nothing):
        sides.setdefault(one.source, []).append(one)
    return list(sides.values())


def _published(filing: Filing, lang: Lang) -> str | None:
    if filing.published is None:
        return None
    day = filing.published.isoformat()
    bare = Text(f"{day}（只标“日期”或“时间”）", f"{day} (only labelled 日期 or 时间)")
    return day if filing.published_stated else bare.said(lang)


def _identity(filing: Filing, lang: Lang) -> list[tuple[Text, str]]:
    agency = filing.agency
    if filing.form:
        form = load_form(filing.form)
        form_name = f"{form.name.said(lang)} ({form.notice})"
    else:
        form_name = Text("未能识别", "not recognised").said(lang)
    period = None
    if filing.period:
        first, last = filing.period
        period = Text(f"{first} 至 {last}", f"{first} to {last}").said(lang)
    facts: list[tuple[Text, str | None]] = [
        (Text("机构编号", "Agency id"), agency.id),
        (Text("机构性质", "Kind of body"), agency.kind),
        (Text("层级", "Level"), agency.level),
        (Text("地区", "Region"), agency.region),
        (
            Text("名录", "Roster"),
            None if agency.on_roster else Text("不在名录中", "not on the roster").said(lang),
        ),
        (Text("格式", "Form"), form_name),
        (Text("统计期限", "Period"), period),
        (Text("公布日期", "Published"), _published(filing, lang)),
    ]
    return [(name, value) for name, value in facts if value]


def _status_counts(filing: Filing, table: str, lang: Lang) -> str:
    counts = Counter(cell.status for cell in filing.table(table))
    parts = [
        f"{word.word.said(lang)} {counts[status]}" for status, word in STATUSES.items() if counts[status]
    ]
    return Text("、", ", ").said(lang).join(parts)


def _outcome_counts(audit: Audit) -> list[tuple[str, Word, int]]:
    """Count outcomes in the order of :data:`OUTCOMES`; rules that this version does not check are not run."""
    book = rule_book()
    counts = Counter(
        outcome.outcome for outcome in audit.outcomes if not _is_unwritten(outcome, book.get(outcome.rule))
    )
    return [(id_, word, counts[id_]) for id_, word in OUTCOMES.items()]


def _is_unwritten(outcome: Outcome, rule: Rule | None) -> bool:
    return rule is not None and not rule.checked and outcome.outcome.startswith("not_")


def _rule_row(outcome: Outcome, rule: Rule | None, marks: Sequence[Mark]) -> _RuleRow:
    unwritten = _is_unwritten(outcome, rule)
    return _RuleRow(
        rule=outcome.rule,
        version=outcome.version,
        outcome=_UNWRITTEN if unwritten else outcome.outcome,
        word=UNWRITTEN if unwritten else OUTCOMES[outcome.outcome],
        title=rule.title if rule else Text("", ""),
        severity=SEVERITIES[rule.severity] if rule else None,
        marks=tuple(marks),
        reason=outcome.reason,
    )


def _change(
    change: Change, labels: Mapping[str, str], anchors: Mapping[str, str], lang: Lang
) -> _ShownChange:
    proposed = proposed_words(change.proposed, change.admissible).said(lang)
    label = labels.get(change.cell, change.cell)
    return _ShownChange(anchors[change.cell], label, change.printed or "", proposed)

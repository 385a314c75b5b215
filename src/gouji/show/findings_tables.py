"""The tables that inspectors hand on: every finding as CSV, and a workbook of several views.

Nothing in either is ever executed by a spreadsheet. In the CSV a text that a spreadsheet would take for a
formula begins with an apostrophe; in the workbook it is typed as text and stays exactly as it was printed.
Equal records give equal bytes.
"""

from __future__ import annotations

import csv
import io
from types import MappingProxyType
from typing import TYPE_CHECKING

from gouji.inputs.decision_file import TITLES, offered_decisions
from gouji.inputs.decisions import DECISION_WORDS, DECISIONS, LAPSED
from gouji.model.finding import gravity
from gouji.model.form import load_form
from gouji.model.safe import inert, visible
from gouji.model.text import Text
from gouji.rules.catalogue import catalogue, rule_book, rule_title
from gouji.show.cells import cell_label
from gouji.show.spreadsheet import SheetColumn, Value, View
from gouji.show.words import HYPOTHESES, OUTCOMES, SEVERITIES, TABLES, VERDICTS, proposed_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from gouji.evidence.records import Record
    from gouji.model.finding import Finding, Repair
    from gouji.model.text import Lang


_SEPARATOR = Text("；", "; ")
#: A cell of a spreadsheet holds no more; Excel refuses to open a workbook that tries.
_LONGEST = 32_000
_WAS = Text("原为{was}", "was: {was}")


def findings_csv(
    records: Sequence[Record], lang: Lang, weights: Mapping[str, Decimal] = MappingProxyType({})
) -> bytes:
    """Return every finding, one line each, in UTF-8 with the mark that Excel and WPS need.

    The columns are those of the workbook's first sheet, and after them the same in ids, for programs.
    ``weights`` are those of findings by id (:func:`gouji.evidence.region.weights`).
    """
    columns = _findings_columns()
    header = [column.title.said(lang) for column in (*columns, *_IN_IDS)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for record, finding in _each_finding(records):
        row = (
            _fitting(value)
            for value in (*_finding_row(record, finding, lang, weights), *_in_ids(record, finding))
        )
        writer.writerow([inert(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")


def findings_xlsx(
    records: Sequence[Record],
    lang: Lang,
    weights: Mapping[str, Decimal] = MappingProxyType({}),
    further: Sequence[View] = (),
) -> bytes:
    """Return the workbook: findings, a place to decide on each, by rule, by agency, what was not decided.

    ``weights`` are those of findings by id; ``further`` sheets come last.
    """
    from gouji.show.spreadsheet import workbook_bytes

    views = [
        findings_view(records, lang, weights),
        _decisions_view(records, lang),
        _rules_view(records, lang),
        _agencies_view(records, lang),
        _undecided_view(records, lang),
        *further,
    ]
    return workbook_bytes(views)


def findings_view(records: Sequence[Record], lang: Lang, weights: Mapping[str, Decimal]) -> View:
    """Return one row a finding, by record, the gravest of each first, and of these what weighs most.

    Cells, outcomes and decisions are in words; ids stand in the last columns alone.
    """
    rows = [
        tuple(_finding_row(record, finding, lang, weights))
        for record, finding in _each_finding(records, weights)
    ]
    columns = _findings_columns()
    printed = 1 + [column.title.en for column in columns].index("Decision")
    return table_view(Text("问题", "Findings"), columns, rows, lang, printed=printed)


def _findings_columns() -> tuple[SheetColumn, ...]:
    return (
        *_WHOSE,
        SheetColumn(Text("性质", "Severity"), 10),
        SheetColumn(Text("规则名称", "Title of the rule"), 24, "lines"),
        SheetColumn(Text("问题", "Finding"), 50, "lines"),
        SheetColumn(Text("应为", "Expected"), 10, "number"),
        SheetColumn(Text("实为", "Observed"), 10, "number"),
        SheetColumn(Text("影响份额", "Weight"), 9, "share"),
        SheetColumn(Text("可能的更正", "Possible corrections"), 30, "lines"),
        SheetColumn(Text("处理决定", "Decision"), 12),
        SheetColumn(Text("表", "Table"), 24, "lines"),
        SheetColumn(Text("单元格及原文", "Cells as printed"), 40),
        SheetColumn(Text("出处及引文", "Places and quotes"), 40),
        SheetColumn(Text("依据", "Basis"), 40),
        SheetColumn(Text("来源文件", "Source"), 26),
        SheetColumn(Text("证据", "Evidence"), 40, "link"),
        *_RULE_AND_FINDING,
    )


def _finding_row(
    record: Record, finding: Finding, lang: Lang, weights: Mapping[str, Decimal]
) -> Iterator[Value]:
    separator = _SEPARATOR.said(lang)
    form = record.form or ""
    yield from _whose(record, lang)
    yield SEVERITIES[finding.severity].word.said(lang)
    yield finding.title.said(lang)
    yield finding.message.said(lang)
    yield finding.expected
    yield finding.observed
    yield weights.get(finding.id)
    yield separator.join(_repair(repair, form, lang) for repair in finding.repairs)
    decided = (finding.decision or {}).get("decision")
    yield DECISION_WORDS[decided].said(lang) if decided else None
    yield TABLES[finding.table].said(lang) if finding.table in TABLES else None
    yield separator.join(
        f"{cell_label(cell, form)}: {(finding.printed.get(cell) or '').strip()}" for cell in finding.cells
    )
    yield separator.join(f"{e.source} {e.place.said(lang)} “{e.quote}”" for e in finding.evidence)
    yield separator.join(f"{b.document} {b.article} “{b.quote}”" for b in finding.basis)
    yield record.source
    yield f"{record.folder}/audit.html#f-{finding.id}"
    yield finding.rule
    yield finding.id


def _repair(repair: Repair, form: str, lang: Lang) -> str:
    said = ", ".join(
        f"{cell_label(change.cell, form)}: {change.printed or ''} → "
        + proposed_words(change.proposed, change.admissible).said(lang)
        for change in repair.changes
    )
    cause = HYPOTHESES.get(repair.hypothesis) if repair.hypothesis else None
    return said + (Text("（{cause}）", " ({cause})").filled(cause=cause).said(lang) if cause else "")


def _in_ids(record: Record, finding: Finding) -> Iterator[Value]:
    yield record.agency_id
    yield "; ".join(f"{cell}: {finding.printed.get(cell) or ''}" for cell in finding.cells)
    yield "; ".join(
        ", ".join(f"{change.cell} {change.printed} → {change.proposed}" for change in repair.changes)
        + (f" ({repair.hypothesis})" if repair.hypothesis else "")
        for repair in finding.repairs
    )
    yield (finding.decision or {}).get("decision")


def _decisions_view(records: Sequence[Record], lang: Lang) -> View:
    """Return one row a finding, to be decided on; :func:`gouji.inputs.decision_file.handed_in` reads it back.

    A decision that lapsed stands beside the place for a new one, so that it is not taken for one in force.
    """
    columns = (
        SheetColumn(TITLES["year"], 7, "year"),
        SheetColumn(TITLES["body"], 26, "lines"),
        SheetColumn(Text("地区", "Region"), 16, "lines"),
        SheetColumn(Text("性质", "Severity"), 10),
        SheetColumn(Text("规则名称", "Title of the rule"), 26, "lines"),
        SheetColumn(Text("问题", "Finding"), 50, "lines"),
        SheetColumn(TITLES["decision"], 12, "entry", tuple(offered_decisions())),
        SheetColumn(TITLES["note"], 30, "entry"),
        SheetColumn(TITLES["by"], 12, "entry"),
        SheetColumn(TITLES["when"], 20, "entry"),
        SheetColumn(Text("已失效的决定", "Lapsed decision"), 18, "lines"),
        SheetColumn(Text("证据", "Evidence"), 26, "link"),
        SheetColumn(TITLES["rule"], 22),
        SheetColumn(TITLES["finding"], 19),
    )
    rows = [tuple(_decision_row(record, finding, lang)) for record, finding in _each_finding(records)]
    return table_view(Text("处理", "Decisions"), columns, rows, lang, printed=10)


def _decision_row(record: Record, finding: Finding, lang: Lang) -> Iterator[Value]:
    said = finding.decision or {}
    lapsed = said.get("decision") == LAPSED
    offered = dict(zip(DECISIONS, offered_decisions(), strict=True))
    in_force = {} if lapsed else said
    yield record.year
    yield record.agency
    yield record.region
    yield SEVERITIES[finding.severity].word.said(lang)
    yield finding.title.said(lang)
    yield finding.message.said(lang)
    yield offered[in_force["decision"]].said(lang) if in_force else ""
    yield in_force.get("note", "")
    yield in_force.get("by", "")
    yield in_force.get("when", "")
    yield _WAS.filled(was=DECISION_WORDS[said["was"]]).said(lang) if lapsed else None
    yield f"{record.folder}/audit.html#f-{finding.id}"
    yield finding.rule
    yield finding.id


def _rules_view(records: Sequence[Record], lang: Lang) -> View:
    outcomes = list(OUTCOMES)
    counts: dict[str, dict[str, int]] = {}
    findings: dict[str, int] = {}
    for record in records:
        for outcome in record.outcomes:
            counted = counts.setdefault(outcome.rule, dict.fromkeys(outcomes, 0))
            counted[outcome.outcome] += 1
        for finding in record.findings:
            findings[finding.rule] = findings.get(finding.rule, 0) + 1
    book = rule_book()
    order = list(book)
    rows: list[tuple[Value, ...]] = [
        (
            rule_title(rule).said(lang),
            SEVERITIES[book[rule].severity].word.said(lang) if rule in book else None,
            findings.get(rule, 0),
            *counted.values(),
            rule,
        )
        for rule, counted in sorted(
            counts.items(), key=lambda item: (order.index(item[0]) if item[0] in book else len(book), item[0])
        )
    ]
    columns = (
        SheetColumn(Text("规则名称", "Title of the rule"), 44, "lines"),
        SheetColumn(Text("性质", "Severity"), 10),
        SheetColumn(Text("问题数", "Findings"), 10, "number"),
        *(SheetColumn(OUTCOMES[outcome].word, 14, "number") for outcome in outcomes),
        _RULE_AND_FINDING[0],
    )
    return table_view(Text("按规则", "By rule"), columns, rows, lang)


def _agencies_view(records: Sequence[Record], lang: Lang) -> View:
    rows: list[tuple[Value, ...]] = [
        (
            *_whose(record, lang),
            load_form(record.form).name.said(lang) if record.form else None,
            *(record.count(severity) for severity in SEVERITIES),
            record.source,
            f"{record.folder}/audit.html",
            record.agency_id,
        )
        for record in records
    ]
    columns = (
        *_WHOSE,
        SheetColumn(Text("格式", "Form"), 28, "lines"),
        *(SheetColumn(word.word, 10, "number") for word in SEVERITIES.values()),
        SheetColumn(Text("来源文件", "Source"), 26),
        SheetColumn(Text("证据", "Evidence"), 40, "link"),
        SheetColumn(Text("机构编号", "Agency id"), 20),
    )
    return table_view(Text("按机构", "By agency"), columns, rows, lang)


def _undecided_view(records: Sequence[Record], lang: Lang) -> View:
    checked = {rule.id for rule in catalogue() if rule.checked}
    rows: list[tuple[Value, ...]] = [
        (
            *_whose(record, lang),
            rule_title(outcome.rule).said(lang),
            outcome.reason.said(lang) if outcome.reason else None,
            outcome.rule,
        )
        for record in records
        for outcome in record.outcomes
        if outcome.outcome == "not_assessable" and outcome.rule in checked
    ]
    columns = (
        *_WHOSE,
        SheetColumn(Text("规则名称", "Title of the rule"), 36, "lines"),
        SheetColumn(Text("原因", "Reason"), 60, "lines"),
        _RULE_AND_FINDING[0],
    )
    return table_view(Text("无法判定", "Not assessable"), columns, rows, lang)


#: The columns that say whose audit a row is about, as :func:`_whose` fills them.
_WHOSE = (
    SheetColumn(Text("结论", "Verdict"), 10),
    SheetColumn(Text("年度", "Year"), 7, "year"),
    SheetColumn(Text("机构", "Agency"), 26, "lines"),
    SheetColumn(Text("机构性质", "Kind of body"), 13),
    SheetColumn(Text("地区", "Region"), 13, "lines"),
)


_RULE_AND_FINDING = (SheetColumn(Text("规则", "Rule"), 22), SheetColumn(Text("问题编号", "Finding id"), 19))
#: Beside the words of a finding, in ``findings.csv`` alone, as :func:`_in_ids` fills them.
_IN_IDS = (
    SheetColumn(Text("机构编号", "Agency id"), 20),
    SheetColumn(Text("单元格编号", "Cell ids"), 40),
    SheetColumn(Text("更正（编号）", "Corrections (ids)"), 40),
    SheetColumn(Text("决定（编号）", "Decision (id)"), 14),
)


def _whose(record: Record, lang: Lang) -> tuple[Value, ...]:
    verdict = VERDICTS[record.verdict].word.said(lang)
    return (verdict, record.year, record.agency, record.kind, record.region)


def _each_finding(
    records: Sequence[Record], weights: Mapping[str, Decimal] = MappingProxyType({})
) -> Iterator[tuple[Record, Finding]]:
    for record in records:
        for finding in sorted(
            record.findings, key=lambda finding: (gravity(finding.severity), -weights.get(finding.id, 0))
        ):
            yield record, finding


def table_view(
    name: Text,
    columns: Sequence[SheetColumn],
    rows: Sequence[tuple[Value, ...]],
    lang: Lang,
    *,
    printed: int | None = None,
) -> View:
    """Return a table with the titles of its columns in a language, every text as visible as it can be."""
    return View(
        name.said(lang),
        tuple(column.title.said(lang) for column in columns),
        tuple(columns),
        [tuple(_fitting(value) for value in row) for row in rows],
        lang,
        printed,
    )


def _fitting(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    shown = visible(value)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"

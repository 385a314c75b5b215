"""The tables that inspectors hand on: every finding as CSV, and a workbook of several views.

Nothing in either is ever executed by a spreadsheet. In the CSV a text that a spreadsheet would take for a
formula begins with an apostrophe; in the workbook it is typed as text and stays exactly as it was printed.
Equal records give equal bytes.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from gouji.model.finding import gravity
from gouji.model.safe import inert, visible
from gouji.model.text import Text
from gouji.rules.catalogue import catalogue, finding_title, rule_book, rule_title
from gouji.show.spreadsheet import SheetColumn, Value, View
from gouji.show.words import OUTCOMES, SEVERITIES, TABLES, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.evidence.records import Record
    from gouji.model.text import Lang


#: A cell of a spreadsheet holds no more; Excel refuses to open a workbook that tries.
_LONGEST = 32_000


def findings_csv(records: Sequence[Record], lang: Lang) -> bytes:
    """Return every finding, one line each, in UTF-8 with the mark that Excel and WPS need."""
    view = findings_view(records, lang)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(view.header)
    writer.writerows(
        [inert(value) if isinstance(value, str) else value for value in row] for row in view.rows
    )
    return out.getvalue().encode("utf-8-sig")


def findings_xlsx(records: Sequence[Record], lang: Lang) -> bytes:
    """Return the workbook: findings, by rule, by agency, what was not decided."""
    from gouji.show.spreadsheet import workbook_bytes

    views = [
        findings_view(records, lang),
        _rules_view(records, lang),
        _agencies_view(records, lang),
        _undecided_view(records, lang),
    ]
    return workbook_bytes(views)


def findings_view(records: Sequence[Record], lang: Lang) -> View:
    """Return one row a finding, in the order of the records, the gravest of each first."""
    columns = (
        *_WHOSE,
        SheetColumn(Text("性质", "Severity"), 10),
        SheetColumn(Text("规则", "Rule"), 22),
        SheetColumn(Text("规则名称", "Title of the rule"), 30, "lines"),
        SheetColumn(Text("问题", "Finding"), 60, "lines"),
        SheetColumn(Text("应为", "Expected"), 12, "number"),
        SheetColumn(Text("实为", "Observed"), 12, "number"),
        SheetColumn(Text("表", "Table"), 24, "lines"),
        SheetColumn(Text("单元格及原文", "Cells as printed"), 40),
        SheetColumn(Text("出处及引文", "Places and quotes"), 40),
        SheetColumn(Text("依据", "Basis"), 40),
        SheetColumn(Text("可能的更正", "Possible corrections"), 34),
        SheetColumn(Text("处理决定", "Decision"), 14),
        SheetColumn(Text("问题编号", "Finding id"), 19),
        SheetColumn(Text("来源文件", "Source"), 26),
        SheetColumn(Text("证据", "Evidence"), 40, "link"),
    )
    rows = [tuple(_finding_row(record, finding, lang)) for record, finding in _each_finding(records)]
    return _view(Text("问题", "Findings"), columns, rows, lang)


def _finding_row(record: Record, finding: dict[str, Any], lang: Lang) -> Iterator[Value]:
    separator = Text("；", "; ").said(lang)
    yield from _whose(record, lang)
    yield SEVERITIES[finding["severity"]].word.said(lang)
    yield finding["rule"]
    yield finding_title(finding).said(lang)
    yield finding["message"][lang]
    yield finding["expected"]
    yield finding["observed"]
    yield TABLES[finding["table"]].said(lang) if finding["table"] in TABLES else None
    yield separator.join(f"{cell}: {finding['printed'].get(cell) or ''}" for cell in finding["cells"])
    place = "place" if lang == "zh" else "place_en"
    yield separator.join(f"{e['source']} {e.get(place) or ''} “{e['quote']}”" for e in finding["evidence"])
    yield separator.join(f"{b['document']} {b['article']} “{b['quote']}”" for b in finding["basis"])
    yield separator.join(
        ", ".join(f"{cell} {c['printed']} → {c['proposed']}" for cell, c in repair["cells"].items())
        for repair in finding["repairs"]
    )
    yield (finding["decision"] or {}).get("decision")
    yield finding["id"]
    yield record.source
    yield f"{record.folder}/audit.html#f-{finding['id']}"


def _rules_view(records: Sequence[Record], lang: Lang) -> View:
    outcomes = list(OUTCOMES)
    counts: dict[str, dict[str, int]] = {}
    findings: dict[str, int] = {}
    for record in records:
        for outcome in record.outcomes:
            counted = counts.setdefault(outcome["rule"], dict.fromkeys(outcomes, 0))
            counted[outcome["outcome"]] += 1
        for finding in record.findings:
            findings[finding["rule"]] = findings.get(finding["rule"], 0) + 1
    book = rule_book()
    order = list(book)
    rows: list[tuple[Value, ...]] = [
        (
            rule,
            rule_title(rule).said(lang),
            SEVERITIES[book[rule].severity].word.said(lang) if rule in book else None,
            findings.get(rule, 0),
            *counted.values(),
        )
        for rule, counted in sorted(
            counts.items(), key=lambda item: (order.index(item[0]) if item[0] in book else len(book), item[0])
        )
    ]
    columns = (
        SheetColumn(Text("规则", "Rule"), 26),
        SheetColumn(Text("规则名称", "Title of the rule"), 44, "lines"),
        SheetColumn(Text("性质", "Severity"), 10),
        SheetColumn(Text("问题数", "Findings"), 10, "number"),
        *(SheetColumn(OUTCOMES[outcome].word, 14, "number") for outcome in outcomes),
    )
    return _view(Text("按规则", "By rule"), columns, rows, lang)


def _agencies_view(records: Sequence[Record], lang: Lang) -> View:
    rows: list[tuple[Value, ...]] = [
        (
            *_whose(record, lang),
            record.form,
            *(record.count(severity) for severity in SEVERITIES),
            record.source,
            f"{record.folder}/audit.html",
        )
        for record in records
    ]
    columns = (
        *_WHOSE,
        SheetColumn(Text("格式", "Form"), 10),
        *(SheetColumn(word.word, 10, "number") for word in SEVERITIES.values()),
        SheetColumn(Text("来源文件", "Source"), 26),
        SheetColumn(Text("证据", "Evidence"), 34, "link"),
    )
    return _view(Text("按机构", "By agency"), columns, rows, lang)


def _undecided_view(records: Sequence[Record], lang: Lang) -> View:
    checked = {rule.id for rule in catalogue() if rule.checked}
    rows: list[tuple[Value, ...]] = [
        (
            *_whose(record, lang),
            outcome["rule"],
            rule_title(outcome["rule"]).said(lang),
            (outcome["reason"] or {}).get(lang),
        )
        for record in records
        for outcome in record.outcomes
        if outcome["outcome"] == "not_assessable" and outcome["rule"] in checked
    ]
    columns = (
        *_WHOSE,
        SheetColumn(Text("规则", "Rule"), 26),
        SheetColumn(Text("规则名称", "Title of the rule"), 36, "lines"),
        SheetColumn(Text("原因", "Reason"), 60, "lines"),
    )
    return _view(Text("无法判定", "Not assessable"), columns, rows, lang)


#: The columns that say whose audit a row is about, as :func:`_whose` fills them.
_WHOSE = (
    SheetColumn(Text("结论", "Verdict"), 10),
    SheetColumn(Text("年度", "Year"), 7, "year"),
    SheetColumn(Text("机构", "Agency"), 30, "lines"),
    SheetColumn(Text("机构编号", "Agency id"), 20),
    SheetColumn(Text("机构性质", "Kind of body"), 14),
    SheetColumn(Text("地区", "Region"), 20),
)


def _whose(record: Record, lang: Lang) -> tuple[Value, ...]:
    verdict = VERDICTS[record.verdict].word.said(lang)
    return (verdict, record.year, record.agency, record.agency_id, record.kind, record.region)


def _each_finding(records: Sequence[Record]) -> Iterator[tuple[Record, dict[str, Any]]]:
    for record in records:
        for finding in sorted(record.findings, key=lambda finding: gravity(finding["severity"])):
            yield record, finding


def _view(name: Text, columns: Sequence[SheetColumn], rows: Sequence[tuple[Value, ...]], lang: Lang) -> View:
    return View(
        name.said(lang),
        tuple(column.title.said(lang) for column in columns),
        tuple(columns),
        [tuple(_fitting(value) for value in row) for row in rows],
    )


def _fitting(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    shown = visible(value)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"

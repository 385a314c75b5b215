"""The notice of rectification to one agency, from the audit of its report and a template.

It lists the findings that ask for something: those of severity ``note`` are left out, and those that were
dismissed or have been corrected. Findings of one rule are one item with its list. A question across years
asks for an explanation: which of two reports is wrong nobody can tell from them. What was noted on decisions
stays in the office. A correction is proposed with the hypothesis it rests on, never as a fact. No date is
made up: without one given, the places for it stay open.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from gouji.audits import OUTSIDE_ARTICLE_49
from gouji.inputs.decisions import SETTLED
from gouji.model.finding import gravity
from gouji.model.text import Text
from gouji.rules.catalogue import rule_book
from gouji.show.cells import adds_nothing, cell_label
from gouji.show.words import HYPOTHESES, SEVERITIES, proposed_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from gouji.evidence.records import Record
    from gouji.model.finding import Evidence, Finding, Repair
    from gouji.model.text import Lang


#: Part of the template that is repeated for each finding.
FINDINGS = Text("问题", "findings")

#: Frames that hold a report against that of another year.
_ACROSS_YEARS = frozenset({"carried_over", "disclosure_years"})
_EXPLAIN = Text(
    "说明两年数字不一致的原因；确有错误的，更正有误的一份并重新公布。",
    "Explain why the two years differ; where one is wrong, correct that report and publish it again.",
)
_MOST_QUOTES, _MOST_REPAIRS = 6, 3
_ASKED: dict[str, Text] = {
    "violation": Text(
        "核对原始台账后更正，并重新公布。", "Check with your records, correct it and publish again."
    ),
    "data_quality": Text("核对后按格式更正。", "Check it and correct it as the form has it."),
    "plausibility": Text("说明情况；确有错误的，一并更正。", "Explain it; correct it where it is wrong."),
}
#: Whom Article 47 is about; its wording was read in the text of the regulation.
_AUTHORITY = Text(
    "《中华人民共和国政府信息公开条例》第四十七条：“……未按照要求开展政府信息公开工作的，予以督促整改或者通报批评”",
    "《政府信息公开条例》 Art. 47: “……未按照要求开展政府信息公开工作的，予以督促整改或者通报批评”",
)
_SEVERAL = Text("{title}，共 {count} 处", "{title}, {count} places")
_NUMBERED = Text("（{n}）{line}", "({n}) {line}")
_OPEN_DAY = Text("　　　　年　　月　　日", "____________")
_DAY = Text("{day.year}年{day.month}月{day.day}日", "{day}")
_QUOTE = Text("{source}，{said}", "{source}, {said}")
_PLACE = Text("{place}：“{quote}”", "{place}: “{quote}”")
_MORE_QUOTES = Text("另有 {count} 处，见审计证据", "{count} more places, see the audit")
_CHANGE = Text(
    "“{cell}”原印“{printed}”，可改为 {proposed}", "“{cell}” is printed “{printed}”, could be {proposed}"
)
_CAUSE = Text("（可能原因：{cause}）", " (likely cause: {cause})")
_MORE_REPAIRS = Text("另有 {count} 个同样小的方案，见审计证据", "{count} more, just as small: see the audit")


#: What a report prints is quoted up to so many characters: one that goes on for pages would bury the rest.
_LONGEST_NAME, _LONGEST_QUOTE, _LONGEST_MESSAGE = 120, 300, 2000
#: What is no longer is a figure or a label, not a sentence.
_FIGURE = 40


def findings_of(record: Record, severities: Collection[str] = ()) -> list[Finding]:
    """Return the findings that a notice lists, the gravest first, otherwise in the order of the audit.

    ``severities`` are those wanted, none for all that ask for something.
    """
    listed = [
        finding
        for finding in record.findings
        if finding.severity in (severities or _ASKED)
        and finding.severity in _ASKED
        and (finding.decision or {}).get("decision") not in SETTLED
    ]
    return sorted(listed, key=lambda finding: gravity(finding.severity))


def items_of(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Gather findings of one rule, severity and title into items, in the order of their first."""
    items: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        kind = (finding.severity, finding.rule, finding.title.zh)
        items.setdefault(kind, []).append(finding)
    return list(items.values())


def notice_bytes(
    record: Record, template: Path, due: dt.date | None, lang: Lang, severities: Collection[str] = ()
) -> bytes:
    """Return the notice as the bytes of a DOCX file. Raises :class:`GoujiError` for an unusable template."""
    from gouji.show.word_template import filled

    groups = items_of(findings_of(record, severities))
    values = {name.said(lang): value for name, value in _whole(record, len(groups), due, lang)}
    items = [
        {name.said(lang): value for name, value in _item(number, group, record, lang)}
        for number, group in enumerate(groups, start=1)
    ]
    return filled(template, values, {FINDINGS.said(lang): items})


def _whole(
    record: Record, count: int, due: dt.date | None, lang: Lang
) -> Iterator[tuple[Text, str | list[str]]]:
    yield Text("机关", "agency"), _cut(record.agency, _LONGEST_NAME)
    yield Text("年度", "year"), str(record.year or "")
    yield Text("来源文件", "source"), _cut(record.source, _LONGEST_NAME)
    yield Text("问题数", "count"), str(count)
    answer = _DAY.filled(day=due) if due else _OPEN_DAY
    yield Text("答复期限", "due"), answer.said(lang)
    yield Text("空日期", "open day"), _OPEN_DAY.said(lang)
    bound = record.kind is not None and record.kind not in OUTSIDE_ARTICLE_49
    yield Text("整改依据", "authority"), [_AUTHORITY.said(lang)] if bound else []


def _item(
    number: int, findings: Sequence[Finding], record: Record, lang: Lang
) -> Iterator[tuple[Text, str | list[str]]]:
    first = findings[0]
    severity = first.severity
    title = first.title.said(lang)
    if len(findings) > 1:
        title = _SEVERAL.filled(title=title, count=len(findings)).said(lang)
    messages = [[_cut(finding.message.said(lang), _LONGEST_MESSAGE)] for finding in findings]
    bases = [f"{b.document} {b.article}：“{b.quote}”" for finding in findings for b in finding.basis]
    form = record.form or ""
    yield Text("序号", "number"), str(number)
    yield Text("标题", "title"), title
    yield Text("规则", "rule"), first.rule
    yield Text("性质", "severity"), SEVERITIES[severity].word.said(lang)
    yield Text("内容", "message"), _listed(messages, lang)
    yield Text("原文", "quotes"), _listed([_quotes(finding.evidence, lang) for finding in findings], lang)
    yield Text("依据", "basis"), list(dict.fromkeys(bases))
    corrections = [_corrections(finding.repairs, form, lang) for finding in findings]
    yield Text("更正建议", "corrections"), _listed(corrections, lang)
    yield (
        Text("要求", "request"),
        (_EXPLAIN if _is_across_years(first.rule) else _ASKED[severity]).said(lang),
    )
    yield Text("编号", "id"), Text("、", ", ").said(lang).join(finding.id for finding in findings)


def _is_across_years(rule: str) -> bool:
    known = rule_book().get(rule)
    return known is not None and any(entry.frame in _ACROSS_YEARS for entry in known.entries)


def _listed(lines: Sequence[Sequence[str]], lang: Lang) -> list[str]:
    """Return the lines of all findings of an item, each once, after the numbers of those that it is about."""
    about: dict[str, list[str]] = {}
    for number, said in enumerate(lines, start=1):
        for line in said:
            about.setdefault(line, []).append(str(number))
    if len(lines) == 1:
        return list(about)
    comma = Text("、", ", ").said(lang)
    return [_NUMBERED.filled(n=comma.join(of), line=line).said(lang) for line, of in about.items()]


def _quotes(evidence: Sequence[Evidence], lang: Lang) -> list[str]:
    lines = []
    quoted = sorted(evidence, key=adds_nothing)[:_MOST_QUOTES]
    for (source, short), ones in groupby(quoted, key=lambda one: (one.source, len(one.quote) <= _FIGURE)):
        name = _cut(source, _LONGEST_NAME)
        told = [
            _PLACE.filled(place=one.place, quote=_cut(one.quote, _LONGEST_QUOTE)).said(lang) for one in ones
        ]
        # figures of a report stand in one line: a line each made pages of them
        together = [Text("；", "; ").said(lang).join(told)] if short else told
        lines += [_QUOTE.filled(source=name, said=said).said(lang) for said in together]
    if more := len(evidence[_MOST_QUOTES:]):
        lines.append(_MORE_QUOTES.filled(count=more).said(lang))
    return lines


def _corrections(repairs: Sequence[Repair], form: str, lang: Lang) -> list[str]:
    lines = []
    for repair in repairs[:_MOST_REPAIRS]:
        changes = [
            _CHANGE.filled(
                cell=cell_label(change.cell, form),
                printed=_cut(change.printed or "", _LONGEST_QUOTE),
                proposed=proposed_words(change.proposed, change.admissible),
            ).said(lang)
            for change in repair.changes
        ]
        cause = HYPOTHESES.get(repair.hypothesis) if repair.hypothesis else None
        said = _CAUSE.filled(cause=cause).said(lang) if cause else ""
        lines.append(Text("；", "; ").said(lang).join(changes) + said)
    if more := len(repairs[_MOST_REPAIRS:]):
        lines.append(_MORE_REPAIRS.filled(count=more).said(lang))
    return lines


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


#: The list of the notices that were written, beside them.
COVER_FILE = Text("通知书清单.xlsx", "notices.xlsx")


def cover_bytes(
    notices: Sequence[tuple[Record, int, str]], year: int, due: dt.date | None, lang: Lang
) -> bytes:
    """Return the cover list as the bytes of a workbook: record, number of items, file of each notice."""
    from gouji.show.spreadsheet import SheetColumn, View, workbook_bytes

    columns = (
        SheetColumn(Text("机构", "Body"), 34, "lines"),
        SheetColumn(Text("地区", "Region"), 24, "lines"),
        SheetColumn(Text("年度", "Year"), 8, "year"),
        SheetColumn(Text("问题数", "Items"), 10, "number"),
        SheetColumn(Text("答复期限", "Answer by"), 16),
        SheetColumn(Text("通知书", "Notice"), 40, "link"),
        SheetColumn(Text("发出日期", "Sent"), 16, "entry"),
        SheetColumn(Text("答复情况", "Answer"), 30, "entry"),
    )
    answer = _DAY.filled(day=due).said(lang) if due else None
    return workbook_bytes(
        [
            View(
                Text("通知书清单", "Notices").said(lang),
                tuple(column.title.said(lang) for column in columns),
                columns,
                [(r.agency, r.region, year, count, answer, file, None, None) for r, count, file in notices],
                lang,
            )
        ]
    )

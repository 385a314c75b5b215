"""The notice of rectification to one agency, from the audit of its report and a template.

It lists the findings that ask for something: those of severity ``note`` are left out, and those that were
dismissed or have been corrected. What was noted on decisions stays in the office. A correction is proposed
with the hypothesis it rests on, never as a fact. No date is made up: without one given, the places for it
stay open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.audits import OUTSIDE_ARTICLE_49
from gouji.model.finding import gravity
from gouji.model.text import Text
from gouji.show.cells import adds_nothing, cell_label
from gouji.show.words import HYPOTHESES, SEVERITIES, proposed_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gouji.evidence.records import Record
    from gouji.model.finding import Evidence, Finding, Repair
    from gouji.model.text import Lang


#: Part of the template that is repeated for each finding.
FINDINGS = Text("问题", "findings")

_SETTLED = frozenset({"dismissed", "corrected"})
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
_OPEN_DAY = Text("　　　　年　　月　　日", "____________")
_DAY = Text("{day.year}年{day.month}月{day.day}日", "{day}")
_QUOTE = Text("{source}，{place}：“{quote}”", "{source}, {place}: “{quote}”")
_MORE_QUOTES = Text("另有 {count} 处，见审计证据", "{count} more places, see the audit")
_CHANGE = Text(
    "“{cell}”原印“{printed}”，可改为 {proposed}", "“{cell}” is printed “{printed}”, could be {proposed}"
)
_CAUSE = Text("（可能原因：{cause}）", " (likely cause: {cause})")
_MORE_REPAIRS = Text("另有 {count} 个同样小的方案，见审计证据", "{count} more, just as small: see the audit")


#: What a report prints is quoted up to so many characters: one that goes on for pages would bury the rest.
_LONGEST_NAME, _LONGEST_QUOTE, _LONGEST_MESSAGE = 120, 300, 2000


def findings_of(record: Record) -> list[Finding]:
    """Return the findings that a notice lists, the gravest first, otherwise in the order of the audit."""
    listed = [
        finding
        for finding in record.findings
        if finding.severity in _ASKED and (finding.decision or {}).get("decision") not in _SETTLED
    ]
    return sorted(listed, key=lambda finding: gravity(finding.severity))


def notice_bytes(record: Record, template: Path, due: dt.date | None, lang: Lang) -> bytes:
    """Return the notice as the bytes of a DOCX file. Raises :class:`GoujiError` for an unusable template."""
    from gouji.show.word_template import filled

    findings = findings_of(record)
    values = {name.said(lang): value for name, value in _whole(record, len(findings), due, lang)}
    items = [
        {name.said(lang): value for name, value in _finding(number, finding, record, lang)}
        for number, finding in enumerate(findings, start=1)
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


def _finding(
    number: int, finding: Finding, record: Record, lang: Lang
) -> Iterator[tuple[Text, str | list[str]]]:
    yield Text("序号", "number"), str(number)
    yield Text("标题", "title"), finding.title.said(lang)
    yield Text("规则", "rule"), finding.rule
    yield Text("性质", "severity"), SEVERITIES[finding.severity].word.said(lang)
    yield Text("内容", "message"), _cut(finding.message.said(lang), _LONGEST_MESSAGE)
    yield Text("原文", "quotes"), _quotes(finding.evidence, lang)
    yield (
        Text("依据", "basis"),
        [f"{b.document} {b.article}：“{b.quote}”" for b in finding.basis],
    )
    yield Text("更正建议", "corrections"), _corrections(finding.repairs, record.form or "", lang)
    yield Text("要求", "request"), _ASKED[finding.severity].said(lang)
    yield Text("编号", "id"), finding.id


def _quotes(evidence: Sequence[Evidence], lang: Lang) -> list[str]:
    lines = [
        _QUOTE.filled(
            source=_cut(one.source, _LONGEST_NAME),
            place=one.place,
            quote=_cut(one.quote, _LONGEST_QUOTE),
        ).said(lang)
        for one in sorted(evidence, key=adds_nothing)[:_MOST_QUOTES]
    ]
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

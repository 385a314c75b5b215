"""What was decided on findings and what became of them, in words: on one, for a folder, and to hand on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gouji.evidence.recheck import STATES, totals
from gouji.evidence.records import stray_decisions
from gouji.inputs.decisions import DECISION_WORDS, DECISIONS, LAPSED
from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.show.cells import cell_label
from gouji.show.findings_tables import table_view
from gouji.show.render import Shown, block, render
from gouji.show.spreadsheet import SheetColumn, Value, workbook_bytes
from gouji.show.words import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gouji.evidence.recheck import Body, ChangedFigure, Rechecked, State
    from gouji.evidence.records import Record
    from gouji.inputs.decisions import Decisions
    from gouji.model.finding import Finding
    from gouji.model.text import Lang


_FIELDS: dict[str, Text] = {
    "decision": Text("决定", "Decision"),
    "was": Text("原决定", "It was"),
    "changed": Text("其后变化", "Changed since"),
    "by": Text("决定人", "By"),
    "when": Text("时间", "When"),
    "note": Text("说明", "Note"),
}


_CELL = re.compile(r"\b(?:disclosure|applications|reviews)/\w+/\w+")
_WHY = Text("失效原因", "Why it lapsed")
_SHARED = Text(
    "原编号 {finding} 由本报告的 {count} 项问题共用，无法得知所指哪一项，请分别重新决定",
    "{count} findings of this report had the id {finding}; nobody can tell which was meant: decide on each",
)


def decision_facts(decision: Mapping[str, Any] | None) -> list[tuple[Text, Text]]:
    """Return name and value of everything that a finding's decision says, empty where there is none."""
    said = decision or {}
    facts = [(name, _fact(key, said[key])) for key, name in _FIELDS.items() if said.get(key)]
    if shared := said.get("shared"):
        facts.append((_WHY, _SHARED.filled(finding=said["finding"], count=shared)))
    return facts


def _fact(key: str, said: str) -> Text:
    """Return one entry of a decision in words; what people wrote themselves stays as it is."""
    if key in ("decision", "was"):
        return DECISION_WORDS.get(said, Text(said, said))
    if key == "changed":
        said = _CELL.sub(lambda found: f"“{cell_label(found[0], '')}”", said)
    return Text(said, said)


def marking(
    finding: str,
    rule: str,
    agency: str,
    body: str,
    year: int | None,
    printed: Mapping[str, str | None],
) -> str:
    """Return as JSON what a page keeps of a finding that somebody marks: what a decision says of it."""
    about = {"finding": finding, "rule": rule, "agency": agency, "body": body, "year": year}
    # escapes keep hidden characters of the report as they are; pages write them out
    return json.dumps(about | {"printed": dict(printed)})


def marking_of(record: Record, finding: Finding) -> str:
    """Return the same for a finding of a record."""
    whose = (record.agency_id, record.agency, record.year)
    return marking(finding.id, finding.rule, *whose, finding.printed)


#: Beyond these a page is no longer read; the rest is in ``findings.csv``.
_LISTED = 60


@dataclass(frozen=True, slots=True)
class _Decided:
    """The findings with one decision: record, finding, its title, what the decision says."""

    name: str
    word: Text
    count: int
    found: list[tuple[Record, Finding, Text, list[tuple[Text, Text]]]]

    @property
    def rest(self) -> int:
        return self.count - len(self.found)


def decisions(records: Sequence[Record], decided: Decisions, lang: Lang) -> Shown:
    """Show which findings were decided on and how, which decisions lapsed, and which no finding carries."""
    groups = []
    for name in (LAPSED, *DECISIONS):
        found = [
            (record, finding)
            for record in records
            for finding in record.findings
            if finding.decision and finding.decision["decision"] == name
        ]
        listed = [
            (
                record,
                finding,
                finding.title,
                decision_facts(finding.decision),
            )
            for record, finding in found[:_LISTED]
        ]
        groups.append(_Decided(name, DECISION_WORDS[name], len(found), listed))
    strays = [stray.text for stray in stray_decisions(records, decided)]
    html = render("decisions.html.j2", lang, groups=groups, strays=strays, lapsed=LAPSED)
    lines = [f"{group.word.said(lang)} {group.count}" for group in groups]
    lapsed = groups[0]
    lines += [
        f"{lapsed.word.said(lang)}: {record.folder} {finding.id}" for record, finding, *_ in lapsed.found
    ]
    lines += [stray.said(lang) for stray in strays]
    return block(html, "\n".join(lines), lang)


STATE_WORDS: Final[dict[State, Text]] = {
    "corrected": Text("已更正", "corrected"),
    "open": Text("仍存在", "still open"),
    "changed": Text("数字已改，仍不符", "figures changed, still open"),
    "new": Text("新出现", "new"),
    "dismissed": Text("已定不成立", "dismissed"),
    "same_report": Text("报告未变", "report unchanged"),
    "unclear": Text("未能核对", "not to be told"),
    "absent": Text("未见新报告", "no new report"),
}
RECHECK_FILES = (Text("整改复查表.xlsx", "recheck.xlsx"), Text("整改复查.html", "recheck.html"))
_TITLE = Text("整改复查", "Recheck")
_NO_REGION = Text("（未登记地区）", "(no region)")
_ALL = Text("合计", "All")
#: Beyond these a page is no longer read; the rest is in the workbook.
_RECHECKED = 300


def recheck_xlsx(bodies: Sequence[Body], lang: Lang) -> bytes:
    """Return 整改复查表: findings and what became of them, by body, by region, and figures that changed."""
    states = tuple(SheetColumn(STATE_WORDS[state], 11, "number") for state in STATES)
    region = SheetColumn(Text("地区", "Region"), 16, "lines")
    whose = (
        SheetColumn(Text("年度", "Year"), 7, "year"),
        SheetColumn(Text("机构", "Body"), 24, "lines"),
        region,
    )
    was = (
        SheetColumn(Text("原数", "Was"), 22, "lines"),
        SheetColumn(Text("现数", "Is"), 22, "lines"),
    )
    findings = (
        *whose,
        SheetColumn(Text("复查结果", "Result"), 13, "lines"),
        SheetColumn(Text("性质", "Severity"), 9),
        SheetColumn(Text("规则名称", "Title of the rule"), 20, "lines"),
        SheetColumn(Text("问题", "Finding"), 46, "lines"),
        *was,
        SheetColumn(Text("说明", "Why"), 24, "lines"),
        SheetColumn(Text("处理决定", "Decision"), 22, "lines"),
        SheetColumn(Text("规则", "Rule"), 22),
        SheetColumn(Text("问题编号", "Finding id"), 19),
    )
    figures = (*whose, SheetColumn(Text("单元格", "Cell"), 44, "lines"), *was)
    by_region = (region, SheetColumn(Text("报告数", "Reports"), 10, "number"), *states)
    return workbook_bytes(
        [
            table_view(
                Text("复查", "Recheck"),
                findings,
                [tuple(_row(body, one, lang)) for body in bodies for one in body.findings],
                lang,
                printed=11,
            ),
            table_view(
                Text("按机构", "By body"),
                (*whose, *states),
                [(*_whose(body), *map(body.count, STATES)) for body in bodies],
                lang,
            ),
            table_view(Text("按地区", "By region"), by_region, list(_regions(bodies, lang)), lang),
            table_view(
                Text("数字变动", "Figures"),
                figures,
                [
                    (*_whose(body), cell_label(one.cell, body.record.form or ""), one.before, one.after)
                    for body in bodies
                    for one in body.figures
                ],
                lang,
            ),
        ]
    )


def recheck_html(bodies: Sequence[Body], lang: Lang) -> bytes:
    """Return the page: totals per region, then body by body what became of its findings."""
    from gouji.show.page import plain_page

    listed = [body for body in bodies if body.findings]
    overview = render(
        "recheck_totals.html.j2",
        lang,
        words=[STATE_WORDS[state] for state in STATES],
        rows=list(_regions(bodies, lang)),
    )
    html = render(
        "recheck_bodies.html.j2",
        lang,
        bodies=listed[:_RECHECKED],
        more=len(listed[_RECHECKED:]),
        words=STATE_WORDS,
        severities=SEVERITIES,
        label=lambda body, figure: cell_label(figure.cell, body.record.form or ""),
        decided=lambda one: _decided(one, lang),
        file=RECHECK_FILES[0],
    )
    parts = [
        (Text("按地区", "By region").said(lang), block(overview, "", lang)),
        (Text("按机构", "By body").said(lang), block(html, "", lang)),
    ]
    return plain_page(_TITLE.said(lang), parts, lang)


def recheck_lines(bodies: Sequence[Body], lang: Lang) -> list[str]:
    """Return one line with the totals of all bodies."""
    *_, (_, reports, *counts) = _regions(bodies, lang)
    said = [f"{STATE_WORDS[state].said(lang)} {count}" for state, count in zip(STATES, counts, strict=True)]
    return [Text("{n} 份报告：", "{n} reports: ").filled(n=str(reports)).said(lang) + " · ".join(said)]


def _regions(bodies: Sequence[Body], lang: Lang) -> Iterator[tuple[Value, ...]]:
    """Yield name, number of reports and number of findings by state of each region, and of all last."""
    for region, (count, states) in totals(bodies).items():
        yield region or _NO_REGION.said(lang), count, *(states[state] for state in STATES)
    yield _ALL.said(lang), len(bodies), *(sum(body.count(state) for body in bodies) for state in STATES)


def _whose(body: Body) -> tuple[Value, ...]:
    return body.record.year, body.record.agency, body.record.region


def _row(body: Body, one: Rechecked, lang: Lang) -> Iterator[Value]:
    yield from _whose(body)
    yield STATE_WORDS[one.state].said(lang)
    yield SEVERITIES[one.finding.severity].word.said(lang)
    yield one.finding.title.said(lang)
    yield one.finding.message.said(lang)
    yield _printed(body, one, lang, lambda figure: figure.before)
    yield _printed(body, one, lang, lambda figure: figure.after)
    yield one.why.said(lang) if one.why else None
    yield _decided(one, lang)
    yield one.finding.rule
    yield one.finding.id


def _printed(body: Body, one: Rechecked, lang: Lang, of: Callable[[ChangedFigure], str | None]) -> str:
    form = body.record.form or ""
    said = [f"{cell_label(figure.cell, form)}: {of(figure) or ''}" for figure in one.figures]
    return Text("；", "; ").said(lang).join(said)


def _decided(one: Rechecked, lang: Lang) -> str:
    """Return the decision on a finding in words, with who, when and why."""
    said = [f"{name.said(lang)}: {visible(value.said(lang))}" for name, value in decision_facts(one.decision)]
    return Text("；", "; ").said(lang).join(said)

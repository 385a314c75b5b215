"""What became of findings, to hand on: a workbook with totals per region, and a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gouji.evidence.recheck import STATES, totals
from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.show.cells import cell_label
from gouji.show.decision_views import decision_facts
from gouji.show.findings_tables import table_view
from gouji.show.render import block, render
from gouji.show.spreadsheet import SheetColumn, Value, workbook_bytes
from gouji.show.words import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gouji.evidence.recheck import Body, ChangedFigure, Rechecked, State
    from gouji.model.text import Lang


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
_LISTED = 300


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
        bodies=listed[:_LISTED],
        more=len(listed[_LISTED:]),
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

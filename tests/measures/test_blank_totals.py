"""Counts in the narrative against rows whose 总计 is empty: only what is printed in the row counts."""

from __future__ import annotations

import pytest

from gouji.audits import audit_filings
from rules.build import PROSE, filing


def told(text, cells, rule="T3-TEXT-MATCH"):
    """Outcome and findings of a rule in a report with this sentence and these cells."""
    (audit,) = audit_filings([filing(prose={1: PROSE[1] + text}, cells=cells)])
    findings = [(f.cells, f.message.zh) for f in audit.rule_findings if f.rule == rule]
    return next(o.outcome for o in audit.outcomes if o.rule == rule), findings


def row(name, *figures, total=""):
    """A row of table three: figures of natural persons, businesses, and so on; the rest is empty."""
    columns = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
    printed = dict(zip(columns, (*figures, *[""] * (6 - len(figures))), strict=True))
    return {f"applications/{name}/{column}": text for column, text in (printed | {"total": total}).items()}


@pytest.mark.parametrize(
    ("text", "cells", "outcome"),
    [
        # the columns give what the sentence says
        ("收到政府信息公开申请5件。", row("new", "3", "2"), "pass"),
        ("收到政府信息公开申请5件。", row("new", "5", total="/"), "pass"),
        ("收到申请7件。", row("new", "5") | row("carried_in", "2"), "pass"),
        ("结转下年度继续办理2件。收到申请5件。", row("carried_out", "2") | row("new", "5"), "pass"),
        # nothing printed in the row: no zero is made of it
        ("收到政府信息公开申请5件。", row("new") | row("carried_in"), "not_assessable"),
        ("收到政府信息公开申请0件。", row("new") | row("carried_in"), "pass"),
        ("收到申请2件，结转下年度1件。", row("new", "2") | row("carried_out"), "pass"),
        # a column that cannot be read may hold what is missing
        ("收到政府信息公开申请5件。", row("new", "3", "?"), "not_assessable"),
        ("收到政府信息公开申请5件。", row("new", "3", "若干"), "not_assessable"),
    ],
)
def test_an_empty_total(text, cells, outcome):
    assert told(text, cells) == (outcome, [])


def test_a_contradiction_names_the_columns_that_were_added():
    outcome, findings = told("收到政府信息公开申请6件。", row("new", "3", "2"))
    assert outcome == "fail"
    assert findings == [
        (
            ("applications/new/total", "applications/new/natural_person", "applications/new/business"),
            "正文“收到政府信息公开申请6件”所述收到的政府信息公开申请为 6，"
            "表三按“本年新收”为 5（总计格空白，按所印各列相加）；"
            "按“本年新收与上年结转之和”为 5（总计格空白，按所印各列相加），各种读法均不相符，请说明。",
        )
    ]


def test_outcomes_of_a_table_that_leaves_every_zero_blank():
    (audit,) = audit_filings(
        [filing(zero="", prose={1: "收到申请2件，其中不予公开2件。"}, cells=row("new", "2", total="2"))]
    )
    assert [f.message.zh for f in audit.rule_findings if f.rule == "T3-TEXT-MATCH"] == []


def test_reviews_with_an_empty_total():
    cells = {"reviews/reconsideration/upheld": "2", "reviews/reconsideration/total": ""}
    assert told("因政府信息公开发生行政复议2件。", cells, "T4-TEXT-MATCH") == ("pass", [])
    outcome, ((named, _),) = told("因政府信息公开发生行政复议3件。", cells, "T4-TEXT-MATCH")
    assert (outcome, named[0]) == ("fail", "reviews/reconsideration/total")


def test_an_application_not_received_against_an_empty_total():
    outcome, findings = told("全年未收到政府信息公开申请。", row("new", "3", "2"), "T3-ZERO-TEXT")
    assert outcome == "fail"
    assert findings[0][1] == (
        "正文称“未收到政府信息公开申请”，而表三按“本年新收”为 5（总计格空白，按所印各列相加），请说明。"
    )
    assert told("全年未收到政府信息公开申请。", row("new"), "T3-ZERO-TEXT") == ("pass", [])


def test_a_share_against_an_empty_total():
    cells = row("new", "30", "35")
    assert told("收到申请65件，其中自然人申请30件，占46.15%。", cells, "T3-RATE-TEXT")[0] == "pass"
    assert told("收到申请65件，其中自然人申请30件，占49.15%。", cells, "T3-RATE-TEXT")[0] == "fail"


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        (row("new", "3", "2"), "fail"),
        (row("new", "30", "2"), "pass"),
        (row("new") | row("carried_in"), "not_assessable"),
        (row("new", "3", "?"), "not_assessable"),
    ],
)
def test_a_fee_against_an_empty_total(cells, outcome):
    report = filing(prose={6: "本年度收取信息处理费400元。"}, cells=cells)
    (audit,) = audit_filings([report])
    assert next(o.outcome for o in audit.outcomes if o.rule == "S6-FEE-VS-ROWS") == outcome
    told = [f.message.zh for f in audit.rule_findings if f.rule == "S6-FEE-VS-ROWS"]
    assert all("只有 5 件" in message for message in told)

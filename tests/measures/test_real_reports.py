"""What the narrative rules say of real reports, and what they must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.model.filing import Filing
from gouji.reports import collect, find_roster, read_reports

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audits(shared):
    paths = [*sorted((shared / "seeds").glob("*.txt")), *sorted((shared / "cases").glob("*.[hp][td][mf]*"))]
    read = read_reports(collect([str(path) for path in paths]), find_roster((), ROOT / "data"))
    filings = [one for one in read if isinstance(one, Filing)]
    assert len(filings) == len(paths)
    return {audit.filing.source.name[:3]: audit for audit in audit_filings(filings)}


def said(audit, rule):
    return [(f.severity, f.message.zh) for f in audit.rule_findings if f.rule == rule]


def outcome(audit, rule):
    return next(one for one in audit.outcomes if one.rule == rule)


def test_17_of_the_district_government_against_95_of_the_district_asks_for_the_scope(audits):
    ((severity, message),) = said(audits["hon"], "T3-TEXT-MATCH")
    assert severity == "data_quality"
    assert message == (
        "正文“受理政府信息公开申请17件”所述收到的政府信息公开申请为 17，表三按“本年新收”为 95；"
        "按“本年新收与上年结转之和”为 95，各种读法均不相符，请说明。"
        "句中所指范围为“区政府办代表区政府”，可能与表格口径（本级或全域）不同，请说明。"
    )
    assert audits["hon"].verdict == "query"


@pytest.mark.parametrize("case", ["hua", "hon", "lar", "shu"])
def test_reports_that_are_clean_are_not_accused(audits, case):
    assert [f.rule for f in audits[case].rule_findings if f.severity == "violation"] == []


def test_every_count_of_the_clean_city_agrees(audits):
    assert audits["hua"].verdict == "pass"
    for rule in ("T3-TEXT-MATCH", "T4-TEXT-MATCH", "TXT-SUM-CHECK", "GEN-PERIOD", "S6-FEE-GRANULARITY"):
        assert outcome(audits["hua"], rule).outcome == "pass", rule


@pytest.mark.parametrize("case", ["lar", "shu"])
def test_transcriptions_that_lost_narrative_are_not_assessed(audits, case):
    for rule in ("STR-S1-FIVE-TOPICS", "S5-PRESENT", "S5-NO-PROBLEM"):
        told = outcome(audits[case], rule)
        assert told.outcome == "not_assessable", rule
        assert told.reason.zh == "本副本的正文不完整（未见“总体情况”的文字），不能据此判定"


def test_004_both_partitions_and_every_count_agree(audits):
    for rule in ("T3-TEXT-MATCH", "TXT-SUM-CHECK"):
        assert outcome(audits["004"], rule).outcome == "pass"


def test_002_a_corrected_review_that_nobody_explains(audits):
    assert said(audits["002"], "T4-CORRECTED-S5") == [
        ("plausibility", "请说明：表四有结果纠正 1 件，而总体情况和第五部分没有提到原因或整改。")
    ]


def test_001_adds_up_is_in_time_and_its_damaged_period_is_quoted(audits):
    assert outcome(audits["001"], "TXT-SUM-CHECK").outcome == "pass"
    assert outcome(audits["001"], "UNI-DEADLINE").outcome == "pass"
    period = outcome(audits["001"], "UNI-PERIOD")
    assert period.outcome == "not_assessable"
    assert "从202191日至2022831日止" in period.reason.zh


def test_001_treats_complaints_under_another_heading(audits):
    messages = dict(reversed(one) for one in said(audits["001"], "UNI-SECTIONS"))
    assert messages == {
        "“因信息公开受到举报、复议、诉讼的情况”在本副本中没有单独的标题，有关内容写在“对信息公开的评议情况”之下，"
        "请核对。": "data_quality",
        "本副本中没有写到“其他需要报告的事项”，供参考。": "note",
    }


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_no_seed_is_accused_by_its_narrative(audits, seed):
    narrative = (
        "TXT-",
        "S5-",
        "S6-",
        "GEN-",
        "STR-S1",
        "UNI-",
        "AGG-",
        "T3-TEXT",
        "T3-ZERO",
        "T4-TEXT",
        "T4-ZERO",
    )
    assert [
        f.rule
        for f in audits[seed].rule_findings
        if f.severity == "violation" and f.rule.startswith(narrative)
    ] == []

"""The rules on real reports as they were found: what must be found, and what must not be claimed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.model.filing import Filing
from gouji.reports import collect, find_roster, read_reports

ROOT = Path(__file__).parents[2]
ARITHMETIC = ("T3-", "T4-")


@pytest.fixture(scope="module")
def audits(shared):
    paths = [*sorted((shared / "seeds").glob("*.txt")), *sorted((shared / "cases").glob("*.[hp][td][mf]*"))]
    reports = collect([str(path) for path in paths])
    read = [one for one in read_reports(reports, find_roster((), ROOT / "data")) if isinstance(one, Filing)]
    assert len(read) == len(paths)
    return {audit.filing.source.name[:3]: audit for audit in audit_filings(read)}


def found(audit, *rules):
    return [
        (f.rule, f.severity, f.expected, f.observed) for f in audit.rule_findings if f.rule.startswith(rules)
    ]


@pytest.mark.parametrize(
    ("seed", "verdict"),
    [("000", "query"), ("001", "query"), ("002", "query"), ("003", "unauditable"), ("004", "violation")],
)
def test_seed_has_its_verdict(audits, seed, verdict):
    assert audits[seed].verdict == verdict


def test_004_two_columns_contradict_themselves_and_every_row_adds_up(audits):
    sums = [f for f in audits["004"].rule_findings if f.severity == "violation"]
    assert [(f.rule, f.expected, f.observed) for f in sums] == [
        ("T3-COL-BALANCE", 30, 20),
        ("T3-COL-BALANCE", 27, 37),
        ("T3-OUTCOME-SUM", 30, 20),
        ("T3-OUTCOME-SUM", 27, 37),
    ]
    assert [f.cells[-1] for f in sums if f.rule == "T3-OUTCOME-SUM"] == [
        "applications/handled_total/natural_person",
        "applications/handled_total/legal_service",
    ]
    told = {outcome.rule: outcome.outcome for outcome in audits["004"].outcomes}
    assert (told["T3-ROW-TOTAL"], told["T4-GROUP-SUM"]) == ("pass", "pass")


def test_004_announces_four_tasks_and_lists_three(audits):
    assert found(audits["004"], "STR-SELF-COUNT") == [("STR-SELF-COUNT", "data_quality", 4, 3)]
    (finding,) = [f for f in audits["004"].rule_findings if f.rule == "STR-SELF-COUNT"]
    assert "以下四个方面" in finding.evidence[0].quote


def test_002_has_no_broken_sum_and_says_what_it_cannot_tell(audits):
    assert found(audits["002"], "T3-ROW", "T3-COL", "T3-OUTCOME", "T4-GROUP") == []
    reason = next(o.reason for o in audits["002"].outcomes if o.rule == "T3-ROW-TOTAL")
    assert reason.zh.startswith("共 23 项，其中 13 项无法判定：")
    assert found(audits["002"], "DQ-UNIT-IN-CELL") == [("DQ-UNIT-IN-CELL", "data_quality", 0, 1)]


def test_000_empty_reviews_are_empty_and_the_heading_is_not_the_forms(audits):
    assert [f.cells for f in audits["000"].rule_findings if f.rule == "DQ-BLANK"] == [
        tuple(f"reviews/reconsideration/{c}" for c in ("upheld", "corrected", "other", "pending", "total"))
    ]
    assert found(audits["000"], "STR-ROWCOL-EXACT") == [
        ("STR-ROWCOL-EXACT", "data_quality", "社会公益组织", "社会组织")
    ]


@pytest.mark.parametrize("seed", ["000", "003"])
def test_schools_owe_no_deadline_of_organs(audits, seed):
    told = {outcome.rule: outcome.outcome for outcome in audits[seed].outcomes}
    assert told["GEN-DEADLINE-DEPT"] == told["GEN-DEADLINE-GOV"] == "not_applicable"


def test_003_accuses_nobody_and_asks_for_the_original(audits):
    assert {f.severity for f in audits["003"].rule_findings} <= {"data_quality", "plausibility", "note"}
    assert found(audits["003"], "T3-ROW", "T3-COL", "T3-OUTCOME", "T3-CARRY", "T4-GROUP") == []
    (section,) = [f for f in audits["003"].rule_findings if f.rule == "STR-SIX-SECTIONS"]
    assert section.message.zh == "本副本中未见第六部分“其他需要报告的事项”。副本有明显损坏，请取得原件核对。"


def test_001_announces_six_parts_and_heads_five(audits):
    assert found(audits["001"], "STR-SELF-COUNT") == [("STR-SELF-COUNT", "data_quality", 6, 5)]


@pytest.mark.parametrize("case", ["hua", "hon", "lar", "shu"])
def test_clean_reports_are_accused_of_nothing(audits, case):
    assert [f.message.zh for f in audits[case].rule_findings if f.severity == "violation"] == []
    assert found(audits[case], "T3-ROW", "T3-COL", "T3-OUTCOME", "T4-GROUP") == []

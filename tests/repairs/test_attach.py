"""Findings of broken arithmetic carry the repairs that mend them."""

from gouji.audits import audit_filings
from rules.build import filing

ROW = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")


def rows(**figures):
    return {
        f"applications/{row}/{column}": value
        for row, values in figures.items()
        for column, value in zip(ROW, values.split(), strict=True)
    }


def audit(cells):
    (found,) = audit_filings([filing("2019", cells)])
    return found


def test_a_mistyped_total_is_named_on_every_finding_it_mends():
    found = audit(rows(new="30 8 0 0 27 0 65", granted="30 8 0 0 27 0 65", handled_total="20 8 0 0 37 0 65"))
    broken = [f for f in found.rule_findings if f.rule in {"T3-COL-BALANCE", "T3-OUTCOME-SUM"}]
    assert len(broken) == 4
    for finding in broken:
        (repair,) = finding.repairs
        assert [(c.cell, c.printed, c.proposed) for c in repair.changes] == [
            ("applications/handled_total/natural_person", "20", 30),
            ("applications/handled_total/legal_service", "37", 27),
        ]
        assert repair.hypothesis == "digit_substituted"
        assert finding.severity == "violation"
    assert found.verdict == "violation"


def test_a_sum_that_a_blank_would_mend_is_no_violation_and_says_so():
    cells = rows(new="3 0 0 0 0 0 3", granted="2 0 0 0 0 0 2", handled_total="3 0 0 0 0 0 3")
    cells |= {"applications/granted_partly/natural_person": "", "applications/granted_partly/total": ""}
    found = audit(cells)
    broken = [f for f in found.rule_findings if f.rule == "T3-OUTCOME-SUM"]
    assert [f.severity for f in broken] == ["data_quality"]
    assert broken[0].message.zh.endswith("空白格如有漏填的数字，此式可以成立，故不作违规论。")
    assert "is not called a violation" in broken[0].message.en
    assert found.verdict == "query"
    assert "不改印出的数字" in found.remarks[0].zh


def test_a_report_whose_sums_hold_has_no_repairs_and_no_remarks():
    found = audit(rows(new="3 0 0 0 0 0 3", granted="3 0 0 0 0 0 3", handled_total="3 0 0 0 0 0 3"))
    assert [f.repairs for f in found.rule_findings] == [()] * len(found.rule_findings)
    assert found.remarks == ()


def test_last_years_number_is_named_as_the_likely_cause_where_that_report_is_at_hand():
    wrong = rows(new="30 8 0 0 27 0 65", granted="30 8 0 0 27 0 65", handled_total="48 8 0 0 27 0 65")
    before = filing("2019", rows(new="48 8 0 0 27 0 83", handled_total="48 8 0 0 27 0 83"), year=2019)
    alone = audit(wrong)
    (beside,) = audit_filings([filing("2019", wrong)], [before])
    told = {
        name: [f.repairs[0].why for f in found.rule_findings if f.rule == "T3-OUTCOME-SUM"]
        for name, found in (("alone", alone), ("beside", beside))
    }
    assert [why.zh for why in told["alone"]] == [
        "推测，未经核实：印作 48，而各分项相加为 30，可能改了分项未改合计。"
    ]
    assert [why.zh for why in told["beside"]] == [
        "推测，未经核实：印作 48，应为 30；上一年度报告同一单元格正是 48，可能沿用了上年数。"
    ]

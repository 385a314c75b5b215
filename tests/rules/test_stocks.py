"""A stock that is left empty is not known: nobody is asked why it is smaller than what came or went."""

from __future__ import annotations

import pytest

from gouji.audits import audit_filings
from rules.build import AGENCY, filing

ROW = "disclosure/normative_documents"
OF_THE_STOCK = {"T2-STOCK-GE-ISSUED", "T2-STOCK-ROLL", "T2-REPEAL-BOUND", "T2-STOCK-EQ-FLOW"}
OF_2019 = {"T60-NEW-LE-TOTAL", "T60-ITEM-ROLL", "T60-TOTAL-ROLL", "T60-DECISION-NO-ITEM"}


def outcomes(report, *others):
    (audit,) = audit_filings([report], others)
    assert not {finding.rule for finding in audit.rule_findings} & (OF_THE_STOCK | OF_2019)
    return {outcome.rule: outcome for outcome in audit.outcomes}


@pytest.mark.parametrize("empty", ["", "/", "-", "—", "　"])
@pytest.mark.parametrize("repealed", ["0", "1", ""])
def test_a_blank_stock_is_not_held_against_what_was_issued(empty, repealed):
    cells = {f"{ROW}/issued": "2", f"{ROW}/repealed": repealed, f"{ROW}/in_force": empty}
    told = outcomes(filing(cells=cells))
    reason = told["T2-STOCK-GE-ISSUED"].reason
    assert reason.zh == "共 2 项，其中 1 项无法判定：“行政规范性文件／现行有效件数”未填数字，存量不能当作 0"
    assert reason.en.endswith(
        "no number is printed in “行政规范性文件／现行有效件数”: a stock not stated is not 0"
    )


@pytest.mark.parametrize("empty", ["", "/"])
def test_a_blank_stock_of_either_year_is_not_rolled_on(empty):
    blank, printed = {f"{ROW}/in_force": empty}, {f"{ROW}/in_force": "7", f"{ROW}/issued": "2"}
    now, before = filing(cells=printed | {f"{ROW}/repealed": "5"}), filing(cells=blank, year=2022)
    told = outcomes(now, before)
    for rule in ("T2-STOCK-ROLL", "T2-REPEAL-BOUND"):
        assert "2022：行政规范性文件／现行有效件数" in told[rule].reason.zh
    told = outcomes(filing(cells=printed | blank), filing(cells=printed, year=2022))
    assert "未填数字" in told["T2-STOCK-ROLL"].reason.zh


def test_a_blank_stock_where_nothing_was_issued_breaks_nothing():
    told = outcomes(filing(cells={f"{ROW}/in_force": "", "disclosure/rules/in_force": "/"}))
    assert told["T2-STOCK-GE-ISSUED"].outcome == "pass"


@pytest.mark.parametrize("empty", ["", "/"])
def test_blank_totals_and_items_of_the_form_of_2019_are_not_known_either(empty):
    cells = {
        f"{ROW}/disclosed": "3",
        f"{ROW}/in_public": empty,
        "disclosure/licences/decisions": "4",
        "disclosure/licences/items_last_year": empty,
    }
    told = outcomes(filing("2019", cells))
    assert "规范性文件／对外公开总数量" in told["T60-NEW-LE-TOTAL"].reason.zh
    assert "行政许可／上一年项目数量" in told["T60-DECISION-NO-ITEM"].reason.zh
    before = filing("2019", {"disclosure/licences/items_last_year": "9"}, year=2019)
    assert "行政许可／上一年项目数量" in outcomes(filing("2019", cells), before)["T60-ITEM-ROLL"].reason.zh


def test_a_blank_that_came_or_went_still_counts_as_nothing():
    (audit,) = audit_filings([filing(cells={f"{ROW}/issued": "", f"{ROW}/in_force": "3"}, agency=AGENCY)])
    assert {finding.rule for finding in audit.rule_findings} == {"DQ-BLANK"}


def test_the_finding_on_empty_cells_does_not_say_that_a_stock_is_zero():
    (audit,) = audit_filings([filing(cells={f"{ROW}/in_force": ""})])
    (blank,) = [finding for finding in audit.rule_findings if finding.rule == "DQ-BLANK"]
    assert blank.message.zh.endswith("合计时按 0 计，存量（现行有效、总数等）除外。")
    assert blank.message.en.endswith("sums count them as 0, but for stocks (in force, in all).")

"""What only governments or only departments owe is asked only of a body that surely reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from gouji.audits import audit_filings
from gouji.inputs.roster import is_government
from gouji.model.filing import Agency
from rules.build import AGENCY, filing

DEADLINES = ("GEN-DEADLINE-DEPT", "GEN-DEADLINE-GOV")
OFFICE = Agency("office", "示例县人民政府办公室", "行政机关")
GOVERNMENT = Agency("gov", "示例县人民政府", "政府")
BUREAU = Agency("bureau", "示例县水务局", "行政机关")
RULES = {"disclosure/rules/issued": "1", "disclosure/rules/in_force": "1"}


def told(agency: Agency, title: str | None, **how):
    report = replace(filing(agency=agency, published=dt.date(2024, 4, 20), **how), title=title)
    (audit,) = audit_filings([report])
    return {outcome.rule: outcome for outcome in audit.outcomes}


@pytest.mark.parametrize("agency", [OFFICE, GOVERNMENT, BUREAU])
def test_without_a_title_nobody_is_late_has_no_power_or_owes_an_evaluation(agency):
    found = told(agency, None, cells=RULES)
    reason = "机关名称不是从标题认定的，报告属于政府还是部门不能确定"
    for rule in (*DEADLINES, "T2-RULES-POWER"):
        assert (found[rule].outcome, found[rule].reason.zh) == ("not_assessable", reason), rule
    assert found["STR-S1-GOV-EVAL"].outcome == (
        "not_assessable" if agency is GOVERNMENT else "not_applicable"
    )


@pytest.mark.parametrize(
    ("agency", "late", "evaluation"),
    [
        (OFFICE, "GEN-DEADLINE-DEPT", "not_applicable"),
        (GOVERNMENT, "GEN-DEADLINE-GOV", "fail"),
        (BUREAU, "GEN-DEADLINE-DEPT", "not_applicable"),
    ],
)
def test_with_its_name_in_the_title_a_body_owes_what_its_kind_owes(agency, late, evaluation):
    found = told(agency, f"{agency.name}2023年政府信息公开工作年度报告", cells=RULES)
    assert [rule for rule in DEADLINES if found[rule].outcome == "fail"] == [late]
    assert found["T2-RULES-POWER"].outcome == "fail"
    assert found["STR-S1-GOV-EVAL"].outcome == evaluation


def test_a_roster_vouches_for_a_department_but_not_for_the_office_that_compiles():
    assert told(replace(BUREAU, on_roster=True), None)["GEN-DEADLINE-DEPT"].outcome == "fail"
    for agency in (OFFICE, GOVERNMENT):
        found = told(replace(agency, on_roster=True), None)
        assert {found[rule].outcome for rule in DEADLINES} == {"not_assessable"}


@pytest.mark.parametrize(
    ("name", "government"),
    [
        ("示例市人民政府", True),
        ("示例经济开发区管理委员会", True),
        ("示例新区管委会", True),
        ("示例市人民政府国有资产监督管理委员会", False),
        ("示例市教育局", False),
    ],
)
def test_a_zone_stands_for_a_government_and_a_commission_for_none(name, government):
    assert is_government(replace(AGENCY, name=name)) is government

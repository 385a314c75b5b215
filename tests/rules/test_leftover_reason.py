"""Why nothing is said of the names in a report: the reason is true of it."""

from __future__ import annotations

from dataclasses import replace

from gouji.audits import audit_filings
from rules.build import AGENCY, filing

OTHER = replace(AGENCY, id="other", name="他山县教育局")


def told(preamble, *others):
    (audit,) = audit_filings([filing(preamble=preamble)], others)
    (outcome,) = [outcome for outcome in audit.outcomes if outcome.rule == "TXT-ORG-LEFTOVER"]
    return outcome.outcome, outcome.reason and outcome.reason.zh


def test_a_name_of_a_body_that_is_not_at_hand():
    assert told("如有疑问，请与他山县教育局联系。") == (
        "not_applicable",
        "句中作主语或联系人的名称（如“他山县教育局”）不是本机关的，手头也没有该机关的报告，不作比较",
    )


def test_no_name_at_all():
    assert told("本报告根据条例编制。") == ("not_applicable", "没有以机关名称自称的句子")


def test_the_own_name_and_that_of_a_body_that_belongs_with_it():
    assert told("本报告由示例市教育局编制。") == ("pass", None)
    parent = replace(AGENCY, id="gov", name="示例市人民政府")
    member = filing(preamble="本报告由示例市人民政府编制。", agency=replace(AGENCY, parent="gov"))
    (audit,) = audit_filings([member], [filing(agency=parent)])
    assert [o.outcome for o in audit.outcomes if o.rule == "TXT-ORG-LEFTOVER"] == ["pass"]

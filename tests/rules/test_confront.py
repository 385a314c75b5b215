"""One pass over many filings says what each says alone; outcomes, gates, ids and verdicts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gouji.audits import audit_filings
from gouji.inputs.roster import level_of, may_make_rules
from gouji.measures.announcements import listed_items
from gouji.measures.lines import as_form
from gouji.repairs.system import edits_of
from gouji.rules.catalogue import catalogue, rule_title
from rules.build import AGENCY, PROSE, SCHOOL, filing
from rules.pairs.one_report import COLUMNS, GRANTED, app, np

BROKEN = GRANTED | app(new=np(30))


def told(audit) -> dict[str, str]:
    return {outcome.rule: outcome.outcome for outcome in audit.outcomes}


def test_many_filings_in_one_pass_say_what_each_says_alone():
    filings = [
        filing(cells=BROKEN),
        filing("2019", cells={"disclosure/penalties/change": "-8"}),
        filing("university", sections=(1, 2, 3)),
        filing(cells={"reviews/reconsideration/upheld": ""}),
        filing("2019", cells={"disclosure/rules/in_public": None}),
        replace(filing(), form=None, form_cells=()),
    ]
    together = audit_filings(filings)
    alone = [audit_filings([one])[0] for one in filings]
    assert [audit.verdict for audit in together] == [audit.verdict for audit in alone]
    assert [audit.outcomes for audit in together] == [audit.outcomes for audit in alone]
    assert [audit.rule_findings for audit in together] == [audit.rule_findings for audit in alone]
    assert [audit.filing for audit in together] == filings


def test_every_rule_of_the_catalogue_has_one_outcome_and_open_ones_say_why():
    (audit,) = audit_filings([filing(cells=BROKEN)])
    assert [outcome.rule for outcome in audit.outcomes] == [rule.id for rule in catalogue()]
    for outcome in audit.outcomes:
        if outcome.outcome in ("not_applicable", "not_assessable"):
            assert outcome.reason is not None
            assert outcome.reason.zh
            assert outcome.reason.en


def test_no_filings_give_no_audits():
    assert audit_filings([]) == []


def test_finding_keeps_its_id_and_another_defect_has_another():
    (first,) = audit_filings([filing(cells=BROKEN)])
    (again,) = audit_filings([filing(cells=BROKEN)])
    (other,) = audit_filings([filing(cells=GRANTED | app(new=np(31)))])
    ids = [finding.id for finding in first.rule_findings]
    assert ids == [finding.id for finding in again.rule_findings]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & {finding.id for finding in other.rule_findings}


def test_id_begins_with_a_letter_that_no_number_has():
    (found,) = audit_filings([filing(cells=BROKEN)])
    assert all(re.fullmatch("g[0-9a-f]{15}", finding.id) for finding in found.rule_findings)


def test_five_missing_topics_are_five_findings_with_their_own_ids():
    (audit,) = audit_filings([filing(prose={1: "本机关依法履行职责，全年各项工作平稳有序推进完成。"})])
    missing = [finding for finding in audit.rule_findings if finding.rule == "STR-S1-FIVE-TOPICS"]
    assert len({finding.id for finding in missing}) == len(missing) == 5
    # the others keep theirs when one of the topics is written on
    (audit,) = audit_filings([filing(prose={1: "本机关依法履行职责，全年主动公开工作平稳有序推进完成。"})])
    left = {finding.id for finding in audit.rule_findings if finding.rule == "STR-S1-FIVE-TOPICS"}
    assert len(left) == 4
    assert left < {finding.id for finding in missing}


def test_same_sentence_twice_is_two_findings_with_their_own_ids():
    twice = "本年收到政府信息公开申请9件。"
    text = f"{PROSE[1]}{twice}{twice}"
    (audit,) = audit_filings([filing(cells=GRANTED, prose={1: text})])
    found = [finding for finding in audit.rule_findings if finding.rule == "T3-TEXT-MATCH"]
    assert [finding.nth for finding in found] == [1, 2]
    assert len({finding.id for finding in found}) == 2


def test_finding_keeps_its_id_when_the_body_gets_on_the_roster_and_is_spelt_in_another_width():
    unlisted = replace(AGENCY, id="x-0123456789ab", on_roster=False, name="示例市教育局(督导室)")
    listed = replace(AGENCY, id="jyj", name="示例市教育局（督导室）")
    other = replace(AGENCY, id="jyj", name="示例市教育局")
    ids = []
    for agency in (unlisted, listed, other):
        (audit,) = audit_filings([filing(cells=BROKEN, agency=agency)])
        ids.append([finding.id for finding in audit.rule_findings])
    assert ids[0] == ids[1]
    assert not set(ids[0]) & set(ids[2])


def test_finding_has_the_title_of_the_entry_that_was_broken():
    text = f"{PROSE[1]}本年收到政府信息公开申请9件。"
    (audit,) = audit_filings([filing(cells=GRANTED, prose={1: text})])
    (found,) = [finding for finding in audit.rule_findings if finding.rule == "T3-TEXT-MATCH"]
    assert (found.title.zh, found.as_json()["title"]["en"]) == (
        "正文所述申请数与表三一致",
        "applications counted in the text agree with table three",
    )
    assert rule_title("T3-TEXT-MATCH").zh == "正文与表三的数字一致"


def test_evidence_of_an_empty_cell_says_which_cell_it_is():
    cells = {
        "applications/new/research": "",
        "applications/granted/other": "",
        "reviews/reconsideration/total": "",
    }
    (audit,) = audit_filings([filing(cells=cells)])
    shown = [one.as_json() for finding in audit.rule_findings for one in finding.evidence]
    assert [(one["place"], one["place_en"], one["quote"], one["empty"]) for one in shown] == [
        (
            "第 2 个表格，第 1 行，第 3 列（空白格）",
            "table 2, row 1, column 3 (empty cell)",
            "一、本年新收政府信息公开申请数量／科研机构",
            True,
        ),
        (
            "第 2 个表格，第 3 行，第 6 列（空白格）",
            "table 2, row 3, column 6 (empty cell)",
            "（一）予以公开／其他",
            True,
        ),
        (
            "第 3 个表格，第 1 行，第 5 列（空白格）",
            "table 3, row 1, column 5 (empty cell)",
            "行政复议／总计",
            True,
        ),
    ]
    row = {f"applications/new/{column}": "" for column in COLUMNS}
    (audit,) = audit_filings([filing(cells=row)])
    (blank,) = [finding for finding in audit.rule_findings if finding.rule == "DQ-BLANK"]
    assert [(one.place.zh, one.quote) for one in blank.evidence] == [
        ("第 2 个表格，第 1 行（7 个空白格）", "自然人"),
    ]


def test_two_missing_sections_are_two_findings_with_their_own_ids():
    (audit,) = audit_filings([filing(sections=(1, 2, 3, 4))])
    missing = [f for f in audit.rule_findings if f.rule == "STR-SIX-SECTIONS"]
    assert [f.expected for f in missing] == ["存在的主要问题及改进情况", "其他需要报告的事项"]
    assert len({f.id for f in missing}) == 2


def test_copy_without_any_heading_is_told_as_a_copy_and_accused_of_nothing():
    (audit,) = audit_filings([filing(sections=())])
    (found,) = [f for f in audit.rule_findings if f.rule == "STR-SIX-SECTIONS"]
    assert (found.severity, audit.verdict) == ("data_quality", "query")
    assert found.message.zh == (
        "本副本中没有认出任何一个部分的标题（如“总体情况”），报告各部分是否齐全、写了什么，因此没有判定，"
        "也不因此认为报告缺少这些部分。请取得保留各部分标题的版本，核对后重新审计。"
    )
    assert found.evidence


def test_heading_missing_above_a_table_that_is_there_is_no_violation():
    (audit,) = audit_filings([filing(sections=(2, 4, 5, 6))])
    assert [(f.severity, f.expected) for f in audit.rule_findings if f.rule == "STR-SIX-SECTIONS"] == [
        ("data_quality", "收到和处理政府信息公开申请情况"),
        ("data_quality", "总体情况"),
    ]


def test_university_owes_no_statutory_table():
    (audit,) = audit_filings([filing("university")])
    outcomes = told(audit)
    assert {outcomes[rule] for rule in ("T3-ROW-TOTAL", "STR-TABLE-PRESENT", "GEN-DEADLINE-DEPT")} == {
        "not_applicable"
    }
    reason = next(o.reason for o in audit.outcomes if o.rule == "T3-ROW-TOTAL")
    assert (
        reason.zh == "高等学校按教育部令第29号编制学年报告，不适用政府信息公开年度报告格式（条例第五十五条）"
    )


def test_school_on_the_statutory_form_is_held_to_its_figures_but_owes_no_duty_of_organs():
    (audit,) = audit_filings([filing(cells=BROKEN, agency=SCHOOL, year=2020)])
    outcomes = told(audit)
    assert outcomes["T3-COL-BALANCE"] == "fail"
    assert outcomes["GEN-LAYOUT-YEAR"] == outcomes["GEN-DEADLINE-DEPT"] == "not_applicable"
    reason = next(o.reason for o in audit.outcomes if o.rule == "GEN-LAYOUT-YEAR")
    assert reason.zh == "公共企事业单位不是条例第四十九条所称机关，不负此项义务（条例第五十五条）"


def test_report_without_a_recognised_form_is_unauditable():
    (audit,) = audit_filings([replace(filing(), form=None, form_cells=())])
    assert audit.verdict == "unauditable"
    assert told(audit)["T3-ROW-TOTAL"] == "not_assessable"


def test_year_that_is_not_at_hand_is_not_applicable_with_the_reason():
    (audit,) = audit_filings([filing()])
    reason = next(o for o in audit.outcomes if o.rule == "T3-CARRY-CROSSYEAR")
    assert (reason.outcome, reason.reason.zh) == ("not_applicable", "手头没有该机关 2022 年的报告")


def test_table_two_is_never_compared_across_the_change_of_form():
    before = filing("2019", year=2020)
    (audit,) = audit_filings([filing(year=2021)], [before])
    assert told(audit)["T2-STOCK-ROLL"] == "not_applicable"
    assert told(audit)["T3-CARRY-CROSSYEAR"] == "pass"


def test_date_without_evidence_is_not_assessable():
    (audit,) = audit_filings([filing()])
    outcome = next(o for o in audit.outcomes if o.rule == "GEN-DEADLINE-DEPT")
    assert (outcome.outcome, outcome.reason.zh) == ("not_assessable", "没有公布日期的证据")


def test_township_has_no_national_deadline():
    township = replace(AGENCY, name="示例县示例镇人民政府", kind="政府", level="镇")
    (audit,) = audit_filings([filing(agency=township)])
    assert told(audit)["GEN-DEADLINE-GOV"] == told(audit)["GEN-DEADLINE-DEPT"] == "not_applicable"


@pytest.mark.parametrize(
    ("form", "single", "rows"), [("2019", False, 23), ("2021", False, 25), ("2021", True, 23)]
)
def test_edits_cover_rows_columns_and_groups(form, single, rows):
    edits = edits_of(filing(form, single_other=single))
    count = {rule: sum(edit.rule == rule for edit in edits) for rule in {edit.rule for edit in edits}}
    assert count == {
        "T3-ROW-TOTAL": rows,
        "T3-COL-BALANCE": 7,
        "T3-OUTCOME-SUM": 7,
        "T3-CARRY-LE-POOL": 7,
        "T4-GROUP-SUM": 3,
    }
    assert {edit.relation for edit in edits if edit.rule == "T3-CARRY-LE-POOL"} == {"<="}
    others = {
        cell for edit in edits for cell in (*edit.left, *edit.right) if "/other" in cell.rsplit("/", 1)[0]
    }
    assert {cell.split("/")[1] for cell in others} == (
        {"other"} if form == "2019" or single else {"other_not_corrected", "other_fee_unpaid", "other_else"}
    )


def test_university_has_no_edits():
    assert edits_of(filing("university")) == ()


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["一是甲；二是乙；三是丙。"], 3),
        (["一是甲；二是乙。下一步：一是丙；二是丁；三是戊。"], 2),
        (["", "（一）甲。1.子项；2.子项；3.子项。", "（二）乙。"], 2),
        (["1.甲", "2.乙", "3.丙"], 3),
        (["一是甲；三是丙。"], None),
        (["没有编号的文字。"], None),
    ],
)
def test_listed_items_are_counted_by_their_outermost_numbering(texts, count):
    assert listed_items(texts) == count


@pytest.mark.parametrize(
    ("printed", "label", "same"),
    [
        ("社会\n公益\n组织", "社会公益组织", True),
        ("社会组织", "社会公益组织", False),
        (
            "1、申请人无正当理由逾期不补 正、行政机关不再处理其政府信息公开申请",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            True,
        ),
        ("2.其他法律行政止公开", "2.其他法律行政法规禁止公开", False),
        ("(三)不予公开1.属于国家秘密", "1.属于国家秘密", True),
        ("制作数量", "本年新制作数量", True),
    ],
)
def test_label_is_held_against_the_form_but_for_spacing_and_numbering(printed, label, same):
    assert as_form(printed, label) is same


@pytest.mark.parametrize(
    ("name", "level", "listed", "power"),
    [
        ("淮安市洪泽区人民政府", "county", None, False),
        ("沭阳县发展和改革局", "county", None, False),
        ("义乌市人民政府", None, None, None),
        ("示例市人民政府", "prefecture", "市", True),
        ("示例市司法局", "prefecture", "市", None),
        ("示例市教育局", "prefecture", "市", False),
        ("江苏省人民政府", "province", None, True),
        ("五常市民意乡人民政府", "township", None, False),
    ],
)
def test_level_and_power_are_told_from_roster_or_name(name, level, listed, power):
    agency = replace(AGENCY, name=name, level=listed, kind="政府" if name.endswith("政府") else "行政机关")
    assert level_of(agency) == level
    assert may_make_rules(agency) is power

"""How sums treat what is not printed: decided once, three-valued, and said in the finding."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.audits import audit_filings
from gouji.model.document import Note, Place
from gouji.model.filing import ExtraRow
from gouji.model.text import Text
from gouji.rules import gx
from rules.build import filing
from rules.pairs import narrative
from rules.pairs.one_report import GRANTED, app, np

CELLS = st.one_of(st.none(), st.integers(min_value=0, max_value=3))
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)
#: Values tried for an unknown cell; more than any printed cell can be contradicted by.
TRIED = range(8)


def verdicts(kind: str, rows: list[tuple[int | None, ...]], **kwargs: object) -> list[bool | None]:
    """Hold ``a + b`` against ``c`` in every row; None is undecided."""
    frame = pd.DataFrame(rows, columns=list("abc"), dtype="Int64")
    entry = {"type": kind, "kwargs": {"left": ["a", "b"], "right": ["c"], **kwargs}, "meta": {}}
    (result,) = gx.batch(frame).validate(gx.suite("test", [entry])).results
    broken, undecided = result.result["unexpected_index_list"], result.result["undecided_index_list"]
    assert result.success == (not broken)
    return [None if i in undecided else i not in broken for i in range(len(rows))]


def possible(row: tuple[int | None, ...], holds) -> set[bool]:
    """Every answer that some filling of the unknown cells gives."""
    fillings = product(*(TRIED if cell is None else [cell] for cell in row))
    return {holds(a + b, c) for a, b, c in fillings}


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_equality_says_what_every_filling_of_the_unknown_cells_says(rows):
    told = verdicts("expect_sums_to_be_equal", rows)
    for row, verdict in zip(rows, told, strict=True):
        answers = possible(row, lambda left, right: left == right)
        assert verdict == (answers.pop() if len(answers) == 1 else None)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_bound_says_what_every_filling_of_the_unknown_cells_says(rows):
    told = verdicts("expect_sum_to_be_at_most", rows)
    for row, verdict in zip(rows, told, strict=True):
        answers = possible(row, lambda left, right: left <= right)
        assert verdict == (answers.pop() if len(answers) == 1 else None)


def test_signed_cell_leaves_a_sum_open_below():
    assert verdicts("expect_sums_to_be_equal", [(5, None, 3)]) == [False]
    assert verdicts("expect_sums_to_be_equal", [(5, None, 3)], signed=["b"]) == [None]


@pytest.mark.parametrize("kind", ["expect_sums_to_be_equal", "expect_sum_to_be_at_most"])
def test_nothing_is_concluded_from_an_unknown_cell_beside_one_below_zero(kind):
    # what was not read may be below zero as well: the total of -3, the cell that makes -3 of 5
    assert verdicts(kind, [(-3, 0, None), (-3, None, -4), (9, None, -1), (-1, None, 5)]) == [None] * 4
    # where all is read, sums are sums
    assert verdicts(kind, [(-3, 0, 0), (9, -1, 4)]) == [kind.endswith("most"), False]


def test_rows_that_a_condition_leaves_out_are_not_listed():
    condition = {"type": "pass_through", "pass_through_filter": "c >= 2"}
    assert verdicts(
        "expect_sums_to_be_equal", [(9, 9, 1), (1, 1, 2), (1, 1, 3)], row_condition=condition
    ) == [
        True,  # left out: neither broken nor undecided
        True,
        False,
    ]


def findings_of(cells: dict[str, str | None], rule: str) -> list[tuple[str, object, object]]:
    (audit,) = audit_filings([filing(cells=cells)])
    return [(f.message.zh, f.expected, f.observed) for f in audit.rule_findings if f.rule == rule]


def outcome_of(cells: dict[str, str | None], rule: str) -> tuple[str, str]:
    (audit,) = audit_filings([filing(cells=cells)])
    (outcome,) = [outcome for outcome in audit.outcomes if outcome.rule == rule]
    return outcome.outcome, outcome.reason.zh if outcome.reason else ""


def test_blank_and_placeholder_count_as_zero_and_the_finding_says_so():
    cells = GRANTED | app(new={"natural_person": "3", "research": "", "legal_service": "/", "total": "4"})
    (row, *_) = findings_of(cells, "T3-ROW-TOTAL")
    assert row == (
        "表三“一、本年新收政府信息公开申请数量”一行：各类申请人相加 3，而“总计”印为 4，相差 1。"
        "依据是“总计”一词的含义。（其中 2 个空白或占位的格按 0 计。）",
        3,
        4,
    )


@pytest.mark.parametrize(
    ("printed", "said", "why"),
    [
        (None, "not_assessable", "“自然人／（一）予以公开”在原文中没有这一格"),
        ("?", "not_assessable", "“自然人／（一）予以公开”处的值可归入不止一格"),
        ("若干", "not_assessable", "“自然人／（一）予以公开”印为“若干”，不是数字"),
        # read for certain: only the sum of that column is open
        ("2.5", "pass", "“自然人／（一）予以公开”印为“2.5”，不是可以相加的整数"),
        ("9" * 16, "pass", f"“自然人／（一）予以公开”印为“{'9' * 16}”，不是可以相加的整数"),
    ],
)
def test_unknown_cell_leaves_the_sum_open_with_the_reason(printed, said, why):
    cells = GRANTED | {"applications/granted/natural_person": printed}
    outcome, reason = outcome_of(cells, "T3-OUTCOME-SUM")
    assert outcome == said
    assert reason == f"共 7 项，其中 1 项无法判定：{why}"
    assert findings_of(cells, "T3-OUTCOME-SUM") == []


def test_printed_cells_alone_may_contradict_a_total():
    cells = GRANTED | app(granted=np(9)) | {"applications/refused_state_secret/natural_person": "?"}
    (first, *_) = findings_of(cells, "T3-OUTCOME-SUM")
    assert first == (
        "表三“自然人”一列：（一）至（六）各项办理结果相加 至少 9，而“（七）总计”印为 3，相差 至少 6。"
        "依据是“总计”一词的含义。",
        "≥9",
        3,
    )


def test_blank_total_is_a_finding_and_leaves_the_sum_open():
    cells = {**GRANTED, "applications/granted/total": ""}
    assert findings_of(cells, "T3-ROW-TOTAL") == []
    assert outcome_of(cells, "T3-ROW-TOTAL") == (
        "pass",
        "共 25 项，其中 1 项无法判定：“（一）予以公开／总计”是总计却未印数字",
    )
    assert [observed for _, _, observed in findings_of(cells, "DQ-TOTAL-COLUMN-EMPTY")] == [1]


def test_empty_row_is_blank_cells_and_an_empty_total():
    cells = {f"reviews/reconsideration/{c}": "" for c in ("upheld", "corrected", "other", "pending", "total")}
    assert [observed for _, _, observed in findings_of(cells, "DQ-BLANK")] == [5]
    assert [observed for _, _, observed in findings_of(cells, "DQ-TOTAL-COLUMN-EMPTY")] == [1]
    assert outcome_of(cells, "T4-GROUP-SUM")[0] == "pass"


def test_empty_handled_total_counts_only_where_its_column_prints_numbers():
    empty_column = {cell.id: "" for cell in filing().table("applications") if cell.id.endswith("/research")}
    assert findings_of(empty_column, "DQ-TOTAL-COLUMN-EMPTY") == []
    assert [observed for _, _, observed in findings_of(empty_column, "DQ-BLANK")] == [25]
    one_printed = empty_column | {"applications/new/research": "0"}
    assert [observed for _, _, observed in findings_of(one_printed, "DQ-TOTAL-COLUMN-EMPTY")] == [1]


def test_counts_beyond_any_real_report_do_not_overflow():
    huge = str(10**15 - 1)
    cells = {
        f"applications/{row}/business": huge for row in ("new", "carried_in", "handled_total", "carried_out")
    }
    assert outcome_of(cells, "T3-COL-BALANCE")[0] == "pass"


def test_damaged_table_gives_no_arithmetic_and_asks_for_the_original():
    damaged = {cell.id: None for cell in filing().table("applications")[10:]} | app(new={"total": "9"})
    (audit,) = audit_filings([filing(cells=damaged, sections=(1, 2, 3, 4, 5))])
    assert audit.verdict == "unauditable"
    assert {f.severity for f in audit.rule_findings} == {"data_quality"}
    assert [f.message.zh for f in audit.rule_findings if f.rule == "STR-SIX-SECTIONS"] == [
        "本副本中未见第六部分“其他需要报告的事项”。副本有明显损坏，请取得原件核对。"
    ]
    told = {outcome.rule: outcome.outcome for outcome in audit.outcomes}
    assert {told[rule] for rule in ("T3-ROW-TOTAL", "T3-COL-BALANCE", "T3-OUTCOME-SUM")} == {"not_assessable"}
    assert told["T4-GROUP-SUM"] == "pass"


def test_what_may_stand_on_a_page_that_was_not_read_is_not_held_against_the_report():
    note = Note("pdf_recognised_text", Text("识别", "recognised"), Place(page=3))
    read = replace(filing(sections=(1, 2, 3, 4, 5)), notes=(note,))
    (audit,) = audit_filings([read])
    assert [f.message.zh for f in audit.rule_findings if f.rule == "STR-SIX-SECTIONS"] == [
        "本副本中未见第六部分“其他需要报告的事项”。本副本第 3 页没有读出，请取得原件核对。"
    ]


_LOST = (
    "本副本第 2 页没有读出，请取得原件核对。",
    "Page 2 of this copy was not read: please obtain the original.",
)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (
            "S6-FEE-STATEMENT",
            "本副本中没有读到信息处理费的收取情况（有无、件数、金额），供参考。",
            "Nothing on whether a fee for processing applications was collected was read in this copy; "
            "for information. ",
        ),
        (
            "T3-FEE-LINK",
            "表三有 1 件因未按要求缴纳费用不再处理，而本副本的第六部分没有读到收费情况。",
            "Table three has 1 dropped because a fee was not paid, and nothing on fees was read in "
            "section six of this copy. ",
        ),
        (
            "T4-CORRECTED-S5",
            "表四有结果纠正 1 件，而本副本的总体情况和第五部分没有读到原因或整改。",
            "Table four has 1 corrected, and no cause and nothing put right was read in "
            "sections one and five of this copy. ",
        ),
        (
            "S5-FOLLOWUP",
            "上年报告所列问题（“主要问题是招生计划解读缺失。”）在本年报告的本副本中没有读到回应。",
            "No answer to the problems of the report of the year before (“主要问题是招生计划解读缺失。”) "
            "was read in this copy. ",
        ),
    ],
)
def test_prose_that_may_stand_on_a_page_that_was_not_read_is_not_held_against_the_report(rule, zh, en):
    note = Note("pdf_recognised_text", Text("识别", "recognised"), Place(page=2))
    pair = next(pair for pair in narrative.PAIRS if pair.rule == rule)
    audit = audit_filings([replace(pair.broken, notes=(note,)), *pair.others])[0]
    assert [(f.message.zh, f.message.en) for f in audit.rule_findings if f.rule == rule] == [
        (zh + _LOST[0], en + _LOST[1])
    ]
    assert "violation" not in {finding.severity for finding in audit.rule_findings}


FIVE_IN_ALL = GRANTED | app(new=np(5), handled_total=np(5))
NAMED = "表中“{}”不是格式规定的行，可能计入了（七）总计，不能据此判定"


def further(label, *printed, row=20):
    """A row of table three that the form has not, by default among its outcomes."""
    return ExtraRow("applications", label, printed, Place(table=2, row=row, column=2))


@pytest.mark.parametrize(
    ("rows", "label"),
    [
        ((further("4.省增设事项", "2", "0", "0", "0", "0", "0", "2"),), "4.省增设事项"),
        # which of two, or both
        ((further("其中：网上", "1", "", "", "", "", "", "1"), further("撤回", *"2000002")), "撤回"),
        ((further("甲", *"1000001"), further("乙", *"1000001")), "甲”“乙"),
        # which column a figure stands in is not known
        ((further("撤回", "2", "2"),), "撤回"),
    ],
)
def test_a_row_that_the_form_has_not_may_account_for_the_difference(rows, label):
    said = audit_filings([filing(cells=FIVE_IN_ALL, extra_rows=rows)])[0]
    assert said.verdict != "violation"
    (outcome,) = [one for one in said.outcomes if one.rule == "T3-OUTCOME-SUM"]
    assert outcome.outcome == "pass"
    assert outcome.reason is not None
    assert outcome.reason.zh == f"共 7 项，其中 2 项无法判定：{NAMED.format(label)}"


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        # another figure than the difference
        (FIVE_IN_ALL, (further("撤回", *"1000001"),)),
        # behind the table's last row
        (FIVE_IN_ALL, (further("备注", *"2000002", row=99),)),
        # the total is too small, not too large
        (GRANTED | app(new=np(1), handled_total=np(1)), (further("撤回", *"2000002"),)),
    ],
)
def test_a_row_that_the_form_has_not_excuses_no_other_difference(cells, rows):
    (said,) = audit_filings([filing(cells=cells, extra_rows=rows)])
    assert [found.cells[-1] for found in said.rule_findings if found.rule == "T3-OUTCOME-SUM"] == [
        "applications/handled_total/natural_person",
        "applications/handled_total/total",
    ]

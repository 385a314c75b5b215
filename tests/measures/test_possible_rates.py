"""Percentages that no whole numbers give, as agencies write them, and those that are not put to the test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.audits import audit_filings
from gouji.measures.possible_rates import stated_rates
from rules.build import PROSE, filing

#: A report that received 65 applications and handled them all.
CELLS = {
    f"applications/{row}/{column}": "65"
    for row in ("new", "granted", "handled_total")
    for column in ("natural_person", "total")
}


def audited(text, cells=CELLS):
    (audit,) = audit_filings([filing(prose={1: f"{PROSE[1]}\n{text}"}, cells=cells)])
    return audit


def outcome(text, cells=CELLS):
    (found,) = (o for o in audited(text, cells).outcomes if o.rule == "TXT-RATE-POSSIBLE")
    return found.outcome


def told(text, cells=CELLS):
    return [
        (f.severity, f.cells, f.message.zh)
        for f in audited(text, cells).rule_findings
        if f.rule == "TXT-RATE-POSSIBLE"
    ]


IMPOSSIBLE = [
    (
        "共受理政府信息公开申请65件，申请数量较去年回落12.3%，均在法定期限内予以答复。",
        "本年 65 时，上年 74 得 12.2%、上年 75 得 13.3%",
    ),
    ("申请量与上年相比下降12.3%。", "本年 65 时，上年 74 得 12.2%、上年 75 得 13.3%"),
    ("申请数量较去年的74件下降12.3%。", "上年 74 时，本年 64 得 13.5%、本年 65 得 12.2%"),
    ("收到申请65件，其中自然人申请30件，占45.9%。", "其中 30 时，总数 65 得 46.2%、总数 66 得 45.5%"),
    ("收到申请65件，自然人申请占比43.7%。", "总数 65 时，其中 28 得 43.1%、其中 29 得 44.6%"),
    ("收到申请65件，办结率98.6%。", "总数 65 时，其中 64 得 98.5%、其中 65 得 100.0%"),
    ("发布信息40条，同比增长12.3%。", "本年 40 时，上年 35 得 14.3%、上年 36 得 11.1%"),
    ("发布信息40条，比2022年增长12.3％。", "本年 40 时，上年 35 得 14.3%、上年 36 得 11.1%"),
    ("召开新闻发布会较上年增加40%，达到3场。", "本年 3 时，上年 2 得 50%、上年 3 得 0%"),
    ("发布解读材料38篇，其中图文解读占65.2%。", "总数 38 时，其中 24 得 63.2%、其中 25 得 65.8%"),
    ("受理申请0件，同比增长20%。", "本年 0 时，没有可得出任何百分比的数"),
]
POSSIBLE = [
    "收到申请65件，同比增长20%。",
    "收到申请65件，较去年减少9件，下降12.2%。",
    "收到申请65件，较去年减少9件，下降12.1%。",  # cut off
    "收到申请65件，其中自然人申请30件，占46.15%。",
    "收到申请65件，网络申请占比43.1%。",
    "收到申请65件，办结率100%。",
    # two of the list together
    "收到申请18件，其中予以公开5件，部分公开2件，占38.89%。",
    "其中自然人30件、法人8件，占58.5%。",
    "发布解读材料38篇，其中图文解读占65.8%。",
    "网上申请20件，占30.8%，信函申请45件，占69.2%。",
]
UNTESTED = [
    # rough
    "收到申请65件，较去年下降约12.3%。",
    "收到申请近65件，较去年下降12.3%。",
    "收到申请65余件，较去年下降12.3%。",
    "收到申请65件左右，较去年下降12.3%。",
    "收到申请65件，较去年下降12.3%以上。",
    "收到申请65件，较去年下降超过12.3%。",
    "发布信息1.2万条，同比增长12.3%。",
    # so many that every figure can be
    "发布信息1286条，同比增长12.3%。",
    "收到提案30件，占46%。",
    # of other things than the count beside it
    "收到申请65件，网站访问量较去年增长12.3%。",
    "项目3个，占总投资的12.4%。",
    "收到申请65件，满意率98.6%。",
    "收到申请65件，办结60件，同比分别增长12.3%、8.4%。",
    "收到申请65件，较上年增长12.3个百分点。",
    "办理12345工单65件，按时办结率98.6%。",
    "人均发布信息40条，同比增长12.3%。",
    # of another time
    "2022年收到申请65件，同比增长12.3%。",
    "上半年收到申请65件，同比增长12.3%。",
]


@pytest.mark.parametrize(("text", "nearest"), IMPOSSIBLE)
def test_no_whole_number_gives_it(text, nearest):
    ((severity, _, message),) = told(text)
    assert severity == "plausibility"
    assert message.endswith(
        f"四舍五入、四舍六入五成双或截尾都不能（{nearest}）。请核对；如以更大范围或其他数为基数，请写明。"
    )


@pytest.mark.parametrize("text", POSSIBLE)
def test_a_whole_number_gives_it(text):
    assert outcome(text) == "pass"


@pytest.mark.parametrize("text", UNTESTED)
def test_not_put_to_the_test(text):
    assert outcome(text) == "not_applicable"


def test_the_cells_of_applications_are_named():
    ((_, cells, _),) = told(IMPOSSIBLE[0][0])
    assert cells == ("applications/new/total",)
    ((_, cells, _),) = told("收到申请65件，同比下降12.3%。")
    assert cells == ("applications/new/total",)
    # 65 of something else are not the applications
    ((_, cells, _),) = told("发布信息65条，同比下降12.3%。")
    assert cells == ()


def test_totals_that_were_not_read():
    cells = CELLS | {f"applications/{row}/total": "?" for row in ("new", "carried_in", "handled_total")}
    assert outcome("申请量与上年相比下降12.3%。", cells) == "not_assessable"


@given(st.text("申请65件，占较去年同比增长下降约12.3%其中自然人", max_size=60))
def test_any_text_is_read(text):
    for stated in stated_rates(filing(prose={1: text})):
        assert str(stated.percent) in stated.quote


TABLED = CELLS | {
    "disclosure/licences/decisions": "40",
    "disclosure/penalties/decisions": "1286",
    "disclosure/normative_documents/issued": "3",
    "disclosure/normative_documents/in_force": "9",
    "reviews/reconsideration/upheld": "3",
    "reviews/reconsideration/total": "3",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("行政许可数量同比增长12.3%。", [("disclosure/licences/decisions",)]),
        ("行政许可处理决定较上年下降12.9%。", [("disclosure/licences/decisions",)]),
        ("行政许可数量同比增长11.1%。", []),
        ("行政许可数量同比增长约12.3%。", []),
        # so many that every figure can be
        ("行政处罚决定同比下降12.3%。", []),
        ("本年制发规范性文件数量较去年增长40%。", [("disclosure/normative_documents/issued",)]),
        ("因政府信息公开行政复议案件同比增长40%。", [("reviews/reconsideration/total",)]),
        # not about information disclosure, not decisions
        ("行政复议案件同比增长40%。", []),
        ("行政许可办件量同比增长12.3%。", []),
        ("自然人申请较上年下降12.3%。", [("applications/new/natural_person",)]),
    ],
)
def test_counts_of_the_tables(text, expected):
    assert [cells for _, cells, _ in told(text, TABLED)] == expected

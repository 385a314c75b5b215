"""Percentages in the narrative and what they may be percentages of."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.measures.fees import fee_amounts
from gouji.measures.partitions import share_lists
from gouji.measures.rates import changes, growths, shares, steps_off
from rules.build import filing


def stated(find, text):
    return [(str(rate.value), rate.count, rate.name) for rate in find(filing(prose={1: text}))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请65件，其中自然人申请30件，占46.15%。", [("46.15", 30, None)]),
        ("申请中自然人30件，占比为46.2%，企业8件，占12.3%。", [("46.2", 30, None), ("12.3", 8, None)]),
        ("收到申请65件，自然人申请占比46.15%。", [("46.15", None, "自然人|公民|个人")]),
        ("办结的申请中，予以公开占总数的47.7%。", [("47.7", None, "予以公开")]),
        # silent: rough, of other work, of another year, of a part of the year
        ("收到申请65件，自然人申请30件，约占46%。", []),
        ("网站发布信息120条，占60%，办理申请。", []),
        ("收到提案30件，占46%，受理申请。", []),
        ("2022年收到申请65件，自然人30件，占46%。", []),
        ("上半年收到申请65件，自然人30件，占46%。", []),
        ("规范《申请30件占46%》一文。", []),
    ],
)
def test_shares(text, expected):
    assert stated(shares, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理政府信息公开申请65件，申请数量较去年回落12.3%。", ["-12.3"]),
        ("收到申请65件，同比增长20%。", ["20"]),
        ("收到申请65件，比上年增加5件，增长8.3%。", ["8.3"]),
        ("收到申请65件，较2022年下降5.8%。", ["-5.8"]),
        ("申请量与上年相比下降5%。", ["-5"]),
        # silent: another base year, rough, other work, no base
        ("收到申请65件，较2019年增长20%。", []),
        ("收到申请65件，同比增长约20%。", []),
        ("收到申请65件，同比增长20%以上，复议下降。", []),
        ("网站访问量同比增长20%。", []),
        ("2022年收到申请65件，同比增长20%。", []),
        ("申请答复满意度提高20%。", []),
    ],
)
def test_growths(text, expected):
    assert [value for value, _, _ in stated(growths, text)] == expected


@given(
    st.integers(1, 5000),
    st.integers(0, 5000),
    st.integers(0, 3),
    st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_a_rate_rounded_or_cut_off_is_less_than_one_step_off(whole, part, decimals, rounding):
    part = min(part, whole)
    printed = (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
    assert steps_off(printed, part, whole) < 1
    assert steps_off(printed + 2 * Decimal(1).scaleb(-decimals), part, whole) > 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请12件，较上年增加3件。", ["3"]),
        ("收到政府信息公开申请12件，比2022年减少5件，下降29.4%。", ["-5"]),
        ("收到政府信息公开申请12件，与上年相比增加3件。", ["3"]),
        ("受理申请12件，同比减少三件。", ["-3"]),
        ("收到政府信息公开申请12件，较去年多3件。", ["3"]),
        # silent: another base year, rough, a part of the applications, other work, no base
        ("收到政府信息公开申请12件，较2019年增加3件。", []),
        ("收到政府信息公开申请12件，较上年增加3件以上。", []),
        ("收到政府信息公开申请120件，较上年增加30余件。", []),
        ("收到网上申请8件，较上年增加3件。", []),
        ("收到自然人申请8件，较上年增加3件。", []),
        ("其中涉及征地的申请8件，较上年增加3件。", []),
        ("受理信访件12件，较上年增加3件，申请公开。", []),
        ("收到申请12件，行政复议较上年增加3件。", []),
        ("2022年收到申请12件，较上年增加3件。", []),
        ("收到申请12件，增加3件。", []),
    ],
)
def test_changes(text, expected):
    assert [value for value, _, _ in stated(changes, text)] == expected


def share_sums(text):
    return [
        ([str(share) for share in one.shares], one.whole, one.steps_off <= 1)
        for one in share_lists(filing(prose={1: text}))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("申请中，自然人占80%，法人或其他组织占20%。", [(["80", "20"], True, True)]),
        ("申请中，自然人占80%，法人或其他组织占30%。", [(["80", "30"], True, False)]),
        ("申请中，自然人占70%，法人或其他组织占20%。", [(["70", "20"], True, False)]),
        (
            "申请中，自然人9件，占33.3%，商业企业9件，占33.3%，科研机构9件，占33.3%。",
            [(["33.3"] * 3, False, True)],
        ),
        (
            "从申请方式看，网络申请占60%，信函申请占30%，当面申请占20%。",
            [(["60", "30", "20"], False, False)],
        ),
        ("办结的申请中，予以公开占60%，部分公开占10%。", [(["60", "10"], False, True)]),
        # silent: of different kinds, rough, of other work, one alone
        ("申请中，自然人占80%，网络申请占60%。", []),
        ("申请中，自然人约占80%，法人约占30%。", []),
        ("网站发布信息占80%，平台发布信息占60%，办理申请。", []),
        ("申请中，自然人占80%。", []),
    ],
)
def test_shares_listed_together(text, expected):
    assert share_sums(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年行政事业性收费131.07万元。", [("131.07", "0.01")]),
        ("行政事业性收费金额为31.07万元，较上年下降5%。", [("31.07", "0.01")]),
        ("全年行政事业性收费收入共计1310700元。", [("131.07", "0.0001")]),
        ("行政事业性收费金额为0元。", [("0", "0.0001")]),
        ("行政事业性收费1.3亿元。", [("13000", "1000.0")]),
        # silent: rough, another year, other money, waived
        ("行政事业性收费约131万元。", []),
        ("行政事业性收费130余万元。", []),
        ("2022年行政事业性收费120万元。", []),
        ("减免行政事业性收费120万元。", []),
        ("行政事业性收费较上年减少12万元。", []),
        ("信息处理费380元。", []),
        ("上半年行政事业性收费60万元。", []),
    ],
)
def test_fee_amounts(text, expected):
    found = fee_amounts(filing(prose={1: text}))
    assert [(f"{one.value.normalize():f}", str(one.step)) for one in found] == expected

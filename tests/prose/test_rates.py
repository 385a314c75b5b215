"""Percentages in the narrative and what they may be percentages of."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.prose.rates import growths, shares, steps_off
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

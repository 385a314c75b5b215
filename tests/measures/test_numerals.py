"""Numbers as Chinese prose writes them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.measures.numerals import NUMBER, parse_number

_DIGITS = "零一二三四五六七八九"


def in_words(number):
    """Write a number below ten thousand as people write it: 一百零五, 十二, 两 only for two."""
    if number == 0:
        return "零"
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + name
            gap = False
        elif words:
            gap = True
    return words.removeprefix("一") if words.startswith("一十") else words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,286", Decimal(1286)),
        ("1，286", Decimal(1286)),
        ("102.9万", Decimal(1029000)),
        ("3 亿", Decimal(300000000)),
        ("十二", Decimal(12)),
        ("两", Decimal(2)),
        ("二十", Decimal(20)),
        ("一百零五", Decimal(105)),
        ("三千二百一十", Decimal(3210)),
        ("两百", Decimal(200)),
        ("二〇二三", None),
        ("零", Decimal(0)),
        ("件", None),
    ],
)
def test_parse(text, value):
    assert parse_number(text) == value


@given(st.integers(0, 9999))
def test_words_and_figures_are_the_same_number(number):
    assert (
        parse_number(in_words(number)) == parse_number(str(number)) == parse_number(f"{number:,}") == number
    )


@given(st.integers(0, 10**6), st.sampled_from(["", "万", "亿"]))
def test_the_pattern_takes_the_whole_number(number, scale):
    assert re.match(NUMBER, f"{number:,}{scale}件")[0] == f"{number:,}{scale}"

"""What a printed cell says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.model.values import NO_VALUE, PLACEHOLDERS, parse_value


@pytest.mark.parametrize(
    ("printed", "unit", "value", "status"),
    [
        ("0", "件", 0, "read"),
        (" 12 ", "件", 12, "read"),
        ("１２", "件", 12, "read"),
        ("1,234", "件", 1234, "read"),
        ("+4", "项", 4, "read"),
        ("-8", "项", -8, "read"),
        ("96171.6", "万元", Decimal("96171.6"), "read"),
        ("4574.73 万", "元", 45747300, "annotated"),
        ("5629元", "元", 5629, "annotated"),
        ("5629元", "万元", Decimal("0.5629"), "annotated"),
        ("61.71万元", "元", 617100, "annotated"),
        ("22（其中修订16件）", "件", 22, "annotated"),
        ("65件", "件", 65, "annotated"),
        ("减3", "项", -3, "annotated"),
        ("", "件", None, "blank"),
        ("\u3000\u00a0", "件", None, "blank"),
        ("/", "件", None, "placeholder"),
        ("／", "件", None, "placeholder"),
        ("——", "件", None, "placeholder"),
        ("无", "件", None, "placeholder"),
        ("12,34", "件", None, "illegible"),
        ("1 234", "件", None, "illegible"),
        ("3\n5", "件", None, "illegible"),
        ("1O", "件", None, "illegible"),
        ("②", "件", None, "illegible"),
        ("٣", "件", None, "illegible"),
        ("十二", "件", None, "illegible"),
        ("12(3)", "件", None, "illegible"),
        ("123456789012345678", "件", 123456789012345678, "read"),
        ("1234567890123456789", "件", None, "illegible"),
        ("1" * 5000, "件", None, "illegible"),
        ("12345678901234567.89万元", "元", None, "illegible"),
        ("1（见12345678901234567890号文）", "件", 1, "annotated"),
        ("1(" + "甲" * 100_000, "件", None, "illegible"),
        ("5万元", "件", None, "illegible"),
        ("\u202e12", "件", None, "illegible"),
    ],
)
def test_a_cell_says_what_is_printed_and_no_more(printed, unit, value, status):
    assert parse_value(printed, unit) == (value, status)


@given(st.integers(min_value=0, max_value=10**12))
def test_every_way_of_printing_a_count_gives_the_count(count):
    wide = str(count).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    for printed in (str(count), f"{count:,}", f"\u00a0{count}\n", wide):
        assert parse_value(printed, "件") == (count, "read")


@given(st.text(max_size=12))
def test_whatever_is_printed_a_number_appears_only_with_digits(printed):
    value, status = parse_value(printed, "件")
    assert (value is not None) == (status in {"read", "annotated"})
    if value is not None:
        assert any(c in "0123456789０１２３４５６７８９" for c in printed)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_keeps_its_exact_amount_in_the_columns_unit(amount):
    value, status = parse_value(f"{amount}万元", "元")
    assert status == "annotated"
    assert value == amount * 10000


LETTERS = "人民币增加新减少无数据此项万亿元件条个十规公开0123456789０１.,，()（）-—/ \u3000"


@given(st.sampled_from(LETTERS[:26]), st.text(LETTERS, max_size=12), st.sampled_from("件项元"))
def test_what_begins_like_no_value_is_none(first, rest, unit):
    # behind a blank, which is nothing of a value, everything is looked at
    assert parse_value(first + rest, unit) == parse_value(f"\u3000{first}{rest}", unit)


def test_every_value_that_begins_with_a_word_is_looked_at():
    numbers = ("人民币5元", "增加3", "新增3项", "增3", "减少3件", "减3")
    assert {parse_value(number, "项")[1] for number in numbers[1:]} == {"annotated"}
    assert not any(NO_VALUE.match(text) for text in (*numbers, *PLACEHOLDERS))


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("5629（元）", "万元", Decimal("0.5629")),
        ("4574.73（单位：万元）", "元", 45747300),
        ("1.2(亿元)", "万元", 12000),
        ("12（件）", "件", 12),
        ("22（其中修订16件）", "件", 22),
        ("1.2（万）", "件", 12000),
    ],
)
def test_a_unit_in_brackets_is_a_unit(printed, unit, value):
    assert parse_value(printed, unit) == (value, "annotated")


@pytest.mark.parametrize(
    "printed",
    ["5（减少）", "5(-)", "8（负）", "5（应为8）", "5(更正为8)", "30（上年）", "12（千元）", "12（万件）"],
)
def test_a_remark_that_changes_the_number_leaves_none(printed):
    assert parse_value(printed, "项") == (None, "illegible")

"""Text for terminals: nothing that a terminal obeys, and columns that line up under Chinese."""

import re
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.model.as_json import dumps
from gouji.model.safe import cut, padded, safe, table, width

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@settings(max_examples=200)
@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_no_code_that_a_terminal_obeys_is_left(text):
    assert not OBEYED.search(safe(text))
    assert not OBEYED.search(dumps(text).replace("\n", ""))


def test_no_code_that_a_terminal_obeys_prints():
    assert [
        char for char in map(chr, range(sys.maxunicode + 1)) if OBEYED.match(char) and char.isprintable()
    ] == []
    assert not any(char.isprintable() for char in "\u200e\u200f")


def test_codes_become_visible():
    assert safe("甲\x1b[31m乙\x07\u202e\x9b\ud800") == "甲␛[31m乙␇\ufffd\ufffd\ufffd"
    assert safe("甲\n乙\t丙") == "甲 乙 丙"


def test_json_escapes_what_a_terminal_obeys_and_stays_json():
    assert dumps("\x9b\u202e\ud800") == '"\\u009b\\u202e\\ud800"'


def test_chinese_takes_two_columns_and_combining_marks_none():
    assert [width(text) for text in ("ab", "甲乙", "（一）", "e\u0301", "“”", "２")] == [2, 4, 6, 1, 2, 2]


@settings(max_examples=100)
@given(st.text("甲乙丙ab（"), st.integers(1, 20))
def test_cut_and_padded_text_keeps_its_columns(text, columns):
    assert width(cut(text, columns)) <= columns
    assert width(padded(cut(text, columns), columns)) == columns
    assert width(text) > columns or cut(text, columns) == text


def test_a_table_lines_up():
    assert table([["", "自然人", "总计"], ["一、新收", "30", "65"], ["other", "·", "5629元*"]]) == [
        "          自然人     总计",
        "─────────────────────────",
        "一、新收      30       65",
        "other          ·  5629元*",
    ]

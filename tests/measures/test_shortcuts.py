"""Short cuts on the way to a pattern: nothing that it matches is passed over."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.measures import contacts, leftovers, partitions

BODIES = ("示例市教育局", "来宾市教育局", "度假区管委会", "将乐县人民政府", "我局", "在职教育局")
WORDS = ("（一）", "2023年", "度", "来", "，", *BODIES, "将", "拟", "在市政府的领导下", "全市", "认真公开")


@settings(max_examples=100)
@given(st.from_regex(partitions._WHOLE))
def test_a_whole_has_a_figure_before_a_unit(text):
    assert all(
        partitions._COUNTED.search(match[0]) for match in partitions._WHOLE.finditer("".join(text.split()))
    )


@settings(max_examples=50)
@given(st.from_regex(contacts._LINK))
def test_a_link_has_a_parenthesis(text):
    assert "（" in text or "(" in text


@pytest.mark.parametrize("agency", BODIES)
@settings(max_examples=300)
@given(words=st.lists(st.sampled_from(WORDS), max_size=7))
def test_the_subject_is_that_of_one_pattern(agency, words):
    whole = re.compile(
        rf"^{leftovers._OPENING.pattern}(?:{leftovers._SELF}|{re.escape(agency)}|{leftovers._GUIDED})"
        rf"{leftovers._NO_PLAN}"
    )
    text = "".join(words)
    expected, found = whole.search(text), leftovers._subject(text, agency)
    assert (expected and (expected.span(), expected.groups())) == (found and (found.span(), found.groups()))

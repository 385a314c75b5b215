"""Many patterns at once find what one alternation finds."""

import json
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.copying.masking import Alternatives, starts

FORMULAS = [
    pattern
    for group in json.loads(resources.files("gouji.copying").joinpath("formulas.json").read_text("utf-8"))
    for pattern in group["patterns"]
]


@pytest.mark.parametrize(
    ("pattern", "chars"),
    [
        ("报告", "报"),
        ("报告|公告", "报公"),
        ("(?:本|该)?报告", "本该报"),
        ("(?:本|该)+报告", "本该"),
        ("[本该]*(?:年度)?报告", "本该年报"),
        (r"\(?以下", "(以"),
        ("(?:在(?:法定|规定))?[^。]{0,9}", None),
        ("公{0,2}开", "公开"),
        ("公{1,2}开", "公"),
        ("(?=公)公开", "公"),
        ("(?:公|开?)", None),
        (".开", None),
        (r"\d开", None),
        ("[^公]开", None),
        ("[一-九]开", None),
        ("^公开", None),
        ("公开)", None),
    ],
)
def test_what_a_pattern_starts_with(pattern, chars):
    if chars is None:
        with pytest.raises(ValueError, match="can be empty, or start with anything"):
            starts(pattern)
    else:
        assert starts(pattern) == set(chars)


@given(st.sampled_from(FORMULAS).flatmap(lambda p: st.tuples(st.just(p), st.from_regex(p, fullmatch=True))))
def test_no_match_starts_with_another_character(drawn):
    pattern, matched = drawn
    assert matched[0] in starts(pattern)


@given(
    st.lists(
        st.one_of(*(st.from_regex(p, fullmatch=True) for p in FORMULAS), st.text("公开的。报告", max_size=4))
    )
)
def test_the_same_is_found_as_by_one_alternation(pieces):
    text = "".join(pieces)
    expected = [match.span() for match in re.compile("|".join(FORMULAS)).finditer(text)]
    assert [match.span() for match in Alternatives(FORMULAS).finditer(text)] == expected

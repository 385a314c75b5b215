"""Shared passages: exact runs as brute force finds them, bridged where a word was changed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.copying.collection import GRAM
from gouji.copying.compare import BRIDGED, Passage, passages, runs, similarity
from gouji.copying.masking import Masked

PARTS = st.sampled_from(["山", "水", "桥路", "古树挂牌之后", "游客可以扫码听讲解"])
TEXTS = st.lists(PARTS, max_size=14).map("".join)
SHARED = "水库放水前两小时由值班员逐户打电话并在桥头升起红旗"


def text(said, *starts):
    return Masked(said, np.array([0, *starts], dtype=np.int64), (0, 0))


def none(masked):
    return np.zeros(len(masked.text), dtype=np.bool_)


def brute(a, b):
    """Every maximal common run, from the definition."""
    found = set()
    for i in range(len(a)):
        for j in range(len(b)):
            if i and j and a[i - 1] == b[j - 1]:
                continue
            length = 0
            while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
                length += 1
            if length >= GRAM:
                found.add((i, j, length))
    return sorted(found)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_runs_are_those_of_brute_force(a, b):
    assert list(runs(a, b, np.ones(len(a), dtype=np.bool_))) == brute(a, b)


def test_a_passage_is_found_where_it_stands():
    a, b = text("甲" * 5 + SHARED, 5), text("乙" * 9 + SHARED + "丙")
    assert passages(a, b, none(a)) == [Passage(5, 30, 9, 34, 25, 1)]


def test_a_changed_word_does_not_break_a_passage():
    a, b = text(SHARED + "红" * 3 + SHARED[::-1]), text(SHARED + "蓝" * BRIDGED + SHARED[::-1])
    [one] = passages(a, b, none(a))
    assert (one.same, one.a_end, one.b_end) == (50, len(a.text), len(b.text))


def test_more_than_a_changed_word_does():
    a, b = text(SHARED + SHARED[::-1]), text(SHARED + "蓝" * (BRIDGED + 1) + SHARED[::-1])
    assert [one.same for one in passages(a, b, none(a))] == [25, 25]


def test_common_wording_does_not_count():
    a = text(SHARED + SHARED[::-1], 25)
    common = none(a)
    common[:25] = True
    assert passages(a, a, common)[0] == Passage(0, 50, 0, 50, 25, 1)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_passages_stay_inside_and_count_no_more_than_there_is(a, b):
    masked = text(a)
    for one in passages(masked, text(b), none(masked)):
        assert GRAM <= one.same <= min(one.a_end - one.a_start, one.b_end - one.b_start)
        assert 0 <= one.a_start < one.a_end <= len(a)
        assert 0 <= one.b_start < one.b_end <= len(b)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.integers(0, 80), st.data())
def test_none_that_is_long_enough_is_left_out(a, b, least, data):
    masked = text(a)
    common = np.array(data.draw(st.lists(st.booleans(), min_size=len(a), max_size=len(a))), dtype=np.bool_)
    expected = [one for one in passages(masked, text(b), common) if one.same >= least]
    found = passages(masked, text(b), common, least)
    assert [one for one in found if one.same >= least] == expected


def test_similarity_of_equal_and_of_unlike_texts():
    assert similarity("山水", "山水") == 1
    assert similarity("山水", "桥路") == 0
    assert similarity("山水桥", "山桥") == similarity("山水桥", "山桥", 0.79) == 0.8
    assert similarity("山水桥", "山桥", 0.81) == 0


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from([0.25, 0.5, 0.7, 0.8, 1.0]))
def test_similarity_is_what_it_is_or_nothing_below_the_least(a, b, least):
    alike = similarity(a, b)
    assert similarity(a, b, least) == (alike if alike >= least else 0)

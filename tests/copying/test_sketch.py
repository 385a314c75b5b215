"""Candidates: what is promised is found, the same on every machine, whatever the order."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.copying.collection import GUARANTEED, MOST, bands, candidates, fingerprints, grams, sketch

GRAMS = [10604690259678261671, 16142627184142012765]
BANDS = [1958512197674568283, 5083660494538671327]
ALPHABET = [chr(0x4E00 + at) for at in range(800)]


def noise(rng, length):
    return "".join(rng.choices(ALPHABET, k=length))


def sketches(*texts):
    return [sketch(text) for text in texts]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 300), st.integers(0, 300))
def test_every_passage_of_the_guaranteed_length_is_found(seed, before, after):
    rng = random.Random(seed)
    passage = noise(rng, GUARANTEED)
    a, b = noise(rng, before) + passage + noise(rng, 50), noise(rng, after) + passage + noise(rng, 7)
    assert set(fingerprints(a).tolist()) & set(fingerprints(b).tolist())


def test_texts_that_differ_everywhere_a_little_are_found():
    rng = random.Random(1)
    first = noise(rng, 800)
    second = "".join(char if at % 25 else "改" for at, char in enumerate(first))
    assert set(bands(first).tolist()) & set(bands(second).tolist())
    assert not set(bands(first).tolist()) & set(bands(noise(rng, 800)).tolist())
    assert candidates(sketches(first, noise(rng, 800), second), [0, 1, 2], [True, False, False]) == [
        [2],
        [],
        [0],
    ]


def test_hashes_are_the_same_on_every_machine():
    text = "水库放水前两小时由值班员逐户打电话并在桥头升起红旗"
    assert grams(text, 12)[:2].tolist() == GRAMS
    assert bands(text)[:2].tolist() == BANDS


def test_texts_of_one_group_and_texts_nobody_asks_for_are_not_paired():
    rng = random.Random(2)
    text = noise(rng, 200)
    assert candidates(sketches(text, text, text), [0, 0, 1], [True, True, False]) == [[2], [2], [0, 1]]
    assert candidates(sketches(text, text), [0, 1], [False, False]) == [[], []]
    assert candidates(sketches(text, text), [0, 0], [True, True]) == [[], []]
    assert candidates(sketches(text, ""), [0, 1], [True, True]) == [[], []]


def test_of_very_many_alike_each_gets_some():
    text = noise(random.Random(3), 200)
    found = candidates(sketches(*[text] * 60), list(range(60)), [True] * 60)
    assert {len(near) for near in found} == {MOST}
    assert all(at not in near for at, near in enumerate(found))

"""Phrases are looked for only where one of their signs stands: no match is without."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.measures.counts import NO_REQUESTS
from gouji.measures.disclosure import DISCLOSURES
from gouji.measures.requests import REQUESTS
from gouji.measures.reviews import NO_REVIEWS, REVIEWS

ALL = (*REQUESTS, *REVIEWS, *DISCLOSURES, *NO_REQUESTS, *NO_REVIEWS)


@pytest.mark.parametrize("phrase", ALL, ids=[f"{n}-{phrase.kind}" for n, phrase in enumerate(ALL)])
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_every_match_has_a_sign(phrase, data):
    match = phrase.pattern.search(data.draw(st.from_regex(phrase.pattern)))
    assert any(sign in match[0] for sign in phrase.signs.split())

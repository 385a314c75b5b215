"""Every target with random bytes and damaged reports; guided by coverage where atheris is installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.__main__ import fuzz
from fuzz.targets import TARGETS, seeds

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=1500)


@st.composite
def damaged(draw, target):
    """A report of the corpus with pieces replaced by any bytes, or any bytes alone."""
    data = bytearray(draw(st.sampled_from([b"", *seeds(target)])))
    for _ in range(draw(st.integers(0 if not data else 1, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 200))] = draw(st.binary(max_size=200))
    return bytes(data)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_ends_with_a_few_inputs(target):
    FEW(given(damaged(target))(TARGETS[target]))()


@pytest.mark.exhaustive
@pytest.mark.parametrize("target", TARGETS)
def test_a_target_ends_with_many_inputs(target):
    MANY(given(damaged(target))(TARGETS[target]))()


@pytest.mark.exhaustive
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_that_coverage_leads_to_breaks_a_target(target, tmp_path):
    assert fuzz(target, 60, tmp_path) == 0
    assert not list((tmp_path / target).glob("crash-*"))

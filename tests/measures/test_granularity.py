"""The granularity test, against trying every whole number."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.measures.granularity import reach, rounded

#: Beyond this no number below :data:`KNOWN` gives another percentage with two decimals.
FAR = 9_000
KNOWN = 40


def prints(part, whole, decimals):
    """What may be printed for part / whole."""
    # 60 figures are enough to tell a tie from what lies next to it: wholes are small
    exact = Decimal(100 * part) / Decimal(whole)
    step = Decimal(1).scaleb(-decimals)
    if Fraction(exact) != Fraction(100 * part, whole):
        exact = exact.quantize(Decimal("1e-20"), ROUND_DOWN)
    return {exact.quantize(step, how) for how in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)}


def pairs(sought, known, limit=FAR):
    """Every (part, whole) that a percentage may be of."""
    match sought:
        case "whole":
            return ((known, x) for x in range(max(known, 1), limit))
        case "part":
            return ((x, known) for x in range(known + 1) if known)
        case "before_rise":
            return ((known - x, x) for x in range(1, known + 1))
        case "before_fall":
            return ((x - known, x) for x in range(max(known, 1), limit))
        case "after_rise":
            return ((x - known, known) for x in range(known, limit) if known)
        case "after_fall":
            return ((known - x, known) for x in range(known + 1) if known)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["whole", "part", "before_rise", "before_fall", "after_rise", "after_fall"]),
    st.integers(1, KNOWN),
    st.integers(0, 2).flatmap(lambda d: st.integers(10**d, 80 * 10**d).map(lambda n: Decimal(n).scaleb(-d))),
)
def test_as_trying_every_number(sought, known, percent):
    decimals = -percent.as_tuple().exponent
    tried = any(percent in prints(part, whole, decimals) for part, whole in pairs(sought, known))
    found = reach(sought, known, percent)
    assert found.possible == tried
    assert found.telling or found.possible


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 3))
def test_what_two_whole_numbers_give_is_possible(part, whole, decimals):
    for percent in prints(part, whole, decimals):
        if part <= whole:
            assert reach("whole", part, percent).possible
            assert reach("part", whole, percent).possible
            assert reach("before_fall", whole - part, percent).possible
            assert reach("after_fall", whole, percent).possible
        assert reach("before_rise", whole + part, percent).possible
        assert reach("after_rise", whole, percent).possible


@pytest.mark.parametrize(
    ("sought", "known", "percent", "possible", "telling", "nearest"),
    [
        ("before_fall", 65, "12.3", False, True, [(74, "12.2%"), (75, "13.3%")]),
        ("before_fall", 65, "12.2", True, True, [(74, "12.2%"), (75, "13.3%")]),
        ("before_fall", 65, "12.1", True, True, [(73, "11.0%"), (74, "12.2%")]),  # cut off
        ("before_rise", 3, "40", False, True, [(2, "50%"), (3, "0%")]),
        ("part", 65, "43.7", False, True, [(28, "43.1%"), (29, "44.6%")]),
        ("whole", 30, "46.15", True, True, [(65, "46.15%"), (66, "45.45%")]),
        ("whole", 30, "45.9", False, True, [(65, "46.2%"), (66, "45.5%")]),
        ("after_rise", 74, "12.3", False, True, [(83, "12.2%"), (84, "13.5%")]),
        # the digits cannot tell
        ("before_fall", 859, "12.3", True, False, [(979, "12.3%"), (980, "12.3%")]),
        ("part", 1000, "43.7", True, False, [(437, "43.7%"), (438, "43.8%")]),
        # at the edges
        ("whole", 5, "120", False, True, [(5, "100%")]),
        ("part", 5, "120", False, True, [(5, "100%")]),
        ("before_rise", 0, "20", False, True, []),
        ("before_rise", 3, "500", False, True, [(1, "200%")]),
        ("before_fall", 3, "100", True, False, []),
        ("before_fall", 3, "120", False, True, []),
        ("whole", 5, "0", True, False, []),
        ("part", 0, "20", True, False, []),
    ],
)
def test_worked_examples(sought, known, percent, possible, telling, nearest):
    found = reach(sought, known, Decimal(percent))
    decimals = len(percent.partition(".")[2])
    assert (found.possible, found.telling) == (possible, telling)
    assert [(x, rounded(value, decimals)) for x, value in found.nearest] == nearest

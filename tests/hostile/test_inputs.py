"""A few hostile inputs of some kinds; ``make test-all`` tries all of all kinds (``docs/reliability.md``)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hostile.inputs import KINDS
from hostile.trial import MEMORY, tried

FEW = 6
#: Every kind starts a process of its own, which takes longer than a few inputs.
SOME = {kind.name for kind in KINDS[::8]}
DOCUMENT = Path(__file__).parents[2] / "docs/reliability.md"


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind.name in SOME else pytest.mark.exhaustive) for kind in KINDS],
    ids=repr,
)
def test_hostile_inputs_end_well(kind):
    few = 3 if "PDF" in kind.name else FEW
    found = list(tried(kind.name, 0, few))
    assert [one.number for one in found] == list(range(few))
    assert [one for one in found if one.lost] == []
    assert [one for one in found if one.wrong] == []
    assert [one for one in found if one.escaped] == []
    assert max(one.peak for one in found) < MEMORY


def test_an_input_is_the_same_whenever_it_is_made():
    for kind in KINDS:
        assert kind(3) == kind(3)
        assert kind(3) != kind(4)


def test_the_table_is_of_a_long_run_without_harm():
    text = DOCUMENT.read_text("utf-8")
    said = re.search(
        r"\*\*([\d,]+) hostile inputs\*\* tried, \*\*([\d,]+) faults\*\* injected, ([\d,]+) of them kills:\n"
        r"0 losses, 0 inputs with wrong cells, 0 with escapes\.",
        text,
    )
    assert said
    inputs, faults, kills = (int(count.replace(",", "")) for count in said.groups())
    assert inputs >= 10_000
    assert faults > kills >= 500
    for kind in KINDS:
        assert f"| {kind.name} | {kind.count:,} |" in text

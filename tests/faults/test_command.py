"""The whole command under ``kill -9``: what it leaves is whole, and one more run makes all of it."""

from __future__ import annotations

import pytest

from faults.command import Sample, kill_a_part, kill_the_command

pytestmark = [pytest.mark.exhaustive]

KILLS = 50
PARTS = 10


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return Sample(tmp_path_factory.mktemp("sample"))


def test_after_fifty_kills_one_run_leaves_what_an_undisturbed_one_leaves(sample):
    struck = 0
    for number in range(KILLS):
        struck += kill_the_command(sample, number)
        assert sample.torn() == []
    assert struck > KILLS / 2
    sample.finish()
    assert sample.different() == []


def test_a_run_survives_the_death_of_any_of_its_processes(sample):
    for number in range(PARTS):
        struck, said = kill_a_part(sample, number)
        assert struck
        assert not said.startswith("!"), said
        sample.finish()
        assert sample.different() == []

"""The study's own parts: the bound it states, the plain program it compares with, what it prints."""

import importlib
from pathlib import Path

import pytest

from gouji.repairs.causes import Cause
from gouji.repairs.localisation import localise
from gouji.repairs.system import edits_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def study():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        yield importlib.import_module("benchmarks.repairs_study")


@pytest.mark.parametrize("number", range(40))
def test_one_wrong_cell_is_found_uniquely_where_the_mathematics_allows_it(study, number):
    case = study.make_case(f"bound {number}", 1)
    filing = case.filing()
    edits = edits_of(filing)
    possible = study.single_repairs(study._printed(case), edits)
    found = localise(filing, edits)
    assert {c.cell for repair in found.repairs for c in repair.changes} == possible
    assert set(case.causes) <= possible
    assert found.at_least == 1
    assert not localise(case.sound_filing(), edits).broken


def test_wrong_cells_of_table_three_are_unique_and_those_of_table_four_are_not(study):
    cases = [study.make_case(f"place {number}", 1) for number in range(60)]
    tables = {"applications": set(), "reviews": set()}
    for case in cases:
        possible = study.single_repairs(study._printed(case), edits_of(case.filing()))
        (cell,) = case.causes
        tables[cell.split("/")[0]].add(len(possible))
    assert tables["applications"] == {1}
    assert max(tables["reviews"]) > 1


@pytest.mark.parametrize("cause", list(Cause))
def test_errors_are_made_as_named(study, cause):
    case = study.make_case("made", 2 if cause is Cause.SHIFTED else 1, cause)
    wrong = {cell for cell, number in case.printed.items() if number != case.truth[cell]}
    assert wrong == set(case.causes)
    assert set(case.causes.values()) == {cause}
    assert study.make_case("made", len(wrong), cause) == case


def test_the_plain_program_finds_a_smallest_repair(study):
    case = study.make_case("plain", 1, Cause.DIGIT_EXTRA)
    (cell,) = case.causes
    repair = study.plain_repair(study._printed(case), edits_of(case.filing()), nodes=1_000)
    assert repair == {cell: case.truth[cell]}


def test_the_study_prints_every_group(study, capsys, tmp_path):
    study.main(["--cases", "3", "--seed", "7", "--json", str(tmp_path / "study.json")])
    printed = capsys.readouterr().out
    assert printed.startswith("3 filings, seed 7; shares in %\n")
    assert "gouji, broken filing" in printed
    assert "compared: big-M milp" in printed
    assert '"cases": 3' in (tmp_path / "study.json").read_text("utf-8")

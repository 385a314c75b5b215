"""A first answer names the same rows as Great Expectations, without importing it."""

from __future__ import annotations

import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.audits import Measured, measured
from gouji.inputs.roster import Roster
from gouji.measures.frame import Corpus
from gouji.model.filing import Filing
from gouji.reports import collect, read_reports
from gouji.rules import evaluator, gx, suites
from gouji.rules.rowwise import RowwiseSuite
from rules.test_pairs import PAIRS
from rules.test_rowwise import KINDS, ROWS, frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.rules.evaluator import RowVerdicts

ROOT = Path(__file__).parents[2]


def corpus_of_everything() -> list[Measured]:
    """By form: every report that breaks or keeps a rule, the shipped ones, texts of the acceptance set."""
    inputs = sorted((ROOT / "tests" / "acceptance" / "inputs").glob("*.[th][xt][tm]*"))
    read = read_reports(collect([ROOT / "data", *inputs]), Roster.of(ROOT / "data" / "agencies.csv"))
    filings = [one for one in read if isinstance(one, Filing)]
    others = [other for pair in PAIRS for other in pair.others]
    filings += [one for pair in PAIRS for one in (pair.broken, pair.kept)]
    by_form = sorted(filings, key=lambda filing: filing.form or "")
    return [measured(Corpus(list(own), others)) for _, own in groupby(by_form, lambda filing: filing.form)]


@pytest.fixture(scope="module")
def everything():
    return corpus_of_everything()


def both(found: Measured) -> Iterator[tuple[suites.Entry, RowVerdicts, RowVerdicts]]:
    """What we and Great Expectations say of every row, entry by entry."""
    for name, entries in found.entries.items():
        frame = found.frames[name].data
        if len(frame):
            items = [{"type": entry.type, "kwargs": dict(entry.kwargs)} for entry in entries]
            for entry, theirs in zip(
                entries, RowwiseSuite(gx.suite(name, items)).verdicts(frame), strict=True
            ):
                assert evaluator.evaluates(entry.type, entry.kwargs), (entry.rule, entry.type, entry.kwargs)
                yield entry, evaluator.verdict(frame, entry.type, entry.kwargs), theirs


def test_every_entry_names_the_rows_that_great_expectations_names(everything):
    broken = set()

    def hold(found: Measured) -> None:
        for entry, ours, theirs in both(found):
            assert [rows.tolist() for rows in ours] == [rows.tolist() for rows in theirs], entry.rule
            if len(ours.broken):
                broken.add(entry.rule)

    for found in everything:
        hold(found)
    for pair in PAIRS:
        if pair.rule not in broken:  # among so many reports another one stands for its year
            hold(measured(Corpus([pair.broken], pair.others)))
    assert broken == {entry.rule for entry in suites.load()}


@settings(max_examples=20, deadline=None)
@given(ROWS, st.sampled_from(["Int64", "Float64"]))
def test_kinds_of_expectations_name_the_same_rows_of_any_frame(rows, kind):
    frame = frame_of(rows, kind)
    known = [(type_, kwargs) for type_, kwargs in KINDS if evaluator.evaluates(type_, kwargs)]
    theirs = RowwiseSuite(gx.suite("test", [{"type": t, "kwargs": k} for t, k in known])).verdicts(frame)
    for (type_, kwargs), (broken, undecided) in zip(known, theirs, strict=True):
        ours = evaluator.verdict(frame, type_, kwargs)
        assert (ours.broken.tolist(), ours.undecided.tolist()) == (broken.tolist(), undecided.tolist())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(alphabet="年2A件", max_size=4)), min_size=1, max_size=6))
def test_patterns_and_sets_name_the_same_rows_of_any_texts(texts):
    frame = frame_of([(text, text, text) for text in texts], "string")
    for type_, kwargs in (
        ("expect_column_values_to_match_regex", {"column": "a", "regex": "^[0-9]+年?$"}),
        ("expect_column_values_to_not_match_regex", {"column": "a", "regex": "A|件"}),
        ("expect_column_values_to_be_in_set", {"column": "a", "value_set": ["年", "2"]}),
        ("expect_column_values_to_not_be_in_set", {"column": "a", "value_set": ["年", "2"]}),
    ):
        (theirs,) = RowwiseSuite(gx.suite("test", [{"type": type_, "kwargs": kwargs}])).verdicts(frame)
        assert evaluator.verdict(frame, type_, kwargs).broken.tolist() == theirs.broken.tolist()


def test_what_is_not_known_here_is_left_to_great_expectations():
    known = ("expect_column_values_to_be_between", {"column": "a", "max_value": 0})
    assert evaluator.evaluates(*known)
    assert not evaluator.evaluates(known[0], known[1] | {"mostly": 0.9})
    assert not evaluator.evaluates("expect_column_values_to_be_unique", {"column": "a"})


def test_a_first_answer_does_not_import_great_expectations():
    code = (
        "import sys; from gouji.cli.main import run; run(['check', sys.argv[1]]); "
        "sys.exit('great_expectations' in sys.modules)"
    )
    report = ROOT / "data" / "2020" / "ywicc.txt"
    done = subprocess.run([sys.executable, "-c", code, str(report)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout

"""A first answer names the same rows as Great Expectations, and evidence holds its own results."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.audits import Measured, measured
from gouji.inputs.roster import Roster
from gouji.measures.frame import Corpus
from gouji.measures.matrix import FrameColumn
from gouji.model.filing import Filing
from gouji.reports import collect, read_reports
from gouji.rules import evaluator, gx, suites, validation
from gouji.rules.gx import RowwiseSuite
from rules.test_pairs import PAIRS
from rules.test_rowwise import KINDS, ROWS, frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult

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


def columns_of(frame: pd.DataFrame) -> dict[str, FrameColumn]:
    return {str(name): FrameColumn.of(frame[name]) for name in frame}


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
                yield entry, evaluator.verdict(found.frames[name].measured, entry.type, entry.kwargs), theirs


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
        ours = evaluator.verdict(columns_of(frame), type_, kwargs)
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
        assert evaluator.verdict(columns_of(frame), type_, kwargs).broken.tolist() == theirs.broken.tolist()


def test_what_is_not_known_here_is_left_to_great_expectations():
    known = ("expect_column_values_to_be_between", {"column": "a", "max_value": 0})
    assert evaluator.evaluates(*known)
    assert not evaluator.evaluates(known[0], known[1] | {"mostly": 0.9})
    assert not evaluator.evaluates("expect_column_values_to_be_unique", {"column": "a"})


def comparable(result: ExpectationSuiteValidationResult) -> dict[str, object]:
    """What a suite's result says, in any order of expectations; ``Batch.validate`` goes column by column."""
    found = result.to_json_dict()
    for one in found["results"]:
        one["expectation_config"]["kwargs"].pop("batch_id", None)
    found["results"].sort(key=lambda one: json.dumps(one["expectation_config"], sort_keys=True))
    return {key: found[key] for key in ("success", "statistics", "suite_name", "results")}


def test_evidence_holds_what_batch_validate_says_of_every_sample(everything):
    for found in everything:
        held = validation.validate(found.frames, found.entries)
        for one in held.suites:
            suite = gx.suite(one.name, [entry.configured() for entry in one.entries])
            theirs = gx.batch(one.batch).validate(suite, result_format=dict(validation.RESULT_FORMAT))
            assert comparable(one.result) == comparable(theirs)
        whole = [validation.shortened(one.result.to_json_dict()) for one in held.suites]
        assert json.dumps(held.as_json()) == json.dumps(whole)
        for name, entries in found.entries.items():
            for entry, verdicts in zip(entries, suites.run(found.frames[name], entries), strict=True):
                assert held.verdicts[entry].tolist() == verdicts.tolist(), entry.rule


def test_results_are_read_back_by_great_expectations_itself(everything):
    from great_expectations.core import expectationSuiteValidationResultSchema

    found = next(one for one in everything if one.form is None)
    held = validation.validate(found.frames, found.entries)
    plain = json.loads(json.dumps(held.as_json()))
    read = [expectationSuiteValidationResultSchema.load(result) for result in plain]
    assert [(one["suite_name"], one["statistics"]) for one in read] == [
        (one.name, one.result.statistics) for one in held.suites
    ]


def test_an_expectation_of_another_kind_is_validated_by_great_expectations_alone(everything):
    found = next(one for one in everything if one.form == "2021")
    model = found.entries["applications_rows"][0]
    entry = replace(
        model,
        suite="pack",
        type="expect_column_pair_values_to_be_equal",
        kwargs={
            "column_A": "total",
            "column_B": "natural_person",
            "ignore_row_if": "either_value_is_missing",
        },
    )
    held = validation.validate(found.frames, {"applications_rows": [entry]})
    (result,) = held.suites[0].result.results
    assert result.result["unexpected_count"] == (held.verdicts[entry] == suites.FAIL).sum() > 0
    (screened,) = suites.run(found.frames["applications_rows"], [entry])
    assert screened.tolist() == held.verdicts[entry].tolist()


def test_a_row_is_named_as_its_cells_are(everything):
    found = next(one for one in everything if one.form == "2021")
    held = validation.validate(
        {"applications_columns": found.frames["applications_columns"]},
        {"applications_columns": found.entries["applications_columns"]},
    )
    (outcomes,) = [
        one.result
        for one in held.suites[0].result.results
        if one.expectation_config.meta["rule"] == "T3-CARRY-LE-POOL"
    ]
    broken = outcomes["unexpected_index_list"][0]
    assert outcomes["unexpected_index_column_names"] == ["agency", "row", "column"]
    assert (broken["row"], broken["column"]) == ("applications/*", "natural_person")
    assert broken["carried_out"] > broken["new"] + broken["carried_in"]


def test_a_first_answer_imports_neither_great_expectations_nor_pandas():
    code = (
        "import sys; from gouji.cli.main import run; run(['check', sys.argv[1]]); "
        "sys.exit(bool({'great_expectations', 'pandas'} & set(sys.modules)))"
    )
    report = ROOT / "data" / "2020" / "ywicc.txt"
    done = subprocess.run([sys.executable, "-c", code, str(report)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout

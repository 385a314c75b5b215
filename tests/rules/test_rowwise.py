"""The rows that a suite finds are those that Great Expectations' own validation lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.model.text import GoujiError
from gouji.rules import gx
from gouji.rules.gx import RowwiseSuite

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

COLUMNS = ("a", "b", "c")
NUMBERS = st.one_of(st.none(), st.integers(min_value=-3, max_value=3))
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=8)
BETWEEN = "expect_column_values_to_be_between"
KINDS = (
    (BETWEEN, {"column": "a", "max_value": 0}),
    (BETWEEN, {"column": "b", "min_value": -1, "strict_min": True, "max_value": 2}),
    ("expect_column_values_to_be_in_set", {"column": "c", "value_set": [1]}),
    ("expect_column_values_to_not_be_null", {"column": "b"}),
    (
        "expect_column_pair_values_to_be_equal",
        {"column_A": "a", "column_B": "b", "ignore_row_if": "either_value_is_missing"},
    ),
    ("expect_sums_to_be_equal", {"left": ["a", "b"], "right": ["c"]}),
    ("expect_sum_to_be_at_most", {"left": ["a"], "right": ["b", "c"], "signed": ["b"]}),
)


def suite_of(*kinds: tuple[str, dict[str, object]]) -> ExpectationSuite:
    items = [
        {"type": kind, "kwargs": kwargs, "meta": {"entry": position}}
        for position, (kind, kwargs) in enumerate(kinds)
    ]
    return gx.suite("test", items)


SUITE = suite_of(*KINDS)
READY = RowwiseSuite(SUITE)


def frame_of(rows: list[tuple[int | None, ...]], kind: str = "Int64") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=kind)


def validated(frame: pd.DataFrame) -> list[tuple[list[int], list[int]]]:
    """The rows as ``Batch.validate`` lists them."""
    asked = {"result_format": "COMPLETE", "exclude_unexpected_values": True}
    found = gx.batch(frame).validate(SUITE, result_format=asked).results
    # it validates column by column
    found.sort(key=lambda one: one.expectation_config.meta["entry"])
    return [
        (sorted(one.result["unexpected_index_list"]), one.result.get("undecided_index_list", []))
        for one in found
    ]


@settings(max_examples=10, deadline=None)
@given(ROWS, st.sampled_from(["Int64", "Float64"]))
def test_rows_are_those_of_great_expectations(rows, kind):
    frame = frame_of(rows, kind)
    told = [(v.broken.tolist(), v.undecided.tolist()) for v in READY.verdicts(frame)]
    assert told == validated(frame)


def test_nothing_of_one_frame_is_left_in_the_next():
    first = [v.broken.tolist() for v in READY.verdicts(frame_of([(1, 0, 1)]))]
    other = [v.broken.tolist() for v in READY.verdicts(frame_of([(0, 0, 0), (5, 2, 1)]))]
    assert other != first
    assert [v.broken.tolist() for v in READY.verdicts(frame_of([(1, 0, 1)]))] == first


def test_a_row_condition_is_left_to_the_caller():
    kwargs = {
        "column": "a",
        "max_value": 0,
        "row_condition": {"type": "pass_through", "pass_through_filter": "b == 1"},
    }
    suite = RowwiseSuite(suite_of((BETWEEN, kwargs)))
    (found,) = suite.verdicts(frame_of([(1, 1, 0), (1, 2, 0), (0, 1, 0)]))
    assert found.broken.tolist() == [0, 1]


def test_an_expectation_about_the_whole_frame_is_refused():
    with pytest.raises(GoujiError) as refused:
        RowwiseSuite(suite_of(("expect_table_row_count_to_equal", {"value": 1})))
    assert refused.value.text.en == "ExpectTableRowCountToEqual does not speak of rows; no rule can use it."


def test_a_missing_column_is_said():
    with pytest.raises(GoujiError) as raised:
        list(READY.verdicts(frame_of([(1, 2, 3)]).drop(columns="c")))
    assert raised.value.text.en == "suite test cannot be computed: 'c'"

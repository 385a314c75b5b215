"""Suites held by Great Expectations, for evidence: its own results, and what they say of every row.

``Batch.validate`` would build the graph of metrics anew for every frame and compute much that nobody reads.
Here the rows that break an expectation come from the metrics of Great Expectations
(:mod:`gouji.rules.gx`), and its own expectations write their results about them. That these are the
results of ``Batch.validate`` is held in ``tests/rules/test_evaluator.py``.

Importing this module imports Great Expectations (seconds).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gouji.rules import gx, suites
from gouji.rules.evaluator import RowVerdicts
from gouji.rules.gx import BoundedSums, RowwiseSuite, SumsExpectation

# gouji.rules.gx says how Great Expectations is imported
# isort: split
from great_expectations import __version__ as gx_version
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.util import convert_to_json_serializable
from great_expectations.validator.validation_statistics import calc_validation_statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    from gouji.measures.frame import Frame
    from gouji.rules.suites import Entry, Verdicts


#: Columns by which results name a row: whose report, and where in it.
INDEX: Final = ("agency", "row", "column")
#: What results say twice, or of themselves.
_UNSAYING: Final = re.compile("percent|^partial_unexpected|^unexpected_index_column_names$")
#: Every row that breaks an expectation is listed, once.
RESULT_FORMAT: Final[Mapping[str, Any]] = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": list(INDEX),
    "partial_unexpected_count": 0,
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True, slots=True)
class SuiteValidation:
    """A suite held against a frame; ``batch`` are the rows that were validated, with their :data:`INDEX`."""

    name: str
    frame: Frame
    entries: tuple[Entry, ...]
    batch: pd.DataFrame
    result: ExpectationSuiteValidationResult


@dataclass(frozen=True, slots=True)
class Validation:
    """All suites for reports of one form, held; ``verdicts`` are what each entry says of each row."""

    suites: tuple[SuiteValidation, ...]
    verdicts: Mapping[Entry, Verdicts]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the results as Great Expectations has them, suite by suite, without what says nothing.

        That is: no exception was raised; the percentages, which follow from the counts; and the columns that
        name a row, which every row of a list has.
        """
        return [_as_json(one) for one in self.suites]


def validate(frames: Mapping[str, Frame], entries: Mapping[str, Sequence[Entry]]) -> Validation:
    """Hold frames against the entries over each, suite by suite.

    Raises :class:`GoujiError` for an expectation that does not speak of rows, or cannot be computed.
    """
    held: list[SuiteValidation] = []
    verdicts: dict[Entry, Verdicts] = {}
    for name, over in entries.items():
        batch = batch_of(frames[name])
        for suite, grouped in groupby(over, key=lambda entry: entry.suite):
            own = tuple(grouped)
            found = list(_ready(own).verdicts(batch)) if len(batch) else [_NOTHING] * len(own)
            verdicts.update(zip(own, suites.settled(frames[name], own, found), strict=True))
            result = _result(own, frames[name], batch, found)
            held.append(SuiteValidation(suite, frames[name], own, batch, result))
    return Validation(tuple(held), verdicts)


def batch_of(frame: Frame) -> pd.DataFrame:
    """Return the rows of a frame as they are validated: the :data:`INDEX`, then what was measured."""
    measured = {str(column): frame.data[column].array for column in frame.data}
    return pd.DataFrame({**frame.index(), **measured}, index=frame.data.index, copy=False)


_NO_ROWS = np.empty(0, dtype=np.intp)
_NOTHING = RowVerdicts(_NO_ROWS, _NO_ROWS)


@cache
def _ready(entries: tuple[Entry, ...]) -> RowwiseSuite:
    return RowwiseSuite(gx.suite(entries[0].suite, [entry.configured() for entry in entries]))


@cache
def _known(entries: tuple[Entry, ...]) -> bool:
    """Say whether all are of the kinds that rules of ours use."""
    expectations = _ready(entries).suite.expectations
    return all(isinstance(one, ColumnMapExpectation | SumsExpectation) for one in expectations)


@cache
def _configurations(entries: tuple[Entry, ...]) -> list[ExpectationConfiguration]:
    """Return what each result says was expected: the same for every report, and long to put together."""
    return [one.configuration for one in _ready(entries).suite.expectations]


def _result(
    entries: tuple[Entry, ...], frame: Frame, batch: pd.DataFrame, found: Sequence[RowVerdicts]
) -> ExpectationSuiteValidationResult:
    if not _known(entries):
        return gx.batch(batch).validate(_ready(entries).suite, result_format=dict(RESULT_FORMAT))
    if not len(batch):
        return _result_of_no_rows(entries)
    met = [frame.met(entry.row_condition).holds if entry.row_condition else None for entry in entries]
    return _put_together(entries, batch, met, found)


@cache
def _result_of_no_rows(entries: tuple[Entry, ...]) -> ExpectationSuiteValidationResult:
    columns = dict.fromkeys(column for entry in entries for column in entry.columns)
    batch = pd.DataFrame(columns=[*INDEX, *columns], dtype="Int64")
    return _put_together(entries, batch, [None] * len(entries), [_NOTHING] * len(entries))


def _put_together(
    entries: tuple[Entry, ...],
    batch: pd.DataFrame,
    met: Sequence[npt.NDArray[np.bool_] | None],
    found: Sequence[RowVerdicts],
) -> ExpectationSuiteValidationResult:
    """Let each expectation write its result about the rows that meet its condition (None: all rows)."""
    suite = _ready(entries).suite
    results = [
        _result_of(expectation, configuration, batch, np.full(len(batch), True) if rows is None else rows, of)
        for expectation, configuration, rows, of in zip(
            suite.expectations, _configurations(entries), met, found, strict=True
        )
    ]
    statistics = calc_validation_statistics(results)._asdict()
    return ExpectationSuiteValidationResult(
        success=statistics.pop("success"),
        results=results,
        suite_name=suite.name,
        statistics=statistics,
        meta={
            "great_expectations_version": gx_version,
            "active_batch_definition": {"datasource_name": "gouji", "data_asset_name": entries[0].frame},
        },
    )


def _result_of(
    expectation: Expectation,
    configuration: ExpectationConfiguration,
    batch: pd.DataFrame,
    met: npt.NDArray[np.bool_],
    found: RowVerdicts,
) -> ExpectationValidationResult:
    said = expectation._validate(
        _metrics(expectation, batch, met, found.broken[met[found.broken]]),
        runtime_configuration={"result_format": dict(RESULT_FORMAT)},
    )
    return ExpectationValidationResult(
        success=said["success"], expectation_config=configuration, result=said["result"]
    )


def _as_json(one: SuiteValidation) -> dict[str, Any]:
    if not _known(one.entries):
        return shortened(_to_json_dict(one.result))
    suite = _said_of_no_rows(one.entries)
    if not len(one.batch):
        return suite
    results = [
        plain | {"success": found.success, "result": _saying_result(found.result)}
        for plain, found in zip(suite["results"], one.result.results, strict=True)
    ]
    statistics = convert_to_json_serializable(one.result.statistics)
    return suite | {"success": one.result.success, "results": results, "statistics": statistics}


@cache
def _said_of_no_rows(entries: tuple[Entry, ...]) -> dict[str, Any]:
    """Return what is said of a frame without rows, and of all others as far as it is no result."""
    return shortened(_to_json_dict(_result_of_no_rows(entries)))


def shortened(suite: dict[str, Any]) -> dict[str, Any]:
    """Return what is serialised of a suite without what says nothing."""
    for result in suite["results"]:
        if not result["exception_info"].get("raised_exception", True):
            del result["exception_info"]
        if not result["meta"]:
            del result["meta"]
        result["result"] = _saying_result(result["result"])
    return suite


def _saying_result(result: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in result.items() if not _UNSAYING.search(name)}
    # where there are no such rows all are counts, and serialised as they are
    listed = said["unexpected_count"] or said.get("undecided_index_list")
    return convert_to_json_serializable(said) if listed else said


def _to_json_dict(result: ExpectationSuiteValidationResult) -> dict[str, Any]:
    serialise: Callable[[], dict[str, Any]] = result.to_json_dict
    return serialise()


def _metrics(
    expectation: Expectation, batch: pd.DataFrame, met: npt.NDArray[np.bool_], broken: npt.NDArray[np.intp]
) -> dict[str, Any]:
    """Return the metrics that an expectation makes its result of, by the names it knows them by."""
    if isinstance(expectation, SumsExpectation):
        rows = batch if met.all() else batch[met]
        sums = BoundedSums.of(rows, expectation.left, expectation.right, expectation.signed)
        return {"table.sum_bounds": sums}
    assert isinstance(expectation, ColumnMapExpectation)
    column, metric = expectation.column, expectation.map_metric
    unexpected = batch[[column, *INDEX]].iloc[broken].to_dict("records") if len(broken) else []
    return {
        "table.row_count": int(met.sum()),
        "column_values.nonnull.unexpected_count": int((batch[column].isna().to_numpy() & met).sum()),
        f"{metric}.unexpected_count": len(broken),
        f"{metric}.unexpected_values": [row[column] for row in unexpected],
        f"{metric}.unexpected_index_list": unexpected,
    }

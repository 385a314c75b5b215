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
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gouji.rules import gx, suites
from gouji.rules.evaluator import RowVerdicts, SumBounds
from gouji.rules.gx import BoundedSums, RowwiseSuite, SumsExpectation

# gouji.rules.gx says how Great Expectations is imported
# isort: split
from great_expectations import __version__ as gx_version
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.util import convert_to_json_serializable
from great_expectations.validator.validation_statistics import calc_validation_statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    from gouji.measures.frame import Frame
    from gouji.rules.suites import Entry, Verdicts

    #: What an expectation says of rows; and the sums it compared, where it is one about sums.
    _Found = tuple[RowVerdicts, BoundedSums | None]


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
    """A suite held against a frame, and what Great Expectations says of it."""

    name: str
    frame: Frame
    entries: tuple[Entry, ...]
    result: ExpectationSuiteValidationResult

    @property
    def batch(self) -> pd.DataFrame:
        """The rows that were validated, with their :data:`INDEX`."""
        return batch_of(self.frame)


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
        frame = frames[name]
        for suite, grouped in groupby(over, key=lambda entry: entry.suite):
            own = tuple(grouped)
            found = [*_ready(own).held(_read_of(own, frame))] if len(frame) else [_NOTHING] * len(own)
            settled = suites.settled(frame, own, (rows for rows, _ in found))
            verdicts.update(zip(own, settled, strict=True))
            held.append(SuiteValidation(suite, frame, own, _result(own, frame, found)))
    return Validation(tuple(held), verdicts)


def batch_of(frame: Frame) -> pd.DataFrame:
    """Return the rows of a frame as they are validated: the :data:`INDEX`, then what was measured."""
    return _rows_of(frame, frame.measured)


def _rows_of(frame: Frame, columns: Iterable[str]) -> pd.DataFrame:
    arrays = {column: frame.measured[column].array() for column in columns}
    return pd.DataFrame({**frame.index(), **arrays}, index=range(len(frame)), copy=False)


def _read_of(entries: tuple[Entry, ...], frame: Frame) -> pd.DataFrame:
    """Return what entries read of a frame, as far as it is there; all of it where not all are known."""
    read = dict.fromkeys(column for entry in entries for column in entry.columns)
    columns = [column for column in read if column in frame.measured] if _known(entries) else frame.measured
    return pd.DataFrame({column: frame.measured[column].array() for column in columns}, copy=False)


_NO_ROWS = np.empty(0, dtype=np.intp)
_NOTHING: Final[_Found] = (RowVerdicts(_NO_ROWS, _NO_ROWS), None)


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
    entries: tuple[Entry, ...], frame: Frame, found: Sequence[_Found]
) -> ExpectationSuiteValidationResult:
    if not _known(entries):
        return gx.batch(batch_of(frame)).validate(_ready(entries).suite, result_format=dict(RESULT_FORMAT))
    if not len(frame):
        return _result_of_no_rows(entries)
    return _put_together(entries, [_result_of(entries, at, frame, *one) for at, one in enumerate(found)])


@cache
def _result_of_no_rows(entries: tuple[Entry, ...]) -> ExpectationSuiteValidationResult:
    return _put_together(entries, [_unbroken(entries, at, 0, 0) for at in range(len(entries))])


def _put_together(
    entries: tuple[Entry, ...], results: list[ExpectationValidationResult]
) -> ExpectationSuiteValidationResult:
    suite = _ready(entries).suite
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
    entries: tuple[Entry, ...], at: int, frame: Frame, found: RowVerdicts, sums: BoundedSums | None
) -> ExpectationValidationResult:
    """Let an expectation write its result about the rows that meet its condition."""
    entry = entries[at]
    met = frame.met(entry.row_condition).holds if entry.row_condition else np.full(len(frame), True)
    broken, undecided = found.broken[met[found.broken]], found.undecided[met[found.undecided]]
    count = int(met.sum())
    if sums is not None:
        if not len(broken) and not len(undecided):
            return _unbroken(entries, at, count, 0)
        rows = _rows_of(frame, entry.columns)[met]
        left, right = (SumBounds(side.least[met], side.greatest[met]) for side in (sums.left, sums.right))
        return _validated(entries, at, {"table.sum_bounds": BoundedSums(rows, left, right)})
    column = entry.kwargs["column"]
    unknown = int((frame.measured[column].missing & met).sum())
    if not len(broken):
        return _unbroken(entries, at, count, unknown)
    unexpected = _rows_of(frame, [column])[[column, *INDEX]].iloc[broken].to_dict("records")
    return _validated(entries, at, _column_metrics(entries, at, count, unknown, unexpected))


@lru_cache(maxsize=2**14)
def _unbroken(entries: tuple[Entry, ...], at: int, count: int, unknown: int) -> ExpectationValidationResult:
    """Return what an expectation says of so many rows, none of which breaks it: the same of any such rows."""
    if not isinstance(_ready(entries).suite.expectations[at], SumsExpectation):
        return _validated(entries, at, _column_metrics(entries, at, count, unknown, []))
    no_sum = np.zeros(count, dtype=np.int64)
    sums = SumBounds(no_sum, no_sum)
    return _validated(
        entries, at, {"table.sum_bounds": BoundedSums(pd.DataFrame(index=range(count)), sums, sums)}
    )


def _column_metrics(
    entries: tuple[Entry, ...], at: int, count: int, unknown: int, unexpected: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the metrics that an expectation makes its result of, by the names it knows them by."""
    expectation = _ready(entries).suite.expectations[at]
    assert isinstance(expectation, ColumnMapExpectation)
    column, metric = expectation.column, expectation.map_metric
    return {
        "table.row_count": count,
        "column_values.nonnull.unexpected_count": unknown,
        f"{metric}.unexpected_count": len(unexpected),
        f"{metric}.unexpected_values": [row[column] for row in unexpected],
        f"{metric}.unexpected_index_list": unexpected,
    }


def _validated(entries: tuple[Entry, ...], at: int, metrics: dict[str, Any]) -> ExpectationValidationResult:
    """Let an expectation write its result, from the metrics that it makes it of."""
    expectation = _ready(entries).suite.expectations[at]
    said = expectation._validate(metrics, runtime_configuration={"result_format": dict(RESULT_FORMAT)})
    return ExpectationValidationResult(
        success=said["success"], expectation_config=_configurations(entries)[at], result=said["result"]
    )


def _as_json(one: SuiteValidation) -> dict[str, Any]:
    if not _known(one.entries):
        return shortened(_to_json_dict(one.result))
    suite = _said_of_no_rows(one.entries)
    if not len(one.frame):
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

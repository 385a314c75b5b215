"""Custom expectations for Great Expectations: sums that are three-valued per row.

Importing this module imports Great Expectations (seconds). Its telemetry is switched off first.
"""

from __future__ import annotations

import os
import sys
import warnings
from abc import abstractmethod
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import numpy as np

from gouji.rules import evaluator
from gouji.rules.evaluator import SumBounds, sum_bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    import numpy.typing as npt
    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.execution_engine.execution_engine import ExecutionEngine

    Rows = npt.NDArray[np.intp]


@contextmanager
def without_module(name: str) -> Iterator[None]:
    """Let an import fail as if a module were not installed; one that was imported before stays."""
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    if name in modules:
        yield
        return
    modules[name] = None  # what an import system says of a module that there is not
    try:
        yield
    finally:
        del modules[name]


os.environ["GX_ANALYTICS_ENABLED"] = "false"
# a second for the grammar of international addresses, by which the schemas of altair could check some
with warnings.catch_warnings(), without_module("rfc3987_syntax"):
    # Great Expectations imports modules that its own dependencies deprecate; nothing of ours is hidden here
    warnings.simplefilter("ignore")
    import great_expectations as gx
    from great_expectations.core.metric_domain_types import MetricDomainTypes
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
    from great_expectations.expectations.expectation import BatchExpectation
    from great_expectations.expectations.metrics.metric_provider import metric_value
    from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
    from great_expectations.expectations.row_conditions import RowConditionType


class BoundedSums(NamedTuple):
    """Rows of a frame with the bounds of their left and right sums."""

    frame: pd.DataFrame
    left: SumBounds
    right: SumBounds


class TableSumBounds(TableMetricProvider):
    """Metric: the rows that a row condition leaves, and bounds of their left and right sums."""

    metric_name = "table.sum_bounds"
    value_keys = ("left", "right", "signed")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> BoundedSums:
        frame, _, _ = execution_engine.get_compute_domain(
            domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        signed = metric_value_kwargs.get("signed") or ()
        left, right = metric_value_kwargs["left"], metric_value_kwargs["right"]
        return BoundedSums(frame, sum_bounds(frame, left, signed), sum_bounds(frame, right, signed))


class SumsExpectation(BatchExpectation):
    """Compare the sum of ``left`` columns with the sum of ``right`` columns, row by row.

    The result lists ``unexpected_index_list`` (rows that break the relation whatever the unknown cells
    hold) and ``undecided_index_list`` (rows that unknown cells leave open): positions in the index or, where
    the result format names ``unexpected_index_column_names``, these columns and those that are added up, as
    expectations about several columns of Great Expectations do. Success means that no row breaks it.
    """

    left: list[str]
    right: list[str]
    #: Columns that may be negative.
    signed: tuple[str, ...] = ()
    row_condition: RowConditionType = None

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition")
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.sum_bounds",)
    success_keys: ClassVar[tuple[str, ...]] = ("left", "right", "signed")
    args_keys: ClassVar[tuple[str, ...]] = ("left", "right", "signed")

    @staticmethod
    @abstractmethod
    def _compare(left: SumBounds, right: SumBounds) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Return which rows hold for certain, and which are broken for certain."""

    @classmethod
    def rows(cls, sums: BoundedSums) -> tuple[Rows, Rows]:
        """Return which rows of ``table.sum_bounds`` are broken, and which are undecided, as positions."""
        holds, broken = cls._compare(sums.left, sums.right)
        return np.flatnonzero(broken), np.flatnonzero(~holds & ~broken)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> dict[str, Any]:
        sums: BoundedSums = metrics["table.sum_bounds"]
        broken, undecided = self.rows(sums)
        asked = self._get_result_format(runtime_configuration=runtime_configuration)
        names = cast(
            "list[str] | None",
            asked.get("unexpected_index_column_names") if isinstance(asked, dict) else None,
        )
        count = len(sums.frame)
        result: dict[str, Any] = {
            "element_count": count,
            "unexpected_count": len(broken),
            "unexpected_percent": 100 * len(broken) / count if count else None,
            "unexpected_index_list": self._listed(sums.frame, broken, names),
            "undecided_index_list": self._listed(sums.frame, undecided, names),
        }
        if names:
            result["unexpected_index_column_names"] = names
        return {"success": not len(broken), "result": result}

    def _listed(self, frame: pd.DataFrame, rows: Rows, names: list[str] | None) -> list[Any]:
        if not names:
            return frame.index[rows].tolist()
        shown = frame[[*dict.fromkeys((*self.left, *self.right)), *names]].iloc[rows]
        return shown.astype(object).where(shown.notna(), None).to_dict("records")


class ExpectSumsToBeEqual(SumsExpectation):
    """Expect the sum of ``left`` to equal the sum of ``right`` in every row."""

    _compare = staticmethod(evaluator.equal)


class ExpectSumToBeAtMost(SumsExpectation):
    """Expect the sum of ``left`` to be at most the sum of ``right`` in every row."""

    _compare = staticmethod(evaluator.at_most)


def suite(name: str, expectations: Sequence[dict[str, Any]]) -> gx.ExpectationSuite:
    """Return Great Expectations' own suite object for entries of a suite file."""
    return gx.ExpectationSuite(name=name, expectations=list(expectations))


def batch(frame: pd.DataFrame) -> Batch:
    """Return a frame as a batch that suites validate."""
    return _batch_definition().get_batch({"dataframe": frame})


@cache
def _batch_definition() -> BatchDefinition[Any]:
    """One data source in memory for all frames of this process: nothing is written, nothing is sent."""
    configuration = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=configuration)
    asset = context.data_sources.add_pandas("gouji").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("all rows")

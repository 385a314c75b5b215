"""What gouji adds to Great Expectations: sums that are three-valued a row, and suites held row by row.

``Batch.validate`` builds the graph of metrics anew for every batch, and computes counts, samples and queries
that nobody here reads: 0.7 s for one filing, twenty times what the comparisons take. A
:class:`RowwiseSuite` builds the graph once, of the metrics alone that say which rows are unexpected, and
resolves it for one frame after the other. The expectations, their metrics and the engine are Great
Expectations' own; the rows it finds are those that ``Batch.validate`` lists (held against each other in
``tests/rules/test_rowwise.py``).

Importing this module imports Great Expectations (seconds). Its telemetry is switched off first.
"""

from __future__ import annotations

import os
import warnings
from abc import abstractmethod
from functools import cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import numpy as np

from gouji.measures.matrix import FrameColumn
from gouji.model.text import GoujiError
from gouji.readers.limits import put_off, without_module
from gouji.rules import evaluator
from gouji.rules.evaluator import RowVerdicts, SumBounds, sum_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt
    import pandas as pd
    from great_expectations import ExpectationSuite
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.execution_engine.execution_engine import ExecutionEngine
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.validator.metric_configuration import MetricConfigurationID
    from great_expectations.validator.validation_graph import ValidationGraph

    Rows = npt.NDArray[np.intp]


os.environ["GX_ANALYTICS_ENABLED"] = "false"
# a second for the grammar of international addresses, by which the schemas of altair could check some
# and statistics and charts, a third of the import, which no expectation of ours asks for
with warnings.catch_warnings(), without_module("rfc3987_syntax"), put_off("scipy.stats", "altair"):
    # Great Expectations imports modules that its own dependencies deprecate; nothing of ours is hidden here
    warnings.simplefilter("ignore")
    import great_expectations as gx
    from great_expectations.core.metric_domain_types import MetricDomainTypes
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.exceptions.exceptions import MetricError, MetricResolutionError
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
    from great_expectations.expectations.expectation import BatchExpectation
    from great_expectations.expectations.metrics.metric_provider import metric_value
    from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
    from great_expectations.expectations.registry import get_metric_kwargs
    from great_expectations.expectations.row_conditions import RowConditionType
    from great_expectations.validator.metric_configuration import MetricConfiguration
    from great_expectations.validator.metrics_calculator import MetricsCalculator


class BoundedSums(NamedTuple):
    """Rows of a frame with the bounds of their left and right sums."""

    frame: pd.DataFrame
    left: SumBounds
    right: SumBounds

    @classmethod
    def of(
        cls, frame: pd.DataFrame, left: Sequence[str], right: Sequence[str], signed: Sequence[str]
    ) -> BoundedSums:
        """Bound the sums of Int64 columns."""
        columns = {name: FrameColumn.of(frame[name]) for name in (*left, *right)}
        return cls(frame, *sum_bounds(columns, left, right, signed))


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
        left, right = metric_value_kwargs["left"], metric_value_kwargs["right"]
        return BoundedSums.of(frame, left, right, metric_value_kwargs.get("signed") or ())


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
        if not len(rows):
            return []
        if not names:
            return frame.index[rows].tolist()
        columns = dict.fromkeys((*self.left, *self.right, *names))
        values = [frame[column].array[rows] for column in columns]
        known = [[None if no else one for one, no in zip(v.tolist(), v.isna(), strict=True)] for v in values]
        return [dict(zip(columns, row, strict=True)) for row in zip(*known, strict=True)]


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


_NO_ROWS = np.empty(0, dtype=np.intp)
_BATCH = "frame"


class _OneColumn:
    """What conditions on a column look at a frame for: the column, and the rows in which it is known."""

    def __init__(self, values: pd.Series[Any]) -> None:
        self._values = values

    def __getitem__(self, asked: str | pd.Series[bool]) -> pd.Series[Any] | _OneColumn:
        """Return the column, whatever it is called, or what is left of it in the rows of a mask."""
        if isinstance(asked, str):
            return self._values
        return self if asked.to_numpy().all() else _OneColumn(self._values[asked])

    def __getattr__(self, name: str) -> object:
        """Return whatever else a frame of this column has."""
        found: object = getattr(self._values.to_frame(), name)
        return found


class _ColumnEngine(PandasExecutionEngine):
    """Hands a column's metric that column alone, where its filters would copy the whole frame.

    A frame of one column takes longer to make than what is asked of it, and dozens are asked for a report.
    """

    def get_compute_domain(
        self,
        domain_kwargs: dict[str, Any],
        domain_type: str | MetricDomainTypes,
        accessor_keys: Iterable[str] | None = None,
    ) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        if "column" not in domain_kwargs:
            return super().get_compute_domain(domain_kwargs, domain_type, accessor_keys)
        column = domain_kwargs["column"]
        values = self.get_domain_records(domain_kwargs)[column]
        rest = {key: value for key, value in domain_kwargs.items() if key != "column"}
        return _OneColumn(values), rest, {"column": column}


class RowwiseSuite:
    """A suite made ready to be held against many frames with the same columns, one after the other.

    The expectations are those about the values of a row; a ``row_condition`` of theirs is not applied.
    Raises :class:`GoujiError` for an expectation that cannot name rows.
    """

    def __init__(self, suite: ExpectationSuite) -> None:
        self.suite = suite
        self._engine = _ColumnEngine(caching=False)
        self._metrics = [_metric(expectation) for expectation in suite.expectations]
        calculator = MetricsCalculator(self._engine)
        self._stages = _in_stages(calculator.build_metric_dependency_graph(self._metrics, None))

    def verdicts(self, frame: pd.DataFrame) -> Iterator[RowVerdicts]:
        """Hold a frame with a RangeIndex against every expectation, in the order of the suite.

        Raises :class:`GoujiError` where a metric cannot be computed, say for want of a column.
        """
        return (row_verdicts for row_verdicts, _ in self.held(frame))

    def held(self, frame: pd.DataFrame) -> Iterator[tuple[RowVerdicts, BoundedSums | None]]:
        """Do as :meth:`verdicts` does, and yield the sums that an expectation about sums compared as well."""
        self._engine.load_batch_data(_BATCH, frame)
        resolved: dict[MetricConfigurationID, Any] = {}
        try:
            for metrics in self._stages:
                resolved |= self._engine.resolve_metrics(metrics, resolved)
        except (MetricError, MetricResolutionError) as error:
            raise GoujiError(
                f"期望套件 {self.suite.name} 无法计算：{error.message}",
                f"suite {self.suite.name} cannot be computed: {error.message}",
            ) from error
        for expectation, metric in zip(self.suite.expectations, self._metrics, strict=True):
            value = resolved[metric.id]
            if isinstance(expectation, SumsExpectation):
                sums = BoundedSums(*value)
                yield RowVerdicts(*expectation.rows(sums)), sums
            else:
                yield _unexpected(value[0]), None


def _in_stages(graph: ValidationGraph) -> list[list[MetricConfiguration]]:
    """Return the metrics of a graph in stages; what they depend on is in stages before."""
    metrics = {metric.id: metric for edge in graph.edges for metric in (edge.left, edge.right) if metric}
    needs = {id_: [need.id for need in m.metric_dependencies.values()] for id_, m in metrics.items()}
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    stages = []
    while ready := sorter.get_ready():
        stages.append([metrics[id_] for id_ in ready])
        sorter.done(*ready)
    return stages


def _metric(expectation: Expectation) -> MetricConfiguration:
    """Return the metric that says which rows are unexpected."""
    if isinstance(expectation, SumsExpectation):
        (name,) = expectation.metric_dependencies
    elif map_metric := getattr(expectation, "map_metric", None):
        name = f"{map_metric}.condition"
    else:
        kind = type(expectation).__name__
        raise GoujiError(
            f"期望 {kind} 不针对逐行的值，不能用作规则。",
            f"{kind} does not speak of rows; no rule can use it.",
        )
    configuration = expectation.configuration
    configuration.kwargs.pop("row_condition", None)
    kwargs = get_metric_kwargs(name, configuration=configuration)
    return MetricConfiguration(name, kwargs["metric_domain_kwargs"], kwargs["metric_value_kwargs"])


def _unexpected(condition: pd.Series[bool]) -> RowVerdicts:
    mask = condition.to_numpy(dtype=np.bool_, na_value=False)
    broken = condition.index.to_numpy(dtype=np.intp)[mask] if mask.any() else _NO_ROWS
    return RowVerdicts(broken, _NO_ROWS)

"""Great Expectations row by row: which rows of a frame break which expectation of a suite.

``Batch.validate`` builds the graph of metrics anew for every batch, and computes counts, samples and queries
that nobody here reads: 0.7 s for one filing, twenty times what the comparisons take. A
:class:`RowwiseSuite` builds the graph once, of the metrics alone that say which rows are unexpected, and
resolves it for one frame after the other. The expectations, their metrics and the engine are Great
Expectations' own; the rows it finds are those that ``Batch.validate`` lists (held against each other in
``tests/rules/test_rowwise.py``).
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import numpy as np

from gouji.model.text import GoujiError
from gouji.rules.evaluator import RowVerdicts
from gouji.rules.gx import BoundedSums, SumsExpectation

# gouji.rules.gx says how Great Expectations is imported
# isort: split
from great_expectations.exceptions.exceptions import MetricError, MetricResolutionError
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.registry import get_metric_kwargs
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.validator.metric_configuration import MetricConfigurationID
    from great_expectations.validator.validation_graph import ValidationGraph


_NO_ROWS = np.empty(0, dtype=np.intp)
_BATCH = "frame"


class _ColumnEngine(PandasExecutionEngine):
    """Hands a column's metric that column alone, where its filters would copy the whole frame."""

    def get_domain_records(self, domain_kwargs: dict[str, Any]) -> pd.DataFrame:
        frame = super().get_domain_records(domain_kwargs)
        return frame[[domain_kwargs["column"]]] if "column" in domain_kwargs else frame


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
        self._order = _in_order(calculator.build_metric_dependency_graph(self._metrics, None))

    def verdicts(self, frame: pd.DataFrame) -> Iterator[RowVerdicts]:
        """Hold a frame with a RangeIndex against every expectation, in the order of the suite.

        Raises :class:`GoujiError` where a metric cannot be computed, say for want of a column.
        """
        self._engine.load_batch_data(_BATCH, frame)
        resolved: dict[MetricConfigurationID, Any] = {}
        try:
            for metric in self._order:
                resolved |= self._engine.resolve_metrics([metric], resolved)
        except (MetricError, MetricResolutionError) as error:
            raise GoujiError(
                f"期望套件 {self.suite.name} 无法计算：{error.message}",
                f"suite {self.suite.name} cannot be computed: {error.message}",
            ) from error
        for expectation, metric in zip(self.suite.expectations, self._metrics, strict=True):
            yield _rows(expectation, resolved[metric.id])


def _in_order(graph: ValidationGraph) -> list[MetricConfiguration]:
    """Return the metrics of a graph, each after those it depends on."""
    metrics = {metric.id: metric for edge in graph.edges for metric in (edge.left, edge.right) if metric}
    needs = {id_: [need.id for need in m.metric_dependencies.values()] for id_, m in metrics.items()}
    return [metrics[id_] for id_ in TopologicalSorter(needs).static_order()]


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


def _rows(expectation: Expectation, value: tuple[Any, ...]) -> RowVerdicts:
    if isinstance(expectation, SumsExpectation):
        return RowVerdicts(*expectation.rows(BoundedSums(*value)))
    unexpected: pd.Series[bool] = value[0]
    mask = unexpected.to_numpy(dtype=np.bool_, na_value=False)
    return RowVerdicts(unexpected.index[mask].to_numpy(dtype=np.intp), _NO_ROWS)

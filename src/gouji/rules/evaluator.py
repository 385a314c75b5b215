"""Which rows of a frame break an expectation, without Great Expectations: for a first answer, and screenings.

Importing Great Expectations takes seconds, longer than to read a report and to hold it against every rule.
What the suites ask of a frame are sums, ranges, sets and patterns; this module works them out from the same
entries, and names the same rows. Evidence goes on being validated by Great Expectations itself
(:mod:`gouji.rules.validation`); that both say the same of every row is held, entry by entry, in
``tests/rules/test_evaluator.py``. An expectation that is not known here is left to Great Expectations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn

    Counts = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Rows = npt.NDArray[np.intp]


#: Stands for "unbounded"; counts are below 10**15 (:data:`gouji.measures.matrix.TOO_LARGE`).
UNBOUNDED: Final = 2**62
_NO_ROWS: Final = np.empty(0, dtype=np.intp)


class RowVerdicts(NamedTuple):
    """Positions of the rows that break an expectation, and of those that it cannot decide."""

    broken: Rows
    undecided: Rows


class SumBounds(NamedTuple):
    """Least and greatest value of a sum, row by row, int64."""

    least: Counts
    greatest: Counts


def sum_bounds(
    measured: Mapping[str, FrameColumn], left: Sequence[str], right: Sequence[str], signed: Sequence[str]
) -> tuple[SumBounds, SumBounds]:
    """Bound the sums of counts on both sides, row by row.

    An unknown cell may be anything from zero up; a signed one anything, and so may every one in a row in
    which a cell prints less than zero, where none has to: nothing is concluded from it there.
    """
    (a, a_open, a_below), (b, b_open, b_below) = (_summed(measured, side, signed) for side in (left, right))
    below = a_below | b_below
    return _bounded(a, a_open, below), _bounded(b, b_open, below)


def _summed(
    measured: Mapping[str, FrameColumn], columns: Sequence[str], signed: Sequence[str]
) -> tuple[Counts, Mask, Mask]:
    """Return the sum of known cells, where cells are unknown, and where these may be less than zero."""
    rows = len(next(iter(measured.values())))
    total = np.zeros(rows, dtype=np.int64)
    unknown = np.zeros(rows, dtype=np.bool_)
    below = np.zeros(rows, dtype=np.bool_)
    for name in columns:
        column = measured[name]
        counts = column.values.astype(np.int64, copy=False)
        total += counts
        unknown |= column.missing
        below |= column.missing if name in signed else counts < 0
    return total, unknown, below


def _bounded(total: Counts, unknown: Mask, below: Mask) -> SumBounds:
    return SumBounds(np.where(unknown & below, -UNBOUNDED, total), np.where(unknown, UNBOUNDED, total))


def equal(left: SumBounds, right: SumBounds) -> tuple[Mask, Mask]:
    """Say in which rows two sums are equal for certain, and in which they differ for certain."""
    exact = (left.least == left.greatest) & (right.least == right.greatest)
    broken = (left.least > right.greatest) | (right.least > left.greatest)
    return exact & ~broken, broken


def at_most(left: SumBounds, right: SumBounds) -> tuple[Mask, Mask]:
    """Say in which rows the left sum is at most the right one for certain, and in which it is greater."""
    return left.greatest <= right.least, left.least > right.greatest


_COMPARED: Final[Mapping[str, Callable[[SumBounds, SumBounds], tuple[Mask, Mask]]]] = {
    "expect_sums_to_be_equal": equal,
    "expect_sum_to_be_at_most": at_most,
}


def _within(
    column: FrameColumn,
    *,
    min_value: float | None = None,
    max_value: float | None = None,
    strict_min: bool = False,
    strict_max: bool = False,
) -> Mask:
    found = np.ones(len(column), dtype=np.bool_)
    if min_value is not None:
        found &= column.values > min_value if strict_min else column.values >= min_value
    if max_value is not None:
        found &= column.values < max_value if strict_max else column.values <= max_value
    return found


def _in_set(column: FrameColumn, *, value_set: Sequence[object]) -> Mask:
    if column.is_number:
        numbers = [value for value in value_set if isinstance(value, int | float)]
        return np.isin(column.values, np.array(numbers))
    wanted = set(value_set)
    return np.array([word in wanted for word in column.words()], dtype=np.bool_)


def _not_in_set(column: FrameColumn, *, value_set: Sequence[object]) -> Mask:
    return ~_in_set(column, value_set=value_set)


def _matches(column: FrameColumn, *, regex: str) -> Mask:
    search = re.compile(regex).search
    return np.array([search(word) is not None for word in column.words()], dtype=np.bool_)


def _does_not_match(column: FrameColumn, *, regex: str) -> Mask:
    return ~_matches(column, regex=regex)


#: Expectations about the values of one column: what says which values hold, and the arguments it takes.
_COLUMNS: Final[Mapping[str, tuple[Callable[..., Mask], frozenset[str]]]] = {
    "expect_column_values_to_be_between": (
        _within,
        frozenset({"min_value", "max_value", "strict_min", "strict_max"}),
    ),
    "expect_column_values_to_be_in_set": (_in_set, frozenset({"value_set"})),
    "expect_column_values_to_not_be_in_set": (_not_in_set, frozenset({"value_set"})),
    "expect_column_values_to_match_regex": (_matches, frozenset({"regex"})),
    "expect_column_values_to_not_match_regex": (_does_not_match, frozenset({"regex"})),
}
_SUM_ARGUMENTS: Final = frozenset({"left", "right", "signed"})
#: Arguments that say where an expectation is held, not what is expected; a condition is left to the caller.
_PLACE: Final = frozenset({"column", "row_condition"})


def evaluates(kind: str, kwargs: Mapping[str, Any]) -> bool:
    """Say whether this module can hold an expectation of a kind with these arguments."""
    if kind in _COMPARED:
        return kwargs.keys() <= _SUM_ARGUMENTS | _PLACE
    return kind in _COLUMNS and kwargs.keys() <= _COLUMNS[kind][1] | _PLACE


def verdict(measured: Mapping[str, FrameColumn], kind: str, kwargs: Mapping[str, Any]) -> RowVerdicts:
    """Hold every row of a frame against one expectation that :func:`evaluates`.

    A ``row_condition`` is not applied. Raises KeyError for a column that the frame does not have.
    """
    if kind in _COMPARED:
        signed = kwargs.get("signed") or ()
        left, right = sum_bounds(measured, kwargs["left"], kwargs["right"], signed)
        holds, broken = _COMPARED[kind](left, right)
        return RowVerdicts(np.flatnonzero(broken), np.flatnonzero(~holds & ~broken))
    holding, arguments = _COLUMNS[kind]
    column = measured[kwargs["column"]]
    said = holding(column, **{name: kwargs[name] for name in arguments & kwargs.keys()})
    return RowVerdicts(np.flatnonzero(~said & column.known), _NO_ROWS)

"""Nullable columns for frames: arrays with pd.NA where a measurement is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from pandas.api.extensions import ExtensionArray


def counts(values: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> pd.arrays.IntegerArray:
    """Return an Int64 column; positions that are not ``known`` become pd.NA."""
    return pd.arrays.IntegerArray(np.asarray(values, dtype=np.int64), ~np.asarray(known, dtype=np.bool_))


def amounts(values: npt.NDArray[np.float64]) -> pd.arrays.FloatingArray:
    """Return a Float64 column; NaN becomes pd.NA."""
    array = np.asarray(values, dtype=np.float64)
    return pd.arrays.FloatingArray(np.nan_to_num(array), np.isnan(array))


def keys(codes: npt.NDArray[Any], names: Sequence[str]) -> pd.Series[Any]:
    """Return a categorical column that names the key of each row."""
    categories = pd.CategoricalDtype(list(names))
    return pd.Series(pd.Categorical.from_codes(codes.astype(np.int16), dtype=categories))


def optional_counts(values: Sequence[int | None]) -> pd.arrays.IntegerArray:
    """Return an Int64 column from a list; None becomes pd.NA."""
    known = np.array([value is not None for value in values], dtype=np.bool_)
    return counts(np.array([value or 0 for value in values], dtype=np.int64), known)


def optional_texts(values: Sequence[str | None]) -> ExtensionArray:
    """Return a string column from a list; None becomes pd.NA."""
    return pd.array(values, dtype=pd.StringDtype("python"))

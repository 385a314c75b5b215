"""Tidy tables of what was read, found and asked for: one row a cell, a finding or a rule, as DataFrames.

What there is not is pd.NA in every column. Numbers of cells are exact (int, or Decimal where a fraction is
printed), in a column of objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd


#: One row a cell. ``agency`` is a name, ``place`` says in words where the cell stands in ``source``, ``unit``
#: is that of ``value``. ``recognised`` is what was recognised where the cell is a picture, ``confirmed_by``
#: who has confirmed what it shows.
CELL_COLUMNS: Final[Mapping[str, str]] = {
    "agency": "string",
    "year": "Int64",
    "form": "string",
    "table": "string",
    "row": "string",
    "column": "string",
    "value": "object",
    "printed": "string",
    "status": "string",
    "place": "string",
    "unit": "string",
    "source": "string",
    "recognised": "string",
    "confirmed_by": "string",
}
#: One row a finding. ``cells`` are ids in a tuple, ``place`` and ``quote`` are its first evidence.
FINDING_COLUMNS: Final[Mapping[str, str]] = {
    "agency": "string",
    "year": "Int64",
    "id": "string",
    "rule": "string",
    "severity": "string",
    "title": "string",
    "table": "string",
    "cells": "object",
    "expected": "object",
    "observed": "object",
    "message": "string",
    "basis": "string",
    "place": "string",
    "quote": "string",
    "source": "string",
}
#: One row a rule. ``forms`` are ids in a tuple, ``reason`` says why a rule is not checked.
RULE_COLUMNS: Final[Mapping[str, str]] = {
    "rule": "string",
    "version": "Int64",
    "severity": "string",
    "forms": "object",
    "title": "string",
    "basis": "string",
    "checked": "boolean",
    "reason": "string",
}


def tidy_frame(columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Return rows as a table of these columns, by name and dtype; None becomes pd.NA."""
    import pandas as pd

    listed = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            name: pd.Series([pd.NA if value is None else value for value in values], dtype=kind)
            for (name, kind), values in zip(columns.items(), listed, strict=True)
        }
    )

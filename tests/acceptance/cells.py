"""Many cell ids in few words: a row as ``applications/new/*``, rows in form order as ``new..granted``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def in_short(cells: Iterable[str], form: Sequence[str]) -> str:
    """Return the cells in one line that says exactly which they are; ``form`` lists all of the report's.

    >>> form = [f"reviews/{row}/{column}" for row in ("a", "b") for column in ("x", "y", "z")]
    >>> in_short(["reviews/a/x", "reviews/a/y", "reviews/a/z"], form)
    'reviews/a/*'
    >>> in_short(["reviews/a/x", "reviews/b/x", "reviews/b/z"], form)
    'reviews/a/x reviews/b/x,z'
    """
    wanted = set(cells)
    tables = dict.fromkeys(cell.split("/")[0] for cell in form)
    return " ".join(
        part
        for table in tables
        for part in _of_table(table, wanted, [cell for cell in form if cell.startswith(f"{table}/")])
    )


def _of_table(table: str, wanted: set[str], form: Sequence[str]) -> list[str]:
    rows: dict[str, list[str]] = {}
    chosen: dict[str, list[str]] = {}
    for cell in form:
        _, row, column = cell.split("/")
        rows.setdefault(row, []).append(column)
        if cell in wanted:
            chosen.setdefault(row, []).append(column)
    if chosen == rows:
        return [f"{table}/*"]
    alike: dict[str, list[str]] = {}
    for row, columns in chosen.items():
        alike.setdefault(_named(columns, rows[row]), []).append(row)
    return [f"{table}/{_named(members, list(rows))}/{columns}" for columns, members in alike.items()]


def _named(chosen: Sequence[str], every: Sequence[str]) -> str:
    """Name some of a list: ``*`` for all, ``a..d`` for three or more that follow each other."""
    if list(chosen) == list(every):
        return "*"
    runs: list[list[str]] = []
    for name in chosen:
        if runs and every.index(runs[-1][-1]) + 1 == every.index(name):
            runs[-1].append(name)
        else:
            runs.append([name])
    return ",".join(f"{run[0]}..{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs)

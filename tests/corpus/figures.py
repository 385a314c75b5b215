"""The figures of an invented report: what is printed in each cell, and what a reader must make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from gouji.model.form import Row, Table, load_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: A number, words that claim none (``/``, ``无``), or None where the cell is printed empty.
Figure = int | Decimal | str | None

AGENCIES = (
    "青岚县水利局",
    "云溪区教育局",
    "白沙湾市人民政府",
    "松涛区市场监督管理局",
    "临川口镇人民政府",
    "北渚市人民政府办公室",
)
PLACEHOLDERS = ("/", "—", "无", "-")

_APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
_NOT_OUTCOMES = frozenset({"new", "carried_in", "handled_total", "carried_out"})


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """One report: the form it follows and a figure for every cell of that form.

    ``one_other_row`` prints （六）其他处理 of form 2021 as one row. ``extra`` are the numbers of the
    provincial row 其他主动公开文件, printed only by styles that have that row.
    """

    form: str
    agency: str
    year: int
    cells: Mapping[str, Figure]
    one_other_row: bool = False
    extra: tuple[int, int, int] = (57, 2, 301)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The statutory tables as this report prints them."""
        return form_tables(self.form, one_other_row=self.one_other_row)

    def truth(self) -> dict[str, int | Decimal | None]:
        """The number that is printed in each cell; None where none is."""
        return {key: None if isinstance(value, str) else value for key, value in self.cells.items()}

    def as_json(self) -> dict[str, object]:
        """The content of a ``truth.json`` file."""
        return {"agency": self.agency, "year": self.year, "form": self.form, "cells": self.truth()}

    def with_cells(self, **changes: Figure) -> ReportFigures:
        """Return the report with some cells changed; ``/`` in ids is written ``__``."""
        changed = {key.replace("__", "/"): value for key, value in changes.items()}
        if unknown := changed.keys() - self.cells.keys():
            raise KeyError(*unknown)
        return replace(self, cells={**self.cells, **changed})


def form_tables(form_id: str, *, one_other_row: bool = False) -> tuple[Table, ...]:
    """The tables of a form, with one row for （六）其他处理 where the form allows it and it is asked for."""
    return tuple(
        table.with_alternative(table.alternatives[0]) if one_other_row and table.alternatives else table
        for table in load_form(form_id).tables
    )


def unit_of(cell_id: str) -> str:
    """The statutory row ``table/row`` that a cell belongs to."""
    return cell_id.rsplit("/", 1)[0]


def make_figures(
    rng: Random,
    form: str = "2021",
    *,
    one_other_row: bool = False,
    digits: int = 4,
    zeros: float = 0.5,
    blanks: float = 0.0,
    placeholders: float = 0.0,
    consistent: bool = True,
) -> ReportFigures:
    """Draw a report whose sums agree, or, unless ``consistent``, disagree in some places.

    No count has more than ``digits`` digits. ``zeros`` is the share of zeros among the single counts;
    ``blanks`` and ``placeholders`` are the shares of all cells that are printed empty or with a mark.
    """

    def count() -> int:
        # small enough that no total outgrows ``digits``
        return 0 if rng.random() < zeros else rng.randint(1, max(9, 10**digits // 300))

    tables = {table.id: table for table in form_tables(form, one_other_row=one_other_row)}
    cells: dict[str, Figure] = {}
    for row in tables["disclosure"].rows:
        for column in row.columns:
            cells[f"disclosure/{row.id}/{column.id}"] = _disclosed(rng, column.id, digits, zeros)
    cells |= _applications(tables["applications"].rows, count)
    for row in tables["reviews"].rows:
        results = {column.id: count() for column in row.columns[:-1]}
        cells |= {f"reviews/{row.id}/{key}": value for key, value in results.items()}
        cells[f"reviews/{row.id}/total"] = sum(results.values())
    if not consistent:
        summed = [key for key in cells if not key.startswith("disclosure/")]
        for key in rng.sample(summed, k=rng.randint(1, 12)):
            cells[key] = rng.randrange(10**digits)
    for key in cells:
        if rng.random() < placeholders:
            cells[key] = rng.choice(PLACEHOLDERS)
        elif rng.random() < blanks:
            cells[key] = None
    year = rng.choice((2019, 2020)) if form == "2019" else rng.randint(2021, 2025)
    return ReportFigures(form, rng.choice(AGENCIES), year, cells, one_other_row)


def sample_report(name: str, number: int) -> ReportFigures:
    """The ``number``-th report under a name: full, with blanks, large and inconsistent, sparse, in turn."""
    rng = Random(f"{name} {number}")
    kind = number % 4
    return make_figures(
        rng,
        rng.choice(("2019", "2021")),
        one_other_row=rng.random() < 0.3,
        digits=8 if kind == 2 else 5,
        zeros=(0.2, 0.5, 0.1, 0.9)[kind],
        blanks=0.2 if kind == 1 else 0.0,
        placeholders=0.05 if kind == 2 else 0.0,
        consistent=kind != 2,
    )


def _disclosed(rng: Random, column: str, digits: int, zeros: float) -> Figure:
    if column == "amount":
        return rng.choice((0, rng.randint(1, 10**digits - 1), Decimal(rng.randint(1, 10**digits)) / 100))
    if column == "change":
        return rng.choice((0, 0, rng.randint(-9, 9)))
    return 0 if rng.random() < zeros / 2 else rng.randint(1, 10**digits - 1)


def _applications(rows: tuple[Row, ...], count: Callable[[], int]) -> dict[str, Figure]:
    columns: list[dict[str, int]] = []
    for _ in _APPLICANTS:
        column = {row.id: count() for row in rows if row.id not in _NOT_OUTCOMES}
        column["handled_total"] = sum(column.values())
        column["carried_out"] = count()
        pool = column["handled_total"] + column["carried_out"]
        column["carried_in"] = min(count(), pool)
        column["new"] = pool - column["carried_in"]
        columns.append(column)
    cells: dict[str, Figure] = {}
    for row in rows:
        for applicant, column in zip(_APPLICANTS, columns, strict=True):
            cells[f"applications/{row.id}/{applicant}"] = column[row.id]
        cells[f"applications/{row.id}/total"] = sum(column[row.id] for column in columns)
    return cells

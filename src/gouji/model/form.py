"""The statutory forms, as data: sections, tables, rows, columns, printed labels and known variants.

The JSON files beside this module are the forms; this module only gives them types and names. Sources:
form 2019 is 国办公开办函〔2019〕60号, form 2021 is 国办公开办函〔2021〕30号, ``university`` the regime of
教育部令第29号 (sections only, no statutory tables).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


#: Forms with statutory tables, and all forms.
STATUTORY = ("2019", "2021")
FORM_IDS = (*STATUTORY, "university")
#: The first and the last statutory form; what reports without a recognised form are held against.
OLDEST, NEWEST = "2019", "2021"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a statutory table. ``unit`` is the unit its numbers are in.

    Columns and rows are loaded once and told apart by identity: they are asked for in every row that is read.
    """

    id: str
    label: str
    unit: str
    variants: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The label and its known variants."""
        return (self.label, *self.variants)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a statutory table with the columns it has cells in.

    ``number`` is the printed numbering (``三``, ``（一）``, ``1.``), ``groups`` the labels of the merged
    cells to its left, ``short`` a shorter label for narrow displays.
    """

    id: str
    label: str
    columns: tuple[Column, ...]
    number: str = ""
    short: str = ""
    variants: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    item: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The label and its known variants, without numbering."""
        return (self.label, *self.variants)

    @property
    def printed(self) -> str:
        """The label with its numbering, as the form prints it."""
        separator = "、" if self.number and self.number in "一二三四五六七八" else ""
        return f"{self.number}{separator}{self.label}"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Rows that lawful reports print in place of others."""

    replaces: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A statutory table: its rows in form order. Tables are loaded once and told apart by identity."""

    id: str
    section: int
    title: str
    rows: tuple[Row, ...]
    group_labels: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def with_alternative(self, alternative: Alternative) -> Table:
        """Return the table with the alternative's rows in place of those it replaces."""
        at = next(n for n, row in enumerate(self.rows) if row.id == alternative.replaces[0])
        rows = (*self.rows[:at], *alternative.rows, *self.rows[at + len(alternative.replaces) :])
        return Table(self.id, self.section, self.title, rows, self.group_labels)

    @cached_property
    def with_alternatives(self) -> Table:
        """The table with all its alternatives in place of what they replace."""
        table = self
        for alternative in self.alternatives:
            table = table.with_alternative(alternative)
        return table

    @property
    def every_row(self) -> tuple[Row, ...]:
        """All rows, those of the alternatives included."""
        return (*self.rows, *(row for alternative in self.alternatives for row in alternative.rows))

    def row(self, row_id: str) -> Row:
        """Return the row with this id, those of the alternatives included."""
        return next(row for row in self.every_row if row.id == row_id)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every different column of the table, in form order."""
        seen = {column.id: column for row in self.rows for column in row.columns}
        return tuple(seen.values())

    @cached_property
    def cell_ids(self) -> tuple[str, ...]:
        """Ids ``table/row/column`` of all cells, in form order."""
        return tuple(f"{self.id}/{row.id}/{column.id}" for row in self.rows for column in row.columns)


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section that the form prescribes."""

    number: int
    title: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A statutory form. ``years`` are the first and last report year it is prescribed for."""

    id: str
    name: Text
    notice: str
    years: tuple[int, int | None]
    sections: tuple[FormSection, ...]
    tables: tuple[Table, ...]

    def table(self, table_id: str) -> Table:
        """Return the table with this id."""
        return next(table for table in self.tables if table.id == table_id)

    def prescribed_for(self, year: int) -> bool:
        """Say whether the form is the one prescribed for reports of this year."""
        first, last = self.years
        return first <= year and (last is None or year <= last)


@cache
def load_form(form_id: str) -> Form:
    """Load a form from its data file. Raises KeyError for an id that is none of :data:`FORM_IDS`."""
    if form_id not in FORM_IDS:
        raise KeyError(form_id)
    raw = json.loads(resources.files("gouji.model").joinpath("forms", f"{form_id}.json").read_text("utf-8"))
    return Form(
        id=raw["id"],
        name=Text(**raw["name"]),
        notice=raw["notice"],
        years=(raw["years"][0], raw["years"][1]),
        sections=tuple(FormSection(s["number"], s["title"], tuple(s["variants"])) for s in raw["sections"]),
        tables=tuple(_table(table) for table in raw["tables"]),
    )


def rows_of(cell_ids: Iterable[str], form_id: str | None = None) -> list[Row]:
    """Return the rows of one table that have just these cells, in order; the form given goes first.

    A report may print table two with rows of one statutory form beside rows of the other.
    """
    columns: dict[tuple[str, str], list[str]] = {}
    for table_id, row_id, column_id in (cell_id.split("/") for cell_id in cell_ids):
        columns.setdefault((table_id, row_id), []).append(column_id)
    found = {key: _rows(form_id, *key) for key in columns}
    return [
        next((row for row in rows if [column.id for column in row.columns] == columns[key]), rows[0])
        for key, rows in found.items()
    ]


def row_and_column(cell_id: str, form_id: str | None = None) -> tuple[Row, Column]:
    """Return the row and the column of a cell; ``form_id`` says which form goes first."""
    table_id, row_id, column_id = cell_id.split("/")
    rows = _rows(form_id, table_id, row_id)
    return next((row, column) for row in rows for column in row.columns if column.id == column_id)


def _rows(form_id: str | None, table_id: str, row_id: str) -> list[Row]:
    forms = [load_form(form) for form in dict.fromkeys((form_id, *reversed(STATUTORY))) if form in STATUTORY]
    return [row for form in forms for row in form.table(table_id).every_row if row.id == row_id]


def _table(raw: dict[str, Any]) -> Table:
    blocks = raw.get("blocks") or [raw]
    unit: str = raw["unit"]
    columns_of = [tuple(_column(column, unit) for column in block["columns"]) for block in blocks]
    rows = tuple(
        _row(row, columns, block.get("item", ""))
        for block, columns in zip(blocks, columns_of, strict=True)
        for row in block["rows"]
    )
    alternatives = tuple(
        Alternative(tuple(a["replaces"]), tuple(_row(row, columns_of[0], "") for row in a["rows"]))
        for a in raw.get("alternatives", ())
    )
    return Table(
        raw["id"], raw["section"], raw["title"], rows, tuple(raw.get("group_labels", ())), alternatives
    )


def _column(raw: dict[str, Any], unit: str) -> Column:
    return Column(
        raw["id"],
        raw["label"],
        raw.get("unit", unit),
        tuple(raw.get("variants", ())),
        tuple(raw.get("groups", ())),
    )


def _row(raw: dict[str, Any], columns: tuple[Column, ...], item: str) -> Row:
    return Row(
        id=raw["id"],
        label=raw["label"],
        columns=columns,
        number=raw.get("number", ""),
        short=raw.get("short", ""),
        variants=tuple(raw.get("variants", ())),
        groups=tuple(raw.get("groups", ())),
        item=item,
    )

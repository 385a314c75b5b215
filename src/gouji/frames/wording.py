"""What rows, columns and cells are called in messages: as the form prints them."""

from __future__ import annotations

from functools import cache

from gouji.bilingual import Text
from gouji.forms import load_form
from gouji.frames.matrix import STATUTORY_FORMS

_TABLES = {
    "disclosure": Text("表二", "table two"),
    "applications": Text("表三", "table three"),
    "reviews": Text("表四", "table four"),
}


def table_name(table: str) -> Text:
    """Return 表二, 表三 or 表四: tables are counted by the section they stand in."""
    return _TABLES[table]


@cache
def row_name(form_id: str, table: str, row: str) -> str:
    """Return a row's label with its numbering and the merged cell it stands under, shortened where long."""
    found = load_form(form_id).table(table).row(row)
    name = found.printed
    if found.short:
        name = f"{found.number}{found.short}"
    group = found.groups[-1] if found.groups else ""
    return f"{group}{name}" if found.number[:1].isdigit() and group else name


@cache
def column_name(form_id: str, table: str, column: str) -> str:
    """Return a column's label."""
    return next(c.label for c in load_form(form_id).table(table).columns if c.id == column)


@cache
def cell_name(form_id: str | None, cell_id: str) -> str:
    """Return ``行 / 列`` of a cell in words, or its id where the form has no such cell."""
    table, row, column = cell_id.split("/")
    for known in (form_id, *STATUTORY_FORMS):
        if known in STATUTORY_FORMS:
            try:
                return f"{row_name(known, table, row)}／{column_name(known, table, column)}"
            except StopIteration:
                continue
    return cell_id

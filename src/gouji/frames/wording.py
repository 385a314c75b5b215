"""What rows, columns and cells are called in messages: as the form prints them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from gouji.bilingual import Text
from gouji.forms import load_form
from gouji.frames.matrix import STATUTORY_FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.filing import Cell

#: Cells named one by one in a message; the finding lists them all.
_NAMED: Final = 4
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


def cells_named(form_id: str | None, cells: Sequence[Cell]) -> Text:
    """Return what the first of some cells are called, and how many there are: ``“甲／乙”等 7 格``."""
    names = [f"“{cell_name(form_id, cell.id)}”" for cell in cells[:_NAMED]]
    if len(cells) <= _NAMED:
        return Text("、".join(names), ", ".join(names))
    more = Text("等 {count} 格", " and others, {count} in all").filled(count=len(cells))
    return Text("、".join(names) + more.zh, ", ".join(names) + more.en)


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

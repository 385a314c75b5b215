"""How messages name rows, columns and cells, and how findings quote the places of printed cells."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from gouji.measures.matrix import STATUTORY_FORMS
from gouji.model.finding import Evidence
from gouji.model.form import load_form
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.model.document import Place
    from gouji.model.filing import Cell, Filing, PrintedLabel


#: Printed lines quoted for one table.
MOST_QUOTED: Final = 12
#: Empty cells of one line named one by one.
_MOST_NAMED: Final = 3
_EMPTY: Final = (Text("空白格", "empty cell"), Text("{count} 个空白格", "{count} empty cells"))
_NOT_READ: Final = (
    Text("未读出的格", "cell not read"),
    Text("{count} 个未读出的格", "{count} cells not read"),
)


def _line_of(place: Place) -> Place:
    return place._replace(field=None, column=None, reference=None)


def quote_cells(filing: Filing, cells: Iterable[Cell]) -> tuple[Evidence, ...]:
    """Quote the cells that have a place, those of one printed line together, in the order given.

    Where the cells of a line print nothing, the quote says which cells these are (by the label that stands on
    the line where they are many) and the place that they are empty.
    """
    lines: dict[Place, list[Cell]] = {}
    for cell in cells:
        if cell.place is not None:
            lines.setdefault(_line_of(cell.place), []).append(cell)
    evidence = []
    for line, group in lines.items():
        place = group[0].place if len(group) == 1 else line
        printed = " ".join(
            " ".join((cell.printed or "").split()) for cell in group if (cell.printed or "").strip()
        )
        if place is None:
            continue
        if printed:
            evidence.append(Evidence(filing.source.name, place.text(), printed))
        else:
            evidence.append(_of_nothing(filing, line, place, group))
    return tuple(evidence)


def _of_nothing(filing: Filing, line: Place, place: Place, cells: Sequence[Cell]) -> Evidence:
    """Say where cells stand that print nothing, and which they are."""
    empty = all(cell.status == "blank" for cell in cells)
    state = (_EMPTY if empty else _NOT_READ)[len(cells) > 1].filled(count=len(cells))
    where = Text(f"{place.said('zh')}（{state.zh}）", f"{place.said('en')} ({state.en})")
    names = "、".join(cell_name(filing.form, cell.id) for cell in cells[:_MOST_NAMED])
    if len(cells) > _MOST_NAMED:
        names = _label(filing, line) or f"{names}……"
    return Evidence(filing.source.name, where, names, empty=True)


def other_source(other: Filing, audited: Filing) -> str:
    """Name the file of another report, with its year where that differs: files are often named alike."""
    name = other.source.name
    return name if other.year in (None, audited.year) else f"{other.year}/{name}"


def _label(filing: Filing, line: Place) -> str:
    return next((label.printed for label in reversed(filing.labels) if _line_of(label.place) == line), "")


def quote_label(source: str, label: PrintedLabel) -> Evidence:
    """Quote a printed row or column label."""
    return Evidence(source, label.place.text(), label.printed)


def quote_remains(filing: Filing, table: str) -> tuple[Evidence, ...]:
    """Quote what stands where a table should be: its heading, a label of it, else the nearest headings."""
    section = load_form(filing.form or "").table(table).section
    headings = [found for found in filing.sections if found.number == section]
    if headings:
        return (Evidence(filing.source.name, headings[0].place.text(), headings[0].title),)
    labels = [label for label in filing.labels if label.element.startswith(f"{table}/")]
    if labels:
        return (quote_label(filing.source.name, labels[0]),)
    return quote_neighbourhood(filing, section)


def quote_neighbourhood(filing: Filing, section: int) -> tuple[Evidence, ...]:
    """Quote the section headings around the place where a section should stand."""
    before = [found for found in filing.sections if found.number < section]
    after = [found for found in filing.sections if found.number > section]
    nearest = [*before[-1:], *after[:1]]
    return tuple(Evidence(filing.source.name, found.place.text(), found.title) for found in nearest)


def source_order(place: Place) -> tuple[int, ...]:
    """Sort key: the order in which a person meets two places of one source."""
    return (
        place.page or 0,
        place.paragraph or 0,
        place.line or 0,
        place.table or 0,
        place.row or 0,
        place.column or 0,
        place.field or 0,
    )


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

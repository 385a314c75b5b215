"""Quoting the source: the printed cells that take part in a finding, gathered line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gouji.bilingual import Text
from gouji.finding import Evidence
from gouji.forms import load_form
from gouji.frames.wording import cell_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.document import Place
    from gouji.filing import Cell, Filing, PrintedLabel


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

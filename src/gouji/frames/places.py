"""Quoting the source: the printed cells that take part in a finding, gathered line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.finding import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.document import Place
    from gouji.filing import Cell, Filing, PrintedLabel


def _line_of(place: Place) -> Place:
    return place._replace(field=None, column=None, reference=None)


def quote_cells(filing: Filing, cells: Iterable[Cell]) -> tuple[Evidence, ...]:
    """Quote the cells that have a place, those of one printed line together, in the order given.

    A line of which the cells print nothing is quoted by its label where that stands on the same line; else
    the quote is empty, as is the place.
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
        if place is not None:
            evidence.append(Evidence(filing.source.name, place.text(), printed or _label(filing, line)))
    return tuple(evidence)


def other_source(other: Filing, audited: Filing) -> str:
    """Name the file of another report, with its year where that differs: files are often named alike."""
    name = other.source.name
    return name if other.year in (None, audited.year) else f"{other.year}/{name}"


def _label(filing: Filing, line: Place) -> str:
    return next((label.printed for label in reversed(filing.labels) if _line_of(label.place) == line), "")


def quote_label(source: str, label: PrintedLabel) -> Evidence:
    """Quote a printed row or column label."""
    return Evidence(source, label.place.text(), label.printed)


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

"""Cells as pages show them: the printed text, what was made of it, and the findings that speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.filing import EMPTY, UNREAD
from gouji.finding import gravity
from gouji.forms import row_and_column
from gouji.pages.render import number
from gouji.pages.words import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.bilingual import Text
    from gouji.filing import Cell, Filing
    from gouji.finding import Finding
    from gouji.pages.words import Word


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding as a cell refers to it: its number on the page, its id, its severity."""

    number: int
    id: str
    severity: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell ready to be printed. ``reading`` is the value where it does not say the same as the text.

    ``quiet``: it adds nothing to the sums it is marked for (a zero or a blank), and refers to no finding.
    """

    id: str
    anchor: str
    text: str
    status: str
    word: Word
    reading: str | None
    unsure: bool
    place: Text | None
    marks: tuple[Mark, ...]
    quiet: bool

    @property
    def referring(self) -> tuple[Mark, ...]:
        """The findings that the cell leads to, the first by its link, all by their numbers."""
        return () if self.quiet else self.marks

    @property
    def classes(self) -> str:
        """Classes for the style sheet: the status, and the worst severity that concerns the cell."""
        names = [f"s-{self.status}"]
        if self.marks:
            worst = min(self.marks, key=lambda mark: gravity(mark.severity))
            names.append(f"{'part' if self.quiet else 'hit'} h-{worst.severity}")
        if self.unsure:
            names.append("unsure")
        return " ".join(names)


#: A finding on no more cells than these speaks of each of them; one on more is a sum over a row or column.
_FEW = 4


def shown_cells(filing: Filing, findings: Sequence[Finding]) -> dict[str, ShownCell]:
    """Return the cells of a filing by id, each with the marks of the findings it takes part in."""
    marks: dict[str, list[Mark]] = {}
    single: set[str] = set()
    for index, finding in enumerate(findings, start=1):
        for cell_id in finding.cells:
            marks.setdefault(cell_id, []).append(Mark(index, finding.id, finding.severity))
            if len(finding.cells) <= _FEW:
                single.add(cell_id)
    return {
        cell.id: _shown(cell, tuple(marks.get(cell.id, ())), in_sums_only=cell.id not in single)
        for cell in filing.cells
    }


def _shown(cell: Cell, marks: tuple[Mark, ...], *, in_sums_only: bool) -> ShownCell:
    text = (cell.printed or "").strip()
    reading = None
    if cell.value is not None and cell.status != "read":
        reading = f"{number(cell.value)} {cell.unit}".strip()
    return ShownCell(
        id=cell.id,
        anchor=cell_anchor(cell.id),
        text=text,
        status=cell.status,
        word=STATUSES[cell.status],
        reading=reading,
        unsure=cell.status not in UNREAD and not (cell.sure_row and cell.sure_column),
        place=cell.place.text() if cell.place else None,
        marks=marks,
        quiet=in_sums_only and not cell.value and (cell.status in EMPTY or cell.value is not None),
    )


def cell_anchor(cell_id: str) -> str:
    """Return the id of a cell's element on the page."""
    return "c-" + cell_id.replace("/", "-").replace("_", "-")


def adds_nothing(evidence: Mapping[str, Any]) -> bool:
    """Say whether what is quoted adds nothing to a sum: of many quotes (as in JSON) such are shown last."""
    return bool(evidence.get("empty")) or evidence["quote"].strip() == "0"


def cell_labels(filing: Filing) -> Mapping[str, str]:
    """Return how people call each cell: the row and column labels of the form it was read against."""
    return {
        cell.id: cell_label(cell.id, filing.table_forms.get(cell.id.split("/")[0]) or filing.form or "")
        for cell in filing.cells
    }


def cell_label(cell_id: str, form: str) -> str:
    """Return how people call a cell of a form: the labels of its row and column."""
    row, column = row_and_column(cell_id, form)
    number = f"{row.number}{'、' if row.printed != row.number + row.label else ''}"
    return f"{number}{row.short or row.label} · {column.label}"

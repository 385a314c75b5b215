"""Statutory tables as pages show them: laid out as the form prints them, with marks of findings.

The layout comes from the form's data and the cells of one filing; it holds ids and labels, no figures.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from itertools import groupby
from math import lcm
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gouji.model.filing import EMPTY, UNREAD
from gouji.model.finding import gravity
from gouji.model.form import load_form, row_and_column, rows_of
from gouji.model.text import Text
from gouji.show.words import STATUSES, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.model.filing import Cell, Filing
    from gouji.model.finding import Evidence, Finding
    from gouji.model.form import Column, Row, Table
    from gouji.show.words import Word


Scope = Literal["col", "colgroup", "row", "rowgroup"]


@dataclass(frozen=True, slots=True)
class Head:
    """A header cell. ``printed`` is the source's own wording where it differs from the form's."""

    label: str
    scope: Scope
    colspan: int = 1
    rowspan: int = 1
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class FormCell:
    """The place of one cell of the form."""

    cell: str
    colspan: int = 1


Line = tuple[Head | FormCell, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One statutory table: ``head`` lines, ``bodies`` of lines, how many columns are row headers."""

    table: str
    title: str
    form: str
    head: tuple[Line, ...]
    bodies: tuple[tuple[Line, ...], ...]
    stub: int


def layouts(filing: Filing) -> list[Layout]:
    """Lay out every statutory table of the filing, in form order; none where no form was recognised."""
    tables = list(dict.fromkeys(cell.id.split("/")[0] for cell in filing.form_cells))
    made = []
    for table_id in tables:
        form_id = filing.table_forms.get(table_id) or filing.form or ""
        table = load_form(filing.form or "").table(table_id)
        rows = rows_of([cell.id for cell in filing.table(table_id)], form_id)
        labels = {label.element: label.printed for label in filing.labels}
        made.append(_LAYING[table_id](form_id, table, rows, labels))
    return made


def empty_layouts(form_id: str) -> list[Layout]:
    """Lay out the tables of a form as it is handed out, in form order."""
    return [_LAYING[table.id](form_id, table, table.rows, {}) for table in load_form(form_id).tables]


class PlacedCell(NamedTuple):
    """A cell of a layout with the row and column that it starts in, counted from 0."""

    row: int
    column: int
    rowspan: int
    colspan: int
    label: str
    cell: str


def placed(layout: Layout) -> list[PlacedCell]:
    """Return the cells of a layout in reading order, for what draws a table by rows and columns.

    ``label`` is what the form prints, ``cell`` the id of a cell for a figure; one of them is empty.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[PlacedCell] = []
    for row, line in enumerate(line for part in (layout.head, *layout.bodies) for line in part):
        column = 0
        for one in line:
            while (row, column) in taken:
                column += 1
            rowspan = one.rowspan if isinstance(one, Head) else 1
            label, cell = (one.label, "") if isinstance(one, Head) else ("", one.cell)
            cells.append(PlacedCell(row, column, rowspan, one.colspan, label, cell))
            taken |= {(row + down, column + on) for down in range(rowspan) for on in range(one.colspan)}
    return cells


def _differing(labels: dict[str, str], element: str, form_label: str) -> str | None:
    printed = labels.get(element)
    return None if printed is None or _bare(printed) == _bare(form_label) else printed.strip()


def _bare(label: str) -> str:
    same = str.maketrans("“”‘’(),:．", "\"\"''（），：.")
    return "".join(label.split()).translate(same).replace("、", "").replace(".", "")


def _blocks(form_id: str, table: Table, rows: Sequence[Row], labels: dict[str, str]) -> Layout:
    """Table two: one block an item of article 20, each with columns of its own."""
    blocks = [(item, list(block)) for item, block in groupby(rows, key=lambda row: row.item)]
    width = lcm(*(len(row.columns) for row in rows))
    bodies = []
    for item, block in blocks:
        columns = block[0].columns
        lines: list[Line] = [
            (Head(item, "rowgroup", colspan=width + 1),),
            (
                Head("信息内容", "col"),
                *(Head(column.label, "col", colspan=width // len(columns)) for column in columns),
            ),
        ]
        lines += [
            (
                Head(
                    row.printed,
                    "row",
                    printed=_differing(labels, f"{table.id}/{row.id}", row.printed),
                ),
                *(FormCell(f"{table.id}/{row.id}/{column.id}", width // len(columns)) for column in columns),
            )
            for row in block
        ]
        bodies.append(tuple(lines))
    return Layout(table.id, table.title, form_id, (), tuple(bodies), stub=1)


def _matrix(form_id: str, table: Table, rows: Sequence[Row], labels: dict[str, str]) -> Layout:
    """Table three: nested row groups to the left, nested column groups on top."""
    columns = rows[0].columns
    stub = max(len(row.groups) for row in rows) + 1
    head = _column_head(columns, labels, table.id)
    corner = Head("（" + _BALANCE + "）", "col", colspan=stub, rowspan=len(head))
    lines = [(corner, *head[0]), *head[1:]]
    body: list[Line] = []
    for index, row in enumerate(rows):
        heads = [
            Head(group, "rowgroup", rowspan=_run(rows, index, depth))
            for depth, group in enumerate(row.groups)
            if index == 0 or rows[index - 1].groups[: depth + 1] != row.groups[: depth + 1]
        ]
        printed = _differing(labels, f"{table.id}/{row.id}", row.printed)
        heads.append(Head(row.printed, "row", colspan=stub - len(row.groups), printed=printed))
        body.append((*heads, *(FormCell(f"{table.id}/{row.id}/{column.id}") for column in columns)))
    return Layout(table.id, table.title, form_id, tuple(lines), (tuple(body),), stub)


_BALANCE = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"


def _run(rows: Sequence[Row], start: int, depth: int) -> int:
    """Count the rows from ``start`` on that share its groups down to ``depth``."""
    groups = rows[start].groups[: depth + 1]
    length = 0
    while start + length < len(rows) and rows[start + length].groups[: depth + 1] == groups:
        length += 1
    return length


def _column_head(columns: Sequence[Column], labels: dict[str, str], table_id: str) -> list[Line]:
    depth = max(len(column.groups) for column in columns) + 1
    lines: list[Line] = []
    for level in range(depth):
        line: list[Head] = []
        for key, members in _runs(columns, level):
            if key is not None:
                line.append(Head(key, "colgroup", colspan=len(members)))
                continue
            line += [
                Head(
                    column.label,
                    "col",
                    rowspan=depth - level,
                    printed=_differing(labels, f"{table_id}/*/{column.id}", column.label),
                )
                for column in members
                if len(column.groups) == level
            ]
        lines.append(tuple(line))
    return lines


def _runs(columns: Sequence[Column], level: int) -> Iterable[tuple[str | None, list[Column]]]:
    """Group neighbouring columns by their group at this level; None for those that have none."""
    grouped = groupby(columns, key=lambda c: c.groups[: level + 1] if len(c.groups) > level else None)
    return [(key[-1] if key else None, list(members)) for key, members in grouped]


def _side_by_side(form_id: str, table: Table, rows: Sequence[Row], labels: dict[str, str]) -> Layout:
    """Table four: its groups side by side over a single line of figures."""
    top: list[Head] = []
    second: list[Head] = []
    for groups, members in groupby(rows, key=lambda row: row.groups):
        block = list(members)
        width = sum(len(row.columns) for row in block)
        if groups:
            top.append(Head(groups[0], "colgroup", colspan=width))
            second += [Head(row.printed, "colgroup", colspan=len(row.columns)) for row in block]
        else:
            top += [Head(row.printed, "colgroup", colspan=len(row.columns), rowspan=2) for row in block]
    third = tuple(
        Head(
            column.label,
            "col",
            printed=_differing(labels, f"{table.id}/*/{column.id}", column.label),
        )
        for row in rows
        for column in row.columns
    )
    figures = tuple(FormCell(f"{table.id}/{row.id}/{column.id}") for row in rows for column in row.columns)
    return Layout(table.id, table.title, form_id, (tuple(top), tuple(second), third), ((figures,),), stub=0)


_LAYING = {"disclosure": _blocks, "applications": _matrix, "reviews": _side_by_side}


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
    ``picture`` is the address of the picture that the text was recognised in, ``confirmed`` says by whom it
    was confirmed.
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
    picture: str = ""
    confirmed: Text | None = None

    @property
    def referring(self) -> tuple[Mark, ...]:
        """The findings that the cell leads to, the first by its link, all by their numbers."""
        return () if self.quiet else self.marks

    @property
    def classes(self) -> str:
        """Classes for the style sheet: that it was not read, the worst severity that concerns it."""
        names = [f"s-{self.status}"] if self.status in UNREAD else []
        if self.marks:
            worst = min(self.marks, key=lambda mark: gravity(mark.severity))
            names.append(f"{'part' if self.quiet else 'hit'} h-{worst.severity}")
        if self.unsure:
            names.append("unsure")
        return " ".join(names)


def by_severity(found: Sequence[Finding]) -> list[Finding]:
    """Return the findings with the gravest first, otherwise in the order of the audit."""
    return sorted(found, key=lambda finding: gravity(finding.severity))


#: A finding on no more cells than these speaks of each of them; one on more is a sum over a row or column.
_FEW = 4


def shown_cells(filing: Filing, findings: Sequence[Finding]) -> dict[str, ShownCell]:
    """Return the cells of a filing by id, each with the marks of the findings it takes part in."""
    marks: dict[str, list[Mark]] = {}
    single: set[str] = set()
    for index, finding in enumerate(findings, start=1):
        mark = Mark(index, finding.id, finding.severity)
        for cell_id in finding.cells:
            marks.setdefault(cell_id, []).append(mark)
            if len(finding.cells) <= _FEW:
                single.add(cell_id)
    anchors = cell_anchors(filing)
    return {
        cell.id: _shown(
            cell, anchors[cell.id], tuple(marks.get(cell.id, ())), in_sums_only=cell.id not in single
        )
        for cell in filing.form_cells
    }


def _shown(cell: Cell, anchor: str, marks: tuple[Mark, ...], *, in_sums_only: bool) -> ShownCell:
    text = cell.shown.strip()
    reading = None
    if cell.value is not None and cell.status != "read":
        reading = f"{number(cell.value)} {cell.unit}".strip()
    return ShownCell(
        id=cell.id,
        anchor=anchor,
        text=text,
        status=cell.status,
        word=STATUSES[cell.status],
        reading=reading,
        unsure=cell.status not in UNREAD and not (cell.sure_row and cell.sure_column),
        place=cell.place.text() if cell.place else None,
        marks=marks,
        quiet=in_sums_only and not cell.value and (cell.status in EMPTY or cell.value is not None),
        picture=png(cell.recognised.picture) if cell.recognised else "",
        confirmed=_CONFIRMED.filled(by=cell.confirmed.by, when=cell.confirmed.when[:10])
        if cell.confirmed
        else None,
    )


_CONFIRMED: Final = Text("{by} 确认，{when}", "confirmed by {by}, {when}")


def png(picture: bytes) -> str:
    """Return a picture as an address that loads nothing, empty for none."""
    return "data:image/png;base64," + base64.b64encode(picture).decode() if picture else ""


def cell_anchors(filing: Filing) -> dict[str, str]:
    """Return the ids of the elements of cells on the page: their numbers in the order of the form."""
    return {cell.id: f"c{number}" for number, cell in enumerate(filing.form_cells, start=1)}


def adds_nothing(evidence: Evidence) -> bool:
    """Say whether what is quoted adds nothing to a sum: of many quotes such are shown last."""
    return evidence.empty or evidence.quote.strip() == "0"


def cell_labels(filing: Filing) -> Mapping[str, str]:
    """Return how people call each cell: the row and column labels of the form it was read against."""
    return {
        cell.id: cell_label(cell.id, filing.table_forms.get(cell.id.split("/")[0]) or filing.form or "")
        for cell in filing.form_cells
    }


def cell_label(cell_id: str, form: str) -> str:
    """Return how people call a cell: the labels of its row and column in this form, else in another.

    What is no cell of any form stays as it is.
    """
    try:
        row, column = row_and_column(cell_id, form)
    except (ValueError, StopIteration):
        return cell_id
    number = f"{row.number}{'、' if row.printed != row.number + row.label else ''}"
    return f"{number}{row.short or row.label} · {column.label}"

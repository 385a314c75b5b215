"""The statutory tables as neutral sheets of slots, before any container gives them a physical form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from corpus.figures import ReportFigures, unit_of

if TYPE_CHECKING:
    from corpus.style import Style
    from gouji.model.form import Row, Table

Role = Literal["title", "header", "group", "label", "value"]

_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True, slots=True)
class Slot:
    r"""One printed cell of a sheet. ``row`` and ``column`` count from 0; ``text`` may hold ``\n``.

    ``units`` are the statutory rows (``table/row``) that cannot be read for sure any more once this slot
    is lost: its own for a value or a label, all below it for a header or a group. ``cell`` is the cell
    whose figure the slot prints.
    """

    text: str
    row: int
    column: int
    role: Role
    units: frozenset[str]
    rowspan: int = 1
    colspan: int = 1
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangular table of ``width`` columns, its slots in reading order."""

    table: str
    slots: tuple[Slot, ...]
    width: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return max((slot.row + slot.rowspan for slot in self.slots), default=0)

    @property
    def rows(self) -> list[list[Slot]]:
        """Slots by the row they start in, left to right."""
        rows: list[list[Slot]] = [[] for _ in range(self.height)]
        for slot in sorted(self.slots, key=lambda slot: (slot.row, slot.column)):
            rows[slot.row].append(slot)
        return rows

    @property
    def header_height(self) -> int:
        """Number of rows before the first row of values."""
        return min((slot.row for slot in self.slots if slot.role == "value"), default=self.height)

    def units(self) -> frozenset[str]:
        """Every statutory row that the sheet prints."""
        return frozenset(unit_of(slot.cell) for slot in self.slots if slot.cell)

    def cut(self, at: int) -> tuple[Sheet, Sheet]:
        """Cut the sheet before row ``at``, as a page does: merged cells go on, empty, in the second part."""
        first, second = [], []
        for slot in self.slots:
            end = slot.row + slot.rowspan
            if end <= at:
                first.append(slot)
            elif slot.row >= at:
                second.append(replace(slot, row=slot.row - at))
            else:
                first.append(replace(slot, rowspan=at - slot.row))
                second.append(replace(slot, text="", row=0, rowspan=end - at))
        return Sheet(self.table, tuple(first), self.width), Sheet(self.table, tuple(second), self.width)


def sheets(report: ReportFigures, style: Style) -> dict[str, tuple[Sheet, ...]]:
    """All sheets of a report by table id; table four may be three sheets."""
    tables = {table.id: table for table in report.tables}
    return {
        "disclosure": (_disclosure(report, style, tables["disclosure"]),),
        "applications": (_applications(report, style, tables["applications"]),),
        "reviews": _REVIEWS[style.reviews](report, style, tables["reviews"]),
    }


class _Builder:
    """Collects the slots of one sheet."""

    def __init__(self, report: ReportFigures, style: Style, table: Table) -> None:
        self.report = report
        self.style = style
        self.table = table
        self.every = frozenset(f"{table.id}/{row.id}" for row in table.rows)
        self.slots: list[Slot] = []

    def words(
        self,
        text: str,
        row: int,
        column: int,
        role: Role,
        units: frozenset[str] | None = None,
        rowspan: int = 1,
        colspan: int = 1,
    ) -> None:
        units = self.every if units is None else units
        self.slots.append(Slot(text, row, column, role, units, rowspan, colspan))

    def value(self, statutory: Row, key: str, row: int, column: int, colspan: int = 1, rows=None) -> None:
        cell = f"{self.table.id}/{statutory.id}/{key}"
        text = self.style.number(cell, self.report.cells[cell])
        units = rows or frozenset({unit_of(cell)})
        self.slots.append(Slot(text, row, column, "value", units, 1, colspan, cell))

    def sheet(self, width: int) -> Sheet:
        return Sheet(self.table.id, tuple(sorted(self.slots, key=lambda s: (s.row, s.column))), width)


def _disclosure(report: ReportFigures, style: Style, table: Table) -> Sheet:
    build = _Builder(report, style, table)
    at = 0
    for item, rows in groupby(table.rows, key=lambda row: row.item):
        block = tuple(rows)
        units = frozenset(f"disclosure/{row.id}" for row in block)
        columns = block[0].columns
        # the last column of a block reaches to the right edge, as the notices print it
        spans = [1] * (len(columns) - 1) + [4 - len(columns)]
        build.words(style.words(item), at, 0, "title", frozenset(), colspan=4)
        build.words(style.words("信息内容"), at + 1, 0, "header", units)
        for number, (column, span) in enumerate(zip(columns, spans, strict=True), 1):
            label = column.variants[0] if style.variant_labels and column.variants else column.label
            build.words(style.words(label), at + 1, number, "header", units, colspan=span)
        at += 2
        for row in block:
            unit = frozenset({f"disclosure/{row.id}"})
            label = row.variants[0] if style.variant_labels and row.variants else row.label
            build.words(style.words(label), at, 0, "label", unit)
            for number, (column, span) in enumerate(zip(columns, spans, strict=True), 1):
                build.value(row, column.id, at, number, span)
            at += 1
        if style.extra_row and block[-1].id == "normative_documents":
            build.words("其他主动公开文件", at, 0, "label", frozenset())
            for number, figure in enumerate(report.extra, 1):
                build.slots.append(Slot(str(figure), at, number, "value", frozenset()))
            at += 1
    return build.sheet(4)


def _applications(report: ReportFigures, style: Style, table: Table) -> Sheet:
    build = _Builder(report, style, table)
    top = style.total_on_top
    build.words(style.words(_NOTE), 0, 0, "title", frozenset(), 3, 3)
    build.words(style.words("申请人情况"), 0, 3, "title", frozenset(), colspan=6 if top else 7)
    build.words(style.words("自然人"), 1, 3, "header", rowspan=2)
    build.words(style.words("法人或其他组织"), 1, 4, "header", frozenset(), colspan=5)
    for column, at in zip(table.columns[1:6], range(4, 9), strict=True):
        label = "社会组织" if style.variant_labels and column.id == "public_interest" else column.label
        build.words(style.narrow(label), 2, at, "header")
    build.words(style.words("总计"), 0 if top else 1, 9, "header", rowspan=3 if top else 2)
    for at, row in enumerate(table.rows, 3):
        unit = frozenset({f"applications/{row.id}"})
        for depth, group in enumerate(row.groups):
            members = [other for other in table.rows if other.groups[: depth + 1] == row.groups[: depth + 1]]
            if members[0] is row:
                below = frozenset(f"applications/{member.id}" for member in members)
                build.words(style.words(group), at, depth, "group", below, len(members))
        depth = len(row.groups)
        build.words(style.label(row.number, row.label), at, depth, "label", unit, colspan=3 - depth)
        for number, column in enumerate(row.columns, 3):
            build.value(row, column.id, at, number)
    return build.sheet(10)


def _reviews_full(report: ReportFigures, style: Style, table: Table) -> tuple[Sheet, ...]:
    build = _Builder(report, style, table)
    build.words(style.words("行政复议"), 0, 0, "header", colspan=5)
    build.words(style.words("行政诉讼"), 0, 5, "header", colspan=10)
    for number, row in enumerate(table.rows):
        if row.groups:
            build.words(style.words(row.label), 1, number * 5, "header", colspan=5)
        for at, column in enumerate(row.columns, number * 5):
            label = style.narrow(column.label)
            build.words(label, 2 if row.groups else 1, at, "header", rowspan=1 if row.groups else 2)
            build.value(row, column.id, 3, at, rows=build.every)
    return (build.sheet(15),)


def _reviews_bare(report: ReportFigures, style: Style, table: Table) -> tuple[Sheet, ...]:
    build = _Builder(report, style, table)
    for number, row in enumerate(table.rows):
        for at, column in enumerate(row.columns, number * 5):
            build.value(row, column.id, 0, at, rows=build.every)
    return (build.sheet(15),)


def _reviews_three(report: ReportFigures, style: Style, table: Table) -> tuple[Sheet, ...]:
    parts = []
    for row in table.rows:
        build = _Builder(report, style, replace(table, rows=(row,)))
        build.words(style.words(row.label), 0, 0, "header", colspan=5)
        for at, column in enumerate(row.columns):
            build.words(style.narrow(column.label), 1, at, "header")
            build.value(row, column.id, 2, at)
        parts.append(build.sheet(5))
    return tuple(parts)


_REVIEWS = {"full": _reviews_full, "bare": _reviews_bare, "three": _reviews_three}

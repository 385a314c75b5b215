"""Filings for tests: a form, the cells that differ from a clean all-zero report, and what else is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.model.document import Paragraph, Place, Source
from gouji.model.filing import NUMERALS, Agency, Cell, Filing, PrintedLabel, Section
from gouji.model.form import Table, load_form
from gouji.model.values import parse_value

if TYPE_CHECKING:
    import datetime as dt

AGENCY = Agency("demo", "示例市教育局", "行政机关", "市级", None, "示例省示例市", on_roster=True)
SCHOOL = Agency("school", "示例中学", "公共企事业单位", None, None, None, on_roster=True)
PROSE = {
    1: "本机关做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。",
    5: "存在的主要问题是解读材料不够通俗。改进情况：已组织培训两次。",
    6: "本年度没有收取信息处理费，没有其他需要报告的事项。",
}


def filing(
    form_id: str = "2021",
    cells: dict[str, str | None] | None = None,
    *,
    year: int | None = None,
    agency: Agency = AGENCY,
    single_other: bool = False,
    zero: str = "0",
    sections: tuple[int, ...] = (1, 2, 3, 4, 5, 6),
    prose: dict[int, str] | None = None,
    preamble: str = "",
    labels: dict[str, str] | None = None,
    published: dt.date | None = None,
    **more: Any,
) -> Filing:
    """Return a filing in which every cell prints ``zero`` but those in ``cells`` (None: no such place)."""
    form = load_form(form_id)
    differing = dict(cells or {})
    tables = [table.with_alternatives if single_other else table for table in form.tables]
    found = []
    for number, table in enumerate(tables, start=1):
        for row_number, row in enumerate(table.rows, start=1):
            for column_number, column in enumerate(row.columns, start=1):
                cell_id = f"{table.id}/{row.id}/{column.id}"
                printed = differing.pop(cell_id, zero)
                place = Place(table=number, row=row_number, column=column_number)
                found.append(_cell(cell_id, printed, column.unit, place))
    assert not differing, f"no such cell: {sorted(differing)}"
    text = {**PROSE, **(prose or {})}
    year = year if year is not None else {"2019": 2020, "2021": 2023, "university": 2021}[form_id]
    named = {s.number: s.title for s in form.sections}
    return Filing(
        source=Source(f"{agency.id}-{year}.txt", "0" * 64, "text/plain", 1),
        agency=agency,
        year=year,
        form=form_id,
        title=f"{agency.name}{year}年政府信息公开工作年度报告",
        table_forms={table.id: form_id for table in tables},
        sections=tuple(_section(n, named.get(n, "其他"), i, text.get(n)) for i, n in enumerate(sections)),
        preamble=(Paragraph(preamble, Place(line=3)),) if preamble else (),
        published=published,
        published_evidence=None,
        period=None,
        period_evidence=None,
        form_cells=tuple(found),
        labels=_labels(tables, labels or {}, {cell.id for cell in found if cell.place}),
        **more,
    )


def _cell(cell_id: str, printed: str | None, unit: str, place: Place) -> Cell:
    if printed is None:
        return Cell(cell_id, None, None, "missing", None, unit)
    if printed == "?":
        return Cell(cell_id, printed, None, "ambiguous", place, unit)
    value, status = parse_value(printed, unit)
    return Cell(cell_id, printed, value, status, place, unit)


def _section(number: int, title: str, position: int, text: str | None) -> Section:
    line = 10 * (position + 1)
    paragraphs = (Paragraph(text, Place(line=line + 1)),) if text else ()
    heading = f"{NUMERALS[number - 1]}、{title}"
    return Section(number, heading, Place(line=line), paragraphs, heading, number)


def _labels(tables: list[Table], other: dict[str, str], there: set[str]) -> tuple[PrintedLabel, ...]:
    """Labels of all columns, and of the rows of which a cell is there."""
    printed = []
    for number, table in enumerate(tables, start=1):
        names = {f"{table.id}/*/{column.id}": column.label for column in table.columns}
        names |= {
            f"{table.id}/{row.id}": row.printed
            for row in table.rows
            if any(f"{table.id}/{row.id}/{column.id}" in there for column in row.columns)
        }
        for position, (element, label) in enumerate(names.items(), start=1):
            place = Place(table=number, row=position)
            printed.append(PrintedLabel(element, other.get(element, label), place))
    return tuple(printed)

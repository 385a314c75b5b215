"""汇总表: statutory tables summed over groups of bodies, as a sheet and as displays of notebooks.

A sum without some of the bodies says so: “至少” where it bounds the figure, “不完整” where it does not.
Where the report that speaks for all prints something else, that is a question, never a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from gouji.evidence.region import COLUMN_WORDS, panels
from gouji.inputs.decisions import SETTLED
from gouji.model.finding import gravity
from gouji.model.form import load_form
from gouji.model.text import Text
from gouji.show.cells import FormCell, cell_label, empty_layouts
from gouji.show.findings_tables import table_view
from gouji.show.render import block, render
from gouji.show.spreadsheet import SheetColumn, Value, View
from gouji.show.words import SEVERITIES, TABLES, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gouji.evidence.records import Record
    from gouji.evidence.region import Group, SummedCell, SummedTables
    from gouji.model.filing import Number
    from gouji.model.finding import Finding
    from gouji.model.text import Lang
    from gouji.show.render import Shown


#: What a group comes to at a glance: applications received, handled and carried over; reviews; lawsuits.
_AT_A_GLANCE: Final = (
    "applications/new/total",
    "applications/handled_total/total",
    "applications/carried_out/total",
    "reviews/reconsideration/total",
    "reviews/litigation_direct/total",
    "reviews/litigation_after_reconsideration/total",
)
_WHOLE = Text("完整", "whole")
_AT_LEAST = Text("至少", "at least")
_PARTIAL = Text("不完整", "incomplete")
_NONE = Text("均未读出", "none read")
_OTHERWISE = Text("另用他行", "other rows")
_OWN_MORE = Text(
    "{head}的报告印 {own}，比合计多 {more}{rest}：是否还计入了其他机关？",
    "{head} prints {own}, {more} more than the sum{rest}: are other bodies counted as well?",
)
_OWN_LESS = Text(
    "{head}的报告印 {own}，比合计少 {more}：是否有机关未计入？",
    "{head} prints {own}, {more} less than the sum: are some bodies not counted?",
)
_REST = Text("（合计中缺 {n} 个机关）", " (which {n} bodies are not in)")
_FIRST = 12
#: Changes and charts beyond these are in the workbook.
_CHANGES, _CHARTS = 60, 60


def completeness(cell: SummedCell) -> Text:
    """Say in words how much of the group is in a sum."""
    if cell.total is None:
        return _NONE if cell.unread else _OTHERWISE
    return _WHOLE if cell.whole else _AT_LEAST if cell.at_least else _PARTIAL


def question(tables: SummedTables, cell: SummedCell) -> Text | None:
    """Return what to ask about a cell in which the report that speaks for all prints another figure."""
    if not cell.difference or tables.own is None:
        return None
    missing = cell.unread + cell.absent
    rest = _REST.filled(n=missing) if missing else Text("", "")
    asked = _OWN_MORE if cell.difference > 0 else _OWN_LESS
    figures = {"own": number(cell.own), "more": number(abs(cell.difference))}
    return asked.filled(head=tables.own.agency, rest=rest, **figures)


def summed_view(every: Sequence[SummedTables], lang: Lang) -> View:
    """Return the sheet 汇总表: one row a cell of each group, year and form.

    Bodies are counted as in :class:`SummedCell`; 上年可比 and 本年可比 are over those read in both years.
    Cells that are zero throughout, this year and the year before, are left out, and those that no report has.
    """
    columns = (
        SheetColumn(Text("汇总口径", "Over"), 8),
        SheetColumn(Text("名称", "Name"), 20, "lines"),
        SheetColumn(Text("年度", "Year"), 6, "year"),
        SheetColumn(Text("表", "Table"), 18, "lines"),
        SheetColumn(Text("单元格", "Cell"), 36, "lines"),
        SheetColumn(Text("合计", "Sum"), 10, "number"),
        SheetColumn(Text("完整否", "Whole?"), 8, "lines"),
        SheetColumn(Text("已读", "Read"), 6, "number"),
        SheetColumn(Text("未读", "Unread"), 7, "number"),
        SheetColumn(Text("未见报告", "Absent"), 9, "number"),
        SheetColumn(Text("另用他行", "Otherwise"), 10, "number"),
        SheetColumn(Text("本级所印", "Its own"), 9, "number"),
        SheetColumn(Text("请核实", "To be asked"), 34, "lines"),
        SheetColumn(Text("上年可比", "Before"), 9, "number"),
        SheetColumn(Text("本年可比", "Now"), 9, "number"),
        SheetColumn(Text("增减", "Change"), 8, "number"),
        SheetColumn(Text("可比机关", "In both"), 9, "number"),
        SheetColumn(Text("格式", "Form"), 28, "lines"),
    )
    rows = [
        (
            COLUMN_WORDS[tables.group.by].said(lang),
            tables.group.name,
            tables.year,
            TABLES[cell.id.split("/")[0]].said(lang),
            cell_label(cell.id, tables.form),
            cell.total,
            completeness(cell).said(lang),
            *(cell.read, cell.unread, cell.absent, cell.otherwise, cell.own),
            asked.said(lang) if (asked := question(tables, cell)) else None,
            *(cell.before, cell.now, cell.change, cell.both),
            load_form(tables.form).name.said(lang),
        )
        for tables in every
        for cell in tables.cells
        if any((cell.own, cell.before, cell.now, cell.total, cell.unread))
    ]
    shown: list[tuple[Value, ...]] = [*rows]
    return table_view(Text("汇总表", "Sums"), columns, shown, lang, printed=len(columns) - 1)


def overview(every: Sequence[SummedTables], pages: Mapping[str, str], lang: Lang) -> Shown:
    """Show what each group comes to in its latest year, with a link to the page of those that have one.

    ``pages`` are the addresses of pages by the name of the region.
    """
    latest = []
    for _, own in groupby(every, key=lambda tables: tables.group):
        *_, last = own
        latest.append(last)
    html = render(
        "region_overview.html.j2",
        lang,
        groups=latest,
        words=COLUMN_WORDS,
        across=[cell_label(cell, "2021") for cell in _AT_A_GLANCE],
        shown=[[_ShownSum.of(tables.by_id[cell]) for cell in _AT_A_GLANCE] for tables in latest],
        pages=pages,
    )
    text = "\n".join(f"{tables.group.name}\t{tables.year}" for tables in latest)
    return block(html, text or "–", lang)


@dataclass(frozen=True, slots=True)
class _ShownSum:
    """A sum as a page shows it: its figure with a sign, what that means, and how many bodies are in it."""

    figure: str
    said: Text
    counts: str
    title: Text

    @classmethod
    def of(cls, cell: SummedCell) -> _ShownSum:
        bodies = cell.read + cell.unread + cell.absent
        title = Text(
            f"已读 {cell.read}，未读 {cell.unread}，未见报告 {cell.absent}",
            f"{cell.read} read, {cell.unread} not read, {cell.absent} without a report",
        )
        if cell.total is None:
            return cls("–", completeness(cell), f"0/{bodies}" if cell.unread else "", title)
        counts = "" if cell.whole else f"{cell.read}/{bodies}"
        return cls(("≥" if cell.at_least else "") + number(cell.total), completeness(cell), counts, title)


def cover(group: Group, every: Sequence[SummedTables], lang: Lang) -> Shown:
    """Show whose figures are added up, of how many of them there are reports, and who is left out."""
    years = [(tables, load_form(tables.form).name) for tables in every]
    html = render("region_cover.html.j2", lang, group=group, word=COLUMN_WORDS[group.by], years=years)
    text = "\n".join(f"{tables.year}\t{len(tables.records)}/{len(group.bodies)}" for tables in every)
    return block(html, f"{group.name}\n{text}", lang)


def tables(every: Sequence[SummedTables], lang: Lang) -> Shown:
    """Show the summed tables in the layout of their form, the latest year first."""
    shown = [
        {
            "tables": one,
            "form": load_form(one.form).name,
            "layouts": (laid := empty_layouts(one.form)),
            "cells": {cell.id: _ShownSum.of(cell) for cell in one.cells},
            "others": [
                (cell_label(cell.id, one.form), _ShownSum.of(cell))
                for cell in one.cells
                if cell.id not in _laid_out(laid) and (cell.total or cell.unread)
            ],
        }
        for one in reversed(every)
    ]
    text = "\n".join(
        f"{one.year} {cell_label(cell, one.form)} {_ShownSum.of(one.by_id[cell]).figure}"
        for one in reversed(every)
        for cell in _AT_A_GLANCE
    )
    html = render("region_tables.html.j2", lang, shown=shown, titles=TABLES, is_cell=_is_cell)
    return block(html, text or "–", lang)


def _laid_out(layouts: Sequence[object]) -> set[str]:
    return {
        one.cell
        for layout in layouts
        for body in getattr(layout, "bodies", ())
        for line in body
        for one in line
        if _is_cell(one)
    }


def _is_cell(one: object) -> bool:
    return isinstance(one, FormCell)


def compared(every: Sequence[SummedTables], lang: Lang) -> Shown:
    """Show, as questions, where the report that speaks for all prints something else than the sum."""
    with_own = [tables for tables in reversed(every) if tables.own]
    shown = [
        (
            tables,
            [
                (cell_label(cell.id, tables.form), _ShownSum.of(cell), cell, asked)
                for cell in tables.cells
                if (asked := question(tables, cell))
            ],
        )
        for tables in with_own
    ]
    html = render("region_compared.html.j2", lang, shown=shown)
    text = "\n".join(asked.said(lang) for _, rows in shown for *_, asked in rows)
    return block(html, text or "–", lang)


def changes(every: Sequence[SummedTables], lang: Lang) -> Shown:
    """Show the cells that changed from the year before, over the bodies that were read in both years."""
    shown = []
    for tables in reversed(every):
        changed = [cell for cell in tables.cells if cell.change]
        changed.sort(key=lambda cell: Decimal(cell.change or 0).copy_abs(), reverse=True)
        if any(cell.both for cell in tables.cells):
            rows = [(cell_label(cell.id, tables.form), cell) for cell in changed[:_CHANGES]]
            shown.append((tables, rows, len(changed[_CHANGES:])))
    html = render("region_changes.html.j2", lang, shown=shown)
    text = "\n".join(f"{label} {cell.change:+}" for _, rows, _ in shown for label, cell in rows)
    return block(html, text or "–", lang)


@dataclass(frozen=True, slots=True)
class _Multiple:
    """One of the small charts: what is counted, and a column a year: year, figure, height in per cent."""

    label: str
    columns: list[tuple[int, str, float]]


def charts(every: Sequence[SummedTables], lang: Lang) -> Shown:
    """Show how each figure went over the years, one small chart a cell, over the same bodies throughout."""
    shown, left_out = [], 0
    for form in dict.fromkeys(tables.form for tables in every):
        own = [tables for tables in every if tables.form == form]
        found = [
            (cell, sums)
            for cell, sums in panels(own).items()
            if cell.startswith("disclosure/") or cell.endswith("/total")
            if any(total for _, total in sums) and all(total >= 0 for _, total in sums)
        ]
        left_out += len(found[_CHARTS:])
        multiples = [
            _Multiple(cell_label(cell, form), list(_columns(sums))) for cell, sums in found[:_CHARTS]
        ]
        if multiples:
            shown.append((load_form(form).name, multiples))
    html = render("region_charts.html.j2", lang, shown=shown, left_out=left_out)
    text = "\n".join(
        f"{one.label}\t" + " ".join(f"{year}:{figure}" for year, figure, _ in one.columns)
        for _, multiples in shown
        for one in multiples
    )
    return block(html, text or "–", lang)


def _columns(sums: Sequence[tuple[int, Number]]) -> Iterator[tuple[int, str, float]]:
    most = max(total for _, total in sums)
    for year, total in sums:
        yield year, number(total), round(float(100 * total / most), 1)


def first(records: Sequence[Record], weights: Mapping[str, Decimal], lang: Lang, *, root: str = "") -> Shown:
    """Show which findings to look at first: the gravest, and of these what touches most of the region.

    What was dismissed or has been corrected, and remarks, are left out. ``root`` leads from the page to the
    folder of evidence.
    """
    found: list[tuple[Record, Finding]] = [
        (record, finding)
        for record in records
        for finding in record.findings
        if finding.severity != "note" and (finding.decision or {}).get("decision") not in SETTLED
    ]
    found.sort(
        key=lambda one: (gravity(one[1].severity), -weights.get(one[1].id, 0), one[0].folder, one[1].id)
    )
    rows = [
        (record, finding, SEVERITIES[finding.severity], weight_words(weights.get(finding.id)))
        for record, finding in found[:_FIRST]
    ]
    html = render("region_first.html.j2", lang, root=root, rows=rows, left_out=len(found[_FIRST:]))
    return block(html, "\n".join(finding.message.said(lang) for _, finding, *_ in rows) or "–", lang)


def weight_words(weight: Decimal | None) -> str:
    """Return a weight as pages print it; nothing where there is none."""
    return "" if weight is None else f"{weight * 100:.1f}%"

"""``gouji read``: what was read, cell by cell, with status and place."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.form import STATUTORY, load_form, rows_of
from gouji.model.safe import safe, table
from gouji.model.text import Text
from gouji.show.words import STATUSES, cells_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gouji.model.filing import Cell, Filing, Status
    from gouji.model.form import Column, Row, Table
    from gouji.model.text import Lang


#: How each status looks; ``{}`` is the printed text.
_MARKS: dict[Status, str] = {
    "read": "{}",
    "annotated": "{}*",
    "blank": "·",
    "placeholder": "{}°",
    "illegible": "{}‽",
    "missing": "×",
    "ambiguous": "{}?",
    "recognised": "{}¿",
}

_UNKNOWN_YEAR = Text("年份不详", "year unknown")
_NO_FORM = Text(
    "未识别出法定格式，没有可列的格子。", "no statutory form was recognised; there are no cells to list."
)
_HEAD = Text("格式 {form}；来源 {source}；sha256 {digest}", "form {form}; source {source}; sha256 {digest}")
_SECTION = Text("第{number}部分 {title}（{place}）", "section {number} {title} ({place})")
_PUBLISHED = Text("发布日期 {day}", "published {day}")
_PERIOD = Text("统计期限 {first} 至 {last}", "period {first} to {last}")
_EXTRA = Text(
    "格式以外的行：{label} {printed}（{place}）", "row beyond the form: {label} {printed} ({place})"
)
_NOTE = Text("说明：{text}", "note: {text}")
_LEGEND = Text("标记：", "marks: ")


def filing_lines(filing: Filing, lang: Lang) -> list[str]:
    """Return the lines that show a filing."""
    year = _UNKNOWN_YEAR.said(lang) if filing.year is None else str(filing.year)
    head = _HEAD.filled(form=_form(filing), source=filing.source.name, digest=filing.source.sha256[:16])
    lines = [safe(f"■ {filing.agency.name} {year}"), safe(head.said(lang))]
    if (read := cells_read(filing)) is not None:
        lines.append(read.said(lang))
    if filing.published:
        lines.append(_PUBLISHED.filled(day=filing.published.isoformat()).said(lang))
    if filing.period:
        lines.append(_PERIOD.filled(first=filing.period[0], last=filing.period[1]).said(lang))
    for section in filing.sections:
        text = _SECTION.filled(number=section.number, title=section.title, place=section.place.text())
        lines.append(safe(text.said(lang)))
    lines += list(_tables(filing)) if filing.form_cells else ["", _NO_FORM.said(lang)]
    for row in filing.extra_rows:
        text = _EXTRA.filled(label=row.label, printed=" ".join(row.printed), place=row.place.text())
        lines.append(safe(text.said(lang)))
    shown = {cell.status for cell in filing.form_cells} - {"read"}
    if shown:
        marks = [
            f"{_MARKS[status].format('n')} {STATUSES[status].word.said(lang)}"
            for status in _MARKS
            if status in shown
        ]
        lines += ["", _LEGEND.said(lang) + "  ".join(marks)]
    if any(cell.confirmed for cell in filing.form_cells):
        lines.append(_CONFIRMED.said(lang))
    lines += [safe(_NOTE.filled(text=note.text).said(lang)) for note in filing.notes]
    return lines


def _form(filing: Filing) -> Text:
    """Return how the form is called: a statutory one by the year it is of, another by its name."""
    if filing.form in STATUTORY:
        return Text(filing.form, filing.form)
    return load_form(filing.form).name if filing.form else Text("—", "—")


def _tables(filing: Filing) -> Iterator[str]:
    cells = {cell.id: cell for cell in filing.form_cells}
    for table_id, ids in groupby(cells, key=lambda cell_id: cell_id.split("/")[0]):
        statutory = load_form(filing.form or "").table(table_id)
        yield from ("", safe(statutory.title))
        rows = rows_of(ids, filing.table_forms.get(table_id, filing.form))
        for columns, block in groupby(rows, key=lambda row: row.columns):
            yield from table(list(_block(statutory, columns, block, cells)))


def _block(
    statutory: Table, columns: tuple[Column, ...], rows: Iterator[Row], cells: dict[str, Cell]
) -> Iterator[list[str]]:
    yield ["", *(column.label for column in columns)]
    above: tuple[str, ...] = ()
    for row in rows:
        for depth, group in enumerate(row.groups):
            if row.groups[: depth + 1] != above[: depth + 1]:
                yield ["  " * depth + group, *("" for _ in columns)]
        above = row.groups
        yield [
            "  " * len(row.groups) + row.printed,
            *(_mark(cells[f"{statutory.id}/{row.id}/{column.id}"]) for column in columns),
        ]


def _mark(cell: Cell) -> str:
    return _MARKS[cell.status].format(cell.shown) + ("✓" if cell.confirmed else "")


_CONFIRMED = Text("✓ 图片，已由人对照确认", "✓ a picture that a person has confirmed")
_READ = Text(
    "逐格列出读到的内容：原文、数值、状态、位置。\n\n"
    "PATH 是报告文件或文件夹，- 为标准输入。不加 --json 时在终端显示法定表格，\n"
    "凡不是清楚读出的格子都有标记。",
    "Show what was read, cell by cell: text, value, status, place.\n\n"
    "PATH is a report or a folder of reports, - is standard input. Without --json the statutory\n"
    "tables are shown in the terminal, with a mark on every cell that is not plainly a number.",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji read``."""
    params = [
        parameters.paths(required=True),
        parameters.as_json(lang),
        parameters.data(lang),
        parameters.witness(lang),
    ]
    return BilingualCommand("read", lang, _READ, params, partial(_read, Session(lang)))


def _read(
    session: Session, *, paths: tuple[str, ...], as_json: bool, data: Path | None, witness: bool
) -> ExitStatus:
    if any(path.lower().endswith(".pdf") for path in paths):
        from gouji.readers import apart

        apart.warm.start("pdf")  # starts while all else is imported
    from gouji.model.as_json import error_json, filing_json, write_array
    from gouji.reports import Failure, find_roster, read_reports

    reports = [replace(report, witness=witness) for report in session.collected(paths)]
    results = session.telling_failures(read_reports(reports, find_roster(paths, data or parameters.DATA)))
    if as_json:
        write_array(
            (
                error_json(result.report.name, result.message)
                if isinstance(result, Failure)
                else filing_json(result)
                for result in results
            ),
            sys.stdout,
        )
    else:
        for result in results:
            if not isinstance(result, Failure):
                click.echo("\n".join(filing_lines(result, session.lang)) + "\n")
    return session.status()

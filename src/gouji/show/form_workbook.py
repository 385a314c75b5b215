"""The statutory form as a spreadsheet that checks itself while it is filled in (``gouji form``).

One sheet is the report: sections, tables and room for prose, in the order of the form. Cells for figures take
whole numbers only (amounts of money also fractions). Beside and below the tables formulas hold the figures
against the hard edit rules of the suites, and a broken one turns its cells red; a second sheet says in words
what is broken. As in every sum of an audit an empty cell counts as nothing, and an empty total is not judged.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from gouji.measures.matrix import is_total
from gouji.model.filing import UNREAD
from gouji.model.form import row_and_column
from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.model.values import PLACEHOLDERS
from gouji.repairs.system import edits_over
from gouji.rules.catalogue import rule_book
from gouji.show.cells import cell_label, placed
from gouji.show.form_tables import figure, heading
from gouji.show.spreadsheet import EPOCH, LINES, across_a4, extents, put_text, quoted, timeless, with_results
from gouji.show.words import STATUSES, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from gouji.model.text import Lang
    from gouji.repairs.system import Edit
    from gouji.show.cells import Layout
    from gouji.show.form_tables import FilledForm


REPORT_SHEET: Final = "年度报告"
_CHECKS = Text("核对", "Checks")
_STATE = Text("核对结果", "Result")
_WHERE = Text("位置", "Place")
_RULE = Text("勾稽关系", "What must hold")
_BROKEN = Text(" 处不符，见下表", " do not hold, see below")
_HOW = Text(
    "在“年度报告”表的白格里填数；件数只能填整数。不符的格变红，旁边和本表写明差多少。改平以后红字自行消失。",
    "Fill in the white cells of the sheet “年度报告”; counts take whole numbers only. Cells that do not hold "
    "turn red; the difference stands beside them and here, and goes away once they hold.",
)
#: Said by a formula: the parts stand between the sum on the left, that on the right, and the difference.
_SUMS = (Text("左边合计 ", "left "), Text("，右边合计 ", ", right "), Text("，相差 ", ", a difference of "))
_EMPTY_TOTAL = Text("总计未填", "the total is not filled in")
_NOT_WHOLE = Text("有不是整数的内容", "something here is no whole number")
_ONLY_WHOLE = Text("只能填 0 或正整数。", "Whole numbers from 0 on only.")
_ONLY_SIGNED = Text("只能填整数，减少的填负数。", "Whole numbers only, negative for a decrease.")
_ONLY_NUMBER = Text("只能填数字，单位{unit}。", "Numbers only, in {unit}.")
_LINE = Text("“{line}”一行", "row “{line}”")
_COLUMN = Text("“{line}”一列", "column “{line}”")
_LOOK_UP = Text("须对照原件填写的格", "To be looked up in the report")
_PRINTED = Text("原件印为", "Printed")

_THIN = Side(style="thin", color="808080")
_BORDER = Border(_THIN, _THIN, _THIN, _THIN)
_LABEL_FILL = PatternFill("solid", fgColor="EEF1F5")
_UNREAD_FILL = PatternFill("solid", fgColor="FFE8C2")
_RED_FILL = PatternFill("solid", bgColor="FFC7CE")
_RED = Font(color="C00000")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_OPEN = Protection(locked=False)
#: Widths in characters of the columns: three for the labels of table three, the others for figures.
_WIDTHS: Final = (16, 14, 34, *[11] * 12)
#: Columns that prose reaches over, and characters in a line of it.
_ACROSS: Final = 10
_PROSE_LINE: Final = 60
_LINE_HEIGHT: Final = 16.0
#: Figures are limited to what a double holds exactly.
_MOST: Final = 10**15
#: Before a cell's name in formulas of the second sheet.
_SHEET: Final = f"{REPORT_SHEET}!"


class _Said(NamedTuple):
    """A formula that says something, and what it says of the figures that are there."""

    formula: str
    result: str


@dataclass(slots=True)
class _Sheets:
    """The workbook in the making.

    ``figures`` are the numbers put in, by cell of the form; ``at`` where each cell stands (row, column);
    ``said`` place, rule and words for the second sheet; ``results`` those of formulas by sheet and name.
    """

    report: Worksheet
    lang: Lang
    figures: dict[str, int | float] = field(default_factory=dict)
    at: dict[str, tuple[int, int]] = field(default_factory=dict)
    said: list[tuple[str, str, _Said]] = field(default_factory=list)
    results: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, cell: str, *, fixed: bool = False) -> str:
        """Return the name of a cell of the form in the sheet: ``D7``, or ``$D$7``."""
        row, column = self.at[cell]
        return f"${get_column_letter(column)}${row}" if fixed else f"{get_column_letter(column)}{row}"

    def say(self, sheet: Worksheet, row: int, column: int, said: _Said) -> None:
        """Put a formula into a cell, in red."""
        cell = sheet.cell(row, column)
        cell.value, cell.font = said.formula, _RED
        cell.alignment = _CENTRED if sheet is self.report else LINES
        self.results[sheet.title, cell.coordinate] = said.result


def form_workbook(form: FilledForm, lang: Lang) -> bytes:
    """Return the workbook: the report to fill in, and the sheet that says what is broken."""
    book = Workbook()
    book.properties.creator = "gouji"
    book.properties.created = EPOCH
    report = book.create_sheet(REPORT_SHEET, 0)
    del book["Sheet"]
    sheets = _Sheets(report, lang)
    put_text(sheets.report, 1, 1, form.title, bold=True)
    report.merge_cells(start_row=1, start_column=1, end_row=1, end_column=_ACROSS)
    report.cell(1, 1).protection = _OPEN
    edits = edits_over(form.form.id, frozenset(one.cell for layout in form.layouts for one in placed(layout)))
    row = 3
    for section in form.form.sections:
        put_text(sheets.report, row, 1, heading(section), bold=True)
        row += 1
        layout = form.layout_of(section)
        texts = form.prose.get(section.number, ())
        for text in texts or (("",) if layout is None else ()):
            _prose(sheets, row, text)
            row += 1
        if layout is not None:
            row = _table(sheets, layout, form, edits, row + 1)
        row += 1
    _look(report)
    _words(book.create_sheet(_CHECKS.said(lang)), sheets, form)
    raw = io.BytesIO()
    book.save(raw)
    return timeless(with_results(raw.getvalue(), book.sheetnames, sheets.results))


def _prose(sheets: _Sheets, row: int, text: str) -> None:
    put_text(sheets.report, row, 1, text)
    sheets.report.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_ACROSS)
    sheets.report.row_dimensions[row].height = min(_LINE_HEIGHT * (len(text) // _PROSE_LINE + 1), 400)
    sheets.report.cell(row, 1).protection = _OPEN


def _table(sheets: _Sheets, layout: Layout, form: FilledForm, edits: Sequence[Edit], top: int) -> int:
    """Draw a table from a row on, with its checks beside and below; return the row after it."""
    sheet, bottom, right = sheets.report, top, 1
    for one in placed(layout):
        row, column = top + one.row, 1 + one.column
        last_row, last_column = row + one.rowspan - 1, column + one.colspan - 1
        bottom, right = max(bottom, last_row), max(right, last_column)
        for line in sheet.iter_rows(row, last_row, column, last_column):
            for cell in line:
                cell.border = _BORDER
        if (last_row, last_column) != (row, column):
            sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)
        if one.cell:
            sheets.at[one.cell] = row, column
            _figure(sheets, form, one.cell)
        else:
            put_text(sheets.report, row, column, one.label)
            sheet.cell(row, column).fill = _LABEL_FILL
            if one.rowspan == 1:
                lines = ceil(2 * len(one.label) / sum(_WIDTHS[column - 1 : last_column]))
                height = sheet.row_dimensions[row].height or 0
                sheet.row_dimensions[row].height = max(height, _LINE_HEIGHT * lines)
        sheet.cell(row, column).alignment = _CENTRED
    _limits(sheets, layout, form.form.id)
    own = [edit for edit in edits if edit.left[0].startswith(layout.table + "/")]
    return _checks(sheets, form.form.id, own, bottom, right)


def _figure(sheets: _Sheets, form: FilledForm, cell_id: str) -> None:
    """Put what was read into its cell, and mark a cell that could not be read."""
    (row, column), read = sheets.at[cell_id], form.cells.get(cell_id)
    value, cell = figure(read), sheets.report.cell(row, column)
    if isinstance(value, str):
        put_text(sheets.report, row, column, value)
    elif value is not None:
        cell.value = sheets.figures[cell_id] = value
    cell.protection = _OPEN
    if read is not None and read.status in UNREAD:
        cell.fill = _UNREAD_FILL


def _limits(sheets: _Sheets, layout: Layout, form: str) -> None:
    """Let nothing be typed into a table but numbers, whole ones where things are counted."""
    by_limit: dict[tuple[bool, bool, str], list[str]] = {}
    for cell_id in filter(None, [one.cell for one in placed(layout)]):
        unit = row_and_column(cell_id, form)[1].unit
        limit = "元" in unit, cell_id.endswith("/change"), unit
        by_limit.setdefault(limit, []).append(cell_id)
    for (money, signed, unit), cells in by_limit.items():
        only = _ONLY_NUMBER.filled(unit=unit) if money else _ONLY_SIGNED if signed else _ONLY_WHOLE
        rule = DataValidation(
            "decimal" if money else "whole",
            operator="between",
            formula1=str(-_MOST if signed else 0),
            formula2=str(_MOST),
            allow_blank=True,
            showErrorMessage=True,
            error=only.said(sheets.lang),
        )
        names = " ".join(sheets.name(cell) for cell in cells)
        rule.sqref = MultiCellRange(names)
        sheets.report.add_data_validation(rule)
        # what is pasted is not limited: it turns red instead
        wrong = _is_no_number(sheets.name(cells[0]), money=money, signed=signed)
        sheets.report.conditional_formatting.add(names, _red_where(wrong))
        title = TABLES[layout.table].said(sheets.lang)
        said = _wrong_numbers(sheets, cells, money=money, signed=signed)
        sheets.said.append((title, only.said(sheets.lang), said))


def _red_where(formula: str) -> Rule:
    return Rule("expression", dxf=DifferentialStyle(font=_RED, fill=_RED_FILL), formula=[formula])


def _is_no_number(name: str, *, money: bool, signed: bool) -> str:
    """Return the formula that is true where a cell holds what is no number of its kind."""
    placeholders = ",".join(f"{name}={quoted(one)}" for one in sorted(PLACEHOLDERS))
    number = [*([] if signed else [f"{name}<0"]), *([] if money else [f"{name}<>ROUND({name},0)"])]
    return f"IF(ISNUMBER({name}),OR({','.join(number)}),NOT(OR(ISBLANK({name}),{placeholders})))"


def _wrong_numbers(sheets: _Sheets, cells: Sequence[str], *, money: bool, signed: bool) -> _Said:
    """Return the words on cells that hold what is no number of their kind."""
    placeholders = ",".join(map(quoted, sorted(PLACEHOLDERS)))
    wrong = []
    for extent in extents(sheets.at[cell] for cell in cells):
        block = _SHEET + extent
        wrong.append(f"SUMPRODUCT(ISTEXT({block})*ISNA(MATCH({block},{{{placeholders}}},0)))")
        if not money:
            wrong.append(f'SUMPRODUCT(--ISNUMBER(FIND(".",{block})))')
        if not signed:
            wrong.append(f'COUNTIF({block},"<0")')
    said = _NOT_WHOLE.said(sheets.lang)
    figures = [sheets.figures[cell] for cell in cells if cell in sheets.figures]
    found = any((one < 0 and not signed) or (one != int(one) and not money) for one in figures)
    return _Said(f'=IF({"+".join(wrong)}>0,{quoted(said)},"")', said if found else "")


def _checks(sheets: _Sheets, form: str, edits: Sequence[Edit], bottom: int, right: int) -> int:
    """Write the sums of a table beside its rows and below its columns; return the row after them."""
    sheet, rules = sheets.report, rule_book()
    beside = right + 2
    below: dict[str, int] = {}
    for edit in edits:
        cells = (*edit.left, *edit.right)
        places = [sheets.at[cell] for cell in cells]
        formula = rules[edit.rule].entries[0].formula.said(sheets.lang)
        along_row = len({row for row, _ in places}) == 1
        if along_row and places[0][0] < bottom:
            row, column, reach = places[0][0], beside, 1
        else:
            row = below.setdefault(edit.rule, bottom + 2 + len(below))
            column = min(column for _, column in places)
            reach = len(cells) if along_row else 1
            if not along_row:
                put_text(sheet, row, 1, formula, bold=True)
        sheets.say(sheet, row, column, _short(sheets, edit))
        if reach > 1:
            sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + reach - 1)
        names = " ".join(sheets.name(one) for one in cells)
        broken = _broken(edit, lambda one: sheets.name(one, fixed=True))
        sheet.conditional_formatting.add(names, _red_where(broken))
        sheets.said.append((_line_name(edit, form).said(sheets.lang), formula, _long(sheets, edit)))
    return max(below.values(), default=bottom) + 1


def _line_name(edit: Edit, form: str) -> Text:
    """Name the row or column of the form that a sum goes along."""
    table, row_id, _ = edit.left[0].split("/")
    row, column = row_and_column(edit.left[0], form)
    along_row = all(cell.split("/")[1] == row_id for cell in (*edit.left, *edit.right))
    line = _LINE.filled(line=row.short or row.label) if along_row else _COLUMN.filled(line=column.label)
    return Text(f"{TABLES[table].zh}：{line.zh}", f"{TABLES[table].en}: {line.en}")


Naming = Callable[[str], str]


def _sum(cells: Sequence[str], name: Naming) -> str:
    return f"SUM({','.join(map(name, cells))})"


def _counts(edit: Edit, name: Naming) -> tuple[str, str]:
    """Return formulas: how many figures there are, and whether every total among the cells is filled in."""
    cells = (*edit.left, *edit.right)
    totals = [name(cell) for cell in cells if is_total(cell)]
    filled = f"COUNT({','.join(totals)})={len(totals)}" if totals else "TRUE"
    return f"COUNT({','.join(map(name, cells))})", filled


def _broken(edit: Edit, name: Naming) -> str:
    """Return the formula that is true where a sum does not hold; an empty total is not judged."""
    figures, filled = _counts(edit, name)
    sign = "<>" if edit.relation == "=" else ">"
    return f"AND({figures}>0,{filled},{_sum(edit.left, name)}{sign}{_sum(edit.right, name)})"


def _said_if(sheets: _Sheets, edit: Edit, name: Naming, parts: Sequence[str]) -> _Said:
    """Return what is said where a sum does not hold, or its total is empty; nothing where it holds.

    ``parts`` stand before the left sum, before the right one and, where there is a third, before the gap.
    """
    left, right = _sum(edit.left, name), _sum(edit.right, name)
    sums = (left, right, f"ABS({left}-{right})")
    said = "&".join(f"{quoted(part)}&{one}" for part, one in zip(parts, sums, strict=False))
    figures, filled = _counts(edit, name)
    empty = _EMPTY_TOTAL.said(sheets.lang)
    formula = f'=IF({_broken(edit, name)},{said},IF(AND({figures}>0,NOT({filled})),{quoted(empty)},""))'
    return _Said(formula, _result(sheets, edit, parts, empty))


def _result(sheets: _Sheets, edit: Edit, parts: Sequence[str], empty: str) -> str:
    """Return what the formula of :func:`_said_if` says of the figures that are there."""
    known, cells = sheets.figures, (*edit.left, *edit.right)
    if not any(cell in known for cell in cells):
        return ""
    if any(is_total(cell) and cell not in known for cell in cells):
        return empty
    left, right = (sum(known.get(cell, 0) for cell in side) for side in (edit.left, edit.right))
    if left <= right if edit.relation == "<=" else left == right:
        return ""
    return "".join(f"{part}{one}" for part, one in zip(parts, (left, right, abs(left - right)), strict=False))


def _short(sheets: _Sheets, edit: Edit) -> _Said:
    """Return what is said beside a line: ``20≠18``."""
    return _said_if(sheets, edit, sheets.name, ("", "≠" if edit.relation == "=" else ">"))


def _long(sheets: _Sheets, edit: Edit) -> _Said:
    """Return what is said on the second sheet: ``左边合计 20，右边合计 18，相差 2``."""
    parts = [part.said(sheets.lang) for part in _SUMS]
    return _said_if(sheets, edit, lambda cell: _SHEET + sheets.name(cell), parts)


def _look(sheet: Worksheet) -> None:
    """Set widths, print on A4 across, and lock all that is not to be filled in (without a password)."""
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.protection.sheet = True
    sheet.protection.formatCells = sheet.protection.formatRows = sheet.protection.formatColumns = False
    across_a4(sheet)


def _words(sheet: Worksheet, sheets: _Sheets, form: FilledForm) -> None:
    """Write the second sheet: how to use the form, what is broken, what is to be looked up."""
    lang = sheets.lang
    put_text(sheet, 1, 1, _CHECKS.said(lang), bold=True)
    put_text(sheet, 1, 2, _HOW.said(lang))
    first, last = 4, 3 + len(sheets.said)
    results = f"C{first}:C{last}"
    broken = _BROKEN.said(lang)
    put_text(sheet, 2, 1, _STATE.said(lang), bold=True)
    found = sum(bool(said.result) for _, _, said in sheets.said)
    formula = f'=IF(COUNTIF({results},"?*")=0,"",COUNTIF({results},"?*")&{quoted(broken)})'
    sheets.say(sheet, 2, 2, _Said(formula, f"{found}{broken}" if found else ""))
    for column, title in enumerate((_WHERE, _RULE, _STATE), start=1):
        put_text(sheet, 3, column, title.said(lang), bold=True)
    for row, (where, rule, said) in enumerate(sheets.said, start=first):
        put_text(sheet, row, 1, where)
        put_text(sheet, row, 2, rule)
        sheets.say(sheet, row, 3, said)
    if form.unread:
        for column, title in enumerate((_LOOK_UP, _PRINTED, _STATE), start=1):
            put_text(sheet, last + 2, column, title.said(lang), bold=True)
        for row, cell_read in enumerate(form.unread, start=last + 3):
            table = TABLES[cell_read.id.split("/")[0]].said(lang)
            put_text(sheet, row, 1, f"{table} · {cell_label(cell_read.id, form.form.id)}")
            put_text(sheet, row, 2, visible(cell_read.shown))
            put_text(sheet, row, 3, STATUSES[cell_read.status].word.said(lang))
            sheet.cell(row, 1).fill = _UNREAD_FILL
    for letter, width in zip("ABC", (60, 70, 50), strict=True):
        sheet.column_dimensions[letter].width = width
    across_a4(sheet)

"""A workbook of plain tables in deterministic bytes, in which every text is a text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import east_asian_width
from urllib.parse import quote
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from gouji.model.text import Lang, Text


Value = str | int | Decimal | None
#: How a column is shown: text in one line, text over several lines, a number, a share of one, a year, a link
#: to evidence, a place to write in.
Kind = Literal["text", "lines", "number", "share", "year", "link", "entry"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its title, its width in characters, its kind, and what may be chosen in it."""

    title: Text
    width: int
    kind: Kind = "text"
    choices: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One table to hand over in a language. ``header`` are the titles of ``columns`` in it.

    ``printed``: on paper there are so many of the first columns, None for all; the rest is for the screen.
    """

    name: str
    header: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    rows: list[tuple[Value, ...]]
    lang: Lang = "zh"
    printed: int | None = None


#: Zip and document properties carry a time; evidence has none of its own, so it is always this one.
EPOCH = dt.datetime(1980, 1, 1)
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1D4F91")
_ENTRY_FILL = PatternFill("solid", fgColor="FCF2D8")
_LINK_FONT = Font(color="1D4F91", underline="single")
LINES = Alignment(vertical="top", wrap_text=True)
_ONE_LINE = Alignment(vertical="top")
_FORMATS: dict[Kind, str] = {"number": "#,##0.######", "share": "0.0%", "year": "0"}
_WRAPPED = frozenset({"lines", "entry"})
#: Points; Excel allows no row that is higher.
_LINE_HEIGHT, _MOST_HEIGHT = 15.0, 409.0
_A4 = 9
#: Characters that a landscape page shows in a size that can be read.
_PAGE_WIDTH = 225
#: Rows and links of a sheet; Excel refuses more rows and calls a workbook with more links damaged.
_MOST_TEXT = 32_000
_MOST_ROWS = 1_048_576
_MOST_LINKS = 65_530


def workbook_bytes(views: Sequence[View]) -> bytes:
    """Return a workbook of one sheet a view: header frozen and filtered, widths set, texts typed as text."""
    book = Workbook(write_only=True)
    book.properties.creator = "gouji"
    book.properties.created = EPOCH
    for view in views:
        sheet = book.create_sheet(view.name)
        rows = view.rows[: _MOST_ROWS - 1]
        _set_up(sheet, view, len(rows) + 1)
        sheet.append([_header(sheet, title) for title in view.header])
        for number, row in enumerate(rows, start=2):
            sheet.row_dimensions[number].height = _height(row, view.columns)
            sheet.append(
                [
                    _cell(sheet, value, column.kind, number, at)
                    for at, (value, column) in enumerate(zip(row, view.columns, strict=True), start=1)
                ]
            )
    raw = io.BytesIO()
    book.save(raw)
    return timeless(raw.getvalue())


def _set_up(sheet: Worksheet, view: View, height: int) -> None:
    """Freeze and filter the header, set widths, and print on A4 no wider than can be read."""
    for index, column in enumerate(view.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
        if column.choices and height > 1:
            offered = ",".join(choice.said(view.lang) for choice in column.choices)
            choice = DataValidation("list", formula1=f'"{offered}"', allow_blank=True, showErrorMessage=True)
            choice.add(f"{get_column_letter(index)}2:{get_column_letter(index)}{height}")
            sheet.data_validations.append(choice)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(view.columns))}{height}"
    on_paper = view.columns[: view.printed]
    sheet.print_area = f"A1:{get_column_letter(len(on_paper))}{height}"
    sheet.print_title_rows = "1:1"
    across_a4(sheet, ceil(sum(column.width for column in on_paper) / _PAGE_WIDTH))


def across_a4(sheet: Worksheet, pages: int = 1) -> None:
    """Print a sheet on A4 landscape, so many pages wide and as long as it takes."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = pages
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _height(row: Sequence[Value], columns: Sequence[SheetColumn]) -> float:
    """Return the height of a row in points: programs differ in whether they work it out themselves."""
    lines = [
        ceil(sum(2 if east_asian_width(character) in "WFA" else 1 for character in value) / column.width)
        for value, column in zip(row, columns, strict=True)
        if column.kind in _WRAPPED and isinstance(value, str)
    ]
    return min(_LINE_HEIGHT * max(lines, default=1), _MOST_HEIGHT)


def _header(sheet: Worksheet, title: str) -> Cell:
    cell = _cell(sheet, title, "lines")
    cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
    return cell


def _cell(sheet: Worksheet, value: Value, kind: Kind, row: int = 1, column: int = 1) -> Cell:
    cell = WriteOnlyCell(sheet, value=float(value) if isinstance(value, Decimal) else value)
    cell.alignment = LINES if kind in _WRAPPED else _ONE_LINE
    if kind == "entry":
        cell.fill = _ENTRY_FILL
    if isinstance(value, str):
        # openpyxl takes a text that begins with "=" for a formula, and a spreadsheet one that is edited
        cell.data_type = "s"
        cell.quotePrefix = True
        if kind == "link" and row <= _MOST_LINKS:
            target, _, anchor = value.partition("#")
            link = Hyperlink(ref="", target=quote(target), location=anchor or None)
            cell.hyperlink, cell.font = link, _LINK_FONT
            # a cell takes itself for A1 until it is written
            link.ref = f"{get_column_letter(column)}{row}"
    elif kind in _FORMATS:
        cell.number_format = _FORMATS[kind]
    return cell


def put_text(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> None:
    """Put a text into a cell as text, whatever it begins with; a bold one is a heading on one line."""
    cell = sheet.cell(row, column)
    cell.value, cell.data_type, cell.quotePrefix = text[:_MOST_TEXT], "s", True
    cell.alignment = Alignment(vertical="center") if bold else LINES
    cell.font = Font(bold=bold)


def quoted(text: str) -> str:
    """Return a text as formulas have it."""
    return '"' + text.replace('"', '""') + '"'


def extents(places: Iterable[tuple[int, int]]) -> list[str]:
    """Return the ranges that cover some cells (row, column), rows of equal reach together: ``D4:J8``."""
    reach: dict[int, tuple[int, int]] = {}
    for row, column in places:
        first, last = reach.get(row, (column, column))
        reach[row] = min(first, column), max(last, column)
    blocks: list[tuple[int, int, int, int]] = []
    for row, (first, last) in sorted(reach.items()):
        if blocks and blocks[-1][1:] == (row - 1, first, last):
            blocks[-1] = (blocks[-1][0], row, first, last)
        else:
            blocks.append((row, row, first, last))
    return [
        f"{get_column_letter(first)}{top}:{get_column_letter(last)}{bottom}"
        for top, bottom, first, last in blocks
    ]


#: A cell with a formula as openpyxl writes it, without a result.
_FORMULA: Final = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f>(?:<v ?/>|<v></v>)</c>')


def with_results(data: bytes, names: Sequence[str], results: Mapping[tuple[str, str], str]) -> bytes:
    """Return a workbook with the results of its formulas, which openpyxl leaves out and viewers show."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", member):
                content = _FORMULA.sub(partial(_with_result, names[int(match[1]) - 1], results), content)
            new.writestr(member, content)
    return out.getvalue()


def _with_result(sheet: str, results: Mapping[tuple[str, str], str], cell: re.Match[bytes]) -> bytes:
    name, style, formula = cell.groups()
    result = escape(results[sheet, name.decode()]).encode()
    return b'<c r="%b"%b t="str"><f>%b</f><v>%b</v></c>' % (name, style, formula, result)


def timeless(data: bytes) -> bytes:
    """Return the same archive with fixed times: of its members, and of the last change it speaks of."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                stamp = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            member = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            new.writestr(member, content)
    return out.getvalue()

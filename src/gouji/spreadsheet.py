"""A workbook of plain tables in deterministic bytes, in which every text is a text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from gouji.handover import Value, View

#: Zip and document properties carry a time; evidence has none of its own, so it is always this one.
_EPOCH = dt.datetime(1980, 1, 1)
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1D4F91")
_TOP = Alignment(vertical="top", wrap_text=True)
_A4 = 9
#: Rows of a sheet; Excel refuses more.
_MOST_ROWS = 1_048_576


def workbook_bytes(views: Sequence[View]) -> bytes:
    """Return a workbook of one sheet a view: header frozen and filtered, widths set, texts typed as text."""
    book = Workbook(write_only=True)
    book.properties.creator = "gouji"
    book.properties.created = _EPOCH
    for view in views:
        sheet = book.create_sheet(view.name)
        sheet.freeze_panes = "A2"
        for index, width in enumerate(view.widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        rows = view.rows[: _MOST_ROWS - 1]
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(view.header))}{len(rows) + 1}"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.append([_header(sheet, title) for title in view.header])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    raw = io.BytesIO()
    book.save(raw)
    return timeless(raw.getvalue())


def _header(sheet: WriteOnlyWorksheet, title: str) -> Cell:
    cell = _cell(sheet, title)
    cell.font, cell.fill, cell.alignment = _HEADER_FONT, _HEADER_FILL, _TOP
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    cell = WriteOnlyCell(sheet, value=float(value) if isinstance(value, Decimal) else value)
    if isinstance(value, str):
        # openpyxl takes a text that begins with "=" for a formula, and a spreadsheet one that is edited
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = _TOP
    else:
        cell.alignment = Alignment(vertical="top")
    return cell


def timeless(data: bytes) -> bytes:
    """Return the same archive with fixed times: of its members, and of the last change it speaks of."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                stamp = _EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            member = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            new.writestr(member, content)
    return out.getvalue()

"""Reports as .xlsx files: prose in merged rows, tables with merged cells below one another."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Border, Side

from corpus.archive import settled
from corpus.layout import Sheet

if TYPE_CHECKING:
    from corpus.layout import Slot
    from corpus.story import Story

_WIDTH = 15
_THIN = Side("thin")
_RULED = Border(_THIN, _THIN, _THIN, _THIN)


def write(story: Story, *, sheet_each: bool = False) -> bytes:
    """Write an .xlsx; ``sheet_each`` puts every table on a worksheet of its own."""
    workbook = Workbook()
    page = workbook.active
    page.title = "年度报告"
    at = _paragraph(page, 1, story.title)
    for block in story.blocks:
        if not isinstance(block, Sheet):
            at = _paragraph(page, at, block.text)
        elif sheet_each:
            _table(workbook.create_sheet(f"{block.table}{len(workbook.sheetnames)}"), 1, block)
        else:
            at = _table(page, at, block) + 1
    data = io.BytesIO()
    workbook.save(data)
    return settled(data.getvalue())


def _paragraph(page, at: int, text: str) -> int:
    page.cell(at, 1, text)
    page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=_WIDTH)
    return at + 1


def _table(page, at: int, sheet: Sheet) -> int:
    for row in page.iter_rows(at, at + sheet.height - 1, 1, sheet.width):
        for cell in row:
            cell.border = _RULED
    for slot in sheet.slots:
        row, column = at + slot.row, 1 + slot.column
        page.cell(row, column, _content(slot))
        if slot.rowspan > 1 or slot.colspan > 1:
            page.merge_cells(
                start_row=row,
                start_column=column,
                end_row=row + slot.rowspan - 1,
                end_column=column + slot.colspan - 1,
            )
    return at + sheet.height


def _content(slot: Slot) -> int | float | str | None:
    """Numbers as numbers where a person would type them so, all else as text."""
    text = slot.text
    if slot.role != "value" or not text:
        return text or None
    if text.isascii() and text.lstrip("-").isdigit():
        return int(text)
    if text.isascii() and text.replace(".", "", 1).isdigit() and Decimal(str(float(text))) == Decimal(text):
        return float(text)
    return text

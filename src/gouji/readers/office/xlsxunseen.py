"""What a sheet does not show: hidden rows and columns, and results that formulas do not have.

A merged cell is shown as long as one of its rows and one of its columns is.

Programs that write workbooks without Excel leave results out, or write zero for each and ask that all be
worked out on opening (``fullCalcOnLoad``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from openpyxl.utils.cell import get_column_letter

from gouji.model.document import PICTURE, UNKNOWN, Note, Place
from gouji.model.text import Text
from gouji.readers.limits import LIMITS
from gouji.readers.office.archive import Range, child, natural
from gouji.readers.office.sheet import Numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from gouji.readers.office.sheet import Sheet


#: Points and characters: a lower row and a narrower column are not to be seen.
_LOW: Final = 1.0
_NARROW: Final = 0.2


def hidden_columns(root: _Element, last: int) -> Iterator[int]:
    """Yield the hidden columns of a sheet's XML, from 1, each once and none beyond ``last``."""
    done = 0
    spans = (
        (natural(each.get("min")) or 0, natural(each.get("max")) or 0, each) for each in root.iter("{*}col")
    )
    for first, end in sorted((first, end) for first, end, each in spans if _hidden(each, "width", _NARROW)):
        yield from range(max(first, done + 1), min(end, last) + 1)
        done = max(done, end)


def is_hidden_row(row: _Element) -> bool:
    """Return whether a row element is set to be hidden or has no height."""
    return _hidden(row, "ht", _LOW)


def _hidden(element: _Element, size: str, least: float) -> bool:
    if element.get("hidden") in ("1", "true"):
        return True
    try:
        return float(element.get(size, "inf")) < least
    except ValueError:
        return False


def passed_over(sheet: Sheet, row: int, column: int, text: str = "") -> bool:
    """Return whether a cell is not shown; its row or column is unread then if it holds a text."""
    extent = sheet.merged.get((row, column), Range(row, column, row, column))
    rows, columns = _shown(sheet, extent)
    if rows and columns:
        return False
    if text and not rows:
        sheet.unread_rows.add(row)
    if text and not columns:
        sheet.unread_columns.add(column)
    return True


def _shown(sheet: Sheet, extent: Range) -> tuple[list[int], list[int]]:
    rows = [row for row in range(extent.top, extent.bottom + 1) if row not in sheet.hidden_rows]
    columns = [each for each in range(extent.left, extent.right + 1) if each not in sheet.hidden_columns]
    return rows, columns


def close_up(sheet: Sheet) -> None:
    """Number the cells of a sheet as they are shown, without hidden rows and columns."""
    if not (sheet.hidden_rows or sheet.hidden_columns):
        return
    rows = sheet.rows = Numbers(sheet.hidden_rows)
    columns = sheet.columns = Numbers(sheet.hidden_columns)
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    merged: dict[tuple[int, int], Range] = {}
    for start, extent in sheet.merged.items():
        down, across = _shown(sheet, extent)
        if down and across:
            top, left = rows.place(down[0]), columns.place(across[0])
            moved[start] = top, left
            merged[top, left] = Range(top, left, rows.place(down[-1]), columns.place(across[-1]))

    def place(row: int, column: int) -> tuple[int, int] | None:
        if row in sheet.hidden_rows or column in sheet.hidden_columns:
            return None
        return rows.place(row), columns.place(column)

    texts: dict[tuple[int, int], str] = {}
    for start, text in sheet.texts.items():
        # the first cell of a merged range lends its text to the first one that is shown of it
        if start not in sheet.covered or start in sheet.merged:
            at = moved.get(start) or place(*start)
            if at is not None:
                texts[at] = text
    sheet.pictures = {at for start in sheet.pictures if (at := moved.get(start) or place(*start)) is not None}
    sheet.bordered = {at for start in sheet.bordered if (at := moved.get(start) or place(*start)) is not None}
    sheet.covered = {at for start in sheet.covered if (at := place(*start)) is not None}
    sheet.texts, sheet.merged = texts, merged


def hidden_note(sheet: Sheet) -> Note | None:
    """Say how many hidden rows and columns of a sheet hold something; None where there are none."""
    rows, columns = len(sheet.unread_rows), len(sheet.unread_columns)
    if not (rows or columns):
        return None
    zh = "、".join(f"{count} {unit}" for count, unit in ((rows, "行"), (columns, "列")) if count)
    en = " and ".join(f"{count} {unit}" for count, unit in ((rows, "rows"), (columns, "columns")) if count)
    text = Text(
        f"工作表“{sheet.title}”有 {zh}是隐藏的，其中的内容未读取。",
        f"Sheet “{sheet.title}” has {en} that are hidden; what they hold was not read.",
    )
    return Note("xlsx-hidden-cells", text, Place(sheet=sheet.title))


#: Formulas whose value is a picture in the cell; the second is what WPS Office writes.
_DRAWING: Final = ("IMAGE(", "DISPIMG(")
_TRUE: Final = frozenset({"1", "true", "on"})
_ZERO: Final = re.compile(r"0+(?:\.0*)?")
#: So many cells are named in the note.
_NAMED: Final = 5


def _result(cell: _Element) -> str | None:
    """Return the result that the file has of a formula, None where it has none."""
    result = child(cell, "v")
    if result is None or not (result.text or cell.get("t") == "str"):
        return None
    return result.text or ""


def _draws(formula: _Element | None, cell: _Element) -> bool:
    """Return whether a cell shows a picture of its own: by a formula, or as a value that is one."""
    if cell.get("vm") is not None and cell.get("t") == "e":
        return True
    return formula is not None and any(name in (formula.text or "").upper() for name in _DRAWING)


def is_to_be_computed(workbook: _Element) -> bool:
    """Return whether a workbook asks that its formulas be worked out on opening."""
    settings = child(workbook, "calcPr")
    return settings is not None and settings.get("fullCalcOnLoad") in _TRUE


def note_formula(cell: _Element, position: tuple[int, int], sheet: Sheet) -> None:
    """Keep of a cell what a formula is to show in it, and where: an array formula fills further cells."""
    formula = child(cell, "f")
    if _draws(formula, cell):
        sheet.drawn.add(position)
    elif formula is not None:
        sheet.formulas[position] = _result(cell)
        if formula.get("t") in ("array", "dataTable") and (extent := formula.get("ref")):
            sheet.arrays.append(extent)


def note_arrays(root: _Element, extents: Sequence[Range], sheet: Sheet) -> None:
    """Keep the cells that array formulas fill and that the sheet's XML has no result for."""
    if not extents:
        return
    filled = {
        cell.get("r")
        for cell in root.iter("{*}c")
        if _result(cell) is not None or child(cell, "is") is not None
    }
    for extent in extents:
        for row in range(extent.top, min(extent.bottom, extent.top + LIMITS.rows) + 1):
            for column in range(extent.left, min(extent.right, extent.left + LIMITS.columns) + 1):
                if f"{get_column_letter(column)}{row}" not in filled:
                    sheet.formulas[row, column] = None


def fill_in_unknown(sheets: Sequence[Sheet], *, to_be_computed: bool) -> list[Place]:
    """Let cells of formulas without a result say that what they show is not known; return those.

    Cells that show a picture of their own have it as their text.
    """
    results = [result for sheet in sheets for result in sheet.formulas.values()]
    # zero in all of them is what a program writes that works nothing out
    none_known = to_be_computed and all(result is None or _ZERO.fullmatch(result) for result in results)
    unknown: list[Place] = []
    for sheet in sheets:
        sheet.texts.update((at, PICTURE) for at in sheet.drawn if not passed_over(sheet, *at))
        for position, result in sheet.formulas.items():
            if (result is None or none_known) and not passed_over(sheet, *position):
                sheet.texts[position] = UNKNOWN
                unknown.append(Place(sheet=sheet.title, reference=sheet.reference(*position)))
    return unknown


def uncomputed_note(unknown: Sequence[Place]) -> Note:
    """Say in one note which formulas have no result in the file; there is one at least."""
    named = [f"{place.sheet}!{place.reference}" for place in unknown[:_NAMED]]
    more = len(unknown) > _NAMED
    text = Text(
        f"有 {len(unknown)} 个单元格（{'、'.join(named)}{'等' if more else ''}）只有公式，文件中没有保存计算"
        f"结果，以“{UNKNOWN}”表示：不读取，也不代为计算。请在 Excel 或 WPS 中打开并保存后再审。",
        f"{len(unknown)} cells ({', '.join(named)}{', …' if more else ''}) hold formulas whose results "
        f"are not saved in the file. They are written “{UNKNOWN}”: not read, and not worked out. Open and "
        "save the file in Excel or WPS, then audit again.",
    )
    return Note("xlsx-formula-without-result", text, unknown[0])

"""Formulas of a workbook whose results the file does not hold: their cells show what nobody here works out.

Programs that write workbooks without Excel leave results out, or write zero for each and ask that all be
worked out on opening (``fullCalcOnLoad``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from openpyxl.utils.cell import get_column_letter

from gouji.bilingual import Text
from gouji.document import PICTURE, UNKNOWN, Note, Place
from gouji.readers.limits import LIMITS
from gouji.readers.ooxml import child
from gouji.readers.xlsxhidden import passed_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from gouji.readers.sheet import Range, Sheet

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

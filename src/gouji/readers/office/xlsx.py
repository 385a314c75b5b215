"""Excel files (.xlsx, .xlsm): every visible sheet as grids with exact geometry, long text as paragraphs.

openpyxl reads the values row by row. Merged ranges and formulas are taken from the sheet's XML before, with
bounds: openpyxl would create every cell of a merged range that claims the whole sheet.
"""

from __future__ import annotations

import warnings
from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast

import openpyxl
from lxml import etree
from openpyxl.cell.read_only import EmptyCell
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from gouji.model.document import Document, Grid, Note, Paragraph, Place
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS, check_blocks, check_grid, exceeded
from gouji.readers.office.archive import Archive, Range, attribute, child, damaged, natural
from gouji.readers.office.sheet import Sheet, cut
from gouji.readers.office.xlsxlook import Looks, Runs, conditions, hiding_formats, runs_of, shared_runs, shown
from gouji.readers.office.xlsxpictures import covered_cells
from gouji.readers.office.xlsxunseen import (
    close_up,
    fill_in_unknown,
    hidden_columns,
    hidden_note,
    is_hidden_row,
    is_to_be_computed,
    note_arrays,
    note_formula,
    passed_over,
    uncomputed_note,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BytesIO

    from lxml.etree import _Element
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.workbook.workbook import Workbook

    from gouji.model.document import Block, Source


# what a sheet can have at most (ECMA-376 leaves it open, every program agrees)
_ROWS: Final = 2**20
_COLUMNS: Final = 2**14


def read(data: bytes, source: Source) -> Document:
    """Read an Excel file. Raises GoujiError where it is damaged, empty, or beyond a limit."""
    archive = Archive(data, source.name)
    main = next(iter(archive.related("", "officeDocument").values()), "")
    workbook = archive.xml(main)
    instead: dict[str, bytes] = {}
    sheets = list(_outline(archive, main, workbook, instead))
    looks = Looks()
    _values(archive.repacked(instead), sheets, looks, source.name)
    unknown = fill_in_unknown(sheets, to_be_computed=is_to_be_computed(workbook))
    uncomputed = [uncomputed_note(unknown)] if unknown else []
    blocks: list[Block] = []
    tables = paragraphs = 0
    for sheet in sheets:
        if sheet.hidden:
            continue
        close_up(sheet)
        for block in cut(sheet, source.name, tables + 1, paragraphs + 1):
            blocks.append(block)
            check_blocks(source.name, len(blocks))
            tables += isinstance(block, Grid)
            paragraphs += isinstance(block, Paragraph)
    if not blocks:
        raise GoujiError(
            f"{source.name}：工作簿中没有可见的内容。请确认文件正确，并检查报告是否在隐藏的工作表中。",
            f"{source.name}: the workbook shows nothing. Check the file, "
            "and whether the report is on a hidden sheet.",
        )
    notes = (*archive.notes(), *_notes(sheets), *uncomputed, *looks.doubts.notes("xlsx-doubtful"))
    return Document(source, tuple(blocks), notes=notes)


def _outline(archive: Archive, main: str, workbook: _Element, instead: dict[str, bytes]) -> Iterator[Sheet]:
    """Yield the sheets in order with all that openpyxl leaves out; ``main`` is the workbook's part.

    Parts that openpyxl would refuse for what no cell needs are put into ``instead`` without that.
    """
    targets = archive.related(main, "worksheet")
    shared = _shared(archive, next(iter(archive.related(main, "sharedStrings").values()), ""))
    styles = next(iter(archive.related(main, "styles").values()), "")
    formats = hiding_formats(archive.xml(styles)) if styles in archive else {}
    for element in workbook.iter("{*}sheet"):
        relation = attribute(element, "id") or ""
        if relation in targets:
            sheet = Sheet(element.get("name", ""), element.get("state", "visible") != "visible")
            if not sheet.hidden:
                root = _scan(archive, targets[relation], sheet, shared, formats)
                if _without_unnamed_extensions(root):
                    instead[targets[relation]] = etree.tostring(root)
            yield sheet


def _shared(archive: Archive, part: str) -> dict[int, Runs]:
    """Return the strings that the sheets share and that have runs, by number."""
    if part not in archive or b"rPr" not in archive.read(part):
        return {}
    return shared_runs(archive.xml(part))


def _scan(
    archive: Archive, part: str, sheet: Sheet, shared: dict[int, Runs], formats: dict[int, str | None]
) -> _Element:
    """Check what the sheet's XML claims before a library trusts it, and gather what openpyxl leaves out.

    Returns the XML's root.
    """
    root = archive.xml(part)
    before = (0, 0)
    number = 0
    for row in root.iter("{*}row"):
        stated = row.get("r")
        number = number + 1 if stated is None else natural(stated) or 0
        if not 0 < number <= _ROWS:
            raise damaged(archive.name)
        if is_hidden_row(row):
            sheet.hidden_rows.add(number)
        column = 0
        for cell in row:
            reference = cell.get("r")
            position = (number, column + 1)
            if reference is not None:
                position = _position(reference, archive.name)
                if position <= before:  # openpyxl would pass over what is out of order
                    raise damaged(archive.name)
                before = position
            column = position[1]
            note_formula(cell, position, sheet)
            if runs := _runs(cell, shared):
                sheet.runs[position] = runs
    sheet.hidden_columns.update(hidden_columns(root, _COLUMNS))
    for merge in root.iter("{*}mergeCell"):
        _merge(_range(merge.get("ref", ""), archive.name), sheet, archive.name)
    note_arrays(root, [_range(reference, archive.name) for reference in sheet.arrays], sheet)
    covered = covered_cells(archive, part, root)
    merged = sheet.merged.items() if covered else ()
    sheet.pictures = covered | {
        start for start, extent in merged if not covered.isdisjoint(extent.positions())
    }
    sheet.conditions = list(conditions(root, formats))
    view = next(root.iter("{*}sheetView"), None)
    sheet.shows_zeros = view is None or view.get("showZeros") not in ("0", "false")
    return root


def _without_unnamed_extensions(root: _Element) -> bool:
    """Take out a sheet's list of extensions where one has no ``uri``, for which openpyxl gives up the file.

    ECMA-376 does not require the attribute (CT_Extension). No extension holds a cell's text.
    """
    unnamed = [
        found
        for found in root.iterfind("{*}extLst")
        if any(extension.get("uri") is None for extension in found)
    ]
    for found in unnamed:
        root.remove(found)
    return bool(unnamed)


def _runs(cell: _Element, shared: dict[int, Runs]) -> Runs:
    kind = cell.get("t")
    if kind == "inlineStr":
        return runs_of(child(cell, "is"))
    if kind != "s" or not shared:
        return ()
    result = child(cell, "v")
    return shared.get(natural(None if result is None else result.text) or 0, ())


def _position(reference: str, name: str) -> tuple[int, int]:
    try:
        row, column = coordinate_to_tuple(reference.upper())
    except (ValueError, KeyError):
        raise damaged(name) from None
    if row > _ROWS or column > _COLUMNS:
        raise damaged(name)
    return row, column


def _range(reference: str, name: str) -> Range:
    try:
        left, top, right, bottom = range_boundaries(reference)
    except (ValueError, TypeError):
        raise damaged(name) from None
    if left is None or top is None or right is None or bottom is None or left > right or top > bottom:
        raise damaged(name)
    return Range(top, left, bottom, right)


def _merge(extent: Range, sheet: Sheet, name: str) -> None:
    cells = (extent.bottom - extent.top + 1) * (extent.right - extent.left + 1)
    if cells + len(sheet.covered) > LIMITS.cells:
        what = Text("合并单元格覆盖的格数", "number of cells that merged cells cover")
        raise exceeded(name, what, LIMITS.cells)
    inside = set(extent.positions())
    if sheet.covered & inside:
        raise damaged(name)  # Excel itself refuses ranges that overlap
    sheet.covered |= inside
    sheet.merged[extent.top, extent.left] = extent


def _values(packed: BytesIO, sheets: list[Sheet], looks: Looks, name: str) -> None:
    """Fill in the texts of the visible sheets."""
    by_title = {sheet.title: sheet for sheet in sheets if not sheet.hidden}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that nobody needs here
            book = openpyxl.load_workbook(packed, read_only=True, data_only=True)
            for title, sheet in by_title.items():
                _fill(book, title, sheet, looks, name)
    except GoujiError:
        raise
    except Exception:  # openpyxl raises whatever its parts do; the package was sound, so the sheets are not
        raise damaged(name) from None


def _fill(book: Workbook, title: str, sheet: Sheet, looks: Looks, name: str) -> None:
    rows = book[title]
    rows.reset_dimensions()  # what a file says of its extent may be wrong, and cells beyond it would be lost
    hiding = bool(sheet.hidden_rows or sheet.hidden_columns)
    for row in rows.iter_rows():
        for cell in row:
            if isinstance(cell, EmptyCell):
                continue
            position = int(cell.row or 0), int(cell.column or 0)
            if _bordered(cell.border):
                sheet.bordered.add(position)
            elif cell.value is None:
                continue
            text = "" if cell.value is None else shown(cell.value, cell.number_format)
            if _is_number(cell.value):
                if text and (cell.value or sheet.shows_zeros):
                    text = _conditioned(text, cast("ReadOnlyCell", cell), sheet, looks)
                else:
                    text = ""
                sheet.unshown += not text
            if hiding and passed_over(sheet, *position, text):
                continue
            sheet.texts[position] = looks.text(text, sheet.runs.get(position, ()), cast("ReadOnlyCell", cell))
            if len(sheet.texts) > LIMITS.cells:
                check_grid(name, 0, 0, len(sheet.texts))


def _conditioned(text: str, cell: ReadOnlyCell, sheet: Sheet, looks: Looks) -> str:
    """Return the text of a cell with a number as the formats for conditions leave it."""
    for condition in sheet.conditions:
        at = int(cell.row or 0), int(cell.column or 0)
        if condition.covers(*at) and (condition.colour is None or looks.hides(condition.colour, cell)):
            if condition.hides is None:
                return looks.doubts(text)
            if condition.hides(Decimal(str(cell.value))):
                return ""
    return text


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bordered(border: object) -> bool:
    sides = (getattr(border, side, None) for side in ("left", "right", "top", "bottom"))
    return any(getattr(side, "style", None) for side in sides)


def _notes(sheets: list[Sheet]) -> Iterator[Note]:
    for sheet in sheets:
        if sheet.hidden:
            text = Text(
                f"工作表“{sheet.title}”是隐藏的，未读取。",
                f"Sheet “{sheet.title}” is hidden and was not read.",
            )
            yield Note("xlsx-hidden-sheet", text, Place(sheet=sheet.title))
        if (note := hidden_note(sheet)) is not None:
            yield note
        if sheet.unshown:
            text = Text(
                f"工作表“{sheet.title}”有 {sheet.unshown} 个单元格存有数而设为不显示（如不显示零值），"
                "按所见作空白处理。",
                f"Sheet “{sheet.title}” holds figures in {sheet.unshown} cells that it is set not to show "
                "(zeros, for one); they are blank as one sees them.",
            )
            yield Note("xlsx-not-shown", text, Place(sheet=sheet.title))

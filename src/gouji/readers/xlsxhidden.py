"""Hidden rows and columns of a sheet: what they hold is not read, and the others close up.

A merged cell is shown as long as one of its rows and one of its columns is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gouji.bilingual import Text
from gouji.document import Note, Place
from gouji.readers.ooxml import natural
from gouji.readers.sheet import Numbers, Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from gouji.readers.sheet import Sheet

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

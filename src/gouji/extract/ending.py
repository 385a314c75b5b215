"""Cells amid which the file ends: there may have been more of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.document import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.document import Place
    from gouji.filing import Cell


def doubt_end(cells: Sequence[Cell], end: Place | None) -> tuple[tuple[Cell, ...], tuple[Note, ...]]:
    """Take back what was read where the file ends too early (None: nowhere), and say so."""
    last = [cell for cell in cells if end is not None and cell.place == end]
    if not last:
        return tuple(cells), ()
    printed = " ".join(cell.printed for cell in last if cell.printed)
    if printed:
        said = Text(
            f"文件到“{printed}”为止，末尾的数字可能没有印完，此处未采用。请重新下载原文件。",
            f"The file ends with “{printed}”. More of the last figure may have followed, so nothing of this "
            "was used. Download it again.",
        )
    else:
        said = Text(
            "文件在表格的一格中间中断，该格未读。请重新下载原文件。",
            "The file breaks off inside a cell of a table, which was not read. Download it again.",
        )
    return tuple(_doubted(cell) if cell in last else cell for cell in cells), (Note("open-end", said, end),)


def _doubted(cell: Cell) -> Cell:
    if not cell.printed:
        return cell._replace(printed=None, status="missing", place=None)
    return cell._replace(value=None, status="ambiguous")

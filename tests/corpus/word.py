"""Reports as .docx files, tables with merged cells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx

from corpus.archive import settled
from corpus.story import Heading, Prose

if TYPE_CHECKING:
    from corpus.layout import Sheet
    from corpus.story import Story


def write(story: Story, cut: int | None = None) -> bytes:
    """Write a .docx; ``cut`` splits the applications before that row into two tables, as a page does."""
    document = docx.Document()
    document.core_properties.author = ""
    document.add_paragraph(story.title, style="Title")
    for block in story.blocks:
        if isinstance(block, Heading):
            document.add_paragraph(block.text, style="Heading 1")
        elif isinstance(block, Prose):
            document.add_paragraph(block.text)
        elif cut is not None and block.table == "applications":
            for part in block.cut(cut):
                _add(document, part)
                document.add_paragraph("")
        else:
            _add(document, block)
            document.add_paragraph("")
    data = io.BytesIO()
    document.save(data)
    return settled(data.getvalue())


def _add(document, sheet: Sheet) -> None:
    table = document.add_table(sheet.height, sheet.width, style="Table Grid")
    # python-docx walks the whole table on every ``cell`` call
    cells = table._cells
    for slot in sheet.slots:
        cell = cells[slot.row * sheet.width + slot.column]
        if slot.rowspan > 1 or slot.colspan > 1:
            end = (slot.row + slot.rowspan - 1) * sheet.width + slot.column + slot.colspan - 1
            cell = cell.merge(cells[end])
        first, *rest = slot.text.split("\n")
        cell.paragraphs[0].text = first
        for part in rest:
            cell.add_paragraph(part)

"""The corpus in HTML, Word and Excel: every cell of a table is read where it was written."""

import re
from random import Random

import pytest

from corpus import make_figures, variants
from corpus.layout import Sheet
from gouji.model.document import Grid
from gouji.readers.containers import read_document

REPORT = make_figures(Random(20), blanks=0.2, placeholders=0.05, zeros=0.3)
CONTAINERS = [variant for variant in variants() if variant.suffix in (".html", ".docx", ".xlsx")]
#: forms that write headers or breaks otherwise than the sheet says, by design
OWN_GEOMETRY = {"html-flat-headers", "html-portal", "docx-split"}


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("variant", CONTAINERS, ids=lambda variant: variant.name)
def test_cells_are_where_they_were_written(variant):
    story = variant.story(REPORT)
    document = read_document(variant.write_story(story), f"report{variant.suffix}")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    written = [block for block in story.blocks if isinstance(block, Sheet)]
    if variant.name in OWN_GEOMETRY:
        read = [bare(cell.text) for grid in grids for cell in grid.cells]
        values = [bare(slot.text) for sheet in written for slot in sheet.slots if slot.role == "value"]
        assert [text for text in read if re.fullmatch(r"\d+", text)] == [v for v in values if v.isdigit()]
        return
    assert [
        [(cell.row, cell.column, cell.rowspan, cell.colspan, bare(cell.text)) for cell in grid.cells]
        for grid in grids
    ] == [
        [
            (slot.row, slot.column, slot.rowspan, slot.colspan, bare(slot.text))
            for slot in sorted(sheet.slots, key=lambda slot: (slot.row, slot.column))
        ]
        for sheet in written
    ]

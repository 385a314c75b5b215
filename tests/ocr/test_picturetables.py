"""Tables that are pictures inside a web page or a Word file: recognised where they stand.

They run where the extra ``gouji[ocr]`` is installed: ``make test-ocr``.
"""

from __future__ import annotations

import io
import re
from random import Random

import pytest

from corpus import make_figures
from corpus.variants import PDF, variants
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Grid
from gouji.readers.containers import read_document
from readers.test_pictured import address, page, word_file

pytest.importorskip("rapidocr")
pypdfium2 = pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")
ImageDraw = pytest.importorskip("PIL.ImageDraw")

FIGURES = make_figures(Random(3), "2021", zeros=0.5)


def small_table():
    """A picture of two rows and three columns with figures."""
    image = Image.new("RGB", (900, 200), "white")
    pen = ImageDraw.Draw(image)
    for row in range(2):
        for column in range(3):
            corner = (20 + 280 * column, 20 + 80 * row)
            pen.rectangle((*corner, corner[0] + 280, corner[1] + 80), outline="black", width=3)
            pen.text(
                (corner[0] + 110, corner[1] + 22), str(31 + 14 * row + 5 * column), "black", font_size=36
            )
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("container", ["r.html", "beside.html", "r.docx"])
def test_the_table_of_a_picture_stands_between_the_blocks_around_it(container, tmp_path):
    if container == "r.docx":
        document = read_document(word_file(small_table()), container)
    elif container == "r.html":
        document = read_document(page(address(small_table())), container)
    else:
        (tmp_path / "t.png").write_bytes(small_table())
        document = read_document(page("t.png"), container, tmp_path)
    assert document.notes == ()
    [grid] = (block for block in document.blocks if isinstance(block, Grid))
    above = document.blocks[document.blocks.index(grid) - 1]
    assert above.text == "二、主动公开政府信息情况"
    assert [[cell.text for cell in row] for row in grid.rows] == [["31", "36", "41"], ["45", "50", "55"]]
    assert grid.cells[4].place == (None, None, None, 1, 2, 2, None, None, None)
    assert document.recognised.keys() == {cell.place for cell in grid.cells}
    assert all(one.picture.startswith(b"\x89PNG") for one in document.recognised.values())


def test_a_report_with_one_table_as_a_picture_has_its_other_tables_read():
    [clean] = (variant for variant in variants() if variant.name == "html-clean")
    web = clean.write(FIGURES).decode()
    printed = PDF.write(FIGURES)
    outlines = read_document(printed, "r.pdf").pages[0].outlines
    bottom = max(one.extent[3] for one in outlines if one.place.table == 1)
    first = pypdfium2.PdfDocument(printed)[0].render(scale=200 / 72).to_pil()
    out = io.BytesIO()
    first.crop((0, 0, first.width, round((bottom + 4) * 200 / 72))).save(out, "PNG")
    table = re.search(r"<table.*?</table>", web, re.DOTALL)[0]
    document = read_document(web.replace(table, f'<img src="{address(out.getvalue())}">').encode(), "r.html")
    filing = read_filing(document, Roster.empty())
    status = {cell.id: cell.status for cell in filing.form_cells}
    assert {status[cell] for cell in FIGURES.cells if not cell.startswith("disclosure/")} == {"read"}
    assert {status[cell] for cell in FIGURES.cells if cell.startswith("disclosure/")} == {"recognised"}
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [grid.place.table for grid in grids] == list(range(1, len(grids) + 1))
    assert {cell.place.table for cell in grids[-1].cells} == {len(grids)}

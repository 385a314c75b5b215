"""Tables that are pictures inside a web page or a Word file: recognised where they stand.

They run where the extra ``gouji[ocr]`` is installed: ``make test-ocr``.
"""

from __future__ import annotations

import io
import re

import pytest

from cli.test_confirm import ticked
from corpus.variants import PDF, variants
from gouji.cli.main import run
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Grid
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.reports import Report, report_document, report_filing
from readers.test_ofd import WHITE, box, text
from readers.test_pictured import address, ofd, page, pdf, word_file

pytest.importorskip("rapidocr")
pypdfium2 = pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")
ImageDraw = pytest.importorskip("PIL.ImageDraw")
printed = pytest.importorskip("ocr.spoilt").printed
known = pytest.importorskip("ocr.truth")
FIGURES, with_truth = known.FIGURES, known.with_truth


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


@pytest.mark.parametrize("container", ["r.pdf", "r.ofd"])
def test_the_table_of_a_picture_on_a_page_stands_between_the_lines_around_it(container):
    image = small_table()
    data = pdf((image, (60, 580, 450, 100))) if container == "r.pdf" else ofd(image)
    document = read_document(data, container)
    assert document.notes == ()
    assert document.pictures == ()
    [grid] = (block for block in document.blocks if isinstance(block, Grid))
    assert document.blocks.index(grid) == 1
    assert [[cell.text for cell in row] for row in grid.rows] == [["31", "36", "41"], ["45", "50", "55"]]
    assert grid.cells[4].place == (None, None, 1, 1, 2, 2, None, None, None)
    assert document.recognised.keys() == {cell.place for cell in grid.cells}
    extents = {outline.place: outline.extent for outline in document.pages[0].outlines}
    left, top, right, bottom = extents[grid.cells[4].place]
    x0, y0, wide = (60, 842 - 680, 450) if container == "r.pdf" else (56.7, 113.4, 453.5)
    assert (left, right) == pytest.approx((x0 + wide * 300 / 900, x0 + wide * 580 / 900), abs=4)
    high = 100 / 200 if container == "r.pdf" else 50 / 25.4 * 72 / 200
    assert (top, bottom) == pytest.approx((y0 + 100 * high, y0 + 180 * high), abs=4)


UNREAD = {
    "turned": (ofd(small_table(), 'CTM="0 160 50 0 0 0"'), "另有内容盖在上面"),
    "transparent": (ofd(small_table(), 'Alpha="20"'), "另有内容盖在上面"),
    "painted over": (
        ofd(small_table(), over=box(30, 50, 30, 20, 'Fill="true"', WHITE)),
        "另有内容盖在上面",
    ),
    "typed upon": (ofd(small_table(), over=text("7", 100, 60)), "另有内容盖在上面"),
    "struck through": (ofd(small_table(), over=box(30, 60, 100, 0)), "另有内容盖在上面"),
    "of a format unknown": (ofd(b"JBIG2" * 99), "它的图片格式不能识别"),
    "damaged": (ofd(small_table()[:4000]), "图片已损坏或不完整"),
}


@pytest.mark.parametrize(("data", "why"), UNREAD.values(), ids=UNREAD)
def test_a_picture_on_a_page_that_is_not_recognised_is_said_to_be_unread(data, why):
    document = read_document(data, "r.pdf")
    [note] = document.notes
    assert note.code == "picture_unread"
    assert why in note.text.zh
    assert document.recognised == {}
    assert not any(isinstance(block, Grid) for block in document.blocks)


def test_a_scanned_page_of_two_colours_among_others_is_said_to_be_unread():
    out = io.BytesIO()
    Image.open(io.BytesIO(small_table())).convert("1").save(out, "PDF", resolution=108)
    made = pypdfium2.PdfDocument(pdf())
    made.import_pages(pypdfium2.PdfDocument(out.getvalue()))
    out = io.BytesIO()
    made.save(out)
    document = read_document(out.getvalue(), "r.pdf")
    assert [note.code for note in document.notes] == ["pdf_page_without_text", "picture_unread"]
    assert "第 2 页的图片没有读取" in document.notes[1].text.zh
    assert "图像只有黑白两色（1 位）" in document.notes[1].text.zh


def test_a_scanned_ofd_file_is_recognised():
    document = read_document(ofd(small_table(), boundary="0 0 210 200", words=""), "r.ofd")
    [grid] = (block for block in document.blocks if isinstance(block, Grid))
    assert [[cell.text for cell in row] for row in grid.rows] == [["31", "36", "41"], ["45", "50", "55"]]
    assert document.notes == ()
    assert document.pages[0].picture.startswith(b"\x89PNG")
    with pytest.raises(GoujiError, match="图片格式不能识别"):
        read_document(ofd(b"JBIG2" * 99, boundary="0 0 210 200", words=""), "r.ofd")


def mixed(scanned):
    """The report with these pages (counted from 0) as pictures."""
    source, made = pypdfium2.PdfDocument(PDF.write(FIGURES)), pypdfium2.PdfDocument.new()
    for number, sheet in enumerate(source):
        out = io.BytesIO()
        if number in scanned:
            sheet.render(scale=200 / 72).to_pil().convert("RGB").save(out, "PDF", resolution=200)
            made.import_pages(pypdfium2.PdfDocument(out.getvalue()))
        else:
            made.import_pages(source, [number])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def audited(document):
    """The verdict, and what rests on cells alone."""
    return known.audited(report_filing(Report("report.pdf"), document, Roster.empty()))


def test_a_report_whose_first_page_is_scanned_is_held_as_the_original_when_confirmed():
    """Table three goes on from the scanned page to one of text; of its cells no finding speaks before."""
    document = read_document(mixed({0}), "report.pdf")
    filing = assert_only_of_pages(document, {1})
    verdict, found = audited(document)
    assert verdict == "unauditable"
    assert {rule for rule, _ in found} == {"DQ-UNREAD"}
    confirmed, count = with_truth(document, filing)
    assert count > 90
    original = audited(read_document(PDF.write(FIGURES), "report.pdf"))
    assert audited(confirmed) == original
    assert any(rule == "T3-COL-BALANCE" for rule, _ in original[1])


def assert_only_of_pages(document, scanned):
    """The cells of these pages are recognised, all others read and right."""
    filing = read_filing(document, Roster.empty())
    title = {"recognised_title"} if 1 in scanned else set()
    assert {note.code for note in filing.notes} == {"recognised_text"} | title
    for cell in filing.form_cells:
        assert cell.status == ("recognised" if cell.place.page in scanned else "read")
        assert cell.value == (None if cell.place.page in scanned else FIGURES.cells[cell.id])
    assert {cell.place.page for cell in filing.form_cells} == {1, 2}
    return filing


def test_a_report_whose_last_page_is_scanned_is_confirmed_by_command(tmp_path, monkeypatch, capfd):
    (tmp_path / "data/2024").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "data/2024/report.pdf"
    report.write_bytes(mixed({1}))
    assert run(["confirm", "data/2024/report.pdf"]) == 0
    page, _ = capfd.readouterr().out.splitlines()
    truth = {cell: printed(figure) for cell, figure in FIGURES.cells.items()}
    assert run(["confirm", "--from", ticked(tmp_path / page, truth)]) == 0
    document = report_document(Report(report.name, report))
    assert {cell.status for cell in read_filing(document, Roster.empty()).form_cells} == {"read"}
    assert {one.by for one in document.confirmed.values()} == {"李四"}
    assert audited(document) == audited(read_document(PDF.write(FIGURES), "report.pdf"))


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

"""PDF: a cell that shows a picture, a drawing or a field is not empty, a figure beside one not whole."""

import io

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image, ImageDraw
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader

from gouji.model.document import PICTURE
from readers.test_pdf import FONT, boxed, drawn, grids, rows


def table(*drawings, figures=("12", "", "34"), before=()) -> bytes:
    """A row of three cells, and more drawn on top of it and beneath it."""

    def page(canvas):
        for draw in before:
            draw(canvas)
        canvas.setFillColor(colors.black)
        canvas.setStrokeColor(colors.black)
        boxed(canvas, [100, 200, 300, 400], [680, 720])
        for i, figure in enumerate(figures):
            canvas.drawString(110 + 100 * i, 696, figure)
        for draw in drawings:
            draw(canvas)

    return drawn(page)


def row(data: bytes) -> list[str]:
    return rows(grids(data)[0])[0]


def picture(colour="black", ground="white", *, text="7", size=(40, 30), mode="RGB"):
    image = Image.new(mode, size, ground)
    if text:
        ImageDraw.Draw(image).text((8, 2), text, fill=colour, font_size=24)
    data = io.BytesIO()
    image.save(data, "PNG")
    return ImageReader(data)


def placed(image, x, y, wide, high):
    return lambda canvas: canvas.drawImage(image, x, y, wide, high, mask="auto")


def curve(canvas):
    path = canvas.beginPath()
    path.moveTo(240, 700)
    path.curveTo(240, 712, 256, 712, 256, 700)
    path.curveTo(256, 690, 240, 690, 240, 684)
    canvas.drawPath(path)


def outlines(canvas):
    path = canvas.beginPath()
    for x in (240, 250):
        path.rect(x, 690, 3, 14)
    canvas.drawPath(path, stroke=0, fill=1)


@pytest.mark.parametrize(
    "drawing",
    [
        placed(picture(), 240, 690, 20, 15),
        placed(picture("red"), 240, 690, 20, 15),
        placed(picture("gray"), 240, 690, 20, 15),
        placed(picture(), 201, 681, 98, 38),
        curve,
        outlines,
        lambda canvas: canvas.line(230, 690, 260, 710),
        lambda canvas: canvas.line(230, 700, 260, 700),
        lambda canvas: canvas.acroForm.textfield(name="a", value="7", x=230, y=688, width=40, height=20),
    ],
)
def test_an_empty_cell_with_something_drawn_in_it_is_not_empty(drawing):
    first, middle, last = row(table(drawing))
    assert middle not in ("", " ")
    assert (first, last) == ("12", "34")


def test_a_field_whose_look_is_left_to_the_viewer_is_no_empty_cell():
    pdf = pypdfium2.PdfDocument(table())
    annotation = pdfium_c.FPDFPage_CreateAnnot(pdf[0], pdfium_c.FPDF_ANNOT_FREETEXT)
    pdfium_c.FPDFAnnot_SetRect(annotation, pdfium_c.FS_RECTF(230, 710, 260, 690))
    pdfium_c.FPDFPage_CloseAnnot(annotation)
    data = io.BytesIO()
    pdf.save(data)
    assert row(data.getvalue()) == ["12", PICTURE, "34"]


@pytest.mark.parametrize(
    "drawing",
    [
        placed(picture(), 122, 690, 12, 15),
        placed(picture(), 101, 690, 8, 15),
        lambda canvas: canvas.circle(130, 700, 4),
    ],
)
def test_a_figure_beside_a_picture_is_not_whole(drawing):
    assert row(table(drawing)) == [f"12\n{PICTURE}", "", "34"]


@pytest.mark.parametrize(
    "drawing",
    [
        lambda canvas: canvas.line(105, 694, 140, 694),
        lambda canvas: canvas.line(108, 693, 108, 706),
        lambda canvas: canvas.rect(102, 682, 96, 36),
    ],
)
def test_lines_round_a_figure_are_no_picture(drawing):
    assert row(table(drawing)) == ["12", "", "34"]


def shade(grey, *box):
    def draw(canvas):
        canvas.setFillGray(grey)
        canvas.rect(*(box or (100, 680, 300, 40)), stroke=0, fill=1)

    return draw


def watermark(text="内部资料2024", grey=0.85, size=40, angle=30):
    def draw(canvas):
        canvas.saveState()
        canvas.setFont(FONT, size)
        canvas.setFillGray(grey)
        canvas.translate(90, 660)
        canvas.rotate(angle)
        canvas.drawString(0, 0, text)
        canvas.restoreState()

    return draw


def turned_figure(angle):
    def draw(canvas):
        canvas.saveState()
        canvas.translate(245, 697)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "69")
        canvas.restoreState()

    return draw


@pytest.mark.parametrize("angle", [45, 90, 180, 270])
def test_a_figure_turned_in_its_cell_is_no_empty_cell(angle):
    assert row(table(turned_figure(angle))) == ["12", PICTURE, "34"]


@pytest.mark.parametrize(
    "ground",
    [
        shade(0.8),
        shade(0.3, 200, 680, 100, 40),
        placed(picture("lightgray", text="XXXX", size=(300, 300)), 90, 600, 320, 200),
        placed(picture("black", "lightgray", text=""), 0, 0, 595, 842),
        watermark(),
        watermark(grey=0.0),
        watermark(grey=0.0, angle=50),
    ],
)
def test_shades_grounds_and_watermarks_are_no_pictures(ground):
    assert row(table(before=[ground])) == ["12", "", "34"]


def stamp(canvas, x=260.0, y=700.0):
    canvas.saveState()
    canvas.setStrokeColor(colors.red)
    canvas.setFillColor(colors.red)
    canvas.setLineWidth(3)
    canvas.circle(x, y, 55)
    canvas.setFont(FONT, 12)
    canvas.drawCentredString(x, y - 4, "★")
    canvas.restoreState()


def test_a_stamp_over_an_empty_cell_is_no_picture_in_it():
    def star(canvas):
        stamp(canvas)
        path = canvas.beginPath()
        path.moveTo(260, 730)
        for x, y in ((275, 690), (230, 715), (290, 715), (245, 690), (260, 730)):
            path.lineTo(x, y)
        canvas.setFillColor(colors.red)
        canvas.drawPath(path, stroke=0, fill=1)

    assert row(table(star, figures=("12", "", "34")))[1].strip("★") == ""


def test_a_figure_too_wide_for_its_cell_is_no_picture_in_the_next():
    def page(canvas):
        boxed(canvas, [100, 140, 180, 220], [680, 700])
        canvas.drawCentredString(160, 686, "1234567890")

    assert row(drawn(page)) == ["", "1234567890", ""]


ACROSS = picture(text="7 8 9 1 2 3 4 5 6", size=(200, 30))


@pytest.mark.parametrize(
    ("box", "cells"),
    [
        ((150, 685, 200, 28), [f"12\n{PICTURE}", PICTURE, PICTURE]),
        ((205, 675, 190, 50), ["12", PICTURE, PICTURE]),
        ((195, 670, 215, 60), ["12", PICTURE, PICTURE]),
    ],
)
def test_a_picture_across_the_lines_of_a_table_is_in_every_cell_that_shows_it(box, cells):
    shown = placed(ACROSS, *box)
    assert row(table(shown, figures=("12", "", ""))) == cells
    assert row(table(before=[shown])) == [*cells[:2], f"34\n{PICTURE}"]


def test_a_picture_across_cells_hides_what_it_is_drawn_over():
    assert row(table(placed(ACROSS, 150, 685, 200, 28)))[2] == f"\ufffd\ufffd\n{PICTURE}"


def test_a_picture_beside_words_is_decoration():
    assert row(table(placed(picture(), 150, 690, 20, 15), figures=("一、本年", "", "34"))) == [
        "一、本年",
        "",
        "34",
    ]


def unruled(*drawings) -> bytes:
    def page(canvas):
        for y, figures in ((700, ("1", "2", "3", "4")), (680, ("5", "", "7", "8")), (660, "9999")):
            canvas.drawString(60, y, "（一）予以公开")
            for x, figure in zip((300, 360, 420, 480), figures, strict=True):
                canvas.drawString(x, y, figure)
        for draw in drawings:
            draw(canvas)

    return drawn(page)


def test_a_picture_among_figures_without_lines_is_seen():
    assert rows(grids(unruled())[0])[1][1:] == ["5", "", "7", "8"]
    shown = placed(picture(), 360, 679, 8, 9)
    assert rows(grids(unruled(shown))[0])[1][1:] == ["5", PICTURE, "7", "8"]
    beside = placed(picture(), 427, 679, 8, 9)
    assert rows(grids(unruled(beside))[0])[1][1:] == ["5", "", f"7\n{PICTURE}", "8"]

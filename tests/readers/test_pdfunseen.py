"""PDF: figures in white and figures with a line through them are not read; what is seen is."""

import pytest
from reportlab.lib import colors

from gouji.document import Place
from readers.test_pdf import boxed, document, drawn, grids, rows

UNSEEN = "\ufffd"


def table(*drawings, before=()):
    """A table of two cells, 甲 and 12, with more drawn on top of it and beneath it."""

    def page(canvas):
        for draw in before:
            draw(canvas)
        canvas.setFillColor(colors.black)
        boxed(canvas, [100, 200, 300], [680, 720])
        canvas.drawString(120, 696, "甲")
        for draw in drawings:
            draw(canvas)

    return drawn(page)


def text(colour=colors.black, said="12", x=240.0):
    def draw(canvas):
        canvas.setFillColor(colour)
        canvas.drawString(x, 696, said)

    return draw


def filled(colour, *box):
    def draw(canvas):
        canvas.setFillColor(colour)
        canvas.rect(*(box or (200, 680, 100, 40)), stroke=0, fill=1)

    return draw


def line(y, start=235, end=260):
    return lambda canvas: canvas.line(start, y, end, y)


def cell(data: bytes) -> str:
    return rows(grids(data)[0])[0][1]


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        (colors.white, UNSEEN * 2),
        (colors.Color(0.99, 0.99, 1), UNSEEN * 2),
        (colors.CMYKColor(0, 0, 0, 0), UNSEEN * 2),
        (colors.lightgrey, "12"),
        (colors.red, "12"),
    ],
)
def test_a_white_figure_is_not_read(colour, shown):
    assert cell(table(text(colour))) == shown


@pytest.mark.parametrize(
    ("ground", "shown"),
    [
        ([filled(colors.navy)], "12"),
        ([filled(colors.navy), filled(colors.white)], UNSEEN * 2),
        ([filled(colors.white), filled(colors.navy)], "12"),
        ([filled(colors.navy, 100, 680, 90, 40)], UNSEEN * 2),
        ([filled(colors.navy, 200, 681, 100, 1)], UNSEEN * 2),
    ],
)
def test_a_white_figure_on_a_dark_ground_is_read(ground, shown):
    assert cell(table(text(colors.white), before=ground)) == shown


def test_white_words_are_read_and_white_points_are_not():
    assert cell(table(text(colors.white, "新收12件"))) == f"新收{UNSEEN * 2}件"
    assert cell(table(text(said="1", x=240), text(colors.white, ".", 245), text(said="5", x=248))) == (
        f"1{UNSEEN}5"
    )


@pytest.mark.parametrize(
    ("y", "start", "end", "shown"),
    [
        (699.5, 235, 260, UNSEEN * 2),
        (699.5, 239, 245.2, f"{UNSEEN}2"),
        (699.5, 239, 242, "12"),
        (694.8, 235, 260, "12"),
        (705, 235, 260, "12"),
    ],
)
def test_a_figure_with_a_line_through_its_middle_is_not_read(y, start, end, shown):
    assert cell(table(text(), line(y, start, end))) == shown


def test_a_line_in_pieces_strikes_too_and_one_through_words_does_not():
    pieces = [line(699.5, x, x + 1.5) for x in range(236, 256, 2)]
    assert cell(table(text(), *pieces)) == UNSEEN * 2
    assert cell(table(text(said="甲乙"), line(699.5))) == "甲乙"


def test_how_many_figures_are_hardly_seen_is_said():
    (note,) = document(table(text(colors.white))).notes
    assert note.code == "pdf_doubtful_text"
    assert note.place == Place(page=1)
    assert note.text.zh.startswith("有 2 个数字字符在文件中而人可能看不到或看不清（白色、极小、")

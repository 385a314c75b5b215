"""PDF: text that was fed askew is turned back, and text by several angles is not read."""

import math

import pytest
from reportlab.lib.pagesizes import A4

from readers.test_pdf import FONT, boxed, document, drawn, grids, refused, rows

LABELS = ("一、本年新收", "二、上年结转", "（一）予以公开", "（二）部分公开")
FIGURES = ("1234567", "2345678", "3456789", "4567890")


def sheet(canvas, *, ruled: bool) -> None:
    ys = [700 - 16 * i for i in range(len(LABELS) + 1)]
    if ruled:
        boxed(canvas, [60, 180, *range(220, 461, 40)], ys)
    for y, label, figures in zip(ys[1:], LABELS, FIGURES, strict=True):
        canvas.drawString(66, y + 4, label)
        for i, figure in enumerate(figures):
            canvas.drawString(196 + 40 * i, y + 4, figure)


def turned(degrees: float, *, ruled: bool, sideways: bool = False) -> bytes:
    def page(canvas):
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(degrees)
        canvas.translate(-A4[0] / 2, -A4[1] / 2)
        if sideways:
            canvas.translate(A4[0], 200)
            canvas.rotate(90)
            canvas.translate(0, -400)
        sheet(canvas, ruled=ruled)

    return drawn(page)


@pytest.mark.parametrize("degrees", [-9, -3, -2, -1, -0.3, 0.5, 1, 1.7, 2.9, 3, 5])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_page_that_is_askew_is_turned_back(degrees, ruled):
    (grid,) = grids(turned(degrees, ruled=ruled))
    assert rows(grid) == [[label, *figures] for label, figures in zip(LABELS, FIGURES, strict=True)]
    assert grid.geometry == ("exact" if ruled else "loose")


def test_a_page_that_is_askew_and_sideways_is_turned_back():
    (grid,) = grids(turned(2, ruled=True, sideways=True))
    assert rows(grid) == [[label, *figures] for label, figures in zip(LABELS, FIGURES, strict=True)]


def test_a_page_turned_by_several_angles_is_not_read():
    def page(canvas):
        for i in range(6):
            canvas.drawString(60, 780 - 16 * i, "本机关按条例要求开展政府信息公开工作" * 2)
        canvas.rotate(1.5)
        sheet(canvas, ruled=True)

    error = refused(drawn(page))
    assert "PDF 的文字倾斜，角度过大或各处不一，无法确定哪些文字同行" in error.text.zh
    assert "turned, by too much or by several angles" in error.text.en
    found = document(drawn(page, lambda canvas: canvas.drawString(60, 700, "一、总体情况")))
    assert [block.text for block in found.blocks] == ["一、总体情况"]
    (note,) = found.notes
    assert (note.code, note.place.page) == ("pdf_text_askew", 1)


def test_text_at_an_angle_that_nobody_reads_is_not_without_text():
    error = refused(turned(30, ruled=False))
    assert "文字倾斜" in error.text.zh
    assert "没有文字层" not in error.text.zh


def test_letters_set_slanting_are_upright():
    def page(canvas):
        boxed(canvas, [100, 200, 300], [680, 700])
        text = canvas.beginText()
        text.setFont(FONT, 10)
        text.setTextTransform(1, 0, math.tan(math.radians(14)), 1, 110, 686)
        text.textOut("甲12")
        canvas.drawText(text)
        canvas.drawString(210, 686, "34")

    assert rows(grids(drawn(page))[0]) == [["甲12", "34"]]


class TestRaised:
    """Digits of one figure share base line and size."""

    @staticmethod
    def cell(*pieces: tuple[str, float, float]) -> str:
        """A cell printing pieces of text, each so much larger and higher than 12 points on its base line."""

        def page(canvas):
            boxed(canvas, [100, 200, 300], [670, 700])
            canvas.drawString(110, 680, "甲")
            x = 240.0
            for text, size, rise in pieces:
                canvas.setFont("Helvetica", 12 * size)
                canvas.drawString(x, 680 + rise, text)
                x += canvas.stringWidth(text, "Helvetica", 12 * size)

        return rows(grids(drawn(page))[0])[0][1]

    @pytest.mark.parametrize(
        ("size", "rise", "shown"),
        [
            (0.58, 4, "18¹"),
            (0.83, 4.7, "18¹"),
            (0.8, -1.1, "18₁"),
            (0.6, 0, "18₁"),
            (1, 3, "18¹"),
            (1, 1, "18¹"),
            (1, -2, "18₁"),
            (1, 0.2, "181"),
            (0.97, 0, "181"),
        ],
    )
    def test_a_digit_behind_a_figure(self, size, rise, shown):
        assert self.cell(("18", 1, 0), ("1", size, rise)) == shown

    def test_a_digit_before_and_among_figures(self):
        assert self.cell(("1", 0.6, 5), ("18", 1, 0)) == "¹18"
        assert self.cell(("1", 1, 0), ("2", 0.7, 4), ("8", 1, 0)) == "1²8"

    def test_one_that_is_set_with_the_text_rise(self):
        def page(canvas):
            boxed(canvas, [100, 200, 300], [670, 700])
            text = canvas.beginText(240, 680)
            text.setFont("Helvetica", 12)
            text.textOut("18")
            text.setFont("Helvetica", 8)
            text.setRise(5)
            text.textOut("1")
            canvas.drawText(text)

        assert rows(grids(drawn(page))[0])[0][1] == "18¹"

    def test_in_a_table_without_lines_and_on_its_own_line(self):
        def page(canvas):
            for y, figures in ((700, "123"), (680, "456")):
                canvas.drawString(60, y, "（一）予以公开")
                for x, figure in zip((320, 380, 440), figures, strict=True):
                    canvas.setFont(FONT, 10)
                    canvas.drawString(x, y, figure)
            canvas.setFont(FONT, 6)
            canvas.drawString(385.2, 686, "9")

        assert [row[1:] for row in rows(grids(drawn(page))[0])] == [["1", "2", "3"], ["4", "5⁹", "6"]]

    def test_figures_of_two_lines_are_not_beside_each_other(self):
        def page(canvas):
            boxed(canvas, [100, 200, 212.8 + canvas.stringWidth("113988", FONT, 10)], [650, 700])
            canvas.drawString(105.4, 680, "公开")
            canvas.drawString(205.4, 685, "113988")
            canvas.drawString(205.4, 674, "89")

        assert rows(grids(drawn(page))[0])[0][1] == "11398889"

"""PDF: ruled and unruled tables, prose, page furniture, and files that must be refused."""

import hashlib
import io
import json
import re
from itertools import chain

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph as Flowing
from reportlab.platypus import SimpleDocTemplate, Spacer, Table

from gouji.model.document import PICTURE, Document, Grid, Paragraph, Source
from gouji.model.form import load_form
from gouji.model.text import GoujiError
from gouji.readers import apart
from gouji.readers.limits import LIMITS
from hostile.containers import deflated, pdf, stream

FONT = "STSong-Light"
PROSE = ParagraphStyle("prose", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
HEADING = ParagraphStyle("heading", fontName=FONT, fontSize=12, leading=24, firstLineIndent=24)
RULED = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
SET = [("FONT", (0, 0), (-1, -1), FONT, 9), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]

registerFont(UnicodeCIDFont(FONT))


def source(data: bytes) -> Source:
    return Source("report.pdf", hashlib.sha256(data).hexdigest(), "application/pdf", len(data))


def document(data: bytes) -> Document:
    return apart.read("pdf", data, source(data))


def grids(data: bytes) -> list[Grid]:
    return [block for block in document(data).blocks if isinstance(block, Grid)]


def texts(data: bytes) -> list[str]:
    return [block.text for block in document(data).blocks if isinstance(block, Paragraph)]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def refused(data: bytes) -> GoujiError:
    with pytest.raises(GoujiError) as caught:
        document(data)
    return caught.value


def flowed(*story, footer: str = "- {} -", **options) -> bytes:
    """A report as a word processor sets it, with page numbers."""

    def number(canvas: Canvas, template) -> None:
        canvas.setFont(FONT, 10)
        canvas.drawCentredString(A4[0] / 2, 40, footer.format(template.page))

    data = io.BytesIO()
    template = SimpleDocTemplate(data, pagesize=A4, invariant=1, **options)
    template.build(list(story), onFirstPage=number, onLaterPages=number)
    return data.getvalue()


def drawn(*pages, size=A4, **options) -> bytes:
    """Pages drawn by functions of the canvas (origin at the lower left)."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=size, invariant=1, **options)
    for page in pages:
        canvas.setFont(FONT, 10)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def boxed(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    canvas.grid(xs, ys)


class TestRealReports:
    """The value rows of real reports come out in the order and number of the form."""

    @pytest.fixture(params=["hongze-2024", "huaian-2024"])
    def report(self, request, shared) -> tuple[bytes, dict]:
        pdf = shared / "cases" / f"{request.param}.pdf"
        if not pdf.exists():
            pytest.skip("this real report is not at hand")
        return pdf.read_bytes(), json.loads(pdf.with_suffix(".truth.json").read_text("utf-8"))["cells"]

    def test_every_figure_stands_in_its_row_and_order(self, report):
        data, truth = report
        figures = [
            [cell.text for cell in row if re.fullmatch(r"[\d.]+", cell.text)]
            for grid in grids(data)
            for row in grid.rows
        ]
        found = [row for row in figures if row]
        form = load_form("2021")
        expected: list[list[str]] = []
        for table in ("disclosure", "applications"):
            by_row: dict[str, list[str]] = {}
            for cell, value in truth.items():
                if cell.startswith(table + "/"):
                    by_row.setdefault(cell.split("/")[1], []).append(str(value))
            expected += by_row.values()
        expected.append([str(value) for cell, value in truth.items() if cell.startswith("reviews/")])
        assert found == expected
        assert len(expected[10]) == len(form.table("applications").columns)

    def test_a_labelled_row_keeps_its_columns_on_every_page(self, report):
        data, _ = report
        wide = [grid for grid in grids(data) if grid.width == 10]
        assert len(wide) == 2
        for grid in wide:
            for row in grid.rows[3 if grid is wide[0] else 0 :]:
                assert [cell.column for cell in row if cell.column > 2] == list(range(3, 10))

    def test_no_page_number_is_left_anywhere(self, report):
        data, _ = report
        every = [*texts(data), *(cell.text for grid in grids(data) for cell in grid.cells)]
        assert not [text for text in every if re.search(r"-\s*\d+\s*-", text)]

    def test_prose_comes_in_paragraphs_under_its_headings(self, report):
        data, _ = report
        paragraphs = [block for block in document(data).blocks if isinstance(block, Paragraph)]
        headings = [block.text.split("、")[0] for block in paragraphs if block.heading]
        assert headings == list("一二三四五六")
        for block in paragraphs[3:]:
            assert block.heading or block.text.endswith("。")


class TestRuledTables:
    def test_merged_cells_have_the_spans_of_the_lines_round_them(self):
        table = Table(
            [["甲", "乙", "", "丁"], ["", "一", "二", ""], ["三", "1", "", "3"]],
            style=[
                *RULED,
                *SET,
                ("SPAN", (0, 0), (0, 1)),
                ("SPAN", (1, 0), (2, 0)),
                ("SPAN", (3, 0), (3, 1)),
            ],
        )
        (grid,) = grids(flowed(table))
        cells = [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]
        assert cells == [
            ("甲", 0, 0, 2, 1),
            ("乙", 0, 1, 1, 2),
            ("丁", 0, 3, 2, 1),
            ("一", 1, 1, 1, 1),
            ("二", 1, 2, 1, 1),
            ("三", 2, 0, 1, 1),
            ("1", 2, 1, 1, 1),
            ("", 2, 2, 1, 1),
            ("3", 2, 3, 1, 1),
        ]
        assert grid.geometry == "exact"

    def test_places_name_page_table_row_and_column(self):
        table = Table([["甲", "1"], ["乙", "2"]], style=[*RULED, *SET])
        first, second = grids(flowed(table, Spacer(1, 30), table))
        assert first.place.said("en") == "page 1, table 1"
        assert second.cells[3].place.said("en") == "page 1, table 2, row 2, column 2"
        assert second.cells[3].place.said("zh") == "第 1 页，第 2 个表格，第 2 行，第 2 列"

    def test_a_table_over_pages_gives_one_grid_a_page_without_the_page_numbers(self):
        body = [[f"第{i}行", str(i), ""] for i in range(120)]
        found = grids(flowed(Table(body, style=[*RULED, *SET], colWidths=[100, 60, 60])))
        assert [grid.place.page for grid in found] == list(range(1, len(found) + 1))
        assert len(found) > 2
        assert list(chain.from_iterable(map(rows, found))) == body

    def test_a_row_cut_by_a_page_break_gives_cells_on_both_pages(self):
        def before(canvas: Canvas) -> None:
            canvas.rect(100, 80, 60, 80)
            boxed(canvas, [160, 260, 300], [80, 120, 160])
            for x, y, text in ((110, 126, "结果"), (170, 134, "1.属于国家秘密"), (270, 134, "7")):
                canvas.drawString(x, y, text)
            for x, y, text in ((170, 94, "2.其他法律行政"), (270, 94, "8")):
                canvas.drawString(x, y, text)

        def after(canvas: Canvas) -> None:
            canvas.rect(100, 700, 60, 80)
            boxed(canvas, [160, 260, 300], [700, 740, 780])
            for x, y, text in ((170, 754, "法规禁止公开"), (170, 714, "3.危及"), (270, 714, "9")):
                canvas.drawString(x, y, text)

        first, second = grids(drawn(before, after))
        assert rows(first) == [["结果", "1.属于国家秘密", "7"], ["2.其他法律行政", "8"]]
        assert rows(second) == [["", "法规禁止公开", ""], ["3.危及", "9"]]
        assert (first.cells[0].rowspan, second.cells[0].rowspan) == (2, 2)
        assert (first.place.said("en"), second.place.said("en")) == ("page 1, table 1", "page 2, table 2")

    def test_lines_of_a_cell_are_kept_apart(self):
        table = Table([["5.要求行政机关确认\n或重新出具已获取信息", "0"]], style=[*RULED, *SET])
        assert rows(grids(flowed(table))[0]) == [["5.要求行政机关确认\n或重新出具已获取信息", "0"]]

    def test_borders_drawn_cell_by_cell_and_as_thin_bars_are_one_line(self):
        def page(canvas: Canvas) -> None:
            for column in range(3):
                for row in range(2):
                    x, y = 100 + 60.4 * column, 700 - 20.3 * row
                    for bar in ((x, y, 60, 0.5), (x, y + 20, 60, 0.5), (x, y, 0.5, 20), (x + 60, y, 0.5, 20)):
                        canvas.rect(*bar, stroke=0, fill=1)
                    canvas.drawString(x + 20, y + 6, str(10 * row + column))

        assert rows(grids(drawn(page))[0]) == [["0", "1", "2"], ["10", "11", "12"]]

    def test_a_table_open_at_its_sides_has_its_outer_columns(self):
        def page(canvas: Canvas) -> None:
            for y in (700, 680, 660):
                canvas.line(100, y, 280, y)
            for x in (160, 220):
                canvas.line(x, 660, x, 700)
            for x, y, text in ((120, 686, "甲"), (180, 686, "乙"), (240, 686, "丙"), (240, 666, "7")):
                canvas.drawString(x, y, text)

        assert rows(grids(drawn(page))[0]) == [["甲", "乙", "丙"], ["", "", "7"]]

    def test_a_row_cut_by_the_page_without_a_bottom_line_is_a_row(self):
        def page(canvas: Canvas) -> None:
            for x in (100, 160, 220):
                canvas.line(x, 60, x, 120)
            for y in (120, 90):
                canvas.line(100, y, 220, y)
            for x, y, text in ((120, 100, "甲"), (180, 100, "1"), (120, 70, "乙"), (180, 70, "2")):
                canvas.drawString(x, y, text)

        assert rows(grids(drawn(page))[0]) == [["甲", "1"], ["乙", "2"]]

    def test_underlines_and_strokes_inside_a_cell_make_no_cells(self):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 200, 300], [660, 680, 700])
            canvas.line(120, 684, 180, 684)
            canvas.line(110, 665, 190, 675)
            canvas.drawString(130, 686, "甲")
            canvas.drawString(230, 686, "12")

        (grid,) = grids(drawn(page))
        assert rows(grid) == [["甲", "12"], [PICTURE, ""]]

    def test_a_frame_round_prose_is_no_table(self):
        def page(canvas: Canvas) -> None:
            canvas.rect(80, 80, 400, 700)
            canvas.drawString(100, 700, "一、总体情况")

        blocks = document(drawn(page)).blocks
        assert [(block.text, block.heading) for block in blocks] == [("一、总体情况", True)]

    def test_shading_behind_a_cell_draws_no_line(self):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 200, 300], [660, 680, 700])
            canvas.setFillGray(0.8)
            canvas.rect(103, 683, 50, 14, stroke=0, fill=1)
            canvas.setFillGray(0)
            canvas.drawString(110, 686, "甲")
            canvas.drawString(230, 666, "5")

        assert rows(grids(drawn(page))[0]) == [["甲", ""], ["", "5"]]

    @given(
        st.lists(
            st.lists(
                st.sampled_from(["", "0", "7", "42", "1 5", "３", "96171.6", "/"]), min_size=7, max_size=7
            ),
            min_size=1,
            max_size=40,
        )
    )
    @settings(max_examples=8, deadline=None)
    def test_every_figure_stays_in_its_cell(self, body):
        labelled = [[f"行{i}", *row] for i, row in enumerate(body)]
        found = grids(flowed(Table(labelled, style=[*RULED, *SET], colWidths=[60, *[45] * 7])))
        assert list(chain.from_iterable(map(rows, found))) == labelled


class TestNumbersInNarrowCells:
    @staticmethod
    def cell(width: float, lines: list[str]) -> str:
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 200, 200 + width], [600, 650, 700])
            canvas.drawString(105.4, 680, "公开")
            for i, line in enumerate(lines):
                canvas.drawString(205.4, 685 - 12 * i, line)

        return grids(drawn(page))[0].rows[0][1].text

    def test_a_number_wrapped_at_the_edge_of_its_cell_is_one_number(self):
        width = stringWidth("113988", FONT, 10) + 2 * 5.4 + 2
        assert self.cell(width, ["113988", "89"]) == "11398889"

    def test_two_numbers_with_room_to_spare_stay_two(self):
        assert self.cell(80, ["113988", "89"]) == "113988\n89"

    @pytest.mark.parametrize(
        ("width", "first", "shown"),
        [(40, 28.0, "70"), (60, 28.0, "7\n0"), (40, 12.0, "7\n0"), (40, 5.0, "7\n0")],
    )
    def test_a_number_that_wraps_behind_an_indent_is_one_number(self, width, first, shown):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 200, 200 + width], [600, 650, 700])
            canvas.drawString(105.4, 680, "公开")
            canvas.drawString(200 + first, 685, "7")
            canvas.drawString(205, 673, "0")

        assert grids(drawn(page))[0].rows[0][1].text == shown

    def test_digits_on_several_lines_are_told(self):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 200, 240], [600, 650, 700])
            canvas.drawString(105.4, 680, "公开")
            canvas.drawString(212, 685, "7")
            canvas.drawString(212, 673, "0")

        (note,) = document(drawn(page)).notes
        assert note.code == "pdf_broken_figure"
        assert note.place is not None
        assert note.place.said("en") == "page 1, table 1, row 1, column 2"
        assert note.text.zh.startswith(
            "有 1 个格子里的数字折成了几行（例如“7 0”），是一个数还是几个数无法确定"
        )
        assert note.text.en.startswith("In 1 cells the digits stand on several lines (for example “7 0”)")

    def test_words_below_a_number_stay_apart(self):
        width = stringWidth("113988", FONT, 10) + 2 * 5.4 + 2
        assert self.cell(width, ["113988", "万元"]) == "113988\n万元"

    def test_a_number_too_wide_for_its_cell_is_not_shared_with_the_neighbours(self):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 140, 180, 220], [680, 700])
            canvas.drawCentredString(160, 686, "1234567890")

        assert rows(grids(drawn(page))[0]) == [["", "1234567890", ""]]

    def test_figures_of_neighbouring_cells_stay_apart_however_close(self):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 140, 180], [680, 700])
            canvas.drawRightString(139.8, 686, "12")
            canvas.drawString(140.2, 686, "34")

        assert rows(grids(drawn(page))[0]) == [["12", "34"]]


class TestGlyphs:
    def test_fake_bold_is_read_once_and_doubled_digits_twice(self):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 200, 300], [680, 700])
            for shift in (0, 0.3, 0.6):
                canvas.drawString(110 + shift, 686, "1100")
            canvas.drawString(210, 686, "22")

        assert rows(grids(drawn(page))[0]) == [["1100", "22"]]

    def test_a_slanting_watermark_is_not_read(self):
        def page(canvas: Canvas) -> None:
            boxed(canvas, [100, 200, 300], [680, 700])
            canvas.drawString(110, 686, "甲")
            canvas.drawString(210, 686, "22")
            canvas.saveState()
            canvas.translate(200, 690)
            canvas.rotate(45)
            canvas.drawCentredString(0, 0, "2024")
            canvas.restoreState()

        assert rows(grids(drawn(page))[0]) == [["甲", "22"]]

    @pytest.mark.parametrize("turned", ["page", "content"])
    def test_a_table_printed_sideways_is_read_upright(self, turned):
        def page(canvas: Canvas) -> None:
            canvas.translate(A4[0], 0)
            canvas.rotate(90)
            boxed(canvas, [100, 200, 300], [260, 280, 300])
            for x, y, text in ((110, 286, "甲"), (210, 286, "12"), (110, 266, "乙"), (210, 266, "3")):
                canvas.drawString(x, y, text)
            if turned == "page":
                canvas.setPageRotation(90)

        assert rows(grids(drawn(page))[0]) == [["甲", "12"], ["乙", "3"]]

    def test_invisible_text_over_nothing_is_left_out_and_told(self):
        def page(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "本年新收")
            line = canvas.beginText(200, 700)
            line.setTextRenderMode(3)
            line.textOut("999")
            canvas.drawText(line)

        data = drawn(page)
        assert texts(data) == ["本年新收"]
        (note,) = document(data).notes
        assert note.text.en.startswith("This page has 3 invisible characters")
        assert note.text.zh.startswith("本页有 3 个不可见的字符")


class TestFurniture:
    @pytest.mark.parametrize(
        "footer", ["- {} -", "— {} —", "－{}－", "第 {} 页", "{}", "{} / 9", "第{}页 共9页"]
    )
    def test_page_numbers_are_dropped(self, footer):
        story = [Flowing("公开" * 200 + "。", PROSE) for _ in range(8)]
        data = flowed(*story, footer=footer)
        assert len(pypdfium2.PdfDocument(data)) > 1
        assert texts(data) == ["公开" * 200 + "。"] * 8

    def test_a_running_foot_is_dropped(self):
        paragraphs = ["".join(chr(0x5000 + 600 * i + k) for k in range(600)) + "。" for i in range(8)]
        story = [Flowing(text, PROSE) for text in paragraphs]
        assert texts(flowed(*story, footer="某县人民政府网站 {}")) == paragraphs

    def test_equal_rows_of_figures_at_the_foot_of_every_page_are_no_furniture(self):
        def page(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "本年新收申请数量")
            canvas.drawString(100, 60, "0 0 0 0 0 0 0")

        assert texts(drawn(*[page] * 4)) == ["本年新收申请数量", "0 0 0 0 0 0 0"] * 4

    def test_a_page_number_printed_across_a_table_is_dropped_and_a_value_is_not(self):
        def page(number: int):
            def draw(canvas: Canvas) -> None:
                boxed(canvas, [100, 300, 400], [30, 60, 90])
                canvas.drawString(110, 70, f"第{number}行")
                canvas.drawString(330, 70, str(number))
                canvas.drawString(330, 40, str(number))
                canvas.drawString(180, 38, f"- {number} -")

            return draw

        first, second = grids(drawn(page(1), page(2)))
        assert rows(first) == [["第1行", "1"], ["", "1"]]
        assert rows(second) == [["第2行", "2"], ["", "2"]]

    def test_a_lone_digit_that_does_not_count_pages_stays(self):
        def page(digit: str):
            def draw(canvas: Canvas) -> None:
                canvas.drawString(100, 700, "本年新收申请数量")
                canvas.drawString(100, 60, digit)

            return draw

        assert texts(drawn(page("7"), page("3"))) == ["本年新收申请数量", "7", "本年新收申请数量", "3"]


class TestProse:
    def test_wrapped_lines_are_one_paragraph_also_over_a_page_break(self):
        story = [Flowing("二、主动公开政府信息情况", HEADING)]
        story += [Flowing(f"第{i}段，" + "公开政府信息" * 40 + "。", PROSE) for i in range(6)]
        data = flowed(*story)
        assert len(pypdfium2.PdfDocument(data)) > 1
        paragraphs = [block for block in document(data).blocks if isinstance(block, Paragraph)]
        assert [block.text for block in paragraphs] == [
            "二、主动公开政府信息情况",
            *(f"第{i}段，" + "公开政府信息" * 40 + "。" for i in range(6)),
        ]
        assert [block.heading for block in paragraphs] == [True, *[False] * 6]
        assert paragraphs[1].place.said("en") == "page 1, line 2"

    def test_words_keep_their_spaces_and_wide_gaps_become_tabs(self):
        def page(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "Open Government Information")
            canvas.drawString(100, 660, "规章")
            canvas.drawString(200, 660, "12")

        assert texts(drawn(page)) == ["Open Government Information", "规章\t12"]

    def test_prose_between_two_tables_keeps_its_place(self):
        table = Table([["甲", "1"], ["乙", "2"]], style=[*RULED, *SET])
        data = flowed(table, Flowing("三、收到和处理政府信息公开申请情况", HEADING), table)
        kinds = [getattr(block, "text", "grid") for block in document(data).blocks]
        assert kinds == ["grid", "三、收到和处理政府信息公开申请情况", "grid"]


class TestUnruledTables:
    LABELS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开")

    def test_figures_below_each_other_are_columns_and_gaps_are_empty_cells(self):
        body = [
            [self.LABELS[0], "30", "8", "0", "0", "27", "0", "65"],
            [self.LABELS[1], "1", "", "0", "", "0", "0", "1"],
            [self.LABELS[2], "1000", "12", "0", "0", "7", "0", "1019"],
        ]
        data = flowed(Flowing("三、收到和处理", HEADING), Table(body, style=SET, colWidths=[170, *[40] * 7]))
        (grid,) = grids(data)
        assert grid.geometry == "loose"
        assert rows(grid) == body
        assert texts(data) == ["三、收到和处理"]

    def test_a_label_broken_round_its_figures_is_one_label(self):
        def page(canvas: Canvas) -> None:
            canvas.drawString(60, 700, "（一）予以公开")
            canvas.drawString(60, 680, "（二）部分公开（区分处理的，只计这一情形，")
            canvas.drawString(60, 668, "不计其他情形）")
            for y, figures in ((700, "123"), (674, "456")):
                for x, figure in zip((320, 380, 440), figures, strict=True):
                    canvas.drawString(x, y, figure)

        assert rows(grids(drawn(page))[0]) == [
            ["（一）予以公开", "1", "2", "3"],
            ["（二）部分公开（区分处理的，只计这一情形，\n不计其他情形）", "4", "5", "6"],
        ]

    @pytest.mark.parametrize("level", ["first", "middle", "last"])
    def test_a_numbered_label_goes_from_its_number_to_the_next(self, level):
        labels = [
            ("1.属于国", "家秘密"),
            ("2.其他法", "律行政法", "规禁止公", "开"),
            ("3.危及", "三安全", "一稳定"),
            ("4.保护第三方合法权益",),
            ("5.属于三", "类内部"),
        ]

        def page(canvas: Canvas) -> None:
            y = 700.0
            for row, lines in enumerate(labels):
                bottom = y - 12 * (len(lines) - 1)
                at = {"first": y, "middle": (y + bottom) / 2, "last": bottom}[level]
                for line in lines:
                    canvas.drawString(60, y, line)
                    y -= 12
                for column in range(3):
                    canvas.drawString(320 + 60 * column, at, str(3 * row + column))

        assert rows(grids(drawn(page))[0]) == [
            ["\n".join(lines), *(str(3 * row + column) for column in range(3))]
            for row, lines in enumerate(labels)
        ]

    def test_label_columns_that_touch_are_told_apart_by_a_number(self):
        def page(canvas: Canvas) -> None:
            canvas.drawString(60, 700, "三、本年度")
            for y, label, figures in (
                (700, "（一）予以公开", "123"),
                (680, "（二）部分公开", "456"),
                (660, "（三）不予公开", "789"),
            ):
                canvas.drawString(110, y, label)
                for x, figure in zip((320, 380, 440), figures, strict=True):
                    canvas.drawString(x, y, figure)
            canvas.drawString(60, 640, "四、结转")
            for x in (320, 380, 440):
                canvas.drawString(x, 640, "0")

        assert [row[-4].text for row in grids(drawn(page))[0].rows] == [
            "（一）予以公开",
            "（二）部分公开",
            "（三）不予公开",
            "四、结转",
        ]

    def test_words_set_on_each_other_are_no_words(self):
        def page(canvas: Canvas) -> None:
            for y, label, figures in ((700, "（一）予以公开", "123"), (680, "（二）部分公开", "456")):
                canvas.drawString(60, y, label)
                for x, figure in zip((320, 380, 440), figures, strict=True):
                    canvas.drawString(x, y, figure)
            canvas.drawString(93, 681, "情形处理")

        found = rows(grids(drawn(page))[0])
        assert found[0] == ["（一）予以公开", "1", "2", "3"]
        assert re.fullmatch("（二）\ufffd+", found[1][0])

    def test_group_labels_stand_in_a_column_of_their_own(self):
        def page(canvas: Canvas) -> None:
            words = [
                (60, 700, "（四）无法"),
                (60, 688, "提供"),
                (130, 700, "1.本机关不掌握"),
                (130, 664, "2.没有现成信息，"),
                (130, 652, "需要另行"),
                (130, 640, "制作"),
                (60, 622, "（五）不予处理"),
                (130, 604, "1.信访举报"),
            ]
            for x, y, text in words:
                canvas.drawString(x, y, text)
            for y, figures in ((700, "123"), (652, "456"), (604, "789")):
                for x, figure in zip((320, 380, 440), figures, strict=True):
                    canvas.drawString(x, y, figure)

        (grid,) = grids(drawn(page))
        assert [(c.row, c.column, c.text) for c in grid.cells if c.column < 2] == [
            (0, 0, "（四）无法"),
            (0, 1, "1.本机关不掌握"),
            (1, 0, "提供"),
            (2, 1, "2.没有现成信息，\n需要另行\n制作"),
            (3, 0, "（五）不予处理"),
            (4, 1, "1.信访举报"),
        ]
        assert [[c.text for c in row if c.column > 1] for row in grid.rows if len(row) > 2] == [
            ["1", "2", "3"],
            ["4", "5", "6"],
            ["7", "8", "9"],
        ]

    def test_a_heading_below_the_last_row_stays_out_of_the_table(self):
        def page(canvas: Canvas) -> None:
            for y, label, figures in ((700, "（七）总计", "123"), (686, "四、结转下年度", "456")):
                canvas.drawString(60, y, label)
                for x, figure in zip((320, 380, 440), figures, strict=True):
                    canvas.drawString(x, y, figure)
            canvas.drawString(60, 672, "四、行政复议、行政诉讼情况")

        data = drawn(page)
        assert rows(grids(data)[0]) == [["（七）总计", "1", "2", "3"], ["四、结转下年度", "4", "5", "6"]]
        assert texts(data) == ["四、行政复议、行政诉讼情况"]

    def test_a_figure_with_a_gap_inside_is_not_read_as_two(self):
        def page(canvas: Canvas) -> None:
            for y, figures in (
                (700, ("1 234", "5", "6", "7")),
                (680, ("2 345", "", "6", "7")),
                (660, "1234"),
            ):
                canvas.drawString(60, y, "（一）予以公开")
                for x, figure in zip((300, 360, 420, 480), figures, strict=True):
                    canvas.drawRightString(x, y, figure)

        assert [row[1:] for row in rows(grids(drawn(page))[0])] == [
            ["1", "234", "5", "6", "7"],
            ["2 345", "2 345", "", "6", "7"],
            ["", "1", "2", "3", "4"],
        ]

    def test_a_figure_close_behind_its_label_is_a_figure(self):
        def page(canvas: Canvas) -> None:
            for y, label, figures in ((700, "（一）予以公开", "1234"), (680, "（二）部分公开处理", "5678")):
                canvas.drawRightString(297.5, y, label)
                for x, figure in zip((300, 360, 420, 480), figures, strict=True):
                    canvas.drawString(x, y, figure)

        assert rows(grids(drawn(page))[0]) == [
            ["（一）予以公开", *"1234"],
            ["（二）部分公开处理", *"5678"],
        ]

    @pytest.mark.parametrize(("missing", "found"), [(None, True), (3, False)])
    def test_a_wide_row_of_figures_stands_under_the_words_above_each(self, missing, found):
        headings = [("结果", "维持"), ("结果", "纠正"), ("其他", "结果"), ("尚未", "审结"), ("总", "计")] * 2

        def page(canvas: Canvas) -> None:
            canvas.drawString(60, 740, "行政复议")
            canvas.drawString(210, 740, "未经复议直接起诉")
            for i, (above, below) in enumerate(headings):
                if i != missing:
                    canvas.drawString(60 + 30 * i, 724, above)
                    canvas.drawString(60 + 30 * i, 712, below)
                canvas.drawString(66 + 30 * i, 696, str(i))

        data = drawn(page)
        if not found:
            assert grids(data) == []
            return
        assert rows(grids(data)[0]) == [
            ["\n".join(heading) for heading in headings],
            [str(i) for i in range(10)],
        ]
        assert texts(data) == ["行政复议\t未经复议直接起诉"]

    def test_a_single_row_of_figures_stays_a_line(self):
        def page(canvas: Canvas) -> None:
            for i in range(15):
                canvas.drawString(60 + 30 * i, 700, str(i))

        assert texts(drawn(page)) == ["\t".join(map(str, range(15)))]

    def test_figures_with_narrow_gaps_stay_apart_on_their_line(self):
        def page(canvas: Canvas) -> None:
            canvas.drawString(60, 700, f"{self.LABELS[0]} 30 8 0 0 27 0 65")
            canvas.drawString(60, 680, f"{self.LABELS[1]} 4 0 0 0 0 0 4")

        assert texts(drawn(page)) == [f"{self.LABELS[0]} 30 8 0 0 27 0 65", f"{self.LABELS[1]} 4 0 0 0 0 0 4"]


def scanned(*, recognised: str = "") -> bytes:
    image = io.BytesIO()
    Image.new("L", (200, 280), 230).save(image, "PNG")

    def page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), 0, 0, *A4)
        line = canvas.beginText(100, 700)
        line.setTextRenderMode(3)
        line.textOut(recognised)
        canvas.drawText(line)

    return drawn(page)


class TestRefusals:
    def test_a_scan_without_text_is_refused_with_advice(self):
        error = refused(scanned())
        assert "report.pdf" in error.text.zh
        assert "没有文字层" in error.text.zh
        assert "请向发布单位索取原件" in error.text.zh
        assert "no text layer" in error.text.en
        assert "ocr" not in f"{error.text.zh}{error.text.en}".lower()

    def test_recognised_text_under_a_scan_is_no_text(self):
        found = document(scanned(recognised="一、总体情况"))
        assert found.blocks == ()
        (note,) = found.notes
        assert note.code == "pdf_recognised_text"
        assert note.place is not None
        assert note.place.page == 1
        assert "文字层是识别出来的，可能有误（例如 26 识别成 20），不作为原文，未予读取" in note.text.zh
        assert "was recognised and may be wrong (26 becomes 20)" in note.text.en

    @pytest.mark.parametrize("unread", [False, True])
    def test_no_sentence_goes_on_over_a_page_that_was_not_read(self, unread):
        before, behind = f"{'本机关认真做好政府信息公开各项工作，' * 2}全年新收申请1", "2件，全部按期答复。"

        def covered(canvas: Canvas) -> None:
            canvas.drawImage(ImageReader(Image.new("L", (200, 280), 230)), 0, 0, *A4)
            line = canvas.beginText(100, 700)
            line.setTextRenderMode(3)
            line.textOut("00件，办结30")
            canvas.drawText(line)

        sheets = [lambda canvas: canvas.drawString(100, 60, before), *[covered] * unread]
        found = texts(drawn(*sheets, lambda canvas: canvas.drawString(100, 780, behind)))
        assert found == ([before, behind] if unread else [f"{before} {behind}"])

    @pytest.mark.parametrize("clear", [False, True])
    def test_text_that_a_picture_covers_or_that_is_clear_is_recognised(self, clear):
        image = io.BytesIO()
        Image.new("L", (200, 280), 230).save(image, "PNG")

        def page(canvas: Canvas) -> None:
            if clear:
                canvas.drawImage(ImageReader(image), 0, 0, *A4)
                canvas.setFillAlpha(0)
            canvas.drawString(100, 700, "一、总体情况")
            if not clear:
                canvas.drawImage(ImageReader(image), 0, 0, *A4)

        found = document(drawn(page))
        assert found.blocks == ()
        assert [note.code for note in found.notes] == ["pdf_recognised_text"]

    def test_text_upon_a_ground_that_is_a_picture_is_text(self):
        image = io.BytesIO()
        Image.effect_noise((200, 280), 8).point(lambda grey: min(255, grey + 110)).save(image, "PNG")

        def page(canvas: Canvas) -> None:
            canvas.drawImage(ImageReader(image), 0, 0, *A4)
            boxed(canvas, [100, 200, 300], [680, 700])
            canvas.drawString(110, 686, "甲")
            canvas.drawString(210, 686, "12")

        found = document(drawn(page))
        assert [rows(block) for block in found.blocks if isinstance(block, Grid)] == [[["甲", "12"]]]
        assert found.notes == ()

    def test_a_page_without_text_among_others_is_told(self):
        pdf = pypdfium2.PdfDocument(drawn(lambda canvas: canvas.drawString(100, 700, "一、总体情况")))
        pdf.import_pages(pypdfium2.PdfDocument(scanned()))
        data = io.BytesIO()
        pdf.save(data)
        (note,) = document(data.getvalue()).notes
        assert note.code == "pdf_page_without_text"
        assert note.place is not None
        assert note.place.page == 2

    def test_an_encrypted_file_is_refused(self):
        lock = StandardEncryption("secret", canPrint=0)
        error = refused(drawn(lambda canvas: canvas.drawString(100, 700, "甲"), encrypt=lock))
        assert "已加密" in error.text.zh
        assert "needs a password" in error.text.en

    def test_a_file_anyone_may_open_is_read_whatever_its_printing_rights(self):
        lock = StandardEncryption("", ownerPassword="secret", canPrint=0)
        assert texts(drawn(lambda canvas: canvas.drawString(100, 700, "甲"), encrypt=lock)) == ["甲"]

    @pytest.mark.parametrize(
        "data", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<", b"not a pdf", b"\0" * 5000]
    )
    def test_rubbish_is_refused(self, data):
        error = refused(data)
        assert "已损坏或不完整" in error.text.zh
        assert "damaged or incomplete" in error.text.en

    @given(st.data())
    @settings(max_examples=12, deadline=None)
    def test_a_damaged_file_is_read_or_refused_and_never_breaks(self, data):
        whole = flowed(Table([["甲", "1"], ["乙", "2"]], style=[*RULED, *SET]))
        cut = data.draw(st.integers(0, len(whole)))
        spoilt = bytearray(whole[:cut])
        for at in data.draw(st.lists(st.integers(0, max(cut - 1, 0)), max_size=20)):
            if cut:
                spoilt[at] = data.draw(st.integers(0, 255))
        try:
            outcome = document(bytes(spoilt)).blocks
        except GoujiError as error:
            outcome = error.text.zh.startswith("report.pdf：")
        assert outcome

    def test_more_pages_than_any_report_has_are_refused(self):
        error = refused(drawn(*[lambda canvas: canvas.drawString(100, 700, "页")] * (LIMITS.pdf_pages + 1)))
        assert f"超过上限 {LIMITS.pdf_pages}" in error.text.zh

    def test_more_ruling_lines_than_any_report_has_are_refused(self):
        def page(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "甲")
            for i in range(LIMITS.pdf_rules_per_page + 1):
                canvas.line(
                    10 + 30 * (i // 400), 10 + 2.6 * (i % 400), 20 + 30 * (i // 400), 10 + 2.6 * (i % 400)
                )

        error = refused(drawn(page, size=(600, 1200)))
        assert f"limit of {LIMITS.pdf_rules_per_page}" in error.text.en

    def test_more_drawn_objects_than_any_report_has_are_refused(self):
        content = deflated(b"0 0 m 1 1 l S\n" * (LIMITS.pdf_objects // 2), 1)
        error = refused(pdf(stream(content, b"/Filter /FlateDecode")))
        assert f"PDF 图形对象数超过上限 {LIMITS.pdf_objects}" in error.text.zh

    def test_a_decompression_bomb_ends_in_a_message(self):
        bomb = deflated(deflated(b" " * 2**20, 1200), 1)
        error = refused(pdf(stream(bomb, b"/Filter [/FlateDecode /FlateDecode]")))
        assert f"超过内存上限 {LIMITS.pdf_memory // 2**20} MiB" in error.text.zh
        assert f"needed more than {LIMITS.pdf_memory // 2**20} MiB of memory" in error.text.en

    def test_a_form_that_draws_itself_ends_in_a_message(self):
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
        error = refused(pdf(stream(b"/X Do"), stream(b"/X Do /X Do", form)))
        assert "请重新下载" in error.text.zh
        assert "download it again" in error.text.en

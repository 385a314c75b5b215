"""PDF: what a person does not see, or sees struck out, is not read; what is seen is."""

import io
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
from reportlab.lib import colors
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from gouji.model.document import Paragraph, Place
from hostile.containers import stream
from readers.test_pdf import boxed, document, drawn, grids, refused, rows

UNSEEN = "\ufffd"
EMBEDDED = "Vera"

registerFont(TTFont(EMBEDDED, "Vera.ttf"))


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


def test_words_of_an_embedded_font_that_leave_no_ink_are_no_words():
    def draw(canvas):
        canvas.setFont(EMBEDDED, 10)
        canvas.setFillColor(colors.white)
        canvas.drawString(220, 696, "AB12")
        canvas.setFillColor(colors.black)
        canvas.drawString(260, 696, "C")

    data = table(draw)
    assert cell(data) == f"{UNSEEN * 2} C"
    assert [note.code for note in document(data).notes] == ["pdf_invisible_text", "pdf_doubtful_text"]


@pytest.mark.parametrize(
    ("box", "shown"),
    [
        ((230, 690, 40, 16), UNSEEN * 2),
        ((230, 690, 15.5, 16), f"{UNSEEN}2"),
        ((230, 700, 40, 16), "12"),
        ((150, 690, 40, 16), "12"),
    ],
)
@pytest.mark.parametrize("colour", [colors.white, colors.black, colors.yellow])
def test_a_figure_under_a_box_is_not_read(box, shown, colour):
    assert cell(table(text(), filled(colour, *box))) in (shown, f"{shown}\n\ufffc")


def test_a_box_below_a_figure_and_one_that_is_seen_through_hide_nothing():
    def glass(canvas):
        canvas.setFillColor(colors.Color(1, 0, 0, alpha=0.3))
        canvas.rect(230, 690, 40, 16, stroke=0, fill=1)

    assert cell(table(text(), before=[filled(colors.lightgrey, 230, 690, 40, 16)])) == "12"
    assert cell(table(text(), glass)) == "12"


def test_a_large_box_that_is_clipped_elsewhere_hides_nothing():
    def draw(canvas):
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(10, 10, 50, 50)
        canvas.clipPath(path, stroke=0, fill=0)
        filled(colors.white, 0, 0, 595, 842)(canvas)
        canvas.restoreState()

    assert cell(table(text(), draw)) == "12"


def test_a_figure_that_is_clipped_away_is_not_read():
    def draw(canvas):
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(200, 680, 45.5, 40)
        canvas.clipPath(path, stroke=0, fill=0)
        text()(canvas)
        canvas.restoreState()

    assert cell(table(draw)) == f"1{UNSEEN}"


def test_two_figures_in_one_place_are_not_read():
    assert cell(table(text(said="7"), text(said="3"))) == UNSEEN * 2
    assert cell(table(text(said="73"), text(said="——", x=238))).startswith(UNSEEN * 3)
    assert cell(table(text(said="12"), text(said="3", x=250.5))) == "123"


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ((236, 694, 256, 706), UNSEEN * 2),
        ((236, 706, 256, 694), UNSEEN * 2),
        ((240, 690, 246, 710), f"{UNSEEN}2"),
        ((205, 684, 236, 716), "12"),
        ((236, 690, 256, 694), "12"),
    ],
)
def test_a_figure_with_a_slanting_line_through_it_is_not_read(ends, shown):
    assert cell(table(text(), lambda canvas: canvas.line(*ends))).split("\n")[0] == shown


def test_a_figure_struck_out_in_a_viewer_is_not_read():
    pdf = pypdfium2.PdfDocument(table(text()))
    page = pdf[0]
    annotation = pdfium_c.FPDFPage_CreateAnnot(page, pdfium_c.FPDF_ANNOT_STRIKEOUT)
    corners = pdfium_c.FS_QUADPOINTSF(239, 706, 245.5, 706, 239, 694, 245.5, 694)
    pdfium_c.FPDFAnnot_AppendAttachmentPoints(annotation, corners)
    pdfium_c.FPDFAnnot_SetRect(annotation, pdfium_c.FS_RECTF(239, 706, 245.5, 694))
    pdfium_c.FPDFPage_CloseAnnot(annotation)
    data = io.BytesIO()
    pdf.save(data)
    assert cell(data.getvalue()).startswith(f"{UNSEEN}2")


# --- files written by hand: layers, mappings ------------------------------------------------------------


def written(content: str, resources: str = "", catalog: str = "", *objects: bytes) -> bytes:
    """A PDF of one page with a ruled table of two cells and ``content``; further objects count from 6.

    ``/F`` is Helvetica.
    """
    lines = "100 680 200 40 re 200 680 100 40 re S"
    parts = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> %s >> >>" % resources.encode(),
        stream(f"{lines} BT /F 10 Tf 120 696 Td (A) Tj ET {content}".encode("latin-1")),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *objects,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, part) for i, part in enumerate(parts, 1))
    return b"%%PDF-1.7\n%strailer\n<< /Root 1 0 R /Size %d >>\n%%%%EOF" % (body, len(parts) + 1)


@pytest.mark.parametrize(("state", "shown"), [("ON", "12"), ("OFF", UNSEEN * 2)])
def test_a_figure_on_a_layer_that_is_switched_off_is_not_read(state, shown):
    data = written(
        "/OC /L BDC BT /F 10 Tf 240 696 Td (12) Tj ET EMC",
        "/Properties << /L 6 0 R >>",
        f"/OCProperties << /OCGs [6 0 R] /D << /BaseState /ON /{state} [6 0 R] >> >>",
        b"<< /Type /OCG /Name (layer) >>",
    )
    assert cell(data) == shown


def mapped(*pairs: tuple[str, str], font: str = "/M") -> tuple[str, bytes, bytes]:
    """Resources with a font ``/M`` whose codes are called as the pairs say, and its two objects."""
    lines = "\n".join(f"<{ord(code):02x}> <{ord(called):04x}>" for code, called in pairs)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def "
        f"1 begincodespacerange <00> <ff> endcodespacerange {len(pairs)} beginbfchar\n{lines}\nendbfchar "
        "endcmap end end"
    )
    return (
        f"/Font << /F 5 0 R {font} 6 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>",
        stream(cmap.encode()),
    )


def test_a_digit_that_a_font_draws_in_two_ways_is_not_read_anywhere():
    resources, *objects = mapped(("7", "7"), ("9", "7"), ("1", "1"))
    one = written("BT /M 10 Tf 240 696 Td (17) Tj ET", resources, "", *objects)
    two = written("BT /M 10 Tf 210 696 Td (17) Tj 30 0 Td (19) Tj ET", resources, "", *objects)
    assert cell(one) == "17"
    assert cell(two) == f"1{UNSEEN} 1{UNSEEN}"


@pytest.mark.parametrize("called", "0123456789")
def test_no_two_digits_of_a_font_are_one_shape(called):
    """Each other digit, called by this one's name beside it, a font each on one page.

    But for 0, 6 and 8, whose outlines fill the same box in this font: only a witness tells them apart.
    """
    others = [digit for digit in "0123456789" if digit != called and not {digit, called} <= set("068")]
    made = [mapped((called, called), (digit, called), font=f"/M{digit}") for digit in others]
    fonts, objects, shown = "", [], ""
    for at, (digit, (_, font, names)) in enumerate(zip(others, made, strict=True)):
        number = 6 + 2 * at
        fonts += f"/M{digit} {number} 0 R "
        objects += [font.replace(b"7 0 R", b"%d 0 R" % (number + 1)), names]
        # stretched, each its own way, they are faces of their own
        shown += f"BT /M{digit} 7 Tf {80 + at} Tz {202 + 10 * at} 696 Td ({called}{digit}) Tj ET "
    data = written(shown, f"/Font << /F 5 0 R {fonts}>>", "", *objects)
    assert set(cell(data)) - {" "} == {UNSEEN}


def test_two_outlines_of_one_shape_are_one_digit():
    """Noto Serif CJK has lower digits for beside Latin letters, which WeasyPrint takes after an A."""
    data = (Path(__file__).parent / "inputs/digits-beside-latin.pdf").read_bytes()
    read = document(data)
    assert [block.text for block in read.blocks if isinstance(block, Paragraph)] == [
        "甲0123456789 A0123456789"
    ]
    assert not read.notes


def test_one_digit_in_two_sizes_stretches_and_slants_is_one_digit():
    resources, *objects = mapped(("7", "7"))
    data = written(
        "BT /M 10 Tf 210 696 Td (7) Tj /M 12 Tf 20 0 Td (7) Tj 80 Tz 20 0 Td (7) Tj 100 Tz "
        "1 0 0.3 1 280 696 Tm (7) Tj ET",
        resources,
        "",
        *objects,
    )
    assert cell(data) == "7 7 7 7"


def test_a_figure_without_a_mapping_is_not_read_and_the_reason_said():
    resources, *objects = mapped(("7", "\0"), ("1", "1"))
    data = written("BT /M 10 Tf 240 696 Td (17) Tj ET", resources, "", *objects)
    assert cell(data) == f"1{UNSEEN}"
    (note,) = document(data).notes
    assert note.code == "pdf_unmapped_text"
    assert note.text.zh.startswith("本页有 1 个字形没有说明是什么字（缺少可用的 ToUnicode 对应）")
    assert note.text.en.startswith("This page has 1 glyphs of which the file does not state what characters")


def test_a_font_that_calls_a_glyph_by_its_code_has_no_digits_to_read():
    """As ghostscript writes some fonts: what has no name is called by its code, and so are others."""
    resources, *objects = mapped(("7", "7"), ("B", "\x80"), ("C", "C"))
    spoilt = written("BT /M 10 Tf 210 696 Td (C7) Tj 30 0 Td (B) Tj ET", resources, "", *objects)
    assert cell(spoilt) == f"C{UNSEEN} {UNSEEN}"
    assert [note.code for note in document(spoilt).notes] == ["pdf_unmapped_text", "pdf_doubtful_text"]


def test_a_file_without_any_mapping_says_so():
    resources, *objects = mapped(("7", "\0"), ("A", "\0"))
    data = written("", resources.replace("/F 5 0 R /M", "/F"), "", *objects)
    error = refused(data)
    assert "缺少可用的 ToUnicode 对应" in error.text.zh
    assert "no usable ToUnicode mapping" in error.text.en


def test_a_figure_that_the_file_calls_something_else_is_not_read():
    data = written("/Span << /ActualText (34) >> BDC BT /F 10 Tf 240 696 Td (12) Tj ET EMC")
    assert cell(data) == UNSEEN * 2


def test_a_word_that_the_file_spells_out_stands_where_its_glyph_does():
    spelt = b"/Span << /ActualText (B) >> BDC BT /F 2.5 Tf 60 174 Td (A) Tj ET EMC"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 600] /Resources << /Font << /F 5 0 R >> >>"
    data = written(
        "q 4 0 0 4 0 0 cm /X Do Q",
        "/XObject << /X 6 0 R >>",
        "",
        stream(spelt + b" BT /F 2.5 Tf 61.7 174 Td (C) Tj ET", form),
    )
    assert cell(data) == "BC"

"""Words with their places, as Poppler lists them: read line by line, like the page."""

from __future__ import annotations

from html import escape

import pytest

from gouji.model.document import UNKNOWN, Grid
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document

HEAD = "level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
#: Page, left, top, width, height and text: figures stand a little lower than the label of their row.
WORDS = [
    (1, 300, 101, 22, 20, "65"),
    (1, 20, 100, 120, 20, "一、本年新收"),
    (1, 200, 101, 11, 20, "3"),
    (1, 20, 130, 160, 20, "三、“办理”结果"),
    (1, 220, 131, 44, 20, "1204"),
    (2, 20, 100, 60, 20, "（七）总计"),
]
LINES = ["一、本年新收\t3\t65", "三、“办理”结果\t1204", "（七）总计"]


def tsv(words, conf=100):
    rows = [f"5\t{p}\t0\t0\t0\t0\t{x}\t{y}\t{w}\t{h}\t{conf}\t{text}" for p, x, y, w, h, text in words]
    return "\n".join([HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t595\t841\t-1\t###PAGE###", *rows, ""])


def bbox(words):
    pages = {page: "" for page, *_ in words}
    for p, x, y, w, h, text in words:
        pages[p] += f'<word xMin="{x}" yMin="{y}" xMax="{x + w}" yMax="{y + h}">{escape(text)}</word>\n'
    shown = "".join(f'<page width="595" height="841">\n{text}</page>\n' for text in pages.values())
    return f"<!DOCTYPE html><html><head><title>t</title></head><body><doc>{shown}</doc></body></html>"


def xml(words):
    pages = {page: "" for page, *_ in words}
    for p, x, y, w, h, text in words:
        own = f'top="{y}" left="{x}" width="{w}" height="{h}" font="0"'
        pages[p] += f"<text {own}><b>{escape(text)}</b></text>\n"
    shown = "".join(f'<page number="{page}">\n{text}</page>\n' for page, text in pages.items())
    return f'<?xml version="1.0"?>\n<!DOCTYPE pdf2xml SYSTEM "pdf2xml.dtd">\n<pdf2xml>{shown}</pdf2xml>'


def page_of_lines(words):
    """As PyMuPDF writes it; figures and words are as wide as their font makes them."""
    pages = {page: "" for page, *_ in words}
    for p, x, y, _, h, text in words:
        span = f'<span style="font-family:X;font-size:{h}pt;color:#000000">{escape(text)}</span>'
        pages[p] += f'<p style="top:{y}pt;left:{x}pt;line-height:{h}pt">{span}</p>\n'
    return "".join(
        f'<div id="page{p}" style="width:595pt;height:842pt">\n{text}</div>\n' for p, text in pages.items()
    )


def pixels(words):
    """As pdftohtml -c writes it, at 108 pixels an inch."""
    pages = {page: ("", '<img src="a.png"/>\n') for page, *_ in words}
    for p, x, y, _, h, text in words:
        styles, lines = pages[p]
        style = f"ft{p}{round(h)}"
        at = f"position:absolute;top:{1.5 * y}px;left:{1.5 * x}px;white-space:nowrap"
        pages[p] = (
            f"{styles}.{style}{{font-size:{1.5 * h}px;color:#000000;}}",
            f'{lines}<p style="{at}" class="{style}">{escape(text)}</p>\n',
        )
    return "".join(
        f'<style>{styles}</style>\n<div id="page{p}-div" style="width:892px">\n{text}</div>\n'
        for p, (styles, text) in pages.items()
    )


def frame(word, style="S"):
    """A word as LibreOffice makes a text document of a PDF: in a frame of its page, in inches."""
    p, x, y, w, h, text = word
    sizes = zip(("x", "y", "width", "height"), (x, y, w, h), strict=True)
    at = " ".join(f'svg:{name}="{length / 72:.4f}in"' for name, length in sizes)
    return (
        f'<draw:frame text:anchor-type="page" text:anchor-page-number="{p}" draw:z-index="1" {at}>'
        f'<draw:text-box><text:p><text:span text:style-name="{style}">{text}</text:span></text:p>'
        "</draw:text-box></draw:frame>"
    )


def drawing(x, y, w, h, above, kind="polygon", look="solid"):
    at = f'svg:x="{x}pt" svg:y="{y}pt" svg:width="{w}pt" svg:height="{h}pt"'
    place = f'text:anchor-type="page" text:anchor-page-number="1" draw:z-index="{above}" {at}'
    inside = '<draw:image xlink:href="Pictures/a.png"/>' if kind == "frame" else ""
    return f'<draw:{kind} draw:style-name="{look}" {place}>{inside}</draw:{kind}>'


def style(name, size=15, **look):
    own = " ".join(f'{key.replace("_", ":", 1).replace("_", "-")}="{value}"' for key, value in look.items())
    text = f'<style:text-properties fo:font-size="{size}pt" {own}/>'
    return f'<style:style style:name="{name}" style:family="text">{text}</style:style>'


def document(body, styles=""):
    names = (*((name, name) for name in ("office", "text", "draw", "style")), ("svg", "svg-compatible"))
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
        for name, full in (*names, ("fo", "xsl-fo-compatible"))
    )
    shapes = "".join(
        f'<style:style style:name="{fill}"><style:graphic-properties draw:fill="{fill}"/></style:style>'
        for fill in ("solid", "none")
    )
    return (
        f'<office:document {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{style('S')}{styles}{shapes}</office:automatic-styles>"
        f"<office:body><office:text>{body}<text:p/></office:text></office:body></office:document>"
    )


def frames(words):
    return document("".join(frame((*word[:5], escape(word[5]))) for word in reversed(words)))


WAYS = {
    "frames": (frames, "r.fodt"),
    "tsv": (tsv, "r.tsv"),
    "bbox": (bbox, "r.html"),
    "xml": (xml, "r.xml"),
    "pymupdf": (page_of_lines, "r.html"),
    "pdftohtml -c": (pixels, "r.html"),
}


def lines(way, words):
    write, name = WAYS[way]
    return read_document(write(words).encode(), name).blocks


@pytest.mark.parametrize("way", WAYS)
def test_words_stand_on_the_lines_of_their_page(way):
    assert [(block.text, block.place.page) for block in lines(way, WORDS)] == list(
        zip(LINES, (1, 1, 2), strict=True)
    )


@pytest.mark.parametrize("way", ["tsv", "bbox", "xml"])
def test_digits_that_may_be_raised_are_not_read(way):
    shown = [block.text for block in lines(way, [*WORDS, (1, 340, 105, 8, 12, "1")])]
    assert shown[0] == f"一、本年新收\t3\t65 {UNKNOWN}"


@pytest.mark.parametrize("way", ["tsv", "bbox", "xml"])
def test_digits_that_share_their_place_are_not_read(way):
    (first, *_) = lines(way, [*WORDS, (1, 302, 101, 20, 20, "7")])
    assert first.text.replace(" ", "") == f"一、本年新收\t3\t{UNKNOWN * 3}"


@pytest.mark.parametrize("colour", ["#ffffff", "#FEFEFE"])
def test_figures_of_a_page_of_lines_that_nobody_sees_are_not_read(colour):
    page = page_of_lines(WORDS).replace("color:#000000", f"color:{colour}", 2)
    assert [block.text.count(UNKNOWN) for block in read_document(page.encode(), "r.html").blocks] == [2, 0, 0]


def test_raised_digits_of_a_page_of_lines_are_not_read():
    page = page_of_lines(WORDS).replace("65</span>", "65<sup>1</sup></span>")
    assert UNKNOWN * 3 in read_document(page.encode(), "r.html").blocks[0].text


def of_frames(*more, styles="", instead=None):
    words = [word for word in WORDS if word[5] != instead]
    body = "".join(frame((*word[:5], escape(word[5]))) for word in words) + "".join(more)
    return [block.text for block in read_document(document(body, styles).encode(), "r.fodt").blocks]


@pytest.mark.parametrize(
    ("text", "look", "shown"),
    [
        ('1<text:span text:style-name="S">2</text:span>3', {}, "123"),
        ("1<text:s/>2", {}, "1 2"),
        ("65", {"fo_color": "#ffffff"}, UNKNOWN * 2),
        ("65", {"loext_opacity": "0%"}, UNKNOWN * 2),
        ("65", {"style_text-position": "super 58%"}, UNKNOWN * 2),
        ('65<text:span text:style-name="T">1</text:span>', {}, f"65{UNKNOWN}"),
    ],
)
def test_frames_show_what_their_page_shows(text, look, shown):
    styles = style("L", **look) + style("T", 9)
    styles = styles.replace("loext:", "style:")
    lines = of_frames(frame((1, 300, 101, 22, 20, text), "L"), styles=styles, instead="65")
    assert lines == [f"一、本年新收\t3\t{shown}", *LINES[1:]]


@pytest.mark.parametrize(
    ("over", "shown"),
    [
        (drawing(290, 100, 60, 20, 9), UNKNOWN * 2),
        (drawing(290, 100, 60, 20, 9, look="none"), "65"),
        (drawing(290, 100, 60, 20, 0), "65"),
        (drawing(290, 110, 60, 0.8, 9), UNKNOWN * 2),
        (drawing(290, 120, 60, 0.8, 9), "65"),
    ],
    ids=["covered", "open", "below", "struck", "underlined"],
)
def test_figures_that_a_drawing_hides_are_not_read(over, shown):
    assert of_frames(over)[0] == f"一、本年新收\t3\t{shown}"


def test_a_picture_in_the_place_of_a_figure_is_no_blank():
    shown = of_frames(drawing(295, 102, 30, 15, 9, kind="frame"), instead="65")
    assert shown[0] == f"一、本年新收\t3\t{UNKNOWN}"


@pytest.mark.parametrize(
    "other",
    [
        "<text:p>二、上年结转</text:p>",
        frame(WORDS[0]).replace("svg:x=", "svg:transform="),
        frame(WORDS[0]).replace("<text:p>", "<text:p>7</text:p><text:p>"),
        frame(WORDS[0]).replace("65", "6<text:line-break/>5"),
    ],
    ids=["outside", "turned", "two lines", "broken"],
)
def test_frames_beside_text_without_a_place_are_left_to_libreoffice(other, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GoujiError, match="LibreOffice"):
        of_frames(other)


def test_what_was_recognised_in_a_picture_is_no_such_list():
    blocks = read_document(tsv(WORDS, conf=96.5).encode(), "r.tsv").blocks
    assert [getattr(block, "text", None) for block in blocks] != LINES


# a document whose frame has no place is left to LibreOffice
@pytest.mark.parametrize("way", [way for way in WAYS if way != "frames"])
def test_a_list_in_which_a_word_has_lost_its_place_is_refused(way):
    write, name = WAYS[way]
    text = write([*WORDS[:-1], (2, 2222, 1, 1, 1, "0")])
    place = "3333" if "3333" in text else "2222"
    with pytest.raises(GoujiError) as error:
        read_document(text.replace(place, "x").encode(), name)
    assert "有的文字缺了坐标，无法确定它在哪一格" in error.value.text.zh
    assert "Export it again" in error.value.text.en


def test_a_page_that_puts_some_lines_somewhere_is_an_ordinary_page():
    line = '<p style="position:absolute;top:1px;left:2px">乙</p>'
    page = f'<div id="page1" style="top:0"><div>甲</div></div>{line}'
    assert [block.text for block in read_document(page.encode(), "r.html").blocks] == ["甲", "乙"]


def test_more_of_the_last_word_may_have_followed():
    text = tsv([*WORDS, (2, 200, 100, 11, 20, "5")]).rstrip("\n")
    assert read_document(text.encode(), "r.tsv").blocks[-1].text == f"（七）总计\t{UNKNOWN}"


SIZE = 12.0
HEADINGS = {
    250: ("自", "人"),
    270: ("然", ""),
    300: ("商业", "企业"),
    350: ("科研", "机构"),
    400: ("其他", ""),
    450: ("总计", ""),
}
FIRST, LAST = 250, 450
PRINTED = ["自然\n人", "商业\n企业", "科研\n机构", "其他", "总计"]
LABELS = [f"（{number}）" for number in "一二三四五"]


def word(page, left, top, text):
    return (page, left, top, SIZE * sum(1 if char > "\u2e80" else 0.55 for char in text), SIZE, text)


def row(page, top, label, *figures):
    return [word(page, 20, top, label), *(word(page, left, top, text) for left, text in figures)]


def table(labels=LABELS, headings=HEADINGS, page=1, top=200):
    """Words of a table whose rows print figures in the first and the last column only."""
    found = [word(page, 300, top - 60, "法人或其他组织")]
    for left, (upper, lower) in headings.items():
        found += [word(page, left, top - 40, upper)] + ([word(page, left, top - 25, lower)] if lower else [])
    for number, label in enumerate(labels):
        found += row(page, top + 20 * number, label, (FIRST, str(number + 7)), (LAST, str(number + 9)))
    return found


def rows(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def filled(count, start=0):
    return [[f"（{LABELS[n][1]}）", str(n + 7), "", "", "", str(n + 9)] for n in range(start, count)]


@pytest.mark.parametrize("way", WAYS)
def test_figures_stand_under_their_headings_and_leave_the_other_columns_empty(way):
    (grid,) = lines(way, table())
    assert rows(grid) == [["法人或其他组织"], ["", *PRINTED], *filled(5)]
    assert grid.geometry == "loose"
    assert grid.cells[0].column == 2


@pytest.mark.parametrize("way", WAYS)
def test_a_table_goes_on_under_the_headings_of_the_page_before(way):
    behind = [
        one for number in range(4) for one in row(2, 40 + 20 * number, "（六）", (FIRST, "1"), (LAST, "2"))
    ]
    (grid,) = lines(way, [*table(), *behind])
    assert rows(grid)[2:] == [*filled(5), *[["（六）", "1", "", "", "", "2"]] * 4]
    assert {cell.place.page for cell in grid.rows[-1]} == {2}


@pytest.mark.parametrize(
    "words",
    [
        # a figure between two headings, one under two of them, two under one
        [*table(), word(1, 325, 200, "5")],
        table(headings={**HEADINGS, 255: ("自然人数", "")}),
        [*table(), word(1, 464, 200, "5")],
        table(LABELS[:3]),  # too few rows
        table(headings={}),  # no headings
        # words of another page's head stand above what may go on
        [*table(), word(2, 260, 20, "另一个表"), *table(headings={}, page=2, top=100)[1:]],
    ],
)
def test_figures_that_stand_under_no_one_heading_are_no_table(words):
    found = [block for block in lines("bbox", words) if isinstance(block, Grid)]
    printed = [row for grid in found for row in rows(grid) if row[-len(PRINTED) :] == PRINTED]
    assert all({cell.place.page for cell in grid.cells} == {1} for grid in found)
    assert len(printed) == (words[-1][0] == 2)

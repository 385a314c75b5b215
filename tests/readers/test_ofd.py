"""OFD: what the pages show is read, what a person does not see is not."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from corpus import make_figures
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Grid, Source
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.readers.limits import LIMITS
from gouji.readers.ofd import reader

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def package(objects="", *, page="", document="", body="", resources="", parts=None):
    """An OFD file of one page; further XML goes into the places that the arguments name."""
    files = {
        "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>标题</ofd:Title></ofd:DocInfo>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>"
        "0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        '</ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        f"{document}</ofd:Document>",
        "Doc_0/PublicRes.xml": f"<ofd:Res {SPACE}>{resources}</ofd:Res>",
        PAGE: f'<ofd:Page {SPACE}>{page}<ofd:Content><ofd:Layer ID="2" Type="Body">{objects}</ofd:Layer>'
        "</ofd:Content></ofd:Page>",
        **(parts or {}),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, xml in files.items():
            file.writestr(name, HEAD + xml)
    return data.getvalue()


def text(words="12", x=20, y=20, *, size=4, steps="", more="", code="", inside="", wide=None):
    """A text object whose first character stands at x, y (baseline 4 mm below y)."""
    steps = steps or f"g {max(len(words) - 1, 1)} {size / 2}"
    boundary = f"{x} {y} {wide or size * max(len(words), 1)} {size + 1}"
    return (
        f'<ofd:TextObject ID="9" Boundary="{boundary}" Font="3" Size="{size}" {more}>{inside}'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}" {code}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def box(x, y, width, height, more="", colour=""):
    return (
        f'<ofd:PathObject ID="8" Boundary="{x} {y} {width} {height}" {more}>{colour}<ofd:AbbreviatedData>'
        f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C</ofd:AbbreviatedData></ofd:PathObject>"
    )


def read(data):
    return read_document(data, "report.ofd")


def texts(document):
    return [t for t in document.texts if t]


def test_words_are_read_where_they_stand():
    document = read(package(text("本年新收", y=10) + text("18", y=20)))
    assert texts(document) == ["本年新收18"]
    assert document.source.media_type == "application/ofd"
    assert document.metadata == {"title": "标题"}


def test_ruling_lines_make_a_table():
    cells = box(15, 15, 40, 10) + box(55, 15, 40, 10) + box(15, 25, 40, 10) + box(55, 25, 40, 10)
    words = text("数量", 20, 17) + text("件", 60, 17) + text("18", 20, 27) + text("253", 60, 27)
    (grid,) = (b for b in read(package(cells + words)).blocks if isinstance(b, Grid))
    assert [[cell.text for cell in row] for row in grid.rows] == [["数量", "件"], ["18", "253"]]
    assert grid.cells[3].place.page == 1


WHITE = '<ofd:FillColor Value="255 255 255"/>'
CLIP = (
    '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 {} 9"><ofd:AbbreviatedData>'
    "M 0 0 L {} 0 L {} 9 L 0 9 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
)


def glyphs(*numbers, codes=None):
    count = codes or len(numbers)
    return (
        f'<ofd:CGTransform CodePosition="0" CodeCount="{count}" GlyphCount="{len(numbers)}"><ofd:Glyphs>'
        f"{' '.join(map(str, numbers))}</ofd:Glyphs></ofd:CGTransform>"
    )


NOT_SEEN = {
    "white": text(inside=WHITE),
    "white by drawing parameters": text(more='DrawParam="7"'),
    "almost transparent": text(more='Alpha="10"'),
    "a white box over it": text() + box(19, 19, 12, 8, 'Fill="true" Stroke="false"', WHITE),
    "a dark box over it": text() + box(19, 19, 12, 8, 'Fill="true"', '<ofd:FillColor Value="0 0 0"/>'),
    "a picture over it": text() + '<ofd:ImageObject ID="5" Boundary="19 19 12 8" ResourceID="4"/>',
    "clipped away": text(inside=CLIP.format(0.6, 0.6, 0.6)),
    "outside its own boundary": text("本12", steps="4 2", wide=4),
    "all in one place": text(steps="0 0"),
    "steps that are none": text(steps="x"),
    "glyphs out of order": text(inside=glyphs(20, 29)),
    "two characters, one glyph": text(inside=glyphs(20, codes=2)),
    "a line through it": text() + box(19, 22.3, 12, 0.1, 'Fill="true" Stroke="false"', "<ofd:FillColor/>"),
}


@pytest.mark.parametrize("objects", NOT_SEEN.values(), ids=NOT_SEEN)
def test_a_figure_that_a_person_does_not_see_is_not_read(objects):
    resources = f'<ofd:DrawParams><ofd:DrawParam ID="6">{WHITE}</ofd:DrawParam><ofd:DrawParam ID="7" '
    resources += 'Relative="6"/></ofd:DrawParams>'
    document = read(package(text("合计", y=60) + objects, resources=resources))
    assert not any(digit in "".join(texts(document)) for digit in "0123456789")
    assert "\ufffd" in "".join(texts(document))
    (note,) = document.notes
    assert "2 个数字字符在文件中而人可能看不到或看不清" in note.text.zh


SEEN = {
    "white on a dark ground": box(19, 19, 12, 8, 'Fill="true"', '<ofd:FillColor Value="0 0 0"/>')
    + text(inside=WHITE),
    "on a white ground": box(19, 19, 12, 8, 'Fill="true"', WHITE) + text(),
    "a frame around it": text() + box(19, 19, 12, 8),
    "inside its clip": text(inside=CLIP.format(9, 9, 9)),
    "glyphs in order": text(inside=glyphs(20, 21)),
    "grey": text(inside='<ofd:FillColor Value="90"/>'),
    "several text codes": text("1", inside='<ofd:TextCode X="2" Y="4">2</ofd:TextCode>', wide=9),
    "scaled": text("12", size=2, more='CTM="2 0 0 2 0 0"', wide=12),
    "in a page block": f"<ofd:PageBlock ID='3'>{text()}</ofd:PageBlock>",
}


@pytest.mark.parametrize("objects", SEEN.values(), ids=SEEN)
def test_a_figure_that_a_person_sees_is_read(objects):
    document = read(package(objects))
    assert texts(document) in (["12"], ["21"])
    assert document.notes == ()


def test_what_is_invisible_is_left_out_and_told():
    document = read(package(text("合计", y=60) + text("看不见", more='Visible="false"')))
    assert texts(document) == ["合计"]
    document = read(package(text("合计", y=60) + text("看不见", more='Alpha="0"')))
    assert texts(document) == ["合计"]
    assert "3 个不可见的字符" in document.notes[0].text.zh


def test_templates_annotations_and_composites_are_shown():
    document = read(
        package(
            text("正文", y=40) + '<ofd:CompositeObject ID="5" Boundary="0 0 99 99" ResourceID="44"/>',
            page='<ofd:Template TemplateID="77" ZOrder="Background"/>',
            document="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
            resources='<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="44" Width="9" Height="9">'
            f"<ofd:Content>{text('图中', y=60)}</ofd:Content></ofd:CompositeGraphicUnit>"
            "</ofd:CompositeGraphicUnits>",
            parts={
                "Doc_0/Annots/Annotations.xml": f"<ofd:Annotations {SPACE}><ofd:Page PageID='1'><ofd:FileLoc>"
                "Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>",
                "Doc_0/Annots/Page_0/Annotation.xml": f"<ofd:PageAnnot {SPACE}><ofd:Annot ID='6'>"
                f"<ofd:Appearance Boundary='0 80 99 20'>{text('批注', y=0)}</ofd:Appearance></ofd:Annot>"
                "</ofd:PageAnnot>",
            },
        )
    )
    assert texts(document) == [
        "正文",
        "图中",
        "批注",
    ]  # a template that the document does not name adds nothing


def test_a_seal_over_a_figure_hides_it():
    data = package(
        text("合计", y=60) + text("12"),
        body="<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>",
        parts={
            "Doc_0/Signs/Signatures.xml": f"<ofd:Signatures {SPACE}><ofd:Signature ID='1' "
            "BaseLoc='Sign_0/Signature.xml'/></ofd:Signatures>",
            "Doc_0/Signs/Sign_0/Signature.xml": f"<ofd:Signature {SPACE}><ofd:SignedInfo><ofd:StampAnnot "
            "ID='1' PageRef='1' Boundary='15 15 40 40'/></ofd:SignedInfo></ofd:Signature>",
        },
    )
    assert "".join(texts(read(data))) == "\ufffd\ufffd合计"


def test_a_page_set_sideways_is_turned():
    # runs upward from the foot of the page: a quarter turn against the clock
    sideways = "".join(
        text(words, x, 200, more='CTM="0 -1 1 0 0 40"', wide=60).replace('5" Font', '40" Font')
        for words, x in (("本年新收", 30), ("18", 60))
    )
    assert texts(read(package(sideways))) == ["本年新收", "18"]


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (package(""), "OFD 文件没有文字，多半是扫描件", "the OFD file has no text (most likely a scan)"),
        (
            package(text(), parts={"OFD.xml": "<a/>"}),
            "OFD 文件已损坏或不完整",
            "the OFD file is damaged or cut off",
        ),
        (package(text(), parts={PAGE: "<a>"}), "OFD 文件已损坏", "the OFD file is damaged"),
        (package(text(), parts={"Encryptions.xml": "<a/>"}), "OFD 文件已加密", "the OFD file is encrypted"),
        (
            package(text(), body="</ofd:DocBody><ofd:DocBody>"),
            "OFD 文件内有 2 份文档",
            "the OFD file holds 2 documents",
        ),
        (
            package(text(), parts={PAGE: "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
            "OFD 文件内含有 DOCTYPE 实体声明",
            "the OFD file declares a DOCTYPE",
        ),
    ],
)
def test_what_cannot_be_read_is_told(data, zh, en):
    with pytest.raises(GoujiError) as told:
        read(data)
    assert f"report.ofd：{zh}" in told.value.text.zh
    assert f"report.ofd: {en}" in told.value.text.en


def test_more_objects_and_characters_than_any_report_has_are_refused(monkeypatch):
    monkeypatch.setattr(reader, "LIMITS", replace(LIMITS, pdf_objects=3, pdf_glyphs=20))
    source = Source("report.ofd", "", "application/ofd", 0)
    assert texts(reader.read(package(text("合计") + text("1" * 19)), source))
    with pytest.raises(GoujiError, match="OFD 图形对象和字符数超过上限 23"):
        reader.read(package(text("合计") + text("1" * 20)), source)


def test_steps_beyond_all_measure_take_no_memory():
    assert "".join(texts(read(package(text("合计") + text("12", y=40, steps=f"g {10**9} 2"))))) == "合计12"


INPUTS = Path(__file__).parent / "inputs"


def test_what_easyofd_writes_of_a_text_is_read_or_missing():
    """Its output of a report of the corpus, made once (easyofd 20260427, pdf2ofd with optional_text)."""
    figures = make_figures(Random(3), "2021", zeros=0.5)
    document = read_document((INPUTS / "easyofd-text.ofd").read_bytes(), "年报.ofd")
    cells = read_filing(document, Roster.empty()).form_cells
    assert Counter(cell.status for cell in cells) == {"read": 172, "missing": 28}
    assert [cell.id for cell in cells if cell.status == "read" and cell.value != figures.cells[cell.id]] == []


def test_what_easyofd_writes_as_pictures_is_refused():
    """Its usual mode draws the pages of a PDF as pictures."""
    with pytest.raises(GoujiError) as caught:
        read_document((INPUTS / "easyofd-pictures.ofd").read_bytes(), "年报.ofd")
    assert "年报.ofd：OFD 文件没有文字，多半是扫描件" in caught.value.text.zh
    assert "(most likely a scan): no figure can be read" in caught.value.text.en

"""Pictures between the paragraphs: without the extra that recognises tables, said to be unread."""

import base64
import io
import zipfile

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.measures.damage import damage_of
from gouji.model.text import GoujiError
from gouji.readers import containers
from gouji.readers.containers import read_document
from readers.test_ofd import package
from readers.test_ofd import text as ofd_text

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


@pytest.fixture(autouse=True)
def _without_the_extra(monkeypatch):
    monkeypatch.setattr(containers, "recognises", lambda: False)


def picture(width=600, height=200, kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()


def address(image):
    return "data:image/png;base64," + base64.b64encode(image).decode()


def page(source, text="二、主动公开政府信息情况"):
    return f'<html><body><p>一、总体情况</p><p>{text}</p><p><img src="{source}"></p></body></html>'.encode()


def said(document):
    return [(note.text.zh, note.place.paragraph) for note in document.notes if note.code == "picture_unread"]


SAID = (
    "“二、主动公开政府信息情况”之后的图片没有读取；如是表格，其中的数均未读出。安装 gouji[ocr] 后可以识别，"
    "再用 gouji confirm 对照图像逐格确认；或向发布单位索取可复制文字的原件。"
)


def test_a_picture_in_a_web_page_is_said_to_be_unread():
    document = read_document(page(address(picture())), "r.html")
    assert said(document) == [(SAID, 2)]
    assert document.notes[0].text.en.startswith(
        "The picture behind “二、主动公开政府信息情况” was not read; if it is a table, neither were its "
        "figures. gouji[ocr] recognises it"
    )
    assert [block.text for block in document.blocks] == ["一、总体情况", "二、主动公开政府信息情况"]
    assert document.pictures == ()
    damage = damage_of(read_filing(document, Roster.empty()), unread=True)
    assert damage.zh == "本副本有图片没有读出"


def test_a_picture_in_a_table_that_frames_the_page_is_seen_as_well():
    framed = (
        page(address(picture()))
        .replace(b"<body>", b"<body><table><tr><td>")
        .replace(b"</body>", b"</td></tr></table></body>")
    )
    assert said(read_document(framed, "r.html")) == [(SAID, 2)]


@pytest.mark.parametrize("name", ["t 1.png", "t%201.png?v=2", "./r_files/../t%201.png"])
def test_a_picture_beside_the_page_is_found_by_its_relative_address(tmp_path, name):
    (tmp_path / "r_files").mkdir()
    (tmp_path / "t 1.png").write_bytes(picture())
    assert said(read_document(page(name), "r.html", tmp_path)) == [(SAID, 2)]
    assert said(read_document(page(name), "r.html")) == []


@pytest.mark.parametrize(
    "name", ["../t.png", "{}/t.png", "file://{}/t.png", "http://localhost/t.png", "link.png", "..%2Ft.png"]
)
def test_no_picture_elsewhere_is_opened(tmp_path, name):
    (tmp_path / "t.png").write_bytes(picture())
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.png").symlink_to(tmp_path / "t.png")
    assert said(read_document(page(name.format(tmp_path)), "r.html", inner)) == []


@pytest.mark.parametrize("image", [picture(299), picture(600, 40), b"no picture" * 9, picture()[:20]])
def test_small_pictures_and_broken_ones_are_passed_over(image):
    assert said(read_document(page(address(image)), "r.html")) == []


def test_a_page_of_pictures_alone_is_refused_as_a_picture_is():
    with pytest.raises(GoujiError) as caught:
        read_document(page(address(picture()), "").replace("一、总体情况".encode(), b""), "r.html")
    assert "r.html：这是图片，不能直接读取" in caught.value.text.zh
    assert "gouji[ocr]" in caught.value.text.en


def word_file(image=None, *, inside="", linked="image1.png"):
    """A Word file with a heading, a picture below it and a sentence."""
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="x"><wp:extent cx="5000000" cy="2000000"/>'
        f'<a:graphic xmlns:a="{DRAWING}"><pic:pic xmlns:pic="y"><pic:blipFill><a:blip r:embed="rId5"/>'
        f"{inside}</pic:blipFill></pic:pic></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    body = paragraph.format("二、主动公开政府信息情况") + drawing + paragraph.format("三、尾")
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relation.format("rId1", OFFICE, "officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": relation.format("rId5", OFFICE, "image", f"media/{linked}"),
        "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}</w:body>'
        "</w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, xml in parts.items():
            whole = f'<Relationships xmlns="{RELATIONS}">{xml}</Relationships>' if "_rels" in name else xml
            file.writestr(name, whole)
        file.writestr("word/media/image1.png", image or picture())
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [word_file(), word_file(inside='<a:srcRect l="5000"/>'), word_file(linked="../../etc/passwd")],
    ids=["whole", "cut", "not there"],
)
def test_a_picture_in_a_word_file_is_said_to_be_unread(data):
    document = read_document(data, "r.docx")
    assert said(document) == [(SAID, 1)]
    assert [block.text for block in document.blocks] == ["二、主动公开政府信息情况", "三、尾"]


def test_a_small_picture_in_a_word_file_is_passed_over():
    assert said(read_document(word_file(picture(64, 64)), "r.docx")) == []


def pdf(*images, words=("Section 2", "Section 3")):
    """A page of text with pictures below its first line, each a file and its box; other lines below."""
    out = io.BytesIO()
    canvas = Canvas(out, (595, 842), invariant=1)
    for image, box in images:
        canvas.drawImage(ImageReader(io.BytesIO(image)), *box)
    for number, word in enumerate(words):
        canvas.drawString(60, 780 - 300 * number, word)
    canvas.save()
    return out.getvalue()


PAGE_SAID = (
    "第 1 页的图片没有读取；如是表格，其中的数均未读出。安装 gouji[ocr] 后可以识别，再用 gouji confirm "
    "对照图像逐格确认；或向发布单位索取可复制文字的原件。"
)


def test_a_picture_on_a_page_of_a_pdf_is_said_to_be_unread():
    document = read_document(pdf((picture(), (60, 560, 450, 150))), "r.pdf")
    [note] = document.notes
    assert (note.code, note.text.zh, note.place.page) == ("picture_unread", PAGE_SAID, 1)
    assert note.text.en.startswith("The picture on page 1 was not read; if it is a table, neither were its")
    assert [block.text for block in document.blocks] == ["Section 2", "Section 3"]
    stripes = [(picture(), (60, 560 + 50 * stripe, 450, 50)) for stripe in range(3)]
    assert len(read_document(pdf(*stripes), "r.pdf").notes) == 1
    drawn = read_document(pdf((picture(), (60, 560, 450, 150)), (picture(), (60, 300, 450, 90))), "r.pdf")
    assert [note.text.zh for note in drawn.notes] == [PAGE_SAID, PAGE_SAID]


def test_a_logo_and_the_ground_of_a_text_are_no_pictures_of_tables():
    words = [f"line {number} of a text upon a ground" for number in range(3)]
    for box in ((60, 560, 100, 100), (60, 560, 450, 20), (0, 400, 595, 200)):
        assert read_document(pdf((picture(), box), words=words), "r.pdf").notes == ()


def ofd(image=b"", more="", *, boundary="20 40 160 50", over="", words="二、主动公开政府信息情况"):
    """An OFD file with a line, a picture below it, and what is painted over that."""
    objects = (ofd_text(words, y=10) if words else "") + (
        f'<ofd:ImageObject ID="5" Boundary="{boundary}" ResourceID="4" {more}/>{over}'
    )
    resources = (
        '<ofd:MultiMedias><ofd:MultiMedia ID="4" Type="Image"><ofd:MediaFile>t.png</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias>"
    )
    out = io.BytesIO(package(objects, resources=resources))
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("Doc_0/t.png", image or picture())
    return out.getvalue()


def test_a_picture_on_a_page_of_an_ofd_file_is_said_to_be_unread():
    document = read_document(ofd(), "r.ofd")
    assert [(note.code, note.text.zh) for note in document.notes] == [("picture_unread", PAGE_SAID)]
    assert [block.text for block in document.blocks] == ["二、主动公开政府信息情况"]
    assert read_document(ofd(boundary="20 40 30 30"), "r.ofd").notes == ()
    whole = read_document(ofd(boundary="0 30 210 260"), "r.ofd")
    assert [note.code for note in whole.notes] == ["pdf_recognised_text", "picture_unread"]


def test_a_scanned_ofd_file_is_refused_and_the_extra_named():
    with pytest.raises(GoujiError) as caught:
        read_document(ofd(boundary="0 0 210 297", words=""), "r.ofd")
    assert "OFD 文件没有文字，多半是扫描件" in caught.value.text.zh
    assert "也可安装 gouji[ocr] 识别扫描页" in caught.value.text.zh

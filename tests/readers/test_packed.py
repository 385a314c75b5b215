"""Web pages packed into another file: electronic books, and Word files that Word makes of a page."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest

from gouji.model.document import Grid, Place
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document

CONTAINER = '<container><rootfiles><rootfile full-path="b/p.opf"/></rootfiles></container>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TABLE = "<table><tr><td>规章</td><td>{}</td></tr></table>"


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def book(pages: dict[str, str], spine: list[str]) -> bytes:
    items = "".join(f'<item id="{name}" href="t/{name}%20.xhtml"/>' for name in pages)
    refs = "".join(f'<itemref idref="{name}"/>' for name in spine)
    opf = f"<package><manifest>{items}</manifest><spine>{refs}</spine></package>"
    parts = {f"b/t/{name} .xhtml": f"<html><body>{text}</body></html>" for name, text in pages.items()}
    return packed(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "b/p.opf": opf} | parts
    )


def word(body: str, chunks: dict[str, bytes]) -> bytes:
    targets = "".join(
        f'<Relationship Id="{name}" Type="{R}/aFChunk" Target="/word/{name}.bin"/>' for name in chunks
    )
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": "<Relationships><Relationship Id='a' Target='word/document.xml' "
            f"Type='{R}/officeDocument'/></Relationships>",
            "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}">'
            f"<w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships>{targets}</Relationships>",
            **{f"word/{name}.bin": data for name, data in chunks.items()},
        }
    )


def chunk(name: str) -> str:
    return f'<w:altChunk r:id="{name}"/>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def mail(page: str) -> bytes:
    message = EmailMessage()
    message.set_content(page, subtype="html", cte="quoted-printable")
    message.make_related()
    return message.as_bytes()


def printed(data: bytes, name: str) -> list[tuple[str, Place]]:
    found: list[tuple[str, Place]] = []
    for block in read_document(data, name).blocks:
        cells = block.cells if isinstance(block, Grid) else [block]
        found += [(one.text, one.place) for one in cells]
    return found


def test_pages_of_a_book_are_read_in_its_order_with_places_counted_on():
    pages = {
        "b": f"<p>后文</p>{TABLE.format(3)}",
        "a": f"<p>前文</p>{TABLE.format(12)}",
        "cover": "<img src='x'/>",
    }
    assert printed(book(pages, ["cover", "a", "b"]), "r.epub") == [
        ("前文", Place(paragraph=1)),
        ("规章", Place(table=1, row=1, column=1)),
        ("12", Place(table=1, row=1, column=2)),
        ("后文", Place(paragraph=2)),
        ("规章", Place(table=2, row=1, column=1)),
        ("3", Place(table=2, row=1, column=2)),
    ]
    assert read_document(book(pages, ["a"]), "r.epub").source.media_type == "application/epub+zip"


def test_page_that_a_book_names_twice_is_read_once():
    assert [text for text, _ in printed(book({"a": "<p>前文</p>"}, ["a", "a"]), "r.epub")] == ["前文"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (book({"a": "<img src='x'/>"}, ["a"]), "电子书中没有文字"),
        (book({"a": "<p>文</p>"}, ["a", "b"]), "电子书（EPUB）已损坏或不完整"),
        (packed({"mimetype": "application/epub+zip"}), "电子书（EPUB）已损坏或不完整"),
    ],
)
def test_book_that_cannot_be_read_is_told(data, said):
    with pytest.raises(GoujiError, match=said):
        read_document(data, "r.epub")


@pytest.mark.parametrize("wrap", [mail, str.encode], ids=["archive", "page"])
def test_page_inside_a_word_file_is_read_where_it_stands(wrap):
    page = wrap(f"<!DOCTYPE html><html><body><p>中文</p>{TABLE.format(12)}</body></html>")
    data = word(paragraph("前文") + chunk("one") + paragraph("后文"), {"one": page})
    assert printed(data, "r.docx") == [
        ("前文", Place(paragraph=1)),
        ("中文", Place(paragraph=2)),
        ("规章", Place(table=1, row=1, column=1)),
        ("12", Place(table=1, row=1, column=2)),
        ("后文", Place(paragraph=3)),
    ]


def test_other_file_inside_a_word_file_is_told():
    with pytest.raises(GoujiError, match=r"嵌有另一个文件，.*请用 Word 打开，另存为"):
        read_document(word(paragraph("前文") + chunk("one"), {"one": b"{\\rtf1 12}"}), "r.docx")
    with pytest.raises(GoujiError, match="Office 文件已损坏或不完整"):
        read_document(word(paragraph("前文") + chunk("two"), {"one": b""}), "r.docx")

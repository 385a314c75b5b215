"""What a file is, by content alone; and what is said of files that are no report."""

import gzip
import hashlib
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.model.document import Paragraph
from gouji.model.text import GoujiError
from gouji.readers import containers
from gouji.readers.containers import read_document
from gouji.readers.limits import LIMITS
from gouji.readers.media import recognise

OPEN = "application/vnd.oasis.opendocument"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TITLE = "政府信息公开工作年度报告。"


def ole(*streams: str) -> bytes:
    """The start of an OLE container whose directory names these streams."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return OLE.ljust(512, b"\0") + entries


def zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "media", "container"),
    [
        (TITLE.encode(), "text/plain", "text"),
        (TITLE.encode("gb18030"), "text/plain", "text"),
        (TITLE.encode("utf-16"), "text/plain", "text"),
        (f"链接 <http://a.gov.cn/b.html>，第一行<br>第二行。{TITLE}".encode(), "text/plain", "text"),
        (f"| 甲<br>乙 | 1 |\n|---|---|\n{TITLE}".encode(), "text/plain", "text"),
        (f"<!-- 注 -->\n<p>{TITLE}</p>".encode(), "text/html", "html"),
        (f"\ufeff <!DOCTYPE HTML><p>{TITLE}".encode(), "text/html", "html"),
        (f"<html><p>{TITLE}".encode("utf-16"), "text/html", "html"),
        (f"<html><p>{TITLE}".encode("utf-16-le"), "text/html", "html"),
        (f"{TITLE}\n<table><tr><td>1</td></tr></table>".encode("gb18030"), "text/html", "html"),
        (f'<?xml version="1.0"?><html xmlns="x"><body>{TITLE}</body></html>'.encode(), "text/html", "html"),
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf", "pdf"),
        (b"\r\nHTTP junk\r\n%PDF-1.4\n\0\0", "application/pdf", "pdf"),
        (b"{\\rtf1\\ansi x}", "application/rtf", "office"),
        (ole("WordDocument"), "application/msword", "office"),
        (ole("Workbook"), "application/vnd.ms-excel", "office"),
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:d/>',
            "application/msword",
            "office",
        ),
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><w/>',
            "application/vnd.ms-excel",
            "office",
        ),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><a/>',
            "application/vnd.ms-excel",
            "office",
        ),
        (b'<w:wordDocument xmlns:w="x"><w:body/>', "application/msword", "office"),
        (
            b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>1</td></tr></table>',
            "text/html",
            "html",
        ),
        (zipped(mimetype=f"{OPEN}.text".encode()), f"{OPEN}.text", "office"),
        (zipped(mimetype=f"{OPEN}.spreadsheet".encode()), f"{OPEN}.spreadsheet", "office"),
        (
            zipped(**{"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
            "application/vnd.ms-excel.sheet.binary.macroenabled.12",
            "office",
        ),
        (b"From: x\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "multipart/related", "mhtml"),
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report.pdf", "report.doc", "report"])
def test_content_decides_whatever_the_name(data, media, container, name):
    found = recognise(data, name)
    assert (found.type, found.container) == (media, container)


def test_only_the_name_tells_markdown_from_text():
    assert recognise(b"# a\n", "A.MD").type == "text/markdown"


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"", "文件是空的。请重新下载", "the file is empty. Download or save"),
        (b"\xef\xbb\xbf \r\n\0\0", "文件是空的", "the file is empty"),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(50),
            "这是图片，不能直接读取。请向发布单位索取可复制文字的原件；",
            "this is a picture. Ask whoever published it",
        ),
        (b"\xff\xd8\xff\xe0" + bytes(50), "这是图片", "a picture"),
        (b"BM" + bytes(50), "这是图片", "a picture"),
        (b"RIFF\1\2\3\4WEBPVP8 ", "这是图片", "a picture"),
        (gzip.compress(b"x", mtime=0), "这是压缩包，不能直接读取。请先解压", "this is an archive. Unpack it"),
        (b"Rar!\x1a\x07\x01\0" + bytes(50), "压缩包", "an archive"),
        (zipped(**{"报告.txt": b"x"}), "压缩包", "an archive"),
        (zipped(**{"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "演示文稿", "a presentation"),
        (ole("PowerPoint Document"), "演示文稿", "a presentation"),
        (ole("EncryptedPackage", "EncryptionInfo"), "文件有密码保护", "protected by a password"),
        (ole("WordDocument", "EncryptedPackage"), "文件有密码保护", "protected by a password"),
        (ole(), "Office 文件已损坏", "the Office file is damaged"),
        (b"PK\x03\x04" + bytes(40), "Office 文件已损坏", "the Office file is damaged"),
        (b"MZ\x90\0" + bytes(100), "这是程序文件", "this is a program"),
        (bytes(range(256)) * 20, "不认识的文件格式", "a format that gouji does not know"),
    ],
)
def test_files_that_are_no_report_get_advice(data, zh, en, monkeypatch):
    monkeypatch.setattr(containers, "recognises", lambda: False)
    with pytest.raises(GoujiError) as caught:
        read_document(data, r"C:\收件\a/某局 2024.html")
    assert caught.value.text.zh.startswith("某局 2024.html：")
    assert zh in caught.value.text.zh
    assert caught.value.text.en.startswith("某局 2024.html: ")
    assert en in caught.value.text.en


def test_two_letters_do_not_make_a_text_a_picture():
    assert recognise("BM 市 MZ 局年度报告".encode(), "a").type == "text/plain"
    assert recognise("MZ 局年度报告".encode(), "a").type == "text/plain"


def test_the_source_is_described():
    data = f"<h1>{TITLE}</h1>".encode()
    source = read_document(data, "/a/b\\报告.pdf").source
    assert (source.name, source.media_type, source.bytes) == ("报告.pdf", "text/html", len(data))
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_beyond_the_size_limit_is_not_looked_at():
    with pytest.raises(GoujiError, match=f"大.txt：文件字节数超过上限 {LIMITS.file_bytes}") as caught:
        read_document(bytes(LIMITS.file_bytes + 1), "大.txt")
    assert f"number of bytes of the file beyond the limit of {LIMITS.file_bytes}" in caught.value.text.en


MHTML = """From: <Saved by Blink>
Subject: x
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b"

------b
Content-Type: text/html
Content-Transfer-Encoding: {}

{}
------b
Content-Type: text/html; charset=gbk
Content-Transfer-Encoding: base64

PGh0bWw+PHA+1f3OxDwvcD4=
------b
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------b--
"""


def test_the_page_of_a_web_archive_is_read():
    page = "<p>=E5=B9=B4=E6=8A=A5<o:p></o:p>"
    document = read_document(MHTML.format("quoted-printable", page).replace("\n", "\r\n").encode(), "a.doc")
    assert document.blocks == (Paragraph("年报", document.blocks[0].place),)
    assert document.source.media_type == "multipart/related"


def test_a_frame_set_gives_way_to_its_frames_and_none_at_all_is_refused():
    document = read_document(MHTML.format("7bit", "<frameset><frame src=x></frameset>").encode(), "a.mht")
    assert [block.text for block in document.blocks] == ["正文"]
    with pytest.raises(GoujiError, match=r"a\.mht：网页归档中没有网页"):
        read_document(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--\n", "a.mht")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", OLE.ljust(512, b"\0"), b"<table><tr><td>", b"\xff\xfe", b"{\\rt", b"\n"]
    ),
    st.binary(max_size=300),
)
def test_any_bytes_are_recognised_or_refused(start, rest):
    with suppress(GoujiError):
        assert recognise(start + rest, "x.html").container in ("text", "html", "mhtml", "pdf", "office")

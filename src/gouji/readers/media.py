"""What a file is, by its content. A name says little: a ``.doc`` may be a web page, a ``.html`` a PDF."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal

from gouji.model.text import GoujiError, Text
from gouji.readers.encoding import decode, unmarked_utf16
from gouji.readers.office.archive import damaged, locked

#: The modules that read a container; ``office`` are the formats that LibreOffice has to convert first.
Container = Literal["text", "html", "mhtml", "pdf", "ofd", "docx", "xlsx", "epub", "office", "picture"]


@dataclass(frozen=True, slots=True)
class Media:
    """A media type and the container that it is read as."""

    type: str
    container: Container


HTML: Final = Media("text/html", "html")
MHTML: Final = Media("multipart/related", "mhtml")
PDF: Final = Media("application/pdf", "pdf")
OFD: Final = Media("application/ofd", "ofd")
EPUB: Final = Media("application/epub+zip", "epub")
DOCX: Final = Media("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX: Final = Media("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
XLSB: Final = Media("application/vnd.ms-excel.sheet.binary.macroenabled.12", "office")
DOC: Final = Media("application/msword", "office")
XLS: Final = Media("application/vnd.ms-excel", "office")
RTF: Final = Media("application/rtf", "office")
ODT: Final = Media("application/vnd.oasis.opendocument.text", "office")
ODS: Final = Media("application/vnd.oasis.opendocument.spreadsheet", "office")
FODT: Final = Media("application/vnd.oasis.opendocument.text-flat-xml", "office")
FODS: Final = Media("application/vnd.oasis.opendocument.spreadsheet-flat-xml", "office")
PNG: Final = Media("image/png", "picture")
JPEG: Final = Media("image/jpeg", "picture")
TIFF: Final = Media("image/tiff", "picture")
TEXT: Final = Media("text/plain", "text")
MARKDOWN: Final = Media("text/markdown", "text")

#: What the reader of pictures is told of one that is a part of a page, whose words are none of the report's.
PART: Final = "image/part"
#: The sign of binary Office files of every kind.
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: Final = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS))
_OLE_ENTRY: Final = 128  # directory entries are this long, and aligned to it

_PICTURE: Final = Text("图片", "a picture")
_ARCHIVE: Final = Text("压缩包", "an archive")
_SLIDES: Final = Text("演示文稿", "a presentation")
_PROGRAM: Final = Text("程序文件", "a program")
_FOREIGN: Final = (
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\0", _ARCHIVE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
)
_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)
_ADVICE: Final = {
    _PICTURE: Text(
        "请向发布单位索取可复制文字的原件；自行识别（OCR）的文字可能有误，不宜用来审计。",
        "Ask whoever published it for the original with its text. Text that was recognised (OCR) may be "
        "wrong and is no ground for an audit.",
    ),
    _ARCHIVE: Text("请先解压，再审其中的报告文件。", "Unpack it and audit the report inside."),
    _SLIDES: Text(
        "请提供报告的网页、PDF 或 Word 原件。", "Supply the report as a web page, PDF or Word file."
    ),
    _PROGRAM: Text("请确认文件来源。", "Check where the file comes from."),
}

_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|[a-z][a-z0-9]*[\s/>])", re.I | re.S
)
_HTML_TAGS = re.compile(
    r"<(?:html|head|body|table|tr|td|div|meta)\b[^<>]*>|</(?:p|div|td|table|body|html)>", re.I
)
#: A table in the markup of wikis, which has tags of HTML beside it.
_WIKI_TABLE = re.compile(r"^\{\|[^\n]*\n(?:\|\+[^\n]*\n)?\|-", re.MULTILINE)
#: OpenDocument in one XML file: its root comes first, with all its namespaces.
_FLAT = re.compile(
    r"<office:document\s[^>]*office:mimetype=\"application/vnd\.oasis\.opendocument\.(text|spreadsheet)\""
)
_FLAT_LOOK: Final = 16_384
#: Word and Excel 2003 in one XML file, also where no instruction names the program (SheetJS writes none).
_OFFICE_2003 = re.compile(
    r"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*)*+<(?:(?P<word>\w+:wordDocument\b)|(?:\w+:)?Workbook\s"
    r"[^>]*\"urn:schemas-microsoft-com:office:spreadsheet\")",
    re.DOTALL,
)
_MHTML_HEADER = re.compile(rb"content-type\s*:\s*multipart/related", re.I)
_MARKDOWN_SUFFIXES: Final = (".md", ".markdown")
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27, 30})
_LOOK: Final = 65_536  # bytes looked at where the whole file need not be


def recognise(data: bytes, name: str) -> Media:
    """Return what the bytes are. ``name`` only tells Markdown from plain text, and is said in messages.

    Raises GoujiError with advice for empty files, encrypted Office files, and everything no reader reads.
    """
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise GoujiError(
            f"{name}：文件是空的。请重新下载或另存报告后再审。",
            f"{name}: the file is empty. Download or save the report again.",
        )
    if data.startswith(OLE):
        return _ole(data, name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data, name)
    if data.startswith(b"{\\rtf"):
        return RTF
    if b"%PDF-" in data[:1024] and not data.lstrip().startswith(b"<"):
        return PDF
    for magic, media in _PICTURES:
        if data.startswith(magic):
            return media
    foreign = _foreign(data)
    if foreign is not None:
        raise _unreadable(name, foreign)
    return _textual(data, name)


def _ole(data: bytes, name: str) -> Media:
    """Tell the old Office formats apart by the streams that the file's directory names."""
    if _has_stream(data, "EncryptedPackage"):
        raise locked(name)
    for stream, media in _OLE_STREAMS:
        if _has_stream(data, stream):
            return media
    if _has_stream(data, "PowerPoint Document"):
        raise _unreadable(name, _SLIDES)
    raise damaged(name)


def _has_stream(data: bytes, stream: str) -> bool:
    wanted = stream.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at != -1:
        if at % _OLE_ENTRY == 0:
            return True
        at = data.find(wanted, at + 1)
    return False


def _zip(data: bytes, name: str) -> Media:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
            kind = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise damaged(name) from None
    for media in (ODT, ODS, EPUB):
        if kind.startswith(media.type.encode()):
            return media
    folders = {each.partition("/")[0] for each in names}
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            return XLSB
        for folder, media in (("word", DOCX), ("xl", XLSX)):
            if folder in folders:
                return media
        if "ppt" in folders:
            raise _unreadable(name, _SLIDES)
    if "OFD.xml" in names:
        return OFD
    raise _unreadable(name, _ARCHIVE)


def _foreign(data: bytes) -> Text | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _PICTURE
    if data[257:262] == b"ustar":
        return _ARCHIVE
    for magic, what in _FOREIGN:
        # two letters may open a text as well: only beside bytes that no text has
        if data.startswith(magic) and (len(magic) > 3 or not _reads_as_text(data)):
            return what
    return None


def _textual(data: bytes, name: str) -> Media:
    if not _reads_as_text(data):
        raise GoujiError(
            f"{name}：不认识的文件格式，无法读取。请提供报告的网页、PDF、Word、Excel 或文本文件。",
            f"{name}: a format that gouji does not know. "
            "Supply the report as a web page, PDF, Word, Excel or text file.",
        )
    if _MHTML_HEADER.search(data[:4096]) and b":" in data[:4096].partition(b"\n")[0]:
        return MHTML
    head = decode(data[:_LOOK]).text
    if "<?mso-application" in head[:1000]:
        return XLS if "Excel.Sheet" in head[:1000] else DOC
    if office := _OFFICE_2003.match(head):
        return DOC if office["word"] else XLS
    if flat := _FLAT.search(head[:_FLAT_LOOK]):
        return FODS if flat[1] == "spreadsheet" else FODT
    if "{|" in head and _WIKI_TABLE.search(head) and "<td" not in head.lower():
        return TEXT
    if _HTML_START.match(head):
        return HTML
    tags = len(_HTML_TAGS.findall(head))
    if tags > 2 or (tags and "<table" in head.lower()):
        return HTML
    return MARKDOWN if name.lower().endswith(_MARKDOWN_SUFFIXES) else TEXT


def _reads_as_text(data: bytes) -> bool:
    """Return whether hardly a byte in a hundred is a control character; UTF-16 is looked at as such."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(data):
        return True
    return len(data) - len(data.translate(None, _CONTROLS)) <= 3 + len(data) / 100


def picture_unread(name: str) -> GoujiError:
    """Return the error that a picture cannot be read without the extra that recognises tables in it."""
    return GoujiError(
        f"{name}：这是图片，不能直接读取。{_ADVICE[_PICTURE].zh}也可安装 gouji[ocr]：它只识别供人核对的文字，"
        "用 gouji confirm 逐格对照图像确认后才使用。",
        f"{name}: this is a picture. {_ADVICE[_PICTURE].en} Or install gouji[ocr]: it recognises words for a "
        "person to go over, and uses none before it is confirmed with gouji confirm.",
    )


def _unreadable(name: str, what: Text) -> GoujiError:
    advice = _ADVICE[what]
    return GoujiError(
        f"{name}：这是{what.zh}，不能直接读取。{advice.zh}", f"{name}: this is {what.en}. {advice.en}"
    )

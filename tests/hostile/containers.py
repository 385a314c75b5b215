"""The smallest files of each container, with room for something bad inside."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cache
from typing import TYPE_CHECKING

from corpus import sample_report, variants

if TYPE_CHECKING:
    from collections.abc import Mapping

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@cache
def good(variant: str) -> bytes:
    """A whole report of the corpus in this physical form."""
    (form,) = [form for form in variants() if form.name == variant]
    return form.write(sample_report(variant, 0))


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip file of these parts, packed."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def word(body: str, *, prolog: str = "", **more: bytes) -> bytes:
    """A Word file around the XML of a body; further parts by name, ``__`` for a slash."""
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{prolog}<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        }
        | {name.replace("__", "/"): content for name, content in more.items()}
    )


def sheet(rows: str, *, prolog: str = "", more: str = "") -> bytes:
    """An Excel file around the XML of a sheet's rows; ``more`` follows them."""
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="s" Type="{_OFFICE}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_SHEET} xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="1" sheetId="1" r:id="s"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f"{prolog}<worksheet {_SHEET}>"
            f"<sheetData>{rows}</sheetData>{more}</worksheet>",
        }
    )


def pdf(*objects: bytes) -> bytes:
    """A PDF of one page whose content is object 4; further objects follow it."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>",
        *objects,
    ]
    return pdf_objects(*parts)


def pdf_objects(*parts: bytes) -> bytes:
    """A PDF of these objects, the first of which is the catalogue; without a table of where they are."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%%PDF-1.7\n%strailer\n<< /Root 1 0 R /Size %d >>\n%%%%EOF" % (body, len(parts) + 1)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A PDF stream."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def deflated(chunk: bytes, times: int) -> bytes:
    """A zlib stream of ``chunk`` that many times over, made without unpacking it here."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * times + b"\x03\x00"


def lying(data: bytes, size: int) -> bytes:
    """The zip file with every declared unpacked size overwritten."""
    spoilt = bytearray(data)
    told = size.to_bytes(4, "little")
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = spoilt.find(mark)
        while at != -1:
            spoilt[at + offset : at + offset + 4] = told
            at = spoilt.find(mark, at + 4)
    return bytes(spoilt)


def ole(*streams: str) -> bytes:
    """The shell of an old Office file whose directory names these streams."""
    data = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    for name in streams:
        data += (name.encode("utf-16-le") + b"\0\0").ljust(128, b"\0")
    return bytes(data.ljust(4096, b"\0"))

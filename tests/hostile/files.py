"""Bad files of every kind that is known: what each is called, how it is made, and what must come of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from hostile.containers import deflated, good, lying, ole, pdf, pdf_objects, sheet, stream, word, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

MB = 2**20
NAME = "年报"


@dataclass(frozen=True, slots=True, repr=False)
class Bad:
    """A bad file: ``ends`` is how reading it must end, ``says`` what the English message must contain."""

    kind: str
    title: str
    suffix: str
    make: Callable[[], bytes]
    ends: Literal["refused", "read", "either"] = "refused"
    says: str = ""

    def __repr__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """A file name that messages must repeat."""
        return f"{NAME}-{self.title}{self.suffix}"


def _encrypted_pdf() -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 700, "1")
    canvas.save()
    return data.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _nested(start: str, inside: str, end: str, depth: int) -> str:
    return start * depth + inside + end * depth


_LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_ENTITIES = f'<!DOCTYPE x [<!ENTITY l0 "lol">{_LOL}]>'
_EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'

_BOMBS = (
    Bad("bomb", "docx-zeros", ".docx", lambda: word(_paragraph(" " * 40 * MB)), says="limit of 300"),
    Bad("bomb", "xlsx-zeros", ".xlsx", lambda: sheet(" " * 40 * MB), says="limit of 300"),
    Bad(
        "bomb",
        "docx-lying-size",
        ".docx",
        lambda: lying(word(_paragraph(" " * 40 * MB)), 1000),
        says="damaged or cut off",
    ),
    Bad(
        "bomb",
        "docx-many-parts",
        ".docx",
        lambda: word(_paragraph("x"), **{f"word__{n}.xml": b"<x/>" for n in range(6000)}),
        says="limit of 5000",
    ),
    Bad(
        "bomb",
        "docx-many-full-parts",
        ".docx",
        lambda: word(_paragraph("x"), **{f"word__{n}.xml": b" " * 30 * MB for n in range(9)}),
        says="limit of 268435456",
    ),
    Bad(
        "bomb",
        "pdf-flate-in-flate",
        ".pdf",
        lambda: pdf(stream(deflated(deflated(b" " * MB, 1200), 1), b"/Filter [/FlateDecode /FlateDecode]")),
        says="1024 MiB",
    ),
    Bad("bomb", "zip-in-a-zip", ".docx", lambda: zipped({"a.zip": zipped({"b": b"0" * MB})}), says="archive"),
)

_ENTITY = (
    *(
        Bad(
            "entities",
            f"{suffix}-{title}",
            f".{suffix}",
            lambda make=make, prolog=prolog: make("", prolog=prolog),
            says="DOCTYPE",
        )
        for suffix, make in (("docx", word), ("xlsx", sheet))
        for title, prolog in (
            ("billion-laughs", _ENTITIES),
            ("local-file", _EXTERNAL),
            ("remote-dtd", _REMOTE),
        )
    ),
    *(
        Bad(
            "entities",
            f"html-{title}",
            ".html",
            lambda text=text: text.encode(),
            ends="read",
        )
        for title, text in (
            ("billion-laughs", f"{_ENTITIES}<html><p>年报&l11;</p></html>"),
            ("local-file", f"{_EXTERNAL}<html><p>年报&e;</p></html>"),
        )
    ),
)

_CYCLES = (
    Bad(
        "cycles",
        "pdf-form-draws-itself",
        ".pdf",
        lambda: pdf(
            stream(b"/X Do"),
            stream(
                b"/X Do /X Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>",
            ),
        ),
    ),
    Bad(
        "cycles",
        "pdf-pages-hold-themselves",
        ".pdf",
        lambda: pdf_objects(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>"
        ),
    ),
    Bad(
        "cycles",
        "pdf-length-of-itself",
        ".pdf",
        lambda: pdf(b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"),
    ),
    Bad(
        "cycles",
        "pdf-endless-previous",
        ".pdf",
        lambda: (
            b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Prev 9 >>\nstartxref\n9\n%%EOF"
        ),
    ),
    Bad(
        "cycles",
        "docx-relations-of-itself",
        ".docx",
        lambda: word(
            _paragraph("年报"),
            word___rels__document__xml__rels=b"",
        ),
        ends="either",
    ),
)

_WIDE = (
    Bad(
        "too many",
        "html-100000-columns",
        ".html",
        lambda: ("<table><tr>" + "<td>1</td>" * 100_000 + "</tr></table>").encode(),
        says="limit of 2000",
    ),
    Bad(
        "too many",
        "html-100000-rows",
        ".html",
        lambda: ("<table>" + "<tr><td>1</td><td>2</td></tr>" * 100_000 + "</table>").encode(),
        says="limit of 20000",
    ),
    Bad(
        "too many",
        "html-rowspan-1e9",
        ".html",
        lambda: b"<table><tr><td rowspan=1000000000 colspan=1000000000>1</td><td>2</td></tr></table>",
        ends="read",
    ),
    Bad(
        "too many",
        "html-rowspans-in-rows",
        ".html",
        lambda: ("<table>" + "<tr><td rowspan=65534>1</td></tr>" * 3000 + "</table>").encode(),
        says="limit of 2000",
    ),
    Bad(
        "too many",
        "text-100000-tabs",
        ".txt",
        lambda: ("1\t" * 100_000).encode(),
        says="limit of 2000",
    ),
    Bad("too many", "text-of-lines", ".txt", lambda: b"1\n" * 100_001, says="limit of 100000"),
    Bad("too many", "text-of-pipes", ".md", lambda: b"|1" * 100_000, says="limit of 2000"),
    Bad(
        "too many",
        "docx-spans",
        ".docx",
        lambda: word(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
            f"{_paragraph('1')}</w:tc></w:tr></w:tbl>"
        ),
        ends="either",
    ),
    Bad(
        "too many",
        "xlsx-far-cell",
        ".xlsx",
        lambda: sheet(
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
        ),
        ends="either",
    ),
    Bad(
        "too many",
        "xlsx-merge-of-all",
        ".xlsx",
        lambda: sheet(
            '<row r="1"><c r="A1"><v>1</v></c></row>',
            more='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
        ends="either",
    ),
    Bad(
        "too many",
        "pdf-objects",
        ".pdf",
        lambda: pdf(stream(deflated(b"0 0 m 1 1 l S\n" * 200_000, 1), b"/Filter /FlateDecode")),
        says="limit of 400000",
    ),
    Bad(
        "too many",
        "pdf-pages",
        ".pdf",
        lambda: pdf_objects(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 501 >>" % b" ".join([b"3 0 R"] * 501),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ),
    ),
)

_LONG = (
    Bad("long lines", "text-characters", ".txt", lambda: "年".encode() * 2_000_001, says="limit of 2000000"),
    Bad("long lines", "text-of-digits", ".txt", lambda: b"1" * 1_900_000, ends="read"),
    Bad("long lines", "text-of-words", ".txt", lambda: "政府信息公开 1 ".encode() * 200_000, ends="read"),
    Bad("long lines", "text-of-spaces", ".txt", lambda: "一".encode() + b" " * 1_900_000 + b"x", ends="read"),
    Bad("long lines", "text-of-dashes", ".txt", lambda: b"|" + b"-" * 100_000 + b"x|a", ends="read"),
    Bad(
        "long lines",
        "text-of-a-period",
        ".txt",
        lambda: "统计期限为".encode() + b"1" * 1_000_000,
        ends="read",
    ),
    Bad(
        "long lines",
        "text-of-equal-headings",
        ".txt",
        lambda: "一、总体情况\n".encode() * 90_000,
        ends="read",
    ),
    Bad(
        "long lines",
        "text-of-equal-rows",
        ".txt",
        lambda: "一、本年新收政府信息公开申请数量 1 2 3 4 5 6 7\n".encode() * 60_000,
        ends="read",
    ),
    Bad("long lines", "html-text", ".html", lambda: b"<p>" + b"x" * 11_000_000, says="10 million"),
    Bad(
        "long lines",
        "html-attribute",
        ".html",
        lambda: b"<p style='" + b"x" * 9_000_000 + b"'>x",
        ends="either",
    ),
)

_DEEP = (
    Bad("nesting", "html-divs", ".html", lambda: b"<div>" * 100_000 + b"x", says="limit of 256"),
    Bad("nesting", "html-tables", ".html", lambda: b"<table><tr><td>" * 10_000 + b"x", says="limit of 256"),
    Bad(
        "nesting",
        "html-hidden-in-hidden",
        ".html",
        lambda: (_nested("<div hidden>", "<p hidden>x</p>" * 60_000, "</div>", 200) + "<p>年报</p>").encode(),
        ends="read",
    ),
    Bad(
        "nesting",
        "html-pre-in-pre",
        ".html",
        lambda: _nested("<pre>", "<b>x</b>\n" * 30_000, "</pre>", 200).encode(),
        ends="read",
    ),
    Bad(
        "nesting",
        "docx-tables",
        ".docx",
        lambda: word(_nested("<w:tbl><w:tr><w:tc>", _paragraph("x"), "</w:tc></w:tr></w:tbl>", 200)),
        says="limit of 256",
    ),
    Bad(
        "nesting",
        "docx-runs",
        ".docx",
        lambda: word(_nested("<w:sdt>", "", "</w:sdt>", 5000)),
        says="limit of 256",
    ),
    Bad(
        "nesting",
        "pdf-arrays",
        ".pdf",
        lambda: pdf_objects(b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 100_000 + b" >>"),
    ),
    Bad("nesting", "pdf-graphics-states", ".pdf", lambda: pdf(stream(b"q " * 1_000_000))),
)

_LOCKED = (
    Bad("locked", "pdf", ".pdf", _encrypted_pdf, says="password"),
    Bad("locked", "docx", ".docx", lambda: ole("EncryptedPackage", "EncryptionInfo"), says="password"),
    Bad("locked", "xlsx", ".xlsx", lambda: ole("EncryptedPackage"), says="password"),
)

_ACTIVE = (
    Bad(
        "macros",
        "docm",
        ".docx",
        lambda: word(_paragraph("年报"), **{"word__vbaProject.bin": b"Sub AutoOpen()"}),
        ends="read",
    ),
    Bad(
        "macros",
        "pdf-javascript",
        ".pdf",
        lambda: pdf_objects(
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
            b"<< /Type /Pages /Kids [] /Count 0 >>",
        ),
    ),
    Bad(
        "macros",
        "html-script",
        ".html",
        lambda: "<p onclick=alert(1)>年报<script>document.write('9')</script><img src=x onerror=y>".encode(),
        ends="read",
    ),
)

_WRONG_NAME = tuple(
    Bad(
        "wrong names", f"{variant}-called{suffix}", suffix, lambda variant=variant: good(variant), ends="read"
    )
    for variant, suffix in (
        ("docx", ".pdf"),
        ("xlsx", ".html"),
        ("html-clean", ".doc"),
        ("txt-tabs", ".docx"),
        ("pdf-ruled", ".txt"),
        ("html-gb18030-undeclared", ".xls"),
    )
) + tuple(
    Bad("wrong names", title, ".pdf", lambda data=data: data)
    for title, data in (
        ("png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("elf", b"\x7fELF" + bytes(200)),
        ("gzip", b"\x1f\x8b\x08" + bytes(200)),
        ("noise", bytes(range(256)) * 40),
        ("empty", b""),
        ("nul", b"\0" * 5000),
    )
)

_LETTERS = (
    Bad("odd letters", "text-nul", ".txt", lambda: good("txt-tabs").replace(b"0", b"0\0", 2), ends="either"),
    Bad("odd letters", "html-nul", ".html", lambda: "<p>年\0报<td>1\0".encode(), ends="read"),
    Bad(
        "odd letters",
        "html-surrogates",
        ".html",
        lambda: "<p>年报&#xD800;&#xDFFF;\ud800</p>".encode("utf-8", "surrogatepass"),
        ends="either",
    ),
    Bad(
        "odd letters",
        "text-surrogates",
        ".txt",
        lambda: "年报\ud83d一、总体情况\n".encode("utf-16-le", "surrogatepass") * 9,
        ends="either",
    ),
    Bad(
        "odd letters",
        "docx-controls",
        ".docx",
        lambda: word(_paragraph("年报&#1;")),
        ends="either",
    ),
    Bad("odd letters", "html-controls", ".html", lambda: "<p>年报\x1b[31m\x07\x9b2J".encode(), ends="read"),
)

BAD_FILES: tuple[Bad, ...] = (
    *_BOMBS,
    *_ENTITY,
    *_CYCLES,
    *_WIDE,
    *_LONG,
    *_DEEP,
    *_LOCKED,
    *_ACTIVE,
    *_WRONG_NAME,
    *_LETTERS,
)

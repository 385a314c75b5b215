"""The picture of a page as witness: figures that a PDF calls something else than it shows are not read.

They run where the extra ``gouji[ocr]`` is installed: ``make test-ocr``.
"""

from __future__ import annotations

import io
import json
import re
from random import Random

import pytest
from reportlab.lib import colors
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus import make_figures
from corpus.variants import PDF
from gouji.cli.main import run
from gouji.model.document import Grid
from gouji.readers.containers import read_document

pytest.importorskip("rapidocr")

FIGURES = make_figures(Random(5), "2021", zeros=0.4)
ROWS = (("12", "7", "111", "/"), ("70", "1047", "-", "8"), ("0", "3", "26", "1,234.50"))
UNKNOWN = "\ufffd"


def objects(*bodies: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, at = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in at)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(at) + 1, table, len(at) + 1, len(out))
    )


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(content), content)


def mapping(otherwise: dict[str, str]) -> bytes:
    """A ToUnicode mapping of characters of two bytes to themselves, but for these."""
    ranges = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(256)]
    parts = [
        f"{len(some)} beginbfrange\n" + "\n".join(some) + "\nendbfrange"
        for some in (ranges[:100], ranges[100:200], ranges[200:])
    ]
    pairs = [f"<{ord(shown):04x}> <{ord(said):04x}>" for shown, said in otherwise.items()]
    parts.append(f"{len(pairs)} beginbfchar\n" + "\n".join(pairs) + "\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Lie def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n" + "\n".join(parts) + "\nendcmap end end"
    ).encode()


def with_mapping(data: bytes, otherwise: dict[str, str]) -> bytes:
    """A PDF whose font says that it shows other characters than it does, added as PDF writers add changes."""
    number, font = next(
        (int(one[1]), one[2])
        for one in re.finditer(rb"(\d+) 0 obj\s*(<<.*?>>)\s*endobj", data, re.S)
        if b"/Type0" in one[2]
    )
    size = int(re.search(rb"/Size (\d+)", data)[1])
    before = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    root = re.search(rb"/Root \d+ 0 R", data)[0]
    first = len(data)
    lying = b"%d 0 obj\n%s/ToUnicode %d 0 R>>\nendobj\n" % (number, font[:-2], size)
    second = first + len(lying)
    lying += b"%d 0 obj\n%s\nendobj\n" % (size, stream(mapping(otherwise)))
    return data + (
        b"%sxref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n"
        b"trailer\n<</Size %d%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (lying, number, first, size, second, size + 1, root, before, first + len(lying))
    )


def table(
    font: str = "Helvetica",
    size=9.0,
    rows=ROWS,
    *,
    rotated=0,
    sideways=False,
    colour=colors.black,
    wide=60,
) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, invariant=1, pageCompression=0)
    canvas.setPageRotation(rotated)
    if sideways:
        canvas.translate(595, 0)
        canvas.rotate(90)
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            x, y = 80 + wide * across, 500 - 16 * down
            canvas.setFillColor(colors.navy if colour == colors.white else colors.white)
            canvas.rect(x, y, wide, 16, fill=1)
            canvas.setFillColor(colour)
            canvas.setFont(font, size)
            canvas.drawCentredString(x + wide / 2, y + 5, text)
    canvas.showPage()
    canvas.save()
    return data.getvalue()


def witnessed(data: bytes):
    document = read_document(data, "r.pdf", witness=True)
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [[cell.text for cell in row] for grid in grids for row in grid.rows], {
        note.code: note.text.zh for note in document.notes if "witness" in note.code
    }


def lying_subset(shown: str, said: str) -> bytes:
    """A subset of a font in which one character has the glyph of another."""
    name = f"Subset{shown}{said}"
    font = TTFont(name, "Vera.ttf")
    glyphs = font.face.charToGlyph
    glyphs[ord(said)], glyphs[ord(shown)] = glyphs[ord(shown)], glyphs[ord(said)]
    registerFont(font)
    return table(name)


def lying_simple(font: bytes) -> bytes:
    """A page of one ruled row with 12 and 7, in a font of which the file says more than it shows."""
    lie = re.sub(rb"\d+ beginbfrange.*?endbfrange\n", b"", mapping({"7": "1", "1": "7"}), flags=re.S)
    lie = lie.replace(b"<0000> <ffff>", b"<00> <ff>").replace(b"\n<00", b"\n<")
    lie = lie.replace(b"2 beginbfchar", b"3 beginbfchar\n<32> <0032>")
    page = (
        b"0.5 w 100 500 60 20 re S 160 500 60 20 re S 220 500 60 20 re S BT /H 11 Tf 120 506 Td (A) Tj ET "
        b"BT /F 11 Tf 180 506 Td (12) Tj ET BT /F 11 Tf 245 506 Td (7) Tj ET"
    )
    return objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R/H 7 0 R>>>>>>",
        stream(page),
        font,
        stream(lie),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(stream(b"1 0 0 1 0 0 cm BT /H 1 Tf (%s) Tj ET" % glyph, b"") for glyph in (b"1", b"2", b"7")),
    )


TYPE1 = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
DRAWN = (
    b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 49/LastChar 55"
    b"/Widths[.6 .6 .6 .6 .6 .6 .6]/Encoding<</Type/Encoding/Differences[49/a/b/b/b/b/b/c]>>"
    b"/CharProcs<</a 8 0 R/b 9 0 R/c 10 0 R>>/Resources<</Font<</H 7 0 R>>>>/ToUnicode 6 0 R>>"
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(table(), id="Helvetica"),
        pytest.param(table("Courier", 6.0), id="small"),
        pytest.param(table("Times-BoldItalic", 10.5), id="slanting"),
        pytest.param(table(size=8, wide=27), id="narrow cells"),
        pytest.param(table(rotated=90), id="rotated"),
        pytest.param(table(sideways=True), id="sideways"),
        pytest.param(table(colour=colors.white), id="white on dark"),
        pytest.param(table(colour=colors.grey), id="grey"),
    ],
)
def test_figures_that_are_drawn_as_they_are_called_stay(data):
    rows, notes = witnessed(data)
    assert rows == [list(row) for row in ROWS]
    assert notes.keys() == {"pdf_witness"}
    assert re.match(
        r"已将 14 处数字与页面图像对照（gouji\[ocr\]）：0 处不同，[01] 处图像辨", notes["pdf_witness"]
    )


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (lying_subset("7", "1"), [["12", "7", "111", "/"], ["70", "1047", "-", "8"], ["0", "3", "26"]]),
        (lying_simple(TYPE1), [["A", "72", "1"]]),
        (lying_simple(DRAWN), [["A", "72", "1"]]),
    ],
    ids=["glyphs of a subset", "mapping", "drawn glyphs"],
)
def test_figures_that_are_drawn_otherwise_are_not_read(data, shown):
    honest = [list(row) for row in read_rows(data)]
    assert [row[: len(kept)] for row, kept in zip(honest, shown, strict=True)] == shown
    rows, notes = witnessed(data)
    for told, kept in zip(rows, shown, strict=True):
        for cell, text in zip(told, kept, strict=False):
            assert cell == (UNKNOWN * len(text) if {"1", "7"} & set(text) else text)
    assert "处数字在文件中的文字与页面上画出的不同，以哪个为准无法确定" in notes["pdf_witness_differs"]


def read_rows(data):
    document = read_document(data, "r.pdf")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [[cell.text for cell in row] for grid in grids for row in grid.rows]


def test_the_reason_has_both_readings_and_the_cell():
    _, notes = witnessed(lying_simple(TYPE1))
    assert notes["pdf_witness_differs"] == (
        "第 1 页，第 1 个表格有 2 处数字在文件中的文字与页面上画出的不同，以哪个为准无法确定，"
        "以“\ufffd”表示，未予读取：第 1 行，第 2 列“72”，画面上是“12”；第 1 行，第 3 列“1”，画面上是“7”。"
        "请对照页面人工核对，或向发布单位索取原件。"
    )
    assert notes["pdf_witness"] == (
        "已将 2 处数字与页面图像对照（gouji[ocr]）：2 处不同，0 处图像辨认不清、按文字读取，其余相符。"
    )


def checked(capfd, *options):
    assert run(["check", "2024.pdf", "--json", *options]) == 0
    [audit] = json.loads(capfd.readouterr().out)
    return audit


def test_a_report_whose_font_lies_is_accused_of_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    honest = PDF.write(FIGURES)
    path = tmp_path / "2024.pdf"
    path.write_bytes(honest)
    before, beheld = checked(capfd), checked(capfd, "--witness")
    assert (beheld["verdict"], beheld["findings"]) == (before["verdict"], before["findings"])
    path.write_bytes(with_mapping(honest, {"7": "1", "1": "7"}))
    assert {found["severity"] for found in checked(capfd)["findings"]} >= {"violation"}
    lying = checked(capfd, "--witness")
    assert lying["verdict"] == "unauditable"
    assert {found["rule"] for found in lying["findings"]} <= {
        found["rule"] for found in before["findings"]
    } | {"DQ-UNREAD"}
    assert "画面上是“" in lying["findings"][0]["message"]["zh"]


def test_another_container_has_no_picture_and_says_so():
    document = read_document(
        b"<html><body><table><tr><td>12</td></tr></table></body></html>", "r.html", witness=True
    )
    assert [note.code for note in document.notes] == ["no_witness"]


def test_evidence_says_that_figures_were_compared_and_replays(tmp_path, capfd):
    (tmp_path / "data/2024").mkdir(parents=True)
    (tmp_path / "data/2024/report.pdf").write_bytes(PDF.write(FIGURES))
    data, out = str(tmp_path / "data"), tmp_path / "out"
    assert run(["audit", "--data", data, "--out", str(out), "--witness", "--jobs", "1"]) == 0
    [manifest] = out.glob("2024/*/manifest.json")
    sealed = json.loads(manifest.read_bytes())
    assert ["witness", True] in sealed["parameters"]
    assert re.fullmatch(r"rapidocr \S+, onnxruntime \S+", sealed["made_with"]["witness"])
    assert "处数字与页面图像对照（gouji[ocr]）" in (manifest.parent / "audit.html").read_text("utf-8")
    capfd.readouterr()
    assert run(["verify", str(out), "--replay", "--data", data, "--jobs", "1"]) == 0
    assert "重放结果逐字节相同" in capfd.readouterr().out

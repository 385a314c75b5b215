"""Formulas without results in files that LibreOffice converts: nobody works them out."""

import io
import re
import zipfile

import pytest

from gouji.model.document import UNKNOWN, Place
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.readers.media import recognise
from gouji.readers.office.legacy import settle
from libreoffice import needs_libreoffice

ODF = "urn:oasis:names:tc:opendocument:xmlns"
ROOT = (
    f'xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0" '
    'office:version="1.3"'
)
ROWS = (
    "<table:table-row><table:table-cell><text:p>项</text:p></table:table-cell><table:table-cell "
    'office:value-type="float" office:value="9"><text:p>9</text:p></table:table-cell>{}</table:table-row>'
)
CELL = '<table:table-cell table:formula="of:=[.B1]+1"{}'


def flat(cells: str, kind: str = "spreadsheet") -> bytes:
    table = f'<table:table table:name="表三">{ROWS.format(cells)}</table:table>'
    return (
        f'<?xml version="1.0"?><office:document {ROOT} '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body><office:{kind}>{table}'
        f"</office:{kind}></office:body></office:document>"
    ).encode()


def zipped(cells: str) -> bytes:
    content = re.sub(rb"office:document ", b"office:document-content ", flat(cells))
    content = content.replace(b"</office:document>", b"</office:document-content>")
    manifest = (
        f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", content)
        target.writestr("META-INF/manifest.xml", manifest)
    return data.getvalue()


@pytest.mark.parametrize("empty", ["/>", "></table:table-cell>", "><text:p/></table:table-cell>"])
def test_a_formula_without_a_result_says_that_its_cell_is_not_known(empty):
    repeated = '<table:table-cell table:number-columns-repeated="3"/>'
    settled, unknown = settle(flat(repeated + CELL.format(empty)), "a.fods")
    assert unknown == [Place(sheet="表三", reference="F1")]
    assert "formula" not in settled.decode()
    assert f"<text:p>{UNKNOWN}</text:p>" in settled.decode()


@pytest.mark.parametrize(
    "result",
    [
        ' office:value-type="float" office:value="10"><text:p>10</text:p></table:table-cell>',
        ' office:value-type="string" office:string-value=""><text:p/></table:table-cell>',
        "><text:p>10</text:p></table:table-cell>",
    ],
)
def test_a_result_in_the_file_stays(result):
    settled, unknown = settle(flat(CELL.format(result)), "a.fods")
    assert unknown == []
    assert b"of:=[.B1]+1" in settled


def test_text_that_a_field_hides_is_left_out():
    hidden = (
        '<table:table-cell><text:p>18<text:hidden-text text:is-hidden="true">1</text:hidden-text>件</text:p>'
        '<text:p>18<text:hidden-text text:is-hidden="false">1</text:hidden-text></text:p>'
        '<text:p>3<text:hidden-paragraph text:is-hidden="true"/>4</text:p></table:table-cell>'
    )
    settled, unknown = settle(flat(hidden, "text"), "a.fodt")
    assert unknown == []
    assert re.findall(r">([^<]+)</", settled.decode())[2:] == ["件", "1"]
    assert "34" not in re.sub("<[^>]*>", "", settled.decode())


def test_a_workbook_of_2003():
    sheet = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = (
        '<Row ss:Index="4"><Cell ss:MergeAcross="1"/><Cell ss:Formula="=R1C1+1"/>'
        '<Cell ss:Formula="=R1C1+1"><Data ss:Type="Number">5</Data></Cell></Row>'
        '<Row><Cell ss:Index="3" ss:Formula="=1"><Data ss:Type="Number"></Data></Cell></Row>'
    )
    book = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{sheet}" '
        f'xmlns:ss="{sheet}"><Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    settled, unknown = settle(book.encode(), "a.xml")
    assert unknown == [Place(sheet="S", reference="C4"), Place(sheet="S", reference="C5")]
    assert settled.decode().count(f"{UNKNOWN}</") == 2


def test_other_files_stay_as_they_are():
    plain = flat("<table:table-cell/>")
    for data in (plain, zipped("<table:table-cell/>"), b"{\\rtf1 formula=}", b"\xd0\xcf\x11\xe0 formula="):
        assert settle(data, "a") == (data, [])


def test_a_broken_file_is_refused():
    with pytest.raises(GoujiError, match="损坏"):
        settle(flat(CELL.format("/>"))[:-30], "a.fods")
    with pytest.raises(GoujiError, match="DOCTYPE"):
        settle(
            flat(CELL.format("/>")).replace(b"<office:document ", b"<!DOCTYPE a><office:document "), "a.fods"
        )


def test_open_document_in_one_file_is_told_from_a_web_page():
    assert recognise(flat("", "spreadsheet"), "a.xml").type.endswith("opendocument.spreadsheet-flat-xml")
    assert recognise(flat("", "text"), "a.html").type.endswith("opendocument.text-flat-xml")


@needs_libreoffice
def test_the_cell_is_read_as_unknown_and_said():
    document = read_document(zipped(CELL.format("/>")), "年报.ods")
    assert [cell.text for cell in document.blocks[0].cells] == ["项", "9", UNKNOWN]
    assert [note.code for note in document.notes] == ["converted", "xlsx-formula-without-result"]
    assert "有 1 个单元格（表三!C1）只有公式" in document.notes[1].text.zh

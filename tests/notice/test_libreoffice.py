"""What is handed over opens in LibreOffice: nothing is to be repaired, nothing is lost on paper."""

import datetime as dt
import io

import pypdfium2
import pytest
import simplejson
from openpyxl import load_workbook

from evidence.samples import HOSTILE, audit
from gouji.evidence.records import record_of
from gouji.inputs.roster import Roster
from gouji.inputs.workbook import notebooks
from gouji.model.as_json import audit_json, dumps
from gouji.show.findings_tables import findings_xlsx
from gouji.show.notice import findings_of, notice_bytes
from libreoffice import convert, needs_libreoffice

pytestmark = needs_libreoffice

#: Width and height of A4 in points.
A4 = (595, 842)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """A function that lets LibreOffice open a file and save it in another format."""
    home = tmp_path_factory.mktemp("libreoffice")

    def saved_as(name, content, kind):
        (home / name).write_bytes(content)
        made = convert([home / name], kind, home / kind) / name
        return made.with_suffix(f".{kind}").read_bytes()

    return saved_as


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def record():
    raw = simplejson.loads(dumps(audit_json(audit(name="示例市<甲>&“乙”局"))), use_decimal=True)
    raw["findings"][0]["evidence"][0]["quote"] = HOSTILE
    return record_of(raw, "2020/shili-office", Roster())


def bare(text):
    return "".join(text.split())


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        sizes = {tuple(map(round, page.get_size())) for page in document}
        return sizes, bare("".join(page.get_textpage().get_text_bounded() for page in document))


def test_a_notice_is_whole_on_paper(converted, record, lang):
    template = notebooks() / "templates" / ("notice.docx" if lang == "zh" else "notice.en.docx")
    notice = notice_bytes(record, template, dt.date(2021, 3, 31), lang)
    sizes, text = pages_of(converted(f"notice-{lang}.docx", notice, "pdf"))
    assert sizes == {A4}
    assert "示例市<甲>&“乙”局" in text
    assert ("2021年3月31日" if lang == "zh" else "2021-03-31") in text
    for finding in findings_of(record):
        assert bare(finding.message.said(lang)) in text
        assert finding.id in text
    assert bare(HOSTILE) in text


def test_the_workbook_is_whole_on_paper(converted, record, lang):
    sizes, text = pages_of(converted(f"findings-{lang}.xlsx", findings_xlsx([record], lang), "pdf"))
    assert sizes == {A4[::-1]}
    for finding in record.findings:
        assert bare(finding.message.said(lang)) in text


def test_the_workbook_is_understood_as_it_was_meant(converted, record, lang):
    content = findings_xlsx([record], lang)
    again = load_workbook(io.BytesIO(converted(f"meant-{lang}.xlsx", content, "xlsx")))
    meant = load_workbook(io.BytesIO(content))
    assert again.sheetnames == meant.sheetnames
    for sheet in meant:
        other = again[sheet.title]
        assert list(other.values) == list(sheet.values)
        assert other.auto_filter.ref == sheet.auto_filter.ref
        assert not [cell for row in other.iter_rows() for cell in row if cell.data_type == "f"]
    [link] = [cell.hyperlink for cell in again.worksheets[0][2] if cell.hyperlink]
    assert f"{link.target}#{link.location}".endswith(
        f"2020/shili-office/audit.html#f-{record.findings[0].id}"
    )

"""CSV and XLSX: complete, the same bytes again, and nothing that a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from evidence.samples import audit
from gouji.evidence.records import record_of
from gouji.inputs.roster import Roster
from gouji.model.as_json import audit_json, dumps
from gouji.model.filing import ReportCopy
from gouji.model.safe import inert
from gouji.show.findings_tables import findings_csv, findings_xlsx


def record(**changes):
    raw = simplejson.loads(dumps(audit_json(audit())), use_decimal=True)
    made = record_of(raw, "2020/shili-office", Roster())
    usual = {"year": 2020, "source": "shili.txt", "copy": ReportCopy(raw["agency_id"], 2020, "0" * 64)}
    return replace(made, **(usual | changes))


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_csv_opens_in_a_chinese_spreadsheet_and_lists_every_finding():
    data = findings_csv([record()], "zh")
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = rows_of(data)
    assert header[:4] == ["结论", "年度", "机构", "机构性质"]
    first = dict(zip(header, rows[0], strict=True))
    assert first["规则"] == "T3-OUTCOME-SUM"
    assert (first["应为"], first["实为"]) == ("30", "20")
    assert first["可能的更正"] == "（七）总计 · 自然人: 20 → 30（一位数字写错）"
    assert first["更正（编号）"] == "applications/handled_total/natural_person 20 → 30 (digit_substituted)"
    assert first["单元格及原文"].startswith("（一）予以公开 · 自然人: ")
    assert first["单元格编号"].startswith("applications/granted/natural_person: ")
    assert first["证据"] == f"2020/shili-office/audit.html#f-{first['问题编号']}"
    assert [row[header.index("规则")] for row in rows] == ["T3-OUTCOME-SUM", "DQ-PLACEHOLDER", "S5-GENERIC"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "　=cmd|' /C calc'!A0",
        "＝1+1",
        "－1",
        "|x",
    ],
)
def test_a_formula_is_inert_and_recognisable_in_csv(text):
    data = findings_csv([record(agency=text)], "zh")
    name = rows_of(data)[1][2]
    assert name in {f"'{text}", text.replace("\r", "‹U+000D›")}
    assert name.startswith(("'", "‹"))


@given(st.text())
def test_no_text_begins_like_a_formula(text):
    shown = inert(text)
    assert not shown.lstrip(" \u3000\xa0").startswith(
        ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    )
    assert shown.removeprefix("'") == text or shown == text


def test_a_negative_number_stays_a_number():
    [finding, *_] = record().findings
    header, row = rows_of(findings_csv([record(findings=(replace(finding, observed=-8),))], "zh"))
    assert dict(zip(header, row, strict=True))["实为"] == "-8"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_has_a_sheet_a_view_ready_to_use(lang):
    book = load_workbook(io.BytesIO(findings_xlsx([record()], lang)))
    names = {
        "zh": ["问题", "处理", "按规则", "按机构", "无法判定"],
        "en": ["Findings", "Decisions", "By rule", "By agency", "Not assessable"],
    }
    assert book.sheetnames == names[lang]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.column_dimensions["C"].width > 5
    by_rule = {row[-1]: row for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)}
    assert by_rule["T3-OUTCOME-SUM"][2] == 1
    assert [row[-1] for row in book.worksheets[4].iter_rows(min_row=2, values_only=True)] == [
        "T3-COL-BALANCE"
    ]


def test_a_formula_is_a_text_in_the_workbook():
    hostile = '=HYPERLINK("http://x","点")'
    data = findings_xlsx([record(agency=hostile, source="\x01+1")], "zh")
    book = load_workbook(io.BytesIO(data))
    cell = book["问题"]["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (hostile, "s", True)
    assert book["按机构"]["K2"].value == "‹U+0001›+1"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_figures_are_typed_as_numbers_in_the_workbook():
    sheet = load_workbook(io.BytesIO(findings_xlsx([record()], "zh")))["问题"]
    assert [(sheet[f"{column}2"].value, sheet[f"{column}2"].data_type) for column in "BIJ"] == [
        (2020, "n"),
        (30, "n"),
        (20, "n"),
    ]


def test_numbers_years_and_links_have_the_formats_of_a_spreadsheet():
    book = load_workbook(io.BytesIO(findings_xlsx([record(folder="2020/示例 office")], "zh")))
    sheet = book["问题"]
    assert sheet["B2"].number_format == "0"
    assert sheet["I2"].number_format == sheet["J2"].number_format == "#,##0.######"
    link = sheet["S2"].hyperlink
    assert link.ref == "S2"
    assert link.target == "2020/%E7%A4%BA%E4%BE%8B%20office/audit.html"
    assert link.location == f"f-{sheet['U2'].value}"
    assert book["按机构"]["L2"].hyperlink.location is None
    assert [sheet.page_setup.fitToWidth for sheet in book] == [1, 1, 1, 1, 1]
    assert {sheet.print_title_rows for sheet in book} == {"$1:$1"}
    assert {(sheet.page_setup.orientation, sheet.page_setup.paperSize) for sheet in book} == {
        ("landscape", 9)
    }
    assert sheet.print_area == "'问题'!$A$1:$M$4"
    assert sheet["H2"].alignment.wrap_text
    assert not sheet["P2"].alignment.wrap_text


def test_a_row_is_as_high_as_its_longest_text():
    sheet = load_workbook(io.BytesIO(findings_xlsx([record(agency="很长的名称" * 20)], "zh")))["问题"]
    assert sheet.row_dimensions[2].height == 15 * 8
    sheet = load_workbook(io.BytesIO(findings_xlsx([record(agency="长" * 4000)], "zh")))["问题"]
    assert sheet.row_dimensions[2].height == 409


def test_a_text_longer_than_a_cell_holds_is_cut():
    sheet = load_workbook(io.BytesIO(findings_xlsx([record(agency="长" * 40_000)], "zh")))["问题"]
    assert len(sheet["C2"].value) == 32_001
    assert sheet["C2"].value.endswith("…")


def test_equal_records_give_equal_bytes_of_no_time():
    first, second = findings_xlsx([record()], "zh"), findings_xlsx([record()], "zh")
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


def test_no_findings_give_whole_files_all_the_same():
    assert len(rows_of(findings_csv([], "zh"))) == 1
    assert load_workbook(io.BytesIO(findings_xlsx([], "zh")))["问题"].max_row == 1

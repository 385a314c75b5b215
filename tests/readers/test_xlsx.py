"""Excel files: sheets into grids with the sheet's geometry, numbers as a person sees them."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from gouji.model.document import UNKNOWN, Grid, Paragraph, Place
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.readers.limits import LIMITS
from gouji.readers.office.xlsxlook import shown

RULED = Border(bottom=Side("thin"))


def saved(book: Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(book: Workbook | bytes):
    return read_document(saved(book) if isinstance(book, Workbook) else book, "报表.xls")


def rewritten(book: Workbook, part: str, old: str, new: str) -> bytes:
    """A saved workbook with one part changed by hand."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book))) as whole,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in whole.namelist():
            text = whole.read(name).decode()
            if name == part:
                assert old in text
                text = text.replace(old, new)
            out.writestr(name, text)
    return data.getvalue()


def shape(grid: Grid) -> list[list[tuple[int, int, int, str]]]:
    return [[(cell.column, cell.rowspan, cell.colspan, cell.text) for cell in row] for row in grid.rows]


def filled(rows: list[list[object]]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def test_a_sheet_with_title_merged_headers_and_blank_cells():
    book = filled(
        [["某局年报"], [], ["项目", "申请人", None, "总计"], [None, "自然人", "企业"], ["新收", 26, None, 26]]
    )
    sheet = book.active
    for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
        sheet.merge_cells(area)
    title, grid = read(book).blocks
    assert title == Paragraph("某局年报", Place(sheet="Sheet", reference="A1", paragraph=1))
    assert shape(grid) == [
        [(0, 2, 1, "项目"), (1, 1, 2, "申请人"), (3, 2, 1, "总计")],
        [(1, 1, 1, "自然人"), (2, 1, 1, "企业")],
        [(0, 1, 1, "新收"), (1, 1, 1, "26"), (2, 1, 1, ""), (3, 1, 1, "26")],
    ]
    assert grid.cells[-1].place == Place(sheet="Sheet", reference="D5", table=1, row=3, column=4)


def test_a_workbook_saved_as_strict_open_xml_reads_as_any_other():
    # "Strict Open XML Spreadsheet" of a save dialogue: other namespaces, other relationships (29500-1)
    book = filled([["二、主动公开政府信息情况"], ["信息内容", "本年新制作数量", "已删"], ["规章", 3, 4]])
    book.active.column_dimensions["C"].hidden = True
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as usual, zipfile.ZipFile(strict, "w") as out:
        for name in usual.namelist():
            xml = re.sub(
                r'(?<=")http://schemas.openxmlformats.org/(officeDocument|spreadsheetml|drawingml)/2006/(\w+)',
                r"http://purl.oclc.org/ooxml/\1/\2",
                usual.read(name).decode(),
            )
            out.writestr(name, xml)
    assert read(strict.getvalue()).blocks == read(book).blocks


def test_headings_and_sentences_part_the_tables_of_a_sheet():
    book = filled(
        [
            ["二、主动公开政府信息情况"],
            ["信息内容", "制发"],
            ["规章", 1],
            ["注：本表由法规处填报。"],
            ["三、收到和处理"],
            ["（本列）", "自然人"],
            ["一、本年新收", 2],
            ["二、上年结转"],
            ["三、结果", 3],
        ]
    )
    blocks = read(book).blocks
    assert [block.text if isinstance(block, Paragraph) else shape(block) for block in blocks] == [
        "二、主动公开政府信息情况",
        [[(0, 1, 1, "信息内容"), (1, 1, 1, "制发")], [(0, 1, 1, "规章"), (1, 1, 1, "1")]],
        "注：本表由法规处填报。",
        "三、收到和处理",
        [
            [(0, 1, 1, "（本列）"), (1, 1, 1, "自然人")],
            [(0, 1, 1, "一、本年新收"), (1, 1, 1, "2")],
            [(0, 1, 1, "二、上年结转"), (1, 1, 1, "")],
            [(0, 1, 1, "三、结果"), (1, 1, 1, "3")],
        ],
    ]
    assert blocks[4].cells[0].place.table == 2


def test_bordered_lone_rows_and_rows_without_values_stay_in_their_table():
    book = filled(
        [["第二十条第（一）项"], ["规章", 1], ["二、行政许可", None], ["三、本年结转", None], ["", ""]]
    )
    for row in book.active["A1:B4"]:
        for cell in row:
            cell.border = RULED
    (grid,) = read(book).blocks
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["第二十条第（一）项", ""],
        ["规章", "1"],
        ["二、行政许可", ""],
        ["三、本年结转", ""],
    ]


def test_an_empty_row_inside_a_table_does_not_part_it():
    (grid,) = read(filled([["a", 1], [], ["b", 2]])).blocks
    assert [cell.row for cell in grid.cells if cell.text] == [0, 0, 2, 2]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (26, "General", "26"),
        (26.0, "General", "26"),
        (4574.73, "General", "4574.73"),
        (4574.730000000001, "General", "4574.73"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "100000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (-5, "General", "-5"),
        (96171.6, "0.00", "96171.60"),
        (12345, "#,##0", "12,345"),
        (12345.5, "#,##0.00_ ;[Red]-#,##0.00", "12,345.50"),
        (0.125, "0.0%", "12.5%"),
        (5, '0"件"', "5件"),
        (56290, '0"元"', "56290元"),
        (-5, "0;0", "5"),
        (-5, "0;-0", "-5"),
        (0, "0;-0;;@", ""),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1234, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "1,234"),
        (12345, "#,##0,", "12345 [#,##0,]"),
        (123456, '0!.0,"万"', '123456 [0!.0,"万"]'),
        (12, '"3"0', '12 ["3"0]'),
        (0.5, "# ?/?", "0.5 [# ?/?]"),
        (12, '[>9]"多";0', '12 [[>9]"多";0]'),
        (12, ";;;", ""),
        ("甲", ";;;", ""),
        ("甲", "0;-0;", "甲"),
        ("甲", "0;-0;;@", "甲"),
        (0, "#", ""),
        (0, "#,###", ""),
        (0, "###;-###;", ""),
        (0, "??", ""),
        (0, '#"件"', "件"),
        (18, "#", "18"),
        (-18, "#", "-18"),
        (1234, "#,###", "1,234"),
        (18, "#;-#;;@", "18"),
        (0, '[=0]"";0', ""),
        (0, '[=0]"";General', ""),
        (0, "[<>0]0;", ""),
        (0, "[>0]0;[=0]", ""),
        (18, "[>0]0;[=0]", "18"),
        (18, '[=0]"";General', "18"),
        (-18, '[=0]"";General', '-18 [[=0]"";General]'),
        (7, '[>9]0;[=0]"";0', "7"),
        (7, '[>9]0;[=0]""', '7 [[>9]0;[=0]""]'),
        (True, "General", "TRUE"),
        ("　甲 ", "@", "甲"),
        (dt.datetime(2025, 1, 20), "yyyy-mm-dd", "2025-01-20"),
        (dt.datetime(2025, 1, 20, 9, 5), "yyyy-mm-dd hh:mm", "2025-01-20 09:05:00"),
        (dt.time(9, 5), "hh:mm", "09:05:00"),
    ],
)
def test_values_are_shown_as_in_the_cell(value, number_format, text):
    assert shown(value, number_format) == text
    book = filled([["a", value]])
    book.active["B1"].number_format = number_format
    (grid,) = read(book).blocks
    assert grid.cells[1].text == text


@given(st.integers(-(10**12), 10**12) | st.decimals(-(10**6), 10**6, places=4))
def test_numbers_are_exact(number):
    value = number if isinstance(number, int) else float(number)
    assert Decimal(shown(value, "General")) == number
    assert "E" not in shown(value, "General")


def test_a_formula_without_its_result_is_unknown_and_said():
    book = filled([["合计", "=1+2", 3]])
    document = read(book)
    assert [cell.text for cell in document.blocks[0].cells] == ["合计", UNKNOWN, "3"]
    (note,) = document.notes
    assert note.place == Place(sheet="Sheet", reference="B1")
    assert note.text.zh == (
        f"有 1 个单元格（Sheet!B1）只有公式，文件中没有保存计算结果，以“{UNKNOWN}”表示：不读取，"
        "也不代为计算。请在 Excel 或 WPS 中打开并保存后再审。"
    )
    cached = rewritten(book, "xl/worksheets/sheet1.xml", "<v></v>", "<v>3</v>")
    assert [cell.text for cell in read(cached).blocks[0].cells] == ["合计", "3", "3"]
    assert read(cached).notes == ()


def test_hidden_sheets_are_left_out_and_said():
    book = filled([["a", 1]])
    hidden = book.create_sheet("底稿")
    hidden.append(["x", 9])
    hidden.sheet_state = "veryHidden"
    book.create_sheet("表三").append(["b", 2])
    document = read(book)
    assert [block.place for block in document.blocks] == [
        Place(table=1, sheet="Sheet"),
        Place(table=2, sheet="表三"),
    ]
    assert [note.text.zh for note in document.notes] == ["工作表“底稿”是隐藏的，未读取。"]


def test_an_empty_workbook_is_refused():
    with pytest.raises(GoujiError, match=r"^报表\.xls：工作簿中没有可见的内容") as caught:
        read(Workbook())
    assert "the workbook shows nothing" in caught.value.text.en


SHEET = "xl/worksheets/sheet1.xml"


def test_what_the_file_says_of_its_extent_is_not_believed():
    data = rewritten(filled([["a", 1], ["b", 2]]), SHEET, 'ref="A1:B2"', 'ref="A1"')
    assert [cell.text for cell in read(data).blocks[0].cells] == ["a", "1", "b", "2"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            str(LIMITS.cells),
        ),
        (
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/></mergeCells>',
            "损坏",
        ),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="C1:A1"/></mergeCells>', "损坏"),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="1:2"/></mergeCells>', "损坏"),
        ('r="B1"', 'r="ZZZZ1"', "损坏"),
        ('r="B1"', 'r="A1"', "损坏"),
        ('<row r="1"', '<row r="99999999999"', "损坏"),
        ('r="B1"', 'r="XFD1"', f"一个表格的列数超过上限 {LIMITS.columns}"),
        ("</sheetData>", "", "损坏"),
        ("<sheetData>", "<sheetData>" + "<x>" * 300 + "</x>" * 300, f"元素嵌套层数超过上限 {LIMITS.nesting}"),
        ('t="n"><v>1</v>', 't="s"><v>77</v>', "损坏"),
    ],
)
def test_malformed_sheets_are_refused(old, new, message):
    with pytest.raises(GoujiError, match=message):
        read(rewritten(filled([["a", 1]]), SHEET, old, new))


def test_a_value_far_below_is_within_bounds_or_refused():
    book = filled([["a", 1]])
    book.active.cell(1_048_576, 1, "末")
    assert [block.text for block in read(book).blocks[1:]] == ["末"]
    book.active.cell(1_048_576, 2, 5)
    with pytest.raises(GoujiError, match=f"一个表格的行数超过上限 {LIMITS.rows}"):
        read(book)


def test_entities_are_refused():
    data = rewritten(
        filled([["a", 1]]), "xl/workbook.xml", "<workbook", '<!DOCTYPE a [<!ENTITY b "c">]><workbook'
    )
    with pytest.raises(GoujiError, match="DOCTYPE 实体声明"):
        read(data)


SOUND = saved(filled([["政府信息公开", 1], ["b", 2.5]]))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_cut_and_garbled_files_are_read_or_refused(data):
    whole = bytearray(SOUND)
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(1, len(whole) - 1))]
    for _ in range(data.draw(st.integers(0, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        result = read(bytes(whole))
    except GoujiError as error:
        result = error
    assert isinstance(result, GoujiError) or result.blocks


def ruled(rows: list[list[object]], *, beside: dict[str, object]) -> Workbook:
    """A table with rules on every cell, and cells without rules elsewhere."""
    book = filled(rows)
    side = Side(style="thin")
    for row in book.active.iter_rows():
        for cell in row:
            cell.border = Border(side, side, side, side)
    for place, value in beside.items():
        book.active[place] = value
    return book


@pytest.mark.parametrize(
    ("beside", "grids"),
    [
        ({"E1": "核对", "E2": "差 3"}, [["项目", "数", "项", "1"], ["核对", "差 3"]]),
        ({"B4": "差 3", "A4": "加总"}, [["项目", "数", "项", "1"], ["加总", "差 3"]]),
        ({"E2": "x", "B4": "y", "A4": "z"}, [["项目", "数", "项", "1"], ["x"], ["z", "y"]]),
        # next to the table or right below it, it may be part of it
        ({"C1": "合计", "C2": 1}, [["项目", "数", "合计", "项", "1", "1"]]),
        ({"A3": "合计", "B3": 1}, [["项目", "数", "项", "1", "合计", "1"]]),
    ],
)
def test_what_stands_apart_from_a_ruled_table_without_rules_is_not_in_it(beside, grids):
    document = read(ruled([["项目", "数"], ["项", 1]], beside=beside))
    assert [[cell.text for cell in grid.cells if cell.text] for grid in document.blocks] == grids


def test_tables_without_rules_are_not_parted_by_empty_columns():
    [grid] = read(filled([["项目", "数", None, "合计"], ["项", 1, None, 1]])).blocks
    assert grid.width == 4


def test_a_ruled_line_left_empty_under_its_header_belongs_to_the_table():
    [grid] = read(ruled([["维持", "纠正"], [None, None]], beside={})).blocks
    assert [(cell.row, cell.column, cell.text) for cell in grid.cells] == [
        (0, 0, "维持"),
        (0, 1, "纠正"),
        (1, 0, ""),
        (1, 1, ""),
    ]


def test_an_extension_without_a_name_costs_no_cell():
    """openpyxl refuses a sheet with one, which ECMA-376 allows."""
    unnamed = "<extLst><ext><x/></ext></extLst></worksheet>"
    book = rewritten(filled([["甲", 18], ["乙", 0]]), "xl/worksheets/sheet1.xml", "</worksheet>", unnamed)
    (grid,) = read(book).blocks
    assert shape(grid) == [[(0, 1, 1, "甲"), (1, 1, 1, "18")], [(0, 1, 1, "乙"), (1, 1, 1, "0")]]

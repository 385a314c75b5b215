"""What a workbook's cells show when their file does not say it plainly: formulas, hidden zeros, escapes."""

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from gouji.model.document import PICTURE, UNKNOWN
from readers.onecell import CELL, filed, said, workbook
from readers.test_xlsx import SHEET, filled, read, rewritten


@pytest.mark.parametrize(
    "element",
    [
        "<c {}><f>9+9</f></c>",
        "<c {}><f>9+9</f><v></v></c>",
        "<c {}><f>9+9</f><v/></c>",
        '<c {} t="n"><f t="array" ref="D27">9+9</f></c>',
        '<c {}><f t="shared" si="0"/></c>',
        "<c {}><f>9+9</f><v>0</v></c>",  # and the workbook asks that all be worked out on opening
    ],
)
def test_a_formula_without_a_result_is_illegible(element):
    assert said(workbook(element)) == (UNKNOWN, None, "illegible")


def test_a_result_in_the_file_is_read():
    assert said(workbook("<c {}><f>9+9</f><v>18</v></c>")) == ("18", 18, "read")
    saved = workbook(
        "<c {}><f>9-9</f><v>0</v></c>", workbook=lambda text: text.replace(' fullCalcOnLoad="1"', "")
    )
    assert said(saved) == ("0", 0, "read")
    empty = '<c {} t="str"><f>IF(9&gt;8,"","18")</f><v></v></c>'
    assert said(workbook(empty)) == ("", None, "blank")


def test_an_error_is_illegible():
    assert said(workbook('<c {} t="e"><f>9/0</f><v>#DIV/0!</v></c>')) == ("#DIV/0!", None, "illegible")


def test_all_formulas_without_results_are_one_note_and_no_total_is_worked_out():
    book = filled([["项", "甲", "计"], *[[name, 1, "=B2+1"] for name in "一二三四五六"]])
    document = read(book)
    assert [row[2].text for row in document.blocks[0].rows[1:]] == [UNKNOWN] * 6
    (note,) = document.notes
    assert note.text.zh.startswith(
        "有 6 个单元格（Sheet!C2、Sheet!C3、Sheet!C4、Sheet!C5、Sheet!C6等）只有公式，"
    )
    assert note.text.en.startswith(
        "6 cells (Sheet!C2, Sheet!C3, Sheet!C4, Sheet!C5, Sheet!C6, …) hold formulas "
    )
    some = rewritten(book, SHEET, '<c r="C7"><f>B2+1</f><v></v></c>', '<c r="C7"><f>B2+1</f><v>2</v></c>')
    assert [row[2].text for row in read(some).blocks[0].rows[1:]] == [UNKNOWN] * 5 + ["2"]


def test_cells_that_an_array_formula_fills_are_unknown_where_they_have_no_result():
    book = filled([["a", 1, 2], ["b", 3, None], ["c", None, 5]])
    array = '<c r="B1"><f t="array" ref="B1:C3">X1:Y3*1</f><v>1</v></c>'
    data = rewritten(book, SHEET, '<c r="B1" t="n"><v>1</v></c>', array)
    rows = read(data).blocks[0].rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["a", "1", "2"],
        ["b", "3", UNKNOWN],
        ["c", UNKNOWN, "5"],
    ]


@pytest.mark.parametrize(
    "element",
    [
        '<c {} t="e" vm="1"><v>#VALUE!</v></c>',
        '<c {} t="str"><f>_xlfn.DISPIMG("ID_7C",1)</f><v>=DISPIMG("ID_7C",1)</v></c>',
        '<c {} t="e"><f>_xlfn.IMAGE("https://example.org/18.png")</f><v>#NAME?</v></c>',
    ],
)
def test_a_picture_that_is_the_value_of_a_cell_is_illegible(element):
    data = workbook(element)
    assert said(data) == (PICTURE, None, "illegible")
    assert "cells-picture" in [note.code for note in filed(data).notes]


def hiding_zeros(text: str) -> str:
    return text.replace("<sheetView ", '<sheetView showZeros="0" ')


def test_zeros_that_the_sheet_does_not_show_are_blank():
    plain = filed(workbook('<c {} t="n"><v>0</v></c>'))
    hidden = filed(workbook('<c {} t="n"><v>0</v></c>', sheet=hiding_zeros))
    zeros = [cell.id for cell in plain.form_cells if cell.value == 0]
    assert CELL in zeros
    assert [cell.id for cell in hidden.form_cells if cell.status == "blank"] == zeros
    assert [cell.value for cell in hidden.form_cells if cell.value] == [
        cell.value for cell in plain.form_cells if cell.value
    ]
    (note,) = [note for note in hidden.notes if note.code == "xlsx-not-shown"]
    assert note.text.zh == (
        f"工作表“年度报告”有 {len(zeros)} 个单元格存有数而设为不显示（如不显示零值），按所见作空白处理。"
    )
    assert f"holds figures in {len(zeros)} cells that it is set not to show (zeros" in note.text.en


def test_a_zero_that_is_text_and_a_result_that_is_none_are_what_they_show():
    rows = [["a", "0", 0, 5], ["b", 1, 0.004, 0]]
    data = rewritten(filled(rows), SHEET, "<sheetView ", '<sheetView showZeros="false" ')
    assert [cell.text for cell in read(data).blocks[0].cells] == ["a", "0", "", "5", "b", "1", "0.004", ""]
    assert [note.code for note in read(filled(rows)).notes] == []


@pytest.mark.parametrize(
    "number_format", ["0;-0;;@", "#", ";;;", "#,##0;-#,##0;", '[=0]"";0', 'General;General;""']
)
def test_a_number_format_that_hides_zeros_is_said_as_well(number_format):
    book = filled([["a", 0, 0]])
    book.active["B1"].number_format = number_format
    document = read(book)
    assert [cell.text for cell in document.blocks[0].cells] == ["a", "", "0"]
    assert [(note.code, note.text.zh) for note in document.notes] == [
        ("xlsx-not-shown", "工作表“Sheet”有 1 个单元格存有数而设为不显示（如不显示零值），按所见作空白处理。")
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("商业_x000D_\n企业", "商业\n企业"),
        ("商业_x000d_企业", "商业\n企业"),
        ("商业_x000A_企业", "商业\n企业"),
        ("商业_x0009_企业", "商业\t企业"),
        ("_x000D_\n商业企业_x000D_", "商业企业"),
        ("商业_x0007_企业_x0000_", "商业企业"),
        ("商业_x005F_x000D_企业", "商业_x000D_企业"),
        ("商业_x4F01_业", "商业企业"),
        ("商_xD842__xDFB7_", "商\U00020bb7"),
        ("商_xD842_", "商\ufffd"),
        ("商_x00_业_xyz_", "商_x00_业_xyz_"),
    ],
)
def test_escaped_characters_of_labels_are_decoded(text, shown):
    inline = f"<is><t>{text}</t></is>"
    data = rewritten(filled([["甲", 1]]), SHEET, "<is><t>&#30002;</t></is>", inline)
    assert read(data).blocks[0].cells[0].text == shown
    runs = f"<is><r><t>{text}</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r></is>"
    data = rewritten(filled([["甲", 1]]), SHEET, "<is><t>&#30002;</t></is>", runs)
    assert read(data).blocks[0].cells[0].text.replace("\n²", "²") == (shown + "²")


@pytest.mark.parametrize(
    "element",
    [
        '<c {} t="inlineStr"><is><t>18_x000D_</t></is></c>',
        '<c {} t="inlineStr"><is><t>_x000D_\n18</t></is></c>',
        '<c {} t="str"><f>"18"</f><v>18_x000D_\n</v></c>',
    ],
)
def test_escaped_characters_of_figures_are_decoded(element):
    assert said(workbook(element)) == ("18", 18, "read")


def test_an_escaped_break_within_a_figure_leaves_it_in_doubt():
    assert said(workbook('<c {} t="inlineStr"><is><t>1_x000D_8</t></is></c>')) == ("1\n8", None, "illegible")


def test_escapes_among_shared_strings_are_decoded_in_rich_text_too():
    book = Workbook()
    book.active.append([CellRichText("新收_x000D_\n", TextBlock(InlineFont(b=True), "申请")), 1])
    assert read(book).blocks[0].cells[0].text == "新收\n申请"

"""Spreadsheet cells whose fonts strike, raise or conceal their text, and hidden rows and columns."""

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, GradientFill, PatternFill

from gouji.model.document import Grid, Place
from gouji.model.text import GoujiError
from readers.test_xlsx import SHEET, filled, read, rewritten, saved, shape

UNSEEN = "\ufffd"
NAVY = PatternFill("solid", fgColor="FF000080")
RUNS = {
    "struck": (InlineFont(strike=True), "81\u0336"),
    "raised": (InlineFont(vertAlign="superscript"), "8¹"),
    "lowered": (InlineFont(vertAlign="subscript"), "8₁"),
    "white": (InlineFont(color="FFFFFFFF"), f"8{UNSEEN}"),
    "white by the theme": (InlineFont(color=Color(theme=0)), f"8{UNSEEN}"),
    "white by the palette": (InlineFont(color=Color(indexed=9)), f"8{UNSEEN}"),
    "gray by the theme": (InlineFont(color=Color(theme=0, tint=-0.5)), "81"),
    "tiny": (InlineFont(sz=2), f"8{UNSEEN}"),
    "plain": (InlineFont(sz=9, color="FF000000", strike=False), "81"),
}


@pytest.mark.parametrize(
    ("colour", "fill", "shown"),
    [
        ("FF000080", NAVY, UNSEEN * 2),
        ("FF00000A", PatternFill("solid", fgColor="FF000000"), UNSEEN * 2),
        ("FFF5F5F5", None, UNSEEN * 2),
        ("FFEEEEEE", None, "12"),
        ("FF000000", NAVY, "12"),
        ("FF000000", PatternFill("solid"), "12"),
        ("FFFFFFFF", PatternFill("solid", fgColor=Color(theme=0)), UNSEEN * 2),
        ("FFFFFFFF", PatternFill("solid", fgColor=Color(theme=4)), "12"),
        (Color(theme=1), PatternFill("solid", fgColor=Color(indexed=8)), UNSEEN * 2),
    ],
)
def test_text_of_the_colour_that_is_behind_it_is_not_seen(colour, fill, shown):
    book = filled([["a", 12]])
    book.active["B1"].font = Font(color=colour)
    if fill:
        book.active["B1"].fill = fill
    assert one(book) == shown


def one(book: Workbook) -> str:
    """The text of the second cell."""
    return read(book).blocks[0].cells[1].text


@pytest.mark.parametrize(("font", "shown"), RUNS.values(), ids=RUNS)
def test_runs_of_a_text_are_told_from_each_other(font, shown):
    book = filled([["a", CellRichText("8", TextBlock(font, "1"))]])
    assert one(book) == shown


def test_a_white_run_is_seen_in_a_filled_cell_and_a_tiny_one_is_not():
    white, tiny = TextBlock(InlineFont(color="FFFFFFFF"), "1"), TextBlock(InlineFont(sz=1), "2")
    book = filled([["a", CellRichText("8", white, tiny)]])
    book.active["B1"].fill = NAVY
    assert one(book) == f"81{UNSEEN}"


def test_a_run_with_a_font_of_its_own_is_not_struck_by_the_font_of_the_cell():
    book = filled([["a", CellRichText("8", TextBlock(InlineFont(sz=9), "1"))]])
    book.active["B1"].font = Font(strike=True)
    assert one(book) == "8\u03361"


def test_runs_of_a_text_in_the_sheet_itself():
    inline = '<is><r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is>'
    book = filled([["a", 1]])
    data = rewritten(book, SHEET, ' t="n"><v>1</v>', f' t="inlineStr">{inline}')
    assert read(data).blocks[0].cells[1].text == "12¹"
    unnamed = rewritten(book, SHEET, 'r="B1" t="n"><v>1</v>', f't="inlineStr">{inline}')
    assert read(unnamed).blocks[0].cells[1].text == "12¹"


@pytest.mark.parametrize(
    ("font", "fill", "shown"),
    [
        (Font(strike=True), None, "1\u03362\u0336"),
        (Font(vertAlign="superscript"), None, "¹²"),
        (Font(color="FFFFFF"), None, UNSEEN * 2),
        (Font(color=Color(theme=0)), None, UNSEEN * 2),
        (Font(color=Color(theme=1)), None, "12"),
        (Font(color="FFFFFF"), NAVY, "12"),
        (Font(color="FFFFFF"), PatternFill("solid", fgColor="FFFFFFFF"), UNSEEN * 2),
        (Font(color="FFFFFF"), PatternFill("gray125"), "12"),
        (Font(color="FFFFFF"), GradientFill(stop=("000000", "0000FF")), "12"),
        (Font(color="FF0000"), None, "12"),
        (Font(sz=1), None, UNSEEN * 2),
        (Font(sz=6), None, "12"),
    ],
)
def test_the_font_and_fill_of_a_cell(font, fill, shown):
    book = filled([["a", 12]])
    book.active["B1"].font = font
    if fill is not None:
        book.active["B1"].fill = fill
    assert one(book) == shown


def test_a_number_format_that_prints_in_white_is_not_applied():
    book = filled([["a", 12], ["b", 0]])
    book.active["B1"].number_format = book.active["B2"].number_format = "0;-0;[White]0"
    assert [cell.text for cell in read(book).blocks[0].cells] == ["a", "12", "b", "0 [0;-0;[White]0]"]


def test_how_many_figures_are_hardly_seen_is_said():
    book = filled([["新收", 12], ["办结", 3]])
    book.active["B1"].font = book.active["A2"].font = Font(color="FFFFFF")
    document = read(book)
    assert [cell.text for cell in document.blocks[0].cells] == ["新收", UNSEEN * 2, "办结", "3"]
    (note,) = document.notes
    assert note.code == "xlsx-doubtful"
    assert note.text.zh.startswith("有 2 个数字字符在文件中而人可能看不到或看不清（白色、极小、")


TABLE = [["项", "甲", "乙", "计"], ["新收", 1, 2, 3], ["结转", 4, 5, 9], ["合计", 5, 7, 12]]


def hiding(*names: str, table=TABLE, merge: str = "") -> Workbook:
    book = filled(table)
    for name in names:
        part = (
            book.active.row_dimensions[int(name)] if name.isdigit() else book.active.column_dimensions[name]
        )
        part.hidden = True
    if merge:
        book.active.merge_cells(merge)
    return book


def test_hidden_rows_and_columns_are_left_out_close_up_and_are_said():
    document = read(hiding("3", "B"))
    (grid,) = document.blocks
    assert shape(grid) == [
        [(0, 1, 1, "项"), (1, 1, 1, "乙"), (2, 1, 1, "计")],
        [(0, 1, 1, "新收"), (1, 1, 1, "2"), (2, 1, 1, "3")],
        [(0, 1, 1, "合计"), (1, 1, 1, "7"), (2, 1, 1, "12")],
    ]
    assert grid.cells[-1].place == Place(sheet="Sheet", reference="D4", table=1, row=3, column=3)
    assert [(note.code, note.text.zh, note.place) for note in document.notes] == [
        (
            "xlsx-hidden-cells",
            "工作表“Sheet”有 1 行、1 列是隐藏的，其中的内容未读取。",
            Place(sheet="Sheet"),
        )
    ]
    assert document.notes[0].text.en == (
        "Sheet “Sheet” has 1 rows and 1 columns that are hidden; what they hold was not read."
    )


def test_a_title_below_hidden_rows_has_its_own_name():
    (title, _) = read(hiding("1", "2", table=[["底稿"], ["草稿"], ["某局年报"], *TABLE])).blocks
    assert (title.text, title.place.reference) == ("某局年报", "A3")


@pytest.mark.parametrize(
    ("part", "none"),
    [('<row r="3"', '<row r="3" ht="0" customHeight="1"'), ('<row r="3"', '<row r="3" hidden="true"')],
)
def test_a_row_without_height_is_hidden(part, none):
    (grid,) = read(rewritten(filled(TABLE), SHEET, part, none)).blocks
    assert [row[0].text for row in grid.rows] == ["项", "新收", "合计"]


@pytest.mark.parametrize(
    ("column", "left"),
    [
        ('min="2" max="3" width="0" customWidth="1"', ["项", "计"]),
        ('min="3" max="99999" hidden="1"', ["项", "甲"]),
        ('min="3" max="3" width="0.5"', ["项", "甲", "乙", "计"]),
    ],
)
def test_columns_without_width_are_hidden(column, left):
    data = rewritten(filled(TABLE), SHEET, "<sheetData>", f"<cols><col {column}/></cols><sheetData>")
    assert [cell.text for cell in read(data).blocks[0].rows[0]] == left


def test_hidden_rows_and_columns_that_hold_nothing_are_not_mentioned():
    book = hiding("F", "9")
    assert read(book).notes == ()


def test_columns_hidden_again_and_again_are_hidden_once():
    again = '<col min="1" max="16384" hidden="1"/>' * 20_000
    with pytest.raises(GoujiError, match="工作簿中没有可见的内容"):
        read(rewritten(filled(TABLE), SHEET, "<sheetData>", f"<cols>{again}</cols><sheetData>"))


MERGED = [["组", "甲", 1], [None, "乙", 2], [None, "丙", 3]]


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ("1", [[(0, 2, 1, "组"), (1, 1, 1, "乙"), (2, 1, 1, "2")], [(1, 1, 1, "丙"), (2, 1, 1, "3")]]),
        ("2", [[(0, 2, 1, "组"), (1, 1, 1, "甲"), (2, 1, 1, "1")], [(1, 1, 1, "丙"), (2, 1, 1, "3")]]),
        ("3", [[(0, 2, 1, "组"), (1, 1, 1, "甲"), (2, 1, 1, "1")], [(1, 1, 1, "乙"), (2, 1, 1, "2")]]),
    ],
)
def test_a_merged_cell_is_shown_as_long_as_part_of_it_is(hidden, expected):
    (grid,) = read(hiding(hidden, table=MERGED, merge="A1:A3")).blocks
    assert isinstance(grid, Grid)
    assert shape(grid) == expected
    assert grid.cells[0].place.reference == ("A2" if hidden == "1" else "A1")


def test_a_merged_cell_none_of_which_is_shown_is_not_read():
    document = read(hiding("A", table=MERGED, merge="A1:A3"))
    assert [cell.text for cell in document.blocks[0].cells] == ["甲", "1", "乙", "2", "丙", "3"]
    assert document.notes[0].text.zh == "工作表“Sheet”有 1 列是隐藏的，其中的内容未读取。"


def test_a_merged_heading_is_as_wide_as_what_is_shown_of_it():
    (grid,) = read(hiding("A", table=[["头", None, None, "尾"], *TABLE], merge="A1:C1")).blocks
    assert shape(grid)[:2] == [
        [(0, 1, 2, "头"), (2, 1, 1, "尾")],
        [(0, 1, 1, "甲"), (1, 1, 1, "乙"), (2, 1, 1, "计")],
    ]


def test_a_formula_without_its_result_in_a_hidden_row_is_not_mentioned():
    book = hiding("2", table=[["a", 1], ["合计", "=1+2"]])
    assert [note.code for note in read(saved(book)).notes] == ["xlsx-hidden-cells"]

"""Tables whose columns only blanks set apart, as data frames and converters print them."""

from __future__ import annotations

import pytest

from gouji.extract.merged import gathered
from gouji.model.document import Grid, Paragraph
from gouji.readers.containers import read_document

TITLE = "青溪县水务局2024年政府信息公开工作年度报告"
ROWS = [
    ["项目", "项目", "申请人情况", "申请人情况", "申请人情况"],
    ["项目", "项目", "自然人", "商业 企业", "总计"],
    ["一、本年新收", "一、本年新收", "1204", "NaN", "1204"],
    ["三、办理结果", "（一）予以公开", "7", "NaN", "7"],
    ["三、办理结果", "（七）总计", "11", "3", "14"],
]
NAMES = [str(number) for number in range(5)]


def wide(text):
    return sum(2 if char > "\u2e80" else 1 for char in text)


def printed(rows, *, right=True, width=len, gap=1):
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    blanks = [[" " * (most - width(text)) for most, text in zip(widths, row, strict=True)] for row in rows]
    fields = [
        [pad + text if right else text + pad for pad, text in zip(pads, row, strict=True)]
        for pads, row in zip(blanks, rows, strict=True)
    ]
    return [(" " * gap).join(row).rstrip() for row in fields]


def indexed(rows):
    return [["", *NAMES], *([str(number), *row] for number, row in enumerate(rows))]


WAYS = {
    "pandas": printed([NAMES, *ROWS]),
    "pandas with its index": printed(indexed(ROWS), gap=2),
    "pandas in a terminal": printed([NAMES, *ROWS], width=wide),
    "tabulate": printed([NAMES, *ROWS], right=False, gap=2),
    "without headings": printed(ROWS, right=False, width=wide, gap=3),
    "one blank behind a field": [
        " ".join("".join(text.split()) if text != "NaN" else "" for text in row) for row in ROWS
    ],
}


def blocks(lines, name="r.txt"):
    return read_document("\n".join([TITLE, "", *lines, "", "六、其他"]).encode(), name).blocks


def grids(lines):
    return [block for block in blocks(lines) if isinstance(block, Grid)]


@pytest.mark.parametrize("way", WAYS)
def test_fields_stand_in_the_columns_that_all_lines_keep(way):
    (grid,) = grids(WAYS[way])
    own = [[cell.text for cell in row] for row in grid.rows][-5:]
    own = [row[-5:] for row in own]
    expected = ROWS
    if way.startswith("one blank"):
        expected = [[{"商业 企业": "商业企业", "NaN": ""}.get(text, text) for text in row] for row in ROWS]
    assert own == expected
    place = grid.rows[-1][-2].place
    assert (place.line, place.field) == (2 + len(WAYS[way]), len(grid.rows[-1]) - 1)


@pytest.mark.parametrize("way", WAYS)
def test_tables_follow_each_other_below_their_own_counts(way):
    lines = WAYS[way]
    apart = [] if NAMES[:2] == lines[0].split()[:2] else [""]
    assert [len(grid.rows) for grid in grids([*lines, *apart, *lines])] == [len(grids(lines)[0].rows)] * 2


@pytest.mark.parametrize("first", [1, 9, 11, 100])
def test_rows_behind_a_page_break_go_on_with_the_numbers_of_the_frame(first):
    # a page that prints rows again: 11 begins a row, and is no figure of the row above
    rows = [
        ["规章", "规章", "1", "NaN", "1"],
        ["行政许可", "行政许可", "11", "12", "23"],
        ["行政强制", "行政强制", "NaN", "NaN", "NaN"],
    ]
    (grid,) = grids(printed([[str(number), *row] for number, row in enumerate(rows, first)], gap=2))
    (_, _, own, *_) = gathered([Paragraph(TITLE, grid.place), Paragraph("", grid.place), grid])
    assert isinstance(own, Grid)
    assert [[cell.text for cell in row] for row in own.rows] == [row[1:] for row in rows]
    last = own.rows[-1]
    assert (last[0].column, last[0].colspan, last[-1].column, last[-1].place.field) == (0, 2, 4, 6)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "one blank behind a field"])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda line: line.replace("NaN", "   "), id="empty"),
        pytest.param(lambda line: line.replace("NaN", ""), id="moved"),
        pytest.param(lambda line: line[: line.rindex("1204")].rstrip(), id="short"),
    ],
)
def test_a_row_that_leaves_a_column_empty_may_have_moved(way, damage):
    lines = [damage(line) if "新收" in line else line for line in WAYS[way]]
    assert grids(lines) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("7  7", "7 7"), ("（一）予以", "（一） 予以"), ("（七）总计 11", "11"), ("1204  ", "1204")],
)
def test_one_blank_more_or_less_is_a_field_more_or_less(old, new):
    lines = WAYS["one blank behind a field"]
    assert sum(old in line for line in lines) == 1
    assert grids([line.replace(old, new) for line in lines]) == []


def test_a_label_taken_apart_where_a_figure_got_lost_is_no_row_like_the_others():
    lines = WAYS["one blank behind a field"]
    assert grids([line.replace("（七）总计 11", "（七） 总计") for line in lines]) == []


def test_rows_that_no_data_frame_printed_are_lines_as_before():
    lines = printed([["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"], ["行政许可", "7", "8", "9"]])
    assert grids(lines) == []
    assert [block.text for block in blocks(lines) if isinstance(block, Paragraph)][2:5] == [
        line.strip() for line in lines
    ]


def test_the_counts_of_a_frame_whose_rows_are_lost_are_no_figures():
    line = "   ".join(str(number) for number in range(15))
    assert not any("14" in block.text for block in blocks(["0 行政复议", line]))


TEXTILE = """|_. 项目 |_. 自然人 |_. 总计 |
|<. 一、本年新收 |>. 5 |>. 5 |
|<. 二、上年结转 |>. nan |>. 0 |"""


def test_textile_says_how_cells_are_aligned():
    (grid,) = grids(TEXTILE.splitlines())
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["项目", "自然人", "总计"],
        ["一、本年新收", "5", "5"],
        ["二、上年结转", "nan", "0"],
    ]


def test_what_only_some_cells_have_in_front_is_theirs():
    (grid,) = grids(TEXTILE.replace("|>. 5 |>. 5", "|5 |>. 5").splitlines())
    assert grid.rows[1][2].text == ">. 5"


def sheet(count=10):
    """A sheet as some converters print it: one blank behind every field, also behind an empty one."""
    labels = ["三、办理结果", "", "规章", *[f"（{n}）" for n in "一二三四五六七八九十"]]
    return [
        [label, "总计" if n < 2 else "", "26" if n % 2 else "", "", "", "", "26"]
        for n, label in enumerate(labels[:count])
    ]


def test_a_sheet_with_one_blank_behind_every_field_keeps_its_empty_ones():
    (grid,) = grids([" ".join(row) for row in sheet()])
    assert [[cell.text for cell in row] for row in grid.rows] == sheet()
    assert grid.geometry == "loose"


def test_a_line_break_in_a_heading_of_a_sheet_cuts_no_row():
    rows = [["", "", "商业\n企业", "科研\n机构", "其他", "", "总计"], *sheet()]
    (grid,) = grids("\n".join(" ".join(row) for row in rows).split("\n"))
    assert [[cell.text for cell in row] for row in grid.rows] == rows


@pytest.mark.parametrize("count", [10, 9])
def test_rows_of_a_sheet_behind_a_page_break_need_repeat_nothing(count):
    above = [
        ["三、办理结果", "三、办理结果", "26", "", "", "5", "31"],
        ["四、结转", "四、结转", "1", "", "", "", "1"],
    ]
    heading = ["项目", "项目", "自然人", "商业企业", "科研机构", "其他", "总计"]
    lines = [" ".join(row) for row in (heading, *above)]
    found = grids([*lines, "", *(" ".join(row) for row in sheet(count))])
    shown = [[[cell.text for cell in row] for row in grid.rows] for grid in found]
    assert shown == [[heading, *above], sheet()] if count == 10 else [[heading, *above]]


@pytest.mark.parametrize(
    "rows",
    [
        [[label, "", *row[2:]] for label, _, *row in sheet()],  # several blanks between any two
        sheet(9),  # too few to be no accident
        [[field or "0" for field in row] for row in sheet()],  # no empty field: any text has such lines
        [row[n % 2 :] for n, row in enumerate(sheet())],  # rows that have not as many fields
    ],
)
def test_lines_with_blanks_that_are_no_sheet(rows):
    assert grids([" ".join(row) for row in rows]) == []

"""Tables drawn with characters: cells are read by where their strokes stand."""

import pytest

from gouji.model.document import Grid, Place
from gouji.readers.containers import read_document
from gouji.readers.plaintables import is_drawn, is_ruler, read_grid

W3M = """\
┌──────────┬────────────────┐
│          │ 申请人情况     │
│ 办理     ├────────┬───────┤
│ 情况     │ 自然人 │ 总计  │
├──────────┼────────┼───────┤
│ 一、本年 │ 26     │       │
│ 新收     │        │       │
├──────────┼────────┼───────┤
│ 二、“其” │ 1      │ 1     │
└──────────┴────────┴───────┘
"""


def grid(text):
    return read_grid(list(enumerate(text.splitlines(), 1)), 1)


def cells(text):
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid(text).cells]


def test_box_characters_say_which_cells_are_merged():
    assert cells(W3M) == [
        ("办理\n情况", 0, 0, 2, 1),
        ("申请人情况", 0, 1, 1, 2),
        ("自然人", 1, 1, 1, 1),
        ("总计", 1, 2, 1, 1),
        ("一、本年\n新收", 2, 0, 1, 1),
        ("26", 2, 1, 1, 1),
        ("", 2, 2, 1, 1),
        ("二、“其”", 3, 0, 1, 1),
        ("1", 3, 1, 1, 1),
        ("1", 3, 2, 1, 1),
    ]
    assert grid(W3M).geometry == "exact"


GRIDS = {
    "ascii": W3M.translate(str.maketrans("│─┌┬┐├┼┤└┴┘", "|-+++++++++")),
    "heavy": W3M.translate(str.maketrans("│─┌┬┐├┼┤└┴┘", "┃━┏┳┓┣╋┫┗┻┛")),
    "double": W3M.translate(str.maketrans("│─┌┬┐├┼┤└┴┘", "║═╔╦╗╠╬╣╚╩╝")),
    "aligned": W3M.translate(str.maketrans("│─┌┬┐├┼┤└┴┘", "|-+++++++++")).replace(
        "+----------+-", "+:---------+:"
    ),
    "indented": "".join(f"   {line}\n" for line in W3M.splitlines()),
}


GRIDS["aligned"] = GRIDS["ascii"].replace("+----------+-", "+:---------+:")


@pytest.mark.parametrize("name", GRIDS)
def test_other_strokes_say_the_same(name):
    assert cells(GRIDS[name]) == cells(W3M)


def test_characters_counted_as_one_place_each():
    text = "+----+---+\n| 规章 | 0 |\n+----+---+\n| 许可 | 1 |\n+----+---+\n"
    assert [text for text, *_ in cells(text)] == ["规章", "0", "许可", "1"]
    assert grid(text.replace("许可", "许可证")) is None


def test_of_a_table_of_which_only_the_heading_is_ruled_off_every_line_is_a_row():
    text = (
        "+------+---+\n| 信息 | a |\n|------+---|\n| 规章 | 0 |\n| 许可 | 1 |\n| 处罚 | 2 |\n+------+---+\n"
    )
    assert [(text, row) for text, row, *_ in cells(text)][2:] == [
        ("规章", 1),
        ("0", 1),
        ("许可", 2),
        ("1", 2),
        ("处罚", 3),
        ("2", 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # a line that is too short, no ruler at all, rulers of two lengths
        "+-----+---+\n| 规章 | 0 |\n+-----+---+\n",
        "| 规章 | 0 |\n| 许可 | 1 |\n",
        "+------+---+\n| 规章 | 0 |\n+------+----+\n",
    ],
)
def test_strokes_that_do_not_stand_below_each_other_draw_no_grid(text):
    assert grid(text) is None


def test_tables_of_markdown_are_none_that_are_drawn():
    assert is_drawn("| a | b |")
    assert not is_ruler("|---|---|")
    assert not is_ruler("| :---: | --- |")
    document = read_document("| 规章 | 0 |\n|---|---|\n| 许可 | 1 |\n".encode(), "r.md")
    assert [block.geometry for block in document.blocks if isinstance(block, Grid)] == ["loose"]


def test_places_are_lines_of_the_file():
    document = read_document(f"标题\n\n{W3M}\n正文\n".encode(), "r.txt")
    (found,) = (block for block in document.blocks if isinstance(block, Grid))
    assert found.place == Place(table=1, line=3)
    assert {cell.text: cell.place for cell in found.cells}["26"] == Place(line=8, table=1, row=3, column=2)
    assert [block.text for block in document.blocks if not isinstance(block, Grid)][-2:] == ["正文", ""]


def test_mark_of_a_quotation_is_no_part_of_a_cell_where_all_have_it():
    quoted = "+--------+-----+\n| > 规章 | > 0 |\n+--------+-----+\n| > 其他 | > 2 |\n+--------+-----+\n"
    assert [cell[0] for cell in cells(quoted)] == ["规章", "0", "其他", "2"]
    # more than two
    assert [cell[0] for cell in cells(quoted.replace("> 0", "  0"))] == ["> 规章", "0", "> 其他", "> 2"]


LINKS = """\
+---------------+
| A | b     | 1 |
|   |-------+---|
|   | total | 3 |
|-----------+---|
| all       | 5 |
+---------------+
"""


def test_a_ruler_that_ends_at_a_stroke_without_a_crossing_ends_a_column():
    # links 2 draws no plus where a ruler ends at a cell merged over rows
    grid = read_grid(list(enumerate(LINKS.splitlines(), 1)), 1)
    rows = [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in grid.rows]
    assert rows == [
        [("A", 1, 2), ("b", 1, 1), ("1", 1, 1)],
        [("total", 1, 1), ("3", 1, 1)],
        [("all", 2, 1), ("5", 1, 1)],
    ]

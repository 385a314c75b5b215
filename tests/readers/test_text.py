"""Plain text and Markdown into paragraphs and grids."""

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.model.document import Grid, Paragraph, Place, Source
from gouji.model.text import GoujiError
from gouji.readers.text import BREAK, EMPHASIS, MARKED, read


def document(data):
    if isinstance(data, str):
        data = data.encode()
    return read(data, Source("r.txt", "", "text/plain", len(data)))


def rows(grid):
    return [[cell.text for cell in row] for row in grid.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_reads_the_encodings_reports_are_saved_in(encoding):
    text = "乐清市教育局二〇二〇年政府信息公开工作年度报告\n一、总体情况\n"
    blocks = document(text.encode(encoding)).blocks
    assert [b.text for b in blocks] == ["乐清市教育局二〇二〇年政府信息公开工作年度报告", "一、总体情况", ""]


def test_refuses_bytes_that_are_no_text_and_says_what_to_do():
    with pytest.raises(GoujiError) as error:
        document(b"\x81\xff\x90\x9f\xfe\x81\x20" * 9)
    assert error.value.text.zh.startswith("r.txt：不是可识别的文本（试过 UTF-8、UTF-16、GB18030、Big5）")
    assert "PDF or Word original" in error.value.text.en


def test_keeps_empty_lines_for_they_may_be_empty_cells():
    assert [b.text for b in document("30\n\n\n8").blocks] == ["30", "", "", "8"]


def test_tab_separated_lines_are_one_loose_grid_with_places():
    document_ = document("前文\n规章\t0\t\t3\n行政许可\t1\n")
    grid = document_.blocks[1]
    assert isinstance(grid, Grid)
    assert grid.geometry == "loose"
    assert rows(grid) == [["规章", "0", "", "3"], ["行政许可", "1"]]
    assert grid.rows[0][3].place.said("zh") == "原文第 2 行，第 4 栏"
    assert grid.rows[0][3].place.said("en") == "line 2, field 4"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "| 规章 | 0 | |\n|---|:-:|---|\n| **行政许可** | 1&nbsp; | 2 |",
            [["规章", "0", ""], ["行政许可", "1", "2"]],
        ),
        ("规章 | 0 | \n --- | --- | --- \n | 1 | 2", [["规章", "0", ""], ["", "1", "2"]]),
    ],
)
def test_pipes_with_and_without_outer_ones(lines, expected):
    assert rows(document(lines).blocks[0]) == expected


def test_a_sentence_with_one_tab_is_a_paragraph():
    block = document("\t联系电话：0577-1234567").blocks[0]
    assert isinstance(block, Paragraph)
    assert block.text == "联系电话：0577-1234567"


def test_marks_of_headings_are_no_text():
    heading, other = document("## 一、总体情况\n#1 楼").blocks
    assert heading == Paragraph("一、总体情况", Place(line=1), heading=True)
    assert other == Paragraph("#1 楼", Place(line=2))


def test_lines_beyond_any_report_are_refused_with_the_number():
    with pytest.raises(GoujiError) as error:
        document("1\t" * 5000)
    assert "一个表格的列数超过上限 2000" in error.value.text.zh


@given(st.text("|*_<br/>&nbsp;\\0规 "))
def test_a_field_without_marks_has_nothing_to_undo(field):
    undone = EMPHASIS.sub(r"\2", BREAK.sub("\n", html.unescape(field)).replace("\\|", "|"))
    assert undone == field or MARKED.search(field)


def test_what_workbooks_write_for_line_breaks_is_left_out():
    assert [b.text for b in document("商业_x000D_企业\n_x000D_新收_x0009_\n_x0041_ x000D").blocks] == [
        "商业企业",
        "新收",
        "_x0041_ x000D",
    ]
    (grid,) = document("| 新收_x000d_ | 18_x000D_ | 1_x000D_8 |").blocks
    assert rows(grid) == [["新收", "18", "1_x000D_8"]]


def test_tables_that_the_tool_left_out_are_told():
    found = document("一、总体情况\n\n[TABLE]\n\n二、主动公开政府信息情况\n\n[TABLE]\n")
    (note,) = found.notes
    assert note.code == "tables-left-out"
    assert note.place == Place(line=3)
    assert note.text.zh == (
        "有 2 处只印“[TABLE]”：转换工具写不出含合并单元格的表，把表略去了，其中的数字不在本副本中。"
        "请改为转换成网页，或提供转换前的文件。"
    )
    assert not document("正文提到 [TABLE] 一词。\n").notes


def test_styles_that_pandoc_keeps_are_no_text_and_move_no_column():
    drawn = """
+------------------------------------+--------------------------------+
| [（]{style="a: 宋;"}[一]{.b c="1"} | 申请人情况                     |
+------------------------------------+---------------+----------------+
| 规章                               | []{style="b"} | [12]{style=""} |
+------------------------------------+---------------+----------------+
| 行政许可                           | 3             | 链接[1]        |
+------------------------------------+---------------+----------------+
"""
    (grid,) = [block for block in document(drawn).blocks if isinstance(block, Grid)]
    assert rows(grid) == [["（一", "申请人情况"], ["规章", "", "12"], ["行政许可", "3", "链接[1]"]]


def test_a_line_break_that_a_data_frame_escapes_is_one():
    (grid,) = document("| 商业\\n企业 | C:\\new |\n|---|---|\n| 1 | 2 |").blocks
    assert rows(grid)[0] == ["商业\n企业", "C:\\new"]


def test_the_text_of_a_notebook_is_read():
    from gouji.readers.containers import read_document

    cells = [
        {
            "cell_type": "markdown",
            "source": ["# 标题\n", "\n", "<table><tr><td>规章</td><td>3</td></tr></table>"],
        },
        {"cell_type": "code", "source": ["1 + 1"]},
        {"cell_type": "markdown", "source": "六、其他"},
    ]
    data = json.dumps({"cells": cells, "nbformat": 4}, ensure_ascii=False).encode()
    title, grid, last = read_document(data, "r.ipynb").blocks
    assert (title.text, last.text) == ("标题", "六、其他")
    assert rows(grid) == [["规章", "3"]]


JIRA = [
    "|  | 商业",
    "企业 | 科研",
    "机构 | 总计 |",
    *[f"| （{n}） | 5 |  | 5 |" for n in "一二三四五六七八九十"],
]


def test_a_line_break_inside_a_field_between_pipes_ends_no_row():
    (grid,) = document("\n".join(JIRA)).blocks
    assert rows(grid)[:2] == [["", "商业\n企业", "科研\n机构", "总计"], ["（一）", "5", "", "5"]]


@pytest.mark.parametrize(
    "cut", [["| 规章 | 5", "6 |  | 5 |"], ["| 规章 | 甲", "乙 | 5 |"], ["| 规章 | 5 |", "5 | 5"]]
)
def test_a_row_that_is_cut_at_a_figure_or_lacks_a_field_stays_cut(cut):
    (grid,) = document("\n".join([*JIRA[3:], *cut])).blocks
    assert all("\n" not in cell.text for cell in grid.cells)


def test_the_counted_heading_row_of_jira_has_no_empty_fields():
    (grid,) = document("|| 0 || 1 || 2 ||\n| 规章 | 5 | 6 |").blocks
    assert rows(grid) == [["0", "1", "2"], ["规章", "5", "6"]]
    (grid,) = document("||26||0||\n| 规章 | 5 | 6 |").blocks
    assert rows(grid)[0] != ["26", "0"]

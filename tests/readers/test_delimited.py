"""Separated values are tables, sentences with commas are not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.model.document import Grid, Place
from gouji.readers.containers import read_document
from gouji.readers.plaintables import records

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "3"],
    ["行政规范性文件", "1", "2", "1,234"],
    ["行政许可", "5", "6", "7"],
    ["行政处罚", "5", "6", "7"],
    ["行政\n强制", "5", "6", "8.5"],
]


def written(separator, *, quoted=True, rows=ROWS):
    return "\n".join(
        separator.join(f'"{f}"' if quoted or "\n" in f or "," in f else f for f in r) for r in rows
    )


def blocks(text, encoding="utf-8"):
    return read_document(text.encode(encoding), "r.csv").blocks


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_fields_are_cells_with_their_lines(separator, encoding):
    (grid,) = blocks(written(separator) + "\n", encoding)
    assert [[cell.text for cell in row] for row in grid.rows] == ROWS
    assert grid.geometry == "exact"
    assert grid.cells[-1].place == Place(line=6, field=4)


def test_line_break_in_a_field_counts_lines():
    rows = [[*ROWS[5]], *ROWS[1:5], ["行政检查", "1", "2", "3"]]
    (grid,) = blocks(written(",", quoted=False, rows=rows) + "\n")
    assert grid.rows[1][0].place == Place(line=3, field=1)


def test_titles_sentences_and_headings_are_text_between_tables():
    wide = [[*row, "", ""] for row in ROWS]
    text = [
        ["甲县教育局2024年政府信息公开工作年度报告", "", "", "", "", ""],
        ["一、总体情况", "", "", "", "", ""],
        ["全年公开信息40条, 收到申请2件, 均已办结。", "", "", "", "", ""],
        *wide,
        ["三、收到和处理政府信息公开申请情况", "", "", "", "", ""],
        [
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            "申请人情况",
            "",
            "",
            "",
            "",
        ],
    ]
    found = blocks(written(",", rows=text) + "\n")
    assert [block.text for block in found if not isinstance(block, Grid)] == [
        row[0] for row in (*text[:3], text[9])
    ]
    assert [len(block.rows) for block in found if isinstance(block, Grid)] == [6, 1]


def test_records_of_other_lengths_are_only_counted():
    short = [row[:-1] for row in ROWS[1:5]]
    first, second = blocks(written(",", rows=[*ROWS, *short]) + "\n")
    assert (first.geometry, second.geometry) == ("exact", "loose")


def test_figure_without_a_label_is_no_title():
    rows = [["信息内容", "数量"], ["", "342"], ["行政处罚", ""], ["", "27"], ["行政强制", ""]]
    (grid,) = blocks("\n".join([written(",", rows=[[*row, "", ""] for row in rows]), written(",")]) + "\n")
    assert [cell.text for cell in grid.cells if cell.text.isdecimal()][:2] == ["342", "27"]


@pytest.mark.parametrize(
    "text",
    [
        "依申请公开。收到申请2件,均已办结,其中予以公开1件,部分公开1件,无复议。\n" * 9,
        "规章 5,662,830 1,234,567 0\n" * 9,
        "规章\t5,662,830\t1,234,567\t0\n" * 9,
        "规章5,662,830,1,234\n" * 9,
        "| 规章 | 1,234 | 2,345 | 3,456 |\n" * 9,
        "规章;0\n" * 9,
        '规章,"0,1,2\n' + "行政许可,0,1,2\n" * 40,
    ],
)
def test_text_with_commas_is_no_separated_values(text):
    assert records(text) is None


@given(
    st.lists(st.lists(st.text('规章0123,;"\t\n\r |。', max_size=8), max_size=8), max_size=12),
    st.sampled_from(",;\t"),
)
def test_no_text_is_lost_or_moved(rows, separator):
    text = written(separator, rows=rows)
    found = records(text)
    if found is not None:
        assert max(record.line for record in found) <= text.count("\n") + text.count("\r") + 1


FRAME = [["项目", "自然人", "总计"], ["一、本年新收", 26, None], ["二、上年结转", 1.50, "1,234"]]
AS_PRINTED = [["项目", "自然人", "总计"], ["一、本年新收", "26", ""], ["二、上年结转", "1.5", "1,234"]]
NAMED = [dict(zip(FRAME[0], row, strict=True)) for row in FRAME[1:]]


@pytest.mark.parametrize(
    "values",
    [
        FRAME,
        {"表三": FRAME},
        [FRAME],
        NAMED,
        {"columns": FRAME[0], "index": [0, 1], "data": FRAME[1:]},
        {"schema": {"pandas_version": "1.4.0"}, "data": NAMED},
        {name: {str(n): row[name] for n, row in enumerate(NAMED)} for name in FRAME[0]},
        {"0": NAMED[0], "1": NAMED[1]},
    ],
)
def test_data_frames_in_json(values):
    text = json.dumps(values, ensure_ascii=False)
    grid = next(block for block in blocks(text) if isinstance(block, Grid))
    rows = [[cell.text for cell in row] for row in grid.rows]
    columns = [[row[n] for row in rows] for n in range(len(rows[0]))]
    assert AS_PRINTED in (rows, columns)
    assert grid.geometry == "exact"
    assert grid.cells[-1].place == Place(table=1, row=3, column=3)


def test_figures_of_json_are_kept_as_they_are_printed():
    (grid,) = blocks('[["项目","总计"],["规章",3.0],["行政许可",1e2],["行政处罚",12345678901234567890.10]]')
    assert [row[1].text for row in grid.rows[1:]] == ["3.0", "1e2", "12345678901234567890.10"]


@pytest.mark.parametrize(
    "text", ['[["项目","总计"],["规章",3', '{"a": "甲", "b": ["乙"]}', "[" * 100_000, '[["规章", {"a": 1}]]']
)
def test_what_is_no_table_in_json_stays_text(text):
    assert not any(isinstance(block, Grid) for block in blocks(text))


SHEET = [["", "", "商业\n企业", "科研\n机构", "社会公益\n组织", "总计"]] + [
    [f"（{number}）", "", "", "5", "", "5"] for number in "一二三四五六七八九十"
]


def test_line_breaks_in_words_of_tabbed_rows_end_no_row():
    text = "\n".join("\t".join(row) for row in SHEET)
    (grid,) = blocks(text)
    assert [[cell.text for cell in row] for row in grid.rows] == SHEET


@pytest.mark.parametrize(
    "cut", [["规章", "0", "0\n行政许可", "0", "", "1"], ["行政许可", "", "1\n2", "", "", "1"]]
)
def test_figures_beside_a_line_break_end_a_row(cut):
    text = "\n".join("\t".join(row) for row in [*SHEET[1:], cut])
    grids = [block for block in blocks(text) if isinstance(block, Grid)]
    assert all("\n" not in cell.text for grid in grids for cell in grid.cells)


def test_one_line_with_all_pieces_of_a_page_has_them_one_by_one():
    pieces = ["规章", "0", "1"] * 21
    assert [block.text for block in blocks("甲县教育局\n" + "\t".join(pieces))] == ["甲县教育局", *pieces]

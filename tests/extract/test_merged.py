"""Merged cells repeated in every position, and index rows and columns: figures of one cell are one figure."""

import re
from pathlib import Path

import pytest

from gouji.extract.extraction import read_filing
from gouji.extract.merged import gathered
from gouji.inputs.roster import Roster
from gouji.model.document import Grid, GridCell, Place
from gouji.model.form import load_form
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document


def grid(rows, geometry="loose"):
    cells = [
        GridCell(text, row, column, Place(line=row + 1, field=column + 1))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return Grid(tuple(cells), Place(table=1), geometry)


def shown(rows):
    """The rows of a grid as it is gathered: text and columns of each cell; and its geometry."""
    (found,) = gathered([grid(rows)])
    return [[(cell.text, cell.column, cell.colspan) for cell in row] for row in found.rows], found.geometry


ITEM = ["第二十条第（五）项"] * 3
HEADING = ["信息内容", "本年处理决定数量", "本年处理决定数量"]


def test_repeated_cells_are_one_cell_each():
    rows, geometry = shown([ITEM, HEADING, ["行政许可", "12", "12"]])
    assert rows == [
        [("第二十条第（五）项", 0, 3)],
        [("信息内容", 0, 1), ("本年处理决定数量", 1, 2)],
        [("行政许可", 0, 1), ("12", 1, 2)],
    ]
    assert geometry == "exact"


@pytest.mark.parametrize("figures", [["12", "13"], ["12", ""], ["", "12"]])
def test_figures_that_differ_below_one_heading_stay_apart(figures):
    rows, _ = shown([ITEM, HEADING, ["行政许可", *figures]])
    assert [text for text, _, _ in rows[2]] == ["行政许可", *figures]


def test_same_figures_below_different_headings_are_not_one():
    rows, _ = shown([ITEM, ITEM, ["信息内容", "本年制发件数", "本年废止件数"], ["规章", "0", "0"]])
    assert rows[3] == [("规章", 0, 1), ("0", 1, 1), ("0", 2, 1)]


def test_same_words_once_are_no_habit_of_a_tool():
    once = [["信息内容", "其他", "其他"], ["规章", "0", "0"]]
    (found,) = gathered([grid(once)])
    assert found == grid(once)


def test_row_that_is_short_leaves_columns_counted_only():
    rows, geometry = shown([ITEM, HEADING, ["行政许可", "12"]])
    assert geometry == "loose"
    assert rows[2] == [("行政许可", 0, 1), ("12", 1, 1)]


@pytest.mark.parametrize(
    "index",
    [
        ["", "0", "1", "2"],
        ["", "Unnamed: 1", "Unnamed: 2", "Unnamed: 3"],
        ["", "0", "1", "Unnamed: 3"],
    ],
)
def test_index_row_and_column_are_the_tools_own(index):
    body = [ITEM, HEADING, ["行政许可", "12", "12"], ["行政许可", "NaN", "NaN"]]
    rows, geometry = shown([index, *([str(number), *row] for number, row in enumerate(body))])
    assert rows[-2] == [("行政许可", 0, 1), ("12", 1, 2)]
    assert rows[-1] == [("行政许可", 0, 1), ("NaN", 1, 2)]
    assert geometry == "exact"


@pytest.mark.parametrize(
    "first",
    [
        ["Col1", "规章", "0", "Col4"],  # as Markdown
        ["Col0", "规章", "0", "Col3"],  # as a data frame
        ["Col0", "1-规章", "2-0", "Col3"],  # where two columns have one name
    ],
)
def test_row_behind_a_page_break_that_became_the_names_of_columns_is_a_row(first):
    rows, _ = shown([first, ["", "行政规范性文件", "1", "2"]])
    assert [text for text, _, _ in rows[0]] == ["", "规章", "0", ""]


@pytest.mark.parametrize("first", [["规章", "1-0", "2-0", "3"], ["规章", "Col9", "0", "1"]])
def test_what_no_tool_made_up_stays(first):
    rows, _ = shown([first, ["行政规范性文件", "1", "2", "3"]])
    assert [text for text, _, _ in rows[0]] == first


def test_figures_that_only_begin_like_an_index_are_figures():
    rows = [["规章", "0", "1", "2"], ["规范性文件", "1", "0", "2"]]
    (found,) = gathered([grid(rows)])
    assert found == grid(rows)


def test_column_named_twice_is_the_same_merged_heading():
    rows, _ = shown([["申请人情况", "申请人情况.1", "申请人情况.2"], ITEM, ["规章", "0", "1"]])
    assert rows[0] == [("申请人情况", 0, 3)]


def test_cell_that_a_data_frame_left_empty_is_blank():
    rows = [
        ["0", "1", "2", "3"],
        ["---"] * 4,
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "NaN", "3"],
        ["行政规范性文件", "1", "2", "3"],
        ["第二十条第（五）项"] * 4,
    ]
    text = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    filing = read_filing(read_document(text.encode(), "r.md"), Roster.empty())
    assert [(cell.printed, cell.status) for cell in filing.form_cells[:3]] == [
        ("0", "read"),
        ("NaN", "blank"),
        ("3", "read"),
    ]


ROWS = [row.printed for row in load_form("2021").table("applications").rows]
HEADINGS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
FIGURES = ["3", "0", "1", "0", "0", "0", "4"]
TITLES = ["青溪县财政局2024年政府信息公开工作年度报告", "青溪县水务局2024年政府信息公开工作年度报告"]


def side_by_side(titles, name):
    """Rows of table three of two reports, as text, a tab-separated table or a page."""
    rows = [titles, ["", *HEADINGS] * 2, *([row, *FIGURES, row, *reversed(FIGURES)] for row in ROWS)]
    if name.endswith(".html"):
        cells = ["".join(f"<td>{text}</td>" for text in row) for row in rows]
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    return "".join(("\t" if name.endswith(".tsv") else "   ").join(row) + "\n" for row in rows)


@pytest.mark.parametrize("name", ["two.txt", "two.tsv", "two.html"])
def test_two_reports_side_by_side_are_refused_with_both_titles(name):
    with pytest.raises(GoujiError) as error:
        read_filing(read_document(side_by_side(TITLES, name).encode(), name), Roster.empty())
    assert error.value.text.zh == (
        f"{name}：“{TITLES[0]}”和“{TITLES[1]}”两份报告并排印在一起，无法逐格区分。请分别保存后再核查。"
    )


@pytest.mark.parametrize("name", ["two.txt", "two.html"])
def test_rows_side_by_side_without_two_titles_are_quoted(name):
    with pytest.raises(GoujiError) as error:
        read_filing(read_document(side_by_side(TITLES[:1], name).encode(), name), Roster.empty())
    assert "“本年新收政府信息公开申请数量”、“上年结转政府信息公开申请数量”、" in error.value.text.zh
    assert "等 21 行的行名在同一行上印了两次，中间隔有内容" in error.value.text.zh


PAGE = (Path(__file__).parents[2] / "data/2024/qingxi-water.html").read_text("utf-8")
OWN = "青溪县水务局2024年政府信息公开工作年度报告"
BODY = re.search("<body>(.*)</body>", PAGE, re.DOTALL)[1]
ANOTHERS = BODY.replace("青溪县水务局", "青溪县财政局")
EARLIER = BODY.replace("2024", "2023").replace("2025", "2024")
BELOW = {
    "another body's": (ANOTHERS, "青溪县财政局2024年政府信息公开工作年度报告"),
    "another year's": (EARLIER, "青溪县水务局2023年政府信息公开工作年度报告"),
    "without headings": (
        re.sub("<h2>.*?</h2>", "", ANOTHERS),
        "青溪县财政局2024年政府信息公开工作年度报告",
    ),
    "without tables": (
        re.sub("<table.*?</table>", "", ANOTHERS, flags=re.DOTALL),
        "青溪县财政局2024年政府信息公开工作年度报告",
    ),
    "title on two lines": (
        ANOTHERS.replace("青溪县财政局2024年政府", "青溪县财政局</h1><h1>2024年政府"),
        "2024年政府信息公开工作年度报告",
    ),
    "title in a table": (
        f"<table><tr><td>{OWN.replace('水务', '财政')}</td><td>公开</td></tr></table>"
        + "".join(re.findall("<table.*?</table>", ANOTHERS, re.DOTALL)),
        "青溪县财政局2024年政府信息公开工作年度报告",
    ),
}


def below(text, name="two.html"):
    page = PAGE.replace("</body>", text + "</body>")
    if name.endswith(".txt"):
        page = re.sub("<[^>]+>", "", re.sub("</t[dh]>", "\t", re.sub("</(?:tr|p|h1|h2|div)>", "\n", page)))
    return read_filing(read_document(page.encode(), name), Roster.empty())


@pytest.mark.parametrize("name", ["two.html", "two.txt"])
@pytest.mark.parametrize("which", BELOW)
def test_two_reports_below_each_other_are_refused_with_both_titles(which, name):
    text, title = BELOW[which]
    with pytest.raises(GoujiError) as error:
        below(text, name)
    assert error.value.text.zh == (
        f"{name}：“{OWN}”和“{title}”两份报告上下排在同一份文件里。一次只核查一份报告，请分别保存后再核查。"
    )
    assert "stand one below the other in one file" in error.value.text.en


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "<ul><li>青溪县财政局2024年政府信息公开工作年度报告</li><li>青溪县水务局2023年政府信息公开工作年度报告</li></ul>",
        "<p>青溪县水务局2023年政府信息公开工作年度报告</p><p>上一篇</p>",
        "<p>青溪县财政局2024年政府信息公开工作年度报告</p><p>一、总体情况</p><p>二、主动公开政府信息情况</p>",
    ],
    ids=["the same again", "links", "the one before", "a table of contents"],
)
def test_titles_of_other_reports_without_their_parts_are_no_second_report(text):
    filing = below(text)
    assert {cell.status for cell in filing.form_cells} == {"read"}
    assert filing.title == OWN


@pytest.mark.parametrize("gap", [" ", "  ", "        "])
@pytest.mark.parametrize("times", [2, 3])
def test_labels_repeated_over_the_cells_they_were_merged_from_are_one_report(gap, times):
    text = "\n".join([TITLES[0], gap.join(HEADINGS), *(gap.join([row] * times + FIGURES) for row in ROWS)])
    filing = read_filing(read_document(text.encode(), "one.txt"), Roster.empty())
    assert not [cell for cell in filing.form_cells if cell.status == "read" and cell.printed not in FIGURES]


#: As PyMuPDF prints a table: names made up in the first row, and 总计, which reaches down, filled with 其他.
FOUND = """\
|（勾稽关系）|Col2|申请人情况|Col4|Col5|Col6|
|---|---|---|---|---|---|
|（勾稽关系）|（勾稽关系）|自然人|法人或其他组织|法人或其他组织|总计|
|（勾稽关系）|（勾稽关系）|自然人|商业企业|其他|其他|
|三、办理结果|（一）予以公开|3|0|0|0|
|三、办理结果|（七）总计|3||4|7|
"""


def test_words_that_leave_the_heading_above_fill_what_a_higher_heading_covers():
    (grid,) = [b for b in gathered(read_document(FOUND.encode(), "r.md").blocks) if isinstance(b, Grid)]
    assert grid.geometry == "exact"
    shown = [[(cell.text, cell.column, cell.colspan) for cell in row if cell.text] for row in grid.rows]
    assert shown[1][-2:] == [("法人或其他组织", 3, 2), ("总计", 5, 1)]
    assert shown[2][-2:] == [("商业企业", 3, 1), ("其他", 4, 1)]
    assert shown[3][-3:] == [("0", 3, 1), ("0", 4, 1), ("0", 5, 1)]


def test_a_heading_that_covers_whole_headings_above_is_one():
    rows = ["|甲|乙|丙|", "|---|---|---|", "|同|同|同|", "|同|同|丁|", "|其他|其他|其他|", "|1|1|2|"]
    (grid,) = gathered(read_document("\n".join(rows).encode(), "r.md").blocks)
    shown = [[(cell.text, cell.colspan) for cell in row] for row in grid.rows]
    assert shown[3] == [("其他", 3)]


def test_table_four_with_names_made_up_is_merged_although_only_one_row_repeats():
    groups = ["未经复议直接起诉"] * 2 + ["复议后起诉"] * 2
    names = ["行政复议", "Col2", "行政诉讼", "Col4"]
    rows = [names, ["---"] * 4, groups, ["结果维持", "总计"] * 2, list("1203")]
    text = "\n".join(f"|{'|'.join(row)}|" for row in rows)
    (grid,) = gathered(read_document(text.encode(), "r.md").blocks)
    shown = [(cell.text, cell.colspan) for cell in grid.rows[1]]
    assert shown == [("未经复议直接起诉", 2), ("复议后起诉", 2)]


def test_a_repeated_heading_above_cells_that_differ_is_no_columns():
    rows = FOUND.splitlines()
    del rows[2]  # 总计 is lost with its row: 其他 stands twice above two columns
    (grid,) = [
        b for b in gathered(read_document("\n".join(rows).encode(), "r.md").blocks) if isinstance(b, Grid)
    ]
    assert "其他\n其他" in [cell.text for cell in grid.cells]
    assert "其他" not in [cell.text for cell in grid.cells]


@pytest.mark.parametrize("unread", ["\ufffd\ufffd", "\ufffc", "1\ufffd"])
def test_figures_that_were_not_made_out_are_no_words_that_a_tool_repeats(unread):
    rows = [["名称", "甲", "乙", "丙"], ["一", unread, unread, "3"], ["二", unread, unread, unread]]
    assert [[cell[0] for cell in row] for row in shown(rows)[0]] == rows


def cell_a_line(*rows):
    """As docx2python writes tables: a cell a line, an empty line behind each, merged ones repeated."""
    lines = ["某局2024年政府信息公开工作年度报告", "二、主动公开政府信息情况"]
    lines += [cell for row in rows for cell in row]
    filing = read_filing(read_document("\n\n".join(lines).encode(), "r.txt"), Roster.empty())
    return {cell.id: (cell.status, cell.printed) for cell in filing.form_cells}


HEADING_OF_ONE = ["信息内容", *["本年处理决定数量"] * 3]
TABLE_TWO = [
    ["第二十条第（一）项"] * 4,
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "0", "4"],
    ["行政规范性文件", "2", "2", "2"],
    ["第二十条第（五）项"] * 4,
    HEADING_OF_ONE,
]
REST = [
    ["第二十条第（六）项"] * 4,
    HEADING_OF_ONE,
    ["行政处罚", "0", "0", "0"],
    ["行政强制", "7", "7", "7"],
    ["第二十条第（八）项"] * 4,
    ["信息内容", *["本年收费金额（单位：万元）"] * 3],
    ["行政事业性收费", "0", "0", "0"],
    ["三、收到和处理政府信息公开申请情况"],
]


@pytest.mark.parametrize("row", [["12"], ["12", "12", "12"], ["行政许可", "12", "12", "12"]])
def test_a_figure_repeated_as_often_as_its_heading_is_one(row):
    cells = cell_a_line(*TABLE_TWO, ["行政许可", *row], *REST)
    assert [cells[key] for key in cells if key.startswith("disclosure/")] == [
        ("read", figure) for figure in ("1", "0", "4", "2", "2", "2", "12", "0", "7", "0")
    ]


@pytest.mark.parametrize("figures", ["2 2", "2 2 3", "2 2 2 2"])
def test_a_figure_repeated_otherwise_than_its_heading_is_not_certain(figures):
    cells = cell_a_line(*TABLE_TWO, ["行政许可", *figures.split()], *REST)
    assert cells["disclosure/licences/decisions"] == ("ambiguous", figures)


def test_a_label_repeated_line_by_line_is_that_of_the_figures_behind_it():
    label = "四、结转下年度继续办理"
    cells = cell_a_line(
        *TABLE_TWO,
        ["行政许可", "3"],
        *REST,
        [label, label, label, *"1203006"],
        ["四、政府信息公开行政复议、行政诉讼情况"],
    )
    own = [read for key, read in cells.items() if key.startswith("applications/carried_out/")]
    assert own == [("read", figure) for figure in "1203006"]

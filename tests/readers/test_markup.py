"""Tables in the markup of wikis, AsciiDoc, LaTeX and Typst."""

from __future__ import annotations

import pytest

from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Grid, Paragraph, Place
from gouji.readers.containers import read_document

WIKI = """== 三、收到和处理政府信息公开申请情况 ==

{| class="wikitable"
|+ 表
|-
| rowspan="2"| <span style="x">项目</span>
! colspan="2"| 申请人<br />情况
|-
| 自然人 || 总计
|-
| 新收 || || 1,234
|}
"""
ASCIIDOC = """== 三、收到和处理政府信息公开申请情况

[cols=",,",]
|===
.2+|项目
2+|申请人
情况

|自然人 |总计

|新收 |
|1,234
|===
"""
LATEX = r"""\section{三、收到和处理政府信息公开申请情况}\label{x}

\begin{longtable}[]{@{}lll@{}}
\toprule\noalign{}
\endhead
\multirow{2}{*}{项目} & \multicolumn{2}{l@{}}{%
申请人
情况} \\ % remark
& 自然人 & 总计 \\
\midrule
新收 & ~ & ~1,234 \\
\end{longtable}
"""
TYPST = """= 三、收到和处理政府信息公开申请情况

#figure(
  align(center)[#table(
    columns: (10%, auto, 1fr),
    align: (auto, auto, auto,),
    table.header(table.cell(rowspan: 2)[项目

    ], table.cell(colspan: 2)[申请人

    情况

    ],
    [自然人], [总计],),
    table.hline(),
    [新收], [~

    ], [~1,234

    ],
  )]
  , kind: table
)
"""
TABLES = {"wiki": WIKI, "asciidoc": ASCIIDOC, "latex": LATEX, "typst": TYPST}


def grids(text: str) -> list[Grid]:
    return [block for block in read_document(text.encode(), "r.txt").blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_merged_and_empty_cells_stand_where_the_markup_puts_them(text):
    (grid,) = grids(text)
    assert [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells] == [
        ("项目", 0, 0, 2, 1),
        ("申请人\n情况", 0, 1, 1, 2),
        ("自然人", 1, 1, 1, 1),
        ("总计", 1, 2, 1, 1),
        ("新收", 2, 0, 1, 1),
        ("", 2, 1, 1, 1),
        ("1,234", 2, 2, 1, 1),
    ]
    assert grid.geometry == "exact"
    place = grid.cells[-1].place
    assert place == Place(table=1, row=3, column=3, line=place.line)
    assert "1,234" in text.split("\n")[place.line - 1]
    heading = read_document(text.encode(), "r.txt").blocks[0]
    assert isinstance(heading, Paragraph)
    assert (heading.text, heading.heading) == ("三、收到和处理政府信息公开申请情况", True)


@pytest.mark.parametrize(
    ("kind", "lost"), [("wiki", "|| 总计"), ("wiki", "|| ||"), ("asciidoc", "|总计"), ("latex", "& 总计")]
)
def test_lost_cell_leaves_columns_counted_only(kind, lost):
    assert "exact" not in {grid.geometry for grid in grids(TABLES[kind].replace(lost, "", 1))}


def test_fallen_row_end_runs_two_rows_together_and_neither_is_read():
    rows = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果（一）予以公开",
    ]
    head = "! 项目 !! 自然人 !! 商业企业 !! 科研机构 !! 社会公益组织 !! 法律服务机构 !! 其他 !! 总计"
    body = "\n|-\n".join([head, *(f"| {row} || 5 || || || || || || 5" for row in rows)])
    text = "{{| class='wikitable'\n|-\n{}\n|}}"
    whole, damaged = text.format(body), text.format(body.replace("5\n|-\n| 二、", "5\n| 二、"))
    read, torn = (
        {
            cell.id: (cell.value, cell.status)
            for cell in filing.table("applications")
            if cell.value is not None
        }
        for filing in (
            read_filing(read_document(t.encode(), "r.wiki"), Roster.empty()) for t in (whole, damaged)
        )
    )
    assert read["applications/new/total"] == read["applications/carried_in/total"] == (5, "read")
    assert "applications/new/total" not in torn
    assert "applications/carried_in/total" not in torn


def test_wiki_page_with_tags_is_no_web_page():
    document = read_document(f"<span id='a'></span>\n<div>\n</div>\n<p>\n\n{WIKI}".encode(), "r.wiki")
    assert document.source.media_type == "text/plain"


def test_table_without_an_end_is_text():
    assert not grids(LATEX.replace(r"\end{longtable}", ""))


@pytest.mark.parametrize(
    ("old", "new"),
    [("[自然人], ", ""), ("[新收], ", ""), ("colspan: 2", "colspan: 3"), ("columns: (10%, auto, 1fr),", "")],
)
def test_cells_of_typst_that_fill_no_rows_are_no_table(old, new):
    assert old in TYPST
    assert grids(TYPST.replace(old, new)) == []


def test_what_a_command_of_typst_does_to_a_figure_is_not_undone():
    (grid,) = grids(TYPST.replace("1,234", "18#super[1]"))
    assert grid.cells[-1].text == "18#super[1]"

"""Web pages: what a browser shows is read, where it stands, in any encoding; nothing else is."""

import json
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.model.document import Grid, Paragraph, Place
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.readers.limits import LIMITS


def read(page: str | bytes, name: str = "report.html"):
    return read_document(page.encode() if isinstance(page, str) else page, name)


def texts(page: str | bytes) -> list[str]:
    return [block.text for block in read(page).blocks if isinstance(block, Paragraph)]


def shape(grid: Grid) -> list[list[tuple[int, int, int, str]]]:
    """Cells by row: column, rowspan, colspan, text."""
    return [[(cell.column, cell.rowspan, cell.colspan, cell.text) for cell in row] for row in grid.rows]


def only_grid(page: str | bytes) -> Grid:
    (grid,) = (block for block in read(page).blocks if isinstance(block, Grid))
    return grid


def table(*rows: str) -> str:
    return "<p>x</p><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def test_prose_headings_and_breaks():
    page = """<body>直接文字<div>块中文字<p>段一<br>段二</p>尾</div><h2>二、<span>主动公开</span></h2>
    <ul><li>甲</li><li>乙</li></ul></body>"""
    blocks = read(page).blocks
    assert [(b.text, b.heading) for b in blocks if isinstance(b, Paragraph)] == [
        ("直接文字", False),
        ("块中文字", False),
        ("段一", False),
        ("段二", False),
        ("尾", False),
        ("二、主动公开", True),
        ("甲", False),
        ("乙", False),
    ]
    assert blocks[2].place == Place(paragraph=3)


def test_what_is_not_shown_is_not_read_and_hidden_text_is_said():
    page = """<head><title>题</title><style>p{}</style></head><body><script>var x="脚本"</script>
    <!-- 注释 --><noscript>无脚本</noscript><p>正文</p><p style="DISPLAY : none">隐藏的话</p>
    <div hidden>也隐藏</div><select><option>选项</option></select><template>模板</template></body>"""
    document = read(page)
    assert [block.text for block in document.blocks] == ["正文"]
    assert [(note.code, note.text.zh) for note in document.notes] == [
        ("html-hidden", "网页中有 7 个字符设为不显示，未读取。")
    ]


def test_a_page_that_hides_all_of_itself_until_a_script_runs_is_read():
    assert texts('<body style="display:none"><p>正文</p></body>') == ["正文"]


def test_no_character_but_of_ascii_makes_the_words_that_hide():
    foreign = [chr(code) for code in range(128, sys.maxunicode + 1)]
    lowered = {char: char.lower() for char in foreign if set(char.lower()) & set("displayhiddenmso-")}
    assert lowered == {"\u0130": "i\u0307"}  # and no i of these words has a second dot


def test_hidden_rows_take_no_place():
    grid = only_grid(table("<td>a<td>1", '<td style="display:none">x<td>y<td>z', "<td>c<td>3"))
    assert shape(grid) == [
        [(0, 1, 1, "a"), (1, 1, 1, "1")],
        [(0, 1, 1, "y"), (1, 1, 1, "z")],
        [(0, 1, 1, "c"), (1, 1, 1, "3")],
    ]


def test_labels_cut_over_spans_join_and_paragraphs_break():
    label = "<p><span>三、</span>\n<span>本年度</span><font>办理</font></p><p>结果</p>"
    cells = only_grid(table(f"<td>{label}</td><td>商业<br/>企业</td>")).cells
    assert [cell.text for cell in cells] == ["三、本年度办理\n结果", "商业\n企业"]


@pytest.mark.parametrize(
    "blank",
    [
        "",
        "&nbsp;",
        "<o:p></o:p>",
        "<p><span><o:p>&nbsp;</o:p></span></p>",
        "\u200b",
        "\ufeff",
        "&#12288;",
        "<br>",
    ],
)
def test_blank_cells_are_there_and_empty(blank):
    grid = only_grid(table(f"<td>a</td><td>{blank}</td><td>1</td>"))
    assert shape(grid) == [[(0, 1, 1, "a"), (1, 1, 1, ""), (2, 1, 1, "1")]]


def test_source_breaks_between_chinese_are_nothing_and_elsewhere_a_space():
    assert texts("<p>政府信息\n    公开 26\n 件 annual\nreport</p>") == ["政府信息公开 26 件 annual report"]


def test_spans_give_exact_positions():
    grid = only_grid(
        table(
            "<td rowspan=2 colspan=2>角<td colspan=3>头",
            "<td>a<td>b<td>c",
            "<td rowspan=2>组<td>甲<td>1<td>2<td>3",
            "<td>乙<td>4<td>5<td>6",
        )
    )
    assert shape(grid) == [
        [(0, 2, 2, "角"), (2, 1, 3, "头")],
        [(2, 1, 1, "a"), (3, 1, 1, "b"), (4, 1, 1, "c")],
        [(0, 2, 1, "组"), (1, 1, 1, "甲"), (2, 1, 1, "1"), (3, 1, 1, "2"), (4, 1, 1, "3")],
        [(1, 1, 1, "乙"), (2, 1, 1, "4"), (3, 1, 1, "5"), (4, 1, 1, "6")],
    ]
    assert grid.cells[-1].place == Place(table=1, row=4, column=5)
    assert grid.geometry == "exact"


@pytest.mark.parametrize(
    ("rowspan", "rows"), [("1000000000", 2), ("0", 2), ("2", 2), ("-1", 1), ("x", 1), ("", 1)]
)
def test_rowspans_end_with_their_group(rowspan, rows):
    page = f"""<table><tbody><tr><td rowspan="{rowspan}">a<td>1<tr><td>b<td>2</tbody>
    <tbody><tr><td>c<td>3</tbody></table>"""
    grid = only_grid(page)
    assert grid.cells[0].rowspan == rows
    assert [cell.column for cell in grid.rows[2]] == [0, 1]


def test_a_colspan_for_all_columns_adds_none():
    grid = only_grid(table('<td colspan="100">标题', "<td>a<td>b<td>c"))
    assert grid.width == 3
    assert grid.cells[0].colspan == 3


def test_an_overlapping_cell_is_cut_where_the_other_stands():
    grid = only_grid(table("<td>a<td rowspan=2>b<td>c", "<td colspan=2>d<td>e"))
    assert shape(grid)[1] == [(0, 1, 1, "d"), (2, 1, 1, "e")]


def test_a_foot_written_first_is_shown_last_and_stray_text_before_the_table():
    page = """<table>散落<tfoot><tr><td>总计<td>9</tfoot><caption>表一</caption><tr><td>a<td>1</table>"""
    blocks = read(page).blocks
    assert [block.text for block in blocks[:-1]] == ["表一", "散落"]
    assert [[cell.text for cell in row] for row in blocks[-1].rows] == [["a", "1"], ["总计", "9"]]


def test_cells_without_rows_and_rows_in_a_form():
    assert [cell.text for cell in only_grid("<p>x<table><td>a<td>1</table>").cells] == ["a", "1"]
    grid = only_grid("<p>x<table><form><tr><td>a<td>1</tr><tr><td>b<td>2</tr></form></table>")
    assert [cell.row for cell in grid.cells] == [0, 0, 1, 1]


def test_layout_tables_are_flattened_in_reading_order():
    inner = table("<td>a<td>1", "<td>b<td>2").removeprefix("<p>x</p>")
    page = f"""<table><tr><td colspan=2>首页 &gt; 公开</td></tr>
    <tr><td>菜单</td><td><h1>标题</h1><p>导语</p>{inner}<p>结语</p></td></tr></table>"""
    blocks = read(page).blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "首页 > 公开",
        "菜单",
        "标题",
        "导语",
        "结语",
    ]
    assert isinstance(blocks[4], Grid)
    assert blocks[4].place == Place(table=1)
    assert blocks[4].cells[3].place == Place(table=1, row=2, column=2)


def test_a_page_in_one_cell_is_no_grid():
    prose = "".join(f"<p>第{n}段，{'政务公开工作' * 20}。</p>" for n in range(3))
    assert len(texts(f"<table><tr><td>菜单</td><td>{prose}</td></tr></table>")) == 4


def test_a_small_table_inside_a_cell_leaves_the_grid_a_grid():
    small = "<table><tr><td>商业</td></tr><tr><td>企业</td></tr></table>"
    grid = only_grid(table(f"<td>项<td>{small}<td>总计", "<td>a<td>1<td>2"))
    assert [cell.text for cell in grid.rows[0]] == ["项", "商业\n企业", "总计"]


def test_portal_metadata_block_stays_content_and_meta_tags_are_metadata():
    page = f"""<head><title> 某局2024年年报 </title><meta name="PubDate" content="2025-01-20 09:00">
    <META NAME="ContentSource" CONTENT="某局"><meta name="SiteName" content=""></head>
    {table("<td>索引号<td>014/2025-1<td>发布日期<td>2025-01-20")}"""
    document = read(page)
    assert document.metadata == {
        "title": "某局2024年年报",
        "pubdate": "2025-01-20 09:00",
        "contentsource": "某局",
    }
    assert [cell.text for cell in document.blocks[-1].cells] == [
        "索引号",
        "014/2025-1",
        "发布日期",
        "2025-01-20",
    ]


def test_html_tables_in_a_text_keep_the_lines_of_the_text():
    page = (
        "# 年度报告\n\n## 一、总体情况\n第一段。\n第二段。\n<table><tr><td>a</td><td>1</td></tr></table>\n尾"
    )
    blocks = read(page, "ocr.md").blocks
    assert [(b.text, b.heading) for b in blocks if isinstance(b, Paragraph)] == [
        ("年度报告", True),
        ("一、总体情况", True),
        ("第一段。", False),
        ("第二段。", False),
        ("尾", False),
    ]


def test_preformatted_lines_are_lines():
    assert texts("<p>a</p><pre>甲  1\n乙 <b>2</b>\n</pre>") == ["a", "甲 1", "乙 2"]
    assert texts("<p>a</p><pre>甲\1\n乙</pre>") == ["a", "甲\ufffd", "乙"]


PAGE = "<html><head>{}</head><body><p>政府信息公开年度报告，新收申请１２件，答复12件。</p></body></html>"
SAID = ["政府信息公开年度报告，新收申请１２件，答复12件。"]


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "gb2312", "GBK", "big5", "iso-8859-1", "utf-16", "no-such-thing"]
)
@pytest.mark.parametrize("actual", ["utf-8", "gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_encoding_under_any_declaration(declared, actual):
    page = PAGE.format(
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    )
    document = read(page.encode(actual))
    assert [block.text for block in document.blocks] == SAID
    assert document.notes == ()


@pytest.mark.parametrize("declared", ["big5", "gbk", None])
def test_big5(declared):
    page = PAGE.format(f"<meta charset={declared}>" if declared else "").replace("信息公开", "資訊公開")
    page = page.replace("报", "報").replace("请", "請").replace("复", "復")
    assert texts(page.encode("big5hkscs")) == ["政府資訊公開年度報告，新收申請１２件，答復12件。"]


def test_characters_only_gb18030_has():
    assert texts(PAGE.format("<meta charset=gb2312>").replace("答复", "㐀镕").encode("gb18030")) == [
        SAID[0].replace("答复", "㐀镕")
    ]


def test_damaged_bytes_are_shown_and_counted():
    document = read(
        PAGE.format("<meta charset=gbk>").encode("gb18030").replace("告".encode("gb18030"), b"\xff", 1)
    )
    assert [block.text for block in document.blocks] == [
        "政府信息公开年度报\ufffd，新收申请１２件，答复12件。"
    ]
    (note,) = document.notes
    assert note.text.zh == "原文按 GB18030 解码时有 1 处无法辨认，以“\ufffd”表示。"


def test_frames_name_the_file_that_holds_the_report():
    page = '<p>见下</p><iframe src="/js/web/viewer.html?file=/a/b/report2024.pdf#page=1"></iframe>'
    (note,) = read(page).notes
    assert note.code == "html-embedded"
    assert "“report2024.pdf”" in note.text.zh
    with pytest.raises(GoujiError, match=r"网页中没有文字.*“report2024\.pdf”"):
        read(page.removeprefix("<p>见下</p>"))


def test_a_page_without_text_is_refused():
    with pytest.raises(GoujiError, match="网页中没有文字，正文可能由脚本载入") as caught:
        read("<html><body><div id=app></div><script>load()</script></body></html>", "a/b/年报.html")
    assert caught.value.text.zh.startswith("年报.html：")
    assert caught.value.text.en == (
        "年报.html: the page holds no text; a script may load it. "
        "Open it in a browser and save the complete page or a PDF."
    )


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<div>" * 400 + "x", f"元素嵌套层数超过上限 {LIMITS.nesting}"),
        ("<p>" + "公" * 4_000_000 + "</p><p>后文</p>", "超过 1000 万字节"),
        (table("<td>x" * 3_000), f"一个表格的列数超过上限 {LIMITS.columns}"),
        (table("<td colspan=1000>x" * 3), f"一个表格的列数超过上限 {LIMITS.columns}"),
        (table(*["<td>x<td>y"] * 20_001), f"一个表格的行数超过上限 {LIMITS.rows}"),
        (table(*["<td>x" * 100] * 2_001), f"一个表格的单元格数超过上限 {LIMITS.cells}"),
        ("<p>x" * 100_001, f"段落和表格的数目超过上限 {LIMITS.blocks}"),
    ],
)
def test_limits_are_named(page, message):
    with pytest.raises(GoujiError, match=message):
        read(page)


def test_entities_and_nul_and_bidi_are_only_text():
    page = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><p>&x;甲\0乙 \u202e12</p>"
    assert "甲\ufffd乙 \u202e12" in texts(page)[-1]
    assert "&x;" in texts(page)[-1]


SPANS = st.sampled_from(
    ["", " rowspan=2", " rowspan=3", " rowspan=0", " rowspan=99", " colspan=2", " colspan=3 rowspan=2"]
)
ROWS = st.lists(
    st.lists(st.tuples(st.sampled_from(["td", "th"]), SPANS), min_size=1, max_size=5), min_size=2, max_size=6
)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_cells_never_overlap_and_none_is_lost(rows):
    numbered = iter(range(100))
    written = [[f"<{tag}{spans}>c{next(numbered)}</{tag}>" for tag, spans in row] for row in rows]
    blocks = read(table("<td>k<td>k<td>k", *("".join(row) for row in written))).blocks
    grid = blocks[-1]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["k", "k", "k", *(f"c{n}" for n in range(next(numbered)))]
    taken = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    assert len(taken) == len(set(taken))
    assert all(row <= len(rows) for row, _ in taken)


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "<table>",
                "</table>",
                "<tr>",
                "<td>",
                "<td rowspan=7>",
                "</td>",
                "<p>",
                "<br>",
                "甲",
                "1",
                "<tbody>",
                "<pre>",
                "<h1>",
                "<form>",
                "\n",
                "&nbsp;",
                "<!--",
                "-->",
                "<style>",
                "<caption>",
                "<tfoot>",
                "\0",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_markup_is_read_or_refused(page):
    with suppress(GoujiError):
        assert read("<p>始</p>" + page).blocks[0].text.startswith("始")


@pytest.mark.parametrize("case", ["shuyang-drc-2023", "large-city-2025"])
def test_real_pages_have_their_values_in_line(shared, case):
    file = shared / "cases" / f"{case}.html"
    truth = json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8"))
    cells = truth.get("cells", truth)
    disclosure, applications, reviews = (
        block for block in read(file.read_bytes()).blocks if isinstance(block, Grid)
    )
    assert (disclosure.width, applications.width, reviews.width) == (4, 10, 15)
    columns = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
    rows = list(dict.fromkeys(key.split("/")[1] for key in cells if key.startswith("applications/")))
    printed = {(cell.row, cell.column): cell.text for cell in applications.cells}
    assert [[printed[row, column] for column in range(3, 10)] for row in range(3, 3 + len(rows))] == [
        [
            "" if cells[key] is None else str(cells[key])
            for key in (f"applications/{row}/{column}" for column in columns)
        ]
        for row in rows
    ]
    parts = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    results = ("upheld", "corrected", "other", "pending", "total")
    assert [cell.text for cell in reviews.rows[3]] == [
        str(cells[f"reviews/{part}/{result}"]) for part in parts for result in results
    ]


def test_what_workbooks_write_for_line_breaks_is_left_out():
    cells = "<td>商业_x000D_\n企业</td><td>18_x000D_</td><td>1_x000A_8</td>"
    assert [cell.text for cell in only_grid(table(cells)).cells] == ["商业 企业", "18", "1_x000A_8"]


def test_tables_as_the_text_encoding_initiative_has_them():
    row = "<row><cell role='head'>规章</cell><cell/><cell><p>3</p></cell></row>"
    page = f"<doc><main><p>甲</p><table>{row}</table></main></doc>"
    words, grid = read_document(page.encode(), "r.xml").blocks
    assert words.text == "甲"
    assert [cell.text for cell in grid.cells] == ["规章", "", "3"]

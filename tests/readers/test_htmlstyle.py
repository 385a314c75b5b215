"""Web pages whose styles keep a figure from being seen: it is not read, and what is seen is read as it is."""

import pytest
from lxml import etree

from gouji.model.document import PICTURE, Grid, Paragraph
from gouji.readers.containers import read_document
from gouji.readers.web.css import StyleSheet, declarations

UNSEEN = "\ufffd"


def read(body: str, sheet: str = ""):
    return read_document(f"<html><head><style>{sheet}</style></head>{body}</html>".encode(), "r.html")


def figure(cell: str, sheet: str = "", table: str = "<table>") -> str:
    """The text of a cell of a table."""
    blocks = read(f"<p>x{table}<tr><td>a</td>{cell}</tr></table>", sheet).blocks
    return next(block for block in blocks if isinstance(block, Grid)).cells[-1].text


@pytest.mark.parametrize(
    "style",
    [
        "color:white",
        "COLOR : #FFFFFF",
        "color:#fff !important",
        "color: rgb(255, 255, 255)",
        "color:rgba(0,0,0,0)",
        "color:transparent",
        "font-size:0",
        "font-size: 0.0em",
        "font-size:1px",
        "font:0/0 a",
        "font-size:2pt",
        "text-indent:-9999px",
        "text-indent:-999em",
        "position:absolute;left:-9999px",
        "position: fixed; top: -300px",
        "position:relative;left:-99em",
        "margin-left:-9999px",
        "position:absolute;clip:rect(0,0,0,0)",
        "position:absolute; clip: rect(1px 1px 1px 1px)",
        "clip-path:inset(50%)",
        "width:0;overflow:hidden",
        "overflow:hidden;display:inline-block;height:1px",
    ],
)
def test_text_that_a_style_keeps_from_being_seen_is_no_part_of_a_figure(style):
    assert figure(f'<td>8<span style="{style}">01</span>件</td>') == f"8{UNSEEN * 2}件"
    assert figure(f'<td><span style="{style}">（其中2件）</span>8</td>') == f"（其中{UNSEEN}件）8"
    assert figure(f'<td>8<span style="{style}"><b>.</b>5</span></td>') == f"8{UNSEEN * 2}"


@pytest.mark.parametrize(
    "style",
    [
        "color:black",
        "background-color:#fff",
        "border-color:white",
        "color:#fff;background:#369",
        "color:white;background:url(a.png)",
        "font-size:0.8em",
        "font-size:9pt",
        "font:12px/1.5 宋体",
        "font:100 12px 宋体",
        "text-indent:-48.0pt;margin-left:48.0pt",
        "text-indent:2em",
        "position:absolute;left:-9px",
        "position:absolute;left:50%;margin-left:-500px",
        "left:-9999px",
        "position:absolute;clip:rect(0,80px,20px,0)",
        "width:0",
        "width:100%;overflow:hidden",
        "width:0.5em;overflow:hidden",
        "vertical-align:middle;text-decoration:underline",
        "white-space:nowrap",
    ],
)
def test_other_styles_leave_a_figure_as_it_is(style):
    assert figure(f'<td>8<span style="{style}">01</span></td>') == "801"


def test_a_cell_is_as_high_as_its_text_whatever_it_declares():
    assert figure('<td style="height:0;overflow:hidden">12</td>') == "12"
    assert figure('<td style="width:0;overflow:hidden">12</td>') == UNSEEN * 2


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<td><font color="white">12</font></td>', UNSEEN * 2),
        ('<td><font color="#FFFFFF">12</font></td>', UNSEEN * 2),
        ('<td><font color="red">12</font></td>', "12"),
        ('<td bgcolor="#003366"><font color="white">12</font></td>', "12"),
        ('<td bgcolor="#ffffff"><font color="white">12</font></td>', UNSEEN * 2),
        ('<td background="a.gif" style="color:#fff">12</td>', "12"),
        ('<td style="background:none;color:#fff">12</td>', UNSEEN * 2),
        ('<td style="color:#fff">1<span style="color:#000">2</span></td>', f"{UNSEEN}2"),
        ('<td style="color:#fff">1<span style="color:inherit">2</span></td>', UNSEEN * 2),
        ('<td style="color:#fff">1<a href="x">2</a></td>', f"{UNSEEN}2"),
        ('<td style="color:#fff">1<span style="background:#000">2</span></td>', f"{UNSEEN}2"),
        ('<td style="font-size:0"><span style="font-size:14px">12</span> </td>', "12"),
        ('<td style="font-size:0"><span style="font-size:200%">12</span> </td>', UNSEEN * 2),
        ('<td style="text-indent:-999px"><p style="text-indent:0">12</p></td>', "12"),
        ('<td style="text-decoration:line-through">12</td>', "1\u03362\u0336"),
        ('<td style="background:#369"><b style="color:rgb(51,102,150)">12</b></td>', UNSEEN * 2),
        ('<td bgcolor="navy" style="color:#000088">12</td>', UNSEEN * 2),
        ('<td bgcolor="navy" style="color:black">12</td>', "12"),
        ('<td style="background:#000 url(a.png);color:#000">12</td>', "12"),
        ('<td>8<b style="vertical-align:super">1</b></td>', "8¹"),
        ('<td style="vertical-align:super">81</td>', "81"),
    ],
)
def test_what_stands_inside_and_around_decides_too(cell, shown):
    assert figure(cell) == shown


def test_attributes_with_the_same_value_are_told_apart():
    assert (
        figure('<td><font bgcolor="white">甲</font><font color="white">12</font></td>') == f"甲{UNSEEN * 2}"
    )


def test_white_text_is_seen_where_a_table_or_the_page_is_dark():
    cell = '<td><span style="color:white">12</span></td>'
    assert figure(cell, table='<table style="background-color:navy">') == "12"
    assert figure(cell, sheet="table{background:navy}") == "12"
    assert figure(cell, sheet="body{background:#fff}") == UNSEEN * 2


HIDDEN = '<td>8<span class="n">1</span></td>'


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        (".n{display:none}", f"8{UNSEEN}"),
        ("td span.n { visibility : hidden }", f"8{UNSEEN}"),
        ("table > tr .n,.m{opacity:0}", f"8{UNSEEN}"),
        ("<!-- /* {.n} */ p{margin:0} .n{color:#FFF} -->", f"8{UNSEEN}"),
        (".n{position:absolute;left:-999px}", f"8{UNSEEN}"),
        ("@import url(a.css); .n{font-size:0}", f"8{UNSEEN}"),
        (".n{text-decoration:line-through}", "81\u0336"),
        (".n{vertical-align:super}", "8¹"),
        ("span{vertical-align:sub}", "8₁"),
        ("@media print{.n{display:none}}", "81"),
        ("@media print{.m{color:red}.n{display:none}} .o{color:red}", "81"),
        (".n:hover{display:none}", "81"),
        (".m .n{display:none}", "81"),
        (".n.m{display:none}", "81"),
        (".n{display:none} .n{display:inline}", "81"),
        ("span.n{display:inline} .n{display:none}", "81"),
        (".n{display:inline !important} span.n{display:none}", "81"),
        (".n{background:navy;color:white}", "81"),
        (".n{background:#222;color:#2a2a2a}", f"8{UNSEEN}"),
        ("@media screen{.n{display:none}}", f"8{UNSEEN}"),
        ("@media only screen {@media all {.n{display:none}}}", f"8{UNSEEN}"),
        ("@media screen and (max-width:600px){.n{display:none}}", "81"),
        ("td > *{display:none}", f"8{UNSEEN}"),
        ("table tbody>tr td>span{display:none}", f"8{UNSEEN}"),
        ("td:last-child span:first-child{display:none}", f"8{UNSEEN}"),
        ("td:nth-child(2) :not(.m){color:#fff}", f"8{UNSEEN}"),
        ("td[class] .n,td .n[class~=n]{display:none}", f"8{UNSEEN}"),
        ("td + td span{display:none}", f"8{UNSEEN}"),
        (":is(.a,td) span{visibility:hidden}", f"8{UNSEEN}"),
        ("td:first-child span{display:none}", "81"),
        ("td[title] .n{display:none}", "81"),
        ("td > td .n, .n + .n, b ~ .n{display:none}", "81"),
        (".n:no-such-thing, .n{display:none}", f"8{UNSEEN}"),
        (".n::selection{color:#fff}.n:has(b){display:none}.n:checked{display:none}", "81"),
        (".n{display:none} td .n{display:inline}", "81"),
        ("td .n{display:inline} span:nth-child(1).n{display:none}", f"8{UNSEEN}"),
        ("span{unicode-bidi:bidi-override;direction:rtl}", f"8{UNSEEN}"),
        ("span{float:right}", "8¹"),
        ("td{letter-spacing:-9px}", UNSEEN * 2),
        (".n{-webkit-text-fill-color:transparent}", f"8{UNSEEN}"),
        (".n{opacity:.02}", f"8{UNSEEN}"),
        (".n{display:inline-block;transform:scaleX(-1)}", f"8{UNSEEN}"),
    ],
)
def test_rules_of_the_page_hide_strike_and_raise_in_a_table(sheet, shown):
    assert figure(HIDDEN, sheet) == shown


def test_a_style_attribute_overrides_a_rule_and_an_id_is_a_name_too():
    shown = '<td>8<span class="n" style="display:inline">1</span></td>'
    assert figure(shown, ".n{display:none}") == "81"
    assert figure('<td>8<b id="n">1</b></td>', "#n{display:none}") == f"8{UNSEEN}"
    assert figure(
        '<td class="n">8<b class="m">1</b></td>', ".n{visibility:hidden}.m{visibility:visible}"
    ) == (f"{UNSEEN}1")


def test_what_a_rule_hides_outside_a_table_is_left_to_scripts():
    page = '<div class="n"><p>本年新收12件</p><table><tr><td>a<td>12</table></div>'
    blocks = read(page, ".n{display:none}").blocks
    assert blocks[0] == Paragraph("本年新收12件", blocks[0].place)
    assert blocks[1].cells[1].text == "12"
    framed = f"<table><tr><td><div class='n'>{page}</div></td></tr></table>"
    assert read(framed, ".n{display:none}").blocks[0].text == "本年新收12件"


def test_a_page_that_is_white_until_a_script_runs_is_read():
    assert read('<body style="color:white;font-size:0"><p>新收12件').blocks[0].text == "新收12件"


def test_how_many_figures_are_hardly_seen_is_said():
    document = read('<p>新收<span style="color:#fff">12</span>件，办结12件<i style="font-size:0">3</i>')
    assert [block.text for block in document.blocks] == [f"新收{UNSEEN * 2}件，办结12件{UNSEEN}"]
    (note,) = document.notes
    assert note.code == "html-doubtful"
    assert note.text.zh == (
        "有 3 个数字字符在文件中而人可能看不到或看不清（白色、极小、移到页面之外、被样式隐藏或被线划过），"
        f"以“{UNSEEN}”表示，所在的数不读取。"
    )
    assert note.text.en.startswith(
        "3 characters of figures are in the file but perhaps not to be seen (white, tiny,"
    )


def test_words_that_are_not_seen_are_no_reason_to_say_anything():
    assert read('<p>年报<span style="color:#fff">返回</span>').notes == ()


def test_declarations_and_rules_are_taken_as_a_browser_does():
    assert declarations("COLOR:Red;;color:Blue!important;color:green;x") == {"color": "blue"}
    sheet = StyleSheet(["a{color:red}} td{color:blue", "td{color:green}", "p{margin:0}"], {"color"})
    assert sheet.declared(etree.Element("td"), "") == {"color": "green"}
    assert sheet.declared(etree.Element("p"), "") == {}
    assert sheet.declared(etree.Element("a"), "COLOR:white") == {"color": "white"}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<td><bdo dir="rtl">81</bdo></td>', UNSEEN * 2),
        ('<td><bdo dir="ltr">81</bdo></td>', "81"),
        ('<td dir="rtl">81</td>', "81"),
        ('<td><div style="display:flex;flex-direction:row-reverse"><i>8</i><i>1</i></div></td>', UNSEEN * 2),
        ('<td><div style="width:6px;overflow:hidden">81</div></td>', UNSEEN * 2),
        ('<td style="max-width:5px;overflow:hidden;white-space:nowrap">81</td>', UNSEEN * 2),
        ('<td style="max-width:5px;overflow:hidden">81</td>', "81"),
        ("<td>81<noembed>1</noembed><dialog>1</dialog><b popover>1</b></td>", "81"),
        ("<td>8<dialog open>1</dialog></td>", "8\n1"),
        ("<td>8<script>var a=1</script>1</td>", "81"),
        ("<td><script>document.write('81')</script></td>", PICTURE),
        ("<td>8<script>document.write('1')</script></td>", f"8{PICTURE}"),
    ],
)
def test_what_elements_show_of_their_text(cell, shown):
    assert figure(cell) == shown


HIDING = ("visibility:hidden", "VISIBILITY : collapse", "opacity:0", "opacity: .04;color:red")


@pytest.mark.parametrize("style", HIDING)
def test_a_hidden_cell_keeps_its_place(style):
    (grid,) = read(
        f"<table><tr><td>a<td style='{style}' colspan=2>1<td>2<tr><td>b<td>3<td>4<td>5</table>"
    ).blocks
    assert [(cell.column, cell.colspan, cell.text) for cell in grid.rows[0]] == [
        (0, 1, "a"),
        (1, 2, ""),
        (3, 1, "2"),
    ]
    assert [note.code for note in read(f"<p>a</p><table><tr><td style='{style}'>12</table>").notes] == [
        "html-hidden"
    ]


def test_a_cell_that_is_not_displayed_takes_no_place():
    rows = "<tr><td>a<td {0}>9<td>2<tr><td>b<td {0}>9<td>4"
    for attribute, sheet in (
        ("style='display:none'", ""),
        ("class=n", ".n{display:none}"),
        ("", "td:nth-child(2){display:none}"),
        ("data-year=2023", "td[data-year]{display:none}"),
    ):
        document = read(f"<table>{rows.format(attribute)}</table>", sheet)
        assert [[cell.text for cell in row] for row in document.blocks[0].rows] == [["a", "2"], ["b", "4"]]
        assert document.notes[0].text.zh == "网页中有 2 个字符设为不显示，未读取。"


def test_a_row_that_is_hidden_keeps_its_place_unless_it_collapses():
    rows = "<tr><td>a<td>1<tr style='{}'><td>b<td>2<tr><td>c<td>3"
    for style, left in (("visibility:hidden", ["a", "", "c"]), ("visibility:collapse", ["a", "c"])):
        (grid,) = read(f"<table>{rows.format(style)}</table>").blocks
        assert [row[0].text for row in grid.rows] == left


def test_what_is_shown_inside_of_a_hidden_cell_is_not_read_for_certain():
    assert figure("<td style='visibility:hidden'>1<b style='visibility:visible'>2</b></td>") == UNSEEN


def test_rules_that_name_the_body_of_a_table_are_for_one_without():
    assert figure("<td>8<b>1</b></td>", "table tbody > tr > td b{display:none}") == f"8{UNSEEN}"
    assert figure("<td>8<b>1</b></td>", "thead b{display:none}") == "81"


def test_rules_beyond_number_do_not_take_beyond_time():
    many = "".join(f".a{n},.n .n,td:nth-child({n}) b{{display:none}}" for n in range(20_000))
    assert figure('<td><b class="n"><i class="n">1</i></b></td>' * 500, many) == UNSEEN

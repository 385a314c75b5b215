"""Pictures, fields of forms and drawn formulas in the cells of a web page: never blank, never a guess."""

import pytest

from gouji.model.document import PICTURE
from readers.onecell import CELL, filed, page, said
from readers.test_html import only_grid, read, table, texts

PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
LARGE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACgAAAAYCAIAAAAH5iiXAAABkElEQVR4nO2WoavC"
PICTURES = (
    '<img src="18.png" alt="18">',
    f'<img src="{LARGE}">',
    '<p class="MsoNormal"><span><img width=40 height=24 src="a.files/image001.png"></span></p>',
    '<picture><source srcset="18.webp"><img data-src="18.png"></picture>',
    '<svg width="30" height="20"><text y="15">18</text></svg>',
    '<canvas width="40" height="20"></canvas>',
    '<object data="18.svg" type="image/svg+xml">18</object>',
    '<embed src="18.swf">',
    '<iframe src="18.html"></iframe>',
    "<video controls><source src=a.mp4></video>",
    '<v:shape style="width:30pt"><v:imagedata src="18.png"></v:shape>',
    "<meter value=18 max=20>18</meter>",
    '<input type="text">',
    '<input type="image" src="18.png">',
    '<input type="checkbox" value="18">',
    '<input type="number" value="about 18">',
    "<textarea></textarea>",
    "<select><option>17<option>18</select>",
    "<select multiple><option>17<option selected>18</select>",
    "<button>18</button>",
    "<math><mfrac><mn>1</mn><mn>8</mn></mfrac></math>",
    "<math><mrow><msup><mn>18</mn><mn>1</mn></msup></mrow></math>",
    "<math><mroot><mn>18</mn><mn>1</mn></mroot></math>",
)


@pytest.mark.parametrize("markup", PICTURES)
def test_a_picture_or_a_field_of_unknown_content_is_illegible(markup):
    assert said(page(markup)) == (PICTURE, None, "illegible")


@pytest.mark.parametrize("column", ["natural_person", "research", "other", "total"])
def test_in_whatever_column_the_picture_stands(column):
    cell = f"applications/granted/{column}"
    assert said(page("<img src=a.png>", cell=cell), cell) == (PICTURE, None, "illegible")


@pytest.mark.parametrize(
    "cell",
    ["disclosure/licences/decisions", "disclosure/rules/issued", "reviews/reconsideration/upheld"],
)
def test_in_whatever_table_the_picture_stands(cell):
    assert said(page("<img src=a.png>", cell=cell), cell) == (PICTURE, None, "illegible")


def test_a_note_says_where_and_what_to_do():
    (note,) = [note for note in filed(page("<img src=a.png>")).notes if note.code == "cells-picture"]
    assert note.text.zh == (
        f"“收到和处理政府信息公开申请情况”表有 1 格显示的是图片、公式对象、表单控件或脚本写出的内容"
        f"（以“{PICTURE}”表示），其中的数无从读取，未作猜测。请对照原件，或提供印有文字的版本。"
    )
    assert "In 1 cells of the table" in note.text.en
    assert "none was guessed" in note.text.en
    assert note.place == filed(page("18")).cell(CELL).place


@pytest.mark.parametrize(
    "markup",
    [
        '<input value="18" readonly>',
        '<input type="number" value="18">',
        '<input type="textbox" value=" 18 ">',
        "<textarea>\n18 </textarea>",
        "<select><option>17<option selected>18</select>",
        "<select><option>18</option></select>",
        "<math><mn>18</mn></math>",
        "<math><semantics><mrow><mn>1</mn><mn>8</mn></mrow><annotation>18</annotation></semantics></math>",
    ],
)
def test_the_value_that_a_field_shows_for_certain_is_read(markup):
    assert said(page(markup)) == ("18", 18, "read")


@pytest.mark.parametrize(
    "markup",
    [
        f'18<img src="{PIXEL}">',
        '18<img src="images/spacer.gif">',
        '<img src="line.gif" width="200" height="1">18',
        '18<svg width="0" height="0"><text>1</text></svg>',
        '18<img src="a.png" style="display:none">',
        '<span hidden><img src="a.png"></span>18',
        '18<input type="hidden" value="181">',
        '18<img alt="">',
    ],
)
def test_what_shows_nothing_is_passed_over(markup):
    assert said(page(markup)) == ("18", 18, "read")


def test_a_picture_beside_a_figure_leaves_it_in_doubt():
    assert said(page('18<img src="new.png">')) == (f"18{PICTURE}", None, "illegible")
    assert said(page('<img src="1.png"> 8')) == (f"{PICTURE} 8", None, "illegible")
    assert said(page('/<img src="1.png">')) == (f"/{PICTURE}", None, "illegible")


def test_a_picture_in_a_label_or_a_heading_is_decoration():
    plain = filed(page("18"))
    decorated = (
        page("18")
        .decode()
        .replace("商业企业", '<img src="i.png">商业企业')
        .replace(
            "一、本年新收政府信息公开申请数量",
            '<svg></svg>一、本年新收政府信息公开申请数量<img src="help.gif">',
        )
    )
    assert [cell[1:4] for cell in filed(decorated.encode()).form_cells] == [
        cell[1:4] for cell in plain.form_cells
    ]


def test_pictures_outside_of_tables_and_tables_of_pictures_leave_no_trace():
    menu = table('<td><img src="a.png"></td><td><input value="查询"></td>')
    pictures = table("<td><img src=a.png></td><td><img src=b.png></td>", "<td><img src=c></td><td></td>")
    document = read(
        f'<p>前<img src="a.png">后</p><input value="18">{pictures}{table("<td>a</td><td>1</td>")}'
    )
    assert [block.text for block in document.blocks if hasattr(block, "text")] == ["前后", "x", "x"]
    assert PICTURE not in "".join(document.texts)
    assert [cell.place.table for cell in only_grid(f"{pictures}{table('<td>a</td><td>1</td>')}").cells] == [
        1,
        1,
    ]
    assert texts(f"<p>新收<math><mfrac><mn>1</mn><mn>8</mn></mfrac></math>件</p>{menu}")[0] == "新收件"


@pytest.mark.parametrize(
    ("markup", "style"),
    [
        ('<span class="n"></span>', '.n::before{content:"18"}'),
        ("<p id=n></p>", "#n:AFTER {content:'共' \"18\"}"),
        ('<b class="n" data-v="18"></b>', "table b.n::after{content:attr(data-v)}"),
        ('<i class="n"></i>', ".n:before{counter-increment:n 18;content:counter(n)}"),
        ('<i class="n"></i>', ".n:before{content:url(18.png)}"),
        ('<i class="ok"></i>', '.ok::before{content:"\\f00c"}'),
        ('<i class="n"></i>', "td .n{display:inline-block;width:30px;background:url(s.png) 0 -20px}"),
        ('<i style="background-image:url(18.png);padding:9px 12px"></i>', ""),
    ],
)
def test_what_a_style_draws_in_an_empty_cell_is_a_picture(markup, style):
    assert said(page(markup, f"<style>{style}</style>")) == (PICTURE, None, "illegible")


def test_a_background_of_the_cell_alone_is_a_picture():
    (grid,) = read(
        table('<td>a</td><td style="background:url(18.png) no-repeat"></td><td background="19.png"></td>')
    ).blocks[1:]
    assert [cell.text for cell in grid.cells] == ["a", PICTURE, PICTURE]


@pytest.mark.parametrize(
    "style",
    [
        'td::before{content:""}.n:after{content:" ";clear:both}',
        'td::before{content:attr(data-label)}.n::after{content:"件"}',
        '.n::before{content:"\\f00c"}',
        '@media print{.n::before{content:"1"}}.n:hover::before{content:"1"}.m::before{content:"1"}',
        "td{background:url(paper.gif)}table{background-image:url(18.png)}",
    ],
)
def test_ornaments_beside_a_figure_and_grounds_behind_it_change_nothing(style):
    assert said(page('<span class="n">18</span>', f"<style>{style}</style>")) == ("18", 18, "read")


def test_the_ground_of_all_cells_is_no_picture_in_an_empty_one():
    assert said(page("", "<style>td{background:url(paper.gif)}</style>")) == ("", None, "blank")
    assert said(page('<i class="n"></i>', "<style>.n{background:url(dot.gif)}</style>")) == (
        "",
        None,
        "blank",
    )


def test_a_digit_that_a_style_draws_beside_a_figure_leaves_it_in_doubt():
    drawn = page('18<i class="n"></i>', '<style>.n::after{content:"1"}</style>')
    assert said(drawn) == (f"18{PICTURE}", None, "illegible")

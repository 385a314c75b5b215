"""Digits of one figure share baseline and size, in every container; else the cell is illegible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.readers.marks import FigurePart, levelled
from readers.onecell import CELL, filed, page, said, word, workbook

RAISED, LOWERED = ("18¹", None, "illegible"), ("18₁", None, "illegible")
READ = ("18", 18, "read")


def usual() -> float:
    return 12.0


@pytest.mark.parametrize(
    ("parts", "texts"),
    [
        ([("18", 0, 12), ("1", 5, 7)], ["18", "¹"]),
        ([("1", 5, 7), ("18", 0, 12)], ["¹", "18"]),
        ([("18", 0, 12), ("1", -3, 12)], ["18", "₁"]),
        ([("1", 3, 12), ("8", 3, 12)], ["1", "8"]),
        ([("1", 3, 7), ("8", 3, 7)], ["¹", "⁸"]),
        ([("1", 5, 12), ("8", 5, 12), ("1", 9, 7)], ["1", "8", "¹"]),
        ([("1", 0, 12), ("8", 0, 9)], ["1", "8"]),
        ([("18", 0, 12), ("1", 0, 8)], ["18", "₁"]),
        ([("1", 0, 8), ("8", 0, 12)], ["₁", "8"]),
        ([("22", 0, 12), ("（其中修订16件）", 0, 8)], ["22", "（其中修订16件）"]),
        ([("1", 0, 12), (",", 0, 12), ("0", 0, 12), ("00", 0, 7)], ["1", ",", "0", "₀₀"]),
        ([("1\n", 0, 12), ("8", 0, 7)], ["1\n", "8"]),
        ([("1", 0, 12), (" ", 5, 7), ("", 5, 7)], ["1", " ", ""]),
        ([("18", 0, 12), ("注", 5, 7)], ["18", "注"]),
        ([("18", 0, 12), ("注1", 5, 7)], ["18", "注¹"]),
        ([("1", 0, 12), ("8", 0.05, 12)], ["1", "8"]),
    ],
)
def test_what_is_off_the_line_of_its_figure(parts, texts):
    assert levelled([FigurePart(*part) for part in parts], usual) == texts


def test_outside_of_tables_only_what_is_moved_counts():
    assert levelled([FigurePart("2", 0, 20), FigurePart("024年", 0, 10)], None) == ["2", "024年"]
    assert levelled([FigurePart("18", 0, 12), FigurePart("1", 4, 8), FigurePart("件", 0, 12)], None) == [
        "18",
        "¹",
        "件",
    ]


@given(
    st.lists(st.builds(FigurePart, st.text("018.,件 \n¹"), st.floats(-9, 9), st.floats(1, 40)), max_size=6)
)
def test_digits_stay_in_their_order_and_all_else_stays(parts):
    plain = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
    for size in (usual, None):
        written = levelled(parts, size)
        assert [text.translate(plain) for text in written] == [part.text.translate(plain) for part in parts]
        same = [part._replace(shift=0, size=12) for part in parts]
        assert levelled(same, size) == [part.text for part in parts]


SPANS = {
    "style": "18<span style='{}'>1</span>",
    "element inside": "18<b><span style='{}'><u>1</u></span></b>",
    "all in elements": "<p><span>18</span><span style='{}'>1</span></p>",
}
UP = (
    "vertical-align:5.0pt", "vertical-align:30%", "vertical-align:.4em", "vertical-align: 3px",
    "vertical-align:super", "vertical-align:text-top", "vertical-align:top",
    "position:relative;top:-5pt", "position:relative;bottom:.3em",
    "font-size:7.5pt;position:relative;top:-5.0pt;mso-text-raise:5.0pt", "mso-text-raise:3.0pt",
    "display:inline-block;transform:translateY(-5px)", "display:inline-block;transform:translate(0, -5px)",
    "font-variant-position:super", "font-feature-settings:&quot;sups&quot;",
)  # fmt: skip
DOWN = (
    "vertical-align:-3pt", "vertical-align:sub", "vertical-align:text-bottom", "position:relative;top:4px",
    "mso-text-raise:-2.0pt;position:relative;top:2.0pt", "font-size:8pt", "font-size:60%", "font:50%/1 宋体",
    "font-size:xx-small",
)  # fmt: skip
LEVEL = (
    "vertical-align:baseline", "vertical-align:middle", "vertical-align:0", "vertical-align:inherit",
    "position:relative;top:0", "position:relative;left:2px", "mso-text-raise:0pt", "font-size:10.5pt",
    "font-size:14pt", "font-size:small", "font-size:inherit", "transform:none", "top:-5pt",
)  # fmt: skip


@pytest.mark.parametrize("markup", SPANS.values(), ids=SPANS)
@pytest.mark.parametrize(
    ("styles", "expected"), [(UP, RAISED), (DOWN, LOWERED), (LEVEL, ("181", 181, "read"))]
)
def test_web_pages(markup, styles, expected):
    for style in styles:
        assert said(page(markup.format(style))) == expected, style


@pytest.mark.parametrize("style", [*UP, *DOWN])
def test_web_pages_with_the_style_in_a_sheet(style):
    sheet = f"<style>td .n {{{style.replace('&quot;', chr(34))}}}</style>"
    assert said(page("18<span class='n'>1</span>", sheet)) == (RAISED if style in UP else LOWERED)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("18<sup>1</sup>", RAISED),
        ("18<sup class='n'>1</sup>", RAISED),
        ("18<SUP\nstyle='vertical-align:baseline;font-size:100%'><a href='#n'>1</a></SUP>", RAISED),
        ("18<sub>1</sub>", LOWERED),
        ("18<small>1</small>", ("181", 181, "read")),
        ("18<small><small>1</small></small>", LOWERED),
        ("18<font size=1>1</font>", LOWERED),
        ("18<font size='-2'>1</font>", LOWERED),
        ("18<b style='zoom:.5'>1</b>", LOWERED),
        ("18<b style='zoom:110%'>1</b>", ("181", 181, "read")),
        ("18<b style='display:block'>1</b>", ("18\n1", None, "illegible")),
        ("<b style='display:block'>18</b>", READ),
        ("18<b style='display:table-cell'>1</b>", ("18\n1", None, "illegible")),
        ("1<b style='display:inline-block'>8</b>", READ),
        ("18<!-- 注 --><span style='vertical-align:4px'>1</span>", RAISED),
        ("&#49;８<span style='vertical-align:4px'>1</span>", ("1８¹", None, "illegible")),
        ("18 <span style='vertical-align:4px'>1</span>", ("18 ¹", None, "illegible")),
        ("<ruby>18<rp>(</rp><rt>1</rt><rp>)</rp></ruby>", RAISED),
    ],
)
def test_elements_of_web_pages(markup, expected):
    reset = "<style>sup,sub{vertical-align:baseline;font:inherit}</style>"
    assert said(page(markup, reset)) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<span style='position:relative;top:-3pt'>18</span>", READ),
        ("<span style='vertical-align:2px'>1</span><span style='vertical-align:2px'>8</span>", READ),
        ("<span style='vertical-align:top'>18</span>", READ),
        ("<span style='font-size:8pt'>18</span>", READ),
        ("<p style='position:relative;top:-3pt;font-size:8pt'>18</p>", READ),
        ("<span style='position:relative;top:-5pt;font-size:7.5pt'>1</span>", ("¹", None, "illegible")),
        ("<sup>18</sup>", ("¹⁸", None, "illegible")),
    ],
)
def test_a_cell_of_a_web_page_all_of_which_is_moved_alike(markup, expected):
    assert said(page(markup)) == expected


def test_a_note_says_why():
    (note,) = filed(page("18<sup>1</sup>")).notes
    assert (note.code, note.place) == ("cells-uneven", filed(page("18")).cell(CELL).place)
    assert note.text.zh == (
        "“收到和处理政府信息公开申请情况”表有 1 格的数字高低、大小不一或被划线（以上标、下标字或划线表示，"
        "多是注释的标记或改动），不能当作一个数，未读取。"
    )
    assert note.text.en.startswith(
        "In 1 cells of the table “收到和处理政府信息公开申请情况” digits stand off"
    )


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


WORD_UP = ('<w:position w:val="8"/><w:sz w:val="14"/>', '<w:position w:val="3"/>',
           '<w:position w:val="4pt"/>', '<w:vertAlign w:val="superscript"/>')  # fmt: skip
WORD_DOWN = ('<w:position w:val="-6"/>', '<w:vertAlign w:val="subscript"/>', '<w:sz w:val="12"/>',
             '<w:sz w:val="6pt"/>')  # fmt: skip
WORD_LEVEL = ('<w:position w:val="0"/>', '<w:sz w:val="18"/>', '<w:vertAlign w:val="baseline"/>')


@pytest.mark.parametrize(
    ("looks", "expected"),
    [(WORD_UP, RAISED), (WORD_DOWN, LOWERED), (WORD_LEVEL, ("181", 181, "read"))],
)
def test_word_files(looks, expected):
    for properties in looks:
        assert said(word(run("18") + run("1", properties))) == expected, properties

        def styles(text: str, properties: str = properties) -> str:
            based = '<w:style w:type="character" w:styleId="M"><w:basedOn w:val="N"/></w:style>'
            base = f'<w:style w:type="character" w:styleId="N"><w:rPr>{properties}</w:rPr></w:style>'
            return text.replace("</w:styles>", f"{based}{base}</w:styles>")

        assert said(word(run("18") + run("1", '<w:rStyle w:val="M"/>'), styles=styles)) == expected, (
            properties
        )


def test_a_cell_of_a_word_file_all_of_which_is_moved_alike():
    moved = '<w:position w:val="6"/>'
    assert said(word(run("1", moved) + run("8", moved))) == READ
    assert said(word(run("1", '<w:position w:val="8"/><w:sz w:val="14"/>'))) == ("¹", None, "illegible")
    assert said(word(run("18", '<w:sz w:val="14"/>'))) == READ
    assert said(word(run("18", '<w:eastAsianLayout w:id="1" w:combine="1"/>'))) == (
        "\ufffd\ufffd",
        None,
        "illegible",
    )


def test_a_word_file_whose_default_style_moves_all_its_text():
    def styles(text: str) -> str:
        name = '<w:name w:val="Normal"/>'
        return text.replace(name, f'{name}<w:rPr><w:position w:val="8"/></w:rPr>')

    plain = [cell[1:4] for cell in filed(word(run("18"))).form_cells]
    assert [cell[1:4] for cell in filed(word(run("18"), styles=styles)).form_cells] == plain


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('<vertAlign val="superscript"/>', RAISED),
        ('<vertAlign val="subscript"/>', LOWERED),
        ('<sz val="6"/>', LOWERED),
        ('<sz val="9"/>', ("181", 181, "read")),
        ('<sz val="11"/><rFont val="宋体"/>', ("181", 181, "read")),
    ],
)
def test_workbooks(properties, expected):
    runs = f"<is><r><t>18</t></r><r><rPr>{properties}</rPr><t>1</t></r></is>"
    assert said(workbook(f'<c {{}} t="inlineStr">{runs}</c>')) == expected

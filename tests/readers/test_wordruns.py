"""Word runs whose properties, of their own or of a style, hide, strike or raise their text."""

import pytest

from readers.test_docx import box, lines, p, package, read, tc

UNSEEN = "\ufffd"
STYLED = '<w:rStyle w:val="C"/>'
STYLES = {
    "raised": ('<w:vertAlign w:val="superscript"/>', "8¹"),
    "lowered": ('<w:vertAlign w:val="subscript"/>', "8₁"),
    "struck": ("<w:strike/>", "81\u0336"),
    "struck twice": ('<w:dstrike w:val="1"/>', "81\u0336"),
    "hidden": ("<w:vanish/>", "8"),
    "not shown on the web": ("<w:webHidden/>", "81"),
    "white": ('<w:color w:val="ffffff"/>', f"8{UNSEEN}"),
    "white by the theme": ('<w:color w:val="FFFFFF" w:themeColor="background1"/>', f"8{UNSEEN}"),
    "gray by the theme": ('<w:color w:val="808080" w:themeColor="background1" w:themeShade="80"/>', "81"),
    "red": ('<w:color w:val="FF0000"/>', "81"),
    "on a shade": ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F497D"/>', "81"),
    "on a theme's shade": (
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="accent1"/>',
        "81",
    ),
    "on a pattern": ('<w:color w:val="FFFFFF"/><w:shd w:val="pct50" w:color="000000"/>', "81"),
    "on white": ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="FFFFFF"/>', f"8{UNSEEN}"),
    "on no shade": ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="auto"/>', f"8{UNSEEN}"),
    "almost white": ('<w:color w:val="F2F2F2"/>', f"8{UNSEEN}"),
    "light gray": ('<w:color w:val="EEEEEE"/>', "81"),
    "black on black": ('<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>', f"8{UNSEEN}"),
    "black by itself on black": ('<w:color w:val="auto"/><w:shd w:val="clear" w:fill="000000"/>', "81"),
    "blue on blue": ('<w:color w:val="0000F8"/><w:highlight w:val="blue"/>', f"8{UNSEEN}"),
    "solid": ('<w:color w:val="C00000"/><w:shd w:val="solid" w:color="C00000"/>', f"8{UNSEEN}"),
    "marked": ('<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>', "81"),
    "tiny": ('<w:sz w:val="4"/>', f"8{UNSEEN}"),
    "small": ('<w:sz w:val="12"/>', "81"),
}


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def style(kind: str, name: str, properties: str, based_on: str = "", more: str = "") -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}" {more}><w:basedOn w:val="{based_on}"/>'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )


@pytest.mark.parametrize(("properties", "printed"), STYLES.values(), ids=STYLES)
def test_properties_of_a_run_or_its_character_style(properties, printed):
    assert lines(f"<w:p>{run('8')}{run('1', properties)}</w:p>") == [printed]
    styled = f"<w:p>{run('8')}{run('1', STYLED)}</w:p>"
    assert lines(styled, styles=style("character", "C", properties)) == [printed]
    based = style("character", "C", "<w:i/>", "B") + style("character", "B", properties, "C")
    assert lines(styled, styles=based) == [printed]


@pytest.mark.parametrize(("properties", "printed"), STYLES.values(), ids=STYLES)
def test_properties_of_the_paragraph_style(properties, printed):
    body = p("8") + p("1", '<w:pStyle w:val="P"/>')
    shown = "8" + "".join(lines(body, styles=style("paragraph", "P", properties))[1:])
    assert shown == printed
    by_default = style("paragraph", "P", properties, more='w:default="1"')
    assert "8" + "".join(
        lines("<w:p/>" + p("1") + p("甲", '<w:pStyle w:val="X"/>'), styles=by_default)[:-1]
    ) == (printed)


@pytest.mark.parametrize(
    ("by_paragraph", "by_run", "own", "printed"),
    [
        ("<w:strike/>", "", '<w:strike w:val="0"/>', "1"),
        ("", "<w:strike/>", '<w:strike w:val="false"/>', "1"),
        ("<w:strike/>", "<w:strike/>", "", "1\u0336"),
        ("<w:strike/>", '<w:strike w:val="0"/>', "", "1\u0336"),
        ("<w:vanish/>", "", '<w:vanish w:val="0"/>', "1"),
        ("<w:vanish/>", "<w:vanish/>", "", UNSEEN),
        ('<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="baseline"/>', "", "1"),
        ('<w:color w:val="FFFFFF"/>', "", '<w:color w:val="auto"/>', "1"),
        ('<w:sz w:val="2"/>', '<w:sz w:val="21"/>', "", "1"),
    ],
)
def test_what_is_said_nearer_to_the_text_holds(by_paragraph, by_run, own, printed):
    styles = style("paragraph", "P", by_paragraph) + style("character", "C", by_run)
    body = f'<w:p><w:pPr><w:pStyle w:val="P"/></w:pPr>{run("1", STYLED + own)}</w:p>'
    assert lines(body, styles=styles) == [printed]


WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="000080"/>'


def test_white_text_is_seen_on_a_shaded_paragraph_cell_or_table():
    def cell(properties: str = "", paragraph: str = "", table: str = "") -> str:
        inside = f"<w:p><w:pPr>{paragraph}</w:pPr>{run('12', WHITE)}</w:p>"
        row = f"<w:tr>{tc('a')}<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc></w:tr>"
        (grid,) = read(package(f"<w:tbl><w:tblPr>{table}</w:tblPr>{row}</w:tbl>", styles=banded)).blocks
        return grid.cells[1].text

    banded = (
        '<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:tcPr>'
        f"{DARK}</w:tcPr></w:tblStylePr></w:style>"
    )
    assert cell() == UNSEEN * 2
    assert cell(paragraph=DARK) == "12"
    assert cell(DARK) == "12"
    assert cell(table=DARK) == "12"
    assert cell(table='<w:tblStyle w:val="T"/>') == "12"
    assert cell('<w:shd w:val="clear" w:fill="FFFFFF"/>', table=DARK) == UNSEEN * 2


@pytest.mark.parametrize(
    ("fill", "shown"),
    [
        ("", UNSEEN * 2),
        ("<wps:spPr><a:noFill/></wps:spPr>", UNSEEN * 2),
        ("<wps:spPr><a:solidFill/></wps:spPr>", "12"),
        ('<wps:style><a:fillRef idx="1"/></wps:style>', "12"),
    ],
)
def test_white_text_is_seen_in_a_box_with_a_colour(fill, shown):
    drawn = box("12").replace("<w:rPr>", "").replace("<w:r><w:t", f"<w:r><w:rPr>{WHITE}</w:rPr><w:t")
    drawn = drawn.replace("<wps:txbx>", f'<wps:wsp xmlns:a="urn:a">{fill}<wps:txbx>')
    assert lines(drawn.replace("</wps:txbx>", "</wps:txbx></wps:wsp>")) == [shown]


def test_white_text_is_seen_in_a_shape_with_a_colour():
    for colour, shown in (("#1f497d", "12"), ("white [3201]", UNSEEN * 2), ("", "12")):
        inside = f"<w:txbxContent><w:p>{run('12', WHITE)}</w:p></w:txbxContent>"
        shape = f'<v:shape fillcolor="{colour}"><v:textbox>{inside}</v:textbox></v:shape>'
        assert lines(f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>") == [shown]


def test_how_many_figures_are_hardly_seen_is_said():
    document = read(package(f"<w:p>{run('新收12件')}{run('（其中3件）', WHITE)}</w:p>"))
    assert [block.text for block in document.blocks] == [f"新收12件（其中{UNSEEN}件）"]
    (note,) = document.notes
    assert note.code == "docx-doubtful"
    assert note.text.zh.startswith("有 1 个数字字符在文件中而人可能看不到或看不清（白色、极小、")
    assert note.text.en.startswith("1 characters of figures are in the file but perhaps not to be seen")

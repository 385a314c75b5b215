"""Word files: text as printed with changes accepted, tables with their geometry, numbers Word adds itself."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.model.document import Grid, Paragraph, Place
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.readers.limits import LIMITS
from gouji.readers.office.docxstyles import chinese

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
EXTRA = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(body: str, numbering: str = "", styles: str = "", **more: bytes) -> bytes:
    """A Word file around the XML of a body."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{RELATIONS}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": "<Relationships>"
        f'<Relationship Id="n" Type="{RELATIONS}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="s" Type="{RELATIONS}/styles" Target="/word/styles.xml"/></Relationships>',
        "word/document.xml": f"<w:document {EXTRA}><w:body>{body}</w:body></w:document>",
    }
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {EXTRA}>{numbering}</w:numbering>"
    if styles:
        parts["word/styles.xml"] = f"<w:styles {EXTRA}>{styles}</w:styles>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | {name.replace("__", "/"): value for name, value in more.items()}).items():
            archive.writestr(name, text)
    return data.getvalue()


def saved(document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def read(data: bytes, name: str = "report.docx"):
    return read_document(data, name)


def lines(body: str, **parts: str) -> list[str]:
    return [block.text for block in read(package(body, **parts)).blocks if isinstance(block, Paragraph)]


def p(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def shape(grid: Grid) -> list[list[tuple[int, int, int, str]]]:
    return [[(cell.column, cell.rowspan, cell.colspan, cell.text) for cell in row] for row in grid.rows]


def test_paragraphs_headings_and_places():
    document = docx.Document()
    document.core_properties.author = "某局"
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("段一\n段二")
    document.add_paragraph("  ")
    document.add_paragraph("后").add_run("\t半\u200b句")
    result = read(saved(document), "年报.doc")
    assert [(b.text, b.heading, b.place) for b in result.blocks] == [
        ("一、总体情况", True, Place(paragraph=1)),
        ("段一", False, Place(paragraph=2)),
        ("段二", False, Place(paragraph=3)),
        ("后\t半句", False, Place(paragraph=4)),
    ]
    assert result.metadata["creator"] == "某局"
    assert result.source.media_type.endswith("wordprocessingml.document")


def test_merged_cells_and_a_table_cut_by_a_page():
    document = docx.Document()
    first = document.add_table(3, 4)
    first.cell(0, 0).merge(first.cell(1, 1)).text = "角"
    first.cell(0, 2).merge(first.cell(0, 3)).text = "头"
    first.cell(2, 3).text = "1"
    first.cell(2, 3).add_paragraph("件")
    document.add_paragraph("")
    document.add_table(1, 2).cell(0, 1).text = "2"
    grids = read(saved(document)).blocks
    assert shape(grids[0]) == [
        [(0, 2, 2, "角"), (2, 1, 2, "头")],
        [(2, 1, 1, ""), (3, 1, 1, "")],
        [(0, 1, 1, ""), (1, 1, 1, ""), (2, 1, 1, ""), (3, 1, 1, "1\n件")],
    ]
    assert grids[0].cells[-1].place == Place(table=1, row=3, column=4)
    assert shape(grids[1]) == [[(0, 1, 1, ""), (1, 1, 1, "2")]]
    assert grids[1].place == Place(table=2)


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_grid_before_old_merges_and_a_merge_with_nothing_above():
    body = f"""<w:tbl>
    <w:tr>{tc("a", '<w:hMerge w:val="restart"/>')}{tc("", "<w:hMerge/>")}
    {tc("b", '<w:vMerge w:val="restart"/>')}</w:tr>
    <w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{tc("c")}{tc("无用", "<w:vMerge/>")}</w:tr>
    <w:tr>{tc("d", '<w:gridSpan w:val="2"/><w:vMerge/>')}{tc("e", '<w:vMerge w:val="continue"/>')}</w:tr>
    <w:tr><w:trPr><w:del w:id="1"/></w:trPr>{tc("删")}{tc("删")}{tc("删")}</w:tr>
    </w:tbl>"""
    (grid,) = read(package(body)).blocks
    assert shape(grid) == [[(0, 1, 2, "a"), (2, 3, 1, "b")], [(1, 1, 1, "c")], [(0, 1, 2, "d")]]


def test_changes_controls_links_boxes_and_fields():
    box = f"<w:txbxContent>{p('框中文字')}</w:txbxContent>"
    body = f"""<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>
    <w:ins><w:r><w:t>添上</w:t></w:r></w:ins><w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>
    <w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r>
    <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>
    <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t></w:r>
    <w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>
    <mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
    <w:sdt><w:sdtContent>{p("块控件")}</w:sdtContent></w:sdt><w:del>{p("整段删去")}</w:del>"""
    assert lines(body) == ["甲添上控件链接可见", "框中文字", "块控件"]


def box(text):
    drawing = f"<w:drawing><wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx></w:drawing>"
    return f"<w:p><w:r>{drawing}</w:r></w:p>"


def test_figures_in_floating_boxes_are_not_read_in_the_order_of_the_file():
    with pytest.raises(GoujiError) as refused:
        read(package("".join(map(box, ["新收", "95", "0", "1,024", "0", "96"]))))
    assert "5 个数字各自印在浮动文本框里（多由 PDF 转换而来）" in refused.value.text.zh
    assert "5 figures stand in floating text boxes of their own" in refused.value.text.en


def test_a_few_boxes_beside_the_text_are_read():
    few = ["发布时间", "95", "第 3 页", "96", "0", "1"]
    assert lines("".join(map(box, few))) == few


LISTS = """<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:pStyle w:val="S"/>
<w:lvlText w:val="%1.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>
<w:lvl w:ilvl="4"><w:numFmt w:val="thaiCounting"/><w:lvlText w:val="%5)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="6"/></w:lvlOverride></w:num>"""


def numbered(level: int, num: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def test_automatic_numbers_are_printed_as_word_prints_them():
    styles = """<w:style w:type="paragraph" w:styleId="S"><w:name w:val="条"/><w:basedOn w:val="T"/>
    <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="T"><w:name w:val="heading 2"/><w:basedOn w:val="S"/></w:style>"""
    body = "".join(
        (
            p("总体情况", numbered(0)),
            p("做法", numbered(1)),
            p("成效", numbered(1)),
            p("条目", '<w:pStyle w:val="S"/>'),
            p("条目", '<w:pStyle w:val="S"/>'),
            p("圆点", numbered(3)),
            p("外文", numbered(4)),
            p("主动公开", numbered(0)),
            p("又一", numbered(1)),
            p("其他", numbered(0, 2)),
            p("无", '<w:pStyle w:val="S"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
            p("没有这个列表", numbered(0, 99)),
        )
    )
    expected = [
        "一、总体情况",
        "（一）做法",
        "（二）成效",
        "一.3.条目",
        "一.4.条目",
        "圆点",
        "外文",
        "二、主动公开",
    ]
    document = read(package(body, LISTS, styles))
    assert [block.text for block in document.blocks] == [
        *expected,
        "（一）又一",
        "六、其他",
        "无",
        "没有这个列表",
    ]
    assert [block.text for block in document.blocks if block.heading] == ["一.3.条目", "一.4.条目", "无"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (2008, "二千零八"),
        (10_000, "10000"),
    ],
)
def test_chinese_numbers(number, text):
    assert chinese(number) == text


@given(st.integers(1, 9999))
def test_chinese_numbers_are_all_different_and_read_back(number):
    value = part = 0
    for character in chinese(number):
        if character in "十百千":
            value += max(part, 1) * 10 ** ("十百千".index(character) + 1)
            part = 0
        else:
            part = "零一二三四五六七八九".index(character)
    assert value + part == number


def test_a_table_around_the_page_is_flattened_and_a_small_one_in_a_cell_is_text():
    inner = f"<w:tbl><w:tr>{tc('项')}{tc('1')}</w:tr><w:tr>{tc('目')}{tc('2')}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr>{tc('栏')}<w:tc>{p('题')}{inner}{p('')}</w:tc></w:tr></w:tbl>"
    blocks = read(package(outer)).blocks
    assert [block.text for block in blocks[:2]] == ["栏", "题"]
    assert shape(blocks[2]) == [[(0, 1, 1, "项"), (1, 1, 1, "1")], [(0, 1, 1, "目"), (1, 1, 1, "2")]]
    rows = "".join(f"<w:tr>{tc('a')}{tc('b')}</w:tr>" for _ in range(3))
    small = f"<w:tbl><w:tr>{tc('商业')}</w:tr><w:tr>{tc('企业')}</w:tr></w:tbl>"
    (grid,) = read(package(f"<w:tbl><w:tr><w:tc>{small}{p('')}</w:tc>{tc('c')}</w:tr>{rows}</w:tbl>")).blocks
    assert grid.cells[0].text == "商业\n企业"


def test_strict_files_dangling_pictures_and_macros():
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package(p("正文")))) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            if name.endswith("document.xml.rels"):
                text = text.replace(
                    "</Rel", f'<Relationship Id="x" Type="{RELATIONS}/image" Target="../NULL"/></Rel'
                )
            new.writestr(name, text)
        new.writestr("word/vbaProject.bin", b"\0macro")
    document = read(data.getvalue())
    assert [block.text for block in document.blocks] == ["正文"]
    assert [note.text.zh for note in document.notes] == ["文件带有宏；宏未运行，也不影响读取。"]


def test_symbols_of_a_font_are_not_passed_over():
    assert lines(
        '<w:p><w:r><w:t>1</w:t><w:sym w:font="Wingdings" w:char="F0FC"/><w:noBreakHyphen/></w:r></w:p>'
    ) == ["1\ufffd-"]


def test_pictures_alone_are_refused():
    with pytest.raises(GoujiError, match="Word 文件中没有文字，内容可能是图片") as caught:
        read(package("<w:p><w:r><w:drawing/></w:r></w:p>"), "d/扫描.docx")
    assert caught.value.text.en.startswith("扫描.docx: the Word file holds no text")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (p("x" * 34_000_000), f"膨胀倍数超过上限 {LIMITS.expansion}"),
        ("<w:sdt>" * 300 + "</w:sdt>" * 300, f"元素嵌套层数超过上限 {LIMITS.nesting}"),
        (f"<w:tbl><w:tr>{tc('x') * 2001}</w:tr></w:tbl>", f"一个表格的列数超过上限 {LIMITS.columns}"),
        ("<w:p>", "Office 文件已损坏或不完整"),
    ],
)
def test_limits_and_damage_are_named(body, message):
    with pytest.raises(GoujiError, match=message):
        read(package(body))


def test_huge_spans_are_limited():
    cell = tc("x", '<w:gridSpan w:val="999999999"/>')
    with pytest.raises(GoujiError, match=f"一个表格的列数超过上限 {LIMITS.columns}"):
        read(package(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>"))


def test_entities_are_refused_in_any_encoding():
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document {EXTRA}><w:body/></w:document>'
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(GoujiError, match="DOCTYPE 实体声明"):
            read(package(p("x"), **{"word__document.xml": bomb.encode(encoding)}))


def test_a_size_that_lies_is_found_out():
    data = package(p("政府信息" * 50_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        actual = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    with pytest.raises(GoujiError, match="已损坏或不完整"):
        read(data.replace(actual, (100).to_bytes(4, "little")))


SOUND = package(p("政府信息公开") + f"<w:tbl><w:tr>{tc('1')}{tc('2')}</w:tr></w:tbl>", LISTS)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_cut_and_garbled_files_are_read_or_refused(data):
    whole = bytearray(SOUND)
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(1, len(whole) - 1))]
    for _ in range(data.draw(st.integers(0, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        result = read(bytes(whole))
    except GoujiError as error:
        result = error
    assert isinstance(result, GoujiError) or result.blocks


def test_controls_around_rows_and_cells():
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:tbl {nsdecls('w')}><w:sdt><w:sdtContent><w:tr>{tc('a')}"
            f"<w:sdt><w:sdtContent>{tc('b')}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>"
        ),
    )
    (grid,) = read(saved(document)).blocks
    assert shape(grid) == [[(0, 1, 1, "a"), (1, 1, 1, "b")]]


@pytest.mark.parametrize(
    ("properties", "printed"),
    [
        ('<w:vertAlign w:val="superscript"/>', "12¹"),
        ('<w:vertAlign w:val="subscript"/>', "12₁"),
        ("<w:strike/>", "121\u0336"),
        ("<w:dstrike/>", "121\u0336"),
        ('<w:strike w:val="false"/>', "121"),
        ('<w:vertAlign w:val="baseline"/>', "121"),
    ],
)
def test_raised_lowered_and_struck_figures_are_told_from_those_beside_them(properties, printed):
    run = f"<w:r><w:rPr>{properties}</w:rPr><w:t>1</w:t></w:r>"
    assert lines(f"<w:p><w:r><w:t>12</w:t></w:r>{run}</w:p>") == [printed]


def test_an_automatic_number_is_no_part_of_a_figure():
    document = docx.Document()
    document.add_paragraph("1011", style="List Number")
    document.add_paragraph("属于国家秘密", style="List Number")
    assert [block.text for block in read(saved(document)).blocks] == ["1. 1011", "2.属于国家秘密"]

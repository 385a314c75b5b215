"""Pictures, fields and formulas in the cells of a Word table: never blank, and a result is not its code."""

import pytest

from gouji.model.document import PICTURE, UNKNOWN
from readers.onecell import CELL, filed, said, word
from readers.test_docx import box, lines, package, read, tc

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
DRAWING = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
EMPTY = "<w:tc><w:p/></w:tc>"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def drawing(kind: str = "inline", extent: str = 'cx="508000" cy="304800"', more: str = "") -> str:
    return (
        f"<w:r><w:drawing {DRAWING}><wp:{kind}><wp:extent {extent}/><wp:docPr id='1' name='a' {more}/>"
        f"<pic:pic xmlns:pic='urn:pic'/></wp:{kind}></w:drawing></w:r>"
    )


def vml(style: str, tag: str = "pict", inside: str = "<v:imagedata/>") -> str:
    return f"<w:r><w:{tag}><v:shape {VML} style='{style}'>{inside}</v:shape></w:{tag}></w:r>"


def tbl(*rows: tuple[str, ...]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def text(printed: str) -> str:
    return f"<w:r><w:t>{printed}</w:t></w:r>"


def field(code: str, result: str | None = None, form: str = "") -> str:
    def char(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    shown = "" if result is None else char("separate") + result
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return char("begin", form) + instruction + shown + char("end")


def math(inside: str) -> str:
    return f'<m:oMath xmlns:m="{MATH}">{inside}</m:oMath>'


def number(printed: str) -> str:
    return f"<m:r><m:t>{printed}</m:t></m:r>"


def drop_down(*entries: str, result: str = "") -> str:
    chosen = f'<w:result w:val="{result}"/>' if result else ""
    listed = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in entries)
    return field("FORMDROPDOWN", form=f"<w:ffData><w:ddList>{chosen}{listed}</w:ddList></w:ffData>")


FRACTION = f"<m:f><m:num>{number('1')}</m:num><m:den>{number('8')}</m:den></m:f>"
PICTURES = {
    "a picture": drawing(),
    "a floating picture": drawing("anchor"),
    "a picture in VML": vml("width:40pt;height:24pt"),
    "an embedded object": vml("width:40pt;height:24pt", "object"),
    "a drawn line of the newer kind": "<w:r><mc:AlternateContent><mc:Choice>"
    f"{drawing()[5:-6]}</mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>",
    "a fraction": math(FRACTION),
    "a fraction on a line of its own": f'<m:oMathPara xmlns:m="{MATH}"><m:oMathParaPr/>'
    f"{math(FRACTION)}</m:oMathPara>",
    "a fraction as a field": field(r"EQ \f(1,8)"),
    "a field to be filled in": field("FORMTEXT", text("\u2002" * 5)),
    "a field without a result": field("REF total"),
    "a sum without a result": field("=SUM(LEFT)", ""),
    "a simple field without a result": '<w:fldSimple w:instr="DOCPROPERTY n"/>',
    "a box to be ticked": field("FORMCHECKBOX"),
    "a list without entries": drop_down(),
    "an empty content control": "<w:sdt><w:sdtContent><w:r><w:t> </w:t></w:r></w:sdtContent></w:sdt>",
}


@pytest.mark.parametrize("runs", PICTURES.values(), ids=PICTURES)
def test_a_cell_that_shows_no_text_is_illegible_and_not_blank(runs):
    assert said(word(runs)) == (PICTURE, None, "illegible")
    assert "cells-picture" in [note.code for note in filed(word(runs)).notes]


@pytest.mark.parametrize(
    ("runs", "printed"),
    [
        (field("FORMTEXT", text("18")), "18"),
        (field("=SUM(LEFT)", text("1") + text("8")), "18"),
        (field("IF " + "x = 1", text("18")), "18"),
        (f'<w:fldSimple w:instr="=9+9">{text("18")}</w:fldSimple>', "18"),
        (drop_down("17", "18", "19", result="1"), "18"),
        (drop_down("18"), "18"),
        (f"<w:sdt><w:sdtContent>{text('18')}</w:sdtContent></w:sdt>", "18"),
        (math(number("18")), "18"),
        (text("18") + field("TC 表三"), "18"),
        (text("18") + field('XE "新收"'), "18"),
    ],
)
def test_what_a_field_shows_is_read(runs, printed):
    assert said(word(runs)) == (printed, int(printed), "read")


def test_the_code_of_a_field_is_not_what_it_shows():
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>= 1 + </w:instrText></w:r>'
        f"{field('REF a', text('7'))}"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{text("8")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert said(word(nested)) == ("8", 8, "read")


def test_a_field_that_no_end_closes_hides_nothing_of_the_next_paragraph():
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    ended = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert lines(f"<w:p>{begun}</w:p><w:p>{text('甲')}{ended}{text('乙')}</w:p>") == ["甲乙"]


@pytest.mark.parametrize(
    "runs",
    [
        drawing(extent='cx="5080000" cy="9525"') + text("18"),
        drawing(more='hidden="1"') + text("18"),
        vml("width:400pt;height:1.5pt", inside="") + text("18"),
        vml("width:40pt;height:24pt;visibility:hidden") + text("18"),
        drawing().replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>") + text("18"),
        f"<w:del>{drawing()}</w:del>" + text("18"),
        '<w:commentRangeStart w:id="1"/>' + text("18") + '<w:r><w:commentReference w:id="1"/></w:r>',
        '<w:r><w:footnoteReference w:id="2"/></w:r>' + text("18"),
    ],
)
def test_lines_and_what_nobody_sees_change_nothing(runs):
    assert said(word(runs)) == ("18", 18, "read")


@pytest.mark.parametrize(
    ("runs", "printed"),
    [
        (text("18") + drawing(), f"18{PICTURE}"),
        (text("18") + drawing().replace("<w:r>", "<w:r><w:rPr><w:strike/></w:rPr>"), f"18{PICTURE}"),
        (text("1") + math(FRACTION), f"1{PICTURE}"),
        (
            text("18") + math(f"<m:sSup><m:e>{number('1')}</m:e><m:sup>{number('2')}</m:sup></m:sSup>"),
            f"18{PICTURE}",
        ),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", UNKNOWN),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>1</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>18</w:t></w:r>"
            "</w:rubyBase></w:ruby></w:r>",
            "¹18",
        ),
    ],
)
def test_a_picture_or_a_formula_beside_a_figure_leaves_it_in_doubt(runs, printed):
    assert said(word(runs)) == (printed, None, "illegible")


def test_pictures_in_labels_and_outside_of_tables_are_decoration():
    label = f"<w:p>{drawing()}{text('规章')}</w:p>"
    rows = (f"<w:tc>{label}</w:tc>", tc("1")), (tc("b"), EMPTY)
    document = read(package(f"<w:p>{text('前')}{drawing()}</w:p><w:p>{drawing()}</w:p>{tbl(*rows)}"))
    assert document.blocks[0].text == "前"
    assert [cell.text for cell in document.blocks[1].cells] == ["规章", "1", "b", ""]
    pictures = tbl((f"<w:tc><w:p>{drawing()}</w:p></w:tc>",) * 2)
    assert [block.place.table for block in read(package(pictures + tbl(*rows))).blocks] == [1]


def test_what_floats_may_stand_upon_any_empty_cell_of_its_row():
    label = f"<w:tc><w:p>{drawing('anchor')}{text('规章')}</w:p></w:tc>"
    document = read(package(tbl((label, tc("1"), EMPTY), (tc("b"), tc("2"), EMPTY))))
    assert [cell.text for cell in document.blocks[0].cells] == ["规章", "1", PICTURE, "b", "2", ""]


def test_a_figure_in_a_floating_text_box_is_in_doubt():
    floating = box("18").replace("<wps:txbx>", f"<wp:anchor {DRAWING}><wps:txbx>")
    floating = floating.replace("</wps:txbx>", "</wps:txbx></wp:anchor>")
    cell = f"<w:tc>{floating}</w:tc>"
    document = read(package(tbl((tc("规章"), cell, EMPTY))))
    assert [cell.text for cell in document.blocks[0].cells] == ["规章", f"18{PICTURE}", PICTURE]


def test_characters_from_right_to_left_are_not_the_figure_that_they_show():
    assert said(word(f'<w:bdo w:val="rtl">{text("81")}</w:bdo>')) == (UNKNOWN * 2, None, "illegible")
    assert said(word(f'<w:bdo w:val="ltr">{text("18")}</w:bdo>')) == ("18", 18, "read")


def test_cells_that_a_tracked_change_deletes_and_rows_without_height_are_not_there():
    deleted = tc("9", "<w:cellDel w:id='1'/>")
    flat = tbl((tc("去年"), tc("7"))).replace(
        "<w:tr>", "<w:tr><w:trPr><w:trHeight w:hRule='exact' w:val='20'/></w:trPr>"
    )
    low = flat.replace("exact", "atLeast").replace("去年", "今年")
    rows = tbl((tc("规章"), deleted, tc("1"))).replace("</w:tbl>", "")
    document = read(package(rows + flat[7:-8] + low[7:]))
    assert [[cell.text for cell in row] for row in document.blocks[0].rows] == [["规章", "1"], ["今年", "7"]]


def test_a_note_is_where_the_picture_is():
    (note,) = [note for note in filed(word(drawing())).notes if note.code == "cells-picture"]
    assert note.place == filed(word(drawing())).cell(CELL).place

"""Drawings that lie upon the cells of a sheet: the cells below are in doubt, and no others."""

import re

import pytest

from gouji.model.document import PICTURE
from readers.onecell import CELL, changed, filed, said, workbook
from readers.test_xlsx import filled, read, saved

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
NAMESPACES = (
    f'xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
PIC = '<pic><nvPicPr><cNvPr id="1" name="图片 1"/></nvPicPr></pic>'
HIDDEN = PIC.replace("id=", 'hidden="1" id=')
SHAPE = '<sp><nvSpPr><cNvPr id="2" name="椭圆 2"/></nvSpPr></sp>'
CHART = '<graphicFrame><nvGraphicFramePr><cNvPr id="1" name="图表"/></nvGraphicFramePr></graphicFrame>'


def place(tag: str, row: int, column: int, down: int = 0, right: int = 0) -> str:
    return (
        f"<{tag}><col>{column}</col><colOff>{right}</colOff><row>{row}</row><rowOff>{down}</rowOff></{tag}>"
    )


def one_cell(
    what: str = PIC, row: int = 26, column: int = 3, width: int = 381_000, height: int = 180_000
) -> str:
    """An anchor at the cell that :mod:`readers.onecell` changes, D27, unless another is said."""
    extent = f'<ext cx="{width}" cy="{height}"/>'
    return f"<oneCellAnchor>{place('from', row, column)}{extent}{what}</oneCellAnchor>"


def two_cells(start: str, end: str) -> str:
    return f"<twoCellAnchor>{start}{end}{PIC}</twoCellAnchor>"


def relation(kind: str, target: str) -> bytes:
    return (
        f'<Relationships><Relationship Id="d" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    ).encode()


def drawn(anchors: str, package: bytes) -> bytes:
    """The workbook with a drawing on its sheet."""
    drawing = f"<wsDr {NAMESPACES}>{anchors}</wsDr>".encode()
    link = f'<drawing xmlns:r="{RELATIONS}" r:id="d"/></worksheet>'
    return changed(
        package,
        {SHEET: lambda text: text.replace("</worksheet>", link)},
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relation("drawing", "../drawings/drawing1.xml"),
            "xl/drawings/drawing1.xml": drawing,
        },
    )


BLANK = '<c {} t="n"></c>'
ANCHORS = {
    "one cell": one_cell(),
    "two cells": two_cells(place("from", 26, 3, 9_525, 9_525), place("to", 26, 3, 180_000, 400_000)),
    "to the start of the next": two_cells(place("from", 26, 3), place("to", 27, 4)),
    "a shape": one_cell(SHAPE),
    "a chart": one_cell(CHART),
    "a newer drawing": "<mc:AlternateContent><mc:Choice Requires='a14'>"
    f"{one_cell(SHAPE)}</mc:Choice><mc:Fallback/></mc:AlternateContent>",
    "at a distance from the edges": '<absoluteAnchor><pos x="1860000" y="4960000"/>'
    f'<ext cx="381000" cy="170000"/>{PIC}</absoluteAnchor>',
}


@pytest.mark.parametrize("anchor", ANCHORS.values(), ids=ANCHORS)
def test_a_cell_below_a_drawing_is_illegible_and_no_other(anchor):
    assert said(drawn(anchor, workbook(BLANK))) == (PICTURE, None, "illegible")
    assert said(drawn(anchor, workbook("<c {}><v>18</v></c>"))) == (f"18{PICTURE}", None, "illegible")


@pytest.mark.parametrize(
    "anchor",
    [
        one_cell(SHAPE, height=9_525),
        one_cell(HIDDEN),
        one_cell(column=1, width=1_250_000),  # over the labels in front of the cell
        one_cell(column=17),  # right of the table
        one_cell(row=0),  # above it
    ],
)
def test_lines_hidden_drawings_and_those_elsewhere_change_nothing(anchor):
    assert said(drawn(anchor, workbook("<c {}><v>18</v></c>"))) == ("18", 18, "read")


def test_a_merged_cell_is_covered_where_any_of_it_is():
    book = filled([["a", "b", "c"], ["d", 5, None]])
    book.active.merge_cells("B2:C2")
    data = drawn(one_cell(row=1, column=2), saved(book))
    assert [cell.text for cell in read(data).blocks[0].rows[1]] == ["d", f"5{PICTURE}"]


def test_widths_and_heights_and_hidden_columns_tell_which_cell_is_covered():
    book = filled([["a", 1, 2, 3], ["b", 4, 5, 6]])
    book.active.column_dimensions["B"].width = 30
    book.active.column_dimensions["C"].hidden = True
    book.active.row_dimensions[1].height = 60
    corner = "<from><col>0</col><colOff>0</colOff><row>0</row><rowOff>0</rowOff></from>"
    wide = (
        f"<oneCellAnchor>{corner}<ext cx='{(64 + 210 + 40) * 9525}' cy='{50 * 12700}'/>{PIC}</oneCellAnchor>"
    )
    rows = read(drawn(wide, saved(book))).blocks[0].rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["a", f"1{PICTURE}", f"3{PICTURE}"],
        ["b", "4", "6"],
    ]


@pytest.mark.parametrize("kind", ["Checkbox", "Drop", "Edit", "Pict"])
def test_a_control_of_an_older_program_covers_its_cell_and_a_comment_does_not(kind):
    vml = (
        '<xml><br><v:shape><x:ClientData ObjectType="{}">\n<x:Anchor>\n 3, 2, 26, 1, 3, 60, 26, 18</x:Anchor>'
        "</x:ClientData></v:shape></xml>"
    )
    link = f'<legacyDrawing xmlns:r="{RELATIONS}" r:id="d"/></worksheet>'

    def controlled(kind: str) -> bytes:
        return changed(
            workbook("<c {}><v>18</v></c>"),
            {SHEET: lambda text: text.replace("</worksheet>", link)},
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": relation("vmlDrawing", "../drawings/v.vml"),
                "xl/drawings/v.vml": vml.format(kind).encode(),
            },
        )

    assert said(controlled(kind)) == (f"18{PICTURE}", None, "illegible")
    assert said(controlled("Note")) == ("18", 18, "read")


@pytest.mark.parametrize(
    "extension",
    [
        '<extLst><ext uri="s"><x14:sparklineGroup xmlns:x14="urn:a" xmlns:xm="urn:b"><x14:sparkline>'
        "<xm:f>A1:B1</xm:f><xm:sqref>D27</xm:sqref></x14:sparkline></x14:sparklineGroup></ext></extLst>"
        "</worksheet>",
        '<conditionalFormatting sqref="D27 X1:X2"><cfRule type="iconSet" priority="1">'
        '<iconSet showValue="0"/></cfRule></conditionalFormatting></worksheet>',
    ],
)
def test_small_charts_and_icons_instead_of_numbers_are_pictures(extension):
    data = workbook("<c {}><v>18</v></c>", sheet=lambda text: text.replace("</worksheet>", extension))
    assert said(data) == (f"18{PICTURE}", None, "illegible")
    shown = extension.replace("sqref>D27<", "sqref>X27<").replace(' showValue="0"', "")
    data = workbook("<c {}><v>18</v></c>", sheet=lambda text: text.replace("</worksheet>", shown))
    assert said(data) == ("18", 18, "read")


def test_a_note_says_what_the_cell_shows():
    notes = filed(drawn(ANCHORS["one cell"], workbook(BLANK))).notes
    (note,) = [note for note in notes if note.code == "cells-picture"]
    assert re.match(r"“收到和处理政府信息公开申请情况”表有 1 格显示的是图片", note.text.zh)
    assert note.place.reference == "D27"
    assert filed(drawn(ANCHORS["one cell"], workbook(BLANK))).cell(CELL).place.reference == "D27"

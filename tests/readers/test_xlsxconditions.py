"""Conditional formats that hide numbers, zeros most of all: what is not shown is blank."""

import pytest
from openpyxl.formatting.rule import CellIsRule, FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from gouji.model.document import UNKNOWN
from readers.test_xlsx import filled, read, saved

WHITE = Font(color="FFFFFFFF")
NAVY = PatternFill("solid", fgColor="FF000080")


def texts(*rules, fill=None, values=(0, 18, "0")) -> tuple[list[str], list[str]]:
    """The cells of a row below some rules, and the codes of the notes."""
    book = filled([["项", "甲", "乙", "丙"], ["新收", *values]])
    for rule in rules:
        book.active.conditional_formatting.add("B2:D9", rule)
    if fill:
        for cell in book.active[2]:
            cell.fill = fill
    document = read(saved(book))
    return [cell.text for cell in document.blocks[0].rows[1][1:]], [note.code for note in document.notes]


def hiding(kind: str, formulas: list[str], compare: str | None = None) -> Rule:
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=190, formatCode=";;;"))
    return Rule(type=kind, operator=compare, formula=formulas, dxf=style)


ZEROS = {
    "white zeros": CellIsRule(operator="equal", formula=["0"], font=WHITE),
    "white by a formula": FormulaRule(formula=["B2=0"], font=WHITE),
    "white by a formula with a fixed column": FormulaRule(formula=["$B2 = 0"], font=WHITE),
    "a format of nothing": hiding("cellIs", ["0"], "equal"),
    "not above": CellIsRule(operator="lessThanOrEqual", formula=["0"], font=WHITE),
    "between": CellIsRule(operator="between", formula=["-1", "1"], font=WHITE),
}


@pytest.mark.parametrize("rule", ZEROS.values(), ids=ZEROS)
def test_zeros_that_a_condition_hides_are_blank(rule):
    assert texts(rule) == (["", "18", "0"], ["xlsx-not-shown"])


@pytest.mark.parametrize(
    "rule",
    [
        FormulaRule(formula=["LEN(B2)>1"], font=WHITE),
        FormulaRule(formula=["$A$1=0"], font=WHITE),
        CellIsRule(operator="equal", formula=["$A$1"], font=WHITE),
        hiding("duplicateValues", []),
        hiding("top10", []),
    ],
)
def test_numbers_that_a_condition_may_hide_are_in_doubt(rule):
    assert texts(rule) == ([UNKNOWN, UNKNOWN * 2, "0"], ["xlsx-doubtful"])


@pytest.mark.parametrize(
    "rule",
    [
        CellIsRule(operator="equal", formula=["0"], font=Font(color="FFFF0000")),
        CellIsRule(operator="equal", formula=["0"], font=WHITE, fill=NAVY),
        CellIsRule(operator="equal", formula=["5"], font=WHITE),
        CellIsRule(operator="greaterThan", formula=["20"], font=WHITE),
    ],
)
def test_other_conditions_hide_nothing(rule):
    assert texts(rule) == (["0", "18", "0"], [])


def test_white_is_seen_on_the_fill_of_a_cell_and_a_format_of_nothing_is_not():
    assert texts(ZEROS["white zeros"], fill=NAVY)[0] == ["0", "18", "0"]
    assert texts(ZEROS["a format of nothing"], fill=NAVY)[0] == ["", "18", "0"]


def test_cells_outside_of_the_range_are_as_they_are():
    book = filled([["项", 0], ["新收", 0]])
    book.active.conditional_formatting.add("B2 D5:D6", ZEROS["white zeros"])
    assert [row[1].text for row in read(saved(book)).blocks[0].rows] == ["0", ""]

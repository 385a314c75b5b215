"""The rule set itself: identities hold together, none follows from others unsaid, every cell is covered."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gouji.audits import audit_filings
from gouji.repairs.system import Edit, edits_of
from gouji.rules.catalogue import catalogue
from rules.build import filing
from rules.pairs.one_report import COLUMNS, OUTCOMES

ARITHMETIC = ("T3-ROW-TOTAL", "T3-COL-BALANCE", "T3-OUTCOME-SUM", "T3-CARRY-LE-POOL", "T4-GROUP-SUM")


def balanced(counts: list[list[int]], carried_out: list[int]) -> dict[str, str]:
    """Cells of a report that adds up, from any outcomes by applicant type."""
    table: dict[tuple[str, str], int] = {}
    for column, outcomes, out in zip(COLUMNS[:-1], counts, carried_out, strict=True):
        table |= {(row, column): count for row, count in zip(OUTCOMES, outcomes, strict=True)}
        table["handled_total", column] = sum(outcomes)
        table["carried_out", column] = out
        table["carried_in", column] = out // 2
        table["new", column] = sum(outcomes) + out - out // 2
    for row in {row for row, _ in table}:
        table[row, "total"] = sum(table[row, column] for column in COLUMNS[:-1])
    return {f"applications/{row}/{column}": str(count) for (row, column), count in table.items()}


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(0, 10**8), min_size=len(OUTCOMES), max_size=len(OUTCOMES)),
        min_size=6,
        max_size=6,
    ),
    st.lists(st.integers(0, 10**6), min_size=6, max_size=6),
)
def test_report_that_adds_up_breaks_no_arithmetic(counts, carried_out):
    (audit,) = audit_filings([filing(cells=balanced(counts, carried_out))])
    told = {outcome.rule: outcome.outcome for outcome in audit.outcomes}
    assert {rule: told[rule] for rule in ARITHMETIC} == dict.fromkeys(ARITHMETIC, "pass")


def _row(edit: Edit, cells: list[str]) -> numpy.ndarray:
    """Coefficients of ``sum(left) - sum(right)``."""
    row = numpy.zeros(len(cells))
    for cell in edit.left:
        row[cells.index(cell)] += 1
    for cell in edit.right:
        row[cells.index(cell)] -= 1
    return row


def breakable(edit: Edit, others: list[Edit], cells: list[str]) -> bool:
    """Say whether counts from zero up keep all other rules and break this identity."""
    equal = [_row(other, cells) for other in others if other.relation == "="]
    bound = [_row(other, cells) for other in others if other.relation == "<="]
    # left - right >= 1, that is -(left - right) <= -1
    upper = numpy.array([*bound, -_row(edit, cells)])
    limits = numpy.array([*([0.0] * len(bound)), -1.0])
    found = linprog(
        numpy.ones(len(cells)),
        A_ub=upper,
        b_ub=limits,
        A_eq=numpy.array(equal) if equal else None,
        b_eq=numpy.zeros(len(equal)) if equal else None,
        method="highs",
    )
    return found.status == 0


@pytest.mark.parametrize("rule", ARITHMETIC)
def test_rule_that_follows_from_others_says_so(rule):
    edits = edits_of(filing("2021"))
    cells = sorted({cell for edit in edits for cell in (*edit.left, *edit.right)})
    own = next(edit for edit in edits if edit.rule == rule)
    others = [edit for edit in edits if edit.rule != rule]
    (entry,) = next(r.entries for r in catalogue() if r.id == rule)
    assert breakable(own, others, cells) is not bool(entry.implied_by)


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_cell_of_tables_three_and_four_is_in_an_identity(form):
    report = filing(form)
    related = {cell for edit in edits_of(report) for cell in (*edit.left, *edit.right)}
    cells = {cell.id for cell in report.form_cells if not cell.id.startswith("disclosure/")}
    assert cells == related


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_cell_is_held_to_hygiene(form):
    report = filing(form, zero="")
    (audit,) = audit_filings([report])
    found = {
        cell
        for f in audit.rule_findings
        if f.rule in ("DQ-BLANK", "DQ-TOTAL-COLUMN-EMPTY")
        for cell in f.cells
    }
    assert found == {cell.id for cell in report.form_cells}

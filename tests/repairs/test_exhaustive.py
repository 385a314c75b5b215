"""Localisation against exhaustive enumeration on small systems, and its two engines against each other."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from repair_cases import filing_of, proposals, told

from corpus import make_figures
from gouji.repairs.localisation import localise
from gouji.repairs.search import Search
from gouji.repairs.solver import smallest_sets as solver_sets
from gouji.repairs.system import Edit, Problem, SearchLimits, Work, edits_of

CELLS = tuple(f"applications/{name}/total" for name in "abcde")
TOP = 16
GRID = np.indices((TOP + 1,) * len(CELLS), dtype=np.int8).reshape(len(CELLS), -1)


@st.composite
def cases(draw):
    """Up to five cells (numbers, blanks, unread) under up to three random edits."""
    figure = st.sampled_from((1, 2, 0, 1, 2, 0, None, "?"))
    cells = CELLS[: draw(st.integers(3, len(CELLS)))]
    printed = {cell: draw(figure) for cell in cells}
    edits = []
    for number in range(draw(st.integers(2, 3))):
        side = draw(st.lists(st.sampled_from((-1, 0, 1)), min_size=len(cells), max_size=len(cells)))
        left = tuple(cell for cell, sign in zip(cells, side, strict=True) if sign > 0)
        right = tuple(cell for cell, sign in zip(cells, side, strict=True) if sign < 0)
        if left and right:
            edits.append(Edit(f"R{number}", left, right, draw(st.sampled_from(("=", "=", "<=")))))
    return printed, edits


def lone_blanks(printed, edits):
    """Blanks that stand for a total: alone on one side of an equality (the right one, if on both)."""
    lone = set()
    for edit in edits:
        side = edit.right if len(edit.right) == 1 else edit.left
        if edit.relation == "=" and len(side) == 1 and printed[side[0]] is None:
            lone.add(side[0])
    return lone


def is_open(printed, cell):
    return printed[cell] == "?"


def is_broken(printed, edit):
    side = edit.right if len(edit.right) == 1 else edit.left
    if edit.relation == "=" and len(side) == 1 and printed[side[0]] is None:
        return False
    left, right = (sum(printed[c] for c in s if isinstance(printed[c], int)) for s in (edit.left, edit.right))
    too_much = left > right and not any(is_open(printed, c) for c in edit.right)
    too_little = edit.relation == "=" and right > left and not any(is_open(printed, c) for c in edit.left)
    return too_much or too_little


def has_a_broken_rule(case):
    printed, edits = case
    return any(is_broken(printed, edit) for edit in edits)


def connected(printed, edits, variable):
    """The edits that broken ones reach through variables."""
    reached = [edit for edit in edits if is_broken(printed, edit)]
    grown = True
    while grown:
        cells = {c for edit in reached for c in (*edit.left, *edit.right) if variable(c)}
        more = [e for e in edits if e not in reached and cells.intersection((*e.left, *e.right))]
        reached += more
        grown = bool(more)
    return reached


def enumerated(printed, edits, *, blanks=False):
    """Every smallest set with the range of each changed cell, by trying all numbers up to TOP.

    The cells that may change are the printed ones, or with ``blanks`` the blank ones.
    """
    lone = lone_blanks(printed, edits)
    free = {cell for cell in printed if is_open(printed, cell) or cell in lone}
    changeable = [cell for cell in printed if cell not in free and (printed[cell] is None) == blanks]
    edits = connected(printed, edits, lambda cell: cell in free or cell in changeable)
    index = {cell: i for i, cell in enumerate(CELLS)}
    good = np.ones(GRID.shape[1], dtype=bool)
    for cell in CELLS:
        if cell not in free and cell not in changeable:
            good &= GRID[index[cell]] == (printed.get(cell) or 0)
    for edit in edits:
        left = sum(GRID[index[cell]].astype(np.int16) for cell in edit.left)
        right = sum(GRID[index[cell]].astype(np.int16) for cell in edit.right)
        good &= left == right if edit.relation == "=" else left <= right
    solutions = GRID[:, good]
    if not solutions.size or not changeable:
        return {frozenset(): {}} if solutions.size else {}
    changed = np.array([solutions[index[cell]] != (printed[cell] or 0) for cell in changeable])
    cost = changed.sum(axis=0)
    found = {}
    for column in np.flatnonzero(cost == cost.min()):
        cells = frozenset(cell for cell, flag in zip(changeable, changed[:, column], strict=True) if flag)
        found.setdefault(cells, []).append(solutions[:, column])
    return {
        cells: {cell: extent(np.array(some)[:, index[cell]], np.array(some).max(axis=1)) for cell in cells}
        for cells, some in found.items()
    }


def extent(values, largest):
    """Least and largest of the values; None where the largest grows with the room for all numbers."""
    most = values.max()
    return values.min(), most if most == values[largest <= TOP - 4].max(initial=0) else None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases().filter(has_a_broken_rule))
def test_the_sets_and_ranges_are_those_of_exhaustive_enumeration(case):
    printed, edits = case
    found = localise(filing_of(printed), edits)
    assert found.complete
    assert set(found.broken) == {edit for edit in edits if is_broken(printed, edit)}
    expected = enumerated(printed, edits)
    event(f"{len(expected)} sets of {sorted(Counter(map(len, expected)))} cells")
    repairs = proposals(found)
    assert [set(repair) for repair in repairs if repair] == sorted(
        (set(cells) for cells in expected if cells), key=lambda cells: (len(cells), sorted(cells))
    )
    assert found.at_least == min(map(len, expected))
    for repair in repairs:
        for cell, (least, most) in expected[frozenset(repair)].items():
            assert repair[cell] == (least if least == most else (least, most))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases().filter(has_a_broken_rule))
def test_fillings_of_blanks_are_those_of_exhaustive_enumeration(case):
    printed, edits = case
    found = localise(filing_of(printed), edits)
    expected = enumerated(printed, edits, blanks=True)
    event(f"{len(expected)} fillings")
    assert found.mended_by_blanks == bool(expected)
    if expected:
        lone = lone_blanks(printed, edits)
        fillings = [told(filling) for filling in found.blank_fillings]
        ordinary = [{c for c in filling if printed[c] is None and c not in lone} for filling in fillings]
        assert ordinary == sorted(map(set, expected), key=lambda cells: (len(cells), sorted(cells)))
        for filling, cells in zip(fillings, map(frozenset, ordinary), strict=True):
            for cell, (least, most) in expected[cells].items():
                assert filling[cell] == (least if least == most else (least, most))


#: A table of two rows and three columns: its inner cells could not be read, its totals are printed.
INNER = tuple(f"t/{row}/{column}" for row in "ab" for column in "xyz")
TABLE_EDITS = (
    *(Edit("ROW", tuple(f"t/{row}/{c}" for c in "xyz"), (f"t/{row}/total",)) for row in "ab"),
    *(Edit("COLUMN", tuple(f"t/{row}/{c}" for row in "ab"), (f"t/sum/{c}",)) for c in "xyz"),
    Edit("ALL", ("t/a/total", "t/b/total"), ("t/sum/total",)),
)
TOTALS = ("t/a/total", "t/b/total", "t/sum/x", "t/sum/y", "t/sum/z", "t/sum/total")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_ranges_of_unread_cells_are_those_of_exhaustive_enumeration(numbers):
    totals = dict(zip(TOTALS, numbers, strict=True))
    found = localise(filing_of({**dict.fromkeys(INNER, "?"), **totals}), TABLE_EDITS)
    for alternative in found.alternatives:
        changed = told(alternative.repair.changes)
        if not all(isinstance(number, int) for number in changed.values()):
            continue
        event("a repair with determined totals")
        (a, b, x, y, z, _) = (totals | changed).values()
        tables = [
            (i, j, a - i - j, x - i, y - j, z - a + i + j)
            for i in range(a + 1)
            for j in range(a + 1)
            if min(a - i - j, x - i, y - j, z - a + i + j) >= 0
        ]
        assert all(sum(table[3:]) == b for table in tables)
        told_of = told(alternative.fillings)
        for cell, values in zip(INNER, zip(*tables, strict=True), strict=True):
            least, most = min(values), max(values)
            if cell in told_of:
                assert told_of[cell] == (least if least == most else (least, most))


def holds(edit, values):
    left, right = (sum(values.get(cell) or 0 for cell in side) for side in (edit.left, edit.right))
    return left == right if edit.relation == "=" else left <= right


def wrong_report(seed, errors, form):
    """A full report in which some cells of tables three and four print another number."""
    rng = Random(seed)
    figures = make_figures(rng, form, digits=rng.choice((3, 5, 8)), zeros=rng.choice((0.2, 0.6, 0.9)))
    printed = dict(figures.cells)
    for cell in rng.sample([c for c in printed if not c.startswith("disclosure/")], errors):
        printed[cell] = rng.choice(
            [n for n in (printed[cell] + 10, printed[cell] // 10, 7) if n != printed[cell]]
        )
    return filing_of(printed, form=form), printed


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from(("2019", "2021")))
def test_a_repair_satisfies_all_rules_and_no_part_of_it_does(seed, errors, form):
    filing, printed = wrong_report(seed, errors, form)
    edits = edits_of(filing)
    found = localise(filing, edits)
    assume(found.broken)
    assert found.complete
    assert found.repairs
    for repair in proposals(found):
        assert len(repair) == found.at_least <= errors
        assert all(holds(edit, printed | repair) for edit in edits)
        for cell in repair:
            without = {**repair, cell: printed[cell]}
            assert not all(holds(edit, printed | without) for edit in edits)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_nothing(seed, errors, random):
    filing, _ = wrong_report(seed, errors, "2021")
    edits = list(edits_of(filing))
    found = localise(filing, edits)
    random.shuffle(edits)
    assert localise(filing, edits) == found
    assert localise(filing, edits * 2) == found


@pytest.mark.parametrize("seed", range(12))
def test_the_search_and_the_solver_find_the_same_sets(seed):
    filing, _ = wrong_report(seed, 1 + seed % 3, "2019")
    problem = Problem(filing, edits_of(filing))
    systems = problem.systems("printed")
    assert systems
    for system in systems:
        search = Search(system, 200, Work(SearchLimits()))
        search.run()
        by_solver = solver_sets(system, 0, 200, Work(SearchLimits()))
        assert by_solver.complete
        assert by_solver.at_least == search.budget
        assert set(by_solver.sets) == set(search.found)

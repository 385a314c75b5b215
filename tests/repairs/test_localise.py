"""What localisation says of filings: seeds, ties, blanks, unread cells, limits."""

import subprocess
import sys

from repair_cases import REVIEW_EDITS, filing_of, proposals, review, told

from gouji.repairs.localisation import localise
from gouji.repairs.system import Edit, SearchLimits, edits_of

YIWU_2020 = {
    f"applications/{name}/{column}": value
    for name, values in {
        "new": (30, 8, 27, 65),
        "granted": (21, 4, 6, 31),
        "granted_partly": (1, 2, 2, 5),
        "refused_internal_affairs": (1, None, None, 1),
        "unavailable_not_held": (4, 2, 18, 24),
        "unprocessed_petition": (3, None, 1, 4),
        "handled_total": (20, 8, 37, 65),
    }.items()
    for column, value in zip(("natural_person", "business", "legal_service", "total"), values, strict=True)
}


def test_a_report_with_two_wrong_totals_has_exactly_one_smallest_repair():
    filing = filing_of(YIWU_2020, form="2019", year=2020)
    found = localise(filing, edits_of(filing))
    assert [edit.rule for edit in found.broken].count("T3-OUTCOME-SUM") == 2
    assert [edit.rule for edit in found.broken].count("T3-COL-BALANCE") == 2
    assert len(found.broken) == 4
    assert found.complete
    assert found.message is None
    assert not found.mended_by_blanks
    (repair,) = found.repairs
    assert repair.as_json()["cells"] == {
        "applications/handled_total/natural_person": {"printed": "20", "proposed": 30},
        "applications/handled_total/legal_service": {"printed": "37", "proposed": 27},
    }
    assert repair.hypothesis == "digit_substituted"
    assert repair.why.zh == (
        "推测，未经核实：（七）总计／自然人：印作 20，与 30 只有一位数字不同，可能一位数字录错；"
        "（七）总计／法律服务机构：印作 37，与 27 只有一位数字不同，可能一位数字录错。"
    )


def test_the_report_as_published_has_that_repair(shared):
    from gouji.reports import collect, find_roster, read_report

    (report,) = collect([next((shared / "seeds").glob("004*"))])
    filing = read_report(report, find_roster([], shared))
    assert proposals(localise(filing, edits_of(filing))) == [
        {"applications/handled_total/natural_person": 30, "applications/handled_total/legal_service": 27}
    ]


def test_a_filing_without_a_broken_rule_loads_no_solver():
    code = (
        "import sys; sys.path.insert(0, 'tests/repairs')\n"
        "from repair_cases import filing_of, review, REVIEW_EDITS\n"
        "from gouji.repairs.localisation import localise\n"
        "found = localise(filing_of(review('reconsideration', 1, 0, 0, '?', 1)), REVIEW_EDITS)\n"
        "print(found.repairs, found.broken, 'ortools' in sys.modules, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "() () False False"


def test_ties_are_all_shown_in_form_order():
    found = localise(filing_of(review("reconsideration", 3, 1, 0, 0, 5)), REVIEW_EDITS)
    assert proposals(found) == [
        {"reviews/reconsideration/upheld": 4},
        {"reviews/reconsideration/corrected": 2},
        {"reviews/reconsideration/other": 1},
        {"reviews/reconsideration/pending": 1},
        {"reviews/reconsideration/total": 4},
    ]
    assert found.at_least == 1


def test_a_zero_cannot_fall():
    found = localise(filing_of(review("reconsideration", 3, 0, 0, 0, 1)), REVIEW_EDITS)
    assert proposals(found) == [{"reviews/reconsideration/upheld": 1}, {"reviews/reconsideration/total": 3}]


def test_independent_defects_are_repaired_together():
    filing = filing_of(review("reconsideration", 3, 0, 0, 0, 1) | review("litigation_direct", 2, 0, 0, 0, 1))
    found = localise(filing, REVIEW_EDITS)
    assert len(found.broken) == 2
    assert proposals(found) == [
        {"reviews/reconsideration/upheld": 1, "reviews/litigation_direct/upheld": 1},
        {"reviews/reconsideration/upheld": 1, "reviews/litigation_direct/total": 2},
        {"reviews/reconsideration/total": 3, "reviews/litigation_direct/upheld": 1},
        {"reviews/reconsideration/total": 3, "reviews/litigation_direct/total": 2},
    ]
    assert found.at_least == 2


def test_eight_digits_are_exact():
    filing = filing_of(review("reconsideration", 98_765_432, 1, 0, 0, 98_765_434))
    assert proposals(localise(filing, REVIEW_EDITS))[-1] == {"reviews/reconsideration/total": 98_765_433}


def test_numbers_beyond_any_solver_are_exact():
    filing = filing_of(review("reconsideration", 10**30, 0, 0, 0, 1))
    assert proposals(localise(filing, REVIEW_EDITS)) == [
        {"reviews/reconsideration/upheld": 1},
        {"reviews/reconsideration/total": 10**30},
    ]


def test_a_negative_count_must_change():
    found = localise(filing_of(review("reconsideration", -3, 5, 0, 0, 2)), REVIEW_EDITS)
    assert found.broken == ()
    assert proposals(found) == [
        {"reviews/reconsideration/upheld": (0, 2), "reviews/reconsideration/corrected": (0, 2)},
        {"reviews/reconsideration/upheld": (0, None), "reviews/reconsideration/total": (5, None)},
    ]
    assert found.repairs[1].why.en == (
        "Conjecture, not established: 行政复议／结果维持: -3 is printed where 3 fits:"
        " they differ in sign only, as when a minus slips in."
    )


def test_stock_may_change_by_a_negative_number():
    cells = {"disclosure/fees/items_last_year": 4, "disclosure/fees/change": -6}
    edit = Edit("T60-ITEM-NONNEG", ("x/none/none",), tuple(cells), "<=")
    found = localise(filing_of({"x/none/none": 0, **cells}), [edit])
    assert proposals(found) == [
        {"disclosure/fees/items_last_year": (6, None)},
        {"disclosure/fees/change": (-4, None)},
    ]


def test_an_unread_cell_costs_nothing_and_bounds_the_repair():
    found = localise(filing_of(review("reconsideration", 7, 0, "?", 0, 5)), REVIEW_EDITS)
    assert proposals(found) == [
        {"reviews/reconsideration/upheld": (0, 5)},
        {"reviews/reconsideration/total": (7, None)},
    ]
    assert not found.mended_by_blanks


def test_an_unread_cell_that_explains_the_sum_is_no_defect():
    assert localise(filing_of(review("reconsideration", 3, 0, "??", 0, 5)), REVIEW_EDITS).broken == ()


def test_unread_cells_are_told_apart_from_the_repair():
    edits = [
        Edit("A", ("t/a/x", "t/b/x"), ("t/sum/x",)),
        Edit("B", ("t/b/x", "t/c/x"), ("t/sum/x",)),
    ]
    found = localise(filing_of({"t/a/x": 9, "t/b/x": "???", "t/c/x": 5, "t/sum/x": 5}), edits)
    (first, *_) = found.alternatives
    assert told(first.repair.changes) == {"t/a/x": 5}
    assert told(first.fillings) == {"t/b/x": 0}


def test_a_blank_counts_as_zero_and_its_filling_is_told_apart():
    found = localise(filing_of(review("reconsideration", 3, None, 0, 0, 5)), REVIEW_EDITS)
    assert {"reviews/reconsideration/total": 3} in proposals(found)
    assert all("reviews/reconsideration/corrected" not in repair for repair in proposals(found))
    assert found.mended_by_blanks
    assert found.mendable == found.broken
    assert [told(filling) for filling in found.blank_fillings] == [{"reviews/reconsideration/corrected": 2}]


def test_a_filling_must_keep_the_other_sums():
    # the blank would need 2 in its row and 0 in its column
    cells = {"t/r/a": 3, "t/r/b": None, "t/r/total": 5, "t/s/b": 1, "t/all/b": 1}
    edits = [
        Edit("ROW", ("t/r/a", "t/r/b"), ("t/r/total",)),
        Edit("COLUMN", ("t/r/b", "t/s/b"), ("t/all/b",)),
    ]
    found = localise(filing_of(cells), edits)
    assert not found.mended_by_blanks
    assert found.blank_fillings == ()
    assert proposals(found) == [{"t/r/a": 5}, {"t/r/total": 3}]


def test_blanks_may_mend_one_table_and_not_another():
    cells = review("reconsideration", 3, "/", 0, 0, 5) | review("litigation_direct", 2, 0, 0, 0, 1)
    found = localise(filing_of(cells), REVIEW_EDITS)
    assert not found.mended_by_blanks
    assert [edit.left[0] for edit in found.mendable] == ["reviews/reconsideration/upheld"]


def test_a_blank_total_is_filled_and_repairs_nothing():
    cells = {"t/new/x": 5, "t/done/x": None, "t/part/x": 5}
    edits = [
        Edit("SUM", ("t/part/x",), ("t/done/x",)),
        Edit("BALANCE", ("t/new/x",), ("t/done/x", "t/left/x")),
    ]
    found = localise(filing_of({**cells, "t/left/x": None}), edits)
    assert [edit.rule for edit in found.broken] == ["BALANCE"]
    assert found.repairs == ()
    assert found.complete
    assert found.message is None
    assert found.mended_by_blanks
    assert told(found.blank_fillings[0]) == {"t/done/x": 5}


def many_wrong_rows():
    """Ten rows of four cells, every total one too large: one change a row at least."""
    cells, edits = {}, []
    for number in range(10):
        parts = [f"t/r{number}/{column}" for column in "abcd"]
        cells |= dict.fromkeys(parts, 1 + number) | {f"t/r{number}/total": 4 * (1 + number) + 1}
        edits.append(Edit("ROW", tuple(parts), (f"t/r{number}/total",)))
    return filing_of(cells), edits


def test_more_repairs_than_are_listed():
    filing, edits = many_wrong_rows()
    found = localise(filing, edits, limits=SearchLimits(sets=7))
    assert len(found.repairs) == 7
    assert not found.complete
    assert found.at_least == 10
    assert found.message.en == (
        "at least 10 cell(s) must change; there are more smallest repairs than the 7 listed."
    )
    assert found.message.zh == "至少要改 10 个单元格；最小的修改方案多于所列的 7 个，其余未列出。"


def test_where_too_many_connected_cells_are_wrong_none_is_looked_for():
    filing, edits = many_wrong_rows()
    # one more sum over all rows makes them one component
    rows = range(10)
    connected = [*edits, Edit("ALL", tuple(f"t/r{n}/a" for n in rows), tuple(f"t/r{n}/b" for n in rows))]
    found = localise(filing, connected)
    assert (found.repairs, found.complete, found.at_least) == ((), False, 10)
    assert "at least 10 cell(s) must change" in found.message.en
    assert localise(filing, connected, limits=SearchLimits(cells=10, sets=3)).repairs


def test_as_many_repairs_as_may_be_listed_are_all_of_them():
    filing = filing_of(review("reconsideration", 3, 1, 0, 0, 5))
    found = localise(filing, REVIEW_EDITS, limits=SearchLimits(sets=5))
    assert len(found.repairs) == 5
    assert found.complete
    assert not localise(filing, REVIEW_EDITS, limits=SearchLimits(sets=4)).complete


def test_a_stopped_search_says_how_many_cells_at_least():
    filing = filing_of(YIWU_2020, form="2019", year=2020)
    found = localise(filing, edits_of(filing), limits=SearchLimits(nodes=2, effort=0.0))
    assert found.repairs == ()
    assert not found.complete
    assert found.at_least == 2
    assert found.message.en == (
        "at least 2 cell(s) must change; the search was stopped at its limit of work and lists no repair."
    )
    assert found.message.zh == "至少要改 2 个单元格；搜索已达工作量上限而停止，未列出修改方案。"


def test_what_the_search_leaves_goes_to_the_solver():
    filing = filing_of(YIWU_2020, form="2019", year=2020)
    edits = edits_of(filing)
    assert localise(filing, edits, limits=SearchLimits(nodes=2)) == localise(filing, edits)


def test_a_large_component_leaves_small_ones_their_work():
    filing, edits = many_wrong_rows()
    rows = range(9)
    connected = [*edits, Edit("ALL", tuple(f"t/r{n}/a" for n in rows), tuple(f"t/r{n}/b" for n in rows))]
    found = localise(filing, connected, limits=SearchLimits(nodes=8, effort=0.0, cells=20))
    assert not found.complete
    # nine in the large one, as its root shows, and the one of the tenth row
    assert found.at_least == 10

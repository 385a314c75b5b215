"""Hypotheses of cause: what is recognised, in which order, and what is said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repair_cases import filing_of, row

from gouji.repairs.attach import explain, explain_blanks
from gouji.repairs.causes import CAUSE_NAMES, Cause, digit_cause
from gouji.repairs.localisation import localise
from gouji.repairs.system import Edit, edits_of


@pytest.mark.parametrize(
    ("printed", "proposed", "cause"),
    [
        (20, 30, "digit_substituted"),
        (3, 8, "digit_substituted"),
        (12, 21, "digits_transposed"),
        (1_203, 1_230, "digits_transposed"),
        (11, 1, "digit_extra"),
        (1_223, 123, "digit_extra"),
        (3, 37, "digit_missing"),
        (123, 1_123, "digit_missing"),
        (-4, 4, "sign"),
        (-4, 5, None),
        (321, 123, None),
        (45, 67, None),
        (5, 500, None),
    ],
)
def test_slips_of_sign_and_digits(printed, proposed, cause):
    assert digit_cause(printed, proposed) == cause


@given(st.integers(0, 10**8), st.data())
def test_a_slip_that_is_made_is_recognised(number, data):
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from("123456789"))
    changed = int(digits[:at] + digit + digits[at + 1 :])
    if changed != number:
        assert digit_cause(changed, number) is Cause.DIGIT_SUBSTITUTED
    longer = int(digits[:at] + digit + digits[at:])
    assert digit_cause(longer, number) is Cause.DIGIT_EXTRA
    assert digit_cause(number, longer) is Cause.DIGIT_MISSING


def figures(**rows):
    """Table three of form 2021 from a few printed rows; every other cell is 0."""
    printed = {cell.id: 0 for cell in filing_of({}, form="2021").table("applications")}
    for name, numbers in rows.items():
        printed |= row("applications", name, *numbers)
    return printed


WHOLE = {
    "new": (120, 45, 0, 0, 33, 0, 198),
    "granted": (80, 41, 0, 0, 21, 0, 142),
    "unavailable_not_held": (40, 4, 0, 0, 12, 0, 56),
    "handled_total": (120, 45, 0, 0, 33, 0, 198),
}


def repaired(earlier=None, **cells):
    """The only repair of table three when these cells are misprinted, as (hypothesis, why)."""
    changed = {f"applications/{key.replace('__', '/')}": value for key, value in cells.items()}
    filing = filing_of(figures(**WHOLE) | changed, form="2021")
    (repair,) = localise(filing, edits_of(filing), earlier=earlier).repairs
    assert {change.cell for change in repair.changes} == set(changed)
    return repair.hypothesis, repair.why


def test_a_filing_that_is_whole_has_nothing_to_explain():
    filing = filing_of(figures(**WHOLE), form="2021")
    found = localise(filing, edits_of(filing))
    assert (found.broken, found.repairs, found.message) == ((), (), None)


def test_digits_are_explained_in_both_languages():
    hypothesis, why = repaired(granted__natural_person=8)
    assert hypothesis == "digit_missing"
    assert why.zh == "推测，未经核实：印作 8，比 80 只少一位数字，可能漏录一位。"
    assert why.en == (
        "Conjecture, not established: 8 is printed where 80 fits: one digit is missing,"
        " as when one is dropped."
    )
    assert repaired(granted__business=14)[0] == "digits_transposed"
    assert repaired(granted__business=411)[0] == "digit_extra"
    assert repaired(granted__business=-41)[0] == "sign"


def test_a_total_whose_parts_stand():
    hypothesis, why = repaired(granted__total=139)
    assert hypothesis == "total_not_updated"
    assert why.zh == "推测，未经核实：印作 139，而各分项相加为 142，可能改了分项未改合计。"
    assert why.en == (
        "Conjecture, not established: 139 is printed while the parts add up to 142,"
        " as when a part is corrected and the total is not."
    )


def test_a_part_is_no_total():
    assert repaired(granted__natural_person=67) == (None, None)


def test_neighbouring_columns_of_one_row():
    cells = figures(**WHOLE) | {
        "applications/granted/natural_person": 72,
        "applications/granted/business": 49,
    }
    filing = filing_of(cells, form="2021")
    repairs = localise(filing, edits_of(filing)).repairs
    (found,) = [repair for repair in repairs if "granted" in repair.changes[0].cell]
    assert found.hypothesis == "shifted_between_columns"
    assert found.why.zh == (
        "推测，未经核实：（一）予以公开／自然人、（一）予以公开／商业企业："
        "同一行相邻两列一多一少，都是 8，可能有 8 件记错了列。"
    )
    assert found.why.en == (
        "Conjecture, not established: （一）予以公开／自然人 and （一）予以公开／商业企业: two neighbouring"
        " columns of one row are off by 8 in opposite ways, as when 8 is booked one column off."
    )


def test_sums_are_not_booked_one_column_off():
    hypothesis, _ = repaired(handled_total__natural_person=130, handled_total__business=35)
    assert hypothesis == "digit_substituted"


def test_distant_columns_are_no_neighbours():
    cells = figures(**WHOLE) | {
        "applications/granted/natural_person": 72,
        "applications/granted/legal_service": 29,
    }
    filing = filing_of(cells, form="2021")
    hypotheses = {repair.hypothesis for repair in localise(filing, edits_of(filing)).repairs}
    assert "shifted_between_columns" not in hypotheses


def test_two_causes_give_no_hypothesis_and_both_are_said():
    hypothesis, why = repaired(granted__business=14, unavailable_not_held__total=71)
    assert hypothesis is None
    assert why.zh == (
        "推测，未经核实：（一）予以公开／商业企业：印作 14，与 41 只是相邻两位对调，可能两位数字颠倒；"
        "（四）无法提供1.本机关不掌握相关政府信息／总计：印作 71，而各分项相加为 56，可能改了分项未改合计。"
    )


def test_last_years_number():
    earlier = filing_of(figures(granted=(67, 0, 0, 0, 0, 0, 67)), form="2021", year=2022)
    hypothesis, why = repaired(granted__natural_person=67, earlier=earlier)
    assert hypothesis is None
    assert why.zh == ("推测，未经核实：印作 67，应为 80；上一年度报告同一单元格正是 67，可能沿用了上年数。")
    assert why.en == (
        "Conjecture, not established: 67 is printed where 80 fits; last year's report has 67 in this very"
        " cell, as when last year's number is left standing."
    )


def test_the_row_above():
    edits = [
        Edit("ROW", ("t/b/x", "t/b/y"), ("t/b/total",)),
        Edit("COLUMN", ("t/a/x", "t/b/x"), ("t/sum/x",)),
    ]
    cells = {"t/a/x": 57, "t/b/x": 57, "t/b/y": 3, "t/b/total": 26, "t/sum/x": 80}
    (repair,) = localise(filing_of(cells), edits).repairs
    assert repair.hypothesis is None
    assert repair.why.zh == "推测，未经核实：印作 57，应为 23；上一行同一列正是 57，可能照抄了上一行。"
    assert repair.why.en == (
        "Conjecture, not established: 57 is printed where 23 fits; the row above has 57 in the same column,"
        " as when it is copied."
    )


def test_a_second_sign_of_a_slip_is_added():
    edits = [
        Edit("ROW", ("t/b/x", "t/b/y"), ("t/b/total",)),
        Edit("COLUMN", ("t/a/x", "t/b/x"), ("t/sum/x",)),
    ]
    cells = {"t/a/x": 57, "t/b/x": 57, "t/b/y": 3, "t/b/total": 40, "t/sum/x": 94}
    (repair,) = localise(filing_of(cells), edits).repairs
    assert repair.hypothesis == "digit_substituted"
    assert repair.why.zh.endswith(
        "可能一位数字录错；另外，印作 57，应为 37；上一行同一列正是 57，可能照抄了上一行。"
    )


def test_yuan_and_ten_thousand():
    hypothesis, why = repaired(granted__natural_person=800_000)
    assert hypothesis is None
    assert why.zh == "推测，未经核实：印作 800000，与 80 恰差一万倍，可能混用了元与万元。"
    assert why.en == (
        "Conjecture, not established: 800000 is printed where 80 fits: a factor of exactly 10,000, as when"
        " yuan and 万元 are confused."
    )


def test_only_the_contracts_names_are_hypotheses():
    assert {cause.hypothesis for cause in Cause} == {
        "digit_substituted",
        "digits_transposed",
        "digit_missing",
        "digit_extra",
        "sign",
        "shifted_between_columns",
        "total_not_updated",
        None,
    }
    assert set(CAUSE_NAMES) == set(Cause)
    assert len({name.zh for name in CAUSE_NAMES.values()}) == len(Cause)


def test_rows_for_the_notebook():
    cells = figures(**WHOLE) | {"applications/granted/business": 14}
    filing = filing_of(cells, form="2021")
    (shown,) = explain(localise(filing, edits_of(filing)), "zh")
    assert (shown.alternative, shown.cell, shown.name) == (
        1,
        "applications/granted/business",
        "（一）予以公开／商业企业",
    )
    assert (shown.printed, shown.proposed, shown.cause) == ("14", "41", "两位数字颠倒")
    assert sorted(shown.mends) == [
        "T3-OUTCOME-SUM：18 ≠ 45，改后 45 = 45",
        "T3-ROW-TOTAL：115 ≠ 142，改后 142 = 142",
    ]


def test_rows_with_a_range_say_it_in_words():
    printed = dict(zip((f"reviews/reconsideration/{c}" for c in "abt"), (7, "?", 5), strict=True))
    edit = Edit("SUM", tuple(printed)[:2], tuple(printed)[2:])
    found = localise(filing_of(printed), [edit])
    assert [(r.alternative, r.proposed, r.mends) for r in explain(found, "zh")] == [
        (1, "0 至 5", ("SUM：7 ≠ 5",)),
        (2, "不少于 7", ("SUM：7 ≠ 5",)),
    ]
    assert [(r.proposed, r.cause) for r in explain(found, "en")] == [("0 to 5", ""), ("at least 7", "")]


def test_fillings_of_blanks_in_words():
    cells = figures(**WHOLE) | {"applications/granted/legal_service": None}
    filing = filing_of(cells, form="2021")
    found = localise(filing, edits_of(filing))
    assert found.mended_by_blanks
    (sentence,) = explain_blanks(found)
    assert sentence.zh == "不改印出的数字，只要（一）予以公开／法律服务机构为 21，相关勾稽关系即全部成立。"
    assert sentence.en == (
        "without changing a printed number, all sums concerned hold if （一）予以公开／法律服务机构 is 21."
    )

"""The five reports that the project started from, as they were found."""

from collections import Counter

import pytest

from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document


@pytest.fixture(scope="module")
def seeds(shared):
    return {
        path.name[:3]: read_filing(read_document(path.read_bytes(), path.name), Roster.empty())
        for path in sorted((shared / "seeds").glob("*.txt"))
    }


def values(filing, row):
    return [cell.value for cell in filing.form_cells if cell.id.startswith(f"{row}/")]


def statuses(filing, row):
    return [cell.status for cell in filing.form_cells if cell.id.startswith(f"{row}/")]


def test_004_one_cell_a_line_is_read_without_shifting_over_empty_cells(seeds):
    filing = seeds["004"]
    assert (filing.form, filing.year, filing.agency.name) == ("2019", 2020, "义乌市人民政府办公室")
    assert values(filing, "applications/granted") == [21, 4, None, None, 6, None, 31]
    assert values(filing, "applications/unavailable_not_held") == [4, 2, None, None, 18, None, 24]
    assert values(filing, "applications/handled_total") == [20, 8, None, None, 37, None, 65]
    assert statuses(filing, "applications/carried_in") == ["blank"] * 7
    assert values(filing, "reviews/reconsideration") == [1, 0, 0, 0, 1]
    assert values(filing, "reviews/litigation_direct") == [0, 0, 0, 0, 0]
    assert values(filing, "reviews/litigation_after_reconsideration") == [1, 0, 0, 0, 1]
    procurement = filing.cell("disclosure/procurement/amount")
    assert (procurement.printed, procurement.value, procurement.status) == ("5629元", 5629, "annotated")
    assert str(filing.published) == "2021-01-29"
    assert [section.number for section in filing.sections] == [1, 2, 3, 4, 5, 6]


def test_002_six_values_for_seven_columns_leave_the_five_between_undecided(seeds):
    filing = seeds["002"]
    assert values(filing, "applications/refused_deliberative") == [0] * 7
    for row, first, last in (("handled_total", 3, 3), ("carried_out", 1, 1), ("other", 0, 0)):
        assert statuses(filing, f"applications/{row}") == ["read", *["ambiguous"] * 5, "read"]
        assert values(filing, f"applications/{row}") == [first, *[None] * 5, last]
    amount = filing.cell("disclosure/procurement/amount")
    assert (amount.printed, amount.value, amount.status) == ("4574.73 万", 45747300, "annotated")
    assert values(filing, "reviews/reconsideration") == [0, 1, 0, 0, 1]


def test_000_a_label_cut_by_the_page_break_and_five_empty_cells(seeds):
    filing = seeds["000"]
    assert statuses(filing, "applications/unprocessed_confirmation") == ["read"] * 7
    assert statuses(filing, "reviews/reconsideration") == ["blank"] * 5
    assert filing.cell("disclosure/procurement/amount").value == 17214499
    assert not any(cell.status == "missing" for cell in filing.form_cells)
    heading = next(label for label in filing.labels if label.element == "applications/*/public_interest")
    assert heading.printed == "社会组织"


def test_003_lost_lines_give_no_figure(seeds):
    filing = seeds["003"]
    assert Counter(cell.status for cell in filing.table("applications")) == {"missing": 161}
    assert Counter(cell.status for cell in filing.table("reviews")) == {"missing": 15}
    printed = {cell.id: cell.value for cell in filing.form_cells if cell.value is not None}
    assert printed == {"disclosure/procurement/projects": 9, "disclosure/procurement/amount": 617100}
    assert [section.number for section in filing.sections] == [1, 2, 3, 4, 5]


def test_001_a_university_report_has_prose_only_and_a_damaged_period(seeds):
    filing = seeds["001"]
    assert (filing.form, filing.agency.kind, filing.form_cells) == ("university", "高校", ())
    assert len(filing.sections) == 5
    assert filing.period is None
    note = next(note for note in filing.notes if note.code == "period-unreadable")
    assert "从202191日至2022831日止" in note.text.zh
    assert str(filing.published) == "2022-10-30"

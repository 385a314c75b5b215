"""What was not read never passes: the verdict, the finding on it, and every rule that needs its cells."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from corpus import DAMAGES, make_figures, variants
from gouji.audits import audit_filings
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Note, Place
from gouji.model.filing import UNREAD
from gouji.model.form import load_form
from gouji.model.text import GoujiError, Text
from gouji.readers.containers import read_document
from rules.build import SCHOOL, filing
from rules.pairs.narrative import government, office
from rules.pairs.one_report import COLUMNS, app, np
from rules.pairs.two_years import COUNTY
from rules.test_pairs import PAIRS

ROOT = Path(__file__).parents[2]
STATUSES = sorted(UNREAD)
SUMS = ("T3-ROW-TOTAL", "T3-COL-BALANCE", "T3-OUTCOME-SUM", "T4-GROUP-SUM")
HYGIENE = ("DQ-NONNEG-INT", "DQ-BLANK", "DQ-PLACEHOLDER", "DQ-UNIT-IN-CELL", "DQ-TOTAL-COLUMN-EMPTY")


def unread(report, *cells, status="ambiguous"):
    """The same report with these cells not read; a cell may be a whole table, or a row with its slash."""

    def lost(cell):
        gone = {"printed": None, "place": None} if status == "missing" else {}
        return cell._replace(value=None, status=status, **gone)

    found = [lost(cell) if cell.id.startswith(cells) else cell for cell in report.form_cells]
    assert found != list(report.form_cells)
    return replace(report, form_cells=tuple(found))


def audit(report, others=()):
    (found,) = audit_filings([report], others)
    return found


def told(report, others=()) -> dict[str, tuple[str, str]]:
    said = audit(report, others).outcomes
    return {one.rule: (one.outcome, one.reason.zh if one.reason else "") for one in said}


def on_unread(report):
    return [found for found in audit(report).rule_findings if found.rule == "DQ-UNREAD"]


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("table", ["disclosure", "applications", "reviews"])
@pytest.mark.parametrize("status", STATUSES)
def test_table_that_was_not_read_makes_the_report_unauditable_and_gives_one_finding(form, table, status):
    report = unread(filing(form), f"{table}/", status=status)
    said = audit(report)
    assert said.verdict == "unauditable"
    (found,) = [one for one in said.rule_findings if one.rule == "DQ-UNREAD"]
    assert (found.severity, found.table) == ("data_quality", table)
    assert found.cells == tuple(cell.id for cell in report.table(table))
    assert found.evidence
    outcomes = {one.rule: one.outcome for one in said.outcomes}
    assert {rule: outcomes[rule] for rule in HYGIENE} == dict.fromkeys(HYGIENE, "not_assessable")


@pytest.mark.parametrize("status", STATUSES)
def test_one_cell_that_was_not_read_keeps_the_report_from_passing(status):
    assert audit(filing()).verdict == "pass"
    report = unread(filing(), "applications/new/research", status=status)
    assert audit(report).verdict == "query"
    assert [one.cells for one in on_unread(report)] == [("applications/new/research",)]


def test_half_of_a_table_may_be_unread_and_more_may_not():
    # ten cells in table two of this form; none of its rules is arithmetic that must be held
    half = unread(filing(), "disclosure/rules/", "disclosure/licences/", "disclosure/fees/")
    assert audit(half).verdict == "query"
    more = unread(half, "disclosure/penalties/")
    assert audit(more).verdict == "unauditable"


@pytest.mark.parametrize("printed", ["", "/", "—", "无"])
def test_blanks_and_placeholders_are_read_and_never_make_a_report_unauditable(printed):
    for table in ("disclosure", "applications", "reviews"):
        report = filing(cells={cell.id: printed for cell in filing().table(table)})
        assert audit(report).verdict == "query"
        assert on_unread(report) == []


def test_table_whose_arithmetic_could_not_be_held_at_all_is_not_audited():
    # three cells of fifteen: one in each group
    assert audit(unread(filing(), *(f"reviews/{row}/other" for row in ROWS))).verdict == "unauditable"
    assert audit(unread(filing(), *(f"reviews/{row}/other" for row in ROWS[:2]))).verdict == "query"
    # every row lacks a column, and of every column the total and what came in
    cross = unread(filing(), *(f"applications/{row.id}/other" for row in TABLE_THREE.rows), *POOL)
    assert audit(cross).verdict == "unauditable"
    assert told(cross)["T3-ROW-TOTAL"][0] == "not_assessable"


def test_arithmetic_that_empty_totals_leave_open_is_not_for_want_of_reading():
    empty = {
        cell.id: ""
        for cell in filing().form_cells
        if cell.id.endswith("/total") or "handled_total" in cell.id
    }
    report = unread(filing(cells=empty), "applications/granted/other", "reviews/reconsideration/other")
    assert audit(report).verdict == "query"
    assert told(report)["T4-GROUP-SUM"] == (
        "not_assessable",
        "“行政复议／其他结果”处的值可归入不止一格；“行政复议／总计”是总计却未印数字；"
        "“未经复议直接起诉／总计”是总计却未印数字等",
    )


ROWS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
TABLE_THREE = load_form("2021").table("applications")
POOL = ("applications/new/", "applications/handled_total/")


def test_university_has_no_cells_to_read():
    assert told(filing("university"))["DQ-UNREAD"][0] == "not_applicable"
    assert on_unread(filing("university")) == []


def test_school_on_form_2019_is_held_to_what_was_read():
    report = unread(filing("2019", agency=SCHOOL), "reviews/")
    assert audit(report).verdict == "unauditable"


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [
        ("missing", "原因：7 格在副本中找不到。", "Why: 7 are not found in the copy."),
        (
            "recognised",
            "原因：7 格由图片识别得出而尚未经人确认。",
            "Why: 7 were recognised in a picture and confirmed by nobody.",
        ),
        ("illegible", "原因：7 格所印不能读作数字。", "Why: in 7 the print cannot be read as a number."),
    ],
)
def test_finding_names_the_row_and_says_why(status, zh, en):
    (found,) = on_unread(unread(filing(), "applications/granted/", status=status))
    said = found.message
    assert said.zh.startswith(f"本副本中，表三的 175 格有 7 格没有读出：“（一）予以公开”一行。{zh}")
    assert said.en.startswith(
        f"In this copy 7 of the 175 cells of table three were not read: the row “（一）予以公开”. {en}"
    )
    assert "因此未能（完全）判定的规则：T3-OUTCOME-SUM、T3-ROW-TOTAL、" in said.zh


def test_rows_of_a_table_in_the_other_form_are_named_as_that_form_has_them():
    old = [cell for cell in filing("2019").form_cells if cell.id.startswith("disclosure/")]
    new = [cell for cell in filing().form_cells if not cell.id.startswith("disclosure/")]
    mixed = replace(
        filing(), form_cells=(*old, *new), table_forms=filing().table_forms | {"disclosure": "2019"}
    )
    (found,) = on_unread(unread(mixed, "disclosure/procurement/"))
    assert "“政府集中采购”一行" in found.message.zh


def test_finding_quotes_what_the_reading_noted_of_its_cells_and_nothing_else():
    (cell,) = [cell for cell in filing().form_cells if cell.id == "reviews/reconsideration/other"]
    notes = (
        Note("picture", Text("格内是图片。", "The cell shows a picture."), cell.place),
        Note("elsewhere", Text("别处。", "Elsewhere."), Place(table=2, row=1, column=1)),
        Note("groups", Text("表四的分组不清。", "Groups of table four."), Place(line=9), table="reviews"),
        Note("groups", Text("表三的行不清。", "Rows of table three."), cell.place, table="applications"),
        Note("html-embedded", Text("另有文件。", "Another file.")),
        Note("picture", Text("格内是图片。", "The cell shows a picture."), cell.place),
    )
    report = unread(replace(filing(), notes=notes), cell.id, status="illegible")
    (found,) = on_unread(report)
    assert "原因：1 格所印不能读作数字。格内是图片。表四的分组不清。对这些格" in found.message.zh
    assert "as a number. The cell shows a picture. Groups of table four. Nothing" in found.message.en
    (found,) = on_unread(unread(report, cell.id, status="missing"))
    assert "原因：1 格在副本中找不到。表四的分组不清。另有文件。对这些格" in found.message.zh


def test_hygiene_of_cells_is_told_where_it_is_broken_and_open_where_it_was_not_seen():
    report = unread(filing(cells={"applications/new/research": ""}), "applications/granted/research")
    said = told(report)
    assert said["DQ-BLANK"][0] == "fail"
    assert said["DQ-PLACEHOLDER"] == ("not_assessable", "共 3 项，其中 1 项无法判定：表三有 1 格没有读出")


@pytest.mark.parametrize("printed", ["7\n0", "1 234", "18¹", "5\u03368", "\ufffd8", "\ufffc", "=SUM(B4:G4)"])
def test_number_that_was_not_made_out_is_not_called_no_number(printed):
    report = filing(cells={"applications/new/natural_person": printed})
    assert [found.cells for found in on_unread(report)] == [("applications/new/natural_person",)]
    assert told(report)["DQ-NONNEG-INT"][0] == "not_assessable"


@pytest.mark.parametrize("printed", ["若干", "约10", "1312件次", "○", "--18"])
def test_words_in_a_cell_are_quoted_and_are_not_read_as_a_number(printed):
    report = filing(cells={"applications/new/natural_person": printed})
    said = [found.message.zh for found in audit(report).rule_findings if found.rule == "DQ-NONNEG-INT"]
    assert said == [
        f"本副本的表三有 1 格所印不单是一个非负整数，印为 “{printed}”："
        "“一、本年新收政府信息公开申请数量／自然人”。"
    ]
    assert len(on_unread(report)) == 1


def test_other_rows_of_a_table_are_not_counted_where_none_is_found():
    assert told(filing())["T3-OTHER-SUBROWS"][0] == "pass"
    report = unread(filing(), "applications/other", status="missing")
    assert told(report)["T3-OTHER-SUBROWS"][0] == "not_assessable"


def test_table_is_not_last_years_where_a_figure_was_not_read():
    figures = {
        f"applications/{row}/{column}": "7"
        for row in ("new", "granted", "handled_total")
        for column in COLUMNS
    }
    before = filing(cells=figures, year=2022)
    assert told(filing(cells=figures), [before])["T3-SAME-AS-LAST-YEAR"][0] == "fail"
    for report, earlier in (
        (unread(filing(cells=figures), "applications/new/total"), before),
        (filing(cells=figures), unread(before, "applications/new/total")),
    ):
        outcome, reason = told(report, [earlier])["T3-SAME-AS-LAST-YEAR"]
        assert (outcome, reason.startswith("“一、本年新收政府信息公开申请数量／总计”处的值")) == (
            "not_assessable",
            True,
        )
    # another figure is another table whatever was not read
    other = unread(filing(cells=figures | app(granted=np(8))), "applications/new/total")
    assert told(other, [before])["T3-SAME-AS-LAST-YEAR"][0] == "pass"


def test_carry_over_of_last_year_that_was_not_read_is_not_agreed_with():
    outcome, reason = told(filing(), [unread(filing(year=2022), "applications/carried_out/total")])[
        "T3-CARRY-CROSSYEAR"
    ]
    assert (outcome, reason) == (
        "not_assessable",
        "“2022：总计／四、结转下年度继续办理”处的值可归入不止一格",
    )


def test_body_without_the_power_made_no_rules_only_where_every_cell_was_read():
    none = filing(agency=COUNTY)
    assert told(none)["T2-RULES-POWER"][0] == "pass"
    assert told(unread(none, "disclosure/rules/issued"))["T2-RULES-POWER"][0] == "not_assessable"
    some = filing(agency=COUNTY, cells={"disclosure/rules/in_force": "1"})
    assert told(unread(some, "disclosure/rules/issued"))["T2-RULES-POWER"][0] == "fail"


def test_office_files_a_document_of_its_own_only_where_both_were_read():
    own, theirs = office(3), government("全县共收到申请3件，由专人办理，逐件登记在册，定期回访申请人。")
    assert told(own, [theirs])["AGG-OFFICE-VS-GOV"][0] == "fail"
    for one, other in (
        (unread(own, "applications/new/"), theirs),
        (own, unread(theirs, "applications/new/")),
    ):
        assert told(one, [other])["AGG-OFFICE-VS-GOV"][0] == "not_assessable"
    assert told(unread(office(2), "applications/new/"), [theirs])["AGG-OFFICE-VS-GOV"][0] == "pass"


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ("T4-CORRECTED-S5", "reviews/reconsideration/corrected"),
        ("T3-FEE-LINK", "applications/other_fee_unpaid/total"),
        ("T3-CARRY-RATIO", "applications/carried_out/total"),
        ("T3-ALL-PENDING", "applications/handled_total/total"),
        ("T2-STOCK-GE-ISSUED", "disclosure/normative_documents/in_force"),
        ("T3-CARRY-LE-POOL", "applications/new/natural_person"),
    ],
)
def test_rule_that_needs_a_cell_does_not_pass_or_exempt_without_it(rule, cell):
    figures = app(new=np(30), granted=np(28), handled_total=np(28), carried_out=np(2))
    norms = {"disclosure/normative_documents/issued": "1", "disclosure/normative_documents/in_force": "9"}
    report = filing(
        cells=figures | norms | {f"reviews/reconsideration/{c}": "1" for c in ("upheld", "total")}
    )
    assert told(report)[rule][0] in ("pass", "not_applicable")
    outcome, reason = told(unread(report, cell))[rule]
    assert outcome == "not_assessable"
    assert "处的值可归入不止一格" in reason


CELLS = [
    pair for pair in PAIRS if pair.cells and pair.rule != "DQ-UNREAD" and not pair.rule.startswith("STR-")
]


@pytest.mark.parametrize("pair", [pytest.param(pair, id=f"{pair.rule}-{n}") for n, pair in enumerate(CELLS)])
def test_no_rule_is_kept_or_idle_where_the_cells_that_broke_it_were_not_read(pair):
    """Whatever a rule says of these cells in the report that breaks it, without them it says no more."""
    outcome, _ = told(unread(pair.broken, *pair.cells), pair.others)[pair.rule]
    assert outcome in ("fail", "not_assessable")


@pytest.mark.parametrize("pair", [pair for pair in CELLS if pair.rule in ("T3-RATE-TEXT", "T3-TEXT-MATCH")])
def test_sentence_contradicts_nothing_where_a_figure_that_it_may_mean_was_not_read(pair):
    assert told(unread(pair.broken, *pair.cells), pair.others)[pair.rule][0] == "not_assessable"


def test_page_whose_columns_contradict_the_form_is_not_audited():
    """As published, but two applicant types have changed places in the headings."""
    page = (ROOT / "data/2024/qingxi-water.html").read_text("utf-8")
    swapped = page.replace("商业企业</td>", "§</td>").replace("科研机构</td>", "商业企业</td>")
    swapped = swapped.replace("§</td>", "科研机构</td>")
    assert swapped != page
    report = read_filing(read_document(swapped.encode(), "swapped.html"), Roster.empty())
    said = audit(report)
    assert said.verdict == "unauditable"
    assert [found.rule for found in said.rule_findings if found.severity == "violation"] == []
    assert [found.table for found in said.rule_findings if found.rule == "DQ-UNREAD"] == ["applications"]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damaged_copy_passes_only_where_every_cell_was_read_and_its_sums_accuse_nobody(damage):
    """The figures of these reports add up, and no damage changes a digit."""
    fitting = [one for one in variants() if one.suffix != ".pdf" and damage.applies_to(one)]
    filings = []
    for seed, variant in enumerate(Random(damage.name).sample(fitting, min(len(fitting), 5))):
        report = make_figures(Random(seed), ("2019", "2021")[seed % 2], consistent=True)
        data = damage.apply(variant, report, seed).data
        with suppress(GoujiError):  # a file that cannot be opened says nothing wrong
            filings.append(read_filing(read_document(data, f"{seed}{variant.suffix}"), Roster.empty()))
    for audited in audit_filings(filings):
        read, cells = audited.filing.cells_read, audited.filing.form_cells
        assert audited.verdict != "pass" or read == len(cells)
        found = audited.rule_findings
        assert sum(len(one.cells) for one in found if one.rule == "DQ-UNREAD") == len(cells) - read
        accused = [one for one in found if one.severity == "violation" and one.rule in SUMS]
        assert [one.message.zh for one in accused] == []

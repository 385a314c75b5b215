"""Reading the corpus: undamaged, every cell is right; damaged, no cell is wrong and little is refused."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import DAMAGES, make_figures, sample_report, unit_of, variants
from corpus.strategies import any_variant, damaged_variants, figures
from corpus.variants import CLEAN, PDF, STYLES
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from tools.score import judge

REPORTS_A_VARIANT = 3
APPLICATIONS = "applications"
ROSTER = Roster.empty()
MODEST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: PDF takes a hundred times longer than the rest: two of its variants are spoilt, the others only read.
SPOILT = [v for v in variants() if v.suffix != ".pdf" or v.name in (PDF.name, "pdf-unruled")]


def outcomes(data, variant, report):
    """For each cell of the report how it was read, with what the reading says; all refused on an error."""
    try:
        filing = read_filing(read_document(data, f"report{variant.suffix}"), ROSTER)
    except GoujiError:
        return {key: (judge(None, truth), None) for key, truth in report.truth().items()}
    truth = report.truth()
    cells = {cell.id: cell for cell in filing.form_cells}
    judged = {key: (judge(cells.get(key), truth.get(key)), cells.get(key)) for key in {**truth, **cells}}
    return {key: (how, cell) for key, (how, cell) in judged.items() if key in truth or how == "wrong"}


def shown(found, report, *kinds):
    return [
        f"{key}: {report.cells.get(key)!r} printed, {cell and (cell.printed, cell.status, cell.value)} read"
        for key, (how, cell) in found.items()
        if how in kinds
    ]


def misread(data, variant, report):
    """Cells that are not right although they can be told, and cells that are wrong."""
    doubtful = variant.doubtful(report)
    found = outcomes(data, variant, report)
    sure = {key: pair for key, pair in found.items() if unit_of(key) not in doubtful}
    return shown(sure, report, "refused", "unseen") + shown(found, report, "wrong")


def test_there_are_enough_reports():
    assert len(variants()) * REPORTS_A_VARIANT >= 200


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.name)
def test_every_cell_of_an_undamaged_report_is_right(variant):
    for number in range(REPORTS_A_VARIANT):
        report = sample_report(variant.name, number)
        assert misread(variant.write(report), variant, report) == []


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.name)
def test_whose_report_it_is_and_of_which_year_is_right(variant):
    report = sample_report(variant.name, 0)
    filing = read_filing(read_document(variant.write(report), f"report{variant.suffix}"), Roster.empty())
    assert (filing.agency.name, filing.year) == (report.agency, report.year)


@pytest.mark.parametrize(
    "variant", [v for v in variants() if v.style.reviews == "three"], ids=lambda v: v.name
)
def test_reviews_of_one_kind_alone_are_read_from_three_small_tables(variant):
    report = sample_report(variant.name, 0)
    others = [key for key in report.cells if key.startswith("reviews/litigation")]
    sparse = replace(report, cells={**report.cells, **dict.fromkeys(others)})
    # a copy with one cell a line shows empty cells only where other tables have some: "unseen" is fair
    assert shown(outcomes(variant.write(sparse), variant, sparse), sparse, "refused", "wrong") == []


@MODEST
@given(figures(), any_variant().filter(lambda variant: variant.suffix != ".pdf"))
def test_any_figures_are_read_in_any_variant(report, variant):
    assert misread(variant.write(report), variant, report) == []


@pytest.mark.parametrize(
    ("every", "damage"),
    [
        # each damage to every fifth variant, and each variant by some damage; all to all in `make test-all`
        *(pytest.param(5, damage, id=damage.name) for damage in DAMAGES),
        *(
            pytest.param(1, damage, id=f"all-{damage.name}", marks=pytest.mark.exhaustive)
            for damage in DAMAGES
        ),
    ],
)
def test_no_cell_of_a_damaged_report_is_wrong(every, damage):
    counts = Counter()
    wrong = []
    first = DAMAGES.index(damage)
    for seed, variant in enumerate(SPOILT):
        if (seed - first) % every or not damage.applies_to(variant):
            continue
        report = sample_report(variant.name, seed)
        damaged = damage.apply(variant, report, seed)
        found = outcomes(damaged.data, variant, report)
        wrong += [f"{variant.name} {seed}: {line}" for line in shown(found, report, "wrong")]
        unsure = damaged.touched | variant.doubtful(report)
        counts.update(how for key, (how, _) in found.items() if unit_of(key) not in unsure)
    assert wrong == []
    assert counts["refused"] <= 0.05 * counts.total()


@pytest.mark.parametrize("seed", [903037, 911037, 911049, 911101])
def test_rows_moved_by_lost_merges_on_a_page_without_headings_do_not_place_each_other(seed):
    # the last page holds （七）总计, moved left, and the row below it, which has not moved
    variant = next(variant for variant in variants() if variant.name == "pdf-unruled")
    damage = next(damage for damage in DAMAGES if damage.name == "lost-merges")
    report = sample_report(variant.name, seed)
    found = outcomes(damage.apply(variant, report, seed).data, variant, report)
    assert shown(found, report, "wrong") == []
    blank = [key for key, (_, cell) in found.items() if cell and cell.status == "blank"]
    assert [key for key in blank if report.cells.get(key) is not None] == []


@MODEST
@given(figures(), damaged_variants().filter(lambda pair: pair[0].suffix != ".pdf"), st.integers(0, 2**16))
def test_no_damage_makes_a_number_wrong(report, pair, seed):
    variant, damage = pair
    found = outcomes(damage.apply(variant, report, seed).data, variant, report)
    if damage.name == "lost-lines" and variant.name.startswith("txt-cell-a-line"):
        # where nothing else is lost, what is left of a figure's lines is an empty cell's
        found = {key: (how, cell) for key, (how, cell) in found.items() if cell and cell.status != "blank"}
    assert shown(found, report, "wrong") == []


@pytest.mark.parametrize(
    ("name", "spoilt", "seed", "form", "one_other", "more"),
    [
        ("csv-semicolons", "lost-column", 42789729, "2021", True, (6, 0.5, 0.6, 0.05, True)),
        ("md-filled-up", "lost-column", 326687621, "2019", False, (3, 0.9, 0.6, 0.0, False)),
        ("txt-tabs+variant-labels", "lost-column", 1023943009, "2019", False, (3, 0.9, 0.6, 0.05, False)),
        ("txt-tabs+annotated", "lost-column", 834408827, "2019", False, (8, 0.9, 0.6, 0.0, True)),
        ("md-escaped", "lost-column", 43469794, "2019", False, (8, 0.9, 0.6, 0.05, True)),
        ("md-escaped", "shifted-after-break", 640996541, "2019", False, (3, 0.5, 0.6, 0.0, True)),
        ("md-pieces", "shifted-after-break", 249921861, "2019", False, (5, 0.0, 0.6, 0.0, False)),
        (
            "txt-tabs-shifted-broken",
            "shifted-after-break",
            670191335,
            "2019",
            False,
            (6, 0.5, 0.6, 0.05, True),
        ),
        ("txt-tabs-furnished", "shifted-after-break", 636797038, "2019", False, (3, 0.0, 0.6, 0.0, True)),
        ("txt-blank-behind-a-field", "truncated", 318862738, "2021", True, (4, 0.0, 0.6, 0.05, True)),
        ("txt-cell-a-line+annotated", "lost-lines", 876465153, "2019", False, (3, 0.0, 0.6, 0.05, True)),
    ],
)
def test_no_printed_figure_is_read_as_an_empty_cell(name, spoilt, seed, form, one_other, more):
    variant = next(variant for variant in variants() if variant.name == name)
    damage = next(damage for damage in DAMAGES if damage.name == spoilt)
    digits, zeros, blanks, placeholders, consistent = more
    report = make_figures(
        Random(seed),
        form,
        one_other_row=one_other,
        digits=digits,
        zeros=zeros,
        blanks=blanks,
        placeholders=placeholders,
        consistent=consistent,
    )
    found = outcomes(damage.apply(variant, report, seed).data, variant, report)
    assert shown(found, report, "wrong") == []


def test_empty_cells_of_a_copy_that_lost_lines_are_told_as_doubtful():
    variant = next(variant for variant in variants() if variant.name == "txt-cell-a-line")
    report = sample_report(variant.name, 1)
    lines = variant.write(report).decode(variant.encoding).split(variant.newline)
    whole = read_filing(read_document("\n".join(lines).encode(), "report.txt"), ROSTER)
    label = next(n for n, line in enumerate(lines) if "危及" in line)
    del lines[label]
    filing = read_filing(read_document("\n".join(lines).encode(), "report.txt"), ROSTER)
    assert sum(cell.status == "blank" for cell in whole.table("applications")) > 20
    assert [cell for cell in filing.table("applications") if cell.status == "blank"] == []
    (said,) = [
        note.text for note in filing.notes if (note.code, note.table) == ("blanks-doubted", APPLICATIONS)
    ]
    assert said.zh.startswith(
        "本副本一格一行，有的行不全，可能丢了行；丢了数字的一格与空白格看上去一样，因此 "
    )
    assert said.zh.endswith(" 个空白格未采用。")
    assert said.en.startswith(
        "This copy has one cell a line, and rows that are not whole: lines may have got"
    )


def test_a_row_that_a_province_added_is_listed_and_forced_nowhere():
    variant = CLEAN.styled("extra", STYLES["thousands"])
    report = sample_report(variant.name, 0)
    filing = read_filing(read_document(variant.write(report), "report.html"), ROSTER)
    (extra,) = filing.extra_rows
    assert (extra.table, extra.label, extra.printed) == ("disclosure", "其他主动公开文件", ("57", "2", "301"))

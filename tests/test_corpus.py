"""The corpus generator writes the statutory form, whole, in real files, byte for byte the same."""

import io
from random import Random

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook

from corpus import DAMAGES, Style, form_tables, make_figures, sample_report, unit_of, variants
from corpus.damage import lost_column, lost_rows, shifted_after_break
from corpus.layout import Sheet, sheets
from corpus.strategies import damaged_variants, figures
from corpus.variants import CELLS, CLEAN, GLUED, ROWS, TABS, VALUES
from gouji.model.form import load_form

MODEST = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def form_cells(form: str, *, one_other_row: bool) -> list[str]:
    return [cell for table in form_tables(form, one_other_row=one_other_row) for cell in table.cell_ids]


def named(name: str):
    return next(variant for variant in variants() if variant.name == name)


def sums(report) -> list[tuple[int, int]]:
    """Printed totals beside what their parts add up to: row totals, outcome totals, the printed 勾稽."""
    cells = report.cells
    tables = {table.id: table for table in report.tables}
    pairs = []
    for table in ("applications", "reviews"):
        for row in tables[table].rows:
            *parts, total = (cells[f"{table}/{row.id}/{column.id}"] for column in row.columns)
            pairs.append((total, sum(parts)))
    for column in tables["applications"].columns:
        got = {row.id: cells[f"applications/{row.id}/{column.id}"] for row in tables["applications"].rows}
        new, old, total, left = (got.pop(k) for k in ("new", "carried_in", "handled_total", "carried_out"))
        pairs += [(new + old, total + left), (total, sum(got.values()))]
    return pairs


@MODEST
@given(figures())
def test_figures_cover_the_form_exactly(report):
    assert list(report.cells) == form_cells(report.form, one_other_row=report.one_other_row)
    assert list(report.truth()) == list(report.cells)
    assert not any(isinstance(value, str) for value in report.truth().values())


@MODEST
@given(figures(blanks=False, consistent=True))
def test_consistent_figures_add_up_and_keep_to_eight_digits(report):
    assert all(total == parts for total, parts in sums(report))
    assert all(value < 10**8 for value in report.truth().values())


def test_inconsistent_figures_do_not_add_up():
    report = make_figures(Random(3), "2021", consistent=False)
    assert any(total != parts for total, parts in sums(report))


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("reviews", ["full", "bare", "three"])
def test_every_cell_has_one_slot_and_slots_never_overlap(form, reviews):
    report = make_figures(Random(1), form, zeros=0.0)
    every = [sheet for group in sheets(report, Style(reviews=reviews)).values() for sheet in group]
    assert [slot.cell for sheet in every for slot in sheet.slots if slot.cell] == form_cells(
        form, one_other_row=False
    )
    for sheet in every:
        covered = [
            (row, column)
            for slot in sheet.slots
            for row in range(slot.row, slot.row + slot.rowspan)
            for column in range(slot.column, slot.column + slot.colspan)
        ]
        assert sorted(covered) == [(r, c) for r in range(sheet.height) for c in range(sheet.width)]


def test_a_page_cut_keeps_the_table_whole():
    (sheet,) = sheets(make_figures(Random(1), "2021"), Style())["applications"]
    first, second = sheet.cut(16)
    assert (first.height + second.height, first.width) == (sheet.height, second.width)
    assert first.units() | second.units() == sheet.units()
    assert not first.units() & second.units()


def test_labels_of_the_form_are_printed_as_the_notice_has_them():
    text = CLEAN.write(make_figures(Random(1), "2021")).decode()
    for row in load_form("2021").table("applications").rows:
        assert f">{row.printed}<" in text


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.name)
def test_every_variant_writes_the_same_bytes_each_time(variant):
    report = sample_report(variant.name, 0)
    data = variant.write(report)
    assert len(data) > 2000
    assert data == variant.write(report)


def test_names_of_variants_are_unique():
    names = [variant.name for variant in variants()]
    assert len(names) == len(set(names))


def test_text_has_one_cell_a_line_as_found():
    report = make_figures(Random(1), "2019", zeros=0.0).with_cells(
        applications__new__natural_person=30,
        applications__new__business=8,
        applications__new__research=None,
        applications__new__public_interest=None,
        applications__new__legal_service=27,
        applications__new__other=None,
        applications__new__total=65,
    )
    text = CELLS.write(report).decode()
    assert "一、本年新收政府信息公开申请数量\n\n30\n\n8\n\n\n\n27\n\n\n65\n\n二、上年" in text
    assert "一、本年新收政府信息公开申请数量\n30\n8\n27\n65\n二、上年" in VALUES.write(report).decode()
    assert "\n一、本年新收政府信息公开申请数量 30 8 27 65\n二、上年" in ROWS.write(report).decode()
    assert "一、本年新收政府信息公开申请数量\t\t\t30\t8\t\t\t27\t\t65\n" in TABS.write(report).decode()


def test_text_glues_only_what_a_person_can_part():
    report = make_figures(Random(1), "2021").with_cells(
        reviews__reconsideration__total=5, applications__unavailable_not_held__total=77
    )
    text = GLUED.write(report).decode()
    assert "（四）无法提供1.本机关不掌握相关政府信息" in text
    assert " 77\n2.没有现成信息需要另行制作" in text


def test_docx_merges_cells_and_splits_the_table():
    report = make_figures(Random(1), "2021", zeros=0.0)
    whole = Document(io.BytesIO(named("docx").write(report)))
    assert [len(table.rows) for table in whole.tables] == [14, 28, 4]
    assert whole.tables[1].cell(5, 0)._tc is whole.tables[1].cell(20, 0)._tc
    assert whole.tables[1].cell(3, 9).text == str(report.cells["applications/new/total"])
    assert len(Document(io.BytesIO(named("docx-split").write(report))).tables) == 4


def test_xlsx_merges_cells():
    report = make_figures(Random(1), "2021", zeros=0.0)
    page = load_workbook(io.BytesIO(named("xlsx").write(report))).active
    found = {cell.value: cell for row in page.iter_rows() for cell in row}
    new = found["一、本年新收政府信息公开申请数量"]
    assert page.cell(new.row, 10).value == report.cells["applications/new/total"]
    assert any(
        new.coordinate in merged and merged.size["columns"] == 3 for merged in page.merged_cells.ranges
    )


def test_html_that_was_cut_over_spans_reads_the_same():
    report = make_figures(Random(1), "2021", blanks=0.2)

    def cells(name: str) -> list[list[str]]:
        tables = html.fromstring(named(name).write(report)).iter("table")
        return [["".join(td.text_content().split()) for td in table.iter("td")] for table in tables]

    assert cells("html-word-export") == cells("html-clean")


def test_portal_lays_the_article_into_a_table():
    page = html.fromstring(named("html-portal").write(make_figures(Random(1), "2021")))
    assert len(page.xpath("//table//table")) == 3
    assert page.xpath("//meta[@name='PubDate']/@content")


def test_pdf_runs_over_pages_with_numbers():
    pdfplumber = pytest.importorskip("pdfplumber")
    report = make_figures(Random(1), "2021", zeros=0.0)
    with pdfplumber.open(io.BytesIO(named("pdf-ruled").write(report))) as file:
        texts = [page.extract_text() for page in file.pages]
        assert len(file.pages[0].rects) > 50
    assert [text.splitlines()[-1] for text in texts] == ["- 1 -", "- 2 -"]
    with pdfplumber.open(io.BytesIO(named("pdf-unruled").write(report))) as file:
        assert [len(page.rects) + len(page.lines) for page in file.pages] == [0, 0]


@MODEST
@given(figures(), damaged_variants(), st.integers(0, 99))
def test_damage_is_repeatable_and_touches_only_the_form(report, pair, seed):
    variant, damage = pair
    damaged = damage.apply(variant, report, seed)
    assert damaged == damage.apply(variant, report, seed)
    assert damaged.touched <= {unit_of(cell) for cell in report.cells}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damage_changes_the_file(damage):
    report = make_figures(Random(1), "2021", zeros=0.3)
    variant = named("docx" if damage.on_bytes else "html-clean" if damage.gridded else "txt-row-a-line")
    assert any(damage.apply(variant, report, seed).data != variant.write(report) for seed in range(3))


def test_damage_refuses_what_it_cannot_happen_to():
    lines = next(damage for damage in DAMAGES if damage.name == "lost-lines")
    assert not lines.applies_to(named("docx"))
    with pytest.raises(ValueError, match="lost-lines cannot happen to docx"):
        lines.apply(named("docx"), make_figures(Random(1)), 0)


def applications(story) -> Sheet:
    return next(block for block in story.blocks if isinstance(block, Sheet) and block.table == "applications")


@pytest.mark.parametrize("seed", range(5))
def test_damage_names_every_row_that_has_lost_a_cell(seed):
    report = make_figures(Random(1), "2021", zeros=0.0)
    story = CLEAN.story(report)
    for damage in (lost_rows, lost_column, shifted_after_break):
        spoilt, touched = damage(story, Random(seed))
        kept = {slot.cell for slot in applications(spoilt).slots if slot.cell}
        lost = {slot.cell for slot in applications(story).slots if slot.cell} - kept
        assert lost
        assert {unit_of(cell) for cell in lost} <= touched


def test_a_value_lost_after_a_page_break_moves_the_others_up():
    report = make_figures(Random(1), "2021", zeros=0.0)
    spoilt, touched = shifted_after_break(TABS.story(report), Random(0))
    rows = [line.split("\t") for line in TABS.write_story(spoilt).decode().splitlines() if "\t" in line]
    last = next(row for row in rows if row[0] == "四、结转下年度继续办理")
    assert "applications/carried_out" in touched
    assert len(last) == 9
    assert last[8] == str(report.cells["applications/carried_out/total"])

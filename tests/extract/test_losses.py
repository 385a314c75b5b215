"""Copies with something lost or printed twice: figures that may have moved are refused, never placed."""

import re

import pytest

from corpus import sample_report, variants
from corpus.damage import DAMAGES
from corpus.variants import CELLS, CLEAN, PIPES, ROWS, STYLES, TABS
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Paragraph
from gouji.model.form import load_form
from gouji.readers.containers import read_document

THREE = CELLS.styled("three-reviews", STYLES["three-reviews"])
APPLICATIONS = load_form("2021").table("applications")
COLUMNS = [column.label for column in APPLICATIONS.columns]
LAST = "四、结转下年度继续办理"
GROUPS = ("未经复议直接起诉", "复议后起诉")
REPEATS = "4.无正当理由大量反复申请"


@pytest.fixture
def copy():
    """The lines of a report with one cell a line and every cell filled."""
    report = sample_report("lost-pages", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    return THREE.write(report).decode().split("\n")


def read(lines):
    return read_as("report.txt", "\n".join(lines))


def read_as(name, text):
    filing = read_filing(read_document(text.encode(), name), Roster.empty())
    return filing, {cell.id: (cell.status, cell.printed) for cell in filing.form_cells}


def statuses(cells, row):
    return {status for key, (status, _) in cells.items() if key.startswith(row)}


def test_the_copy_as_it_was_is_read(copy):
    _, cells = read(copy)
    assert {status for status, _ in cells.values()} == {"read"}


def test_the_end_of_table_four_is_not_read_as_the_last_row_of_table_three(copy):
    at = copy.index(LAST)
    end = next(i for i, line in enumerate(copy) if line.startswith("五、"))
    # three values of the row are left, and behind the lost page the last four of table four
    _, cells = read([*copy[: at + 8], *copy[end - 8 :]])
    assert statuses(cells, "applications/carried_out/") == {"ambiguous"}
    assert statuses(cells, "reviews/") == {"missing"}
    assert statuses(cells, "applications/handled_total/") == {"read"}


def test_values_behind_a_label_of_table_three_are_never_table_four(copy):
    at = copy.index(REPEATS)
    end = next(i for i, line in enumerate(copy) if line.startswith("五、"))
    figures = [line for line in copy[:end] if line.isdigit()][-13:]
    # two values of the row, then the last thirteen of table four: fifteen, as table four has
    spaced = [line for figure in figures for line in (figure, "")]
    _, cells = read([*copy[: at + 6], *spaced, *copy[end:]])
    assert statuses(cells, "reviews/") == {"missing"}
    assert "read" not in statuses(cells, "applications/unprocessed_excessive/")


def test_a_row_printed_twice_with_other_figures_behind_its_label_is_not_chosen_from(copy):
    at = copy.index(LAST)
    again = [LAST, "", "1", "", "2", "", "3", "", "4", "", "5", "", "6", "", "7", ""]
    filing, cells = read([*copy[:at], *again, *copy[at:]])
    assert statuses(cells, "applications/carried_out/") == {"ambiguous"}
    (note,) = [note for note in filing.notes if note.code == "row-printed-twice"]
    assert note.text.zh == "“四、结转下年度继续办理”一行在文中出现两次且数字不同，未作取舍。"
    assert (
        note.text.en
        == "The row “四、结转下年度继续办理” is printed twice with different figures; none was chosen."
    )


def test_an_empty_line_may_be_what_a_lost_heading_left_and_no_empty_cell():
    report = sample_report("lost-heading", 0)
    row = "applications/refused_administrative_query/"
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    blank = dict.fromkeys(f"applications/{group}/research" for group in ("new", "carried_in", "granted"))
    report.cells.update({f"{row}natural_person": None, f"{row}research": None, **blank})
    copy = THREE.write(report).decode().split("\n")
    _, cells = read(copy)
    assert cells[f"{row}total"] == ("read", str(report.cells[f"{row}total"]))
    # the empty line of the first cell is lost; that of the heading behind the row makes seven again
    label, heading = copy.index("8.属于行政查询事项"), copy.index("(四)无法提供")
    assert copy[label + 1 : label + 3] == ["", ""]
    _, cells = read([*copy[: label + 1], *copy[label + 2 : heading], *copy[heading + 1 :]])
    assert statuses(cells, row) == {"ambiguous"}


def test_as_many_figures_as_columns_prove_nothing_where_some_are_printed_twice():
    report = sample_report("lost-heading", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    row = "applications/refused_administrative_query/"
    for group in ("new", "carried_in", "granted", "refused_administrative_query"):
        report.cells[f"applications/{group}/research"] = None
    copy = THREE.write(report).decode().split("\n")
    at = copy.index("8.属于行政查询事项")
    assert copy[at + 5 : at + 8] == ["", "", str(report.cells[f"{row}public_interest"])]
    _, cells = read([*copy[: at + 9], *copy[at + 7 : at + 9], *copy[at + 9 :]])
    assert statuses(cells, row) == {"ambiguous"}
    assert "ambiguous" not in statuses(cells, "applications/refused_enforcement_file/")


def test_fifteen_figures_of_table_four_prove_nothing_where_some_are_printed_twice():
    report = sample_report("reviews-page", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    for group in ("new", "granted", "refused_administrative_query"):
        report.cells[f"applications/{group}/research"] = None
    empty = {f"reviews/{cell}" for cell in ("reconsideration/upheld", "litigation_direct/other")}
    report.cells.update(dict.fromkeys(empty))
    copy = CELLS.write(report).decode().split("\n")
    _, whole = read(copy)
    assert statuses(whole, "reviews/") == {"read", "blank"}
    assert {key for key in whole if whole[key][0] == "blank" and key.startswith("reviews/")} == empty
    at = copy.index(str(report.cells["reviews/litigation_direct/pending"]))
    assert copy[at + 1] == copy[at + 3] == ""
    # a page ends behind two figures and begins with them again: thirteen printed become fifteen
    _, cells = read([*copy[: at + 4], *copy[at : at + 4], *copy[at + 4 :]])
    assert statuses(cells, "reviews/") == {"ambiguous"}


def test_rows_whose_labels_moved_do_not_speak_for_one_that_lost_a_separator():
    report = sample_report("moved-labels", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    report.cells["applications/granted_partly/natural_person"] = 25
    copy = TABS.write(report).decode()
    row = "applications/granted_partly/"
    # two rows lose a tab in front of their labels, which now stand where that of a group does
    for lost in ("\t3.补正后申请内容", "\t1.信访举报投诉类申请"):
        assert copy.count(lost) == 1
        copy = copy.replace(lost, lost[1:])
    _, cells = read_as("report.txt", copy)
    assert cells[f"{row}natural_person"] == ("read", "25")
    second = report.cells[f"{row}business"]
    assert copy.count(f"\t25\t{second}\t") == 1
    # the third loses one between two figures, and has as many fields behind its label as they
    _, cells = read_as("report.txt", copy.replace(f"\t25\t{second}\t", f"\t25{second}\t"))
    assert statuses(cells, row) == {"ambiguous"}


def test_figures_behind_the_label_of_a_group_are_refused_where_the_next_groups_label_is_lost():
    report = sample_report("lost-group", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    copy = TABS.styled("three-reviews", STYLES["three-reviews"]).write(report).decode().split("\n")
    _, whole = read(copy)
    assert statuses(whole, "reviews/") == {"read"}
    label, following = (next(i for i, line in enumerate(copy) if line.startswith(name)) for name in GROUPS)
    values = following + 2
    _, cells = read([*copy[: label + 1], *copy[label + 2 :]])
    assert cells == whole, "headings alone are no loss"
    assert copy[values].split("\t")[0] == str(report.cells["reviews/litigation_after_reconsideration/upheld"])
    # a page lost from the headings of one group to those of the next
    _, cells = read([*copy[: label + 1], *copy[values:]])
    assert statuses(cells, "reviews/litigation_direct/") == {"ambiguous"}
    assert statuses(cells, "reviews/reconsideration/") == {"read"}
    assert statuses(cells, "reviews/litigation_after_reconsideration/") == {"missing"}


def test_a_narrative_cut_into_lines_is_not_the_heading_of_table_four(copy):
    at = next(i for i, line in enumerate(copy) if line.startswith("二、"))
    prose = [
        "行政复议351",
        "件，其中结果维持 72 件，结果纠正 64 件，其他结果 178 件，尚",
        "未审结 37 件。",
        "",
    ]
    filing, cells = read([*copy[:at], *prose, *copy[at:]])
    assert {status for status, _ in cells.values()} == {"read"}
    assert any(isinstance(p, Paragraph) and "351" in p.text for p in filing.sections[0].paragraphs)


def test_a_row_of_table_four_that_is_short_of_a_cell_is_refused():
    report = sample_report("short-row", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    page = CLEAN.write(report).decode()
    figure = report.cells["reviews/litigation_direct/upheld"]
    short, cut = re.subn(rf"<td[^>]*>{figure}</td>", "", page)
    assert cut == 1
    _, whole = read_as("report.html", page)
    _, moved = read_as("report.html", short)
    assert statuses(whole, "reviews/") == {"read"}
    assert statuses(moved, "reviews/") == {"ambiguous"}


def test_counting_proves_nothing_where_a_copy_cuts_figures_in_two():
    report = sample_report("cut-figures", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    blank, cut, row = (f"applications/granted/{column}" for column in ("research", "business", ""))
    report.cells[blank] = None
    whole = ROWS.write(report).decode()
    _, cells = read_as("report.txt", whole)
    assert statuses(cells, row) == {"ambiguous"}
    assert cells["applications/new/total"] == ("read", str(report.cells["applications/new/total"]))
    # one figure of the short row and one of another are cut: the first now has as many figures as columns
    for figure in map(str, (report.cells[cut], report.cells["applications/new/business"])):
        whole = whole.replace(f" {figure} ", f" {figure[:2]} {figure[2:]} ")
    _, cells = read_as("report.txt", whole)
    assert {status for status, _ in cells.values()} == {"ambiguous"}


def test_a_heading_of_table_four_lost_with_a_cell_is_refused():
    report = sample_report("short-row", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    page = CLEAN.write(report).decode()
    table = page.index("行政诉讼")
    figure = report.cells["reviews/litigation_direct/other"]
    headless = page[:table] + re.sub(r"<t[dh][^>]*>其他结果</t[dh]>", "", page[table:], count=1)
    both, cut = re.subn(rf"<td[^>]*>{figure}</td>", "", headless)
    assert (headless != page, cut) == (True, 1)
    _, cells = read_as("report.html", both)
    assert statuses(cells, "reviews/") == {"ambiguous"}


def piped(**cells):
    """The lines of a report as a pipe table whose applications print only these cells."""
    report = sample_report("pipes", 0)
    report.cells.update(dict.fromkeys(key for key in report.cells if key.startswith("applications/")))
    report.cells.update({f"applications/{key.replace('__', '/')}": value for key, value in cells.items()})
    return PIPES.write(report).decode().split("\n")


def test_values_behind_padding_are_read_where_one_shows_that_none_has_moved():
    new = "applications/new/"
    # a figure under 总计: it has not moved up into the empty fields behind its label
    _, cells = read_as("report.md", "\n".join(piped(new__total=80, new__business=7)))
    assert (cells[f"{new}total"], cells[f"{new}business"]) == (("read", "80"), ("read", "7"))
    # of two empty fields, one may have been left out
    for others in ({}, {"new__other": 80}):
        _, cells = read_as("report.md", "\n".join(piped(new__business=7, **others)))
        assert statuses(cells, new) == {"ambiguous"}


def test_a_row_that_lost_a_separator_does_not_speak_for_another_that_lost_one():
    report = sample_report("pipes", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    report.cells["applications/granted_partly/research"] = None
    whole = PIPES.write(report).decode()
    _, cells = read_as("report.md", whole)
    assert statuses(cells, "applications/granted_partly/") == {"read", "blank"}
    first, second = (report.cells[f"applications/{row}/business"] for row in ("granted", "granted_partly"))
    # the one is complete and loses its padding, the other its empty cell: both have as many fields now
    padding, empty = f"予以公开 |  | {first - 1} | {first} |", f"| {second} |  |"
    assert (whole.count(padding), whole.count(empty)) == (1, 1)
    spoilt = whole.replace(padding, padding.replace("|  |", "|")).replace(empty, f"| {second} |")
    _, cells = read_as("report.md", spoilt)
    assert statuses(cells, "applications/granted/") == {"read"}
    assert statuses(cells, "applications/granted_partly/") == {"ambiguous"}


def test_table_two_without_headings_is_refused_where_nothing_tells_its_form():
    variant = next(one for one in variants() if one.name == "txt-tabs+thousands")
    lines = variant.write(sample_report(variant.name, 91007057)).decode().split("\n")
    whole, _ = read(lines)
    bare, _ = read([line for line in lines if not line.startswith("信息内容")])
    assert {cell.status for cell in whole.table("disclosure")} == {"read", "blank"}
    assert {cell.status for cell in bare.table("disclosure")} <= {"ambiguous", "missing"}
    assert [cell for cell in bare.table("disclosure") if cell.value is not None] == []


def test_the_last_heading_of_table_four_lost_with_a_cell_is_refused():
    variant = next(one for one in variants() if one.name == "txt-cell-a-line+variant-labels")
    report = sample_report(variant.name, 120019041)
    lines = variant.write(report).decode().split("\n")
    heading = max(at for at, line in enumerate(lines) if line == "总计")
    figure = lines.index("275", heading)
    # what is left of the heading, an empty line, makes fifteen of the fourteen cells
    _, cells = read(line for at, line in enumerate(lines) if at not in (heading, figure, figure + 1))
    assert statuses(cells, "reviews/") <= {"ambiguous", "missing"}


def test_empty_cells_behind_a_page_break_are_no_cells_that_ran_together():
    variant = next(one for one in variants() if one.name == "md-pieces")
    whole = variant.write(sample_report(variant.name, 96382245)).decode()
    # the last row and the one before it print six figures of seven
    end = whole.index("| 608 |")
    assert whole[:end].endswith("3.其他 | 129 | 0 | 247 | 232 | 0 | 0 ")
    _, cells = read_as("report.md", whole[:end])
    assert statuses(cells, "applications/other_else/") == {"ambiguous"}


def alone(blank="", end="", separator="\n"):
    """A report of which every cell stands on a line, an empty one, too, and an empty line ends each row."""
    rows = [["申请人情况"], ["自然人", "法人或其他组织", "总计"], [*COLUMNS[1:6]]]
    for number, row in enumerate(APPLICATIONS.rows, 1):
        rows.append([f"{row.number}{row.label}", *([blank] * 6), str(number)])
        if number % 5 == 0:
            rows[-1][1] = str(number)
    lines = [cell for row in rows for cell in (*row, end)]
    return ["三、收到和处理政府信息公开申请情况", *lines, "四、政府信息公开行政复议、行政诉讼情况"]


@pytest.mark.parametrize("write", [lambda line: line, lambda line: f"{line} |" if line else "|"])
def test_every_line_may_be_a_cell(write):
    _, cells = read([write(line) for line in alone()])
    for number, row in enumerate(APPLICATIONS.rows, 1):
        own = [cells[f"applications/{row.id}/{column.id}"] for column in APPLICATIONS.columns]
        first = ("read", str(number)) if number % 5 == 0 else ("blank", "")
        assert own == [first, *[("blank", "")] * 5, ("read", str(number))]


@pytest.mark.parametrize("change", [lambda lines, at: lines.pop(at), lambda lines, at: lines.insert(at, "")])
def test_row_with_a_line_more_or_less_is_refused_where_every_line_is_a_cell(change):
    lines = alone()
    at = lines.index("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    change(lines, at + 2)
    _, cells = read(lines)
    assert statuses(cells, "applications/granted_partly/") == {"ambiguous"}
    assert statuses(cells, "applications/granted/") == {"blank", "read"}


@pytest.mark.parametrize("lost", [1, 2, -2])
def test_what_a_merged_label_covers_may_be_printed_empty_before_the_next_label(lost):
    report = sample_report("covered", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    report.cells.update({key: None for key in report.cells if key.endswith(("/research", "/other"))})
    copy = next(v for v in variants() if v.name == "txt-position-a-line").write(report).decode().split("\n")
    _, cells = read(copy)
    for key, printed in report.cells.items():
        assert cells[key] == (("blank", "") if printed is None else ("read", str(printed))), key
    # a line or a cell less, or a cell more: the row has other cells than its kin
    at = copy.index(str(report.cells["applications/refused_state_secret/business"])) + 2
    _, cells = read([*copy[:at], *copy[at + lost :]] if lost > 0 else [*copy[:at], "", "", *copy[at:]])
    assert statuses(cells, "applications/refused_state_secret/") == {"ambiguous"}
    assert statuses(cells, "applications/refused_third_party/") == {"read", "blank"}


def test_empty_lines_are_no_cells_where_headings_do_not_follow_each_other():
    lines = alone()
    at = lines.index("总计")
    _, cells = read([*lines[:at], "", *lines[at:]])
    assert statuses(cells, "applications/") == {"ambiguous"}


@pytest.mark.parametrize(("variant", "between"), [(TABS, "\t"), (PIPES, "|")], ids=["tabs", "pipes"])
def test_a_hole_from_one_row_into_the_next_that_leaves_as_many_figures_as_columns_is_seen(variant, between):
    report = sample_report("holes", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    lines = variant.write(report).decode().split("\n")
    first = next(at for at, line in enumerate(lines) if "部分公开" in line and between in line)
    # both rows end in seven figures: three are left of the first one, and the last four of the second
    ahead, behind = lines[first].rstrip(" |"), lines[first + 1]
    torn = ahead.rsplit(between, 4)[0] + between + between.join(behind.rstrip(" |").rsplit(between, 4)[1:])
    end = behind[len(behind.rstrip(" |")) :]
    _, cells = read([*lines[:first], torn + end, *lines[first + 2 :]])
    assert statuses(cells, "applications/granted_partly/") == {"ambiguous"}
    assert statuses(cells, "applications/refused_state_secret/") == {"missing"}
    assert statuses(cells, "applications/granted/") == {"read"}


def test_an_empty_cell_in_a_column_that_is_filled_everywhere_else_may_have_lost_its_figure():
    report = sample_report("lost-figure", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    report.cells.update({key: None for key in report.cells if key.endswith("/research")})
    row = "applications/granted_partly"
    copy = THREE.write(report).decode().split("\n")
    _, cells = read(copy)
    assert statuses(cells, f"{row}/") == {"read", "blank"}
    figure = copy.index(str(report.cells[f"{row}/natural_person"]))
    _, cells = read([*copy[:figure], *copy[figure + 1 :]])
    assert cells[f"{row}/natural_person"][0] == "missing"
    # a column that is left empty is empty
    assert cells[f"{row}/research"][0] == "blank"
    assert cells[f"{row}/total"] == ("read", str(report.cells[f"{row}/total"]))


FILLED_UP = next(variant for variant in variants() if variant.name == "md-filled-up")


def test_a_filler_behind_a_label_is_no_empty_column_where_rows_have_lost_a_figure():
    """A page break cut one figure off the rows behind it; fillers there are as many as a label spans."""
    report = sample_report("md-filled-up", 5)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    lines = FILLED_UP.write(report).decode().split("\n")
    first = next(at for at, line in enumerate(lines) if "1.信访举报投诉类申请" in line)
    last = next(at for at, line in enumerate(lines) if "结转下年度" in line and "|" in line)
    for at in range(first, last + 1):
        before, _, behind = lines[at].rpartition(" | ")
        kept, _, _ = before.rpartition(" | ")
        lines[at] = f"{kept} | {behind}"
    _, cells = read_as("report.md", "\n".join(lines))
    total = [cells[f"applications/handled_total/{column.id}"] for column in APPLICATIONS.columns]
    assert {status for status, _ in total} == {"ambiguous"}
    assert all(status == "read" for status, _ in statuses_of(cells, "new"))


def statuses_of(cells, row):
    return [cells[f"applications/{row}/{column.id}"] for column in APPLICATIONS.columns]


SHIFTED = next(variant for variant in variants() if variant.name == "txt-tabs-shifted-broken")


def test_empty_fields_behind_a_label_are_cells_unless_its_rows_print_the_last_column():
    """Behind a page break rows print figures right behind the label, and what is left over at their end."""
    report = sample_report(SHIFTED.name, 903273)
    assert report.cells["applications/handled_total/natural_person"] is None
    lost = next(damage for damage in DAMAGES if damage.name == "lost-separators")
    _, cells = read_as("report.txt", lost.apply(SHIFTED, report, 903273).data.decode())
    for row in ("handled_total", "carried_out"):
        assert {status for status, _ in statuses_of(cells, row)} == {"ambiguous"}
    assert cells["applications/other_else/business"] == ("read", "294")

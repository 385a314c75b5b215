"""Rows torn in two, merged cells lost, headings in the middle: a figure is read for its own cell or none."""

import re
from pathlib import Path
from random import Random

import pytest

from corpus import sample_report
from corpus.damage import lost_merges, other_headings_again, torn_row
from corpus.variants import CLEAN, DOCX, PDF, PIPES, TABS, XLSX
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document
from tools.score import judge

INPUTS = Path(__file__).parents[1] / "acceptance" / "inputs"
DATA = Path(__file__).parents[2] / "data"
CONTAINERS = (CLEAN, DOCX, XLSX, PDF, PIPES, TABS)
TORN = "applications/refused_third_party/"
FIGURES = "37 0 0 0 1 0 38"


def read(data, name):
    return read_filing(read_document(data, name), Roster.empty())


def read_input(name):
    return read((INPUTS / name).read_bytes(), name)


def statuses(filing, prefix):
    return {cell.status for cell in filing.form_cells if cell.id.startswith(prefix)}


def noted(filing, code):
    return [note.text for note in filing.notes if note.code == code]


def spoilt(variant, damage, seed):
    """A report of which every cell prints a figure of its own, spoilt: how it is read, and its figures."""
    report = sample_report(variant.name, seed)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    story, touched = damage(variant.story(report), Random(seed))
    return read(variant.write_story(story), f"report{variant.suffix}"), report, touched


def wrong(filing, report):
    return [cell.id for cell in filing.form_cells if judge(cell, report.cells.get(cell.id)) == "wrong"]


@pytest.mark.parametrize("variant", CONTAINERS, ids=lambda variant: variant.name)
def test_figures_without_a_label_never_vanish(variant):
    for seed in range(4):
        filing, report, touched = spoilt(variant, torn_row, seed)
        assert wrong(filing, report) == []
        assert statuses(filing, "applications/") <= {"read", "ambiguous"}
        assert {
            cell.id.rpartition("/")[0] for cell in filing.form_cells if cell.status == "ambiguous"
        } <= touched
        printed = " ".join(text.zh for text in noted(filing, "figures-without-label"))
        ambiguous = {cell.printed for cell in filing.form_cells if cell.status == "ambiguous"}
        assert "表中有 1 行数字没有完整的行名（“1" in printed
        assert any(quoted in text for text in ambiguous for quoted in printed.split("“")[1].split("”")[:1])


def test_torn_row_is_quoted_where_its_label_stands():
    filing = read_input("torn-row-ruled.pdf")
    assert statuses(filing, TORN) == {"ambiguous"}
    assert {cell.printed for cell in filing.form_cells if cell.id.startswith(TORN)} == {FIGURES}
    (text,) = noted(filing, "figures-without-label")
    assert text.zh == f"表中有 1 行数字没有完整的行名（“{FIGURES}”），不能确定属于哪一行，未归入任何一格。"
    assert text.en == (
        f"In 1 rows of the table figures have no whole label (“{FIGURES}”); whose they are cannot be told, "
        "and they were put into no cell."
    )


def test_label_above_or_below_its_figures_is_no_empty_row():
    filing = read_input("torn-row-figures-first.html")
    row = "applications/granted_partly/"
    assert {cell.printed for cell in filing.form_cells if cell.id.startswith(row)} == {"121 6 0 0 0 0 127"}
    assert statuses(filing, row) == {"ambiguous"}
    assert statuses(filing, "applications/refused_state_secret/") == {"read"}


def test_merged_label_proves_whose_figures_they_are():
    filing = read_input("torn-row-label-merged.html")
    assert [cell.value for cell in filing.form_cells if cell.id.startswith(TORN)] == [37, 0, 0, 0, 1, 0, 38]
    assert not noted(filing, "figures-without-label")


PAGE = (
    "<p>甲县水务局2024年政府信息公开工作年度报告</p><p>二、主动公开政府信息情况</p>"
    "<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr></table>"
    "<p>三、收到和处理政府信息公开申请情况</p><table><tr><td></td><td>自然人</td><td>商业企业</td>"
    "<td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td><td>总计</td></tr>{}</table>"
)
ROW = "".join


def cells(*texts, first=""):
    return f"<tr><td{first}>" + "</td><td>".join(map(str, texts)) + "</td></tr>"


NEW = cells("一、本年新收政府信息公开申请数量", 1, 2, 3, 4, 5, 6, 21)
OLD = cells("二、上年结转政府信息公开申请数量", *[""] * 7)
GRANTED = cells("（一）予以公开", 2, 2, 2, 2, 2, 2, 12)
ADRIFT = cells("", 7, 8, 9, 7, 8, 9, 48)
SPANNING = "<tr><td colspan=8>二、上年结转政府信息公开申请数量</td></tr>"
MERGED = cells("（二）部分公开", *[""] * 7, first=' rowspan="2"') + cells(7, 8, 9, 7, 8, 9, 48)
PARTLY = cells("（二）部分公开", *[""] * 7)


@pytest.mark.parametrize(
    ("rows", "ambiguous", "blank"),
    [
        ((NEW, OLD, ADRIFT, GRANTED), {"carried_in"}, set()),
        # of two labels, and of the figures of both
        ((NEW, OLD, PARTLY, ADRIFT, ADRIFT), {"carried_in", "granted_partly"}, set()),
        ((NEW, OLD, PARTLY, ADRIFT), {"granted_partly"}, {"carried_in"}),
        # first and last row of the table
        ((ADRIFT, cells("一、本年新收政府信息公开申请数量", *[""] * 7), GRANTED), {"new"}, set()),
        ((NEW, GRANTED, PARTLY, ADRIFT), {"granted_partly"}, set()),
        # the label's own cells are not there at all, or print a part of the figures
        ((NEW, SPANNING, ADRIFT), {"carried_in"}, set()),
        (
            (NEW, cells("（二）部分公开", 7, 8, "", "", "", "", ""), cells("", "", "", 9, 7, 8, 9, 48), ""),
            {"granted_partly"},
            set(),
        ),
        # a row below headings that counts the columns is none of the table's
        ((cells("", *range(1, 8)), cells("一、本年新收政府信息公开申请数量", *[""] * 7)), set(), {"new"}),
        ((NEW, MERGED), set(), set()),
    ],
)
def test_rows_that_figures_without_a_label_may_belong_to(rows, ambiguous, blank):
    filing = read(PAGE.format(ROW(rows)).encode(), "r.html")
    for status, expected in (("ambiguous", ambiguous), ("blank", blank)):
        found = {cell.id.split("/")[1] for cell in filing.form_cells if cell.status == status}
        assert found == expected, status
    assert all(cell.value in (None, *range(50)) for cell in filing.form_cells)


@pytest.mark.parametrize("variant", [CLEAN, DOCX, XLSX, PIPES], ids=lambda variant: variant.name)
def test_lost_merges_and_headings_again_move_no_figure(variant):
    for seed in range(4):
        for damage in (lost_merges, other_headings_again):
            filing, report, _ = spoilt(variant, damage, seed)
            assert wrong(filing, report) == []


def test_label_under_a_heading_of_figures_refuses_the_rows_that_are_not_whole():
    filing = read_input("lost-vmerge.docx")
    assert statuses(filing, "applications/") == {"ambiguous", "blank"}
    assert not [c for c in filing.form_cells if c.id.startswith("applications/") and c.value is not None]
    # a row that prints nothing is empty wherever its cells stand
    assert statuses(filing, "applications/refused_third_party/") == {"blank"}
    assert statuses(filing, "disclosure/") == {"read", "annotated"}


@pytest.mark.parametrize("name", ["second-heading-swapped.html", "heading-in-middle-reordered.html"])
def test_each_heading_governs_what_stands_below_it(name):
    filing = read_input(name)
    refused = {cell.id.split("/")[1] for cell in filing.form_cells if cell.status == "ambiguous"}
    assert "unavailable_not_held" in refused
    assert "carried_out" in refused
    assert statuses(filing, "applications/refused_administrative_query/") == {"read"}
    assert statuses(filing, "applications/new/") == {"read"}


def test_same_headings_again_change_nothing():
    again = cells("续表", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    plain = read(PAGE.format(NEW + GRANTED).encode(), "r.html")
    twice = read(PAGE.format(NEW + again + GRANTED).encode(), "r.html")
    values = [cell.value for cell in plain.form_cells]
    assert values == [cell.value for cell in twice.form_cells]
    assert 12 in values
    assert not twice.extra_rows


@pytest.mark.parametrize(
    ("name", "cell", "printed"),
    [
        ("words-in-first-column.html", "applications/new/natural_person", "121（含上年结转2件）"),
        ("circle-in-first-column.html", "applications/new/natural_person", "○"),
    ],
)
def test_words_in_the_first_column_are_one_cell_nobody_can_read(name, cell, printed):
    filing = read_input(name)
    assert [(c.id, c.printed, c.status) for c in filing.form_cells if c.status != "read"] == [
        (cell, printed, "illegible")
    ]


@pytest.mark.parametrize("words", ["○", "1312件次", "约12", "详见附件所列清单", "12（含上年3件）", "若干"])
@pytest.mark.parametrize("column", [1, 2, 7])
def test_words_in_any_column_are_one_cell_nobody_can_read(words, column):
    figures = [1, 2, 3, 4, 5, 6, 21]
    figures[column - 1] = words
    page = PAGE.format(cells("一、本年新收政府信息公开申请数量", *figures) + OLD + GRANTED)
    row = [c for c in read(page.encode(), "r.html").form_cells if c.id.startswith("applications/new/")]
    assert [c.printed for c in row] == [str(figure) for figure in figures]
    assert [c.status for c in row if c.status != "read"] == ["illegible"]


RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
FOUR = (
    "<p>甲县水务局2024年政府信息公开工作年度报告</p><table><tr><td></td><td>本年制发件数</td>"
    "<td>本年废止件数</td></tr></table><p>四、政府信息公开行政复议、行政诉讼情况</p><table>{}</table>"
)
HEADINGS = cells("", *RESULTS)
WIDE = "<tr>" + "".join(f"<td colspan=5>{group}</td>" for group in GROUPS) + "</tr>" + cells(*RESULTS * 3)
FIRST, SECOND, THIRD = (
    cells(group, *range(n, n + 5)) for n, group in zip((100, 200, 300), GROUPS, strict=True)
)
APART = cells("", *range(700, 705))


def empty(group, first=""):
    return cells(group, *[""] * 5, first=first)


def four(rows):
    return read(FOUR.format("".join(rows)).encode(), "r.html")


@pytest.mark.parametrize(
    ("rows", "ambiguous"),
    [
        ((HEADINGS, empty(GROUPS[0]), APART, SECOND, THIRD), {0}),
        ((HEADINGS, APART, empty(GROUPS[0]), SECOND, THIRD), {0}),
        ((HEADINGS, FIRST, SECOND, empty(GROUPS[2]), APART), {2}),
        # the row above may go on, that below be torn
        ((HEADINGS, FIRST, APART, empty(GROUPS[1]), THIRD), {0, 1}),
        ((HEADINGS, FIRST, APART, SECOND, THIRD), {0}),
    ],
)
def test_figures_without_a_label_in_table_four_never_vanish(rows, ambiguous):
    filing = four(rows)
    assert [statuses(filing, f"reviews/{row}/") for row in ROWS_OF_FOUR] == [
        {"ambiguous"} if number in ambiguous else {"read"} for number in range(3)
    ]
    (text,) = noted(filing, "figures-without-label")
    assert "“700 701 702 703 704”" in text.zh


ROWS_OF_FOUR = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def test_merged_label_proves_whose_figures_they_are_in_table_four():
    filing = four((HEADINGS, empty(GROUPS[0], " rowspan=2"), cells(*range(700, 705)), SECOND, THIRD))
    assert [cell.value for cell in filing.form_cells if "/reconsideration/" in cell.id] == [*range(700, 705)]
    assert not noted(filing, "figures-without-label")


@pytest.mark.parametrize("words", ["○", "12件次", "详见附件", "2（含上年1件）"])
@pytest.mark.parametrize("column", [0, 6, 14])
def test_words_in_table_four_are_one_cell_nobody_can_read(words, column):
    figures = [*range(500, 515)]
    figures[column] = words
    in_rows = [cells(group, *figures[5 * n : 5 * n + 5]) for n, group in enumerate(GROUPS)]
    for rows in ((WIDE, cells(*figures)), (HEADINGS, *in_rows)):
        own = [cell for cell in four(rows).form_cells if cell.id.startswith("reviews/")]
        assert [cell.printed for cell in own] == [str(figure) for figure in figures]
        assert [cell.status for cell in own if cell.status != "read"] == ["illegible"]


def test_what_cannot_be_placed_in_table_four_is_no_empty_cell():
    filing = four((WIDE, cells(*range(500, 508), "见附件", *[""] * 3)))
    assert statuses(filing, "reviews/") == {"ambiguous"}


BOTH = "4.保护第三方合法权益<br>5.属于三类内部事务信息"
TWO_IN_ONE = ("applications/refused_third_party/", "applications/refused_internal_affairs/")


def test_two_rows_in_one_are_read_apart():
    filing = read_input("two-rows-in-one.html")
    for row, figures in zip(TWO_IN_ONE, ([37, 0, 0, 0, 1, 0, 38], [14, 0, 0, 0, 0, 0, 14]), strict=True):
        assert [cell.value for cell in filing.form_cells if cell.id.startswith(row)] == figures
    blank = [f"{n}<br>{n + 1}" for n in range(3, 9)]
    filing = read(PAGE.format(NEW + cells(BOTH, "", *blank)).encode(), "r.html")
    first, second = ([c.printed for c in filing.form_cells if c.id.startswith(row)] for row in TWO_IN_ONE)
    assert first == ["", "3", "4", "5", "6", "7", "8"]
    assert second == ["", "4", "5", "6", "7", "8", "9"]


@pytest.mark.parametrize("figures", [[5] * 7, ["37<br>14"] * 6 + [3], ["1<br>2<br>3"] * 7])
def test_two_labels_whose_figures_cannot_be_told_apart_are_an_extra_row(figures):
    filing = read(
        PAGE.format(NEW + GRANTED + cells(BOTH, *figures) + cells("8.属于行政查询事项", *[0] * 7)).encode(),
        "r.html",
    )
    assert statuses(filing, TWO_IN_ONE[0]) == statuses(filing, TWO_IN_ONE[1]) == {"missing"}
    (row,) = filing.extra_rows
    assert row.label == BOTH.replace("<br>", "\n")
    assert row.printed == tuple(str(figure).replace("<br>", "\n") for figure in figures)


def test_label_broken_over_lines_is_one_row():
    broken = "一、本年新收政府<br>信息公开申请数量"
    filing = read(PAGE.format(cells(broken, *["1<br>2"] * 7)).encode(), "r.html")
    assert statuses(filing, "applications/new/") == {"illegible"}


@pytest.mark.parametrize(
    ("heading", "unread"),
    [("商业企业", set()), ("上年同期", {"business"})],
)
def test_headings_of_a_table_stacked_above_another_are_not_the_other_ones(heading, unread):
    page = (DATA / "2024/qingxi-water.html").read_text("utf-8").replace(">商业企业<", f">{heading}<")
    gap = f"<tr>{'<td></td>' * 10}</tr>"
    stacked = re.sub(r"</table>.*?<table[^>]*>", gap, page, flags=re.DOTALL)
    filing = read_filing(read_document(stacked.encode(), "stacked.html"), Roster.empty())
    assert {cell.id.split("/")[2] for cell in filing.form_cells if cell.status != "read"} == unread


@pytest.mark.parametrize("container", ["csv", "html"])
def test_figures_beside_the_rest_of_a_broken_label_are_no_other_rows_and_leave_no_blank(container):
    rows = [
        ["信息内容", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
        ["一、本年新收政府信息公开申请数量", "2", "0", "0", "0", "0", "0", "2"],
        ["二、上年结转政府信息公开申请数量", *"0000000"],
        ["（一）予以公开", *"2000002"],
        ["（二）部分公开", *"0000000"],
        ["申请人无正当理由逾", *[""] * 7],
        ["期不补正、行政机关不", *"0000000"],
        ["再处理其政府信息公开", *[""] * 7],
        ["申请", *[""] * 7],
        ["（七）总计", *"2000002"],
        ["四、结转下年度继续办理", *"0000000"],
    ]
    if container == "csv":
        text = "\n".join(["三、收到和处理政府信息公开申请情况", *(",".join(row) for row in rows)]) + "\n"
    else:
        cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        text = f"<p>三、收到和处理政府信息公开申请情况</p><table>{cells}</table>"
    filing = read_filing(read_document(text.encode(), f"report.{container}"), Roster.empty())
    found = {cell.id: (cell.status, cell.value) for cell in filing.form_cells}
    torn = {found[key] for key in found if key.startswith("applications/other_not_corrected/")}
    assert torn == {("ambiguous", None)}
    assert found["applications/handled_total/total"] == ("read", 2)

"""Tables in another order than the form's, and headings of sections that are rows of tables."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document

PAGE = (Path(__file__).parents[2] / "data/2024/qingxi-water.html").read_text("utf-8")
STARTS = [found.start() for found in re.finditer("<h2>", PAGE)]
END = PAGE.index("</div>", STARTS[-1])
BEFORE, BEHIND = PAGE[: STARTS[0]], PAGE[END:]
PARTS = [PAGE[a:b] for a, b in zip(STARTS, [*STARTS[1:], END], strict=True)]
WIDTHS = {2: 4, 3: 10, 4: 15}
ORDERS = [order for order in permutations((2, 3, 4)) if order != (2, 3, 4)]


def read(page, name="report.html"):
    return read_filing(read_document(page.encode(), name), Roster.empty())


def cells(filing):
    return [(cell.id, cell.status, cell.printed) for cell in filing.form_cells]


TRUTH = cells(read(PAGE))


def as_text(page):
    """A page as tab-separated text."""
    page = re.sub(r"<head>.*?</head>", "", page, flags=re.DOTALL)
    page = re.sub(r"</td>\s*<td[^>]*>", "\t", page)
    return re.sub(r"<[^>]+>", "", re.sub(r"</(?:tr|p|h1|h2|div)>", "\n", page))


def in_order(*sections):
    return BEFORE + "".join(PARTS[section - 1] for section in sections) + BEHIND


def findings(filing):
    return [(found.rule, found.message.zh) for found in audit_filings([filing])[0].rule_findings]


@pytest.mark.parametrize("order", ORDERS)
def test_tables_are_read_by_their_own_headings_in_whatever_order(order):
    page = in_order(1, *order, 5, 6)
    filing = read(page)
    assert cells(filing) == TRUTH
    assert [section.number for section in filing.sections] == [1, *order, 5, 6]
    assert {rule for rule, _ in findings(filing)} == {"STR-SECTION-ORDER"}
    text = read(as_text(page), "report.txt")
    assert [cell[:2] for cell in cells(text)] == [cell[:2] for cell in TRUTH]


def test_section_three_before_two_is_told_as_what_it_is():
    assert findings(read(in_order(1, 3, 2, 4, 5, 6))) == [
        (
            "STR-SECTION-ORDER",
            "在本副本中，第二部分“主动公开政府信息情况”排在“收到和处理政府信息公开申请情况”之后，"
            "与统一格式的顺序不符。",
        )
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_tables_without_headings_of_sections_are_read_in_whatever_order(order):
    assert cells(read(re.sub("<h2>.*?</h2>", "", in_order(1, *order, 5, 6)))) == TRUTH


@pytest.mark.parametrize("swapped", [(2, 3), (3, 4), (2, 4)])
def test_tables_below_each_others_headings_are_read(swapped):
    tables = {n: re.search("<table.*?</table>", PARTS[n - 1], re.DOTALL)[0] for n in swapped}
    one, other = tables.values()
    page = PAGE.replace(one, "@").replace(other, one).replace("@", other)
    assert cells(read(page)) == TRUTH


def test_rows_of_one_table_among_those_of_another_are_put_in_no_order():
    three = re.search("<table.*?</table>", PARTS[2], re.DOTALL)[0]
    rows = re.findall("<tr>.*?</tr>", three, re.DOTALL)
    torn = in_order(1, 3, 2, 4, 5, 6).replace(rows[9], "")
    torn = torn.replace("<tr><td>信息内容</td>", rows[9] + "<tr><td>信息内容</td>", 1)
    wrong = [cell for cell, right in zip(cells(read(torn)), TRUTH, strict=True) if cell[1] == "read" != right]
    assert [cell for cell in wrong if cell not in TRUTH] == []


def as_row(section, row):
    """The page with the heading of a section as the first row of its table."""
    found = re.search(r"<h2>([^<]*)</h2>\s*(<table[^>]*>)", PARTS[section - 1])
    width = WIDTHS[section]
    part = PARTS[section - 1].replace(found[0], found[2] + row.format(width=width, title=found[1]))
    return BEFORE + "".join(part if n == section else one for n, one in enumerate(PARTS, 1)) + BEHIND


@pytest.mark.parametrize("section", [2, 3, 4])
@pytest.mark.parametrize(
    "row",
    [
        '<tr><td colspan="{width}">{title}</td></tr>',
        '<thead><tr><th colspan="{width}"><b>{title}</b></th></tr></thead>',
        "<tr><td>{title}</td></tr>",
        "<tr><td>{title}</td><td></td><td></td><td></td></tr>",
        '<tr><td colspan="{width}">（单位：件）</td></tr><tr><td colspan="{width}">{title}</td></tr>',
    ],
)
def test_heading_in_the_first_row_of_a_table_is_that_of_its_section(section, row):
    filing = read(as_row(section, row))
    assert [cell[1:] for cell in cells(filing)] == [cell[1:] for cell in TRUTH]
    assert [one.number for one in filing.sections] == [1, 2, 3, 4, 5, 6]
    assert findings(filing) == []
    assert filing.sections[section - 1].place.table is not None


def test_heading_in_the_last_row_of_the_table_before_is_that_of_its_section():
    page = re.sub(r"</table>\s*<h2>(三、[^<]*)</h2>", r'<tr><td colspan="4">\1</td></tr></table>', PAGE)
    filing = read(page)
    assert (cells(filing), findings(filing)) == (TRUTH, [])


def test_one_table_for_the_whole_report_has_its_sections_and_their_text():
    rows = re.sub(r"<(h2|p)>(.*?)</\1>", r'<tr><td colspan="15">\2</td></tr>', "".join(PARTS))
    page = f"{BEFORE}<table>{re.sub('</?table[^>]*>', '', rows)}</table>{BEHIND}"
    filing = read(page)
    assert [cell[1:] for cell in cells(filing)] == [cell[1:] for cell in TRUTH]
    assert findings(filing) == []
    own, whole = filing.sections, read(PAGE).sections
    assert [[p.text for p in one.paragraphs] for one in own] == [
        [p.text for p in one.paragraphs] for one in whole
    ]


@pytest.mark.parametrize("title", ["存在的主要问题及整改措施", "下一步打算"])
def test_a_row_with_another_title_between_rows_that_head_sections_heads_one(title):
    """As a sheet with all tables on one has it, 五、 between the rows that head sections four and six."""
    rows = re.sub(r"<(h2|p)>(.*?)</\1>", r'<tr><td colspan="15">\2</td></tr>', "".join(PARTS))
    rows = re.sub("五、[^<]*", f"五、{title}", rows)
    filing = read(f"{BEFORE}<table>{re.sub('</?table[^>]*>', '', rows)}</table>{BEHIND}")
    plain = read(re.sub("五、[^<]*", f"五、{title}", PAGE))
    assert [one.title for one in filing.sections] == [one.title for one in plain.sections]
    assert findings(filing) == findings(plain)
    without = read(
        f"{BEFORE}<table>{re.sub('</?table[^>]*>|<tr><td[^>]*>五、.*?</tr>', '', rows)}</table>{BEHIND}"
    )
    assert [one.number for one in without.sections] == [1, 2, 3, 4, 6]


# a table reprinted from another year, here with figures that are one higher, is not the report's own
OTHER_YEARS = {
    n: re.sub(
        r">(\d+)<",
        lambda found: f">{int(found[1]) + 1}<",
        re.search("<table.*?</table>", PARTS[n - 1], re.DOTALL)[0],
    )
    for n in WIDTHS
}
TABLES = {2: "disclosure", 3: "applications", 4: "reviews"}
CAPTIONS = ["2023年情况：", "附：上年情况", "附表1 上一年度数据", "去年同期", "2023年度政府信息公开情况表"]


@pytest.mark.parametrize("section", WIDTHS)
@pytest.mark.parametrize(("caption", "behind"), [*zip(CAPTIONS, (1, 5, 6, 1, 5), strict=True)])
def test_table_of_another_year_does_not_stand_for_the_one_that_is_lacking(section, caption, behind):
    parts = [
        re.sub("<table.*?</table>", "见附件。", p, flags=re.DOTALL) if n == section else p
        for n, p in enumerate(PARTS, 1)
    ]
    parts[behind - 1] += f"<p>{caption}</p>{OTHER_YEARS[section]}"
    filing = read(BEFORE + "".join(parts) + BEHIND)
    status = {cell.id: cell.status for cell in filing.form_cells if cell.id.startswith(TABLES[section])}
    assert set(status.values()) == {"missing"}
    own = [cell for cell in cells(filing) if not cell[0].startswith(TABLES[section])]
    assert own == [cell for cell in TRUTH if not cell[0].startswith(TABLES[section])]


@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("name", ["report.html", "report.txt"])
def test_row_of_another_years_table_does_not_stand_for_the_one_that_is_lacking(caption, name):
    rows = re.findall("<tr>.*?</tr>", OTHER_YEARS[3], re.DOTALL)
    table = re.search("<table.*?</table>", PARTS[2], re.DOTALL)[0]
    last = table[table.rindex("<tr>") : table.rindex("</table>")]
    again = f"<p>{caption}</p><table>{''.join([*rows[:3], rows[-1]])}</table>"
    page = PAGE.replace(table, table.replace(last, "") + again)
    filing = read(as_text(page) if name.endswith("txt") else page, name)
    carried = [cell for cell in filing.form_cells if "/carried_out/" in cell.id]
    assert {cell.status for cell in carried} == {"missing"}
    assert not {rule for rule, _ in findings(filing)} & {"T3-COL-BALANCE", "T3-ROW-TOTAL"}


@pytest.mark.parametrize("caption", ["2023年情况：", "2024年情况：", "与2023年相比，2024年情况如下："])
def test_table_in_its_own_section_is_read_whatever_year_its_caption_has(caption):
    page = PAGE.replace("情况</h2>\n<table", f"情况</h2>\n<p>{caption}</p><table")
    assert page != PAGE
    assert cells(read(page)) == TRUTH


INNER = ["未经复议直接起诉", "复议后起诉"]
FIVE = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


@pytest.mark.parametrize(
    ("top", "join"),
    [("行政诉讼\n行政复议", "\n"), ("行政诉讼\t行政复议", "\t"), ("行政复议", "\t"), ("行政复议", " ")],
)
def test_reconsideration_behind_litigation_is_refused_in_running_text(top, join):
    lines = [[top], [*INNER, *FIVE], FIVE * 2, [str(n) for n in range(11, 26)]]
    table = "\n".join(join.join(line) for line in lines)
    page = PAGE.replace(re.search("<table.*?</table>", PARTS[3], re.DOTALL)[0], "<p>@</p>")
    reviews = read(as_text(page).replace("@", table), "report.txt").form_cells[-15:]
    assert {cell.id.split("/")[0] for cell in reviews} == {"reviews"}
    assert {(cell.status, cell.value) for cell in reviews} == {("ambiguous", None)}

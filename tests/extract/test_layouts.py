"""Layouts that only look like the form's: a figure is read for its own cell or for none."""

import pytest

from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.form import load_form
from gouji.readers.containers import read_document

FORM = load_form("2021")
TWO, THREE, FOUR = (FORM.table(name) for name in ("disclosure", "applications", "reviews"))
NATURAL, TOTAL = "applications/new/natural_person", "applications/new/total"
COLUMNS = [column.label for column in THREE.rows[0].columns]
RESULTS = [column.label for column in FOUR.rows[0].columns]
GROUPS = [row.label for row in FOUR.rows]


def row_of(cells):
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def figures(number, width=7):
    return [1000 + 10 * number + column for column in range(1, width + 1)]


def three(headings=COLUMNS, values=lambda own: own, label=lambda row: f"{row.number}{row.label}"):
    """Table three as rows of cells; ``values`` turns a row's own seven figures into its cells."""
    rows = [row_of(["", *headings])]
    rows += [row_of([label(row), *values(figures(number))]) for number, row in enumerate(THREE.rows, 1)]
    return "".join(rows)


def two(change=lambda html: html):
    """Table two; ``change`` turns its page into another one."""
    rows, before = [], ()
    for number, row in enumerate(TWO.rows, 1):
        if row.item != before:
            rows += [row_of([row.item]), row_of(["信息内容", *(column.label for column in row.columns)])]
        before = row.item
        rows.append(row_of([row.label, *figures(100 + number, len(row.columns))]))
    return change("".join(rows))


def four(headings=RESULTS, groups=GROUPS, values=lambda own: own):
    """Table four with a row a group."""
    rows = [row_of(["", *headings])]
    return "".join(rows + [row_of([name, *values(figures(200 + n, 5))]) for n, name in enumerate(groups, 1)])


def read(first="", second="", third="", behind=""):
    """The cells of a report with these tables: id → status, printed, value."""
    page = (
        "<p>甲县教育局2024年政府信息公开工作年度报告</p><p>一、总体情况</p><p>本局依法公开。</p>"
        f"<p>二、主动公开政府信息情况</p><table>{first or two()}</table>"
        f"<p>三、收到和处理政府信息公开申请情况</p><table>{second or three()}</table>"
        f"<p>四、政府信息公开行政复议、行政诉讼情况</p><table>{third or four()}</table>{behind}"
        "<p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>无。</p>"
    )
    filing = read_filing(read_document(page.encode(), "r.html"), Roster.empty())
    return {cell.id: (cell.status, cell.printed, cell.value) for cell in filing.form_cells}


def statuses(cells, prefix):
    return {status for key, (status, _, _) in cells.items() if key.startswith(prefix)}


def test_the_plain_tables_are_read():
    cells = read()
    assert {status for status, _, _ in cells.values()} == {"read"}
    assert cells[NATURAL] == ("read", "1011", 1011)
    assert cells["reviews/reconsideration/upheld"] == ("read", "3011", 3011)


def last_first(cells):
    return [cells[-1], *cells[:-1]]


@pytest.mark.parametrize("name", ["总计", "小计", "申请总数"])
def test_a_total_in_front_of_its_parts_is_not_the_first_part(name):
    cells = read(second=three([name, *COLUMNS[:-1]], last_first))
    assert statuses(cells, "applications/") == {"ambiguous"}


@pytest.mark.parametrize("name", ["备注", "上年同期", "占比"])
def test_a_column_that_is_not_the_forms_does_not_stand_for_one(name):
    cells = read(second=three([*COLUMNS[:-1], name]))
    assert cells[TOTAL] == ("ambiguous", "1017", None)
    assert cells[NATURAL] == ("read", "1011", 1011)


def test_the_forms_own_unit_behind_a_heading_is_no_other_heading():
    assert read(second=three([*COLUMNS[:-1], "总计（件）"])) == read()


def test_a_column_among_the_forms_moves_none_of_them():
    # the total is left empty, so that seven figures stand in eight columns
    cells = read(second=three([*COLUMNS[:-1], "小计", "总计"], lambda own: [*own[:-1], 77, ""]))
    assert statuses(cells, "applications/") == {"ambiguous"}


def test_columns_of_the_year_before_are_not_this_years():
    first = "<tr><td rowspan=2></td>" + "".join(f"<td colspan=2>{name}</td>" for name in COLUMNS) + "</tr>"
    years = row_of(["上年", "本年"] * 7)
    body = three(values=lambda own: [cell for one in own for cell in (9000 + one, "")])
    cells = read(second=first + years + body.partition("</tr>")[2])
    assert statuses(cells, "applications/") == {"ambiguous"}


@pytest.mark.parametrize(
    ("printed", "cell"),
    [
        ("上年新收政府信息公开申请数量", TOTAL),
        ("本年新收政府信息公开申请数量（网络）", TOTAL),
        ("累计新收政府信息公开申请数量", TOTAL),
        ("1.本机关掌握相关政府信息", "applications/unavailable_not_held/total"),
    ],
)
def test_a_label_that_says_something_else_is_another_rows(printed, cell):
    own = cell.split("/")[1]
    page = three(label=lambda row: printed if row.id == own else f"{row.number}{row.label}")
    assert read(second=page)[cell] == ("missing", None, None)


def test_a_table_on_its_side_has_no_rows_of_the_form():
    rows = [row_of(["", *(row.label for row in THREE.rows[:7])])]
    rows += [row_of([name, *figures(number)]) for number, name in enumerate(COLUMNS, 1)]
    assert statuses(read(second="".join(rows)), "applications/") <= {"ambiguous", "missing"}


@pytest.mark.parametrize("filled", ["handled_total", "other_else"])
def test_one_row_alone_may_print_figures_under_a_name_that_a_column_has(filled):
    (number,) = (number for number, row in enumerate(THREE.rows, 1) if row.id == filled)
    cells = read(second=three(values=lambda own: own if own == figures(number) else [""] * 7))
    assert statuses(cells, f"applications/{filled}/") == {"read"}


@pytest.mark.parametrize("printed", ["非行政许可", "行政许可（企业）", "行政许可和行政确认"])
def test_a_part_of_a_row_or_more_than_it_is_not_the_row(printed):
    cells = read(first=two(lambda page: page.replace(">行政许可<", f">{printed}<")))
    assert cells["disclosure/licences/decisions"] == ("missing", None, None)


def test_a_row_without_a_label_below_makes_the_row_above_doubtful():
    page = three()
    own = row_of([f"{THREE.rows[0].number}{THREE.rows[0].label}", *figures(1)])
    assert page.count(own) == 1
    halves = own.replace("</tr>", "</tr>" + row_of(["", *(str(one)[:2] for one in figures(1))]))
    cells = read(second=page.replace(own, halves))
    assert statuses(cells, "applications/new/") == {"ambiguous"}
    assert statuses(cells, "applications/carried_in/") == {"read"}


def test_a_figure_in_a_cell_as_high_as_two_rows_belongs_to_neither():
    page = three()
    first, second = "<td>1011</td>", "<td>1021</td>"
    cells = read(second=page.replace(first, '<td rowspan="2">1011</td>').replace(second, ""))
    assert cells[NATURAL][0] == "ambiguous"


def test_a_table_of_another_year_makes_both_doubtful():
    other = three(values=lambda own: [one + 5000 for one in own])
    cells = read(second=f"{three()}</table><p>2023年：</p><table>{other}")
    assert statuses(cells, "applications/") == {"ambiguous"}
    assert statuses(cells, "reviews/") == {"ambiguous"}


def test_words_among_the_prose_are_not_believed_against_the_table():
    cells = read(behind="<p>行政许可 1</p><p>行政处罚 2</p>")
    assert cells["disclosure/licences/decisions"][2] in (2031, None)


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("本年收费金额（单位：万元）", "read"),
        ("本年收费金额（单位：元）", "ambiguous"),
        ("本年收费项目数", "ambiguous"),
    ],
)
def test_an_amount_is_read_in_the_unit_of_its_heading(heading, status):
    cells = read(first=two(lambda page: page.replace("本年收费金额（单位：万元）", heading)))
    assert cells["disclosure/fees/amount"][0] == status


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("单位：元", "ambiguous"),
        ("（单位：亿元）", "ambiguous"),
        ("单位：万元", "read"),
        ("单位：件", "read"),
    ],
)
def test_an_amount_is_read_in_the_unit_that_stands_above_its_table(line, status):
    heading = "本年收费金额（单位：万元）"
    plain = two(lambda page: page.replace(heading, "本年收费金额（万元）"))
    assert plain != two()
    cells = read(first=row_of([line]) + plain)
    assert cells["disclosure/fees/amount"][0] == status
    assert statuses(cells, "disclosure/licences/") == {"read"}


@pytest.mark.parametrize(
    "table",
    [
        four(last_first(RESULTS), values=last_first),
        four([RESULTS[1], RESULTS[0], *RESULTS[2:]]),
        four(["受理总数", *RESULTS[:-1]]),
        four([*RESULTS[:-1], "备注"]),
        four(groups=[GROUPS[1], GROUPS[0], GROUPS[2]]),
    ],
)
def test_another_order_or_other_headings_of_table_four_are_refused(table):
    assert statuses(read(third=table), "reviews/") == {"ambiguous"}


def test_groups_of_table_four_in_running_text_stand_in_the_forms_order():
    order = (GROUPS[1:], GROUPS[:1])
    words = [" ".join(["行政诉讼", *order[1]]), " ".join(order[0]), " ".join(RESULTS * 3)]
    figure = " ".join(map(str, range(501, 516)))
    page = "</table>" + "".join(f"<p>{line}</p>" for line in [*words, figure]) + "<table>"
    assert statuses(read(third=page), "reviews/") == {"ambiguous"}
    words[0] = " ".join([*order[1], "行政诉讼"])
    page = "</table>" + "".join(f"<p>{line}</p>" for line in [*words, figure]) + "<table>"
    assert statuses(read(third=page), "reviews/") == {"read"}


def pipes(*headings):
    """Table three of a page whose tool made a column of each: cells in pipes below these rows of headings."""
    rows = [list(row) for row in headings]
    rows += [[f"{row.number}{row.label}", *figures(number)] for number, row in enumerate(THREE.rows, 1)]
    lines = "".join(f"| {' | '.join(map(str, row))} |\n" for row in rows)
    text = (
        f"甲县教育局2024年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n\n{lines}\n四、其他"
    )
    filing = read_filing(read_document(text.encode(), "r.md"), Roster.empty())
    return {cell.id: (cell.status, cell.printed, cell.value) for cell in filing.form_cells}


def test_headings_on_several_lines_stand_in_the_order_of_their_columns():
    first, second = ["", "自然", "法人", "或其他", "", "", "组织", "总"], ["", "人", *COLUMNS[1:6], "计"]
    cells = pipes(first, second)
    assert [cells[key][1] for key in cells if "/new/" in key] == [str(one) for one in figures(1)]
    assert statuses(cells, "applications/") == {"read"}
    swapped = [second[0], second[1], second[3], second[2], *second[4:]]
    assert statuses(pipes(first, swapped), "applications/") == {"ambiguous"}
    total_first = pipes(["", "总计", "法人", "", "", "", "", "自然"], ["", "", *COLUMNS[1:6], "人"])
    assert statuses(total_first, "applications/") == {"ambiguous"}


@pytest.mark.parametrize("end", ["", "组织<br>"])
def test_labels_that_stand_a_row_too_low_have_no_figures(end):
    # camelot puts the first row's figures below the headings, and every label beside those of the next row
    row = [*figures(0)[:3], f"{end}7", *figures(0)[4:]]
    cells = pipes(
        ["", *COLUMNS[:3], COLUMNS[3].removesuffix("组织" if end else "-"), *COLUMNS[4:]], ["", *row]
    )
    assert {status for key, (status, _, _) in cells.items() if key.startswith("applications/")} == {
        "ambiguous"
    }


def a_figure_a_line(beside, change=lambda lines: lines, among=()):
    """Table three as lines: a label, its figures on lines below, so many of a row ``beside`` it."""
    lines = ["甲县教育局2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况", *COLUMNS]
    for number, row in enumerate(THREE.rows, 1):
        own = [str(one) for one in figures(number)]
        label, first = f"{row.number}{row.label}", beside.get(number, 0)
        cut = len(label) // 2 if number in among else len(label)
        lines += change([" ".join([label[:cut], *own[:first]]), *own[first:], *filter(None, [label[cut:]])])
    text = "\n".join([*lines, "四、政府信息公开行政复议、行政诉讼情况"])
    filing = read_filing(read_document(text.encode(), "r.txt"), Roster.empty())
    return {cell.id: (cell.status, cell.printed, cell.value) for cell in filing.form_cells}


@pytest.mark.parametrize(
    ("beside", "among"),
    [({}, ()), ({3: 1, 9: 2, 25: 1}, ()), ({1: 6, 2: 3}, ()), ({4: 1, 9: 2}, (4, 9))],
)
def test_figures_close_to_a_label_begin_the_row_that_goes_on_below(beside, among):
    cells = a_figure_a_line(beside, among=among)
    read = {key: value for key, (_, _, value) in cells.items() if key.startswith("applications/")}
    assert list(read.values()) == [f for n in range(1, len(THREE.rows) + 1) for f in figures(n)]


@pytest.mark.parametrize(
    ("beside", "change"),
    [
        ({3: 1}, lambda lines: lines[:-1] if "（一）" in lines[0] else lines),
        ({3: 1}, lambda lines: [*lines, "5"] if "（一）" in lines[0] else lines),
        # nothing shows that the copy has a figure a line
        (dict.fromkeys(range(1, 23), 1), lambda lines: lines),
    ],
)
def test_figures_below_a_row_that_are_not_just_its_rest_are_not_its_own(beside, change):
    assert statuses(a_figure_a_line(beside, change), "applications/granted/") == {"ambiguous"}


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (["1.申请人无正当理由逾", "期不补正、行政机关不", "{}", "再处理其政府信息公开", "（六） 申请"], True),
        (["1.申请人无正当理由逾", "期不补正、行政机关不 {}", "再处理其政府信息公开", "（六） 申请"], True),
        (
            [
                "1.申请人无正当理由逾",
                "期不补正、行政机关不",
                "{}",
                "{}",
                "再处理其政府信息公开",
                "（六） 申请",
            ],
            False,
        ),
        (["1.申请人无正当理由逾", "期不补正、行政机关不", "其他处 {}", "再处理其政府信息公开", "申请"], True),
        (
            ["1.申请人无正当理由逾", "期不补正、行政机关不", "不予处 {}", "再处理其政府信息公开", "申请"],
            False,
        ),
        (["1.申请人无正当理由逾", "{}", "3", "再处理其政府信息公开", "（六） 申请"], False),
    ],
)
def test_figures_amid_a_label_that_a_narrow_cell_cuts_over_four_lines(lines, read):
    rows = []
    for number, row in enumerate(THREE.rows, 1):
        own = " ".join(map(str, figures(number)))
        whole = [f"{row.number}{row.label} {own}"]
        rows += [line.format(own) for line in lines] if row.id == "other_not_corrected" else whole
    head = [
        "甲县教育局2024年政府信息公开工作年度报告",
        "三、收到和处理政府信息公开申请情况",
        " ".join(COLUMNS),
    ]
    text = "\n".join([*head, *rows, "四、政府信息公开行政复议、行政诉讼情况"])
    filing = read_filing(read_document(text.encode(), "r.txt"), Roster.empty())
    number = next(n for n, row in enumerate(THREE.rows, 1) if row.id == "other_not_corrected")
    values = [cell.value for cell in filing.form_cells if "/other_not_corrected/" in cell.id]
    assert values == (figures(number) if read else [None] * 7)


def broken(*lines, headings=RESULTS):
    """Table four as running text: u and l are the upper and lower halves of a group's headings, t is 总计."""
    halves = {
        "t": "总计",
        "u": " ".join(h[:2] for h in headings[:-1]),
        "l": " ".join(h[2:] for h in headings[:-1]),
    }
    words = [
        "行政复议 行政诉讼",
        f"{GROUPS[1]} {GROUPS[2]}",
        *(" ".join(halves[h] for h in line) for line in lines),
    ]
    words.append(" ".join(map(str, range(501, 516))))
    cells = read(third="</table>" + "".join(f"<p>{line}</p>" for line in words) + "<table>")
    return {key: cell for key, cell in cells.items() if key.startswith("reviews/")}


@pytest.mark.parametrize(
    "lines",
    [
        ("u", "tuu", "ltt", "ll"),
        ("uuu", "ttt", "lll"),
        ("u", "t", "l", "uu", "tt", "ll"),
        ("ut", "luutt", "ll"),
    ],
)
def test_headings_of_table_four_broken_over_lines_of_running_text(lines):
    assert [(status, value) for status, _, value in broken(*lines).values()] == [
        ("read", figure) for figure in range(501, 516)
    ]


@pytest.mark.parametrize("lines", [("uu", "tt", "ll"), ("uuu", "tt", "lll"), ("uuu", "ttt", "llll")])
def test_broken_headings_that_are_not_those_of_three_groups_place_nothing(lines):
    assert statuses(broken(*lines), "reviews/") == {"ambiguous"}


def test_broken_headings_in_another_order_place_nothing():
    other = [RESULTS[1], RESULTS[0], *RESULTS[2:]]
    assert statuses(broken("uuu", "ttt", "lll", headings=other), "reviews/") == {"ambiguous"}


def test_litigation_may_be_printed_above_each_of_its_groups():
    headings = row_of(["行政复议", "", "", "", "", *["行政诉讼", "", "", "", ""] * 2])
    groups = row_of(["", "", "", "", "", GROUPS[1], "", "", "", "", GROUPS[2], "", "", "", ""])
    page = headings + groups + row_of(RESULTS * 3) + row_of(range(501, 516))
    assert statuses(read(third=page), "reviews/") == {"read"}


def test_a_sum_of_some_rows_is_not_the_sum_of_all():
    page = three(label=lambda row: "总计" if row.id == "handled_total" else f"{row.number}{row.label}")
    assert statuses(read(second=page), "applications/handled_total/") == {"read"}
    (first,) = (row for row in THREE.rows if row.id == "other_not_corrected")
    own = f"<td>{first.number}{first.label}</td>"
    merged = page.replace(own, f'<td rowspan="4">{first.groups[-1]}</td>{own}')
    assert merged != page
    assert statuses(read(second=merged), "applications/handled_total/") == {"ambiguous"}


def test_two_tables_four_are_told_from_each_other_by_nobody():
    def wide(start):
        names = row_of(["行政复议", *[""] * 4, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4])
        return names + row_of(RESULTS * 3) + row_of(range(start, start + 15))

    assert statuses(read(third=wide(100)), "reviews/") == {"read"}
    cells = read(third=f"{wide(100)}</table><p>本年：</p><table>{wide(300)}")
    assert statuses(cells, "reviews/") == {"ambiguous"}


def test_a_sum_below_an_empty_group_is_not_the_groups():
    page = four(values=lambda own: own if own[0] != 3031 else [""] * 5) + row_of(["合计", 1, 2, 3, 4, 5])
    cells = read(third=page)
    assert statuses(cells, "reviews/litigation_after_reconsideration/") == {"blank"}


@pytest.mark.parametrize(
    "printed",
    [
        "12万件",
        "12 万件",
        "12余件",
        "12%",
        "12,34",
        "12/15",
        "12~15",
        "12l",
        "12月底完成",
        "2024年未发生",
        "11, 398",
    ],
)
def test_a_figure_in_running_text_is_not_cut_out_of_what_goes_on(printed):
    text = (
        "甲县教育局2024年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
        "第二十条第（五）项\n信息内容 本年处理决定数量\n"
        f"行政许可 {printed}\n第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 7\n行政强制 8\n"
        "三、收到和处理政府信息公开申请情况\n自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计\n"
        "一、本年新收政府信息公开申请数量 1 2 3 4 5 6 21\n二、上年结转政府信息公开申请数量 1 2 3 4 5 6 21\n"
        "（一）予以公开 1 2 3 4 5 6 21\n"
    )
    filing = read_filing(read_document(text.encode(), "r.txt"), Roster.empty())
    cells = {cell.id: cell for cell in filing.form_cells}
    assert cells["disclosure/licences/decisions"].value is None
    assert cells["disclosure/penalties/decisions"].value == 7


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        ("12<sup>1</sup>", "12¹"),
        ('12<span style="vertical-align: super">1</span>', "12¹"),
        ("8<sub>1</sub>", "8₁"),
        ('8<span style="vertical-align:  sub">1</span>', "8₁"),
        ("<del>5</del>8", "5\u03368"),
        ("<s>5</s>", "5\u0336"),
        ('<span style="text-decoration: line-through">5</span>8', "5\u03368"),
    ],
)
def test_raised_lowered_and_struck_figures_are_no_part_of_others(markup, printed):
    cells = read(second=three().replace("<td>1011</td>", f"<td>{markup}</td>"))
    assert cells[NATURAL] == ("illegible", printed, None)


@pytest.mark.parametrize("style", ["color:#fff", "font-size:0", "position:absolute;left:-9999px"])
def test_a_figure_with_text_in_it_that_nobody_sees_is_not_read(style):
    cells = read(second=three().replace("<td>1011</td>", f'<td>8<span style="{style}">0</span></td>'))
    assert cells[NATURAL] == ("illegible", "8\ufffd", None)
    label = THREE.rows[0].label
    assert read(second=three().replace(label, f'<span style="{style}">{label}</span>'))[TOTAL][0] == "read"


@pytest.mark.parametrize("style", ["visibility: hidden", "opacity:0", "display:none"])
def test_what_a_page_hides_is_not_read(style):
    cells = read(second=three().replace("<td>1011</td>", f'<td>8<span style="{style}">0</span></td>'))
    assert cells[NATURAL] == ("read", "8", 8)

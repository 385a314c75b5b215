"""Column headings: broken over lines, naming nothing, in the middle; words that are headings and no rows."""

from pathlib import Path

import pytest

from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.form import load_form
from gouji.readers.containers import read_document

INPUTS = Path(__file__).parents[1] / "acceptance" / "inputs"
THREE = load_form("2021").table("applications")
COLUMNS = [column.label for column in THREE.columns]
ROWS = [[f"{row.number}{row.label}", *range(100 * n, 100 * n + 7)] for n, row in enumerate(THREE.rows, 1)]
MADE_UP = [*(f"数据{number}" for number in range(1, 7)), "总计"]


def read(text, name):
    filing = read_filing(read_document(text.encode(), name), Roster.empty())
    return filing, {cell.id: (cell.status, cell.printed) for cell in filing.form_cells}


def read_input(name):
    filing = read_filing(read_document((INPUTS / name).read_bytes(), name), Roster.empty())
    return filing, {cell.id: (cell.status, cell.printed) for cell in filing.form_cells}


def as_page(rows):
    cells = ("<tr><td>" + "</td><td>".join(map(str, row)) + "</td></tr>" for row in rows)
    return "<table>" + "".join(cells) + "</table>"


def as_pipes(rows):
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows)


def as_text(rows):
    return "\n".join(" ".join(map(str, row)) for row in rows)


def report(headings, write, rows=ROWS):
    """A report whose table three has these rows of headings; how its cells are read."""
    written = write([*headings, *rows])
    text = f"\n\n三、收到和处理政府信息公开申请情况\n\n{written}\n\n四、政府信息公开行政复议、行政诉讼情况\n"
    if write is as_page:
        return read("<p>" + text.replace("\n\n", "</p><p>") + "</p>", "r.html")
    return read(text, "r.txt")


def statuses(cells, prefix="applications/"):
    return {status for key, (status, _) in cells.items() if key.startswith(prefix)}


WRITERS = [as_page, as_pipes, as_text]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    "headings",
    [
        [["项目", *COLUMNS]],
        [["项目", *MADE_UP]],
        [["项目", *(f"Unnamed:{number}" for number in range(7))]],
        [["项目", "列1", "列2", "科研机构", "列4", "列5", "列6", "列7"]],
        [
            ["项目", "自然人", "商业", "科研", "社会公益组织", "法律服务", "其他", "总计"],
            ["", "", "企业", "机构", "", "机构", "", ""],
        ],
        [
            ["项目", "自然人", "商业", "科研", "社会", "法律服务机构", "其他", "总计"],
            ["", "", "企业", "机构", "公益", "", "", ""],
            ["", "", "", "", "组织", "", "", ""],
        ],
    ],
)
def test_seven_values_under_headings_that_contradict_nothing_are_in_the_forms_order(headings, write):
    _, cells = report(headings, write)
    assert statuses(cells) == {"read"}
    assert cells["applications/carried_in/research"] == ("read", "202")


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    "headings",
    [
        [["项目", "数据1", "总计", *MADE_UP[1:6]]],
        [["项目", "总计", *MADE_UP[:6]]],
        [["项目", *MADE_UP[:5], "自然人", "总计"]],
        [["项目", COLUMNS[1], COLUMNS[0], *COLUMNS[2:]]],
        [
            ["项目", "商业", "自然人", "科研", "社会公益组织", "法律服务机构", "其他", "总计"],
            ["", "企业", "", "机构", "", "", "", ""],
        ],
    ],
)
def test_headings_that_contradict_the_form_refuse_the_table(headings, write):
    _, cells = report(headings, write)
    assert statuses(cells) == {"ambiguous"}


@pytest.mark.parametrize("write", WRITERS)
def test_broken_heading_is_quoted_whole(write):
    headings = [
        ["项目", "自然人", "商业", "科研", "社会公益组织", "法律服务机构", "其他", "总计"],
        ["", "", "企业", "机构", "", "", "", ""],
    ]
    filing, _ = report(headings, write)
    printed = {label.element: label.printed for label in filing.labels}
    assert printed["applications/*/business"] == "商业企业"
    assert printed["applications/*/research"] == "科研机构"


@pytest.mark.parametrize("write", WRITERS)
def test_headings_in_the_middle_govern_what_stands_below_them(write):
    swapped = ["续表", "商业企业", "自然人", *COLUMNS[2:]]
    _, cells = report([["项目", *COLUMNS]], write, [*ROWS[:9], swapped, *ROWS[9:]])
    assert cells["applications/refused_deliberative/business"][0] == "ambiguous" or write is as_page
    assert cells["applications/refused_internal_affairs/business"] == ("read", "901")
    wrong = [key for key, (status, _) in cells.items() if status == "read" and key.split("/")[1] == "new"]
    assert len(wrong) == 7
    assert statuses(cells, "applications/carried_out/") == {"ambiguous"}


def test_heading_broken_over_two_lines_of_pipes():
    _, cells = read_input("pipes-heading-broken.txt")
    assert {status for status, _ in cells.values()} == {"read"}


@pytest.mark.parametrize(
    "name", ["cut-behind-headings.txt", "cut-after-title-three.txt", "no-table-four.txt"]
)
def test_what_is_cut_off_is_missing_and_table_two_is_read_whole(name):
    filing, cells = read_input(name)
    assert statuses(cells) == {"missing"}
    assert statuses(cells, "reviews/") == {"missing"}
    assert statuses(cells, "disclosure/") == {"read"}
    assert cells["disclosure/fees/amount"] == ("read", "0")
    assert "applications/handled_total" not in {label.element for label in filing.labels}


def test_heading_that_is_called_as_a_row_is_no_row():
    headings = ["自然人", "法人或其他组织", "总计", *COLUMNS[1:6]]
    rows = ["一、本年新收政府信息公开申请数量", "（一）予以公开", "（二）部分公开", "3.危及“三安全一稳定”"]
    _, cells = read("\n".join(["三、收到和处理政府信息公开申请情况", *headings, *rows]), "r.txt")
    assert statuses(cells, "applications/handled_total/") == {"missing"}


def test_row_under_an_unknown_label_is_quoted_beside_the_row_that_is_not_found():
    filing, cells = read_input("unknown-row-label.docx")
    assert statuses(cells, "applications/new/") == {"missing"}
    (row,) = filing.extra_rows
    label, figures = "一、今年接到的政府信息公开申请总数", ("15", "3", "0", "0", "1", "0", "19")
    assert (row.table, row.label, row.printed) == ("applications", label, figures)
    (text,) = [note.text for note in filing.notes if note.code == "row-label-unknown"]
    assert text.zh == (
        f"没有找到“一、本年新收政府信息公开申请数量”一行：那里印的是“{label}”（15 3 0 0 1 0 19），"
        "不是格式规定的行名。该行数字列为附加行，未读入任何一格。"
    )
    assert text.en == (
        f"The row “一、本年新收政府信息公开申请数量” is not found: “{label}” (15 3 0 0 1 0 19) is printed "
        "where it should stand, which is no label of the form. Its figures are listed as an extra row and "
        "were put into no cell."
    )


UNKNOWN = "今年度特别登记的事项"


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("at", [0, 1, 9, 23, 24])
def test_figures_under_an_unknown_label_are_extra_rows_wherever_they_stand(write, at):
    rows = [*ROWS[:at], [UNKNOWN, *range(7001, 7008)], *ROWS[at + 1 :]]
    filing, cells = report([["项目", *COLUMNS]], write, rows)
    row = list(dict.fromkeys(key.split("/")[1] for key in cells if key.startswith("applications/")))[at]
    if write is as_text and at == 24:  # below the last row of running text anything may follow
        assert statuses(cells, f"applications/{row}/") == {"missing"}
        return
    assert [(one.label, one.printed) for one in filing.extra_rows] == [
        (UNKNOWN, tuple(str(figure) for figure in range(7001, 7008)))
    ]
    assert statuses(cells, f"applications/{row}/") == {"missing"}
    assert any(UNKNOWN in note.text.zh for note in filing.notes)


def items(form):
    """Items of article 20 in table two of a form: their column headings and row labels."""
    found = {}
    for row in load_form(form).table("disclosure").rows:
        found.setdefault(row.item, ([column.label for column in row.columns], []))[1].append(row.label)
    return found


ITEMS = {form: items(form) for form in ("2019", "2021")}


def with_items(write, **forms):
    """A report of form 2021 whose items of table two are printed as these forms have them."""
    rows, at = [], 0
    for item, (headings, names) in {**ITEMS["2019"], **ITEMS["2021"]}.items():
        form = forms.get(f"item{item[6]}", forms["others"])
        if item not in ITEMS[form]:
            continue
        headings, names = ITEMS[form][item]
        rows += [[item], ["信息内容", *headings]]
        for name in names:
            at += 1
            rows.append([name, *range(1000 * at + 1, 1000 * at + 1 + len(headings))])
    three = write([["项目", *COLUMNS], *ROWS])
    text = f"二、主动公开政府信息情况\n\n{write(rows)}\n\n三、收到和处理政府信息公开申请情况\n\n{three}\n"
    if write is as_page:
        return read("<p>" + text.replace("\n\n", "</p><p>") + "</p>", "r.html")
    return read(text, "r.txt")


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("forms", "columns"),
    [
        (
            {"item一": "2019", "others": "2021"},
            {"rules": "made disclosed in_public", "licences": "decisions"},
        ),
        (
            {"item五": "2019", "others": "2021"},
            {"other_services": "items_last_year change decisions", "rules": "issued repealed in_force"},
        ),
        ({"item八": "2019", "others": "2021"}, {"fees": "items_last_year change", "penalties": "decisions"}),
        (
            {"item一": "2021", "others": "2019"},
            {"rules": "issued repealed in_force", "fees": "items_last_year"},
        ),
    ],
)
def test_each_item_of_table_two_is_read_under_the_headings_printed_for_it(forms, columns, write):
    filing, cells = with_items(write, **forms)
    own = {key: cell for key, cell in cells.items() if key.startswith("disclosure/")}
    assert {status for status, _ in own.values()} == {"read"}
    for row, names in columns.items():
        for name in names.split():
            assert f"disclosure/{row}/{name}" in own
    assert filing.table_forms["disclosure"] == "2019+2021"
    assert [note.code for note in filing.notes if note.table == "disclosure"] == ["headings-of-both-forms"]
    plain, _ = with_items(write, others="2021")
    assert "headings-of-both-forms" not in {note.code for note in plain.notes}


def test_headings_of_both_forms_are_told_apart():
    filing, cells = read_input("headings-of-both-forms.txt")
    assert {status for status, _ in cells.values()} == {"read"}
    assert cells["disclosure/normative_documents/in_public"] == ("read", "6")
    assert cells["disclosure/fees/amount"] == ("read", "28.1")
    (text,) = [note.text for note in filing.notes]
    assert text.zh == (
        "主动公开政府信息情况表同时印有两种格式的列名：“本年新 制作数量”“本年新 公开数量”“对外公开总数量”是 "
        "2019 年格式的，“本年处理决定数量”“本年收费金额(单位:万元)”是 2021 年格式的。各格按所印列名读取。"
    )
    assert text.en == (
        "Table two prints column headings of both forms: “本年新 制作数量”“本年新 公开数量”“对外公开总数量” "
        "of the form of 2019, “本年处理决定数量”“本年收费金额(单位:万元)” of the form of 2021. Each cell was "
        "read under the heading printed above it."
    )


def test_headings_of_the_other_form_in_prose_are_no_tables():
    prose = "本年收费金额 12 万元，本年处理决定数量 3 件，较上一年项目数量减少。"
    filing, _ = read_input("torn-row-figures-first.html")
    page = (
        (INPUTS / "torn-row-figures-first.html").read_text("utf-8").replace("<body>", f"<body><p>{prose}</p>")
    )
    assert read(page, "r.html")[0].table_forms == filing.table_forms


@pytest.mark.parametrize("empty", ["", "\n\n", "\t\t\n\t\t\n", "| | |\n| | |\n"])
def test_table_of_which_nothing_is_left_is_missing(empty):
    labels = "规章 行政规范性文件 本年制发件数 本年废止件数 现行有效件数 本年收费金额"
    filing, cells = read(f"{labels}\n二、主动公开政府信息情况\n{empty}", "r.txt")
    assert filing.form == "2021"
    assert {status for status, _ in cells.values()} == {"missing"}

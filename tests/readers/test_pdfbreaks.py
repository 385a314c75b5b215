"""PDF: what a page break does to a table: headings parted from their rows, borders some points off."""

import pytest

from readers.test_pdf import boxed, drawn, grids, rows

XS = [60, 180, 260, 340, 420]


def words(canvas, y, *texts, xs=XS):
    for x, text in zip(xs, texts, strict=False):
        canvas.drawString(x + 6, y, text)


def headings(*texts, low=60, xs=XS):
    """A page that ends with a row of headings."""

    def page(canvas):
        canvas.drawString(60, low + 60, "三、收到和处理政府信息公开申请情况")
        boxed(canvas, xs, [low, low + 40])
        words(canvas, low + 22, *texts, xs=xs)

    return page


def rows_below(*first, shift=0.0):
    """A page that begins with ``first`` and two rows of figures."""

    def page(canvas):
        canvas.translate(shift, 0)
        boxed(canvas, XS, [700, 720, 740, 780])
        for y, texts in (
            (754, first),
            (724, ("一、本年新收", "1", "2", "3")),
            (704, ("二、结转", "4", "5", "6")),
        ):
            words(canvas, y, *texts)
        canvas.drawString(60, 660, "四、行政复议")

    return page


FIGURES = [["一、本年新收", "1", "2", "3"], ["二、结转", "4", "5", "6"]]


def test_a_row_of_headings_that_a_page_break_cut_is_one_row():
    (grid,) = grids(drawn(headings("", "商业", "科研", "总计"), rows_below("", "企业", "机构", "")))
    assert rows(grid) == [["", "商业\n企业", "科研\n机构", "总计"], *FIGURES]
    assert [grid.cells[at].place.said("en") for at in (1, 5)] == [
        "page 1, table 1, row 1, column 2",
        "page 2, table 2, row 2, column 2",
    ]


def test_headings_at_the_foot_of_a_page_stand_above_the_rows_on_the_next():
    (grid,) = grids(drawn(headings("", "申请人", "", "总计"), rows_below("（勾稽）", "自然人", "企业", "")))
    assert rows(grid)[:2] == [["", "申请人", "", "总计"], ["（勾稽）", "自然人", "企业", ""]]


def test_headings_over_several_columns_keep_their_span():
    (grid,) = grids(
        drawn(headings("复议", "诉讼", xs=[60, 180, 420]), rows_below("结果维持", "维持", "纠正", "总计"))
    )
    assert [(c.text, c.row, c.column, c.colspan) for c in grid.cells[:3]] == [
        ("复议", 0, 0, 1),
        ("诉讼", 0, 1, 3),
        ("结果维持", 1, 0, 1),
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (headings("规章", "1", "2", "3"), rows_below("", "企业", "机构", "")),
        (headings("", "商业", "科研", "总计"), rows_below("", "商业", "科研", "总计")),
        (headings("", "商业", "科研", "总计"), rows_below("", "企业", "机构", "", shift=30)),
    ],
)
def test_other_tables_stay_apart(above, below):
    first, second = grids(drawn(above, below))
    assert rows(second)[-2:] == FIGURES
    assert len(first.rows) == 1


def test_a_table_below_words_is_another_one():
    def page(canvas):
        canvas.drawString(60, 780, "（续表）")
        canvas.translate(0, -30)
        rows_below("", "企业", "机构", "")(canvas)

    assert len(grids(drawn(headings("", "商业", "科研", "总计"), page))) == 2


def test_a_merged_cell_whose_border_ends_some_points_off_is_closed():
    """As browsers print it: the border beside the merged cell stops where the break had pushed it."""

    def page(canvas):
        for y in (780, 760, 740, 720, 700):
            canvas.line(120 if y in (740, 720) else 60, y, 300, y)
        canvas.line(60, 729, 120, 729)
        for x, top, bottom in ((60, 780, 700), (120, 780, 729), (240, 780, 700), (300, 780, 700)):
            canvas.line(x, top, x, bottom)
        words(canvas, 764, "结果", "1.属于", "", xs=[60, 120, 240])
        for y, label, figure in ((764, "", "7"), (744, "2.其他", "8"), (724, "（七）总计", "9")):
            words(canvas, y, "", label, figure, xs=[60, 120, 240])
        words(canvas, 704, "四、结转下年度继续办理", xs=[60])
        words(canvas, 704, "5", xs=[240])

    assert [[text for text in row if text] for row in rows(grids(drawn(page))[0])] == [
        ["结果", "1.属于", "7"],
        ["2.其他", "8"],
        ["（七）总计", "9"],
        [],
        ["四、结转下年度继续办理", "5"],
    ]


def test_a_gap_in_the_border_between_two_merged_cells_is_closed():
    def page(canvas):
        for y in (780, 750, 700):
            canvas.line(120, y, 300, y)
        canvas.line(60, 780, 120, 780)
        canvas.line(60, 765, 120, 765)
        canvas.line(60, 700, 120, 700)
        for x, top, bottom in ((60, 780, 700), (120, 780, 765), (120, 750, 700), (300, 780, 700)):
            canvas.line(x, top, x, bottom)
        words(canvas, 760, "", "5.要求重新", xs=[60, 126])
        words(canvas, 730, "（六）", "1.申请人", xs=[60, 126])

    found = grids(drawn(page))[0]
    assert [(c.text, c.rowspan) for c in found.cells if c.text] == [
        ("5.要求重新", 2),
        ("（六）", 2),
        ("1.申请人", 1),
    ]


def test_lines_with_no_room_for_text_between_them_are_one():
    """As wkhtmltopdf prints it: the label's upper border is drawn some points below that of its figures."""

    def page(canvas):
        for y in (780, 740, 700):
            canvas.line(60, y, 300, y)
        canvas.line(60, 774, 180, 774)
        for x in (60, 180, 240, 300):
            canvas.line(x, 780, x, 700)
        words(canvas, 752, "一、本年新收", "26", "26", xs=[60, 180, 240])
        words(canvas, 712, "二、上年结转", "0", "0", xs=[60, 180, 240])

    assert rows(grids(drawn(page))[0]) == [["一、本年新收", "26", "26"], ["二、上年结转", "0", "0"]]


def cut(foot, head):
    """Pages between which a row is cut: no line closes its part on either."""

    def above(canvas):
        canvas.drawString(60, 160, "三、收到和处理政府信息公开申请情况")
        boxed(canvas, XS, [80, 120])
        for x in XS:
            canvas.line(x, 60, x, 80)
        words(canvas, 100, "", "自然人", "企业", "总计")
        words(canvas, 66, *foot)

    def below(canvas):
        boxed(canvas, XS, [700, 740])
        for x in XS:
            canvas.line(x, 740, x, 770)
        words(canvas, 750, *head)
        words(canvas, 720, "二、结转", "4", "5", "6")
        canvas.drawString(60, 660, "四、行政复议")

    return drawn(above, below)


def numbered(data):
    """All rows that print something, of all tables."""
    return [row for grid in grids(data) for row in rows(grid) if any(row)]


@pytest.mark.parametrize(
    ("foot", "head"),
    [
        # what is centred in a high row lies above the break, its longer label below
        (("", "", "2", ""), ("一、本年新收", "64", "", "70")),
        # and the other way round
        (("一、本年新收", "", "2", ""), ("", "64", "", "70")),
        (("", "64", "2", "70"), ("一、本年新收", "", "", "")),
    ],
)
def test_a_row_of_figures_that_a_page_break_cut_is_one_row(foot, head):
    assert ["一、本年新收", "64", "2", "70"] in numbered(cut(foot, head))


def test_a_figure_of_which_each_page_has_a_line_is_no_figure():
    assert ["一、本年新收", "6\n4", "2", "7\n0"] in numbered(
        cut(("", "6", "2", "7"), ("一、本年新收", "4", "", "0"))
    )


@pytest.mark.parametrize(
    ("foot", "head"),
    [
        # two whole rows
        (("一、本年新收", "64", "2", "70"), ("（一）予以公开", "1", "", "1")),
        # figures below their headings
        (("", "结果维持", "结果纠正", "总计"), ("", "1", "2", "3")),
    ],
)
def test_rows_that_are_whole_are_not_put_together(foot, head):
    found = numbered(cut(foot, head))
    assert list(foot) in found
    assert list(head) in found

"""How running text is split into words and values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.extract.extraction import read_filing
from gouji.extract.headers import without_headings
from gouji.extract.lines import BETWEEN_LABELS, UNIT_APART, numbers_a_label, unglued, words_of_line
from gouji.inputs.roster import Roster
from gouji.model.form import load_form
from gouji.readers.containers import read_document


@given(st.text("规章万元件四结转（一）)、.／/—- \t\u3000“”"))
def test_without_a_digit_nothing_is_set_apart_but_by_blanks(text):
    words = text.split()
    assert list(words_of_line(text)) == words
    assert BETWEEN_LABELS.sub("x", UNIT_APART.sub("x", text)) == text
    assert not any(numbers_a_label(word, "规章") for word in words)
    assert [part for word in words for part in unglued(word)] == words


def test_a_value_is_set_apart_from_what_it_is_glued_to():
    words = ["数量", "30", "65", "四、结转", "4574.73万元", "0", "2.没有现成信息"]
    assert list(words_of_line("数量30 65四、结转 4574.73 万元 02.没有现成信息")) == words


@pytest.mark.parametrize("printed", ["--253", "－－18", "—-3", "++12"])
@pytest.mark.parametrize("write", [" ".join, "\t".join, " | ".join])
def test_figure_with_two_signs_is_quoted_whole(printed, write):
    rows = [
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "396", "442", "278"],
        ["其他对外管理服务事项", "10", "7", "105"],
        ["行政处罚", "2648", printed, "538"],
        ["行政强制", "126", "26", "29"],
    ]
    text = "二、主动公开政府信息情况\n" + "\n".join(map(write, rows))
    filing = read_filing(read_document(text.encode(), "r.txt"), Roster.empty())
    row = [(c.printed, c.status) for c in filing.form_cells if c.id.startswith("disclosure/penalties/")]
    assert row == [("2648", "read"), (printed, "illegible"), ("538", "read")]


def test_no_lines_have_no_headings():
    assert without_headings([], load_form("2021").table("applications").columns) == []

"""Section five and six, contacts and links: what is stated there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.measures.contacts import contacts_of
from gouji.measures.fees import fees
from gouji.measures.narrative import has_narrative, section_numbered
from gouji.measures.problems import problems_of, takes_up
from gouji.rules.suites import load
from rules.build import filing

PATTERNS = {one.kwargs["column"]: one.kwargs["regex"] for one in load() if one.frame == "contacts"}


def held(report):
    """Which contacts of a report are as the suites want them."""
    return [re.search(PATTERNS[one.kind], one.bare) is not None for one in contacts_of(report)]


def fifth(text):
    return problems_of(section_numbered(filing(prose={5: text}), 5))


@pytest.mark.parametrize(
    ("text", "problem", "improvement", "denied"),
    [
        ("主要问题是更新不及时。下一步将每周核对。", True, True, False),
        ("仍有不足之处，信息公开机制还需进一步加强。", True, True, False),
        ("更新不及时，栏目偏少。", True, False, False),
        ("2023年已组织两次培训。", False, True, False),
        ("无。", False, False, True),
        ("我局不存在问题。", True, False, True),
        ("不存在的问题逐步解决，更新不及时。", True, False, False),
        ("没有解决的问题是栏目偏少。", True, False, False),
    ],
)
def test_what_section_five_states(text, problem, improvement, denied):
    said = fifth(text)
    assert (said.states_problem, said.states_improvement, said.denied) == (problem, improvement, denied)


def test_problems_end_where_improvements_start():
    said = fifth("存在的主要问题：一是解读偏少；二是更新慢。\n改进情况：一是增加图解；二是每周核对。")
    assert said.problems == ("存在的主要问题：一是解读偏少；二是更新慢。",)
    assert said.improvements == ("改进情况：一是增加图解；二是每周核对。",)


@pytest.mark.parametrize(
    ("text", "generic"),
    [
        ("工作水平有待进一步提高。今后将进一步加强工作。", True),
        ("工作水平有待进一步提高。今后每季度检查一次。", False),
        ("个别科室工作水平有待提高。", False),
        ("工作水平有待提高。已于2023年5月培训12人。", False),
        ("更新慢。", False),
    ],
)
def test_stock_phrases(text, generic):
    assert fifth(text).generic is generic


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("主要问题是校历公布太晚。下一步将提前公布。", False),
        ("主要问题是招生计划解读仍然偏少。", True),
        ("去年提出的问题已经解决。", True),
        ("主要问题是校历公布太晚。改进情况：提前公布校历。", True),
    ],
)
def test_problems_of_the_year_before(text, answered):
    assert takes_up(["主要问题是招生计划解读缺失。"], text) is answered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年收取政府信息公开信息处理费3940元。", [3940]),
        ("实际收取信息处理费共计400元。", [400]),
        ("收取信息处理费0.04万元。", [400]),
        ("本年度没有收取信息处理费。", [0]),
        ("政府信息公开未发生收费情况。", [0]),
        ("发出信息处理费收费通知1件。", [None]),
        ("收取信息处理费400元，退还100元。", [None]),
        ("收取信息处理费约400元。", [None]),
        ("部门预算3940元。", []),
        ("行政事业性收费12.5万元。", [125000]),
    ],
)
def test_fees_of_section_six(text, expected):
    assert [fee.yuan for fee in fees(filing(prose={6: text}))] == expected


def test_plans_of_section_five_are_no_fees():
    assert list(fees(filing(prose={5: "规范信息处理费收费程序，不足是收取400元。", 6: "无。"}))) == []


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("电话：0579-85410963", [True]),
        ("电话：83803513", [True]),
        ("联系电话：0517-83605210/83605211", [True]),
        ("电话：0517-83605210-8012", [True]),
        ("电话：13800138000", [True]),
        ("热线：12345", [True]),
        ("电话：（0517）83605210", [True]),
        ("电话：0579-8541", [True]),
        ("电话：0579\\-85410963", [True]),
        ("电话：8541", [False]),
        ("电话：0000000", [False]),
        ("电话：0579-854109631234", [False]),
        ("邮编：322000", [True]),
        ("邮编：32200", [False]),
        ("邮政编码：3220001", [False]),
        ("公布了监督电话和邮箱", []),
    ],
)
def test_numbers_of_contacts(text, well):
    assert held(filing(preamble=f"如有疑问请联系（{text}）。")) == well


@pytest.mark.parametrize(
    ("text", "given_"),
    [
        ("可在市政府网站（http://www.example.gov.cn）下载", [True]),
        ("可在市政府网站（）下载", [False]),
        ("可在市政府网站下载()", [False]),
        ("可在市政府网站下载", []),
        ("召开会议（）三次", []),
    ],
)
def test_links_in_parentheses(text, given_):
    assert held(filing(preamble=f"本报告电子版{text}。")) == given_


@given(st.text(alphabet="公开问题改进一是二：；。，（）0123456789年", max_size=60))
def test_any_section_five_is_read_without_losing_text(text):
    said = fifth(text)
    assert "".join((*said.problems, *said.improvements)).replace("\n", "") == "".join(text.split())


def test_a_copy_without_section_one_is_not_whole():
    assert has_narrative(filing())
    assert not has_narrative(filing(sections=(2, 3, 4, 5, 6)))
    assert not has_narrative(filing(prose={1: "略。"}))

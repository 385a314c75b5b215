"""Copies that are cut or lost a part or a heading: what they lack is said of the copy, not of the report."""

from __future__ import annotations

import re

import pytest

from gouji.audits import audit_filings
from rules.build import AGENCY, PROSE, filing
from rules.copies import accused, audited, text

FIVE, SIX = "<h2>五、存在的主要问题及改进情况</h2>", "<h2>六、其他需要报告的事项</h2>"
ANNOUNCED = "本报告由总体情况等六部分组成。"


def six(copy: str) -> list[tuple[str, str, str]]:
    return [found for found in accused(copy) if found[0] == "STR-SIX-SECTIONS"]


def sections_of(report):
    (audit,) = audit_filings([report])
    return [(f.severity, f.message.zh) for f in audit.rule_findings if f.rule == "STR-SIX-SECTIONS"]


def missing(number: str, title: str, why: str) -> str:
    return f"本副本中未见第{number}部分“{title}”。{why}，请取得原件核对。"


def test_a_copy_that_ends_after_table_four_may_have_lost_what_follows():
    page = text()[: text().index(FIVE)]
    why = "本副本到“政府信息公开行政复议、行政诉讼情况”为止，其后可能没有存下"
    assert six(page) == [
        ("STR-SIX-SECTIONS", "data_quality", missing("五", "存在的主要问题及改进情况", why)),
        ("STR-SIX-SECTIONS", "data_quality", missing("六", "其他需要报告的事项", why)),
    ]
    assert audited(page).verdict == "query"


@pytest.mark.parametrize(
    ("sections", "prose", "preamble", "severity"),
    [
        ((1, 2, 3, 4, 5), {}, "", "violation"),
        ((1, 2, 3, 4, 6), {}, ANNOUNCED, "violation"),
        ((1, 2, 3, 4, 5), {}, ANNOUNCED, "data_quality"),
        ((1, 2, 3, 4, 5), {5: PROSE[5] + "另外，部分栏目的更新仍然不够及时，主要是因为"}, "", "data_quality"),
        ((1, 2, 3, 4, 5), {5: PROSE[5] + "\n2024年1月20日"}, ANNOUNCED, "violation"),
        ((1, 2, 3, 4, 5), {5: PROSE[5] + f"\n{AGENCY.name}"}, ANNOUNCED, "violation"),
        (
            (1, 2, 3, 4, 5),
            {5: PROSE[5] + "\n版权所有：示例市人民政府 ICP备00000000号"},
            ANNOUNCED,
            "violation",
        ),
        ((1, 2, 3, 4, 5), {5: PROSE[5] + "六、其他需要报告的事项。无。"}, "", "data_quality"),
        ((1, 2, 3, 4, 5), {5: PROSE[5] + "本年度没有收取信息处理费。"}, "", "data_quality"),
        ((1, 2, 3, 4, 6), {4: "存在的主要问题是更新慢。改进情况：已改为每周核对。"}, "", "data_quality"),
    ],
)
def test_what_shows_that_a_section_may_have_been_lost(sections, prose, preamble, severity):
    found = sections_of(filing(sections=sections, prose=prose, preamble=preamble))
    assert [one for one, _ in found] == [severity]
    assert found[0][1].startswith("本副本中未见第")


def test_a_section_that_is_not_there_breaks_the_regulation_unless_the_copy_lost_it():
    assert sections_of(filing(sections=(1, 2, 3, 4, 6))) == [
        (
            "violation",
            "本副本中未见第五部分“存在的主要问题及改进情况”。条例第五十条要求年度报告包括这一内容；如系副本缺漏，以原件为准。",
        )
    ]


@pytest.mark.parametrize(
    ("heading", "number", "title", "above"),
    [
        ("<h2>一、总体情况</h2>", "一", "总体情况", "前言"),
        (FIVE, "五", "存在的主要问题及改进情况", "政府信息公开行政复议、行政诉讼情况"),
        (SIX, "六", "其他需要报告的事项", "存在的主要问题及改进情况"),
    ],
)
def test_a_heading_alone_that_is_lost_is_no_lost_section(heading, number, title, above):
    assert heading in text()
    why = f"这一部分的文字似在“{above}”之下，标题未见"
    assert six(text().replace(heading, "")) == [
        ("STR-SIX-SECTIONS", "data_quality", missing(number, title, why))
    ]


def test_what_stands_elsewhere_in_a_copy_with_its_parts_displaced_is_not_held_against_the_report():
    page = text()
    start, end = (
        page.index("<p>", page.index("</p>", page.index(FIVE))),
        page.index("</div>", page.index(SIX)),
    )
    two = page.index("<h2>二、")
    displaced = page[:two] + page[start:end] + page[two:start] + page[end:]
    why = "本副本各部分不按格式的顺序，可能错了位，请取得原件核对。"
    assert ("S5-PRESENT", "data_quality", f"本副本的第五部分没有读到改进情况。{why}") in accused(displaced)
    assert audited(displaced).verdict == "query"


def test_a_problem_is_looked_for_in_sentences_and_not_in_what_a_page_prints_below():
    page = re.sub(
        rf"{FIVE}.*?{SIX}", f"{FIVE}<p>扫一扫在手机上查看当前页面</p>{SIX}", text(), flags=re.DOTALL
    )
    assert accused(page) == [
        (
            "S5-PRESENT",
            "data_quality",
            "本副本的第五部分只有标题，没有内容。条例第五十条要求报告存在的主要问题及改进情况；如系副本缺漏，请取得原件核对。",
        )
    ]


CUTS = [round(len(text()) * share / 60) for share in range(4, 60)]


@pytest.mark.parametrize("end", CUTS)
def test_a_page_cut_anywhere_is_accused_of_nothing_but_what_this_copy_lacks(end):
    audit = audited(text()[:end])
    assert [f.rule for f in audit.rule_findings if f.severity == "violation"] == []
    for finding in audit.rule_findings:
        if finding.severity == "data_quality":
            assert "本副本" in finding.message.zh, finding.message.zh
            assert "this copy" in finding.message.en.lower(), finding.message.en

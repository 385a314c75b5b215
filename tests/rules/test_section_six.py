"""Section six that says there is nothing to report: whatever the words and wherever they stand."""

from __future__ import annotations

import pytest

from rules.copies import accused, audited, text

SIX = "<h2>六、其他需要报告的事项</h2>"
BELOW = "<p>信息处理费：2024年没有发出收费通知，收取金额为0元。此外没有需要报告的事项。</p>"


def copy(heading: str, below: str) -> str:
    page = text()
    assert SIX in page
    assert BELOW in page
    return page.replace(SIX, f"<p>{heading}</p>").replace(BELOW, f"<p>{below}</p>" if below else "")


@pytest.mark.parametrize("end", ["", "。"])
@pytest.mark.parametrize(
    "said",
    [
        *("无", "没有", "暂无", "无其他事项", "无其他需要报告的事项", "没有其他需要报告的事项"),
        *("无其他需要报告事项", "无需要报告的其他事项", "本年度无其他需要报告的事项"),
        *("本机关2024年没有其他需要报告的事项", "暂无其他需报告事项", "（无）"),
    ],
)
def test_nothing_to_report_is_what_the_section_says(said, end):
    page = copy("六、其他需要报告的事项", said + end)
    assert accused(page) == []
    assert [s.title for s in audited(page).filing.sections if s.number == 6] == ["其他需要报告的事项"]


@pytest.mark.parametrize(
    "heading",
    [
        *("六、其他需要报告的事项：无", "六、其他需要报告的事项（无）", "六、其他需要报告的事项 无"),
        *("六、无其他需要报告的事项", "六、没有其他需要报告的事项", "六、本年度无其他需要报告的事项"),
        *("六、其他事项：没有", "六、其他需要报告的事项——暂无"),
    ],
)
def test_nothing_to_report_may_stand_in_the_heading(heading):
    assert accused(copy(heading, "")) == []


def test_a_heading_alone_says_nothing():
    assert accused(copy("六、其他需要报告的事项", "")) == [
        (
            "S6-PRESENT",
            "data_quality",
            "本副本的第六部分只有标题，没有内容；没有需要报告的事项时可写“无”。如系副本缺漏，请取得原件核对。",
        )
    ]

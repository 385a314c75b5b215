"""Numbers of parts that a preface announces, and the parts that the report has."""

from __future__ import annotations

import pytest

from gouji.audits import audit_filings
from gouji.measures.announcements import announcements
from rules.build import filing

SIX = (
    "总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议行政诉讼情况、"
    "存在的主要问题及改进情况、其他需要报告的事项"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全文包括总体情况、公开的内容、存在的主要问题、改进措施四个部分。", [(4, 6)]),
        ("本报告分为总体情况、主动公开、依申请公开、复议诉讼、问题改进五部分。", [(5, 6)]),
        ("本年度报告由六个部分组成。", [(6, 6)]),
        ("全文共分六个部分，包括总体情况等。", [(6, 6)]),
        ("本年报共6部分内容。", [(6, 6)]),
        (f"本报告包括{SIX}六个方面内容。", [(6, 6), (6, 6)]),
        ("年报内容由总体情况、主动公开、依申请公开、问题及改进等 4 个部分。", [(4, 6)]),
        # no number of parts of the report
        (f"报告内容包括{SIX}等。", []),
        ("本报告由正文和附表两部分组成。", []),
        ("报告由文字和表格两个部分组成。", []),
        ("现将我局一部分工作报告如下。", []),
        ("报告主要从总体情况、主动公开、依申请公开、存在问题四个方面进行总结。", []),
        ("本报告汇总了五个部门的数据，部分数据以系统为准。", []),
        ("报告反映总体情况、主动公开工作中第四部分的内容。", []),
        # a copy that has lost what some glyphs mean
        (f"{SIX.replace('主', chr(0x7F))}六部分组成。", []),
        ("由总体情况ÿ主动公开、依申请公开、问题及改进四部分组成。", []),
    ],
)
def test_parts_announced(text, expected):
    assert [(one.announced, one.listed) for one in announcements(filing(preamble=text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全文包括总体情况、公开的内容、存在的主要问题、改进措施四个部分。", [(4, 6)]),
        (f"本报告由{SIX}六部分组成。", [(6, 6), (6, 6)]),
        # not of the report
        ("编制年度报告的培训分为三个部分。", []),
        ("主动公开内容由政策、解读、问题回应三部分组成。", []),
    ],
)
def test_a_preface_under_the_first_heading(text, expected):
    assert [(one.announced, one.listed) for one in announcements(filing(prose={1: text}))] == expected


def test_parts_without_headings_cannot_be_counted():
    report = filing(preamble=f"本报告由{SIX}六部分组成。", sections=(), prose={})
    (audit,) = audit_filings([report])
    assert [f.message.zh for f in audit.rule_findings if f.rule == "STR-SELF-COUNT"] == []
    (outcome,) = (o for o in audit.outcomes if o.rule == "STR-SELF-COUNT")
    assert outcome.outcome == "not_assessable"
    assert outcome.reason.zh == f"未见各部分的标题，“本报告由{SIX}六部分组成”所说的份数无法清点"

"""Years and bodies in the position of the report's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.measures.leftovers import bodies_named, years_named
from rules.build import AGENCY, filing


def years(section, text):
    report = filing(preamble=text) if section == 0 else filing(prose={section: text})
    return [(named.year, named.expected, named.planned) for named in years_named(report)]


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        (1, "2022年，我局认真落实条例要求。", [(2022, 2023, False)]),
        (1, "2022年，示例市教育局坚持以人民为中心。", [(2022, 2023, False)]),
        (1, "2022年，在市委、市政府的正确领导下，各项工作有序开展。", [(2022, 2023, False)]),
        (5, "2022年，全市政务公开工作虽有进步，仍存在不足。", [(2022, 2023, False)]),
        (0, "现将2022年度政府信息公开工作情况报告如下。", [(2022, 2023, False)]),
        (5, "2023年，我局将增加图解。", [(2023, 2024, True)]),
        (5, "下一步，2024年我局将增加图解。", [(2024, 2024, True)]),
        (1, "2023年，我局认真落实条例要求。", [(2023, 2023, False)]),
    ],
)
def test_years_in_the_report_years_place(section, text, expected):
    assert years(section, text) == expected


@pytest.mark.parametrize(
    ("section", "text"),
    [
        (1, "2022年以来，我局坚持公开。"),
        (1, "与2022年相比，申请量上升。"),
        (1, "2022年我局收到申请5件，2023年收到12件。"),
        (1, "2022年我局被评为先进单位。"),
        (1, "公开2022年部门决算和2023年部门预算。"),
        (1, "落实《2022年政务公开工作要点》。"),
        (1, "2019年，我局印发了公开指南。"),
        (0, "根据《关于做好2022年政府信息公开工作年度报告的通知》编制。"),
        (0, "2022年政府信息公开工作年度报告"),
        (1, "2022年12月，我局开展培训。"),
        (1, "2025年我局将增加图解。"),
    ],
)
def test_years_that_may_be_named(section, text):
    assert years(section, text) == []


def test_a_year_is_not_judged_where_the_report_year_is_unknown():
    report = replace(filing(prose={1: "2022年，我局认真落实条例要求。"}), year=None)
    assert list(years_named(report)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本报告由他山县教育局根据条例编制。", ["他山县教育局"]),
        ("如有疑问，请与他山县教育局办公室联系。", ["他山县教育局"]),
        ("2023年，他山县教育局认真落实要求。", ["他山县教育局"]),
        ("他山县教育局（以下简称我局）高度重视。", ["他山县教育局"]),
        ("配合他山县教育局开展培训。", []),
        ("指导他山县教育局公开信息。", []),
    ],
)
def test_bodies_in_first_person(text, expected):
    assert [body.name for body in bodies_named(filing(agency=AGENCY, preamble=text))] == expected

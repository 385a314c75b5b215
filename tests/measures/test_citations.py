"""Laws and notices that a report cites."""

from __future__ import annotations

import pytest

from gouji.measures.citations import names, notices, superseded
from rules.build import filing

TRIAL = "2019年的试行格式"


def wrong(find, text, **how):
    return [
        (citation.quote, citation.why.zh if citation.why else None)
        for citation in find(filing(preamble=text), **how)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据国办公开办函〔2021〕30号文件编制。", [("国办公开办函〔2021〕30号", None)]),
        (
            "根据国办公开办函〔2019〕60号文件编制。",
            [("国办公开办函〔2019〕60号", "国办公开办函〔2019〕60号")],
        ),
        (
            "根据《关于政府信息公开工作年度报告有关事项的通知》编制。",
            [("年度报告有关事项的通知", "2019年的试行格式")],
        ),
        (
            "根据《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》"
            "（国办公开办函〔2019〕60号）和《政府信息公开工作年度报告格式（试行）》编制。",
            [("国办公开办函〔2019〕60号", "国办公开办函〔2019〕60号")],
        ),
        (
            "根据国办公开办函〔2021〕30号和国办公开办函〔2019〕60号编制。",
            [("国办公开办函〔2019〕60号", "国办公开办函〔2019〕60号")],
        ),
        ("我局按照《关于政府信息公开工作年度报告有关事项的通知》编制。", [("年度报告有关事项的通知", TRIAL)]),
        # a city's notice of this year, whatever its name
        ("按照《市政府办公室关于政府信息公开工作年度报告有关事项的通知》编制。", []),
        ("按照县政务公开办《关于政府信息公开工作年度报告有关事项的通知》编制。", []),
        ("按照《关于做好2023年政府信息公开工作年度报告有关事项的通知》编制。", []),
        ("格式由国办公开办函〔2019〕60号调整为现行格式。", []),
        ("根据条例编制。", []),
    ],
)
def test_the_notice_on_the_form(text, expected):
    assert wrong(notices, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（国办公开办函〔2021〕30号）的规定。", [("国办公开办函〔2021〕30号", None)]),
        ("（国办公开办函[2021]30号）的规定。", [("国办公开办函[2021]30号", "国办公开办函〔2021〕30号")]),
        ("（国办公开办函202130 号）的规定。", [("国办公开办函202130号", "国办公开办函〔2021〕30号")]),
        (
            "按照《政府信息公开年度报告格式》编制。",
            [("《政府信息公开年度报告格式》", "《中华人民共和国政府信息公开工作年度报告格式》")],
        ),
        (
            "按照《中华人民共和国政府信息公开工作年度报告格式》编制。",
            [("《中华人民共和国政府信息公开工作年度报告格式》", None)],
        ),
    ],
)
def test_name_and_number_of_the_notice(text, expected):
    assert wrong(names, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《中华人民共和国政府信息公开条例》编制。", [("《中华人民共和国政府信息公开条例》", None)]),
        (
            "根据《条例》第三十二条编制本报告。",
            [("条例》第三十二条", "年度报告的规定现为条例第四十九条、第五十条")],
        ),
        (
            "收到申请之日起15个工作日内予以答复。",
            [("15个工作日", "答复期限现为20个工作日（条例第三十三条）")],
        ),
        (
            "部门于3月31日前公布年度报告。",
            [("3月31日前", "部门年度报告的期限现为1月31日前（条例第四十九条）")],
        ),
        (
            "根据国务院令第492号公布的条例编制。",
            [("令第492号", "2007年公布的旧条例（国务院令第492号）已于2019年修订")],
        ),
        ("我局承诺15个工作日内答复申请人，比法定期限缩短5个工作日。", []),
        ("全年申请平均15个工作日答复。", []),
        # history, and other limits and articles
        ("答复期限由15个工作日延长至20个工作日。", []),
        ("第三方应当自收到征求意见书之日起15个工作日内提出意见答复。", []),
        ("依照《条例》第三十二条征求第三方意见。", []),
        ("收到申请之日起20个工作日内予以答复。", []),
    ],
)
def test_provisions_that_no_longer_hold(text, expected):
    assert wrong(superseded, text, government=False) == expected


def test_31_march_is_right_for_governments():
    assert wrong(superseded, "于3月31日前公布本级年度报告。", government=True) == []

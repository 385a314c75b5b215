"""Who filed for which year, over which period, published when."""

import datetime as dt

import pytest

from gouji.document import Document, Paragraph, Place, Source
from gouji.extract.identity import find_agency, find_period, find_title


def document(*lines, **metadata):
    blocks = tuple(Paragraph(text, Place(line=n)) for n, text in enumerate(lines, 1))
    return Document(Source("r.txt", "", "text/plain", 0), blocks, metadata)


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (["青岚县水利局2024年政府信息公开工作年度报告"], "青岚县水利局", 2024),
        (["2020年青岚县人民政府办公室政府信息公开工作年度报告"], "青岚县人民政府办公室", 2020),
        (["青岚县教育局 2020 年政府信息公开工作 年度报告"], "青岚县教育局", 2020),
        (["青岚县人民政府", "2024年政府信息公开工作年度报告"], "青岚县人民政府", 2024),
        (["2023年政府信息公开工作年度报告（青岚县司法局）"], "青岚县司法局", 2023),
        (["青岚县司法局关于2023年度政府信息公开工作情况的报告"], "青岚县司法局", 2023),
        (["青岚县水利局二〇二一年政府信息公开年报"], "青岚县水利局", 2021),
        (["青岚县住房和城乡建设局", "2022年度政府信息公开", "工作年度报告"], "青岚县住房和城乡建设局", 2022),
        (["首页 > 信息公开", "云溪职业学院 2021-2022学年信息公开工作报告"], "云溪职业学院", 2021),
    ],
)
def test_the_title_names_agency_and_year(lines, agency, year):
    title = find_title(document(*lines))
    assert (title.agency, title.year) == (agency, year)


def test_where_the_title_names_no_agency_the_page_does():
    page = document("2023年政府信息公开工作年度报告", "发布机构：青岚县财政局")
    assert find_agency(page, find_title(page)) == "青岚县财政局"
    page = document("政府信息公开工作年度报告", "本报告由青岚县民政局编制。")
    assert find_agency(page, find_title(page)) == "青岚县民政局"


@pytest.mark.parametrize(
    "sentence",
    [
        "本报告中所列数据的统计期限自2023年1月1日起，至2023年12月31日止。",
        "统计限自 2023 年 1 月 1 日至 2023 年 12 月 31 日止",
        "所列数据的统计时间为2023年1月1日—12月31日。",
    ],
)
def test_the_statistical_period_is_read_in_the_ways_it_is_written(sentence):
    period, evidence, notes = find_period([Paragraph(sentence, Place(line=1))])
    assert period == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert (evidence.text, notes) == (sentence, [])


def test_a_damaged_period_is_reported_and_not_guessed():
    period, _, notes = find_period([Paragraph("统计期限从202191日至2022831日止。", Place(line=3))])
    assert period is None
    assert notes[0].text.zh == "统计期限一句已损坏（“统计期限从202191日至2022831日止”），未据此推定日期。"
    assert "no dates were inferred" in notes[0].text.en

"""Displays of the summary, from hand-built records."""

from __future__ import annotations

import dataclasses

import pytest
from lxml import html

from evidence.samples import HOSTILE, audit
from evidence.test_handover import record
from gouji.evidence.records import FailedReport, read_failures, read_records
from gouji.inputs.roster import Roster
from gouji.model.as_json import audit_json, dumps
from gouji.model.filing import Agency, ReportCopy
from gouji.model.text import GoujiError, Text
from gouji.show import summary_views

SILENT = Agency("silent", "沉默县人民政府", "政府", "县", None, "沉默县", on_roster=True)
SPEAKING = Agency("shili-office", "示例市人民政府办公室", "行政机关", on_roster=True)
UNREAD = [FailedReport("torn.pdf", Text("torn.pdf：文件不完整。", "torn.pdf: the file is not whole."))]


def page(records, failures=(), roster=(), lang="zh"):
    parts = [
        summary_views.overview(records, failures, lang),
        summary_views.agencies(records, lang),
        summary_views.picture(records, lang),
        summary_views.frequent(records, lang),
        summary_views.copies(records, lang),
        summary_views.absent(records, Roster(roster), lang),
        summary_views.unread(failures, lang),
    ]
    return html.fromstring("<main>" + "".join(part.html for part in parts) + "</main>")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_are_text(lang):
    said = Text(HOSTILE, HOSTILE)
    hostile = record(
        agency=HOSTILE, agency_id=HOSTILE, kind=HOSTILE, region=HOSTILE, source=HOSTILE, folder="2020/x"
    )
    told = [dataclasses.replace(finding, message=said, rule=HOSTILE) for finding in hostile.findings]
    hostile = dataclasses.replace(hostile, findings=tuple(told))
    silent = dataclasses.replace(SILENT, id=HOSTILE, name=HOSTILE, region=HOSTILE)
    tree = page([hostile], [FailedReport(HOSTILE, said)], [silent], lang)
    assert not tree.xpath("//script | //img | //iframe | //strong")
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "href" or value.startswith(("#", "2020/x/audit.html", "findings.")), value
    assert tree.text_content().count(HOSTILE) > 10


def test_counts_lead_to_the_findings_behind_them():
    tree = page([record(), record(folder="2021/shili-office", year=2021, verdict="query")])
    tile = tree.xpath("//li[contains(@class,'t-violation')]/a")[0]
    assert tile.text_content().split() == ["1", "×存在违规"]
    assert tile.get("data-filter") == "verdict=violation"
    first = tree.xpath("//table[@data-sortable]/tbody/tr")[0]
    assert first.get("data-rule") == "T3-OUTCOME-SUM DQ-PLACEHOLDER S5-GENERIC"
    assert first.xpath("td[@class='n']/a/@href") == [
        f"2020/shili-office/audit.html#findings-{severity}"
        for severity in ("violation", "data_quality", "plausibility")
    ]
    severity = tree.xpath("//div[@class='rulebar']//a[contains(., '违规')]")[0]
    assert (severity.text_content(), severity.get("href")) == ("违规 2", "#severity-violation")
    assert tree.get_element_by_id("severity-violation").text_content() == "× 违规 2"
    bar = tree.get_element_by_id("rule-T3-OUTCOME-SUM")
    assert bar.xpath(".//summary/b/text()") == ["2"]
    assert [link.split("#")[0] for link in bar.xpath(".//li/a/@href")] == [
        "2020/shili-office/audit.html",
        "2021/shili-office/audit.html",
    ]


def test_findings_of_one_rule_and_two_severities_are_told_apart():
    mild = record(folder="2021/shili-office", year=2021)
    mild = dataclasses.replace(
        mild, findings=tuple(dataclasses.replace(finding, severity="note") for finding in mild.findings)
    )
    tree = page([mild, record()])
    bars = [details.get("id") for details in tree.xpath("//ol[@class='bars']//details")]
    assert bars[0] == "rule-T3-OUTCOME-SUM"
    assert "rule-T3-OUTCOME-SUM-note" in bars
    assert len(set(bars)) == len(bars) == 6


def test_the_picture_shows_each_rule_of_each_agency():
    tree = page([record()])
    [row] = tree.xpath("//table[contains(@class,'picture')]/tbody/tr")
    squares = {a.get("href").split("#r-")[1]: (a.text, a.get("aria-label")) for a in row.xpath("td/a")}
    assert squares == {
        "T3-OUTCOME-SUM": ("×", "违规"),
        "DQ-PLACEHOLDER": ("!", "数据质量"),
        "S5-GENERIC": ("?", "合理性"),
    }


def test_several_reports_of_one_body_and_year_are_told_with_the_one_that_counts():
    first = record(source="a.pdf", copy=ReportCopy("shili-office", 2020, "1", 150))
    second = record(
        source="b.html", folder="2020/shili-office-2", copy=ReportCopy("shili-office", 2020, "2", 198)
    )
    tree = page([first, second, record(folder="2021/shili-office", year=2021)])
    [heading] = tree.xpath("//h3[contains(., '示例市人民政府办公室 2020')]")
    assert heading.getnext().text_content() == "以 b.html 为准：读出的单元格最多（198 格）。"
    listed = [" ".join(item.text_content().split()) for item in heading.xpath("following-sibling::ul[1]/li")]
    assert listed == ["b.html 存在违规，读出 198 格 以此为准", "a.pdf 存在违规，读出 150 格"]
    first_row, second_row, _ = tree.xpath("//table[contains(@class, 'agencies')]//tbody/tr")
    assert ["不作数" in row.text_content() for row in (first_row, second_row)] == [True, False]
    chosen = dataclasses.replace(first, copy=first.copy._replace(counts=True))
    text = page([chosen, second], lang="en").text_content()
    assert "a.pdf counts: its side file says so (counts = true)." in text
    assert "每个机关每个年度只有一份报告。" in page([record()]).text_content()


def test_bodies_of_the_roster_without_a_report_are_listed():
    text = page([record()], roster=[SPEAKING, SILENT]).text_content()
    assert "未见任何报告的机构（1）" in text
    assert "沉默县人民政府" in text
    assert "名录中的机构各年度均有报告。" in page([record()], roster=[SPEAKING]).text_content()
    assert "没有名录" in page([record()]).text_content()


def test_a_report_that_could_not_be_read_is_told():
    tree = page([record()], UNREAD)
    assert "另有 1 份未能处理" in tree.text_content()
    assert "torn.pdf：文件不完整。" in tree.text_content()


def test_an_empty_folder_gives_a_whole_page():
    text = page([]).text_content()
    assert "0 个机构的 0 份报告" in text
    assert "没有未通过的规则。" in text


def test_a_province_stays_below_five_megabytes():
    one = record(region="某省某市某县")
    records = [
        dataclasses.replace(
            one,
            folder=f"2024/agency-{n:05}",
            agency=f"某某省第{n}号人民政府办公室",
            findings=one.findings * 4,
        )
        for n in range(5000)
    ]
    views = [summary_views.agencies, summary_views.picture, summary_views.frequent]
    assert sum(len(view(records, "zh").html.encode()) for view in views) < 5_000_000


def test_records_are_read_with_the_most_urgent_first(tmp_path):
    for folder, verdict in (("2020/a", "pass"), ("2020/b", "violation"), ("2021/c", "unauditable")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "audit.json").write_text(dumps(audit_json(audit()) | {"verdict": verdict}))
    records = read_records(tmp_path, Roster([dataclasses.replace(SPEAKING, region="示例市")]))
    assert [(r.folder, r.verdict, r.region) for r in records] == [
        ("2020/b", "violation", "示例市"),
        ("2021/c", "unauditable", "示例市"),
        ("2020/a", "pass", "示例市"),
    ]
    assert read_failures(tmp_path) == []


def test_a_torn_audit_is_named(tmp_path):
    (tmp_path / "2020/a").mkdir(parents=True)
    (tmp_path / "2020/a/audit.json").write_text('{"agency": "x"')
    with pytest.raises(GoujiError) as caught:
        read_records(tmp_path, Roster())
    assert "2020/a/audit.json 不是完整的审计结果" in caught.value.text.zh
    assert "Delete its folder and audit again" in caught.value.text.en


def test_files_that_failed_alike_are_one_entry_with_all_their_names():
    pictures = [
        FailedReport(f"{number}.png", Text(f"{number}.png：这是图片。", f"{number}.png: a picture."))
        for number in range(300)
    ]
    shown = html.fromstring(summary_views.unread([*pictures, *UNREAD], "zh").html)
    first, second = shown.xpath("//li")
    assert first.xpath("./code")[0].text == "0.png"
    assert first.xpath("./details/summary")[0].text == "另有 299 个文件同样未能处理"
    assert "、299.png" in first.text_content()
    assert second.text_content().split() == ["torn.pdf", "torn.pdf：文件不完整。"]

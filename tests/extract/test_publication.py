"""Days as they are written, and which of them are a day of publication or of signature."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.extract.publication import announced_days, days_in, find_publication, find_signature
from gouji.inputs.roster import Roster
from gouji.model.document import Document, Grid, GridCell, Paragraph, Place, Source
from gouji.model.filing import Section
from gouji.reports import Report, read_report
from rules.build import AGENCY, filing

YEAR_END = dt.date(2023, 12, 31)
DIGITS = "〇一二三四五六七八九"


def numeral(number):
    tens, units = divmod(number, 10)
    ten = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return ten + (DIGITS[units] if units or not tens else "")


#: Ways to write a day, those that end in a digit apart: an hour may be glued to the others only.
ENDING_IN_DIGITS = (
    "{y}-{m:02}-{d:02}",
    "{y}-{m}-{d}",
    "{y}/{m:02}/{d:02}",
    "{y}/{m}/{d}",
    "{y}.{m}.{d}",
    "{y}.{m:02}.{d:02}",
    "{y} - {m:02} - {d:02}",
    "{y}{m:02}{d:02}",
    "{y}年{m}月{d}",
)
ENDING_IN_A_MARK = (
    "{y}年{m}月{d}日",
    "{y}年{m:02}月{d:02}日",
    "{y} 年 {m} 月 {d} 日",
    "{y}年{m}月{d}号",
    "{hy}年{hm}月{hd}日",
)
HOURS = (
    " 9:05",
    " 14:14",
    " 00:00:00",
    " 23:59",
    "  08:30:15",
    " 14时14分",
    " 下午3:20",
    "T14:14:05+08:00",
    " 星期三",
)
GLUED = ("14:14", "9:05", "（星期三）", "上午9:05", "", " ")


def days():
    day = dt.date(2019, 1, 1)
    while day < dt.date(2029, 1, 1):
        yield day
        day += dt.timedelta(1)


@pytest.mark.parametrize("way", [*ENDING_IN_DIGITS, *ENDING_IN_A_MARK])
def test_every_day_of_ten_years_is_read_in_every_way_of_writing_it(way):
    ends_in_digits = way in ENDING_IN_DIGITS
    behind = cycle([*HOURS, *(() if ends_in_digits else GLUED), ""])
    misread = []
    for day in days():
        written = way.format(
            y=day.year,
            m=day.month,
            d=day.day,
            hy="".join(DIGITS[int(digit)] for digit in str(day.year)),
            hm=numeral(day.month),
            hd=numeral(day.day),
        )
        text = f"发布时间:{written}{next(behind)}"
        if [found.date for found in days_in(text)] != [day]:
            misread.append(text)
    assert misread == []


@pytest.mark.parametrize("hour", range(24))
def test_an_hour_glued_to_a_day_gives_this_day_or_none(hour):
    for day in days():
        for written in (f"{day:%Y-%m-%d}", f"{day.year}-{day.month}-{day.day}"):
            for time in (f"{hour}:05", f"{hour:02}:05"):
                found = [one.date for one in days_in(written + time)]
                assert found in ([day], []), (written, time)
        assert [one.date for one in days_in(f"{day:%Y-%m-%d}{hour:02}:05")] == [day]


@pytest.mark.parametrize(
    "text",
    ["2026-1-314:14", "2026-13-01", "2026-02-30", "2026-1", "20261301", "12026-01-03", "2026-01-0312345"],
)
def test_what_is_no_day_or_may_be_two_is_none(text):
    assert list(days_in(text)) == []


def document(*lines, **metadata):
    blocks = [
        line if isinstance(line, Grid) else Paragraph(line, Place(line=n)) for n, line in enumerate(lines, 1)
    ]
    return Document(Source("r.txt", "", "text/plain", 0), tuple(blocks), metadata)


def grid(*rows):
    cells = [
        GridCell(text, r, c, Place(table=1, row=r + 1, column=c + 1))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return Grid(tuple(cells), Place(table=1), "exact")


def published(*lines, **metadata):
    page = document(*lines, **metadata)
    found = find_publication(page, [*announced_days(page)], YEAR_END)
    return found and (str(found.date), found.stated)


@pytest.mark.parametrize(
    "lines",
    [
        ["发布时间：2024-01-30 12:10 来源：青溪县林草服务局"],
        ["发 布 日 期 ： 2024年1月30日"],
        ["信息公开日期: 2024/1/30"],
        ["首次发布时间：2024-01-30"],
        ["【发布时间】 2024-01-30"],
        ["来源：青溪县水务局发布时间：2024-01-30"],
        ["公布日期 2024.1.30"],
        ["上网时间：20240130"],
        ["发文日期：二〇二四年一月三十日"],
        ["发布于 2024-01-30 10:00"],
        ["发布日期 | 2024-01-30 | 文 号 | |"],
        ["索 引 号 | qx7 | 发布机构 | 青溪县林草服务局 |", "发布日期 |  | 2024-01-30 |"],
        ["• 发布日期:", "", "    2024-01-30"],
        ["发布日期", "2024-01-30"],
        ["发文日期：", "[2024-01-30]"],
        [grid(["索引号", "发布机构", "发文日期"], ["000014", "青溪县水务局", "2024-01-30"])],
        [grid(["索引号", "000014"], ["发布日期", "2024-01-30 10:20"])],
        [grid(["发布机构：青溪县水务局", "公开日期：2024-01-30"])],
        [grid(["生成日期", "2024-03-01", "公开日期", "2024-01-30"])],
    ],
)
def test_a_label_that_says_so_is_a_day_of_publication(lines):
    assert published(*lines) == ("2024-01-30", True)


@pytest.mark.parametrize(
    "label",
    [
        "更新时间",
        "更新日期",
        "最后更新",
        "打印时间",
        "访问时间",
        "下载时间",
        "抓取时间",
        "当前时间",
        "生成时间",
        "生成日期",
        "浏览时间",
        "修改发布时间",
        "更 新 时 间",
        "截止日期",
        "办公时间",
        "成立日期",
        "统计时间",
        "有效期至",
        "今天是",
        "采集时间",
        "系统时间",
    ],
)
def test_any_other_label_is_none(label):
    for text in (f"{label}：2026-06-05 10:14", f"{label} 2026-06-05", f"来源：云泽县水利局 {label}:2026-6-5"):
        assert published(text) is None
        assert published(*text.split("：")) is None
    assert published(grid([label, "2026-06-05"])) is None
    assert published(grid(["索引号", label], ["1", "2026-06-05"])) is None


def test_a_bare_label_is_no_statement():
    assert published("日期：2024-02-20") == ("2024-02-20", False)
    assert published("来源：管委会办公室时间：2024-02-20 12:56") == ("2024-02-20", False)
    assert published("时 间：2024年2月20日") == ("2024-02-20", False)
    assert published(grid(["日期", "2024-02-20"])) == ("2024-02-20", False)
    # with a label that says so beside it the earlier of the two counts
    assert published("日期：2024-02-20", "发布时间：2024-02-28") == ("2024-02-20", True)
    assert published("时间2024-02-20", "2024-02-20") is None


def test_days_of_other_pages_before_the_end_of_the_year_do_not_count_beside_a_later_one():
    assert published("相关文章 发布时间：2023-11-02", "发布时间：2024-02-20") == ("2024-02-20", False)
    assert published("发布时间：2023-12-19 12:10") == ("2023-12-19", True)
    assert published(pubdate="2024-02-01 09:00") is None
    assert published("正文", pubdate="2024-02-01 09:00") == ("2024-02-01", True)


def section(*lines):
    texts = tuple(Paragraph(text, Place(line=90 + n)) for n, text in enumerate(lines))
    return (Section(6, "其他需要报告的事项", Place(line=90), texts),)


def signed(*lines, before=(), agency="青岚县水利局"):
    page = document(*before)
    found = find_signature([*announced_days(page)], page.blocks, section(*lines), agency)
    return found and str(found.date)


@pytest.mark.parametrize(
    "lines",
    [
        ["无。", "青岚县水利局", "2024年2月10日"],
        ["无。", "青岚县水利局（公章）", "2024 年 2 月 10 日"],
        ["无。", "县水利局", "二〇二四年二月十日"],
        ["无。", "青岚县水利局 2024年2月10日"],
        ["无。\n青岚县水利局\n2024年2月10日"],
        ["本报告于2024年2月10日编制完成。"],
        ["无。本年度报告于二〇二四年二月十日向社会公布。"],
        ["截至2024年2月10日，已公开信息300条。"],
    ],
)
def test_the_day_under_the_reports_own_signature(lines):
    assert signed(*lines) == "2024-02-10"


@pytest.mark.parametrize(
    "lines",
    [
        ["无。", "青岚县人民政府办公室", "2024年2月10日"],
        ["本局于2024年2月10日收到申请。"],
        ["本报告将于2024年2月10日公布。"],
        ["本报告所列数据的统计期限截至2024年2月10日。"],
        ["本报告于2024年2月10日前公布。"],
        ["《办法》自2024年2月10日起施行。"],
        ["信息处理费自2024年2月10日"],
        ["2024年2月10日"],
        ["青岚县水利局", "2024-02-10 10:20"],
    ],
)
def test_other_days_at_the_end_are_none(lines):
    assert signed(*lines) is None


def test_a_day_under_the_title_or_with_a_label_of_its_own():
    assert signed("无。", before=["（2024年2月10日）"]) == "2024-02-10"
    assert signed("无。", before=["2024年2月10日 星期六"]) is None
    assert signed("无。", before=["本报告于2024年2月10日编制，由六部分组成。"]) == "2024-02-10"
    # what a page says of the document is not the report's own
    assert signed("无。", before=["成文日期：2024-02-10"]) is None
    assert signed("无。", before=["编制日期：", "2024年2月10日"]) == "2024-02-10"


def said(**facts):
    (audit,) = audit_filings([filing(agency=AGENCY, **facts)])
    deadline = next(o for o in audit.outcomes if o.rule == "GEN-DEADLINE-DEPT")
    return deadline.outcome, [(f.rule, f.severity, f.message.zh) for f in audit.rule_findings]


IN_TIME, LATE = dt.date(2024, 1, 20), dt.date(2024, 2, 10)
BARE = (
    "GEN-DEADLINE-DEPT",
    "plausibility",
    "请核对：页面上的 2024-02-10 只标作“日期”或“时间”，没有写明是公布日期；如确为公布日期，"
    "示例市教育局的年度报告即晚于法定期限 2024-01-31，迟 10 天。",
)
SIGNED = (
    "GEN-DEADLINE-DEPT",
    "violation",
    "示例市教育局的年度报告自己写明的成文（落款）日期是 2024-02-10，晚于法定期限 2024-01-31："
    "期限届满时报告尚未成文，不可能如期公布。如日期系笔误，请更正。",
)
EVIDENCE = Paragraph("2024年2月10日", Place(line=99))


def test_what_rests_on_a_bare_label_only_asks():
    assert said(published=LATE, published_stated=False) == ("fail", [BARE])
    assert said(published=IN_TIME, published_stated=False) == ("pass", [])


def test_a_signature_after_the_deadline_proves_that_the_report_is_late():
    assert said(signed=LATE, signed_evidence=EVIDENCE) == ("fail", [SIGNED])
    bare_and_signed = {"published": LATE, "published_stated": False, "signed": LATE}
    assert said(**bare_and_signed, signed_evidence=EVIDENCE) == ("fail", [SIGNED])
    # evidence of publication decides; a signature in time proves nothing
    assert said(published=IN_TIME, signed=LATE, signed_evidence=EVIDENCE) == ("pass", [])
    assert said(signed=IN_TIME, signed_evidence=EVIDENCE) == ("not_assessable", [])
    assert [rule for rule, _, _ in said(published=LATE, signed=LATE)[1]] == ["GEN-DEADLINE-DEPT"]


def test_a_report_published_before_its_year_had_ended_is_asked_about_its_figures():
    assert said(published=dt.date(2023, 12, 19))[1] == [
        (
            "GEN-PERIOD",
            "data_quality",
            "报告公布于 2023-12-19，当时 2023 年尚未结束，表中数字不可能是全年的。"
            "请核对公布日期，或报告的年份。",
        )
    ]
    assert said(published=dt.date(2023, 12, 19), published_stated=False)[1] == []


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("date-behind-pipe.txt", dt.date(2024, 1, 30)),
        ("date-on-next-line.txt", dt.date(2024, 1, 30)),
        ("published-before-year-end.txt", dt.date(2023, 12, 19)),
    ],
)
def test_a_days_label_is_read_from_a_file(name, day):
    path = Path(__file__).parents[1] / "acceptance" / "inputs" / name
    assert read_report(Report(name, path), Roster.empty()).published == day

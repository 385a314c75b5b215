"""Pairs for the rules on universities' reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gouji.model.document import Paragraph, Place
from rules.build import AGENCY, filing
from rules.pairs import Pair

UNIVERSITY = replace(AGENCY, id="university", name="示例大学", kind="高校")
PARTS = {
    1: "学校把信息公开列入年度重点。",
    2: "公布了招生章程、财务预算和事项清单。",
    3: "本学年收到信息公开申请5件。",
    4: "师生对信息公开总体满意。",
    5: "没有受到举报，没有行政复议和行政诉讼。没有其他需要报告的事项。",
    6: "主要经验是集中公布，存在的问题是栏目偏少，改进措施是增设专栏。",
}
PERIOD = Paragraph("统计期限自2021年9月1日至2022年8月31日。", Place(line=4))


def report(prose=None, *, without=(), period=None, published=None, year=2021):
    """A university's report that treats every part, with changes."""
    kept = tuple(number for number in PARTS if number not in without)
    made = filing("university", agency=UNIVERSITY, year=year, sections=kept, prose=PARTS | (prose or {}))
    dates = tuple(dt.date.fromisoformat(date) for date in period) if period else None
    return replace(
        made,
        title=f"示例大学{year}-{year + 1}学年信息公开工作年度报告",
        period=dates,
        period_evidence=PERIOD if period else None,
        published=dt.date.fromisoformat(published) if published else None,
    )


PAIRS = [
    Pair(
        "UNI-PERIOD",
        report(period=("2021-01-01", "2021-12-31")),
        report(period=("2021-09-01", "2022-08-31")),
        (),
        "写明的统计期限为 2021-01-01 至 2021-12-31，不是 2021-2022 学年（2021 年 9 月 1 日至 2022 年 8 月 31 日）。",
        "The period stated is 2021-01-01 to 2021-12-31, not the academic year 2021-2022 "
        "(1 September 2021 to 31 August 2022).",
        severity="data_quality",
    ),
    Pair(
        "UNI-DEADLINE",
        report(year=2017, published="2018-11-03"),
        report(year=2017, published="2018-10-31"),
        (),
        "报告公布于 2018-11-03，晚于 2018-10-31，迟 3 天。",
        "The report was published on 2018-11-03, 3 days after 2018-10-31.",
        severity="violation",
    ),
    Pair(
        "UNI-DEADLINE",
        report(published="2022-11-10"),
        report(published="2022-10-30"),
        (),
        "请说明：报告公布于 2022-11-10，晚于 2022-10-31，迟 10 天；当年的通知是否另定了期限？",
        "Please explain: the report was published on 2022-11-10, 10 days after 2022-10-31; did a notice of that year set "
        "another date?",
        severity="plausibility",
    ),
    Pair(
        "UNI-SECTIONS",
        report({3: "本学年情况正常。"}, without=(4,)),
        report({3: "本学年情况正常。"}),
        (),
        "本副本中没有写到“对信息公开的评议情况”。",
        "evaluation is not treated in this copy.",
        severity="violation",
    ),
    Pair(
        "UNI-LIST-EACH",
        report({2: "公布了财务预算和事项清单。"}),
        report({2: "公布了招生章程、财务预算和事项清单。"}),
        (),
        "本副本中没有写到“招生考试信息”的公开情况。",
        "The disclosure of admissions is not treated in this copy.",
        severity="data_quality",
    ),
    Pair(
        "UNI-REQ-CONSISTENT",
        report({3: "收到信息公开申请5件，其中予以公开4件，不予公开2件。"}),
        report({3: "收到信息公开申请5件，其中予以公开4件，不予公开1件。"}),
        (),
        "正文称收到信息公开申请 5 件，而各项答复相加为 6 件，请核对。",
        "The text says that 5 applications were received, but the outcomes add up to 6: please check.",
        also=("TXT-SUM-CHECK",),
        severity="data_quality",
    ),
]

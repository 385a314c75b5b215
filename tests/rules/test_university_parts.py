"""Parts of a university's report: named in the preface is not treated, and a cut copy may have lost some."""

from __future__ import annotations

import pytest

from rules.copies import audited

PREFACE = (
    "本报告由概述、主动公开情况、依申请公开和不予公开情况、对信息公开的评议情况、因信息公开受到举报、复议、诉讼的情况、"
    "主要经验、存在的问题和改进措施{end}。"
)
PERIOD = "本报告所列数据的统计期限为2022年9月1日至2023年8月31日。"
PARTS = {
    "概述": "学校修订了信息公开目录，举办培训2次。",
    "主动公开情况": "学校网站公开信息800条，其中招生信息40条、财务信息12条。",
    "依申请公开和不予公开情况": "收到申请3件，答复3件。",
    "对信息公开的评议情况": "师生对信息公开工作表示满意。",
    "因信息公开受到举报、复议、诉讼的情况": "无。",
    "主要经验、问题和改进措施": "问题：院系网站更新慢。措施：自2023年10月起每月抽查。",
    "其他需要报告的事项": "无。",
    "清单事项公开情况": "见附表。",
}


def report(*without: str, end: str = "组成", upto: int = len(PARTS)) -> str:
    """A report of which some parts are left out, the others numbered one after the other."""
    kept = [(title, said) for title, said in PARTS.items() if title not in without][:upto]
    parts = [f"{'一二三四五六七八'[n]}、{title}\n{said}" for n, (title, said) in enumerate(kept)]
    return "\n".join(("云泽大学2022-2023学年信息公开年度报告", PREFACE.format(end=end) + PERIOD, *parts))


def told(copy: str) -> list[tuple[str, str]]:
    found = audited(copy, "copy.txt").rule_findings
    assert all("“”" not in one.message.zh for one in found)
    return [(one.severity, one.message.zh) for one in found if one.rule == "UNI-SECTIONS"]


def test_a_whole_report_lacks_nothing():
    assert audited(report(), "copy.txt").verdict == "pass"


@pytest.mark.parametrize("end", ["组成", "等六部分组成", "六个部分", "几个方面报告如下"])
@pytest.mark.parametrize("part", ["对信息公开的评议情况", "因信息公开受到举报、复议、诉讼的情况"])
def test_a_part_that_only_the_preface_names_is_missing(part, end):
    assert told(report(part, end=end)) == [("violation", f"本副本中没有写到“{part}”，前言列有这一部分。")]


def test_the_sentence_that_names_the_part_is_quoted():
    part = "对信息公开的评议情况"
    (found,) = [f for f in audited(report(part), "copy.txt").rule_findings if f.rule == "UNI-SECTIONS"]
    assert [part in one.quote for one in found.evidence] == [True, False]
    assert found.message.en == "evaluation is not treated in this copy, although the preface names it."


@pytest.mark.parametrize("upto", [3, 4])
def test_a_copy_that_ends_early_may_have_lost_the_parts_behind(upto):
    last = list(PARTS)[upto - 1]
    found = told(report(upto=upto))
    assert {severity for severity, _ in found} == {"data_quality", "note"}
    for severity, said in found:
        if severity == "data_quality":
            assert said.endswith(
                f"，前言列有这一部分。本副本到“{last}”为止，其后可能没有存下，请取得原件核对。"
            )


def test_a_part_treated_under_another_heading_names_that_heading():
    copy = report("对信息公开的评议情况").replace("问题：院系", "师生评议总体满意。问题：院系")
    assert told(copy) == [
        (
            "data_quality",
            "“对信息公开的评议情况”在本副本中没有单独的标题，有关内容写在“主要经验、问题和改进措施”之下，请核对。",
        )
    ]


def test_a_part_treated_in_the_preface_names_the_preface():
    copy = report("对信息公开的评议情况").replace(PERIOD, PERIOD + "一年来师生评议总体满意。")
    assert "有关内容写在“前言”之下" in told(copy)[0][1]

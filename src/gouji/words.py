"""The words for verdicts, severities, outcomes and cell statuses, the same wherever people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.bilingual import Text

if TYPE_CHECKING:
    from gouji.filing import Status
    from gouji.finding import OutcomeName, Severity, Verdict

VERDICTS: dict[Verdict, Text] = {
    "unauditable": Text("无法审计", "unauditable"),
    "violation": Text("违规", "violation"),
    "query": Text("待核", "query"),
    "pass": Text("通过", "pass"),
}
SEVERITIES: dict[Severity, Text] = {
    "violation": Text("违规", "violation"),
    "data_quality": Text("数据质量", "data quality"),
    "plausibility": Text("请说明", "please explain"),
    "note": Text("备注", "note"),
}
OUTCOMES: dict[OutcomeName, Text] = {
    "pass": Text("通过", "pass"),
    "fail": Text("不通过", "fail"),
    "not_applicable": Text("不适用", "not applicable"),
    "not_assessable": Text("无法判定", "not assessable"),
}
STATUSES: dict[Status, Text] = {
    "read": Text("读出数字", "read"),
    "annotated": Text("数字带单位或文字", "number with a unit or words"),
    "blank": Text("有格无字", "empty cell"),
    "placeholder": Text("占位符号", "placeholder"),
    "illegible": Text("有字但不是数字", "text that is no number"),
    "missing": Text("原文没有这一格", "no such cell in the source"),
    "ambiguous": Text("无法确定属于哪一格", "fits more than one cell"),
}

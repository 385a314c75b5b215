"""Outcomes of applications as table three groups them, and how prose names each row.

Row → words that every name of it in prose has, pattern of these names, its name in Chinese, in English.
"""

from __future__ import annotations

from typing import Final

REFUSED: Final = {
    "refused_state_secret": ("国家秘密", "(?:属于|涉及)?国家秘密", "属于国家秘密", "state secret"),
    "refused_forbidden_by_law": (
        "行政法规禁止公开",
        "(?:其他)?法律、?行政法规禁止公开",
        "法律行政法规禁止公开",
        "forbidden by law",
    ),
    "refused_security_stability": (
        "三安全一稳定",
        '危及[“"]?三安全一稳定[”"]?',
        "危及“三安全一稳定”",
        "security and stability",
    ),
    "refused_third_party": ("保护第三方合法权益", "保护第三方合法权益", "保护第三方合法权益", "third party"),
    "refused_internal_affairs": (
        "内部事务信息",
        "(?:三类)?内部事务信息",
        "三类内部事务信息",
        "internal affairs",
    ),
    "refused_deliberative": ("过程性信息", "(?:四类)?过程性信息", "四类过程性信息", "deliberative"),
    "refused_enforcement_file": ("行政执法案卷", "行政执法案卷(?:信息)?", "行政执法案卷", "enforcement file"),
    "refused_administrative_query": ("行政查询事项", "行政查询事项", "行政查询事项", "administrative query"),
}
UNAVAILABLE: Final = {
    "unavailable_not_held": (
        "不掌握",
        "(?:本(?:行政)?机关)?不掌握(?:相关|该)?(?:政府)?信息",
        "本机关不掌握",
        "not held",
    ),
    "unavailable_not_compiled": (
        "没有现成信息",
        "没有现成信息(?:[，,、]?需要?另行制作)?",
        "没有现成信息",
        "not compiled",
    ),
    "unavailable_unclear": ("补正后", "补正后(?:申请内容)?仍不明确", "补正后仍不明确", "unclear"),
}
UNPROCESSED: Final = {
    "unprocessed_petition": ("信访", "信访、?举报、?投诉类", "信访举报投诉类申请", "petitions"),
    "unprocessed_repeat": ("重复申请", "重复申请", "重复申请", "repeated"),
    "unprocessed_publication": (
        "要求提供公开出版物",
        "要求提供公开出版物",
        "要求提供公开出版物",
        "publications",
    ),
    "unprocessed_excessive": ("大量反复申请", "大量反复申请", "大量反复申请", "excessive"),
    "unprocessed_confirmation": (
        "重新出具",
        "确认或(?:者)?重新出具(?:已获取(?:政府)?信息)?",
        "要求确认或重新出具",
        "confirmation",
    ),
}
OTHER: Final = {
    "other_not_corrected": (
        "逾期不补正",
        "逾期不补正(?:[^，,；;件]{0,24}?不再处理(?:其政府信息公开申请)?)?",
        "逾期不补正",
        "not corrected",
    ),
    "other_fee_unpaid": ("要求缴纳费用", "未按(?:收费通知)?要求缴纳费用", "未按要求缴纳费用", "fee unpaid"),
}

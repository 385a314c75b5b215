"""Outcomes of applications as table three groups them, how prose names each row and how it counts them.

Row → words that every name of it in prose has, pattern of these names, its name in Chinese, in English.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.measures.phrases import (
    CHANNEL,
    COMPARED,
    ITEM_END,
    LIST_ITEM,
    START,
    Phrase,
    cells,
    meaning,
    number,
)
from gouji.model.text import Text

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

#: Words that only outcomes of applications have.
_OUTCOMES: Final = re.compile(r"申请(?!行政复议|复议)|(?:办理|处理|答复)(?:结果|情况|的)|无法提供|不予处理")
#: Documents are marked 主动公开, 依申请公开 or 不予公开 when they are drafted.
MARKED: Final = re.compile(r"公文|属性|主动公开[^，,。；;]{0,10}\d|文件\d")
#: Rows whose label says enough: a word that narrows (涉及, 因) belongs to it.
_LISTED: Final = frozenset((*REFUSED, *UNAVAILABLE, *UNPROCESSED, *OTHER))


def outcome(kind: str, signs: str, words: str, rows: str, zh: str, en: str) -> tuple[Phrase, ...]:
    """The phrases that count an outcome: its row or group of rows, named in prose by a pattern of words."""
    narrowed = rf"|因[^，,]{{2,}}|商业秘密|隐私|{CHANNEL.replace('|涉及', '')}" if kind not in _LISTED else ""
    patterns = (
        rf"{START}(?<![不主])(?:{words})(?:的|类|申请|信息|告知书?|决定书?|答复|事项|[）)”\"]|不予公开|无法提供|"
        rf"不予处理|其他处理|情形|情况|[（(]区分处理[）)])*{number()}",
        rf"{LIST_ITEM}{number()}(?:申请)?(?:依法|决定|答复|为|是|属于)*(?:{words}){ITEM_END}",
    )
    return tuple(
        Phrase(
            f"outcome_{kind}",
            Text(zh, en),
            signs,
            pattern,
            (meaning(zh, en, *cells("applications", rows)),),
            within=_OUTCOMES,
            barred=re.compile(rf"{COMPARED}|主动公开|复议|诉讼{narrowed}"),
            barred_sentence=MARKED,
            loose=True,
        )
        for pattern in patterns
    )


def outcomes(rows: dict[str, tuple[str, str, str, str]]) -> tuple[Phrase, ...]:
    """The phrases that count the outcomes of some rows, as they are listed above."""
    return tuple(
        phrase
        for row, (sign, words, zh, en) in rows.items()
        for phrase in outcome(row, sign, words, row, zh, en)
    )

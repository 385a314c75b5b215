"""Sentences that say that no application was received in the year."""

from __future__ import annotations

import re
from typing import Final

from gouji.bilingual import Text
from gouji.prose.phrases import Phrase, Phrases
from gouji.prose.requests import RECEIVED_IN_YEAR

_NOT: Final = r"(?:未|没有|无|未曾|尚未|暂未|均未|暂无)"
_WHOEVER: Final = (
    r"(?:任何|公民|法人|自然人|其他组织|其它组织|社会组织|社会公众|公众|市民|单位|个人|群众|企业|或者?|和|及|与|、|"
    r"的|提出|提交|"
    r"关于|有关|要求|申请人|书面|[一1]件)*"
)
_BY_WHOM: Final = rf"{_WHOEVER}(?:向[我本][^，,]{{1,4}}{_WHOEVER})?"
_NO_COUNT_OF: Final = (
    r"(?!的?(?:行政)?(?:复议|诉讼)|方面|工作|引|收费|费|举报|投诉|的?(?:信息)?处理费|因|答复|办理|逾期|超期|超时|被|而|未|不|表|书|专栏|"
    r"渠道|途径|系统|平台|窗口|"
    r"[^，,。；;、]{0,16}(?:复议|诉讼|投诉|纠错|败诉|逾期|超期|收费|举报))"
)
_NONE_BARRED: Final = re.compile(
    r"网上|网络|在线|信函|邮寄|当面|现场|传真|窗口|电话|渠道|途径|方式|季度|月份|去年|上年|结转|不予|涉及|类"
)


def _none(
    signs: str,
    pattern: str,
    within: re.Pattern[str] | None = None,
    barred_sentence: re.Pattern[str] | None = None,
) -> Phrase:
    return Phrase(
        "none_received",
        Text("未收到政府信息公开申请", "no application received"),
        signs,
        re.compile(pattern + _NO_COUNT_OF),
        (RECEIVED_IN_YEAR,),
        within=within,
        barred=_NONE_BARRED,
        barred_sentence=barred_sentence,
        loose=True,
    )


_REQUEST: Final = r"(?:政府信息公开|政务信息公开|信息公开|政府信息|依申请公开|依申请|公开政府信息|政务公开)"
NO_REQUESTS: Final = Phrases(
    _none(
        "信息公开 政府信息 政务公开 依申请",
        rf"{_NOT}(?:收到|接到|接收到?|受理|发生|产生|出现|有){_BY_WHOM}{_REQUEST}(?:的|信息|公开)*"
        r"(?:申请|事项|信件|案件|办件|情况|件)*",
    ),
    _none("申请", rf"(?:没有|(?<![有毫])无){_BY_WHOM}(?:政府信息|信息公开|公开)+申请(?:事项|案件|情况|件)?"),
    _none(
        "依申请公开", r"(?:没有|(?<![有毫])无)依申请公开(?:的)?(?:政府信息|信息|申请|事项|案件|办件|情况|件)+"
    ),
    _none(
        "政府信息",
        rf"{_NOT}{_BY_WHOM}(?:向我[^，,]{{1,4}})?(?:申请|要求)(?:公开|获取){{1,2}}(?:相关)?政府信息(?:公开)?",
    ),
    _none(
        "依申请公开",
        r"依申请公开(?:政府信息|信息)?(?:申请)?(?:情况|数量|事项|件)?(?:为|：|:)?(?:零|无)(?=$|[，,、])",
    ),
    _none(
        "申请",
        rf"(?:{_NOT}(?:收到|接到|受理)(?:任何|相关|有关|此类|的)*|(?<![有毫])无)申请(?=$|[，,。；;、])",
        re.compile(r"依申请公开|信息公开申请"),
        re.compile(r"复议|诉讼|费|补正|延期|第三方"),
    ),
)

"""Counts of rules, normative documents and decisions in prose, as table two (form 2021) has them."""

from __future__ import annotations

import re
from typing import Final

from gouji.bilingual import Text
from gouji.prose.numerals import NUMBER
from gouji.prose.phrases import OTHER_WORK, Phrase, Phrases, number, reading

#: Other years and other things done with documents; what is published need not be all there is.
_BARRED: Final = re.compile(
    r"去年|上年|上一年|同比|相比|较|以来|累计|公示|归集|解读|信息|审查|清理|备案|评估|征求|转发|代拟|起草|报送|"
    r"立案|涉及|拟|计划|抽查|典型|网上|平台|网站|公开(?!的)|领域|其中|取消|下放|承接"
)
_ISSUE: Final = "制发|制定(?:出台|印发|发布)?|印发|出台|发布|新增|新制定|新制发"
_REPEAL: Final = "废止|失效"
_FORCE: Final = "现行有效|继续有效|保留"
_NUMBER: Final = number("件|部|个|份|项")
_COUNT: Final = r"(?:件数|数量|总数)?"


def _documents(row: str, sign: str, what: str, zh: str, en: str) -> tuple[Phrase, ...]:
    """Documents issued, repealed and in force, the verb before or behind, each count of a list its own."""
    found: list[Phrase] = []
    for column, verbs, zh_verb, en_verb in (
        ("issued", _ISSUE, "本年制发", "issued"),
        ("repealed", _REPEAL, "本年废止", "repealed"),
        ("in_force", _FORCE, "现行有效", "in force"),
    ):
        name = f"{zh_verb}{zh}", f"{en} {en_verb}"
        patterns = (
            rf"(?:{verbs})(?:了|的)?(?:行政)?(?:{what}){_COUNT}{_NUMBER}",
            rf"(?:{verbs})(?:了|的)?(?:政府)?规章{_COUNT}{NUMBER}[件部][，,、和](?:行政)?(?:{what}){_COUNT}{_NUMBER}",
            rf"(?:行政)?(?:{what})[：:]?[^。；;：:]{{0,24}}?(?:^|[，,、（(：:]|文件|规章)(?:本年|本年度|全年|其中|年内)?(?:{verbs}){_COUNT}{_NUMBER}",
        )
        found.extend(
            Phrase(
                f"{row}_{column}",
                Text(*name),
                sign,
                re.compile(pattern),
                (reading(*name, f"disclosure/{row}/{column}"),),
                barred=_BARRED,
                barred_sentence=re.compile(r"市政府及市?政?府?办|党内|以来|历年"),
            )
            for pattern in patterns
        )
    return tuple(found)


#: What may lead up to a bare count of decisions, and words that make it one of something else.
_LED_IN: Final = (
    r"(?:^|(?<=[，,；;：:（(、]))(?:20\d\d年度?|全年度?|本年度?|年度?内|本机关|[我本][局委办厅镇乡县市区]|街道|本单位|共|"
    r"[（(][一二三四五六七八九十][）)]|其中)*"
)
_NOT_MADE: Final = re.compile(
    rf"{OTHER_WORK}|公示|公开[^，,]{{0,16}}行政|归集|发布|上传|录入|报送|信息|数据|抽查|评查|评审|卷|目录|清单|事项|梳理|取消|下放|承接|"
    r"受理|接收|收到|立案|听证|以来|累计|平台|网|标准|流程|公布"
)


def _bare(sign: str, what: str, row: str, zh: str, en: str) -> Phrase:
    """A count of decisions that does not say that they were made (行政许可12件)."""
    return Phrase(
        f"{row}_decisions",
        Text(zh, en),
        sign,
        re.compile(rf"{_LED_IN}{what}(?:决定|案件|办理|办结)?{number('件|宗|起')}"),
        (reading(zh, en, f"disclosure/{row}/decisions"),),
        barred=_BARRED,
        barred_sentence=_NOT_MADE,
        assumed=True,
    )


def _decided(sign: str, what: str, row: str, zh: str, en: str) -> tuple[Phrase, ...]:
    """Decisions behind their verb, and further ones in a list that has had its verb."""
    units = number("件|宗|起|个|项|份|例")
    patterns = (
        (
            rf"(?:(?:作出|办理|办结|实施|下达|做出)(?:各类|了)?(?:一般程序)?{what}(?:处理)?(?:事项|决定|案件)?|"
            rf"{what}(?:处理)?决定(?:数量)?|{what}本年处理决定数量){units}",
            None,
        ),
        (rf"(?<=[件宗起例][，,、]){what}(?:案件)?{units}", re.compile("作出|做出|办理|实施|处理决定")),
    )
    return tuple(
        Phrase(
            f"{row}_decisions",
            Text(zh, en),
            sign,
            re.compile(pattern),
            (reading(zh, en, f"disclosure/{row}/decisions"),),
            within=within,
            barred=_BARRED,
            barred_sentence=re.compile(r"公示[^，,]{0,16}行政|公开[^，,]{0,16}行政(?:许可|处罚|强制)|以来"),
        )
        for pattern, within in patterns
    )


_DECISIONS: Final = (
    ("行政许可", "行政许可", "licences", "行政许可处理决定", "licence decisions"),
    ("行政处罚", "行政处罚", "penalties", "行政处罚处理决定", "penalty decisions"),
    ("行政强制", "行政强制(?:措施)?", "coercive_measures", "行政强制处理决定", "coercive decisions"),
)
DISCLOSURES: Final = Phrases(
    *_documents("normative_documents", "规范性文件", "规范性文件", "规范性文件", "documents"),
    *_documents("rules", "规章", "政府规章|规章", "规章", "rules"),
    *(phrase for decisions in _DECISIONS for phrase in _decided(*decisions)),
    *(_bare(*decisions) for decisions in _DECISIONS),
)

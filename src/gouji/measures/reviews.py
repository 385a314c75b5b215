"""Counts of reconsiderations and suits about information disclosure in prose, and statements of none."""

from __future__ import annotations

import re
from typing import Final

from gouji.measures.phrases import OTHER_WORK, Meaning, Phrase, Phrases, cells, meaning, number
from gouji.model.text import Text

_ABOUT: Final = re.compile(r"信息公开|政务公开|依申请|公开申请")
_ABOUT_OR_BOTH: Final = re.compile(rf"{_ABOUT.pattern}|行政复议[、和及与]行政诉讼")
#: Years, changes and judgments; and the work of bodies that hear cases, about anything.
_BARRED: Final = re.compile(
    r"去年|上年|上一年|同比|相比|较|以来|累计|培训|应诉|撤销|驳回|败诉|胜诉|审结|调解|和解|法院|为被|"
    r"办理|审理|受理|立案|办结|(?:收到|接收)(?![^，,；;：:（）()]*(?:信息公开|政务公开|依申请))"
)
_CASES: Final = "件|宗|起|例|个|次"
_SUITS: Final = "litigation_direct litigation_after_reconsideration"
_RECONSIDERED: Final = (meaning("行政复议总计", "reconsiderations, total", "reviews/reconsideration/total"),)
_SUED: Final = (
    meaning("两类行政诉讼总计之和", "suits of both groups", *cells("reviews", _SUITS)),
    meaning("未经复议直接起诉", "direct suits", "reviews/litigation_direct/total"),
    meaning("复议后起诉", "suits after review", "reviews/litigation_after_reconsideration/total"),
)
_BOTH: Final = (
    meaning(
        "行政复议与行政诉讼总计之和",
        "reconsiderations and suits",
        *cells("reviews", f"reconsideration {_SUITS}"),
    ),
)
#: Not behind reconsiderations: one number may be of both.
_ALONE: Final = (
    r"(?<!复议[、和及与或])(?<!复议案件[、和及与或])(?<!复议申请[、和及与或])(?<!申请行政复议或提起)"
)
_SUIT: Final = rf"{_ALONE}行政诉讼"
_NAME: Final = r"(?:申请|案件|案)?(?:的)?(?:数量|总数|数)?"
_AND: Final = r"(?:案件|申请)?(?:[、和及与或]|以及)(?:被?(?:提起|申请))?(?:行政)?"
#: Results as the columns of table four name them.
_RESULTS: Final = {
    "upheld": ("(?:结果)?(?:予以)?维持(?:原?行政行为)?", "结果维持", "upheld"),
    "corrected": ("(?:结果)?(?:被)?(?:予以)?纠正", "结果纠正", "corrected"),
    "other": ("其他结果", "其他结果", "other result"),
    "pending": ("尚未审结|未审结|正在审理(?:中)?(?:的)?", "尚未审结", "pending"),
}


def _case(kind: str, zh: str, en: str, sign: str, pattern: str, readings: tuple[Meaning, ...]) -> Phrase:
    return Phrase(kind, Text(zh, en), sign, pattern, readings, within=_ABOUT, barred=_BARRED, loose=True)


#: What may lead up to a bare count of cases: when, whose, and that there were some.
_LED_IN: Final = (
    r"(?:^|(?<=[，,；;：:（(、]))(?:20\d\d年度?|全年度?|本年度?|年度?内|本机关|[我本][局委办厅镇乡县市区院校]|街道|本单位|共|另|还|也|"
    r"发生|产生|引发|引起|出现|涉及|有|被|申请|提起|[（(][一二三四五六七八九十][）)])*"
)
#: Work in which cases of every kind are told of.
_ANY_MATTER: Final = re.compile(
    rf"{OTHER_WORK}|应诉|出庭|败诉|执法|处罚|征收|征地|拆迁|强制|许可|法治|依法行政|办理|审理|受理|代理|登记|工伤|复议机关|复议委员会"
)


def _bare(kind: str, zh: str, en: str, sign: str, pattern: str, readings: tuple[Meaning, ...]) -> Phrase:
    """A count of cases in a sentence that does not say what they were about."""
    return Phrase(
        kind,
        Text(zh, en),
        sign,
        _LED_IN + pattern,
        readings,
        barred=_BARRED,
        barred_sentence=_ANY_MATTER,
        assumed=True,
    )


def _result(kind: str, zh: str, en: str, signs: str, pattern: str, readings: tuple[Meaning, ...]) -> Phrase:
    return Phrase(
        kind,
        Text(zh, en),
        signs,
        pattern,
        readings,
        within=_ABOUT,
        barred=re.compile(r"去年|上年|上一年|同比|相比|较|其中[^，,]{3,}复议|率|审理|办理|受理"),
        loose=True,
    )


def _results() -> tuple[Phrase, ...]:
    """Results of reconsiderations and of suits, each behind the word that says which it is of."""
    found: list[Phrase] = []
    for column, (words, zh, en) in _RESULTS.items():
        of_suits = tuple(f"reviews/{row}/{column}" for row in _SUITS.split())
        found.append(
            _result(
                f"reconsideration_{column}",
                f"行政复议{zh}",
                f"reconsiderations {en}",
                "复议",
                rf"复议(?!后)(?=[^复诉]*?\d|[^复诉]*?[一二两三四五六七八九十][件起宗])[^复诉。]{{0,60}}?(?:{words}){number(_CASES)}",
                (meaning(f"行政复议{zh}", f"reconsiderations {en}", f"reviews/reconsideration/{column}"),),
            )
        )
        found.append(
            _result(
                f"litigation_{column}",
                f"行政诉讼{zh}",
                f"suits {en}",
                "行政诉讼 起诉",
                rf"(?<!复议)(?<!复议[、和及与或])(?:行政诉讼|直接起诉|复议后起诉)[^复诉。]{{0,60}}?(?:{words}){number(_CASES)}",
                (
                    meaning(f"两类行政诉讼{zh}之和", f"suits {en}", *of_suits),
                    meaning(f"未经复议直接起诉{zh}", f"direct suits {en}", of_suits[0]),
                    meaning(f"复议后起诉{zh}", f"suits after review {en}", of_suits[1]),
                ),
            )
        )
    return tuple(found)


REVIEWS: Final = Phrases(
    _case(
        "reconsideration",
        "行政复议",
        "reconsiderations",
        "复议",
        rf"(?:行政复议|申请复议){_NAME}{number(_CASES)}",
        _RECONSIDERED,
    ),
    _case(
        "reconsideration",
        "行政复议",
        "reconsiderations",
        "复议",
        rf"(?:申请|发生|收到|产生|引发|引起|涉及|有){number(_CASES)}(?:政府信息公开)?(?:类)?行政复议(?![、和及与或])",
        _RECONSIDERED,
    ),
    _case(
        "reconsideration",
        "行政复议",
        "reconsiderations",
        "复议",
        rf"行政复议{_AND}诉讼(?:案件|案)?各(?:为|有)?{number(_CASES)}",
        _RECONSIDERED,
    ),
    _case(
        "litigation",
        "行政诉讼",
        "suits",
        "诉讼",
        rf"行政复议{_AND}诉讼(?:案件|案)?各(?:为|有)?{number(_CASES)}",
        _SUED,
    ),
    _case(
        "litigation",
        "行政诉讼",
        "suits",
        "诉讼",
        rf"(?:{_SUIT}|{_ALONE}提起诉讼){_NAME}{number(_CASES)}",
        _SUED,
    ),
    _case(
        "litigation",
        "行政诉讼",
        "suits",
        "诉讼",
        rf"(?:提起|发生|产生|引发|引起|涉及|有){number(_CASES)}(?:政府信息公开)?(?:类)?行政诉讼(?![、和及与或])",
        _SUED,
    ),
    _case(
        "reconsideration",
        "行政复议",
        "reconsiderations",
        "复议",
        rf"(?:引发|引起|产生|发生|涉及)的?(?:政府信息公开)?(?:类)?(?:的)?复议(?:案件|申请){_NAME}{number(_CASES)}",
        _RECONSIDERED,
    ),
    _case(
        "litigation",
        "行政诉讼",
        "suits",
        "诉讼",
        rf"(?<=[件宗起例个][，,、和])(?:被提起)?诉讼(?:案件)?{number(_CASES)}",
        _SUED,
    ),
    _case(
        "reviews",
        "行政复议和行政诉讼",
        "reconsiderations and suits",
        "诉讼",
        rf"行政复议{_AND}诉讼(?:案件|案)?(?:共计|总计|合计|共){number(_CASES)}",
        _BOTH,
    ),
    _case(
        "litigation_direct",
        "未经复议直接起诉",
        "direct suits",
        "起诉",
        rf"直接起诉(?:的|案件)*{number(_CASES)}",
        _SUED[1:2],
    ),
    _case(
        "litigation_after",
        "复议后起诉",
        "suits after review",
        "起诉",
        rf"复议后(?:再)?起诉(?:的|案件)*{number(_CASES)}",
        _SUED[2:],
    ),
    *_results(),
    *(
        _bare(kind, zh, en, sign, pattern, readings)
        for kind, zh, en, sign, name, readings in (
            ("reconsideration", "行政复议", "reconsiderations", "复议", "行政复议", _RECONSIDERED),
            ("litigation", "行政诉讼", "suits", "诉讼", _SUIT, _SUED),
        )
        for pattern in (
            rf"{name}{_NAME}{number(_CASES)}",
            rf"{number(_CASES)}{name}(?:案件|案)?(?![、和及与或机被维纠])",
            rf"行政复议{_AND}诉讼(?:案件|案)?各(?:为|有)?{number(_CASES)}",
        )
    ),
)

_NONE: Final = r"(?:未|没有|无|未曾|尚未|暂未|均未|暂无)"


def _no_case(kind: str, case: str, zh: str, en: str, *ids: str) -> tuple[Phrase, ...]:
    stated = (
        rf"{_NONE}(?:发生|出现|产生|收到|接到|涉及|引发|引起|有|因|被|任何|一[件起])"
        rf"[^，,；;。：:未无\d]{{0,34}}?{case}(?![^，,。；;]{{0,6}}(?:败诉|纠错|纠正|撤销|责令|机关|渠道|后|被))",
        rf"(?<![有毫])无(?:政府信息公开|信息公开|政务公开|行政复议)?(?:类|的|相关)*(?:行政复议[、和及与或])?(?:行政)?{case}"
        r"(?=$|[，,、；;]|案件|事项|情况|情形|申请|和|及|与|或|发生)(?![^，,。；;]{0,6}(?:败诉|纠错|纠正|撤销|责令|被))",
        rf"{case}(?:案件|申请)?(?:情况|数量)?(?:[、和及与](?:被?提起)?(?:行政)?诉讼(?:案件)?(?:情况|数量)?)?(?:均|都)?(?:为|：|:)?"
        r"(?:0|零|无)(?:[件起宗例个]|$|(?=[，,、；;]))",
    )
    return tuple(
        Phrase(
            kind,
            Text(zh, en),
            case,
            pattern,
            (meaning(zh, en, *ids),),
            # a bare 行政复议0件 may be of any matter
            within=_ABOUT_OR_BOTH if pattern is stated[2] else None,
            loose=True,
            barred=re.compile(r"去年|上年|上一年|败诉|纠错|纠正|季度|月份|提案|信访举报|不服"),
        )
        for pattern in stated
    )


NO_REVIEWS: Final = Phrases(
    *_no_case(
        "no_reconsideration", "复议", "行政复议总计", "reconsiderations", "reviews/reconsideration/total"
    ),
    *_no_case("no_litigation", "诉讼", "行政诉讼总计", "suits", *cells("reviews", _SUITS)),
)

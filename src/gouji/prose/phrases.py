"""Ways to state a count that speaks of cells, as data: ``共受理政府信息公开申请65件``, ``其中公民30件``.

Precision comes first: a phrase names what is counted without a word that narrows it (a channel, another
year, another kind of work). Phrases that lawfully mean more than one thing have several readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gouji.bilingual import Text
from gouji.prose.numerals import NUMBER, ROUGH_AFTER


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a phrase may mean: the cells whose sum it then speaks of."""

    name: Text
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to state a count: ``pattern``, what it may mean, and when it is no count.

    The group ``n`` of the pattern is the count; a pattern without it states that there was none. ``within``
    must occur in the sentence, ``barred`` must not stand in the clause of the count.
    """

    kind: str
    what: Text
    pattern: re.Pattern[str]
    readings: tuple[Reading, ...]
    within: re.Pattern[str] | None = None
    barred: re.Pattern[str] | None = None


def _n(counted: str = "件|条|宗|起|例|份|个") -> str:
    return rf"(?:共计|总计|合计|共|为|达|有|计|：|:|了|的)?(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?:{counted})"


def _cells(table: str, rows: str, column: str = "total") -> tuple[str, ...]:
    return tuple(f"{table}/{row}/{column}" for row in rows.split())


def _reading(zh: str, en: str, *cells: str) -> Reading:
    return Reading(Text(zh, en), cells)


_REFUSED: Final = (
    "refused_state_secret refused_forbidden_by_law refused_security_stability refused_third_party "
    "refused_internal_affairs refused_deliberative refused_enforcement_file refused_administrative_query"
)
_UNAVAILABLE: Final = "unavailable_not_held unavailable_not_compiled unavailable_unclear"
_UNPROCESSED: Final = (
    "unprocessed_petition unprocessed_repeat unprocessed_publication unprocessed_excessive "
    "unprocessed_confirmation"
)
_OTHER: Final = "other other_not_corrected other_fee_unpaid other_else"

_APPLY: Final = (
    r"(?:政府信息公开|政务公开|信息公开|依申请公开|依申请|政府信息|公开)*"
    r"的?(?:有效)?(?:申请)?(?:事项|案件|信件|信息公开|政府信息)?"
)
_SUBJECT: Final = re.compile(r"申请|依申请")
#: Other years, rates of change, and other kinds of work, which are counted in the same words.
_ELSEWHERE: Final = (
    r"去年|上一年度?(?!结转|转)|上年(?!度?结转|转)|同比|环比|相比|较|自\d{4}年|以来|累计|截至|截止|历年|"
    r"提案|建议|议案|信访|热线|咨询|留言|信箱|来信|投诉|工单|举报|依职权|主动公开|培训|办件"
)
_CHANNEL: Final = (
    r"网上|网络|在线|线上|信函|邮寄|邮件|当面|现场|传真|平台|网站|口头|书面|窗口|电话|当场|微信|"
    r"渠道|途径|方式|转办|领域|涉及"
)
_BARRED: Final = re.compile(f"{_ELSEWHERE}|{_CHANNEL}|复议|诉讼")
_RECEIVED: Final = (
    _reading("本年新收", "received in the year", *_cells("applications", "new")),
    _reading(
        "本年新收与上年结转之和",
        "received in the year and carried in",
        *_cells("applications", "new carried_in"),
    ),
)
_HANDLED: Final = (
    _reading("（七）总计", "total handled", *_cells("applications", "handled_total")),
    *_RECEIVED,
    _reading(
        "除不予处理、其他处理外的办理结果",
        "handled, without those not processed or handled otherwise",
        *_cells("applications", f"granted granted_partly {_REFUSED} {_UNAVAILABLE}"),
    ),
)


def _outcome(kind: str, words: str, rows: str, zh: str, en: str) -> Phrase:
    return Phrase(
        f"outcome_{kind}",
        Text(zh, en),
        re.compile(rf"(?<![不主]){words}(?:的|申请|告知书?|决定书?|答复)*(?:申请)?{_n()}"),
        (_reading(zh, en, *_cells("applications", rows)),),
        within=_SUBJECT,
        barred=_BARRED,
    )


def _applicant(column: str, words: str, zh: str, en: str) -> Phrase:
    columns = column.split()
    of_row = {
        row: tuple(f"applications/{row}/{c}" for c in columns)
        for row in ("new", "carried_in", "handled_total")
    }
    return Phrase(
        f"applicant_{columns[0]}",
        Text(f"{zh}的申请", f"applications by {en}"),
        re.compile(rf"(?<![与和及、或非])(?:{words})(?:提出|提交|申请人?|的|类|数量)*{_n()}"),
        (
            _reading(f"本年新收／{zh}", f"received / {en}", *of_row["new"]),
            _reading(
                f"新收加结转／{zh}", f"received and carried in / {en}", *of_row["new"], *of_row["carried_in"]
            ),
            _reading(f"（七）总计／{zh}", f"total handled / {en}", *of_row["handled_total"]),
        ),
        within=_SUBJECT,
        barred=_BARRED,
    )


REQUESTS: Final[tuple[Phrase, ...]] = (
    Phrase(
        "received",
        Text("收到的政府信息公开申请", "applications received"),
        re.compile(
            rf"(?:新收到?|收到|接到|接收|受理|收件)(?:并?受理|办理|处理|登记)*(?:各类|的)?{_APPLY}(?:数量|数)?{_n()}"
        ),
        _RECEIVED,
        within=_SUBJECT,
        barred=_BARRED,
    ),
    Phrase(
        "received",
        Text("收到的政府信息公开申请", "applications received"),
        re.compile(
            rf"(?:新收到?|收到|接到|接收|受理)(?:并?受理|办理|处理|登记)*{_n()}(?:政府|有效|依法|依申请|信息|公开|的)*申请"
        ),
        _RECEIVED,
        barred=_BARRED,
    ),
    Phrase(
        "handled",
        Text("办结的政府信息公开申请", "applications handled"),
        re.compile(
            rf"(?<!未)(?:办结|答复|办理完毕|办理完结|回复)(?:政府信息公开|信息公开|依申请公开)*(?:申请)?(?:事项)?{_n()}"
        ),
        _HANDLED,
        within=_SUBJECT,
        barred=_BARRED,
    ),
    Phrase(
        "carried_out",
        Text("结转下年度办理的申请", "applications carried out"),
        re.compile(
            rf"(?:结转|顺延|转入)(?:至|到|入)?(?:下|次|明|20\d\d)年?(?:一年)?度?(?:继续)?(?:办理|处理|答复)?(?:的)?(?:申请)?{_n()}"
        ),
        (_reading("结转下年度继续办理", "carried out", *_cells("applications", "carried_out")),),
        barred=_BARRED,
    ),
    Phrase(
        "carried_out",
        Text("结转下年度办理的申请", "applications carried out"),
        re.compile(
            rf"(?:另有|有|余|其余|剩余){_n()}(?:申请)?(?:因[^，,]{{0,12}})?(?:依法)?(?:结转|顺延|转入)(?:至|到|入)?(?:下|次|明|20\d\d)"
        ),
        (_reading("结转下年度继续办理", "carried out", *_cells("applications", "carried_out")),),
        barred=_BARRED,
    ),
    Phrase(
        "carried_in",
        Text("上年结转的申请", "applications carried in"),
        re.compile(rf"上(?:一)?年度?结转(?:的)?(?:政府信息公开)?(?:申请)?{_n()}"),
        (_reading("上年结转", "carried in", *_cells("applications", "carried_in")),),
        barred=re.compile(_CHANNEL),
    ),
    _applicant("natural_person", "自然人|公民|个人", "自然人", "natural persons"),
    _applicant(
        "business research public_interest legal_service other",
        "法人[或和及、与]其他组织",
        "法人或其他组织",
        "legal persons and other organisations",
    ),
    _applicant("business", "商业企业|企业法人", "商业企业", "businesses"),
    _applicant("research", "科研机构", "科研机构", "research bodies"),
    _applicant("public_interest", "社会公益组织|社会组织", "社会公益组织", "public interest bodies"),
    _applicant("legal_service", "法律服务机构", "法律服务机构", "legal services"),
    _outcome("granted", "予以公开", "granted", "予以公开", "granted"),
    _outcome("granted_partly", "部分公开", "granted_partly", "部分公开", "granted in part"),
    _outcome("refused", "不予公开", _REFUSED, "不予公开", "refused"),
    _outcome("unavailable", "无法提供", _UNAVAILABLE, "无法提供", "not available"),
    _outcome("unprocessed", "不予处理", _UNPROCESSED, "不予处理", "not processed"),
    _outcome("other", "其他处理", _OTHER, "其他处理", "handled otherwise"),
)

_DISCLOSURE_CASE: Final = re.compile(r"信息公开|政务公开|依申请")
_OTHER_CASES: Final = re.compile(
    r"去年|上年|上一年|同比|相比|较|自\d{4}年|以来|累计|培训|应诉|维持|纠正|撤销|驳回|败诉|胜诉|审结"
)
_LITIGATION: Final = "litigation_direct litigation_after_reconsideration"

_CASES: Final = "件|宗|起|例|个"
_RECONSIDERED: Final = (_reading("行政复议总计", "reconsiderations, total", "reviews/reconsideration/total"),)
_SUED: Final = (
    _reading("两类行政诉讼总计之和", "suits of both groups", *_cells("reviews", _LITIGATION)),
    _reading("未经复议直接起诉", "direct suits", "reviews/litigation_direct/total"),
    _reading("复议后起诉", "suits after review", "reviews/litigation_after_reconsideration/total"),
)


def _case(kind: str, pattern: str, readings: tuple[Reading, ...]) -> Phrase:
    what = Text("行政复议", "reconsiderations") if kind == "reconsideration" else Text("行政诉讼", "suits")
    return Phrase(kind, what, re.compile(pattern), readings, within=_DISCLOSURE_CASE, barred=_OTHER_CASES)


REVIEWS: Final[tuple[Phrase, ...]] = (
    _case("reconsideration", rf"行政复议(?:申请|案件|案)?的?(?:数量)?{_n(_CASES)}", _RECONSIDERED),
    _case("reconsideration", rf"(?:申请|发生|收到|有){_n(_CASES)}行政复议", _RECONSIDERED),
    _case("litigation", rf"行政诉讼(?:案件|案)?的?(?:数量)?{_n(_CASES)}", _SUED),
    _case("litigation", rf"(?:提起|发生|有){_n(_CASES)}行政诉讼", _SUED),
)

_NONE: Final = r"(?:未|没有|无|未曾|尚未)"
_BY_WHOM: Final = (
    r"(?:任何|公民|法人|自然人|其他组织|社会组织|单位|个人|群众|企业|或者?|和|及|与|、|的|提出|"
    r"关于|有关|要求|书面|向我[^，,]{1,4})*"
)
NO_REQUESTS: Final[tuple[Phrase, ...]] = (
    Phrase(
        "none_received",
        Text("未收到政府信息公开申请", "no application received"),
        re.compile(
            rf"{_NONE}(?:收到|接到|接收到?|受理){_BY_WHOM}(?:政府信息公开|信息公开|政府信息|依申请公开|依申请)"
            r"(?:的|信息|公开)*(?:申请|事项|信件|件)?(?!的?(?:行政)?(?:复议|诉讼)|方面|工作|引|收费|举报|投诉)"
        ),
        _RECEIVED[:1],
    ),
)


def _no_case(kind: str, case: str, zh: str, en: str, *cells: str) -> Phrase:
    return Phrase(
        kind,
        Text(zh, en),
        re.compile(
            rf"{_NONE}(?:发生|出现|产生|收到|涉及|引发|引起|有|因|被)[^，,；;。：:未无]{{0,26}}?{case}"
            r"(?![^，,。；;]{0,6}(?:败诉|纠错|纠正|撤销|责令|机关|渠道))"
        ),
        (_reading(zh, en, *cells),),
        barred=re.compile(r"去年|上年|上一年|败诉|纠错|纠正"),
    )


NO_REVIEWS: Final[tuple[Phrase, ...]] = (
    _no_case(
        "no_reconsideration", "复议", "行政复议总计", "reconsiderations", "reviews/reconsideration/total"
    ),
    _no_case("no_litigation", "诉讼", "行政诉讼总计", "suits", *_cells("reviews", _LITIGATION)),
)

_PUBLISHED: Final = re.compile(
    r"去年|上年|上一年|同比|相比|较|自\d{4}年|以来|累计|公示|归集|解读|条信息|信息|审查|清理|备案|评估|征求"
)


def _made(what: str, row: str, column: str, verbs: str, zh: str, en: str) -> Phrase:
    return Phrase(
        f"{row}_{column}",
        Text(zh, en),
        re.compile(rf"(?:{verbs})(?:了)?(?:行政)?(?:{what}){_n('件|部|个|份')}"),
        (_reading(zh, en, f"disclosure/{row}/{column}"),),
        barred=_PUBLISHED,
    )


def _decided(what: str, row: str, zh: str, en: str) -> Phrase:
    return Phrase(
        f"{row}_decisions",
        Text(zh, en),
        re.compile(rf"(?:作出|办理|办结|实施|下达){what}(?:决定|案件)?{_n('件|宗|起|个')}"),
        (_reading(zh, en, f"disclosure/{row}/decisions"),),
        barred=_PUBLISHED,
    )


_ISSUE: Final = "制发|制定|印发|出台|制定出台|制定印发"
DISCLOSURES: Final[tuple[Phrase, ...]] = (
    _made("规范性文件", "normative_documents", "issued", _ISSUE, "本年制发规范性文件", "documents issued"),
    _made(
        "规范性文件", "normative_documents", "repealed", "废止", "本年废止规范性文件", "documents repealed"
    ),
    _made(
        "规范性文件",
        "normative_documents",
        "in_force",
        "现行有效的?",
        "现行有效规范性文件",
        "documents in force",
    ),
    _made("政府规章|规章", "rules", "issued", _ISSUE, "本年制发规章", "rules issued"),
    _made("政府规章|规章", "rules", "repealed", "废止", "本年废止规章", "rules repealed"),
    _made("政府规章|规章", "rules", "in_force", "现行有效的?", "现行有效规章", "rules in force"),
    _decided("行政许可", "licences", "行政许可处理决定", "licence decisions"),
    _decided("行政处罚", "penalties", "行政处罚处理决定", "penalty decisions"),
    _decided("行政强制", "coercive_measures", "行政强制处理决定", "coercive decisions"),
)

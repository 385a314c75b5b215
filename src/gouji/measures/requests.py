"""Counts of applications in prose: received, handled, carried over, by applicant, by outcome."""

from __future__ import annotations

import re
from typing import Final

from gouji.measures.outcomes import MARKED, OTHER, REFUSED, UNAVAILABLE, UNPROCESSED, outcome, outcomes
from gouji.measures.phrases import (
    CHANNEL,
    COMPARED,
    ITEM_END,
    LIST_ITEM,
    OTHER_WORK,
    START,
    YEARS_PAST,
    Meaning,
    Phrase,
    Phrases,
    cells,
    meaning,
    number,
)
from gouji.model.text import Text

_WHO: Final = (
    r"(?:各类|各种|有效|新增|公众|群众|市民|网民|居民|社会公众|申请人|当事人|公民(?=的?依申请)|"
    r"向[我本](?:局|委|办|厅|镇|乡|街道|机关|单位|部门|[省市县区校院])(?=提|递|申)|"
    r"(?:自然人|公民)、?(?:或|和|及)?法人(?:和|或者?|及|与|、|以及)(?:其他|其它|非法人|社会)组织|"
    r"依法|提交|提出|递交|[的对])*"
)
# no alternative can be put together from others: a text that repeats them would take for ever to fail
_APPLY: Final = (
    r"(?:政府信息|政务公开|政务信息公开|依申请|公开|信息)*"
    r"的?(?:申请)?(?:事项|案件|办件|信件|信息公开|政府信息|信息|[表书函件])?的?(?:总?数量|总?数|总?量|件数)?"
    r"(?:[（(]含(?:上一?年度?|20\d\d年度?)结转(?:申请|件)*[）)])?"
)
_NAMED: Final = (
    r"(?:政府信息公开|政府信息|政务公开|政务信息公开|信息公开|公开政府信息|获取政府信息)(?:的)?申请|"
    r"(?:政府信息)?依申请公开|依申请|公开申请"
)
_SUBJECT: Final = re.compile(
    r"(?<!许可)(?<!登记)(?<!援助)(?<!救助)(?<!补贴)(?<!项目)(?<!办证)(?<!认定)(?<!资格)"
    r"(?<!保障)(?<!住房)(?<!补助)(?<!贷款)(?<!专利)(?<!商标)(?<!用地)(?<!审批)(?<!备案)(?<!资金)(?<!入学)申请(?!行政复议|复议|查阅|登记|许可|办理)"
)
#: Other things that are received, handled and carried over; a count that names nothing may be of them.
_NOT_NAMED: Final = re.compile(rf"{OTHER_WORK}|许可|登记|处罚|档案|证照|业务|复议|诉讼")
_BARRED: Final = re.compile(rf"{COMPARED}|{OTHER_WORK}|{CHANNEL}|主动公开|复议|诉讼")
_BARRED_WHOLE: Final = re.compile(
    rf"{COMPARED}|{OTHER_WORK}|{CHANNEL}|主动公开|复议|诉讼|其中|结转|顺延|转入|转至|留待|本级|未能?[按在及]"
)
_SINCE: Final = re.compile(rf"截[至止].{{0,24}}累计|累计.{{0,12}}截[至止]|{YEARS_PAST}")
_OTHER_WORK: Final = re.compile(rf"{OTHER_WORK}|复议|诉讼")

RECEIVED_IN_YEAR: Final = meaning("本年新收", "received in the year", *cells("applications", "new"))
_POOL: Final = meaning(
    "本年新收与上年结转之和",
    "received in the year and carried in",
    *cells("applications", "new carried_in"),
)
_DONE: Final = meaning("（七）总计", "total handled", *cells("applications", "handled_total"))
_OPEN: Final = cells("applications", "granted granted_partly")
_RECEIVED: Final = (RECEIVED_IN_YEAR, _POOL)
_ANY: Final = (RECEIVED_IN_YEAR, _POOL, _DONE)
_HANDLED: Final = (
    _DONE,
    RECEIVED_IN_YEAR,
    _POOL,
    meaning(
        "除不予处理、其他处理外的办理结果",
        "handled, without those not processed or handled otherwise",
        *cells("applications", " ".join(("granted", "granted_partly", *REFUSED, *UNAVAILABLE))),
    ),
)
_RECEIVED_WHAT: Final = Text("收到的政府信息公开申请", "applications received")
_HANDLED_WHAT: Final = Text("办结的政府信息公开申请", "applications handled")
_OUT: Final = (meaning("结转下年度继续办理", "carried out", *cells("applications", "carried_out")),)
_IN: Final = (meaning("上年结转", "carried in", *cells("applications", "carried_in")),)

#: A clause that only says when and who: what follows is the whole.
_OPENING: Final = (
    r"(?:^|(?<=[，,；;：:（(]))(?:20\d\d年度?|全年度?|本年度?|今年|年度?内|我.{1,2}|本.{1,2}|"
    r"[一二三四五六七八九十]是|[（(][一二三四五六七八九十][）)]|\d[.、．]){0,5}"
)
_TAKEN: Final = (
    r"(?<!分别)(?:新收到?|收到|接到|接收到?|接受|受理|收件|"
    r"(?<=[共度年内局委办厅])登记(?=[一-鿿]{0,4}信息公开))"
)
_TAKEN_SIGNS: Final = "收 接到 接受 受理 登记"
#: Words for carrying applications over to the next year.
_ON: Final = "结转|顺延|转入|转至|留待"
_ON_SIGNS: Final = _ON.replace("|", " ")


def _whole(
    kind: str, what: Text, signs: str, pattern: str, readings: tuple[Meaning, ...], *, needs_subject: bool
) -> Phrase:
    """A phrase that counts all applications of the year."""
    return Phrase(
        kind,
        what,
        signs,
        pattern,
        readings,
        within=_SUBJECT if needs_subject else None,
        barred=_BARRED_WHOLE,
        barred_sentence=_SINCE,
        barred_unnamed=_NOT_NAMED,
        loose=True,
        once=True,
    )


#: Cases are carried over as well.
_CASES_OVER: Final = re.compile(
    r"(?:复议|诉讼)[^，,；;。]*[，,（(](?:其中|含|包括)?[^，,；;。）)\d]{0,8}结转"
)


def _carried(kind: str, signs: str, pattern: str, *, offset: int = 0, barred: str = CHANNEL) -> Phrase:
    out = kind == "carried_out"
    return Phrase(
        kind,
        Text("结转下年度办理的申请", "applications carried out")
        if out
        else Text("上年结转的申请", "applications carried in"),
        signs,
        pattern,
        _OUT if out else _IN,
        within=re.compile(r"申请|办结|新收|答复|受理|收到"),
        barred=re.compile(rf"{barred}|{OTHER_WORK}|复议|诉讼|资金|预算"),
        barred_sentence=_CASES_OVER,
        loose=True,
        year_offset=offset,
    )


def _applicant(
    column: str, signs: str, words: str, zh: str, en: str, alternative: str = ""
) -> tuple[Phrase, ...]:
    of_row = {
        row: tuple(f"applications/{row}/{c}" for c in column.split())
        for row in ("new", "carried_in", "handled_total")
    }
    readings = [
        meaning(f"本年新收／{zh}", f"received / {en}", *of_row["new"]),
        meaning(
            f"新收加结转／{zh}", f"received and carried in / {en}", *of_row["new"], *of_row["carried_in"]
        ),
        meaning(f"（七）总计／{zh}", f"total handled / {en}", *of_row["handled_total"]),
    ]
    if alternative:
        readings += [
            meaning(
                "本年新收／全部法人和其他组织",
                "received / all organisations",
                *(f"applications/new/{c}" for c in alternative.split()),
            ),
            meaning(
                "（七）总计／全部法人和其他组织",
                "total handled / all organisations",
                *(f"applications/handled_total/{c}" for c in alternative.split()),
            ),
        ]
    patterns = (
        rf"{START}(?:{words})(?:提出|提交|递交|申请人?|的|类|数量)*{number()}",
        # 公民 is often said of everybody who applies
        rf"{START}{zh}(?:提出|提交|递交|的)*(?:政府信息公开|信息公开|依申请公开)的?申请{number()}",
        rf"{LIST_ITEM}{number()}(?:申请)?(?:为|是|由|来自|属于)*(?:{words})(?:提出|提交|申请|的|类)*{ITEM_END}",
    )
    return tuple(
        Phrase(
            f"applicant_{column.split()[0] if ' ' not in column else 'organisations'}",
            Text(f"{zh}的申请", f"applications by {en}"),
            signs,
            pattern,
            tuple(readings),
            within=_SUBJECT,
            barred=_BARRED,
            loose=True,
        )
        for pattern in patterns
    )


_ORGANISATIONS: Final = "business research public_interest legal_service other"

REQUESTS: Final = Phrases(
    _whole(
        "received",
        _RECEIVED_WHAT,
        _TAKEN_SIGNS,
        rf"{_TAKEN}(?:并?受理|登记)*{_WHO}{_APPLY}{number()}",
        _RECEIVED,
        needs_subject=True,
    ),
    _whole(
        "received",
        _RECEIVED_WHAT,
        _TAKEN_SIGNS,
        rf"{_TAKEN}(?:并?受理|登记)*{_WHO}{number()}{_WHO}(?:{_NAMED}|有效申请|申请)",
        _RECEIVED,
        needs_subject=False,
    ),
    _whole(
        "handled",
        _HANDLED_WHAT,
        "办理 处理 办结 答复 回复",
        rf"(?:{_TAKEN}(?:并|和|、|及)(?:依法|按时|及时|均?已)?)?(?:办理|处理|办结|答复|回复)了?{_WHO}(?:{_NAMED})(?:事项|案件|办件|信息|件)?{number()}",
        _HANDLED,
        needs_subject=False,
    ),
    _whole(
        "handled",
        _HANDLED_WHAT,
        "办理 处理 办结 答复 回复",
        rf"(?:办理|处理|办结|答复|回复)了?{number()}{_WHO}(?:{_NAMED})",
        _HANDLED,
        needs_subject=False,
    ),
    _whole(
        "handled",
        _HANDLED_WHAT,
        "对",
        rf"(?:已|共|全年|年内|依法)对(?:收到的|受理的)?{number()}(?:{_NAMED}|申请)(?:均|全部|依法|按时|按期|及时|已)*"
        r"(?:作出|予以|进行|给予)?了?(?:答复|办结)(?!为)",
        _HANDLED,
        needs_subject=False,
    ),
    Phrase(
        "received",
        _RECEIVED_WHAT,
        "申请",
        rf"{_OPENING}{_WHO}(?:{_NAMED}|申请(?=总))(?:事项|案件|办件|申请|件|总?数量?+|总?量)*{number()}",
        _ANY,
        barred=_BARRED_WHOLE,
        barred_sentence=MARKED,
        once=True,
    ),
    Phrase(
        "received",
        _RECEIVED_WHAT,
        "依申请公开",
        rf"{_OPENING}依申请公开(?:政府信息|信息){number()}",
        # what was disclosed on request may be meant
        (*_ANY, meaning("予以公开和部分公开", "granted, whole or in part", *_OPEN)),
        barred=_BARRED_WHOLE,
        barred_sentence=MARKED,
        once=True,
    ),
    _whole(
        "handled",
        _HANDLED_WHAT,
        "办理 办结 办复 答复 回复",
        rf"(?<![未不])(?:办结|答复(?!书)|办理完毕|办理完结|回复|办复|办理){_APPLY}{number()}",
        _HANDLED,
        needs_subject=True,
    ),
    _whole(
        "handled",
        _HANDLED_WHAT,
        "办结 答复 办理完毕",
        rf"{LIST_ITEM}{number()}(?:申请)?(?:已|均|全部|按期|按时|依法)+(?:予以)?(?:办结|答复|办理完毕)(?!的)",
        _HANDLED,
        needs_subject=True,
    ),
    _carried(
        "carried_out",
        _ON_SIGNS,
        rf"(?:{_ON})(?:至|到|入)?(?:下|次|明)一?个?年度?(?:继续)?(?:办理|处理|答复|办结)?的?(?:政府信息公开)?(?:申请)?{number()}",
    ),
    _carried(
        "carried_out",
        _ON_SIGNS,
        rf"(?:{_ON})(?:至|到|入)?(?P<y>20\d\d)年?度?(?:继续)?(?:办理|处理|答复|办结)?的?(?:政府信息公开)?(?:申请)?{number()}",
        offset=1,
    ),
    _carried(
        "carried_out",
        _ON_SIGNS,
        rf"(?:^|(?<=[，,；;：:（(、有余剩]))(?:其中|其余|剩余|另外|另|还|尚){{0,2}}{number()}(?:政府信息公开)?(?:申请)?"
        rf"(?:因[^，,]{{0,12}})?(?:依法|按规定|需|将|均|已)*(?:{_ON})(?:至|到|入)?(?:下|次|明|(?P<y>20\d\d))"
        r"(?!一?个?年?度?(?:继续)?(?:办理|处理|答复)?[共为]?\d)",
        offset=1,
    ),
    _carried(
        "carried_out",
        "正在 尚在 仍在 未办结 期限 在办 待办",
        rf"(?:^|(?<=[，,；;：:（(、有余剩]))(?:其余|剩余|另外|另|还|尚){{0,2}}{number()}(?:申请)?"
        r"(?:正在(?:按[^，,]{1,6})?办理|尚未办结|尚在办理|仍在办理|未办结|在办(?!法)|待办|(?:尚)?在(?:法定)?(?:办理|答复)期限内?)",
    ),
    _carried(
        "carried_out",
        "未办结 正在办理 尚在办理",
        rf"(?:尚未办结|暂未办结|未办结|正在办理|尚在办理)(?:中|期限内|的|申请)*{number()}",
    ),
    Phrase(
        "carried",
        Text("结转的申请", "applications carried over"),
        "结转",
        rf"(?<=[，,、；;])(?:仅|尚|另)?有?结转(?:办理)?{number()}(?!结转|至|到)",
        (*_OUT, *_IN),
        within=re.compile(r"申请|办结|新收|答复|受理|收到"),
        barred=re.compile(rf"{OTHER_WORK}|复议|诉讼|资金|预算"),
        loose=True,
    ),
    _carried(
        "carried_in",
        "结转",
        rf"(?:上一?年度?|上个?年度|去年)度?(?:的)?结转(?!至?到?下)(?:(?:至|到)(?:本|今)年度?|本年度?|过来|而来)?(?:继续)?(?:办理|处理)?"
        rf"{_WHO}{_APPLY}{number()}",
    ),
    _carried(
        "carried_in",
        "结转",
        rf"结转(?:自)?(?:上一?年度?|上个?年度|去年)度?(?:未办结|办理)?{_WHO}{_APPLY}{number()}",
    ),
    _carried(
        "carried_in",
        "结转",
        rf"(?P<y>20\d\d)年度?(?:的)?结转(?:[至到](?:本|今)年度?|(?!至|到|入|下|次|明|20))(?:而来|过来|办理)?{_WHO}{_APPLY}{number()}",
        offset=-1,
    ),
    _carried("carried_in", "结转", rf"结转自?(?P<y>20\d\d)年度?{_WHO}{_APPLY}{number()}", offset=-1),
    *_applicant("natural_person", "自然人 公民 个人", "自然人|公民|个人", "自然人", "natural persons"),
    *_applicant(
        _ORGANISATIONS,
        "法人",
        "法人(?:[或和及、与]|以及|或者)(?:其他|其它|非法人)组织|法人、其他组织",
        "法人或其他组织",
        "legal persons and other organisations",
    ),
    *_applicant(
        "business", "企业 法人", "商业企业|企业法人|企业|法人", "商业企业", "businesses", _ORGANISATIONS
    ),
    *_applicant("research", "科研机构", "科研机构", "科研机构", "research bodies"),
    *_applicant(
        "public_interest",
        "社会公益组织 社会组织",
        "社会公益组织|社会组织",
        "社会公益组织",
        "public interest bodies",
    ),
    *_applicant("legal_service", "法律服务机构", "法律服务机构", "法律服务机构", "legal services"),
    *outcome(
        "granted",
        "予以公开 同意公开 全部公开",
        "予以公开|同意公开|全部公开",
        "granted",
        "予以公开",
        "granted",
    ),
    *outcome(
        "granted_partly", "部分公开", "(?:予以)?部分公开", "granted_partly", "部分公开", "granted in part"
    ),
    *outcome(
        "open",
        "部分公开",
        "予以公开(?:[和及与、或]|以及|或者)(?:予以)?部分公开",
        "granted granted_partly",
        "予以公开和部分公开",
        "granted, whole or in part",
    ),
    *outcome("refused", "不予公开", "不予公开", " ".join(REFUSED), "不予公开", "refused"),
    *outcome("unavailable", "无法提供", "无法提供", " ".join(UNAVAILABLE), "无法提供", "not available"),
    *outcome("unprocessed", "不予处理", "不予处理", " ".join(UNPROCESSED), "不予处理", "not processed"),
    *outcome(
        "other",
        "其他处理",
        "(?:作)?其他处理",
        "other other_not_corrected other_fee_unpaid other_else",
        "其他处理",
        "handled otherwise",
    ),
    *outcomes(REFUSED),
    *outcomes(UNAVAILABLE),
    *outcomes(UNPROCESSED),
    *outcomes(OTHER),
)

"""Frame ``all_handled``: what is carried over where sentences say that nothing is left.

What they say is held against the row 结转下年度继续办理. A sentence that only says that answers were in time
(均按期答复), or that speaks of some of the applications, of another year or of other work, says neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.measures.counts import by_id, of_another_scope, printed_behind, row_of, scope_note, sum_of
from gouji.measures.frame import Observation, Observed, Silence, quote_sentence
from gouji.measures.narrative import sentences
from gouji.measures.numerals import NUMBER, parse_number
from gouji.measures.phrases import (
    CHANNEL,
    CLAUSE,
    NO_CASE,
    OTHER_WORK,
    counts,
    meaning,
    other_body,
    scope_of,
    speaks_of_another_span,
    speaks_of_year,
)
from gouji.measures.phrases import cells as ids
from gouji.measures.requests import REQUESTS
from gouji.measures.sums import no_figure
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gouji.measures.phrases import Reach
    from gouji.model.filing import Cell, Filing
    from gouji.model.sentences import Sentence


_REQUEST: Final = r"(?:(?:(?:政府信息|政务信息|信息|政务|依申请)公开的?|公开)?申请|依申请公开)"
_YEAR_TO_COME: Final = r"(?:[下次明来翌]一?个?年度?|(?P<y>20\d\d)年?度?)"
_NONE: Final = r"(?:(?<!有)无需?|无须|没有?|未有?|不(?:存在|再|需要?|用)?|零)"
# no word of these lists can be put together from others: a text that repeats them would take for ever to fail
_THINGS: Final = r"政府信息公开|政务公开|信息公开|依申请公开|公开|申请|办件|案件|事项|件|的"
_WHICH: Final = (
    rf"(?:任何|一[例起]|一|需要?|须|出现|发生|产生|存在|未办结|未办|将|再|被|跨年度(?=结转)|{_THINGS})*+"
)
_NOT_FROM: Final = r"(?<!上年)(?<!上年度)(?<!上一年)(?<!上一年度)(?<!去年)(?<!\d年)(?<!\d年度)"
#: What is done with applications that stay open at the end of a year. 结转 alone says so, the others
#: only with the year to come.
_OVER: Final = (
    rf"(?:(?:结转|顺延|延续|递延|转结|转|留待|留|延|拖|移|推|带|遗留)[至到入]?{_YEAR_TO_COME}|结转(?!自?[上去前往历])|"
    r"跨年度?(?=办理|件|申请|未|$|[，,、的])|遗留(?!问题|隐患|矛盾|下来的问题))"
)
_NOT_BEFORE: Final = r"(?<![未没不])(?<!没有)(?<!未能)(?<!不能)"
_ALL: Final = rf"{_NOT_BEFORE}(?:已经?|业已)?(?:全部|全数|悉数|均|都|皆|件件)(?:已经?|业已|都|均)?"
_DULY: Final = (
    r"(?:依法依规|依法|依规|按规定|按照规定|按程序|按要求|规范|妥善|圆满|顺利|认真|高效|稳妥|予以?|给予|进行|"
    r"作出?|做出?|完成|得到|获得|了|书面|一一|逐一|逐件|满意|有效|合法|"
    r"[于在]?(?:当年|年内|年底前?|年末前?|本年度?)内?|的)*+"
)
_DONE: Final = (
    r"(?:办结|(?:办理|答复|回复|处理|处置|办)(?:完毕|完成|完结|结束|完)|办复|办妥|办毕|答复|回复|了结|完结|结案|清零|销号|结清)"
    r"(?![率书函时期]|意见|告知|口径|质量|不|工作|内容|的|后|或)"
)
_RATE: Final = (
    r"(?<!按期)(?<!按时)(?<!及时)(?<!如期)(?<!限期)(?<!期内)(?<!提前)(?<!规范)(?<!时限)(?:办结|答复|回复|办理|处理|结案)率"
    r"(?:[、和及与][^率，,；;。]{2,8}率)*(?:均|都|已|继续|连续|始终)*(?:达到了?|达|为|是|保持在?|实现|双|[：:])*"
    r"(?:100(?:\.0+)?%|百分之百|百分百)"
)


class _Way:
    """A way to say so; one of the signs, words with spaces between them, stands in every match.

    To look for words first takes less than to try each pattern.
    """

    def __init__(self, signs: str, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        self._signs = signs.split()

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yield its matches in a text."""
        for sign in self._signs:
            if sign in text:
                yield from self.pattern.finditer(text)
                return


#: What is done with applications, or left undone: one of these stands in every sentence that says so.
_DOING: Final = (
    "结转 遗留 办结 答复 回复 办理 处理 处置 办完 办复 办妥 办毕 办清 完结 了结 结案 清零 销号 结清 完成 "
    "未结 未办 待办 在办 在途 积压 存量 结存 件件有 跨年 下年 次年 明年 来年 翌年 下一年 下一个年 下个年 "
    "顺延 延续 递延 转入 转至 转到 留待"
)
_SIGNS: Final = tuple(_DOING.split())
_NOT_OPEN: Final = _Way(
    "未办 未答 未处 未结 待办 在办 在途 积压 存量 结存",
    r"(?:(?<!有)无|没有|未有|不存在|未出现|零)(?:任何|一件)?(?:未办结|未答复|未办理|未处理|未结|待办|在办|在途|积压|存量|结存)(?!率)",
)
_NONE_OPEN: Final = _Way(
    "未办结 待办 在办 未答复",
    r"(?:未办结|待办|在办|未答复)的?(?:政府信息公开)?申请(?:件|数量?)?(?:为|是|[：:])(?:零|0)(?=$|[，,、；;。）)])",
)
_CARRIED_NONE: Final = (
    _Way(
        "结转 遗留 跨年 下年 次年 明年 来年 翌年 下一年 下一个年 下个年 顺延 延续 递延 转入 转至 转到 留待",
        rf"{_NONE}{_WHICH}{_OVER}",
    ),
    _Way(
        "结转",
        rf"结转[至到入]?{_YEAR_TO_COME}(?:继续)?(?:办理|处理|答复|办结)?(?:{_THINGS})*+(?:总?数量?|情况)?"
        r"(?:均?[为是]|[：:])?(?:零|无|没有|0)(?=$|[，,、；;。）)])",
    ),
    _Way("结转", rf"{_NOT_FROM}结转(?:申请|件|数量?|情况)*+(?:为|是|[：:])(?:零|无|0)(?=$|[，,、；;。）)])"),
)
_HANDLED: Final = (
    _Way("得到", r"(?:全部|均|都|皆)已?得到(?:妥善|依法|有效)?(?:办理|处理)(?![中率])"),
    _NONE_OPEN,
    _Way("全部 全数 悉数 均 都 皆 件件", rf"{_ALL}{_DULY}{_DONE}"),
    _Way(
        "已",
        r"(?:全部|均|都|皆|悉数)已经?(?:依法依规|依法|依规|按规定|妥善|予以|进行|得到)*+(?:办理|处理)(?![完中率])",
    ),
    _Way(
        "所有 全部 每",
        rf"(?:所有|全部|每一?件)(?:{NUMBER}[件宗])?[^，,；;。\d]{{0,16}}申请(?:件|事项)?(?:已经?)?{_DULY}{_DONE}",
    ),
    _Way(
        "全部 所有",
        rf"{_NOT_BEFORE}(?:办结|办完|答复|回复|处理完|完成)(?:了|完毕)?(?:全部|所有)(?:的|收到的|受理的)*{_REQUEST}",
    ),
    _Way(
        "全部",
        r"申请的?(?:办理|答复|处理)?工作?(?:已经?|均|也)*(?:全部(?:完成|结束|完毕)|全部完成(?:办理|答复|处理))",
    ),
    _Way("率", _RATE),
    _Way(
        "100% 百分之百 百分百",
        r"(?:100%|百分之百|百分百)(?:予以)?(?:办结|答复|回复|办理完毕)(?!率)|100%的(?:办结|答复)率",
    ),
    _NOT_OPEN,
    _Way("件件有", r"件件有(?:答复|回复|回音|着落|结果)(?!率)"),
    _Way(
        "当年",
        r"当年(?:受理|收到|申请|新收)?[^，,；;。\d]{0,6}当年(?:全部|均|已)?(?:办结|办完|办清|答复|了结)(?!率)",
    ),
    # 收到申请2件，已办结; 2件申请已办结
    _Way(
        "已",
        rf"(?<=[件宗份起])(?:{_REQUEST}|[，,](?:现|目前)?)已经?(?:依法)?(?:办结|答复|回复|办理完毕)(?=$|[，,。；;、])",
    ),
)
#: Other bodies than the reporting one.
_OTHERS: Final = re.compile(r"下属|所属|辖区|(?<![我本])乡镇|县直|区直|市直|省直|基层|科室|其他(?:部门|单位)")
#: Words in the clause by which it speaks of some applications, of answers in time, or of a wish.
_PARTIAL: Final = re.compile(
    rf"{CHANNEL}|其中|上年|去年|往年|上一年|自然人|公民|个人|法人|企业|机构|不予|部分|无法提供|补正|到期|期满|符合|"
    r"按期|按时|及时|如期|准时|限期|时限|期限|期内|日内|时间内|当[日天]|"
    r"确保|力争|争取|(?<!按)要求|应[当予办答]|须|目标|将|拟|计划|努力|督促|推动|今后|下一步|如|若|凡|基本|大多|多数|几乎|原则"
)
_PARTIAL_DENIAL: Final = re.compile(
    r"上年|去年|往年|上一年|确保|力争|争取|(?<!按)要求|应[当予]|须|目标|拟|计划|努力|今后|下一步|如|若|凡|基本|原则|其余|余下|剩余"
)
#: Words around it by which a clause says that it is not so, or doubts or asks whether it is.
_NOT_SAID: Final = re.compile(
    r"并非|不是|绝非|非但未|不能|未能|没能|不敢|不等于|不意味|不代表|未必|难以|很难|难于|无法|是否|能否|可否|有无|"
    r"(?:未|没有|没|尚未)(?:完全|真正)?(?:做到|实现|达到|达成)|差距|有待|尚待|尚需|仍需|还需|误以为|误认为|误报|误写"
)
#: Words that would narrow a clause elsewhere: everybody, and answers in writing.
_NO_PART: Final = re.compile(r"(?:公民|自然人)[、和及与或]*法人[^，,；;。]{0,4}组织|书面(?=[答回]复)")
#: Words before the clause by which it speaks of the future, or of the year so far.
_ELSEWHEN: Final = re.compile(r"今后|下一?步|下一?阶段|明年|新的一年|截[至止](?:20\d\d年)?(?!12月)\d{1,2}月")
_LEFT_OVER: Final = re.compile(r"(?:上一?年|去年|20\d\d年)度?(?:的|所)?结转|结转(?:自|了)?(?:上一?年|去年)")
_TAKEN: Final = re.compile(r"新收|收到|受理|接收|接到|新增|本年|共|合计|总计")
#: Applications that stay open, told near by: what is said of all is then said of the others.
_OPEN: Final = re.compile(
    r"其余|余下|剩余|除[^，,；;。]{1,24}外|正在|尚[在未]|仍在|未到期|未届|未满|办理中|办理期|在办|暂未|到期|未办结|"
    rf"(?:{_NOT_FROM}结转|顺延|转入|留待)(?!自?[上去])[^，,；;。\d]{{0,16}}{NUMBER}[件宗]|"
    rf"{NUMBER}[件宗][^，,；;。]{{0,12}}(?:{_NOT_FROM}结转|顺延|转入)(?!自?[上去])"
)
_OF_APPLICATIONS: Final = re.compile(
    r"(?:政府信息|信息|政务|依申请)公开(?:的)?申请|公开申请|依申请|"
    r"(?:^|[，,；;：:。（()）所有部类述些效的将对到理收结复未年内度]|存量|在途|待办|未办|在办|结转|积压|遗留|[件宗份起条])申请(?!人|表|书|材料|流程|渠道|条件|登记|查阅|行政复议|复议|许可)"
)
_OF_OTHERS: Final = re.compile(
    rf"{OTHER_WORK}|复议|诉讼|许可|登记|处罚|档案|证照|业务|主动公开|资金|预算|经费|决算|结余|项目|意见|关切|问题|整改|任务|"
    r"政务服务|救助|补贴|补助|住房|租房|入学|贷款|商标|专利|审批|采购|考核|实事|督查|台账|线索|执法|案卷|来访|信件|网友|网民"
)
_SUBJECTLESS: Final = re.compile(
    r"(?:截[至止][^，,]{2,14}+[，,]?|目前|现|年内|本?年度?|全年|当年|以上|上述|也|并|且|已|[，,]|20\d\d年度?)*+\Z"
)
_COUNTED: Final = re.compile(rf"({NUMBER})([件宗份起条])")
#: No sentence says it more often; each match takes a look at all of the sentence.
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class HandledStatement:
    """What a sentence says of all applications of the year.

    ``denies``: that none is carried over; else only that all were handled. ``counts``: the applications that
    it counts, none where it gives no number. ``scope``: words that say whose they are, with their reach.
    """

    denies: bool
    sentence: Sentence
    quote: str
    counts: tuple[int, ...]
    scope: str | None
    reach: Reach | None


def claims(filing: Filing) -> Iterator[HandledStatement]:
    """Yield what the narrative says of all applications of the report's year, at most once a sentence.

    Section five is left out: it speaks of what is wrong and planned.
    """
    told = sentences(filing)
    for position, sentence in enumerate(told):
        if sentence.section != 5 and any(map(sentence.plain.__contains__, _SIGNS)):
            yield from _claim(filing, told, position)


def _paragraph(told: Sequence[Sentence], position: int) -> str:
    """The paragraph of a sentence, without what that says of none being left."""
    own = told[position]
    rest = takewhile(lambda later: later.place == own.place, told[position + 1 :])
    return "。".join((own.lead + _without_denials(own.plain), *(later.plain for later in rest)))


def _claim(filing: Filing, told: Sequence[Sentence], position: int) -> Iterator[HandledStatement]:
    sentence = told[position]
    text = sentence.plain
    for denies, ways in ((True, _CARRIED_NONE), (False, _HANDLED)):
        for match in islice((m for way in ways for m in way.found_in(text)), _MOST):
            if (before := _of_all(filing, sentence, match, denies=denies)) is None:
                continue
            if not denies and _OPEN.search(_paragraph(told, position)):
                continue
            scope, reach = scope_of(text[: match.start()])
            quote = text if len(text) <= 60 else _clauses(text, match)
            yield HandledStatement(denies, sentence, quote, _counts(before), scope, reach)
            return


def _of_all(filing: Filing, sentence: Sentence, match: re.Match[str], *, denies: bool) -> str | None:
    """Return what leads up to a match that speaks of all applications of the body in its year, else None.

    It is the text in which the applications are named: the sentence or, where that names nothing, with the
    one before it.
    """
    text = sentence.plain
    start = max((m.end() for m in CLAUSE.finditer(text, 0, match.start())), default=0)
    end = next((m.start() for m in CLAUSE.finditer(text, match.end())), len(text))
    # what a denial says itself (无须结转) narrows nothing
    clause = text[start : match.start()] + text[match.end() : end] if denies else text[start:end]
    clause = _NO_PART.sub("", clause)
    if _NOT_SAID.search(text, start, match.start()) or _NOT_SAID.search(text, match.end(), end):
        return None
    if (_PARTIAL_DENIAL if denies else _PARTIAL).search(clause) or _ELSEWHEN.search(text[:start]):
        return None
    if _LEFT_OVER.search(text[: match.start()]) and not _TAKEN.search(text[: match.start()]):
        return None
    if not speaks_of_year(text, match.start(), filing.year) or speaks_of_another_span(text, match.end()):
        return None
    year = match.groupdict().get("y")
    if year and filing.year is not None and int(year) != filing.year + 1:
        return None
    if _OTHERS.search(text[: match.start()]) or other_body(text[start : match.start()], filing.agency.name):
        return None
    named = _last_named(text[:end])
    before = text[: match.start()]
    if named is None and denies and "年" in match[0]:
        return before
    if named is None and _SUBJECTLESS.match(before):
        said = next((piece for piece in reversed(sentence.lead.split("。")) if piece), "")
        before, named = f"{said}。{before}", _last_named(said)
    return before if named else None


def _last_named(text: str) -> bool | None:
    """True where the last thing a text names is applications, False where it is other work."""
    text = NO_CASE.sub("", text)
    own = max((m.end() for m in _OF_APPLICATIONS.finditer(text)), default=-1)
    other = max((m.end() for m in _OF_OTHERS.finditer(text)), default=-1)
    return None if own == other else own > other


def _without_denials(text: str) -> str:
    for way in (*_CARRIED_NONE, _NOT_OPEN, _NONE_OPEN):
        text = way.pattern.sub("", text)
    return text


def _counts(text: str) -> tuple[int, ...]:
    found = [parse_number(m[1]) for m in _COUNTED.finditer(text)]
    return tuple(int(n) for n in found if n is not None and n == n.to_integral_value())


def _clauses(text: str, match: re.Match[str]) -> str:
    """The match with the clauses that it stands in."""
    start = max((text.rfind(mark, 0, match.start()) for mark in "，,；;：:"), default=-1) + 1
    stops = [at for mark in "，,；;" if (at := text.find(mark, match.end())) >= 0]
    return text[start : min(stops, default=len(text))]


_TOTAL: Final = "applications/carried_out/total"
_OUT: Final = meaning("结转下年度继续办理", "carried out", _TOTAL)
#: All applications of a year, as a sentence may count them.
_WHOLES: Final = tuple(meaning(rows, rows, *ids("applications", rows)) for rows in ("new", "new carried_in"))


class AllHandled(Observed):
    """At most one row a filing and kind of claim, Int64: what the row 结转下年度继续办理 comes to.

    ``denied``: where a sentence says that nothing is carried over. ``handled``: where one only says that all
    applications were handled, and none says more. pd.NA where the row is not known, or where the sentence
    speaks of other applications than table three.
    """

    name = "all_handled"
    measures: ClassVar = ("denied", "handled")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Hold what the narrative says of all applications against the row."""
        told = list(claims(filing))
        if not told:
            return
        cells = by_id(filing)
        carried = sum_of(_OUT, cells, claimed=1)
        denied = [claim for claim in told if claim.denies]
        if denied:
            yield _observed(filing, cells, carried, denied, "denied")
        # where the text gives 0 as the number carried over, the counts are held against the row already
        elif not (carried and _none_counted(filing)):
            yield _observed(filing, cells, carried, told, "handled")


def _observed(
    filing: Filing,
    cells: Mapping[str, Cell],
    carried: int | None,
    told: Sequence[HandledStatement],
    column: str,
) -> Observation:
    """The row for claims of one kind; the message quotes the first of those that speak of table three."""
    silences = {claim: _silence(claim, filing, cells, carried) for claim in told}
    held = [claim for claim, silence in silences.items() if silence is None]
    if not held:
        silence = next(silence for silence in silences.values() if silence is not None)
        return Observation({}, (), silence={column: silence})
    first = held[0]
    return Observation(
        {column: carried},
        tuple(quote_sentence(filing, claim.sentence) for claim in held),
        {
            "quote": first.quote,
            "carried": carried or 0,
            "scope": scope_note(first.scope if first.reach == "territory" else None),
        },
        tuple(cell for cell in row_of(cells[_TOTAL], cells) if cell.printed is not None),
        observed=first.quote,
    )


def _silence(
    claim: HandledStatement, filing: Filing, cells: Mapping[str, Cell], carried: int | None
) -> Silence | None:
    """Why a claim cannot be held against the row, or None where it can."""
    if carried is None:
        reason = Text(
            f"“{claim.quote}”所指的“结转下年度继续办理”没有读到确定的数字",
            f"the row 结转下年度继续办理 that “{claim.quote}” speaks of holds no certain figure",
        )
        total = cells.get(_TOTAL)
        return no_figure(reason, (total, *printed_behind(total, cells)) if total else ())
    if of_another_scope(claim.scope, claim.reach, filing.agency):
        reason = Text(
            f"“{claim.quote}”所指范围为“{claim.scope}”，与表三口径不同",
            f"“{claim.quote}” speaks of “{claim.scope}”, which is another scope than table three's",
        )
        return Silence("not_assessable", reason)
    if claim.counts and not any(sum_of(whole, cells, claimed=1) in claim.counts for whole in _WHOLES):
        reason = Text(
            f"“{claim.quote}”所说的件数不是表三新收（或新收加结转）的件数，可能只指其中一部分",
            f"“{claim.quote}” counts other applications than table three received (with or without those"
            " carried in) and may speak of some of them only",
        )
        return Silence("not_assessable", reason)
    return None


def _none_counted(filing: Filing) -> bool:
    return any(one.phrase.kind == "carried_out" and not one.value for one in counts(filing, REQUESTS))

"""Frame ``possible_rates``: can whole numbers give the percentages that the narrative prints.

``收到申请65件，较去年下降12.3%`` knows the count after a fall, ``自然人30件，占46%`` the part of a whole,
``收到申请65件，其中网络申请占43.7%`` the whole of a part. A percentage or a count that is only roughly stated
is found as well, so that it can be said that it was not tested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple

from gouji.measures.counts import by_id, printed_behind, sum_of
from gouji.measures.frame import Observation, Observed, Silence, quote_sentence
from gouji.measures.granularity import reach, rounded
from gouji.measures.narrative import sentences
from gouji.measures.numerals import NUMBER, parse_number
from gouji.measures.phrases import CHANNEL, OTHER_WORK, cells, meaning, speaks_of_another_span, speaks_of_year
from gouji.measures.sums import no_figure
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gouji.measures.granularity import Reach, Sought
    from gouji.measures.phrases import Meaning
    from gouji.model.filing import Cell, Filing
    from gouji.model.sentences import Sentence


_UNIT: Final = "件次|人次|批次|件|宗|条|次|期|场|篇|个|项|起|份|例|部|家|名|封|则|人"
_ROUGH: Final = r"大?约|近|超过?|逾|将近|接近|突破|不[到足]"
_MORE: Final = r"以上|左右|以内|余|多|上下"
_COUNT: Final = (
    rf"(?<![第每])(?P<rough>{_ROUGH})?(?P<n>{NUMBER})(?P<more>{_MORE})?(?P<unit>{_UNIT})(?P<more_so>{_MORE})?"
)
_PERCENT: Final = (
    rf"(?:为|达到?|[至到]|[：:])*(?P<about>{_ROUGH})?(?P<p>\d+(?:\.\d+)?)%(?P<or_more>{_MORE})?(?!个?百分点)"
)
_THEN: Final = r"(?:去年|上年度?|上一年度?|20\d\d年度?)(?:同期)?"
_COMPARED: Final = (
    rf"(?:同比|环比|(?:与|同|较|比|相比|相较于?){_THEN}(?:的?(?P<before>{NUMBER})(?:{_UNIT}))?(?:相比|比)?)"
)
_RISE: Final = "增长|增加|上升|提高|提升|上涨|增幅|涨幅|升幅|多"
_FALL: Final = "下降|减少|回落|降低|下滑|降幅|减幅|缩减|少"
_WAY: Final = rf"[，,]?(?:均|有所|略有|略|大幅|小幅|明显)*(?P<way>{_RISE}|{_FALL})了?"
#: By how many besides: 增加9件，增长12.3%.
_BY: Final = (
    rf"(?:(?P<by>{NUMBER})(?:{_UNIT})[，,]?(?:同比)?(?:增长|增幅|上升|下降|降幅|减幅|减少)?(?:率|幅度?)?)?"
)
_OF: Final = (
    r"(?:比例|比重|比|总量|总数|总|全部|其中|申请|受理|办结|收到|新收|答复|处理|政府信息公开|依申请公开|信息公开|公开|信息|"
    r"件数|数量|数|量|的|全年|本年度?|年度)*+"
)
#: What was counted may be named again between the count and its growth.
_AGAIN: Final = r"(?P<again>(?:申请|受理|收到|新收|公开|发布|政府信息|信息|件数|数量|总量|总数|总|量|数)*+)"
_COUNTED_GROWTH: Final = re.compile(rf"{_COUNT}[，,（(]?{_AGAIN}{_COMPARED}{_WAY}{_BY}{_PERCENT}")
_GROWTH_TO: Final = re.compile(rf"{_COMPARED}{_WAY}{_PERCENT}[，,]?(?:达到?|增?至|到|为){_COUNT}")
_GROWTH: Final = re.compile(rf"申请(?:数量|总量|总数|量|数|件数?)?[，,]?{_COMPARED}{_WAY}{_BY}{_PERCENT}")
_PART: Final = re.compile(rf"{_COUNT}[，,（(]?占{_OF}{_PERCENT}")
_SHARE_NAMES: Final = (
    "自然人|公民|个人|法人|企业|科研机构|社会公益组织|社会组织|法律服务机构|网络|网上|在线|信函|邮寄|当面|现场|邮件|传真|"
    "予以公开|部分公开|不予公开|无法提供|不予处理|其他处理"
)
_NAMED_SHARE: Final = re.compile(rf"(?:{_SHARE_NAMES})[^，,。；;、：:\d%占]{{0,10}}[，,]?占{_OF}{_PERCENT}")
_DONE_RATE: Final = re.compile(rf"(?:办结|答复|予以公开|部分公开|不予公开)率{_PERCENT}")
#: All applications of a year, as the narrative may mean them.
_APPLICATIONS_ALL: Final = tuple(
    meaning(rows, rows, *cells("applications", rows)) for rows in ("new", "handled_total", "new carried_in")
)
#: Other counts of the tables, as a growth may name them.
_TABLED: Final = tuple(
    (re.compile(rf"(?:{name})(?:数量|总量|总数|件数|量|数)?[，,]?{_COMPARED}{_WAY}{_BY}{_PERCENT}"), readings)
    for name, readings in (
        ("行政许可(?:处理)?(?:决定)?", (meaning("", "", "disclosure/licences/decisions"),)),
        ("行政处罚(?:处理)?(?:决定)?", (meaning("", "", "disclosure/penalties/decisions"),)),
        ("行政强制(?:措施)?(?:处理)?(?:决定)?", (meaning("", "", "disclosure/coercive_measures/decisions"),)),
        (
            "制发的?(?:行政)?规范性文件|规范性文件制发",
            (meaning("", "", "disclosure/normative_documents/issued"),),
        ),
        (
            "自然人(?:提出|提交|递交)?的?(?:政府信息公开|信息公开)?申请",
            tuple(
                meaning("", "", *cells("applications", rows, "natural_person"))
                for rows in ("new", "handled_total", "new carried_in")
            ),
        ),
        ("信息公开(?:类|的)?行政复议(?:案件)?", (meaning("", "", "reviews/reconsideration/total"),)),
        (
            "信息公开(?:类|的)?行政诉讼(?:案件)?",
            tuple(
                meaning("", "", *cells("reviews", rows))
                for rows in (
                    "litigation_direct litigation_after_reconsideration",
                    "litigation_direct",
                    "litigation_after_reconsideration",
                )
            ),
        ),
    )
)
_SHARE_OF: Final = re.compile(rf"{_COUNT}[，,（(]?其中[^，,。；;、：:\d%占]{{2,16}}[，,]?占{_OF}{_PERCENT}")
_APPLICATIONS: Final = re.compile(r"申请|自然人|予以公开|部分公开|法律服务机构")
_OTHER: Final = re.compile(rf"{OTHER_WORK}|复议|诉讼|主动公开|条信息|许可|登记|政务服务")
#: Means are no counts, and counts told in one breath have each their own percentage.
_BARRED: Final = re.compile(r"平均|人均|[日月年季]均|每[年月日周天]|分别|累计|翻")
_SOME: Final = re.compile(rf"{CHANNEL}|自然人|公民|个人|法人|企业|机构|组织|结转|其中|[一-鿿]类")
_CLAUSE: Final = re.compile(r"[，,；;：:。（(]")
_BASE: Final = re.compile(rf"{_THEN}的?({NUMBER})(?:{_UNIT})")
#: Behind a whole, and behind words that open a list, parts are listed.
_LIST_STARTS: Final = re.compile(
    rf"其中|包括|[（(：:]|(?:收到|受理|新收|接收|共|总计|合计|办理|办结|答复)[^，,。；;\d]{{0,14}}{NUMBER}(?:{_UNIT})"
)
_COUNTS_NEAR: Final = re.compile(rf"({NUMBER})[件宗]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A percentage: ``percent`` as printed, with its decimals.

    ``sought`` is what a whole number is sought for. ``known`` are the counts of the text that may be the
    other one, the likeliest first, ``readings`` those of the tables; ``beside`` says that these only name
    again what stands beside it. ``rough``: percentage or count is only roughly stated.
    """

    percent: Decimal
    sought: Sought
    known: tuple[int, ...]
    sentence: Sentence
    quote: str
    readings: tuple[Meaning, ...]
    beside: bool
    rough: bool


class _Found(NamedTuple):
    match: re.Match[str]
    sought: Sought
    known: tuple[int, ...]
    readings: tuple[Meaning, ...] = ()
    beside: bool = False


def stated_rates(filing: Filing) -> Iterator[Stated]:
    """Yield the percentages of the report's year of which one count is printed, each once."""
    for sentence in sentences(filing):
        text = sentence.plain
        if "%" not in text:
            continue
        about = bool(_APPLICATIONS.search(sentence.lead[-120:] + text)) and not _OTHER.search(text)
        taken: set[int] = set()
        for match, sought, known, readings, beside in (
            *_growths(text, about),
            *_shares(sentence, about),
        ):
            at, start = match.start("p"), match.start()
            if at in taken or not speaks_of_year(text, start, filing.year):
                continue
            if not speaks_of_another_span(text, start):
                taken.add(at)
                quote = _clause_before(match) + match[0]
                percent, rough = Decimal(match["p"]), _is_rough(match)
                yield Stated(percent, sought, known, sentence, quote, readings, beside, rough)


def _growths(text: str, about_applications: bool) -> Iterator[_Found]:
    """Yield growth rates, those with a count beside them first."""
    for match in (*_COUNTED_GROWTH.finditer(text), *_GROWTH_TO.finditer(text)):
        clause = _clause_before(match)
        if not _BARRED.search(clause + match[0]):
            again = "申请" in (match.groupdict().get("again") or "")
            named = again or ("申请" in clause[-8:] and not _SOME.search(clause))
            readings = _APPLICATIONS_ALL if named and about_applications else ()
            known = _known(match, text, others=True)
            yield _Found(match, _direction("before", match), known, readings, beside=not again)
    for match in _GROWTH.finditer(text) if about_applications else ():
        clause = _clause_before(match)
        if _BARRED.search(clause + match[0]) or _SOME.search(clause):
            continue
        if match["before"]:
            yield _Found(match, _direction("after", match), tuple(_whole_numbers(_BASE, match[0])))
        else:
            yield _Found(match, _direction("before", match), (), _APPLICATIONS_ALL)
    for pattern, readings in _TABLED:
        for match in pattern.finditer(text):
            if not _BARRED.search(_clause_before(match) + match[0]) and not match["before"]:
                yield _Found(match, _direction("before", match), (), readings)


def _shares(sentence: Sentence, about_applications: bool) -> Iterator[_Found]:
    """Yield shares, those with their own count beside them first."""
    text = sentence.plain
    for match in _PART.finditer(text):
        yield _Found(match, "whole", _known(match, text, others=False))
    for match in _SHARE_OF.finditer(text):
        yield _Found(match, "part", _known(match, text, others=False))
    if about_applications:
        near = tuple(dict.fromkeys(_whole_numbers(_COUNTS_NEAR, sentence.lead[-200:] + text)))
        for match in (*_NAMED_SHARE.finditer(text), *_DONE_RATE.finditer(text)):
            yield _Found(match, "part", near, _APPLICATIONS_ALL)


def _clause_before(match: re.Match[str]) -> str:
    """What stands before a match in its clause."""
    return _CLAUSE.split(match.string[: match.start()])[-1]


def _direction(when: Literal["before", "after"], match: re.Match[str]) -> Sought:
    falls = re.fullmatch(_FALL, match["way"]) is not None
    if when == "before":
        return "before_fall" if falls else "before_rise"
    return "after_fall" if falls else "after_rise"


def _known(match: re.Match[str], text: str, *, others: bool) -> tuple[int, ...]:
    """The counts that a percentage may be of: the one beside it, and that with those listed before it.

    ``others``: each of those before it in its sentence may be meant as well.
    """
    before = text[: match.start("n")]
    same = re.compile(rf"({NUMBER})(?:{_MORE})?{match['unit']}")
    starts = [m.end() for m in _LIST_STARTS.finditer(before)]
    listed = list(_whole_numbers(same, text[starts[-1] if starts else 0 : match.end("unit")]))
    sums = [sum(listed[at:]) for at in range(len(listed) - 1, -1, -1)]
    return tuple(dict.fromkeys((*sums, *(_whole_numbers(same, before) if others else ()))))


def _whole_numbers(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """The numbers of a text that are neither rounded (万) nor no numbers at all."""
    for match in pattern.finditer(text):
        number = None if match[1].endswith(("万", "亿")) else parse_number(match[1])
        if number is not None and number == number.to_integral_value():
            yield int(number)


def _is_rough(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    rounded = (groups.get("n") or "").endswith(("万", "亿"))
    return rounded or any(groups.get(name) for name in ("rough", "more", "more_so", "about", "or_more"))


#: Counts of which a message says what is next to the solution.
_MOST: Final = 3
#: What is known and what is sought, as the message calls them.
_THIS_YEAR: Final = Text("本年 {n}", "{n} this year")
_LAST_YEAR: Final = Text("上年 {n}", "{n} last year")
_WHOLE: Final = Text("总数 {n}", "a whole of {n}")
_AS_PART: Final = Text("其中 {n}", "a part of {n}")
_CALLED: Final[Mapping[Sought, tuple[Text, Text]]] = {
    "whole": (_AS_PART, _WHOLE),
    "part": (_WHOLE, _AS_PART),
    "before_rise": (_THIS_YEAR, _LAST_YEAR),
    "before_fall": (_THIS_YEAR, _LAST_YEAR),
    "after_rise": (_LAST_YEAR, _THIS_YEAR),
    "after_fall": (_LAST_YEAR, _THIS_YEAR),
}
_NONE: Final = Text("没有可得出任何百分比的数", "no number gives any percentage")
_ROUGHLY_STATED: Final = Silence(
    "not_applicable",
    Text("百分比或件数只是约数，不作检验", "the percentage or the count is only roughly stated"),
)
_NOT_TELLING: Final = Silence(
    "not_applicable",
    Text(
        "基数较大，按所印的位数任何百分比都有整数可得",
        "the counts are so large that whole numbers give every percentage with that many decimals",
    ),
)
_NOTHING_KNOWN: Final = Text(
    "百分比所依据的件数没有读到", "no count that the percentage may rest on was read"
)


class PossibleRates(Observed):
    """One row a percentage of which one count is printed; ``possible``: a whole number gives it (1, 0)."""

    name = "possible_rates"
    measures: ClassVar = ("possible",)

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Put every percentage of the narrative to the test."""
        stated = list(stated_rates(filing))
        cells = by_id(filing) if stated else {}
        for one in stated:
            yield _observed(filing, cells, one)


def _observed(filing: Filing, cells: Mapping[str, Cell], stated: Stated) -> Observation:
    if stated.rough:
        return Observation({}, (), silence={"possible": _ROUGHLY_STATED})
    totals: dict[int, tuple[str, ...]] = {}
    for meant in stated.readings:
        if total := sum_of(meant, cells, claimed=1):
            totals.setdefault(total, meant.cells)
    known = dict.fromkeys((*stated.known, *(() if stated.beside else totals)))
    if not known:
        ids = [cell for meant in stated.readings for cell in meant.cells if cell in cells]
        return Observation(
            {}, (), silence={"possible": no_figure(_NOTHING_KNOWN, [cells[one] for one in ids])}
        )
    tried = {count: reach(stated.sought, count, stated.percent) for count in known}
    if not all(found.telling for found in tried.values()):
        return Observation({}, (), silence={"possible": _NOT_TELLING})
    first = stated.known[:1] or tuple(totals)
    own = [cells[cell] for count in first for cell in totals.get(count, ()) if cell in cells]
    return Observation(
        {"possible": int(any(found.possible for found in tried.values()))},
        (quote_sentence(filing, stated.sentence),),
        {
            "quote": stated.quote,
            "percent": f"{stated.percent}%",
            "nearest": _said(stated, dict(list(tried.items())[:_MOST])),
        },
        tuple(dict.fromkeys(part for cell in own for part in (cell, *printed_behind(cell, cells)))),
        observed=f"{stated.percent}%",
    )


def _said(stated: Stated, tried: Mapping[int, Reach]) -> Text:
    """Write out what the whole numbers next to the solution give, for each count that was tried."""
    known, sought = _CALLED[stated.sought]
    decimals = len(str(stated.percent).partition(".")[2])
    given = [
        (
            known.filled(n=count),
            [(sought.filled(n=x), rounded(value, decimals)) for x, value in found.nearest],
        )
        for count, found in tried.items()
    ]
    return Text(
        "；".join(
            f"{name.zh} 时，" + ("、".join(f"{x.zh} 得 {p}" for x, p in by) or _NONE.zh) for name, by in given
        ),
        "; ".join(
            f"with {name.en}, " + (", ".join(f"{x.en} gives {p}" for x, p in by) or _NONE.en)
            for name, by in given
        ),
    )

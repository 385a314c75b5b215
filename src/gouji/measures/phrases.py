"""Counts that sentences state: what a way to state one is made of, and where sentences do.

Precision comes first: a phrase names what is counted without a word that narrows it (a channel, another
year, another kind of work). Phrases that lawfully mean more than one thing have several readings.

A count contradicts the table only where it fits none of the readings of its phrase
(:mod:`gouji.measures.phrases`); this module finds the counts and says what they are of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from gouji.measures.narrative import sentences
from gouji.measures.numerals import NUMBER, ROUGH_AFTER, ROUGH_BEFORE, Spread, parse_number, spread
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.filing import Filing
    from gouji.model.sentences import Sentence

    Reach = Literal["territory", "organ"]


#: Words that say which year is meant; comparisons (较去年) and what is carried over (结转) do not.
_WHEN: Final = re.compile(
    r"(?<![较比与同于转])(?:(?P<year>20\d\d)(?:年|-20\d\d)(?!度?结转)|(?P<own>今年|本年|全年|本学年)|"
    r"(?P<other>去年|上一?年(?!度?的?结转)))"
)
#: 一年来 is the year itself; 三年来, 十一年来 are several.
YEARS_PAST: Final = r"(?<!(?<![十二三四五六七八九])一)年来"
#: Parts of a year, averages, and more years than one.
_OTHER_SPAN: Final = re.compile(
    r"季度|[上下]半年|月份|当月|每月|每[周日年]|月均|日均|年均|(?<!截至)(?<!截止)20\d\d年\d{1,2}月(?!\d|底|末|以来|[至到\-—])|"
    r"(?<![\d.])1?\d月?[-—~－至到](?!12月)1?\d月(?!\d)|"
    r"20\d\d年?度?[至到\-—~]20\d\d年(?!\d)|近[一二两三四五六七八九十\d]{1,3}年|"
    rf"[一二两三四五六七八九十]{YEARS_PAST}"
)


def speaks_of_year(text: str, at: int, year: int | None) -> bool:
    """Say whether what stands at ``at`` of a plain text is of this year, by the last words on it before."""
    when = list(_WHEN.finditer(text, 0, at))
    if not when or year is None or when[-1]["own"]:
        return True
    return when[-1]["year"] == str(year)


def speaks_of_another_span(text: str, at: int) -> bool:
    """Say whether a text speaks of a part of a year, or of several years, up to ``at``."""
    return _OTHER_SPAN.search(text, 0, at) is not None


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a phrase may mean: the cells whose sum it then speaks of."""

    name: Text
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to state a count.

    One of the ``signs``, words with spaces between them, stands in every match of the pattern, which is
    ``written`` here. Its group ``n`` is the count; a pattern without it states that there was none. The
    group ``y``, if any, is a year that must be the report's year and ``year_offset``. ``within`` must occur
    in the sentence (with ``loose``, in what leads up to it). ``barred`` must not stand in the clause of the
    count, ``barred_sentence`` not in its sentence, and ``barred_unnamed`` not in its sentence where the count
    itself does not say that it is of applications. With ``once`` only the first count of this kind in a
    sentence is taken: later ones are of parts.
    """

    kind: str
    what: Text
    signs: str
    written: str
    readings: tuple[Meaning, ...]
    within: re.Pattern[str] | None = None
    barred: re.Pattern[str] | None = None
    barred_sentence: re.Pattern[str] | None = None
    barred_unnamed: re.Pattern[str] | None = None
    loose: bool = False
    once: bool = False
    assumed: bool = False
    year_offset: int = 0

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when a text first has one of the signs: few texts need the half of them."""
        return _compiled(self.written)

    @property
    def counted(self) -> bool:
        """Whether it states a count; else it states that there was none."""
        return "(?P<n>" in self.written


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class Phrases:
    """Phrases that are looked for together, in order of precedence.

    There are many, and few can stand in one sentence: the signs tell which, for less than trying each.
    """

    def __init__(self, *phrases: Phrase) -> None:
        self._phrases = phrases
        #: Whether they state counts; else they state that there was none.
        self.counted = any(phrase.counted for phrase in phrases)
        self._by_sign: dict[str, list[int]] = {}
        for number, phrase in enumerate(phrases):
            for sign in phrase.signs.split():
                self._by_sign.setdefault(sign, []).append(number)

    def __iter__(self) -> Iterator[Phrase]:
        """Yield all of them."""
        return iter(self._phrases)

    def possible_in(self, text: str) -> list[Phrase]:
        """Return those of which a sign stands in the text: no other can match."""
        found = {number for sign, numbers in self._by_sign.items() if sign in text for number in numbers}
        return [self._phrases[number] for number in sorted(found)]


#: Units of a count; those that count many other things as well must end the phrase (not 20个工作日).
UNITS: Final = "件|宗|起|例|份|笔|封|(?:条|个|次|项)(?![一-鿿])"
#: Other years, rates of change, and other kinds of work, which are counted in the same words.
OTHER_WORK: Final = (
    r"提案|建议|(?<!复)议案|信访|热线|12345|咨询|留言|信箱|来信|来电|投诉|工单|举报|诉求|舆情|依职权|培训|"
    r"检察|民事|刑事|仲裁|调解"
)
COMPARED: Final = r"同比|环比|相比|较|[多少]收|增加|减少|增长|下降|增幅|降幅|(?<!今年)(?<!本年)以来|历年|历次"
CHANNEL: Final = (
    r"网上|网络|在线|线上|信函|邮寄|邮件|当面|现场|传真|平台|网站|口头|书面|窗口|电话|当场|微信|"
    r"渠道|途径|方式|转办|转交|转送|领域|涉及|(?<!公开)方面|类的?申请|逾期|超期|延期|延长|征求|重点|"
    r"抽查|评查|检查|审核|审查|指导|核查|研判|会商|协助|把关|督办|复核|典型|案例|牵头"
)


def number(units: str = UNITS) -> str:
    """Pattern of a count with its unit, behind the words that may introduce it."""
    intro = r"(?:共计|总计|合计|累计|总共|共有|共|总数|为|达|有|计|[：:了的]){0,3}"
    return rf"{intro}(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?:{units})(?!{ROUGH_AFTER})"


def cells(table: str, rows: str, column: str = "total") -> tuple[str, ...]:
    """Ids of one column's cells in rows given with spaces between them."""
    return tuple(f"{table}/{row}/{column}" for row in rows.split())


def meaning(zh: str, en: str, *ids: str) -> Meaning:
    """One reading, named in both languages."""
    return Meaning(Text(zh, en), ids)


#: Where a listed name may start: not behind another name, but behind a counted one.
START: Final = r"(?:(?<![与和及、或非])|(?<=[件宗起例条份个次项）)][、和及与]))"
#: An item of a list that starts with its number, and where such an item ends.
LIST_ITEM: Final = r"(?:^|(?<=[，,；;：:（(、中有]))"
ITEM_END: Final = r"(?=$|[，,、；;（()）])"


#: Whose work a sentence speaks of: the whole territory, or one body.
_TERRITORY: Final = re.compile(
    r"全(?:省|市|县|区|旗|州|镇|乡|系统|域)(?:各级|各部门|行政机关)*|[我本](?:省|市|县|区|旗|州)(?!人民政府|政府)|"
    r"各(?:级|部门|单位|镇街|乡镇|县区|区县)[^，,]{0,8}"
)
_ORGAN: Final = re.compile(
    r"(?:省|市|县|区|旗|州)(?:人民)?政府(?:办公室|办公厅|办|本级)?(?:代表[^，,]{0,8}?政府)?(?!门户|网|官网|统一)|本级(?:机关)?|"
    r"(?:我|本)(?:局|委|办|厅|镇|乡|街道|机关|单位|部门|校|院|中心)"
)
#: Another body named as the one who received or handled.
_BODY: Final = re.compile(
    r"[一-鿿]{1,14}?(?:局|委员会|(?<![市县区省党纪])委|厅|办事处|街道|[一-鿿]镇|[一-鿿]乡|管委会|开发区|法院|中心)"
    r"(?=[一-鿿\d]{0,10}$)"
)
#: Where a clause ends.
CLAUSE: Final = re.compile(r"[，,；;。（）()]|(?<=[件宗起例份])[、和及与]|(?<=[^，,；;。（）()：:]{9})[：:]")


#: That no case followed turns a sentence to no other work.
NO_CASE: Final = re.compile(
    r"(?:未|没有|无)[^，,；;。\d]{0,24}?(?:复议|诉讼)(?:[、和及与或]|被?提起|行政|复议|诉讼|案件|情况|的)*"
)
#: What a count includes narrows nothing: （含上年结转）.
_INCLUDED: Final = re.compile(r"[（(]含[^）)]*[）)]")
#: The whole follows: 办公室收到9件，各部门收到14件，合计23件.
_ADDED_UP: Final = re.compile(
    rf"[^。；;结]{{0,60}}?[，,](?:合计|共计|总计)(?:收到|受理|办理)?(?:政府信息公开|信息公开)?(?:申请)?{NUMBER}[件宗]"
)
#: Parts of a territory: what they received is no total.
_PARTS: Final = re.compile(r"(?:各街道|(?<![我本])(?:乡镇|镇街|街镇|县区|区县|园区|县市))[^，,]{0,6}\Z")

#: What a sentence must have to state a count, and to state that there was none.
_COUNTED: Final = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿][件宗起例份笔封条个次项部]")
_NEGATED: Final = re.compile(r"[未无没零0]")


@dataclass(frozen=True, slots=True)
class Count:
    """A count found: ``value`` is whole, ``scope`` the words that say whose count it is, if any."""

    phrase: Phrase
    value: int
    sentence: Sentence
    quote: str
    scope: str | None
    reach: Reach | None


def counts(filing: Filing, phrases: Phrases) -> Iterator[Count]:
    """Yield the counts of the narrative that these phrases state, each once, in order."""
    stated = _COUNTED if phrases.counted else _NEGATED
    for printed in sentences(filing):
        if not stated.search(printed.plain):
            continue
        told = spread(printed.plain) if phrases.counted else Spread(printed.plain, printed.plain)
        sentence = printed._replace(plain=told.text)
        found = [
            (_at(phrase, match), order, phrase, match)
            for order, phrase in enumerate(phrases.possible_in(sentence.plain))
            for match in phrase.pattern.finditer(sentence.plain)
        ]
        taken: set[tuple[str, int]] = set()
        once: set[str] = set()
        for at, _, phrase, match in sorted(found, key=lambda item: item[:2]):
            if (phrase.kind, at) in taken or (phrase.once and phrase.kind in once):
                continue
            value = _value(phrase, match)
            if value is None or not _speaks_of(phrase, match, sentence, filing):
                continue
            taken.add((phrase.kind, at))
            once.add(phrase.kind)
            scope, reach = scope_of(sentence.plain[:at])
            quote = told.as_written(match[0]).lstrip("，,；;：:（(、")
            yield Count(phrase, value, printed, quote, scope, reach)


def _at(phrase: Phrase, match: re.Match[str]) -> int:
    return match.start("n") if phrase.counted else match.end()


def _value(phrase: Phrase, match: re.Match[str]) -> int | None:
    """The count, or None where it is rounded (万) or none."""
    if not phrase.counted:
        return 0
    value = None if match["n"].endswith(("万", "亿")) else parse_number(match["n"])
    return int(value) if value is not None and value == value.to_integral_value() else None


def _speaks_of(phrase: Phrase, match: re.Match[str], sentence: Sentence, filing: Filing) -> bool:
    """Say whether the match states the count of the report's own body, year and kind of work."""
    text = sentence.plain
    borders = [border.end() for border in CLAUSE.finditer(text, 0, match.start())]
    start = borders[-1] if borders else 0
    if phrase.within and not _is_about(phrase.within, phrase, sentence):
        return False
    if phrase.barred and phrase.barred.search(_INCLUDED.sub("", text[start : match.end()])):
        return False
    if phrase.once and _ADDED_UP.match(text, match.end()):
        return False
    if phrase.barred_sentence and phrase.barred_sentence.search(text):
        return False
    unnamed = phrase.barred_unnamed if "申请" not in match[0] else None
    if unnamed and unnamed.search(NO_CASE.sub("", text)):
        return False
    if ROUGH_BEFORE.search(text[: _at(phrase, match)]) or speaks_of_another_span(text, match.end()):
        return False
    if filing.year is not None and not _own_year(phrase, match, text, filing.year):
        return False
    return not other_body(text[start : match.start()], filing.agency.name)


_ON_DISCLOSURE: Final = re.compile(r"信息公开|政务公开|依申请|公开申请|政府信息")
_LOST_THREAD: Final = re.compile(
    r"提案|建议|(?<!复)议案|信访|热线|咨询|留言|信箱|来信|投诉|工单|举报|诉求|主动公开"
)


def _is_about(subject: re.Pattern[str], phrase: Phrase, sentence: Sentence) -> bool:
    """Say whether a sentence, or with a loose phrase what leads up to it, speaks of the subject."""
    if not phrase.loose:
        return subject.search(sentence.plain) is not None
    lead = _since_other_work(sentence.lead)
    if subject.search(sentence.plain):
        # 申请 alone is of whatever the paragraph speaks of
        return (
            lead == sentence.lead
            or _ON_DISCLOSURE.search(sentence.plain) is not None
            or _ON_DISCLOSURE.search(lead) is not None
        )
    return not _LOST_THREAD.search(sentence.plain) and subject.search(lead[-200:]) is not None


def _since_other_work(lead: str) -> str:
    """What leads up to a sentence, as far as it has not turned to other work on the way."""
    turns = list(_LOST_THREAD.finditer(lead))
    return lead[turns[-1].end() :] if turns else lead


def _own_year(phrase: Phrase, match: re.Match[str], text: str, year: int) -> bool:
    if match.groupdict().get("y") and int(match["y"]) != year + phrase.year_offset:
        return False
    # the words that lead up to a bare count are part of its match
    return speaks_of_year(text, _at(phrase, match) if phrase.assumed else match.start(), year)


def other_body(before: str, agency: str) -> bool:
    """Say whether what stands before a statement in its clause names another body than the reporting one."""
    if _PARTS.search(before) and "部门" not in before:
        return True
    body = _BODY.search(before)
    if body is None or re.search(r"[我本全各]", body[0]):
        return False
    rest = iter(agency)
    # abbreviations keep the order of the name: 发改局 is 发展和改革局
    return not all(character in rest for character in body[0][-3:])


def scope_of(before: str) -> tuple[str | None, Reach | None]:
    """Return the last words of a text that say whose work it speaks of, and how far they reach."""
    found: list[tuple[int, str, Reach]] = [
        (m.start(), m[0], "territory") for m in _TERRITORY.finditer(before)
    ]
    found += [(m.start(), m[0], "organ") for m in _ORGAN.finditer(before)]
    if not found:
        return None, None
    _, words, reach = max(found)
    return words, reach

"""What a way to state a count is made of: a pattern, what it may mean, and when it is no such count.

Precision comes first: a phrase names what is counted without a word that narrows it (a channel, another
year, another kind of work). Phrases that lawfully mean more than one thing have several readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.bilingual import Text
from gouji.prose.numerals import NUMBER, ROUGH_AFTER

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a phrase may mean: the cells whose sum it then speaks of."""

    name: Text
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to state a count.

    One of the ``signs``, words with spaces between them, stands in every match of the pattern.
    The group ``n`` of the pattern is the count; a pattern without it states that there was none. The group
    ``y``, if any, is a year that must be the report's year and ``year_offset``. ``within`` must occur in
    the sentence (with ``loose``, in what leads up to it). ``barred`` must not stand in the clause of the
    count, ``barred_sentence`` not in its sentence, and ``barred_unnamed`` not in its sentence where the count
    itself does not say that it is of applications. With ``once`` only the first count of this kind in a
    sentence is taken: later ones are of parts.
    """

    kind: str
    what: Text
    signs: str
    pattern: re.Pattern[str]
    readings: tuple[Reading, ...]
    within: re.Pattern[str] | None = None
    barred: re.Pattern[str] | None = None
    barred_sentence: re.Pattern[str] | None = None
    barred_unnamed: re.Pattern[str] | None = None
    loose: bool = False
    once: bool = False
    assumed: bool = False
    year_offset: int = 0


class Phrases:
    """Phrases that are looked for together, in order of precedence.

    There are many, and few can stand in one sentence: the signs tell which, for less than trying each.
    """

    def __init__(self, *phrases: Phrase) -> None:
        self._phrases = phrases
        #: Whether they state counts; else they state that there was none.
        self.counted = any("n" in phrase.pattern.groupindex for phrase in phrases)
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


def reading(zh: str, en: str, *ids: str) -> Reading:
    """One reading, named in both languages."""
    return Reading(Text(zh, en), ids)


#: Where a listed name may start: not behind another name, but behind a counted one.
START: Final = r"(?:(?<![与和及、或非])|(?<=[件宗起例条份个次项）)][、和及与]))"
#: An item of a list that starts with its number, and where such an item ends.
LIST_ITEM: Final = r"(?:^|(?<=[，,；;：:（(、中有]))"
ITEM_END: Final = r"(?=$|[，,、；;（()）])"

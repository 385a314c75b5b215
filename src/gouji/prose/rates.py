"""Percentages in the narrative: shares of the applications, and growth against the year before.

A share states the count it measures (``自然人申请42件，占43.75%``) or only names it (``自然人申请占43.75%``);
what it is a share of is often left open, so every lawful whole is tried. A growth rate, and the number by
which applications grew, is compared with the earlier report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gouji.prose.numerals import NUMBER, ROUGH_AFTER, parse_number
from gouji.prose.phrases import CHANNEL, OTHER_WORK
from gouji.prose.sentences import sentences
from gouji.prose.when import speaks_of_another_span, speaks_of_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.sentences import Sentence

_PERCENT: Final = r"(?P<p>\d+(?:\.\d+)?)[%％]"
_TAKES: Final = rf"占(?:比|到|全部|总)?[^，,。；;\d%]{{0,16}}?(?:为|达)?{_PERCENT}"
_SHARE: Final = re.compile(rf"(?P<n>{NUMBER})[件宗][，,（(]?{_TAKES}")
#: Applicant types and outcomes, by the names that a share may have → columns or rows of table three.
NAMES: Final = {
    "自然人|公民|个人": ("natural_person",),
    "商业企业": ("business",),
    "科研机构": ("research",),
    "社会公益组织": ("public_interest",),
    "法律服务机构": ("legal_service",),
    "予以公开": ("granted",),
    "部分公开": ("granted_partly",),
}
_NAMED_SHARE: Final = re.compile(
    rf"(?<![与和及、或非不])(?P<name>{'|'.join(NAMES)})(?:提出|提交|的|申请人?|数量|件)*[，,]?{_TAKES}"
)
_WAY: Final = r"(?P<way>增长|增加|上升|提高|增幅为?|多|下降|减少|回落|降低|降幅为?|少)"
_GROWN: Final = (
    rf"申请(?:数量|量|总量|数|件)?(?:共|共计|为)?(?:{NUMBER}[件宗])?[，,（(]?(?:申请)?(?:数量|总量|量|件数)*"
    rf"(?:与|同|较|比)?(?:去年|上年度?|上一年度?|(?P<y>20\d\d)年度?)?(?:同期)?(?:数量)?(?:相比|同比)?[，,]?(?:有所)?"
    rf"{_WAY}了?"
)
_GROWTH: Final = re.compile(
    rf"{_GROWN}(?:{NUMBER}[件宗][，,]?(?:增长|上升|下降|减少|增幅|降幅)?(?:率|幅度)?为?)?{_PERCENT}"
)
_CHANGE: Final = re.compile(rf"{_GROWN}(?P<n>{NUMBER})[件宗](?!{ROUGH_AFTER})")
_LOWER: Final = ("下降", "减少", "回落", "降低", "降幅", "少")
#: Words that make the applications before a growth some of them only.
_SOME: Final = re.compile(rf"{CHANNEL}|自然人|公民|个人|法人|企业|机构|组织|结转|其中|[一-鿿]类")
_CLAUSE: Final = re.compile(r"[，,；;：:。（(]")
_COMPARED: Final = re.compile(r"去年|上年|上一年|同比|20\d\d年")
_REQUESTS: Final = re.compile(r"申请|自然人|予以公开|部分公开|法律服务机构")
_ROUGH: Final = re.compile(r"约|近|超|逾|以上|左右|余|(?<=[\d十百千万])多")
_OTHER: Final = re.compile(rf"{OTHER_WORK}|复议|诉讼|主动公开|条信息")
_COUNTED: Final = re.compile(rf"({NUMBER})[件宗]")


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage: ``value`` as printed, with its decimals, negative for a decrease.

    A share measures ``count`` where that is stated, else the cells called ``name`` (a key of
    :data:`NAMES`). ``wholes`` are counts printed near it that it may be a share of.
    """

    value: Decimal
    sentence: Sentence
    quote: str
    count: int | None = None
    name: str | None = None
    wholes: tuple[int, ...] = ()


def shares(filing: Filing) -> Iterator[Rate]:
    """Yield shares of a count or of a named kind in sentences about applications of the report's year."""
    for sentence in sentences(filing):
        text = sentence.plain
        if "占" not in text or _OTHER.search(text) or not _REQUESTS.search(text + sentence.lead[-120:]):
            continue
        near = _counts_in(sentence.lead[-200:] + text)
        for match in (*_SHARE.finditer(text), *_NAMED_SHARE.finditer(text)):
            if _ROUGH.search(match[0]) or not _of_this_year(text, match.start(), filing.year):
                continue
            count = parse_number(match["n"]) if "n" in match.groupdict() else None
            name = next((n for n in NAMES if re.fullmatch(n, match.groupdict().get("name") or "")), None)
            if count is None and name is None:
                continue
            stated = int(count) if count is not None else None
            yield Rate(Decimal(match["p"]), sentence, match[0], stated, name, near)


def growths(filing: Filing) -> Iterator[Rate]:
    """Yield growth rates of the applications received; a decrease is negative."""
    for sentence, match, sign in _grown(_GROWTH, filing):
        yield Rate(sign * Decimal(match["p"]), sentence, match[0])


def changes(filing: Filing) -> Iterator[Rate]:
    """Yield by how many the applications received grew in the year; a decrease is negative."""
    for sentence, match, sign in _grown(_CHANGE, filing):
        number = None if match["n"].endswith(("万", "亿")) else parse_number(match["n"])
        if number is not None and number == number.to_integral_value():
            yield Rate(sign * number, sentence, match[0])


def _grown(pattern: re.Pattern[str], filing: Filing) -> Iterator[tuple[Sentence, re.Match[str], int]]:
    """Yield what is said of all applications against the year before, with the sign of the change."""
    for sentence in sentences(filing):
        text = sentence.plain
        for match in pattern.finditer(text):
            if _ROUGH.search(match[0]) or not _COMPARED.search(match[0]) or _OTHER.search(text):
                continue
            if match["y"] and filing.year is not None and int(match["y"]) != filing.year - 1:
                continue
            if _SOME.search(_CLAUSE.split(text[: match.start()])[-1]):
                continue
            if _of_this_year(text, match.start(), filing.year):
                yield sentence, match, -1 if match["way"].startswith(_LOWER) else 1


def _of_this_year(text: str, at: int, year: int | None) -> bool:
    return speaks_of_year(text, at, year) and not speaks_of_another_span(text, at)


def _counts_in(text: str) -> tuple[int, ...]:
    found = (parse_number(match[1]) for match in _COUNTED.finditer(text))
    return tuple(int(n) for n in found if n is not None and n == n.to_integral_value())


def steps_off(printed: Decimal, part: int, whole: int) -> Decimal:
    """How far ``printed`` percent is from ``part / whole``, in units of its last printed decimal.

    A rate rounded or cut off as printed is less than one step off.
    """
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(printed - Decimal(100 * part) / Decimal(whole)) / step

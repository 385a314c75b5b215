"""Percentages in the narrative: shares of a count, and growth against the year before.

A share names its count (``自然人申请42件，占43.75%``); what it is a share of is often left open, so every
lawful whole is tried. A growth rate is compared with the earlier report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gouji.prose.numerals import NUMBER, parse_number
from gouji.prose.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.sentences import Sentence

_PERCENT: Final = r"(?P<p>\d+(?:\.\d+)?)[%％]"
_SHARE: Final = re.compile(
    rf"(?P<n>{NUMBER})件[，,（(]?(?:约|所)?占(?:比|到)?[^，,。；;\d]{{0,16}}?(?:为|约)?{_PERCENT}"
)
_GROWTH: Final = re.compile(
    rf"申请(?:数量|量|总量|数)?(?:共|共计)?(?:{NUMBER}件)?[，,]?(?:数量|总量|申请数量|申请量|件数)*"
    rf"(?:与|同|较|比)?(?:去年|上年|上一年|上年度|上一年度)?(?:同期)?(?:相比|同比)?(?:有所)?"
    rf"(?P<way>增长|增加|上升|提高|下降|减少|回落|降低)了?(?:约)?{_PERCENT}"
)
_REQUESTS: Final = re.compile(r"申请")
_ROUGH: Final = re.compile(r"约|近|超|逾|以上")


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage: ``value`` as printed with its decimals; ``count`` is the part it measures, if a share."""

    value: Decimal
    count: int | None
    sentence: Sentence
    quote: str


def shares(filing: Filing) -> Iterator[Rate]:
    """Yield shares of a count in sentences about applications."""
    for sentence in sentences(filing):
        text = sentence.plain
        for match in _SHARE.finditer(text):
            count = parse_number(match["n"])
            if _REQUESTS.search(text) and count is not None and not _ROUGH.search(match[0]):
                yield Rate(Decimal(match["p"]), int(count), sentence, match[0])


def growths(filing: Filing) -> Iterator[Rate]:
    """Yield growth rates of the applications received; a decrease is negative."""
    for sentence in sentences(filing):
        for match in _GROWTH.finditer(sentence.plain):
            if not _ROUGH.search(match[0]) and re.search(r"去年|上年|上一年|同比", match[0]):
                sign = -1 if match["way"] in "下降减少回落降低" else 1
                yield Rate(sign * Decimal(match["p"]), None, sentence, match[0])


def steps_off(printed: Decimal, part: int, whole: int) -> Decimal:
    """How far ``printed`` percent is from ``part / whole``, in units of its last printed decimal.

    A rate rounded or cut off as printed is less than one step off.
    """
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(printed - Decimal(100 * part) / Decimal(whole)) / step

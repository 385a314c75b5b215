"""The amount of administrative fees in prose, as table two (form 2021) has it in 万元."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gouji.prose.numerals import NUMBER, ROUGH_AFTER, ROUGH_BEFORE, parse_number
from gouji.prose.sentences import sentences
from gouji.prose.when import speaks_of_another_span, speaks_of_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.sentences import Sentence

_FEES: Final = re.compile(
    r"行政事业性收费(?:项目)?(?:的)?(?:收入|收缴|征收|金额|总额|总金额|收费)*(?:共计|总计|合计|共|为|达|是|[：:])*"
    rf"(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?P<unit>元)"
)
#: Other years, other money, and parts of the fees.
_BARRED: Final = re.compile(
    r"去年|上年|上一年|同比|相比|较|以来|累计|预算|决算|减免|免征|免收|取消|停征|降低|应收|欠|其中|标准|罚|退"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount stated: in 万元, with the worth of its last printed figure (``step``)."""

    value: Decimal
    step: Decimal
    sentence: Sentence
    quote: str


def fee_amounts(filing: Filing) -> Iterator[Amount]:
    """Yield the amounts of administrative fees that the narrative states for the report's year."""
    for sentence in sentences(filing):
        text = sentence.plain
        for match in _FEES.finditer(text):
            before = text[: match.start("n")]
            if _BARRED.search(text[: match.end()]) or ROUGH_BEFORE.search(before):
                continue
            number = parse_number(match["n"])
            if number is None or not speaks_of_year(text, match.start(), filing.year):
                continue
            if not speaks_of_another_span(text, match.end()):
                yield Amount(number / 10000, _step(match["n"]), sentence, match[0])


def _step(printed: str) -> Decimal:
    """Return what one in the last figure is worth, in 万元."""
    decimals = re.search(r"\.(\d+)", printed)
    step = Decimal(1).scaleb(-len(decimals[1]) if decimals else 0)
    return step * {"万": 1, "亿": 10000}.get(printed.strip()[-1], Decimal("0.0001"))

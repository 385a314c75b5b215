"""The fee for processing applications (信息处理费) as section six reports it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gouji.prose.numerals import NUMBER, ROUGH_BEFORE, parse_number
from gouji.prose.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.sentences import Sentence

SUBJECT: Final = re.compile(
    r"信息处理费|处理费|依申请[^，,。；;]{0,10}费|信息公开[^，,。；;]{0,12}(?:收费|费用)"
)
_NAMED: Final = re.compile(r"处理费|收费|费用")
_AMOUNT: Final = re.compile(rf"(?P<n>{NUMBER})(?P<unit>万?元)")
_NONE: Final = re.compile(
    r"(?:未|没有|无|不)[^，,。；;]{0,12}(?:收取|收费|产生|发生|涉及)|(?:未|没有|无)[^，,。；;]{0,10}费"
)
_BY_VOLUME: Final = re.compile(r"按量|\d+页")
_BY_ITEM: Final = re.compile(r"按件")


@dataclass(frozen=True, slots=True)
class Fee:
    """A sentence on the fee. ``yuan`` is what was collected, None where it states no one whole amount."""

    yuan: int | None
    by_volume: bool
    by_item: bool
    sentence: Sentence


def fees(filing: Filing) -> Iterator[Fee]:
    """Yield the sentences on the fee, in the order of the report; plans of section five are left out."""
    for sentence in sentences(filing):
        text = sentence.plain
        if sentence.section == 5 or not (
            SUBJECT.search(text) or (sentence.section == 6 and _NAMED.search(text))
        ):
            continue
        amounts = [m for m in _AMOUNT.finditer(text) if not ROUGH_BEFORE.search(text[: m.start()])]
        yuan = _yuan(amounts[0]) if len(amounts) == 1 else None
        if not amounts and _NONE.search(text):
            yuan = 0
        yield Fee(yuan, bool(_BY_VOLUME.search(text)), bool(_BY_ITEM.search(text)), sentence)


def _yuan(match: re.Match[str]) -> int | None:
    number = parse_number(match["n"])
    if number is None:
        return None
    value = number * (Decimal(10000) if match["unit"] == "万元" else Decimal(1))
    return int(value) if value == value.to_integral_value() else None

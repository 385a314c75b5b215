"""Numbers as Chinese prose writes them, alone and in lists: ``1,286``, ``一百二十``, ``分别为3件、1件``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}

# a number starts with its first digit, and none in words is longer: else a long row of figures would be tried
# from each of them
_ARABIC = r"(?<!\d)(?:\d{1,3}(?:[,，]\d{3})+|\d+(?:\.\d+)?)"
_CHINESE = r"[零〇一二两三四五六七八九十百千]{1,16}"
#: A number, with 万 or 亿; words that make it a rough one are matched after it.
NUMBER = rf"(?:(?:{_ARABIC})|(?:{_CHINESE}))\s*[万亿]?"
#: Words behind or in front of a number that is only roughly right.
ROUGH_AFTER = r"\s*(?:余|多|以上|左右)"
ROUGH_BEFORE = re.compile(r"(?:约|近|逾|超|超过|达到?约|大约|将近|上|第|每)\s*$")


def parse_number(text: str) -> Decimal | None:
    """Return the number that a match of :data:`NUMBER` writes, or None where it writes none."""
    text = re.sub(r"\s", "", text).replace("，", ",")
    scale = 1
    if text[-1:] in "万亿":
        scale = 10**4 if text[-1] == "万" else 10**8
        text = text[:-1]
    if text and text[0].isascii() and text[0].isdigit():
        return Decimal(text.replace(",", "")) * scale
    value = _chinese(text)
    return None if value is None else Decimal(value) * scale


def _chinese(text: str) -> int | None:
    total, digit = 0, None
    for character in text:
        if character in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[character]
            digit = None
        elif character in _DIGITS:
            if digit:
                return None  # figures in a row: a year or a number plate, no count
            digit = _DIGITS[character]
        else:
            return None
    return total + (digit or 0) if text else None


_NAME: Final = r"[^，,、。；;：:（）()\d]{2,24}"
_UNIT: Final = "件|宗|起|例|份|项|部|个|条|次"
_COUNT: Final = rf"{NUMBER}(?:{_UNIT})?"
_LIST: Final = re.compile(
    rf"(?P<names>{_NAME}(?:、{_NAME}){{0,7}})"
    rf"(?:分别(?:共有|共计|有|为|是|达)?[：:]?(?P<each>{_COUNT}(?:[、，,和及与]{_COUNT}){{1,7}})|"
    rf"均(?:为|是|有)(?P<same>{NUMBER}(?:{_UNIT})))(?!{ROUGH_AFTER})"
)
_COUNTED: Final = re.compile(rf"(?P<n>{NUMBER})(?P<unit>{_UNIT})?")
_AND: Final = re.compile("以及|[和及与]")
#: What stands between a name and its count and is no part of either.
_NUMBER_OF: Final = re.compile("的?(?:总?数量?|件数|情况)$")
_LEAST: Final = 2


class Spread(NamedTuple):
    """A text with every count behind its name, as it was written, and the passages changed (now, before)."""

    text: str
    written: str
    passages: tuple[tuple[str, str], ...] = ()

    def as_written(self, quote: str) -> str:
        """Return what was written where a quotation of the text now stands: at most all of it."""
        if quote in self.written:
            return quote
        return next((before for now, before in self.passages if quote in now), self.written)


def spread(text: str) -> Spread:
    """Put every count of such a list behind its name; a list whose names and counts do not pair off stays."""
    if "分别" not in text and "均" not in text:
        return Spread(text, text)
    passages: list[tuple[str, str]] = []

    def paired(match: re.Match[str]) -> str:
        counts = _counts(match)
        names = _names(match["names"], len(counts) if match["each"] else None)
        if names is None:
            return match[0]
        each = counts if match["each"] else counts * len(names)
        now = "、".join(f"{name}{count}" for name, count in zip(names, each, strict=True))
        passages.append((now, match[0]))
        return now

    return Spread(_LIST.sub(paired, text), text, tuple(passages))


def _counts(match: re.Match[str]) -> list[str]:
    """The counts with their units; the last unit stands for those that have none (3、1件)."""
    found = list(_COUNTED.finditer(match["each"] or match["same"]))
    return [f"{one['n']}{one['unit'] or found[-1]['unit'] or ''}" for one in found]


def _names(text: str, wanted: int | None) -> Sequence[str] | None:
    """Split names at their marks, the last pair at 和 where the marks alone give too few."""
    names = _NUMBER_OF.sub("", text).split("、")
    last = _AND.split(names[-1], maxsplit=1)
    if all(last) and len(last) == _LEAST and len(names) != wanted:
        names[-1:] = last
    return names if len(names) >= _LEAST and wanted in (None, len(names)) else None

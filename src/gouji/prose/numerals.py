"""Numbers as Chinese prose writes them: ``1,286``, ``102.9万``, ``一百二十``, ``十余``."""

from __future__ import annotations

import re
from decimal import Decimal

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

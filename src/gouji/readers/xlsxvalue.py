"""The value of a spreadsheet cell as the text that a person sees in the cell."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

#: A number format of digits alone, with or without thousands separators, decimals and a percent sign, and
#: words around it.
_PLAIN = re.compile(
    r"(?P<before>-?)(?P<group>#,##)?#{0,3}0(?:\.(?P<decimals>0+))?(?P<percent>%)?(?P<behind>(?:\"[^\"]*\"|[\u3400-\u9fff])*)"
)
_AS_STORED: Final = frozenset({"general", "@", "g/通用格式"})
#: What a number format may carry without changing the digits: colours, locales, padding, quoted blanks.
_DRESSING = re.compile(r"\[(?![<>=])[^\]]*\]|_.|\*.|\\ |\"\s*\"")
#: A section of words alone: what accounting formats print for zero.
_WORDS = re.compile(r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[-—–/]))?[?\s]*')
_WHITE: Final = re.compile(r"\[(?:white|白色|color ?2|颜色 ?2)\]", re.I)
_FORMAT: Final = 255  # characters that Excel allows a number format
_SIGNIFICANT: Final = 15  # Excel shows no more digits than this, and stores binary fractions beneath them


def shown(value: object, number_format: str) -> str:
    """Return the text of a cell: integers without a point, fractions without an exponent, dates as dates.

    A plain number format (``0.00``, ``#,##0``, ``0%``, ``0"件"``) is applied, for that is what was published.
    Another, or one that prints in white, is put behind the number as it is stored: what the cell shows may
    be another figure, or none.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value).strip()


def _number(value: float, number_format: str) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{_SIGNIFICANT}g"))
    if not exact.is_finite():
        return str(value)
    sections = number_format[:_FORMAT].split(";")
    at = 1 if exact < 0 else 2 if exact == 0 else 0
    dressed = sections[at] if at < len(sections) else sections[0]
    if _WHITE.search(dressed):
        return f"{exact.normalize():f} [{number_format[:_FORMAT]}]"
    section = _DRESSING.sub("", dressed)
    if not number_format or section.lower() in _AS_STORED:
        return f"{exact.normalize():f}"
    if not section:
        return ""  # shown as nothing
    if exact == 0 and (words := _WORDS.fullmatch(section)):
        return words["quoted"] or words["bare"] or ""
    plain = _PLAIN.fullmatch(section)
    if plain is None:
        return f"{exact.normalize():f} [{number_format[:_FORMAT]}]"
    if exact < 0 and len(sections) > 1:
        exact = -exact  # a section for negative numbers prints its own sign, or none
    if plain["percent"]:
        exact *= 100
    exact = exact.quantize(Decimal(1).scaleb(-len(plain["decimals"] or "")), rounding=ROUND_HALF_UP)
    digits = f"{exact:,f}" if plain["group"] else f"{exact:f}"
    return plain["before"] + digits + (plain["percent"] or "") + plain["behind"].replace('"', "")

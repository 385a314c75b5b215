"""Days as reports and pages write them: ``2024-01-30 12:10``, ``2024年1月30日``, ``二〇二四年一月三十日``."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS: Final = {character: n for n, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "0": 0,
}
_HAN: Final = "〇○零一二三四五六七八九十"
_WRITTEN: Final = re.compile(
    r"(?<!\d)(?P<year>20\d\d)\s*(?:年|[-–—‑/.])\s*(?P<month>\d{1,2})\s*(?:月|[-–—‑/.])\s*(?P<day>\d+)\s*"
    r"(?P<clock>[日号]|:\s*\d\d)?"
    r"|(?<!\d)(?P<run>20\d{6})(?:\d{6})?(?!\d)"
    rf"|(?P<han_year>二[{_HAN}0]{{3}})\s*年\s*(?P<han_month>[{_HAN}]{{1,2}})\s*月\s*(?P<han_day>[{_HAN}]{{1,3}})\s*[日号]"
)


class Day(NamedTuple):
    """A day that a text writes, from ``start`` to ``end``; the end may lie before an hour glued to it."""

    date: dt.date
    start: int
    end: int


def days_in(text: str) -> Iterator[Day]:
    """Yield the days that a text writes, in order; ``text`` has NFKC widths.

    What may be two days is none: ``2026-1-314:14`` without the space is the 3rd at 14:14 or the 31st at 4:14.
    """
    for match in _WRITTEN.finditer(text):
        if (date := _date(match)) is not None:
            yield Day(date, match.start(), match.end())


def _date(match: re.Match[str]) -> dt.date | None:
    if run := match["run"]:
        return _valid(int(run[:4]), int(run[4:6]), int(run[6:]))
    if match["han_year"]:
        year = int("".join(str(_DIGITS[character]) for character in match["han_year"]))
        return _valid(year, _number(match["han_month"]), _number(match["han_day"]))
    year, month, digits = int(match["year"]), match["month"], match["day"]
    if (match["clock"] or "").startswith(":"):
        possible = {
            date
            for length in (1, 2)
            if _is_hour(digits[length:])
            and (date := _valid(year, int(month), int(digits[:length])))
            and not (month[0] == "0" and length == 1)
        }
        return possible.pop() if len(possible) == 1 else None
    return _valid(year, int(month), int(digits)) if len(digits) <= 2 else None


def _is_hour(digits: str) -> bool:
    """Say whether digits in front of a colon are an hour; none are none, as in ``2024-1-30:12:10``."""
    return digits == "" or (len(digits) <= 2 and int(digits) < 24)


def _number(text: str) -> int:
    """A number up to 99 in Chinese numerals; 0 for what is none."""
    tens, ten, units = text.partition("十")
    digits = "".join(str(_DIGITS[character]) for character in text if character != "十")
    if not ten:
        return int(digits)
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return 0
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[units] if units else 0)


def _valid(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None

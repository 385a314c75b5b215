"""What a printed cell says: its number and status, never more than is printed (contract: cell status).

Only ASCII and full-width digits are digits. Everything else that merely looks like one (letters O and l,
circled, superscript or Chinese numerals, other scripts) is no number here.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

from gouji.model.document import PICTURE, UNKNOWN
from gouji.model.text import memoised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gouji.model.filing import Number, Status


#: Printed instead of a number where nothing is to be reported.
PLACEHOLDERS = frozenset({"/", "//", "\\", "-", "--", "—", "——", "–", "―", "─", "无", "无数据", "无此项"})

#: A figure of more digits is no count and no amount of money, and would not be exact in a frame.
MOST_DIGITS = 18
_TOO_LONG = re.compile(rf"\D*\d(?:[,.]?\d){{{MOST_DIGITS}}}")
_BLANKS = re.compile(r"[\s\u00a0\u200b-\u200d\u2028\u2029\u2060\ufeff\u3000]+")
#: The number that a data frame gives to a row.
_ROW_NUMBER = re.compile("[0-9]{1,3}")
#: What data frames write where a cell is empty.
_NOT_A_NUMBER = frozenset({"NaN", "nan", "<NA>", "NaT", "None"})
#: Marks that reorder what is shown: a number beside one may not be the number that a person sees.
_REORDERING = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
#: A gap or line break between digits may be two numbers.
_GAP = re.compile(r"\d[\s\u00a0\u3000]+[\d.,]|[.,][\s\u00a0\u3000]+\d")
#: Words that neither are a placeholder nor begin like a number in words begin like this.
NO_VALUE = re.compile(r"(?![人增新减无])[\u3400-\u9fff]")
#: What a reader writes where it cannot tell what is printed, and the stroke through what is struck out.
_UNSEEN = f"{PICTURE}{UNKNOWN}\u0336"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－−﹣／（）％", "0123456789.,+---/()%")
_BARE = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_UNIT = "(?P<unit>万元|亿元|元|万|亿|件|条|项|次|个|宗|起|份)"
_WITH_UNIT = re.compile(rf"(?P<number>[+-]?{_NUMBER.pattern}){_UNIT}")
_WITH_REMARK = re.compile(
    rf"(?P<number>[+-]?{_NUMBER.pattern})(?:件|条|项|个|份)?\((?P<remark>[\d.,%\s]*+[^()]+)\)"
)
#: A remark that is the unit: 5629（元）, 12（单位：万元）.
_UNIT_REMARK = re.compile(rf"(?:单位[:：]?)?{_UNIT}")
#: A remark that changes what the number says: its size, its sign, its year, or that it is mistaken.
_CHANGING = re.compile(
    r"[万亿千百](?:元|件|$)|^[^\d其]*元|减|降|负|[-−]|应为|应是|更正|改为|误|上年|上一年|去年|往年"
)
_CURRENCY = re.compile(rf"(?:人民币|¥|￥)(?P<rest>{_NUMBER.pattern}(?:万元|亿元|元))")
_CHANGE = re.compile(rf"(?P<way>增加|新增|增|减少|减)(?P<number>{_NUMBER.pattern})(?:项|件|个)?")

#: Money units in yuan; counting units stand for themselves.
_YUAN = {
    "元": Decimal(1),
    "万元": Decimal(10**4),
    "亿元": Decimal(10**8),
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
}


@memoised
def is_blank(printed: str) -> bool:
    """Say whether nothing visible is printed, or what a data frame writes into an empty cell."""
    return not printed or _BLANKS.fullmatch(printed) is not None or printed.strip() in _NOT_A_NUMBER


def is_words(printed: str, unit: str) -> bool:
    """Say whether a print is words that give no number, rather than a number that was not made out.

    That may be one where digits stand apart or on two lines, were raised, lowered, struck out, replaced or
    reordered, where a picture or a formula stands, and where the text gives a number, but the page does not.
    """
    text = printed.strip()
    return (
        parse_value(printed, unit)[1] == "illegible"
        and not text.startswith("=")
        and not _GAP.search(text)
        and not _REORDERING.search(text)
        and not any(char in _UNSEEN or (char.isdigit() and not char.isdecimal()) for char in text)
    )


def parse_value(printed: str, unit: str) -> tuple[Number | None, Status]:
    """Read one printed cell whose column is in ``unit`` (件, 项, 元, 万元).

    Returns the number in that unit with ``read`` (a bare number) or ``annotated`` (a number with a unit or
    words), else None with ``blank``, ``placeholder`` or ``illegible``.

    >>> parse_value("4574.73 万", "元")
    (45747300, 'annotated')
    >>> parse_value("22（其中修订16件）", "件")
    (22, 'annotated')
    >>> parse_value("1O", "件")
    (None, 'illegible')
    """
    return _parser(unit)(printed)


def has_value(printed: str) -> bool:
    """Say whether a number or a placeholder, or nothing, is printed, in whatever unit."""
    if NO_VALUE.match(printed):
        return False
    return any(parse_value(printed, unit)[1] != "illegible" for unit in ("件", "元", "项"))


@cache
def _parser(unit: str) -> Callable[[str], tuple[Number | None, Status]]:
    """Return what reads a cell in this unit: of cells that print the same, the first one only."""
    return memoised(partial(_parsed, unit))


def _parsed(unit: str, printed: str) -> tuple[Number | None, Status]:
    if printed.isascii() and printed.isdecimal() and len(printed) <= MOST_DIGITS:
        return int(printed), "read"
    if NO_VALUE.match(printed):
        return None, "illegible"
    if is_blank(printed):
        return None, "blank"
    if _REORDERING.search(printed):
        return None, "illegible"
    text = printed.strip(" \t\r\n\u00a0\u3000\u200b\ufeff").translate(_FULL_WIDTH)
    # only gaps beside words are removed
    if _GAP.search(text):
        return None, "illegible"
    text = _BLANKS.sub("", text)
    if text in PLACEHOLDERS or unicodedata.normalize("NFKC", text) in PLACEHOLDERS:
        return None, "placeholder"
    if not text.isascii() and any(c.isdigit() and not c.isascii() for c in text):
        return None, "illegible"
    if _TOO_LONG.match(text):
        return None, "illegible"
    if _BARE.fullmatch(text):
        return _number(text), "read"
    return _annotated(text, unit)


def _annotated(text: str, unit: str) -> tuple[Number | None, Status]:
    if match := _WITH_REMARK.fullmatch(text):
        if unit_remark := _UNIT_REMARK.fullmatch(match["remark"]):
            text = match["number"] + unit_remark["unit"]
        elif _CHANGING.search(match["remark"]):
            return None, "illegible"
        else:
            return _number(match["number"]), "annotated"
    if match := _CURRENCY.fullmatch(text):
        text = match["rest"]
    if match := _WITH_UNIT.fullmatch(text):
        number = _in_unit(_number(match["number"]), match["unit"], unit)
        return (number, "annotated") if number is not None else (None, "illegible")
    if unit == "项" and (match := _CHANGE.fullmatch(text)):
        number = _number(match["number"])
        return (-number if match["way"].startswith("减") else number), "annotated"
    return None, "illegible"


def _in_unit(number: Number, printed_unit: str, unit: str) -> Number | None:
    money = unit in _YUAN
    if printed_unit in {"元", "万元", "亿元"} and not money:
        return None  # an amount of money where the form counts
    if printed_unit in _YUAN and money:
        return _exact(Decimal(number) * _YUAN[printed_unit] / _YUAN[unit])
    if printed_unit in _YUAN:
        return _exact(Decimal(number) * _YUAN[printed_unit])
    return None if money else number


def _number(text: str) -> Number:
    return _exact(Decimal(text.replace(",", "")))


def _exact(number: Decimal) -> Number:
    """An int where the number is whole, else the shortest exact Decimal."""
    if number == number.to_integral_value():
        return int(number)
    return number.normalize()


def counts_on(fields: Sequence[str], start: int | None = None) -> bool:
    """Whether fields count as a data frame does its rows and columns.

    From 0 where ``start`` is 0, else from any number: behind a page break it goes on with its rows.
    """
    if start is None and fields and _ROW_NUMBER.fullmatch(fields[0]):
        start = int(fields[0])
    return start is not None and list(fields) == [str(start + n) for n in range(len(fields))]

"""The value of a spreadsheet cell as the text that a person sees in the cell."""

from __future__ import annotations

import datetime as dt
import operator
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


#: A number format of digits alone, with or without thousands separators, decimals and a percent sign, and
#: words around it. Of ``spare`` digits none is shown for zero.
_PLAIN = re.compile(
    r"(?P<before>-?)(?:(?P<group>#,##)?#{0,3}0(?:\.(?P<decimals>0+))?(?P<percent>%)?|(?P<spare>[#?]+|#,###))"
    r"(?P<behind>(?:\"[^\"]*\"|[\u3400-\u9fff])*)"
)
#: A section that holds for some numbers only: [=0], [>999].
_CONDITION = re.compile(r"\[(?P<sign><=|>=|<>|[<>=])(?P<number>-?\d+(?:\.\d+)?)\]")
_HOLDS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt, "<=": operator.le, "<>": operator.ne, "=": operator.eq, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip
_AS_STORED: Final = frozenset({"general", "@", "g/通用格式"})
#: What a number format may carry without changing the digits: colours, locales, padding, quoted blanks.
_DRESSING = re.compile(r"\[(?![<>=])[^\]]*\]|_.|\*.|\\ |\"\s*\"")
#: A section of words alone: what accounting formats print for zero.
_WORDS = re.compile(r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[-—–/]))?[?\s]*')
_WHITE: Final = re.compile(r"\[(?:white|白色|color ?2|颜色 ?2)\]", re.I)
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAK: Final = re.compile(r"\r\n?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
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
    return _text(str(value), number_format)


def unescaped(text: str) -> str:
    """Return a text of the file as it is shown: ``_x000D_`` as the character of that number (ST_Xstring).

    A line break is a line feed; other control characters, which nobody sees, are left out.
    """
    if "_x" not in text and "\r" not in text:
        return text
    decoded = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    # two halves of a character beyond U+FFFF, or a half that is none
    decoded = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", _BREAK.sub("\n", decoded))


def _text(text: str, number_format: str) -> str:
    sections = number_format[:_FORMAT].split(";")
    if len(sections) > 3 and not _DRESSING.sub("", sections[3]):
        return ""  # the fourth section is that of texts
    return unescaped(text).strip()


def _number(value: float, number_format: str) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{_SIGNIFICANT}g"))
    if not exact.is_finite():
        return str(value)
    stored = f"{exact.normalize():f} [{number_format[:_FORMAT]}]"
    sections = number_format[:_FORMAT].split(";")
    dressed = _section(sections, exact)
    if dressed is None or _WHITE.search(dressed):
        return stored
    section = _DRESSING.sub("", dressed)
    if not number_format or section.lower() in _AS_STORED:
        return f"{exact.normalize():f}"
    if not section:
        return ""  # shown as nothing
    if exact == 0 and (words := _WORDS.fullmatch(section)):
        return words["quoted"] or words["bare"] or ""
    plain = _PLAIN.fullmatch(section)
    if plain is None:
        return stored
    if exact < 0 and len(sections) > 1:
        exact = -exact  # a section for negative numbers prints its own sign, or none
    if plain["percent"]:
        exact *= 100
    exact = exact.quantize(Decimal(1).scaleb(-len(plain["decimals"] or "")), rounding=ROUND_HALF_UP)
    digits = f"{exact:,f}" if plain["group"] or "," in (plain["spare"] or "") else f"{exact:f}"
    if plain["spare"] and exact == 0:
        digits = ""
    return plain["before"] + digits + (plain["percent"] or "") + plain["behind"].replace('"', "")


def _section(sections: Sequence[str], exact: Decimal) -> str | None:
    """Return the section of a number format that a number is shown by, None where that is not known."""
    conditions = [_CONDITION.search(section) for section in sections[:2]]
    if not any(conditions):
        at = 1 if exact < 0 else 2 if exact == 0 else 0
        return sections[at] if at < len(sections) else sections[0]
    for section, condition in zip(sections, conditions, strict=False):
        if condition is None or exact < 0:
            return None
        if _HOLDS[condition["sign"]](exact, Decimal(condition["number"])):
            return _CONDITION.sub("", section)
        if len(sections) == 2 and not conditions[1]:
            return sections[1]
    return sections[2] if len(sections) > 2 else None

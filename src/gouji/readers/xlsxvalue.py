"""The value of a spreadsheet cell as the text that a person sees in the cell."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

#: A number format of digits alone, with or without thousands separators, decimals and a percent sign.
_PLAIN = re.compile(r"(?P<group>#,##)?0(?:\.(?P<decimals>0+))?(?P<percent>%)?")
#: What a number format may carry without changing the digits: colours, locales, padding, quoted blanks.
_DRESSING = re.compile(r"\[[^\]]*\]|_.|\*.|\\ |\"\s*\"")
_FORMAT: Final = 255  # characters that Excel allows a number format
_SIGNIFICANT: Final = 15  # Excel shows no more digits than this, and stores binary fractions beneath them


def shown(value: object, number_format: str) -> str:
    """Return the text of a cell: integers without a point, fractions without an exponent, dates as dates.

    A plain number format (``0.00``, ``#,##0``, ``0%``) is applied, for that is what was published; any
    other leaves the number as it is stored, to 15 significant digits as Excel shows it.
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
    plain = _PLAIN.fullmatch(_DRESSING.sub("", number_format[:_FORMAT].partition(";")[0]))
    if plain is None:
        exact = exact.normalize()
        return f"{exact:f}"
    if plain["percent"]:
        exact *= 100
    exact = exact.quantize(Decimal(1).scaleb(-len(plain["decimals"] or "")), rounding=ROUND_HALF_UP)
    return f"{exact:,f}" if plain["group"] else f"{exact:f}" + (plain["percent"] or "")

"""JSON as gouji prints it: exact decimals, Chinese as it stands, and no code that a terminal would obey."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

import simplejson

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What JSON allows inside a string and a terminal may take for a command, and lone surrogates.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def exact(value: object) -> object:
    """Return a number as JSON should carry it: a decimal that is whole as an integer, all else untouched."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def dumps(value: object, *, sort_keys: bool = False) -> str:
    """Return the value as JSON with two spaces of indentation, decimals exact."""
    text: str = simplejson.dumps(
        value, ensure_ascii=False, indent=2, use_decimal=True, allow_nan=False, sort_keys=sort_keys
    )
    # nothing that prints is unsafe, and whether all does is soon told
    if text.replace("\n", "").isprintable():
        return text
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_array(elements: Iterable[Any], out: TextIO) -> None:
    """Write one JSON array, element by element as they come."""
    write_rendered(map(dumps, elements), out)


def write_rendered(elements: Iterable[str], out: TextIO) -> None:
    """Write one JSON array of elements that are JSON already, as they come."""
    separator = "["
    for element in elements:
        out.write(separator + "\n" + element)
        separator = ","
    out.write("]\n" if separator == "," else "[]\n")

"""Results of functions of short texts, kept: reports of one form repeat labels and figures."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Final, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable


#: Results kept for each function, and the longest text of which one is kept: a page on one line repeats
#: nowhere, and thousands of such pages would fill the memory.
KEPT: Final = 65_536
LONGEST: Final = 120

Further = TypeVarTuple("Further")
Result = TypeVar("Result")


class _Results(dict[str, Result]):
    """What a function gave for short texts; looked up without a call of Python, as it is for every cell."""

    def __init__(self, function: Callable[[str], Result]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Result:
        result = self._function(text)
        if len(text) <= LONGEST:
            if len(self) >= KEPT:
                self.clear()
            self[text] = result
        return result


def memoised(function: Callable[[str], Result]) -> Callable[[str], Result]:
    """Remember what a function without side effects gives for texts of at most :data:`LONGEST` characters."""
    return _Results(function).__getitem__


def memoised_with(function: Callable[[str, *Further], Result]) -> Callable[[str, *Further], Result]:
    """Remember likewise what a function of a text and something else gives."""
    kept = lru_cache(maxsize=KEPT)(function)

    @wraps(function)
    def recalled(text: str, /, *further: *Further) -> Result:
        return kept(text, *further) if len(text) <= LONGEST else function(text, *further)

    return recalled

"""Results of functions of short texts, remembered: reports of one form repeat the same labels and figures."""

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


def remembered(function: Callable[[str, *Further], Result]) -> Callable[[str, *Further], Result]:
    """Remember what a function without side effects gives for texts of at most :data:`LONGEST` characters."""
    kept = lru_cache(maxsize=KEPT)(function)

    @wraps(function)
    def recalled(text: str, /, *further: *Further) -> Result:
        return kept(text, *further) if len(text) <= LONGEST else function(text, *further)

    return recalled

"""Names first and their counts behind: ``行政复议、行政诉讼分别为3件、1件``, ``复议、诉讼均为1件``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.prose.numerals import NUMBER, ROUGH_AFTER

if TYPE_CHECKING:
    from collections.abc import Sequence

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

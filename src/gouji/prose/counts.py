"""Counts in the narrative that speak of cells.

A count contradicts the table only where it fits none of the readings of its phrase
(:mod:`gouji.prose.phrases`); this module finds the counts and says what they are of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gouji.prose.numerals import ROUGH_BEFORE, parse_number
from gouji.prose.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.phrases import Phrase
    from gouji.prose.sentences import Sentence

#: Whose work a sentence speaks of.
_SCOPE: Final = re.compile(
    r"((?:全|我)(?:省|市|县|区|旗|州|镇|乡|系统)(?:各级|各部门|行政机关)*"
    r"|各(?:级|部门|单位|镇街|乡镇)[^，,]{0,8}"
    r"|(?:省|市|县|区|旗|州)(?:人民)?政府(?:办公室|办公厅|办|本级)?(?:代表[^，,]{0,8}?政府)?"
    r"|本级(?:机关)?|(?:我|本)(?:局|委|办|厅|镇|街道|机关|单位|校|院))"
)


_CLAUSE: Final = re.compile(r"[，,；;。：:（）()]")


@dataclass(frozen=True, slots=True)
class Count:
    """A count found: ``value`` is whole, ``scope`` the words that say whose count it is, if any."""

    phrase: Phrase
    value: int
    sentence: Sentence
    quote: str
    scope: str | None


def counts(filing: Filing, phrases: tuple[Phrase, ...]) -> Iterator[Count]:
    """Yield the counts of the narrative that these phrases state, each once, in order."""
    for sentence in sentences(filing):
        text = sentence.plain
        seen: set[tuple[str, int]] = set()
        for phrase in phrases:
            for match in phrase.pattern.finditer(text):
                stated = "n" in phrase.pattern.groupindex
                at = match.start("n") if stated else match.end()
                if (phrase.kind, at) in seen or not _speaks_of(phrase, match, text[:at], text, filing.year):
                    continue
                value = parse_number(match["n"]) if stated else Decimal(0)
                if value is None or value != int(value):
                    continue
                seen.add((phrase.kind, at))
                yield Count(phrase, int(value), sentence, match[0], _scope(text[:at]))


def _speaks_of(phrase: Phrase, match: re.Match[str], before: str, text: str, year: int | None) -> bool:
    """Say whether the match states the count of the report's own year and kind of work."""
    borders = [border.end() for border in _CLAUSE.finditer(text, 0, match.start())]
    clause = text[borders[-1] if borders else 0 : match.end()]
    if phrase.within and not phrase.within.search(text):
        return False
    if phrase.barred and phrase.barred.search(clause):
        return False
    if ROUGH_BEFORE.search(before):
        return False
    years = re.findall(r"(20\d\d)年(?!度?结转)", before)
    return not years or year is None or years[-1] == str(year)


def _scope(before: str) -> str | None:
    found = _SCOPE.findall(before)
    return found[-1] if found else None

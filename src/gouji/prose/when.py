"""Which year, and how much of it, the words of a sentence speak of."""

from __future__ import annotations

import re
from typing import Final

#: Words that say which year is meant; comparisons (较去年) and what is carried over (结转) do not.
_WHEN: Final = re.compile(
    r"(?<![较比与同于转])(?:(?P<year>20\d\d)(?:年|-20\d\d)(?!度?结转)|(?P<own>今年|本年|全年|本学年)|"
    r"(?P<other>去年|上一?年(?!度?的?结转)))"
)
_PART_OF_YEAR: Final = re.compile(
    r"季度|[上下]半年|月份|当月|每月|每[周日]|月均|日均|年均|(?<!\d)\d{1,2}月(?!\d{0,2}日?[至到-]|\d)[^，,]{0,4}(?:新?收|受理|发生)"
)


def speaks_of_year(text: str, at: int, year: int | None) -> bool:
    """Say whether what stands at ``at`` of a plain text is of this year, by the last words on it before."""
    when = list(_WHEN.finditer(text, 0, at))
    if not when or year is None or when[-1]["own"]:
        return True
    return when[-1]["year"] == str(year)


def speaks_of_part(text: str, at: int) -> bool:
    """Say whether a text speaks of a part of the year up to ``at``."""
    return _PART_OF_YEAR.search(text, 0, at) is not None

"""Which year, and which span, the words of a sentence speak of."""

from __future__ import annotations

import re
from typing import Final

#: Words that say which year is meant; comparisons (较去年) and what is carried over (结转) do not.
_WHEN: Final = re.compile(
    r"(?<![较比与同于转])(?:(?P<year>20\d\d)(?:年|-20\d\d)(?!度?结转)|(?P<own>今年|本年|全年|本学年)|"
    r"(?P<other>去年|上一?年(?!度?的?结转)))"
)
#: 一年来 is the year itself; 三年来, 十一年来 are several.
YEARS_PAST: Final = r"(?<!(?<![十二三四五六七八九])一)年来"
#: Parts of a year, averages, and more years than one.
_OTHER_SPAN: Final = re.compile(
    r"季度|[上下]半年|月份|当月|每月|每[周日年]|月均|日均|年均|(?<!截至)(?<!截止)20\d\d年\d{1,2}月(?!\d|底|末|以来|[至到\-—])|"
    r"(?<![\d.])1?\d月?[-—~－至到](?!12月)1?\d月(?!\d)|"
    r"20\d\d年?度?[至到\-—~]20\d\d年(?!\d)|近[一二两三四五六七八九十\d]{1,3}年|"
    rf"[一二两三四五六七八九十]{YEARS_PAST}"
)


def speaks_of_year(text: str, at: int, year: int | None) -> bool:
    """Say whether what stands at ``at`` of a plain text is of this year, by the last words on it before."""
    when = list(_WHEN.finditer(text, 0, at))
    if not when or year is None or when[-1]["own"]:
        return True
    return when[-1]["year"] == str(year)


def speaks_of_another_span(text: str, at: int) -> bool:
    """Say whether a text speaks of a part of a year, or of several years, up to ``at``."""
    return _OTHER_SPAN.search(text, 0, at) is not None

"""The numbered sections of a report and the prose that stands in each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from gouji.document import Paragraph
from gouji.extract.labels import bare, core
from gouji.filing import Section
from gouji.remembered import remembered_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.document import Block
    from gouji.forms import Form

_NUMERALS = "一二三四五六七八"
_BEYOND = len(_NUMERALS) + 1
_HEADING = re.compile(
    rf"\s*(?:第\s*)?(?P<number>[{_NUMERALS}])\s*(?:部分)?\s*[、.．,，:：\s]\s*(?P<title>[^\s].*)", re.DOTALL
)
_CLAUSE_END = re.compile(r"[\n。；;：:]")
_BLANKS = re.compile(r"[\s\u3000]+")
#: A heading is at most this many characters, or its title stands at the start of a longer paragraph.
SHORT_LINE = 42
#: From here on a title is the form's own, in other words.
ALIKE = 0.72


@dataclass(frozen=True, slots=True)
class _Candidate:
    block: int
    number: int
    title: str
    likeness: float
    paragraph: Paragraph
    numbered: bool = True


def find_sections(
    blocks: Sequence[Block], form: Form | None
) -> tuple[tuple[Section, ...], tuple[Paragraph, ...], tuple[int, ...]]:
    """Return sections in source order, the paragraphs before the first, and the headings' block numbers."""
    candidates = [
        c
        for n, b in enumerate(blocks)
        if isinstance(b, Paragraph) and b.text and (c := _candidate(n, b, form))
    ]
    chosen = _chosen(candidates)
    borders = [candidate.block for candidate in chosen] + [len(blocks)]
    preamble = _prose(blocks[: borders[0]])
    sections = tuple(
        Section(c.number, c.title, c.paragraph.place, _section_prose(c, blocks[start + 1 : end]))
        for c, start, end in zip(chosen, borders, borders[1:], strict=False)
    )
    return sections, preamble, tuple(borders[:-1])


def _prose(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    return tuple(block for block in blocks if isinstance(block, Paragraph) and block.text)


def _section_prose(candidate: _Candidate, blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    rest = candidate.paragraph.text[_title_end(candidate) :].lstrip(" 。.:：,，\u3000\n")
    own = (Paragraph(rest, candidate.paragraph.place),) if rest else ()
    return own + _prose(blocks)


def _title_end(candidate: _Candidate) -> int:
    return candidate.paragraph.text.find(candidate.title) + len(candidate.title)


def _candidate(number: int, block: Paragraph, form: Form | None) -> _Candidate | None:
    match = _HEADING.match(block.text)
    if match is None:
        # word processors number headings by themselves; their text then starts with the title
        if 3 < len(block.text) <= SHORT_LINE:
            section = _sections_by_title(form).get(core(block.text))
            if section is not None:
                return _Candidate(number, section, block.text.strip(), 1.0, block, numbered=False)
        return None
    printed = _NUMERALS.index(match["number"]) + 1
    title = _first_clause(match["title"])
    if _is_table_row(title, form):
        return None
    likeness = _likeness_to_titles(title, printed, form)
    if likeness < ALIKE and len(block.text) > SHORT_LINE:
        return None
    return _Candidate(number, printed, title, likeness, block)


def _first_clause(text: str) -> str:
    text = _CLAUSE_END.split(text, maxsplit=1)[0]
    head = _BLANKS.split(text.strip(), maxsplit=1)[0] if len(text) > SHORT_LINE else text.strip()
    return head.strip()


@lru_cache(maxsize=8)
def _titles(form: Form | None) -> dict[int, list[str]]:
    if form is None:
        return {}
    return {s.number: [core(s.title), *(core(v) for v in s.variants)] for s in form.sections}


@lru_cache(maxsize=8)
def _sections_by_title(form: Form | None) -> dict[str, int]:
    """Section by its title in bare characters; titles too short to be told from other words are left out."""
    found: dict[str, int] = {}
    for section, names in _titles(form).items():
        for name in names:
            if len(name) > 3:
                found.setdefault(name, section)
    return found


@remembered_with
def _likeness_to_titles(title: str, printed: int, form: Form | None) -> float:
    """How like the title is to the form's with the printed number, or (almost alike) with another."""
    titles = _titles(form)
    likeness = max((_likeness(title, name) for name in titles.get(printed, ())), default=0.0)
    elsewhere = max(
        (_likeness(title, n) for s, ns in titles.items() if s != printed for n in ns), default=0.0
    )
    return max(likeness, elsewhere if elsewhere > 0.9 else 0.0)


def _likeness(title: str, name: str) -> float:
    printed = core(title)
    if len(printed) > 2 * len(name) + 6:
        return 0.0
    ratio = fuzz.ratio(printed, name) / 100
    return max(ratio, 0.9 * fuzz.partial_ratio(printed, name) / 100 if len(printed) >= 4 else 0.0)


@remembered_with
def _is_table_row(title: str, form: Form | None) -> bool:
    """Rows 一, 二, 三 and 四 of table three carry the same numbering as the sections."""
    if form is None or not form.tables:
        return False
    applications = form.table("applications")
    labels = [core(row.label) for row in applications.rows if row.number in _NUMERALS]
    labels += [bare(group) for group in applications.group_labels]
    return any(fuzz.partial_ratio(core(title), label) >= 85 for label in labels)


def _chosen(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Keep titles of the form wherever they stand, and other numbered headings that continue the count."""
    sure = {c.block for c in candidates if c.likeness >= ALIKE}
    # the lowest number among the sure headings behind each candidate
    lowest_later = list(
        accumulate(
            (c.number if c.block in sure else _BEYOND for c in reversed(candidates)), min, initial=_BEYOND
        )
    )[-2::-1]
    chosen: list[_Candidate] = []
    seen: set[tuple[int, str]] = set()
    last = 0
    for candidate, later in zip(candidates, lowest_later, strict=True):
        # 无其他需要报告的事项 below 六、其他需要报告的事项 is what the section says, no heading
        if not candidate.numbered and chosen and chosen[-1].number == candidate.number:
            continue
        title = (candidate.number, core(candidate.title))
        is_next = last + 1 == candidate.number < later
        if (title not in seen) if candidate.block in sure else is_next:
            chosen.append(candidate)
            seen.add(title)
            last = max(last, candidate.number)
    return chosen

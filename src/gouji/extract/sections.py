"""The sections of a report, told by their titles, and the prose that stands in each.

A title says which section it is; the ordinal before it is only kept, for a rule to look at. Lines inside a
section may be worded like titles, and a table of contents repeats them all: of several lines that could head
a section, those are chosen that make the best run through the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from gouji.document import Grid, Paragraph
from gouji.extract.labels import bare, core
from gouji.filing import NUMERALS, Section
from gouji.remembered import remembered_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.document import Block
    from gouji.forms import Form

_BEYOND: Final = len(NUMERALS) + 1
_HEADING: Final = re.compile(
    rf"[\s#*]*(?P<ordinal>(?:第\s*)?(?P<number>[{NUMERALS}])\s*(?:部分)?\s*[、.．,，:：\s]|[1-8]\s*[、.．])"
    r"[\s*]*(?P<title>[^\s].*)",
    re.DOTALL,
)
_CLAUSE_END: Final = re.compile(r"[\n。；;：:*]")
_BLANKS: Final = re.compile(r"[\s\u3000]+")
#: A heading is at most this many characters, or its title stands at the start of a longer paragraph.
SHORT_LINE: Final = 42
#: From here on a title is the form's own, in other words.
ALIKE: Final = 0.72
#: From here on it is the form's own with a slip of the pen, whatever stands before it.
_SLIP: Final = 0.85
#: What the table of a section prints, in bare characters.
_TABLE_WORDS: Final = {
    2: ("第二十条第", "信息内容", "本年制发", "本年新制作"),
    3: ("申请人情况", "本年新收政府信息公开申请"),
    4: ("结果维持", "尚未审结"),
}
#: A table begins within so many blocks of its section's title.
_NEAR_TABLE: Final = 12


class _Title(NamedTuple):
    """Which section a title is that of, and how surely (0 to 1)."""

    section: int
    likeness: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may head a section. ``printed`` is its ordinal, None where it prints none that counts."""

    block: int
    section: int
    printed: int | None
    heading: str
    title: str
    likeness: float
    paragraph: Paragraph

    @property
    def is_title(self) -> bool:
        return self.likeness >= ALIKE

    @property
    def rest(self) -> str:
        """What follows the title in its paragraph."""
        text = self.paragraph.text
        return text[text.find(self.title) + len(self.title) :].lstrip(" 。.:：,，*\u3000\n")


def find_sections(
    blocks: Sequence[Block], form: Form
) -> tuple[tuple[Section, ...], tuple[Paragraph, ...], tuple[int, ...]]:
    """Return sections in source order, the paragraphs before the first, and the headings' block numbers.

    No section is found twice. ``form`` is that whose titles are looked for.
    """
    candidates = [
        c
        for n, b in enumerate(blocks)
        if isinstance(b, Paragraph) and b.text and (c := _candidate(n, b, form))
    ]
    chosen = _chosen(candidates, blocks)
    borders = [candidate.block for candidate in chosen] + [len(blocks)]
    preamble = _prose(blocks[: borders[0]])
    sections = tuple(
        Section(
            c.section,
            c.title,
            c.paragraph.place,
            _section_prose(c, blocks[start + 1 : end]),
            heading=c.heading,
            ordinal=c.printed,
        )
        for c, (start, end) in zip(chosen, pairwise(borders), strict=True)
    )
    return sections, preamble, tuple(borders[:-1])


def _prose(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    return tuple(block for block in blocks if isinstance(block, Paragraph) and block.text)


def _section_prose(candidate: _Candidate, blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    own = (Paragraph(candidate.rest, candidate.paragraph.place),) if candidate.rest else ()
    return own + _prose(blocks)


def _candidate(block: int, paragraph: Paragraph, form: Form) -> _Candidate | None:
    text = paragraph.text
    match = _HEADING.match(text)
    if match is None:
        # word processors number headings by themselves; their text then starts with the title
        return _unnumbered(block, paragraph, form) if 3 < len(text) <= SHORT_LINE else None
    title = _first_clause(match["title"])
    number = NUMERALS.index(match["number"]) + 1 if match["number"] else None
    if _is_table_row(title, form):
        return None
    meant = _meant(title, number, form)
    if meant.likeness < ALIKE and (number is None or len(text) > SHORT_LINE):
        return None
    heading = text[match.start("ordinal") : text.find(title) + len(title)]
    return _Candidate(block, meant.section, number, heading, title, meant.likeness, paragraph)


def _unnumbered(block: int, paragraph: Paragraph, form: Form) -> _Candidate | None:
    """A title as the form has it, without an ordinal or with one from which the mark behind it was lost."""
    text = paragraph.text.strip()
    titles = _sections_by_title(form)
    section, number = titles.get(core(text)), None
    if section is None and text[0] in NUMERALS:
        section, number = titles.get(core(text[1:])), NUMERALS.index(text[0]) + 1
    if section is None:
        return None
    title = text if number is None else text[1:].strip()
    return _Candidate(block, section, number, text, title, 1.0, paragraph)


def _first_clause(text: str) -> str:
    text = _CLAUSE_END.split(text, maxsplit=1)[0]
    head = _BLANKS.split(text.strip(), maxsplit=1)[0] if len(text) > SHORT_LINE else text.strip()
    return head.strip()


@lru_cache(maxsize=8)
def _titles(form: Form) -> dict[int, list[str]]:
    return {s.number: [core(s.title), *(core(v) for v in s.variants)] for s in form.sections}


@lru_cache(maxsize=8)
def _sections_by_title(form: Form) -> dict[str, int]:
    """Section by its title in bare characters; titles too short to be told from other words are left out."""
    found: dict[str, int] = {}
    for section, names in _titles(form).items():
        for name in names:
            if len(name) > 3:
                found.setdefault(name, section)
    return found


@remembered_with
def _meant(title: str, printed: int | None, form: Form) -> _Title:
    """The section of the form whose title this is; what is like none is the section with its ordinal.

    A title like that of the section with its ordinal is that section's, in however other words.
    """
    own = max((_likeness(title, name) for name in _titles(form).get(printed or 0, ())), default=0.0)
    words = core(title)
    elsewhere, section = max(
        (
            (fuzz.ratio(words, name) / 100, -number)
            for number, names in _titles(form).items()
            if number != printed
            for name in names
        ),
        default=(0.0, 0),
    )
    if elsewhere >= (ALIKE if own < ALIKE else _SLIP) and elsewhere > own:
        return _Title(-section, elsewhere)
    return _Title(printed or 0, own)


def _likeness(title: str, name: str) -> float:
    printed = core(title)
    if len(printed) > 2 * len(name) + 6:
        return 0.0
    ratio = fuzz.ratio(printed, name) / 100
    return max(ratio, 0.9 * fuzz.partial_ratio(printed, name) / 100 if len(printed) >= 4 else 0.0)


@remembered_with
def _is_table_row(title: str, form: Form) -> bool:
    """Rows 一, 二, 三 and 四 of table three carry the same numbering as the sections."""
    if not form.tables:
        return False
    applications = form.table("applications")
    labels = [core(row.label) for row in applications.rows if row.number in NUMERALS]
    labels += [bare(group) for group in applications.group_labels]
    return any(fuzz.partial_ratio(core(title), label) >= 85 for label in labels)


def _chosen(candidates: Sequence[_Candidate], blocks: Sequence[Block]) -> list[_Candidate]:
    """Choose one candidate a section: titles in the best run, others out of order, and what fills a gap.

    Titles out of order count where they stand on a line of their own with the ordinal of their section.
    Numbered headings in words of their own count where the count goes on with them.
    """
    titles = [c for c in candidates if c.is_title]
    # 无其他需要报告的事项 below 六、其他需要报告的事项 is what the section says, no heading
    said = {
        b.block for a, b in pairwise(titles) if b.section == a.section and b.printed is None and not a.rest
    }
    titles = [c for c in titles if c.block not in said]
    numbers = [c.section for c in titles]
    if any(after <= before for before, after in pairwise(numbers)):
        run = _best_run(titles, blocks)
        missing = {c.section for c in titles} - {c.section for c in run}
        for section in sorted(missing):
            alone = (c for c in titles if c.section == section and not c.rest)
            run += [c for c in alone if c.printed in (section, None)][:1]
        titles = sorted(run, key=lambda candidate: candidate.block)
    taken = {c.section for c in titles}
    at = {c.block for c in titles}
    chosen: list[_Candidate] = []
    last = 0
    for candidate in candidates:
        if candidate.block in at:
            chosen.append(candidate)
        elif candidate.is_title or candidate.section in taken or candidate.section != last + 1:
            continue
        elif all(c.section > candidate.section for c in titles if c.block > candidate.block):
            chosen.append(candidate)
            taken.add(candidate.section)
        else:
            continue
        last = max(last, candidate.section)
    return chosen


def _best_run(titles: Sequence[_Candidate], blocks: Sequence[Block]) -> list[_Candidate]:
    """The run of titles with rising section numbers that is worth most; of equal ones the first."""
    following = [title.block for title in titles[1:]] + [len(blocks)]
    runs: list[tuple[float, list[_Candidate]]] = [(0.0, []) for _ in range(_BEYOND)]
    for title, end in zip(titles, following, strict=True):
        worth, before = max(runs[: title.section], key=lambda run: run[0])
        worth += _worth(title, blocks, end)
        if worth > runs[title.section][0]:
            runs[title.section] = worth, [*before, title]
    return max(runs, key=lambda run: run[0])[1]


def _worth(title: _Candidate, blocks: Sequence[Block], end: int) -> float:
    """What speaks for a title: its words and ordinal, a line of its own, text and its table behind it."""
    behind = blocks[title.block + 1 : min(end, title.block + 1 + _NEAR_TABLE)]
    words = _TABLE_WORDS.get(title.section, ())
    return (
        10 * title.likeness
        + 2 * (title.printed == title.section)
        + 2 * (not title.rest)
        + 2 * (bool(title.rest) or any(isinstance(b, Grid) or b.text for b in behind))
        + 3 * any(word in core(text) for text in _texts(behind) for word in words)
    )


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Grid):
            yield from (cell.text for cell in block.cells[:8])
        else:
            yield block.text

"""The sections of a report, told by their titles, and the prose that stands in each.

A title says which section it is; the ordinal before it is only kept, for a rule to look at. Lines inside a
section may be worded like titles, and a table of contents repeats them all: of several lines that could head
a section, those are chosen that make the best run through the document.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from gouji.extract.labels import (
    ALIKE,
    SLIP,
    TABLE_WORDS,
    bare_title,
    core,
    counted,
    is_table_row,
    meant,
    section_titled,
    tables_in,
    titles_of,
)
from gouji.model.document import Grid, Paragraph
from gouji.model.filing import NUMERALS, Section
from gouji.model.text import ideographs, memoised_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Block
    from gouji.model.form import Form

    _Heading = tuple[int, int | None, int, int, int, float, str]


_BEYOND: Final = len(NUMERALS) + 1
_HEADING: Final = re.compile(
    rf"[\s#*\"“]*(?P<ordinal>(?:第\s*)?(?P<number>[{NUMERALS}])\s*(?:部分)?\s*[、.．,，:：\s]|[1-8]\s*[、.．])"
    r"[\s*]*(?P<title>[^\s].*)",
    re.DOTALL,
)
_CLAUSE_END: Final = re.compile(r"[\n。；;：:*\"”]|,,")
_BLANKS: Final = re.compile(r"[\s\u3000]+")
#: A heading is at most this many characters, or its title stands at the start of a longer paragraph.
SHORT_LINE: Final = 42
#: The last section with a table.
_TABLES_END: Final = 4
#: A table begins within so many blocks of its section's title.
_NEAR_TABLE: Final = 12


#: Titles whose ordinals are written otherwise than the form's are those of sections if so many make a run.
_LEAST_RUN: Final = 4

#: What may stand between a title and its text.
_BEHIND: Final = ' 。.:：,，*"”\u3000\n'
#: From here on a text inside a paragraph is the title of a section that is found nowhere else.
_GLUED: Final = 0.8
#: How a title with 改进 or 整改 goes on.
_GOES_ON: Final = re.compile(r"(?<=改进|整改)(?:情况|措施|方向|意见|思路|打算|计划|建议|方案|办法)")
#: Behind a title that is only named among others.
_NAMED: Final = re.compile(r"\s*[、；;，,和及与等”》]")


class _Candidate(NamedTuple):
    """A text that may head a section: characters ``start`` to ``end`` of a paragraph, the title from ``at``.

    ``printed`` is its ordinal, None where it prints none that counts. ``style`` is how that is written where
    it is not as the form has it: such a line heads a section only among others like it, or in a gap.
    """

    block: int
    paragraph: Paragraph
    section: int
    printed: int | None
    start: int
    at: int
    end: int
    likeness: float
    style: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.block, self.start

    @property
    def border(self) -> int:
        glued = self.paragraph.text[: self.start].strip(_BEHIND + '#"')
        return self.block + (self.section > _TABLES_END and glued != "")

    @property
    def is_title(self) -> bool:
        return self.likeness >= ALIKE

    @property
    def rest(self) -> str:
        """What follows the title in its paragraph."""
        return self.paragraph.text[self.end :].lstrip(_BEHIND)


def find_sections(
    blocks: Sequence[Block], form: Form
) -> tuple[tuple[Section, ...], tuple[Paragraph, ...], tuple[int, ...]]:
    """Return sections in source order, the paragraphs before the first, and the first blocks' numbers.

    That is the heading's block; behind the tables it is the next one where something is glued to the heading
    in front, which is the last figure of a table. No section is found twice. ``form`` is that whose titles
    are looked for.
    """
    candidates = [
        c
        for n, b in enumerate(blocks)
        if isinstance(b, Paragraph) and b.text and (c := _candidate(n, b, form))
    ]
    chosen = _with_glued(_chosen(candidates, blocks), blocks, form)
    places = [*(candidate.place for candidate in chosen), (len(blocks), 0)]
    preamble = _between(blocks, (0, 0), places[0])
    sections = tuple(_section(c, blocks, end) for c, end in zip(chosen, places[1:], strict=True))
    return sections, preamble, tuple(candidate.border for candidate in chosen)


def headings(blocks: Sequence[Block], form: Form) -> list[tuple[int, int]]:
    """Every block that begins with a title of the form, and the section that this is."""
    found = ((n, _candidate(n, b, form)) for n, b in enumerate(blocks) if isinstance(b, Paragraph) and b.text)
    return [(n, one.section) for n, one in found if one is not None and one.likeness >= SLIP]


def _section(heading: _Candidate, blocks: Sequence[Block], following: tuple[int, int]) -> Section:
    """The section from its heading to where the following one begins."""
    text = heading.paragraph.text
    end = min(heading.end, following[1]) if following[0] == heading.block else heading.end
    return Section(
        heading.section,
        text[heading.at : end].strip(),
        heading.paragraph.place,
        _between(blocks, (heading.block, end), following),
        heading=text[heading.start : end].strip(),
        ordinal=heading.printed,
    )


def _between(blocks: Sequence[Block], start: tuple[int, int], end: tuple[int, int]) -> tuple[Paragraph, ...]:
    """The paragraphs from one character of a block to another, those cut there without marks at the cut."""
    found: list[Paragraph] = []
    for number, block in enumerate(blocks[start[0] : end[0] + 1], start[0]):
        if not isinstance(block, Paragraph):
            continue
        if start[0] < number < end[0]:
            if block.text:
                found.append(block)
            continue
        first = start[1] if number == start[0] else 0
        last = end[1] if number == end[0] else len(block.text)
        whole = (first, last) == (0, len(block.text))
        text = block.text if whole else block.text[first:last].lstrip(_BEHIND)
        if text.strip() or (whole and text):
            found.append(block if whole else Paragraph(text.rstrip(), block.place))
    return tuple(found)


def _candidate(block: int, paragraph: Paragraph, form: Form) -> _Candidate | None:
    found = _heading(paragraph.text, form)
    return found and _Candidate(block, paragraph, *found)


@memoised_with
def _heading(text: str, form: Form) -> _Heading | None:
    """The heading that a paragraph begins with: the fields of a candidate from ``section`` on."""
    text = ideographs(text)
    match = _HEADING.match(text)
    if match is None:
        # word processors number headings by themselves; their text then starts with the title
        own = _unnumbered(text, form) if 3 < len(text) <= SHORT_LINE else None
        return own or _otherwise(text, form)
    title = _first_clause(match["title"])
    number = NUMERALS.index(match["number"]) + 1 if match["number"] else None
    if is_table_row(title, form):
        return None
    told = meant(title, number, form)
    if told.likeness < ALIKE and (number is None or len(text) > SHORT_LINE):
        return None
    at = text.find(title, match.start("title"))
    start = match.start("ordinal")
    return told.section, number, start, at, at + len(title), told.likeness, ""


def _unnumbered(text: str, form: Form) -> _Heading | None:
    """A title as the form has it, without an ordinal or with one from which the mark behind it was lost."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    titles = section_titled(form)
    section, number = titles.get(core(text)), None
    if section is None and text[start] in NUMERALS:
        section, number = titles.get(core(text[start + 1 :])), NUMERALS.index(text[start]) + 1
    if section is None:
        return None
    return section, number, start, start + (number is not None), end, 1.0, ""


def _otherwise(text: str, form: Form) -> _Heading | None:
    """A title with an ordinal that the form has not, or with none in front of its text, as 总体情况： has."""
    if (ordinal := counted(text)) is not None:
        title = _first_clause(text[ordinal.title :])
        told = meant(title, ordinal.number, form)
        if told.likeness < SLIP or is_table_row(title, form):
            return None
        at = text.find(title, ordinal.title)
        place = (ordinal.start, at, at + len(title))
        return told.section, ordinal.number, *place, told.likeness, ordinal.style
    if (match := bare_title(form).match(text)) is None:
        return None
    section = section_titled(form)[core(match["title"])]
    start, end = match.span("title")
    return section, None, start, start, end, 1.0, "title"


def _first_clause(text: str) -> str:
    text = _CLAUSE_END.split(text, maxsplit=1)[0]
    head = _BLANKS.split(text.strip(), maxsplit=1)[0] if len(text) > SHORT_LINE else text.strip()
    return head.strip()


def _chosen(candidates: Sequence[_Candidate], blocks: Sequence[Block]) -> list[_Candidate]:
    """Choose one candidate a section, among those whose ordinals are written in one way: the best run's.

    Where ordinals are written otherwise than the form's it must be a run of so many titles; what one way
    leaves out, another may have.
    """
    best, chosen = 0.0, list[_Candidate]()
    for style in dict.fromkeys(["", *(c.style for c in candidates)]):
        own = [c for c in candidates if c.style == style]
        run = _best_run([c for c in own if c.is_title], blocks)
        counted_right = sum(c.printed in (None, c.section) for c in run.titles)
        if (not style or counted_right >= _LEAST_RUN) and run.worth >= best + bool(style):
            best, chosen = run.worth, _of_one_style(own, blocks)
    return _without_gaps(chosen, candidates, blocks)


def _without_gaps(
    chosen: list[_Candidate], candidates: Sequence[_Candidate], blocks: Sequence[Block]
) -> list[_Candidate]:
    """Add titles on lines of their own whose ordinals are written in another way, where one is lacking.

    They stand between their neighbours; that of a section with a table has its table behind it.
    """
    style = chosen[0].style if chosen else None
    for one in candidates if chosen else ():
        end = next((c.block for c in chosen if c.block > one.block), len(blocks))
        if (
            one.style != style
            and one.likeness >= SLIP
            and not one.rest
            and all(
                c.section != one.section and (c.section < one.section) == (c.block < one.block)
                for c in chosen
            )
            and (one.section not in TABLE_WORDS or _shows_table(one, blocks, end))
        ):
            chosen = sorted([*chosen, one], key=lambda candidate: candidate.place)
    return chosen


def _of_one_style(candidates: Sequence[_Candidate], blocks: Sequence[Block]) -> list[_Candidate]:
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
        run = _best_run(titles, blocks).titles
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


class _Run(NamedTuple):
    """Titles with rising section numbers, and what speaks for them."""

    worth: float
    titles: list[_Candidate]


def _best_run(titles: Sequence[_Candidate], blocks: Sequence[Block]) -> _Run:
    """The run of titles with rising section numbers that is worth most; of equal ones the first."""
    following = [*(title.block for title in titles[1:]), len(blocks)][: len(titles)]
    runs = [_Run(0.0, []) for _ in range(_BEYOND)]
    for title, end in zip(titles, following, strict=True):
        before = max(runs[: title.section], key=lambda run: run.worth)
        worth = before.worth + _worth(title, blocks, end)
        if worth > runs[title.section].worth:
            runs[title.section] = _Run(worth, [*before.titles, title])
    return max(runs, key=lambda run: run.worth)


def _worth(title: _Candidate, blocks: Sequence[Block], end: int) -> float:
    """What speaks for a title: its words and ordinal, a line of its own, text and its table behind it."""
    behind = blocks[title.block + 1 : min(end, title.block + 1 + _NEAR_TABLE)]
    return (
        10 * title.likeness
        + 2 * (title.printed == title.section)
        + 2 * (not title.rest)
        + 2 * (bool(title.rest) or any(isinstance(b, Grid) or b.text for b in behind))
        + 3 * _shows_table(title, blocks, end)
    )


def _shows_table(title: _Candidate, blocks: Sequence[Block], end: int) -> bool:
    """Whether the table of a title's section begins soon behind it."""
    if title.section not in TABLE_WORDS:
        return False
    behind = blocks[title.block + 1 : min(end, title.block + 1 + _NEAR_TABLE)]
    return any(title.section in tables_in(text) for text in _texts(behind))


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Grid):
            yield from (cell.text for cell in block.cells[:8])
        else:
            yield block.text


def _with_glued(chosen: list[_Candidate], blocks: Sequence[Block], form: Form) -> list[_Candidate]:
    """Add titles inside paragraphs, to which converters glue them, of sections that are found nowhere else.

    They stand between the sections before and those behind.
    """
    if not chosen or len(chosen) == len(form.sections):
        return chosen
    found = {candidate.section: candidate for candidate in chosen}
    for section in form.sections:
        if section.number in found or section.number > len(NUMERALS):
            continue
        before = [(c.block, c.at) for n, c in found.items() if n < section.number]
        behind = [c.place for n, c in found.items() if n > section.number]
        first, last = max(before, default=(0, 0)), min(behind, default=(len(blocks), 0))
        for number in range(first[0], min(last[0] + 1, len(blocks))):
            block = blocks[number]
            if not isinstance(block, Paragraph):
                continue
            start = first[1] if number == first[0] else 0
            end = last[1] if number == last[0] else len(block.text)
            if (glued := _inside(number, block, start, end, section.number, form)) is not None:
                found[section.number] = glued
                break
    return sorted(found.values(), key=lambda candidate: candidate.place)


def _inside(
    number: int, block: Paragraph, start: int, end: int, section: int, form: Form
) -> _Candidate | None:
    """The title of a section with its ordinal between two characters of a paragraph."""
    text = ideographs(block.text)
    for match in re.finditer(rf"{NUMERALS[section - 1]}\s*[、.．]\s*", text[start:end]):
        at = start + match.end()
        likeness, shorter = max(
            (fuzz.ratio(core(text[at : at + length]), name) / 100, -length)
            for name in titles_of(form)[section]
            for length in range(max(2, len(name) - 2), len(name) + 4)
        )
        first, after = start + match.start(), at - shorter
        if goes_on := _GOES_ON.match(text, after):
            after = goes_on.end()
        if likeness >= _GLUED and not _NAMED.match(text, after):
            return _Candidate(number, block, section, section, first, at, after, likeness)
    return None

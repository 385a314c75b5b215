"""What a report says in words: its sentences, its sections, and whether the copy has kept them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gouji.model.text import Text

if TYPE_CHECKING:
    from gouji.model.filing import Filing, Section
    from gouji.model.sentences import Part, Sentence


def sentences(filing: Filing) -> tuple[Sentence, ...]:
    """Return the sentences of the preface and of every section in order."""
    return filing.narrative.sentences


def parts(filing: Filing) -> tuple[Part, ...]:
    """Return the preface and every section in order."""
    return filing.narrative.parts


_ENDS: Final = re.compile(r"[。；;！!？?]")
#: A section one shorter than this (characters) is a remnant.
_LEAST: Final = 20
#: Why nothing is said of the order and completeness of parts.
SHUFFLED: Final = Text(
    "一个页面上似印有不止一页，各部分读出的先后与所印的不同，不能据此判定",
    "several pages seem to be printed on one: parts are not read in the order in which they are printed, so "
    "nothing can be concluded from it",
)
#: Why nothing is said of words where the words of a copy are pictures.
PICTURED: Final = Text(
    "本副本有文字是由图片识别得出的，尚无人确认，不能据此判定",
    "the copy has text that was recognised in a picture and confirmed by nobody, so nothing can be concluded "
    "from it",
)
#: The code of the note that says so.
PICTURED_NOTE: Final = "recognised_text"
NARRATIVE_LOST: Final = Text(
    "本副本的正文不完整（未见“总体情况”的文字），不能据此判定",
    "the copy has lost narrative (no text of section one), so nothing can be concluded from it",
)


def section_numbered(filing: Filing, number: int) -> Section | None:
    """Return the section with this number, or None where it was not found."""
    return next((found for found in filing.sections if found.number == number), None)


def text_of(filing: Filing, number: int) -> str:
    """Return the plain text of a section, empty where it was not found or has none."""
    found = next((part for part in parts(filing) if part.section == number), None)
    return "" if found is None else "\n".join(paragraph.plain for paragraph in found.paragraphs)


def narrative(filing: Filing) -> str:
    """Return the plain text of the preface and of all sections."""
    return "\n".join(paragraph.plain for part in parts(filing) for paragraph in part.paragraphs)


def cut_off(filing: Filing) -> str:
    """Return the plain text of the sentence that a copy ends in without a full stop, empty where it does not.

    More of it may have followed: what it lists is not all.
    """
    last = next((part.paragraphs[-1] for part in reversed(parts(filing)) if part.paragraphs), None)
    return "" if last is None else _ENDS.split(last.plain)[-1]


def is_shuffled(filing: Filing) -> bool:
    """Say whether parts on one page are read in another order than the form's: it may show several pages.

    What stands side by side on a sheet is read line by line, across the pages.
    """
    last: dict[int, int] = {}
    for section in filing.sections:
        page = section.place.page
        if page is None:
            continue
        if last.get(page, 0) > section.number:
            return True
        last[page] = section.number
    return False


def parts_doubt(filing: Filing) -> Text | None:
    """Say why nothing can be concluded from parts, or the order of parts, that were not found; or None."""
    if any(note.code == PICTURED_NOTE for note in filing.notes):
        return PICTURED
    return SHUFFLED if is_shuffled(filing) else None


def has_narrative(filing: Filing) -> bool:
    """Say whether the copy has its narrative: section one with its text."""
    return len(text_of(filing, 1)) >= _LEAST


def narrative_doubt(filing: Filing) -> Text | None:
    """Say why nothing can be concluded from what the narrative does not say, None where it can."""
    if (doubt := parts_doubt(filing)) is not None:
        return doubt
    return None if has_narrative(filing) else NARRATIVE_LOST

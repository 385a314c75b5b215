"""What a report says in words: its sentences, its sections, and whether the copy has kept them."""

from __future__ import annotations

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


#: A section one shorter than this (characters) is a remnant.
_LEAST: Final = 20
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


def has_narrative(filing: Filing) -> bool:
    """Say whether the copy has its narrative: section one with its text."""
    return len(text_of(filing, 1)) >= _LEAST

"""What a report says, section by section, and whether the copy has kept it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gouji.bilingual import Text
from gouji.prose.sentences import parts

if TYPE_CHECKING:
    from gouji.filing import Filing, Section

#: A section one shorter than this (characters) is a remnant.
_LEAST: Final = 20
CUT: Final = Text(
    "本副本的正文不完整（未见“总体情况”的文字），不能据此判定",
    "the copy has lost narrative (no text of section one), so nothing can be concluded from it",
)


def section(filing: Filing, number: int) -> Section | None:
    """Return the section with this number, or None where it was not found."""
    return next((found for found in filing.sections if found.number == number), None)


def text_of(filing: Filing, number: int) -> str:
    """Return the plain text of a section, empty where it was not found or has none."""
    found = next((part for part in parts(filing) if part.section == number), None)
    return "" if found is None else "\n".join(paragraph.plain for paragraph in found.paragraphs)


def narrative(filing: Filing) -> str:
    """Return the plain text of the preface and of all sections."""
    return "\n".join(paragraph.plain for part in parts(filing) for paragraph in part.paragraphs)


def is_whole(filing: Filing) -> bool:
    """Say whether the copy has its narrative: section one with its text."""
    return len(text_of(filing, 1)) >= _LEAST

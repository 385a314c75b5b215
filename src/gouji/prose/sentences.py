"""The narrative as sentences, each with its place and without the lines that are tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.document import Paragraph, Place
    from gouji.filing import Filing

_END = re.compile(r"[。；;！!？?\n]")
#: Titles in book marks name documents; what they say is no statement of the report.
_TITLE = re.compile(r"《[^》]*》")
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: ``text`` as printed, ``section`` its section's number (0 for what stands before)."""

    text: str
    place: Place
    section: int

    @property
    def plain(self) -> str:
        """The text without white space, and without titles of documents."""
        return _TITLE.sub("《》", re.sub(r"\s+", "", self.text))


def sentences(filing: Filing) -> Iterator[Sentence]:
    """Yield the sentences of the preface and of every section in order."""
    for paragraph in filing.preamble:
        yield from _of_paragraph(paragraph, 0)
    for section in filing.sections:
        for paragraph in section.paragraphs:
            yield from _of_paragraph(paragraph, section.number)


def _of_paragraph(paragraph: Paragraph, section: int) -> Iterator[Sentence]:
    for text in _END.split(paragraph.text):
        if len(text.strip()) >= _SHORTEST:
            yield Sentence(text.strip(), paragraph.place, section)

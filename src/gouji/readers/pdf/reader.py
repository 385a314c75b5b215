"""Read a PDF in the child process: its bytes to what it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.readers.pdf.assembly import assembled, take_apart
from gouji.readers.pdf.notes import has_text, no_text, notes
from gouji.readers.pdf.pdfium import scan
from gouji.readers.pdf.unseen import Faces

if TYPE_CHECKING:
    from gouji.document import Block, Note


@dataclass(frozen=True, slots=True)
class Contents:
    """What a PDF prints, in reading order, what the file says of itself, and notes on the reading."""

    blocks: tuple[Block, ...]
    metadata: dict[str, str]
    notes: tuple[Note, ...]


def contents(data: bytes, name: str) -> Contents:
    """Take the PDF called ``name`` apart.

    Raises GoujiError for damaged, encrypted and scanned files (no text layer) and beyond the limits.
    """
    two: frozenset[tuple[str, str]] = frozenset()
    while True:
        faces = Faces(two)
        sheets, metadata = scan(data, name, faces, lambda page: take_apart(page, name))
        if faces.two == two:
            break
        two = frozenset(faces.two)  # pages before the one that shows it were taken apart without knowing
    pages = [sheet.page for sheet in sheets]
    if not has_text(pages) and not any(page.unread == "recognised" for page in pages):
        raise no_text(name, pages)
    blocks = assembled(sheets)
    return Contents(blocks, metadata, tuple(notes(pages, blocks)))

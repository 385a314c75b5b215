"""PDF bytes to a Document: pages taken apart by PDFium, put together by the assembly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.model.document import Document
from gouji.readers.pdf.assembly import assembled, has_text, no_text, notes, take_apart
from gouji.readers.pdf.pdfium import scan
from gouji.readers.pdf.unseen import Faces

if TYPE_CHECKING:
    from gouji.model.document import Source


def read(data: bytes, source: Source) -> Document:
    """Read a PDF with text. PDFium may crash, spin or take gigabytes: :mod:`gouji.readers.apart` runs this.

    Raises GoujiError for damaged, encrypted and scanned files (no text layer) and beyond the limits.
    """
    name = source.name
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
    blocks, printed = assembled(sheets)
    return Document(source, blocks, metadata, tuple(notes(pages, blocks)), pages=printed)

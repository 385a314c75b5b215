"""Electronic books (EPUB 3.3): the web pages of the package in reading order, as one document."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from gouji.model.document import behind
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import check_blocks
from gouji.readers.office.archive import Archive, child, children, damaged
from gouji.readers.web import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.document import Block, Document, Note, Source

_KIND = Text("电子书（EPUB）", "the electronic book (EPUB)")


def read(data: bytes, source: Source) -> Document:
    """Read an EPUB. Raises GoujiError where it is damaged, shows no text, or is beyond a limit."""
    archive = Archive(data, source.name, _KIND)
    blocks: list[Block] = []
    notes: list[Note] = []
    document: Document | None = None
    for part in _spine(archive):
        page = archive.read(part)
        if not html.shows_text(page, source.name):  # a cover
            continue
        document = html.read(page, source)
        blocks += behind(blocks, document.blocks)
        notes += [note for note in document.notes if note not in notes]
        check_blocks(source.name, len(blocks))
    if document is None:
        raise GoujiError(
            f"{source.name}：电子书中没有文字。请提供报告的网页、PDF 或 Word 原件。",
            f"{source.name}: the electronic book holds no text. "
            "Supply the report as a web page, PDF or Word file.",
        )
    return replace(document, blocks=tuple(blocks), notes=tuple(notes), pictures=())


def _spine(archive: Archive) -> Iterator[str]:
    """Yield the pages of the package in reading order (EPUB 3.3, 5.7), each once."""
    container = archive.xml("META-INF/container.xml")
    root = next((one.get("full-path", "") for one in container.iter("{*}rootfile")), "")
    package = archive.xml(root)
    hrefs = {one.get("id"): one.get("href", "") for one in children(child(package, "manifest"), "item")}
    pages = dict.fromkeys(one.get("idref") for one in children(child(package, "spine"), "itemref"))
    if not pages.keys() <= hrefs.keys():
        raise damaged(archive.name, _KIND)
    folder = posixpath.dirname(root)
    return (posixpath.normpath(posixpath.join(folder, unquote(hrefs[page]))) for page in pages)

"""Containers: the bytes of a published report into a Document, by the reader of its kind.

Every container module has ``read(data, source) -> Document``. None of them knows a statutory form, and
none adds anything up. Modules are imported when a file needs them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.model.document import Grid, Note, Source
from gouji.model.text import INVISIBLE, GoujiError, Text
from gouji.readers.limits import LIMITS, NoTextError, check_text, exceeded

if TYPE_CHECKING:
    from pathlib import Path

    from gouji.model.document import Document
    from gouji.readers.media import Container


_SEPARATORS = re.compile(r"[/\\]")
_NO_PICTURE = Note(
    "no_witness",
    Text(
        "没有与图像对照：只有 PDF 的数字能与其页面图像对照。",
        "Nothing was compared with a picture: only the figures of a PDF have one to be compared with.",
    ),
)


def prepare(data: bytes) -> None:
    """Start what a file needs and takes a while, so that it is ready when other modules are imported."""
    if data.startswith(b"%PDF-"):
        from gouji.readers import apart

        apart.warm.start("pdf")


def read_document(data: bytes, name: str, folder: Path | None = None, *, witness: bool = False) -> Document:
    """Read a report of any supported container, told by its content. Folders in ``name`` are dropped.

    In ``folder``, and below, lie the pictures of a web page. ``witness``: the figures of a PDF are compared
    with the picture of their page. Raises GoujiError, saying what is wrong and what to do, for every file
    that cannot be read: empty, encrypted, damaged, beyond a limit of :mod:`gouji.readers.limits`, or no
    report at all.
    """
    name = _SEPARATORS.split(name)[-1]
    source, container = _looked_at(data, name)
    try:
        read = _witnessed if witness else _read
        document = read(container, data, source, folder)
        if document.pictures:
            from gouji.readers import pictured

            able = recognises()
            if able and container == "pdf":
                document = _drawn(document, data)
            document = pictured.with_tables(document, able=able)
    except (RecursionError, MemoryError):
        raise GoujiError(
            f"{name}：文件结构过于复杂，无法读取。请另存为新文件后再试。",
            f"{name}: the structure of the file is too complex to read. Save it anew and try again.",
        ) from None
    text = "".join(document.texts)
    check_text(name, len(text))
    return _visible(document) if INVISIBLE.search(text) else document


def _visible(document: Document) -> Document:
    """Leave out what nobody sees inside the words and figures of a document."""
    blocks = (
        replace(block, cells=tuple(cell._replace(text=INVISIBLE.sub("", cell.text)) for cell in block.cells))
        if isinstance(block, Grid)
        else block._replace(text=INVISIBLE.sub("", block.text))
        for block in document.blocks
    )
    pages = (
        replace(
            page,
            words=tuple(word._replace(text=INVISIBLE.sub("", word.text)) for word in page.words),
            outlines=tuple(one._replace(text=INVISIBLE.sub("", one.text)) for one in page.outlines),
        )
        for page in document.pages
    )
    return replace(document, blocks=tuple(blocks), pages=tuple(pages))


def source_of(data: bytes, name: str) -> Source:
    """Return what :func:`read_document` says of the file itself, without reading it; it raises the same."""
    return _looked_at(data, _SEPARATORS.split(name)[-1])[0]


def _looked_at(data: bytes, name: str) -> tuple[Source, Container]:
    import hashlib

    from gouji.readers.media import recognise  # the process that takes PDFs apart needs neither

    if len(data) > LIMITS.file_bytes:
        raise exceeded(name, Text("文件字节数", "number of bytes of the file"), LIMITS.file_bytes)
    media = recognise(data, name)
    return Source(name, hashlib.sha256(data).hexdigest(), media.type, len(data)), media.container


def recognises() -> bool:
    """Say whether the extra ``gouji[ocr]`` is there, which recognises the tables of pictures."""
    from importlib.util import find_spec

    return all(map(find_spec, ("rapidocr", "onnxruntime")))


def engine() -> str | None:
    """Return the versions of what recognises pictures, None where the extra ``gouji[ocr]`` is not there."""
    from importlib.metadata import version

    return f"rapidocr {version('rapidocr')}, onnxruntime {version('onnxruntime')}" if recognises() else None


def no_witness(name: str = "") -> GoujiError:
    """Return the error that figures cannot be compared with pictures without the extra ``gouji[ocr]``."""
    return GoujiError(
        f"{name and f'{name}：'}与页面图像对照（--witness）需要附加组件 gouji[ocr]，尚未安装。请安装后再试。",
        f"{name and f'{name}: '}to compare figures with the picture of their page (--witness) takes the "
        "extra gouji[ocr], which is not installed. Run pip install 'gouji[ocr]' and try again.",
    )


def _witnessed(container: Container, data: bytes, source: Source, folder: Path | None) -> Document:
    """Read a PDF with the picture of its pages as witness; other files have none, which a note says."""
    if not recognises():
        raise no_witness(source.name)
    if container == "pdf":
        return _read_pages(data, source, "witness", "scan")
    document = _read(container, data, source, folder)
    return replace(document, notes=(*document.notes, _NO_PICTURE))


def _drawn(document: Document, data: bytes) -> Document:
    """Return a PDF with its pictures drawn, where that can be done."""
    from gouji.readers import apart

    try:
        images = apart.read("pdf pictures", data, document.source).pictures
    except GoujiError:  # what could be read stays: the pictures are said not to be recognised
        return document
    pictures = (one._replace(image=drawn.image) for one, drawn in zip(document.pictures, images, strict=True))
    return replace(document, pictures=tuple(pictures))


def _read_pages(data: bytes, source: Source, kind: str, scanned: str) -> Document:
    """Read a PDF or OFD file; one of scanned pages without any text is recognised, where that can be done."""
    from gouji.readers import apart

    try:
        return apart.read(kind, data, source)
    except NoTextError as error:
        if recognises():
            return apart.read(scanned, data, source)
        zh, en = error.text.zh, error.text.en
        raise GoujiError(
            f"{zh}也可安装 gouji[ocr] 识别扫描页，再用 gouji confirm 逐格确认。",
            f"{en} Or install gouji[ocr], which recognises scanned pages, and confirm each cell with "
            "gouji confirm.",
        ) from None


def _read(container: Container, data: bytes, source: Source, folder: Path | None) -> Document:
    if container in ("text", "html") and b'"cell_type"' in data and data.lstrip()[:1] == b"{":
        from gouji.readers.plaintables import notebook, of_json

        data = (notebook(of_json(data.decode("utf-8", "replace"))) or "").encode() or data
    if container == "text":
        from gouji.readers import text

        return text.read(data, source)
    if container == "html":
        from gouji.readers.web import html

        return html.read(data, source, folder)
    if container == "pdf":
        return _read_pages(data, source, "pdf", "scan")
    if container == "picture":
        from gouji.readers import apart
        from gouji.readers.media import picture_unread

        if not recognises():
            raise picture_unread(source.name)
        return apart.read("scan", data, source)
    if container == "ofd":
        return _read_pages(data, source, "ofd", "ofd pictures")
    if container == "docx":
        from gouji.readers.office import docx

        return docx.read(data, source)
    if container == "xlsx":
        from gouji.readers.office import xlsx

        return xlsx.read(data, source)
    if container == "epub":
        from gouji.readers.web import epub

        return epub.read(data, source)
    if container == "mhtml":
        from gouji.readers.web.html import read_archive

        return read_archive(data, source)
    from gouji.readers.office import legacy

    return legacy.read(data, source)

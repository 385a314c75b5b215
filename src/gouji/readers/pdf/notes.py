"""What a reader of the audit is told about the pages of a PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gouji.bilingual import GoujiError, Text
from gouji.document import Grid, Note, Place
from gouji.readers.marks import unseen_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.document import Block
    from gouji.readers.pdf.geometry import Page, Unread

#: Digits on several lines.
_BROKEN: Final = re.compile(r"[0-9０-９.,，．]+(?:\n[0-9０-９.,，．]+)+")
_UNREAD: Final[dict[Unread, Note]] = {
    "recognised": Note(
        "pdf_recognised_text",
        Text(
            "本页是扫描图像，文字层是识别出来的，可能有误（例如 26 识别成 20），不作为原文，未予读取。"
            "请索取可复制文字的原件，或对照图像人工核对。",
            "This page is a scanned image whose text was recognised and may be wrong (26 becomes 20): it is "
            "no text of the report and was not read. Ask for the original with its text, or look at the "
            "image.",
        ),
    ),
    "picture": Note(
        "pdf_page_without_text",
        Text(
            "本页只有图像，没有文字，内容未能读取。",
            "This page holds only an image and no text; nothing on it was read.",
        ),
    ),
    "askew": Note(
        "pdf_text_askew",
        Text(
            "本页文字倾斜，角度过大或各处不一，无法确定哪些文字同行，未予读取。请索取未倾斜的版本。",
            "The text of this page is turned, by too much or by several angles: which of it stands in one "
            "row cannot be told, and nothing on the page was read. Ask for a version that is not turned.",
        ),
    ),
}


def has_text(pages: Sequence[Page]) -> bool:
    """Say whether any page prints a character that is known."""
    return any(glyph.text.strip("\ufffd \u3000\t\n") for page in pages for glyph in page.glyphs)


def no_text(name: str, pages: Sequence[Page]) -> GoujiError:
    """Return the error that a file has no text to read, and why."""
    if any(page.unread == "askew" for page in pages):
        return GoujiError(
            f"{name}：PDF 的文字倾斜，角度过大或各处不一，无法确定哪些文字同行，未读取。"
            "请索取未倾斜的版本（Word、网页或可复制文字的 PDF）。",
            f"{name}: the text of the PDF is turned, by too much or by several angles: which of it stands in "
            "one row cannot be told, and it was not read. Ask for a version that is not turned (Word, web "
            "page or a PDF with text).",
        )
    if any(page.unmapped for page in pages):
        return GoujiError(
            f"{name}：PDF 里的字形没有说明各是什么字（缺少可用的 ToUnicode 对应），无法读取。"
            "请向发布单位索取原件（Word、网页或可复制文字的 PDF）。",
            f"{name}: the PDF does not state which characters its glyphs are (no usable ToUnicode mapping) "
            "and cannot be read. Ask the agency for the original (Word, web page or a PDF with text).",
        )
    return GoujiError(
        f"{name}：PDF 没有文字层，多半是扫描件，或文字已转为图形，无法读取数字。"
        "请向发布单位索取原件（Word、网页或可复制文字的 PDF）。",
        f"{name}: the PDF has no text layer (most likely a scan, or its text was turned into drawings): no "
        "figure can be read. Ask the agency for the original (Word, web page or a PDF with text).",
    )


def notes(pages: Sequence[Page], blocks: Sequence[Block]) -> list[Note]:
    """Say page by page what was not read, or not in full, and why, and of the ``blocks`` what is in doubt."""
    said: list[Note] = []
    for page in pages:
        place = Place(page=page.number)
        if page.unread:
            said.append(replace(_UNREAD[page.unread], place=place))
        if page.hidden:
            text = Text(
                f"本页有 {page.hidden} 个不可见的字符，人看不到，未予读取。",
                f"This page has {page.hidden} invisible characters, which nobody sees; they were left out.",
            )
            said.append(Note("pdf_invisible_text", text, place))
        if page.unmapped:
            text = Text(
                f"本页有 {page.unmapped} 个字形没有说明是什么字（缺少可用的 ToUnicode 对应），"
                "以“\ufffd”表示，所在的数不读取。",
                f"This page has {page.unmapped} glyphs of which the file does not state what characters "
                "they are (no usable ToUnicode mapping): they are written “\ufffd”, and no figure with one "
                "is read.",
            )
            said.append(Note("pdf_unmapped_text", text, place))
        if page.doubtful:
            said.append(unseen_figures("pdf_doubtful_text", page.doubtful, place))
    return said + _broken_figures(blocks)


def _broken_figures(blocks: Sequence[Block]) -> list[Note]:
    """Say in how many cells digits stand on several lines: one figure that was too wide, or several."""
    broken = [
        cell
        for block in blocks
        if isinstance(block, Grid)
        for cell in block.cells
        if _BROKEN.fullmatch(cell.text)
    ]
    if not broken:
        return []
    first = " ".join(broken[0].text.split())
    text = Text(
        f"有 {len(broken)} 个格子里的数字折成了几行（例如“{first}”），是一个数还是几个数无法确定，未予读取。"
        "请索取列宽足够的版本。",
        f"In {len(broken)} cells the digits stand on several lines (for example “{first}”): whether they are "
        "one figure or several cannot be told, and they were not read. Ask for a version with wider columns.",
    )
    return [Note("pdf_broken_figure", text, broken[0].place)]

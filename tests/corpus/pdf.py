"""Reports as PDF files: tables drawn over pages, cell by cell, with or without ruling lines."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from corpus.story import Heading, Prose

if TYPE_CHECKING:
    from corpus.layout import Sheet, Slot
    from corpus.story import Story

_FONT = "STSong-Light"
_PAGE = (595.0, 842.0)
_LEFT, _TOP, _BOTTOM = 60.0, 780.0, 70.0
_WIDTHS = {
    "disclosure": (130.0, 115.0, 115.0, 115.0),
    "applications": (32.0, 54.0, 109.0, *[40.0] * 7),
    "reviews": (31.6,) * 15,
}
_SIZE, _LEADING, _PADDING = 8.0, 10.0, 3.0


@dataclass
class _Pages:
    """What is to be drawn, page by page, in points from the lower left corner."""

    texts: list[list[tuple[float, float, float, str]]] = field(default_factory=lambda: [[]])
    boxes: list[list[tuple[float, float, float, float]]] = field(default_factory=lambda: [[]])
    y: float = _TOP

    def need(self, height: float) -> None:
        """Turn the page unless this much room is left on it."""
        if self.y - height < _BOTTOM:
            self.texts.append([])
            self.boxes.append([])
            self.y = _TOP

    def paragraph(self, text: str, size: float, x: float = _LEFT) -> None:
        """Set a paragraph over the width of the page."""
        for line in _wrapped(text, _PAGE[0] - 2 * _LEFT, size):
            self.need(size * 1.6)
            self.y -= size * 1.6
            self.texts[-1].append((x, self.y, size, line))

    def table(self, sheet: Sheet) -> None:
        """Set a table row by row; what spans rows is drawn in every part that pages leave of it."""
        widths = _WIDTHS[sheet.table]
        heights = _heights(sheet, widths)
        tops: list[tuple[int, float]] = []
        self.y -= 4
        for height in heights:
            self.need(height)
            tops.append((len(self.texts) - 1, self.y))
            self.y -= height
        self.y -= 8
        for slot in sheet.slots:
            x = _LEFT + sum(widths[: slot.column])
            width = sum(widths[slot.column : slot.column + slot.colspan])
            parts: dict[int, tuple[float, float]] = {}
            for row in range(slot.row, slot.row + slot.rowspan):
                page, top = tops[row]
                parts[page] = (parts.get(page, (top, 0))[0], top - heights[row])
            for page, (top, bottom) in parts.items():
                self.boxes[page].append((x, bottom, width, top - bottom))
            # word processors keep the words where most of the merged cell is
            page = max(parts, key=lambda page: parts[page][0] - parts[page][1])
            self._words(page, slot, x, width, parts[page])

    def _words(self, page: int, slot: Slot, x: float, width: float, span: tuple[float, float]) -> None:
        size = _fitting(slot, width)
        lines = _lines(slot, width)
        y = (span[0] + span[1]) / 2 + len(lines) * _LEADING / 2 - size
        for line in lines:
            centre = (width - stringWidth(line, _FONT, size)) / 2
            # numbers and headers stand in the middle of their column, labels to the left
            self.texts[page].append((x + (_PADDING if slot.role == "label" else centre), y, size, line))
            y -= _LEADING


def set_pages(story: Story) -> _Pages:
    """Set a report on pages: texts (x, baseline, size, text) and boxes (x, y, width, height) of each."""
    registerFont(UnicodeCIDFont(_FONT))
    pages = _Pages()
    pages.paragraph(story.title, 16)
    for block in story.blocks:
        if isinstance(block, Heading):
            pages.paragraph(block.text, 12)
        elif isinstance(block, Prose):
            pages.paragraph(block.text, 11)
        else:
            pages.table(block)
    return pages


def write(story: Story, *, ruled: bool = True, footer: str = "- {} -") -> bytes:
    """Write a PDF with page numbers in ``footer``; without ruling lines unless ``ruled``."""
    pages = set_pages(story)
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=_PAGE, invariant=1)
    canvas.setTitle(story.title)
    for number, (texts, boxes) in enumerate(zip(pages.texts, pages.boxes, strict=True), 1):
        canvas.setLineWidth(0.5)
        for box in boxes if ruled else ():
            canvas.rect(*box)
        for x, y, size, text in texts:
            canvas.setFont(_FONT, size)
            canvas.drawString(x, y, text)
        canvas.setFont(_FONT, 9)
        canvas.drawCentredString(_PAGE[0] / 2, 40, footer.format(number))
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def _heights(sheet: Sheet, widths: tuple[float, ...]) -> list[float]:
    heights = [_LEADING + 2 * _PADDING] * sheet.height
    for slot in sorted(sheet.slots, key=lambda slot: slot.rowspan):
        width = sum(widths[slot.column : slot.column + slot.colspan])
        needed = len(_lines(slot, width)) * _LEADING + 2 * _PADDING
        rows = range(slot.row, slot.row + slot.rowspan)
        missing = needed - sum(heights[row] for row in rows)
        if missing > 0:
            heights[rows[-1]] += missing
    return heights


def _lines(slot: Slot, width: float) -> list[str]:
    if slot.role == "value":
        return [slot.text] if slot.text.strip() else []
    inner = width - 2 * _PADDING
    return [line for part in slot.text.split("\n") for line in _wrapped(part, inner, _SIZE)]


def _fitting(slot: Slot, width: float) -> float:
    """The font size: numbers shrink rather than break."""
    wide = stringWidth(slot.text, _FONT, _SIZE)
    return _SIZE if slot.role != "value" or wide <= width - 4 else _SIZE * (width - 4) / wide


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for letter in text:
        if stringWidth(lines[-1] + letter, _FONT, size) > width:
            lines.append("")
        lines[-1] += letter
    return [line for line in lines if line]

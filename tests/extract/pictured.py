"""A report whose every paragraph and cell is a picture that was recognised, made of one with text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gouji.model.document import Grid, RecognisedText
from gouji.readers.containers import read_document

REPORT = Path(__file__).parents[2] / "data" / "2024" / "qingxi-water.html"
#: Stands for a picture: what is recorded is its digest and its bytes.
PNG = b"\x89PNG\r\n\x1a\n"


def pictured(report=REPORT, misread=None):
    """The document of a report as a scan gives it; ``misread`` has what is recognised instead, by text."""
    document = read_document(report.read_bytes(), report.name)
    recognised = {}

    def taken(one):
        text = (misread or {}).get(one.text, one.text)
        recognised[one.place] = RecognisedText(text, PNG + repr(one.place).encode(), 0.99)
        return one._replace(text=text)

    blocks = tuple(
        replace(block, cells=tuple(map(taken, block.cells))) if isinstance(block, Grid) else taken(block)
        for block in document.blocks
        if isinstance(block, Grid) or block.text
    )
    return replace(document, blocks=blocks, metadata={}, recognised=recognised)

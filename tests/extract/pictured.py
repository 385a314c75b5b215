"""A report whose every paragraph and cell is a picture that was recognised, made of one with text."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from gouji.model.document import Grid, RecognisedText
from gouji.readers.containers import read_document

REPORT = Path(__file__).parents[2] / "data" / "2024" / "qingxi-water.html"


def picture(about: str) -> bytes:
    """A small picture that looks like no other's."""
    out = io.BytesIO()
    Image.frombytes("L", (8, 4), hashlib.sha256(about.encode()).digest()).save(out, "PNG")
    return out.getvalue()


def pictured(report=REPORT, misread=None):
    """The document of a report as a scan gives it; ``misread`` has what is recognised instead, by text."""
    document = read_document(report.read_bytes(), report.name)
    recognised = {}

    def taken(one):
        text = (misread or {}).get(one.text, one.text)
        recognised[one.place] = RecognisedText(text, picture(repr(one.place)), 0.999)
        return one._replace(text=text)

    blocks = tuple(
        replace(block, cells=tuple(map(taken, block.cells))) if isinstance(block, Grid) else taken(block)
        for block in document.blocks
        if isinstance(block, Grid) or block.text
    )
    return replace(document, blocks=blocks, metadata={}, recognised=recognised)

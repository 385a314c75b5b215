"""A text without what printing does to it: figures of every kind, white space, titles of documents."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from gouji.spacing import tight

#: Titles in book marks name documents; what they say is no statement of the report.
_TITLE: Final = re.compile(r"《[^》]*》")
#: Anything but the Chinese characters, letters, marks and ordinary figures that most texts are made of.
_UNUSUAL: Final = re.compile("[^\0-\x7f\u2010-\u2027\u2e80-\u9fff！-＄＆-－：-～]")


class _Figures(dict[int, str]):
    """A table for :meth:`str.translate`: digits of every kind, ％ and ． become ordinary ones."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = unicodedata.normalize("NFKC", char) if char.isdigit() or char in "％．" else char
        return self[code]


_FIGURES: Final = _Figures()


def plain(text: str) -> str:
    """Return a text with ordinary figures, without white space and without titles of documents."""
    if _UNUSUAL.search(text):
        text = text.translate(_FIGURES)
    text = tight(text)
    return _TITLE.sub("《》", text) if "《" in text else text

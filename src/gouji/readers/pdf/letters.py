"""The characters of a PDF page as PDFium finds them, in page space (origin bottom left, unrotated)."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as c

from gouji.readers.pdf.shapes import is_white

if TYPE_CHECKING:
    import pypdfium2

    from gouji.readers.pdf.geometry import Glyph

#: Text set this far (radians) off a multiple of a right angle is a watermark or a stamp.
_SKEW = 0.05
_QUARTER = math.pi / 2
_FILLED, _INVISIBLE = 0, 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A character; ``box`` is ``left, bottom, right, top``, ``angle`` in radians clockwise.

    ``run`` numbers the text object that drew it, ``invisible`` is the rendering mode of recognised text
    under a scan, ``white`` says that it is filled with white.
    """

    text: str
    box: tuple[float, float, float, float]
    size: float
    angle: float
    run: int
    invisible: bool
    white: bool = False


def page_letters(textpage: pypdfium2.PdfTextPage) -> list[Letter]:
    """Return the printed characters in drawing order, without those that PDFium adds between lines."""
    letters: list[Letter] = []
    rect, matrix = c.FS_RECTF(), c.FS_MATRIX()
    runs: dict[int, tuple[int, bool, bool]] = {}
    high = ""
    for i in range(textpage.count_chars()):
        if c.FPDFText_IsGenerated(textpage, i) == 1:
            continue
        text = high + _character(textpage, i)
        high = ""
        if len(text) == 1 and 0xD800 <= ord(text) < 0xDC00:
            high = text
            continue
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        c.FPDFText_GetLooseCharBox(textpage, i, rect)
        box = (rect.left, rect.bottom, rect.right, rect.top)
        angle = c.FPDFText_GetCharAngle(textpage, i)
        # the nominal size is often 1, with the scale in the matrix
        c.FPDFText_GetMatrix(textpage, i, matrix)
        size = c.FPDFText_GetFontSize(textpage, i) * math.hypot(matrix.c, matrix.d)
        if not (math.isfinite(sum(box) + size + angle) and size > 0):
            continue
        drawn_by = c.FPDFText_GetTextObject(textpage, i)
        known = ctypes.cast(drawn_by, ctypes.c_void_p).value or 0
        run = runs.get(known)
        if run is None:
            mode = c.FPDFTextObj_GetTextRenderMode(drawn_by) if drawn_by else _FILLED
            white = bool(drawn_by) and mode == _FILLED and is_white(drawn_by)
            run = runs[known] = len(runs), mode == _INVISIBLE, white
        letters.append(Letter(text, box, size, angle, *run))
    return letters


def _character(textpage: pypdfium2.PdfTextPage, i: int) -> str:
    """Return the character as printed; U+FFFD for a glyph whose meaning the file does not state."""
    if c.FPDFText_IsHyphen(textpage, i) == 1:
        # PDFium marks a hyphen at the end of a line as a word break; here it may be half of "- 4 -"
        return "-"
    code = c.FPDFText_GetUnicode(textpage, i)
    if code == 0 or c.FPDFText_HasUnicodeMapError(textpage, i) == 1:
        return "\ufffd"
    return chr(code)


def upright(letters: list[Letter], turn: int) -> tuple[list[Letter], int]:
    """Keep the text that most of the page is set in; return it and the quarter turns that put it upright.

    ``turn`` is the page's own rotation (clockwise quarter turns). A table printed sideways turns the whole
    page; a watermark or a stamp across it is left out.
    """
    by_turn: dict[int, list[Letter]] = {}
    weight: Counter[int] = Counter()
    for letter in letters:
        nearest = round(letter.angle / _QUARTER)
        if abs(letter.angle - nearest * _QUARTER) < _SKEW:
            by_turn.setdefault(nearest % 4, []).append(letter)
            weight[nearest % 4] += bool(letter.text.strip())
    if not weight:
        return [], turn
    main = max(weight, key=lambda t: (weight[t], t == -turn % 4))
    return by_turn[main], -main % 4


class Overprints:
    """Tells glyphs drawn again a hair's breadth aside (fake bold, shadows) from new ones."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int, int], list[tuple[int, Glyph]]] = {}
        self._count = 0

    def again(self, glyph: Glyph) -> bool:
        """Say whether the glyph was drawn before; remember it if not."""
        self._count += 1
        column, row = round(glyph.x / 4), round(glyph.y / 4)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for order, other in self._seen.get((glyph.text, column + dx, row + dy), ()):
                    if _overprinted(glyph, other) and not (
                        # one glyph for two equal letters (a ligature) gives both the same box
                        self._count - order == 1 and glyph.run == other.run and glyph.x0 == other.x0
                    ):
                        return True
        self._seen.setdefault((glyph.text, column, row), []).append((self._count, glyph))
        return False


def _overprinted(glyph: Glyph, other: Glyph) -> bool:
    reach = 0.25 * min(glyph.x1 - glyph.x0, other.x1 - other.x0)
    return abs(glyph.x - other.x) <= reach and abs(glyph.y - other.y) <= 0.25 * glyph.size

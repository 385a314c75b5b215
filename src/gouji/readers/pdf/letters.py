"""The characters of a PDF page as PDFium finds them, in page space (origin bottom left, unrotated)."""

from __future__ import annotations

import ctypes
from collections import deque
from itertools import groupby, repeat
from math import atan2, cos, hypot, isfinite
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.readers.pdf import bindings as pdfium
from gouji.readers.pdf.geometry import Affine, Box, Point

if TYPE_CHECKING:
    from collections.abc import Iterator


#: Where the base line lies in the em square, in parts of the font size from below.
_DESCENT: Final = 0.12
#: What PDFium may give for a hyphen at the end of a line, which it takes for a word break.
_HYPHENS: Final = frozenset({0x02, 0x2D, 0xAD, 0xFFFE})
#: Characters that nobody prints: PDFium gives a glyph's code where the file does not say what it is called.
_CONTROLS: Final = frozenset((*range(9), 11, 12, *range(14, 32), *range(127, 160))) - _HYPHENS
_UNKNOWN: Final = "\ufffd"


class TextObject(NamedTuple):
    """What the characters of one text object have in common; ``number`` is its own.

    ``size`` is the font size as printed, ``angle`` that of the base line in radians clockwise, ``origin`` a
    point on it. ``invisible`` is the rendering mode of recognised text under a scan. ``face`` tells apart in
    which font the text is, how stretched and how slanting, ``embedded`` says that the file holds the font's
    glyphs. ``item`` is the address of the text object.

    ``instead`` is there where the file states a text that stands instead of what its glyphs are called
    (ActualText): PDFium leaves the boxes of such characters where the form has them that draws them, and
    ``instead`` moves them to the page.
    """

    number: int
    size: float
    angle: float
    origin: Point
    invisible: bool
    face: str
    embedded: bool
    instead: Affine | None
    item: int


class Letter(NamedTuple):
    """A character with its box ``left, bottom, right, top``; ``at`` is its number on the text page."""

    text: str
    box: Box
    run: TextObject
    at: int


class Letters:
    """The characters of a page in drawing order, without those that PDFium adds between lines."""

    def __init__(self, textpage: int, number: int) -> None:
        """``textpage`` is the address of the text of page ``number``.

        It must stay open while characters are asked for.
        """
        self._page, self._number = textpage, number
        self._fonts: dict[int, tuple[str, bool]] = {}
        #: faces with glyphs that the file calls by no character at all
        self.spoilt: set[str] = set()
        self._count = pdfium.characters_of(textpage)
        self._runs: dict[int, TextObject | None] = {}
        self._ends = (ctypes.c_double * 4)()
        self._matrix = (ctypes.c_float * 6)()
        self._matrix_at = ctypes.addressof(self._matrix)

    def __iter__(self) -> Iterator[Letter]:
        """Yield the characters."""
        page, every = self._page, range(self._count)
        codes = list(map(pdfium.unicode_of, repeat(page), every))
        unmapped = list(map(pdfium.is_unmapped, repeat(page), every))
        drawn = list(map(pdfium.drawn_by, repeat(page), every))
        ends = (ctypes.c_float * (4 * self._count))()
        first = ctypes.addressof(ends)
        deque(
            map(pdfium.loose_box, repeat(page), every, range(first, first + 16 * self._count, 16)), maxlen=0
        )
        left_top_right_bottom = iter(ends)
        boxes = list(zip(*[left_top_right_bottom] * 4, strict=True))
        high = ""
        for item, numbers in groupby(every, drawn.__getitem__):
            if item is None:  # spaces and line breaks that PDFium adds
                continue
            run = None
            for i in numbers:
                code = codes[i]
                text = high + (_UNKNOWN if code in _CONTROLS or unmapped[i] == 1 else chr(code))
                high = ""
                if code in _HYPHENS and pdfium.is_hyphen(page, i) == 1:
                    text = "-"  # it may be half of "- 4 -"
                elif 0xD800 <= code <= 0xDFFF:
                    if len(text) == 1 and code < 0xDC00:
                        high = text
                        continue
                    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                run = run or self._run(item, i)
                if run is None:
                    continue
                if code and code in _CONTROLS:
                    self.spoilt.add(run.face)
                left, top, right, bottom = boxes[i]
                if isfinite(left + top + right + bottom):
                    box = left, bottom, right, top
                    yield Letter(text, _among_neighbours(box, run) if run.instead else box, run, i)

    def outline(self, letter: Letter) -> Box:
        """Return the box of what the character's glyph fills with ink."""
        if letter.run.instead:
            return letter.box
        first = ctypes.addressof(self._ends)
        pdfium.tight_box(self._page, letter.at, first, first + 16, first + 8, first + 24)
        left, bottom, right, top = self._ends
        return left, bottom, right, top

    def _run(self, item: int, at: int) -> TextObject | None:
        """Return the run that the text object ``item`` draws, character ``at`` among others."""
        if item not in self._runs:
            self._runs[item] = self._new_run(item, at)
        return self._runs[item]

    def _new_run(self, item: int, at: int) -> TextObject | None:
        pdfium.text_matrix(self._page, at, self._matrix_at)
        a, b, c, d, e, f = self._matrix
        # the nominal size is often 1, with the scale in the matrix
        high = hypot(c, d)
        size = pdfium.font_size(self._page, at) * high
        # by the base line: letters set slanting have another upright
        angle = atan2(-b, a) if b or a < 0 else 0.0
        if not (size > 0 and isfinite(size + angle + e + f)):
            return None
        name, embedded = self._font(pdfium.font_of(item))
        if (a, b) != (d, -c):
            name = f"{name} {hypot(a, b) / high:.3f} {(a * c + b * d) / high**2:.3f}"
        instead = _instead(item, Affine(a, b, c, d, e, f)) if pdfium.marks_on(item) > 0 else None
        invisible = pdfium.text_mode(item) == pdfium.MODE_INVISIBLE
        return TextObject(len(self._runs), size, angle, (e, f), invisible, name, embedded, instead, item)

    def _font(self, font: int | None) -> tuple[str, bool]:
        """Return a font's name, or what tells it apart, and whether the file holds its glyphs."""
        if font is None:
            return "", False
        if font not in self._fonts:
            length = pdfium.font_name(font, None, 0)
            name = ctypes.create_string_buffer(max(length, 1))
            pdfium.font_name(font, name, length)
            told = name.value.decode("utf-8", "replace") or f"{self._number} {len(self._fonts)}"
            self._fonts[font] = told, pdfium.is_embedded(font) == 1
        return self._fonts[font]


def _instead(item: int, matrix: Affine) -> Affine | None:
    """Return what moves the characters of a replacing text (:class:`TextObject`), None for any other text."""
    marks = range(pdfium.marks_on(item))
    if not any(
        pdfium.parameter_type(pdfium.mark_at(item, i), b"ActualText") == pdfium.OBJECT_STRING for i in marks
    ):
        return None
    m = pdfium.Matrix()
    pdfium.matrix_of(item, ctypes.addressof(m))
    back = Affine(m.a, m.b, m.c, m.d, m.e, m.f).inverse()
    return back.then(matrix) if back else Affine()


def _among_neighbours(box: Box, run: TextObject) -> Box:
    """Return where a character of a replacing text stands, as high as others: its box is that of its ink."""
    moved = run.instead.box(box) if run.instead else box
    if cos(run.angle) < 0.9:
        return moved
    left, _, right, _ = moved
    bottom = run.origin[1] - _DESCENT * run.size
    return left, bottom, right, bottom + run.size

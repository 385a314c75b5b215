"""The page as it is drawn: whether a character shows, and whether more shows than characters.

PDFium draws the page once, in grey. A character that the file holds and the page does not show (clipped away,
under a white box, on a layer that is off, in the colour of its ground) has no ink in its box. What is printed
and is no text (a picture, a drawing, a form's field) leaves ink in a cell that has no characters for it.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from functools import cached_property
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from gouji.readers.pdf import bindings as pdfium
from gouji.readers.pdf.plane import Affine, Box, seen

if TYPE_CHECKING:
    from collections.abc import Iterable


#: Dots a point, and the most dots of a page: a huge one is drawn smaller.
_SCALE, _MOST_DOTS = 1.5, 4_000_000
#: How much (0 to 255) ink differs from its ground that a person sees, and that is no watermark and no shade.
_VISIBLE, _STRONG = 20, 64
#: Grey below is dark, above is light.
_DARK, _LIGHT = 100, 170
_KINDS: Final = bytes(ord("d" if grey < _DARK else "l" if grey > _LIGHT else "m") for grey in range(256))
#: Fewer dots are a speck or the end of a line.
_SPECK: Final = 4
#: A dot whose red, green and blue differ by so much is coloured: that of a stamp.
_COLOURED: Final = 60
#: A stamp goes on this far (points) round a cell's inside.
_ROUND: Final = 8.0
#: Ink is looked for in the middle of a character's box: what reaches into it from its side is a neighbour's.
_SIDE: Final = 0.2
#: Boxes of fewer dots across have no middle.
_NARROW: Final = 2.5
#: ... and are looked at with so much (points) of what is beside them.
_BESIDE: Final = 0.3
#: ... and with a little (points) of the ground above and below, all that a dash stands out from.
_ABOVE: Final = 0.6


class Ink:
    """One page, drawn. Boxes are ``x0, y0, x1, y1`` in points on the plane that a reader sees."""

    def __init__(self, page: int, shown: Box, plane: Affine, width: float, height: float) -> None:
        """Draw a page, by its address, of which ``shown`` is to be seen.

        ``plane`` maps page space to what a reader sees.
        """
        self._page: int | None = page
        self._scale = min(_SCALE, sqrt(_MOST_DOTS / max(width * height, 1.0)))
        self._wide = max(1, ceil(width * self._scale))
        self._high = max(1, ceil(height * self._scale))
        as_drawn = seen(shown, pdfium.rotation(page) % 4).inverse() or Affine()
        self._matrix = as_drawn.then(plane).then(Affine(self._scale, 0, 0, self._scale, 0, 0))
        self._grey = self._drawn(pdfium.BITMAP_GRAY, 1)
        self._kinds = self._grey.translate(_KINDS)

    def shows(self, box: Box) -> bool:
        """Say whether anything stands out from its ground in the middle of a character's box."""
        x0, y0, x1, y1 = box
        # a point or a comma is hardly a dot wide: all its grey may lie at the side of its box
        side = _SIDE * (x1 - x0) if (x1 - x0) * self._scale >= _NARROW else -_BESIDE
        rows = self._rows((x0 + side, y0 - _ABOVE, x1 - side, y1 + _ABOVE))
        find = self._kinds.find
        dark = light = False
        for start, end in (
            rows[len(rows) // 2 :] + rows[: len(rows) // 2]
        ):  # from the middle, for most have ink there
            dark = dark or find(b"d", start, end) >= 0
            light = light or find(b"l", start, end) >= 0
            if dark and light:
                return True
        dots = b"".join([self._grey[start:end] for start, end in rows])
        return bool(dots) and max(dots) - min(dots) >= _VISIBLE

    def stained(self, box: Box, known: Iterable[Box] = ()) -> bool:
        """Say whether a box shows more than its ground, besides what is known to stand in ``known``.

        A stamp is no stain: ink in colour that goes on outside.
        """
        rows = self._rows(box)
        count = self._kinds.count
        if not sum([end - start - count(b"l", start, end) for start, end in rows]):
            return False
        dots = b"".join(self._grey[start:end] for start, end in rows)
        ground = Counter(dots).most_common(1)[0][0]
        differs = bytes(abs(grey - ground) >= _STRONG for grey in range(256))
        if dots.translate(differs).count(1) < _SPECK:
            return False
        taken = {at for each in known for start, end in self._rows(each) for at in range(start, end)}
        stain = [
            at
            for start, end in rows
            for at in range(start, end)
            if differs[self._grey[at]] and at not in taken
        ]
        return len(stain) >= _SPECK and not (self._coloured(stain) and self._goes_on(box))

    def close(self) -> None:
        """Let go of the page, which is about to be closed; from now on no stamp is told apart."""
        self._page = None

    def _coloured(self, dots: list[int]) -> bool:
        """Say whether nearly all of some dots are in colour."""
        if self._page is None:
            return False
        coloured = 0
        for at in dots:
            dot = self._in_colour[4 * at : 4 * at + 3]
            coloured += max(dot) - min(dot) >= _COLOURED
        return coloured > 0.8 * len(dots)

    def _goes_on(self, box: Box) -> bool:
        """Say whether ink in colour stands round a box."""
        x0, y0, x1, y1 = box
        inside = {at for start, end in self._rows(box) for at in range(start, end)}
        wider = (x0 - _ROUND, y0 - _ROUND, x1 + _ROUND, y1 + _ROUND)
        outside = [at for start, end in self._rows(wider) for at in range(start, end) if at not in inside]
        return any(self._coloured([at]) for at in outside)

    @cached_property
    def _in_colour(self) -> bytes:
        """The page in blue, green, red and nothing, four bytes a dot; hardly any page is asked for it."""
        return self._drawn(pdfium.BITMAP_BGRX, 4)

    def _drawn(self, form: int, size: int) -> bytes:
        wide, high = self._wide, self._high
        dots = (ctypes.c_ubyte * (wide * high * size))()
        bitmap = pdfium.new_bitmap(wide, high, form, dots, wide * size)
        if not bitmap:
            raise MemoryError
        try:
            pdfium.fill_bitmap(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
            flags = pdfium.RENDER_ANNOT | (pdfium.RENDER_GRAYSCALE if size == 1 else 0)
            matrix, clip = pdfium.Matrix(*self._matrix), pdfium.Rectangle(0, 0, wide, high)
            pdfium.draw_page(bitmap, self._page, ctypes.byref(matrix), ctypes.byref(clip), flags)
        finally:
            pdfium.close_bitmap(bitmap)
        return bytes(dots)

    def _rows(self, box: Box) -> list[tuple[int, int]]:
        """Return where each row of dots of a box begins and ends."""
        x0, y0, x1, y1 = box
        scale, wide = self._scale, self._wide
        left, right = max(0, int(x0 * scale)), min(wide, ceil(x1 * scale))
        first, last = max(0, int(y0 * scale)), min(self._high, ceil(y1 * scale))
        if left >= right:
            return []
        return [(row + left, row + right) for row in range(first * wide, last * wide, wide)]

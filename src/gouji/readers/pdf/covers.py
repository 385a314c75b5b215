"""What a PDF page draws over text that stands there already."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from gouji.readers.pdf.shapes import clipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from gouji.readers.pdf.plane import Box
    from gouji.readers.pdf.shapes import Cover, Shapes
    from gouji.readers.pdf.unseen import Figure

#: Covers are looked up by strips of this many points; no page of PDF 1.7 is higher (ISO 32000-1, annex C).
_STRIP: Final = 24.0
_HIGHEST: Final = 14_400.0


class Covers:
    """Shapes and images that a page draws over what stands there already."""

    def __init__(self, shapes: Shapes, opaque: Callable[[Cover], bool]) -> None:
        """``opaque`` says whether nothing is seen through a cover."""
        self._texts, self._opaque = shapes.texts, opaque
        self._strips: defaultdict[int, list[Cover]] = defaultdict(list)
        for cover in shapes.covers:
            top, bottom = (int(min(max(y, 0.0), _HIGHEST) // _STRIP) for y in cover.box[1::2])
            for strip in range(top, bottom + 1):
                self._strips[strip].append(cover)

    def hide(self, figure: Figure) -> bool:
        """Say whether something opaque was drawn over the middle of a character."""
        x0, y0, x1, y1 = figure.ink
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        covers = self._strips.get(int(y // _STRIP), [])
        drawn = self._texts.get(figure.letter.run.item, 0)
        later = bisect_right(covers, drawn, key=attrgetter("order"))
        return any(
            _within(x, y, cover.box) and _within(x, y, clipped(cover)) and self._opaque(cover)
            for cover in covers[later:]
        )


def _within(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]

"""Characters that a PDF holds and a person does not see, or sees as something else than they say.

A figure that is not to be seen as it is called is not known: its characters become U+FFFD, so that no figure
is read of them. Words that leave no ink are no words of the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.readers.pdf.geometry import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gouji.readers.pdf.geometry import Box, Glyph, Ink, Point, RulingLine
    from gouji.readers.pdf.letters import Letter
    from gouji.readers.pdf.shapes import Cover, Shapes


DIGITS: Final = frozenset("0123456789０１２３４５６７８９")
#: Characters that make a figure another one where they are left out.
FIGURES: Final = DIGITS | frozenset(".,．，+＋-−－﹣—–/／%％")
#: A line through this part of a character's height, from the top, strikes it out.
_MIDDLE: Final = (0.3, 0.7)
#: ... where it covers as much of the character's width.
_ACROSS: Final = 0.7
#: What lies this part of its width and height inside of a box is its inner part.
_INNER: Final = 0.2
#: Pieces of a line this near (points) are one line, and lines this near in height are looked up together.
_GAP, _BAND = 1.0, 1.0
#: Characters are looked up by squares of this many points, overprints as far aside.
_SQUARE, _ASIDE = 8.0, 4.0
#: Two characters share a place that overlap in so much of the narrower and of the lower one.
_SHARED: Final = 0.3
#: Outlines of one character of a font differ by less than this part of the font size.
_ALIKE: Final = 0.0025


class Figure(NamedTuple):
    """A character of a figure: its number among the page's glyphs, and the box that its outline fills."""

    at: int
    glyph: Glyph
    ink: Box
    letter: Letter


class Strokes:
    """The lines of a page that may go through characters."""

    def __init__(
        self, rules: Iterable[RulingLine], slants: Sequence[tuple[Point, Point]], struck: Iterable[Box] = ()
    ) -> None:
        """Take level lines among ``rules``, slanting ones as their two ends, boxes of what is struck out."""
        bands: defaultdict[int, list[RulingLine]] = defaultdict(list)
        for rule in rules:
            if rule.horizontal:
                bands[round(rule.at / _BAND)].append(rule)
        self._bands = {band: joined(lines, _GAP) for band, lines in bands.items()}
        self._slants, self._struck = slants, list(struck)

    def strike(self, glyph: Glyph, ink: Box) -> bool:
        """Say whether a line goes through the middle of a character whose outline fills ``ink``."""
        x0, y0, x1, y1 = glyph[1:5]
        spare = (1 - _ACROSS) * (x1 - x0) / 2
        first, last = (round((y0 + part * (y1 - y0)) / _BAND) for part in _MIDDLE)
        for band in range(first, last + 1):
            pieces = self._bands.get(band)
            if pieces is None:
                continue
            at = bisect_right(pieces, (x0 + spare, float("inf"))) - 1
            if at >= 0 and pieces[at][1] >= x1 - spare:
                return True
        if any(_within(glyph.x, glyph.y, box) for box in self._struck):
            return True
        return any(_crosses(a, b, ink) for a, b in self._slants)


def _crosses(a: Point, b: Point, box: Box) -> bool:
    """Say whether a line runs through the inner part of a box."""
    x0, y0, x1, y1 = box
    across, down = _INNER * (x1 - x0), _INNER * (y1 - y0)
    low, high = 0.0, 1.0
    for start, end, least, most in (
        (a[0], b[0], x0 + across, x1 - across),
        (a[1], b[1], y0 + down, y1 - down),
    ):
        way = end - start
        if way == 0:
            if not least <= start <= most:
                return False
            continue
        near, far = sorted(((least - start) / way, (most - start) / way))
        low, high = max(low, near), min(high, far)
    return low < high


def _within(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


class Crowd:
    """The characters of a page by where they stand, each with its number among all that are drawn there."""

    def __init__(self) -> None:
        self._squares: defaultdict[tuple[int, int], list[tuple[int, Glyph]]] = defaultdict(list)
        self._equal: defaultdict[tuple[str, int, int], list[tuple[int, Glyph]]] = defaultdict(list)

    def add(self, glyph: Glyph, number: int) -> None:
        """Remember a character, which is drawn as the page's ``number``-th."""
        text, x0, y0, x1, y1, *_ = glyph
        if not text.isspace():
            i, j = int((x0 + x1) / 2 / _SQUARE), int((y0 + y1) / 2 / _SQUARE)
            self._squares[i, j].append((number, glyph))
            self._equal[text, i, j].append((number, glyph))

    def again(self, glyph: Glyph, number: int) -> bool:
        """Say whether a character was drawn before, a hair's breadth aside (fake bold, a shadow)."""
        text, x0, y0, x1, y1, *_ = glyph
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        first, last = int((y - _ASIDE) / _SQUARE), int((y + _ASIDE) / _SQUARE)
        equal = self._equal
        for i in range(int((x - _ASIDE) / _SQUARE), int((x + _ASIDE) / _SQUARE) + 1):
            for j in range(first, last + 1):
                if (text, i, j) in equal:
                    for order, other in equal[text, i, j]:
                        # one glyph for two equal letters (a ligature) gives both the same box
                        one = number - order == 1 and glyph.run == other.run and x0 == other.x0
                        if _overprinted(glyph, other) and not one:
                            return True
        return False

    def share(self, figure: Figure, outline: Callable[[int], Box]) -> bool:
        """Say whether another character stands where this one does; ``outline`` gives its ink by number."""
        glyph, (x0, y0, x1, y1) = figure.glyph, figure.ink
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
        rows = range(int((y - _SQUARE) / _SQUARE), int((y + _SQUARE) / _SQUARE) + 1)
        for i in range(int((x - _SQUARE) / _SQUARE), int((x + _SQUARE) / _SQUARE) + 1):
            for j in rows:
                for number, other in self._squares.get((i, j), ()):
                    _, left, top, right, bottom, *_ = other
                    meet = left < x1 and x0 < right and top < y1 and y0 < bottom and other is not glyph
                    if meet and _overlap(figure.ink, outline(number)):
                        return True
        return False


def _overprinted(glyph: Glyph, other: Glyph) -> bool:
    reach = 0.25 * min(glyph.x1 - glyph.x0, other.x1 - other.x0)
    return (
        abs(glyph.x0 + glyph.x1 - other.x0 - other.x1) <= 2 * reach
        and abs(glyph.y0 + glyph.y1 - other.y0 - other.y1) <= 0.5 * glyph.size
    )


def _overlap(one: Box, other: Box) -> bool:
    for low, high in ((0, 2), (1, 3)):
        common = min(one[high], other[high]) - max(one[low], other[low])
        if common <= _SHARED * min(one[high] - one[low], other[high] - other[low]):
            return False
    return True


#: Two outlines of a digit are drawn as squares of so many dots a side ...
_DOTS: Final = 80
#: ... and are one shape where ink, and ground as well, is nowhere further (dots) from that of the other.
_NEAR: Final = 4
#: A digit of a font has no more outlines than this that are one shape.
_OUTLINES: Final = 4


class Faces:
    """The outlines of the digits of a document, font by font.

    A font has one glyph for a digit. Where it draws two that the file calls by the same digit, one of them is
    another: unless both have one shape, as the digits beside Latin and beside Chinese letters of some fonts.
    Shapes are looked at once it is known for which digits: when the document is read again.
    """

    def __init__(
        self,
        suspects: frozenset[tuple[str, str]] = frozenset(),
        two: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """``suspects`` are the digits that are known to have two outlines, with their fonts.

        ``two`` are those of them that have two shapes; "" for all digits of a font.
        """
        self._suspects, self._known = suspects, two
        self.suspects, self.two = set(suspects), set(two)
        self._first: dict[tuple[str, str], tuple[float, ...]] = {}
        self._shapes: defaultdict[tuple[str, str], list[tuple[tuple[float, ...], list[int]]]] = defaultdict(
            list
        )

    def spoil(self, face: str) -> None:
        """Remember a font of which the file does not say what all its glyphs are called."""
        self.two.add((face, ""))

    def differ(self, figure: Figure, ink: Ink) -> bool:
        """Remember a digit's outline; say whether its font is known to have two shapes for it."""
        key = figure.letter.run.face, figure.glyph.text
        if (key[0], "") in self._known:
            return True
        if key in self._known or figure.glyph.text not in DIGITS:
            return key in self._known
        glyph, (x0, y0, x1, y1) = figure.glyph, figure.ink
        outline = tuple(
            length / glyph.size for length in (x0 - glyph.x0, x1 - glyph.x0, glyph.base - y0, glyph.base - y1)
        )
        if key in self._suspects:
            self._look(key, outline, figure, ink)
        elif not _alike(self._first.setdefault(key, outline), outline):
            self.suspects.add(key)
        return False

    def _look(self, key: tuple[str, str], outline: tuple[float, ...], figure: Figure, ink: Ink) -> None:
        known = self._shapes[key]
        if key in self.two or any(_alike(outline, other) for other, _ in known):
            return
        shape = _shape(ink.closer(figure.ink, _DOTS))
        known.append((outline, shape))
        if len(known) > _OUTLINES or not _one_shape(known[0][1], shape):
            self.two.add(key)


def _alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _shape(dots: bytearray) -> list[int]:
    """Return the dark dots of a square as a number for each row, a bit for each dot."""
    middle = (min(dots) + max(dots)) / 2
    dark = "".join("1" if dot < middle else "0" for dot in dots)
    return [int(dark[at : at + _DOTS], 2) for at in range(0, len(dark), _DOTS)]


def _one_shape(one: list[int], other: list[int]) -> bool:
    """Say whether each dot of both shapes, and of what is round them, is near such a one of the other."""
    whole = (1 << _DOTS) - 1
    grounds = [[whole & ~row for row in shape] for shape in (one, other)]
    return all(_reached(a, b) and _reached(b, a) for a, b in ((one, other), grounds))


def _reached(dots: list[int], by: list[int]) -> bool:
    wide = by
    for _ in range(_NEAR):
        wide = [row | row << 1 | row >> 1 for row in wide]
    for at, row in enumerate(dots):
        for near in wide[max(0, at - _NEAR) : at + _NEAR + 1]:
            row &= ~near
        if row:
            return False
    return True


#: Covers are looked up by strips of this many points; no page of PDF 1.7 is higher (ISO 32000-1, annex C).
_STRIP: Final = 24.0
_HIGHEST: Final = 14_400.0


class Covers:
    """Shapes and images that a page draws over what stands there already."""

    def __init__(
        self, shapes: Shapes, clipped: Callable[[Cover], Box], opaque: Callable[[Cover], bool]
    ) -> None:
        """``clipped`` is what the clip leaves of a cover, ``opaque`` says whether nothing shows through."""
        self._texts, self._clipped, self._opaque = shapes.texts, clipped, opaque
        self._strips: defaultdict[int, list[Cover]] = defaultdict(list)
        for cover in shapes.covers:
            top, bottom = (int(min(max(y, 0.0), _HIGHEST) // _STRIP) for y in cover.box[1::2])
            for strip in range(top, bottom + 1):
                self._strips[strip].append(cover)

    def hide(self, figure: Figure) -> bool:
        """Say whether something opaque was drawn over the middle of a character."""
        x0, y0, x1, y1 = figure.ink
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        covers = self._strips.get(int(y // _STRIP))
        if covers is None:
            return False
        drawn = self._texts.get(figure.letter.run.item, 0)
        later = bisect_right(covers, drawn, key=attrgetter("order"))
        return later < len(covers) and any(
            _within(x, y, cover.box) and _within(x, y, self._clipped(cover)) and self._opaque(cover)
            for cover in covers[later:]
        )

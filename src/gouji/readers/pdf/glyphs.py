"""The letters of a page as a reader sees them: turned upright, without what is not to be seen."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.readers.pdf.geometry import Glyph
from gouji.readers.pdf.unseen import DIGITS, FIGURES, Crowd, Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.readers.pdf.geometry import Affine, Box, Ink
    from gouji.readers.pdf.letters import Letter, Letters
    from gouji.readers.pdf.unseen import Covers, Faces, Strokes


#: Text turned further off a right angle than this (radians) is not turned back: which way up is it?
_MOST: Final = math.radians(10)
#: Text turned further than this from a page's own angle is a watermark or a stamp.
_ASIDE: Final = 0.05
#: Text of one page is turned alike within this; where this part of it is not, and so many letters, it is not
#: known which of it stands in one row.
_ALIKE: Final = 0.004
_PART, _FEW = 0.05, 20
_QUARTER: Final = math.pi / 2


class Turned(NamedTuple):
    """The text that most of a page is set in, and what puts it upright.

    That is a turn counter-clockwise in page space by ``tilt`` (radians), then ``quarters`` quarter turns
    clockwise. ``aside`` is the other text. ``askew`` says that there is text and no angle to read it by.
    """

    letters: Sequence[Letter]
    aside: Sequence[Letter]
    quarters: int
    tilt: float
    askew: bool


def upright(letters: Sequence[Letter], quarters: int) -> Turned:
    """Find the text that most of the page is set in; ``quarters`` is the page's own rotation.

    A table printed sideways turns the whole page, and so does a page fed askew; a watermark or a stamp across
    it is put aside.
    """
    by_turn: defaultdict[int, list[tuple[float, Letter]]] = defaultdict(list)
    weight: Counter[int] = Counter()
    aside: list[Letter] = []
    angle, nearest, off = 0.0, 0, 0.0
    for letter in letters:
        if letter.run.angle != angle:
            angle = letter.run.angle
            nearest = round(angle / _QUARTER)
            off = angle - nearest * _QUARTER
        if abs(off) <= _MOST:
            by_turn[nearest % 4].append((off, letter))
            weight[nearest % 4] += not letter.text.isspace()
        else:
            aside.append(letter)
    if not weight:
        printed = sum(not letter.text.isspace() for letter in aside)
        return Turned((), aside, quarters, 0.0, askew=printed >= _FEW)
    main = max(weight, key=lambda turn: (weight[turn], turn == -quarters % 4))
    aside += [letter for turn, found in by_turn.items() if turn != main for _, letter in found]
    tilt = median(off for off, letter in by_turn[main])
    kept: list[Letter] = []
    unlike = 0
    for off, letter in by_turn[main]:
        if abs(off - tilt) < _ASIDE:
            kept.append(letter)
            unlike += abs(off - tilt) > _ALIKE and not letter.text.isspace()
        else:
            aside.append(letter)
    askew = unlike > max(_FEW, _PART * len(kept))
    return Turned(kept, aside, -main % 4, tilt, askew)


#: A box wider than this part of the font size is a font's mistake and not the width of a character.
_WIDEST: Final = 1.5
#: Letters so many times larger than a page's text, at another angle, are a watermark.
_LARGE: Final = 1.4
_UNKNOWN: Final = "\ufffd"


class Glyphs:
    """The characters of a page as a reader sees them: on the plane, without what is not to be seen."""

    def __init__(
        self, letters: Letters, text: Turned, plane: Affine, width: float, height: float, ink: Ink
    ) -> None:
        self.glyphs: list[Glyph] = []
        self.hidden = self.doubtful = self.unmapped = 0
        self._letters, self._text, self._plane, self._ink = letters, text, plane, ink
        self._figures: list[Figure] = []
        self._unseen: set[int] = set()
        self._crowd = Crowd()
        bases: dict[int, float] = {}
        place = self._box if text.tilt else plane.box
        again, add = self._crowd.again, self._crowd.add
        for number, letter in enumerate(text.letters):
            character, box, run, _ = letter
            x0, y0, x1, y1 = place(box)
            x1 = min(x1, x0 + _WIDEST * run.size)
            if not (0 <= x0 + x1 <= 2 * width and 0 <= y0 + y1 <= 2 * height):
                continue
            base = bases.get(run.number)
            if base is None:
                base = bases[run.number] = plane.point(*run.origin)[1]
            glyph = Glyph(character, x0, y0, x1, y1, run.size, base, run.number)
            blank = character.isspace()
            if run.invisible:
                self.hidden += not blank
                continue
            if again(glyph, number):
                continue
            if character in FIGURES:
                figure = Figure(len(self.glyphs), glyph, place(letters.outline(letter)), letter)
                self._figures.append(figure)
                if run.instead or not ink.shows(figure.ink):
                    self._unseen.add(figure.at)
            elif not blank and run.embedded and not ink.shows((x0, y0, x1, y1)):
                self.hidden += 1
                continue
            self.unmapped += character == _UNKNOWN
            add(glyph, number)
            self.glyphs.append(glyph)

    def doubt(self, faces: Faces, strokes: Strokes, covers: Covers) -> None:
        """Make figures U+FFFD that are not to be seen as what they are called."""
        for face in self._letters.spoilt:
            faces.spoil(face)
        for figure in self._figures:
            if (
                faces.differ(figure, self._ink)
                or figure.at in self._unseen
                or (figure.glyph.text in DIGITS and strokes.strike(figure.glyph, figure.ink))
                or covers.hide(figure)
                or self._crowd.share(figure, self._outline)
            ):
                self.glyphs[figure.at] = figure.glyph._replace(text=_UNKNOWN)
                self.doubtful += 1

    def _outline(self, number: int) -> Box:
        return self._box(self._letters.outline(self._text.letters[number]))

    def aside(self) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
        """Return the boxes of letters at another angle than the page's text: large ones, and others."""
        sizes = sorted(glyph.size for glyph in self.glyphs)
        usual = sizes[len(sizes) // 2] if sizes else 0.0
        large: list[Box] = []
        others: list[Box] = []
        for letter in self._text.aside:
            (large if letter.run.size > _LARGE * usual else others).append(self._plane.box(letter.box))
        return tuple(large), tuple(others)

    def _box(self, box: Box) -> Box:
        """Return where the box of an upright letter lies on the plane, as large as it is without tilt."""
        tilt = abs(self._text.tilt)
        if not tilt:
            return self._plane.box(box)
        left, bottom, right, top = box
        x, y = self._plane.point((left + right) / 2, (bottom + top) / 2)
        cos, sin = math.cos(tilt), math.sin(tilt)
        wide, high = right - left, top - bottom
        scale = 2 * (cos * cos - sin * sin)
        across, upright = (wide * cos - high * sin) / scale, (high * cos - wide * sin) / scale
        if self._text.quarters % 2:
            across, upright = upright, across
        return x - across, y - upright, x + across, y + upright

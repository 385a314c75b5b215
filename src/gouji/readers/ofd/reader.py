"""From the painted pages of an OFD file to glyphs and ruling lines, and to the Document that they make."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gouji.model.document import Document
from gouji.model.text import Text
from gouji.readers.limits import LIMITS, NoTextError, exceeded
from gouji.readers.ofd.drawing import paint
from gouji.readers.ofd.package import Package
from gouji.readers.pdf.assembly import assembled, notes, take_apart
from gouji.readers.pdf.geometry import Glyph, Page, PagePicture, RulingLine
from gouji.readers.pdf.unseen import DIGITS, FIGURES, Crowd, Strokes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from gouji.model.document import Source
    from gouji.readers.ofd.drawing import Character, Extent, Painted, PaintedImage
    from gouji.readers.ofd.package import OfdPage
    from gouji.readers.pdf.geometry import Unread


#: Points a millimetre.
_POINTS: Final = 72 / 25.4
_QUARTER: Final = math.pi / 2
#: Text set this far (radians) off a multiple of a right angle is a watermark or a stamp.
_SKEW: Final = 0.05
#: The base line lies in this part of a character's height from below.
_DESCENT: Final = 0.14
_UNKNOWN: Final = "\ufffd"
#: Two characters of one text nearer than this part of their size stand in one place.
_SAME_PLACE: Final = 0.2
#: A page of more filled shapes is a drawing: what they cover is not found out one by one.
_MOST_GROUNDS: Final = 2_000


def read(data: bytes, source: Source) -> Document:
    """Read an OFD file.

    Raises GoujiError for damaged and encrypted files, for files of several documents, and beyond the limits,
    NoTextError for scanned ones (pictures only).
    """
    document = draw(data, source)
    if not document.blocks and all(note.code != "pdf_recognised_text" for note in document.notes):
        raise _no_text(source.name)
    return document


def draw(data: bytes, source: Source) -> Document:
    """Read an OFD file, also one of pictures only. Raises GoujiError as :func:`read` does for all others."""
    package = Package(data, source.name)
    spend = _Allowance(source.name)
    painted = [(sheet, paint(sheet.layers, package.resources, spend)) for sheet in package.sheets()]
    unsure = _unsure_glyphs(page.characters for _, page in painted)
    pages = [_page(sheet, page, unsure, package.image) for sheet, page in painted]
    blocks, printed, pictures = assembled([take_apart(page, source.name) for page in pages])
    if not blocks and not pictures:
        raise _no_text(source.name)
    said = tuple(notes(pages, blocks))
    return Document(source, blocks, package.metadata, said, pages=printed, pictures=pictures)


def _no_text(name: str) -> NoTextError:
    return NoTextError(
        f"{name}：OFD 文件没有文字，多半是扫描件，无法读取数字。"
        "请向发布单位索取原件（Word、网页或可复制文字的文件）。",
        f"{name}: the OFD file has no text (most likely a scan): no figure can be read. Ask the agency for "
        "the original (Word, web page or a file with text).",
    )


class _Allowance:
    """Counts objects and characters of one file. Raises GoujiError beyond the limit."""

    def __init__(self, name: str) -> None:
        self._name, self._left = name, LIMITS.pdf_objects + LIMITS.pdf_glyphs

    def __call__(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            what = Text("OFD 图形对象和字符数", "number of drawn objects and characters")
            raise exceeded(self._name, what, LIMITS.pdf_objects + LIMITS.pdf_glyphs)


def _unsure_glyphs(pages: Iterable[Sequence[Character]]) -> Callable[[Character], bool]:
    """Return what says of a digit that the glyph painted for it need not be its own.

    A file may name the glyphs that a font paints. In a font the digits' glyphs stand one after the other
    in the order of the digits; where those named do not, another digit may be seen than the file says.
    """
    first: defaultdict[str, set[int]] = defaultdict(set)
    for characters in pages:
        for character in characters:
            if character.glyph is not None and character.text in "0123456789":
                base = -1 if character.glyph < 0 else character.glyph - int(character.text)
                first[character.font].add(base)
    doubted = {font for font, bases in first.items() if len(bases) > 1 or min(bases) < 0}
    return lambda character: character.glyph is not None and character.font in doubted


def _page(
    sheet: OfdPage, painted: Painted, unsure: Callable[[Character], bool], image: Callable[[str], bytes]
) -> Page:
    """Return the page as a reader sees it, turned so that most of its text is upright."""
    characters, quarter = _upright(painted.characters)
    plane = _UprightPage(sheet.box, quarter)
    covers = [*painted.grounds, *((_seal(box), True, 2**62) for box in sheet.seals)]
    rules = tuple(_rule(plane.extent(line)) for line in painted.lines)
    grounds = [(plane.extent(extent), dark) for extent, dark, _ in painted.grounds]
    stacked = _stacked(characters)
    strokes = Strokes(rules, ())
    glyphs: list[Glyph] = []
    hidden = doubtful = 0
    crowd = Crowd()
    for number, character in enumerate(characters):
        extent = plane.extent(character.extent)
        base = extent[3] - _DESCENT * (extent[3] - extent[1])
        glyph = Glyph(character.text, *extent, character.size * _POINTS, base, character.run)
        if not (0 <= glyph.x <= plane.width and 0 <= glyph.y <= plane.height):
            continue
        figure = character.text in FIGURES
        if character.seen == "no" and not figure:
            hidden += bool(character.text.strip())
            continue
        if crowd.again(glyph, number):
            continue
        crowd.add(glyph, number)
        if figure and (
            character.seen in ("no", "unknown")
            or number in stacked
            or unsure(character)
            or _covered(character, covers)
            or (character.seen == "white" and not _on_dark(glyph, grounds))
            or (character.text in DIGITS and strokes.strike(glyph, glyph[1:5]))
        ):
            glyph = glyph._replace(text=_UNKNOWN)
            doubtful += 1
        glyphs.append(glyph)
    whole = sum(plane.area(one.extent) for one in painted.images) > 0.5 * plane.width * plane.height
    pictures = [
        picture._replace(image=image(one.identity) if _as_filed(one, painted, quarter) else b"")
        for one in painted.images
        for picture in (PagePicture(plane.extent(one.extent), whole),)
        if picture.may_show_table(glyphs)
    ]
    if whole:
        unread: Unread = "recognised" if glyphs else "picture"
        return Page(sheet.number, plane.width, plane.height, unread=unread, pictures=tuple(pictures))
    return Page(
        sheet.number,
        plane.width,
        plane.height,
        tuple(glyphs),
        rules,
        hidden=hidden,
        doubtful=doubtful,
        pictures=tuple(pictures),
    )


def _as_filed(one: PaintedImage, painted: Painted, quarter: int) -> bool:
    """Say whether a picture is shown as its file is: upright and whole, and nothing painted upon it."""
    left, top, right, bottom = one.extent
    upon = [extent for extent, _, order in painted.grounds if order > one.order]
    upon += [each.extent for each in painted.characters if each.order > one.order and each.seen != "no"]
    upon += painted.lines  # of which nobody knows when they were drawn
    return (
        one.as_it_is
        and not quarter
        and not any(x0 < right and x1 > left and y0 < bottom and y1 > top for x0, y0, x1, y1 in upon)
    )


def _on_dark(glyph: Glyph, grounds: Sequence[tuple[Extent, bool]]) -> bool:
    """Return whether white text is seen here; ``grounds`` are filled shapes as drawn, and which are dark."""
    if len(grounds) > _MOST_GROUNDS:
        return False
    for (x0, y0, x1, y1), dark in reversed(grounds):
        if x0 <= glyph.x <= x1 and y0 <= glyph.y <= y1:
            return dark
    return False


def _upright(characters: Sequence[Character]) -> tuple[list[Character], int]:
    """Keep the text that most of the page is set in, and say by how many quarters it is turned clockwise."""
    by_turn: defaultdict[int, list[Character]] = defaultdict(list)
    for character in characters:
        nearest = round(character.angle / _QUARTER)
        if abs(character.angle - nearest * _QUARTER) < _SKEW:
            by_turn[nearest % 4].append(character)
    if not by_turn:
        return [], 0
    weight = Counter({turn: len(text) for turn, text in by_turn.items()})
    main = max(weight, key=lambda turn: (weight[turn], -turn))
    return by_turn[main], main


def _stacked(characters: Sequence[Character]) -> set[int]:
    """Positions of characters painted where the one before them in the same text stands."""
    found: set[int] = set()
    for number, (one, two) in enumerate(pairwise(characters), start=1):
        reach = _SAME_PLACE * one.size
        if one.run == two.run and all(
            abs(a - b) < reach for a, b in zip(one.extent[:2], two.extent[:2], strict=True)
        ):
            found |= {number - 1, number}
    return found


def _covered(character: Character, covers: Collection[tuple[Extent, bool, int]]) -> bool:
    """Say whether a filled shape, a picture or a seal is painted over a character."""
    later = [extent for extent, _, order in covers if order > character.order]
    if len(later) > _MOST_GROUNDS:
        return True
    x = (character.extent[0] + character.extent[2]) / 2
    y = (character.extent[1] + character.extent[3]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in later)


def _seal(box: tuple[float, float, float, float]) -> Extent:
    left, top, width, height = box
    return left, top, left + width, top + height


def _rule(extent: Extent) -> RulingLine:
    x0, y0, x1, y1 = extent
    if x1 - x0 >= y1 - y0:
        return RulingLine(True, (y0 + y1) / 2, x0, x1)
    return RulingLine(False, (x0 + x1) / 2, y0, y1)


class _UprightPage:
    """Maps a page in millimetres to points, so that text turned by quarters clockwise stands upright."""

    def __init__(self, box: tuple[float, float, float, float], quarter: int) -> None:
        self._left, self._top, wide, high = box
        self._wide, self._high, self._quarter = wide * _POINTS, high * _POINTS, quarter
        self.width, self.height = (self._high, self._wide) if quarter % 2 else (self._wide, self._high)

    def extent(self, extent: Extent) -> Extent:
        """Map left, top, right, bottom."""
        left, top, right, bottom = extent
        x0, y0 = self._point(left, top)
        x1, y1 = self._point(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def area(self, extent: Extent) -> float:
        """Area of the part that lies on the page."""
        x0, y0, x1, y1 = self.extent(extent)
        wide = min(x1, self.width) - max(x0, 0.0)
        high = min(y1, self.height) - max(y0, 0.0)
        return max(wide, 0.0) * max(high, 0.0)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        across, down = (x - self._left) * _POINTS, (y - self._top) * _POINTS
        if self._quarter == 1:
            return down, self._wide - across
        if self._quarter == 2:
            return self._wide - across, self._high - down
        if self._quarter == 3:
            return self._high - down, across
        return across, down

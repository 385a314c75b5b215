"""Text that is no part of the figures beside it: marks for it, and digits off the line of a figure.

Figures that are raised, lowered or struck out are written as Unicode writes them; of text that is in the
file but that a person hardly sees, the digits are written as U+FFFD: something may be printed, what it is
the page does not show. A picture or a field of a form in a cell is written as U+FFFC.

A digit that stands above or below the others, or is much smaller, is another figure's or a footnote's mark:
it is written as Unicode writes it, so that no figure is read across it. A cell all of whose text is moved
alike is read, unless it is small besides: a lone mark is written like that.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.model.document import PICTURE, UNKNOWN, Note
from gouji.model.text import Text
from gouji.model.values import has_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gouji.model.document import Place


_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
#: Combining long stroke overlay.
_STROKE: Final = "\u0336"
_DIGIT: Final = re.compile(r"[0-9０-９]")
_ESCAPES: Final = re.compile(r"(?<![0-9])_x000[9AaDd]_|_x000[9AaDd]_(?![0-9])")
#: A text of these alone may be a figure or complete one: a point, a sign, a unit.
_PART: Final = re.compile(r"[0-9０-９.,，．+＋\-−－﹣—–/／%％()（）¥￥万亿元\s]*")


def raised(text: str) -> str:
    """Return a superscript: ``1`` as ``¹``."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """Return a subscript: ``1`` as ``₁``."""
    return text.translate(_LOWERED)


#: By the names that Office files give vertical alignment (ST_VerticalAlignRun).
ALIGNED: Final[dict[str, Callable[[str], str]]] = {"superscript": raised, "subscript": lowered}


def struck(text: str) -> str:
    """Return a text that is struck out, each visible character under a stroke."""
    return "".join(char if char.isspace() else char + _STROKE for char in text)


def doubtful(text: str) -> str:
    """Return a text that a person hardly sees without its figures: ``12件`` as two U+FFFD and ``件``.

    Words stay, for labels are told by them. A text that is nothing but part of a figure leaves no part.
    """
    if _PART.fullmatch(text):
        return "".join(char if char.isspace() else UNKNOWN for char in text)
    return _DIGIT.sub(UNKNOWN, text)


def without_escapes(text: str) -> str:
    """Return text without ``_x000D_`` and the like, which programs leave that take workbooks apart.

    Workbooks write line breaks and tabs so. Between digits it stays: what stood there is not known.
    """
    return _ESCAPES.sub("", text) if "_x000" in text else text


def beside_words(text: str) -> str:
    """Return a cell's text without the pictures in it where words stand beside them.

    A picture in a label or a heading is decoration; one that is all a cell shows may show its figure, and
    one beside a figure a further digit.
    """
    if PICTURE not in text:
        return text
    words = text.replace(PICTURE, "").strip()
    return text if has_value(words) else words


#: Colours are six hexadecimal digits; the empty text stands for one that is not known.
WHITE: Final = "FFFFFF"
#: Red, green and blue that differ by no more, of 255, are hardly told from each other.
_SHADES: Final = 15


@lru_cache(maxsize=1024)
def alike(colour: str | None, ground: str | None) -> bool:
    """Return whether a text is of the colour that it stands on: paper where ``ground`` is None."""
    ground = WHITE if ground is None else ground
    if not colour or not ground:
        return False
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in range(0, len(WHITE), 2))
    return all(abs(own - behind) <= _SHADES for own, behind in pairs)


class Doubts:
    """Makes figures doubtful and counts their characters in ``characters``."""

    def __init__(self) -> None:
        self.characters = 0

    def __call__(self, text: str) -> str:
        """Return the text without its figures (:func:`doubtful`)."""
        written = doubtful(text)
        self.characters += written.count(UNKNOWN) - text.count(UNKNOWN)
        return written

    def notes(self, code: str) -> list[Note]:
        """Say how many characters there were, if any."""
        return [unseen_figures(code, self.characters)] if self.characters else []


def unseen_figures(code: str, characters: int, place: Place | None = None) -> Note:
    """Say that so many characters of figures stand in the file and are not, or hardly, to be seen."""
    said = Text(
        f"有 {characters} 个数字字符在文件中而人可能看不到或看不清（白色、极小、移到页面之外、被样式隐藏"
        f"或被线划过），以“{UNKNOWN}”表示，所在的数不读取。",
        f"{characters} characters of figures are in the file but perhaps not to be seen (white, tiny, moved "
        f"off the page, hidden by a style or with a line through them): they are written “{UNKNOWN}”, and "
        "no figure with one is read.",
    )
    return Note(code, said, place)


#: What may be part of one figure.
_FIGURE: Final = re.compile(r"[0-9０-９.,．，]+")
#: Points or pixels; a smaller difference is one of rounding.
_LEVEL: Final = 0.1
#: Digits of one figure may differ in size like 9 and 12 points, as edited text does, not like 8 and 12.
_ONE_SIZE: Final = 0.7
#: Moved text that is smaller than this share of a table's usual size is a mark.
_MARK: Final = 0.9


class FigurePart(NamedTuple):
    """A stretch of a line: how far it is moved up, its size; both in one unit for all parts of a line."""

    text: str
    shift: float
    size: float


def levelled(parts: Sequence[FigurePart], usual: Callable[[], float] | None) -> list[str]:
    """Return the texts of a line's parts, digits that are not of the figure beside them raised or lowered.

    ``usual`` gives the usual size of figures in tables, and is None for a line outside of tables, where
    only what is moved counts.
    """
    telling = [part for part in parts if part.text.strip()]
    if not any(_DIGIT.search(part.text) for part in telling):
        return [part.text for part in parts]
    level = min((part.shift for part in telling), key=abs)
    if any(abs(part.shift - level) > _LEVEL for part in telling):
        return [_moved(part, level) for part in parts]
    if usual is None:
        return [part.text for part in parts]
    largest = max(part.size for part in telling)
    if abs(level) > _LEVEL and largest < _MARK * usual():
        return [_moved(part, 0.0) for part in parts]
    return _of_one_size(parts, largest)


def _moved(part: FigurePart, level: float) -> str:
    if abs(part.shift - level) <= _LEVEL:
        return part.text
    return raised(part.text) if part.shift > level else lowered(part.text)


def _of_one_size(parts: Sequence[FigurePart], largest: float) -> list[str]:
    """Write the small digits of figures with digits of several sizes as lowered ones."""
    texts = [part.text for part in parts]
    if all(part.size >= _ONE_SIZE * largest for part in parts):
        return texts
    ends = list(accumulate(map(len, texts)))
    for figure in _FIGURE.finditer("".join(texts)):
        inside = range(bisect_right(ends, figure.start()), bisect_left(ends, figure.end()) + 1)
        most = max(parts[number].size for number in inside)
        for number in inside:
            if parts[number].size < _ONE_SIZE * most:
                texts[number] = lowered(texts[number])
    return texts

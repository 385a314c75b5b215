"""Text that is no part of the figures beside it, written so that no figure is read across it.

Figures that are raised, lowered or struck out are written as Unicode writes them; of text that is in the
file but that a person hardly sees, the digits are written as U+FFFD: something may be printed, what it is
the page does not show. A picture or a field of a form in a cell is written as U+FFFC.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gouji.bilingual import Text
from gouji.document import PICTURE, UNKNOWN, Note
from gouji.values import has_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from gouji.document import Place

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
#: Combining long stroke overlay.
_STROKE: Final = "\u0336"
_DIGIT: Final = re.compile(r"[0-9０-９]")
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


def beside_words(text: str) -> str:
    """Return a cell's text without the pictures in it where words stand beside them.

    A picture in a label or a heading is decoration; one that is all a cell shows may show its figure, and
    one beside a figure a further digit.
    """
    if PICTURE not in text:
        return text
    words = text.replace(PICTURE, "").strip()
    return text if has_value(words) else words


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

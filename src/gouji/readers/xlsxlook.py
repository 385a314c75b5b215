"""How the fonts of a spreadsheet show a text: struck out, raised, lowered, or hardly at all.

A cell has a font and a fill; a piece of its text (a run) may have a font of its own. White text in a cell
without a fill and text of two points or less stay text, and no figure is read of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.readers.baseline import Part, levelled
from gouji.readers.marks import ALIGNED, Doubts, struck
from gouji.readers.ooxml import child, children, value
from gouji.readers.xlsxvalue import unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element
    from openpyxl.cell.read_only import ReadOnlyCell

#: Points; smaller text is a smear. The size where none is said.
_SMEAR: Final = 2.0
_USUAL: Final = 11.0
#: Palette entries (ECMA-376 part 1, 18.8.27), and the theme's colour of paper.
_WHITE_INDEXED: Final = ("1", "9")
_PAPER: Final = "0"


@dataclass(frozen=True, slots=True)
class Look:
    """What a font does to a text, and its size in points."""

    mark: Callable[[str], str] | None
    white: bool
    size: float

    @property
    def tiny(self) -> bool:
        """Whether the text is a smear."""
        return self.size <= _SMEAR


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a cell's text; ``look`` is None where it has no font of its own."""

    text: str
    look: Look | None


Runs = tuple[Run, ...]


def shared_runs(root: _Element) -> dict[int, Runs]:
    """Return the strings that have runs by their number in ``sharedStrings.xml``."""
    numbered = ((number, runs_of(string)) for number, string in enumerate(children(root, "si")))
    return {number: runs for number, runs in numbered if runs}


def runs_of(string: _Element | None) -> Runs:
    """Return the runs of a string element (``si`` or ``is``), none where all of it has the cell's font."""
    runs = tuple(_runs(string))
    return runs if any(run.look for run in runs) else ()


def _runs(string: _Element | None) -> Iterator[Run]:
    for run in children(string, "r"):
        text = child(run, "t")
        yield Run("" if text is None else unescaped(text.text or ""), _look_of(child(run, "rPr")))


def _look_of(properties: _Element | None) -> Look | None:
    if properties is None:
        return None
    strike = child(properties, "strike")
    return Look(
        struck
        if strike is not None and strike.get("val", "1") not in ("0", "false")
        else ALIGNED.get(value(properties, "vertAlign") or ""),
        is_white(child(properties, "color")),
        _size(value(properties, "sz")),
    )


def is_white(colour: _Element | None) -> bool:
    """Return whether a colour element of a font is white."""
    said = {} if colour is None else dict(colour.items())
    return _white(said.get("rgb"), said.get("theme"), said.get("tint"), said.get("indexed"))


def _white(rgb: object, theme: object, tint: object, indexed: object) -> bool:
    if isinstance(rgb, str) and rgb.upper().endswith("FFFFFF"):
        return True
    tinted = tint is not None and str(tint).strip("0.") != ""
    return (str(theme) == _PAPER and not tinted) or str(indexed) in _WHITE_INDEXED


def _size(size: object) -> float:
    try:
        return _USUAL if size is None else float(str(size))
    except ValueError:
        return _USUAL


class Looks:
    """The cells of one workbook; ``doubts`` takes the figures that hardly show."""

    def __init__(self) -> None:
        self.doubts = Doubts()
        self._known: dict[tuple[int, int], tuple[Look, bool]] = {}

    def text(self, printed: str, runs: Runs, cell: ReadOnlyCell) -> str:
        """Return a cell's text with what its fonts do to it; ``printed`` is the text without."""
        look, filled = self._cell(cell)
        if not printed:
            return printed
        if not runs:
            return self._changed(printed, look, filled)
        looks = [run.look or look for run in runs]
        changed = [self._changed(run.text, each, filled) for run, each in zip(runs, looks, strict=True)]
        parts = [Part(text, 0.0, each.size) for text, each in zip(changed, looks, strict=True)]
        pieces = levelled(parts, lambda: _USUAL)
        if all(piece == run.text for piece, run in zip(pieces, runs, strict=True)):
            return printed
        return "".join(pieces).strip()

    def is_filled(self, cell: ReadOnlyCell) -> bool:
        """Return whether white text can be seen in a cell."""
        return self._cell(cell)[1]

    def _changed(self, text: str, look: Look, filled: bool) -> str:
        if look.tiny or (look.white and not filled):
            return self.doubts(text)
        return look.mark(text) if look.mark else text

    def _cell(self, cell: ReadOnlyCell) -> tuple[Look, bool]:
        style = cell.style_array
        key = style.fontId, style.fillId
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _font_look(cell.font), _filled(cell.fill)
        return known


def _font_look(font: object) -> Look:
    mark = struck if getattr(font, "strike", None) else ALIGNED.get(getattr(font, "vertAlign", None) or "")
    return Look(mark, _white_colour(getattr(font, "color", None)), _size(getattr(font, "sz", None)))


def _white_colour(colour: object) -> bool:
    """Return whether a colour of openpyxl is white: it has a value for its own type only."""
    kind = getattr(colour, "type", None)
    said = {name: getattr(colour, name) if kind == name else None for name in ("rgb", "theme", "indexed")}
    return _white(said["rgb"], said["theme"], getattr(colour, "tint", None), said["indexed"])


def _filled(fill: object) -> bool:
    """Return whether white text can be seen on a fill: a gradient, a pattern, a colour other than white."""
    if getattr(fill, "tagname", "") == "gradientFill":
        return True
    pattern = getattr(fill, "patternType", None)
    if pattern != "solid":
        return pattern not in (None, "none")
    return not _white_colour(getattr(fill, "fgColor", None))

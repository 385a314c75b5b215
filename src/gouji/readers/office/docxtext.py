"""What one paragraph of a Word file shows: the text of its runs, and marks for what is no text.

A field prints its result and not its code (ECMA-376 part 1, 17.16). A picture, a drawn formula and a field
without a result are written as U+FFFC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.model.document import PICTURE, UNKNOWN
from gouji.readers.marks import FigurePart, doubtful, raised
from gouji.readers.office.archive import attribute, child, children, contents, local, natural, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from gouji.readers.office.docxruns import RunLook


_PLAIN: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN: Final = frozenset({"drawing", "pict", "object"})
#: Formulas (22.1.2) that are more than a line of text: fractions, powers, roots.
_FORMULAS: Final = frozenset(
    ("acc", "bar", "borderBox", "box", "d", "eqArr", "f", "func", "groupChr", "limLow", "limUpp", "m", "nary",
     "phant", "rad", "sPre", "sSub", "sSubSup", "sSup")
)  # fmt: skip
#: Fields that print nothing where they stand.
_SILENT: Final = frozenset({"ADVANCE", "ASK", "PRIVATE", "RD", "SET", "TA", "TC", "XE"})
#: English metric units and points: what is thinner is a line, and shows no figure.
_LINE_EMU, _LINE_POINTS = 38_100, 3.0
_SIDE: Final = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*(\d*\.?\d+)\s*(pt|px|in|cm|mm)?", re.I)
_POINTS: Final = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835}
_VML: Final = "{urn:schemas-microsoft-com:vml}*"
_HIDDEN: Final = re.compile(r"visibility\s*:\s*hidden", re.I)
#: What says that a picture is cut, turned or mirrored.
_CHANGING: Final = (
    *("l", "t", "r", "b", "rot", "flipH", "flipV"),
    *("cropleft", "croptop", "cropright", "cropbottom"),
)
_DIGIT: Final = re.compile(r"[0-9０-９]")


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, its form field's data, whether its result began and shows anything."""

    code: str = ""
    form: _Element | None = None
    in_result: bool = False
    shows: bool = False

    def without_result(self) -> str:
        """Return what the field shows though the file has no result of it."""
        kind = self.code.split()[0].upper() if self.code.split() else ""
        if kind in _SILENT:
            return ""
        return (_chosen(self.form) if kind == "FORMDROPDOWN" else None) or PICTURE


class ParagraphText:
    """The text of one paragraph. ``look`` says how a run shows its text."""

    def __init__(self, look: Callable[[_Element], RunLook]) -> None:
        self._look = look
        self._fields: list[_Field] = []

    def of(self, container: _Element) -> Iterator[FigurePart]:
        """Yield the pieces of the text, lengths in half-points."""
        for element in contents(container):
            tag = local(element)
            if tag == "r":
                yield from self._run(element)
            elif tag in _FORMULAS:
                yield FigurePart(PICTURE, 0.0, 0.0)

    def _run(self, run: _Element) -> Iterator[FigurePart]:
        changed, position, size = self._look(run)
        if _is_reversed(run):
            changed = doubtful
        for element in contents(run):
            for piece in self._piece(element):
                if any(not field.in_result for field in self._fields):
                    continue
                # no mark of a figure changes a picture, but what hides a text hides it too
                shown = piece if changed is None or (piece == PICTURE and changed(piece)) else changed(piece)
                for field in self._fields:
                    field.shows |= bool(shown.strip())
                yield FigurePart(shown, position, size)

    def _piece(self, element: _Element) -> Iterator[str]:
        tag = local(element)
        if tag == "t":
            yield element.text or ""
        elif tag == "r":  # the base of a phonetic guide
            yield from (part.text for part in self._run(element))
        elif tag == "rt":
            reading = "".join(each.text or "" for each in element.iter("{*}t"))
            if _DIGIT.search(reading):
                yield raised(reading)
        elif tag in _PLAIN:
            yield _PLAIN[tag]
        elif tag == "sym":
            yield UNKNOWN  # a glyph of a symbol font: something is printed, what it is the file does not say
        elif tag in _DRAWN:
            if _is_picture(element):
                yield PICTURE
        elif tag == "instrText":
            if self._fields:
                self._fields[-1].code += element.text or ""
        elif tag == "fldChar":
            yield from self._field(element)

    def _field(self, element: _Element) -> Iterator[str]:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(form=child(element, "ffData")))
        elif self._fields and kind == "separate":
            self._fields[-1].in_result = True
        elif self._fields and kind == "end":
            field = self._fields.pop()
            if not field.shows:
                yield field.without_result()


def _is_reversed(run: _Element) -> bool:
    """Return whether the characters of a run are shown from right to left."""
    around = run.getparent()
    return around is not None and local(around) == "bdo" and attribute(around, "val") == "rtl"


def cells_with_fields(table: _Element) -> set[_Element]:
    """Return the cells of a table that a simple field or a content control stands in, or around."""
    fields = table.iter("{*}fldSimple", "{*}sdt")
    return {cell for field in fields for cell in (*field.iterancestors("{*}tc"), *field.iter("{*}tc"))}


def cells_with_drawings(table: _Element) -> set[_Element]:
    """Return the cells of a table that something drawn is anchored in that may stand elsewhere."""
    return {
        cell
        for drawn in table.iter(*(f"{{*}}{name}" for name in _DRAWN))
        if next(drawn.iterancestors("{*}Fallback"), None) is None and _floats(drawn)
        for cell in drawn.iterancestors("{*}tc")
    }


def text_boxes(paragraph: _Element) -> Iterator[_Element]:
    """Yield the content of text boxes anchored in the paragraph, each once."""
    for drawn in _drawn(paragraph):
        for box in drawn.iter("{*}txbxContent"):
            if not any(local(outer) in ("txbxContent", "Fallback") for outer in box.iterancestors()):
                yield box


def drawn_pictures(paragraph: _Element) -> Iterator[str | None]:
    """Yield the relation of each picture of a paragraph to its file; None for one that is cut or turned."""
    for drawn in _drawn(paragraph):
        if not _is_picture(drawn):
            continue
        changed = any(
            attribute(each, name) not in (None, "0", "false")
            for each in drawn.iter("{*}srcRect", "{*}xfrm", "{*}imagedata")
            for name in _CHANGING
        ) or any("rotation" in shape.get("style", "") for shape in drawn.iter(_VML))
        for tag, name in (("blip", "embed"), ("imagedata", "id")):
            for each in drawn.iter(f"{{*}}{tag}"):
                if (relation := attribute(each, name)) is not None:
                    yield None if changed else relation


def _floats(drawn: _Element) -> bool:
    """Return whether something is drawn that may stand elsewhere than what it is anchored in."""
    if not _is_picture(drawn) and next(drawn.iter("{*}txbxContent"), None) is None:
        return False
    if next(drawn.iter("{*}anchor"), None) is not None:
        return True
    return any("absolute" in shape.get("style", "") for shape in drawn.iter(_VML))


def _drawn(paragraph: _Element) -> Iterator[_Element]:
    for run in contents(paragraph):
        if local(run) == "r":
            yield from (each for each in contents(run) if local(each) in _DRAWN)


def _is_picture(drawn: _Element) -> bool:
    """Return whether a drawing shows something besides text boxes: no line, and nothing hidden."""
    if any(attribute(each, "hidden") in ("1", "true") for each in drawn.iter("{*}docPr")):
        return False
    sides = [natural(each.get(side)) for each in drawn.iter("{*}extent") for side in ("cx", "cy")]
    if any(side is not None and side <= _LINE_EMU for side in sides):
        return False
    shapes = list(drawn.iter(_VML))
    style = next((each.get("style", "") for each in shapes if each.get("style")), "")
    if _HIDDEN.search(style):
        return False
    if any(float(number) * _POINTS[unit or "px"] <= _LINE_POINTS for number, unit in _SIDE.findall(style)):
        return False
    if next(drawn.iter("{*}txbxContent"), None) is None:
        return True
    return next(drawn.iter("{*}pic", "{*}imagedata"), None) is not None


def _chosen(form: _Element | None) -> str | None:
    """Return the entry that a drop-down field of a form shows."""
    options = child(form, "ddList")
    entries = [attribute(entry, "val") or "" for entry in children(options, "listEntry")]
    at = natural(value(options, "result")) or natural(value(options, "default")) or 0
    return entries[at] if at < len(entries) else None

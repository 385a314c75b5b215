"""Words that a tool took out of a page with their places: read like the page itself.

Poppler lists words or lines with their boxes (pdftotext -tsv and -bbox, pdftohtml -xml); pdftohtml -c and
PyMuPDF write web pages in which every line stands where the page has it. Ruling lines are gone: columns are
told by where figures and their headings stand (:mod:`gouji.readers.pdf.columns`). LibreOffice makes a text
document of a PDF in which every word is a frame of its page, and every ruling line a drawing. Imported by a
child process only, like all that takes pages apart (:mod:`gouji.readers.apart`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from gouji.model.document import UNKNOWN, Document
from gouji.model.text import GoujiError, Text
from gouji.readers.aligned import TSV, is_page_of_lines
from gouji.readers.encoding import decode
from gouji.readers.limits import LIMITS, exceeded
from gouji.readers.marks import alike, doubtful
from gouji.readers.office.archive import attribute, local, natural, parse
from gouji.readers.pdf.assembly import assembled, has_text, no_text, notes, take_apart
from gouji.readers.pdf.geometry import Glyph, Page, RulingLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from gouji.model.document import Source


class PlacedWord(NamedTuple):
    """A word of a page, or a line, with its box in points; ``top`` grows downwards."""

    page: int
    left: float
    top: float
    width: float
    height: float
    text: str


_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_XML: Final = re.compile(
    rf"(?P<page><page\b[^>]*>)|<word xMin=\"(?P<x>{_NUMBER})\" yMin=\"(?P<y>{_NUMBER})\""
    rf" xMax=\"(?P<x2>{_NUMBER})\" yMax=\"(?P<y2>{_NUMBER})\">(?P<word>[^<]*)"
    rf"|<text top=\"(?P<top>{_NUMBER})\" left=\"(?P<left>{_NUMBER})\" width=\"(?P<width>{_NUMBER})\""
    rf" height=\"(?P<height>{_NUMBER})\"[^<>]*>(?P<line>.{{0,2000}}?)</text>"
)
_BEGINS: Final = re.compile(r"<(?:page|word|text)\b")
_ROW: Final = re.compile(rf"\d(?:\t\d+){{5}}(?:\t{_NUMBER}){{5}}\t[^\t]*")
_PAGE: Final = re.compile(r"<div id=\"page\d+[^>]*>")
_HTML: Final = re.compile(
    rf"(?P<page>{_PAGE.pattern})"
    rf"|<p style=\"(?:position:absolute;)?top:(?P<top>{_NUMBER})(?P<unit>pt|px)"
    rf";left:(?P<left>{_NUMBER})[^\"]*\""
    r"(?: class=\"(?P<style>\w+)\")?>(?P<line>.{0,20000}?)</p>",
    re.DOTALL,
)
_STYLE: Final = re.compile(r"\.(\w+)\{([^{}]*)\}")
_SIZE: Final = re.compile(rf"font-size:({_NUMBER})")
_HEIGHT: Final = re.compile(rf"line-height:({_NUMBER})")
_COLOUR: Final = re.compile(r"color:#([0-9A-Fa-f]{6})")
_SPAN: Final = re.compile(r"<span style=\"([^\"]*)\">")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MOVED: Final = re.compile(r"<su[bp]\b", re.IGNORECASE)
#: Words with a gap of this part of their size between them are two.
_GAP: Final = 0.2
#: The size of a font where none is stated.
_USUAL: Final = 12.0
_TAG = re.compile(r"<[^<>]*>")
_DIGITS = re.compile(r"\d+")
#: pdftohtml counts 108 pixels an inch.
_PIXEL: Final = 72 / 108
#: Points of the units in which OpenDocument writes lengths.
_UNITS: Final = {"in": 72.0, "pt": 1.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
_LENGTH: Final = re.compile(rf"({_NUMBER})(in|pt|cm|mm)")
#: An OpenDocument file says so in its first characters.
_HEAD: Final = 500
#: A drawing that is no wider or no higher (points) is a ruling line.
_LINE: Final = 2.0
#: A ruling line between these parts of the height of a figure strikes it out.
_STRIKES: Final = (0.3, 0.7)
#: A line is so much higher than its font is large.
_LEADING: Final = 1.2
#: A page where none is stated: A4.
_A4: Final = (595.0, 842.0)
#: What OpenDocument says of how a text looks: its colour, how opaque it is, whether it is raised, its size.
_SEEN_BY: Final = ("color", "opacity", "text-position", "font-size")
_BLANKS: Final = ("s", "tab")
_DRAWN: Final = [f"{{*}}{kind}" for kind in ("frame", "polygon", "polyline", "path", "rect", "custom-shape")]
#: How wide digits and letters are, in parts of their size; Chinese characters are as wide as high.
_NARROW: Final = 0.55
#: Words stand on one line where their middles differ by less than this part of their height.
_LEVEL: Final = 0.25
#: Digits lower than this part of others on their line may be raised; words that share so much may be covered.
_LOWER, _COVERED = 0.9, 0.25


def read(data: bytes, source: Source) -> Document:
    """Read a list of words with their places as the pages they stand on.

    Raises GoujiError where there is no word with a place, and for what is beyond a limit.
    """
    decoded = decode(data)
    rules: dict[int, list[RulingLine]] = {}
    if "<office:document" in decoded.text[:_HEAD]:
        found, rules = _of_frames(parse(data, source.name))
    else:
        found = _words(decoded.text, source.name)
    words = sorted(found, key=lambda word: (word.page, word.top + word.height / 2))
    if sum(len(word.text) for word in words) > LIMITS.pdf_glyphs:
        what = Text("PDF 字符数", "number of characters")
        raise exceeded(source.name, what, LIMITS.pdf_glyphs)
    size = _size(words)
    pages = [
        Page(number, *_A4, tuple(_glyphs(list(run), size)), tuple(rules.get(number, ())))
        for number, run in groupby(words, key=lambda word: word.page)
    ]
    if not has_text(pages):
        raise no_text(source.name, pages)
    blocks, printed, _ = assembled([take_apart(page, source.name) for page in pages])
    return Document(source, blocks, notes=(*decoded.notes(), *notes(pages, blocks)), pages=printed)


def _words(text: str, name: str) -> list[PlacedWord]:
    """Words of a list. Raises GoujiError (naming the file) where one has lost its place, or part of it."""
    if text.startswith(TSV):
        lines = text.split("\n")[1:]
        whole = all(_ROW.fullmatch(line) for line in lines[:-1]) and (
            not lines[-1] or _ROW.fullmatch(lines[-1]) is not None
        )
        found = list(_of_tsv(lines)) if whole else []
    elif is_page_of_lines(text):
        found, whole = (
            list(_of_html(text)),
            text.count("<p ") == len(_HTML.findall(text)) - len(_PAGE.findall(text)),
        )
    else:
        found, whole = list(_of_xml(text)), len(_BEGINS.findall(text)) == len(_XML.findall(text))
    if not whole:
        raise GoujiError(
            f"{name}：带坐标的文字列表已损坏，有的文字缺了坐标，无法确定它在哪一格，未读取。请重新导出。",
            f"{name}: the list of words with their places is damaged: a word has lost its place, and in "
            "which cell it stands cannot be told; nothing was read. Export it again.",
        )
    return found


def _of_tsv(lines: Sequence[str]) -> Iterator[PlacedWord]:
    """Words of ``pdftotext -tsv``; more of a last one without its line break may have followed."""
    for number, line in enumerate(lines, 1):
        row = line.split("\t")
        if row[0] == "5":
            left, top, width, height = map(float, row[6:10])
            shown = doubtful(row[11]) if number == len(lines) else row[11]
            yield PlacedWord(int(row[1]), left, top, width, height, shown)


def _of_xml(text: str) -> Iterator[PlacedWord]:
    page = 0
    for match in _XML.finditer(text):
        if match["page"]:
            page += 1
        elif match["x"]:
            left, top, right, bottom = (float(match[name]) for name in ("x", "y", "x2", "y2"))
            yield PlacedWord(page, left, top, right - left, bottom - top, html.unescape(match["word"]))
        else:
            left, top, width, height = (
                _PIXEL * float(match[name]) for name in ("left", "top", "width", "height")
            )
            shown = html.unescape(_TAG.sub("", match["line"])).strip()
            yield PlacedWord(page, left, top, width, height, shown)


def _of_html(text: str) -> Iterator[PlacedWord]:
    """Lines of a web page that puts each where the page has it; figures that nobody sees are marked."""
    page = 0
    styles: dict[str, str] = {}
    for match in _HTML.finditer(text):
        if match["page"]:
            page += 1
            continue
        if not styles:
            styles = dict(_STYLE.findall(text))
        # a page of pdftohtml states its own styles above it, under names that count the pages
        scale = 1.0 if match["unit"] == "pt" else _PIXEL
        own = styles.get(match["style"] or "", "") or " ".join(_SPAN.findall(match["line"]))
        size = max(map(float, _SIZE.findall(own)), default=_USUAL)
        high = next(map(float, _HEIGHT.findall(own)), 1.5 * size)
        left, top = scale * float(match["left"]), scale * float(match["top"])
        for number, line in enumerate(_BREAK.split(match["line"])):
            shown = html.unescape(_TAG.sub("", line)).strip()
            if _MOVED.search(line) or any(alike(colour.upper(), None) for colour in _COLOUR.findall(own)):
                shown = doubtful(shown)
            wide = scale * size * _units(shown)
            yield PlacedWord(page, left, top + scale * high * number, wide, scale * size, shown)


class _Drawn(NamedTuple):
    """A frame or a drawing of a page of an OpenDocument file; what is ``above`` hides what is below it."""

    element: _Element
    page: int
    above: int
    left: float
    top: float
    width: float
    height: float


def _of_frames(root: _Element) -> tuple[list[PlacedWord], dict[int, list[RulingLine]]]:
    """Words of a text document all of whose text stands in frames of its pages, and its ruling lines by page.

    Figures that nobody sees, that are struck out, or that a picture or a filled drawing covers, are marked.
    """
    looks: _Looks = {attribute(style, "name"): style for style in root.iter("{*}style")}
    drawn = sorted(_drawings(root), key=lambda one: (one.page, one.above))
    words: list[PlacedWord] = []
    rules: dict[int, list[RulingLine]] = {}
    for one in drawn:
        _, page, _, left, top, width, height = one
        if next(one.element.iter("{*}p"), None) is not None:
            text, size = _lettered(one.element, looks)
            words.append(PlacedWord(page, left, top, width, _LEADING * size, text))
        elif min(width, height) <= _LINE:
            across = width > height
            at, start, long = (top, left, width) if across else (left, top, height)
            rule = RulingLine(across, at + min(width, height) / 2, start, start + long)
            rules.setdefault(page, []).append(rule)
        elif local(one.element) == "frame":
            words = [*(_hidden(word, one) for word in words), PlacedWord(*one[1:2], *one[3:], UNKNOWN)]
        elif not _is_open(looks.get(attribute(one.element, "style-name"))):
            words = [_hidden(word, one) for word in words]
    return [_struck(word, rules.get(word.page, ())) for word in words], rules


def _drawings(root: _Element) -> Iterator[_Drawn]:
    for element in root.iter(
        "{*}frame", "{*}polygon", "{*}polyline", "{*}path", "{*}rect", "{*}custom-shape"
    ):
        sizes = [_points(attribute(element, name)) for name in ("x", "y", "width", "height")]
        page, above = (natural(attribute(element, name)) or 0 for name in ("anchor-page-number", "z-index"))
        yield _Drawn(element, page, above, *sizes)


def _points(length: str | None) -> float:
    match = _LENGTH.fullmatch(length or "")
    return float(match[1]) * _UNITS[match[2]] if match else 0.0


def _lettered(frame: _Element, looks: _Looks) -> tuple[str, float]:
    """The text of a frame and the size of its font; figures that are lighter, moved or smaller are marked."""
    parts = [part for paragraph in frame.iter("{*}p") for part in _pieces(paragraph, looks, _Look())]
    largest = max((look.size for text, look in parts if text.strip()), default=_USUAL)
    shown = "".join(doubtful(text) if look.unseen or look.size < largest else text for text, look in parts)
    return shown.strip(), largest


class _Look(NamedTuple):
    """What a text of an OpenDocument file looks like."""

    size: float = _USUAL
    unseen: bool = False


_Looks: TypeAlias = "dict[str | None, _Element]"


def _pieces(element: _Element, looks: _Looks, around: _Look) -> Iterator[tuple[str, _Look]]:
    """The text of a paragraph or a span in order; spaces and tabs are elements."""
    look = around
    style = looks.get(attribute(element, "style-name"))
    for own in () if style is None else style.iter("{*}text-properties"):
        colour, opacity, moved, size = (attribute(own, name) for name in _SEEN_BY)
        unseen = alike((colour or "").lstrip("#").upper(), None) or opacity not in (None, "100%")
        look = _Look(_points(size) or look.size, look.unseen or unseen or moved is not None)
    yield element.text or "", look
    for inner in element:
        if local(inner) in _BLANKS:
            yield " " * (natural(attribute(inner, "c")) or 1), look
        else:
            yield from _pieces(inner, looks, look)
        yield inner.tail or "", look


def _is_open(style: _Element | None) -> bool:
    """Whether a drawing of this style shows what is below it."""
    return style is not None and any(attribute(own, "fill") == "none" for own in style)


def _hidden(word: PlacedWord, by: _Drawn) -> PlacedWord:
    across = min(word.left + word.width, by.left + by.width) - max(word.left, by.left)
    down = min(word.top + word.height, by.top + by.height) - max(word.top, by.top)
    covers = word.page == by.page and across > _COVERED * word.width and down > _COVERED * word.height
    return word._replace(text=doubtful(word.text)) if covers else word


def _struck(word: PlacedWord, rules: Iterable[RulingLine]) -> PlacedWord:
    high, low = (word.top + part * word.height for part in _STRIKES)
    right = word.left + word.width
    struck = any(
        rule.horizontal and high < rule.at < low and rule.start < right and rule.end > word.left
        for rule in rules
    )
    return word._replace(text=doubtful(word.text)) if struck else word


def _units(text: str) -> float:
    """How wide a text is, in parts of its size, where nothing says it."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else _NARROW for char in text)


def _size(words: Sequence[PlacedWord]) -> float:
    """The size of fonts in parts of the height of a word's box: as wide as a Chinese character."""
    parts = [
        word.width / _units(word.text) / word.height
        for word in words
        if word.height > 0 and len(word.text) > 1 and not word.text.isascii()
    ]
    return median(parts) if parts else 1.0


def _glyphs(words: Sequence[PlacedWord], size: float) -> Iterator[Glyph]:
    """The characters of a page's words, from the topmost to the lowest, each with its part of its word's box.

    Digits that are lower than the others of their line, or share their place with a word, are not to be read.
    """
    lines: list[list[PlacedWord]] = []
    middle = 0.0
    for word in words:
        at = word.top + word.height / 2
        if lines and at - middle < _LEVEL * word.height:
            lines[-1].append(word)
        else:
            lines.append([word])
            middle = at
    run = 0
    for line in lines:
        across = list(_doubted(sorted(line, key=lambda word: word.left)))
        for word, following in zip(across, [*across[1:], None], strict=True):
            run += 1
            part = word.width / max(_units(word.text), _NARROW)
            # a box is as high as the highest letter of its font, and reaches into the lines around it
            high, middle = size * word.height, word.top + word.height / 2
            top, bottom, x = middle - high / 2, middle + high / 2, word.left
            for char in word.text:
                wide = part * _units(char)
                yield Glyph(char, x, top, x + wide, bottom, high, bottom, run)
                x += wide
            # what runs on is a word, whatever fonts it is set in
            if following and following.left - x > _GAP * high:
                yield Glyph(" ", x, top, x, bottom, high, bottom, run)


def _doubted(line: Sequence[PlacedWord]) -> Iterator[PlacedWord]:
    highest = max([word.height for word in line if _DIGITS.search(word.text)], default=0.0)
    covered = {
        word
        for one, other in pairwise(line)
        if other.left < one.left + one.width - _COVERED * min(one.width, other.width)
        for word in (one, other)
    }
    for word in line:
        doubt = word in covered or word.height < _LOWER * highest
        yield word._replace(text=_DIGITS.sub(lambda d: UNKNOWN * len(d[0]), word.text)) if doubt else word

"""A PDF read with its picture as witness: every figure compared with how its page looks.

A file can say 1 and show 7: its fonts tell a program one character and a person another. Each run of digits,
and each stroke that stands alone (/ or -, which says that there is nothing), is cut out of the drawn page and
recognised in two sizes by the engine of :mod:`gouji.readers.scan`. Where both sizes clearly show other digits
the characters become U+FFFD, so that no figure is read of them, and a note has both readings. Agreement of
either size changes nothing, and neither does doubt (what the engine is not sure of, and differences that it
is known to make up itself): it is counted, and no figure is refused for it, unless the file is known to lie
about another one. Points, commas and signs are not compared, nor are words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from gouji.model.document import Note, Place
from gouji.model.text import Text
from gouji.readers.pdf import reader
from gouji.readers.pdf.unseen import DIGITS
from gouji.readers.scan import is_stroke, recogniser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.document import Document, PrintedPage, Source
    from gouji.readers.pdf.geometry import Glyph, Page
    from gouji.readers.scan import Recogniser
    from gouji.readers.scanlines import Picture


#: How many times as large as for its ink a page is drawn: 216 dots an inch.
_TIMES: Final = 2.0
#: How sure both readings are at least that contradict the text.
_SURE: Final = 0.95
#: Digits of one run are at most this part of the font size apart.
_GAP: Final = 0.5
_STROKES: Final = frozenset("/\\|-—–―─－／")
#: A stroke has nothing beside it within so many font sizes.
_ALONE: Final = 1.0
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_UNKNOWN: Final = "\ufffd"


Told = Literal["agrees", "differs", "doubtful"]


class _Compared(NamedTuple):
    """A figure: the numbers of its glyphs, what the file has, what is drawn, and whether that agrees."""

    run: list[int]
    said: str
    drawn: str
    told: Told


class _Refused(NamedTuple):
    """A figure that is not read: what the file has, what is drawn, and the middle of where it stands."""

    said: str
    drawn: str
    x: float
    y: float


def read(data: bytes, source: Source) -> Document:
    """Read a PDF, each of its figures compared with its picture. Raises as :mod:`gouji.readers.pdf`."""
    witness = _Witness()
    document = reader.read(data, source, witness.look)
    if witness.count("differs") and witness.count("doubtful"):
        witness.distrusts = True
        document = reader.read(data, source, witness.look)
    notes = (*document.notes, *_differences(document, witness.refused), _summary(witness))
    return replace(document, notes=notes)


class _Witness:
    """Compares the figures of pages, and remembers by page what it saw and what is not read.

    ``distrusts``: the file lies about some figure, so that none is believed of which the picture is in doubt.
    """

    def __init__(self) -> None:
        self.distrusts = False
        self.compared: dict[int, list[_Compared]] = {}
        self.refused: dict[int, list[_Refused]] = {}
        self._recogniser: Recogniser | None = None

    def count(self, told: str) -> int:
        """Count the figures of all pages of which this is told."""
        return sum(one.told == told for page in self.compared.values() for one in page)

    def look(self, page: Page) -> Page:
        """Return a page without the figures that are drawn otherwise."""
        if page.number not in self.compared:
            self.compared[page.number] = self._compare(page)
        glyphs = list(page.glyphs)
        refused = self.refused[page.number] = []
        for one in self.compared[page.number]:
            if one.told == "differs" or (self.distrusts and one.told == "doubtful"):
                middle = glyphs[one.run[len(one.run) // 2]]
                refused.append(_Refused(one.said, one.drawn, middle.x, middle.y))
                for at in one.run:
                    glyphs[at] = glyphs[at]._replace(text=_UNKNOWN)
        return replace(page, glyphs=tuple(glyphs)) if refused else page

    def _compare(self, page: Page) -> list[_Compared]:
        runs = list(_runs(page.glyphs))
        if page.ink is None or not runs:
            return []
        self._recogniser = self._recogniser or recogniser(narrow=True)
        wide, high, dots = page.ink.drawn(_TIMES)
        drawn = np.frombuffer(dots, np.uint8).reshape(high, wide)
        pictures = [_picture(drawn, [page.glyphs[at] for at in run], wide / page.width) for run in runs]
        compared = []
        for run, picture, (first, second) in zip(runs, pictures, self._recogniser(pictures), strict=True):
            said = "".join(page.glyphs[at].text for at in run).translate(_FULL_WIDTH)
            told = _told(said, first, second, picture)
            compared.append(_Compared(run, said, _digits(first[0]), told))
        return compared


def _runs(glyphs: tuple[Glyph, ...]) -> Iterator[list[int]]:
    """Yield the numbers of the glyphs of each run of digits, and of each stroke that stands alone."""
    run: list[int] = []
    lines: defaultdict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if not glyph.text.isspace():
            lines[round(glyph.base)].append(glyph)
    for at, glyph in enumerate(glyphs):
        last = glyphs[run[-1]] if run else None
        if glyph.text in DIGITS and last and _goes_on(last, glyph):
            run.append(at)
            continue
        if run:
            yield run
        run = [at] if glyph.text in DIGITS else []
        if glyph.text in _STROKES and _stands_alone(glyph, lines):
            yield [at]
    if run:
        yield run


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    return glyph.base == last.base and abs(glyph.x0 - last.x1) < _GAP * glyph.size


def _stands_alone(glyph: Glyph, lines: dict[int, list[Glyph]]) -> bool:
    reach = _ALONE * glyph.size
    line = round(glyph.base)
    return not any(
        other is not glyph and other.x0 < glyph.x1 + reach and other.x1 > glyph.x0 - reach
        for base in (line - 1, line, line + 1)
        for other in lines.get(base, ())
    )


def _picture(drawn: Picture, run: list[Glyph], scale: float) -> Picture:
    """Cut a run out of a page that is drawn with so many dots a point; dark on light."""
    x0, x1 = min(glyph.x0 for glyph in run), max(glyph.x1 for glyph in run)
    y0, y1 = min(glyph.y0 for glyph in run), max(glyph.y1 for glyph in run)
    rows = slice(max(int(y0 * scale), 0), int(y1 * scale) + 1)
    columns = slice(max(int(x0 * scale) - 1, 0), int(x1 * scale) + 2)
    picture = drawn[rows, columns]
    if not picture.size:
        return np.full((8, 8), 255, np.uint8)
    return picture if np.median(picture) > 127 else np.asarray(255 - picture, np.uint8)


def _told(said: str, first: tuple[str, float], second: tuple[str, float], picture: Picture) -> Told:
    """Say whether two readings (text, and how sure it is) agree with the file, differ, or leave a doubt."""
    seen, again = _digits(first[0]), _digits(second[0])
    if said in _STROKES:
        if not seen or seen.strip("1") == "" or is_stroke(picture, seen):
            return "agrees"
    elif said in (seen, again):
        return "agrees"
    clear = seen == again and min(first[1], second[1]) >= _SURE and _is_figure(first[0], second[0])
    return "differs" if clear and not _alike(said, seen) else "doubtful"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(_FULL_WIDTH))


def _is_figure(*texts: str) -> bool:
    return all(re.fullmatch(r"[\d\s.,，．'’、]*\d[\d\s.,，．'’、]*", text) for text in texts)


def _alike(said: str, seen: str) -> bool:
    """Say whether figures differ only as the engine makes them differ.

    It reads 111 as 11, and the edge of a cell as a 1.
    """
    once = [re.sub(r"(\d)\1+", r"\1", text) for text in (said, seen)]
    return len(said) != len(seen) and (once[0] == once[1] or said.strip("1") == seen.strip("1"))


def _differences(document: Document, refused: dict[int, list[_Refused]]) -> Iterator[Note]:
    """Say of every figure that is not read what the file has and what is drawn: a note a table."""
    for page in document.pages:
        placed = [(_place(page, one), one) for one in refused.get(page.number, ())]
        placed.sort(key=lambda pair: [at or 0 for at in (pair[0].table, pair[0].row, pair[0].column)])
        for table, group in groupby(placed, key=lambda pair: pair[0].table):
            yield _difference(Place(page=page.number, table=table), list(group))


def _difference(place: Place, ones: list[tuple[Place, _Refused]]) -> Note:
    zh, en = [], []
    for at, one in ones:
        where = Place(row=at.row, column=at.column, paragraph=at.paragraph)
        drawn = Text(f"是“{one.drawn}”", f"“{one.drawn}”") if one.drawn != one.said else _UNCLEAR
        zh.append(f"{where.said('zh')}“{one.said}”，画面上{drawn.zh}")
        en.append(f"{where.said('en')} “{one.said}”, drawn {drawn.en}".strip())
    return Note(
        "pdf_witness_differs",
        Text(
            f"{place.said('zh')}有 {len(ones)} 处数字在文件中的文字与页面上画出的不同，以哪个为准无法确定，"
            f"以“\ufffd”表示，未予读取：{'；'.join(zh)}。请对照页面人工核对，或向发布单位索取原件。",
            f"{place.said('en')}: {len(ones)} figures are one thing in the text of the file and another as "
            f"drawn. Which is meant cannot be told: they are written “\ufffd” and were not read: "
            f"{'; '.join(en)}. Look at the page, or ask the agency for the original.",
        ),
        place,
    )


def _place(page: PrintedPage, one: _Refused) -> Place:
    """Return the cell, or else the paragraph, that a figure stands in."""
    around = [
        outline.place
        for outline in page.outlines
        if outline.extent[0] <= one.x <= outline.extent[2] and outline.extent[1] <= one.y <= outline.extent[3]
    ]
    return next((place for place in around if place.row), around[0] if around else Place(page=page.number))


def _summary(witness: _Witness) -> Note:
    doubtful = _REFUSED if witness.distrusts else _BELIEVED
    text = Text(
        "已将 {all} 处数字与页面图像对照（gouji[ocr]）：{differs} 处不同，"
        "{doubtful} 处图像辨认不清、{so}，其余相符。",
        "{all} figures were compared with the picture of their page (gouji[ocr]): {differs} differ, of "
        "{doubtful} the picture could not be made out ({so}), the others agree.",
    )
    counts = {told: witness.count(told) for told in ("differs", "doubtful")}
    return Note(
        "pdf_witness", text.filled(all=sum(map(len, witness.compared.values())), so=doubtful, **counts)
    )


_BELIEVED: Final = Text("按文字读取", "they were read as their text has them")
_REFUSED: Final = Text("因有不同而一并不读", "they were not read either, as others differ")
_UNCLEAR: Final = Text("辨认不清", "unclear")

"""The pages of a fixed layout (PDF, OFD) as SVG, with the places of findings outlined and numbered.

They are made of the words and ruling lines that were read, each at its place, a word as wide as on the page:
no picture is taken, so that they come out the same on every machine. Only a page that was recognised is shown
by the small picture that its reader made of it, the same wherever the libraries of the extra are the same.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from gouji.model.safe import visible
from gouji.model.text import Text, tight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gouji.model.document import Document, Extent, Outline, PrintedPage, PrintedWord
    from gouji.model.text import Lang
    from gouji.show.cells import Mark
    from gouji.show.original_places import OriginalPlaces, Spot


PAGE = Text("第 {number} 页", "Page {number}")
#: Characters of all drawings; beyond them only pages with marks are drawn.
_MOST_DRAWN: Final = 200_000
#: Characters of drawings and pictures; beyond them pages have their outlines alone.
_MOST_PICTURED: Final = 600_000
#: Words and ruling lines of one page.
_MOST_WORDS, _MOST_RULES = 4_000, 2_000
#: The size of a finding's number, of its ground how wide it is a digit and how high: points on a page as
#: wide as A4; on others as much of the width, so that they are as large on every screen.
_NUMBER, _DIGIT, _HIGH = 7.5, 4.6, 9.0
_A4: Final = 595.0
#: Findings whose numbers stand at a place on the page; where there are more, a list below it has the rest.
_MOST_NUMBERS: Final = 8
_MORE = Text("第 {number} 处另见：", "place {number}, see also:")
#: Around a line of text, which has no ruling, the outline keeps this distance (points).
_AROUND: Final = 1.5
_PLAIN = Text("（第 {numbers} 页没有标记，略去）", "(pages {numbers} have no marks and are left out)")
_FULL = Text("（本页内容过多，没有全部画出）", "(this page holds too much: not all of it is drawn)")
_NO_PICTURE = Text("（图像从略）", "(its picture is left out)")
_ODD = Text("（本页尺寸异常，没有画出）", "(this page has no possible size and is not drawn)")
#: No page is longer, and nothing farther from its corner is drawn (points; a PDF page has at most 14,400).
_FARTHEST: Final = 20_000.0
#: Words are looked up by bands of the page, so high each (points); higher ones count as high as three.
_BAND: Final = 20.0


def drawn_pages(document: Document, places: OriginalPlaces, lang: Lang) -> list[Markup]:
    """Return the pages of a document as HTML with one SVG each; of very long ones those with marks."""
    size = 0
    drawn: dict[int | None, Markup] = {}
    left_out: list[int] = []
    for page in document.pages:
        notes = [
            note.text.said(lang)
            for note in document.notes
            if note.place is not None and note.place.page == page.number and not page.words
        ]
        if size > _MOST_DRAWN and not notes and not any(places.at(one.place) for one in page.outlines):
            left_out.append(page.number)
            continue
        if page.picture and size > _MOST_PICTURED:
            page = replace(page, picture=b"")
            notes.append(_NO_PICTURE.said(lang))
        printed = bool(page.words or page.rules or page.picture or page.outlines)
        sized = _near(page.width, page.height) and min(page.width, page.height) > 0
        if printed and not sized:
            notes.append(_ODD.said(lang))
        elif len(page.words) > _MOST_WORDS or len(page.rules) > _MOST_RULES:
            notes.append(_FULL.said(lang))
        title = visible(PAGE.filled(number=page.number).said(lang))
        html = Markup("<h3>{}</h3>\n").format(title)
        for note in notes:
            html += Markup('<p class="muted">{}</p>\n').format(visible(note))
        if printed and sized:
            html += _drawing(page, places, title, lang)
        size += len(html)
        drawn[page.number] = html
    if left_out:
        numbers = ("、" if lang == "zh" else ", ").join(map(str, left_out))
        drawn[None] = Markup('<p class="muted">{}</p>').format(_PLAIN.filled(numbers=numbers).said(lang))
    # what could not be outlined is at least on its page
    for spot in places.not_named():
        at = spot.page if spot.page in drawn else None
        drawn[at] = Markup("<span{}></span>{}").format(places.named_once(spot), drawn.get(at, ""))
    return list(drawn.values())


def _drawing(page: PrintedPage, places: OriginalPlaces, title: str, lang: Lang) -> Markup:
    rules = "".join(
        f"M{_length(x0)} {_length(y0)}" + (f"H{_length(x1)}" if y0 == y1 else f"V{_length(y1)}")
        for x0, y0, x1, y1 in page.rules[:_MOST_RULES]
        if _near(x0, y0, x1, y1)
    )
    placed = (word for word in page.words[:_MOST_WORDS] if _near(word.x, word.y, word.width, word.size))
    words = Markup("\n").join(
        Markup("<g class=printed font-size={}>{}</g>").format(size, Markup("\n").join(map(_word, same)))
        for size, same in groupby(placed, key=lambda word: _length(word.size))
    )
    picture = Markup("")
    if page.picture:
        picture = Markup('<image width="{}" height="{}" href="data:image/png;base64,{}"/>\n').format(
            _length(page.width), _length(page.height), b64encode(page.picture).decode("ascii")
        )
    below: dict[str, Markup] = {}
    spots = Markup("").join(_spots(page, places, lang, below))
    lists = Markup("").join(below.values())
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{0}">'
        '<svg class="sheet{1}" viewBox="0 0 {2} {3}" font-size="{4}" role="group" aria-label="{0}">\n'
        '{5}{6}<path class="ruling" d="{7}"/>\n{8}\n</svg></div>{9}'
    ).format(
        *(title, " scan" if picture else ""),
        *map(_length, (page.width, page.height, _NUMBER * page.width / _A4)),
        *(picture, spots, rules, words, lists),
    )


def _word(word: PrintedWord) -> Markup:
    return Markup("<text x={} y={} textLength={}>{}</text>").format(
        _length(word.x), _length(word.y), _length(word.width), visible(word.text)
    )


class _Paper:
    """Where on a page words stand, and where there is room; whether outlines get numbers."""

    def __init__(self, page: PrintedPage) -> None:
        self.scale = page.width / _A4
        self.numbered = True
        self._width = page.width
        self._words: defaultdict[int, list[Extent]] = defaultdict(list)
        for word in page.words[:_MOST_WORDS]:
            if _near(word.x, word.y, word.width, word.size):
                top = word.y - min(0.8 * word.size, 3 * _BAND)
                for band in range(int(top // _BAND), int(word.y // _BAND) + 1):
                    self._words[band].append((word.x, top, word.x + word.width, word.y))

    def room(self, extent: Extent, wide: float, *, line: bool) -> tuple[float, float]:
        """Return the corner of a label of a cell or line: on its edge, above it, or behind it."""
        _, top, right, bottom = extent
        high = _HIGH * self.scale
        within, behind = right - wide, right + 1
        on_edge, beside = (within, top - high / 2), (behind, (top + bottom - high) / 2)
        corners = [(behind, top - high / 2), beside] if line else [on_edge, (within, top - high), beside]
        for left, upper in corners:
            if left + wide < self._width and self._free((left, upper, left + wide, upper + high)):
                return left, upper
        return on_edge

    def _free(self, extent: Extent) -> bool:
        left, top, right, bottom = extent
        return not any(
            x0 < right and x1 > left and y0 < bottom and y1 > top
            for band in range(int(top // _BAND), int(bottom // _BAND) + 1)
            for x0, y0, x1, y1 in self._words.get(band, ())
        )


def _spots(
    page: PrintedPage, places: OriginalPlaces, lang: Lang, below: dict[str, Markup]
) -> Iterator[Markup]:
    """Yield the outlines of a page: cells as they are ruled, of paragraphs the lines that are quoted.

    What goes ``below`` the page, by place, are the findings for which a place has no room.
    """
    lines: dict[str, list[Outline]] = {}
    paper = _Paper(page)
    beside: tuple[object, ...] = ()
    for one in page.outlines:
        spot = places.at(one.place)
        if spot is None or not _near(*one.extent):
            continue
        if one.text:
            lines.setdefault(one.place.said("zh"), []).append(one)
        else:
            # of a row of unread cells that the same findings speak of, the first has their numbers
            row = one.place.table, one.place.row, spot.eye, spot.marks.keys()
            paper.numbered = not (page.picture and row == beside)
            beside = row
            yield _outline(paper, one.extent, spot, spot.marks, places, lang, below)
    paper.numbered = True
    for own in lines.values():
        spot = places.at(own[0].place)
        if spot is not None:
            for one, marks in _quoted(own, spot):
                left, top, right, bottom = one.extent
                around = left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND
                yield _outline(paper, around, spot, marks, places, lang, below, line=True)


def _quoted(lines: Sequence[Outline], spot: Spot) -> Iterator[tuple[Outline, Mapping[int, Mark]]]:
    """Yield the lines of a paragraph that findings quote, with their marks; all where none is found."""
    ends: list[int] = []
    text = ""
    for line in lines:
        text += tight(line.text)
        ends.append(len(text))
    marks: list[dict[int, Mark]] = [{} for _ in lines]
    for quote, own in spot.quotes.items():
        bare = tight(quote)
        start = text.find(bare) if bare else -1
        if start < 0:
            continue
        for at, end in enumerate(ends):
            if (ends[at - 1] if at else 0) < start + len(bare) and start < end:
                marks[at] |= own
    found = any(marks)
    for line, own in zip(lines, marks, strict=True):
        if own or not found:
            yield line, own or spot.marks


def _outline(
    paper: _Paper,
    extent: Extent,
    spot: Spot,
    marks: Mapping[int, Mark],
    places: OriginalPlaces,
    lang: Lang,
    below: dict[str, Markup],
    *,
    line: bool = False,
) -> Markup:
    """Return the outline of a cell or a line, with the numbers of its findings where they hide no word.

    The place is named by the link that it is, so that who was led there is led back by the Enter key.
    """
    left, top, right, bottom = extent
    shape = Markup(' class="{}" x="{}" y="{}" width="{}" height="{}"').format(
        spot.classes, *map(_length, (left, top, right - left, bottom - top))
    )
    name = places.named_once(spot)
    if spot.quiet or not marks:
        return Markup("<rect{}{}/>\n").format(name, shape)
    numbers = sorted(marks.items())
    labels = [(str(number), mark.severity, f"#f-{mark.id}", number) for number, mark in numbers]
    if len(labels) > _MOST_NUMBERS:
        del labels[_MOST_NUMBERS - 1 :]
        rest = numbers[_MOST_NUMBERS - 1 :]
        labels.append((f"+{len(rest)}", rest[0][1].severity, f"#{spot.anchor}-more", rest[0][0]))
        below[spot.anchor] = _rest(spot, rest, places, lang)
    wide = [_DIGIT * paper.scale * (1 + len(said)) for said, *_ in labels]
    start, upper = paper.room(extent, sum(wide) + len(wide) - 1, line=line)
    high = _HIGH * paper.scale
    links = Markup("")
    box = Markup("<rect{}/>").format(shape)
    if not paper.numbered:
        number, mark = numbers[0]
        return Markup('<a{} class="m-{}" href="#f-{}" aria-label="{}">{}</a>\n').format(
            name, mark.severity, mark.id, places.see(number, lang), box
        )
    for (said, severity, leads, number), own in zip(labels, wide, strict=True):
        label = Markup(
            '<rect class="ground" x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}">{}</text>'
        ).format(*map(_length, (start, upper, own, high, start + own / 2, upper + high * 0.8)), said)
        links += Markup('<a{} class="m-{}" href="{}" aria-label="{}">{}{}</a>').format(
            name, severity, leads, places.see(number, lang), box, label
        )
        name = box = Markup("")
        start += own + 1
    return links + Markup("\n")


def _rest(spot: Spot, rest: Iterable[tuple[int, Mark]], places: OriginalPlaces, lang: Lang) -> Markup:
    """Return the list of the findings of a place for which the page has no room."""
    at = Markup('<a href="#{}">{}</a>').format(
        spot.anchor, _MORE.filled(number=spot.anchor.removeprefix("o-")).said(lang)
    )
    links = (
        Markup(' <a class="mark m-{}" href="#f-{}" aria-label="{}">{}</a>').format(
            mark.severity, mark.id, places.see(number, lang), number
        )
        for number, mark in rest
    )
    return Markup('<p id="{}-more">{}{}</p>').format(spot.anchor, at, Markup("").join(links))


def _near(*lengths: float) -> bool:
    """Say whether all lengths are numbers that a page may have: neither NaN nor without end."""
    return all(abs(length) <= _FARTHEST for length in lengths)


def _length(points: float) -> str:
    return f"{points:.1f}".removesuffix(".0")

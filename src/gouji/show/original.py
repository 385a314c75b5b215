"""The report itself on the audit's page: its own words and tables, harmless, with the places of findings.

What is shown is what was read of the file, place by place (:mod:`gouji.model.document`), escaped like
everything else: text alone in plain tables of our own, and pages of a fixed layout (PDF, OFD) as SVG made of
the words and ruling lines that were read, a word as wide as it is on the page. So it comes out the same on
every machine, whatever fonts and libraries are there, and nothing of a report can act or load. What findings
speak of carries their numbers; what a person should compare by eye with the file has a colour of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from gouji.model.document import PICTURE, Grid
from gouji.model.filing import UNREAD
from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.show.original_places import OriginalPlaces
from gouji.show.render import Shown, block, markdown_of, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gouji.model.document import (
        Block,
        Document,
        Extent,
        GridCell,
        Outline,
        Paragraph,
        Place,
        PrintedPage,
        PrintedWord,
    )
    from gouji.model.finding import Audit
    from gouji.model.text import Lang
    from gouji.show.cells import Mark
    from gouji.show.original_places import Spot


#: Characters of a page's original; beyond them only what findings speak of is shown.
_MOST: Final = 60_000
#: Characters of one paragraph or cell, and cells of one table.
_LONGEST: Final = 4_000
_MOST_CELLS: Final = 3_000
_PAGE = Text("第 {number} 页", "Page {number}")
_SHEET = Text("工作表“{name}”", "Sheet “{name}”")
_LEFT_OUT = Text(
    "（此处略去 {count} 段没有标记的内容）", "({count} passages without marks are left out here)"
)
#: Characters of all drawings; beyond them only pages with marks are drawn.
_MOST_DRAWN: Final = 200_000
#: Words and ruling lines of one page.
_MOST_WORDS, _MOST_RULES = 4_000, 2_000
#: The size of a finding's number, of its ground how wide it is a digit and how high: points on a page as
#: wide as A4; on others as much of the width, so that they are as large on every screen.
_NUMBER, _DIGIT, _HIGH = 7.5, 4.6, 9.0
_A4: Final = 595.0
#: Around a line of text, which has no ruling, the outline keeps this distance (points).
_AROUND: Final = 1.5
_PLAIN = Text("（第 {numbers} 页没有标记，略去）", "(pages {numbers} have no marks and are left out)")
_FULL = Text("（本页内容过多，没有全部画出）", "(this page holds too much: not all of it is drawn)")
_ODD = Text("（本页尺寸异常，没有画出）", "(this page has no possible size and is not drawn)")
#: No page is longer, and nothing farther from its corner is drawn (points; a PDF page has at most 14,400).
_FARTHEST: Final = 20_000.0


def original(document: Document, audit: Audit, lang: Lang) -> Shown:
    """Show the report itself with the places of its findings.

    Pages are drawn; exports that take no HTML have their words and tables.
    """
    places = OriginalPlaces(document, audit)
    said = Text(f"原件：{places.anchored} 处有标记", f"original: {places.anchored} places are marked")
    words = _words_and_tables(document, places, lang)
    shown = block(_html(audit, places, words, lang), said.said(lang), lang)
    if not document.pages:
        return shown
    pages = _drawn_pages(document, OriginalPlaces(document, audit), lang)
    drawn = block(_html(audit, places, pages, lang, drawn=True), said.said(lang), lang)
    return replace(drawn, extra={"text/markdown": markdown_of(shown.html)})


def _html(
    audit: Audit, places: OriginalPlaces, parts: Iterable[Markup], lang: Lang, *, drawn: bool = False
) -> str:
    eye = any(
        places.at(cell.place) for cell in audit.filing.form_cells if cell.place and cell.status in UNREAD
    )
    return render("original.html.j2", lang, parts=Markup("\n").join(parts), drawn=drawn, eye=eye)


def _words_and_tables(document: Document, places: OriginalPlaces, lang: Lang) -> list[Markup]:
    drawing = _Drawing(places, lang)
    for one in document.blocks:
        drawing.add(one)
    return drawing.finished()


class _Drawing:
    """The document as HTML, block by block; blocks without marks are left out once there is too much."""

    def __init__(self, places: OriginalPlaces, lang: Lang) -> None:
        self._places, self._lang = places, lang
        self._html: list[Markup] = []
        self._size = self._left_out = 0
        self._where: tuple[int | None, str | None] = (None, None)

    def add(self, one: Block) -> None:
        """Draw a paragraph or a table."""
        spots = [cell.place for cell in one.cells] if isinstance(one, Grid) else [one.place]
        marked = any(self._places.at(place) for place in spots)
        if not marked and not isinstance(one, Grid) and not one.text.strip():
            return
        if self._size > _MOST and not marked:
            self._left_out += 1
            return
        self._close_gap()
        where = (one.place.page, one.place.sheet)
        if where != self._where:
            self._where = where
            page, sheet = where
            title = _PAGE.filled(number=page) if page else _SHEET.filled(name=sheet) if sheet else None
            if title is not None:
                self._html.append(Markup("<h3>{}</h3>").format(visible(title.said(self._lang))))
        drawn = self._table(one) if isinstance(one, Grid) else self._paragraph(one)
        self._size += len(drawn)
        self._html.append(drawn)

    def finished(self) -> list[Markup]:
        """Return all that was drawn."""
        self._close_gap()
        return self._html

    def _close_gap(self) -> None:
        if self._left_out:
            said = _LEFT_OUT.filled(count=self._left_out).said(self._lang)
            self._html.append(Markup('<p class="muted">{}</p>').format(said))
            self._left_out = 0

    def _paragraph(self, one: Paragraph) -> Markup:
        line = Markup(' data-n="{}"').format(one.place.line) if one.place.line else Markup("")
        name = "h" if one.heading else ""
        return Markup("<p{}{}>{}</p>").format(
            line, self._named(one.place, name), self._text(one.text, one.place)
        )

    def _table(self, one: Grid) -> Markup:
        rows = one.rows
        if len(one.cells) > _MOST_CELLS:
            rows = [row for row in rows if any(self._places.at(cell.place) for cell in row)]
        lines = [
            Markup("<tr>{}</tr>").format(Markup("").join(map(self._cell, row)))
            for row in rows[:_MOST_CELLS]
            if row
        ]
        kind = Markup(' class="loose"') if one.geometry == "loose" else Markup("")
        label = visible(one.place.said(self._lang))
        return Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table{}>\n{}\n</table></div>'
        ).format(label, kind, Markup("\n").join(lines))

    def _cell(self, cell: GridCell) -> Markup:
        spans = Markup("").join(
            Markup(' {}="{}"').format(name, count)
            for name, count in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
            if count > 1
        )
        return Markup("<td{}{}>{}</td>").format(
            spans, self._named(cell.place), self._text(cell.text, cell.place)
        )

    def _named(self, place: Place, name: str = "") -> Markup:
        """Return the attributes of the element at a place: its anchor, once, and its outline."""
        spot = self._places.at(place)
        anchor = self._places.named_once(spot)
        classes = " ".join(filter(None, (name, spot.classes if spot else "")))
        return anchor + (Markup(' class="{}"').format(classes) if classes else Markup(""))

    def _text(self, text: str, place: Place) -> Markup:
        """Return a text in which the words that findings quote, or else all of it, lead to them."""
        spot = self._places.at(place)
        text = text.strip()
        parts: list[tuple[int, int, dict[int, Mark]]] = []
        if spot is not None and spot.marks and not spot.quiet:
            for quote, marks in spot.quotes.items():
                start = text.find(quote) if quote else -1
                if start >= 0:
                    parts.append((start, start + len(quote), marks))
            if not parts:
                parts = [(0, len(text), spot.marks)]
        html, end = Markup(""), 0
        for start, stop, marks in _apart(parts):
            html += _shown(text[end:start]) + self._link(text[start:stop], marks)
            end = stop
        return html + _shown(text[end:])

    def _link(self, text: str, marks: dict[int, Mark]) -> Markup:
        """Return a text that leads to the first of its findings, and behind it links to the next ones."""
        links = Markup("")
        for number, mark in self._places.first_marks(marks):
            said = self._places.see(number, self._lang)
            links += Markup('<a class="v m-{}" href="#f-{}" title="{}" data-marks="{}"{}>{}</a>').format(
                mark.severity,
                mark.id,
                said,
                number,
                Markup(' aria-label="{}"').format(said) if links else "",
                "" if links else _shown(text),
            )
        return links


def _apart(parts: list[tuple[int, int, dict[int, Mark]]]) -> list[tuple[int, int, dict[int, Mark]]]:
    """Return stretches of a text in order, those that overlap as one."""
    joined: list[tuple[int, int, dict[int, Mark]]] = []
    for start, stop, marks in sorted(parts, key=lambda part: part[:2]):
        if joined and start < joined[-1][1]:
            first, last, others = joined[-1]
            joined[-1] = (first, max(last, stop), others | marks)
        else:
            joined.append((start, stop, marks))
    return joined


def _shown(text: str) -> Markup:
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "……"
    return Markup(escape(visible(cut).replace(PICTURE, "▣")))


def _drawn_pages(document: Document, places: OriginalPlaces, lang: Lang) -> list[Markup]:
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
        printed = bool(page.words or page.rules)
        sized = _near(page.width, page.height) and min(page.width, page.height) > 0
        if printed and not sized:
            notes.append(_ODD.said(lang))
        elif len(page.words) > _MOST_WORDS or len(page.rules) > _MOST_RULES:
            notes.append(_FULL.said(lang))
        title = visible(_PAGE.filled(number=page.number).said(lang))
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
    words = Markup("\n").join(
        _word(word) for word in page.words[:_MOST_WORDS] if _near(word.x, word.y, word.width, word.size)
    )
    spots = Markup("").join(_spots(page, places, lang))
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{0}">'
        '<svg class="sheet" viewBox="0 0 {1} {2}" font-size="{3}" role="group" aria-label="{0}">\n'
        '{4}<path class="ruling" d="{5}"/>\n<g class="printed">{6}</g>\n</svg></div>'
    ).format(title, *map(_length, (page.width, page.height, _NUMBER * page.width / _A4)), spots, rules, words)


def _word(word: PrintedWord) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="{}" textLength="{}">{}</text>').format(
        _length(word.x), _length(word.y), _length(word.size), _length(word.width), visible(word.text)
    )


def _spots(page: PrintedPage, places: OriginalPlaces, lang: Lang) -> Iterator[Markup]:
    """Yield the outlines of a page: cells as they are ruled, of paragraphs the lines that are quoted."""
    lines: dict[str, list[Outline]] = {}
    for one in page.outlines:
        spot = places.at(one.place)
        if spot is None or not _near(*one.extent):
            continue
        if one.text:
            lines.setdefault(one.place.said("zh"), []).append(one)
        else:
            yield _outline(page, one.extent, spot, spot.marks, places, lang)
    for own in lines.values():
        spot = places.at(own[0].place)
        if spot is not None:
            for one, marks in _quoted(own, spot):
                left, top, right, bottom = one.extent
                around = left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND
                yield _outline(page, around, spot, marks, places, lang, line=True)


def _quoted(lines: Sequence[Outline], spot: Spot) -> Iterator[tuple[Outline, Mapping[int, Mark]]]:
    """Yield the lines of a paragraph that findings quote, with their marks; all where none is found."""
    ends: list[int] = []
    text = ""
    for line in lines:
        text += "".join(line.text.split())
        ends.append(len(text))
    marks: list[dict[int, Mark]] = [{} for _ in lines]
    for quote, own in spot.quotes.items():
        bare = "".join(quote.split())
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
    page: PrintedPage,
    extent: Extent,
    spot: Spot,
    marks: Mapping[int, Mark],
    places: OriginalPlaces,
    lang: Lang,
    *,
    line: bool = False,
) -> Markup:
    """Return the outline of a cell or a line, with the numbers of its findings on its upper edge.

    They stand behind a line of text where the page has room, so that they hide none of its words.
    """
    left, top, right, bottom = extent
    box = Markup('<rect{} class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        places.named_once(spot), spot.classes, *map(_length, (left, top, right - left, bottom - top))
    )
    if spot.quiet or not marks:
        return box + Markup("\n")
    scale = page.width / _A4
    first = places.first_marks(marks)
    wide = [_DIGIT * scale * (1 + len(str(number))) for number, _ in first]
    all_wide = sum(wide) + len(wide)
    start = right + 1 if line and right + all_wide < page.width else right - all_wide
    high = _HIGH * scale
    links = Markup("")
    for (number, mark), own in zip(first, wide, strict=True):
        label = Markup(
            '<rect class="ground" x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}">{}</text>'
        ).format(*map(_length, (start, top - high / 2, own, high, start + own / 2, top + high * 0.3)), number)
        links += Markup('<a class="m-{}" href="#f-{}" aria-label="{}">{}{}</a>').format(
            mark.severity, mark.id, places.see(number, lang), Markup("") if links else box, label
        )
        start += own + 1
    return links + Markup("\n")


def _near(*lengths: float) -> bool:
    """Say whether all lengths are numbers that a page may have: neither NaN nor without end."""
    return all(abs(length) <= _FARTHEST for length in lengths)


def _length(points: float) -> str:
    return f"{points:.1f}".removesuffix(".0")

"""The report itself on the audit's page: its own words and tables, harmless, with the places of findings.

What is shown is what was read of the file, place by place (:mod:`gouji.model.document`), escaped like
everything else: text alone in plain tables of our own, and pages of a fixed layout (PDF, OFD) as SVG made of
the words and ruling lines that were read, a word as wide as it is on the page. So it comes out the same on
every machine, whatever fonts and libraries are there, and nothing of a report can act or load. Only of pages
that were recognised there is a small picture. What findings speak of carries their numbers; what a person
should compare by eye with the file has a colour of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from gouji.model.document import PICTURE, Grid
from gouji.model.filing import UNREAD
from gouji.model.safe import visible
from gouji.model.text import Text, ideographs
from gouji.show.original_pages import PAGE, drawn_pages
from gouji.show.original_places import OriginalPlaces
from gouji.show.render import Shown, block, markdown_of, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gouji.model.document import (
        Block,
        Document,
        GridCell,
        Paragraph,
        Place,
    )
    from gouji.model.finding import Audit
    from gouji.model.text import Lang
    from gouji.show.cells import Mark


#: Characters of a page's original; beyond them only what findings speak of is shown.
_MOST: Final = 60_000
#: Characters of one paragraph or cell, cells of one table, and of one row of it.
_LONGEST: Final = 4_000
_MOST_CELLS: Final = 3_000
_WIDEST: Final = 100
_SHEET = Text("工作表“{name}”", "Sheet “{name}”")
_LEFT_OUT = Text(
    "（此处略去 {count} 段没有标记的内容）", "({count} passages without marks are left out here)"
)


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
    pages = drawn_pages(document, OriginalPlaces(document, audit), lang)
    made = "scanned" if any(page.picture for page in document.pages) else "drawn"
    drawn = block(_html(audit, places, pages, lang, made), said.said(lang), lang)
    return replace(drawn, extra={"text/markdown": markdown_of(shown.html)})


def _html(
    audit: Audit, places: OriginalPlaces, parts: Iterable[Markup], lang: Lang, made: str = "written"
) -> str:
    eye = any(
        places.at(cell.place) for cell in audit.filing.form_cells if cell.place and cell.status in UNREAD
    )
    return render("original.html.j2", lang, parts=Markup("\n").join(parts), made=made, eye=eye)


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
            title = PAGE.filled(number=page) if page else _SHEET.filled(name=sheet) if sheet else None
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
        line = Markup(" data-n={}").format(one.place.line) if one.place.line else Markup("")
        name = "h" if one.heading else ""
        return Markup("<p{}{}>{}</p>").format(
            line, self._named(one.place, name), self._text(one.text, one.place)
        )

    def _table(self, one: Grid) -> Markup:
        rows = one.rows
        if len(one.cells) > _MOST_CELLS:
            rows = [row for row in rows if any(self._places.at(cell.place) for cell in row)]
        lines = [Markup("<tr>") + Markup("").join(self._cells(row)) for row in rows[:_MOST_CELLS] if row]
        kind = Markup(" class=loose") if one.geometry == "loose" else Markup("")
        label = visible(one.place.said(self._lang))
        return Markup(
            '<div class=scroll tabindex=0 role=region aria-label="{}"><table{}>{}</table></div>'
        ).format(label, kind, Markup("").join(lines))

    def _cells(self, row: Sequence[GridCell]) -> Iterator[Markup]:
        """Yield the cells of a row; of a very wide one those without marks are left out beyond some."""
        yield from map(self._cell, row[:_WIDEST])
        for number, cell in enumerate(row[_WIDEST:]):
            if not number:
                yield Markup("<td>……")
            if self._places.at(cell.place):
                yield self._cell(cell)

    def _cell(self, cell: GridCell) -> Markup:
        spans = Markup("").join(
            Markup(" {}={}").format(name, count)
            for name, count in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
            if count > 1
        )
        return Markup("<td{}{}>{}").format(spans, self._named(cell.place), self._text(cell.text, cell.place))

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
                start = ideographs(text).find(ideographs(quote)) if quote else -1
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
        """Return a text that leads to the first of its findings, and behind it links to all the next ones."""
        links = Markup("")
        for number, mark in sorted(marks.items()):
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

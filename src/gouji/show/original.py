"""The report itself on the audit's page: its own words and tables, harmless, with the places of findings.

What is shown is what was read of the file, place by place (:mod:`gouji.model.document`): text alone, in plain
tables of our own, escaped like everything else. So it comes out the same on every machine, whatever fonts and
libraries are there, and nothing of a report can act. What findings speak of carries their numbers; what a
person should compare by eye with the file has a colour of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from gouji.model.document import PICTURE, Grid
from gouji.model.filing import UNREAD
from gouji.model.finding import gravity
from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.show.cells import Mark, by_severity, shown_cells
from gouji.show.render import Shown, block, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Block, Document, GridCell, Paragraph, Place
    from gouji.model.finding import Audit, Finding
    from gouji.model.text import Lang


#: What is said behind the place of cells that print nothing, or were not read.
_REMARK: Final = re.compile(r"（[^（）]*(?:空白格|未读出的格)）$")
#: Characters of a page's original; beyond them only what findings speak of is shown.
_MOST: Final = 60_000
#: Characters of one paragraph or cell, and cells of one table.
_LONGEST: Final = 4_000
_MOST_CELLS: Final = 3_000
#: Findings that a place leads to; the gravest come first.
_MOST_MARKS: Final = 4
_PAGE = Text("第 {number} 页", "Page {number}")
_SHEET = Text("工作表“{name}”", "Sheet “{name}”")
_LEFT_OUT = Text(
    "（此处略去 {count} 段没有标记的内容）", "({count} passages without marks are left out here)"
)
_SEE = Text("见问题", "see finding")


@dataclass(slots=True)
class _Spot:
    """A place that is outlined: its anchor once it is found, the findings that speak of it.

    ``quotes`` are the words meant, none where all of it is; ``quiet`` says that findings only add it up.
    """

    marks: dict[int, Mark] = field(default_factory=dict)
    quotes: dict[str, dict[int, Mark]] = field(default_factory=dict)
    anchor: str = ""
    eye: bool = False
    quiet: bool = True

    @property
    def classes(self) -> str:
        """Classes for the style sheet."""
        names = ["eye"] if self.eye else []
        if self.marks:
            worst = min(self.marks.values(), key=lambda mark: gravity(mark.severity))
            names.append(f"{'part' if self.quiet else 'hit'} h-{worst.severity}")
        return " ".join(names)


class OriginalPlaces:
    """Where in a document its findings are, and what they are called there on the page.

    Places are known by what they are called in words, as findings quote them.
    """

    def __init__(self, document: Document, audit: Audit) -> None:
        self._spots: dict[str, _Spot] = {}
        self._rows: dict[str, str] = {}
        found = by_severity(audit.rule_findings)
        self._take_cells(audit, found)
        for number, finding in enumerate(found, start=1):
            mark = Mark(number, finding.id, finding.severity)
            # a finding on sums quotes what is empty as well; one on nothing else is about these very cells
            on_empty = all(evidence.empty for evidence in finding.evidence)
            for evidence in finding.evidence:
                if evidence.source == audit.filing.source.name:
                    quote = "" if on_empty else evidence.quote
                    self._quote(_bare(evidence.place.zh), quote, mark, again=on_empty)
        self.anchored = sum(1 for _ in self._anchor(document))

    def _take_cells(self, audit: Audit, found: Sequence[Finding]) -> None:
        cells = shown_cells(audit.filing, found)
        for cell in audit.filing.form_cells:
            shown = cells[cell.id]
            if cell.place is None or not (shown.marks or cell.status in UNREAD):
                continue
            spot = self._spots.setdefault(cell.place.said("zh"), _Spot())
            spot.marks |= {mark.number: mark for mark in shown.marks}
            spot.eye |= cell.status in UNREAD
            spot.quiet &= shown.quiet

    def _quote(self, place: str, quote: str, mark: Mark, *, again: bool) -> None:
        spot = self._spots.setdefault(place, _Spot())
        if mark.number in spot.marks and not again and not spot.quotes:
            return  # a cell of the finding: it is marked already
        spot.quotes.setdefault(quote, {})[mark.number] = mark
        spot.marks[mark.number] = mark
        spot.quiet = False

    def _anchor(self, document: Document) -> Iterator[str]:
        """Name the places that the document has, in reading order, and yield the names."""
        number = 0
        for one in document.blocks:
            for place in [cell.place for cell in one.cells] if isinstance(one, Grid) else [one.place]:
                spot = self._spots.get(place.said("zh"))
                if spot is None:
                    continue
                if not spot.anchor:
                    number += 1
                    spot.anchor = f"o-{number}"
                    yield spot.anchor
                line = place._replace(field=None, column=None, reference=None)
                self._rows.setdefault(line.said("zh"), spot.anchor)

    def at(self, place: Place) -> _Spot | None:
        """Return what is outlined at a place."""
        return self._spots.get(place.said("zh"))

    def link(self, place: Text | None) -> str:
        """Return the anchor of a place as findings call it, empty where the page does not show it."""
        if place is None:
            return ""
        said = _bare(place.zh)
        spot = self._spots.get(said)
        return spot.anchor if spot is not None and spot.anchor else self._rows.get(said, "")


def _bare(place: str) -> str:
    return _REMARK.sub("", place)


def original(document: Document, audit: Audit, lang: Lang) -> Shown:
    """Show the report itself with the places of its findings."""
    places = OriginalPlaces(document, audit)
    drawn = _Drawing(places, lang)
    for one in document.blocks:
        drawn.add(one)
    eye = any(
        places.at(cell.place) for cell in audit.filing.form_cells if cell.place and cell.status in UNREAD
    )
    html = render("original.html.j2", lang, drawn=Markup("\n").join(drawn.finished()), eye=eye)
    said = Text(f"原件：{places.anchored} 处有标记", f"original: {places.anchored} places are marked")
    return block(html, said.said(lang), lang)


class _Drawing:
    """The document as HTML, block by block; blocks without marks are left out once there is too much."""

    def __init__(self, places: OriginalPlaces, lang: Lang) -> None:
        self._places, self._lang = places, lang
        self._html: list[Markup] = []
        self._size = self._left_out = 0
        self._where: tuple[int | None, str | None] = (None, None)
        self._seen: set[str] = set()

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
        anchor = Markup("")
        if spot is not None and spot.anchor and spot.anchor not in self._seen:
            self._seen.add(spot.anchor)
            anchor = Markup(' id="{}"').format(spot.anchor)
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
        for number in sorted(marks)[:_MOST_MARKS]:
            said = f"{_SEE.said(self._lang)} {number}"
            links += Markup('<a class="v m-{}" href="#f-{}" title="{}" data-marks="{}"{}>{}</a>').format(
                marks[number].severity,
                marks[number].id,
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

"""Where in a report its findings are: the places that the audit page outlines in it, and their names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup

from gouji.model.document import Grid
from gouji.model.filing import UNREAD
from gouji.model.finding import gravity
from gouji.model.text import Text
from gouji.show.cells import Mark, by_severity, shown_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gouji.model.document import Document, Place
    from gouji.model.finding import Audit, Finding
    from gouji.model.text import Lang
    from gouji.show.cells import ShownCell


#: What is said behind the place of cells that print nothing, or were not read.
_REMARK: Final = re.compile(r"（[^（）]*(?:空白格|未读出的格)）$")
#: No statutory row has more cells.
_SPREAD: Final = 16
_SEE = Text("见问题", "see finding")


@dataclass(slots=True)
class Spot:
    """A place that is outlined: its anchor and page once it is found, the findings that speak of it.

    ``quotes`` are the words meant, none where all of it is; ``quiet`` says that findings only add it up.
    ``words`` are those of a cell that was not read, which may be those of the cells beside it as well.
    """

    marks: dict[int, Mark] = field(default_factory=dict)
    quotes: dict[str, dict[int, Mark]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    anchor: str = ""
    page: int | None = None
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
        self._spots: dict[str, Spot] = {}
        self._named: set[str] = set()
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
        spots = list(self._anchor(document))
        self.anchored = len(spots)
        # a finding that only adds up its cells is numbered at the first of them
        numbered = {number for spot in spots if not spot.quiet for number in spot.marks}
        for spot in spots:
            spot.quiet &= numbered >= spot.marks.keys()
            numbered |= spot.marks.keys()

    def _take_cells(self, audit: Audit, found: Sequence[Finding]) -> None:
        cells = shown_cells(audit.filing, found)
        for cell in audit.filing.form_cells:
            shown = cells[cell.id]
            if cell.place is None or not (shown.marks or cell.status in UNREAD):
                continue
            spot = self._spots.setdefault(cell.place.said("zh"), Spot())
            spot.marks |= {mark.number: mark for mark in shown.marks}
            if cell.status in UNREAD:
                spot.eye = True
                spot.words = spot.words or tuple((cell.printed or "").split())
            spot.quiet &= shown.quiet

    def _quote(self, place: str, quote: str, mark: Mark, *, again: bool) -> None:
        spot = self._spots.setdefault(place, Spot())
        if mark.number in spot.marks and not again and not spot.quotes:
            return  # a cell of the finding: it is marked already
        spot.quotes.setdefault(quote, {})[mark.number] = mark
        spot.marks[mark.number] = mark
        spot.quiet = False

    def _anchor(self, document: Document) -> Iterator[Spot]:
        """Name the places that the document has, and yield them in reading order."""
        number = 0
        for one in document.blocks:
            if isinstance(one, Grid):
                self._spread(one)
            for place in [cell.place for cell in one.cells] if isinstance(one, Grid) else [one.place]:
                spot = self._spots.get(place.said("zh"))
                if spot is None:
                    continue
                if not spot.anchor:
                    number += 1
                    spot.anchor, spot.page = f"o-{number}", place.page
                    yield spot
                line = place._replace(field=None, column=None, reference=None)
                self._rows.setdefault(line.said("zh"), spot.anchor)

    def _spread(self, grid: Grid) -> None:
        """Outline figures that were read as those of one cell in the cells that they are printed in."""
        for row in grid.rows:
            last: Spot | None = None
            for at, cell in enumerate(row):
                spot = self._spots.get(cell.place.said("zh"))
                if spot is None or spot is last or len(spot.words) < 2:
                    continue
                last, words = spot, list(spot.words)
                for beside in row[at : at + _SPREAD]:
                    own = beside.text.split()
                    if not words or words[: len(own)] != own:
                        break
                    words = words[len(own) :]
                    self._spots.setdefault(beside.place.said("zh"), spot)

    def at(self, place: Place) -> Spot | None:
        """Return what is outlined at a place."""
        return self._spots.get(place.said("zh"))

    def named_once(self, spot: Spot | None) -> Markup:
        """Return the attribute that names the element of a spot, the first time it is asked for."""
        if spot is None or not spot.anchor or spot.anchor in self._named:
            return Markup("")
        self._named.add(spot.anchor)
        return Markup(' id="{}"').format(spot.anchor)

    def not_named(self) -> list[Spot]:
        """Return the spots of the document whose name no element has got."""
        spots = {spot.anchor: spot for spot in self._spots.values() if spot.anchor}
        return [spot for anchor, spot in spots.items() if anchor not in self._named]

    @staticmethod
    def see(number: int, lang: Lang) -> str:
        """Say where a mark leads."""
        return f"{_SEE.said(lang)} {number}"

    def link(self, place: Text | None) -> str:
        """Return the anchor of a place as findings call it, empty where the page does not show it."""
        if place is None:
            return ""
        said = _bare(place.zh)
        spot = self._spots.get(said)
        return spot.anchor if spot is not None and spot.anchor else self._rows.get(said, "")


def _bare(place: str) -> str:
    return _REMARK.sub("", place)


class PrintedCell(NamedTuple):
    """A cell of a finding as its table lists it: its element, its label, what is printed in it and where.

    ``seen`` is the element of its place in the original. ``span`` says for how many cells of the list it says
    what is printed; 0 where the one before does.
    """

    anchor: str
    label: str
    text: str
    sign: str
    place: Text | None
    seen: str
    span: int = 1


def printed_cells(
    finding: Finding, shown: Mapping[str, ShownCell], labels: Mapping[str, str], places: OriginalPlaces | None
) -> list[PrintedCell]:
    """Return the cells of a finding, with what is printed said once for neighbours that share it.

    So do those of which nobody can tell which of them the print belongs to.
    """
    cells = []
    for cell_id in finding.cells:
        cell, text = shown.get(cell_id), (finding.printed.get(cell_id) or "").strip()
        label = labels.get(cell_id, cell_id)
        if cell is None:
            cells.append(PrintedCell("", label, text, "", None, ""))
        else:
            seen = places.link(cell.place) if places else ""
            cells.append(PrintedCell(cell.anchor, label, text, cell.word.sign, cell.place, seen))
    groups = (list(group) for _, group in groupby(cells, key=itemgetter(slice(2, 6))))
    return [cell._replace(span=0 if at else len(group)) for group in groups for at, cell in enumerate(group)]

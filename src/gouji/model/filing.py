"""A filing: one agency's report of one year as read against its statutory form, cell by cell.

What a filing has by the hundred is a named tuple, as in :mod:`gouji.model.document`. Of several copies of one
report at hand, one stands for the year.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeVar

from gouji.model.sentences import Narrative
from gouji.model.text import Text, ideographs, memoised
from gouji.model.tidy import CELL_COLUMNS, tidy_frame

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from gouji.model.document import Confirmation, Note, Paragraph, Place, RecognisedText, Source
    from gouji.model.text import Lang


Status = Literal[
    "read", "annotated", "blank", "placeholder", "illegible", "missing", "ambiguous", "recognised"
]
Number = int | Decimal

#: Ordinals of sections: the numeral at position n is that of section n + 1.
NUMERALS: Final = "一二三四五六七八"
#: A figure at the end of a line, or all of it.
_FIGURE: Final = re.compile(r"(?:^|[\s|｜])\d[\d.,]*[\s|｜]*$")
#: Statuses that carry a number.
NUMERIC: frozenset[str] = frozenset({"read", "annotated"})
#: Statuses that count as zero in a sum: the cell is there and nothing is claimed in it.
EMPTY: frozenset[str] = frozenset({"blank", "placeholder"})
#: Statuses of cells that were not read: something may be printed, so a sum does not know them.
UNREAD: frozenset[str] = frozenset({"illegible", "missing", "ambiguous", "recognised"})


def exact(value: object) -> object:
    """Return a number as it is handed on: a decimal that is whole as an integer, all else untouched."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


class Cell(NamedTuple):
    """One cell of the form. ``printed`` is the source's own text for ever, ``value`` what it says.

    ``id`` is ``table/row/column``. ``value`` is None unless the status is ``read`` or ``annotated`` (or
    ``ambiguous`` where every placement gives the same number). ``unit`` is the unit of ``value``.
    ``sure_row`` and ``sure_column`` say whether the alignment had any other choice.

    Of a cell that is a picture ``recognised`` is what was recognised in it. Confirmed by nobody, the cell has
    neither ``printed`` nor ``value`` (status ``recognised``); else they are what a person says is printed.
    """

    id: str
    printed: str | None
    value: Number | None
    status: Status
    place: Place | None
    unit: str
    sure_row: bool = True
    sure_column: bool = True
    recognised: RecognisedText | None = None
    confirmed: Confirmation | None = None

    @property
    def shown(self) -> str:
        """What a page shows in the cell: the print, else what was recognised."""
        if self.printed is None and self.recognised is not None:
            return self.recognised.text
        return self.printed or ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section found in the source: its number 1 to 8 by its title, title as printed, and its paragraphs.

    ``heading`` is the title with all that stands before it, ``ordinal`` the number that the ordinal before it
    says; None where it has none, or one with a mark behind an Arabic digit.
    """

    number: int
    title: str
    place: Place
    paragraphs: tuple[Paragraph, ...] = ()
    heading: str = ""
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A row that the source has and the form has not (a province's own addition)."""

    table: str
    label: str
    printed: tuple[str, ...]
    place: Place


class PrintedLabel(NamedTuple):
    """A row or column label as the source prints it, for the form's element ``element``.

    ``element`` is ``table/row`` for rows and ``table/*/column`` for columns. ``loose``: its words were put
    together from several lines, or by where they stand on a page without lines between its cells.
    """

    element: str
    printed: str
    place: Place
    loose: bool = False


class UnplacedLabel(NamedTuple):
    """Words that may be the row ``element`` (``table/row``), which was not found among the rows of its table.

    ``own``: they are its label, printed where no row could be made of it (in another order, or together with
    another label). Else they only stand where the row should.
    """

    element: str
    printed: str
    place: Place
    own: bool = False


@memoised
def name_key(name: str) -> str:
    """Return a body's name as names are compared: without spacing, brackets and quotes, in one width."""
    folded = unicodedata.normalize("NFKC", ideographs(name)).casefold()
    return re.sub(r"[\s()\[\]{}<>〈〉《》【】〔〕“”\"'‘’]", "", folded)


@dataclass(frozen=True, slots=True)
class Agency:
    """Who filed. ``on_roster`` is False where ``id`` and ``kind`` were made from the name alone.

    ``kind`` is one of 行政机关, 政府, 公共企事业单位, 高校, or None where it is not known. ``in_title``: the
    name stands whole in the report's title, and is no fallback.
    """

    id: str
    name: str
    kind: str | None = None
    level: str | None = None
    parent: str | None = None
    region: str | None = None
    on_roster: bool = False
    in_title: bool = False

    @property
    def is_safe(self) -> bool:
        """Whether reports under this id are one body's: only then are they compared with others."""
        return self.on_roster or self.in_title


@dataclass(frozen=True)
class Filing:
    """Everything that was read from one report.

    ``form`` is ``2019``, ``2021``, ``university`` or None; ``table_forms`` names for each table found the
    form its headers follow (a report may mix them). ``form_cells`` lists every cell of the recognised form in
    form order, the missing ones included; it is empty where no form was recognised. ``preamble`` is the
    prose before section one. ``published`` is the date with ``published_evidence`` saying what showed it;
    ``published_stated`` is False where nothing but 日期 or 时间 announces it. ``signed`` is the day that the
    report bears itself (under its signature or title), before which it cannot have been published.
    ``counts`` says whether this copy stands for its year, None where its side file does not say.
    """

    source: Source
    agency: Agency
    year: int | None
    form: str | None
    title: str | None
    table_forms: dict[str, str]
    sections: tuple[Section, ...]
    preamble: tuple[Paragraph, ...]
    published: dt.date | None
    published_evidence: Paragraph | None
    period: tuple[dt.date, dt.date] | None
    period_evidence: Paragraph | None
    form_cells: tuple[Cell, ...]
    extra_rows: tuple[ExtraRow, ...] = ()
    labels: tuple[PrintedLabel, ...] = ()
    unplaced: tuple[UnplacedLabel, ...] = ()
    notes: tuple[Note, ...] = ()
    published_stated: bool = True
    signed: dt.date | None = None
    signed_evidence: Paragraph | None = None
    counts: bool | None = None

    def cell(self, cell_id: str) -> Cell | None:
        """Return the cell with this id, or None where the recognised form has no such cell."""
        return next((cell for cell in self.form_cells if cell.id == cell_id), None)

    @property
    def cells_read(self) -> int:
        """How many of :attr:`form_cells` were read: a number, an empty cell or a placeholder is there."""
        return sum([cell.status not in UNREAD for cell in self.form_cells])

    @property
    def is_blank_form(self) -> bool:
        """Whether this is a form that nobody has filled in yet: no cell has anything in it.

        Nor has it sentences; those of a form without a year are its instructions. Where cells were not found,
        as in a plain text, in which an empty cell leaves nothing behind, no figure may stand in any line.
        """
        found = {cell.status for cell in self.form_cells}
        if not found or not found <= {"blank", "missing"}:
            return False
        prose = [*self.preamble, *(paragraph for one in self.sections for paragraph in one.paragraphs)]
        sentences = any("。" in paragraph.text for paragraph in prose)
        if "missing" in found:
            return not sentences and not any(_FIGURE.search(one.text) for one in prose)
        return self.year is None or not sentences

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Every cell of the form, the missing ones too, as a tidy table, made when it is first asked for."""
        return tidy_frame(CELL_COLUMNS, self.cell_rows())

    def cell_rows(self, lang: Lang = "zh") -> Iterator[tuple[object, ...]]:
        """Yield the rows of the tidy table of cells (:data:`gouji.model.tidy.CELL_COLUMNS`) in form order."""
        of = (self.agency.name, self.year, self.form)
        for cell in self.form_cells:
            place = cell.place.said(lang) if cell.place else None
            read = (exact(cell.value), cell.printed, cell.status, place, cell.unit)
            recognised = cell.recognised.text if cell.recognised else None
            by = cell.confirmed.by if cell.confirmed else None
            yield (*of, *cell.id.split("/"), *read, self.source.name, recognised, by)

    @cached_property
    def narrative(self) -> Narrative:
        """What the report says in words, cut into sentences when it is first asked for."""
        return Narrative.of(self.preamble, ((one.number, one.paragraphs) for one in self.sections))

    def table(self, table: str) -> tuple[Cell, ...]:
        """Return the cells of one table in form order."""
        return tuple(cell for cell in self.form_cells if cell.id.startswith(table + "/"))


AnyReport = TypeVar("AnyReport")

#: Why a report is compared with no other: said where a rule would have to.
NOT_SAFE = Text(
    "本报告的机关名称既不在名录中，也不是标题所印的全称，不能认定与其他报告属同一机关，不作比较",
    "the body's name is neither on the roster nor whole in the report's title, so that no other report is "
    "certain to be of the same body, or of another: not compared",
)
_CHOSEN = Text("附属文件写明以它为准（作数 = true）", "its side file says so (counts = true)")
_ONLY = Text(
    "其余各份的附属文件写明不作数（作数 = false）",
    "the side files of the others say that they do not count",
)
_SURE = Text(
    "其余各份的机关名称既不在名录中，也不是标题所印的全称",
    "the body's name is neither on the roster nor whole in the title of the others",
)
_READ = Text("读出的单元格最多（{read} 格）", "most cells were read of it ({read})")
_SAME = Text(
    "各份读出的单元格同样多，按文件摘要取其一，与先后无关",
    "as many cells were read of each; it was taken by its digest, in whatever order they came",
)
_NONE = Text("各份的附属文件都写明不作数（作数 = false）", "the side files of all say that they do not count")


class ReportCopy(NamedTuple):
    """A copy of a report: whose, of which year, the SHA-256 digest of its bytes, and what speaks for it.

    ``read`` is the number of cells that were read; ``counts`` what its side file says of it, None where it
    says nothing; ``safe`` whether it is certain whose report it is.
    """

    agency: str
    year: int | None
    sha256: str
    read: int = 0
    counts: bool | None = None
    safe: bool = True

    @property
    def order(self) -> tuple[bool, int, str]:
        """Of several copies the first in this order stands for the year."""
        return self.counts is not True, -self.read, self.sha256

    @property
    def stands(self) -> bool:
        """Whether it can stand for a year: it has one, is certainly its body's, and is not ruled out."""
        return self.year is not None and self.safe and self.counts is not False


def copy_of(filing: Filing) -> ReportCopy:
    """Return the copy that a filing was read from."""
    agency = filing.agency
    return ReportCopy(
        agency.id, filing.year, filing.source.sha256, filing.cells_read, filing.counts, agency.is_safe
    )


def one_a_year(
    reports: Iterable[AnyReport], copy: Callable[[AnyReport], ReportCopy]
) -> dict[tuple[str, int], AnyReport]:
    """Return one report for each agency and year: of several copies the same, in whatever order they came.

    Of the same bytes twice it is the later one. A report of no certain body or year is none, nor is one whose
    side file says that it does not count.
    """
    known: dict[tuple[str, int], tuple[ReportCopy, AnyReport]] = {}
    for report in reports:
        one = copy(report)
        if one.year is None or not one.stands:
            continue
        first = known.get((one.agency, one.year))
        if first is None or one.order <= first[0].order:
            known[one.agency, one.year] = one, report
    return {key: report for key, (_, report) in known.items()}


def standing(copies: Sequence[ReportCopy]) -> tuple[ReportCopy | None, Text]:
    """Return which of several copies of one body and year stands for the year (None: none), and why."""
    possible = sorted((one for one in copies if one.stands), key=lambda one: one.order)
    if not possible:
        return None, NOT_SAFE if any(not one.safe for one in copies) else _NONE
    first = possible[0]
    if first.counts:
        return first, _CHOSEN
    if len(possible) == 1:
        return first, _SURE if any(not one.safe for one in copies) else _ONLY
    return first, _READ.filled(read=first.read) if first.read > possible[1].read else _SAME

"""What a frame is: columns of measurements, and what each of its rows speaks of in the source.

A frame measures; it never judges. What a measurement must be is the suite's to say
(:mod:`gouji.rules.suites`). Frames of observations have rows that quote a place in the text and measure what
stands there. To add a kind of frame:

1. Write ``gouji/measures/<subject>.py``, or add to the module of the subject: its patterns, and a subclass of
   :class:`Frame` with a ``name``, by which it is registered; ``build`` (columns of one length by name: the
   ascending counts ``filing``, and one column a measurement, with nothing where a measurement is unknown
   or does not exist; no per-row appends: a corpus may have 100,000 filings);
   ``subject`` (cells, evidence with place and quote, and the fields of the message for a row that breaks a
   rule); ``silence`` (why a row was not decided, or None where the row has no such identity). ``subject`` and
   ``silence`` are called only for the rows that need them.
2. Write ``expectations/<folder>/<name>.json``, a suite over the frame: see :mod:`gouji.rules.suites`.

Frames are built for filings of one form at a time; suites say which forms they are for.
"""

from __future__ import annotations

import importlib
import operator
import pkgutil
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NamedTuple, cast

import numpy as np

from gouji import measures
from gouji.measures.matrix import (
    CellMatrix,
    FrameColumn,
    optional_count_column,
    optional_text_column,
)
from gouji.measures.quotes import quote_cells
from gouji.model.filing import copy_of, one_a_year
from gouji.model.finding import Evidence
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from gouji.copying.collection import Comparands
    from gouji.copying.compare import Compared
    from gouji.model.document import Place
    from gouji.model.filing import Cell, Filing, Number, Section
    from gouji.model.sentences import Sentence


@dataclass(frozen=True)
class Corpus:
    """The filings under audit, all of one form, and the other reports at hand.

    ``others`` serve comparison (earlier years, other agencies) and are not audited themselves. ``comparands``
    is set where they are but some of the reports at hand: what comparing them all found out;
    ``compared`` where the filings have been compared with all reports at hand already.
    """

    filings: Sequence[Filing]
    others: Sequence[Filing] = ()
    comparands: Comparands | None = None
    compared: Sequence[Compared[Filing]] | None = None

    @cached_property
    def matrix(self) -> CellMatrix:
        """Cells of :attr:`filings` as arrays."""
        return CellMatrix(self.filings)

    @cached_property
    def earlier_matrix(self) -> CellMatrix:
        """Cells of :attr:`earlier` as arrays; a filing without an earlier one has none."""
        return CellMatrix(self.earlier)

    @cached_property
    def by_agency_and_year(self) -> dict[tuple[str, int], Filing]:
        """The report that stands for each agency and year, of those that are certainly an agency's."""
        reports = (*self.others, *self.filings)
        return one_a_year(reports, copy_of)

    @cached_property
    def earlier(self) -> list[Filing | None]:
        """For each filing the same agency's report of the year before, or None where there is none."""
        return [
            self.by_agency_and_year.get((filing.agency.id, filing.year - 1))
            if filing.year and filing.agency.is_safe
            else None
            for filing in self.filings
        ]


@dataclass(frozen=True, slots=True)
class Term:
    """One cell of a sum: what it is called, what is printed there, and what the sum counts it as.

    ``counted`` is None where the sum does not know it; ``why`` then says why, and ``unread`` whether that is
    because it was not read. ``cell`` is None for a cell that the filing's form does not have (it counts as
    zero), ``cell.id`` is the contract's id. ``source`` is set where the cell stands in another report than
    the one under audit.
    """

    label: str
    cell: Cell | None
    counted: int | None
    why: Text | None = None
    source: str | None = None
    unread: bool = False

    @property
    def said(self) -> Text:
        """What a message says in its place: what it counts as, or that this is not known."""
        known = str(self.counted)
        return Text("（不明）", "(not known)") if self.counted is None else Text(known, known)


@dataclass(frozen=True, slots=True)
class Subject:
    """What one row of a frame speaks of, for a finding.

    ``fields`` fill the message template. ``cells`` are ids, ``printed`` their text; ``terms`` map columns of
    the frame to the cells behind them. ``observed`` and ``expected`` override what the suite would say.
    ``about`` is what is missing, where it tells the row from others that quote the same.
    """

    table: str | None = None
    cells: tuple[str, ...] = ()
    printed: Mapping[str, str | None] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    fields: Mapping[str, Text | str | int] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    observed: str | Number | None = None
    expected: str | Number | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a row was not decided: the identity does not exist there, or it cannot be assessed.

    ``unread``: cells that were not read are the reason, or part of it; ``tables`` are those of the report
    under audit in which such cells stand.
    """

    outcome: Literal["not_applicable", "not_assessable"]
    reason: Text
    unread: bool = False
    tables: tuple[str, ...] = ()


def not_read(reason: Text, *tables: str) -> Silence:
    """Say that a row cannot be assessed because cells of these tables were not read."""
    return Silence("not_assessable", reason, unread=True, tables=tables)


#: Every kind of frame whose module was imported, by the name that suites use
#: (:mod:`gouji.measures.frame`).
KINDS: Final[dict[str, type[Frame]]] = {}


class Frame(ABC):
    """A frame: ``measured`` and the way back from its rows to the source.

    ``measured`` has the column ``filing`` (position in ``corpus.filings``, ascending); every other column is
    a measurement, with nothing where it is not known or does not exist in that row. ``data`` is the same with
    a RangeIndex, pd.NA for nothing.
    """

    name: str

    def __init_subclass__(cls) -> None:
        """Register a kind of frame that has a name of its own; one without is there to derive from."""
        if "name" in cls.__dict__:
            KINDS[cls.name] = cls

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._met: dict[str, Met] = {}

    @cached_property
    def measured(self) -> Mapping[str, FrameColumn]:
        """The measurements by column, made by :meth:`build` when they are first asked for."""
        return self.build()

    @cached_property
    def data(self) -> pd.DataFrame:
        """The measurements as a DataFrame, for Great Expectations and for people."""
        import pandas as pd

        return pd.DataFrame({name: column.array() for name, column in self.measured.items()}, copy=False)

    def __len__(self) -> int:
        return len(self.measured["filing"])

    @cached_property
    def owner(self) -> list[int]:
        """Position of each row's filing in the corpus."""
        owner: list[int] = self.measured["filing"].values.tolist()
        return owner

    def ask(self, columns: Iterable[str]) -> None:
        """Say which columns rules will look at; only a frame that cannot have all of them needs to know."""
        return

    @abstractmethod
    def build(self) -> dict[str, FrameColumn]:
        """Measure all filings of the corpus in one pass."""

    @abstractmethod
    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Say what a row speaks of when these columns of it break a rule."""

    @abstractmethod
    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Say why these columns of a row were not decided; None where the row has no such identity."""

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """Say which rows have what these columns measure; None: all of them.

        A row that has not is no part of the rule, and :meth:`silence` is not asked about it.
        """
        return None

    def index(self) -> dict[str, list[str]]:
        """Say of each row what it is about, for people: its ``agency``, and its ``row`` and ``column``.

        Rows of cells are called as cells are (``applications/new`` ``*``); others by their key or, where they
        have none, by their number within the filing.
        """
        if "key" in self.measured:
            rows = self.measured["key"].words()
        else:
            rows = [str(number) for _, own in groupby(self.owner) for number, _ in enumerate(own, start=1)]
        agencies = [self.corpus.filings[owner].agency.id for owner in self.owner]
        return {"agency": agencies, "row": rows, "column": [""] * len(rows)}

    def filing_of(self, row: int) -> Filing:
        """Return the filing that a row belongs to."""
        return self.corpus.filings[self.owner[row]]

    def met(self, row_condition: str) -> Met:
        """Say of each row whether it meets a condition (``DataFrame.eval``)."""
        if row_condition not in self._met:
            said = _compared(self.measured, row_condition)
            if said is None:
                series = cast("pd.Series[bool]", self.data.eval(row_condition)).astype("boolean")
                said = Met(series.array.to_numpy(np.bool_, na_value=False), series.array.isna())
            self._met[row_condition] = said
        return self._met[row_condition]

    def value(self, row: int, column: str) -> int | float | str | None:
        """Return one measurement, None where it is not known."""
        return self.measured[column][row]

    def count(self, row: int, column: str) -> int | None:
        """Return one count, None where it is not known."""
        value = self.value(row, column)
        return value if isinstance(value, int) else None


class Met(NamedTuple):
    """The rows that meet a condition, and those of which that is unknown."""

    holds: npt.NDArray[np.bool_]
    unknown: npt.NDArray[np.bool_]


_COMPARISON: Final = re.compile(r"([a-z_]\w*) (==|!=|<=|>=|<|>) (\d+(?:\.\d+)?)")
_OPERATORS: Final[Mapping[str, Callable[[Any, float], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def _compared(measured: Mapping[str, FrameColumn], condition: str) -> Met | None:
    """Return what ``DataFrame.eval`` would (it takes milliseconds), None for more than comparisons."""
    rows = len(measured["filing"])
    holds, fails = np.full(rows, True), np.full(rows, False)
    for part in map(_COMPARISON.fullmatch, condition.split(" and ")):
        if part is None or part[1] not in measured or not measured[part[1]].is_number:
            return None
        column, sign, number = measured[part[1]], *part.groups()[1:]
        true = _OPERATORS[sign](column.values, float(number) if "." in number else int(number))
        holds &= true & column.known
        fails |= ~true & column.known
    return Met(holds, ~holds & ~fails)


def quote(source: str, place: Place, text: str) -> Evidence:
    """Return the evidence for a text printed at a place."""
    return Evidence(source, place.text(), text)


@dataclass(frozen=True, slots=True)
class Observation:
    """One row: its measurements (None where unknown), what it quotes, and why a column is unknown.

    A column that is left out of ``measures`` and ``texts`` does not exist in this row. ``about`` is what is
    measured where several rows quote the same: a topic, a part.
    """

    measures: Mapping[str, int | None]
    evidence: tuple[Evidence, ...]
    fields: Mapping[str, Text | str | int] = field(default_factory=dict)
    cells: tuple[Cell, ...] = ()
    silence: Mapping[str, Silence] = field(default_factory=dict)
    observed: str | None = None
    about: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


class Observed(Frame):
    """A frame of observations; ``measures`` names its columns of counts (Int64), ``texts`` those of words."""

    measures: ClassVar[tuple[str, ...]]
    texts: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Yield what is seen in one filing; ``position`` is its place in the corpus."""

    def build(self) -> dict[str, FrameColumn]:
        """Observe every filing."""
        found = [(i, one) for i, filing in enumerate(self.corpus.filings) for one in self.observe(filing, i)]
        self.seen = [one for _, one in found]
        data = {"filing": optional_count_column([i for i, _ in found])}
        for column in self.measures:
            data[column] = optional_count_column([one.measures.get(column) for one in self.seen])
        for column in self.texts:
            data[column] = optional_text_column([one.texts.get(column) for one in self.seen])
        return data

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote what was seen, and the cells that it is held against."""
        one, filing = self.seen[row], self.filing_of(row)
        return Subject(
            table=one.cells[0].id.split("/")[0] if one.cells else None,
            cells=tuple(cell.id for cell in one.cells),
            printed={cell.id: cell.printed for cell in one.cells},
            evidence=one.evidence + quote_cells(filing, one.cells),
            fields=one.fields,
            observed=one.observed,
            about=one.about,
        )

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
        """A row is there for the columns that it measures, and for those of which it says why it does not."""
        known = np.logical_and.reduce([self.measured[column].known for column in columns])
        explained = [
            bool(one.silence) and any(column in one.silence for column in columns) for one in self.seen
        ]
        there: npt.NDArray[np.bool_] = known | np.array(explained, dtype=np.bool_)
        return there

    def index(self) -> dict[str, list[str]]:
        """Call each row by the place that it quotes, and by what is measured there."""
        index = super().index()
        rows = [one.evidence[0].place.zh if one.evidence else "" for one in self.seen]
        return index | {"row": rows, "column": [one.about for one in self.seen]}

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Return the observation's own reason."""
        one = self.seen[row]
        return next((one.silence[column] for column in columns if column in one.silence), None)


def quote_sentence(filing: Filing, sentence: Sentence) -> Evidence:
    """Quote a sentence at its place."""
    return Evidence(filing.source.name, sentence.place.text(), sentence.text)


def quote_section(filing: Filing, section: Section, most: int = 200) -> Evidence:
    """Quote a section: its heading and the start of its text."""
    text = " ".join(paragraph.text for paragraph in section.paragraphs)
    start = text if len(text) <= most else text[:most] + "……"
    return Evidence(filing.source.name, section.place.text(), f"{section.title} {start}".strip())


@cache
def frame_kinds() -> Mapping[str, type[Frame]]:
    """Return every kind of frame, by the name that suites use; the modules of all measures are imported."""
    for module in pkgutil.iter_modules(measures.__path__, f"{measures.__name__}."):
        importlib.import_module(module.name)
    return MappingProxyType(KINDS)

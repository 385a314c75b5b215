"""What a frame is: a DataFrame of measurements, and what each of its rows speaks of in the source."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from gouji.copies import copy_of, one_a_year
from gouji.finding import Evidence
from gouji.frames.matrix import CellMatrix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from pandas.api.extensions import ExtensionArray

    from gouji.bilingual import Text
    from gouji.copying.compare import Compared
    from gouji.copying.shelf import Handed
    from gouji.document import Place
    from gouji.filing import Cell, Filing, Number


@dataclass(frozen=True)
class Corpus:
    """The filings under audit, all of one form, and the other reports at hand.

    ``others`` serve comparison (earlier years, other agencies) and are not audited themselves. ``handed``
    is set where they are but some of the reports at hand: what comparing them all found out;
    ``compared`` where the filings have been compared with all reports at hand already.
    """

    filings: Sequence[Filing]
    others: Sequence[Filing] = ()
    handed: Handed | None = None
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


class Frame(ABC):
    """A frame: ``data`` and the way back from its rows to the source.

    ``data`` has a RangeIndex and the int64 column ``filing`` (position in ``corpus.filings``, ascending);
    every other column is a measurement, pd.NA where it is not known or does not exist in that row.
    """

    name: str

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._arrays: dict[str, ExtensionArray] = {}

    @cached_property
    def data(self) -> pd.DataFrame:
        """The measurements, made by :meth:`build` when they are first asked for."""
        return self.build()

    @cached_property
    def owner(self) -> list[int]:
        """Position of each row's filing in the corpus."""
        owner: list[int] = self.data["filing"].tolist()
        return owner

    @abstractmethod
    def build(self) -> pd.DataFrame:
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

    def filing_of(self, row: int) -> Filing:
        """Return the filing that a row belongs to."""
        return self.corpus.filings[self.owner[row]]

    def value(self, row: int, column: str) -> object:
        """Return one measurement, pd.NA where it is not known."""
        if column not in self._arrays:
            self._arrays[column] = self.data[column].array
        measured: object = self._arrays[column][row]
        return measured


def quote(source: str, place: Place, text: str) -> Evidence:
    """Return the evidence for a text printed at a place."""
    return Evidence(source, place.text(), text)

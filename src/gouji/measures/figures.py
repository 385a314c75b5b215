"""Frame ``figures``: one row a statutory filing, with the figures that plausibility rules compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.extract.labels import bare
from gouji.inputs.roster import (
    is_enforcement_organ,
    is_government,
    is_government_office,
    is_justice_bureau,
    level_of,
)
from gouji.measures.frame import Frame, Silence, Subject, Term
from gouji.measures.matrix import (
    ABSENT,
    CellMatrix,
    amount_column,
    count_column,
    optional_count_column,
    positions,
)
from gouji.measures.quotes import cell_name, quote_cells, quote_label
from gouji.measures.sums import undecided, unknown
from gouji.measures.years import BEFORE, NO_YEAR, no_earlier
from gouji.model.form import STATUTORY, load_form
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Cell, Filing, PrintedLabel


_REFUSED: Final = tuple(
    f"applications/refused_{why}/total"
    for why in (
        *("state_secret", "forbidden_by_law", "security_stability", "third_party", "internal_affairs"),
        *("deliberative", "enforcement_file", "administrative_query"),
    )
)
#: Figure → the cells that it adds up.
FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "new": ("applications/new/total",),
    "carried_in": ("applications/carried_in/total",),
    "handled": ("applications/handled_total/total",),
    "carried_out": ("applications/carried_out/total",),
    "refused": _REFUSED,
    "other_else": ("applications/other_else/total",),
    "reconsideration": ("reviews/reconsideration/total",),
    "litigation_direct": ("reviews/litigation_direct/total",),
    "litigation_after": ("reviews/litigation_after_reconsideration/total",),
    "reviews": (
        "reviews/reconsideration/total",
        "reviews/litigation_direct/total",
        "reviews/litigation_after_reconsideration/total",
    ),
    "decisions": (
        "disclosure/licences/decisions",
        "disclosure/penalties/decisions",
        "disclosure/coercive_measures/decisions",
    ),
}
#: Figures that are also taken from the earlier report.
_COMPARED: Final = ("handled", "reconsideration")
_TWO: Final = "disclosure"
_OTHER_FORM: Final = "other_form_headings"
_ANOTHER_YEARS: Final = Text(
    "报告采用的格式本身不是该年的，由同一规则另行指出",
    "the form as a whole is another year's, which is told apart",
)
_FEES: Final = "disclosure/fees/amount"
#: Measurement → figures or cells that it is worked out from.
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "carried_share": ("carried_out", "new"),
    "other_else_share": ("other_else", "handled"),
    "unit_distance": (_FEES, BEFORE + _FEES),
    "rounded_fees": (_FEES, BEFORE + _FEES),
    "county_fees": (_FEES,),
    "same_cells": (BEFORE + "same_cells",),
}


class Figures(Frame):
    """One row a statutory filing.

    Int64: ``year`` and the :data:`FIGURES` (cells of the columns 总计; pd.NA where one is unknown or the form
    has none), ``before_handled`` and ``before_reconsideration`` of the year before; ``enforcement_organ``,
    ``review_organ`` (a government, its office or a justice bureau) 1 or 0; ``same_cells``: number of cells of
    table three that are not zero, where all are equal to the year before, else 0. Float64:
    ``carried_share`` = carried out / new, ``other_else_share`` = （六）3 / （七）, ``unit_distance``: how far
    the ratio of this year's fees to last year's is from 10,000 or 1/10,000, as a share of it;
    ``rounded_fees``: fees in 万元 that end in 00 without decimals where last year's had decimals, else 0;
    ``county_fees``: fees in 万元 of a department of a county. Int64 ``other_form_headings``: how many column
    headings of table two the other form has and the report's own has not, where its own is that of its year.
    """

    name = "figures"

    def build(self) -> dict[str, FrameColumn]:
        """Take the figures out of the matrices of both years."""
        matrix, earlier = self.corpus.matrix, self.corpus.earlier_matrix
        self._statutory = (matrix.status != ABSENT).any(axis=1)
        self._positions = np.flatnonzero(self._statutory).tolist()
        data = {"filing": optional_count_column(self._positions)}
        data["year"] = optional_count_column([self.corpus.filings[p].year for p in self._positions])
        for name, cells in FIGURES.items():
            data[name] = self._figure(matrix, cells)
        for name in _COMPARED:
            data[BEFORE + name] = self._figure(earlier, FIGURES[name])
        agencies = [self.corpus.filings[p].agency for p in self._positions]
        data["enforcement_organ"] = optional_count_column([int(is_enforcement_organ(a)) for a in agencies])
        data["review_organ"] = optional_count_column(
            [int(is_government(a) or is_government_office(a) or is_justice_bureau(a)) for a in agencies]
        )
        data["carried_share"] = _share(data["carried_out"], data["new"])
        data["other_else_share"] = _share(data["other_else"], data["handled"])
        county = np.array(
            [level_of(a) == "county" and not is_government(a) for a in agencies], dtype=np.bool_
        )
        self._measure_fees(data, county)
        data["same_cells"] = self._same_cells()
        data["other_form_headings"] = optional_count_column(
            [_count_foreign(self.corpus.filings[position]) for position in self._positions]
        )
        return data

    def _figure(self, matrix: CellMatrix, cells: Sequence[str]) -> FrameColumn:
        where = [positions()[cell] for cell in cells]
        known = matrix.known(absent_is_zero=False)[self._statutory][:, where].all(axis=1)
        total = matrix.count[self._statutory][:, where].sum(axis=1)
        return count_column(total, known)

    def _measure_fees(self, data: dict[str, FrameColumn], county: npt.NDArray[np.bool_]) -> None:
        cell = positions()[_FEES]
        now = self.corpus.matrix.amount[self._statutory, cell]
        comparable = np.array(
            [self._no_earlier(position, same_form=True) is None for position in self._positions],
            dtype=np.bool_,
        )
        before = np.where(comparable, self.corpus.earlier_matrix.amount[self._statutory, cell], np.nan)
        both = (now > 0) & (before > 0)
        ratio = np.divide(now, before, out=np.full(len(now), np.nan), where=both)
        distance = np.minimum(np.abs(ratio / 10_000 - 1), np.abs(ratio * 10_000 - 1))
        # without fees in one of the two years there is no ratio that could be a unit
        data["unit_distance"] = amount_column(
            np.where(comparable & ~both & ~np.isnan(now + before), 1.0, distance)
        )
        rounded = (now >= 10_000) & (now % 100 == 0) & (before % 1 != 0)
        data["rounded_fees"] = amount_column(
            np.where(np.isnan(now + before), np.nan, np.where(rounded, now, 0))
        )
        data["county_fees"] = amount_column(np.where(county, now, np.nan))

    def _same_cells(self) -> FrameColumn:
        matrix, earlier = self.corpus.matrix, self.corpus.earlier_matrix
        cells = matrix.table("applications")
        now, before = matrix.count[self._statutory][:, cells], earlier.count[self._statutory][:, cells]
        # what was not read in one of the two years is neither the same nor another figure
        read = ~(matrix.unread | earlier.unread)[self._statutory][:, cells]
        differ = (read & (now != before)).any(axis=1)
        compared = (earlier.status[self._statutory][:, cells] != ABSENT).any(axis=1)
        decided = compared & (differ | read.all(axis=1))
        return count_column(np.where(differ, 0, (now != 0).sum(axis=1)), decided)

    def _not_compared(self, position: int) -> Silence | None:
        """Name the cells of table three that were not read in one of the two years."""
        filing, earlier = self.corpus.filings[position], self.corpus.earlier[position]
        terms = _terms(filing, filing.table("applications"), self.corpus.matrix, position)
        if earlier is not None:
            cells, matrix = earlier.table("applications"), self.corpus.earlier_matrix
            terms += _terms(earlier, cells, matrix, position, earlier.source.name)
        return undecided([term for term in terms if term.unread])

    def _no_earlier(self, position: int, *, same_form: bool) -> Text | None:
        return no_earlier(self.corpus.filings[position], self.corpus.earlier[position], same_form=same_form)

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Name the cells behind the columns, and quote those of both years."""
        filing, earlier = self.filing_of(row), self.corpus.earlier[self.owner[row]]
        own = _cells(filing, columns, before=False)
        old = _cells(earlier, columns, before=True) if earlier else []
        evidence = quote_cells(filing, own) + (quote_cells(earlier, old) if earlier else ())
        foreign = other_form_headings(filing) if _OTHER_FORM in columns else ()
        if not own and filing.labels:
            evidence = tuple(quote_label(filing.source.name, one) for one in foreign or filing.labels[:1])
        return Subject(
            table=own[0].id.split("/")[0] if own else None,
            cells=tuple(cell.id for cell in own),
            printed={cell.id: cell.printed for cell in own},
            evidence=evidence,
            fields={
                **{column: _said(self.value(row, column)) for column in self.measured},
                "agency": filing.agency.name,
                "before_year": (filing.year or 0) - 1,
                "fees": (own[0].printed or "") if own else "",
                "before_fees": (old[0].printed or "") if old else "",
                "headings": "、".join(f"“{' '.join(one.printed.split())}”" for one in foreign),
            },
            terms={column: Term(column, None, self.count(row, column)) for column in columns},
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Name the cells that are unknown, or the earlier report that is not at hand."""
        position = self.owner[row]
        filing, earlier = self.corpus.filings[position], self.corpus.earlier[position]
        sources = _sources(columns)
        if any(source.startswith(BEFORE) for source in sources):
            same_form = BEFORE + _FEES in sources
            if (missing := self._no_earlier(position, same_form=same_form)) is not None:
                return Silence("not_applicable", missing)
        if {"year", _OTHER_FORM}.intersection(columns) and filing.year is None:
            return Silence("not_assessable", NO_YEAR)
        if _OTHER_FORM in columns and not _is_of_its_year(filing):
            return Silence("not_applicable", _ANOTHER_YEARS)
        if "same_cells" in columns:
            return self._not_compared(position)
        terms = _terms(filing, _cells(filing, columns, before=False), self.corpus.matrix, position)
        if earlier is not None:
            old = _cells(earlier, columns, before=True)
            terms += _terms(earlier, old, self.corpus.earlier_matrix, position, earlier.source.name)
        return undecided(terms)


def other_form_headings(filing: Filing) -> tuple[PrintedLabel, ...]:
    """Column headings of table two that the other statutory form has and the report's own form has not."""
    own, others = (
        {bare(name) for form in forms for c in load_form(form).table(_TWO).columns for name in c.names}
        for forms in ((filing.form or "",), [form for form in STATUTORY if form != filing.form])
    )
    printed = (label for label in filing.labels if label.element.startswith(f"{_TWO}/*/"))
    return tuple(label for label in printed if bare(label.printed) in others - own)


def _count_foreign(filing: Filing) -> int | None:
    return len(other_form_headings(filing)) if _is_of_its_year(filing) else None


def _is_of_its_year(filing: Filing) -> bool:
    return filing.year is not None and load_form(filing.form or "").prescribed_for(filing.year)


def _share(part: FrameColumn, whole: FrameColumn) -> FrameColumn:
    """Return part / whole, nothing where one is unknown or the whole is zero."""
    there = part.known & whole.known & (whole.values > 0)
    return amount_column(np.divide(part.values, whole.values, out=np.full(len(part), np.nan), where=there))


def _sources(columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(source for column in columns for source in _SOURCES.get(column, (column,))))


def _cells(filing: Filing, columns: Sequence[str], *, before: bool) -> list[Cell]:
    """The cells behind columns in one of two reports; for same_cells all numbers of table three."""
    if "same_cells" in columns:
        return [cell for cell in filing.table("applications") if cell.value]
    wanted: dict[str, None] = {}
    for source in _sources(columns):
        if source.startswith(BEFORE) == before:
            plain = source.removeprefix(BEFORE)
            wanted.update(dict.fromkeys(FIGURES.get(plain, (plain,))))
    return [cell for cell_id in wanted if (cell := filing.cell(cell_id)) is not None]


def _terms(
    filing: Filing, cells: Sequence[Cell], matrix: CellMatrix, position: int, source: str | None = None
) -> list[Term]:
    """The cells as terms of a sum; those that it does not know say why. ``source``: of an earlier report."""
    terms = []
    known = matrix.known(absent_is_zero=False)[position]
    for cell in cells:
        name = cell_name(filing.form, cell.id)
        readable = bool(matrix.readable[cell.id.split("/")[0]][position])
        if known[positions()[cell.id]]:
            terms.append(Term(name, cell, 0))
        else:
            terms.append(unknown(name, cell, name, readable=readable, source=source))
    return terms


def _said(value: object) -> str:
    """Say a measurement in a message: shares in percent, everything else as it is."""
    if isinstance(value, float):
        return f"{value:.0%}" if value < 10 else f"{value:.10g}"
    return "" if value is None else str(value)

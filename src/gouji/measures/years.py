"""Frames of two years: a row of cells beside the same agency's cells of the year before.

Columns ``before_<column>`` are the earlier report's cells. Without an earlier report they are pd.NA and
the rule does not apply: a year that is not at hand accuses nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from gouji.measures.disclosure import Disclosure
from gouji.measures.frame import Silence, Subject, Term
from gouji.measures.matrix import STATUTORY_FORMS, count_column, positions
from gouji.measures.quotes import other_source, quote_cells
from gouji.measures.sums import ApplicationsColumns, CellFrame, undecided, unknown
from gouji.model.filing import NOT_SAFE
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Filing


BEFORE: Final = "before_"
NO_YEAR = Text(
    "报告年份不明，无从与上一年比较", "the report year is not known, so no earlier year can be compared"
)
_NO_EARLIER = Text("手头没有该机关 {year} 年的报告", "the agency's report for {year} is not at hand")
_OTHER_FORM = Text(
    "{year} 年的报告采用另一格式，两年的这些数字含义不同，不作比较",
    "the report for {year} is in another form, where these figures mean something else: not compared",
)


def no_earlier(filing: Filing, earlier: Filing | None, *, same_form: bool) -> Text | None:
    """Say why there is no earlier report to compare with, or None where there is one."""
    if not filing.agency.is_safe:
        return NOT_SAFE
    if filing.year is None:
        return NO_YEAR
    if earlier is None:
        return _NO_EARLIER.filled(year=filing.year - 1)
    if (same_form and earlier.form != filing.form) or earlier.form not in STATUTORY_FORMS:
        return _OTHER_FORM.filled(year=filing.year - 1)
    return None


class TwoYears(CellFrame):
    """Cells of a table by frame row, and beside them the earlier report's: ``before_<column>`` Int64.

    ``compared`` are the columns that get a ``before_`` twin. ``same_form`` asks for one form in both years.
    """

    compared: ClassVar[tuple[str, ...]]
    same_form: ClassVar[bool] = False

    def build(self) -> dict[str, FrameColumn]:
        """Lay the cells of both years out."""
        data = super().build()
        matrix = self.corpus.earlier_matrix
        known = matrix.known(absent_is_zero=False)
        self._missing = [
            no_earlier(filing, earlier, same_form=self.same_form)
            for filing, earlier in zip(self.corpus.filings, self.corpus.earlier, strict=True)
        ]
        comparable = np.array([missing is None for missing in self._missing], dtype=np.bool_)
        owner, key = data["filing"].values, data["key"].values
        # an unknown cell may be anything, but without an earlier report there is nothing to compare at all
        for column in self.columns:
            data[column] = data[column].without(~comparable[owner])
        for column in self.compared:
            cells = np.array(
                [positions().get(self.cell_id(k, column), -1) for k in self.keys], dtype=np.int64
            )
            where = owner, cells[key]
            there = comparable[owner] & (cells[key] >= 0) & known[where]
            data[BEFORE + column] = count_column(matrix.count[where], there)
        return data

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Name the cells of the report under audit, and quote those of both reports."""
        subject = super().subject(row, columns)
        earlier = self.corpus.earlier[self.owner[row]]
        if earlier is None:
            return subject
        terms = {column: self.before(row, column) for column in columns if column.startswith(BEFORE)}
        cells = [term.cell for term in terms.values() if term.cell is not None]
        source = other_source(earlier, self.filing_of(row))
        quotes = [replace(one, source=source) for one in quote_cells(earlier, cells)]
        year = earlier.year or 0
        return replace(
            subject,
            evidence=(*subject.evidence, *quotes),
            fields={**subject.fields, "before_year": year, "year": year + 1},
            terms={**subject.terms, **terms},
        )

    def before(self, row: int, column: str) -> Term:
        """Return the earlier report's cell behind a ``before_`` column."""
        filing, key = self.filing_of(row), str(self.value(row, "key"))
        earlier = self.corpus.earlier[self.owner[row]]
        plain = column.removeprefix(BEFORE)
        cell = earlier.cell(self.cell_id(key, plain)) if earlier else None
        if cell is None or earlier is None:
            return Term("", None, None)
        label = self.term_name(earlier, key, plain)
        source = other_source(earlier, filing)
        if (value := self.count(row, column)) is not None:
            return Term(label, cell, value, source=source)
        readable = bool(self.corpus.earlier_matrix.readable[self.table][self.owner[row]])
        name = f"{earlier.year}：{self.line_name(filing, key)}／{label}"
        return unknown(label, cell, name, readable=readable, source=source)

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """No earlier report to compare with, or unknown cells in one of the two."""
        if (missing := self._missing[self.owner[row]]) is not None:
            return Silence("not_applicable", missing)
        terms = [self.before(row, column) for column in columns if column.startswith(BEFORE)]
        terms += [self.term(row, column) for column in columns if column in self.columns]
        return undecided(terms)


class CarriedOver(TwoYears):
    """Table three by applicant type in two years: what was carried out and what was carried in.

    ``total_…`` are the figures of the column 总计, ``type_…`` those of an applicant type whose
    总计 disagrees as well or is unknown, ``moved_…`` those of an applicant type although 总计 agrees; each
    pd.NA elsewhere.
    """

    name = "carried_over"
    table = ApplicationsColumns.table
    keys = ApplicationsColumns.keys
    columns = ("carried_in",)
    compared = ("carried_out",)

    @classmethod
    def cell_id(cls, key: str, column: str) -> str:
        """Return the id of the cell: the frame's columns are the table's rows."""
        return ApplicationsColumns.cell_id(key, column)

    def build(self) -> dict[str, FrameColumn]:
        """Divide the comparison into that of the totals and those of the applicant types."""
        data = super().build()
        total = data["key"].are("total")
        now, before = data["carried_in"], data[BEFORE + "carried_out"]
        agrees = np.zeros(len(self.corpus.filings), dtype=np.bool_)
        same = now.known & before.known & (now.values == before.values)
        agrees[data["filing"].values[total & same]] = True
        moved = ~total & agrees[data["filing"].values]
        self._rows: dict[str, npt.NDArray[np.bool_]] = {
            "total": total,
            "moved": moved,
            "type": ~total & ~moved,
        }
        for prefix, where in self._rows.items():
            data[f"{prefix}_carried_in"] = now.without(~where)
            data[f"{prefix}_{BEFORE}carried_out"] = before.without(~where)
        return data

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Speak of the two cells whatever the columns are called."""
        subject = super().subject(row, ("carried_in", BEFORE + "carried_out"))
        renamed = {column: subject.terms[column.split("_", 1)[1]] for column in columns}
        return replace(subject, terms=renamed)

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """Each row belongs to one of the three comparisons."""
        return self._rows[columns[0].split("_", 1)[0]]

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Speak of the two cells whatever the columns are called."""
        return super().silence(row, ("carried_in", BEFORE + "carried_out"))

    line_name = ApplicationsColumns.line_name
    term_name = ApplicationsColumns.term_name


class DisclosureYears(TwoYears):
    """Table two by rows in two years of the same form (no column of form 2019 survives in form 2021)."""

    name = "disclosure_years"
    table = Disclosure.table
    keys = Disclosure.keys
    columns = Disclosure.columns
    compared = ("in_force", "in_public", "items_last_year", "change")
    same_form = True

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Add the signed gap of the stock of documents, as far as it is known, and what it looks like."""
        subject = super().subject(row, columns)
        if not all(column in subject.terms for column in _STOCK):
            return subject
        counts = [subject.terms[column].counted for column in _STOCK]
        before, issued, now, repealed = (count or 0 for count in counts)
        gap = now + repealed - before - issued
        fields = {**subject.fields, "signed_gap": Text(f"{gap:+d}", f"{gap:+d}"), "hint": Text("", "")}
        if None in counts:
            # what is not known only adds to its side: the gap that the finding is about can but be wider
            fields["signed_gap"] = (_AT_MOST if None in counts[:2] else _AT_LEAST).filled(gap=f"{gap:+d}")
        else:
            fields["hint"] = _hint(gap, issued, repealed)
        return replace(subject, fields=fields)


#: What was there and came, then what is there and went.
_STOCK: Final = (BEFORE + "in_force", "issued", "in_force", "repealed")
_AT_LEAST, _AT_MOST = Text("至少 {gap}", "at least {gap}"), Text("至多 {gap}", "at most {gap}")


def _hint(gap: int, issued: int, repealed: int) -> Text:
    """Say what a gap in the stock of documents looks like, where it looks like a forgotten update."""
    if gap == repealed - issued:
        return Text(
            "现行有效与上年相同，似未更新。", "The stock is last year's: it seems not to have been updated. "
        )
    if gap == -issued:
        return Text(
            "差额恰等于本年制发件数，似未计入。",
            "The gap equals what was issued, which seems not to be counted in. ",
        )
    if gap == repealed:
        return Text(
            "差额恰等于本年废止件数，似未扣除。",
            "The gap equals what was repealed, which seems not to be taken off. ",
        )
    return Text("", "")

"""Frame ``lines``: one row a filing and row or column of its statutory tables, as labelled in the source."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from gouji.bilingual import Text
from gouji.extract.labels import bare, core
from gouji.finding import Evidence
from gouji.forms import load_form
from gouji.frames import nullable
from gouji.frames.arithmetic import not_readable
from gouji.frames.base import Frame, Silence, Subject, not_read
from gouji.frames.matrix import ABSENT, MISSING, STATUTORY_FORMS, cell_ids, form_rows
from gouji.frames.places import quote_label, source_order
from gouji.frames.wording import table_name
from gouji.remembered import remembered_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gouji.filing import Filing

#: The row whose label form 2021 changed; rule STR-ROW-LABEL speaks of it, not STR-ROWCOL-EXACT.
RENAMED = "disclosure/normative_documents"
_KIND = {True: Text("列", "column"), False: Text("行", "row")}


class _Line(NamedTuple):
    """A row (``table/row``) or column (``table/*/column``) of a form, with its label and its cells."""

    element: str
    label: str
    cells: npt.NDArray[np.int64]

    @property
    def table(self) -> str:
        return self.element.split("/")[0]

    @property
    def is_column(self) -> bool:
        return "/*/" in self.element


@lru_cache(maxsize=4)
def _lines(form_id: str) -> tuple[_Line, ...]:
    found = []
    for table in load_form(form_id).tables:
        names = {f"{table.id}/{row.id}": row.printed for row in form_rows(form_id, table.id)}
        names |= {f"{table.id}/*/{column.id}": column.label for column in table.columns}
        for element, label in names.items():
            parts = element.split("/")
            cells = [
                position
                for position, cell in enumerate(cell_ids())
                if all(part in ("*", own) for part, own in zip(parts, cell.split("/"), strict=False))
            ]
            found.append(_Line(element, label, np.array(cells, dtype=np.int64)))
    return tuple(found)


@remembered_with
def as_form(printed: str, label: str) -> bool:
    """Say whether a printed label is the form's, but for spacing, numbering and punctuation.

    A label that stands glued to its group's, or of which only a piece was caught, cannot be held against
    the report.
    """
    own, form = bare(printed), bare(label)
    return own == form or form in own or (len(own) > 1 and own in form)


class Lines(Frame):
    """One row a filing and line of its form that it has cells for; ``key`` is the element.

    All measurements are 1, 0 or pd.NA. ``printed``: the source has a place for at least one of its cells.
    ``label_as_form``: every label read for it is the form's (:func:`as_form`); pd.NA where none was read.
    ``label_renamed``: for the row 行政规范性文件 only, its label carries 行政. ``in_order``: for rows, no row
    that the form prints later stands before it. All are pd.NA where the table is not readable.
    """

    name = "lines"

    def build(self) -> pd.DataFrame:
        """Measure every line of the form in every filing."""
        matrix, filings = self.corpus.matrix, self.corpus.filings
        form_id = next((f.form for f in filings if f.form in STATUTORY_FORMS), None)
        self._own = _lines(form_id) if form_id else ()
        shape = (len(filings), len(self._own))
        here = np.zeros(shape, dtype=np.bool_)
        printed = np.zeros(shape, dtype=np.int64)
        readable = np.zeros(shape, dtype=np.bool_)
        for position, line in enumerate(self._own):
            status = matrix.status[:, line.cells]
            here[:, position] = (status != ABSENT).any(axis=1)
            printed[:, position] = ((status != ABSENT) & (status != MISSING)).any(axis=1)
            readable[:, position] = matrix.readable[line.table]
        labels = np.full((3, *shape), -1, np.int64)
        self._position_of = {line.element: position for position, line in enumerate(self._own)}
        for row, filing in enumerate(filings):
            self._read_labels(filing, labels[:, row, :])
        filing_of, line_of = np.nonzero(here)
        where = filing_of, line_of
        data: dict[str, object] = {
            "filing": filing_of,
            "key": nullable.keys(line_of, [line.element for line in self._own]),
            "printed": nullable.counts(printed[where], readable[where]),
        }
        for name, measured in zip(("label_as_form", "label_renamed", "in_order"), labels, strict=True):
            data[name] = nullable.counts(measured[where], readable[where] & (measured[where] >= 0))
        return pd.DataFrame(data)

    def _read_labels(self, filing: Filing, measured: npt.NDArray[np.int64]) -> None:
        """Fill label_as_form, label_renamed and in_order of one filing, by line."""
        last: dict[str, int] = {}
        for label in sorted(filing.labels, key=lambda label: source_order(label.place)):
            position = self._position_of.get(label.element)
            if position is None:
                continue
            line = self._own[position]
            same = as_form(label.printed, line.label)
            if line.element == RENAMED:
                measured[1, position] = int("行政" in core(label.printed))
            measured[0, position] = same if measured[0, position] < 0 else measured[0, position] and same
            if not line.is_column:
                measured[2, position] = last.get(line.table, -1) < position
                last[line.table] = max(last.get(line.table, -1), position)

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the labels of the line; for a line that is not printed, the label before it and its cells."""
        filing = self.filing_of(row)
        line = self._line(row)
        labels = [label for label in filing.labels if label.element == line.element]
        fields: dict[str, Text | str | int] = {
            "table": table_name(line.table),
            "label": line.label,
            "printed": "／".join(dict.fromkeys(" ".join(label.printed.split()) for label in labels)),
            "kind": _KIND[line.is_column],
        }
        evidence = tuple(quote_label(filing.source.name, label) for label in labels)
        if columns[0] != "printed":
            said = str(fields["printed"])
            return Subject(
                table=line.table, evidence=evidence, fields=fields, expected=line.label, observed=said
            )
        cells = [cell for cell in filing.table(line.table) if cell.id in {cell_ids()[i] for i in line.cells}]
        return Subject(
            table=line.table,
            cells=tuple(cell.id for cell in cells),
            printed={cell.id: cell.printed for cell in cells},
            evidence=evidence or self._where_it_should_stand(filing, line),
            fields=fields,
            expected=line.label,
        )

    def _where_it_should_stand(self, filing: Filing, line: _Line) -> tuple[Evidence, ...]:
        """Quote the label before a line that is not printed, and rows under unknown labels that follow it."""
        elements = [own.element for own in self._own if own.table == line.table]
        at = elements.index(line.element)
        before = [label for label in filing.labels if label.element in elements[:at]]
        before.sort(key=lambda label: elements.index(label.element))
        quoted = tuple(quote_label(filing.source.name, label) for label in before[-1:])
        if line.is_column:
            return quoted
        later = [own.element for own in self._own if own.element in elements[at + 1 :] and not own.is_column]
        behind = [source_order(label.place) for label in filing.labels if label.element in later]
        first = max([source_order(label.place) for label in before[-1:]], default=())
        return quoted + tuple(
            Evidence(filing.source.name, row.place.text(), " ".join([*row.label.split(), *row.printed]))
            for row in filing.extra_rows
            if row.table == line.table
            and first < source_order(row.place) < min(behind, default=(*source_order(row.place), 0))
        )

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """A line of a readable table without a label read has none to compare; one row alone was renamed."""
        readable = self.data["printed"].notna().to_numpy()
        measured: npt.NDArray[np.bool_] = self.data[columns[0]].notna().to_numpy() | ~readable
        if columns[0] == "label_renamed":
            measured &= (self.data["key"] == RENAMED).to_numpy()
        return measured

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """A table that is not readable says nothing about its lines."""
        table = self._line(row).table
        return not_read(not_readable(table), table)

    def _line(self, row: int) -> _Line:
        element = str(self.value(row, "key"))
        return next(line for line in self._own if line.element == element)

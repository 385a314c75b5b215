"""Frame ``lines``: one row a filing and row or column of its statutory tables, as labelled in the source."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from gouji.extract.labels import bare, core
from gouji.measures.frame import Frame, Silence, Subject, not_read
from gouji.measures.matrix import (
    ABSENT,
    MISSING,
    STATUTORY_FORMS,
    cell_ids,
    count_column,
    form_rows,
    key_column,
)
from gouji.measures.narrative import parts_doubt
from gouji.measures.quotes import quote_label, source_order, table_name
from gouji.measures.sums import not_readable
from gouji.model.finding import Evidence
from gouji.model.form import load_form
from gouji.model.text import Text, memoised_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Filing, UnplacedLabel


#: The row whose label form 2021 changed; rule STR-ROW-LABEL speaks of it, not STR-ROWCOL-EXACT.
RENAMED = "disclosure/normative_documents"
#: Characters that no label has: they are left where a copy has lost others.
_NO_LABEL: Final = re.compile(r"[^\u4e00-\u9fff]")
#: What stands in front of a label where lines are drawn with characters.
_NO_WORD: Final = re.compile(r"^[^\w（(]+")
_SHORTEST: Final = 2
#: A label less like the form's (per cent) may be the label of something else.
_LIKE: Final = 50
_MEASURES: Final = ("printed", "label_as_form", "label_renamed", "in_order")
_BAD_COPY = Text(
    "“{label}”在本副本中读作“{printed}”，可能是转存时缺字、并字或断行，不与格式逐字比较",
    "“{label}” reads “{printed}” in this copy, which may have lost, joined or broken it: not compared letter "
    "by letter",
)
_LOOSE = Text(
    "“{label}”在本副本中读作“{printed}”，是由几行或无表格线的版面拼合而成，不与格式逐字比较",
    "“{label}” reads “{printed}” in this copy, put together from several lines or from a page without lines "
    "between its cells: not compared letter by letter",
)
_RUN_TOGETHER = Text(
    "“{label}”印在{place}（“{printed}”），但未能分成单独的一行或一列，不认定缺少",
    "“{label}” is printed at {place} (“{printed}”), but no line of its own could be made of it: not held "
    "missing",
)
_IN_ITS_PLACE = Text(
    "应有“{label}”之处印有“{printed}”（{place}），可能就是它，不认定缺少",
    "where “{label}” should stand “{printed}” is printed ({place}), which may be it: not held missing",
)
_INSTEAD = Text("，该处印的是“{printed}”", "; “{printed}” is printed there")
_KIND = {True: Text("列", "column"), False: Text("行", "row")}


class _LabelledLine(NamedTuple):
    """A row (``table/row``) or column (``table/*/column``) of a form, with its label and its cells."""

    element: str
    names: tuple[str, ...]
    cells: npt.NDArray[np.int64]

    @property
    def label(self) -> str:
        return self.names[0]

    @property
    def table(self) -> str:
        return self.element.split("/")[0]

    @property
    def is_column(self) -> bool:
        return "/*/" in self.element

    def crosses(self, column: _LabelledLine) -> bool:
        """Say whether this is a row that has a cell in a column."""
        return not self.is_column and bool(set(self.cells) & set(column.cells))


@lru_cache(maxsize=4)
def _lines(form_id: str) -> tuple[_LabelledLine, ...]:
    found = []
    for table in load_form(form_id).tables:
        names = {f"{table.id}/{row.id}": (row.printed, *row.variants) for row in form_rows(form_id, table.id)}
        names |= {f"{table.id}/*/{column.id}": column.names for column in table.columns}
        for element, own in names.items():
            parts = element.split("/")
            cells = [
                position
                for position, cell in enumerate(cell_ids())
                if all(part in ("*", of) for part, of in zip(parts, cell.split("/"), strict=False))
            ]
            found.append(_LabelledLine(element, own, np.array(cells, dtype=np.int64)))
    return tuple(found)


@memoised_with
def as_form(printed: str, label: str) -> bool:
    """Say whether a printed label is the form's, but for spacing, numbering and punctuation.

    A label that stands glued to its group's, or of which only a piece was caught, cannot be held against
    the report.
    """
    own, form = bare(printed), bare(label)
    return own == form or form in own or (len(own) > 1 and own in form)


@memoised_with
def is_another(printed: str, names: tuple[str, ...]) -> bool | None:
    """Say whether a printed label is surely another one than the form's; None where it may be a bad copy.

    ``names`` are the form's label and its known variants. Words unlike any label of this line may be the
    label of something else.
    """
    if as_form(printed, names[0]):
        return False
    own, form = bare(_NO_WORD.sub("", printed)), bare(names[0])
    if own in map(bare, names):
        return True
    if is_bad_copy(own, form):
        return None
    return True if fuzz.ratio(own, form) >= _LIKE else None


def is_bad_copy(own: str, form: str) -> bool:
    """Say whether a text may be what a copy has made of a label: both are words without spaces and marks.

    Characters got lost, came in from neighbours or changed places; none stands for another one. A character
    that no label has shows that others did not survive, either.
    """
    if len(own) < _SHORTEST or _NO_LABEL.search(own) or sorted(own) == sorted(form):
        return True
    return all(change.tag != "replace" for change in Levenshtein.opcodes(own, form))


class Lines(Frame):
    """One row a filing and line of its form that it has cells for; ``key`` is the element.

    All measurements are 1, 0 or pd.NA. ``printed``: the source has a place for at least one of its cells, or
    prints its label; pd.NA where words were found that may be it (:mod:`gouji.extract.extra`), and for a
    column of which no row is printed. ``label_as_form``: no label read for it is surely another than the
    form's (:func:`is_another`); pd.NA where none was read or one may be a bad copy. ``label_renamed``: for
    the row 行政规范性文件 only, its label carries 行政. ``in_order``: for rows, no row that the form prints
    later stands before it in the same table. All are pd.NA where the table is not readable.
    """

    name = "lines"

    def build(self) -> dict[str, FrameColumn]:
        """Measure every line of the form in every filing."""
        matrix, filings = self.corpus.matrix, self.corpus.filings
        form_id = next((f.form for f in filings if f.form in STATUTORY_FORMS), None)
        self._own = _lines(form_id) if form_id else ()
        shape = (len(filings), len(self._own))
        here = np.zeros(shape, dtype=np.bool_)
        readable = np.zeros(shape, dtype=np.bool_)
        # printed, label_as_form, label_renamed, in_order; -1 is unknown
        measured = np.full((4, *shape), -1, np.int64)
        for position, line in enumerate(self._own):
            status = matrix.status[:, line.cells]
            here[:, position] = (status != ABSENT).any(axis=1)
            measured[0, :, position] = ((status != ABSENT) & (status != MISSING)).any(axis=1)
            readable[:, position] = matrix.readable[line.table]
        self._position_of = {line.element: position for position, line in enumerate(self._own)}
        #: Why a measurement of a line of a filing is unknown, by filing, line and measurement.
        self._doubts: dict[tuple[int, str, str], Text] = {}
        for row, filing in enumerate(filings):
            self._read_labels(row, filing, measured[:, row, :])
            if (here[row] & readable[row] & (measured[0, row] == 0)).any():
                self._doubt_missing(row, filing, measured[:, row, :])
        doubted = np.zeros_like(measured, dtype=np.bool_)
        for row, element, name in self._doubts:
            doubted[_MEASURES.index(name), row, self._position_of[element]] = True
        filing_of, line_of = np.nonzero(here)
        where = filing_of, line_of
        data: dict[str, FrameColumn] = {
            "filing": count_column(filing_of),
            "key": key_column(line_of, [line.element for line in self._own]),
        }
        for name, one in zip(_MEASURES, measured, strict=True):
            data[name] = count_column(one[where], readable[where] & (one[where] >= 0))
        self._explained = {
            name: one[where] | ~readable[where] for name, one in zip(_MEASURES, doubted, strict=True)
        }
        return data

    def _read_labels(self, row: int, filing: Filing, measured: npt.NDArray[np.int64]) -> None:
        """Fill the measurements of one filing that its labels decide, by line."""
        last: dict[tuple[object, ...], int] = {}
        for label in sorted(filing.labels, key=lambda label: source_order(label.place)):
            position = self._position_of.get(label.element)
            if position is None:
                continue
            line = self._own[position]
            measured[0, position] = 1
            if line.element == RENAMED:
                measured[2, position] = int("行政" in core(label.printed))
            another = is_another(label.printed, line.names)
            if another is None or (another and label.loose):
                said = " ".join(label.printed.split())
                self._doubts[row, line.element, "label_as_form"] = (_LOOSE if another else _BAD_COPY).filled(
                    label=line.label, printed=said
                )
            elif measured[1, position] != 0:
                measured[1, position] = int(not another)
            if not line.is_column and (label.place.table or label.place.field):
                table = line.table, label.place.sheet, label.place.page, label.place.table
                measured[3, position] = last.get(table, -1) < position
                last[table] = max(last.get(table, -1), position)

    def _doubt_missing(self, row: int, filing: Filing, measured: npt.NDArray[np.int64]) -> None:
        """Leave open whether a line is missing for which words were found that may be it."""
        doubt = parts_doubt(filing)
        for position, line in enumerate(self._own):
            if measured[0, position] != 0:
                continue
            if doubt is not None:
                measured[0, position] = -1
                self._doubts[row, line.element, "printed"] = doubt
                continue
            if line.is_column and not any(
                measured[0, other] for other, own in enumerate(self._own) if own.crosses(line)
            ):
                measured[0, position] = -1  # its rows are missing, and say so
                continue
            found = unplaced(filing, line.element)
            if not found:
                continue
            own = next((label for label in found if label.own), None)
            if own is not None and _on_a_row_of_its_own(own, line, filing):
                measured[0, position], measured[3, position] = 1, 0
            elif own is not None or not _stand_instead(filing, line):
                measured[0, position] = -1
                said = " ".join(found[0].printed.split())
                self._doubts[row, line.element, "printed"] = (_RUN_TOGETHER if own else _IN_ITS_PLACE).filled(
                    label=line.label, printed=said, place=found[0].place.text()
                )

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the labels of the line; for one that is not printed, what stands before and in its place."""
        filing = self.filing_of(row)
        line = self._line(row)
        labels = [label for label in filing.labels if label.element == line.element]
        others = unplaced(filing, line.element)
        fields: dict[str, Text | str | int] = {
            "table": table_name(line.table),
            "label": line.label,
            "printed": "／".join(dict.fromkeys(" ".join(label.printed.split()) for label in labels)),
            "kind": _KIND[line.is_column],
            "instead": _INSTEAD.filled(printed="、".join(label.printed for label in others))
            if others
            else Text("", ""),
        }
        source = filing.source.name
        evidence = tuple(quote_label(source, label) for label in labels)
        evidence += tuple(Evidence(source, label.place.text(), label.printed) for label in others)
        if columns[0] != "printed":
            said = str(fields["printed"] or line.label)
            return Subject(
                table=line.table, evidence=evidence, fields=fields, expected=line.label, observed=said
            )
        cells = [cell for cell in filing.table(line.table) if cell.id in {cell_ids()[i] for i in line.cells}]
        around = self._where_it_should_stand(filing, line)
        return Subject(
            table=line.table,
            cells=tuple(cell.id for cell in cells),
            printed={cell.id: cell.printed for cell in cells},
            evidence=(
                *around,
                *(one for one in evidence if one.place not in {seen.place for seen in around}),
            ),
            fields=fields,
            expected=line.label,
        )

    def _where_it_should_stand(self, filing: Filing, line: _LabelledLine) -> tuple[Evidence, ...]:
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
        there: npt.NDArray[np.bool_] = self.measured[columns[0]].known | self._explained[columns[0]]
        if columns[0] == "label_renamed":
            there &= self.measured["key"].are(RENAMED)
        return there

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """A table that is not readable says nothing about its lines, nor does a bad copy of a label."""
        line = self._line(row)
        doubt = self._doubts.get((self.owner[row], line.element, columns[0]))
        return Silence("not_assessable", doubt) if doubt else not_read(not_readable(line.table), line.table)

    def _line(self, row: int) -> _LabelledLine:
        element = str(self.value(row, "key"))
        return next(line for line in self._own if line.element == element)


def unplaced(filing: Filing, element: str) -> list[UnplacedLabel]:
    """Return the words that may be a line which was not found."""
    return [label for label in filing.unplaced if label.element == element]


def _on_a_row_of_its_own(label: UnplacedLabel, line: _LabelledLine, filing: Filing) -> bool:
    """Say whether a label stands whole in the table of the other rows, where the form has another row.

    On a page several tables may stand side by side: what stands there before and after is not the report's
    own order.
    """
    if label.place.page is not None or label.place.table is None or bare(label.printed) != bare(line.label):
        return False
    return any(
        other.element.startswith(f"{line.table}/")
        and (other.place.table, other.place.sheet) == (label.place.table, label.place.sheet)
        for other in filing.labels
    )


def _stand_instead(filing: Filing, line: _LabelledLine) -> bool:
    """Say whether other rows surely stand in the place of those that were not found, one for each.

    So it is where each stands in a cell of its own, and is no piece and no bad copy of a label of the form.
    """
    found = unplaced(filing, line.element)
    places = [label.place for label in found]
    missing = {label.element for label in filing.unplaced if not label.own and label.place == places[0]}
    return (
        not line.is_column
        and len(found) == len(missing)
        and all(place.page is None and (place.table or place.field) for place in places)
        and all(_is_a_label(label.printed, line.label) for label in found)
    )


def _is_a_label(printed: str, label: str) -> bool:
    """Say whether words, and no figures whose label got lost, are another row's."""
    return bool(bare(printed)) and not printed.isascii() and not is_bad_copy(bare(printed), bare(label))

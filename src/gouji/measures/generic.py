"""Frames for rules without code, which packs call ``sections`` and ``cells`` (:mod:`gouji.rules.packs`).

They measure only the columns that they are asked for, so that reports pay nothing where no pack asks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gouji.measures.frame import Frame, Silence, Subject, Term, quote_section
from gouji.measures.matrix import ABSENT, count_column, optional_count_column, optional_text_column, positions
from gouji.measures.narrative import narrative_doubt, section_numbered, text_of
from gouji.measures.quotes import cell_name, quote_cells
from gouji.measures.sums import undecided, unknown
from gouji.model.filing import NUMERALS
from gouji.model.form import NEWEST, load_form
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn


#: A column that counts the matches of a pattern in a section's text is named so, and then the pattern.
MATCHES: Final = "matches:"
#: Columns of the frame of sections that are numbers, and those that are text.
SECTION_NUMBERS: Final = ("number", "year", "length")
SECTION_TEXTS: Final = ("title", "text")
#: How often a pattern may try again at one place; unbounded repetition counts as so many tries.
_MOST_TRIES, _UNBOUNDED, _LONGEST = 5000, 1000, 500
_NOT_FOUND: Final = Silence(
    "not_assessable",
    Text("本副本中没有读到这一部分", "the section was not found in this copy"),
)


class SectionTexts(Frame):
    """One row a filing and section of its form.

    ``number`` Int64 and ``title`` are the form's, ``year`` Int64 is the report's. ``text`` is what the
    section says, a line a paragraph, ``length`` Int64 its characters without white space, and
    ``matches:<pattern>`` Int64 how often the pattern occurs in its lines; these are pd.NA where the copy has
    not kept the section.
    """

    name = "section_texts"
    _patterns: tuple[str, ...] = ()

    def ask(self, columns: Iterable[str]) -> None:
        """Count these patterns as well."""
        self._patterns = tuple(column for column in columns if column.startswith(MATCHES))

    def build(self) -> dict[str, FrameColumn]:
        """Take the text of every section of the form."""
        rows: list[tuple[int, int, str, int | None, str | None]] = []
        for position, filing in enumerate(self.corpus.filings):
            kept = narrative_doubt(filing) is None
            for section in load_form(filing.form or NEWEST).sections:
                found = kept and section_numbered(filing, section.number) is not None
                text = text_of(filing, section.number) if found else None
                rows.append((position, section.number, section.title, filing.year, text))
        texts = [row[4] for row in rows]
        data: dict[str, FrameColumn] = {
            "filing": optional_count_column([row[0] for row in rows]),
            "number": optional_count_column([row[1] for row in rows]),
            "title": optional_text_column([row[2] for row in rows]),
            "year": optional_count_column([row[3] for row in rows]),
            "text": optional_text_column(texts),
            "length": optional_count_column([None if t is None else len("".join(t.split())) for t in texts]),
        }
        for column in self._patterns:
            pattern = re.compile(column.removeprefix(MATCHES))
            counted = [None if text is None else _count(pattern, text) for text in texts]
            data[column] = optional_count_column(counted)
        return data

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the section; ``{value}`` is what was measured of it, but for its text."""
        filing, number = self.filing_of(row), int(str(self.value(row, "number")))
        section = section_numbered(filing, number)
        shown = [column for column in columns if column not in ("number", "year", "text")]
        measured = [str(self.value(row, column)) for column in shown]
        return Subject(
            evidence=(quote_section(filing, section),) if section else (),
            fields={
                "number": NUMERALS[number - 1],
                "title": str(self.value(row, "title")),
                "length": Term("", None, self.count(row, "length")).said,
                "value": "、".join(measured),
            },
            observed="、".join(measured) or None,
            about=str(self.value(row, "title")),
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Say that the copy has lost the section, or that nobody can tell what belongs to it."""
        filing = self.filing_of(row)
        doubt = narrative_doubt(filing)
        return _NOT_FOUND if doubt is None else Silence("not_assessable", doubt)


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for line in text.split("\n") for _ in pattern.finditer(line))


class FormCells(Frame):
    """One row a filing; the columns are ids of cells, Int64 counts as sums use them, pd.NA where unknown."""

    name = "form_cells"
    _asked: tuple[str, ...] = ()

    def ask(self, columns: Iterable[str]) -> None:
        """Measure these cells."""
        self._asked = tuple(column for column in columns if column in positions())

    def build(self) -> dict[str, FrameColumn]:
        """Take the cells asked for out of the matrix."""
        matrix = self.corpus.matrix
        known = matrix.known(absent_is_zero=False)
        data: dict[str, FrameColumn] = {"filing": count_column(np.arange(len(self.corpus.filings)))}
        for column in self._asked:
            at = positions()[column]
            data[column] = count_column(matrix.count[:, at], known[:, at])
        return data

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
        """A report has the rule when its form has all of the cells."""
        status = self.corpus.matrix.status[:, [positions()[column] for column in columns]]
        there: npt.NDArray[np.bool_] = (status != ABSENT).all(axis=1)
        return there

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Name the cells, quote them, and give them as terms."""
        filing = self.filing_of(row)
        terms = {column: term for column in columns if (term := self._term(row, column)).cell is not None}
        cells = [term.cell for term in terms.values() if term.cell is not None]
        said = [term.said for term in terms.values()]
        return Subject(
            table=cells[0].id.split("/")[0],
            cells=tuple(cell.id for cell in cells),
            printed={cell.id: cell.printed for cell in cells},
            evidence=quote_cells(filing, cells),
            fields={
                "cells": "、".join(cell_name(filing.form, cell.id) for cell in cells),
                "value": Text("、".join(one.zh for one in said), "、".join(one.en for one in said)),
            },
            terms=terms,
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Name the cells that leave the rule undecided."""
        return undecided([self._term(row, column) for column in columns])

    def _term(self, row: int, column: str) -> Term:
        filing = self.filing_of(row)
        cell = filing.cell(column)
        name = cell_name(filing.form, column)
        if cell is None:
            return Term("", None, None)
        if (value := self.count(row, column)) is not None:
            return Term(name, cell, value)
        readable = bool(self.corpus.matrix.readable[column.split("/")[0]][row])
        return unknown(name, cell, name, readable=readable)


def pattern_problem(pattern: object) -> Text | None:
    """Say why a pattern cannot be used: it is none, or it could try for ever on some text.

    Repetition inside repetition, alternatives inside repetition and references are refused, and so is more
    repetition one after the other than :data:`_MOST_TRIES` tries at one place.
    """
    if not isinstance(pattern, str) or not 0 < len(pattern) <= _LONGEST:
        return Text(
            f"模式应为 1 至 {_LONGEST} 个字符的文字", f"a pattern is a text of 1 to {_LONGEST} characters"
        )
    try:
        re.compile(pattern)
        tries = _tries(re._parser.parse(pattern), repeated=False)  # type: ignore[attr-defined]
    except (re.error, OverflowError, RecursionError) as error:
        return Text(f"模式 {pattern!r} 有误：{error}", f"the pattern {pattern!r} is wrong: {error}")
    if tries <= _MOST_TRIES:
        return None
    return Text(
        f"模式 {pattern!r} 可能永远匹配不完：不要在重复中再重复或列举，重复请写上限，如 .{{0,20}}",
        f"the pattern {pattern!r} could match for ever: write no repetition or alternatives within a "
        "repetition, and bounds for repetitions, such as .{0,20}",
    )


def _tries(parsed: Iterable[tuple[object, Any]], *, repeated: bool) -> int:
    """Return how many ways a parsed pattern may try at one place, more than allowed where nobody can say."""
    tries = 1
    for kind, value in parsed:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = int(value[0]), min(int(value[1]), _UNBOUNDED), value[2]
            if repeated and (most > 1 or least != most):
                return _MOST_TRIES + 1
            tries *= max(most - least + 1, 1) * _tries(inner, repeated=repeated or most > 1)
        elif name == "BRANCH":
            if repeated:
                return _MOST_TRIES + 1
            tries *= sum(_tries(branch, repeated=False) for branch in value[1])
        elif name == "SUBPATTERN":
            tries *= _tries(value[-1], repeated=repeated)
        elif name in ("ASSERT", "ASSERT_NOT"):
            tries *= _tries(value[1], repeated=repeated)
        elif name not in ("LITERAL", "NOT_LITERAL", "IN", "ANY", "AT"):
            return _MOST_TRIES + 1
        if tries > _MOST_TRIES:
            return tries
    return tries

"""Frames ``sections`` (one row a filing and section that its form prescribes) and ``ordinals``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import pandas as pd

from gouji.bilingual import Text
from gouji.filing import NUMERALS
from gouji.finding import Evidence
from gouji.forms import NEWEST, load_form
from gouji.frames import nullable
from gouji.frames.base import Frame, Silence, Subject
from gouji.frames.observed import Observation, Observed
from gouji.frames.places import quote_neighbourhood

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from gouji.filing import Filing


_NO_ORDINALS: Final = Silence(
    "not_applicable",
    Text("各部分的标题前没有印序号", "no ordinals are printed before the titles of the sections"),
)


class Sections(Frame):
    """One row a filing and section that its form prescribes; ``key`` is its number.

    Where no form was recognised the sections are those of form 2021. All measurements are 1, 0 or pd.NA. What
    is asked for is the content; a table whose heading is missing is content without a heading. Hence three
    columns for one question, each pd.NA where another one answers it: ``heading_overall`` for section
    一, ``heading_of_table`` for sections whose table could be read, ``heading`` for all others. ``in_order``:
    no section of a higher number stands before this one; pd.NA where it was not found.
    """

    name = "sections"

    def build(self) -> pd.DataFrame:
        """Look every prescribed section up among those found."""
        rows = [
            (position, number, *measured)
            for position, filing in enumerate(self.corpus.filings)
            for number, measured in self._measure(position, filing)
        ]
        columns = ("filing", "key", "heading_overall", "heading_of_table", "heading", "in_order")
        listed = (
            dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(columns, ())
        )
        return pd.DataFrame(
            {
                "filing": np.array(listed["filing"], dtype=np.int64),
                "key": np.array(listed["key"], dtype=np.int64),
                **{name: nullable.optional_counts(listed[name]) for name in columns[2:]},
            }
        )

    def _measure(self, position: int, filing: Filing) -> list[tuple[int, tuple[int | None, ...]]]:
        form = load_form(filing.form or NEWEST)
        found = [section.number for section in filing.sections]
        readable = self.corpus.matrix.readable
        with_table = {table.section for table in form.tables if readable[table.id][position]}
        measured: list[tuple[int, tuple[int | None, ...]]] = []
        for section in form.sections:
            number = section.number
            here = int(number in found)
            order = int(all(other < number for other in found[: found.index(number)])) if here else None
            statutory = bool(form.tables)
            overall = here if statutory and number == 1 else None
            of_table = here if overall is None and number in with_table else None
            other = here if overall is None and of_table is None else None
            measured.append((number, (overall, of_table, other, order)))
        return measured

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the section that is out of order, or the headings around the gap."""
        filing, number = self.filing_of(row), self._number(row)
        title = next(s.title for s in load_form(filing.form or NEWEST).sections if s.number == number)
        fields: dict[str, str | int] = {"number": NUMERALS[number - 1], "title": title}
        own = [section for section in filing.sections if section.number == number]
        if not own:
            around = quote_neighbourhood(filing, number)
            return Subject(evidence=around, fields=fields, expected=title, about=title)
        before = [s for s in filing.sections[: filing.sections.index(own[0])] if s.number > number]
        quoted = [*before[:1], own[0]]
        fields |= {"printed": own[0].title, "before": before[0].title if before else ""}
        return Subject(
            evidence=tuple(Evidence(filing.source.name, s.place.text(), s.title) for s in quoted),
            fields=fields,
            expected=" ".join(s.title for s in reversed(quoted)),
            observed=" ".join(s.title for s in quoted),
        )

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """Another column answers for a section, or it was not found and has no order."""
        measured: npt.NDArray[np.bool_] = self.data[columns[0]].notna().to_numpy()
        return measured

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Every row that has a measurement is decided."""
        return None

    def _number(self, row: int) -> int:
        return int(self.data["key"].tolist()[row])


class Ordinals(Observed):
    """One row a filing.

    ``right``: 1 where every ordinal printed before a section's title is the form's for that title, else 0.
    """

    name = "ordinals"
    measures: ClassVar = ("right",)

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Compare the ordinals with the sections that the titles are those of."""
        numbered = [section for section in filing.sections if section.ordinal is not None]
        wrong = [section for section in numbered if section.ordinal != section.number]
        if not numbered:
            yield Observation({}, (), silence={"right": _NO_ORDINALS})
            return
        names = [(f"“{section.heading}”", NUMERALS[section.number - 1]) for section in wrong]
        yield Observation(
            {"right": int(not wrong)},
            tuple(Evidence(filing.source.name, s.place.text(), s.heading) for s in wrong or numbered),
            {
                "wrong": Text(
                    "、".join(f"{heading}按标题应为第{number}部分" for heading, number in names),
                    "; ".join(f"{heading} is part {number} by its title" for heading, number in names),
                )
            },
            observed=" ".join(section.heading for section in wrong),
        )

"""Frames of observations in the text: rows that quote a place and measure what stands there."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from gouji.finding import Evidence
from gouji.frames import nullable
from gouji.frames.base import Frame, Silence, Subject
from gouji.frames.places import quote_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from gouji.bilingual import Text
    from gouji.filing import Cell, Filing, Section
    from gouji.prose.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Observation:
    """One row: its measurements (None where unknown), what it quotes, and why a column is unknown.

    A column that is left out of ``measures`` does not exist in this row. ``about`` is what is measured where
    several rows quote the same: a topic, a part.
    """

    measures: Mapping[str, int | None]
    evidence: tuple[Evidence, ...]
    fields: Mapping[str, Text | str | int] = field(default_factory=dict)
    cells: tuple[Cell, ...] = ()
    silence: Mapping[str, Silence] = field(default_factory=dict)
    observed: str | None = None
    about: str = ""


class Observed(Frame):
    """A frame of observations; ``measures`` names its columns, all Int64."""

    measures: ClassVar[tuple[str, ...]]

    @abstractmethod
    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Yield what is seen in one filing; ``position`` is its place in the corpus."""

    def build(self) -> pd.DataFrame:
        """Observe every filing."""
        found = [(i, one) for i, filing in enumerate(self.corpus.filings) for one in self.observe(filing, i)]
        self.seen = [one for _, one in found]
        data: dict[str, object] = {"filing": np.array([i for i, _ in found], dtype=np.int64)}
        for column in self.measures:
            data[column] = nullable.optional_counts([one.measures.get(column) for one in self.seen])
        return pd.DataFrame(data)

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
        known = np.logical_and.reduce([self.data[column].notna().to_numpy() for column in columns])
        explained = [any(column in one.silence for column in columns) for one in self.seen]
        there: npt.NDArray[np.bool_] = known | np.array(explained, dtype=np.bool_)
        return there

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

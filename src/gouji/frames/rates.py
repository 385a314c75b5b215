"""Frames ``shares``, ``growths``, ``changes``: how far the narrative is from the tables' figures."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

import numpy as np
import pandas as pd

from gouji.bilingual import Text
from gouji.finding import Evidence
from gouji.frames.arithmetic import no_figure
from gouji.frames.base import Frame, Silence, Subject
from gouji.frames.counts import by_id, printed_behind
from gouji.frames.places import quote_cells
from gouji.prose.rates import NAMES, changes, growths, shares, steps_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from gouji.filing import Cell, Filing
    from gouji.prose.rates import Rate

#: What the applications of a year may lawfully mean.
_WHOLES: Final = (("new",), ("handled_total",), ("new", "carried_in"))


class Ratio(NamedTuple):
    """A ratio that a percentage may mean."""

    part: int
    whole: int


def _sum(filing: Filing, rows: Sequence[str], columns: Sequence[str] = ("total",)) -> int | None:
    """Sum some cells of table three, or None where one of them is not known.

    An empty 总计 stands for the sum of what is printed in its row.
    """
    own = by_id(filing)
    ids = [f"applications/{row}/{column}" for row in rows for column in columns]
    behind = [printed_behind(own[cell_id], own) for cell_id in ids if cell_id in own]
    values = [cell.value for cells in behind for cell in cells]
    if not all(behind) or None in values:
        return None
    return sum(int(v) for v in values if v is not None) if values else None


def _totals(filing: Filing) -> list[Cell]:
    """The cells that a percentage may be a share of."""
    rows = dict.fromkeys(row for rows in _WHOLES for row in rows)
    cells = [filing.cell(f"applications/{row}/total") for row in rows]
    return [cell for cell in cells if cell is not None]


class _Rates(Frame):
    """One row a rate; ``steps`` Float64 is how far it is off, in units of its last printed decimal.

    It is the least over all ratios that the rate may mean; pd.NA where the tables give none.
    """

    def build(self) -> pd.DataFrame:
        """Search the narrative of every filing and work out the ratios that the tables give."""
        found = [
            (i, rate, list(dict.fromkeys(self._ratios(rate, filing, self.corpus.earlier[i]))))
            for i, filing in enumerate(self.corpus.filings)
            for rate in self._stated(filing)
        ]
        self._found = [rate for _, rate, _ in found]
        self._tried = [ratios for *_, ratios in found]
        steps: list[Any] = [
            float(min(self._off(rate, ratio) for ratio in ratios)) if ratios else pd.NA
            for _, rate, ratios in found
        ]
        return pd.DataFrame(
            {
                "filing": np.array([position for position, _, _ in found], dtype=np.int64),
                "steps": pd.array(steps, dtype="Float64"),
            }
        )

    @abstractmethod
    def _stated(self, filing: Filing) -> Iterator[Rate]:
        """Yield the rates of a filing."""

    @abstractmethod
    def _ratios(self, rate: Rate, filing: Filing, earlier: Filing | None) -> Iterator[Ratio]:
        """Yield the ratios that a rate may mean, as far as the tables tell them."""

    def _off(self, rate: Rate, ratio: Ratio) -> Decimal:
        """Say how far a rate is from a ratio, in units of its last printed decimal."""
        return steps_off(rate.value, *ratio)

    @abstractmethod
    def _written(self, ratio: Ratio) -> str:
        """Write a ratio out with its result."""

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence and the total of the applications received, with the ratios that were tried."""
        rate, filing = self._found[row], self.filing_of(row)
        cell = filing.cell("applications/new/total")
        sentence = Evidence(filing.source.name, rate.sentence.place.text(), rate.sentence.text)
        worked_out = "; ".join(self._written(ratio) for ratio in self._tried[row])
        return Subject(
            table="applications",
            cells=(cell.id,) if cell else (),
            printed={cell.id: cell.printed} if cell else {},
            evidence=(sentence, *quote_cells(filing, [cell] if cell else ())),
            fields={"quote": rate.quote, "worked_out": worked_out},
            observed=self._observed(rate),
            expected=worked_out,
        )

    def _observed(self, rate: Rate) -> str:
        """Write what the text claims."""
        return f"{rate.value}%"


class Shares(_Rates):
    """One row a share of the applications."""

    name = "shares"

    def _stated(self, filing: Filing) -> Iterator[Rate]:
        yield from shares(filing)

    def _ratios(self, rate: Rate, filing: Filing, earlier: Filing | None) -> Iterator[Ratio]:
        for rows in _WHOLES:
            whole = _sum(filing, rows)
            part = rate.count if rate.count is not None else _named(filing, rate.name or "", rows)
            # a count beyond every whole is a share of something else
            if whole and part is not None and part <= whole:
                yield Ratio(part, whole)
        if rate.count is not None:
            known = any(_sum(filing, rows) for rows in _WHOLES)
            # counts printed near it only ever excuse a share
            for whole in rate.wholes:
                if known and rate.count < whole and steps_off(rate.value, rate.count, whole) <= 1:
                    yield Ratio(rate.count, whole)

    def _written(self, ratio: Ratio) -> str:
        return f"{ratio.part}/{ratio.whole}={100 * ratio.part / ratio.whole:.2f}%"

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """The totals of table three are not known, or none of them is as large as the count."""
        rate, filing = self._found[row], self.filing_of(row)
        parts = [part for key in NAMES.get(rate.name or "", ()) for part in (f"{key}/total", f"new/{key}")]
        named = [filing.cell(f"applications/{part}") for part in parts]
        return no_figure(
            Text(
                f"“{rate.quote}”所占的总数在表三中没有读到",
                f"the whole of “{rate.quote}” was not read from table three",
            ),
            [*_totals(filing), *(cell for cell in named if cell is not None)],
        )


def _named(filing: Filing, name: str, rows: Sequence[str]) -> int | None:
    """Count what a share names: an applicant type in these rows, or an outcome."""
    keys = NAMES[name]
    if filing.cell(f"applications/new/{keys[0]}") is not None:
        return _sum(filing, rows, keys)
    return _sum(filing, keys)


class Growths(_Rates):
    """One row a growth rate of applications, against the report of the year before."""

    name = "growths"
    #: Whether growth from nothing can be told.
    from_none: ClassVar[bool] = False

    def _stated(self, filing: Filing) -> Iterator[Rate]:
        yield from growths(filing)

    def _ratios(self, rate: Rate, filing: Filing, earlier: Filing | None) -> Iterator[Ratio]:
        for rows in _WHOLES if earlier else ():
            now, before = _sum(filing, rows), _sum(earlier, rows) if earlier else None
            if now is not None and before is not None and (before or self.from_none):
                yield Ratio(now - before, before)

    def _written(self, ratio: Ratio) -> str:
        now = ratio.part + ratio.whole
        return f"({now}-{ratio.whole})/{ratio.whole}={100 * ratio.part / ratio.whole:.2f}%"

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """There is no report of the year before, or a total was not read."""
        quote = self._found[row].quote
        earlier = self.corpus.earlier[self.owner[row]]
        if earlier is None:
            return Silence(
                "not_applicable",
                Text(
                    f"没有上一年的报告，“{quote}”无从比较",
                    f"there is no report of the year before to compare “{quote}” with",
                ),
            )
        return no_figure(
            Text(f"“{quote}”所比较的总数没有读到", f"the totals that “{quote}” compares were not read"),
            _totals(self.filing_of(row)),
            _totals(earlier),
        )


class Changes(Growths):
    """One row a number by which applications are said to have grown; ``steps`` counts applications."""

    name = "changes"
    from_none = True

    def _stated(self, filing: Filing) -> Iterator[Rate]:
        yield from changes(filing)

    def _off(self, rate: Rate, ratio: Ratio) -> Decimal:
        return abs(rate.value - ratio.part)

    def _written(self, ratio: Ratio) -> str:
        return f"{ratio.part + ratio.whole}-{ratio.whole}={ratio.part}"

    def _observed(self, rate: Rate) -> str:
        return str(rate.value)

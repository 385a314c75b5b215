"""Frames ``shares`` and ``growths``: how far percentages of the narrative are from the tables' figures."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gouji.bilingual import Text
from gouji.finding import Evidence
from gouji.frames.base import Frame, Silence, Subject
from gouji.prose.rates import growths, shares, steps_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from gouji.filing import Filing
    from gouji.prose.rates import Rate

#: What a share of applications may lawfully be a share of.
_WHOLES: Final = (("new",), ("handled_total",), ("new", "carried_in"))


def _total(filing: Filing, rows: Sequence[str]) -> int | None:
    """Sum of the 总计 of some rows of table three, or None where one of them is not known."""
    cells = [filing.cell(f"applications/{row}/total") for row in rows]
    values = [cell.value for cell in cells if cell is not None]
    return sum(int(v) for v in values if v is not None) if values and None not in values else None


class _Rates(Frame):
    """One row a rate; ``steps`` Float64 is how far it is off, in units of its last printed decimal."""

    def build(self) -> pd.DataFrame:
        """Search the narrative of every filing and work out the rates that the tables give."""
        found = [
            (i, rate, steps)
            for i, filing in enumerate(self.corpus.filings)
            for rate, steps in self._measured(filing, self.corpus.earlier[i])
        ]
        self._found = [rate for _, rate, _ in found]
        steps: list[Any] = [pd.NA if steps is None else float(steps) for _, _, steps in found]
        return pd.DataFrame(
            {
                "filing": np.array([position for position, _, _ in found], dtype=np.int64),
                "steps": pd.array(steps, dtype="Float64"),
            }
        )

    @abstractmethod
    def _measured(self, filing: Filing, earlier: Filing | None) -> Iterator[tuple[Rate, Decimal | None]]:
        """Yield the rates of a filing with how far each is off, None where the tables do not tell."""

    @abstractmethod
    def _worked_out(self, row: int) -> str:
        """Write out the rates that the tables give."""

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence and the totals that were tried."""
        rate, filing = self._found[row], self.filing_of(row)
        cell = filing.cell("applications/new/total")
        evidence = [Evidence(filing.source.name, rate.sentence.place.text(), rate.sentence.text)]
        if cell is not None and cell.place is not None:
            evidence.append(Evidence(filing.source.name, cell.place.text(), cell.printed or ""))
        return Subject(
            table="applications",
            cells=(cell.id,) if cell else (),
            printed={cell.id: cell.printed} if cell else {},
            evidence=tuple(evidence),
            fields={"quote": rate.quote, "worked_out": self._worked_out(row)},
            observed=f"{rate.value}%",
            expected=self._worked_out(row),
        )


class Shares(_Rates):
    """One row a share; ``steps`` is the least over all lawful wholes."""

    name = "shares"

    def _measured(self, filing: Filing, earlier: Filing | None) -> Iterator[tuple[Rate, Decimal | None]]:
        wholes = {whole for rows in _WHOLES if (whole := _total(filing, rows))}
        for rate in shares(filing):
            count = rate.count or 0
            # a count beyond every whole is a share of something else
            tried = [steps_off(rate.value, count, whole) for whole in wholes if count <= whole]
            yield rate, min(tried, default=None)

    def _worked_out(self, row: int) -> str:
        count = self._found[row].count or 0
        wholes = dict.fromkeys(w for rows in _WHOLES if (w := _total(self.filing_of(row), rows)))
        return "; ".join(f"{count}/{whole}={100 * count / whole:.2f}%" for whole in wholes)

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """The totals of table three are not known, or none of them is as large as the count."""
        return Silence(
            "not_assessable",
            Text(
                f"“{self._found[row].quote}”所占的总数在表三中没有读到",
                f"the whole of “{self._found[row].quote}” was not read from table three",
            ),
        )


class Growths(_Rates):
    """One row a growth rate of applications received, against the report of the year before."""

    name = "growths"

    def _measured(self, filing: Filing, earlier: Filing | None) -> Iterator[tuple[Rate, Decimal | None]]:
        now = _total(filing, ("new",))
        before = _total(earlier, ("new",)) if earlier else None
        for rate in growths(filing):
            known = now is not None and before
            yield rate, steps_off(rate.value, (now or 0) - (before or 0), before or 1) if known else None

    def _worked_out(self, row: int) -> str:
        earlier = self.corpus.earlier[self.owner[row]]
        now = _total(self.filing_of(row), ("new",))
        before = _total(earlier, ("new",)) if earlier else None
        if now is None or not before:
            return ""
        return f"({now}-{before})/{before}={100 * (now - before) / before:.2f}%"

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """There is no report of the year before, or a total was not read."""
        quote = self._found[row].quote
        if self.corpus.earlier[self.owner[row]] is None:
            return Silence(
                "not_applicable",
                Text(
                    f"没有上一年的报告，“{quote}”无从比较",
                    f"there is no report of the year before to compare “{quote}” with",
                ),
            )
        return Silence(
            "not_assessable",
            Text(f"“{quote}”所比较的总数没有读到", f"the totals that “{quote}” compares were not read"),
        )

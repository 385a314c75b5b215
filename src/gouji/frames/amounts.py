"""Frame ``fee_amounts``: amounts of administrative fees in the narrative beside table two's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from gouji.bilingual import Text
from gouji.filing import NUMERIC
from gouji.finding import Evidence
from gouji.frames import nullable
from gouji.frames.arithmetic import no_figure
from gouji.frames.base import Frame, Silence, Subject
from gouji.frames.places import quote_cells
from gouji.prose.amounts import fee_amounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.filing import Filing
    from gouji.prose.amounts import Amount

_CELL: Final = "disclosure/fees/amount"


class FeeAmounts(Frame):
    """One row an amount: ``steps`` Float64, how far it is from the cell in units of its last figure.

    pd.NA where the cell is not known.
    """

    name = "fee_amounts"

    def build(self) -> pd.DataFrame:
        """Search the narrative of every filing."""
        found = [(i, one) for i, filing in enumerate(self.corpus.filings) for one in fee_amounts(filing)]
        self._found = [amount for _, amount in found]
        steps = [_steps(self.corpus.filings[i], amount) for i, amount in found]
        return pd.DataFrame(
            {
                "filing": np.array([position for position, _ in found], dtype=np.int64),
                "steps": nullable.amounts(np.array(steps, dtype=np.float64)),
            }
        )

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence and the cell."""
        amount, filing = self._found[row], self.filing_of(row)
        cells = [cell for cell in filing.cells if cell.id == _CELL]
        evidence = Evidence(filing.source.name, amount.sentence.place.text(), amount.sentence.text)
        return Subject(
            table="disclosure",
            cells=(_CELL,),
            printed={cell.id: cell.printed for cell in cells},
            evidence=(evidence, *quote_cells(filing, cells)),
            fields={
                "quote": amount.quote,
                "claimed": f"{amount.value.normalize():f}",
                "printed": cells[0].printed or "",
            },
            expected=cells[0].printed,
            observed=f"{amount.value.normalize():f}",
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """The cell is not known."""
        quote = self._found[row].quote
        cell = self.filing_of(row).cell(_CELL)
        return no_figure(
            Text(
                f"“{quote}”所指的单元格没有读到确定的数字",
                f"the cell that “{quote}” speaks of holds no certain figure",
            ),
            [cell] if cell else (),
        )


def _steps(filing: Filing, amount: Amount) -> float:
    cell = filing.cell(_CELL)
    if cell is None or cell.status not in NUMERIC or cell.value is None:
        return float("nan")
    return float(abs(amount.value - cell.value) / amount.step)

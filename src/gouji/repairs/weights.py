"""How dear it is to change a cell: the number of printed statements that would have to be wrong.

Fellegi and Holt (1976, *Journal of the American Statistical Association* 71, 17-35) change the fewest
fields; de Waal, Pannekoek and Scholtus (2011, *Handbook of Statistical Data Editing and Imputation*, Wiley,
chapter 3) weigh each field by how far it can be relied on and minimise the sum of the weights. Here a cell
that nothing else confirms weighs 1. A cell whose number the prose repeats, or the neighbouring year's report,
can only be wrong if that other statement is wrong too, so each such confirmation adds 1. Changing one
confirmed cell then costs as much as changing two others, and where the two tie, both are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.filing import Filing

#: Weight of a cell by its id, at least 1; a cell that is not named weighs 1.
Weights = Mapping[str, int]

#: Every cell weighs the same: the paradigm of Fellegi and Holt without reliability weights.
EQUAL: Weights = {}

_CARRIED_IN, _CARRIED_OUT = "applications/carried_in/", "applications/carried_out/"


def reliability_weights(*confirmations: Iterable[str]) -> dict[str, int]:
    """Return the weights when each of ``confirmations`` names the cells one other source confirms.

    One source (the prose, the earlier report, the later report) confirms a cell once, however often it
    repeats the number.
    """
    confirmed = Counter(cell for source in confirmations for cell in set(source))
    return {cell: 1 + times for cell, times in sorted(confirmed.items())}


def confirmed_by_earlier(filing: Filing, earlier: Filing) -> frozenset[str]:
    """Return the carried-in cells that print what the earlier report printed as carried over."""
    return _agreeing(filing, _CARRIED_IN, earlier, _CARRIED_OUT)


def confirmed_by_later(filing: Filing, later: Filing) -> frozenset[str]:
    """Return the carried-over cells that print what the later report printed as carried in."""
    return _agreeing(filing, _CARRIED_OUT, later, _CARRIED_IN)


def _agreeing(filing: Filing, here: str, other: Filing, there: str) -> frozenset[str]:
    values = {cell.id: cell.value for cell in other.table("applications") if cell.value is not None}
    return frozenset(
        cell.id
        for cell in filing.table("applications")
        if cell.id.startswith(here)
        and cell.value is not None
        and cell.value == values.get(there + cell.id.removeprefix(here))
    )

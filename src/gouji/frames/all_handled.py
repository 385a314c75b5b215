"""Frame ``all_handled``: what table three carries over where the narrative says that nothing is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.frames.arithmetic import no_figure
from gouji.frames.base import Silence
from gouji.frames.counts import by_id, of_another_scope, printed_behind, row_of, scope_note, sum_of
from gouji.frames.observed import Observation, Observed, quote_sentence
from gouji.prose.all_handled import claims
from gouji.prose.counts import counts
from gouji.prose.phrases import cells as ids
from gouji.prose.phrases import reading
from gouji.prose.requests import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gouji.filing import Cell, Filing
    from gouji.prose.all_handled import Claim

_TOTAL: Final = "applications/carried_out/total"
_OUT: Final = reading("结转下年度继续办理", "carried out", _TOTAL)
#: All applications of a year, as a sentence may count them.
_WHOLES: Final = tuple(reading(rows, rows, *ids("applications", rows)) for rows in ("new", "new carried_in"))


class AllHandled(Observed):
    """At most one row a filing and kind of claim, Int64: what the row 结转下年度继续办理 comes to.

    ``denied``: where a sentence says that nothing is carried over. ``handled``: where one only says that all
    applications were handled, and none says more. pd.NA where the row is not known, or where the sentence
    speaks of other applications than table three.
    """

    name = "all_handled"
    measures: ClassVar = ("denied", "handled")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Hold what the narrative says of all applications against the row."""
        told = list(claims(filing))
        if not told:
            return
        cells = by_id(filing)
        carried = sum_of(_OUT, cells, claimed=1)
        denied = [claim for claim in told if claim.denies]
        if denied:
            yield _observed(filing, cells, carried, denied, "denied")
        # where the text gives 0 as the number carried over, the counts are held against the row already
        elif not (carried and _none_counted(filing)):
            yield _observed(filing, cells, carried, told, "handled")


def _observed(
    filing: Filing, cells: Mapping[str, Cell], carried: int | None, told: Sequence[Claim], column: str
) -> Observation:
    """The row for claims of one kind; the message quotes the first of those that speak of table three."""
    silences = {claim: _silence(claim, filing, cells, carried) for claim in told}
    held = [claim for claim, silence in silences.items() if silence is None]
    if not held:
        silence = next(silence for silence in silences.values() if silence is not None)
        return Observation({}, (), silence={column: silence})
    first = held[0]
    return Observation(
        {column: carried},
        tuple(quote_sentence(filing, claim.sentence) for claim in held),
        {
            "quote": first.quote,
            "carried": carried or 0,
            "scope": scope_note(first.scope if first.reach == "territory" else None),
        },
        tuple(cell for cell in row_of(cells[_TOTAL], cells) if cell.printed is not None),
        observed=first.quote,
    )


def _silence(claim: Claim, filing: Filing, cells: Mapping[str, Cell], carried: int | None) -> Silence | None:
    """Why a claim cannot be held against the row, or None where it can."""
    if carried is None:
        reason = Text(
            f"“{claim.quote}”所指的“结转下年度继续办理”没有读到确定的数字",
            f"the row 结转下年度继续办理 that “{claim.quote}” speaks of holds no certain figure",
        )
        total = cells.get(_TOTAL)
        return no_figure(reason, (total, *printed_behind(total, cells)) if total else ())
    if of_another_scope(claim.scope, claim.reach, filing.agency):
        reason = Text(
            f"“{claim.quote}”所指范围为“{claim.scope}”，与表三口径不同",
            f"“{claim.quote}” speaks of “{claim.scope}”, which is another scope than table three's",
        )
        return Silence("not_assessable", reason)
    if claim.counts and not any(sum_of(whole, cells, claimed=1) in claim.counts for whole in _WHOLES):
        reason = Text(
            f"“{claim.quote}”所说的件数不是表三新收（或新收加结转）的件数，可能只指其中一部分",
            f"“{claim.quote}” counts other applications than table three received (with or without those"
            " carried in) and may speak of some of them only",
        )
        return Silence("not_assessable", reason)
    return None


def _none_counted(filing: Filing) -> bool:
    return any(one.phrase.kind == "carried_out" and not one.value for one in counts(filing, REQUESTS))

"""Frame ``possible_rates``: can whole numbers give the percentages that the narrative prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.frames.arithmetic import no_figure
from gouji.frames.base import Silence
from gouji.frames.counts import by_id, printed_behind, sum_of
from gouji.frames.observed import Observation, Observed, quote_sentence
from gouji.prose.granularity import reach, rounded
from gouji.prose.phrases import cells as ids
from gouji.prose.phrases import reading
from gouji.prose.possible_rates import stated_rates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gouji.filing import Cell, Filing
    from gouji.prose.granularity import Reach, Sought
    from gouji.prose.possible_rates import Stated

#: What the applications of a year may lawfully mean.
_WHOLES: Final = tuple(
    reading(rows, rows, *ids("applications", rows)) for rows in ("new", "handled_total", "new carried_in")
)
#: Counts of which a message says what is next to the solution.
_MOST: Final = 3
#: What is known and what is sought, as the message calls them.
_THIS_YEAR: Final = Text("本年 {n}", "{n} this year")
_LAST_YEAR: Final = Text("上年 {n}", "{n} last year")
_WHOLE: Final = Text("总数 {n}", "a whole of {n}")
_PART: Final = Text("其中 {n}", "a part of {n}")
_CALLED: Final[Mapping[Sought, tuple[Text, Text]]] = {
    "whole": (_PART, _WHOLE),
    "part": (_WHOLE, _PART),
    "before_rise": (_THIS_YEAR, _LAST_YEAR),
    "before_fall": (_THIS_YEAR, _LAST_YEAR),
    "after_rise": (_LAST_YEAR, _THIS_YEAR),
    "after_fall": (_LAST_YEAR, _THIS_YEAR),
}
_NONE: Final = Text("没有可得出任何百分比的数", "no number gives any percentage")
_ROUGH: Final = Silence(
    "not_applicable",
    Text("百分比或件数只是约数，不作检验", "the percentage or the count is only roughly stated"),
)
_NOT_TELLING: Final = Silence(
    "not_applicable",
    Text(
        "基数较大，按所印的位数任何百分比都有整数可得",
        "the counts are so large that whole numbers give every percentage with that many decimals",
    ),
)
_NOTHING_KNOWN: Final = Text(
    "百分比所依据的件数没有读到", "no count that the percentage may rest on was read"
)


class PossibleRates(Observed):
    """One row a percentage of which one count is printed; ``possible``: a whole number gives it (1, 0)."""

    name = "possible_rates"
    measures: ClassVar = ("possible",)

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Put every percentage of the narrative to the test."""
        stated = list(stated_rates(filing))
        cells = by_id(filing) if stated else {}
        for one in stated:
            yield _observed(filing, cells, one)


def _observed(filing: Filing, cells: Mapping[str, Cell], stated: Stated) -> Observation:
    if stated.rough:
        return Observation({}, (), silence={"possible": _ROUGH})
    totals: dict[int, tuple[str, ...]] = {}
    for whole in _WHOLES:
        if total := sum_of(whole, cells, claimed=1):
            totals.setdefault(total, whole.cells)
    known = dict.fromkeys((*stated.known, *(totals if stated.of_applications else ())))
    if not known:
        meant = [cells[cell] for whole in _WHOLES for cell in whole.cells if cell in cells]
        return Observation({}, (), silence={"possible": no_figure(_NOTHING_KNOWN, meant)})
    tried = {count: reach(stated.sought, count, stated.percent) for count in known}
    if not all(found.telling for found in tried.values()):
        return Observation({}, (), silence={"possible": _NOT_TELLING})
    # a count of other things may be that of the applications by chance
    named = (stated.known[:1] or tuple(totals)) if "申请" in stated.quote else ()
    own = [cells[cell] for count in named for cell in totals.get(count, ()) if cell in cells]
    return Observation(
        {"possible": int(any(found.possible for found in tried.values()))},
        (quote_sentence(filing, stated.sentence),),
        {
            "quote": stated.quote,
            "percent": f"{stated.percent}%",
            "nearest": _said(stated, dict(list(tried.items())[:_MOST])),
        },
        tuple(dict.fromkeys(part for cell in own for part in (cell, *printed_behind(cell, cells)))),
        observed=f"{stated.percent}%",
    )


def _said(stated: Stated, tried: Mapping[int, Reach]) -> Text:
    """Write out what the whole numbers next to the solution give, for each count that was tried."""
    known, sought = _CALLED[stated.sought]
    decimals = len(str(stated.percent).partition(".")[2])
    given = [
        (
            known.filled(n=count),
            [(sought.filled(n=x), rounded(value, decimals)) for x, value in found.nearest],
        )
        for count, found in tried.items()
    ]
    return Text(
        "；".join(
            f"{name.zh} 时，" + ("、".join(f"{x.zh} 得 {p}" for x, p in by) or _NONE.zh) for name, by in given
        ),
        "; ".join(
            f"with {name.en}, " + (", ".join(f"{x.en} gives {p}" for x, p in by) or _NONE.en)
            for name, by in given
        ),
    )

"""What error localisation says of a filing: every smallest repair, fillings of blanks, honest limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gouji.bilingual import Text

if TYPE_CHECKING:
    from gouji.edits import Edit
    from gouji.finding import Change, Repair
    from gouji.repairs.causes import Explanation

_STOPPED = Text(
    "至少要改 {cells} 个单元格；搜索已达工作量上限而停止，未列出修改方案。",
    "at least {cells} cell(s) must change; the search was stopped at its limit of work and lists no repair.",
)
_MORE = Text(
    "至少要改 {cells} 个单元格；最小的修改方案多于所列的 {listed} 个，其余未列出。",
    "at least {cells} cell(s) must change; there are more smallest repairs than the {listed} listed.",
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One smallest repair with all that goes with it.

    ``fillings`` are the unknown cells beside it (not read, or a blank total) with the value or range that
    then follows; they are no part of the repair. ``explanations`` are the conjectured causes.
    """

    repair: Repair
    fillings: tuple[Change, ...]
    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class Localisation:
    """All smallest sets of printed cells whose change satisfies every edit rule at once.

    ``broken`` are the edits that printed cells contradict. ``alternatives`` come fewest cells first, then in
    form order. ``at_least`` is the proven least number of cells. ``complete`` is False when the limit on work
    was hit. ``mendable`` are the broken edits that filling blanks and unread cells alone would mend, all
    edits connected with them included; ``blank_fillings`` are the smallest ways of doing so.
    """

    form: str | None
    broken: tuple[Edit, ...] = ()
    values: dict[str, int] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()
    at_least: int = 0
    complete: bool = True
    mendable: tuple[Edit, ...] = ()
    blank_fillings: tuple[tuple[Change, ...], ...] = ()

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The repairs alone, as findings carry them."""
        return tuple(alternative.repair for alternative in self.alternatives)

    @property
    def mended_by_blanks(self) -> bool:
        """Say whether filling blanks and unread cells alone mends every broken edit."""
        return bool(self.broken) and set(self.broken) == set(self.mendable)

    @property
    def message(self) -> Text | None:
        """What must be said where the list of repairs is not the whole answer."""
        if not self.complete:
            text = _MORE if self.alternatives else _STOPPED
            return text.filled(cells=self.at_least, listed=len(self.alternatives))
        return None

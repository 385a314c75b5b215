"""The first pass: read a batch of reports into the spool, and say of each what others are compared by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from gouji.copying.shelf import words_of
from gouji.evidence.task import claim_of
from gouji.filing import Filing
from gouji.intake import Failure, read_reports
from gouji.roster import Roster
from gouji.screening.garbage import collected_after
from gouji.screening.packed import packed
from gouji.screening.spool import writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gouji.copying.shelf import Words
    from gouji.evidence.task import Claim
    from gouji.intake import Report
    from gouji.screening.spool import Slot


@dataclass(frozen=True, slots=True)
class Reading:
    """A batch to read. ``name`` is its own among all batches, ``first`` the position of its first report."""

    name: str
    first: int
    reports: Sequence[Report]
    roster: Path | None
    folder: Path

    @property
    def holds(self) -> list[tuple[int, Report]]:
        """The reports of the batch with their positions."""
        return list(enumerate(self.reports, self.first))

    def apart(self) -> list[Reading]:
        """Return the batch as batches of one report."""
        return [
            replace(self, name=f"{self.name}-{position}", first=position, reports=[report])
            for position, report in self.holds
        ]


@dataclass(frozen=True, slots=True)
class Held:
    """A report that was read: its position among all, its form, where its filing lies, whose it is."""

    position: int
    form: str | None
    slot: Slot
    claim: Claim
    words: Words


@collected_after
def read_batch(batch: Reading) -> list[tuple[int, Held | Failure]]:
    """Read a batch into the spool. A report that fails stops no other.

    Each step is taken for the whole batch: its code and data stay in the processor's caches.
    """
    results = list(zip(batch.holds, read_reports(batch.reports, _roster(batch.roster)), strict=True))
    failed = [(position, found) for (position, _), found in results if isinstance(found, Failure)]
    read = [(position, report, found) for (position, report), found in results if isinstance(found, Filing)]
    words = [words_of(filing) for _, _, filing in read]
    claims = [claim_of(report, report.name, filing) for _, report, filing in read]
    with writing(batch.folder, f"{batch.name}.filings") as spool:
        slots = [spool.put(packed(filing)) for _, _, filing in read]
    held = [
        (position, Held(position, filing.form, slot, claim, own))
        for (position, _, filing), slot, claim, own in zip(read, slots, claims, words, strict=True)
    ]
    return [*failed, *held]


@cache
def _roster(path: Path | None) -> Roster:
    return Roster.of(path)

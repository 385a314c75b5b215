"""The second pass: hold a batch of filings against the suites and leave the rendered audits in the spool."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, cast

from gouji.confront import audit_filings
from gouji.copying.compare import closest
from gouji.decision_file import load_decisions
from gouji.decisions import carried
from gouji.screening.garbage import collected_after
from gouji.screening.packed import unpacked
from gouji.screening.spool import get, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from gouji.copying.shelf import Near, Volume
    from gouji.decisions import Decisions
    from gouji.finding import Audit, Verdict
    from gouji.intake import Failure, Report
    from gouji.screening.packed import Packed
    from gouji.screening.spool import Slot


@dataclass(frozen=True, slots=True)
class Asked:
    """One report to audit: its volume on the shelf, and what it may be compared with.

    Reports are known by their position among all. ``related`` are those that rules ask for whatever their
    words: the year before, the bodies that it speaks for or of.
    """

    report: Report
    own: Volume[int]
    near: Near[int]
    related: tuple[int, ...]

    @property
    def needed(self) -> set[int]:
        """Positions of all filings that auditing it may take."""
        compared = (self.own, *self.near.earlier, *(self.near.peers or ()))
        return {*(one.known_as for one in compared), *self.related}


@dataclass(frozen=True, slots=True)
class Holding:
    """A batch to hold against the suites. ``slots`` has every filing that it may need, by position."""

    name: str
    asked: Sequence[Asked]
    slots: Mapping[int, Slot]
    decisions: Path | None
    render: Callable[[Audit], str]
    folder: Path

    @property
    def holds(self) -> list[tuple[int, Report]]:
        """The reports of the batch with their positions."""
        return [(one.own.known_as, one.report) for one in self.asked]

    def apart(self) -> list[Holding]:
        """Return the batch as batches of one report."""
        return [
            replace(self, name=f"{self.name}-{number}", asked=[one]) for number, one in enumerate(self.asked)
        ]


@dataclass(frozen=True, slots=True)
class Checked:
    """A report that was audited: whose it is, the verdict, and where the rendered audit lies.

    ``carried`` are the ids of the decisions that its findings carry.
    """

    agency: str
    body: str
    year: int | None
    verdict: Verdict
    carried: tuple[str, ...]
    rendered: Slot


@collected_after
def hold_batch(batch: Holding) -> list[tuple[int, Checked | Failure]]:
    """Audit a batch; every audit comes with the position of its report.

    The reports of a batch serve each other as all reports at hand do, so that it changes nothing who else is
    in the batch.
    """
    own = [one.own.known_as for one in batch.asked]
    compared = [closest(one.own, one.near) for one in batch.asked]
    further = {position for one in batch.asked for position in one.related}
    further |= {at for found in compared for at in (*found.earlier.close, *found.peers.close)}
    others = sorted(further - set(own))
    filings = {position: unpacked(cast("Packed", get(batch.slots[position]))) for position in (*own, *others)}
    audits = audit_filings(
        [filings[position] for position in own],
        [filings[position] for position in others],
        compared=[found.known_as(filings.__getitem__) for found in compared],
    )
    audits = _decisions(batch.decisions).attached(audits)
    with writing(batch.folder, f"{batch.name}.audits") as spool:
        return [
            (
                position,
                Checked(
                    agency=audit.filing.agency.id,
                    body=audit.filing.agency.name,
                    year=audit.filing.year,
                    verdict=audit.verdict,
                    carried=tuple(of for found in audit.findings for of in carried(found.decision)),
                    rendered=spool.put(batch.render(audit)),
                ),
            )
            for position, audit in zip(own, audits, strict=True)
        ]


@cache
def _decisions(path: Path | None) -> Decisions:
    return load_decisions(path)

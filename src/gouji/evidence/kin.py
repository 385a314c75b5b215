"""Reports of bodies that a report speaks for or of: an audit is handed them as well.

A government that reports for its whole region is added up against its members, a government's office is held
against the government, and a body named where the reporting one should be is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.frames.bodies import is_government, is_government_office
from gouji.frames.members import whole_region
from gouji.prose.leftovers import bodies_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.evidence.task import Claim
    from gouji.filing import Filing


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a report to others.

    ``body`` is who reports, ``parent`` the id of who is above it. ``region``: it reports for a whole region.
    ``office_of`` is the government whose office reports, ``named`` are other bodies in its place.
    """

    body: str
    parent: str | None = None
    region: bool = False
    office_of: str | None = None
    named: tuple[str, ...] = ()


def ties_of(filing: Filing) -> Ties:
    """Return what ties a filing to others."""
    agency = filing.agency
    office = is_government_office(agency)
    named = {one.name for one in bodies_named(filing)}
    return Ties(
        agency.name,
        agency.parent,
        is_government(agency) and whole_region(filing) is not None,
        agency.name.removesuffix("办公室").removesuffix("办公厅") if office else None,
        tuple(sorted(name for name in named if name not in agency.name and agency.name not in name)),
    )


class Kin:
    """All reports at hand, by the ties between them."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._members: dict[tuple[str | None, int | None], list[Claim]] = {}
        self._bodies: dict[str, list[Claim]] = {}
        for claim in sorted(claims, key=lambda one: (one.agency, one.sha256, one.name)):
            self._members.setdefault((claim.ties.parent, claim.year), []).append(claim)
            if claim.copy.safe:
                self._bodies.setdefault(claim.ties.body, []).append(claim)

    def of(self, claim: Claim) -> list[Claim]:
        """Return the reports that this one's rules ask for, in a fixed order."""
        ties = claim.ties
        found: list[Claim] = []
        if ties.region and claim.year is not None:
            found += self._members.get((claim.agency, claim.year), [])
        if ties.office_of is not None:
            government = self._bodies.get(ties.office_of, [])
            found += [one for one in government if one.year == claim.year]
        for name in ties.named:
            # whose report it is matters, not which of them
            found += self._bodies.get(name, [])[:1]
        return found

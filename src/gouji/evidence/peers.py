"""Which of all reports at hand an audit is handed, so that it alone shows what comparing them all has shown.

A notebook reads its own report, earlier ones of the same body, and those of other bodies that come close:
never all. Candidates and common wording depend on every report at hand, so they are looked for here once
for all (:mod:`gouji.copying`), and each audit is handed what concerns it: names and digests of reports, and
digests of the common sentences it holds. An audit whose share of this has not changed has not changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from gouji.copying.compare import closest
from gouji.copying.shelf import Handed, Shelf, Volume

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.copying.shelf import Near, Words
    from gouji.evidence.task import Claim

    Reference = tuple[str, str]


Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Close:
    """What one audit is handed of others, as names and digests in a fixed order.

    ``earlier`` are reports of the same body: of the year before, those that come close, and the latest in
    any case. ``peers`` are reports of other bodies that come close, None where there is no other body at
    hand. ``common`` are digests of the sentences that so many bodies print that nobody copied them.
    """

    earlier: tuple[Reference, ...] = ()
    peers: tuple[Reference, ...] | None = None
    common: tuple[str, ...] = ()

    def as_json(self) -> list[Any]:
        """Return the three as JSON."""
        return [self.earlier, self.peers, self.common]

    @classmethod
    def from_json(cls, raw: Sequence[Any]) -> Close:
        """Return what :meth:`as_json` gave. Raises ValueError and TypeError for anything else."""
        earlier, peers, common = raw
        return cls(_references(earlier), None if peers is None else _references(peers), tuple(common))


def handed(peers: Sequence[Sequence[str]] | None, common: Sequence[str]) -> Handed:
    """Return what an audit was handed, from the parameters of its notebook."""
    return Handed(None if peers is None else frozenset(sha256 for _, sha256 in peers), frozenset(common))


def _references(raw: Sequence[Any]) -> tuple[Reference, ...]:
    return tuple((str(name), str(sha256)) for name, sha256 in raw)


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing gave for one report. ``given`` is the digest of what was compared."""

    given: str
    close: Close


def compare_all(
    shelf: Mapping[Claim, Words], wanted: Sequence[Claim], known: Mapping[str, Compared]
) -> list[Compared]:
    """Compare the reports wanted with all on the shelf, in their order.

    ``known`` are earlier results by the digest of what was compared; they are not worked out again.
    """
    volumes = {claim: volume(claim, claim, words) for claim, words in shelf.items()}
    asked = [volumes[claim] for claim in wanted]
    found: list[Compared] = []
    for own, near in zip(asked, Shelf(list(volumes.values())).near(asked), strict=True):
        given = _given(own, near)
        found.append(known.get(given) or Compared(given, _close(own, near)))
    return found


def volume(known_as: Known, claim: Claim, words: Words) -> Volume[Known]:
    """Return the volume that a report is on the shelf."""
    return Volume(
        known_as=known_as,
        agency=claim.agency,
        body=claim.ties.body,
        year=claim.year,
        sha256=claim.sha256,
        name=claim.report.name,
        words=words,
        safe=claim.copy.safe,
    )


def _close(own: Volume[Claim], near: Near[Claim]) -> Close:
    compared = closest(own, near)
    always = {one.year for one in near.earlier if own.year is not None and one.year == own.year - 1}
    latest = always or {max((one.year or 0 for one in near.earlier), default=0)}
    close = {id(claim) for claim in compared.earlier.close}
    earlier = [one.known_as for one in near.earlier if one.year in latest or id(one.known_as) in close]
    return Close(
        _named(earlier),
        None if near.peers is None else _named(compared.peers.close),
        tuple(sorted(near.common)) if earlier or compared.peers.close else (),
    )


def _named(claims: Sequence[Claim]) -> tuple[Reference, ...]:
    return tuple(sorted({(claim.name, claim.sha256) for claim in claims}))


def _given(own: Volume[Claim], near: Near[Claim]) -> str:
    def said(one: Volume[Claim]) -> list[Any]:
        masked = one.words.masked
        return [
            *(one.agency, one.body, one.year, one.sha256, one.known_as.name),
            *(masked.text, masked.sentences.tolist(), list(masked.five)),
        ]

    peers = None if near.peers is None else [said(one) for one in near.peers]
    return _digest([said(own), [said(one) for one in near.earlier], peers, sorted(near.common)])


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

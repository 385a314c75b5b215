"""The shelf: all reports at hand as far as comparing needs them, and which of them each is compared with."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from gouji.copying.masking import Masked, mask
from gouji.copying.sketch import candidates, sketch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.copying.sketch import Hashes
    from gouji.filing import Agency, Filing

Known = TypeVar("Known")

#: A sentence printed by so many agencies, and by this share of all, is common wording: nobody copied it.
COMMON_AGENCIES: Final = 6
_COMMON_SHARE: Final = 0.01
#: An agency files once a year: of more earlier reports than this, which are copies, the latest are compared.
MOST_EARLIER: Final = 24
_OFFICE: Final = re.compile(r"办公[室厅]$")


@dataclass(frozen=True, slots=True)
class Words:
    """A report's own words, and ``keys`` uint64: their sketch (:mod:`gouji.copying.sketch`)."""

    masked: Masked
    keys: Hashes


@dataclass(frozen=True, slots=True, eq=False)
class Volume(Generic[Known]):
    """One report on the shelf: whose, of which year, its digest and file name, its words.

    ``known_as`` is whatever the caller knows it by. One of which it is not certain whose it is (not ``safe``)
    is neither an earlier report of a body nor one of another.
    """

    known_as: Known
    agency: str
    body: str
    year: int | None
    sha256: str
    name: str
    words: Words
    safe: bool = True

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Ties are decided by who filed, never by the order of the files."""
        return self.agency, self.year or 0, self.sha256, self.name

    @property
    def one_house(self) -> str:
        """The body's name, the same for a government and its own office, which may share a report."""
        return _OFFICE.sub("", self.body)


@dataclass(frozen=True, slots=True)
class Near(Generic[Known]):
    """What one report is compared with.

    ``earlier`` are its agency's reports of earlier years; ``peers`` those of other agencies that may
    share something with it, None where there is no other agency. ``common`` are digests of the sentences in
    it that are common wording.
    """

    earlier: tuple[Volume[Known], ...]
    peers: tuple[Volume[Known], ...] | None
    common: frozenset[str]


@dataclass(frozen=True, slots=True)
class Handed:
    """What a comparison of very many reports found out about one of them, so that it can be repeated alone.

    ``peers`` are the digests (SHA-256) of the reports of other agencies that come close, None where there is
    no other agency; ``common`` is as in :class:`Near`.
    """

    peers: frozenset[str] | None = None
    common: frozenset[str] = field(default_factory=frozenset)


def words_of(filing: Filing) -> Words:
    """Return a filing's own words with their sketch."""
    masked = mask(filing).masked
    return Words(masked, sketch(masked.text))


def volume(filing: Filing) -> Volume[Filing]:
    """Put a filing on the shelf."""
    agency: Agency = filing.agency
    return Volume(
        filing,
        agency.id,
        agency.name,
        filing.year,
        filing.source.sha256,
        filing.source.name,
        words_of(filing),
        agency.is_safe,
    )


def sentences(masked: Masked) -> list[str]:
    """Return a digest of each sentence, in order."""
    return [
        hashlib.blake2b(masked.text[start:end].encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        for start, end in zip(masked.sentences.tolist(), masked.ends.tolist(), strict=True)
    ]


class Shelf(Generic[Known]):
    """All reports at hand, in an order of their own."""

    def __init__(self, volumes: Sequence[Volume[Known]]) -> None:
        self._volumes = sorted((one for one in volumes if one.safe), key=lambda one: one.order)
        self._by_agency: dict[str, list[Volume[Known]]] = {}
        for one in self._volumes:
            self._by_agency.setdefault(one.agency, []).append(one)
        self._common = self._common_wording()

    def _common_wording(self) -> frozenset[str]:
        holders: dict[str, set[str]] = {}
        for one in self._volumes:
            for sentence in sentences(one.words.masked):
                holders.setdefault(sentence, set()).add(one.agency)
        enough = max(COMMON_AGENCIES, _COMMON_SHARE * len(self._by_agency))
        return frozenset(sentence for sentence, agencies in holders.items() if len(agencies) >= enough)

    def near(self, wanted: Sequence[Volume[Known]]) -> list[Near[Known]]:
        """Say what each of these is compared with, in their order."""
        numbered = {agency: number for number, agency in enumerate(self._by_agency)}
        asked = {id(one) for one in wanted}
        found = candidates(
            [one.words.keys for one in self._volumes],
            [numbered[one.agency] for one in self._volumes],
            [id(one) in asked for one in self._volumes],
        )
        at = {id(one): position for position, one in enumerate(self._volumes)}
        return [
            self._near(one, [self._volumes[other] for other in found[at[id(one)]]])
            if one.safe
            else Near((), None, frozenset())
            for one in wanted
        ]

    def _near(self, own: Volume[Known], candidates: Sequence[Volume[Known]]) -> Near[Known]:
        return Near(
            earlier_years(own, self._by_agency[own.agency]),
            tuple(other for other in candidates if _is_peer(own, other))
            if len(self._by_agency) > 1
            else None,
            self._common.intersection(sentences(own.words.masked)),
        )


def handed_over(own: Volume[Known], others: Sequence[Volume[Known]], handed: Handed) -> Near[Known]:
    """Say what a report is compared with where that was found out before."""
    if not own.safe:
        return Near((), None, frozenset())
    shelf = sorted((one for one in others if one.safe), key=lambda one: one.order)
    own_years = [one for one in shelf if one.agency == own.agency]
    if handed.peers is None:
        return Near(earlier_years(own, own_years), None, handed.common)
    peers = tuple(one for one in shelf if one.sha256 in handed.peers and one.agency != own.agency)
    return Near(earlier_years(own, own_years), peers, handed.common)


def earlier_years(own: Volume[Known], others: Sequence[Volume[Known]]) -> tuple[Volume[Known], ...]:
    """Return those of an agency's reports that are of earlier years; the same document again is none.

    ``others`` are in the order of the shelf.
    """
    year = own.year
    if year is None:
        return ()
    earlier = [
        other
        for other in others
        if other.year is not None and other.year < year and other.sha256 != own.sha256
    ]
    return tuple(earlier[-MOST_EARLIER:])


def _is_peer(own: Volume[Known], other: Volume[Known]) -> bool:
    """The same document twice is no copy, nor is a later report: it can only be the copy."""
    later = own.year is not None and other.year is not None and other.year > own.year
    return not later and own.one_house != other.one_house and own.sha256 != other.sha256

"""Each filing beside its own earlier reports and beside reports of other agencies: the closest of each."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.copying.masking import Masked, mask
from gouji.copying.passages import Passage, passages, similarity
from gouji.copying.sketch import candidates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from gouji.filing import Filing

#: Words of its own that a report, and a section five, must have at least for a comparison to mean anything.
SHORTEST: Final = 150
SHORTEST_FIVE: Final = 60
#: A sentence printed by so many agencies, and by this share of all, is common wording: nobody copied it.
COMMON_AGENCIES: Final = 6
_COMMON_SHARE: Final = 0.01
#: A section five that is so much another's is told as such, and not again as a passage.
_WHOLE_FIVE: Final = 0.9
#: Further reports are told where they come this close to the closest one.
_ALSO: Final = 0.8
#: So many of the longest shared passages are kept for quoting.
_QUOTED: Final = 3
_OFFICE: Final = re.compile(r"办公[室厅]$")


@dataclass(frozen=True, slots=True)
class Closest:
    """The report that comes closest in one respect.

    ``value`` is a similarity from 0 to 1, or the characters of the longest shared passage. ``passages`` are
    the longest ones shared with ``other``. ``further``: how many more agencies' reports (or own earlier
    reports) come nearly as close, at least.
    """

    other: Filing
    value: float
    passages: tuple[Passage, ...]
    further: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A filing beside one kind of other reports. ``others``: whether there are any at hand.

    ``whole`` and ``five`` compare the narrative and its section five, ``passage`` the longest passages; each
    is None where nothing is shared that could be compared.
    """

    others: bool
    whole: Closest | None = None
    five: Closest | None = None
    passage: Closest | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a filing shares, with how many words of its own (characters) it and its section five have."""

    length: int
    five_length: int
    earlier: Beside
    peers: Beside


def compare(filings: Sequence[Filing], others: Sequence[Filing]) -> list[Compared]:
    """Compare each filing with all reports at hand, ``filings`` and ``others`` alike; in the order given.

    The same document twice and another copy of the same agency's report of the year are passed over, as is
    a later report: it can only be the copy. A government and its own office may share a report
    (``AGG-OFFICE-VS-GOV`` speaks of that).
    """
    wanted = {id(filing) for filing in filings}
    # ties are decided by who filed, never by the order of the files
    shelf = _Shelf(sorted({id(f): f for f in (*filings, *others)}.values(), key=_order))
    texts = [masked.text for masked in shelf.masked]
    near = candidates(texts, shelf.agencies, [id(filing) in wanted for filing in shelf.filings])
    at = {id(filing): position for position, filing in enumerate(shelf.filings)}
    return [shelf.compared(at[id(filing)], near[at[id(filing)]]) for filing in filings]


def _order(filing: Filing) -> tuple[str, int, str, str]:
    return filing.agency.id, filing.year or 0, filing.source.sha256, filing.source.name


class _Shelf:
    """All reports at hand, masked, in an order of their own."""

    def __init__(self, filings: Sequence[Filing]) -> None:
        self.filings = filings
        self.masked = [mask(filing).masked for filing in filings]
        known: dict[str, int] = {}
        self.agencies = [known.setdefault(filing.agency.id, len(known)) for filing in filings]
        self._by_agency: dict[int, list[int]] = {}
        for position, agency in enumerate(self.agencies):
            self._by_agency.setdefault(agency, []).append(position)
        self._common = self._common_wording()

    def _common_wording(self) -> set[bytes]:
        holders: dict[bytes, set[int]] = {}
        for masked, agency in zip(self.masked, self.agencies, strict=True):
            for sentence in _sentences(masked):
                holders.setdefault(sentence, set()).add(agency)
        enough = max(COMMON_AGENCIES, _COMMON_SHARE * len(self._by_agency))
        return {sentence for sentence, agencies in holders.items() if len(agencies) >= enough}

    def compared(self, own: int, near: Sequence[int]) -> Compared:
        """Return what one report shares with its earlier ones and with the candidates among the others."""
        filing, masked = self.filings[own], self.masked[own]
        common = self._is_common(masked)
        earlier = [
            other
            for other in self._by_agency[self.agencies[own]]
            if (year := self.filings[other].year) is not None
            and filing.year is not None
            and year < filing.year
            and not self._same_document(own, other)
        ]
        peers = [other for other in near if self._is_peer(own, other)]
        has_peers = len(self._by_agency) > 1
        return Compared(
            len(masked.text),
            len(masked.five_text),
            self._beside(own, earlier, common, others=bool(earlier)),
            self._beside(own, peers, common, others=has_peers),
        )

    def _is_common(self, masked: Masked) -> npt.NDArray[np.bool_]:
        said = np.array([sentence in self._common for sentence in _sentences(masked)], dtype=np.bool_)
        return np.repeat(said, masked.ends - masked.sentences)

    def _same_document(self, own: int, other: int) -> bool:
        return self.filings[own].source.sha256 == self.filings[other].source.sha256

    def _is_peer(self, own: int, other: int) -> bool:
        a, b = self.filings[own], self.filings[other]
        later = a.year is not None and b.year is not None and b.year > a.year
        one_house = _OFFICE.sub("", a.agency.name) == _OFFICE.sub("", b.agency.name)
        return not later and not one_house and not self._same_document(own, other)

    def _beside(
        self, own: int, candidates: Iterable[int], common: npt.NDArray[np.bool_], *, others: bool
    ) -> Beside:
        a = self.masked[own]
        whole: list[tuple[float, int, tuple[Passage, ...]]] = []
        five: list[tuple[float, int, tuple[Passage, ...]]] = []
        longest: list[tuple[float, int, tuple[Passage, ...]]] = []
        for other in candidates:
            b = self.masked[other]
            shared = passages(a, b, common)
            if min(len(a.five_text), len(b.five_text)) >= SHORTEST_FIVE:
                alike = similarity(a.five_text, b.five_text)
                five.append((alike, other, _within_five(a, b)))
                if alike >= _WHOLE_FIVE:
                    shared = [p for p in shared if p.a_start < a.five[0] or p.a_end > a.five[1]]
            if len(b.text) >= SHORTEST:
                quoted = tuple(shared[:_QUOTED])
                whole.append((similarity(a.text, b.text), other, quoted))
                if quoted:
                    longest.append((quoted[0].same, other, quoted))
        return Beside(
            others, self._closest(own, whole), self._closest(own, five), self._closest(own, longest)
        )

    def _closest(self, own: int, found: list[tuple[float, int, tuple[Passage, ...]]]) -> Closest | None:
        if not found:
            return None
        value, other, shared = min(found, key=lambda one: (-one[0], self._years_off(own, one[1]), one[1]))
        near = {self._counted_as(own, at) for this, at, _ in found if this >= _ALSO * value}
        return Closest(self.filings[other], value, shared, len(near - {self._counted_as(own, other)}))

    def _years_off(self, own: int, other: int) -> int:
        a, b = self.filings[own].year, self.filings[other].year
        return abs(a - b) if a is not None and b is not None else 10_000

    def _counted_as(self, own: int, other: int) -> tuple[int, int | None]:
        """Other agencies count once, whatever the number of their reports; own reports once a year."""
        mine = self.agencies[own] == self.agencies[other]
        return self.agencies[other], self.filings[other].year if mine else None


def _sentences(masked: Masked) -> list[bytes]:
    """Return a digest of each sentence, in order."""
    return [
        hashlib.blake2b(masked.text[start:end].encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for start, end in zip(masked.sentences.tolist(), masked.ends.tolist(), strict=True)
    ]


def _within_five(a: Masked, b: Masked) -> tuple[Passage, ...]:
    """Return the longest passages that two sections five share."""
    (a_from, a_to), (b_from, b_to) = a.five, b.five
    starts = a.sentences[(a.sentences >= a_from) & (a.sentences < a_to)] - a_from
    section = Masked(a.five_text, np.union1d(starts, [0]), (0, a_to - a_from))
    other = Masked(b.five_text, np.zeros(1, dtype=np.int64), (0, b_to - b_from))
    shared = passages(section, other, np.zeros(a_to - a_from, dtype=np.bool_))
    return tuple(
        replace(
            p,
            a_start=p.a_start + a_from,
            a_end=p.a_end + a_from,
            b_start=p.b_start + b_from,
            b_end=p.b_end + b_from,
        )
        for p in shared[:_QUOTED]
    )

"""The texts of all reports at hand, and the few others that each is to be compared with.

Each text is reduced to keys, and texts with a key in common are candidates:

- bands of a MinHash signature (Broder 1997; locality-sensitive hashing as in Leskovec, Rajaraman and Ullman,
  *Mining of Massive Datasets*, chapter 3): texts that are alike as a whole, however scattered their
  differences;
- winnowed fingerprints (Schleimer, Wilkerson and Aiken, *Winnowing*, SIGMOD 2003): any passage of
  :data:`GUARANTEED` characters or more that two texts share gives them a key in common.

All hashes are fixed functions of the text, so that the same texts give the same candidates on every machine.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import numpy as np

from gouji.copying.masking import Masked, mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    from gouji.model.filing import Agency, Filing


#: Characters of a fingerprint, and fingerprints of which the least is kept.
GRAM: Final = 12
_WINDOW: Final = 29
#: Any shared passage of so many characters is found.
GUARANTEED: Final = GRAM + _WINDOW - 1
_SHINGLE: Final = 5
#: Two texts with half of their shingles in common share a band with probability 0.55, with seven tenths 0.99.
_BANDS: Final = 25
_ROWS: Final = 5
#: Of texts with a key in common, at most so many are compared: those with the most keys in common.
MOST: Final = 8
#: Holders of one key are paired all with all up to this number, beyond it each with its next neighbours.
_SMALL_GROUP: Final = 20
_NEIGHBOURS: Final = 8


def grams(text: str, length: int) -> Hashes:
    """Return the hash of each run of ``length`` characters of a text, in order."""
    if len(text) < length:
        return np.zeros(0, dtype=np.uint64)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    found = np.zeros(len(codes) - length + 1, dtype=np.uint64)
    for at in range(length):
        found = found * np.uint64(0x100000001B3) + codes[at : at + len(found)]
    return _mixed(found)


def _mixed(values: Hashes) -> Hashes:
    """Spread hashes over all bits (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def fingerprints(text: str) -> Hashes:
    """Return the winnowed fingerprints of a text: of every window of grams the least, each once."""
    hashes = grams(text, GRAM)
    if len(hashes) <= _WINDOW:
        return hashes.min(keepdims=True) if len(hashes) else hashes
    return np.unique(np.lib.stride_tricks.sliding_window_view(hashes, _WINDOW).min(axis=1))


#: The hash functions of a signature, x ↦ ax + b modulo 2**64 of hashes that are well mixed already.
_FACTORS: Final = _mixed(np.arange(_BANDS * _ROWS, dtype=np.uint64)) | np.uint64(1)
_TERMS: Final = _mixed(_FACTORS)


def bands(text: str) -> Hashes:
    """Return one key for each band of a text's MinHash signature."""
    shingles = np.unique(grams(text, _SHINGLE))
    if not len(shingles):
        return shingles
    least = (np.multiply.outer(_FACTORS, shingles) + _TERMS[:, None]).min(axis=1)
    rows = least.reshape(_BANDS, _ROWS)
    keys = np.arange(1, _BANDS + 1, dtype=np.uint64)
    for row in rows.T:
        keys = _mixed(keys * np.uint64(0x100000001B3) + row)
    return keys


def sketch(text: str) -> Hashes:
    """Return all keys of a text."""
    return np.concatenate([bands(text), fingerprints(text)])


def candidates(sketches: Sequence[Hashes], groups: Sequence[int], wanted: Sequence[bool]) -> list[list[int]]:
    """Return for each sketch the positions of at most :data:`MOST` others whose texts may share something.

    Texts of the same group are never paired, nor texts of which neither is ``wanted``. The order of the
    texts decides ties, and nothing else.
    """
    found: list[list[int]] = [[] for _ in sketches]
    if len(set(groups)) < 2:
        return found
    first, second, shared = _pairs(sketches, np.asarray(groups), np.asarray(wanted, dtype=np.bool_))
    ends, others = np.concatenate([first, second]), np.concatenate([second, first])
    for at in np.lexsort((others, -np.concatenate([shared, shared]), ends)).tolist():
        if len(found[ends[at]]) < MOST:
            found[ends[at]].append(int(others[at]))
    return found


def _pairs(
    sketches: Sequence[Hashes], groups: npt.NDArray[np.int64], wanted: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return pairs of texts, int64, with the number of keys that each pair shares."""
    keys = np.concatenate(sketches)
    holder = np.repeat(np.arange(len(sketches)), [len(own) for own in sketches])
    order = np.argsort(keys, kind="stable")
    keys, holder = keys[order], holder[order]
    _, size = np.unique(keys, return_counts=True)
    small = np.repeat(size <= _SMALL_GROUP, size)
    pairs: list[npt.NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    for step in range(1, _SMALL_GROUP):
        a, b = holder[:-step], holder[step:]
        meet = (keys[:-step] == keys[step:]) & (small[:-step] | (step <= _NEIGHBOURS))
        a, b = a[meet], b[meet]
        use = (groups[a] != groups[b]) & (wanted[a] | wanted[b])
        pairs.append(a[use] * len(sketches) + b[use])
    codes, shared = np.unique(np.concatenate(pairs), return_counts=True)
    return codes // len(sketches), codes % len(sketches), shared


Known = TypeVar("Known")

#: A sentence printed by so many agencies, and by this share of all, is common wording: nobody copied it.
COMMON_AGENCIES: Final = 6
_COMMON_SHARE: Final = 0.01
#: An agency files once a year: of more earlier reports than this, which are copies, the latest are compared.
MOST_EARLIER: Final = 24
_OFFICE: Final = re.compile(r"办公[室厅]$")


@dataclass(frozen=True, slots=True)
class Words:
    """A report's own words, and ``keys`` uint64: their sketch (:mod:`gouji.copying.collection`)."""

    masked: Masked
    keys: Hashes


@dataclass(frozen=True, slots=True, eq=False)
class CollectedText(Generic[Known]):
    """One report of the collection: whose, of which year, its digest and file name, its words.

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

    earlier: tuple[CollectedText[Known], ...]
    peers: tuple[CollectedText[Known], ...] | None
    common: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparands:
    """What one report is to be compared with, as the comparison of very many reports found out.

    ``peers`` are the digests (SHA-256) of the reports of other agencies that come close, None where there is
    no other agency; ``common`` is as in :class:`Near`.
    """

    peers: frozenset[str] | None = None
    common: frozenset[str] = field(default_factory=frozenset)


def words_of(filing: Filing) -> Words:
    """Return a filing's own words with their sketch."""
    masked = mask(filing).masked
    return Words(masked, sketch(masked.text))


def collected(filing: Filing) -> CollectedText[Filing]:
    """Return a filing as the collection keeps it."""
    agency: Agency = filing.agency
    return CollectedText(
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


class Collection(Generic[Known]):
    """All reports at hand, in an order of their own."""

    def __init__(self, texts: Sequence[CollectedText[Known]]) -> None:
        self._texts = sorted((one for one in texts if one.safe), key=lambda one: one.order)
        self._by_agency: dict[str, list[CollectedText[Known]]] = {}
        for one in self._texts:
            self._by_agency.setdefault(one.agency, []).append(one)
        self._common = self._common_wording()

    def _common_wording(self) -> frozenset[str]:
        holders: dict[str, set[str]] = {}
        for one in self._texts:
            for sentence in sentences(one.words.masked):
                holders.setdefault(sentence, set()).add(one.agency)
        enough = max(COMMON_AGENCIES, _COMMON_SHARE * len(self._by_agency))
        return frozenset(sentence for sentence, agencies in holders.items() if len(agencies) >= enough)

    def near(self, wanted: Sequence[CollectedText[Known]]) -> list[Near[Known]]:
        """Say what each of these is compared with, in their order."""
        numbered = {agency: number for number, agency in enumerate(self._by_agency)}
        asked = {id(one) for one in wanted}
        found = candidates(
            [one.words.keys for one in self._texts],
            [numbered[one.agency] for one in self._texts],
            [id(one) in asked for one in self._texts],
        )
        at = {id(one): position for position, one in enumerate(self._texts)}
        return [
            self._near(one, [self._texts[other] for other in found[at[id(one)]]])
            if one.safe
            else Near((), None, frozenset())
            for one in wanted
        ]

    def _near(self, own: CollectedText[Known], candidates: Sequence[CollectedText[Known]]) -> Near[Known]:
        return Near(
            earlier_years(own, self._by_agency[own.agency]),
            tuple(other for other in candidates if _is_peer(own, other))
            if len(self._by_agency) > 1
            else None,
            self._common.intersection(sentences(own.words.masked)),
        )


def near_known(
    own: CollectedText[Known], others: Sequence[CollectedText[Known]], comparands: Comparands
) -> Near[Known]:
    """Say what a report is compared with where that was found out before."""
    if not own.safe:
        return Near((), None, frozenset())
    safe = sorted((one for one in others if one.safe), key=lambda one: one.order)
    own_years = [one for one in safe if one.agency == own.agency]
    if comparands.peers is None:
        return Near(earlier_years(own, own_years), None, comparands.common)
    peers = tuple(one for one in safe if one.sha256 in comparands.peers and one.agency != own.agency)
    return Near(earlier_years(own, own_years), peers, comparands.common)


def earlier_years(
    own: CollectedText[Known], others: Sequence[CollectedText[Known]]
) -> tuple[CollectedText[Known], ...]:
    """Return those of an agency's reports that are of earlier years; the same document again is none.

    ``others`` are in the order of the collection.
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


def _is_peer(own: CollectedText[Known], other: CollectedText[Known]) -> bool:
    """The same document twice is no copy, nor is a later report: it can only be the copy."""
    later = own.year is not None and other.year is not None and other.year > own.year
    return not later and own.one_house != other.one_house and own.sha256 != other.sha256

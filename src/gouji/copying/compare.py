"""Each report beside its earlier ones and beside other agencies': the closest, and what they share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import numpy as np
from rapidfuzz.distance import Indel

from gouji.copying.collection import (
    GRAM,
    CollectedText,
    Collection,
    Comparands,
    Known,
    Near,
    collected,
    grams,
    near_known,
    sentences,
)
from gouji.copying.masking import Masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from gouji.copying.collection import Hashes
    from gouji.model.filing import Filing


#: Shared runs with at most so many characters between them, in both texts, are one passage.
BRIDGED: Final = 10
#: Texts whose hashes are kept: neighbours in the collection are compared with each other many times.
_KEPT: Final = 256
#: Among so many counters the characters of a text are divided; and less than a character.
_COUNTERS: Final = 1024
_ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand in two texts: ``a[a_start:a_end]`` and ``b[b_start:b_end]``.

    ``same`` is the number of characters that are the same, what is common wording left out. ``sentences`` is
    the number of whole sentences of the first text in it.
    """

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    same: int
    sentences: int = 0


def similarity(a: str, b: str, least: float = 0.0) -> float:
    """Return how alike two texts are, 0 to 1: twice their longest common subsequence over both lengths.

    Below ``least`` it is 0. Most texts do not even have that many characters in common, in whatever order.
    """
    both = len(a) + len(b)
    if least and 2 * int(np.minimum(_counted(a), _counted(b)).sum()) < least * both - _ROUNDING:
        return 0.0
    return Indel.normalized_similarity(a, b, score_cutoff=least)


def runs(a: str, b: str, counted: npt.NDArray[np.bool_], least: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield every maximal run of :data:`GRAM` or more characters that stands in both.

    A run is its start in ``a``, its start in ``b``, its length; in order of both starts. There is none where
    all runs together have fewer than ``least`` of the characters of ``a`` that are ``counted``.
    """
    (in_a, order_a), (in_b, order) = _in_order(a), _in_order(b)
    if not len(in_a) or not len(in_b):
        return
    # what is looked up in ascending order is found several times as fast
    left = np.empty(len(in_a), dtype=np.intp)
    left[order_a] = in_b.searchsorted(in_a)
    in_a = _grams(a)
    shared = in_b[np.minimum(left, len(in_b) - 1)] == in_a
    if not shared.any() or np.count_nonzero(_covered(shared) & counted) < least:
        return
    at, left = np.flatnonzero(shared), left[shared]
    count = in_b.searchsorted(in_a[at], side="right") - left
    i = np.repeat(at, count)
    within = np.arange(len(i)) - np.repeat(np.cumsum(count) - count, count)
    j = order[np.repeat(left, count) + within]
    along = np.lexsort((i, i - j))
    i, j = i[along], j[along]
    breaks = np.flatnonzero((np.diff(i) != 1) | (np.diff(j) != 1)) + 1
    borders = [0, *breaks.tolist(), len(i)]
    found = [
        (int(i[start]), int(j[start]), end - start + GRAM - 1)
        for start, end in pairwise(borders)
        if end > start
    ]
    # equal hashes almost always mean equal text; a finding needs certainty
    yield from (run for run in sorted(found) if a[run[0] : run[0] + run[2]] == b[run[1] : run[1] + run[2]])


def _covered(starts: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say of each character whether it belongs to a gram that starts at one of these."""
    covered: npt.NDArray[np.bool_] = np.convolve(starts, np.ones(GRAM)) > 0.5
    return covered


@lru_cache(2 * _KEPT)
def _counted(text: str) -> npt.NDArray[np.int32]:
    """Return how often each character occurs; some are counted together, which lets texts look more alike."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.bincount(codes % _COUNTERS, minlength=_COUNTERS).astype(np.int32)


@lru_cache(_KEPT)
def _grams(text: str) -> Hashes:
    return grams(text, GRAM)


@lru_cache(_KEPT)
def _in_order(text: str) -> tuple[Hashes, npt.NDArray[np.intp]]:
    """Return the hashes of a text in ascending order, and where each stands."""
    hashes = _grams(text)
    order = np.argsort(hashes, kind="stable")
    return hashes[order], order


def passages(a: Masked, b: Masked, common: npt.NDArray[np.bool_], least: int = 0) -> list[Passage]:
    """Return the passages that stand in both texts, the longest first.

    ``common`` says of each character of ``a`` whether it belongs to common wording, which does not count.
    Perhaps none where no passage has ``least`` characters: then this is told without looking for them.
    """
    shared = list(runs(a.text, b.text, ~common, least))
    if not shared:
        return []
    own = np.concatenate([[0], np.cumsum(~common)])
    found: list[Passage] = []
    for i, j, length in shared:
        for at, last in enumerate(found):
            over = max(last.a_end - i, last.b_end - j, 0)
            if i + over - last.a_end > BRIDGED or j + over - last.b_end > BRIDGED:
                continue
            if over < length:
                same = last.same + int(own[i + length] - own[i + over])
                found[at] = Passage(last.a_start, i + length, last.b_start, j + length, same)
            break
        else:
            found.append(Passage(i, i + length, j, j + length, int(own[i + length] - own[i])))
    ends = a.ends
    told = np.concatenate([[0], np.cumsum(~common[ends - 1])])
    first = told[np.searchsorted(a.sentences, [p.a_start for p in found])]
    until = told[np.searchsorted(ends, [p.a_end for p in found], side="right")]
    whole = np.maximum(until - first, 0).tolist()
    counted = [
        Passage(p.a_start, p.a_end, p.b_start, p.b_end, p.same, count)
        for p, count in zip(found, whole, strict=True)
    ]
    return sorted(counted, key=lambda p: (-p.same, p.a_start, p.b_start))


Other = TypeVar("Other")

#: Words of its own that a report, and a section five, must have at least for a comparison to mean anything.
SHORTEST: Final = 150
SHORTEST_FIVE: Final = 60
#: What comes less close is not told: a similarity, and the characters of a passage.
CLOSE: Final = 0.7
CLOSE_PASSAGE: Final = 60
#: A section five that is so much another's is told as such, and not again as a passage.
_WHOLE_FIVE: Final = 0.9
#: Further reports are told where they come this close to the closest one.
_ALSO: Final = 0.8
#: So many of the longest shared passages are kept for quoting.
_QUOTED: Final = 3


@dataclass(frozen=True, slots=True)
class Closest(Generic[Known]):
    """The report that comes closest in one respect.

    ``value`` is a similarity from 0 to 1, or the characters of the longest shared passage. ``passages`` are
    the longest ones shared with ``other``. ``further``: how many more agencies' reports (or own earlier
    reports) come nearly as close, at least. ``all`` are ``other`` and those further ones.
    """

    other: Known
    value: float
    passages: tuple[Passage, ...]
    further: int
    all: tuple[Known, ...]

    def known_as(self, other: Callable[[Known], Other]) -> Closest[Other]:
        """Return the same with the reports known otherwise."""
        told = tuple(other(one) for one in self.all)
        return Closest(other(self.other), self.value, self.passages, self.further, told)


@dataclass(frozen=True, slots=True)
class Beside(Generic[Known]):
    """A report beside one kind of other reports. ``others``: whether there are any at hand.

    ``whole`` and ``five`` compare the narrative and its section five, ``passage`` the longest passages; each
    is None where nothing comes close (:data:`CLOSE`, :data:`CLOSE_PASSAGE`).
    """

    others: bool
    whole: Closest[Known] | None = None
    five: Closest[Known] | None = None
    passage: Closest[Known] | None = None

    def known_as(self, other: Callable[[Known], Other]) -> Beside[Other]:
        """Return the same with the reports known otherwise."""
        respects = (self.whole, self.five, self.passage)
        return Beside(self.others, *(closest.known_as(other) if closest else None for closest in respects))

    @property
    def close(self) -> list[Known]:
        """All reports that come close in some respect, each once."""
        told = [closest.all for closest in (self.whole, self.five, self.passage) if closest]
        return list({id(one): one for some in told for one in some}.values())


@dataclass(frozen=True, slots=True)
class Compared(Generic[Known]):
    """What a report shares, with how many words of its own (characters) it and its section five have."""

    length: int
    five_length: int
    earlier: Beside[Known]
    peers: Beside[Known]

    def known_as(self, other: Callable[[Known], Other]) -> Compared[Other]:
        """Return the same with the reports known otherwise."""
        return Compared(
            self.length, self.five_length, self.earlier.known_as(other), self.peers.known_as(other)
        )


def compare(
    filings: Sequence[Filing], others: Sequence[Filing], comparands: Comparands | None = None
) -> list[Compared[Filing]]:
    """Compare each filing with all reports at hand, ``filings`` and ``others`` alike; in the order given.

    The same document twice and another copy of the same agency's report of the year are passed over, as is
    a later report: it can only be the copy. A government and its own office may share a report
    (``AGG-OFFICE-VS-GOV`` speaks of that). With ``comparands`` the reports at hand are not all there are.
    """
    texts = {id(filing): collected(filing) for filing in (*filings, *others)}
    wanted = [texts[id(filing)] for filing in filings]
    if comparands is not None:
        return [closest(one, near_known(one, list(texts.values()), comparands)) for one in wanted]
    near = Collection(list(texts.values())).near(wanted)
    return [closest(one, those) for one, those in zip(wanted, near, strict=True)]


def closest(own: CollectedText[Known], near: Near[Known]) -> Compared[Known]:
    """Return what one report shares with its earlier ones and with its peers."""
    common = _is_common(own.words.masked, near.common)
    return Compared(
        len(own.words.masked.text),
        len(own.words.masked.five_text),
        _beside(own, near.earlier, common, at_hand=bool(near.earlier)),
        _beside(own, near.peers or (), common, at_hand=near.peers is not None),
    )


def _is_common(masked: Masked, common: frozenset[str]) -> npt.NDArray[np.bool_]:
    said = np.array([sentence in common for sentence in sentences(masked)], dtype=np.bool_)
    return np.repeat(said, masked.ends - masked.sentences)


def _beside(
    own: CollectedText[Known],
    others: Iterable[CollectedText[Known]],
    common: npt.NDArray[np.bool_],
    *,
    at_hand: bool,
) -> Beside[Known]:
    a = own.words.masked
    in_five = np.zeros(len(a.text), dtype=np.bool_)
    in_five[slice(*a.five)] = True
    whole: list[_Found[Known]] = []
    five: list[_Found[Known]] = []
    longest: list[_Found[Known]] = []
    for other in others:
        b = other.words.masked
        whole_five = False
        if min(len(a.five_text), len(b.five_text)) >= SHORTEST_FIVE:
            alike = similarity(a.five_text, b.five_text, CLOSE)
            if alike >= CLOSE:
                five.append(_Found(alike, other, _within_five(a, b)))
            whole_five = alike >= _WHOLE_FIVE
        if len(b.text) < SHORTEST:
            continue
        alike = similarity(a.text, b.text, CLOSE)
        # what is quoted of a report that comes close may be shorter than a passage that is told by itself
        shared = passages(a, b, common, 0 if alike >= CLOSE else CLOSE_PASSAGE)
        if alike >= CLOSE:
            whole.append(_Found(alike, other, tuple(shared[:_QUOTED])))
        if whole_five:
            shared = passages(a, b, common | in_five, CLOSE_PASSAGE)
        if shared and shared[0].same >= CLOSE_PASSAGE:
            longest.append(_Found(shared[0].same, other, tuple(shared[:_QUOTED])))
    return Beside(at_hand, _closest(own, whole), _closest(own, five), _closest(own, longest))


@dataclass(frozen=True, slots=True)
class _Found(Generic[Known]):
    """How close one other report comes."""

    value: float
    other: CollectedText[Known]
    passages: tuple[Passage, ...]


def _closest(own: CollectedText[Known], found: Sequence[_Found[Known]]) -> Closest[Known] | None:
    if not found:
        return None
    best = min(found, key=lambda one: (-one.value, _years_off(own, one.other), one.other.order))
    near = [one.other for one in found if one.value >= _ALSO * best.value]
    further = {_counted_as(own, other) for other in near} - {_counted_as(own, best.other)}
    return Closest(
        best.other.known_as, best.value, best.passages, len(further), tuple(one.known_as for one in near)
    )


def _years_off(own: CollectedText[Known], other: CollectedText[Known]) -> int:
    return abs(own.year - other.year) if own.year is not None and other.year is not None else 10_000


def _counted_as(own: CollectedText[Known], other: CollectedText[Known]) -> tuple[str, int | None]:
    """Other agencies count once, whatever the number of their reports; own reports once a year."""
    return other.agency, other.year if own.agency == other.agency else None


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

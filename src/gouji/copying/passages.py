"""What two texts share, exactly: how alike they are as a whole, and the passages that stand in both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz.distance import Indel

from gouji.copying.sketch import GRAM, grams

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gouji.copying.masking import Masked
    from gouji.copying.sketch import Hashes

#: Shared runs with at most so many characters between them, in both texts, are one passage.
BRIDGED: Final = 10
#: Texts whose hashes are kept: neighbours on the shelf are compared with each other many times.
_KEPT: Final = 256


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

    Below ``least`` it is 0.
    """
    return Indel.normalized_similarity(a, b, score_cutoff=least)


def runs(a: str, b: str, counted: npt.NDArray[np.bool_], least: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield every maximal run of :data:`~gouji.copying.sketch.GRAM` or more characters that stands in both.

    A run is its start in ``a``, its start in ``b``, its length; in order of both starts. There is none where
    all runs together have fewer than ``least`` of the characters of ``a`` that are ``counted``.
    """
    in_a, (in_b, order) = _grams(a), _in_order(b)
    if not len(in_a) or not len(in_b):
        return
    left = np.searchsorted(in_b, in_a, side="left")
    shared = in_b[np.minimum(left, len(in_b) - 1)] == in_a
    if not shared.any() or np.count_nonzero(_covered(shared) & counted) < least:
        return
    at, left = np.flatnonzero(shared), left[shared]
    count = np.searchsorted(in_b, in_a[at], side="right") - left
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
    own = np.concatenate([[0], np.cumsum(~common)])
    found: list[Passage] = []
    for i, j, length in runs(a.text, b.text, ~common, least):
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
    counted = [
        Passage(
            p.a_start,
            p.a_end,
            p.b_start,
            p.b_end,
            p.same,
            int(((a.sentences >= p.a_start) & (a.ends <= p.a_end) & ~common[a.ends - 1]).sum()),
        )
        for p in found
    ]
    return sorted(counted, key=lambda p: (-p.same, p.a_start, p.b_start))

"""Candidates: for each text a few others that may share something with it, without comparing all pairs.

Each text is reduced to keys, and texts with a key in common are candidates:

- bands of a MinHash signature (Broder 1997; locality-sensitive hashing as in Leskovec, Rajaraman and Ullman,
  *Mining of Massive Datasets*, chapter 3): texts that are alike as a whole, however scattered their
  differences;
- winnowed fingerprints (Schleimer, Wilkerson and Aiken, *Winnowing*, SIGMOD 2003): any passage of
  :data:`GUARANTEED` characters or more that two texts share gives them a key in common.

All hashes are fixed functions of the text, so that the same texts give the same candidates on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

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
    least = [(factor * shingles + term).min() for factor, term in zip(_FACTORS, _TERMS, strict=True)]
    rows = np.array(least, dtype=np.uint64).reshape(_BANDS, _ROWS)
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

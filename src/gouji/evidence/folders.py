"""Where an audit's evidence goes: ``<year>/<agency id>``, whatever year and id a hostile report claims."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Names that Windows keeps for devices, with or without an extension.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
#: File systems allow 255 bytes a name; a letter of Chinese takes three in UTF-8.
_LONGEST = 64
_DIGEST = 8
_YEARS = range(1000, 10000)

UNKNOWN_YEAR = "undated"


def safe_name(name: str) -> str:
    """Return a name that is one folder on every file system: the same for the same name, never a way out.

    Letters, digits, ``-``, ``_`` and inner dots stay as they are. A name that loses something else, is
    reserved, or is too long ends in a digest of itself, so that two names never become one this way.
    """
    kept = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name)).strip(".-")
    reserved = _DEVICE.fullmatch(kept)
    if kept and kept == name and len(kept) <= _LONGEST and not reserved:
        return kept
    if reserved:
        kept = kept.replace(".", "-")
    return f"{kept[: _LONGEST - _DIGEST - 1].rstrip('.-') or 'agency'}-{_digest(name)}"


def evidence_folders(claims: Sequence[tuple[int | None, str, str]]) -> list[str]:
    """Return the folder ``year/name`` for each claim of (year, agency id, reference of the report).

    Where two claims would share a folder, also on a file system that knows no case, each gets a digest of
    its report's reference, and copies of one report are numbered. The result for a claim depends on the
    set of claims, never on their order.
    """
    folders = [f"{_year_name(year)}/{safe_name(agency)}" for year, agency, _ in claims]
    taken = Counter(map(_folded, folders))
    told_apart = [
        f"{folder}-{_digest(reference)}" if taken[_folded(folder)] > 1 else folder
        for folder, (_, _, reference) in zip(folders, claims, strict=True)
    ]
    copies: Counter[str] = Counter()
    for index, folder in enumerate(told_apart):
        copies[_folded(folder)] += 1
        if copies[_folded(folder)] > 1:
            told_apart[index] = f"{folder}-{copies[_folded(folder)]}"
    return told_apart


def _year_name(year: int | None) -> str:
    return str(year) if year in _YEARS else UNKNOWN_YEAR


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]

"""The narrative as sentences, each with its place and what leads up to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.document import Paragraph, Place
    from gouji.filing import Filing

_END: Final = re.compile(r"[。；;！!？?]")
#: Titles in book marks name documents; what they say is no statement of the report.
_TITLE: Final = re.compile(r"《[^》]*》")
_SHORTEST: Final = 4
#: Anything longer is no sentence but a text without full stops: it is cut, so that no pattern has to look at
#: it all at once.
_LONGEST: Final = 2_000
_CUT: Final = re.compile(r"[，,、](?!\d)")
#: A line at least this long that ends without a mark goes on in the next line: a hard line break.
_WRAPPED: Final = 20
_STOPPED: Final = frozenset('。；;：:！!？?，,、）)》”"…')
_HEADLINE: Final = re.compile(r"[^，,。；;：:]{4,50}年度报告\Z")
_GAP: Final = re.compile(r"\s{2}")
_STARTS_ANEW: Final = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．是要]|[（(]?\d{1,2}[）)、.．](?!\d)|第[一二三四五六七八九十]|[•●·\-—])"
)
#: A short line of this kind introduces what follows it: （二）依申请公开情况.
_LABEL: Final = 30


class _Figures(dict[int, str]):
    """A table for :meth:`str.translate`: digits of every kind, ％ and ． become ordinary ones."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = unicodedata.normalize("NFKC", char) if char.isdigit() or char in "％．" else char
        return self[code]


_FIGURES: Final = _Figures()
_known: Final[dict[int, tuple[Sentence, ...]]] = {}


@dataclass(frozen=True)
class Sentence:
    """A sentence: ``text`` as printed, ``section`` its section's number (0 for what stands before).

    ``lead`` is the plain text of the same paragraph before it, with the label line above the paragraph, at
    most the last two thousand characters.
    """

    text: str
    place: Place
    section: int
    lead: str = ""

    @cached_property
    def plain(self) -> str:
        """The text with ordinary figures, without white space and without titles of documents."""
        return plain(self.text)


def plain(text: str) -> str:
    """Return a text with ordinary figures, without white space and without titles of documents."""
    return _TITLE.sub("《》", "".join(text.translate(_FIGURES).split()))


def sentences(filing: Filing) -> tuple[Sentence, ...]:
    """Return the sentences of the preface and of every section in order.

    Every kind of statement asks for them, so they are kept as long as the filing is there. Filings are told
    apart by identity: to compare two takes longer than to read one.
    """
    found = _known.get(id(filing))
    if found is None:
        parts = [(filing.preamble, 0), *((section.paragraphs, section.number) for section in filing.sections)]
        found = tuple(sentence for part, number in parts for sentence in _of_part(part, number))
        _known[id(filing)] = found
        finalize(filing, _known.pop, id(filing), None).atexit = False
    return found


def prose(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, Place]]:
    """Yield paragraphs with hard line breaks mended, each with the place where it starts."""
    text, start = "", None
    for paragraph in paragraphs:
        for line in paragraph.text.split("\n"):
            if not line.strip():
                continue
            if start is not None and _goes_on(text, line):
                text += line.strip()
                continue
            if start is not None:
                yield text, start
            text, start = line.strip(), paragraph.place
    if start is not None:
        yield text, start


def _goes_on(text: str, line: str) -> bool:
    if len(text) < _WRAPPED or text[-1] in _STOPPED or _HEADLINE.match(text):
        return False
    # only what stands behind the last gap is the line; the paragraph so far may be long
    return not _GAP.search(text[-_WRAPPED - 1 :]) and not _STARTS_ANEW.match(line)


def _of_part(paragraphs: Sequence[Paragraph], section: int) -> Iterator[Sentence]:
    label = ""
    for text, place in prose(paragraphs):
        before = label
        for piece in _pieces(text):
            if len(piece.strip()) >= _SHORTEST:
                yield Sentence(piece.strip(), place, section, before)
            before = (before + plain(piece) + "。")[-_LONGEST:]
        label = plain(text) + "。" if len(text) <= _LABEL and "。" not in text else ""


def _pieces(text: str) -> Iterator[str]:
    for piece in _END.split(text):
        start = 0
        while len(piece) - start > _LONGEST:
            cuts = [cut.end() for cut in _CUT.finditer(piece, start, start + _LONGEST)]
            end = cuts[-1] if cuts else start + _LONGEST
            yield piece[start:end]
            start = end
        yield piece[start:]

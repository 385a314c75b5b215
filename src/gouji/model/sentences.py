"""The narrative of a report as sentences, each with its place and what leads up to it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from gouji.model.text import tight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gouji.model.document import Paragraph, Place


#: Titles in book marks name documents; what they say is no statement of the report.
_TITLE: Final = re.compile(r"《[^》]*》")
#: Anything but the Chinese characters, letters, marks and ordinary figures that most texts are made of.
_UNUSUAL: Final = re.compile("[^\0-\x7f\u2010-\u2027\u2e80-\u9fff！-＄＆-－：-～]")


class _Figures(dict[int, str]):
    """A table for :meth:`str.translate`: digits of every kind, ％ and ． become ordinary ones."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = unicodedata.normalize("NFKC", char) if char.isdigit() or char in "％．" else char
        return self[code]


_FIGURES: Final = _Figures()
#: A figure with a character that nobody can tell: what is left of it is another figure.
_UNKNOWN_FIGURE: Final = re.compile(r"(?:\d[\d.,]*)?\ufffd[\d.,\ufffd]*")


def plain(text: str) -> str:
    """Return a text with ordinary figures, without white space and without titles of documents.

    Of a figure with an unknown character U+FFFD that character alone is left.
    """
    if _UNUSUAL.search(text):
        text = text.translate(_FIGURES)
    text = tight(text)
    if "\ufffd" in text:
        text = _UNKNOWN_FIGURE.sub("\ufffd", text)
    return _TITLE.sub("《》", text) if "《" in text else text


_END: Final = re.compile(r"[。；;！!？?]")
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


class Sentence(NamedTuple):
    """A sentence: ``text`` as printed, ``section`` its section's number (0 for what stands before).

    ``plain`` is the text with ordinary figures, without white space and without titles of documents.
    ``lead`` is the plain text of the same paragraph before it, with the label line above the paragraph, at
    most the last two thousand characters.
    """

    text: str
    place: Place
    section: int
    plain: str
    lead: str = ""


class Mended(NamedTuple):
    """A paragraph with hard line breaks mended: ``text`` as printed, where it starts, its plain text."""

    text: str
    place: Place
    plain: str


class Part(NamedTuple):
    """The paragraphs of a section, or of the preface (``section`` 0)."""

    section: int
    paragraphs: tuple[Mended, ...]


class Narrative(NamedTuple):
    """What a report says in words: the preface and every section, and the sentences of both, in order."""

    parts: tuple[Part, ...]
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, preface: Sequence[Paragraph], sections: Iterable[tuple[int, Sequence[Paragraph]]]) -> Self:
        """Return the narrative of a preface and of sections, each with its number and its paragraphs."""
        told = (_part(0, preface), *(_part(number, paragraphs) for number, paragraphs in sections))
        return cls(told, tuple(sentence for part in told for sentence in _of_part(part)))


def _part(section: int, paragraphs: Sequence[Paragraph]) -> Part:
    return Part(section, tuple(Mended(text, place, plain(text)) for text, place in prose(paragraphs)))


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


def _of_part(part: Part) -> Iterator[Sentence]:
    label = ""
    for paragraph in part.paragraphs:
        lead = label
        as_printed = paragraph.plain == paragraph.text
        for piece in _pieces(paragraph.text):
            # what is plain as it is printed is so piece by piece
            text, in_plain = piece.strip(), piece if as_printed else plain(piece)
            if len(text) >= _SHORTEST:
                yield Sentence(text, paragraph.place, part.section, in_plain, lead)
            lead = (lead + in_plain + "。")[-_LONGEST:]
        short = len(paragraph.text) <= _LABEL and "。" not in paragraph.text
        label = paragraph.plain + "。" if short else ""


def _pieces(text: str) -> Iterator[str]:
    for piece in _END.split(text):
        start = 0
        while len(piece) - start > _LONGEST:
            cuts = [cut.end() for cut in _CUT.finditer(piece, start, start + _LONGEST)]
            end = cuts[-1] if cuts else start + _LONGEST
            yield piece[start:end]
            start = end
        yield piece[start:]

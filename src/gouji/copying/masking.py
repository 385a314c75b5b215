"""A report's own words: the narrative without names, numbers, document titles and formulas.

What is left out: white space and punctuation; the agency's names (:mod:`gouji.copying.names`); digits, and
Chinese numerals that count something; titles in book marks, addresses of pages and mail; labels of the
statutory tables; and the formulas of ``formulas.json``, which the form, the law or usage dictates. A
sentence of which hardly anything remains is left out altogether.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.alternatives import Alternatives
from gouji.copying.names import PRONOUNS, own_names
from gouji.forms import FORM_IDS, load_form
from gouji.spacing import tight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from gouji.document import Paragraph, Place
    from gouji.filing import Filing

    Positions = npt.NDArray[np.int64]

#: The section on problems and improvement.
FIVE: Final = 5
#: A sentence of which fewer characters remain is nothing but formula.
RESIDUE: Final = 6
#: A quote is cut after this many characters.
_LONGEST_QUOTE: Final = 400
_FILL: Final = "\0"
#: Whether a character is white space, by its code; the last stands for all further ones.
_SPACE: Final = np.array([chr(code).isspace() for code in range(0x3002)])
#: Full-width forms stand for the same letters, digits and marks as those this far below them.
_WIDE: Final = (0xFF01, 0xFF5E)
_NARROWER: Final = 0xFEE0
_SENTENCE_END: Final = re.compile("[。;!?]")
_WORDS: Final = re.compile(r"[^\W\d_\x00]+")
_NAMED: Final = re.compile(r"《[^》]{0,80}》|https?:[!-~]+|www\.[!-~]+|[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+")
_NUMERAL: Final = "[第零〇一二三四五六七八九十百千万两]"
_COUNTED: Final = re.compile(
    rf"(?<!{_NUMERAL}){_NUMERAL}++(?=[余多]?[件次条个场期人篇项批份起家名部类轮天月日年季%])"
    r"|[(（]?[一二三四五六七八九十]{1,9}[)）、]|第?[一二三四五六七八九十]{1,9}(?:[是要]|(?=[,，]))"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A report's own words as one string, ``text``.

    ``sentences`` int64: where each sentence starts in it, ascending from 0. ``five``: where section five
    starts and ends. Empty where the report has no words of its own.
    """

    text: str
    sentences: Positions
    five: tuple[int, int]

    @property
    def ends(self) -> Positions:
        """Where each sentence ends."""
        return np.append(self.sentences[1:], len(self.text))[: len(self.sentences)]

    @property
    def five_text(self) -> str:
        """The words of section five."""
        return self.text[slice(*self.five)]


@dataclass(frozen=True, slots=True)
class Prose:
    """A report's own words and the way back: ``origin`` int64, the place of each in the printed text."""

    masked: Masked
    printed: str
    origin: Positions
    starts: Positions
    places: tuple[Place, ...]

    def quote(self, start: int, end: int) -> tuple[str, Place]:
        """Return the printed text behind the words from ``start`` up to ``end``, and where it begins."""
        first, last = int(self.origin[start]), int(self.origin[end - 1]) + 1
        place = self.places[int(np.searchsorted(self.starts, first, side="right")) - 1]
        quoted = tight(self.printed[first:last])
        return (quoted if len(quoted) <= _LONGEST_QUOTE else quoted[:_LONGEST_QUOTE] + "……"), place


def mask(filing: Filing) -> Prose:
    """Return what a report says in words of its own."""
    paragraphs = list(_paragraphs(filing))
    lengths = np.array([len(paragraph.text) for paragraph, _ in paragraphs], dtype=np.int64)
    printed = "".join(paragraph.text for paragraph, _ in paragraphs)
    sections = np.repeat(np.array([section for _, section in paragraphs], dtype=np.int64), lengths)
    text, dense = narrowed(printed)
    ends = np.array([match.start() for match in _SENTENCE_END.finditer(text)], dtype=np.int64)
    for pattern in (_labels(), _NAMED, formulas()):
        text = _filled(text, pattern.finditer(text))
    pronouns = list(PRONOUNS.finditer(text))
    for name in own_names(filing.agency):
        text = text.replace(name, _FILL * len(name))
    # filling moves nothing, so what was found before the names were filled is still where it was
    text = _filled(text, pronouns)
    text = _filled(text, _COUNTED.finditer(text))
    kept = np.array([at for m in _WORDS.finditer(text) for at in range(m.start(), m.end())], dtype=np.int64)
    sentence = np.searchsorted(ends, kept)
    enough = np.bincount(sentence, minlength=len(ends) + 1) >= RESIDUE
    kept, sentence = kept[enough[sentence]], sentence[enough[sentence]]
    origin = dense[kept]
    five = np.flatnonzero(sections[origin] == FIVE)
    masked = Masked(
        "".join([text[at] for at in kept.tolist()]),
        np.unique(sentence, return_index=True)[1].astype(np.int64),
        (int(five[0]), int(five[-1]) + 1) if len(five) else (0, 0),
    )
    places = tuple(paragraph.place for paragraph, _ in paragraphs)
    return Prose(masked, printed, origin, np.cumsum(lengths) - lengths, places)


def _paragraphs(filing: Filing) -> Iterator[tuple[Paragraph, int]]:
    yield from ((paragraph, 0) for paragraph in filing.preamble if paragraph.text)
    for section in filing.sections:
        yield from ((paragraph, section.number) for paragraph in section.paragraphs if paragraph.text)


def narrowed(printed: str) -> tuple[str, Positions]:
    """Return a text without white space and full-width forms, and where each of its characters is printed."""
    codes = np.frombuffer(printed.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    dense = np.flatnonzero(~_SPACE[np.minimum(codes, len(_SPACE) - 1)])
    codes = codes[dense]
    wide = (codes >= _WIDE[0]) & (codes <= _WIDE[1])
    narrow = np.where(wide, codes - _NARROWER, codes).astype("<u4")
    return narrow.tobytes().decode("utf-32-le", "surrogatepass"), dense


def _filled(text: str, matches: Iterable[re.Match[str]]) -> str:
    parts, end = [], 0
    for match in matches:
        start, until = match.span()
        parts += [text[end:start], _FILL * (until - start)]
        end = until
    return "".join([*parts, text[end:]])


@cache
def formulas() -> Alternatives:
    """Return the patterns of everything that the form, the law or usage dictates (``formulas.json``)."""
    groups = json.loads(resources.files("gouji.copying").joinpath("formulas.json").read_text("utf-8"))
    return Alternatives([pattern for group in groups for pattern in group["patterns"]])


@cache
def _labels() -> re.Pattern[str]:
    """Labels of the statutory tables: damaged copies have them among the prose."""
    labels: set[str] = set()
    for table in (table for form in FORM_IDS for table in load_form(form).tables):
        for row in table.rows:
            labels |= {row.label, *row.variants, *row.groups}
            labels |= {name for column in row.columns for name in (column.label, *column.groups)}
        labels |= set(table.group_labels)
    printed = {narrowed(label)[0] for label in labels}
    # short labels are ordinary words
    known = sorted((label for label in printed if len(label) > 5), key=lambda label: (-len(label), label))
    return re.compile("|".join(map(re.escape, known)))

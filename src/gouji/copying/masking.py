"""A report's own words: the narrative without names, numbers, document titles and formulas.

Names under which a report speaks of its own agency and region differ in every honest copy.

What is left out: white space and punctuation; the agency's names (:mod:`gouji.copying.masking`); digits, and
Chinese numerals that count something; titles in book marks, addresses of pages and mail; labels of the
statutory tables; and the formulas of ``formulas.json``, which the form, the law or usage dictates. A
sentence of which hardly anything remains is left out altogether.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.model.form import FORM_IDS, load_form
from gouji.model.text import tight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from gouji.model.document import Paragraph, Place
    from gouji.model.filing import Agency, Filing

    Positions = npt.NDArray[np.int64]


_TOKEN: Final = re.compile(r"\(\?[:=!]|\\.|\[\^?[^]]*]|[?*+{][\d,]*}?[?+]?|.", re.DOTALL)
_QUANTIFIERS: Final = frozenset("?*+{")
_SINGLE: Final = re.compile(r"[^\[.^$\\]|\\\W", re.DOTALL)
_LISTED: Final = re.compile(r"\[[^^\\-][^\\-]*]")
#: Stands among the characters for all that cannot be listed.
_ANYTHING: Final = frozenset({""})


class Alternatives:
    """What ``re.compile("|".join(patterns))`` finds, found faster where there are dozens of them.

    A compiled alternation tries every branch at every character. These are sorted by the characters that they
    can start with. Raises ValueError for a pattern that can be empty or start with anything.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        starting: dict[str, list[str]] = {}
        for pattern in patterns:
            for char in starts(pattern):
                starting.setdefault(char, []).append(pattern)
        self._starting = {char: "|".join(those) for char, those in starting.items()}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._start = re.compile("|".join(map(re.escape, sorted(starting))))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches from left to right; none overlap."""
        end = 0
        for start in self._start.finditer(text):
            at = start.start()
            if at >= end and (found := self._branches(start[0]).match(text, at)):
                end = found.end()
                yield found

    def compile(self) -> None:
        """Compile now what is otherwise compiled when a text first needs it."""
        for char in self._starting:
            self._branches(char)

    def _branches(self, char: str) -> re.Pattern[str]:
        if char not in self._compiled:
            self._compiled[char] = re.compile(self._starting[char])
        return self._compiled[char]


def starts(pattern: str) -> frozenset[str]:
    """Return every character that a match of a pattern can start with.

    It may use groups ``(?:…)``, lookahead, classes, quantifiers and alternatives. Raises ValueError where it
    can be empty or start with anything.
    """
    tokens = _TOKEN.findall(pattern)[::-1]
    found, empty = _alternatives(tokens)
    if empty or tokens or found & _ANYTHING:
        raise ValueError(f"{pattern} can be empty, or start with anything")
    return found


def _alternatives(tokens: list[str]) -> tuple[frozenset[str], bool]:
    """Take alternatives off a stack of tokens; return what they start with, and whether one can be empty."""
    found, empty = _sequence(tokens)
    while tokens and tokens[-1] == "|":
        tokens.pop()
        further, nothing = _sequence(tokens)
        found, empty = found | further, empty or nothing
    return found, empty


def _sequence(tokens: list[str]) -> tuple[frozenset[str], bool]:
    found, empty = frozenset[str](), True
    while tokens and tokens[-1] not in "|)":
        token = tokens.pop()
        if token.startswith("("):
            further, optional = _alternatives(tokens)
            tokens.pop()
            # a lookahead takes no character
            further, optional = (further, optional) if token == "(?:" else (frozenset[str](), True)
        else:
            further, optional = _chars(token), False
        if tokens and tokens[-1][0] in _QUANTIFIERS:
            quantifier = tokens.pop()
            optional = optional or quantifier[0] in "?*" or quantifier.startswith(("{0", "{,"))
        if empty:
            found, empty = found | further, optional
    return found, empty


def _chars(token: str) -> frozenset[str]:
    """Return the characters that a token other than a group stands for."""
    if _SINGLE.fullmatch(token):
        return frozenset(token.removeprefix("\\"))
    return frozenset(token[1:-1]) if _LISTED.fullmatch(token) else _ANYTHING


#: The region in front of a body's name, level by level: 淮安市|洪泽区|人民政府.
_REGION: Final = re.compile(
    r"[^省市县]{2,7}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|市|州|盟|地区|县|区|旗|镇|乡|街道)"
)
_SUFFIX: Final = re.compile(r"(?:自治区|自治州|自治县|自治旗|省|市|州|盟|地区|县|区|旗|镇|乡|街道)$")
#: How a body speaks of itself and its level without a name: 我局, 全县, 市政府.
PRONOUNS: Final = re.compile(
    r"[我本全各该](?:单位|机关|部门|中心|街道|[省市县区旗盟州镇乡局委办厅院部校会署处所站])"
    r"|[省市县区旗盟州镇乡街](?=委|人民政府|政府|级|直|内|域|里|长)"
)


@lru_cache(maxsize=4096)
def own_names(agency: Agency) -> tuple[str, ...]:
    """Return the agency's names, the longest first: in full, without its region, its regions."""
    names = {agency.name}
    for whole in (agency.name, agency.region or ""):
        rest = whole
        while match := _REGION.match(rest):
            region, rest = match[0], rest[match.end() :]
            names |= {region, _SUFFIX.sub("", region), rest, whole[: -len(rest)] if rest else whole}
    return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))


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
_ADDRESSED: Final = "[A-Za-z0-9_.-]"
#: A mailbox begins where its run of characters does: to try at each of them takes hours where a run is long.
_NAMED: Final = re.compile(
    r"《[^》]{0,80}》|https?:[!-~]+|www\.[!-~]+"
    rf"|(?<!{_ADDRESSED}){_ADDRESSED}++@{_ADDRESSED}+"
)
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

"""Comparing printed labels and headings with the form's: spacing, numbering, breaks, lost letters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from gouji.model.memo import memoised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.extract.lines import Piece, TableLine
    from gouji.model.form import Column


#: Below this two labels are different labels.
SAME = 0.74
#: Labels of up to this many characters (规章, 总计, 其他) are too short to be guessed at.
SHORT = 3
#: At most so many characters of a group are glued to a label that was cut short.
GLUED = 6

_NUMBERING = re.compile(
    r"\s*(?:"
    r"(?P<bracket>\(\s*[一二三四五六七八九十]+\s*\))[、.]?"
    r"|(?P<chinese>[一二三四五六七八九十]+)\s*[、.,]"
    r"|(?P<digit>\d{1,2})\s*(?:[.、,)](?!\d)|(?=[\u4e00-\u9fff]))"
    r")\s*"
)
_NOT_WORD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
_SPACES = re.compile(r"\s+")
#: Anything but words and marks of which NFKC makes themselves or what is no word either.
_UNUSUAL = re.compile(
    r"[^\x00-\x7f\u00a0\u2014\u2018\u2019\u201c\u201d\u3000-\u3002\u3008-\u3011\u3014\u3015\u3400-\u9fff"
    r"！（），：；？]"
)
#: What begins like this has no numbering.
_UNNUMBERED = re.compile(r"(?![一二三四五六七八九十])[\u3400-\u9fff]")
_ALIKE = (("它", "他"), ("佘", "余"), ("迳", "径"))


@memoised
def split_number(text: str) -> tuple[str | None, str]:
    """Split leading numbering off a label: ``1.``, ``1、``, ``1 `` give ``1``; ``（一）`` gives ``(一)``."""
    if _UNNUMBERED.match(text):
        return None, text
    text = unicodedata.normalize("NFKC", text)
    match = _NUMBERING.match(text)
    if not match:
        return None, text
    number = match["bracket"] or match["chinese"] or match["digit"]
    return _SPACES.sub("", number), text[match.end() :]


@memoised
def core(text: str) -> str:
    """Only the characters that tell labels apart: no spaces, line breaks, punctuation or width."""
    words = _NOT_WORD.sub("", unicodedata.normalize("NFKC", text) if _UNUSUAL.search(text) else text)
    for lookalike, meant in _ALIKE:
        words = words.replace(lookalike, meant)
    return words


@memoised
def bare(text: str) -> str:
    """The :func:`core` of a label without its numbering."""
    return core(split_number(text)[1])


#: Characters that negate a label: 不属于, 非行政许可.
_NEGATING: Final = "不非未无"
#: With these, characters that turn a label into another one: 上年新收, 累计, 结转下年度, 办结数量.
_TURNING: Final = f"{_NEGATING}上下去累计结"
#: A label of so many characters is no other one for want of a negation.
_LONG: Final = 15
#: What may stand around a label without making it a part of its row.
_WHOLE: Final = frozenset({"", "件", "数", "数量", "件数", "项", "项目", "情况", "事项", "类", "信息", "的"})


@dataclass(frozen=True, slots=True)
class Label:
    """What a form prints of a row: the :func:`core` of its names, its number.

    ``groups`` are labels of merged cells that may be glued in front of it. A text of more characters than
    ``reach`` is not like it unless it ends in one of its names.
    """

    names: tuple[str, ...]
    number: str
    groups: tuple[str, ...]
    reach: int

    @classmethod
    def of(cls, names: tuple[str, ...], number: str = "", groups: tuple[str, ...] = ()) -> Label:
        """Return the label with these names, number and groups as the form has them."""
        number = unicodedata.normalize("NFKC", number).rstrip(".、")
        cores = tuple(map(core, names))
        return cls(cores, number, groups, reach=max(map(_reach, cores)))


def similarities(text: str, labels: Sequence[Label]) -> list[float]:
    """How surely ``text`` is each label: 0 to 1, a little above 1 where the numbering fits as well."""
    number, rest = split_number(text)
    printed = core(rest)
    if not printed:
        return [0.0] * len(labels)
    return [
        0.0
        if len(printed) > label.reach and not printed.endswith(label.names)
        else _similarity(printed, number, label)
        for label in labels
    ]


def _similarity(printed: str, number: str | None, label: Label) -> float:
    best = max([_likeness(printed, name, label.groups) for name in label.names])
    if best and number and label.number:
        best += 0.02 if number == label.number else -0.03
    return best


def _likeness(printed: str, label: str, groups: tuple[str, ...]) -> float:
    if printed == label:
        return 1.0
    if len(printed) > len(label) and printed.endswith(label) and _is_group(printed[: -len(label)], groups):
        return 0.98
    if len(label) <= SHORT or len(printed) > _reach(label):
        return 0.0
    if label.startswith(printed) and len(printed) >= _telling(label):
        return 0.9
    score = fuzz.ratio(printed, label, score_cutoff=100 * SAME) / 100
    if score and _says_other(printed, label):
        score = 0.0
    if score < SAME and groups:
        score = max(score, _glued(printed, label, groups))
    return score if score >= SAME else 0.0


def _says_other(printed: str, label: str) -> bool:
    """Whether a text differs from a label in what makes it another row's: negated, in part, of a year."""
    added = [printed.count(char) - label.count(char) for char in _TURNING]
    if max(added) > 0 or (min(added[: len(_NEGATING)]) < 0 and len(label) < _LONG):
        return True
    # a single one fewer is one that got lost, or was misread
    if sum(added) < 0 and (sum(added) < -1 or not 0 <= len(label) - len(printed) <= 1):
        return True
    before, found, behind = printed.partition(label)
    return bool(found) and not (before in _WHOLE and behind in _WHOLE)


def _reach(label: str) -> int:
    """How long a text may be that is like a label without ending in it."""
    return max(2 * len(label), len(label) + GLUED)


def _telling(label: str) -> int:
    """How many of its first characters tell a label that was cut short."""
    return max(4, min(6, len(label) // 2))


def _is_group(prefix: str, groups: tuple[str, ...]) -> bool:
    """Say whether ``prefix`` is what is left of one or more group labels, perhaps cut short."""
    prefix = re.sub(r"[\d一二三四五六七八]+$", "", prefix)
    if not prefix:
        return True
    cores = [bare(group) for group in groups]
    # 非 or another row's name may stand between the two
    if not any(prefix[-1] in core(group) for group in groups):
        return False
    return any(fuzz.partial_ratio(prefix, group) >= 80 for group in [*cores, "".join(cores)])


def _glued(printed: str, label: str, groups: tuple[str, ...]) -> float:
    """A label cut short behind the start of its group's: ``四无2没有现成信息需要另``."""
    for at in range(1, min(GLUED, len(printed) - _telling(label)) + 1):
        if len(printed) - at < len(label) and label.startswith(printed[at:]):
            return 0.85
    return 0.0


#: So many headings on a line without figures are no row's label.
SEVERAL = 2
#: A heading may be broken over so many lines.
CUTS = 3

#: Headings that a tool makes up where it finds none: 数据1, 列2, Unnamed: 3, Column4, 5.
_NAMELESS = re.compile(
    r"(?:数据|数值|数字|数量|列|栏|栏目|字段|项|项目|column|col|field|value|data|unnamed)?\d*", re.IGNORECASE
)


class Headings:
    """The headings of some columns of a form.

    ``numbers`` gives the column's number by the :func:`core` of each of its names; ``groups`` are the
    headings above several columns, ``all`` both.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.width = len(columns)
        self.numbers = {core(name): number for number, column in enumerate(columns) for name in column.names}
        self.groups = frozenset(core(group) for column in columns for group in column.groups)
        self.all = self.groups | self.numbers.keys()
        longest_first = "|".join(sorted(map(re.escape, self.all), key=len, reverse=True))
        self._run_together = re.compile(rf"(?:{longest_first}){{2,}}$")
        self._each = re.compile(longest_first)

    def printed_on(self, line: TableLine) -> int:
        """How many different headings a line without figures prints; 0 where one stands beside others."""
        if line.values or not line.label_pieces:
            return 0
        words = [core(piece.text) for piece in self.words(line)]
        headings = {word for word in words if word in self.all}
        return len(headings) if len(headings) == len(words) or len(headings) >= SEVERAL else 0

    def words(self, line: TableLine) -> list[Piece]:
        """The words of a line, those of running text that are several headings apart."""
        if line.grid is not None:
            return list(line.label_pieces)
        return [part for piece in line.label_pieces for part in self._apart(piece)]

    def _apart(self, piece: Piece) -> list[Piece]:
        word = core(piece.text)
        run = None if word in self.all else self._run_together.search(word)
        if run is None:
            return [piece]
        parts = [*filter(None, [word[: run.start()]]), *self._each.findall(run[0])]
        return [piece._replace(text=part) for part in parts]

    def whole(self, lines: Iterable[TableLine]) -> list[tuple[TableLine, list[Piece]]]:
        """Lines with their words; headings broken over lines (商业 above 企业) are whole on the first."""
        rows = [(line, self.words(line)) for line in lines if line.label_pieces]
        for at, (line, pieces) in enumerate(rows):
            for below, rest in rows[at + 1 : at + CUTS]:
                if below.grid != line.grid or (line.grid is not None and below.block != line.block):
                    break
                ends = self._ends(pieces, rest, exact=line.grid == "exact")
                for number, end in ends.items():
                    pieces[number] = pieces[number]._replace(text=pieces[number].text + end.text)
                    rest.remove(end)
                if not ends:
                    break
        return rows

    def _ends(self, pieces: Sequence[Piece], below: Sequence[Piece], *, exact: bool) -> dict[int, Piece]:
        """What stands below the beginnings of headings and goes on with them, by the number of the piece."""
        begun = [n for n, p in enumerate(pieces) if core(p.text) not in self.numbers and self._begins(p.text)]
        under = {n: end for n in begun for end in below if end.column == pieces[n].column is not None}
        in_order = dict(zip(begun, below, strict=False)) if len(begun) == len(below) and not exact else {}
        for ends in (under, in_order):
            fitting = {n: end for n, end in ends.items() if self._begins(pieces[n].text + end.text)}
            if fitting:
                return fitting
        return {}

    def _begins(self, text: str) -> bool:
        """Whether a text is a heading, or the beginning of one."""
        word = core(text)
        return bool(word) and any(name.startswith(word) for name in self.numbers)

    def are_displaced(self, words: Sequence[Piece]) -> bool:
        """Whether a line ends in as many headings as columns, and one that says which is another column's."""
        last = [core(piece.text) for piece in words[-self.width :]]
        if len(last) != self.width or not all(word in self.numbers or is_nameless(word) for word in last):
            return False
        return any(self.numbers.get(word, number) != number for number, word in enumerate(last))


def is_nameless(word: str) -> bool:
    """Whether a heading says nothing: a tool made it up."""
    return _NAMELESS.fullmatch(word) is not None


@lru_cache(maxsize=64)
def headings_of(columns: tuple[Column, ...]) -> Headings:
    """Return the headings of these columns."""
    return Headings(columns)


def print_headings(lines: Sequence[TableLine], columns: tuple[Column, ...]) -> bool:
    """Whether several headings of these columns are printed on a line, or on lines of running text."""
    headings = headings_of(columns)
    printed = [line for line in lines if line.label_pieces and not line.values]
    alone = {core(line.label) for line in printed if line.grid is None} & headings.numbers.keys()
    return len(alone) >= SEVERAL or any(headings.printed_on(line) >= SEVERAL for line in printed)


def without_headings(lines: Sequence[TableLine], columns: tuple[Column, ...]) -> list[TableLine]:
    """Return the lines that may be rows: those that print headings of these columns may not.

    Several headings on a line without figures are such, and one beside which only others stand, above or
    below: a heading 总计 is not the row （七）总计.
    """
    printed = [headings_of(columns).printed_on(line) for line in lines]
    printing = [number for number, line in enumerate(lines) if not line.is_empty]
    beside = dict(zip(printing, zip([-1, *printing], [*printing[1:], -1], strict=False), strict=False))
    return [
        line
        for number, line in enumerate(lines)
        if not printed[number]
        or (printed[number] < SEVERAL and not any(at >= 0 and printed[at] for at in beside[number]))
    ]


def stand_alone(lines: Sequence[TableLine], columns: tuple[Column, ...]) -> bool:
    """Whether a merged heading and the one beside it stand on lines of their own that follow each other."""
    headings = headings_of(columns)
    words = [core(line.label) if line.grid is None and not line.values else "" for line in lines]
    return any(one in headings.groups and other in headings.numbers for one, other in pairwise(words))

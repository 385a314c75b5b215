"""Comparing printed labels with the form's, tolerant of spacing, numbering, quoting and lost characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from gouji.model.text import ideographs, memoised

if TYPE_CHECKING:
    from collections.abc import Sequence


#: Below this two labels are different labels.
SAME = 0.74
#: Labels of up to this many characters (规章, 总计, 其他) are too short to be guessed at.
SHORT = 3
#: At most so many characters of a group are glued to a label that was cut short.
GLUED = 6

NUMBERING = re.compile(
    r"\s*(?:"
    r"(?P<bracket>\(\s*[一二三四五六七八九十]+\s*\))[、.]?"
    r"|(?P<chinese>[一二三四五六七八九十]+)\s*[、.,]"
    r"|(?P<digit>\d{1,2})\s*(?:[.、,)](?!\d)|(?=[\u4e00-\u9fff]))"
    r")\s*"
)
NOT_WORD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
_SPACES = re.compile(r"\s+")
#: Anything but words and marks of which NFKC makes themselves or what is no word either.
UNUSUAL = re.compile(
    r"[^\x00-\x7f\u00a0\u2014\u2018\u2019\u201c\u201d\u3000-\u3002\u3008-\u3011\u3014\u3015\u3400-\u9fff"
    r"！（），：；？]"
)
#: What begins like this has no numbering.
UNNUMBERED = re.compile(r"(?![一二三四五六七八九十])[\u3400-\u9fff]")
_ALIKE = (("它", "他"), ("佘", "余"), ("迳", "径"))


@memoised
def split_number(text: str) -> tuple[str | None, str]:
    """Split leading numbering off a label: ``1.``, ``1、``, ``1 `` give ``1``; ``（一）`` gives ``(一)``."""
    if UNNUMBERED.match(text):
        return None, text
    text = unicodedata.normalize("NFKC", ideographs(text))
    match = NUMBERING.match(text)
    if not match:
        return None, text
    number = match["bracket"] or match["chinese"] or match["digit"]
    return _SPACES.sub("", number), text[match.end() :]


@memoised
def core(text: str) -> str:
    """Only the characters that tell labels apart: no spaces, line breaks, punctuation or width."""
    if UNUSUAL.search(text):
        text = unicodedata.normalize("NFKC", ideographs(text))
    words = NOT_WORD.sub("", text)
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
        return cls(cores, number, groups, reach=max(map(reach, cores)))


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
    if len(label) <= SHORT or len(printed) > reach(label):
        return 0.0
    if label.startswith(printed) and len(printed) >= _telling(label):
        return 0.9
    score = fuzz.ratio(printed, label, score_cutoff=100 * SAME) / 100
    if score and _says_other(printed, label):
        score = 0.0
    if score < SAME and groups:
        score = max(score, glued(printed, label, groups))
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


def reach(label: str) -> int:
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


def glued(printed: str, label: str, groups: tuple[str, ...]) -> float:
    """A label cut short behind the start of its group's: ``四无2没有现成信息需要另``."""
    for at in range(1, min(GLUED, len(printed) - _telling(label)) + 1):
        if len(printed) - at < len(label) and label.startswith(printed[at:]):
            return 0.85
    return 0.0

"""Comparing printed labels and titles of sections with the form's, tolerant of what copies do to them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from gouji.model.filing import NUMERALS
from gouji.model.text import ideographs, memoised, memoised_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.model.form import Form


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
#: How titles are counted otherwise than 一、: in brackets, by chapters, in other digits.
_COUNTS: Final = (
    "一二三四五六七八",
    "12345678",
    "①②③④⑤⑥⑦⑧",
    "⑴⑵⑶⑷⑸⑹⑺⑻",
    "㈠㈡㈢㈣㈤㈥㈦㈧",
    "ⅠⅡⅢⅣⅤⅥⅦⅧ",
    "壹贰叁肆伍陆柒捌",
    "ABCDEFGH",
)
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_ORDINAL: Final = re.compile(
    r"[\s#*\"“]*(?P<ordinal>(?P<open>[(（\[【〔]\s*)?(?P<before>第\s*|(?:part|chapter|section)\s*)?(?:0(?=[1-8]))?"
    rf"(?P<count>VIII|VII|VI|IV|V|I{{1,3}}|[{''.join(_COUNTS)}])(?:\s*(?P<behind>部\s*分|[章节篇编项]))?"
    r"(?P<close>\s*[)）\]】〕])?(?P<mark>\s*[、.．,，:：\-—]|\s+)?)[\s*]*(?P<title>[^\s\d].*)",
    re.DOTALL | re.IGNORECASE,
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


#: From here on a title is the form's own, in other words.
ALIKE: Final = 0.72
#: From here on it is the form's own with a slip of the pen, whatever stands before it.
SLIP: Final = 0.85
#: Characters that negate a label: 不属于, 非行政许可.
_NEGATING: Final = "不非未无"
#: With these, characters that turn a label into another one: 上年新收, 累计, 结转下年度, 办结数量.
_TURNING: Final = f"{_NEGATING}上下去累计结"
#: A label of so many characters is no other one for want of a negation.
_LONG: Final = 15
#: What may stand around a label without making it a part of its row.
_WHOLE: Final = frozenset({"", "件", "数", "数量", "件数", "项", "项目", "情况", "事项", "类", "信息", "的"})


class Counted(NamedTuple):
    """A text that begins with an ordinal, in whatever writing: its number, its ``style``, where what begins.

    Ordinals of one style are written in the same digits within the same words or brackets.
    """

    number: int
    style: str
    start: int
    title: int


def counted(text: str) -> Counted | None:
    """Return the ordinal that a text begins with: （一）, (1), 01., Ⅰ., IV、, ①, 第一章, 【一】, Part 1."""
    match = _ORDINAL.match(text)
    if match is None or NUMBERING.match(match["title"]):
        return None  # no ordinal, or a figure in front of one
    count = match["count"].upper()
    kind = next((kind for kind in _COUNTS if count in kind), "I")
    number = (_ROMAN if kind == "I" else kind).index(count) + 1
    around = "".join(match[part] or "" for part in ("open", "before", "behind", "close"))
    if kind[0] in "1AI" and not around and not match["mark"]:
        return None  # a figure or a word
    style = unicodedata.normalize("NFKC", _SPACES.sub("", kind[0] + around)).lower()
    return Counted(number, style, match.start("ordinal"), match.start("title"))


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


#: What the table of a section prints, in bare characters.
TABLE_WORDS: Final = {
    2: ("第二十条第", "信息内容", "本年制发", "本年新制作"),
    3: ("申请人情况", "本年新收政府信息公开申请"),
    4: ("结果维持", "尚未审结"),
}


@memoised
def tables_in(text: str) -> frozenset[int]:
    """The sections of whose tables a text prints words."""
    printed = core(text)
    return frozenset(n for n, words in TABLE_WORDS.items() if any(word in printed for word in words))


class SectionTitle(NamedTuple):
    """Which section a title is that of, and how surely (0 to 1)."""

    section: int
    likeness: float


@lru_cache(maxsize=8)
def titles_of(form: Form) -> dict[int, list[str]]:
    """The titles that each section of a form may have, in bare characters."""
    return {s.number: [core(s.title), *(core(v) for v in s.variants)] for s in form.sections}


@lru_cache(maxsize=8)
def section_titled(form: Form) -> dict[str, int]:
    """Section by its title in bare characters; titles too short to be told from other words are left out."""
    found: dict[str, int] = {}
    for section, names in titles_of(form).items():
        for name in names:
            if len(name) > 3:
                found.setdefault(name, section)
    return found


@memoised_with
def meant(title: str, printed: int | None, form: Form) -> SectionTitle:
    """The section of the form whose title this is; what is like none is the section with its ordinal.

    A title like that of the section with its ordinal is that section's, in however other words.
    """
    own = max((_like_title(title, name) for name in titles_of(form).get(printed or 0, ())), default=0.0)
    words = core(title)
    elsewhere, section = max(
        (
            (fuzz.ratio(words, name) / 100, -number)
            for number, names in titles_of(form).items()
            if number != printed
            for name in names
        ),
        default=(0.0, 0),
    )
    if elsewhere >= (ALIKE if own < ALIKE else SLIP) and elsewhere > own:
        return SectionTitle(-section, elsewhere)
    return SectionTitle(printed or 0, own)


def _like_title(title: str, name: str) -> float:
    printed = core(title)
    if len(printed) > 2 * len(name) + 6:
        return 0.0
    ratio = fuzz.ratio(printed, name) / 100
    return max(ratio, 0.9 * fuzz.partial_ratio(printed, name) / 100 if len(printed) >= 4 else 0.0)


@memoised_with
def is_table_row(title: str, form: Form) -> bool:
    """Rows 一, 二, 三 and 四 of table three carry the same numbering as the sections."""
    if not form.tables:
        return False
    applications = form.table("applications")
    labels = [core(row.label) for row in applications.rows if row.number in NUMERALS]
    labels += [bare(group) for group in applications.group_labels]
    return any(fuzz.partial_ratio(core(title), label) >= 85 for label in labels)


@lru_cache(maxsize=8)
def bare_title(form: Form) -> re.Pattern[str]:
    """The pattern of a title of a form with neither an ordinal nor anything but a mark behind it."""
    names = {name for one in form.sections for name in (one.title, *one.variants) if len(core(name)) > 3}
    titles = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"[\s#*\"“【\[]*(?P<title>{titles})[\]】*\"”]*(?=[\s:：。])")

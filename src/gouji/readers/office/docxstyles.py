"""Paragraph styles of a Word file, and the automatic numbers of its lists.

Word keeps them in ``numbering.xml`` (ECMA-376 part 1, 17.9): a paragraph names a list and a level, the
list says how the level counts, and every paragraph in document order moves the counters on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gouji.readers.office.archive import attribute, child, children, natural, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml.etree import _Element


_LEVELS: Final = 9
_HAN: Final = "零一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_PLACEHOLDER = re.compile(r"%([1-9])")


def chinese(number: int) -> str:
    """Write 0 to 9999 in Chinese: 11 is 十一, 105 is 一百零五."""
    if not 0 < number < 10_000:
        return _HAN[0] if number == 0 else str(number)
    text = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += _HAN[0] * gap + _HAN[digit] + _UNITS[power]
        gap = False
    return text.removeprefix("一") if 10 <= number < 20 else text


def _series(symbols: str) -> Callable[[int], str]:
    return lambda number: symbols[number - 1] if 0 < number <= len(symbols) else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for worth, numeral in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += numeral * (number // worth)
        number %= worth
    return text


def _letter(number: int) -> str:
    # after Z comes AA, then BB
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(
        {ord("0") + i: ord("０") + i for i in range(10)}
    ),
    "decimalFullWidth2": lambda number: str(number).translate(
        {ord("0") + i: ord("０") + i for i in range(10)}
    ),
    "decimalEnclosedCircle": _series("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _series("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedFullstop": _series("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": _series("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "ideographTraditional": _series("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _series("子丑寅卯辰巳午未申酉戌亥"),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda _: "",
}


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class _List:
    levels: list[_Level] = field(default_factory=lambda: [_Level() for _ in range(_LEVELS)])
    counters: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The lists of one Word file with their running counters. ``root`` is the root of ``numbering.xml``."""

    def __init__(self, root: _Element | None) -> None:
        self._lists: dict[str, _List] = {}  # by abstract list
        self._abstract: dict[str, str] = {}  # of every list
        self._overrides: dict[str, dict[int, int]] = {}  # list to level to new start, until it is first used
        self.style_levels: dict[str, int] = {}  #: paragraph style to the level that it is linked with
        if root is None:
            return
        for abstract in children(root, "abstractNum"):
            self._read_abstract(abstract)
        for num in children(root, "num"):
            self._read_num(num)

    def _read_abstract(self, abstract: _Element) -> None:
        a_list = self._lists[attribute(abstract, "abstractNumId") or ""] = _List()
        for element in children(abstract, "lvl"):
            number = natural(attribute(element, "ilvl"))
            if number is not None and number < _LEVELS:
                start = natural(value(element, "start"))
                a_list.levels[number] = _Level(
                    1 if start is None else start,
                    value(element, "numFmt") or "decimal",
                    value(element, "lvlText") or "",
                )
                style = value(element, "pStyle")
                if style is not None:
                    self.style_levels[style] = number

    def _read_num(self, num: _Element) -> None:
        num_id = attribute(num, "numId") or ""
        self._abstract[num_id] = value(num, "abstractNumId") or ""
        for override in children(num, "lvlOverride"):
            level = natural(attribute(override, "ilvl"))
            start = natural(value(override, "startOverride"))
            if level is not None and start is not None and level < _LEVELS:
                self._overrides.setdefault(num_id, {})[level] = start

    def next(self, num_id: str, level: int) -> str:
        """Count one paragraph of this list and level and return its number as Word prints it.

        The empty string stands for a bullet, for a list that the file does not define, and for a way of
        counting that is not known here: no number is better than a wrong one.
        """
        a_list = self._lists.get(self._abstract.get(num_id, ""))
        if a_list is None or not 0 <= level < _LEVELS:
            return ""
        for restarted, start in self._overrides.pop(num_id, {}).items():
            a_list.counters[restarted] = start - 1
        current = a_list.counters[level]
        a_list.counters[level] = a_list.levels[level].start if current is None else current + 1
        a_list.counters[level + 1 :] = [None] * (_LEVELS - level - 1)
        return self._printed(a_list, level)

    def _printed(self, a_list: _List, level: int) -> str:
        template = a_list.levels[level].text
        shown = [int(digit) - 1 for digit in _PLACEHOLDER.findall(template)]
        if not shown or any(a_list.levels[used].format not in _FORMATS for used in shown):
            return ""

        def counted(match: re.Match[str]) -> str:
            used = a_list.levels[int(match[1]) - 1]
            count = a_list.counters[int(match[1]) - 1]
            return _FORMATS[used.format](used.start if count is None else count)

        return _PLACEHOLDER.sub(counted, template)


_HEADING = re.compile(r"(?:heading|标题) ?[1-9]|title|标题", re.I)
_BODY_LEVEL: Final = "9"  # outline level 9 means body text


@dataclass(slots=True)
class _Style:
    name: str
    outline: str | None
    num_id: str | None
    level: str | None


class Styles:
    """The paragraph styles of one file. ``root`` is the root of ``styles.xml``."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._bases: dict[str, str | None] = {}
        self._default: str | None = None
        for style in children(root, "style"):
            if attribute(style, "type") == "paragraph":
                style_id = attribute(style, "styleId") or ""
                num_id, level = _list_of(child(style, "pPr"))
                self._styles[style_id] = _Style(
                    value(style, "name") or "",
                    value(child(style, "pPr"), "outlineLvl"),
                    num_id,
                    level,
                )
                self._bases[style_id] = value(style, "basedOn")
                if is_default(style):
                    self._default = style_id

    def is_heading(self, paragraph: _Element) -> bool:
        """Return whether Word's own outline has this paragraph as a heading or as the title."""
        properties = child(paragraph, "pPr")
        outline = value(properties, "outlineLvl")
        if outline is not None:
            return outline != _BODY_LEVEL
        for _, style in self._chain(properties):
            if style.outline is not None:
                return style.outline != _BODY_LEVEL
            if _HEADING.fullmatch(style.name):
                return True
        return False

    def numbering(self, paragraph: _Element, style_levels: dict[str, int]) -> tuple[str, int]:
        """Return list id and level of the paragraph's automatic number; list ``0`` is none.

        ``style_levels`` is the level that the lists link a style with.
        """
        properties = child(paragraph, "pPr")
        num_id, level = _list_of(properties)
        for style_id, style in self._chain(properties):
            if num_id is not None:
                break
            num_id = style.num_id
            if level is None:
                level = style.level
            if level is None and num_id is not None and style_id in style_levels:
                level = str(style_levels[style_id])
        return num_id or "0", natural(level) or 0

    def _chain(self, properties: _Element | None) -> Iterator[tuple[str, _Style]]:
        """Yield the paragraph's style and those it is based on."""
        for style_id in lineage(value(properties, "pStyle") or self._default, self._bases):
            yield style_id, self._styles[style_id]


def lineage(style_id: str | None, bases: Mapping[str, str | None]) -> Iterator[str]:
    """Yield a style and those it is based on by ``bases``. A file may base styles on each other."""
    seen: set[str] = set()
    while style_id is not None and style_id in bases and style_id not in seen:
        seen.add(style_id)
        yield style_id
        style_id = bases[style_id]


def is_default(style: _Element) -> bool:
    """Return whether a style element is the default of its type."""
    return attribute(style, "default") in ("1", "true", "on")


def _list_of(properties: _Element | None) -> tuple[str | None, str | None]:
    numbering = child(properties, "numPr")
    return value(numbering, "numId"), value(numbering, "ilvl")

"""What is said to people, in the two languages gouji speaks, and errors that they can act on.

Chinese is for its users by default, English on request. An error that nobody foresaw is told as an apology,
never as a traceback. Results of functions of short texts are kept: reports of one form repeat labels and
figures.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from typing import TYPE_CHECKING, Final, Literal, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Chinese and in English."""

    zh: str
    en: str

    def said(self, lang: Lang) -> str:
        """Return the sentence in one language."""
        return self.zh if lang == "zh" else self.en

    def as_json(self) -> dict[str, str]:
        """Return ``{"zh": …, "en": …}`` as the JSON output carries it."""
        return {"zh": self.zh, "en": self.en}

    def filled(self, **values: object) -> Text:
        """Return the text with ``{name}`` fields of both languages filled in.

        A value that is itself a :class:`Text` is said in the language of the sentence around it.
        """
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))


def cause(message: Text, name: str) -> str:
    """Return what a message about a file says but for its name: alike for files that failed alike."""
    return message.zh.replace(name, "")


class GoujiError(Exception):
    """Something a person can act on: what went wrong, in which file and place, what to do.

    The command line prints :attr:`text` and never a traceback.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.text = Text(zh, en)

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        # exceptions cross process boundaries in the parallel audit; the default would drop one language
        return type(self), (self.text.zh, self.text.en)


class UnforeseenError(GoujiError):
    """An error that nobody foresaw, told as the defect of gouji that it is."""


def error_text(error: Exception, where: str) -> Text:
    """Return what an error says to people, else what :func:`unforeseen_error` says."""
    return error.text if isinstance(error, GoujiError) else unforeseen_error(type(error).__name__, where)


def unforeseen_error(kind: str | Text, where: str) -> Text:
    """Return the sentence for an error that is no :class:`GoujiError`.

    ``where`` names what was being worked on (a file, a command). Only the ``kind`` of the error is told, the
    name of its type: its message may quote hostile input.
    """
    zh, en = (kind.zh, kind.en) if isinstance(kind, Text) else (kind, kind)
    return Text(
        f"{where}：程序内部出错（{zh}），未能处理，非常抱歉。这是勾稽的缺陷，请连同该文件反馈。",
        f"{where}: an internal error ({en}) stopped the work, sorry. This is a defect of gouji; please "
        "report it together with the file.",
    )


#: Radicals and compatibility characters: fonts of some PDF files name them for the words that look alike.
_LOOKALIKE: Final = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
#: Radicals without a mapping in NFKC, as far as they are words of their own, and these words
#: (EquivalentUnifiedIdeograph.txt of the Unicode Character Database).
_RADICALS: Final = (
    "\u2e81\u2e84\u2e87\u2e88\u2e8a\u2e8c\u2e8e\u2e8f\u2e90\u2e92\u2e93\u2e94\u2e95\u2e9b\u2e9c"
    "\u2e9d\u2e9e\u2e9f\u2ea0\u2ea2\u2ea7\u2ea9\u2eaa\u2eab\u2eac\u2eae\u2eb6\u2eb7\u2eb8\u2ebb"
    "\u2ebc\u2ebd\u2ec1\u2ec4\u2ec5\u2ec6\u2ec7\u2ec9\u2eca\u2ecb\u2ed1\u2ed3\u2ed4\u2ed7\u2ed8"
    "\u2ed9\u2eda\u2edb\u2edc\u2edd\u2edf\u2ee1\u2ee2\u2ee3\u2ee4\u2ee5\u2ee6\u2ee7\u2ee8\u2ee9"
    "\u2eea\u2eec\u2eee\u2ef0\u2ef1\u2ef3"
)
_WORDS: Final = (
    "厂乙几刀卜小兀尣尢巳幺彑彐旡日月歺母民氺牛王疋目示竹羊羊羊聿肉臼虎西见角角贝足车"
    "長长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齿龙龜龟"
)


@cache
def _ideographs() -> Mapping[int, str]:
    codes = (*range(0x2F00, 0x2FE0), *range(0xF900, 0xFB00))
    mapped = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    mapped |= {ord(radical): word for radical, word in zip(_RADICALS, _WORDS, strict=True)}
    return {code: word for code, word in mapped.items() if len(word) == 1}


def ideographs(text: str) -> str:
    """Return a text of the same length with radicals and compatibility characters as the words meant."""
    return text.translate(_ideographs()) if _LOOKALIKE.search(text) else text


#: Soft hyphens and characters of no width: nobody sees them, and no word is broken by them.
INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


#: What makes a text another one for comparing.
_LOOSE: Final = re.compile(rf"[\s{_LOOKALIKE.pattern[1:-1]}]")


def tight(text: str) -> str:
    """Return a text for comparing: without white space, radicals as the words they stand for."""
    return "".join(ideographs(text).split()) if _LOOSE.search(text) else text


#: Results kept for each function, and the longest text of which one is kept: a page on one line repeats
#: nowhere, and thousands of such pages would fill the memory.
KEPT: Final = 65_536
LONGEST: Final = 120

Further = TypeVarTuple("Further")
Result = TypeVar("Result")


class _Results(dict[str, Result]):
    """What a function gave for short texts; looked up without a call of Python, as it is for every cell."""

    def __init__(self, function: Callable[[str], Result]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Result:
        result = self._function(text)
        if len(text) <= LONGEST:
            if len(self) >= KEPT:
                self.clear()
            self[text] = result
        return result


def memoised(function: Callable[[str], Result]) -> Callable[[str], Result]:
    """Remember what a function without side effects gives for texts of at most :data:`LONGEST` characters."""
    return _Results(function).__getitem__


def memoised_with(function: Callable[[str, *Further], Result]) -> Callable[[str, *Further], Result]:
    """Remember likewise what a function of a text and something else gives."""
    kept = lru_cache(maxsize=KEPT)(function)

    @wraps(function)
    def recalled(text: str, /, *further: *Further) -> Result:
        return kept(text, *further) if len(text) <= LONGEST else function(text, *further)

    return recalled

"""What is said to people, in the two languages gouji speaks, and errors that they can act on.

Chinese is for its users by default, English on request. An error that nobody foresaw is told as an apology,
never as a traceback. Results of functions of short texts are kept: reports of one form repeat labels and
figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Final, Literal, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable


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


def error_text(error: Exception, where: str) -> Text:
    """Return what an error says to people, else what :func:`unforeseen_error` says."""
    return error.text if isinstance(error, GoujiError) else unforeseen_error(error, where)


def unforeseen_error(error: BaseException, where: str) -> Text:
    """Return the sentence for an error that is no :class:`GoujiError`.

    ``where`` names what was being worked on (a file, a command). Only the type of the error is told: its
    message may quote hostile input.
    """
    kind = type(error).__name__
    return Text(
        f"{where}：程序内部出错（{kind}），未能处理，非常抱歉。这是勾稽的缺陷，请连同该文件反馈。",
        f"{where}: an internal error ({kind}) stopped the work, sorry. This is a defect of gouji; please "
        "report it together with the file.",
    )


def tight(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


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

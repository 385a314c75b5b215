"""What may be the name of a body in a text that stands where one is expected.

``name_words.json`` beside this module lists words: ``bodies`` that a name ends in; ``organs`` that are no
whole name without one of ``places`` before them (``no_places`` only look like one, ``generic`` beginnings say
nothing); ``pages`` of which no name has one, and ``lines`` that are none themselves (navigation, labels);
``sentences`` by which a text is known to be no name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Final

from gouji.spacing import tight

#: A name has at most so many characters.
LONGEST: Final = 40
_MARKS: Final = "-—–_|:·.、,《》<>\"“”'‘’#*=~^$\\/»›•●◆■★☆→▪"
#: Where a line of navigation, a label or markup ends: what follows the last one may be a name.
_BEFORE: Final = re.compile(r".*[>»›|:}{_/\\•●◆■】\]]|.*(?<=\d)-|.*--", re.DOTALL)
_NUMBERED: Final = re.compile(
    r"(?:page|第)\d+(?:页)?|h\d\.|附件[一二三四五六七八九十\d]*|\d+[.、)]", re.IGNORECASE
)
_GLUED: Final = re.compile(
    r"(?:正文|首页|返回|标题|名称|题名|当前位置|您(?:现在)?(?:所在)?的位置|打印本页|关闭窗口)+"
)
_ABOUT: Final = re.compile(
    r"关于(?:(?:报送|上报|呈报|呈送|报备|提交|公布|发布|公开|印发|做好|编制|开展|报告|通报)|$)?"
)
_OPENING: Final = re.compile(r"(?:现)?(?:公布|发布|公开|印发|报送|上报|呈报)")
_ENDING: Final = re.compile(
    r"(?:关于.*|(?:报送|上报|呈报|呈送|的|年度|年|本级|编制|校务|院务|厂务|政府信息公开工作?|信息公开工作?))+$"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_NO_NAME: Final = re.compile(r"[\d。；;，,！!？?《》“”\"]")


@cache
def _words(kind: str) -> tuple[str, ...]:
    text = resources.files(__package__).joinpath("name_words.json").read_text("utf-8")
    return tuple(json.loads(text)[kind])


@cache
def _any_of(*kinds: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for kind in kinds for word in _words(kind)))


def folded(text: str) -> str:
    """Return a text in NFKC widths and without white space."""
    return tight(unicodedata.normalize("NFKC", text))


def name_in(text: str) -> str | None:
    """Return the name that a piece of a title or a line is, or None where it is none.

    Navigation, labels, markup and what a letter is about are no part of it.
    """
    name = folded(text).strip(_MARKS)
    name = _BEFORE.sub("", name, count=1).strip(_MARKS)
    for opening in (_NUMBERED, _GLUED, _ABOUT, _OPENING):
        if match := opening.match(name):
            name = name[match.end() :].strip(_MARKS)
    name = _ENDING.sub("", name).strip(_MARKS)
    if name.endswith("人民"):
        name += "政府"  # 青溪县人民政府信息公开…: the subject has taken the last two characters
    if not 2 <= len(name) <= LONGEST or not _HAN.search(name) or _NO_NAME.search(name):
        return None
    if name in _words("lines") or _any_of("pages", "sentences").search(name):
        return None
    return name


def body_in(text: str) -> str | None:
    """Return the name of a body where the text is one by its last word, else None."""
    name = name_in(text)
    return name if name and len(name) > 2 and name.rstrip(")").endswith(_words("bodies")) else None


def is_whole(name: str) -> bool:
    """Say whether a name tells which body it is: 青溪县财政局 does, 财政局 and 县财政局 do not."""
    if name.startswith(_words("generic")):
        return False
    named = _any_of("no_places").sub("", name)
    if _any_of("places").search(named[1:]) or named.startswith(("国家", "中国", "中华", "全国", "中央")):
        return len(named) > 2
    return len(name) > 3 and not name.endswith(_words("organs"))

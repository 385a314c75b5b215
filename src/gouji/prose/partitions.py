"""Counts that a sentence splits into parts: ``共65件，其中公民30件、企业法人8件、法律服务机构27件``.

Parts behind 其中 may be some of the whole only, so they count only where they reach the whole; parts
behind 分别为 or 从申请对象看 are all of it, or of another count of applications in the paragraph. Parts
of different kinds (办结, 予以公开) may overlap and are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.prose.numerals import NUMBER, ROUGH_AFTER, ROUGH_BEFORE, parse_number
from gouji.prose.sentences import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.document import Place
    from gouji.filing import Filing

_UNIT: Final = "件|条|次|宗|起|份|个|篇|场|期|批次|人次|人"
#: What stands wherever a count does: the last figure of a number and the first character of a unit.
_COUNTED: Final = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿][件条次宗起份个篇场期批人]")
_WHOLE: Final = re.compile(rf"(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?P<unit>{_UNIT})(?![一-鿿]{{0,2}}[\d])")
_PART: Final = re.compile(
    rf"[，,、：:和及]?(?P<label>[^，,、：:；;。（）()\d]{{1,24}}?)(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?P<unit>{_UNIT})"
)
_SOME: Final = re.compile(r"[一-鿿]{0,12}?[，,]?[（(]?(?:其中|包括|含)[：:，,]?|[（(]")
_ALL: Final = re.compile(r"[，,：:]?(?:分别(?:为|是|有)|具体(?:为|是)|即)[：:]?")
_SEEN_FROM: Final = re.compile(r"(?:从|按照?)[^，,。；;]{2,12}?(?:来?看|划分|分类|分)[，,：:]")
#: A whole of applications: its number stands right behind them.
_REQUESTED: Final = re.compile(r"(?:申请|依申请公开|收到|受理|新收)[^，,。；;\d]{0,10}\Z")
#: What comes behind parts that are not all.
_MORE: Final = re.compile(r"等|[，,、；;]?(?:其余|其他|其它|余下|剩余)")
_NESTED: Final = re.compile(r"其中|占|同比|较|比")
#: Words of one kind: parts named by two kinds may overlap.
_KINDS: Final = (
    re.compile(r"公民|自然人|个人|法人|企业|科研|社会(?:公益)?组织|法律服务|其他组织"),
    re.compile(r"网络|网上|在线|网站|平台|信函|邮寄|邮件|来信|当面|现场|窗口|传真|口头|书面|电话"),
    re.compile(r"予以公开|部分公开|不予公开|无法提供|不予处理|其他处理"),
    re.compile(r"维持|纠正|其他结果|尚未审结"),
)
_ENDS: Final = "。；;\n"


@dataclass(frozen=True, slots=True)
class Partition:
    """A whole and its parts; ``exhaustive`` says that the parts claim to be all of it."""

    whole: int
    parts: tuple[int, ...]
    exhaustive: bool
    quote: str
    place: Place


def partitions(filing: Filing) -> Iterator[Partition]:
    """Yield the partitions stated in the prose of every section."""
    for part in parts(filing):
        for paragraph in part.paragraphs:
            yield from _of_paragraph(paragraph.plain, paragraph.place)


def _of_paragraph(text: str, place: Place) -> Iterator[Partition]:
    if not _COUNTED.search(text):
        return
    wholes = [m for m in _WHOLE.finditer(text) if not ROUGH_BEFORE.search(text[: m.start()])]
    for match in wholes:
        for opening, exhaustive in ((_ALL, True), (_SOME, False)):
            if lead := opening.match(text, match.end()):
                yield from _partition(match, lead.end(), text, place, exhaustive=exhaustive)
    for lead in _SEEN_FROM.finditer(text):
        before = [m for m in wholes if m.end() <= lead.start() and _REQUESTED.search(text[: m.start()])]
        found = [p for m in before for p in _partition(m, lead.end(), text, place, exhaustive=True)]
        yield from [p for p in found if sum(p.parts) == p.whole][:1] or found[:1]


def _partition(
    whole: re.Match[str], start: int, text: str, place: Place, *, exhaustive: bool
) -> Iterator[Partition]:
    labels: list[str] = []
    numbers: list[int] = []
    at = start
    while part := _PART.match(text, at):
        number = _whole_number(part["n"])
        if part["unit"] != whole["unit"] or number is None or _NESTED.search(part["label"]):
            return
        labels.append(part["label"])
        numbers.append(number)
        at = part.end()
    total = _whole_number(whole["n"])
    exhaustive = exhaustive and not _MORE.match(text, at)
    if len(labels) < 2 or total is None or not of_one_kind(labels, exhaustive=exhaustive):
        return
    first = max((text.rfind(mark, 0, whole.start()) for mark in _ENDS), default=-1) + 1
    if exhaustive or sum(numbers) >= total:
        yield Partition(total, tuple(numbers), exhaustive, text[first:at], place)


def _whole_number(text: str) -> int | None:
    """The number, or None where it is rounded (万) or none."""
    number = None if text[-1] in "万亿" else parse_number(text)
    return int(number) if number is not None and number == number.to_integral_value() else None


def of_one_kind(labels: list[str], *, exhaustive: bool) -> bool:
    """Say whether names of parts are of one kind, so that no thing counts in two of them.

    Parts that are all of a whole (``exhaustive``) may be of any kind that their names have in common.
    """
    if any(all(kind.search(label) for label in labels) for kind in _KINDS):
        return True
    if len(labels) == 2 and labels[1].endswith("非" + labels[0]):
        return True
    # 政策信息 and 图文信息 may overlap
    return (
        exhaustive and len({label[-2:] for label in labels}) == 1 and all(len(label) >= 2 for label in labels)
    )

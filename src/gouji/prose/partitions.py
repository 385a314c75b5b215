"""Counts that a sentence splits into parts: ``共65件，其中公民30件、企业法人8件、法律服务机构27件``.

Parts behind 其中 may be some of the whole only, so they count only where they reach the whole; parts
behind 分别为 or 从申请对象看 are all of it. Parts of different kinds (办结, 予以公开) may overlap and are
left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.prose.numerals import NUMBER, ROUGH_AFTER, ROUGH_BEFORE, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.document import Paragraph
    from gouji.filing import Filing

_UNIT: Final = "件|条|次|宗|起|份|个|篇|场|期|批次|人次|人"
_WHOLE: Final = re.compile(rf"(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?P<unit>{_UNIT})(?![一-鿿]{{0,2}}[\d])")
_PART: Final = re.compile(
    rf"[，,、：:和及]?(?P<label>[^，,、：:；;。（）()\d]{{1,24}}?)(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?P<unit>{_UNIT})"
)
_SOME: Final = re.compile(r"[，,（(]?其中[：:，,]?")
_ALL: Final = re.compile(r"[，,：:]?(?:分别(?:为|是|有)|具体(?:为|是)|即)[：:]?")
_SEEN_FROM: Final = re.compile(r"(?:从|按照?)[^，,。；;]{2,12}?(?:来?看|划分|分类|分)[，,：:]")
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
    paragraph: Paragraph


def partitions(filing: Filing) -> Iterator[Partition]:
    """Yield the partitions stated in the prose of every section."""
    paragraphs = [*filing.preamble, *(p for section in filing.sections for p in section.paragraphs)]
    for paragraph in paragraphs:
        text = re.sub(r"\s+", "", paragraph.text)
        wholes = [m for m in _WHOLE.finditer(text) if not ROUGH_BEFORE.search(text[: m.start()])]
        for match in wholes:
            for opening, exhaustive in ((_ALL, True), (_SOME, False)):
                if lead := opening.match(text, match.end()):
                    yield from _partition(match, lead.end(), text, paragraph, exhaustive=exhaustive)
        for lead in _SEEN_FROM.finditer(text):
            before = [m for m in wholes if m.end() <= lead.start() and "申请" in text[: m.end()]]
            if before:
                yield from _partition(before[0], lead.end(), text, paragraph, exhaustive=True)


def _partition(
    whole: re.Match[str], start: int, text: str, paragraph: Paragraph, *, exhaustive: bool
) -> Iterator[Partition]:
    parts: list[tuple[str, int]] = []
    at = start
    while part := _PART.match(text, at):
        number = parse_number(part["n"])
        if part["unit"] != whole["unit"] or number is None or number != int(number):
            return
        if _NESTED.search(part["label"]):
            return
        parts.append((part["label"], int(number)))
        at = part.end()
    total = parse_number(whole["n"])
    if len(parts) < 2 or total is None or total != int(total) or not _of_one_kind([p for p, _ in parts]):
        return
    first = max((text.rfind(mark, 0, whole.start()) for mark in _ENDS), default=-1) + 1
    numbers = tuple(number for _, number in parts)
    if exhaustive or sum(numbers) >= total:
        yield Partition(int(total), numbers, exhaustive, text[first:at], paragraph)


def _of_one_kind(labels: list[str]) -> bool:
    if any(all(kind.search(label) for label in labels) for kind in _KINDS):
        return True
    plain = [label.removeprefix("非") for label in labels]
    return len({label[-2:] for label in plain}) == 1 and all(len(label) >= 2 for label in plain)

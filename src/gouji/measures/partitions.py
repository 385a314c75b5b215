"""Counts and shares that a sentence splits: frames ``partitions`` and ``share_lists``.

Parts behind 其中 may be some of the whole only, so they count only where they reach the whole; parts
behind 分别为 or 从申请对象看 are all of it, or of another count of applications in the paragraph. Parts
of different kinds (办结, 予以公开) may overlap and are left alone. Where nothing says that parts overlap
(``40条，其中人事信息12条，政务动态20条，公告公示15条``) they are not ``disjoint`` for sure.

Shares of applications of one kind exclude each other, so that together they are at most all of them; where
the list has both 自然人 and 法人或其他组织 they are all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.measures.frame import Frame, Silence, Subject
from gouji.measures.matrix import amount_column, optional_count_column
from gouji.measures.narrative import cut_off, parts, sentences
from gouji.measures.numerals import NUMBER, ROUGH_AFTER, ROUGH_BEFORE, parse_number
from gouji.measures.phrases import OTHER_WORK
from gouji.model.finding import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.measures.matrix import FrameColumn
    from gouji.model.document import Place
    from gouji.model.filing import Filing
    from gouji.model.sentences import Sentence


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
_SENTENCE: Final = re.compile(f"[{_ENDS}]")


#: Names of parts by what became of them; those that became so may have come before the whole did.
_BECAME: Final = re.compile(
    r"办结|办理|答复|回复|受理|处理|采纳|完成|整改|满意|通过|予以|不予|部分|无法|结转|维持|纠正|审结|公开|"
    r"转[办交送发]|移交|分办|反馈|签收|归档|现行|有效|废止|保留|出席|参加|参与|主持"
)
#: Words that make a count one of another time or measure, and no part.
_NO_PART: Final = re.compile(
    "上年|去年|往年|历年|同期|本年|今年|累计|截至|截止|目前|至今|均|目标|计划|任务|应|总"
)
#: Names of parts that may overlap: by what became of them as well, by the ways and shapes in which one thing
#: goes out, by what it is about besides.
_OVERLAPPING: Final = re.compile(
    rf"{_BECAME.pattern}|网|微信|微博|公众号|新媒体|媒体|客户端|平台|报刊|报纸|电视|广播|短信|公开栏|公示栏|线上|线下|信函|邮件|当面|现场|电话|"
    r"图|视频|音频|动漫|文字|专题|首次|"
    r"按期|按时|及时|重点|涉|热点|民生|领域|以上|重要|主要|新增|自然人|公民|个人|法人|企业|转载|原创|更新|"
    r"来访|来电|来函|信箱|热线|[一二三四]级|子栏目|下设"
)
#: A verb with which another statement starts.
_ANEW: Final = re.compile(
    r"^(?:并|另|还|同时|此外)|^(?:共|全年|累计)*(?:召开|举办|开展|组织|接待|印发|制定|出台|制作|编制|推送|发布|发放|收到|接收|"
    r"参加|参与|开设|设立|回应|维护|建成|培训|检查|公开|承办)"
)
#: Of persons the same ones may be counted under several names.
_PERSONS: Final = frozenset({"人", "人次", "批次"})


@dataclass(frozen=True, slots=True)
class Partition:
    """A whole and its parts; ``exhaustive`` says that the parts claim to be all of it.

    ``disjoint``: their names exclude each other; else only nothing says that they overlap.
    """

    whole: int
    parts: tuple[int, ...]
    exhaustive: bool
    quote: str
    place: Place
    disjoint: bool = True


def partitions(filing: Filing) -> Iterator[Partition]:
    """Yield the partitions stated in the prose of every section."""
    unfinished = cut_off(filing)
    for part in parts(filing):
        for paragraph in part.paragraphs:
            whole = paragraph.plain.removesuffix(unfinished) if unfinished else paragraph.plain
            yield from _of_paragraph(whole, paragraph.place)


def _of_paragraph(text: str, place: Place) -> Iterator[Partition]:
    if not _COUNTED.search(text):
        return
    wholes = [m for m in _WHOLE.finditer(text) if not ROUGH_BEFORE.search(text[: m.start()])]
    for match in wholes:
        for opening, exhaustive in ((_ALL, True), (_SOME, False)):
            if lead := opening.match(text, match.end()):
                found = list(_partition(match, lead.end(), text, place, exhaustive=exhaustive))
                yield from found or ([] if exhaustive else _some_parts(match, lead.end(), text, place))
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
    if exhaustive or sum(numbers) >= total:
        yield Partition(total, tuple(numbers), exhaustive, _quoted(text, whole, at), place)


def _some_parts(whole: re.Match[str], start: int, text: str, place: Place) -> Iterator[Partition]:
    """Yield some parts of a whole where nothing says that they overlap.

    The first of them alone cannot be more than the whole, unless it is named by what became of it.
    """
    total = _whole_number(whole["n"])
    if total is None or whole["unit"] in _PERSONS:
        return
    labels: list[str] = []
    numbers: list[int] = []
    at = start
    while part := _PART.match(text, at):
        number = _whole_number(part["n"])
        if part["unit"] != whole["unit"] or number is None or _NESTED.search(part["label"]):
            break
        if _NO_PART.search(part["label"]) or (labels and _ANEW.match(part["label"])):
            break
        labels.append(part["label"])
        numbers.append(number)
        at = part.end()
    overlap = any(_OVERLAPPING.search(label) for label in labels)
    if not labels or _larger_before(whole, text, sum(numbers)):
        return
    if numbers[0] > total and not _BECAME.search(labels[0]):
        yield Partition(total, tuple(numbers[:1]), False, _quoted(text, whole, at), place, disjoint=False)
    elif len(labels) >= 2 and not overlap:
        yield Partition(total, tuple(numbers), False, _quoted(text, whole, at), place, disjoint=False)


def _larger_before(whole: re.Match[str], text: str, total: int) -> bool:
    """Say whether the parts may be of a whole that their sentence states before this one."""
    first = len(text[: whole.start()]) - len(_SENTENCE.split(text[: whole.start()])[-1])
    before = (m for m in _WHOLE.finditer(text, first, whole.start()) if m["unit"] == whole["unit"])
    return any((number := _whole_number(m["n"])) is None or number >= total for m in before)


def _quoted(text: str, whole: re.Match[str], end: int) -> str:
    """The sentence of a whole up to the end of its parts."""
    first = max((text.rfind(mark, 0, whole.start()) for mark in _ENDS), default=-1) + 1
    return text[first:end]


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


_ITEM: Final = re.compile(
    r"(?P<label>[^，,、；;：:。%％（）()\d]{2,16}?)(?:\d+[件宗条次份])?[，,（(]?"
    r"占(?:比|到|全部|总)?[^，,。；;\d%、]{0,12}?(?:为|达)?(?P<p>\d+(?:\.\d+)?)[%％][）)]?"
)
_NEXT: Final = re.compile(r"[，,、；;]?(?:和|及|另外)?")
_SHARING_PERSONS: Final = re.compile(r"自然人|公民|个人")
_ORGANISATIONS: Final = re.compile(r"法人.{0,3}(?:其他|其它|非法人)?组织")
_REQUESTS: Final = re.compile(r"申请")
#: What is published may be published in more than one place.
_OTHER: Final = re.compile(rf"{OTHER_WORK}|主动公开|发布|信息\d|复议|诉讼|约|近|超")
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class ShareList:
    """Shares of one whole, in percent. ``whole``: they claim to be all of it."""

    shares: tuple[Decimal, ...]
    whole: bool
    sentence: Sentence
    quote: str

    @property
    def steps_off(self) -> Decimal:
        """How far the sum is from 100 (only above it, unless ``whole``), in last decimals a share.

        Shares rounded or cut off as printed are at most one off each.
        """
        exponents = [share.as_tuple().exponent for share in self.shares]
        step = Decimal(1).scaleb(max(e for e in exponents if isinstance(e, int)))
        off = sum(self.shares, Decimal(-100))
        return (abs(off) if self.whole else max(off, Decimal(0))) / step / len(self.shares)


def share_lists(filing: Filing) -> Iterator[ShareList]:
    """Yield the lists of shares in the narrative whose names are of one kind."""
    unfinished = cut_off(filing)
    for sentence in sentences(filing):
        text, at = sentence.plain, 0
        if (
            text == unfinished
            or "占" not in text
            or _OTHER.search(text)
            or not _REQUESTS.search(sentence.lead[-60:] + text)
        ):
            continue
        while first := _ITEM.search(text, at):
            items, at = [first], first.end()
            while (gap := _NEXT.match(text, at)) and (item := _ITEM.match(text, gap.end())):
                items.append(item)
                at = item.end()
            labels = [item["label"] for item in items]
            if len(items) < _LEAST or len(set(labels)) < len(labels):
                continue
            if of_one_kind(labels, exhaustive=False):
                persons = any(_SHARING_PERSONS.search(label) for label in labels)
                both = persons and any(_ORGANISATIONS.search(label) for label in labels)
                shares = tuple(Decimal(item["p"]) for item in items)
                yield ShareList(shares, both, sentence, text[first.start() : at])


class Partitions(Frame):
    """One row a partition, Int64: ``whole`` as stated, ``parts`` the sum of the parts stated, ``disjoint``.

    ``disjoint`` is 1 where the names of the parts exclude each other, 0 where nothing says that they overlap.
    """

    name = "partitions"

    def build(self) -> dict[str, FrameColumn]:
        """Search the narrative of every filing."""
        found = [(i, p) for i, filing in enumerate(self.corpus.filings) for p in partitions(filing)]
        self._found = [partition for _, partition in found]
        return {
            "filing": optional_count_column([position for position, _ in found]),
            "whole": optional_count_column([p.whole for p in self._found]),
            "parts": optional_count_column([sum(p.parts) for p in self._found]),
            "disjoint": optional_count_column([int(p.disjoint) for p in self._found]),
        }

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence."""
        one = self._found[row]
        source = self.filing_of(row).source.name
        terms = "+".join(str(part) for part in one.parts)
        return Subject(
            evidence=(Evidence(source, one.place.text(), one.quote),),
            fields={
                "quote": one.quote,
                "terms": terms,
                "added": f"{terms}={sum(one.parts)}" if len(one.parts) > 1 else terms,
                "parts_sum": sum(one.parts),
                "whole": one.whole,
            },
            expected=one.whole if one.disjoint else f"≤{one.whole}",
            observed=sum(one.parts),
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Every partition found is decided."""
        return None


class ShareLists(Frame):
    """One row a list of shares: ``steps`` Float64, how far from 100 in all, in last decimals each."""

    name = "share_lists"

    def build(self) -> dict[str, FrameColumn]:
        """Search the narrative of every filing."""
        found = [(i, one) for i, filing in enumerate(self.corpus.filings) for one in share_lists(filing)]
        self._found = [one for _, one in found]
        return {
            "filing": optional_count_column([position for position, _ in found]),
            "steps": amount_column(np.array([float(one.steps_off) for one in self._found])),
        }

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence."""
        one = self._found[row]
        total = sum(one.shares)
        return Subject(
            table="applications",
            evidence=(
                Evidence(self.filing_of(row).source.name, one.sentence.place.text(), one.sentence.text),
            ),
            fields={
                "quote": one.quote,
                "terms": "+".join(f"{share}%" for share in one.shares),
                "total": f"{total}%",
            },
            expected="100%",
            observed=f"{total}%",
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Every list found is decided."""
        return None

"""Frame ``announcements``: numbers of parts or items that the text announces, and what it then lists.

``全文由……等六部分组成``, ``报告包括……六个部分`` announce the parts of the report;
``重点抓好以下四个方面工作`` announces items.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.measures.frame import Frame, Silence, Subject
from gouji.measures.matrix import optional_count_column
from gouji.model.finding import Evidence
from gouji.model.text import Text, ideographs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.measures.matrix import FrameColumn
    from gouji.model.document import Paragraph
    from gouji.model.filing import Filing, Section


_NUMERALS: Final = "一二三四五六七八九十"
_NUMBER = rf"(?P<n>两|[{_NUMERALS}]|[1-9]|10)"
_PARTS: Final = re.compile(
    rf"{_NUMBER}\s*个?大?部分(?:组成|构成|内容)|(?:分为|共|分)\s*{_NUMBER.replace('<n>', '<m>')}\s*个?大?部分"
)
#: The same without such a verb, where parts of a report are named.
_PARTS_NAMED: Final = re.compile(
    r"(?:全文|报告|年报)[^。；;\n]{0,300}?(?<![十百第\d])(?P<n>[两二三四五六七八九十]|[2-9]|10)\s*(?:个|大)*(?:部分|方面)"
    r"(?:的?内容)?(?=\s*(?:[。；;，,：:）)]|$))"
)
#: A report and what is attached to it are no parts of this kind.
_ATTACHED: Final = re.compile("附件|附表|正文|文字|表格|图表|附录")
_ITEMS: Final = re.compile(
    rf"(?:以下|如下|下列)\s*{_NUMBER}\s*(?:个|大|点|项|条|方面)+[^。；;：:]{{0,12}}"
    rf"|{_NUMBER.replace('<n>', '<m>')}\s*(?:个方面|个问题|点不足|个不足)[^。；;：:]{{0,6}}[：:]"
)
#: Ways to number the items of a list, as they stand at the start of a paragraph or inside one.
_STYLES: Final = (
    re.compile(rf"(?:^|[。；;：:，,\s])([{_NUMERALS}])是"),
    re.compile(rf"(?:^|[。；;：:，,\s])([{_NUMERALS}])要"),
    re.compile(rf"^\s*[（(]\s*([{_NUMERALS}])\s*[）)]"),
    re.compile(rf"(?:^|[。；;：:])\s*第([{_NUMERALS}])[，,、]"),
    re.compile(r"^\s*(\d{1,2})\s*[.．、](?!\d)"),
    re.compile(rf"^\s*([{_NUMERALS}])、"),
)
#: Characters that stand for others, where a copy has lost what its glyphs mean: no name is told then.
_GARBLED: Final = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\u00c0-\u024f\ufffd]")
_OWN: Final = re.compile("全文|本年?度?报告|年报")
_LEAST_NAMED: Final = 2
#: Words by which the parts of a report are named, each standing for one part.
_PART_NAMES: Final = {
    "statutory": (
        r"总体情况|概述|基本情况",
        "主动公开",
        "申请",
        "复议|诉讼",
        "问题",
        "其他需要|需要报告|其他事项",
    ),
    "university": (
        "概述|概况",
        "主动公开",
        "依申请",
        "评议",
        "举报|复议|诉讼",
        "经验|问题|改进",
        "其他需要|其他事项",
        "清单",
    ),
}


_ONLY: Final = Text("只有", "only ")
_THERE_ARE: Final = Text("有", "")


_NOT_NUMBERED: Final = Text(
    "“{quote}”之后的事项没有连续编号，无法清点",
    "the items after “{quote}” are not numbered in order and cannot be counted",
)
_NOT_HEADED: Final = Text(
    "未见各部分的标题，“{quote}”所说的份数无法清点",
    "no heading of a part was found, so that the parts of “{quote}” cannot be counted",
)


class Announcement(NamedTuple):
    """A number announced, what was counted and where it stands; ``listed`` is None where it was not: why."""

    what: Text
    announced: int
    listed: int | None
    counted: Text
    paragraph: Paragraph
    quote: str
    why: Text = _NOT_NUMBERED


def _value(numeral: str) -> int:
    if numeral == "两":
        return 2
    return int(numeral) if numeral.isdigit() else _NUMERALS.index(numeral) + 1


def announcements(filing: Filing) -> Iterator[Announcement]:
    """Find every announced number of parts (in the preface) or items (in any section)."""
    for paragraph in filing.preamble:
        yield from _parts(filing, paragraph)
    # some copies print the preface under the first heading
    for paragraph in (p for section in filing.sections[:1] for p in section.paragraphs):
        yield from _parts(filing, paragraph, preface=False)
    for section in filing.sections:
        for position, paragraph in enumerate(section.paragraphs):
            yield from _items(section, position, paragraph)


def _sentence(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start) for mark in "。；;\n") + 1
    stops = [at for mark in "。；;\n" if (at := text.find(mark, end)) >= 0]
    return text[first : min(stops, default=len(text))].strip()


def _parts(filing: Filing, paragraph: Paragraph, *, preface: bool = True) -> Iterator[Announcement]:
    text = ideographs(paragraph.text)
    if "部分" not in text and "方面" not in text:
        return
    plainly = _PARTS.search(text)
    match = plainly or _PARTS_NAMED.search(text)
    if match is None:
        return
    sentence = _sentence(paragraph.text, match.start(), match.end())
    announced = _value(match.groupdict().get("m") or match["n"])
    kind = "university" if filing.form == "university" else "statutory"
    named = sum(re.search(name, ideographs(sentence)) is not None for name in _PART_NAMES[kind])
    if (
        _GARBLED.search(sentence)
        or _ATTACHED.search(sentence)
        or (not (plainly and preface) and named < _LEAST_NAMED)
    ):
        return
    if not preface and not _OWN.search(sentence):
        return
    headed = len({section.number for section in filing.sections}) or None
    what = Text("报告由几部分组成", "the number of parts of the report")
    titles = "、".join(section.title for section in filing.sections)
    yield Announcement(
        what,
        announced,
        headed,
        Text(f"正文有标题的部分（{titles}）", f"parts with a heading ({titles})"),
        paragraph,
        sentence,
        _NOT_HEADED,
    )
    # fewer names are examples, not a list
    if headed == announced and max(4, announced - 1) <= named:
        yield Announcement(
            what,
            announced,
            named,
            Text("这句话列出的部分", "parts that the sentence names"),
            paragraph,
            sentence,
        )


def _items(section: Section, position: int, paragraph: Paragraph) -> Iterator[Announcement]:
    for match in _ITEMS.finditer(ideographs(paragraph.text)):
        following = (p.text for p in section.paragraphs[position + 1 :])
        rest = [*map(ideographs, (paragraph.text[match.end() :], *following))]
        announced = _value(match["n"] or match["m"])
        listed = listed_items(rest)
        yield Announcement(
            Text("所列事项的个数", "the number of items"),
            announced,
            listed,
            Text("其后依次列出的事项", "items numbered after it"),
            paragraph,
            _sentence(paragraph.text, match.start(), match.end()),
        )


def listed_items(texts: Sequence[str]) -> int | None:
    """Count the items numbered in order from one, or return None where no list starts or it skips a number.

    The list ends where the numbering starts again or the text ends. Only the outermost numbering counts: the
    one that comes first.
    """
    style = next((style for text in texts for style in _STYLES if style.search(text)), None)
    if style is None:
        return None
    count = 0
    for text in texts:
        for match in style.finditer(text):
            number = _value(match[1])
            if number == 1 and count:
                return count
            if number != count + 1:
                return None
            count = number
    return count or None


class Announcements(Frame):
    """One row a filing and announcement.

    ``announced`` and ``listed`` Int64; ``listed`` is pd.NA where the items cannot be counted.
    """

    name = "announcements"

    def build(self) -> dict[str, FrameColumn]:
        """Search the prose of every filing."""
        found = [(i, one) for i, filing in enumerate(self.corpus.filings) for one in announcements(filing)]
        self._found = [one for _, one in found]
        return {
            "filing": optional_count_column([position for position, _ in found]),
            "announced": optional_count_column([one.announced for one in self._found]),
            "listed": optional_count_column([one.listed for one in self._found]),
        }

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence that announces the number."""
        one = self._found[row]
        source = self.filing_of(row).source.name
        return Subject(
            evidence=(Evidence(source, one.paragraph.place.text(), one.quote),),
            fields={
                "what": one.what,
                "announced": one.announced,
                "listed": one.listed or 0,
                "only": _ONLY if (one.listed or 0) < one.announced else _THERE_ARE,
                "counted": one.counted,
                "quote": one.quote,
            },
            expected=one.announced,
            observed=one.listed,
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """The items are not numbered, or the parts have no headings, so that they cannot be counted."""
        one = self._found[row]
        return Silence("not_assessable", one.why.filled(quote=one.quote))

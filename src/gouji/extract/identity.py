"""Who filed for which year, over which period: as far as the document shows it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.document import Note, Paragraph
from gouji.spacing import tight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.document import Document

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# All patterns are matched against text without white space: reports space their titles and dates freely.
_YEAR = r"(?P<year>(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
_REPORT = r"(?:年度工作报告|年度报告|工作年报|年报|工作报告|报告)"
_KIND = rf"(?:政府信息|信息|政务)公开(?:工作)?(?:情况)?的?{_REPORT}"
_TITLE = re.compile(
    rf"(?:关于)?(?P<before>[^。；;，,]{{0,60}}?){_YEAR}(?:[-—–－~至](?P<until>20\d\d))?"
    rf"(?:学年度|学年|年度|年)?(?P<after>[^。；;，,]{{0,60}}?){_KIND}"
)
_UNDATED_TITLE = re.compile(rf"(?P<before>[^。；;，,：:]{{2,60}}?){_KIND}$")
_LABELLED = re.compile(
    r"(?:发布机构|发布单位|公开主体|发文机关|信息来源|来源|编制单位|公开责任单位)[:：]?(?P<name>[^:：]*)$"
)
_BY = re.compile(r"由(?P<name>[^，,。；;（(]{3,40}?)(?:负责)?(?:编制|编写|撰写|制作)")
_BODY = re.compile(
    r"(?:政府|办公室|办公厅|局|厅|委|院|中心|大学|学校|中学|小学|街道|办事处|处|集团|公司|队|所|站|部|署|会)$"
)

_PERIOD = re.compile(
    r"(?P<from_year>20\d\d)年(?P<from_month>\d{1,2})月(?P<from_day>\d{1,2})日起?[，,]?(?:至|到|-|—|–|~|～)"
    r"(?:(?P<to_year>20\d\d)年)?(?P<to_month>\d{1,2})月(?P<to_day>\d{1,2})日"
)
_PERIOD_MARK = re.compile(r"统计(?:的)?(?:期限|限期|限|时限|时间|区间|周期|范围)|所列数据的")
_PERIOD_REMAINS = re.compile(
    r"(?:从|自)?[^，,。；;]{0,12}(?<!\d)\d{4,}+[^，,。；;]{0,12}[至到][^，,。；;]{0,6}\d{4,}+[^，,。；;]{0,4}"
)
#: What is left of the dates stands within so many characters of the words that announce them.
_NEAR = 200

_META_NAMES = ("contentsource", "author", "source", "sitename")
_META_TITLES = ("articletitle", "title", "og:title")


@dataclass(frozen=True, slots=True)
class Title:
    """The report's own title: as printed, the agency it names, the year (first year of an academic year)."""

    printed: str
    agency: str | None
    year: int | None


def find_title(document: Document) -> Title | None:
    """Return the first title that names a year, else the first that reads like one."""
    undated: Title | None = None
    for before, text in _title_lines(document):
        if match := _TITLE.match(tight(text)):
            named = _agency_name(match["before"]) or _agency_name(match["after"])
            behind = tight(text)[match.end() :].strip("（）()[]【】—-_|·:：")
            agency = named or _body_name(before) or _body_name(behind)
            return Title(_one_line(text), agency, _year(match["year"]))
        if undated is None and (match := _UNDATED_TITLE.match(tight(text))):
            undated = Title(_one_line(text), _body_name(match["before"]), None)
    return undated


def _title_lines(document: Document) -> Iterator[tuple[str, str]]:
    """Texts that may be the title, each with the line before it, which may name the agency."""
    for key in _META_TITLES:
        if key in document.metadata:
            yield "", document.metadata[key]
    yield from (("", b.text) for b in document.blocks[:200] if isinstance(b, Paragraph) and b.heading)
    texts = ["", *(text for text in _first_texts(document) if text.strip())]
    yield from ((before, text) for before, text in pairwise(texts) if len(text) <= 90)
    for position, text in enumerate(texts):
        # long titles are broken over lines
        for further in texts[position + 1 : position + 3]:
            if len(text) + len(further) <= 70 and not re.search(r"[:：>•]", text):
                text = text.strip() + further.strip()
                yield "", text


def _first_texts(document: Document) -> list[str]:
    texts: list[str] = []
    for block in document.blocks[:120]:
        if isinstance(block, Paragraph):
            texts.extend(block.text.split("\n"))
        elif len(block.cells) <= 40:
            texts.extend(cell.text for cell in block.cells)
    return texts


def _year(text: str) -> int:
    return int(text.translate(_CHINESE_DIGITS))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _agency_name(text: str) -> str | None:
    name = tight(unicodedata.normalize("NFKC", text)).strip('-—_|:：·《》<>"“”#*')
    name = re.sub(r"^(?:关于|附件\d*:?|首页>?)", "", name)
    name = name.removesuffix("的").removesuffix("年度").removesuffix("年").removesuffix("关于")
    return name if 2 <= len(name) <= 40 and re.search(r"[\u4e00-\u9fff]", name) else None


def _body_name(text: str) -> str | None:
    """The name of a body of state, where the text is nothing else."""
    name = _agency_name(text)
    return name if name and len(name) > 3 and _BODY.search(name) else None


def find_agency(document: Document, title: Title | None) -> str | None:
    """Return the agency's name from the title, a labelled line, the preface, or the page's own metadata."""
    if title and title.agency:
        return title.agency
    texts = _first_texts(document)
    for position, text in enumerate(texts):
        if match := _LABELLED.match(tight(text)):
            following = next((t for t in texts[position + 1 :] if t.strip()), "")
            name = _agency_name(match["name"] or following)
            if name and _BODY.search(name):
                return name
    for text in texts:
        if (
            (match := _BY.search(tight(text)))
            and (name := _agency_name(match["name"]))
            and _BODY.search(name)
        ):
            return name
    for key in _META_NAMES:
        name = _agency_name(document.metadata.get(key, ""))
        if name and _BODY.search(name):
            return name
    return None


def find_period(
    paragraphs: Sequence[Paragraph],
) -> tuple[tuple[dt.date, dt.date] | None, Paragraph | None, list[Note]]:
    """Return the statistical period, the paragraph that states it, and a note where it is past reading."""
    for paragraph in paragraphs:
        for match in _PERIOD.finditer(tight(paragraph.text)):
            first = _date(match["from_year"], match["from_month"], match["from_day"])
            last = _date(match["to_year"] or match["from_year"], match["to_month"], match["to_day"])
            marked = _PERIOD_MARK.search(tight(paragraph.text)) or (
                first and last and (last - first).days > 300
            )
            if first and last and marked:
                return (first, last), paragraph, []
    for paragraph in paragraphs:
        mark = _PERIOD_MARK.search(paragraph.text)
        remains = mark and _PERIOD_REMAINS.search(paragraph.text, mark.start(), mark.end() + _NEAR)
        if remains:
            quote = remains[0].strip()
            note = Note(
                "period-unreadable",
                Text(
                    f"统计期限一句已损坏（“{quote}”），未据此推定日期。",
                    f"The sentence on the statistical period is damaged (“{quote}”); no dates were inferred.",
                ),
                paragraph.place,
            )
            return None, paragraph, [note]
    return None, None, []


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None

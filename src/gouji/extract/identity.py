"""Who filed, over which period, as far as the document shows it; for which year: its title (``titles``).

A document is one report: two of them side by side, or one below the other, are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import islice, pairwise, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.extract.labels import bare, core
from gouji.extract.merged import parts_shown
from gouji.extract.titles import (
    YEAR,
    all_titles,
    body_in,
    first_lines,
    folded,
    is_whole,
    title_below,
    year_of,
)
from gouji.model.document import Note, Paragraph
from gouji.model.sentences import plain
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.lines import TableLine
    from gouji.extract.titles import Title
    from gouji.model.document import Block, Document, Place
    from gouji.model.form import Form, Table


#: Labels of the body that publishes, and of the one that a page was taken from.
_LABELS = (
    re.compile(
        r"(?:发布机构|发布单位|发布机关|公开主体|公开机构|公开单位|发文机关|发文单位|制发机关|编制单位|编制机关|公开责任单位|"
        r"责任部门|所属机构)[:|]*(?P<name>[^:|]*)"
    ),
    re.compile(r"(?:信息来源|稿件来源|文章来源|来源|信息提供)[:|]+(?P<name>[^:|]*)"),
)
_BY = re.compile(
    r"由(?P<name>[^，,。；;（()《》]{3,40}?)"
    r"(?:(?:负责|组织|汇总|统一|牵头|会同|按照|根据|依据|依照|结合)[^，,。；;]{0,80}?)?"
    r"(?:编制(?!委员会)|编写|撰写|制作)"
)
_REPORT_OF_YEAR = (
    rf"(?P<year>{YEAR})(?:学年度|学年|年度|年)?"
    r"(?:政府信息|信息|政务)公开(?:工作)?(?:情况)?的?(?:年度|年)?(?:工作)?(?:报告|年报|情况)"
)
#: A sentence that issues the report: 特编制…, 现将…年度…报告如下, 现发布《…》.
_ISSUED = re.compile(
    rf"(?:编制|发布|公布|公开|形成|撰写|制作|公告|通报|将|把)(?:并公布|并发布|了)?[《“\"]?"
    rf"(?P<name>[^，,。；;:《》“”\"]{{2,40}}?){_REPORT_OF_YEAR}"
)
#: A sentence whose subject issues it: …，某县某局编制了…年度报告.
_ISSUES = re.compile(
    rf"(?:^|[，,。；;:])(?P<name>[^，,。；;:《》“”\"]{{3,40}}?)"
    r"(?:结合[^，,。；;]{0,8}实际|组织|认真|特|现|负责|牵头|依法)*"
    r"(?:编制|编写|撰写|制作|形成|发布|公布)(?:形成|完成|并公布|并发布)?了?(?:本[机单]?[关位局])?[《“\"]?"
    rf"{_REPORT_OF_YEAR}"
)
#: Sentences are looked for in so many of the first lines, and the first so many characters of each.
_LINES, _CHARACTERS = 60, 600
_META_NAMES = ("contentsource", "author", "source", "sitename")

_PERIOD = re.compile(
    r"(?P<from_year>20\d\d)年(?P<from_month>\d{1,2})月(?P<from_day>\d{1,2})日起?[，,]?(?:至|到|-|—|–|~|～)"
    r"(?:(?P<to_year>20\d\d)年)?(?P<to_month>\d{1,2})月(?P<to_day>\d{1,2})日"
)
_PERIOD_MARK = re.compile(r"统计(?:的)?(?:期限|限期|限|时限|时间|区间|周期|范围)|所列数据的")
_PERIOD_REMAINS = re.compile(
    r"(?:从|自)?[^，,。；;]{0,12}(?<!\d)\d{4,}+[^，,。；;]{0,12}[至到][^，,。；;]{0,6}\d{4,}+[^，,。；;]{0,4}"
)
_STOPPED = re.compile(r"[。；;！!？?]\s*$")
#: What is left of the dates stands within so many characters of the words that announce them.
_NEAR = 200

_META_NAMES = ("contentsource", "author", "source", "sitename")
_META_TITLES = ("articletitle", "title", "og:title")


class Named(NamedTuple):
    """Whose report it is by its name, and of which year where the same text says so.

    ``whole``: the name stands in the title and tells which body it is; a fallback is never whole.
    """

    name: str
    year: int | None = None
    whole: bool = False


def find_agency(document: Document, title: Title | None) -> Named | None:
    """Return the agency's name from the title, a sentence that issues the report, a label, or the page."""
    if title and title.agency:
        return Named(title.agency, title.year, title.whole)
    labelled = _labelled(document)
    issued = _issued(document)
    if issued is not None:
        if labelled and labelled.endswith(issued.name):
            return Named(labelled, issued.year)
        return issued
    name = labelled or _compiled_by(document) or _of_page(document)
    return Named(name) if name else None


def _opening(document: Document) -> list[str]:
    """The beginning of the first paragraphs, in NFKC widths and without white space."""
    blocks = (b for b in document.blocks if isinstance(b, Paragraph) and b.text.strip())
    return [folded(block.text[:_CHARACTERS]) for block in islice(blocks, _LINES)]


def _issued(document: Document) -> Named | None:
    for text in _opening(document):
        for match in _ISSUED.finditer(text):
            if (name := body_in(match["name"])) is not None:
                return Named(name, year_of(match["year"]))
        for match in _ISSUES.finditer(text):
            if (name := body_in(match["name"])) is not None and is_whole(name):
                return Named(name, year_of(match["year"]))
    return None


def _labelled(document: Document) -> str | None:
    """The body behind a label, on its line, on the next one or in the next cell; a source comes last."""
    lines = [folded(line) for line in first_lines(document)]
    for label in _LABELS:
        for position, line in enumerate(lines):
            for match in label.finditer(line):
                following = lines[position + 1] if position + 1 < len(lines) else ""
                if name := body_in(re.split(r"[,;；，]", match["name"] or following)[0]):
                    return name
    return None


def compilers(text: str) -> list[str]:
    """The bodies that a text says the report was compiled by, as they are written."""
    found = _BY.finditer(folded(text))
    names = (body_in(name) for match in found for name in re.split("[、和]", match["name"]))
    return [name for name in names if name is not None]


def _compiled_by(document: Document) -> str | None:
    return next((names[0] for text in _opening(document) if (names := compilers(text))), None)


def _of_page(document: Document) -> str | None:
    names = (body_in(document.metadata.get(key, "")) for key in _META_NAMES)
    return next((name for name in names if name), None)


def title_pictured(title: str) -> Note:
    """Return the note that a title was recognised and names nobody before a person has confirmed it."""
    return Note(
        "recognised_title",
        Text(
            f"标题由图片识别为“{title}”，尚无人确认，机关和年度不据此认定。"
            "请用 gouji confirm 对照图片确认标题。",
            f"The title was recognised in a picture as “{title}” and confirmed by nobody: neither body nor "
            "year were taken from it. Confirm the title against its picture with gouji confirm.",
        ),
    )


def find_period(
    paragraphs: Sequence[Paragraph],
) -> tuple[tuple[dt.date, dt.date] | None, Paragraph | None, list[Note]]:
    """Return the statistical period, the paragraph that states it, and a note where it is past reading."""
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        period = _period_in(plain(paragraph.text))
        if period is None and following is not None and not _STOPPED.search(paragraph.text):
            # a line of a copy may end inside the sentence
            period = _period_in(plain(paragraph.text + following.text))
            if period is not None and _period_in(plain(following.text)) is not None:
                continue  # all of it stands on the next
        if period is not None:
            return period, paragraph, []
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


def _period_in(text: str) -> tuple[dt.date, dt.date] | None:
    for match in _PERIOD.finditer(text):
        first = _date(match["from_year"], match["from_month"], match["from_day"])
        last = _date(match["to_year"] or match["from_year"], match["to_month"], match["to_day"])
        if first and last and (_PERIOD_MARK.search(text) or (last - first).days > 300):
            return first, last
    return None


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


#: So many labels that stand twice on one line are those of two reports side by side.
_LABELS_TWICE: Final = 3


def refuse_side_by_side(lines: Sequence[TableLine], tables: dict[str, Table], document: Document) -> None:
    """Refuse two reports side by side, which cannot be told apart cell by cell; quote what shows them.

    A label printed twice with nothing between is a merged cell that a tool wrote into each of its places.
    """
    labels = {core(row.label) for row in tables["applications"].rows if len(row.label) > 5}
    printed = Counter([bare(piece.text) for line in lines for piece in line.label_pieces])
    if sum(printed[label] > 1 for label in labels) < _LABELS_TWICE:
        return
    on_one_row: Counter[tuple[int, Place | int, str]] = Counter()
    for line in lines:
        before = ""
        for piece in line.pieces:
            label = bare(piece.text)
            if label in labels and label != before:
                on_one_row[line.block, piece.place if line.grid is None else line.index, label] += 1
            before = label
    twice = list(dict.fromkeys(label for (_, _, label), count in on_one_row.items() if count > 1))
    if len(twice) < _LABELS_TWICE:
        return
    name, titles = document.source.name, all_titles(document)
    if len(titles) < 2:
        shown, count = "、".join(f"“{label}”" for label in twice[:3]), len(twice)
        raise GoujiError(
            f"{name}：{shown}等 {count} 行的行名在同一行上印了两次，中间隔有内容，像是两份报告并排印在一起，"
            "无法逐格区分。如确是两份报告，请分别保存后再核查。",
            f"{name}: {count} labels of rows ({shown} …) stand twice on one line with something between, as "
            "where two reports are printed side by side, and cannot be told apart cell by cell. If so, save "
            "them as two files.",
        )
    first, second = titles[:2]
    raise GoujiError(
        f"{name}：“{first}”和“{second}”两份报告并排印在一起，无法逐格区分。请分别保存后再核查。",
        f"{name}: two reports, “{first}” and “{second}”, are printed side by side and cannot be told apart "
        "cell by cell. Save them as two files.",
    )


#: A paragraph that ends with a title has so many characters.
_TITLE: Final = 120
#: So many sections or tables that stand behind one title and behind another are those of two reports.
_TWICE: Final = 2


def refuse_one_below_another(document: Document, form: Form) -> None:
    """Refuse two reports one below the other: each has a title of its own, and the same parts behind it.

    Raises GoujiError, which quotes both titles. One report twice is none of this.
    """
    titles = [
        (number, title)
        for number, block in enumerate(document.blocks)
        for text in (
            (block.text,) if isinstance(block, Paragraph) else [cell.text for cell in block.cells[:8]]
        )
        if "公开" in text and (title := _title_on(document.blocks, number, text))
    ]
    if all(one.year == titles[0][1].year and one.agency == titles[0][1].agency for _, one in titles):
        return
    parts = parts_shown(document.blocks, form)
    for (_, one), (number, other) in pairwise(titles):
        above = {part for block, part in parts if block < number}
        below = {part for block, part in parts if block > number}
        if _is_another(one, other) and len(above & below) >= _TWICE:
            name = document.source.name
            raise GoujiError(
                f"{name}：“{one.printed}”和“{other.printed}”两份报告上下排在同一份文件里。一次只核查一份报告，"
                "请分别保存后再核查。",
                f"{name}: two reports, “{one.printed}” and “{other.printed}”, stand one below the other in "
                "one file. Reports are checked one by one: save them as two files.",
            )


def _title_on(blocks: Sequence[Block], number: int, text: str) -> Title | None:
    """The title with a year that a text of a block ends with, its name perhaps on a line above."""
    if len(text) > _TITLE or not ("报告" in text or "年报" in text):
        return None
    before = [block.text for block in blocks[max(0, number - 3) : number] if isinstance(block, Paragraph)]
    lines = [line for line in (*before, text) if line.strip()]
    return title_below(lines)


def _is_another(one: Title, other: Title) -> bool:
    """Whether two titles are those of two reports: of two years, or of two bodies (not its short name)."""
    if one.year != other.year:
        return True
    mine, others = one.agency or "", other.agency or ""
    return mine not in others and others not in mine

"""What shows that a copy is not whole, so that what it lacks is not held against the report.

A copy may have lost a table, may break off, or may have run headings into paragraphs. Nothing shows that a
copy has lost a section from its midst: that the report lacks it is then said as of this copy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gouji.measures.announcements import announcements
from gouji.measures.matrix import form_rows
from gouji.measures.narrative import PICTURED_NOTE, is_shuffled, narrative, text_of
from gouji.measures.problems import Problems, problems_of
from gouji.measures.quotes import table_name
from gouji.model.form import load_form
from gouji.model.text import Text

if TYPE_CHECKING:
    from gouji.model.filing import Filing, Section


#: Clauses for the field ``{damage}`` of messages; a full stop or a comma stands before, a comma behind.
DAMAGED: Final = Text("副本有明显损坏", "The copy is visibly damaged")
_OPEN_END: Final = Text("文件没有存到末尾", "The file breaks off before its end")
_UNREAD_PAGES: Final = Text("本副本第 {pages} 页没有读出", "Page {pages} of this copy was not read")
#: Codes of notes on pages of which nothing was read: pictures, recognised text, text askew.
UNREAD_PAGE: Final = frozenset({"pdf_page_without_text", "pdf_recognised_text", "pdf_text_askew"})
_PICTURED: Final = Text("本副本的文字是图片", "The text of this copy is a picture")
_UNREAD_PICTURES: Final = Text("本副本有图片没有读出", "Pictures of this copy were not read")
_SEVERAL_PAGES: Final = Text("一个页面上似印有不止一页", "Several pages seem to be printed on one")
_OUT_OF_ORDER: Final = Text(
    "本副本各部分不按格式的顺序，可能错了位",
    "The parts of this copy stand in another order than the form's and may have been misplaced",
)
_GLUED: Final = Text(
    "部分标题夹在段落之中，未能分开", "Headings run into paragraphs and could not be told apart"
)
_ENDS: Final = Text(
    "本副本到“{title}”为止，其后可能没有存下",
    "This copy ends with “{title}”; what follows may not have been kept",
)
_HEADLESS: Final = Text(
    "这一部分的文字似在“{title}”之下，标题未见",
    "Its text seems to stand under “{title}”, without its heading",
)
_PREFACE: Final = Text("前言", "the preface")
_ROWS_END: Final = Text(
    "{table}到“{label}”为止，其后各行可能没有存下",
    "In {table} nothing follows “{label}”; the rows behind it may not have been kept",
)
#: Words that the text of a section has, whatever its heading; section five: :mod:`gouji.measures.problems`.
_CONTENT: Final = {
    1: (re.compile(r"主动公开"), re.compile(r"申请"), re.compile(r"平台|网站|管理|监督|培训")),
    6: (re.compile(r"信息处理费|其他需要报告|没有其他|无其他|没有需要报告"),),
}
#: Section four speaks of these, whatever problems or plans it names with them.
_OF_FOUR: Final = re.compile(r"复议|诉讼|起诉|应诉")
#: A table that lacks so many of its last rows was cut.
_CUT_ROWS: Final = 2
_NUMERALS: Final = "一二三四五六"
#: Sections that every form prescribes; universities may print two more.
_PRESCRIBED: Final = len(_NUMERALS)
#: A sentence ends with one of these; a line without them at the end of a copy may have been cut off.
_ENDED: Final = re.compile(r"[。．.!！?？;；:：)）】」』”\"…\d]\s*\Z")
#: A line of so many characters is prose that ends like a sentence.
_PROSE: Final = 16
#: What web pages and reports print behind the last section: with it a copy shows its end.
_BEHIND: Final = re.compile(
    r"版权所有|主办|承办|ICP备|公网安备|网站标识码|网站地图|打印|关闭|分享|上一[篇条]|下一[篇条]|附件|扫一扫|责任编辑|"
    r"^20\d\d年\d{1,2}月\d{1,2}日$",
    re.MULTILINE,
)


def damage_of(filing: Filing, *, unread: bool) -> Text | None:
    """Return what shows that a copy is not whole, None where nothing does.

    ``unread``: a statutory table of the form could not be read, or no form was recognised.
    """
    if any(note.code == PICTURED_NOTE for note in filing.notes):
        return _PICTURED
    if is_shuffled(filing):
        return _SEVERAL_PAGES
    pages = [str(note.place.page) for note in filing.notes if note.code in UNREAD_PAGE and note.place]
    if pages:
        return _UNREAD_PAGES.filled(pages="、".join(pages))
    if any(note.code == "picture_unread" for note in filing.notes):
        return _UNREAD_PICTURES
    if unread:
        return DAMAGED
    if any(note.code == "open-end" for note in filing.notes):
        return _OPEN_END
    if (cut := _cut_table(filing)) is not None:
        return cut
    numbers = [section.number for section in filing.sections]
    if numbers != sorted(numbers):
        return _OUT_OF_ORDER
    missing = _missing(filing)
    if not missing or not filing.sections:
        return None
    if any(_runs_into_text(filing, number) for number in missing):
        return _GLUED
    for number in missing:
        if (above := _text_without_heading(filing, number)) is not None:
            return _HEADLESS.filled(title=above)
    last = max(filing.sections, key=lambda section: section.number)
    behind = [number for number in missing if number > last.number]
    if (
        behind
        and not _shows_its_end(filing, last)
        and (len(behind) > 1 or _is_cut(filing, last) or _announces_more(filing))
    ):
        return _ENDS.filled(title=last.title)
    return None


def _cut_table(filing: Filing) -> Text | None:
    """Say where a statutory table ends of which the last rows are not there."""
    labels = {label.element: label.printed for label in filing.labels}
    there = {cell.id.rpartition("/")[0] for cell in filing.form_cells}
    for table in load_form(filing.form or "").tables:
        rows = [row.id for row in form_rows(filing.form or "", table.id) if f"{table.id}/{row.id}" in there]
        printed = [n for n, row in enumerate(rows) if f"{table.id}/{row}" in labels]
        if printed and len(rows) - 1 - printed[-1] >= _CUT_ROWS:
            label = " ".join(labels[f"{table.id}/{rows[printed[-1]]}"].split())
            return _ROWS_END.filled(table=table_name(table.id), label=label)
    return None


def _missing(filing: Filing) -> list[int]:
    found = {section.number for section in filing.sections}
    return [number for number in range(1, _PRESCRIBED + 1) if number not in found]


def _runs_into_text(filing: Filing, number: int) -> bool:
    """Say whether a heading with its ordinal stands within a paragraph."""
    form = load_form(filing.form or "")
    titles = next((s.title, *s.variants) for s in form.sections if s.number == number)
    heading = rf"{_NUMERALS[number - 1]}[、.．,，:： ]?(?:{'|'.join(map(re.escape, titles))})"
    return re.search(heading, narrative(filing)) is not None


def _text_without_heading(filing: Filing, number: int) -> str | Text | None:
    """Return the heading over what reads like the text of a section without one, None where nothing does."""
    above = [section for section in filing.sections if section.number < number]
    if number == 5 and above:
        said = problems_of(above[-1])
        own = [Problems((text,), ()) for text in (*said.problems, *said.improvements)]
        found = any(
            (one.states_problem or one.states_improvement) and not _OF_FOUR.search(one.text) for one in own
        )
    else:
        text = text_of(filing, above[-1].number) if above else text_of(filing, 0)
        found = number in _CONTENT and all(words.search(text) for words in _CONTENT[number])
    if not found:
        return None
    return above[-1].title if above else _PREFACE


def _is_cut(filing: Filing, last: Section) -> bool:
    """Say whether the last section breaks off: a heading alone, or a sentence without an end."""
    text = text_of(filing, last.number).strip()
    if not text:
        return not any(table.section == last.number for table in load_form(filing.form or "").tables)
    line = text.splitlines()[-1]
    return len(line) >= _PROSE and _ENDED.search(line) is None


def _shows_its_end(filing: Filing, last: Section) -> bool:
    """Say whether behind the last section stands what ends a page, or a signature."""
    lines = text_of(filing, last.number).splitlines()
    return any(_BEHIND.search(line) or line.strip() == filing.agency.name for line in lines)


def _announces_more(filing: Filing) -> bool:
    """Say whether the preface announces more parts than there are headings."""
    headed = len({section.number for section in filing.sections})
    return any(one.announced > headed for one in announcements(filing) if one.paragraph in filing.preamble)

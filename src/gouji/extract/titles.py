"""The title of a report: the lines it is printed on, the year and the body that it names.

``name_words.json`` beside this module lists words: ``bodies`` that a name ends in; ``organs`` that are no
whole name without one of ``places`` before them (``no_places`` only look like one, ``generic`` beginnings say
nothing); ``pages`` of which no name has one, and ``lines`` that are none themselves (navigation, labels);
``sentences`` by which a text is known to be no name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.model.document import Paragraph
from gouji.model.text import memoised, tight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Document


#: A name has at most so many characters.
LONGEST: Final = 40
_MARKS: Final = "-—–_|:·.、,《》<>\"“”'‘’#*=~^$\\/»›•●◆■★☆→▪"
_CLOSING: Final = ")]}>】」』〕"
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
    r"(?:关于.*|(?:报送|上报|呈报|呈送|的|年度|年|本级|特?(?:编制|制作|编写|撰写)了?|校务|院务|厂务|政府信息公开工作?|信息公开工作?))+$"
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


@memoised
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
    # a name may end with a bracket, as in 分局(城区), and begins with none that was opened in front of it
    name = _ENDING.sub("", name).strip(_MARKS).lstrip(_CLOSING)
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


_CHINESE_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
YEAR: Final = r"(?:(?:19|20)\d\d|二[〇○零0][〇○零0一二三四五六七八九]{2})"
_REPORT: Final = r"(?:年度工作报告|年度的?报告|工作年报|年报|工作报告|报告)"
_SUBJECT: Final = r"(?:政府信息|信息|政务)(?:主动)?公开(?:工作)?(?:情况)?的?"
KIND: Final = rf"{_SUBJECT}{_REPORT}"
#: The year of a report: no day's.
_YEARS: Final = (
    rf"(?P<year>{YEAR})(?![-/.]\d{{1,2}}[-/.]|年\d{{1,2}}月)(?:[-–—~～至]+(?P<until>20\d\d))?"
    "(?:学年度|学年|年度|年)?"
)
_TAIL: Final = (
    r"(?:[》\"”]?(?P<tail>[(（\[【][^()（）]{2,40}[)）\]】]|的?(?:函|请示|报告|通知|通告|公告|公示)))?"
    r"(?P<site>(?:[-–—_|>{].*|\.(?:docx?|pdf|html?|xlsx?|wps|ofd))?[\s},;。.=#*\"”]*(?:\\n\"?,?)?)"
)
#: Patterns of titles without white space and in NFKC widths: the year before, inside and behind the subject.
_TITLES: Final = (
    re.compile(rf"(?P<before>.{{0,60}}?){_YEARS}(?P<after>.{{0,40}}?)(?P<kind>{KIND}){_TAIL}"),
    re.compile(rf"(?P<before>.{{0,60}}?)(?P<kind>{_SUBJECT}{_YEARS}的?{_REPORT}){_TAIL}"),
    re.compile(
        rf"(?P<before>.{{0,60}}?)(?P<kind>{KIND})[(（\[【]?(?P<year>{YEAR})年?度?[)）\]】]?(?P<tail>)(?P<site>)"
    ),
)
_UNDATED: Final = re.compile(rf"(?P<before>[^>»|:]{{0,60}}?)(?P<kind>{KIND})(?P<tail>)(?P<site>)")
#: A title to which the beginning of the text is glued.
_GLUED_TITLE: Final = re.compile(
    rf"(?P<before>.{{2,60}}?){_YEARS}(?P<after>.{{0,40}}?)(?P<kind>{KIND})(?P<tail>)(?P<site>)"
    r"(?=20\d\d年|[-=#*{\"(]|根据|按照|依据|为|本|现|一、)"
)
#: What an agency sends the report to another with: 关于报送…年度报告的函.
_LETTER: Final = re.compile(r"关于(?:报送|上报|呈报|呈送|报备|提交|报请)|的?(?:函|请示)$")
#: What makes a report known; another 通知 asks for reports and is none.
_NOTICE: Final = re.compile(r"的?(?:通知|通告|公告|公示)$")
_MADE_KNOWN: Final = re.compile(r"关于(?:公布|发布|公开|印发)|(?:通告|公告|公示)$")
#: What stands before a title has no clauses: else it is a sentence that speaks of the report.
_CLAUSE: Final = re.compile(r"[。;；,，!！?？]")
#: Where navigation, a label or markup ends.
_ENDED: Final = re.compile(r"[-–—_>»|:/}#=*\"“\[【(]$|^(?:关于(?:报送|上报|呈报|公布|发布|公开|印发)?)?$")
#: With one of these what stands before a title is navigation, a label or markup.
_NO_TITLE: Final = re.compile(r"[>»|:#=*{}]")
#: What converters to text put around a heading: {#title .class}, {anchor:title}.
_MARKUP: Final = re.compile(r"\{[#.a-z][^{}]*\}")
_META_TITLES: Final = ("articletitle", "og:title", "title")
#: Containers in whose own words about the document a title of another one is often left over.
_LEFT_OVER: Final = ("pdf", "word", "officedocument", "opendocument", "ofd")
#: What stands in front of a label and its colon, as that of 名称：…报告 索引号：0.
_LABELLED: Final = re.compile(r" (?=[\u4e00-\u9fff]{2,8}[:：])")
#: What parts two titles on one line.
_GAP: Final = re.compile(r"[\t\n|]|[ \u3000]{2,}|(?<=报告)\s")
#: A title is printed on so many lines, each of so many characters, among the first so many.
_LINES, _LINE, _FIRST = 4, 90, 160
#: A paragraph is cut at its white space, and its first so many characters looked at.
_HEAD: Final = 400


@dataclass(frozen=True, slots=True)
class Title:
    """The report's own title: as printed, the agency it names, the year (first year of an academic year).

    ``whole``: the name is printed in the title, and tells which body it is.
    """

    printed: str
    agency: str | None
    year: int | None
    whole: bool = False


class _Found(NamedTuple):
    """A title on lines ``first`` to ``last`` of a list of lines."""

    match: re.Match[str]
    printed: str
    first: int
    last: int


def find_title(document: Document) -> Title | None:
    """Return the first title that names a year, else that of a notice or a letter, else one without a year.

    Where it names no body, another title of the same year that does is taken.
    """
    found: list[tuple[int, Title]] = []
    for lines in _groups(document):
        for one in _titles(lines):
            if (rank := _rank(one.match)) is not None:
                title = _title(one, lines)
                if rank == 0 and title.agency:
                    first = next((known for its, known in found if its == 0), title)
                    return title if first.year == title.year else first
                found.append((rank, title))
    return min(found, key=lambda ranked: ranked[0], default=(0, None))[1]


def as_shown(document: Document, title: Title, year: int) -> Title:
    """Return the title that a page shows instead of ``title``, which names another year than its period.

    So it is where ``title`` stands in what nobody sees, such as a field left over from the year before: the
    page shows none of its year, and one of the ``year`` that the period begins in.
    """
    shown = [
        _title(one, lines) for lines in _shown(document) for one in _titles(lines) if _rank(one.match) == 0
    ]
    if any(one.year == title.year for one in shown):
        return title
    return next((one for one in shown if one.year == year), title)


def all_titles(document: Document) -> list[str]:
    """Return every title with a year as printed, each once, those on one line at its gaps."""
    pieces = [piece.strip() for text in document.texts if "公开" in text for piece in _GAP.split(text)]
    matches = [_ending_on(0, [piece]) for piece in pieces if piece]
    return list(dict.fromkeys(found.printed for found in matches if found and _rank(found.match) == 0))


def title_below(lines: Sequence[str]) -> Title | None:
    """The title with a year that ends on the last of some lines."""
    found = _ending_on(len(lines) - 1, lines) or _glued(len(lines) - 1, lines[-1])
    return _title(found, lines) if found and _rank(found.match) == 0 else None


def is_letter(title: str) -> bool:
    """Say whether a title as printed is that of a letter with which a report was sent to somebody."""
    text = folded(title)
    return _LETTER.search(text) is not None and _NOTICE.search(text) is None


def _rank(match: re.Match[str]) -> int | None:
    """How surely a match is the report's title, 0 most surely; None where it is no report's."""
    parts = match.groupdict()
    around = f"{parts['before']}{parts.get('after') or ''}{parts['tail'] or ''}"
    if _NOTICE.search(around):
        return 1 if _MADE_KNOWN.search(around) else None
    if is_letter(around):
        return 2
    return 0 if parts.get("year") else 3


def year_of(text: str) -> int:
    """The year that a match of :data:`YEAR` writes."""
    return int(text.translate(_CHINESE_DIGITS))


def _groups(document: Document) -> Iterator[Sequence[str]]:
    """Lists of lines on which a title may be printed, the surest first."""
    left_over = any(word in document.source.media_type for word in _LEFT_OVER)
    stated = [[document.metadata[key]] for key in _META_TITLES if key in document.metadata]
    if not left_over:
        yield from stated
    yield from _shown(document)
    if left_over:
        yield from stated


def _shown(document: Document) -> Iterator[Sequence[str]]:
    """Those lists that a person sees: each heading, and the first lines."""
    headings = islice((b for b in document.blocks if isinstance(b, Paragraph) and b.heading), 20)
    yield from (_lines(block.text) for block in headings)
    yield first_lines(document)


def first_lines(document: Document) -> list[str]:
    """The first lines of a document that say something, those of small tables cell by cell."""
    lines: list[str] = []
    for block in document.blocks[:_FIRST]:
        if isinstance(block, Paragraph):
            texts = block.text.split("\n")
        elif len(block.cells) <= 40 or not lines:
            texts = [line for cell in block.cells[:40] for line in cell.text.split("\n")]
        else:
            continue
        lines += [line for text in texts for line in _lines(text)]
    return lines


@memoised
def _lines(text: str) -> tuple[str, ...]:
    """A line cut in front of labels, or the pieces between the white space of a long one; no empty ones."""
    joined = " ".join(_MARKUP.sub("", text[: 4 * _HEAD]).split())
    if len(joined) <= _LINE:
        return tuple([part for part in _LABELLED.split(joined) if part])
    return tuple(joined[:_HEAD].split())


def _titles(lines: Sequence[str]) -> Iterator[_Found]:
    """Every title among the lines, each on as few lines as it can be; one without a year where none has."""
    undated: _Found | None = None
    for last, line in enumerate(lines[:_FIRST]):
        if not ("报" in line or "告" in line or "年" in line):
            continue
        found = _ending_on(last, lines) or _glued(last, line)
        if found is not None:
            yield found
        elif undated is None and (match := _UNDATED.fullmatch(folded(line))):
            # 政府信息公开年报 alone is the name of a column
            whole = not match["before"] and "工作年度报告" in match["kind"]
            undated = _Found(match, line, last, last) if whole or name_in(match["before"]) else None
    if undated is not None:
        yield undated


def _ending_on(last: int, lines: Sequence[str]) -> _Found | None:
    """The title that ends on a line, on as few lines as it can be."""
    if len(lines[last]) > _LINE:
        return None
    for first in range(last, max(-1, last - _LINES), -1):
        if first < last and not _joins(lines[first]):
            break
        printed = "".join(lines[first : last + 1])
        text = folded(printed)
        match = next((m for pattern in _TITLES if (m := pattern.fullmatch(text))), None)
        if match is not None and _is_title(match):
            return _Found(match, printed, first, last)
    return None


def _glued(at: int, line: str) -> _Found | None:
    """The title that a line begins with, where the text behind it is glued to it."""
    match = _GLUED_TITLE.match(folded(line))
    return _Found(match, line, at, at) if match and _is_title(match) else None


def _is_title(match: re.Match[str]) -> bool:
    """Say whether what stands before and behind the year are names, or navigation that ends with a mark."""
    before, after = match["before"], match.groupdict().get("after") or ""
    if _CLAUSE.search(before) or (after and name_in(after) is None):
        return False
    return _ENDED.search(before) is not None or name_in(before) is not None


def _joins(line: str) -> bool:
    """Say whether a line may be the beginning of a title that goes on on the next one."""
    return len(line) <= 40 and not re.search(r"[>»|:：。；;，,！？•]", line) and not _is_page(line)


def _is_page(line: str) -> bool:
    """Say whether a line is navigation, a label or the like: no name, and no part of a title either."""
    return name_in(line) is None and re.search(rf"{YEAR}|公开|工作|年度", folded(line)) is None


def _title(found: _Found, lines: Sequence[str]) -> Title:
    match = found.match
    parts = match.groupdict()
    year = parts.get("year")
    behind = (parts["tail"] or "").strip("()[]【】（）")
    printed = _cut(found.printed, match)
    named = name_in(parts["before"]) or name_in(parts.get("after") or "") or body_in(behind)
    if named is None or not is_whole(named):
        named = _beside(found, lines, named)
    return Title(
        printed,
        named,
        year_of(year) if year else None,
        whole=named is not None and is_whole(named),
    )


def _beside(found: _Found, lines: Sequence[str], named: str | None) -> str | None:
    """The name on the line directly above a title, whatever its last word, or that of a body below it.

    ``named`` is what the title itself names, where that does not tell which body it is: the rest of a name
    that begins on the line above.
    """
    above = lines[found.first - 1] if found.first else ""
    name = name_in(above) if _joins(above) else None
    if name is not None and not is_whole(name) and found.first > 1 and _joins(lines[found.first - 2]):
        before = name_in(lines[found.first - 2])
        if before and is_whole(before + name) and not _ends_a_name(before):
            name = before + name
    if named is not None:
        return name + named if name and is_whole(name + named) and not _ends_a_name(name) else named
    if name is not None:
        return name
    below = lines[found.last + 1] if found.last + 1 < len(lines) else ""
    return None if re.search(r"[:：|]", below) else body_in(below.strip("（）()[]【】"))


def _ends_a_name(name: str) -> bool:
    """Say whether a name is that of a body, and not only of the place that begins one."""
    return re.search(r"[省市县区旗盟州乡镇]$", name) is None and body_in(name) is not None


def _cut(printed: str, match: re.Match[str]) -> str:
    """The part of the printed text that is the title: without labels before it and the site behind it."""
    before = match["before"]
    name = None if before.startswith("关于") else name_in(before)
    start = max(before.rfind(name), 0) if name else len(before) if _NO_TITLE.search(before) else 0
    end = match.start("site") if match["site"] else match.end()
    position, kept = 0, []
    for character in printed:
        width = len(folded(character))
        if start <= position < end:
            kept.append(character)
        position += width
    return re.sub(r"\s+", " ", "".join(kept)).strip()

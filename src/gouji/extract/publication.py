"""When a report was published, and when it was written: as far as the document itself says so.

Days are read as reports write them: ``2024-01-30 12:10``, ``2024年1月30日``, ``二〇二四年一月三十日``.

``date_labels.json`` beside this module lists the words that announce a day: ``published`` say that it is the
day of publication, ``written`` that of the text, ``bare`` (日期, 时间) do not say of what; with one of
``never`` in front (更新, 打印, 访问) a day is that of something else.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gouji.model.document import Paragraph
from gouji.model.text import tight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Document, Grid, GridCell
    from gouji.model.filing import Section

    Kind = Literal["published", "written", "bare"]
    Announced = tuple[Kind, "ShownDay"]


_DIGITS: Final = {character: n for n, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "0": 0,
}
_HAN: Final = "〇○零一二三四五六七八九十"
_WRITTEN: Final = re.compile(
    r"(?<!\d)(?P<year>20\d\d)\s*(?:年|[-–—‑/.])\s*(?P<month>\d{1,2})\s*(?:月|[-–—‑/.])\s*(?P<day>\d+)\s*"
    r"(?P<clock>[日号]|:\s*\d\d)?"
    r"|(?<!\d)(?P<run>20\d{6})(?:\d{6})?(?!\d)"
    rf"|(?P<han_year>二[{_HAN}0]{{3}})\s*年\s*(?P<han_month>[{_HAN}]{{1,2}})\s*月\s*(?P<han_day>[{_HAN}]{{1,3}})\s*[日号]"
)


#: How a year begins, which is found far sooner than all of a day; 二 begins much else.
_YEAR_BEGINS: Final = re.compile(r"(?:20|２０)\d\d|二[〇○零0０]")


class Day(NamedTuple):
    """A day that a text writes, from ``start`` to ``end``; the end may lie before an hour glued to it."""

    date: dt.date
    start: int
    end: int


def days_in(text: str) -> Iterator[Day]:
    """Yield the days that a text writes, in order; ``text`` has NFKC widths.

    What may be two days is none: ``2026-1-314:14`` without the space is the 3rd at 14:14 or the 31st at 4:14.
    """
    begins = _YEAR_BEGINS.search(text)
    for match in _WRITTEN.finditer(text, begins.start()) if begins else ():
        if (date := _date(match)) is not None:
            yield Day(date, match.start(), match.end())


def _date(match: re.Match[str]) -> dt.date | None:
    if run := match["run"]:
        return _valid(int(run[:4]), int(run[4:6]), int(run[6:]))
    if match["han_year"]:
        year = int("".join(str(_DIGITS[character]) for character in match["han_year"]))
        return _valid(year, _number(match["han_month"]), _number(match["han_day"]))
    year, month, digits = int(match["year"]), match["month"], match["day"]
    if (match["clock"] or "").startswith(":"):
        possible = {
            date
            for length in (1, 2)
            if _is_hour(digits[length:])
            and (date := _valid(year, int(month), int(digits[:length])))
            and not (month[0] == "0" and length == 1)
        }
        return possible.pop() if len(possible) == 1 else None
    return _valid(year, int(month), int(digits)) if len(digits) <= 2 else None


def _is_hour(digits: str) -> bool:
    """Say whether digits in front of a colon are an hour; none are none, as in ``2024-1-30:12:10``."""
    return digits == "" or (len(digits) <= 2 and int(digits) < 24)


def _number(text: str) -> int:
    """A number up to 99 in Chinese numerals; 0 for what is none."""
    tens, ten, units = text.partition("十")
    digits = "".join(str(_DIGITS[character]) for character in text if character != "十")
    if not ten:
        return int(digits)
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return 0
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[units] if units else 0)


def _valid(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_META_DATES: Final = ("pubdate", "publishdate", "article:published_time", "firstpublishedtime", "releasedate")
#: A day is announced in the first so many characters of a line.
_HEAD: Final = 300
#: Tables that describe a document are at most so wide and, with labels above their values, so high.
_WIDEST, _HIGHEST = 10, 4
_GLUED: Final = re.compile(r"(?:来源|作者|编辑|单位|机构)\s*[:|]\s*[^\s:|]{2,30}$")
_BRACKETS: Final = r"[\s\[(【\])】]*"
#: A line that says nothing but a day, perhaps in brackets: ``（2024年1月30日）``.
_ALONE: Final = re.compile(r"\s*(?P<bracket>[(\[【])?\s*(?P<day>[^()\[\]【】]+?)\s*[)\]】]?\s*。?\s*")
#: 本报告于2024年2月20日编制完成; 截至2024年2月20日，……: what a report says of days of its own.
_OF_ITSELF: Final = re.compile(r"本(?:年度)?(?:报告|年报)|截至")
_OWN: Final = re.compile(r"本(?:年度)?(?:报告|年报)[^,;]{0,20}$")
_UP_TO: Final = re.compile(r"截至\s*$")
_MADE: Final = re.compile(r"[^,;]{0,12}?(?:编制|编写|撰写|起草|公布|发布|印发|公开|形成|完成|成文|报送|上报)")
_PERIOD_OR_PLAN: Final = re.compile(r"统计|期限|时限|数据|拟|将|计划|[日号]\s*前")
_SENTENCE: Final = re.compile(r"[。;\n]")
_NO_NAME: Final = re.compile(r"[\s()\[\]【】公章盖]")


class ShownDay(NamedTuple):
    """A day that the document shows, and the text that shows it; None: its side file says so.

    ``stated`` is False where nothing but 日期 or 时间 stands before it.
    """

    date: dt.date
    evidence: Paragraph | None
    stated: bool = True


@cache
def _labels() -> dict[str, list[str]]:
    text = resources.files(__package__).joinpath("date_labels.json").read_text("utf-8")
    return dict(json.loads(text))


@cache
def _announcing() -> re.Pattern[str]:
    """A label at the end of a text, spaced or not, with what may stand between it and the day."""
    groups = [
        f"(?P<{kind}>"
        + "|".join(r"\s*".join(label) for label in sorted(_labels()[kind], key=len, reverse=True))
        + ")"
        for kind in ("published", "written", "bare")
    ]
    return re.compile(rf"(?:{'|'.join(groups)}){_BRACKETS}(?P<mark>[:|])?[|\s\[(【]*$")


@cache
def _never() -> tuple[str, ...]:
    return tuple(_labels()["never"])


def find_publication(
    document: Document, announced: Sequence[Announced], period_end: dt.date | None
) -> ShownDay | None:
    """Return the earliest day that the document itself shows as that of its publication.

    ``announced`` are its days with labels (:func:`announced_days`). ``period_end`` is the last day reported
    on: a day up to it counts only where there is no later one, for a page shows days of other pages, too. A
    day without a label that says so counts where none has one, or where it is earlier; it is ``stated`` if
    another one is and nothing speaks against the two.
    """
    found = [*_metadata(document), *(shown for kind, shown in announced if kind != "written")]
    if not found:
        return None
    later = [shown for shown in found if period_end is None or shown.date > period_end]
    first = min(later or found, key=lambda shown: shown.date)
    doubtful = later and any(shown.stated for shown in found if shown not in later)
    stated = not doubtful and any(shown.stated for shown in later or found)
    return first._replace(stated=stated)


def find_signature(
    announced: Sequence[Announced], preamble: Sequence[Paragraph], sections: Sequence[Section], agency: str
) -> ShownDay | None:
    """Return the latest day that the report bears itself: under its signature, its title, or in its text.

    A day under a signature stands in the last section, below the name of the agency or on its line; one
    under the title stands in brackets before the first section; others have a label of their own, or a
    sentence says of the report that it was made or published on that day, or of something that it was so on
    that day (截至). What other days a text names may be those of plans.
    """
    found = [shown for kind, shown in announced if kind == "written"]
    found += _under_title(preamble)
    for paragraphs in (preamble, *(section.paragraphs for section in sections)):
        found += _said(paragraphs)
    if sections:
        found += _signed(sections[-1].paragraphs, agency)
    return max(found, key=lambda shown: shown.date, default=None)


def _metadata(document: Document) -> Iterator[ShownDay]:
    place = next((block.place for block in document.blocks), None)
    for key in _META_DATES:
        text = document.metadata.get(key, "")
        if place is not None and (day := next(days_in(unicodedata.normalize("NFKC", text)), None)):
            yield ShownDay(day.date, Paragraph(f"{key}: {text}", place))


def announced_days(document: Document) -> Iterator[Announced]:
    """Every day with a label before it, on its line or at the end of the line before, or above it."""
    before = ""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if "\n" not in block.text and not _YEAR_BEGINS.search(block.text):
                before = block.text if block.text.strip() else before
                continue
            for line in block.text.split("\n"):
                if line.strip():
                    yield from _on_line(line, before, block)
                    before = line
        else:
            yield from _in_table(block)
            before = ""


def _on_line(line: str, before: str, shown: Paragraph) -> Iterator[Announced]:
    if not _YEAR_BEGINS.search(line):
        return
    text = unicodedata.normalize("NFKC", line[:_HEAD])
    for day in days_in(text):
        head = text[: day.start]
        if head.strip(" []()【】\u3000") == "":
            head = f"{unicodedata.normalize('NFKC', before[-20:])} {head}"
            evidence = Paragraph(f"{before.strip()} {line.strip()}", shown.place)
        else:
            evidence = Paragraph(line, shown.place)
        if (kind := _kind(head)) is not None:
            yield kind, ShownDay(day.date, evidence, stated=kind != "bare")


def _kind(head: str) -> Kind | None:
    """What the words at the end of a text announce the day behind it to be."""
    match = _announcing().search(head)
    if match is None:
        return None
    kind: Kind = "published" if match["published"] else "written" if match["written"] else "bare"
    prefix = head[: match.start()]
    if tight(prefix).endswith(_never()):
        return None
    joined = re.search(r"[\u4e00-\u9fff]$", prefix) is not None
    if not match["mark"] and (joined or kind == "bare"):
        return None
    # 办公时间, 成立日期; but converters glue 来源：…管委会办公室 and 时间：… together
    return None if kind == "bare" and joined and not _GLUED.search(prefix) else kind


def _in_table(grid: Grid) -> Iterator[Announced]:
    texts = "\n".join([cell.text for cell in grid.cells])
    if "20" not in texts and "二" not in texts:
        return
    rows = grid.rows
    dated = _YEAR_BEGINS.search(texts) is not None
    for row, below in zip(rows, [*rows[1:], []], strict=True):
        if not row or len(row) > _WIDEST:
            continue
        if dated and any(_YEAR_BEGINS.search(cell.text) for cell in row):
            line = " | ".join(cell.text.replace("\n", " ") for cell in row)
            yield from _on_line(line, "", Paragraph(line, row[0].place))
        if len(rows) <= _HIGHEST:
            yield from _above(row, below)


def _above(row: Sequence[GridCell], below: Sequence[GridCell]) -> Iterator[Announced]:
    """Days below the cell that announces them."""
    values = {cell.column: cell for cell in below}
    for cell in row:
        value = values.get(cell.column)
        if value is None or _kind(f"{tight(unicodedata.normalize('NFKC', cell.text))} ") != "published":
            continue
        text = unicodedata.normalize("NFKC", value.text).strip()
        day = next(days_in(text), None)
        if day is not None and day.start == 0:
            yield "published", ShownDay(day.date, Paragraph(f"{cell.text} {value.text}", value.place))


def _alone(text: str) -> tuple[Day, bool] | None:
    """The day that a line says and nothing else, in Chinese, and whether it stands in brackets."""
    if len(text) > 40 or "年" not in text:
        return None
    folded = unicodedata.normalize("NFKC", text)
    match = _ALONE.fullmatch(folded)
    day = next(days_in(match["day"]), None) if match else None
    if match is None or day is None or (day.start, day.end) != (0, len(match["day"])):
        return None
    return day, match["bracket"] is not None


def _under_title(preamble: Sequence[Paragraph]) -> Iterator[ShownDay]:
    for paragraph in preamble:
        if (found := _alone(paragraph.text)) and found[1]:
            yield ShownDay(found[0].date, paragraph)


def _said(paragraphs: Sequence[Paragraph]) -> Iterator[ShownDay]:
    """Days of which a sentence says that the report is of them."""
    for paragraph in paragraphs:
        if not _OF_ITSELF.search(paragraph.text):
            continue
        for sentence in _SENTENCE.split(unicodedata.normalize("NFKC", paragraph.text)):
            for day in days_in(sentence):
                before, behind = sentence[: day.start], sentence[day.end :]
                made = _OWN.search(before) and _MADE.match(behind)
                if (made or _UP_TO.search(before)) and not _PERIOD_OR_PLAN.search(sentence):
                    yield ShownDay(day.date, Paragraph(sentence.strip(), paragraph.place))


def _signed(paragraphs: Sequence[Paragraph], agency: str) -> Iterator[ShownDay]:
    before = ""
    for paragraph in paragraphs:
        for line in filter(str.strip, paragraph.text.split("\n")):
            folded = unicodedata.normalize("NFKC", line).strip()
            day = next(days_in(folded[-30:]), None) if "年" in folded else None
            if day is not None and day.end == len(folded[-30:]):
                name = folded[: max(0, len(folded) - 30) + day.start] or before
                if _is_own(name, agency):
                    yield ShownDay(day.date, Paragraph(line.strip(), paragraph.place))
            before = folded


def _is_own(name: str, agency: str) -> bool:
    """Say whether a signature is the agency's, in full or without its region: 县水利局 for 青岚县水利局."""
    name, agency = _NO_NAME.sub("", name), tight(agency)
    return len(name) > 2 and (name in agency or name.endswith(agency))

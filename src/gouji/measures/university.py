"""Frames of universities' reports: ``university`` (one row a topic, one a report)."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.measures.counts import NO_REQUESTS
from gouji.measures.frame import Observation, Observed, Silence, quote_sentence
from gouji.measures.narrative import parts_doubt, sentences
from gouji.measures.phrases import counts
from gouji.measures.requests import REQUESTS
from gouji.model.finding import Evidence
from gouji.model.sentences import plain
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.filing import Filing
    from gouji.model.sentences import Sentence


#: The parts that the ministry asks for, and words that treat or head them.
PARTS: Final = (
    (Text("概述", "overview"), re.compile(r"概述|概况|总体情况|基本情况")),
    (Text("主动公开情况", "disclosure on own initiative"), re.compile(r"主动公开")),
    (Text("依申请公开和不予公开情况", "disclosure on application, refusals"), re.compile(r"依申请|不予公开")),
    (Text("对信息公开的评议情况", "evaluation"), re.compile(r"评议|评价|满意")),
    (
        Text("因信息公开受到举报、复议、诉讼的情况", "complaints, reviews and suits"),
        re.compile(r"受到举报|遭到举报|工作的?举报|举报[、和]?(?:的情况|复议)|复议|诉讼"),
    ),
    (
        Text("主要经验、问题和改进措施", "experience, problems, improvement"),
        re.compile(r"经验|问题|不足|改进"),
    ),
)
FURTHER: Final = (
    (Text("其他需要报告的事项", "other matters"), re.compile(r"其他需要|其他事项|需要报告")),
    (Text("清单事项公开情况", "the list of items"), re.compile(r"清单")),
)
#: Items of the list that the ministry wants in detail.
IN_DETAIL: Final = (
    (Text("招生考试信息", "admissions"), re.compile(r"招生")),
    (Text("财务、资产及收费信息", "finances and fees"), re.compile(r"财务|收费|预决?算")),
)
_NO_PARTS: Final = Silence(
    "not_assessable", Text("本副本中没有读到任何部分的标题", "no heading of a part was read in this copy")
)
_NO_DATE: Final = Silence(
    "not_assessable",
    Text("没有公布日期或学年的证据", "there is no evidence of the date or the academic year"),
)
_NOT_STATED: Final = Silence(
    "not_assessable",
    Text(
        "页面上的日期只标作“日期”或“时间”，不能认定为公布日期",
        "the page's day is only labelled 日期 or 时间, which does not make it that of publication",
    ),
)
_NO_REQUESTS: Final = Silence(
    "not_applicable",
    Text("报告没有写明信息公开申请的件数", "the report states no number of applications"),
)
_NAMED: Final = Text("，前言列有这一部分", ", although the preface names it")
_PREFACE: Final = Text("前言", "the preface")
#: A sentence that names so many parts lists them.
_LIST: Final = 3
_ANNOUNCING: Final = re.compile(r"组成|构成|部分|包括|分为|如下")
_TOGETHER: Final = "outcome_open"


class University(Observed):
    """One row a part of the report, and one row each for its date and its applications.

    1, 0 or pd.NA: ``treated`` (a required part is treated anywhere; a sentence that announces the parts
    treats none), ``headed`` (it has a heading, where it
    is treated), ``further`` (a further part is treated), ``detailed`` (招生 or 财务 is treated).
    ``days_late``: days after the 31 October that follows the academic year; ``first_year``: its first year.
    ``over``: outcomes stated less applications stated to have been received, not below zero; pd.NA where
    none are stated.
    """

    name = "university"
    measures: ClassVar = ("treated", "headed", "further", "detailed", "days_late", "first_year", "over")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at the parts, the date and the applications."""
        if filing.form != "university":
            return
        yield from _parts(filing)
        yield _date(filing)
        yield _requests(filing)


def _parts(filing: Filing) -> Iterator[Observation]:
    doubt = parts_doubt(filing)
    if not filing.sections or doubt is not None:
        why = _NO_PARTS if doubt is None else Silence("not_assessable", doubt)
        yield Observation({}, (), silence=dict.fromkeys(("treated", "headed", "further", "detailed"), why))
        return
    titles = "\n".join(plain(section.title) for section in filing.sections)
    told = [sentence for sentence in sentences(filing) if not _lists_parts(sentence)]
    text = "\n".join((titles, *(sentence.plain for sentence in told)))
    headings = tuple(
        Evidence(filing.source.name, section.place.text(), section.title) for section in filing.sections
    )
    for part, words in PARTS:
        treated = words.search(text) is not None
        where = next((sentence for sentence in told if words.search(sentence.plain)), None)
        named = next((s for s in sentences(filing) if _lists_parts(s) and words.search(s.plain)), None)
        quoted = where if treated else named
        yield Observation(
            {"treated": int(treated), "headed": int(words.search(titles) is not None) if treated else None},
            (*((quote_sentence(filing, quoted),) if quoted else ()), *headings[:1]),
            {
                "part": part,
                "under": _heading_over(filing, where),
                "named": Text("", "") if named is None else _NAMED,
            },
            about=part.zh,
        )
    for column, parts in (("further", FURTHER), ("detailed", IN_DETAIL)):
        for part, words in parts:
            written = int(words.search(text) is not None)
            yield Observation({column: written}, headings[-1:], {"part": part}, about=part.zh)


def _lists_parts(sentence: Sentence) -> bool:
    """Say whether a sentence at the start names the parts of the report: it announces them, treats none."""
    if sentence.section > 1 or (sentence.section and not _ANNOUNCING.search(sentence.plain)):
        return False
    return sum(words.search(sentence.plain) is not None for _, words in PARTS) >= _LIST


def _heading_over(filing: Filing, sentence: Sentence | None) -> Text:
    """Name the heading that a sentence stands under, or the preface."""
    if sentence is None or not sentence.section:
        return _PREFACE
    title = next(section.title for section in filing.sections if section.number == sentence.section)
    return Text(title, title)


def _date(filing: Filing) -> Observation:
    if filing.published is None or filing.year is None:
        return Observation({}, (), silence=dict.fromkeys(("days_late", "first_year"), _NO_DATE))
    if not filing.published_stated:
        return Observation({}, (), silence=dict.fromkeys(("days_late", "first_year"), _NOT_STATED))
    due = dt.date(filing.year + 1, 10, 31)
    shown = filing.published_evidence
    quoted = shown.text if shown else f"published = {filing.published.isoformat()}"
    place = shown.place.text() if shown else Text("附属文件", "side file")
    days = (filing.published - due).days
    return Observation(
        {"days_late": days, "first_year": filing.year},
        (Evidence(filing.source.name, place, quoted),),
        {"published": filing.published.isoformat(), "due": due.isoformat(), "days": days},
        observed=filing.published.isoformat(),
    )


def _requests(filing: Filing) -> Observation:
    none = next(iter(counts(filing, NO_REQUESTS)), None)
    stated = list(counts(filing, REQUESTS))
    received = next((count for count in stated if count.phrase.kind == "received"), none)
    outcomes = {
        count.phrase.kind: count
        for count in stated
        if count.phrase.kind.startswith("outcome_") or count.phrase.kind == "carried_out"
    }
    if _TOGETHER in outcomes:
        outcomes = {
            kind: c
            for kind, c in outcomes.items()
            if kind not in ("outcome_granted", "outcome_granted_partly")
        }
    if received is None:
        return Observation({}, (), silence={"over": _NO_REQUESTS})
    total = sum(count.value for count in outcomes.values())
    quoted = [received.sentence, *(count.sentence for count in outcomes.values())]
    return Observation(
        {"over": max(total - received.value, 0)},
        tuple(quote_sentence(filing, sentence) for sentence in dict.fromkeys(quoted)),
        {"received": received.value, "outcomes": total},
    )

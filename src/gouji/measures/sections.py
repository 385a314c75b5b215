"""Frames ``sections``, ``ordinals`` and ``topics``: the parts of a report, and what they speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.inputs.roster import UNSURE, is_sure
from gouji.measures.frame import Frame, Observation, Observed, Silence, Subject, quote_section
from gouji.measures.matrix import optional_count_column
from gouji.measures.narrative import (
    NARRATIVE_LOST,
    SHUFFLED,
    narrative,
    narrative_doubt,
    parts_doubt,
    section_numbered,
    text_of,
)
from gouji.measures.quotes import quote_label, quote_neighbourhood
from gouji.model.filing import NUMERALS
from gouji.model.finding import Evidence
from gouji.model.form import NEWEST, load_form
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Filing


_NO_ORDINALS: Final = Silence(
    "not_applicable",
    Text("各部分的标题前没有印序号", "no ordinals are printed before the titles of the sections"),
)


_MEASURED: Final = ("heading_overall", "heading_of_table", "heading", "in_order")


class Sections(Frame):
    """One row a filing and section that its form prescribes; ``key`` is its number.

    Where no form was recognised the sections are those of form 2021. All measurements are 1, 0 or pd.NA. What
    is asked for is the content; a table whose heading is missing is content without a heading. Hence three
    columns for one question, each pd.NA where another one answers it: ``heading_overall`` for section
    一, ``heading_of_table`` for sections whose table could be read, ``heading`` for all others. ``in_order``:
    no section of a higher number stands before this one; pd.NA where it was not found. Where the parts of one
    page are read in another order nothing is known but what was found.
    """

    name = "sections"

    def build(self) -> dict[str, FrameColumn]:
        """Look every prescribed section up among those found."""
        #: By filing, section and column what a shuffled reading leaves open.
        self._doubted: set[tuple[int, int, str]] = set()
        rows = [
            (position, number, *measured)
            for position, filing in enumerate(self.corpus.filings)
            for number, measured in self._measure(position, filing)
        ]
        columns = ("filing", "key", *_MEASURED)
        listed = (
            dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(columns, ())
        )
        return {
            "filing": optional_count_column(listed["filing"]),
            "key": optional_count_column(listed["key"]),
            **{name: optional_count_column(listed[name]) for name in columns[2:]},
        }

    def _measure(self, position: int, filing: Filing) -> list[tuple[int, tuple[int | None, ...]]]:
        form = load_form(filing.form or NEWEST)
        found = [section.number for section in filing.sections]
        readable = self.corpus.matrix.readable
        with_table = {table.section for table in form.tables if readable[table.id][position]}
        doubted = parts_doubt(filing) is not None
        measured: list[tuple[int, tuple[int | None, ...]]] = []
        for section in form.sections:
            number = section.number
            here = int(number in found)
            order = int(all(other < number for other in found[: found.index(number)])) if here else None
            statutory = bool(form.tables)
            overall = here if statutory and number == 1 else None
            of_table = here if overall is None and number in with_table else None
            other = here if overall is None and of_table is None else None
            own = [overall, of_table, other, order]
            if doubted:
                # what is there is there; that something is not, or out of order, the reading alone says
                for name, value in zip(_MEASURED, own, strict=True):
                    if value == 0:
                        self._doubted.add((position, number, name))
                own = [value or None for value in own]
            measured.append((number, tuple(own)))
        return measured

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the section that is out of order, or the headings around the gap."""
        filing, number = self.filing_of(row), self._number(row)
        title = next(s.title for s in load_form(filing.form or NEWEST).sections if s.number == number)
        fields: dict[str, str | int] = {"number": NUMERALS[number - 1], "title": title}
        own = [section for section in filing.sections if section.number == number]
        if not own:
            around = quote_neighbourhood(filing, number)
            return Subject(evidence=around, fields=fields, expected=title, about=title)
        before = [s for s in filing.sections[: filing.sections.index(own[0])] if s.number > number]
        quoted = [*before[:1], own[0]]
        fields |= {"printed": own[0].title, "before": before[0].title if before else ""}
        return Subject(
            evidence=tuple(Evidence(filing.source.name, s.place.text(), s.title) for s in quoted),
            fields=fields,
            expected=" ".join(s.title for s in reversed(quoted)),
            observed=" ".join(s.title for s in quoted),
        )

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """Another column answers for a section, or it was not found and has no order."""
        measured: npt.NDArray[np.bool_] = self.measured[columns[0]].known
        for row in range(len(self)) if self._doubted else ():
            measured[row] |= (self.owner[row], self._number(row), columns[0]) in self._doubted
        return measured

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Only a shuffled reading, and pictures, leave open what is there and in which order."""
        return Silence("not_assessable", parts_doubt(self.filing_of(row)) or SHUFFLED)

    def _number(self, row: int) -> int:
        return int(self.measured["key"].values[row])


class Ordinals(Observed):
    """One row a filing.

    ``wrong``: how many ordinals printed before titles of sections are not the form's for that title.
    ``headed``: how many titles of sections were found; pd.NA where pictures leave it open.
    """

    name = "ordinals"
    measures: ClassVar = ("wrong", "headed")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Compare the ordinals with the sections that the titles are those of."""
        numbered = [section for section in filing.sections if section.ordinal is not None]
        wrong = [section for section in numbered if section.ordinal != section.number]
        if not filing.sections:
            doubt = parts_doubt(filing)
            yield Observation(
                {"headed": None if doubt else 0},
                _beginning(filing),
                {"title": load_form(filing.form or NEWEST).sections[0].title},
                silence={"wrong": _NO_ORDINALS, "headed": Silence("not_assessable", doubt or SHUFFLED)},
            )
            return
        if not numbered:
            yield Observation({"headed": len(filing.sections)}, (), silence={"wrong": _NO_ORDINALS})
            return
        names = [(f"“{section.heading}”", NUMERALS[section.number - 1]) for section in wrong]
        yield Observation(
            {"wrong": len(wrong), "headed": len(filing.sections)},
            tuple(Evidence(filing.source.name, s.place.text(), s.heading) for s in wrong or numbered),
            {
                "wrong": Text(
                    "、".join(f"{heading}按标题应为第{number}部分" for heading, number in names),
                    "; ".join(f"{heading} is part {number} by its title" for heading, number in names),
                )
            },
            observed=" ".join(section.heading for section in wrong),
        )


def _beginning(filing: Filing) -> tuple[Evidence, ...]:
    """Quote what a copy without headings begins with: its first words, else a label of its tables."""
    for paragraph in filing.preamble[:1]:
        return (Evidence(filing.source.name, paragraph.place.text(), paragraph.text[:80].strip()),)
    return tuple(quote_label(filing.source.name, label) for label in filing.labels[:1])


#: The five topics that 国办公开办函〔2021〕30号 一（一） names, and words that speak of them under any title.
TOPICS: Final = (
    (
        Text("主动公开", "disclosure on own initiative"),
        re.compile(
            r"主动公开|(?:公开|发布|公布|推送)[^。\n]{0,16}(?:信息|文件|政策|公告|数据|规划|价格|目录)"
        ),
    ),
    (Text("依申请公开", "disclosure on application"), re.compile(r"申请")),
    (
        Text("政府信息管理", "management of government information"),
        re.compile(
            r"信息管理|管理制度|管理办法|审[核查校签]|公开属性|属性|源头|规范性文件|动态(?:调整|更新|管理)|"
            r"目录|台账|归档|信息资源|清理|制度|规范"
        ),
    ),
    (
        Text("政府信息公开平台建设", "platforms"),
        re.compile(r"平台|网站|专栏|栏目|新媒体|公众号|微博|微信|公报|专区|公示栏|公开栏"),
    ),
    (
        Text("监督保障", "supervision and support"),
        re.compile(r"监督|考核|培训|评议|追究|保障|检查|督[查导促办]|评估|考评|整改|领导小组|组织领导|专人"),
    ),
)
#: What a government reports on besides (Article 50), in the words of reports.
EVALUATION: Final = (
    (Text("工作考核", "appraisal"), re.compile(r"考核|考评|绩效|评估|测评")),
    (Text("社会评议", "public evaluation"), re.compile(r"评议|评价|满意度|意见征集|民意|监督员|测评")),
    (Text("责任追究", "accountability"), re.compile(r"追究|追责|问责|责任")),
)
_NO_GOVERNMENT: Final = Silence(
    "not_applicable", Text("本机关不是一级人民政府", "the body is no people's government")
)


class Topics(Observed):
    """One row a filing and topic (``mentions``), and one row a filing.

    ``mentions``: how often section one speaks of the topic. ``evaluation``: how many of 工作考核, 社会评议
    and 责任追究 a government's report mentions anywhere. ``length``: characters of section one without white
    space. pd.NA where the copy has lost section one.
    """

    name = "topics"
    measures: ClassVar = ("mentions", "evaluation", "length")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look for every topic."""
        overall = section_numbered(filing, 1)
        doubt = narrative_doubt(filing)
        cut = Silence("not_assessable", doubt or NARRATIVE_LOST)
        exempt = _not_owed(filing)
        if overall is None or doubt is not None:
            why = {"mentions": cut, "length": cut, "evaluation": exempt or cut}
            yield Observation({}, (), silence=why)
            return
        text = text_of(filing, 1)
        evidence = (quote_section(filing, overall, most=80),)
        for topic, words in TOPICS:
            mentions = len(words.findall(text))
            yield Observation({"mentions": mentions}, evidence, {"topic": topic}, about=topic.zh)
        everything = narrative(filing)
        absent = [topic for topic, words in EVALUATION if not words.search(everything)]
        missing = Text("、".join(t.zh for t in absent), ", ".join(t.en for t in absent))
        length = len(re.sub(r"\s", "", text))
        yield Observation(
            {"length": length, "evaluation": None if exempt else len(EVALUATION) - len(absent)},
            evidence,
            {"agency": filing.agency.name, "missing": missing, "length": length},
            silence={"evaluation": exempt} if exempt else {},
        )


def _not_owed(filing: Filing) -> Silence | None:
    """Say why a report owes nothing on evaluation: its body is no government, or not surely one."""
    if not filing.agency.name.endswith("人民政府"):
        return _NO_GOVERNMENT
    return None if is_sure(filing) else Silence("not_assessable", UNSURE)

"""Years and bodies that an earlier text may have left behind, and the frame ``leftovers``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.measures.frame import Observation, Observed, Silence, quote_sentence
from gouji.measures.narrative import sentences
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.filing import Agency, Filing
    from gouji.model.sentences import Sentence


_SELF: Final = (
    r"(?:[我本](?:局|委|办|厅|镇|乡|街道|机关|单位|部门|校|院|中心|市|县|区|省|州|旗|队|所)|全[市县区镇乡省])"
)
_OPENING: Final = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.])?(20\d\d)年(?:度|来)?[，,]?")
_GUIDED: Final = r"在[^，,。；;]{2,40}(?:领导|指导|支持|关心)下"
_NO_PLAN: Final = r"(?!将|拟|计划)"
_UNNAMED_SUBJECT: Final = re.compile(rf"{_OPENING.pattern}(?:{_SELF}|{_GUIDED}){_NO_PLAN}")
#: 现将2022年政府信息公开工作情况报告如下: the year that the preface announces.
_ANNOUNCED: Final = re.compile(
    r"(?:现将|现公布|公布|编制|报告)[^，,。；;《》]{0,20}?(20\d\d)年度?[^，,。；;《》]{0,8}(?:信息公开|政务公开)[^，,。；;《》]{0,6}"
    r"(?:情况|年度报告|报告)"
)
_PLAN: Final = re.compile(
    rf"(?:下一步|今后|接下来|新的一年)[，,]?(?:在)?(20\d\d)年|(20\d\d)年[，,]?(?:{_SELF})?(?:将|拟|计划|打算)(?!军)"
)
_MENTIONED: Final = re.compile(r"20\d\d(?=年)")
#: A sentence that looks back or compares may name any year.
_LOOKS_BACK: Final = re.compile(
    r"以来|起|之前|以前|相比|较|同比|比20|自20|从20|截[至止]|获|评为|印发|出台|成立|组建|更名|挂牌|期间|"
    r"预算|决算|号|至20|[-—]20|上年|去年|继20|年底"
)


@dataclass(frozen=True, slots=True)
class YearNamed:
    """A year in the position of the report year (or of the year planned for); ``own``: it is that year."""

    year: int
    expected: int
    planned: bool
    sentence: Sentence

    @property
    def own(self) -> bool:
        """The year is the one that belongs there."""
        return self.year == self.expected


def years_named(filing: Filing) -> Iterator[YearNamed]:
    """Yield the years that the narrative names as its own or as the one to come.

    ``2022年，我局……`` at the start of a sentence names the year reported on, and so does the preface with
    ``现将2022年政府信息公开工作情况报告如下``; ``2023年将……`` in section five names the one to come.

    A sentence that compares or looks back is left out, and so is one that names the right year as well.
    """
    if filing.year is None:
        return
    for sentence in sentences(filing):
        text = sentence.plain
        for match, planned in _in_position(sentence, filing.agency.name):
            if match is None or _LOOKS_BACK.search(text[: match.end() + 40].replace(match[0], "", 1)):
                continue
            year = int(next(group for group in match.groups() if group))
            expected = filing.year + planned
            if year != expected and expected in map(int, _MENTIONED.findall(text)):
                continue
            yield YearNamed(year, expected, planned, sentence)
            break


def _in_position(sentence: Sentence, agency: str) -> Iterator[tuple[re.Match[str] | None, bool]]:
    """Yield what may stand where the year belongs, and whether that is the year to come."""
    yield _subject(sentence.plain, agency), False
    if sentence.section == 0:
        yield _ANNOUNCED.search(sentence.plain), False
    if sentence.section == 5:
        yield _PLAN.search(sentence.plain), True


def _subject(text: str, agency: str) -> re.Match[str] | None:
    """Match a year at the start of a text, and behind it the body that reports."""
    if not _OPENING.match(text):
        return None
    # a pattern takes long to make, and most sentences do not name the body
    if agency not in text:
        return _UNNAMED_SUBJECT.match(text)
    return re.match(rf"{_OPENING.pattern}(?:{_SELF}|{re.escape(agency)}|{_GUIDED}){_NO_PLAN}", text)


_BY: Final = re.compile(r"由(?P<name>[一-鿿]{4,30}?)(?:根据|按照|依据|依照|遵照|负责|组织|编制|编写|制作)")
_ASK: Final = re.compile(
    r"(?:请|可)(?:与|向|联系|致电|致函)(?P<name>[一-鿿]{4,30}?)(?:[（(]|联系|咨询|反映|反馈|办公室|综合|政务公开|秘书)"
)
_ACTS: Final = re.compile(
    r"^(?:20\d\d年度?[，,]?)?(?P<name>[一-鿿]{4,30}?)(?:坚持|认真|深入|严格|始终|高度|全面|积极|以习近平)"
)
_SHORT_FORM: Final = re.compile(r"(?P<name>[一-鿿]{4,30}?)[（(]以下简称[“\"]?[我本][一-鿿]{1,2}")


@dataclass(frozen=True, slots=True)
class BodyNamed:
    """A body in first-person position: it compiles the report, is to be asked about it, or acts in it."""

    name: str
    sentence: Sentence


def bodies_named(filing: Filing) -> Iterator[BodyNamed]:
    """Yield the bodies that the narrative names in the position of the reporting body."""
    for sentence in sentences(filing):
        # the last pattern looks from every character on: not where it cannot match
        shortened = (_SHORT_FORM,) if "以下简称" in sentence.plain else ()
        for pattern in (_BY, _ASK, _ACTS, *shortened):
            for match in pattern.finditer(sentence.plain):
                yield BodyNamed(match["name"], sentence)


_REPORTED: Final = Text("报告年度", "the report year")
_PLANNED: Final = Text("下一年度", "the year to come")
_NO_NAME: Final = Text(
    "没有从标题或名册认定本机关的名称，句中的名称无从比较",
    "neither the title nor the roster names the reporting body, to which names in the text could be compared",
)


class Leftovers(Observed):
    """One row a year or body named in first-person position.

    ``years_off``: how many years after the report year it lies, or after the next one for plans; 0 for both
    years of an academic year. ``own_name``, 1, 0 or pd.NA: it is the reporting body or one that belongs with
    it; 0 only for a body whose own report is at hand, pd.NA for all other names.
    """

    name = "leftovers"
    measures: ClassVar = ("years_off", "own_name")

    @cached_property
    def _agencies(self) -> dict[str, Agency]:
        reports = (*self.corpus.filings, *self.corpus.others)
        return {report.agency.name: report.agency for report in reports if report.agency.is_safe}

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at the years, then at the bodies."""
        for named in years_named(filing):
            academic = filing.form == "university" and named.year - named.expected in (0, 1)
            yield Observation(
                {"years_off": 0 if academic else named.year - named.expected},
                (quote_sentence(filing, named.sentence),),
                {
                    "year": str(named.year),
                    "expected": str(named.expected),
                    "which": _PLANNED if named.planned else _REPORTED,
                },
                observed=str(named.year),
            )
        for body in bodies_named(filing):
            own = body.name in filing.agency.name or filing.agency.name in body.name
            other = self._agencies.get(body.name) if filing.agency.is_safe else None
            known = own or other is not None
            belongs = own or (other is not None and _belong_together(filing.agency, other))
            yield Observation(
                {"own_name": int(belongs)} if known else {},
                (quote_sentence(filing, body.sentence),),
                {"name": body.name, "agency": filing.agency.name},
                silence={} if known else {"own_name": _not_compared(filing.agency, body.name)},
                observed=body.name,
            )


def _not_compared(agency: Agency, name: str) -> Silence:
    """Say why a name in first-person position is held against nothing."""
    if not agency.is_safe:
        return Silence("not_assessable", _NO_NAME)
    return Silence(
        "not_applicable",
        Text(
            f"句中作主语或联系人的名称（如“{name}”）不是本机关的，手头也没有该机关的报告，不作比较",
            f"the names in first-person position (such as “{name}”) are not the reporting body's, and no "
            "report of a body so named is at hand to compare with",
        ),
    )


def _belong_together(one: Agency, other: Agency) -> bool:
    """Parent and member, and bodies of which one is named after the other, may speak for each other."""
    if one.parent == other.id or other.parent == one.id:
        return True
    return one.name in other.name or other.name in one.name

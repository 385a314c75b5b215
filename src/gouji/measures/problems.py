"""What section five says of problems and improvement, and the frame ``problems``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.measures.announcements import listed_items
from gouji.measures.frame import Observation, Observed, Silence, quote_section
from gouji.measures.narrative import narrative_doubt, parts_doubt, section_numbered, text_of
from gouji.measures.sums import unread_cells
from gouji.model.sentences import plain, prose
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.filing import Cell, Filing, Section


_PROBLEM: Final = re.compile(
    r"问题|不足|短板|薄弱|差距|困难|欠缺|不够|不高|不强|不深|不全|不快|不多|有待|还需|仍需|尚需|"
    r"需要(?:进一步)?(?:加强|提高|完善|改进|提升)|不平衡|滞后|偏[长少慢低弱]|单一|弱项|不到位|不及时|缺乏|"
    r"不规范|不完善|不健全|难以|未能"
)
_IMPROVEMENT: Final = re.compile(
    r"改进|整改|下一步|今后|下一?阶段|将|加强|完善|提升|提高|强化|优化|健全|推进|措施|打算|计划|已|"
    r"组织|继续|进一步|开展|落实|建立|改由|增加"
)
_DENIED: Final = re.compile(
    r"(?:无|没有|不存在|未发现|暂无|未出现)(?:明显|突出|较大|任何|重大)?的?(?:主要)?(?:问题|不足)"
    r"(?![^，,。；;]{0,6}(?:解决|反馈|线索|整改))|^(?:暂?无|没有)[。.]?$"
)
_SENTENCE: Final = re.compile(r"[。；;！!]")
#: Where the improvements start.
_TURN: Final = re.compile(
    r"下一步|下一?阶段|今后|改进(?:情况|措施|方向|方面|工作)|整改(?:情况|措施)|针对|为此|"
    r"20\d\d年[，,]?(?:[我本][一-鿿]{1,3})?(?:将|要|拟|计划)|[我本][一-鿿]{1,3}将|"
    r"将(?:从|在|重点|着重|着力|继续|进一步|切实)|工作(?:打算|思路|计划)"
)
_STOCK: Final = re.compile(r"有待|还需|仍需|尚需|需要?(?:进一步)?(?:加强|提高|完善|提升|改进)|不够|不足")
#: A number that is no year, a part of the organ, a means or an occasion: something to hold on to.
_CONCRETE: Final = re.compile(
    r"(?<!\d)\d+(?!\d|年)|个别|部分|少数|科室|处室|股室|单位|部门|乡镇|街道|栏目|网站|平台|新媒体|公众号|解读|答复|"
    r"培训|目录|指南|专栏|人员|季度|\d月|会议|检查|制度|机制|渠道|形式|数据|时效|程序|流程|队伍"
)


@dataclass(frozen=True, slots=True)
class Problems:
    """What a section five says: its texts up to the turn from problems to improvements, and after it."""

    problems: tuple[str, ...]
    improvements: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((*self.problems, *self.improvements))

    @property
    def denied(self) -> bool:
        """The text says that there is no problem."""
        return _DENIED.search(self.text.strip()) is not None

    @property
    def states_problem(self) -> bool:
        """The text names a problem."""
        return _PROBLEM.search(self.text) is not None

    @property
    def states_improvement(self) -> bool:
        """The text speaks of improvement, done or planned."""
        return _IMPROVEMENT.search(self.text) is not None

    @property
    def says_something(self) -> bool:
        """The text has a sentence, or words of problems or improvements: more than a page prints below it."""
        said = self.denied or self.states_problem or self.states_improvement
        return said or _SENTENCE.search(self.text) is not None

    @property
    def generic(self) -> bool:
        """Problems are stated in stock phrases and nothing in the section is concrete."""
        return bool(_STOCK.search(self.text)) and not _CONCRETE.search(self.text)


def problems_of(section: Section) -> Problems:
    """Split a section five at its turn from problems to improvements."""
    before: list[str] = []
    after: list[str] = []
    for text, _ in prose(section.paragraphs):
        tight = plain(text)
        turn = None if after else _TURN.search(tight)
        if after:
            after.append(tight)
        elif turn and (before or _PROBLEM.search(tight[: turn.start()])):
            before.append(tight[: turn.start()])
            after.append(tight[turn.start() :])
        else:
            before.append(tight)
    return Problems(tuple(t for t in before if t), tuple(after))


_SPLIT: Final = re.compile(r"[，,。；;：:、！!？?\n（）()]")
_NUMBERING: Final = re.compile(r"^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]|\d[.、．])")
_SHORTEST: Final = 4
_COMMON: Final = re.compile(
    r"政府信息公开|政务公开|信息公开|主要|问题|存在|不足|工作|还需|仍需|有待|进一步|加强|提高|完善|提升|需要|不够|"
    r"一些|方面|表现|以下|年度|改进|情况"
)


_DONE: Final = re.compile(r"改进情况|整改情况|已|完成|今年|全年|上半年|下半年|本年|一年来")


def takes_up(earlier: Sequence[str], text: str) -> bool:
    """Say whether a text takes up any of earlier problems.

    It does where it has words of theirs in a row, looks back at the year before, or says what was done.
    """
    if _DONE.search(text) or re.search(r"(?:上年|去年|上一年)[^。；;]{0,16}(?:问题|不足|整改|改进)", text):
        return True
    for clause in (c for problem in earlier for c in _SPLIT.split(problem)):
        own = _COMMON.sub(" ", _NUMBERING.sub("", clause))
        for run in own.split():
            grams = {run[i : i + _SHORTEST] for i in range(len(run) - _SHORTEST + 1)}
            if any(gram in text for gram in grams):
                return True
    return False


_CORRECTED: Final = tuple(
    f"reviews/{row}/corrected"
    for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
)
_NO_SECTION: Final = Silence(
    "not_applicable",
    Text(
        "未见第五部分，由 STR-SIX-SECTIONS 处理",
        "section five is not there, which STR-SIX-SECTIONS deals with",
    ),
)
_NOT_LISTED: Final = Silence(
    "not_assessable",
    Text(
        "问题和措施没有都编号列出，无法清点",
        "problems and measures are not both numbered and cannot be counted",
    ),
)
_NO_TEXT: Final = Silence("not_applicable", Text("第五部分没有文字", "section five has no text"))
_NO_EARLIER: Final = Silence(
    "not_applicable", Text("没有上一年的报告可比", "there is no report of the year before to compare with")
)
_NONE_CORRECTED: Final = Silence(
    "not_applicable", Text("表四没有被纠正的案件", "table four has no case that was corrected")
)
_COLUMNS: Final = (
    "has_text",
    "states_problem",
    "states_improvement",
    "denied",
    "surplus",
    "generic",
    "taken_up",
)


class ProblemsStated(Observed):
    """One row a filing with section five.

    1, 0 or pd.NA: ``has_text``, ``states_problem``, ``states_improvement``, ``denied`` (there is none),
    ``generic`` (stock phrases only), ``taken_up`` (problems of the year before are taken up, or improvements
    made are reported), ``correction_explained`` (sections one or five speak of the cases that table four
    shows as corrected; pd.NA where there is none). ``surplus``: numbered problems less numbered measures.
    """

    name = "problems"
    measures: ClassVar = (*_COLUMNS, "correction_explained")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Read section five."""
        yield _correction(filing)
        five = section_numbered(filing, 5)
        if five is None:
            yield Observation({}, (), silence=dict.fromkeys(_COLUMNS, _NO_SECTION))
            return
        said = problems_of(five)
        doubt = narrative_doubt(filing)
        if doubt is not None and (parts_doubt(filing) or not said.says_something):
            yield Observation({}, (), silence=dict.fromkeys(_COLUMNS, Silence("not_assessable", doubt)))
            return
        yield _stated(filing, five, said, self.corpus.earlier[position])


def _stated(filing: Filing, five: Section, said: Problems, earlier: Filing | None) -> Observation:
    silence: dict[str, Silence] = {}
    measures: dict[str, int | None] = {
        "has_text": int(said.says_something),
        "denied": int(said.denied),
    }
    # what is denied is another rule's business, and a lone heading may have lost its text in copying
    if said.says_something and not said.denied:
        measures["states_problem"] = int(said.states_problem)
        measures["states_improvement"] = int(said.states_improvement)
    listed = listed_items(said.problems), listed_items(said.improvements)
    if listed[0] is None or listed[1] is None:
        silence["surplus"] = _NOT_LISTED
    else:
        measures["surplus"] = listed[0] - listed[1]
    if said.says_something:
        measures["generic"] = int(said.generic)
    else:
        silence["generic"] = _NO_TEXT
    before = section_numbered(earlier, 5) if earlier else None
    problems = problems_of(before).problems if before else ()
    if problems and said.says_something:
        measures["taken_up"] = int(takes_up(problems, said.text))
    else:
        silence["taken_up"] = _NO_EARLIER
    return Observation(
        measures,
        (quote_section(filing, five),),
        {"problems": listed[0] or 0, "measures": listed[1] or 0, "earlier": "；".join(problems)[:120]},
        silence=silence,
    )


def _correction(filing: Filing) -> Observation:
    every = [cell for cell_id in _CORRECTED if (cell := filing.cell(cell_id)) is not None]
    cells = [cell for cell in every if cell.value]
    if not cells:
        unread = unread_cells(filing.form, every)
        return Observation({}, (), silence={"correction_explained": unread or _NONE_CORRECTED})
    if (doubt := narrative_doubt(filing)) is not None:
        return Observation({}, (), silence={"correction_explained": Silence("not_assessable", doubt)})
    text = text_of(filing, 1) + text_of(filing, 5)
    explained = any(word in text for word in ("复议", "诉讼", "纠正", "纠错", "撤销", "败诉", "责令"))
    five = section_numbered(filing, 5)
    return Observation(
        {"correction_explained": int(explained)},
        (quote_section(filing, five, most=80),) if five else (),
        {"corrected": _total(cells)},
        tuple(cells),
    )


def _total(cells: list[Cell]) -> int:
    return sum(int(cell.value or 0) for cell in cells)

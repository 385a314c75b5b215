"""Frame ``problems``: one row a filing, what section five says of problems and improvement."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.frames.announcements import listed_items
from gouji.frames.arithmetic import unread_cells
from gouji.frames.base import Silence
from gouji.frames.observed import Observation, Observed, quote_section
from gouji.prose.problems import problems_of, takes_up
from gouji.prose.whole import CUT, is_whole, section, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Cell, Filing, Section
    from gouji.prose.problems import Problems

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
_CUT: Final = Silence("not_assessable", CUT)
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
        five = section(filing, 5)
        if five is None:
            yield Observation({}, (), silence=dict.fromkeys(_COLUMNS, _NO_SECTION))
            return
        said = problems_of(five)
        if not said.says_something and not is_whole(filing):
            yield Observation({}, (), silence=dict.fromkeys(_COLUMNS, _CUT))
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
    before = section(earlier, 5) if earlier else None
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
    if not is_whole(filing):
        return Observation({}, (), silence={"correction_explained": _CUT})
    text = text_of(filing, 1) + text_of(filing, 5)
    explained = any(word in text for word in ("复议", "诉讼", "纠正", "纠错", "撤销", "败诉", "责令"))
    five = section(filing, 5)
    return Observation(
        {"correction_explained": int(explained)},
        (quote_section(filing, five, most=80),) if five else (),
        {"corrected": _total(cells)},
        tuple(cells),
    )


def _total(cells: list[Cell]) -> int:
    return sum(int(cell.value or 0) for cell in cells)

"""What pages call verdicts, outcomes, severities, cell statuses and tables, in two languages.

Every state has a word and a sign besides its colour. The signs are of the oldest Chinese character sets,
so that no reader's font lacks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.model.filing import Filing, Status
    from gouji.model.finding import OutcomeName, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """How a state is called: a sign, a short word, and one sentence that explains it."""

    sign: str
    word: Text
    meaning: Text


#: Most urgent first: the order in which summaries list agencies.
VERDICTS: dict[Verdict, Word] = {
    "violation": Word(
        "×",
        Text("存在违规", "Violation"),
        Text("与法规或表内印明的规则相抵触，应予更正。", "Contradicts a statute or a printed rule."),
    ),
    "unauditable": Word(
        "■",
        Text("无法审计", "Unauditable"),
        Text(
            "法定表格无法读取，请提供原件后重新审计。",
            "A statutory table could not be read; ask for the original.",
        ),
    ),
    "query": Word(
        "?",
        Text("有待核实", "To be queried"),
        Text("未见违规，但有数字或格式需要说明。", "No violation, but figures or form need an explanation."),
    ),
    "pass": Word(
        "√",
        Text("通过", "Pass"),
        Text(
            "表中各格都已读出，能够判定的规则均未见问题。",
            "Every cell of the tables was read, and no rule that could be decided failed.",
        ),
    ),
}

OUTCOMES: dict[OutcomeName, Word] = {
    "fail": Word("×", Text("未通过", "Failed"), Text("规则被违反。", "The rule is broken.")),
    "not_assessable": Word(
        "?", Text("无法判定", "Not assessable"), Text("所需数据不全。", "The data it needs are not there.")
    ),
    "pass": Word("√", Text("通过", "Passed"), Text("规则得到遵守。", "The rule is kept.")),
    "not_applicable": Word(
        "–",
        Text("不适用", "Not applicable"),
        Text("规则与本报告无关。", "The rule does not concern this report."),
    ),
}

#: Beside the outcomes: a rule of the catalogue that this version has no suite for.
UNWRITTEN = Word(
    "–",
    Text("本版本不检查", "Not in this version"),
    Text("规则目录中有，本版本尚未检查。", "In the catalogue, but not checked by this version."),
)

SEVERITIES: dict[Severity, Word] = {
    "violation": Word(
        "×",
        Text("违规", "Violation"),
        Text("与法规或印明的规则相抵触。", "Contradicts a statute or printed rule."),
    ),
    "data_quality": Word(
        "!", Text("数据质量", "Data quality"), Text("数字或格式有缺陷。", "Figures or form are defective.")
    ),
    "plausibility": Word(
        "?",
        Text("合理性", "Plausibility"),
        Text("可能正当，但需要说明。", "May be right, but needs explaining."),
    ),
    "note": Word(
        "i", Text("提示", "Note"), Text("供参考，不影响结论。", "For information; moves no verdict.")
    ),
}

STATUSES: dict[Status, Word] = {
    "read": Word("", Text("已读取", "Read"), Text("印有一个数字。", "A bare number is printed.")),
    "annotated": Word(
        "注",
        Text("带单位或文字", "With words"),
        Text("数字之外还印有单位或文字。", "A number with a unit or words."),
    ),
    "blank": Word("空", Text("空白", "Blank"), Text("有此格，未填。", "The cell is there and empty.")),
    "placeholder": Word(
        "占",
        Text("占位符", "Placeholder"),
        Text("填的是“/”“-”“无”之类。", "“/”, “-” or the like is printed."),
    ),
    "illegible": Word(
        "非", Text("不是数字", "No number"), Text("印的内容读不成数字。", "What is printed is no number.")
    ),
    "missing": Word(
        "缺", Text("缺失", "Missing"), Text("来源中没有这一格。", "The source has no such cell.")
    ),
    "ambiguous": Word(
        "疑",
        Text("归属不明", "Ambiguous"),
        Text("印出的数字可以归入不止一格。", "The printed values fit more than one cell."),
    ),
    "recognised": Word(
        "识",
        Text("待确认的识别", "Recognised, unconfirmed"),
        Text(
            "由图片识别得出，尚无人确认，不参与任何加总和判断。",
            "Recognised in a picture and confirmed by nobody: no sum and no rule uses it.",
        ),
    ),
}

_CELLS_READ = Text("已读 {read}／{all} 格", "{read} of {all} cells read")

TABLES: dict[str, Text] = {
    "disclosure": Text("表二 主动公开政府信息情况", "Table II: proactive disclosure"),
    "applications": Text(
        "表三 收到和处理政府信息公开申请情况", "Table III: applications received and handled"
    ),
    "reviews": Text("表四 行政复议、行政诉讼情况", "Table IV: reconsideration and litigation"),
}

HYPOTHESES: dict[str, Text] = {
    "digit_substituted": Text("一位数字写错", "one digit wrong"),
    "digits_transposed": Text("两位数字颠倒", "two digits transposed"),
    "digit_missing": Text("漏写一位数字", "one digit missing"),
    "digit_extra": Text("多写一位数字", "one digit too many"),
    "sign": Text("正负号有误", "wrong sign"),
    "shifted_between_columns": Text("数字填入了相邻列", "value shifted between columns"),
    "total_not_updated": Text("总计未随分项更新", "total not updated with its parts"),
}


def number(value: object) -> str:
    """Return a number with groups of three digits, anything else as it is; None as a dash."""
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


_AT_LEAST = Text("不小于 {low} 的数", "a number of at least {low}")
_BETWEEN = Text("{low} 至 {high} 之间的数", "a number from {low} to {high}")


def proposed_words(proposed: object, admissible: Sequence[object] | None) -> Text:
    """Say what a cell could be changed to: a number, or what lies from ``low`` to ``high`` (None: no end)."""
    if proposed is not None:
        return Text(number(proposed), number(proposed))
    low, high = admissible or (0, None)
    if high is None:
        return _AT_LEAST.filled(low=number(low))
    return _BETWEEN.filled(low=number(low), high=number(high))


def cells_read(filing: Filing) -> Text | None:
    """Say in one line how much of the tables was read; None for a report without statutory tables."""
    if not filing.form_cells:
        return None
    return _CELLS_READ.filled(read=filing.cells_read, all=len(filing.form_cells))

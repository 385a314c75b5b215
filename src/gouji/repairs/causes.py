"""Hypotheses of cause: what may have happened between the proposed number and the printed one.

After Scholtus (2009, *Automatic Correction of Simple Typing Errors in Numerical Data with Balance Edits*,
Statistics Netherlands, discussion paper 09046), who recognises adjacent digits interchanged and single
digits added, omitted or replaced, and after what annual reports show: a sign, a request booked one column
off, a total left standing when a part was corrected, a number copied from the row above or from last year's
report, 万元 for 元. The precedence is fixed: one slip for two cells, then slips of sign and digits, then
copied numbers and units, last the total. A cause is a conjecture; its wording says so and gives its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from gouji.measures.quotes import cell_name
from gouji.model.text import Text
from gouji.repairs.system import lone_total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gouji.model.filing import Filing
    from gouji.model.finding import Change
    from gouji.repairs.system import Edit


class Cause(StrEnum):
    """A likely cause. The first seven are the contract's names; the others are said in words only."""

    SIGN = "sign"
    DIGITS_TRANSPOSED = "digits_transposed"
    DIGIT_SUBSTITUTED = "digit_substituted"
    DIGIT_MISSING = "digit_missing"
    DIGIT_EXTRA = "digit_extra"
    SHIFTED = "shifted_between_columns"
    TOTAL_NOT_UPDATED = "total_not_updated"
    TEN_THOUSAND = "ten_thousand"
    LAST_YEAR = "last_year"
    ROW_ABOVE = "row_above"

    @property
    def hypothesis(self) -> str | None:
        """The name the contract has for the cause, or None."""
        return None if self in (Cause.TEN_THOUSAND, Cause.LAST_YEAR, Cause.ROW_ABOVE) else self.value


_WORDS = {
    Cause.SIGN: Text(
        "印作 {printed}，与 {proposed} 只差正负号，可能误加负号",
        "{printed} is printed where {proposed} fits: they differ in sign only, as when a minus slips in",
    ),
    Cause.DIGITS_TRANSPOSED: Text(
        "印作 {printed}，与 {proposed} 只是相邻两位对调，可能两位数字颠倒",
        "{printed} is printed where {proposed} fits: two neighbouring digits are interchanged",
    ),
    Cause.DIGIT_SUBSTITUTED: Text(
        "印作 {printed}，与 {proposed} 只有一位数字不同，可能一位数字录错",
        "{printed} is printed where {proposed} fits: they differ in one digit, as when one is mistyped",
    ),
    Cause.DIGIT_MISSING: Text(
        "印作 {printed}，比 {proposed} 只少一位数字，可能漏录一位",
        "{printed} is printed where {proposed} fits: one digit is missing, as when one is dropped",
    ),
    Cause.DIGIT_EXTRA: Text(
        "印作 {printed}，比 {proposed} 只多一位数字，可能多录或重复一位",
        "{printed} is printed where {proposed} fits: there is one digit too many, as when one is doubled",
    ),
    Cause.SHIFTED: Text(
        "同一行相邻两列一多一少，都是 {moved}，可能有 {moved} 件记错了列",
        "two neighbouring columns of one row are off by {moved} in opposite ways, as when {moved} is booked"
        " one column off",
    ),
    Cause.TOTAL_NOT_UPDATED: Text(
        "印作 {printed}，而各分项相加为 {proposed}，可能改了分项未改合计",
        "{printed} is printed while the parts add up to {proposed}, as when a part is corrected and the"
        " total is not",
    ),
    Cause.TEN_THOUSAND: Text(
        "印作 {printed}，与 {proposed} 恰差一万倍，可能混用了元与万元",
        "{printed} is printed where {proposed} fits: a factor of exactly 10,000, as when yuan and 万元 are"
        " confused",
    ),
    Cause.LAST_YEAR: Text(
        "印作 {printed}，应为 {proposed}；上一年度报告同一单元格正是 {printed}，可能沿用了上年数",
        "{printed} is printed where {proposed} fits; last year's report has {printed} in this very cell, as"
        " when last year's number is left standing",
    ),
    Cause.ROW_ABOVE: Text(
        "印作 {printed}，应为 {proposed}；上一行同一列正是 {printed}，可能照抄了上一行",
        "{printed} is printed where {proposed} fits; the row above has {printed} in the same column, as when"
        " it is copied",
    ),
}
#: Small numbers agree by chance; a copied one must have two digits to be told.
_TELLING = 10
_CONJECTURE = Text("推测，未经核实：{what}。", "Conjecture, not established: {what}.")
_ALONGSIDE = Text("；另外，{what}", "; besides, {what}")
_OF_CELL = Text("{cell}：{what}", "{cell}: {what}")

#: Names of the causes for people.
CAUSE_NAMES = {
    Cause.SIGN: Text("正负号错误", "sign"),
    Cause.DIGITS_TRANSPOSED: Text("两位数字颠倒", "two digits transposed"),
    Cause.DIGIT_SUBSTITUTED: Text("一位数字录错", "one digit substituted"),
    Cause.DIGIT_MISSING: Text("漏录一位数字", "a digit missing"),
    Cause.DIGIT_EXTRA: Text("多录一位数字", "a digit too many"),
    Cause.SHIFTED: Text("记入相邻的列", "booked in the neighbouring column"),
    Cause.TOTAL_NOT_UPDATED: Text("合计未随分项更新", "total not updated"),
    Cause.TEN_THOUSAND: Text("元与万元混用", "yuan and 万元 confused"),
    Cause.LAST_YEAR: Text("沿用上年数", "last year's value left standing"),
    Cause.ROW_ABOVE: Text("照抄上一行", "copied from the row above"),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the causes look at: numbers printed here and a year earlier, and how cells lie in the table.

    ``above`` maps a cell to the one in the row above, ``beside`` to the one in the next column,
    ``sums`` a total to the edits it is the total of, ``name`` a cell id to its name for people.
    """

    values: Mapping[str, int]
    earlier: Mapping[str, int]
    above: Mapping[str, str]
    beside: Mapping[str, str]
    sums: Mapping[str, Sequence[Edit]]
    name: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cause for one changed cell, or for two that one slip explains together."""

    cells: tuple[str, ...]
    cause: Cause
    words: Text
    also: tuple[Text, ...] = field(default=())

    def said(self) -> Text:
        """Return the evidence with what else speaks for another slip."""
        text = self.words
        for more in self.also:
            addition = _ALONGSIDE.filled(what=more)
            text = Text(text.zh + addition.zh, text.en + addition.en)
        return text


def explain_changes(changes: Sequence[Change], around: Surroundings) -> tuple[Explanation, ...]:
    """Return an explanation for every changed cell or pair that has one, in the order of the changes."""
    found = []
    left = list(changes)
    while left:
        change = left.pop(0)
        pair = next((other for other in left if _is_shift(change, other, around)), None)
        if pair:
            left.remove(pair)
            moved = abs((change.proposed or 0) - around.values[change.cell])
            words = _WORDS[Cause.SHIFTED].filled(moved=moved)
            found.append(Explanation((change.cell, pair.cell), Cause.SHIFTED, words))
        elif single := _single(change, changes, around):
            found.append(single)
    return tuple(found)


def summed_up(
    changes: Sequence[Change], explanations: Sequence[Explanation], around: Surroundings
) -> tuple[str | None, Text | None]:
    """Return the repair's hypothesis in the contract's names and its evidence in words.

    There is a hypothesis only where one and the same cause explains every changed cell.
    """
    if not explanations:
        return None, None
    explained = {cell for explanation in explanations for cell in explanation.cells}
    causes = {explanation.cause for explanation in explanations}
    one_cause = len(causes) == 1 and len(explained) == len(changes)
    hypothesis = explanations[0].cause.hypothesis if one_cause else None
    if len(changes) == 1:
        return hypothesis, _CONJECTURE.filled(what=explanations[0].said())
    parts = []
    for explanation in explanations:
        names = [around.name(cell) for cell in explanation.cells]
        cells = Text("、".join(names), " and ".join(names))
        parts.append(_OF_CELL.filled(cell=cells, what=explanation.said()))
    joined = Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
    return hypothesis, _CONJECTURE.filled(what=joined)


def digit_cause(printed: int, proposed: int) -> Cause | None:
    """Return the slip of sign or digits that turns ``proposed`` (at least 0) into ``printed``, or None."""
    if printed < 0:
        return Cause.SIGN if printed == -proposed else None
    wrong, right = str(printed), str(proposed)
    if len(wrong) == len(right):
        differing = [i for i, (a, b) in enumerate(zip(wrong, right, strict=True)) if a != b]
        if len(differing) == 1:
            return Cause.DIGIT_SUBSTITUTED
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            i, j = differing
            if (wrong[i], wrong[j]) == (right[j], right[i]):
                return Cause.DIGITS_TRANSPOSED
        return None
    if len(wrong) + 1 == len(right) and _without_one_digit(right, wrong):
        return Cause.DIGIT_MISSING
    if len(wrong) == len(right) + 1 and _without_one_digit(wrong, right):
        return Cause.DIGIT_EXTRA
    return None


def _without_one_digit(longer: str, shorter: str) -> bool:
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _single(change: Change, changes: Sequence[Change], around: Surroundings) -> Explanation | None:
    printed = around.values.get(change.cell)
    proposed = _sought(change, printed)
    if printed is None or proposed is None:
        return None
    causes = []
    if cause := digit_cause(printed, proposed):
        causes.append(cause)
    if printed and proposed and (printed == 10_000 * proposed or proposed == 10_000 * printed):
        causes.append(Cause.TEN_THOUSAND)
    if printed >= _TELLING and around.earlier.get(change.cell) == printed:
        causes.append(Cause.LAST_YEAR)
    if printed >= _TELLING and around.values.get(around.above.get(change.cell, "")) == printed:
        causes.append(Cause.ROW_ABOVE)
    # any wrong total is one whose parts stand, so this says least
    if not causes and _is_stale_total(change, changes, around):
        causes.append(Cause.TOTAL_NOT_UPDATED)
    if not causes:
        return None
    words = [_WORDS[cause].filled(printed=printed, proposed=proposed) for cause in causes]
    return Explanation((change.cell,), causes[0], words[0], tuple(words[1:]))


def _sought(change: Change, printed: int | None) -> int | None:
    """Return the proposed number; where only a range is known, the printed one without a minus if it fits."""
    if change.admissible is None or printed is None or printed >= 0:
        return change.proposed
    least, most = change.admissible
    return -printed if least <= -printed and (most is None or -printed <= most) else None


def _is_stale_total(change: Change, changes: Sequence[Change], around: Surroundings) -> bool:
    """Say whether the cell is a total whose printed parts all stand."""
    others = {other.cell for other in changes if other.cell != change.cell}
    return any(others.isdisjoint((*edit.left, *edit.right)) for edit in around.sums.get(change.cell, ()))


def _is_shift(one: Change, other: Change, around: Surroundings) -> bool:
    """Say whether a number went from one cell to its neighbour, neither of them being a sum."""
    neighbours = around.beside.get(one.cell) == other.cell or around.beside.get(other.cell) == one.cell
    if not neighbours or one.cell in around.sums or other.cell in around.sums:
        return False
    if one.proposed is None or other.proposed is None or not {one.cell, other.cell} <= around.values.keys():
        return False
    return one.proposed + other.proposed == around.values[one.cell] + around.values[other.cell]


def surroundings(filing: Filing, edits: Iterable[Edit], earlier: Filing | None) -> Surroundings:
    """Return the numbers, neighbours, totals and names of a filing's cells."""
    above: dict[str, str] = {}
    beside: dict[str, str] = {}
    last_in_column: dict[tuple[str, str], str] = {}
    last_in_row: dict[tuple[str, str], str] = {}
    for cell in filing.form_cells:
        table, row, column = cell.id.split("/")
        if (table, column) in last_in_column:
            above[cell.id] = last_in_column[table, column]
        if (table, row) in last_in_row:
            beside[last_in_row[table, row]] = cell.id
        last_in_column[table, column] = last_in_row[table, row] = cell.id
    sums: dict[str, list[Edit]] = {}
    for edit in edits:
        total = lone_total(edit)
        if total and len(edit.left) + len(edit.right) > 2:
            sums.setdefault(total, []).append(edit)
    return Surroundings(
        values=whole_numbers(filing),
        earlier=whole_numbers(earlier) if earlier else {},
        above=above,
        beside=beside,
        sums=sums,
        name=lambda cell: _name(filing, cell),
    )


def whole_numbers(filing: Filing) -> dict[str, int]:
    """Return the printed whole numbers of a filing by cell id."""
    return {
        cell.id: int(cell.value)
        for cell in filing.form_cells
        if cell.value is not None and cell.value % 1 == 0
    }


def _name(filing: Filing, cell: str) -> str:
    return cell_name(filing.table_forms.get(cell.split("/")[0]) or filing.form, cell)

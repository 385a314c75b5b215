"""Findings of broken arithmetic with the repairs that mend them, and repairs in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gouji.model.text import Text
from gouji.repairs.causes import CAUSE_NAMES
from gouji.repairs.localisation import localise
from gouji.repairs.system import edits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.model.filing import Filing
    from gouji.model.finding import Change, Finding
    from gouji.model.text import Lang
    from gouji.repairs.localisation import Localisation, SmallestRepair
    from gouji.repairs.system import Edit


_AT_LEAST = Text("不少于 {least}", "at least {least}")
_BETWEEN = Text("{least} 至 {most}", "{least} to {most}")
_WAS = Text("{rule}：{left} {sign} {right}", "{rule}: {left} {sign} {right}")
_BECOMES = Text("{was}，改后 {left} {sign} {right}", "{was}, then {left} {sign} {right}")
_MENDS = Text(
    "不改印出的数字，只要{fillings}，相关勾稽关系即全部成立。",
    "without changing a printed number, all sums concerned hold if {fillings}.",
)
_FILLED = Text("{cell}为 {value}", "{cell} is {value}")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One changed cell of one alternative, in words.

    ``alternative`` counts from 1. ``cause`` is empty where no cause suggests itself. ``mends`` says each
    broken identity that the cell takes part in, before and after the repair.
    """

    alternative: int
    cell: str
    name: str
    printed: str
    proposed: str
    cause: str
    mends: tuple[str, ...]


def explain(localisation: Localisation, lang: Lang) -> tuple[ChangeRow, ...]:
    """Return the rows of all alternatives, in order."""
    return tuple(
        row
        for number, alternative in enumerate(localisation.alternatives, start=1)
        for row in _rows(number, alternative, localisation, lang)
    )


def explain_blanks(localisation: Localisation) -> tuple[Text, ...]:
    """Return a sentence for each smallest filling of blanks that mends sums without any repair."""
    sentences = []
    for fillings in localisation.blank_fillings:
        parts = [
            _FILLED.filled(cell=_name(localisation.form, filling.cell), value=_value(filling))
            for filling in fillings
        ]
        joined = Text("、".join(part.zh for part in parts), " and ".join(part.en for part in parts))
        sentences.append(_MENDS.filled(fillings=joined))
    return tuple(sentences)


def _rows(
    number: int, alternative: SmallestRepair, localisation: Localisation, lang: Lang
) -> list[ChangeRow]:
    causes = {
        cell: CAUSE_NAMES[explanation.cause].said(lang)
        for explanation in alternative.explanations
        for cell in explanation.cells
    }
    after = _after(alternative, localisation.values)
    return [
        ChangeRow(
            alternative=number,
            cell=change.cell,
            name=_name(localisation.form, change.cell),
            printed=change.printed or "",
            proposed=_value(change).said(lang),
            cause=causes.get(change.cell, ""),
            mends=tuple(
                _identity(edit, localisation.values, after).said(lang)
                for edit in localisation.broken
                if change.cell in (*edit.left, *edit.right)
            ),
        )
        for change in alternative.repair.changes
    ]


def _after(alternative: SmallestRepair, values: Mapping[str, int]) -> Mapping[str, int] | None:
    """Return all numbers after the repair, or None where it leaves some of them open."""
    changes = (*alternative.repair.changes, *alternative.fillings)
    if any(change.proposed is None for change in changes):
        return None
    return {**values, **{change.cell: change.proposed or 0 for change in changes}}


def _identity(edit: Edit, before: Mapping[str, int], after: Mapping[str, int] | None) -> Text:
    left, right = _sum(edit.left, before), _sum(edit.right, before)
    sign = ("≠" if left != right else "=") if edit.relation == "=" else (">" if left > right else "≤")
    was = _WAS.filled(rule=edit.rule, left=left, sign=sign, right=right)
    if after is None:
        return was
    left, right = _sum(edit.left, after), _sum(edit.right, after)
    holds = "=" if edit.relation == "=" else "≤"
    return _BECOMES.filled(was=was, left=left, sign=holds, right=right)


def _sum(cells: Sequence[str], values: Mapping[str, int]) -> int:
    return sum(values.get(cell, 0) for cell in cells)


def _value(change: Change) -> Text:
    if change.admissible is None:
        return Text(str(change.proposed), str(change.proposed))
    least, most = change.admissible
    return (_AT_LEAST if most is None else _BETWEEN).filled(least=least, most=most)


def _name(form: str | None, cell: str) -> str:
    from gouji.measures.quotes import cell_name

    return cell_name(form, cell)


_LOWERED = Text(
    "空白格如有漏填的数字，此式可以成立，故不作违规论。",
    " Numbers left out of blank cells could make this sum hold, so it is not called a violation.",
)


def with_repairs(
    filing: Filing, findings: Sequence[Finding], earlier: Filing | None = None
) -> tuple[list[Finding], tuple[Text, ...]]:
    """Return the findings with every smallest repair on those it mends, and remarks on the search.

    ``earlier`` is the same agency's filing of the year before, where it is at hand: what it prints may be the
    likely cause of a wrong number.
    A broken sum that filling blanks would mend, all sums connected with it kept, is lowered from
    ``violation`` to ``data_quality`` and says so. Filings without broken hard arithmetic cost nothing.
    """
    edits = edits_of(filing)
    arithmetic = {edit.rule for edit in edits}
    if not any(finding.rule in arithmetic for finding in findings):
        return list(findings), ()
    found = localise(filing, edits, earlier=earlier)
    remarks = (*([found.message] if found.message else ()), *explain_blanks(found))
    return [_mended(finding, found) for finding in findings], remarks


def _mended(finding: Finding, found: Localisation) -> Finding:
    if not _breaks(finding, found.broken):
        return finding
    finding = replace(finding, repairs=found.repairs)
    if finding.severity == "violation" and _breaks(finding, found.mendable):
        message = Text(finding.message.zh + _LOWERED.zh, finding.message.en + _LOWERED.en)
        finding = replace(finding, severity="data_quality", message=message)
    return finding


def _breaks(finding: Finding, edits: Iterable[Edit]) -> bool:
    """Whether the finding is of one of these edits: the same rule over the same cells."""
    cells = set(finding.cells)
    return any(edit.rule == finding.rule and cells == {*edit.left, *edit.right} for edit in edits)

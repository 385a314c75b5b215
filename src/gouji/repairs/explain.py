"""Repairs in words, for whatever shows them: one row a changed cell, one sentence a filling of blanks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.repairs.causes import CAUSE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.bilingual import Lang
    from gouji.edits import Edit
    from gouji.finding import Change
    from gouji.repairs.localisation import Alternative, Localisation

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


def _rows(number: int, alternative: Alternative, localisation: Localisation, lang: Lang) -> list[ChangeRow]:
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


def _after(alternative: Alternative, values: Mapping[str, int]) -> Mapping[str, int] | None:
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
    from gouji.frames.wording import cell_name

    return cell_name(form, cell)

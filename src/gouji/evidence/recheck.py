"""The second round: what became of each finding, between the evidence before and after agencies answered.

A finding that is gone is a correction only where the new report could be held against its rule: the rule was
decided in full, and the cells of the finding were read. Where the report has the same bytes as before, its
agency corrected nothing, whatever is gone. Remarks (severity ``note``) ask for nothing and are left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import simplejson

from gouji.evidence.diff import match_findings
from gouji.evidence.records import AUDIT_FILE, read_records
from gouji.inputs.decisions import LAPSED
from gouji.inputs.roster import unlisted_id
from gouji.model.as_json import cells_of
from gouji.model.filing import UNREAD, name_key, one_a_year
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from gouji.evidence.records import Record
    from gouji.inputs.roster import Roster
    from gouji.model.finding import Finding


#: What became of a finding. ``changed``: still broken, with other figures. ``dismissed``: people decided that
#: it does not hold. ``same_report``: it came or went although the report's bytes are those of before.
#: ``unclear``: it is gone, and nobody can tell whether it was corrected. ``absent``: no report to look at.
State = Literal["corrected", "open", "changed", "new", "dismissed", "same_report", "unclear", "absent"]
STATES: Final[tuple[State, ...]] = get_args(State)

_SAME_REPORT = Text(
    "报告文件与上次相同；变化来自程序、规则、名录、附属文件或用来比较的其他报告，不是机关更正",
    "the report is the same file as before: the change comes from program, rules, roster, side file or "
    "another report that it is compared with, not from a correction",
)
_NO_REPORT = Text("新结果中没有该机关该年度的报告", "the new evidence has no report of this body and year")
_NOT_BEFORE = Text("上次没有该机关该年度的报告", "there was no report of this body and year before")
_NO_RULE = Text("新结果没有按这条规则核对", "the new evidence was not held against this rule")
_OTHER_RULE = Text(
    "规则由第 {before} 版改为第 {after} 版，不能断定是机关更正",
    "the rule went from version {before} to {after}: no sign of a correction",
)
_NOT_READ = Text(
    "新报告中有 {count} 个相关单元格未能读出", "{count} of its cells could not be read in the new report"
)
_NO_CELLS = Text(
    "新结果没有记下单元格（由旧版程序写出），请重新审计",
    "the new evidence holds no cells, an older program wrote it: audit again",
)
_OPEN_BEFORE = Text("上次这条规则未能完全判定", "the rule could not be decided in full before")


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A cell that is printed otherwise than before; None where the report has none."""

    cell: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One finding and what became of it; ``finding`` is as it is now, or as it was where it is gone.

    ``figures`` are those of its cells that changed, ``why`` says what the state rests on where that needs
    saying, and ``decision`` is what was decided, carried over from before where nothing newer was.
    """

    state: State
    finding: Finding
    figures: tuple[ChangedFigure, ...] = ()
    why: Text | None = None
    decision: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """One body and year: its audits before and after, its findings, and every figure that changed."""

    before: Record | None
    after: Record | None
    findings: tuple[Rechecked, ...]
    figures: tuple[ChangedFigure, ...] = ()

    @property
    def record(self) -> Record:
        """The later of its two audits."""
        known = self.after or self.before
        assert known is not None
        return known

    def count(self, state: State) -> int:
        """Count the findings that this became of."""
        return sum(one.state == state for one in self.findings)


def recheck(before: Path, after: Path, roster: Roster) -> list[Body]:
    """Return what became of the findings of one folder of evidence in another, by region, name and year.

    Bodies are paired by id and year, and one that got on the roster since by its name. Of several copies of
    a report the one that stands for the year is taken. Raises :class:`GoujiError` for what is no evidence.
    """
    runs = []
    for folder in (before, after):
        records = read_records(folder, roster)
        if not records:
            raise GoujiError(
                f"{folder} 里没有审计结果。请给出 gouji audit 的两个结果文件夹，先旧后新。",
                f"{folder} holds no audit. Give two folders that gouji audit wrote, the older one first.",
            )
        runs.append(_by_report(records))
    bodies = [_body(old, new, before, after) for old, new in _pairs(*runs)]
    return sorted(bodies, key=lambda body: (body.record.region or "", body.record.agency, body.record.folder))


def totals(bodies: Iterable[Body]) -> dict[str | None, tuple[int, Counter[State]]]:
    """Return for each region how many bodies it has, and how many findings of each state."""
    counted: dict[str | None, tuple[int, Counter[State]]] = {}
    for body in bodies:
        count, states = counted.get(body.record.region, (0, Counter()))
        states.update(one.state for one in body.findings)
        counted[body.record.region] = count + 1, states
    return counted


_Key = tuple[str, int | None, str]


def _by_report(records: Sequence[Record]) -> dict[_Key, Record]:
    """Key by body and year the copy that counts; of what is certainly nobody's, each lies by its folder."""
    standing = one_a_year(records, lambda record: record.copy)
    keyed: dict[_Key, Record] = {(*whose, ""): record for whose, record in standing.items()}
    shared = Counter((record.agency_id, record.year) for record in records)
    for record in records:
        whose = (record.agency_id, record.year)
        if (*whose, "") not in keyed and record.copy.counts is not False:
            keyed[(*whose, record.folder if shared[whose] > 1 else "")] = record
    return keyed


def _pairs(
    before: Mapping[_Key, Record], after: Mapping[_Key, Record]
) -> list[tuple[Record | None, Record | None]]:
    pairs: list[tuple[Record | None, Record | None]] = [
        (before[key], after[key]) for key in before if key in after
    ]
    left = [before[key] for key in before if key not in after]
    came = [after[key] for key in after if key not in before]
    for old in left:
        same = [new for new in came if _is_same_body(old, new)]
        alone = len(same) == 1 and sum(_is_same_body(other, same[0]) for other in left) == 1
        if alone:
            came.remove(same[0])
        pairs.append((old, same[0] if alone else None))
    return pairs + [(None, new) for new in came]


def _is_same_body(old: Record, new: Record) -> bool:
    """Two ids of one name and year are one body where one of them was made from the name alone."""
    if old.year != new.year or name_key(old.agency) != name_key(new.agency):
        return False
    return any(record.agency_id == unlisted_id(record.agency) for record in (old, new))


def _body(old: Record | None, new: Record | None, before: Path, after: Path) -> Body:
    if old is None or new is None or old.copy.sha256 == new.copy.sha256:
        return Body(old, new, _findings(old, new, {}, None))
    cells = _cells(after / new.folder)
    was = _cells(before / old.folder)
    figures = _figures(dict.fromkeys((*was, *cells)), _printed(was), _printed(cells)) if was and cells else ()
    return Body(old, new, _findings(old, new, _printed(was), cells), figures)


def _cells(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the cells that evidence holds, by id; none where gouji 0.1 wrote it."""
    raw = simplejson.loads((folder / AUDIT_FILE).read_bytes(), use_decimal=True)
    return cells_of(raw)


def _printed(cells: Mapping[str, Mapping[str, Any]]) -> dict[str, str | None]:
    return {cell: said["printed"] for cell, said in cells.items()}


def _figures(
    cells: Iterable[str], before: Mapping[str, str | None], after: Mapping[str, str | None]
) -> tuple[ChangedFigure, ...]:
    return tuple(
        ChangedFigure(cell, before.get(cell), after.get(cell))
        for cell in cells
        if (before.get(cell) or "").strip() != (after.get(cell) or "").strip()
    )


def _findings(
    old: Record | None,
    new: Record | None,
    was: Mapping[str, str | None],
    cells: Mapping[str, Mapping[str, Any]] | None,
) -> tuple[Rechecked, ...]:
    """Return what became of each finding of a pair; ``cells`` None: the report is the same, or not there."""
    found = match_findings(*(_asking(record) for record in (old, new)))
    same_report = old is not None and new is not None and cells is None
    made = []
    for one, other in found.still:
        figures = _figures(other.cells, one.printed, other.printed)
        said_otherwise = (one.expected, one.observed) != (other.expected, other.observed)
        state: State = "changed" if figures or said_otherwise else "open"
        made.append(Rechecked(state, other, figures, None, _carried(one, other)))
    for one in found.gone:
        state, why = _gone(one, old, new, cells)
        figures = _figures(one.cells, one.printed, _printed(cells)) if cells else ()
        made.append(Rechecked(state, one, figures, why, one.decision))
    for one in found.new:
        why = _SAME_REPORT if same_report else _why_new(one, old)
        state = "same_report" if same_report else "new"
        figures = _figures(one.cells, was, one.printed) if was else ()
        made.append(Rechecked(state, one, figures, why, one.decision))
    return tuple(_unless_dismissed(one) for one in made)


def _asking(record: Record | None) -> list[Finding]:
    return [finding for finding in record.findings if finding.severity != "note"] if record else []


def _gone(
    finding: Finding, old: Record | None, new: Record | None, cells: Mapping[str, Mapping[str, Any]] | None
) -> tuple[State, Text | None]:
    """Say whether a finding that is gone was corrected, and if not, why that cannot be said."""
    if new is None:
        return "absent", _NO_REPORT
    if cells is None:
        return "same_report", _SAME_REPORT
    said = next((outcome for outcome in new.outcomes if outcome.rule == finding.rule), None)
    if said is None:
        return "unclear", _NO_RULE
    if said.version != finding.version:
        return "unclear", _OTHER_RULE.filled(before=finding.version, after=said.version)
    if said.outcome not in ("pass", "fail") or said.reason is not None:
        return "unclear", said.reason or _NO_RULE
    if finding.cells and not cells:
        return "unclear", _NO_CELLS
    unread = sum(cell not in cells or cells[cell]["status"] in UNREAD for cell in finding.cells)
    return ("unclear", _NOT_READ.filled(count=unread)) if unread else ("corrected", None)


def _why_new(finding: Finding, old: Record | None) -> Text | None:
    """Say what else than the agency may have brought a finding that was not there before."""
    if old is None:
        return _NOT_BEFORE
    said = next((outcome for outcome in old.outcomes if outcome.rule == finding.rule), None)
    if said is None or said.outcome == "not_assessable" or said.reason is not None:
        return _OPEN_BEFORE
    return None


def _carried(old: Finding, new: Finding) -> dict[str, Any] | None:
    """Return what was decided on a finding that is still there; it lapses where the figures changed."""
    if new.decision or not old.decision or old.id == new.id or old.decision["decision"] == LAPSED:
        return new.decision or old.decision
    return {**old.decision, "decision": LAPSED, "was": old.decision["decision"]}


def _unless_dismissed(one: Rechecked) -> Rechecked:
    """A finding that people found not to hold is no correction when it goes, nor open when it stays."""
    dismissed = bool(one.decision) and (one.decision or {}).get("decision") == "dismissed"
    return replace(one, state="dismissed") if dismissed and one.state != "absent" else one

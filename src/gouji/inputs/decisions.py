"""What people decided on findings, and whether it still holds.

A decision never moves a verdict: the rule is still broken. The id of a finding is a digest of rule, body,
year, cells, printed values and what is missing: a decision holds as long as these stay. When the cells or
values change it lapses, and says so on the finding that took their place.

Decisions made with gouji 0.1 bear ids of another kind, which several findings of a report could share. They
are taken over: by that id where one finding alone had it, else by rule, body, year and printed values. One
on an id that findings shared lapses on each of them, for nobody can tell which was meant.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from gouji.inputs.roster import unlisted_id
from gouji.model.filing import name_key
from gouji.model.finding import ID_LETTER
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gouji.model.finding import Audit, Finding


DecisionName = Literal["confirmed", "dismissed", "corrected"]
DECISIONS: tuple[DecisionName, ...] = get_args(DecisionName)
#: Stands in a finding for a decision that was made on its predecessor.
LAPSED = "lapsed"
#: What nothing more is asked for after.
SETTLED: frozenset[DecisionName] = frozenset({"dismissed", "corrected"})
#: What people read for each.
DECISION_WORDS: dict[str, Text] = {
    "confirmed": Text("属实", "confirmed"),
    "dismissed": Text("不成立", "dismissed"),
    "corrected": Text("机关已更正", "corrected by the agency"),
    LAPSED: Text("已失效，须重新决定", "lapsed, to be decided again"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``rule`` to ``printed`` are what the finding said at the time, where that is recorded.

    ``agency`` is the id of the body and ``body`` its name; ids change when a body gets on the roster.
    ``printed`` is the printed text by cell, ``when`` a date or a time in ISO 8601.
    """

    finding: str
    decision: DecisionName
    by: str = ""
    when: str = ""
    note: str = ""
    rule: str = ""
    agency: str = ""
    year: int | None = None
    printed: dict[str, str | None] | None = None
    body: str = ""

    @property
    def is_former(self) -> bool:
        """Whether it was made on an id of gouji 0.1."""
        return not self.finding.startswith(ID_LETTER)

    def speaks_of(self, agency: str, body: str, year: int | None) -> bool:
        """Say whether it was made on a report of this body and year."""
        if self.year != year:
            return False
        if self.body:
            return name_key(self.body) == name_key(body)
        return self.agency in (agency, unlisted_id(body))

    def repeats(self, earlier: Decision | None) -> bool:
        """Say whether it only says again what an earlier one on the same finding says."""
        return earlier is not None and all(
            getattr(self, field) in ("", getattr(earlier, field)) for field in ("decision", "by", "note")
        )

    def as_json(self) -> dict[str, Any]:
        """Return the decision as a finding carries it."""
        return {
            "finding": self.finding,
            "decision": self.decision,
            "by": self.by,
            "when": self.when,
            "note": self.note,
        }

    def lapsed(self, printed: Mapping[str, str | None], *, shared: int = 0) -> dict[str, Any]:
        """Return the decision as a finding with these printed values carries it: lapsed, and why.

        ``shared``: so many findings had the id that it was made on.
        """
        then = self.printed or {}
        changed = [
            f"{cell}: {then.get(cell, '∅') or '∅'} → {printed.get(cell, '∅') or '∅'}"
            for cell in dict.fromkeys((*then, *printed))
            if then.get(cell) != printed.get(cell) or (cell in then) != (cell in printed)
        ]
        return (
            self.as_json()
            | {
                "decision": LAPSED,
                "was": self.decision,
                "changed": "; ".join(changed),
            }
            | ({"shared": shared} if shared else {})
        )


@dataclass(frozen=True, slots=True)
class Stray:
    """A decision that no finding carries. ``gone``: its report was audited and has no such finding."""

    decision: Decision
    gone: bool

    @property
    def text(self) -> Text:
        """What to tell people about it."""
        return (_GONE if self.gone else _UNKNOWN).filled(
            finding=self.decision.finding,
            decision=DECISION_WORDS[self.decision.decision],
            rule=self.decision.rule or "?",
        )


_GONE = Text(
    "决定 {finding}（{decision}，规则 {rule}）所说的问题已不存在：报告或规则已经改变。",
    "the finding {finding} ({decision}, rule {rule}) that was decided on is gone: report or rule changed.",
)
_UNKNOWN = Text(
    "决定 {finding}（{decision}）没有对应的问题：编号有误，或者该报告不在本次审计之中。",
    "no finding here has the id {finding} ({decision}): it is mistyped, or its report was not audited.",
)


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions in the order they were made; the last one on a finding is in force.

    Iteration gives those in force.
    """

    every: Sequence[Decision] = ()
    _by_finding: dict[str, Decision] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        latest: dict[str, Decision] = {}
        for decision in self.every:
            latest.pop(decision.finding, None)
            latest[decision.finding] = decision
        object.__setattr__(self, "_by_finding", latest)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._by_finding.values())

    def attached(self, audits: Iterable[Audit]) -> list[Audit]:
        """Return the audits with each decision on its finding, or, lapsed, on the successor of that."""
        return [replace(audit, rule_findings=self._attached(audit.rule_findings)) for audit in audits]

    def strays(self, audited: Iterable[tuple[str, str, int | None]], findings: Iterable[str]) -> list[Stray]:
        """Return the decisions that no finding carries.

        ``audited`` are ids and names of bodies with years, ``findings`` the ids that :func:`carried` gives
        for the findings of these audits.
        """
        held = set(findings)
        left = [decision for decision in self if decision.finding not in held]
        known = list(audited) if left else []
        return [Stray(one, any(one.speaks_of(*whose) for whose in known)) for one in left]

    def digest(self, agency: str | None = None, body: str = "", year: int | None = None) -> str | None:
        """Return the digest of all decisions, or of those that may speak of one report; None for none."""
        lines = [
            json.dumps([decision.as_json(), decision.rule, decision.printed], ensure_ascii=False)
            for decision in self
            if agency is None or not decision.agency or decision.speaks_of(agency, body, year)
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else None

    def _attached(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        if not findings or not self._by_finding:
            return tuple(findings)
        decided = list(findings)
        by_id = {found.id: [index] for index, found in enumerate(findings)}
        former = _by_former_id(findings) if any(decision.is_former for decision in self) else {}
        left: list[Decision] = []
        for decision in self:
            places = by_id.get(decision.finding) or former.get(decision.finding) or _same(decision, findings)
            for index in places:
                found = decided[index]
                said = (
                    decision.as_json()
                    if len(places) == 1
                    else decision.lapsed(found.printed, shared=len(places))
                )
                decided[index] = replace(found, decision=_instead(found.decision, said))
            if not places:
                left.append(decision)
        for decision in left:
            successor = _successor(decision, decided)
            if successor is not None:
                found = decided[successor]
                decided[successor] = replace(found, decision=decision.lapsed(found.printed))
        return tuple(decided)


def carried(decision: Mapping[str, Any] | None) -> list[str]:
    """Return the ids of the decisions that a finding carries: that in force, and those that it replaced."""
    return [decision["finding"], *decision.get("earlier", ())] if decision else []


def _instead(before: Mapping[str, Any] | None, said: dict[str, Any]) -> dict[str, Any]:
    """Return a decision that is made after another on the same finding, under another id of it."""
    earlier = carried(before)
    return said | {"earlier": earlier} if earlier else said


def _by_former_id(findings: Sequence[Finding]) -> dict[str, list[int]]:
    """Positions of findings by the ids of gouji 0.1, under the body's id now and that of its bare name."""
    places: dict[str, list[int]] = {}
    for index, found in enumerate(findings):
        for agency in {found.agency, unlisted_id(found.body)}:
            places.setdefault(found.former_id(agency), []).append(index)
    return places


def _same(decision: Decision, findings: Sequence[Finding]) -> list[int]:
    """The one finding of the same rule, body, year and printed values as a decision of gouji 0.1, if any."""
    if not decision.is_former or not decision.printed:
        return []
    places = [
        index
        for index, found in enumerate(findings)
        if found.rule == decision.rule
        and dict(found.printed) == decision.printed
        and decision.speaks_of(found.agency, found.body, found.year)
    ]
    return places if len(places) == 1 else []


def _successor(decision: Decision, findings: Sequence[Finding]) -> int | None:
    """Return which finding took the place of the one decided on: same rule and report, most cells shared.

    Findings without cells are told apart by nothing else, so that only a single one is a successor.
    """
    cells = set(decision.printed or ())
    places = [
        index
        for index, found in enumerate(findings)
        if found.decision is None
        and found.rule == decision.rule
        and decision.speaks_of(found.agency, found.body, found.year)
        and bool(found.cells) == bool(cells)
    ]
    if not cells:
        return places[0] if len(places) == 1 else None
    shared = {index: len(cells & set(findings[index].cells)) for index in places}
    best = max(places, key=lambda index: shared[index], default=None)
    return best if best is not None and shared[best] else None

"""What people decided on findings, and whether it still holds.

A decision never moves a verdict: the rule is still broken. The id of a finding is a digest of rule, agency,
year, cells and printed values: a decision holds as long as these stay. When the cells or values change it
lapses, and says so on the finding that took their place.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from gouji.bilingual import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gouji.finding import Audit, Finding

DecisionName = Literal["confirmed", "dismissed", "corrected"]
DECISIONS: tuple[DecisionName, ...] = get_args(DecisionName)
#: Stands in a finding for a decision that was made on its predecessor.
LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``rule`` to ``printed`` are what the finding said at the time, where that is recorded.

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

    def as_json(self) -> dict[str, Any]:
        """Return the decision as a finding carries it."""
        return {
            "finding": self.finding,
            "decision": self.decision,
            "by": self.by,
            "when": self.when,
            "note": self.note,
        }

    def lapsed(self, printed: Mapping[str, str | None]) -> dict[str, Any]:
        """Return the decision as a finding with these printed values carries it: lapsed, and why."""
        then = self.printed or {}
        changed = [
            f"{cell}: {then.get(cell, '∅') or '∅'} → {printed.get(cell, '∅') or '∅'}"
            for cell in dict.fromkeys((*then, *printed))
            if then.get(cell) != printed.get(cell) or (cell in then) != (cell in printed)
        ]
        return self.as_json() | {
            "decision": LAPSED,
            "was": self.decision,
            "changed": "; ".join(changed),
        }


@dataclass(frozen=True, slots=True)
class Stray:
    """A decision that no finding carries. ``gone``: its report was audited and has no such finding."""

    decision: Decision
    gone: bool

    @property
    def text(self) -> Text:
        """What to tell people about it."""
        return (_GONE if self.gone else _UNKNOWN).filled(
            finding=self.decision.finding, decision=self.decision.decision, rule=self.decision.rule or "?"
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
        object.__setattr__(self, "_by_finding", {decision.finding: decision for decision in self.every})

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._by_finding.values())

    def attached(self, audits: Iterable[Audit]) -> list[Audit]:
        """Return the audits with each decision on its finding, or, lapsed, on the successor of that."""
        return [replace(audit, findings=self._attached(audit.findings)) for audit in audits]

    def strays(self, audited: Iterable[tuple[str, int | None]], findings: Iterable[str]) -> list[Stray]:
        """Return the decisions that no finding carries.

        ``audited`` are agency ids and years, ``findings`` the ids (``finding``) of the decisions carried.
        """
        carried, known = set(findings), set(audited)
        return [
            Stray(decision, (decision.agency, decision.year) in known)
            for decision in self
            if decision.finding not in carried
        ]

    def digest(self, agency: str | None = None, year: int | None = None) -> str | None:
        """Return the digest of all decisions, or of those that may speak of one report; None for none."""
        lines = [
            json.dumps([decision.as_json(), decision.rule, decision.printed], ensure_ascii=False)
            for decision in self
            if agency is None or not decision.agency or (decision.agency, decision.year) == (agency, year)
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else None

    def _attached(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        decided = [
            replace(found, decision=decision.as_json()) if (decision := self._of(found)) else found
            for found in findings
        ]
        present = {found.id for found in findings}
        for decision in self:
            if decision.finding in present:
                continue
            successor = _successor(decision, decided)
            if successor is not None:
                found = decided[successor]
                decided[successor] = replace(found, decision=decision.lapsed(found.printed))
        return tuple(decided)

    def _of(self, finding: Finding) -> Decision | None:
        return self._by_finding.get(finding.id)


def _successor(decision: Decision, findings: Sequence[Finding]) -> int | None:
    """Return which finding took the place of the one decided on: same rule and report, most cells shared.

    Findings without cells are told apart by nothing else, so that only a single one is a successor.
    """
    cells = set(decision.printed or ())
    places = [
        index
        for index, found in enumerate(findings)
        if found.decision is None
        and (found.rule, found.agency, found.year) == (decision.rule, decision.agency, decision.year)
        and bool(found.cells) == bool(cells)
    ]
    if not cells:
        return places[0] if len(places) == 1 else None
    shared = {index: len(cells & set(findings[index].cells)) for index in places}
    best = max(places, key=lambda index: shared[index], default=None)
    return best if best is not None and shared[best] else None

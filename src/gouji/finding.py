"""What an audit says: outcomes of rules, findings with their evidence, the verdict; and their JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

if TYPE_CHECKING:
    from gouji.bilingual import Text
    from gouji.filing import Filing, Number

Severity = Literal["violation", "data_quality", "plausibility", "note"]
OutcomeName = Literal["pass", "fail", "not_applicable", "not_assessable"]
Verdict = Literal["violation", "unauditable", "query", "pass"]

#: Gravest first: the order in which findings are listed.
SEVERITY_ORDER: Final[tuple[Severity, ...]] = get_args(Severity)
#: Most urgent first: the order in which audits are listed.
VERDICT_ORDER: Final[tuple[Verdict, ...]] = get_args(Verdict)


def gravity(severity: str) -> int:
    """Return the sort key of a severity: the gravest comes first. Raises ValueError for what is none."""
    return SEVERITY_ORDER.index(severity)


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis whose wording has been read: document, article, short quote."""

    document: str
    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quoted place in a source. ``source`` is the file name, ``place`` says where in words."""

    source: str
    place: Text
    quote: str


@dataclass(frozen=True, slots=True)
class Change:
    """One changed cell of a repair. ``proposed`` is None where only ``admissible`` bounds it."""

    cell: str
    printed: str | None
    proposed: int | None
    admissible: tuple[int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One smallest set of cells whose change satisfies all the arithmetic at once.

    ``hypothesis`` names the likely cause, ``why`` says its evidence; it is never asserted as fact.
    """

    changes: tuple[Change, ...]
    hypothesis: str | None = None
    why: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the repair as the contract prints it."""
        cells: dict[str, Any] = {}
        for change in self.changes:
            cells[change.cell] = {"printed": change.printed, "proposed": change.proposed}
            if change.admissible is not None:
                cells[change.cell]["admissible"] = list(change.admissible)
        return {
            "cells": cells,
            "hypothesis": self.hypothesis,
            "why": self.why.as_json() if self.why else None,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken identity of one rule in one filing.

    ``cells`` are all cells that take part, ``printed`` their printed text by id.
    """

    rule: str
    version: int
    severity: Severity
    agency: str
    year: int | None
    table: str | None
    cells: tuple[str, ...]
    printed: dict[str, str | None]
    expected: str | Number | None
    observed: str | Number | None
    message: Text
    basis: tuple[Basis, ...]
    evidence: tuple[Evidence, ...]
    repairs: tuple[Repair, ...] = ()
    decision: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        """Digest of rule, agency, year, cells and printed values: the same defect keeps its id.

        A finding that speaks of no cell is told apart by what it expects and quotes.
        """
        facts = [self.rule, self.agency, str(self.year)]
        facts += [f"{cell}={self.printed.get(cell)!r}" for cell in self.cells]
        if not self.cells:
            # two absences may be quoted by the same neighbours: what was expected tells them apart
            facts += [str(self.expected), *(evidence.quote for evidence in self.evidence)]
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the contract prints it."""
        return {
            "id": self.id,
            "rule": self.rule,
            "version": self.version,
            "severity": self.severity,
            "table": self.table,
            "cells": list(self.cells),
            "printed": self.printed,
            "expected": self.expected,
            "observed": self.observed,
            "message": self.message.as_json(),
            "basis": [{"document": b.document, "article": b.article, "quote": b.quote} for b in self.basis],
            "evidence": [
                {"source": e.source, "place": e.place.zh, "place_en": e.place.en, "quote": e.quote}
                for e in self.evidence
            ],
            "repairs": [repair.as_json() for repair in self.repairs],
            "decision": self.decision,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule said of one filing. ``reason`` is given whenever the rule was not decided in full."""

    rule: str
    version: int
    outcome: OutcomeName
    reason: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the contract prints it."""
        return {
            "rule": self.rule,
            "version": self.version,
            "outcome": self.outcome,
            "reason": self.reason.as_json() if self.reason else None,
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """One filing held against the rules; ``remarks`` say what the search for repairs could not list."""

    filing: Filing
    verdict: Verdict
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Text, ...] = ()

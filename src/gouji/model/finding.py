"""What an audit says: outcomes of rules, findings with their evidence, the verdict; and their JSON."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, Self, get_args

from gouji.model.filing import exact, name_key
from gouji.model.text import Text
from gouji.model.tidy import FINDING_COLUMNS, tidy_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from gouji.model.filing import Filing, Number
    from gouji.model.text import Lang


Severity = Literal["violation", "data_quality", "plausibility", "note"]
OutcomeName = Literal["pass", "fail", "not_applicable", "not_assessable"]
Verdict = Literal["violation", "unauditable", "query", "pass"]

#: What the id of a finding begins with: no digit, and no e of 1e5.
ID_LETTER: Final = "g"
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
    """A quoted place in a source. ``source`` is the file name, ``place`` says where in words.

    ``empty``: the cells there print nothing, and ``quote`` says which cells they are.
    """

    source: str
    place: Text
    quote: str
    empty: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as the contract prints it; ``empty`` stands in it only where it is so."""
        said = {"source": self.source, "place": self.place.zh, "place_en": self.place.en, "quote": self.quote}
        return said | {"empty": True} if self.empty else said

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Return what :meth:`as_json` gave."""
        place = Text(raw["place"], raw.get("place_en", raw["place"]))
        return cls(raw["source"], place, raw["quote"], bool(raw.get("empty", False)))


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

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Return what :meth:`as_json` gave."""
        changes = [
            Change(
                cell,
                said["printed"],
                said["proposed"],
                (said["admissible"][0], said["admissible"][1]) if "admissible" in said else None,
            )
            for cell, said in raw["cells"].items()
        ]
        return cls(tuple(changes), raw["hypothesis"], Text(**raw["why"]) if raw.get("why") else None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken identity of one rule in one filing.

    ``agency`` is the id of the body and ``body`` its name. ``cells`` are all cells that take part,
    ``printed`` their printed text by id. ``measure`` is what the rule's entry looks at, ``about`` what is
    missing where that tells the finding from its like. ``nth`` counts findings of one report that are alike
    in all of this (:func:`told_apart`). ``read_id`` is the id of a finding that was read from evidence, which
    does not hold all that an id is made of.
    """

    rule: str
    version: int
    severity: Severity
    title: Text
    agency: str
    body: str
    year: int | None
    table: str | None
    cells: tuple[str, ...]
    printed: dict[str, str | None]
    expected: str | Number | None
    observed: str | Number | None
    message: Text
    basis: tuple[Basis, ...]
    evidence: tuple[Evidence, ...]
    measure: str = ""
    about: str = ""
    nth: int = 1
    repairs: tuple[Repair, ...] = ()
    decision: dict[str, Any] | None = None
    read_id: str = ""

    @property
    def id(self) -> str:
        """Digest of rule, body, year, cells, printed values and what is missing: a defect keeps its id.

        It begins with a letter that no number has, so that no spreadsheet makes a number of it.
        """
        if self.read_id:
            return self.read_id
        facts = [
            self.rule,
            name_key(self.body),
            str(self.year),
            *self._cells,
            self.measure,
            self.about,
            str(self.expected),
        ]
        if self.cells:
            # of two sentences on the same cells each claims something of its own
            facts.append(str(self.observed))
        elif not self.about:
            facts += [evidence.quote for evidence in self.evidence]
        if self.nth > 1:
            facts.append(str(self.nth))
        return f"{ID_LETTER}{_digest(facts)[:15]}"

    def former_id(self, agency: str) -> str:
        """Return the id that gouji 0.1 gave this finding of an agency with this id; others could share it."""
        facts = [self.rule, agency, str(self.year), *self._cells]
        if not self.cells:
            facts += [str(self.expected), *(evidence.quote for evidence in self.evidence)]
        return _digest(facts)[:16]

    @property
    def _cells(self) -> list[str]:
        return [f"{cell}={self.printed.get(cell)!r}" for cell in self.cells]

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the contract prints it."""
        return {
            "id": self.id,
            "rule": self.rule,
            "version": self.version,
            "title": self.title.as_json(),
            "severity": self.severity,
            "table": self.table,
            "cells": list(self.cells),
            "printed": self.printed,
            "expected": self.expected,
            "observed": self.observed,
            "message": self.message.as_json(),
            "basis": [{"document": b.document, "article": b.article, "quote": b.quote} for b in self.basis],
            "evidence": [evidence.as_json() for evidence in self.evidence],
            "repairs": [repair.as_json() for repair in self.repairs],
            "decision": self.decision,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], audit: Mapping[str, Any]) -> Self:
        """Return a finding of an audit, both as ``gouji.audit/1`` has them, with the id that it has there.

        Evidence of gouji 0.1 has no titles: there the id of the rule stands for one. Raises KeyError,
        TypeError and ValueError for another JSON.
        """
        gravity(raw["severity"])
        return cls(
            rule=raw["rule"],
            version=raw["version"],
            severity=raw["severity"],
            title=Text(**raw["title"]) if "title" in raw else Text(raw["rule"], raw["rule"]),
            agency=audit["agency_id"],
            body=audit["agency"],
            year=audit["year"],
            table=raw["table"],
            cells=tuple(raw["cells"]),
            printed=dict(raw["printed"]),
            expected=raw["expected"],
            observed=raw["observed"],
            message=Text(**raw["message"]),
            basis=tuple(Basis(**basis) for basis in raw["basis"]),
            evidence=tuple(map(Evidence.from_json, raw["evidence"])),
            repairs=tuple(map(Repair.from_json, raw["repairs"])),
            decision=raw["decision"],
            read_id=raw["id"],
        )


def told_apart(findings: Iterable[Finding]) -> list[Finding]:
    """Number findings of one report that are alike, so that each has an id of its own."""
    seen: Counter[str] = Counter()
    numbered = []
    for finding in findings:
        seen[finding.id] += 1
        numbered.append(replace(finding, nth=seen[finding.id]))
    return numbered


def _digest(facts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(facts).encode("utf-8", "surrogatepass")).hexdigest()


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

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Return what :meth:`as_json` gave. Raises KeyError or TypeError for another JSON."""
        reason = Text(**raw["reason"]) if raw["reason"] else None
        return cls(raw["rule"], raw["version"], raw["outcome"], reason)


@dataclass(frozen=True)
class Audit:
    """One filing held against the rules; ``remarks`` say what the search for repairs could not list."""

    filing: Filing
    verdict: Verdict
    outcomes: tuple[Outcome, ...]
    rule_findings: tuple[Finding, ...] = ()
    remarks: tuple[Text, ...] = ()

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings as a tidy table, the gravest first, made when it is first asked for."""
        return tidy_frame(FINDING_COLUMNS, self.finding_rows())

    def finding_rows(self, lang: Lang = "zh") -> Iterator[tuple[object, ...]]:
        """Yield the rows of the tidy table of findings (:data:`gouji.model.tidy.FINDING_COLUMNS`)."""
        for finding in self.rule_findings:
            place, quote = None, None
            if finding.evidence:
                place, quote = finding.evidence[0].place.said(lang), finding.evidence[0].quote
            yield (
                *(self.filing.agency.name, self.filing.year),
                *(finding.id, finding.rule, finding.severity, finding.title.said(lang)),
                *(finding.table, finding.cells, exact(finding.expected), exact(finding.observed)),
                *(finding.message.said(lang), cited(finding.basis), place, quote, self.filing.source.name),
            )


def cited(bases: Iterable[Basis]) -> str | None:
    """Return legal bases with what each says, one a line; None where there is none."""
    return "\n".join(f"{basis.document} {basis.article}：“{basis.quote}”" for basis in bases) or None

"""What changed: between two versions of one report, and between two runs over many.

Findings are matched by rule and cells, not by their printed values: an identity that is still broken after
the agency corrected its report is still there, with other values.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.model.as_json import filed_json, finding_json
from gouji.model.filing import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.evidence.records import Record
    from gouji.model.filing import Cell
    from gouji.model.finding import Audit, Finding, Outcome


SCHEMA = "gouji.diff/1"
_CELL_FACTS = ("printed", "value", "status")


@dataclass(frozen=True, slots=True)
class Matched:
    """Findings that are there only after, only before, and in both (before, after)."""

    new: list[Finding]
    gone: list[Finding]
    still: list[tuple[Finding, Finding]]

    def as_json(self) -> dict[str, Any]:
        """Return the lists; a finding that is still there carries its id from before as ``was``."""
        return {
            "new": [finding_json(finding) for finding in self.new],
            "gone": [finding_json(finding) for finding in self.gone],
            "still": [finding_json(after) | {"was": before.id} for before, after in self.still],
        }


def match_findings(before: Sequence[Finding], after: Sequence[Finding]) -> Matched:
    """Match findings of one report: those with the same id first, then those with the same rule and cells."""
    pairs: dict[int, Finding] = {}
    left = list(before)
    for key in (_id, _identity):
        for index, finding in enumerate(after):
            if index not in pairs:
                known = next((old for old in left if key(old) == key(finding)), None)
                if known is not None:
                    left.remove(known)
                    pairs[index] = known
    return Matched(
        new=[finding for index, finding in enumerate(after) if index not in pairs],
        gone=left,
        still=[(pairs[index], finding) for index, finding in enumerate(after) if index in pairs],
    )


def diff_reports(before: Audit, after: Audit) -> dict[str, Any]:
    """Return what changed between two readings of one agency's report, as ``gouji.diff/1``.

    ``facts`` are what was read of the whole report, ``cells`` those whose text or status changed, in the
    order of the form, ``outcomes`` the rules that now say something else, each with ``before`` and
    ``after``; ``findings`` as :class:`Matched` has them.
    """
    return {
        "schema": SCHEMA,
        "kind": "reports",
        "before": _whose(before),
        "after": _whose(after),
        "facts": _changes(_facts(before), _facts(after)),
        "cells": _cells(before.filing.form_cells, after.filing.form_cells),
        "outcomes": _changes(_outcomes(before.outcomes), _outcomes(after.outcomes)),
        "findings": match_findings(before.rule_findings, after.rule_findings).as_json(),
    }


def diff_runs(before: Iterable[Record], after: Iterable[Record]) -> dict[str, Any]:
    """Return what changed between two runs, by audit and by rule, as ``gouji.diff/1``.

    ``audits`` has one element for each agency and year with a change, ``rules`` one for each rule with
    findings in either run: how many are new, gone, still there.
    """
    old, new = _by_report(before), _by_report(after)
    counts: dict[str, Counter[str]] = {}
    audits = []
    for key in sorted({**old, **new}, key=lambda key: (str(key[1]), key[0], key[2])):
        one, other = old.get(key), new.get(key)
        found = match_findings(one.findings if one else (), other.findings if other else ())
        for name, findings in (
            ("new", found.new),
            ("gone", found.gone),
            ("still", [f for _, f in found.still]),
        ):
            for finding in findings:
                counts.setdefault(finding.rule, Counter())[name] += 1
        verdicts = (one.verdict if one else None, other.verdict if other else None)
        if found.new or found.gone or verdicts[0] != verdicts[1] or _moved(found):
            audits.append(_audit_change(one, other, verdicts, found))
    return {
        "schema": SCHEMA,
        "kind": "runs",
        "audits": audits,
        "unchanged": len({**old, **new}) - len(audits),
        "rules": [
            {"rule": rule, **{name: counts[rule][name] for name in ("new", "gone", "still")}}
            for rule in sorted(counts)
        ],
    }


def _audit_change(
    one: Record | None, other: Record | None, verdicts: tuple[str | None, str | None], found: Matched
) -> dict[str, Any]:
    known = other or one
    assert known is not None
    return {
        "agency": known.agency,
        "agency_id": known.agency_id,
        "year": known.year,
        "verdict": {"before": verdicts[0], "after": verdicts[1]},
        "findings": found.as_json(),
    }


def _moved(found: Matched) -> bool:
    return any(before.id != after.id for before, after in found.still)


def _by_report(records: Iterable[Record]) -> dict[tuple[str, int | None, int], Record]:
    """Key the records by agency and year; further reports of the same two are numbered."""
    keyed: dict[tuple[str, int | None, int], Record] = {}
    seen: Counter[tuple[str, int | None]] = Counter()
    for record in sorted(records, key=lambda record: record.folder):
        whose = (record.agency_id, record.year)
        keyed[(*whose, seen[whose])] = record
        seen[whose] += 1
    return keyed


def _id(finding: Finding) -> object:
    return finding.id


def _identity(finding: Finding) -> object:
    """The rule and the cells; a finding without cells is told from its like by what is missing."""
    return finding.rule, finding.cells, None if finding.cells else finding.expected


def _whose(audit: Audit) -> dict[str, Any]:
    filed = filed_json(audit.filing) | {"verdict": audit.verdict}
    return {key: filed[key] for key in ("source", "agency", "agency_id", "year", "form", "verdict")}


def _facts(audit: Audit) -> dict[str, Any]:
    filing = audit.filing
    return {
        "agency": filing.agency.name,
        "year": filing.year,
        "form": filing.form,
        "title": filing.title,
        "published": filing.published.isoformat() if filing.published else None,
        "period": [day.isoformat() for day in filing.period] if filing.period else None,
        "verdict": audit.verdict,
    }


def _outcomes(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    return {outcome.rule: outcome.outcome for outcome in outcomes}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        key: {"before": before.get(key), "after": after.get(key)}
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    }


def _cells(before: Iterable[Cell], after: Iterable[Cell]) -> list[dict[str, Any]]:
    old, new = ({cell.id: _cell(cell) for cell in cells} for cells in (before, after))
    return [{"id": cell, **change} for cell, change in _changes(old, new).items()]


def _cell(cell: Cell) -> dict[str, Any]:
    return {fact: exact(getattr(cell, fact)) for fact in _CELL_FACTS}

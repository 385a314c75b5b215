"""An audit as JSON, ``gouji.audit/1``: verdict, what every rule said, the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.copies import copy_of
from gouji.exact_json import exact
from gouji.filing_json import filed_json

if TYPE_CHECKING:
    from gouji.finding import Audit, Finding

SCHEMA = "gouji.audit/1"


def audit_json(audit: Audit) -> dict[str, Any]:
    """Return the audit as the contract prints it, the numbers exact.

    ``copy`` has what decides which of several copies stands for the year (:mod:`gouji.copies`).
    """
    copy = copy_of(audit.filing)
    return {
        "schema": SCHEMA,
        **filed_json(audit.filing),
        "copy": {"read": copy.read, "counts": copy.counts, "safe": copy.safe},
        "verdict": audit.verdict,
        "outcomes": [outcome.as_json() for outcome in audit.outcomes],
        "findings": [finding_json(finding) for finding in audit.findings],
        "remarks": [remark.as_json() for remark in audit.remarks],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return one finding; a whole decimal that was expected or observed is an integer."""
    as_json = finding.as_json()
    return as_json | {"expected": exact(finding.expected), "observed": exact(finding.observed)}

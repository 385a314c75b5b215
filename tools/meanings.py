"""What each rule means, in one digest: a meaning that changes must get a new version.

``expectations/versions.json`` records version and digest of every checked rule. The digest covers what
decides an outcome (form, frame, expectation, thresholds, severity, duty), not how a message is worded.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from gouji.inputs import workbook
from gouji.rules.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from gouji.rules.suites import Entry


def meanings() -> dict[str, dict[str, Any]]:
    """Return ``{rule: {"version", "meaning"}}`` for every checked rule, as the suites stand."""
    return {
        rule.id: {"version": rule.version, "meaning": _digest([_decisive(entry) for entry in rule.entries])}
        for rule in catalogue()
        if rule.checked
    }


def recorded() -> dict[str, dict[str, Any]]:
    """Return the versions and meanings on record."""
    found: dict[str, dict[str, Any]] = json.loads(record_file().read_text("utf-8"))
    return found


def record_file() -> Path:
    """Where versions and meanings are recorded."""
    return workbook.expectations() / "versions.json"


def changed_without_version() -> list[str]:
    """Rules whose meaning is not the recorded one although their version is."""
    before = recorded()
    return [
        rule
        for rule, now in meanings().items()
        if rule in before and now != before[rule] and now["version"] == before[rule]["version"]
    ]


def _decisive(entry: Entry) -> dict[str, Any]:
    return {
        "forms": [form or "" for form in entry.forms],
        "frame": entry.frame,
        "type": entry.type,
        "kwargs": dict(entry.kwargs),
        "severity": entry.severity,
        "duty": entry.duty,
    }


def _digest(facts: list[dict[str, Any]]) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""The record: what gouji said of each report when people last looked, and how they marked it.

``record.json`` maps a report to ``verdict``, ``read``, ``is`` (the mark of the verdict), ``cells`` where the
printed figures are known, and ``findings``: what was said in short, to its mark. Marks are :data:`MARKS`. Of
an archive of copies ``copies`` counts those in which a finding is made, ``programs`` those that each program
wrote, with their cells.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acceptance.reports import Said

RECORD = Path(__file__).parent / "record.json"
UNREVIEWED: Final = "unreviewed"
#: What people say of a verdict or a finding. ``wrong (known)`` also marks the verdict of a report of which
#: something is not found that should be.
MARKS: Final = ("right", "wrong (known)", "debatable", UNREVIEWED)

Record = dict[str, dict[str, Any]]


def load() -> Record:
    """Return the record, empty where there is none."""
    found: Record = json.loads(RECORD.read_text("utf-8")) if RECORD.is_file() else {}
    return found


def save(record: Record) -> None:
    """Write the record, reports in order."""
    RECORD.write_text(json.dumps(dict(sorted(record.items())), ensure_ascii=False, indent=1) + "\n", "utf-8")


def updated(record: Record, said: Mapping[str, Said]) -> Record:
    """Return the record of what is said now: marks stay on what stays, as do folders that are not at hand."""
    gone = _gone(record, said)
    new = {name: entry for name, entry in record.items() if name not in gone}
    for name, now in said.items():
        before = record.get(name, {})
        marks = before.get("findings", {})
        same = (before.get("verdict"), before.get("read")) == (now.verdict, now.read)
        new[name] = {
            "verdict": now.verdict,
            "read": now.read,
            "is": before["is"] if same else UNREVIEWED,
            **({"cells": now.cells} if now.cells else {}),
            **({"copies": now.copies} if now.copies else {}),
            **({"programs": now.programs} if now.programs else {}),
            "findings": {finding: marks.get(finding, UNREVIEWED) for finding in now.findings},
        }
    return new


def differences(record: Record, said: Mapping[str, Said]) -> list[str]:
    """Return what is said otherwise than recorded, rule by rule: ``+`` is new, ``-`` is gone."""
    by_rule: dict[str, list[str]] = {}
    for name in _gone(record, said):
        by_rule.setdefault("reports", []).append(f"  - {name}")
    for name, now in said.items():
        before = record.get(name)
        if before is None:
            by_rule.setdefault("reports", []).append(f"  + {name}: {now.verdict} {now.read}".rstrip())
            before = {"findings": {}}
        else:
            for what, then, value in _facts(before, now):
                by_rule.setdefault(what, []).append(f"  {name}: {then} → {value}")
        for sign, finding in _changed(before["findings"], now.findings):
            rule, _, rest = finding.partition(" ")
            by_rule.setdefault(rule, []).append(f"  {sign} {name}: {rest}")
    return [line for rule in sorted(by_rule) for line in (rule, *by_rule[rule])]


def unreviewed(record: Record) -> list[str]:
    """Return what nobody has marked yet, or marked with a word that is no mark."""
    return [
        f"{name}: {what}: {mark}"
        for name, entry in record.items()
        for what, mark in (("verdict", entry["is"]), *entry["findings"].items())
        if mark not in MARKS or mark == UNREVIEWED
    ]


def _gone(record: Record, said: Mapping[str, Said]) -> list[str]:
    """Reports on record that are not there any more, although others of their folder are."""
    folders = {name.partition("/")[0] for name in said}
    return [name for name in record if name not in said and name.partition("/")[0] in folders]


def _facts(before: dict[str, Any], now: Said) -> Iterator[tuple[str, object, object]]:
    for what, value in (("verdict", now.verdict), ("read", now.read), ("cells", now.cells)):
        then = before.get(what, {} if what == "cells" else "")
        if then != value:
            yield what, then, value
    counts = before.get("copies", {})
    for finding in counts.keys() & now.copies.keys():
        if counts[finding] != now.copies[finding]:
            yield finding.partition(" ")[0], f"{finding}: {counts[finding]}", now.copies[finding]
    programs = before.get("programs", {})
    for program in sorted(programs.keys() | now.programs.keys()):
        one, other = programs.get(program), now.programs.get(program)
        if one != other:
            yield "programs", f"{program}: {one}", other


def _changed(before: Mapping[str, str], now: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from (("-", finding) for finding in before if finding not in now)
    yield from (("+", finding) for finding in now if finding not in before)

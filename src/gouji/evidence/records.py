"""What a folder of evidence holds: one record an audit, read back from the ``audit.json`` beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import simplejson

from gouji.bilingual import GoujiError, Text
from gouji.copies import Copy
from gouji.decisions import carried
from gouji.finding import SEVERITY_ORDER, VERDICT_ORDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gouji.decisions import Decisions, Stray
    from gouji.finding import Verdict
    from gouji.roster import Roster

AUDIT_FILE = "audit.json"
FAILURES_FILE = "failures.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One audit of the run. ``folder`` is ``year/agency``, relative to the folder of the run.

    ``region`` and ``level`` are the roster's, None for bodies that are not on it. ``copy`` is what decides
    which of several reports of one body and year stands for the year. ``findings`` and
    ``outcomes`` are as ``gouji.audit/1`` has them.
    """

    folder: str
    agency: str
    agency_id: str
    kind: str | None
    level: str | None
    region: str | None
    year: int | None
    form: str | None
    verdict: Verdict
    source: str
    copy: Copy
    findings: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]

    def count(self, severity: str) -> int:
        """Count the findings of one severity."""
        return sum(finding["severity"] == severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Unread:
    """A report that could not be processed: the name of its file, and what was said about it."""

    source: str
    message: Text


def read_records(folder: Path, roster: Roster) -> list[Record]:
    """Return the records of a folder of evidence: urgent verdicts first, then most findings, then by name.

    Raises :class:`GoujiError` for an ``audit.json`` that is none.
    """
    paths = sorted(folder.glob(f"*/*/{AUDIT_FILE}"))
    return sorted((_record(path, folder, roster) for path in paths), key=_urgency)


def read_failures(folder: Path) -> list[Unread]:
    """Return the reports that the last run could not process, by name."""
    path = folder / FAILURES_FILE
    if not path.is_file():
        return []
    return [
        Unread(item["source"]["name"], Text(**item["message"]))
        for item in simplejson.loads(path.read_bytes())
    ]


def stray_decisions(records: Sequence[Record], decisions: Decisions) -> list[Stray]:
    """Return the decisions that no finding of these records carries."""
    held = [of for record in records for finding in record.findings for of in carried(finding["decision"])]
    return decisions.strays([(record.agency_id, record.agency, record.year) for record in records], held)


def record_of(raw: Mapping[str, Any], folder: str, roster: Roster) -> Record:
    """Return the record of an audit in ``gouji.audit/1``. Raises KeyError or TypeError for another JSON."""
    known = roster.get(raw["agency_id"])
    return Record(
        folder=folder,
        agency=raw["agency"],
        agency_id=raw["agency_id"],
        kind=raw["kind"],
        level=known.level if known else None,
        region=known.region if known else None,
        year=raw["year"],
        form=raw["form"],
        verdict=raw["verdict"],
        source=raw["source"]["name"],
        copy=Copy(raw["agency_id"], raw["year"], raw["source"]["sha256"], **raw.get("copy", {})),
        findings=raw["findings"],
        outcomes=raw["outcomes"],
    )


def _record(path: Path, folder: Path, roster: Roster) -> Record:
    try:
        raw = simplejson.loads(path.read_bytes(), use_decimal=True)
        return record_of(raw, path.parent.relative_to(folder).as_posix(), roster)
    except (ValueError, KeyError, TypeError) as error:
        where = path.relative_to(folder).as_posix()
        raise GoujiError(
            f"{where} 不是完整的审计结果（{type(error).__name__}）。请删除该文件夹后重新审计。",
            f"{where} is no whole audit ({type(error).__name__}). Delete its folder and audit again.",
        ) from error


def _urgency(record: Record) -> tuple[object, ...]:
    return (
        VERDICT_ORDER.index(record.verdict),
        *(-record.count(severity) for severity in SEVERITY_ORDER[:-1]),
        record.folder,
    )

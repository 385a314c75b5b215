"""The audits at hand when somebody asks about a finding: those in evidence, else those of the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.evidence.records import read_records, record_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gouji.evidence.records import Record


def records_at_hand(reports: Path, data: Path) -> Iterator[list[Record]]:
    """Yield the audits in the folder of evidence, then those of the folder of reports, made on the spot.

    The second are only made when asked for. Reports that cannot be processed are left out. Raises
    :class:`GoujiError` for a broken roster, broken decisions and broken evidence.
    """
    from gouji.intake import find_roster

    roster = find_roster([data], data)
    yield read_records(reports, roster)
    if data.is_dir():
        yield _audited(data)


def _audited(data: Path) -> list[Record]:
    from gouji.audit_json import audit_json
    from gouji.confront import audit_filings
    from gouji.decision_file import load_decisions
    from gouji.filing import Filing
    from gouji.intake import PathError, collect, find_decisions_file, find_roster, read_reports

    try:
        reports = collect([data])
    except PathError:
        return []
    roster = find_roster([data], data)
    filings = [read for read in read_reports(reports, roster) if isinstance(read, Filing)]
    decisions = load_decisions(find_decisions_file([data], data))
    audits = decisions.attached(audit_filings(filings))
    return [record_of(audit_json(audit), "", roster) for audit in audits]

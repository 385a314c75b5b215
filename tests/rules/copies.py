"""Copies of a shipped report, changed by hand, and what an audit says of each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.audits import audit_filings
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document

if TYPE_CHECKING:
    from gouji.model.finding import Audit

DATA = Path(__file__).parents[2] / "data"
#: A web page that breaks no rule.
CLEAN = "2024/qingxi-water.html"


@cache
def text(report: str = CLEAN) -> str:
    """The source of a shipped report."""
    return (DATA / report).read_text("utf-8")


@cache
def audited(copy: str, name: str = "copy.html") -> Audit:
    """Audit a copy by itself."""
    filing = read_filing(read_document(copy.encode(), name), Roster.load(DATA / "agencies.csv"))
    return audit_filings([filing])[0]


def accused(copy: str, name: str = "copy.html") -> list[tuple[str, str, str]]:
    """Rule, severity and message of every finding that moves the verdict beyond a question."""
    return [
        (finding.rule, finding.severity, finding.message.zh)
        for finding in audited(copy, name).rule_findings
        if finding.severity in ("violation", "data_quality")
    ]

"""Findings of broken arithmetic with the repairs that mend them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.edits import edits_of
from gouji.repairs.explain import explain_blanks
from gouji.repairs.localise import localise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.edits import Edit
    from gouji.filing import Filing
    from gouji.finding import Finding
    from gouji.repairs.localisation import Localisation

_LOWERED = Text(
    "空白格如有漏填的数字，此式可以成立，故不作违规论。",
    " Numbers left out of blank cells could make this sum hold, so it is not called a violation.",
)


def with_repairs(
    filing: Filing, findings: Sequence[Finding], earlier: Filing | None = None
) -> tuple[list[Finding], tuple[Text, ...]]:
    """Return the findings with every smallest repair on those it mends, and remarks on the search.

    ``earlier`` is the same agency's filing of the year before, where it is at hand: what it prints may be the
    likely cause of a wrong number.
    A broken sum that filling blanks would mend, all sums connected with it kept, is lowered from
    ``violation`` to ``data_quality`` and says so. Filings without broken hard arithmetic cost nothing.
    """
    edits = edits_of(filing)
    arithmetic = {edit.rule for edit in edits}
    if not any(finding.rule in arithmetic for finding in findings):
        return list(findings), ()
    found = localise(filing, edits, earlier=earlier)
    remarks = (*([found.message] if found.message else ()), *explain_blanks(found))
    return [_mended(finding, found) for finding in findings], remarks


def _mended(finding: Finding, found: Localisation) -> Finding:
    if not _breaks(finding, found.broken):
        return finding
    finding = replace(finding, repairs=found.repairs)
    if finding.severity == "violation" and _breaks(finding, found.mendable):
        message = Text(finding.message.zh + _LOWERED.zh, finding.message.en + _LOWERED.en)
        finding = replace(finding, severity="data_quality", message=message)
    return finding


def _breaks(finding: Finding, edits: Iterable[Edit]) -> bool:
    """Whether the finding is of one of these edits: the same rule over the same cells."""
    cells = set(finding.cells)
    return any(edit.rule == finding.rule and cells == {*edit.left, *edit.right} for edit in edits)

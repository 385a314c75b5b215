"""One report of which pictures are made, what an audit finds in it, and a person who types what they show."""

from __future__ import annotations

from pathlib import Path
from random import Random

from corpus import make_figures
from gouji.audits import audit_filings
from gouji.cli.confirm import told_for
from gouji.inputs.confirmed import HandedInText, merged, pictures_of, with_confirmed
from ocr.spoilt import printed

_MADE = make_figures(Random(3), "2021", zeros=0.5)
#: One sum does not hold.
FIGURES = _MADE.with_cells(applications__new__total=_MADE.cells["applications/new/total"] + 1)


#: Of these rules the findings rest on the title as well, or on prose, which is not read of a scan.
OF_PROSE = ("AGG-SCOPE", "T4-CORRECTED-S5")


def audited(filing):
    """The verdict, and what rests on cells alone, by rule and cells."""
    [audit] = audit_filings([filing])
    found = {(found.rule, found.cells) for found in audit.rule_findings if found.cells}
    return audit.verdict, {one for one in found if one[0] not in OF_PROSE}


def with_truth(document, filing):
    """The document with what a person says who looks at every picture, and of how many cells that is."""
    pictures = told_for(pictures_of(document), filing, document)
    said = [
        HandedInText("", one.cell, one.read.digest, printed(FIGURES.cells[one.cell]))
        for one in pictures
        if one.cell in FIGURES.cells
    ]
    made, new, _ = merged(pictures, said, "2026-01-01T00:00:00+00:00", "script", again=False)
    assert new == len(said)
    return with_confirmed(document, made, Path("record.csv")), new

"""Several pages printed on one sheet are read across the pages: the order of parts and rows says nothing."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pypdfium2.raw
import pytest

from gouji.audits import audit_filings
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document
from hostile.containers import good
from rules.build import filing

STRUCTURE = ("STR-SECTION-ORDER", "STR-SIX-SECTIONS", "STR-ROWCOL-EXACT", "STR-S1-FIVE-TOPICS", "S5-PRESENT")


def on_sheets(pdf: bytes, across: int, down: int) -> bytes:
    """The pages of a PDF, so many on a sheet."""
    with pypdfium2.PdfDocument(pdf) as pages:
        width, height = pages[0].get_size()
        sheets = pypdfium2.raw.FPDF_ImportNPagesToOne(pages.raw, width * across, height * down, across, down)
        made = io.BytesIO()
        with pypdfium2.PdfDocument(sheets) as document:
            document.save(made)
    return made.getvalue()


def audited(pdf: bytes):
    report = read_filing(read_document(pdf, "copy.pdf"), Roster.empty())
    return audit_filings([report])[0]


@pytest.mark.parametrize(("across", "down"), [(2, 1), (2, 2), (3, 1)])
@pytest.mark.parametrize("form", ["pdf-ruled", "pdf-unruled"])
def test_nothing_is_held_against_the_structure_of_a_report_on_shared_sheets(form, across, down):
    before, after = audited(good(form)), audited(on_sheets(good(form), across, down))
    rules = {f.rule for f in before.rule_findings}
    for finding in after.rule_findings:
        if finding.rule in rules or finding.severity not in ("violation", "data_quality"):
            continue
        assert finding.rule not in STRUCTURE, finding.message.zh
        assert "本副本" in finding.message.zh, finding.message.zh


def on_page(report, *pages: int):
    sections = tuple(
        replace(section, place=section.place._replace(page=page))
        for section, page in zip(report.sections, pages, strict=True)
    )
    return replace(report, sections=sections)


def told(report):
    (audit,) = audit_filings([report])
    return {outcome.rule: outcome for outcome in audit.outcomes}


def test_parts_out_of_order_on_one_page_may_stand_on_several():
    found = told(on_page(filing(sections=(1, 2, 4, 3, 5)), 1, 1, 2, 2, 3))
    assert found["STR-SECTION-ORDER"].outcome == "pass"
    for rule in ("STR-SECTION-ORDER", "STR-SIX-SECTIONS"):
        assert "一个页面上似印有不止一页" in found[rule].reason.zh
    assert {found[rule].outcome for rule in ("STR-S1-FIVE-TOPICS", "S5-PRESENT")} == {"not_assessable"}


def test_parts_out_of_order_on_pages_of_their_own_are_out_of_order():
    found = told(on_page(filing(sections=(1, 2, 4, 3, 5, 6)), 1, 2, 3, 4, 5, 6))
    assert found["STR-SECTION-ORDER"].outcome == "fail"
    assert told(filing(sections=(1, 2, 4, 3, 5, 6)))["STR-SECTION-ORDER"].outcome == "fail"

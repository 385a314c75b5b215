"""What character recognition made of a picture is shown, and used in nothing until a person confirms it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.pictured import REPORT, pictured
from gouji.audits import audit_filings
from gouji.cli.read import filing_lines
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.as_json import filing_json
from gouji.model.document import Confirmation
from gouji.readers.containers import read_document
from gouji.show import audit_views


def read(document):
    return read_filing(document, Roster.of(None))


def told(filing):
    (audit,) = audit_filings([filing])
    return audit


@pytest.fixture(scope="module")
def original():
    return read(read_document(REPORT.read_bytes(), REPORT.name))


@pytest.fixture(scope="module")
def scan():
    return read(pictured())


def test_every_cell_is_recognised_the_blank_ones_too(scan, original):
    assert {cell.status for cell in scan.form_cells} == {"recognised"}
    for cell, printed in zip(scan.form_cells, original.form_cells, strict=True):
        assert (cell.id, cell.value, cell.printed) == (printed.id, None, None)
        assert cell.recognised.text == printed.printed
    blank = read(pictured(misread={cell.printed: "" for cell in original.form_cells}))
    assert {(cell.status, cell.shown) for cell in blank.form_cells} == {("recognised", "")}


def test_nothing_is_taken_from_recognised_words(scan):
    assert (scan.title, scan.year, scan.published, scan.signed, scan.period) == (None,) * 5
    assert scan.agency.name == "qingxi-water"
    assert (scan.sections, scan.preamble, scan.labels, scan.extra_rows, scan.unplaced) == ((),) * 5
    assert scan.notes[0].text.zh.endswith("请用 gouji confirm 对照图片逐格确认。")


def test_no_finding_but_on_what_was_not_read(scan):
    audit = told(scan)
    assert audit.verdict == "unauditable"
    assert {found.rule for found in audit.rule_findings} == {"DQ-UNREAD"}
    assert len(audit.rule_findings) == 3
    message = audit.rule_findings[1].message
    assert "格由图片识别得出而尚未经人确认。本副本有" in message.zh
    assert "were recognised in a picture and confirmed by nobody. " in message.en
    assert "Confirm cell by cell against the pictures with gouji confirm." in message.en
    passed = {one.rule for one in audit.outcomes if one.outcome == "pass"}
    assert not {rule for rule in passed if rule.startswith(("T2-", "T3-", "T4-", "X-", "SEC-"))}


def test_wrong_readings_accuse_nobody(original):
    figures = {cell.printed: "7" for cell in original.form_cells if cell.value is not None}
    words = {"其他处理": "苴他处理", "总计": "芯计", "2024": "2014"}
    audit = told(read(pictured(misread=figures | words)))
    assert {found.rule for found in audit.rule_findings} == {"DQ-UNREAD"}


def test_one_recognised_cell_is_left_out_of_its_sums(original):
    document = read_document(REPORT.read_bytes(), REPORT.name)
    scan = pictured()
    cell = original.cell("applications/new/natural_person")
    filing = read(replace(document, recognised={cell.place: scan.recognised[cell.place]}))
    assert [one.status for one in filing.form_cells].count("recognised") == 1
    audit = told(filing)
    assert audit.verdict in ("query", "violation")
    why = {one.rule: one.reason for one in audit.outcomes}["T3-COL-BALANCE"]
    assert why is None or "由图片识别得出，尚无人确认" in why.zh
    assert filing.year == original.year


def test_what_a_person_confirmed_is_read_and_says_so(original):
    scan = pictured()
    cell = original.cell("applications/new/natural_person")
    by = Confirmation("李四", "2026-01-05T09:00:00+08:00")
    filing = read(replace(scan, confirmed={cell.place: by}))
    found = filing.cell(cell.id)
    assert (found.status, found.value, found.printed) == ("read", cell.value, cell.printed)
    assert found.confirmed == by
    said = {one["id"]: one for one in filing_json(filing)["cells"]}
    assert said[cell.id]["confirmed"] == {
        "by": "李四",
        "when": "2026-01-05T09:00:00+08:00",
        "picture": scan.recognised[cell.place].digest,
    }
    other = said["applications/new/business"]
    assert (other["status"], other["value"], other["printed"]) == ("recognised", None, None)
    assert "confirmed" not in other
    assert other["recognised"] == original.cell(other["id"]).printed
    assert not any("recognised" in one for one in filing_json(original)["cells"])
    row = filing.cells.set_index(["table", "row", "column"]).loc[tuple(cell.id.split("/"))]
    assert (row["recognised"], row["confirmed_by"]) == (cell.printed, "李四")


def test_all_confirmed_is_the_original(original):
    scan = pictured()
    by = Confirmation("李四", "2026-01-05T09:00:00+08:00")
    filing = read(replace(scan, confirmed=dict.fromkeys(scan.recognised, by)))
    assert [(c.status, c.value) for c in filing.form_cells] == [
        (c.status, c.value) for c in original.form_cells
    ]
    assert told(filing).verdict == told(original).verdict
    assert not [note for note in filing.notes if note.code == "recognised_text"]


def test_terminal_and_page_show_what_was_recognised(scan):
    lines = "\n".join(filing_lines(scan, "zh"))
    assert "¿" in lines
    assert "待确认的识别" in lines
    assert "Recognised, unconfirmed" in "\n".join(filing_lines(scan, "en"))
    shown = audit_views.tables(told(scan), "en").html
    assert "Recognised in a picture and confirmed by nobody" in shown
    assert shown.count('<img class=cut alt="" src="data:image/png;base64,') == len(scan.form_cells)

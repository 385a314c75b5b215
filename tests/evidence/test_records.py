"""A finding read back from evidence says what the audit said."""

from __future__ import annotations

import pytest
import simplejson

from evidence.samples import audit
from gouji.evidence.records import read_records, record_of
from gouji.inputs.roster import Roster
from gouji.model.as_json import audit_json, cells_json, cells_of, dumps, finding_json
from gouji.model.document import Confirmation, RecognisedText
from gouji.model.finding import Change, Repair
from gouji.model.text import GoujiError, Text
from gouji.show.record import audit_text


def read_back(raw):
    return record_of(simplejson.loads(dumps(raw), use_decimal=True), "2020/x", Roster())


def test_findings_and_outcomes_come_back_as_they_were_written():
    raw = audit_json(audit())
    record = read_back(raw)
    assert [finding_json(finding) for finding in record.findings] == raw["findings"]
    assert [outcome.as_json() for outcome in record.outcomes] == raw["outcomes"]
    assert record.findings
    assert record.outcomes


def test_a_repair_comes_back_with_its_bounds_and_its_cause():
    changes = Change("a/b/c", "7", None, (2, None)), Change("a/b/d", None, 3)
    for repair in (Repair(changes, "sign", Text("因", "why")), Repair(changes)):
        assert Repair.from_json(simplejson.loads(dumps(repair.as_json()))) == repair


def test_evidence_of_the_first_version_had_no_titles_and_shows_those_of_the_rules():
    raw = audit_json(audit())
    for finding in raw["findings"]:
        del finding["title"]
    titles = {finding.rule: finding.title.zh for finding in read_back(raw).findings}
    assert titles["T3-OUTCOME-SUM"] != "T3-OUTCOME-SUM"


def test_audit_json_says_what_check_prints_and_the_cells_by_table_row_and_column():
    made = audit()
    text = audit_text(made)
    raw = simplejson.loads(text, use_decimal=True)
    cells = raw.pop("cells")
    assert raw == simplejson.loads(dumps(audit_json(made)), use_decimal=True)
    assert cells["applications"]["handled_total"]["natural_person"] == 20
    assert cells["applications"]["new"]["legal_service"] == ["22（其中修订16件）", 22, "annotated"]
    # a finding or an outcome is a line
    assert sum(line.startswith('{"rule":') for line in text.splitlines()) == len(made.outcomes)
    assert sum(line.startswith('{"id":') for line in text.splitlines()) == len(made.rule_findings)


def test_cells_are_read_from_evidence_of_both_ways_of_writing_them():
    made = audit()
    flat = {
        cell.id: {"printed": cell.printed, "value": cell.value, "status": cell.status}
        for cell in made.filing.form_cells
    }
    old = read_back(audit_json(made) | {"cells": flat})
    new = read_back(audit_json(made) | {"cells": cells_json(made.filing.form_cells)})
    assert old.figures == new.figures
    assert cells_of({"cells": cells_json(made.filing.form_cells)}) == flat
    assert list(new.figures) == [cell.id for cell in made.filing.form_cells]
    assert new.figures["applications/handled_total/natural_person"] == 20


def test_what_was_recognised_in_a_picture_follows_the_cell_and_who_confirmed_it():
    cell = audit().filing.form_cells[0]
    text = RecognisedText("7", b"png")
    seen = cell._replace(printed=None, value=None, status="recognised", recognised=text)
    sure = seen._replace(printed="7", value=7, status="read", confirmed=Confirmation("王五", "2026-11-27"))
    _, row, column = cell.id.split("/")
    for one, told in (
        (seen, [None, None, "recognised", {"recognised": "7"}]),
        (
            sure,
            [
                *("7", 7, "read"),
                {
                    "recognised": "7",
                    "confirmed": {"by": "王五", "when": "2026-11-27", "picture": text.digest},
                },
            ],
        ),
    ):
        assert cells_json([one]) == {"disclosure": {row: {column: told}}}
        [(cell_id, said)] = cells_of({"cells": cells_json([one])}).items()
        assert (cell_id, said["status"], said["value"]) == (cell.id, one.status, one.value)


ALTERED = {
    "verdict": lambda raw: raw | {"verdict": "odd"},
    "agency": lambda raw: raw | {"agency": None},
    "id of the agency": lambda raw: raw | {"agency_id": {"x": 1}},
    "year": lambda raw: raw | {"year": "2020"},
    "yes for a year": lambda raw: raw | {"year": True},
    "source": lambda raw: raw | {"source": "report.txt"},
    "cells": lambda raw: raw | {"cells": [5]},
    "findings": lambda raw: raw | {"findings": [5]},
    "id of a finding": lambda raw: raw | {"findings": [raw["findings"][0] | {"id": 5}]},
    "message": lambda raw: raw | {"findings": [raw["findings"][0] | {"message": {"zh": 5, "en": ""}}]},
    "no object": lambda raw: [raw],
    "nothing": lambda raw: None,
}


@pytest.mark.parametrize("altered", [*ALTERED, "too deep"])
def test_an_audit_that_somebody_altered_is_named_whatever_was_altered(tmp_path, altered):
    folder = tmp_path / "2020" / "x"
    folder.mkdir(parents=True)
    raw = audit_json(audit())
    text = "[" * 100_000 if altered == "too deep" else dumps(ALTERED[altered](raw))
    (folder / "audit.json").write_text(text, "utf-8")
    (folder / "manifest.json").write_text("{}", "utf-8")
    with pytest.raises(GoujiError, match=r"2020/x/audit\.json 不是完整的审计结果"):
        read_records(tmp_path, Roster())

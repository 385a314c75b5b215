"""Nothing is said of any report that nobody has looked at; ``make accept`` shows the same as a difference."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

import pytest

from acceptance import accuracy, record
from acceptance.__main__ import CONTAINERS, PAGE, PRODUCERS, READING
from acceptance.cells import in_short
from acceptance.record import RECORD
from acceptance.reports import REFUSED, Said, archives, everything

FORM = [f"applications/{row}/{column}" for row in ("new", "old", "done") for column in ("a", "b", "c", "d")]
NOW = Said("query", "12/12", ("DQ-BLANK data_quality applications/new/a",))


def test_what_is_said_of_every_report_is_what_was_recorded():
    assert record.differences(record.load(), everything()) == []


def test_every_entry_was_looked_at():
    assert record.unreviewed(record.load()) == []


@pytest.mark.exhaustive
def test_what_is_said_of_copies_by_hundreds_of_programs_is_what_was_recorded(shared):
    assert record.differences(record.load(), archives()) == []


def test_accuracy_page_is_what_the_record_adds_up_to():
    assert PAGE.read_text("utf-8") == accuracy.page(record.load())


def test_tables_on_programs_are_what_the_record_adds_up_to():
    page = READING.read_text("utf-8")
    assert PRODUCERS.findall(page) == [accuracy.producers(record.load())]
    (table,) = CONTAINERS.findall(page)
    counted = [line.rsplit(" | ", 1)[0] for line in accuracy.containers(record.load(), {}).splitlines()]
    assert [line.rsplit(" | ", 1)[0] for line in table.splitlines()] == counted


def test_every_program_is_of_one_kind():
    kinds = json.loads((RECORD.parent / "habits.json").read_text("utf-8"))
    programs = {
        name.partition(" ")[0] for entry in record.load().values() for name in entry.get("programs", ())
    }
    of = {
        one: [kind["programs"] for kind in kinds if any(fnmatchcase(one, p) for p in kind["folders"])]
        for one in programs
    }
    assert {one: found for one, found in of.items() if len(found) != 1} == {}


def test_record_names_no_place_of_this_machine():
    assert not [name for name in record.load() if name.startswith(("/", ".")) or "shared" in name]


@pytest.mark.parametrize(
    ("cells", "short"),
    [
        (FORM, "applications/*"),
        (FORM[:4], "applications/new/*"),
        (FORM[::4], "applications/*/a"),
        ([FORM[0], FORM[8]], "applications/new,done/a"),
        ([*FORM[:3], FORM[5]], "applications/new/a..c applications/old/b"),
        ([], ""),
    ],
)
def test_cells_are_said_in_short_and_exactly(cells, short):
    assert in_short(cells, FORM) == short


def test_difference_is_told_rule_by_rule():
    before = record.updated({}, {"inputs/a.txt": NOW, "inputs/b.txt": NOW})
    after = {
        "inputs/a.txt": Said("pass", "12/12"),
        "inputs/b.txt": Said("query", "11/12", (*NOW.findings, "DQ-UNREAD data_quality applications/new/b")),
        "inputs/c.txt": Said(REFUSED),
    }
    assert record.differences(before, after) == [
        "DQ-BLANK",
        "  - inputs/a.txt: data_quality applications/new/a",
        "DQ-UNREAD",
        "  + inputs/b.txt: data_quality applications/new/b",
        "read",
        "  inputs/b.txt: 12/12 → 11/12",
        "reports",
        "  + inputs/c.txt: refused",
        "verdict",
        "  inputs/a.txt: query → pass",
    ]
    assert record.differences(before, {"inputs/a.txt": NOW}) == ["reports", "  - inputs/b.txt"]
    copies = {"DQ-BLANK data_quality x": 3}, {"DQ-BLANK data_quality x": 4}
    then, now = ({"tar:a.tar.xz": Said("query 9", "9/9", tuple(one), copies=one)} for one in copies)
    assert record.differences(record.updated({}, then), now) == [
        "DQ-BLANK",
        "  tar:a.tar.xz: DQ-BLANK data_quality x: 3 → 4",
    ]
    counts = [{"w3m txt": {"copies": 2, "right": right, "refused": 400 - right}} for right in (399, 400)]
    then, now = ({"tar:a.tar.xz": Said("query 2", "9/9", programs=one)} for one in counts)
    assert record.differences(record.updated({}, then), now) == [
        "programs",
        f"  tar:a.tar.xz: w3m txt: {counts[0]['w3m txt']} → {counts[1]['w3m txt']}",
    ]
    assert "| w3m | txt | 2 | 400 | 0 | 0 | 100% |" in accuracy.page(record.updated({}, now))


def test_marks_stay_on_what_stays_and_folders_that_are_not_at_hand_are_kept():
    before = record.updated({}, {"inputs/a.txt": NOW, "seeds/b.txt": NOW})
    before["inputs/a.txt"] |= {"is": "right", "findings": dict.fromkeys(NOW.findings, "debatable")}
    more = Said("query", "12/12", (*NOW.findings, "DQ-PLACEHOLDER data_quality applications/new/c"))
    after = record.updated(before, {"inputs/a.txt": more})
    assert after["inputs/a.txt"]["findings"] == {
        "DQ-BLANK data_quality applications/new/a": "debatable",
        "DQ-PLACEHOLDER data_quality applications/new/c": "unreviewed",
    }
    assert after["inputs/a.txt"]["is"] == "right"
    assert after["seeds/b.txt"] == before["seeds/b.txt"]
    assert record.differences(before, {"inputs/a.txt": NOW}) == []
    # another verdict is looked at again
    assert (
        record.updated(after, {"inputs/a.txt": Said("pass", "12/12")})["inputs/a.txt"]["is"] == "unreviewed"
    )


def test_marks_that_are_none_are_told():
    entry = {"verdict": "query", "read": "", "is": "right", "findings": {"X note": "fine", "Y note": "right"}}
    assert record.unreviewed({"inputs/a.txt": entry}) == ["inputs/a.txt: X note: fine"]

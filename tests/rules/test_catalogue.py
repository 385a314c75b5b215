"""The catalogue and the suites: complete, consistent, and refused when they are not."""

from __future__ import annotations

import json
import re
import string

import pytest

from gouji.model.text import GoujiError
from gouji.repairs.system import edits_of
from gouji.rules import suites
from gouji.rules.catalogue import catalogue
from rules.build import filing


def test_catalogue_lists_the_ids_of_the_statutes_once_and_in_order(shared):
    text = (shared / "statutes.md").read_text("utf-8")
    listed = re.findall(
        r"^- \*\*([A-Z][A-Z0-9-]+)\*\*", text[text.index("\n## D.") : text.index("\n## E.")], re.MULTILINE
    )
    assert [rule.id for rule in catalogue()] == listed


def test_catalogue_has_111_rules_and_says_why_one_is_not_checked():
    every = catalogue()
    assert len(every) == len({rule.id for rule in every}) == 111
    for rule in every:
        printed = rule.as_json()
        assert printed["checked"] == (printed["version"] > 0) == (printed["reason"] is None)
        assert printed["title"]["zh"]
        assert printed["title"]["en"]
        assert printed["forms"]


def test_fields_of_the_two_languages_are_the_same():
    for entry in suites.load():
        for text in (entry.message, entry.damaged):
            if text is not None:
                names = [
                    {n for _, n, _, _ in string.Formatter().parse(said) if n} for said in (text.zh, text.en)
                ]
                assert names[0] == names[1], entry.rule


def test_no_basis_is_printed_for_a_rule_that_only_follows_from_labels():
    derived = {
        rule.id: rule.basis
        for rule in catalogue()
        if rule.id in ("T3-ROW-TOTAL", "T3-OUTCOME-SUM", "T4-GROUP-SUM")
    }
    assert derived == {"T3-ROW-TOTAL": (), "T3-OUTCOME-SUM": (), "T4-GROUP-SUM": ()}


def test_plausibility_asks_and_never_accuses():
    for entry in suites.load():
        if entry.severity == "plausibility":
            assert re.search("请(说明|核对|补充)", entry.message.zh), entry.rule
            assert re.search("[Pp]lease", entry.message.en), entry.rule


def test_basis_is_that_of_the_filings_own_form():
    balance = next(entry for entry in suites.load() if entry.rule == "T3-COL-BALANCE")
    assert ["60号" in basis.document for basis in balance.basis_for("2019")] == [True]
    assert ["30号" in basis.document for basis in balance.basis_for("2021")] == [True]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_all_edits_can_hold_at_once(form):
    for edit in edits_of(filing(form)):
        assert edit.left
        assert edit.right
        assert not set(edit.left) & set(edit.right)
    # a report of zeros satisfies every equality and every bound over sums of cells
    from gouji.audits import audit_filings

    assert audit_filings([filing(form)])[0].rule_findings == ()


ENTRY = {
    "type": "expect_sums_to_be_equal",
    "kwargs": {"left": ["new"], "right": ["carried_out"]},
    "meta": {
        "rule": "X",
        "version": 1,
        "severity": "violation",
        "title": {"zh": "题", "en": "title"},
        "message": {"zh": "文", "en": "text"},
        "formula": {"zh": "式", "en": "formula"},
        "basis": [],
    },
}


def written(folder, *entries, frame="applications_columns"):
    (folder / "2021").mkdir(exist_ok=True)
    content = {"name": "2021/x", "meta": {"frame": frame}, "expectations": list(entries)}
    (folder / "2021" / "x.json").write_text(json.dumps(content), "utf-8")
    return folder


def changed(**meta):
    return {**ENTRY, "meta": {**ENTRY["meta"], **meta}}


def test_suite_is_loaded_from_its_file(tmp_path):
    (entry,) = suites.load_folder(written(tmp_path, ENTRY))
    assert (entry.rule, entry.forms, entry.columns) == ("X", ("2021",), ("new", "carried_out"))


@pytest.mark.parametrize(
    ("entry", "frame", "named"),
    [
        (changed(severity="severe"), "applications_columns", "severe"),
        (changed(colour="red"), "applications_columns", "colour"),
        ({**ENTRY, "meta": {"rule": "X"}}, "applications_columns", "basis"),
        (ENTRY, "nowhere", "nowhere"),
    ],
)
def test_unusable_suite_is_refused_with_file_and_cause(tmp_path, entry, frame, named):
    with pytest.raises(GoujiError) as error:
        suites.load_folder(written(tmp_path, entry, frame=frame))
    assert error.value.text.zh.startswith("expectations/2021/x.json 不是可用的规则文件：")
    assert error.value.text.en.startswith("expectations/2021/x.json is no usable suite: ")
    assert named in error.value.text.en


def test_entries_of_one_rule_share_a_version(tmp_path):
    with pytest.raises(GoujiError) as error:
        suites.load_folder(written(tmp_path, ENTRY, changed(version=2)))
    assert error.value.text.en == "the entries of rule X disagree on its version: give them one version."

"""No copy of a report is accused of what its original is not, but for what is said, and true, of the copy."""

from __future__ import annotations

import tarfile
from collections import Counter
from functools import cache

import pytest

from acceptance.reports import HANDED
from corpus import sample_report, variants
from corpus.variants import CLEAN
from gouji.audits import audit_filings
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document
from gouji.reports import Failure, collect, read_reports

#: Folder of an archive with the page as a browser saves it: the original of the copies.
ORIGINAL = "chromium-dom"


def accusations(filing):
    """Rule and message of every finding that says that the report itself breaks a rule or is not as printed.

    A message of severity data_quality that speaks of this copy is none: the copy may lack what it misses.
    """
    return {
        (finding.rule, finding.message.zh)
        for finding in audit_filings([filing])[0].rule_findings
        if finding.severity == "violation"
        or (finding.severity == "data_quality" and "本副本" not in finding.message.zh)
    }


def written(kind, variant):
    report = sample_report("copies", kind)
    return read_filing(read_document(variant.write(report), f"report{variant.suffix}"), Roster.empty())


@cache
def original(kind):
    return accusations(written(kind, CLEAN))


@pytest.mark.parametrize("kind", [1, 2], ids=["blanks", "inconsistent"])
@pytest.mark.parametrize("variant", variants()[::7], ids=lambda variant: variant.name)
def test_a_copy_in_any_form_is_accused_of_nothing_new(variant, kind):
    assert accusations(written(kind, variant)) <= original(kind)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", [1, 2], ids=["blanks", "inconsistent"])
@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.name)
def test_a_copy_in_every_form_is_accused_of_nothing_new(variant, kind):
    assert accusations(written(kind, variant)) <= original(kind)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["drc", "yt24"])
def test_copies_by_hundreds_of_programs_are_accused_of_nothing_new(shared, name, tmp_path, capsys):
    with tarfile.open(HANDED / f"cases/copies/{name}.tar.xz") as copies:
        copies.extractall(tmp_path, filter="data")
    said, more = {}, Counter()
    for report in collect([tmp_path]):
        (filing,) = read_reports([report], Roster.empty())
        if not isinstance(filing, Failure):
            said[report.path.relative_to(tmp_path).as_posix()] = accusations(filing)
    (page,) = (own for path, own in said.items() if ORIGINAL in path.split("/"))
    for path, own in said.items():
        more.update({(path, *accusation) for accusation in own - page})
    with capsys.disabled():
        print(f"{name}: {len(said)} copies read, {sum(map(len, said.values()))} accusations, {len(more)} new")
    assert more == {}

"""Screening: the same output however the work is divided, and the same as holding all reports at once."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from copying.prose import own_prose
from corpus import make_figures, variants
from corpus.story import Heading, Prose
from gouji.audits import audit_filings
from gouji.batch import screening as screening_run
from gouji.batch.passes import ReadingBatch, packed, stored, unpacked, writing
from gouji.batch.pool import Pool
from gouji.batch.progress import NoProgress, ProgressOnStderr
from gouji.batch.screening import Screening, rendered, screen
from gouji.cli.check import json_of
from gouji.copying.collection import MOST_EARLIER, CollectedText, Collection, Words
from gouji.copying.masking import Masked
from gouji.inputs.roster import Roster
from gouji.model.text import Text
from gouji.reports import Failure, collect, read_reports

ROSTER = """id,name,kind,level,parent,region
city,白沙市人民政府,政府,市级,,白沙市
office,白沙市人民政府办公室,行政机关,市级,city,白沙市
water,白沙市水利局,行政机关,市级,city,白沙市
school,白沙市教育局,行政机关,市级,city,白沙市
"""
BUREAUS = ("water", "school")
FORMS = {variant.name: variant for variant in variants()}


def write(folder, name, year, agency, form, rng, prose=None):
    """Write one report; ``prose`` are the sentences of its first and its fifth section."""
    figures = replace(make_figures(rng, "2021", digits=3), agency=agency, year=year)
    story = FORMS[form].story(figures)
    one, five = prose or own_prose(rng)
    blocks = []
    for block in story.blocks:
        blocks.append(block)
        if isinstance(block, Heading) and block.text.startswith(("一、", "五、")):
            blocks += [Prose(said) for said in (one if block.text.startswith("一、") else five)]
    place = folder / str(year) / f"{name}{FORMS[form].suffix}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(FORMS[form].write_story(replace(story, blocks=tuple(blocks))))


def write_county(folder, forms):
    """Write the roster and two years of its bodies, each in its form; the two bureaus have one text."""
    rng = Random(5)
    (folder / "agencies.csv").write_text(ROSTER, "utf-8")
    names = dict(line.split(",")[:2] for line in ROSTER.splitlines())
    copied = own_prose(rng)
    for year in (2022, 2023):
        for body, form in forms.items():
            write(folder, body, year, names[body], form, rng, copied if body in BUREAUS else None)
    return folder


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Two years of a city, its office and two bureaus, one of which copies; and a file that is no report."""
    forms = {"city": "html-clean", "office": "txt-tabs", "water": "md-pipes", "school": "txt-cell-a-line"}
    folder = write_county(tmp_path_factory.mktemp("县"), forms)
    (folder / "2023" / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    return folder


def screened(folder, *, jobs=1, only=None, render=json_of):
    """Screen a folder; returns what was rendered and the failures, in order, as text."""
    reports = collect([folder])
    chosen = [report for report in reports if only is None or report.path.stem in only]
    asked = Screening(
        chosen,
        [report for report in reports if report not in chosen],
        folder / "agencies.csv",
        None,
        render,
        jobs,
    )
    with screen(asked, NoProgress()) as found:
        return [
            one.message.zh if isinstance(one, Failure) else rendered(one) for one in found.results
        ], found.passed_over


@pytest.fixture(scope="module")
def whole(county):
    """What screening in this process says."""
    return screened(county)


def test_screening_says_what_holding_all_reports_at_once_says(county, whole):
    read = list(read_reports(collect([county]), Roster.load(county / "agencies.csv")))
    audits = iter(audit_filings([one for one in read if not isinstance(one, Failure)]))
    said, passed_over = whole
    assert said == [one.message.zh if isinstance(one, Failure) else json_of(next(audits)) for one in read]
    assert not passed_over
    assert sum("broken.docx" in one and "{" not in one for one in said) == 1


def test_rules_that_compare_see_reports_of_other_batches(county, whole, monkeypatch):
    failed = {
        outcome["rule"]
        for one in whole[0]
        if one.startswith("{")
        for outcome in json.loads(one)["outcomes"]
        if outcome["outcome"] == "fail"
    }
    # copied from the other bureau, and from the year before; the two years do not agree
    assert {"TXT-DUP-PEER", "S5-REPEAT-LASTYEAR", "T3-CARRY-CROSSYEAR"} <= failed
    monkeypatch.setattr(screening_run, "_READ_AT_ONCE", 2)
    monkeypatch.setattr(screening_run, "_HELD_AT_ONCE", 1)
    assert screened(county) == whole


def test_processes_change_nothing(county, whole, monkeypatch):
    monkeypatch.setattr(screening_run, "_WORTH_A_PROCESS", 3)
    monkeypatch.setattr(screening_run, "_WORTH_A_FORK", 3)
    monkeypatch.setattr(screening_run, "_READ_AT_ONCE", 3)
    monkeypatch.setattr(screening_run, "_HELD_AT_ONCE", 3)
    assert screened(county, jobs=2) == whole


def test_a_report_screened_alone_is_compared_with_those_at_hand(county, whole):
    position = [report.path.stem for report in collect([county])].index("water", 4)
    said, passed_over = screened(county, only={"water"})
    assert said[-1] == whole[0][position]
    assert [failure.report.name for failure in passed_over] == ["broken.docx"]


def fatal(batch):
    """Read a batch, unless one report of it kills the process."""
    if any(position == 3 for position, _ in batch.holds):
        os.kill(os.getpid(), signal.SIGKILL)
    return [(position, report.name) for position, report in batch.holds]


def test_only_the_report_that_kills_its_process_is_lost(county):
    reports = collect([county])
    batches = [
        ReadingBatch(str(first), first, reports[first : first + 3], None, county) for first in (0, 3, 6)
    ]
    with Pool(None, 2) as pool:
        done = dict(screening_run._each(pool, fatal, batches))
    assert sorted(done) == list(range(9))
    lost = done.pop(3)
    assert isinstance(lost, Failure)
    assert "被系统终止" in lost.message.zh
    assert done == {at: report.name for at, report in enumerate(reports) if at != 3}


def test_of_very_many_earlier_reports_the_latest_are_compared():
    words = Words(Masked("", np.zeros(0, dtype=np.int64), (0, 0)), np.zeros(0, dtype=np.uint64))
    texts = [CollectedText(n, "a", "某局", 2000 + n % 25, f"{n:064}", f"{n}.txt", words) for n in range(500)]
    own = texts[24]
    [near] = Collection(texts).near([own])
    assert len(near.earlier) == MOST_EARLIER
    assert {one.year for one in near.earlier} == {2022, 2023}
    assert near.peers is None


def test_the_spool_gives_a_filing_back_as_it_was(county, tmp_path):
    for filing in read_reports(collect([county / "2022"]), Roster.load(county / "agencies.csv")):
        with writing(tmp_path, filing.source.sha256) as spool:
            first, slot = spool.put("before"), spool.put(packed(filing))
        assert stored(first) == "before"
        assert unpacked(stored(slot)) == filing


def test_progress_over_many_is_told_in_a_few_lines(capsys):
    telling = ProgressOnStderr("zh", lines=4)
    telling.start(200, doing=Text("核对", "checking"))
    for number in range(200):
        telling.audited(f"{number}.txt", "violation" if number % 4 == 0 else "pass")
    telling.close()
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("]")[0] for line in lines] == ["[50/200", "[100/200", "[150/200", "[200/200"]
    assert lines[-1].endswith("还需约 0 秒  核对 存在违规 50 通过 150")

"""A defect of gouji that one report meets loses that report alone, and says so.

The defect is one of the workbook's data: a message that speaks of something which nobody gives, so that only
reports that break this one rule meet it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import gouji
from batch.test_screening import write_county
from gouji.audits import audit_each, audit_filings
from gouji.batch import screening as screening_run
from gouji.batch.progress import NoProgress
from gouji.batch.screening import Screening, rendered, screen
from gouji.cli.check import json_of
from gouji.inputs import workbook
from gouji.model.filing import Cell
from gouji.reports import Failure, collect
from gouji.rules import suites
from rules.build import AGENCY, filing
from rules.pairs.one_report import GRANTED, app

ROOT = Path(__file__).parents[2]
#: The suite, and what of its message is no longer given.
SUITE, GIVEN = "common/applications_rows.json", "{left_sum}"


def break_suite(folder):
    path = folder / SUITE
    path.write_text(path.read_text("utf-8").replace(GIVEN, "{nobody_gives_this}"), "utf-8")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Two bureaus of one text and two years; the report of 2022 of one of them has a wrong total."""
    forms = {"office": "txt-tabs", "water": "md-pipes", "school": "html-clean"}
    folder = write_county(tmp_path_factory.mktemp("县"), forms)
    page = folder / "2022" / "school.html"
    total = gouji.read(page).cell("applications/new/total").printed
    text = page.read_text("utf-8")
    at = text.index(f">{total}<", text.index("本年新收政府信息公开申请数量"))
    page.write_text(f"{text[:at]}>{int(total) + 7}<{text[at + len(total) + 2 :]}", "utf-8")
    return folder


@pytest.fixture
def defect(tmp_path, monkeypatch):
    """The workbook with a suite that is broken."""
    folder = tmp_path / "expectations"
    shutil.copytree(ROOT / "expectations", folder)
    break_suite(folder)
    monkeypatch.setattr(workbook, "expectations", lambda: folder)
    suites.load.cache_clear()
    yield
    monkeypatch.undo()
    suites.load.cache_clear()


def screened(folder, without=(), **more):
    """What screening says of each report by its name: JSON, or the message of a failure."""
    reports = [one for one in collect([folder]) if named(one) not in without]
    asked = Screening(reports, (), folder / "agencies.csv", None, json_of, **more)
    with screen(asked, NoProgress()) as found:
        return {
            named(report): one.message if isinstance(one, Failure) else rendered(one)
            for report, one in zip(reports, found.results, strict=True)
        }


def named(report):
    return f"{report.path.parent.name}/{report.name}"


@pytest.fixture(scope="module")
def alone(county):
    """What is said of the others where the faulty report is not there."""
    said = screened(county, {"2022/school.html"}, jobs=1)
    assert not any("T3-ROW-TOTAL" in str(json.loads(one)["findings"]) for one in said.values())
    return said


def is_lost(message, name="school.html"):
    assert message.zh.startswith(f"{name}：程序内部出错（KeyError")
    assert "这是勾稽的缺陷" in message.zh
    assert message.en.startswith(f"{name}: an internal error (KeyError")
    assert "defect of gouji" in message.en


def test_the_report_is_compared_with_where_nothing_is_wrong(county, alone):
    whole = screened(county, jobs=1)
    assert "T3-ROW-TOTAL" in whole["2022/school.html"]
    # it matters to others whether it is there
    assert {name for name in alone if whole[name] != alone[name]} >= {"2023/school.html", "2022/water.md"}


@pytest.mark.parametrize("at_once", [250, 1])
def test_a_screening_loses_the_report_that_raises_and_no_other(county, alone, defect, monkeypatch, at_once):
    monkeypatch.setattr(screening_run, "_HELD_AT_ONCE", at_once)
    said = screened(county, jobs=1)
    is_lost(said.pop("2022/school.html"))
    assert said == alone


def test_an_executor_loses_the_same(county, alone, defect):
    with ThreadPoolExecutor(2) as executor:
        said = screened(county, jobs=2, executor=executor)
    is_lost(said.pop("2022/school.html"))
    assert said == alone


def test_one_that_is_only_compared_with_is_passed_over(county, alone, defect):
    reports = collect([county])
    others = [one for one in reports if named(one) == "2022/school.html"]
    asked = Screening(
        [one for one in reports if one not in others], others, county / "agencies.csv", None, json_of, 1
    )
    with screen(asked, NoProgress()) as found:
        said = [rendered(one) for one in found.results]
        assert not found.passed_over  # nobody holds it, and what it prints is well read
    assert len(said) == len(alone)


def test_the_library_leaves_it_out_with_a_warning(county, alone, defect):
    with pytest.warns(gouji.UnreadReportWarning, match="internal error") as caught:
        audits = gouji.audit(county)
    assert len(caught) == 1
    assert {json_of(audit) for audit in audits} == set(alone.values())


def unheard_of(report):
    """The report with a cell in a state that no rule knows of: whatever looks at it raises."""
    first, *rest = report.form_cells
    smudged = Cell(first.id, "?", None, "smudged", first.place, first.unit)
    return replace(report, form_cells=(smudged, *rest))


def test_a_report_is_no_worse_for_one_that_it_is_compared_with():
    wrong = app(new={"total": "9"})
    before, now = filing(year=2022, cells=GRANTED), filing(cells=wrong)
    other = filing(agency=replace(AGENCY, id="other", name="示例市水务局"))
    faulty = unheard_of(before)
    lost, *held = audit_each([faulty, now, other])
    assert isinstance(lost, KeyError)
    assert held == audit_filings([now, other])
    # nor for one that nobody asked about
    assert audit_each([now, other], [faulty]) == audit_filings([now, other])
    assert [type(one) for one in audit_each([faulty, unheard_of(other)])] == [KeyError, KeyError]
    assert audit_each([]) == []


@pytest.mark.exhaustive
def test_a_run_makes_the_evidence_of_all_others(county, tmp_path):
    """A checkout of its own, whose suite is broken: its notebooks meet the defect as well."""
    home = tmp_path / "checkout"
    (home / "src").mkdir(parents=True)
    for package in ("gouji", "warmkernel"):
        (home / "src" / package).symlink_to(ROOT / "src" / package)
    for folder in ("expectations", "notebooks"):
        shutil.copytree(ROOT / folder, home / folder)
    shutil.copyfile(ROOT / "pyproject.toml", home / "pyproject.toml")
    break_suite(home / "expectations")
    outs = {}
    for name, without in (("all", ()), ("rest", ("2022/school.html",))):
        data = tmp_path / name / "data"
        shutil.copytree(county, data)
        for gone in without:
            (data / gone).unlink()
        done = subprocess.run(
            [sys.executable, "-m", "gouji", "audit", "--lang", "en", "--jobs", "2"],
            cwd=data.parent,
            env=os.environ | {"PYTHONPATH": str(home / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (0 if without else 3), done.stderr
        outs[name] = data.parent / "reports"
        if not without:
            assert "school.html: an internal error (KeyError" in done.stderr
    (failure,) = json.loads((outs["all"] / "failures.json").read_text("utf-8"))
    assert "school.html" in failure["source"]["name"]
    assert "defect of gouji" in (outs["all"] / "failures.json").read_text("utf-8")
    evidence = {name: sorted(out.glob("20*/*/*")) for name, out in outs.items()}
    for ours, theirs in zip(*evidence.values(), strict=True):
        assert ours.relative_to(outs["all"]) == theirs.relative_to(outs["rest"])
        assert ours.read_bytes() == theirs.read_bytes(), ours

"""``gouji audit``: evidence for every report that can be read, a message for every one that cannot."""

import shutil
from pathlib import Path

import pytest

from gouji.cli.parameters import REPORTS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audited(spawned, tmp_path_factory):
    """A data folder with two years of one bureau, one empty file, and what auditing it left behind."""
    home = tmp_path_factory.mktemp("home")
    data, out = home / "data", home / "out"
    data.mkdir()
    shutil.copy(ROOT / "data/agencies.csv", data)
    for year in ("2023", "2024"):
        shutil.copytree(ROOT / "data" / year, data / year)
    (data / "2024/empty.pdf").write_bytes(b"")
    return spawned(
        "audit", "--data", data, "--out", out, "--agency", "yunze-transport", "--strict", "--jobs", "1"
    ), out


def test_only_the_agency_asked_for_is_audited(audited):
    ran, out = audited
    assert ran.out.splitlines() == [str(out / "2024/yunze-transport")]
    assert not (out / "2023").exists()
    assert not (out / "2024/qingxi-water").exists()


def test_the_evidence_and_the_summary_are_there(audited):
    _, out = audited
    for name in ("2024/yunze-transport/audit.ipynb", "2024/yunze-transport/audit.html"):
        assert (out / name).stat().st_size > 10_000
    for name in ("index.html", "summary.ipynb", "findings.csv", "findings.xlsx"):
        assert (out / name).is_file()
    assert "云泽市交通运输局" in (out / "index.html").read_text("utf-8")


def test_a_report_that_cannot_be_read_is_told_and_gives_status_3_even_with_strict(audited):
    ran, out = audited
    assert ran.status == 3
    assert "empty.pdf" in ran.err
    assert "已审计 1 份，未能处理 1 份" in ran.err
    assert "Traceback" not in ran.err
    assert "empty.pdf" in (out / "index.html").read_text("utf-8")


def test_without_paths_it_audits_the_data_folder_into_reports(spawned, tmp_path):
    assert str(REPORTS) == "reports"
    missing = spawned("audit", "--data", tmp_path / "none")
    assert missing.status == 2
    assert "'--data' 应为已有的文件夹" in missing.err


def test_a_year_and_agency_that_no_report_is_of_are_told(gouji, tmp_path):
    report = "data/2024/yunze-transport.html"
    said = gouji("audit", report, "--out", tmp_path, "--agency", "nobody", "--jobs", "1", "--lang", "en")
    assert (said.status, said.out) == (2, "")
    assert "no report is of this --year and --agency" in said.err


def test_an_agency_is_also_asked_for_by_its_name(audited, gouji):
    ran, out = audited
    # the evidence is there: it need not be made again
    said = gouji(
        "audit", "--data", out.parent / "data", "--out", out, "--agency", "云泽市交通运输局", "--jobs", "1"
    )
    assert (said.status, said.out) == (3, ran.out)
    assert "yunze-transport.html  存在违规（没有变化）" in said.err
    assert "已审计 1 份，未能处理 1 份，其中 1 份没有变化。" in said.err
    assert said.err.splitlines()[-1].endswith(f"（用浏览器打开 {(out / 'index.html').as_uri()}）")

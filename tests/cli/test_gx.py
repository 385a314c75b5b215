"""The project that ``gouji gx`` writes is one that Great Expectations opens and runs by itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import gouji
from gouji.cli.main import run
from gouji.rules import suites

DATA = Path(__file__).parents[2] / "data"
#: As the README of a project says.
RUN = """
import json, sys, warnings
warnings.simplefilter("ignore")
import gouji.rules.gx
import great_expectations as gx

context = gx.get_context(mode="file", project_root_dir=sys.argv[1])
found = context.checkpoints.get("gouji").run()
results = [(one.suite_name, result) for one in found.run_results.values() for result in one.results]
print(json.dumps({
    "success": found.success,
    "held": len(results),
    "raised": [name for name, one in results if "result" not in one or not one.result],
    "broken": [
        [one.expectation_config.meta["rule"], [row["agency"] for row in one.result["unexpected_index_list"]]]
        for _, one in results if not one.success
    ],
}))
"""


def site(folder: Path) -> Path:
    return folder / "gx/uncommitted/data_docs/local_site"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("x")
    assert run(["gx", str(tmp_path)]) == 2
    assert "不是空文件夹，未写项目。请另指文件夹。" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.exhaustive
def test_great_expectations_runs_the_project_and_finds_what_the_audit_finds(tmp_path):
    report = DATA / "2024/yunze-transport.html"
    folder = tmp_path / "project"
    assert run(["gx", str(folder), str(report), "--data", str(DATA)]) == 0
    said = subprocess.run(
        [sys.executable, "-c", RUN, str(folder)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    found = json.loads(said.stdout)
    [audit] = gouji.audit([report], roster=DATA / "agencies.csv")
    assert not found["success"]
    assert found["raised"] == []
    assert found["held"] == sum("2021" in entry.forms for entry in suites.load())
    assert sorted(rule for rule, _ in found["broken"]) == sorted(audit.findings["rule"])
    assert {agency for _, rows in found["broken"] for agency in rows} == {"yunze-transport"}
    assert (site(folder) / "index.html").is_file()
    assert list(site(folder).glob("validations/**/*.html"))


@pytest.mark.exhaustive
def test_without_reports_the_frames_are_empty(tmp_path):
    folder = tmp_path / "project"
    assert run(["gx", str(folder)]) == 0
    frames = [json.loads(path.read_text("utf-8")) for path in (folder / "frames").iterdir()]
    assert {len(frame["data"]) for frame in frames} == {0}
    assert all("filing" in frame["columns"] for frame in frames)
    assert (site(folder) / "index.html").is_file()

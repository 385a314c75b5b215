"""What ships: sample reports as found, documentation in step, nothing that names a machine or an index."""

import itertools
import re
import subprocess
from functools import cache
from pathlib import Path

import click
import pytest

from gouji.audits import audit_filings
from gouji.cli.main import COMMANDS, command_line
from gouji.inputs import workbook
from gouji.inputs.roster import Roster
from gouji.reports import Report, collect, find_roster, read_report

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
READMES = ("README.md", "README.zh-CN.md")

#: Sample report, the report it has figures and layout of, and the verdict of both.
SAMPLES = {
    "2020/ywicc.txt": ("000_2fe10b14e7158ab4.txt", "query"),
    "2021/zjitc.txt": ("001_4ab806680b3fea1f.txt", "query"),
    "2020/yueqing-edu.txt": ("002_b5d1641a0c19c02d.txt", "query"),
    "2020/taihe-middle-school.txt": ("003_8c6e3c1a26761152.txt", "unauditable"),
    "2020/yiwu-gov-office.txt": ("004_920f6167e561a93a.txt", "violation"),
}


@cache
def sample_audits():
    roster = find_roster([DATA], DATA)
    filings = [read_report(report, roster) for report in collect([DATA])]
    return {(audit.filing.agency.id, audit.filing.year): audit for audit in audit_filings(filings)}


def test_every_sample_is_on_the_roster_and_in_the_folder_of_its_year():
    roster = Roster.load(DATA / "agencies.csv")
    for report in collect([DATA]):
        filing = read_report(report, roster)
        assert filing.agency.on_roster
        assert report.path.stem == filing.agency.id
        assert report.year_hint == filing.year


@pytest.mark.parametrize(("sample", "verdict"), [(name, verdict) for name, (_, verdict) in SAMPLES.items()])
def test_verdicts_of_the_sample_reports(sample, verdict):
    year, name = sample.split("/")
    assert sample_audits()[Path(name).stem, int(year)].verdict == verdict


def test_the_made_up_bureaus_are_clean_and_mistyped():
    audits = sample_audits()
    for year in (2023, 2024):
        assert audits["qingxi-water", year].verdict == "pass"
        assert audits["qingxi-water", year].rule_findings == ()
    assert audits["yunze-transport", 2024].verdict == "violation"


@pytest.mark.parametrize(("sample", "original"), [(name, source) for name, (source, _) in SAMPLES.items()])
def test_a_sample_has_the_cells_of_the_report_it_was_taken_from(sample, original, shared):
    own, found = (
        read_report(Report(path.name, path), Roster.empty())
        for path in (DATA / sample, shared / "seeds" / original)
    )
    assert (own.form, own.year, own.agency.name) == (found.form, found.year, found.agency.name)
    assert own.form_cells == found.form_cells
    assert own.period == found.period
    assert [section.place for section in own.sections] == [section.place for section in found.sections]


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_prose_is_our_own(sample, shared):
    original = (shared / "seeds" / SAMPLES[sample][0]).read_text("utf-8")
    prose = [line for line in (DATA / sample).read_text("utf-8").splitlines() if "\t" not in line]
    statutory = "勾稽关系|只计这一情形|六部分|方面|年度报告|统计|信息公开工作"
    for sentence in itertools.chain.from_iterable(re.split("[。；;]", line) for line in prose):
        if len(sentence) > 40 and not re.search(rf"\d|{statutory}", sentence):
            assert sentence not in original


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_option_is_documented(readme):
    text = (ROOT / readme).read_text("utf-8")
    group = command_line("zh")
    context = click.Context(group)
    for name in COMMANDS:
        assert f"`gouji {name}" in text
    for command in (group, *(group.get_command(context, name) for name in COMMANDS)):
        for option in (opt for param in command.params for opt in param.opts if opt.startswith("--")):
            assert re.search(rf"`{option}[ `]", text), option


@pytest.mark.parametrize("readme", READMES)
def test_nothing_is_documented_that_does_not_exist(readme):
    text = (ROOT / readme).read_text("utf-8")
    group = command_line("zh")
    context = click.Context(group)
    commands = [group, *(group.get_command(context, name) for name in COMMANDS)]
    known = {opt for command in commands for param in command.params for opt in param.opts}
    assert set(re.findall(r"^\| .*?`(--[a-z-]+)", text, re.M)) <= known
    assert set(re.findall(r"`gouji ([a-z]+)", text)) <= set(COMMANDS)
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists()


def test_both_readmes_have_the_same_shape():
    shapes = []
    for readme in READMES:
        text = (ROOT / readme).read_text("utf-8")
        fences = re.findall(r"```(?:sh|bat)\n(.*?)```", text, re.S)
        code = [re.sub(r"\s*#.*|下载的报告|结果|downloads|results", "", block) for block in fences]
        shapes.append((re.findall(r"^#+", text, re.M), text.count("\n|"), code))
    assert shapes[0] == shapes[1]


def test_the_workbook_is_found_in_a_checkout():
    assert workbook.expectations() == ROOT / "expectations"
    assert workbook.notebooks() == ROOT / "notebooks"


def test_the_lock_pins_every_package_with_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", lock.split("\n", 2)[2])
    assert len(blocks) > 100
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+==\S+", block), block[:60]
        assert "--hash=sha256:" in block, block[:60]
    assert not re.search(r"--(?:extra-)?index|://|find-links", lock)


def test_the_lock_has_what_the_project_asks_for():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    asked = re.findall(r'^  "([a-z0-9-]+)(?:>=[\d.]+)?",$', project, re.M)
    assert len(asked) > 25
    for name in asked:
        assert re.search(rf"^{name}==", lock, re.M), f"{name}: run `make lock`"


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_nothing_tracked_names_a_machine_or_a_package_index():
    # written so that this file does not name them either
    names = "|".join(("/" + "work/", "/" + "root/", "py" + r"pi\.org", "python" + "hosted"))
    for path in tracked():
        if (
            path.suffix in {".py", ".md", ".toml", ".lock", ".json", ".ipynb", ".html", ".csv", ""}
            and path.is_file()
        ):
            found = re.search(names, path.read_text("utf-8", errors="replace"))
            assert not found, f"{path.name}: {found}"

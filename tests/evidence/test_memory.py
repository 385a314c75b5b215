"""What has not changed is not done again, and what changed is done, told by content."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gouji.batch.cache import RunCache
from gouji.batch.run import run_audits
from gouji.batch.summary import render_summary
from gouji.batch.task import Question, identify
from gouji.inputs.sidefile import beside
from gouji.reports import collect
from gouji.show import notebook

SAMPLE = Path(__file__).parents[2] / "data"
SAID = "一、总体情况\n古树挂牌之后，游客可以扫码听讲解，讲解词由护林员的子女用方言录制。"
EARLIER, LATER = "2023/qingxi-water.html", "2024/qingxi-water.html"


class Watched(ThreadPoolExecutor):
    """An executor that writes down what it is given to do, report by report."""

    def __init__(self) -> None:
        super().__init__(1)
        self.given: list[tuple[str, str]] = []

    def submit(self, function, piece):
        if function is not render_summary:
            self.given.append((function.__name__, f"{piece.report.path.parent.name}/{piece.report.name}"))
        return super().submit(function, piece)


class Workbook:
    """A folder of reports and evidence, and what the last run did."""

    def __init__(self, home: Path, patched: pytest.MonkeyPatch) -> None:
        self.home = home
        self.notebooks: list[str] = []
        ran = notebook.run_notebook

        def told(template, *args, **kwargs):
            self.notebooks.append(template.name)
            return ran(template, *args, **kwargs)

        patched.setattr(notebook, "run_notebook", told)
        for name in ("agencies.csv", EARLIER, LATER):
            (home / "data" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(SAMPLE / name, home / "data" / name)

    def run(self, **options):
        self.notebooks.clear()
        with Watched() as executor:
            result = run_audits(
                collect([self.home / "data"]),
                self.home / "reports",
                roster=self.home / "data/agencies.csv",
                executor=executor,
                **options,
            )
        self.kept = [one.folder for one in result.audited if one.kept]
        return executor.given

    def append(self, name: str, content: bytes) -> None:
        with (self.home / name).open("ab") as file:
            file.write(content)

    def files(self) -> dict[str, bytes]:
        evidence = [path for path in (self.home / "reports").rglob("*.*") if ".run" not in path.parts]
        return {path.relative_to(self.home).as_posix(): path.read_bytes() for path in evidence}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        made = Workbook(tmp_path_factory.mktemp("workbook"), patched)
        assert len(made.run()) == 4
        yield made


def test_nothing_is_read_or_run_where_nothing_changed(workbook):
    before = workbook.files()
    assert workbook.run() == []
    assert workbook.notebooks == []
    assert workbook.kept == ["2023/qingxi-water", "2024/qingxi-water"]
    assert workbook.files() == before


def test_one_changed_report_is_the_only_one_audited(workbook):
    workbook.append(f"data/{LATER}", b"<!-- again -->")
    assert workbook.run() == [("identify", LATER), ("render_audit", LATER)]
    assert workbook.notebooks == ["audit.ipynb", "summary.ipynb"]
    assert workbook.kept == ["2023/qingxi-water"]


def test_a_changed_report_concerns_the_year_that_compares_with_it(workbook):
    workbook.append(f"data/{EARLIER}", b"<!-- again -->")
    assert workbook.run() == [("identify", EARLIER), ("render_audit", EARLIER), ("render_audit", LATER)]


def test_evidence_that_was_touched_is_made_again(workbook):
    page = workbook.home / "reports/2024/qingxi-water/audit.html"
    before = page.read_bytes()
    workbook.append("reports/2024/qingxi-water/audit.html", b"<!-- touched -->")
    assert workbook.run() == [("render_audit", LATER)]
    assert page.read_bytes() == before


def test_a_summary_that_was_removed_is_made_again(workbook):
    (workbook.home / "reports/index.html").unlink()
    assert workbook.run() == []
    assert workbook.notebooks == ["summary.ipynb"]
    assert (workbook.home / "reports/index.html").is_file()


def test_another_language_is_another_audit_and_reads_nothing_again(workbook):
    assert workbook.run(lang="en") == [("render_audit", EARLIER), ("render_audit", LATER)]
    assert workbook.run(lang="en") == []


def test_force_audits_all_and_leaves_the_same_bytes(workbook):
    workbook.run()
    before = workbook.files()
    assert workbook.run(force=True) == [("render_audit", EARLIER), ("render_audit", LATER)]
    assert workbook.notebooks == ["audit.ipynb", "audit.ipynb", "summary.ipynb"]
    assert workbook.files() == before


def test_a_stopped_run_goes_on_where_it_stopped(workbook):
    shutil.rmtree(workbook.home / "reports")

    class Stopping:
        def start(self, total: int, *, kept=()) -> None:
            assert (total, list(kept)) == (2, [])

        def audited(self, name, verdict) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workbook.run(progress=Stopping())
    assert workbook.run() == [("render_audit", LATER)]
    assert workbook.kept == ["2023/qingxi-water"]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"schema": "gouji.known/1", "known": [1]}', b"\xff"])
def test_a_damaged_memory_is_an_empty_one(tmp_path, content):
    (tmp_path / ".run").mkdir()
    (tmp_path / ".run/known.json").write_bytes(content)
    assert RunCache.load(tmp_path).known == {}


@pytest.mark.parametrize("change", ["report", "side file", "roster", "name"])
def test_whose_a_report_is_depends_on_all_it_is_read_from(tmp_path, change):
    report, roster = tmp_path / "甲局.txt", tmp_path / "agencies.csv"
    report.write_text(f"甲局2023年政府信息公开工作年度报告\n{SAID}", "utf-8")
    shutil.copyfile(SAMPLE / "agencies.csv", roster)
    [found] = collect([report])
    asked = Question(found, found.name, roster)
    memory = RunCache.load(tmp_path)
    assert memory.claim(asked) is None
    claim = identify(asked)
    memory.save({asked: claim}, {asked: claim.words}, {})
    again = RunCache.load(tmp_path)
    assert again.claim(asked) == claim
    assert again.words(asked).masked.text == claim.words.masked.text
    assert again.words(asked).keys.tolist() == claim.words.keys.tolist()
    match change:
        case "report":
            report.write_text("乙局2023年政府信息公开工作年度报告", "utf-8")
        case "side file":
            beside(report).write_text("{}")
        case "roster":
            roster = roster.rename(tmp_path / "others.csv")
            roster.write_bytes(roster.read_bytes() + b"\n")
        case "name":
            report = report.rename(tmp_path / "乙局.txt")
    [found] = collect([report])
    assert RunCache.load(tmp_path).claim(Question(found, found.name, roster)) is None

"""A report that takes too long or too much is told with the number of the limit; the others go on."""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest

from gouji.batch.run import run_audits
from gouji.batch.task import Question, identify
from gouji.evidence.manifest import made_with
from gouji.evidence.sources import AUDIT_NOTEBOOK
from gouji.inputs import workbook
from gouji.model.text import GoujiError
from gouji.readers.limits import Bounds, within
from gouji.reports import Failure, Report, collect

SAMPLE = Path(__file__).parents[2] / "data/2023/qingxi-water.html"
GREED = """
if "hangs" in report:
    while True:
        pass
if "greedy" in report:
    hoard = [bytearray(2**20) for _ in range(10**6)]
if "dies" in report:
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def spoilt_workbook(tmp_path, monkeypatch):
    """The real audit notebook with one more cell, which some reports do not survive."""
    made_with(AUDIT_NOTEBOOK)  # remembered for the process: of the real notebook
    folder = shutil.copytree(workbook.notebooks(), tmp_path / "notebooks")
    notebook = nbformat.read(folder / AUDIT_NOTEBOOK, as_version=4)
    at = next(n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", ()))
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(GREED))
    nbformat.write(notebook, folder / AUDIT_NOTEBOOK)
    monkeypatch.setattr(workbook, "notebooks", lambda: folder)


def run_over(names, home, **bounds):
    """Audit copies of a report under these names, two at once; return the result and what was told."""
    data = home / "data"
    data.mkdir()
    for name in names:
        shutil.copyfile(SAMPLE, data / name)
    with ThreadPoolExecutor(2) as executor:
        result = run_audits(collect([data]), home / "out", executor=executor, bounds=Bounds(**bounds))
    return result, {failure.report.name: failure.message for failure in result.failures}


@pytest.mark.usefixtures("spoilt_workbook")
def test_reports_that_hoard_or_kill_their_kernel_stop_no_other(tmp_path):
    result, told = run_over(("dies.html", "greedy.html", "sound.html"), tmp_path, memory=900)
    assert [one.report.name for one in result.audited] == ["sound.html"]
    folder = tmp_path / "out" / result.audited[0].folder
    assert all((folder / name).is_file() for name in ("audit.html", "manifest.json"))
    assert told["greedy.html"].zh.startswith("greedy.html：处理所需内存超过上限 900 MiB，已停止")
    assert told["greedy.html"].en.startswith(
        "greedy.html: stopped, as it needed more than 900 MiB of memory;"
    )
    assert "DeadKernelError" in told["dies.html"].en
    assert "perhaps for want of memory (the limit is 900 MiB)" in told["dies.html"].en
    assert set(told) == {"dies.html", "greedy.html"}


@pytest.mark.usefixtures("spoilt_workbook")
def test_a_report_that_hangs_is_stopped(tmp_path):
    _, told = run_over(("hangs.html",), tmp_path, seconds=5)
    assert told["hangs.html"].zh.startswith("hangs.html：处理超过 5 秒的时限，已停止，其他报告不受影响。")
    assert told["hangs.html"].en.startswith("hangs.html: stopped, as it took longer than 5 seconds;")


def test_reading_a_report_is_bounded_as_well(tmp_path):
    os.mkfifo(tmp_path / "endless.txt")  # nobody writes into it: to read it takes for ever on any machine
    report = Report("endless.txt", tmp_path / "endless.txt")
    # A process of its own: the tests' callbacks of the garbage collector may swallow the alarm and say so.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        found = executor.submit(identify, Question(report, report.name, None, Bounds(seconds=1))).result()
    assert isinstance(found, Failure)
    assert "1 秒的时限" in found.message.zh
    assert "longer than 1 seconds" in found.message.en


def test_an_alarm_that_was_swallowed_rings_again():
    def endless():
        for _ in itertools.count():
            pass

    def swallowed():
        with suppress(GoujiError):  # as Python does with whatever a finaliser raises
            endless()
        endless()

    with pytest.raises(GoujiError, match="没完：处理超过 1 秒"), within(Bounds(seconds=1), "没完"):
        swallowed()


def test_bounds_end_with_the_work_they_are_for():
    with pytest.raises(GoujiError, match="没完：处理超过 1 秒"), within(Bounds(seconds=1), "没完"):
        for _ in itertools.count():
            pass
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with (
        pytest.raises(GoujiError, match="太多：处理所需内存超过上限 4096 MiB"),
        within(Bounds(memory=4096), "太多"),
    ):
        bytearray(2**33)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    with within(Bounds(seconds=600), "完了"):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)

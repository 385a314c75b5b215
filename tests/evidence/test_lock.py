"""One run at a time in an output folder, and a lock that dies with the run that held it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from gouji.batch.run import run_audits
from gouji.evidence.runrecord import run_lock
from gouji.model.text import GoujiError
from gouji.reports import collect

HOLD = """
import sys
from pathlib import Path
from gouji.evidence.runrecord import run_lock as locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        yield other
        other.kill()


def test_a_second_run_is_refused_and_changes_nothing(tmp_path, holder):
    report = tmp_path / "a.txt"
    report.write_text("报告")
    before = sorted(path for path in tmp_path.rglob("*"))
    with pytest.raises(GoujiError) as caught:
        run_audits(collect([report]), tmp_path)
    assert caught.value.text.zh == (
        f"另一个 gouji（进程 {holder.pid}）正在写入 {tmp_path}。请等它结束，或用 --out 另选文件夹。"
    )
    assert f"another gouji (process {holder.pid}) is writing to {tmp_path}" in caught.value.text.en
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_a_lock_is_given_back_by_whoever_ends_and_whoever_is_killed(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    for _ in range(2):
        with run_lock(tmp_path):
            pass


def test_a_lock_is_given_back_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path):
        raise ZeroDivisionError
    with run_lock(tmp_path), pytest.raises(GoujiError, match="正在写入"), run_lock(tmp_path):
        pass


def test_what_a_run_starts_does_not_hold_its_lock(tmp_path):
    with run_lock(tmp_path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with run_lock(tmp_path):
            assert child.poll() is None
    finally:
        child.communicate()


def test_a_place_where_no_folder_can_be_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(GoujiError, match=r"无法写入 .*file/reports：") as caught,
        run_lock(tmp_path / "file/reports"),
    ):
        pass
    assert os.strerror(20) in caught.value.text.en


def removed_while_locked(folder):
    with run_lock(folder) as check:
        check()
        folder.rename(folder.parent / "elsewhere")
        folder.mkdir()
        raise ZeroDivisionError


def test_a_folder_that_is_taken_away_is_told_whatever_comes_of_it(tmp_path):
    with pytest.raises(GoujiError) as caught:
        removed_while_locked(tmp_path / "out")
    assert caught.value.text.zh == (
        f"运行期间 {tmp_path / 'out'} 被移走或删除，结果不完整。请恢复该文件夹（或任其为空）后重新运行。"
    )
    assert f"{tmp_path / 'out'} was moved or removed during the run" in caught.value.text.en

"""The same run on a Dask cluster: real processes on loopback, one of them killed in the middle."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import shell
from gouji.batch.pool import workers_of
from gouji.batch.run import run_audits
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.model.text import GoujiError
from gouji.reports import collect

pytest.importorskip("distributed")

SAMPLE = Path(__file__).parents[2] / "data"
PATIENCE = 120


class Cluster:
    """A scheduler and two workers of one thread each, all on loopback."""

    def __init__(self, home: Path) -> None:
        self.file = home / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show")
        self.workers = [
            self.start("worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1") for _ in range(2)
        ]

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        started = subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--scheduler-file", self.file, "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(started)
        return started

    def address(self) -> str:
        """The scheduler's address, once both workers are there."""
        from distributed import Client

        with Client(scheduler_file=str(self.file), timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
            return str(client.scheduler.address)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait(PATIENCE)


@pytest.fixture
def cluster(tmp_path):
    with closing(Cluster(tmp_path)) as started:
        yield started


class Killing:
    """Kills a worker when the first audit is done, and writes down what the run tells."""

    def __init__(self, worker: subprocess.Popen[bytes]) -> None:
        self.worker = worker
        self.told: list[str] = []

    def start(self, total: int, *, kept: int = 0) -> None:
        self.total = total

    def audited(self, name, verdict) -> None:
        if not self.told:
            os.kill(self.worker.pid, signal.SIGKILL)
            self.worker.wait(PATIENCE)
        self.told.append(name)

    def failed(self, name) -> None:
        self.told.append(f"failed: {name}")

    def close(self) -> None:
        pass


def files(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.parent.name != RECORD_FOLDER
    }


def test_a_cluster_that_loses_a_worker_gives_what_this_machine_gives(cluster, tmp_path, at_hand):
    data = tmp_path / "data"
    shutil.copytree(SAMPLE / "2020", data / "2020")
    shutil.copyfile(SAMPLE / "agencies.csv", data / "agencies.csv")
    reports, roster = collect([data]), data / "agencies.csv"
    assert len(reports) >= 4
    killing = Killing(cluster.workers[0])
    with workers_of(cluster.address()) as (executor, workers):
        assert workers == 2
        result = run_audits(reports, tmp_path / "far", roster=roster, executor=executor, progress=killing)
    assert killing.worker.returncode == -signal.SIGKILL
    assert sorted(killing.told) == sorted(report.name for report in reports)
    assert (len(result.audited), result.failures) == (len(reports), [])
    run_audits(reports, tmp_path / "near", roster=roster, executor=at_hand)
    assert files(tmp_path / "far") == files(tmp_path / "near")


def test_a_screening_on_a_cluster_finds_what_one_here_finds(cluster):
    command = ("check", SAMPLE / "2020", "--json")
    near = shell.gouji(*command)
    far = shell.gouji(*command, "--scheduler", cluster.address())
    assert len(json.loads(near[1])) >= 4
    assert far == near
    assert far[0] == 0


def test_a_scheduler_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr("gouji.batch.pool._PATIENCE", 1)
    with pytest.raises(GoujiError) as raised, workers_of("tcp://127.0.0.1:9"):
        pass
    assert "the scheduler tcp://127.0.0.1:9 does not answer" in raised.value.text.en


def test_an_address_that_is_none_is_said():
    with pytest.raises(GoujiError, match="无法连接调度器 nowhere"), workers_of("nowhere"):
        pass

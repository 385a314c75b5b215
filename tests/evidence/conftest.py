"""Two runs over the same reports that differ in everything that must not matter."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from gouji.batch.run import DEFAULT_KERNEL, RunResult, run_audits
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.reports import collect

ORDINARY_KERNEL = "python3"
SAMPLE = Path(__file__).parents[2] / "data"
REPORTS = ("2023/qingxi-water.html", "2024/qingxi-water.html", "2024/yunze-transport.html")


class Run(NamedTuple):
    """A checkout with ``data`` and ``reports``, and what the run said."""

    home: Path
    result: RunResult

    @property
    def out(self) -> Path:
        return self.home / "reports"

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file() and path.parent.name != RECORD_FOLDER
        }


def _run(home: Path, *, jobs: int, backwards: bool, kernel: str = DEFAULT_KERNEL) -> Run:
    for name in ("agencies.csv", *REPORTS):
        (home / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLE / name, home / "data" / name)
    (home / "data/2023/torn.pdf").write_bytes(bytes(range(256)) * 40)
    reports = collect([home / "data"])
    if backwards:
        reports.reverse()
    result = run_audits(
        reports, home / "reports", roster=home / "data/agencies.csv", jobs=jobs, kernel=kernel
    )
    return Run(home, result)


@pytest.fixture(scope="session")
def first_run(tmp_path_factory) -> Run:
    return _run(tmp_path_factory.mktemp("one"), jobs=2, backwards=False)


@pytest.fixture(scope="session")
def second_run(tmp_path_factory) -> Run:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {
            "TZ": "Asia/Shanghai",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "7",
            "COLUMNS": "40",
        }.items():
            patched.setenv(name, value)
        home = tmp_path_factory.mktemp("一个 别的folder")
        return _run(home, jobs=1, backwards=True, kernel=ORDINARY_KERNEL)

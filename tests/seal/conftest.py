"""One small run, sealed: a report that was decided on, and a file that cannot be read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from gouji.batch.run import RunResult, run_audits
from gouji.inputs.decision_file import record
from gouji.inputs.decisions import Decision
from gouji.reports import collect

SAMPLE = Path(__file__).parents[2] / "data"
REPORT = "2024/yunze-transport.html"
UNKNOWN = "0123456789abcdef"


class Sealed(NamedTuple):
    """The folders of the reports and of the evidence, and what the run said."""

    data: Path
    out: Path
    result: RunResult


@pytest.fixture(scope="session")
def sealed_run(tmp_path_factory, at_hand) -> Sealed:
    home = tmp_path_factory.mktemp("sealed")
    data = home / "data"
    for name in ("agencies.csv", "decisions.csv", REPORT, f"{REPORT}.side.toml"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLE / name, data / name)
    (data / "2024/torn.pdf").write_bytes(b"%PDF-1.7 torn")
    record(data / "decisions.csv", Decision(UNKNOWN, "dismissed", by="王五"))
    result = run_audits(
        collect([data]),
        home / "reports",
        roster=data / "agencies.csv",
        decisions=data / "decisions.csv",
        executor=at_hand,
    )
    return Sealed(data, home / "reports", result)


@pytest.fixture
def evidence(sealed_run, tmp_path) -> Path:
    """A copy of the evidence that a test may spoil."""
    return Path(shutil.copytree(sealed_run.out, tmp_path / "evidence"))

"""Two fresh clones in different folders, run under everything that must not matter: the same sealed files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.evidence.verify import differences

ROOT = Path(__file__).parents[2]
GOUJI = [sys.executable, "-c", "from gouji.cli.main import main; main()"]

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="no git checkout to clone"
)


@pytest.fixture(scope="module")
def tracked(tmp_path_factory) -> Path:
    """What a clone would have, changes that are not committed yet included, evidence left out."""
    home = tmp_path_factory.mktemp("tracked")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ":!reports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, home / name)
    return home


def clone(tracked: Path, folder: Path, *, age: int) -> Path:
    """Copy the tree into a folder, its files last changed so many seconds after 1980."""
    shutil.copytree(tracked, folder)
    for path in folder.rglob("*"):
        os.utime(path, (315_532_800 + age, 315_532_800 + age))
    return folder


def gouji(home: Path, *arguments: str, umask: int, **environment: str) -> str:
    """Run the clone's own gouji in it, and give what it prints."""
    done = subprocess.run(
        [*GOUJI, *arguments],
        cwd=home,
        env={**os.environ, **environment, "PYTHONPATH": str(home / "src")},
        umask=umask,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def sealed(reports: Path) -> dict[str, bytes]:
    return {
        path.relative_to(reports).as_posix(): path.read_bytes()
        for path in reports.rglob("*")
        if path.is_file() and path.parent.name != RECORD_FOLDER
    }


@pytest.mark.exhaustive
def test_two_clones_seal_the_same_files(tracked, tmp_path):
    first = clone(tracked, tmp_path / "clone", age=0)
    second = clone(tracked, tmp_path / "另一处 (2)" / "gouji 副本", age=999_999_999)
    backwards = sorted((path for path in second.glob("data/20*/*") if path.suffix != ".toml"), reverse=True)
    gouji(
        first,
        *("audit", "--jobs", "1"),
        umask=0o022,
        LC_ALL="C",
        TZ="America/Lima",
        PYTHONHASHSEED="1",
        COLUMNS="40",
    )
    gouji(
        second,
        *("audit", "--jobs", "2", *(str(path.relative_to(second)) for path in backwards)),
        umask=0o077,
        LC_ALL="C.UTF-8",
        LANG="zh_CN.UTF-8",
        TZ="Asia/Kathmandu",
        PYTHONHASHSEED="4242",
        COLUMNS="200",
    )
    one, other = sealed(first / "reports"), sealed(second / "reports")
    assert len(one) > 10
    assert set(one) == set(other)
    assert [name for name in sorted(one) if one[name] != other[name]] == []
    assert differences(second / "reports") == []


def test_a_clone_runs_its_own_code(tracked, tmp_path):
    home = clone(tracked, tmp_path / "clone", age=0)
    (home / "src/gouji/model/__init__.py").write_text('VERSION = "0.0.0"\n', "utf-8")
    assert "0.0.0" in gouji(home, "--version", umask=0o022)

"""No audit asks the network for anything: not where it is cut off, and not where it could."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[1] / "data/2023/qingxi-water.html"
#: Loaded by every Python of the run, kernels and workers included: who asks for an address is written down.
WATCH = """
import os, socket, sys

def heard(event, arguments):
    if event == "socket.getaddrinfo" and arguments[0] not in {"localhost", "127.0.0.1", "::1"}:
        told = f"{event} {arguments[0]}"
    elif event in {"socket.connect", "socket.sendto"} and arguments[0].family != socket.AF_UNIX:
        told = f"{event} {arguments[1]}"
    else:
        return
    with open(os.environ["ASKED"], "a") as file:
        file.write(f"{sys.argv[:1]} {told}\\n")
    raise OSError("no network here")

sys.addaudithook(heard)
"""


def audited(folder: Path, *before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "data").mkdir(exist_ok=True)
    shutil.copyfile(SAMPLE, folder / "data/report.html")
    return subprocess.run(
        [*before, sys.executable, "-c", "from gouji.cli.main import main; main()", "audit", "--data", "data"],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def cut_off() -> list[str]:
    """The command that runs another without any network, not even its own machine's."""
    unshare = shutil.which("unshare")
    alone = [unshare, "--map-root-user", "--net"] if unshare else []
    if not alone or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let tests cut off the network")
    return alone


@pytest.mark.exhaustive
def test_an_audit_needs_no_network(tmp_path):
    done = audited(tmp_path, *cut_off())
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports/index.html").is_file()
    assert "已审计 1 份，未能处理 0 份" in done.stderr


@pytest.mark.exhaustive
def test_an_audit_asks_nobody(tmp_path):
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch/sitecustomize.py").write_text(WATCH, "utf-8")
    asked = tmp_path / "asked"
    done = audited(
        tmp_path,
        PYTHONPATH=os.pathsep.join([str(tmp_path / "watch"), os.environ.get("PYTHONPATH", "")]),
        ASKED=str(asked),
    )
    assert done.returncode == 0, done.stderr
    assert not asked.exists(), asked.read_text()


def test_the_watch_hears_who_asks(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WATCH, "utf-8")
    asked = tmp_path / "asked"
    code = "import urllib.request; urllib.request.urlopen('http://example.invalid')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(tmp_path), "ASKED": str(asked)},
        capture_output=True,
        check=False,
    )
    assert done.returncode
    assert "example.invalid" in asked.read_text()


def test_nothing_is_told_to_anyone_about_use():
    code = """
import os
from importlib.util import find_spec
os.environ["GX_ANALYTICS_ENABLED"] = "true"
from gouji.rules import gx as expectations
context = expectations._batch_definition().data_asset.datasource.data_context
print(os.environ["GX_ANALYTICS_ENABLED"], context.config.analytics_enabled, find_spec("posthog"))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stdout == "false False None\n", done.stderr

"""``gouji lab``: JupyterLab on the workbook, its kernels warm."""

import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

from gouji.cli.lab import WARM_KERNEL, lab_command, opened_workbook, warm_environment
from gouji.cli.main import run
from gouji.cli.session import ExitStatus
from gouji.inputs import workbook
from labs import running_lab

ROOT = Path(__file__).parents[2]


def test_a_checkout_is_opened_where_it_is(tmp_path):
    assert opened_workbook(tmp_path) == ROOT
    assert list(tmp_path.iterdir()) == []


def test_an_installed_package_leaves_copies_to_work_on_and_overwrites_none(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "in_checkout", lambda path: False)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/summary.ipynb").write_text("mine")
    assert opened_workbook(tmp_path) == tmp_path
    assert (tmp_path / "notebooks/summary.ipynb").read_text() == "mine"
    copied = (tmp_path / "notebooks/audit.ipynb").read_bytes()
    assert copied == (ROOT / "notebooks/audit.ipynb").read_bytes()


def test_the_command_opens_the_audit_notebook(tmp_path):
    command = lab_command(tmp_path, browser=False, port=8899)
    assert command[1:3] == ["-m", "jupyterlab"]
    assert "--no-browser" in command
    assert "--port=8899" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/audit.ipynb" in command
    assert "--no-browser" not in lab_command(tmp_path, browser=True, port=None)
    assert "--allow-root" not in command
    assert "--allow-root" in lab_command(tmp_path, browser=False, port=None, root_allowed=True)


@pytest.mark.parametrize(("user", "told"), [(0, True), (1000, False)])
def test_a_refusal_to_run_as_root_is_told_with_what_to_do(monkeypatch, capsys, user, told):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr("gouji.cli.lab.lab_command", lambda *_, **__: [sys.executable, "-c", "exit(1)"])
    assert run(["lab"]) == ExitStatus.INCOMPLETE
    assert ("gouji lab --allow-root" in capsys.readouterr().err) is told


def fetched(url):
    """The page, once the server that has announced its address answers there."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(f"nobody answers at {url}")


@pytest.mark.skipif(
    WARM_KERNEL not in KernelSpecManager().find_kernel_specs(), reason="the warm kernel is not installed"
)
def test_the_running_lab_gives_the_ordinary_name_a_warm_kernel(tmp_path):
    gouji = [sys.executable, "-c", "from gouji.cli.main import main; main()"]
    with running_lab([*gouji, "lab"], tmp_path) as (address, token):
        specs = json.loads(fetched(f"{address}/api/kernelspecs?{token}"))
        page = fetched(f"{address}/lab?{token}")
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.S)[1])
    assert config["news"] == {"disabled": True}
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]
    spec = specs["kernelspecs"]["python3"]["spec"]
    assert spec["metadata"]["kernel_provisioner"]["provisioner_name"] == WARM_KERNEL


def test_without_a_warm_kernel_the_environment_stays(monkeypatch):
    monkeypatch.setattr("gouji.cli.lab.WARM_KERNEL", "no-such-kernel")
    with warm_environment({"A": "b"}) as environment:
        assert environment == {"A": "b"}


@pytest.mark.skipif(
    WARM_KERNEL not in KernelSpecManager().find_kernel_specs(), reason="the warm kernel is not installed"
)
def test_the_folder_of_the_kernel_goes_with_the_session():
    with warm_environment({"JUPYTER_PATH": "mine"}) as environment:
        folder, mine = environment["JUPYTER_PATH"].split(os.pathsep)
        assert mine == "mine"
        assert (Path(folder) / "kernels/python3/kernel.json").is_file()
    assert not Path(folder).exists()

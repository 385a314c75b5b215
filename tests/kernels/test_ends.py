"""What happens when a process is killed, and when no warm kernel can be had."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from waiting import eventually
from warmkernel.forkserver import ForkServers, WarmKernelError

from .conftest import gone, is_warm, server_of

OWNER = """
import asyncio, os, psutil, sys, time
from jupyter_client.manager import start_new_async_kernel
from warmkernel.forkserver import SERVERS

async def main():
    kernels = [await start_new_async_kernel(kernel_name="warm-test", startup_timeout=600) for _ in range(3)]
    pids = [km.provisioner.pid for km, _ in kernels]
    kernels[0][1].execute("import subprocess, time; subprocess.Popen(['sleep', '600']); time.sleep(600)")
    while not psutil.Process(pids[0]).children():
        time.sleep(0.02)
    kernels[1][1].execute("while True: pass")
    pids += [psutil.Process(pids[0]).ppid(), psutil.Process(pids[0]).children()[0].pid]
    print(SERVERS.folder(), *pids, flush=True)
    {then}

asyncio.run(main())
"""


def owner(then: str) -> subprocess.Popen[str]:
    """Start a process that starts three busy kernels and then does something."""
    code = textwrap.dedent(OWNER).replace("{then}", then)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("then", "killed"),
    [
        ("time.sleep(600)", True),
        ("os.fork() or (time.sleep(20), os._exit(0)); time.sleep(600)", True),
        ("os._exit(0)", False),
        ("sys.exit()", False),
    ],
    ids=["is killed", "is killed and had forked", "ends at once", "ends"],
)
def test_no_process_outlives_the_owner(then, killed):
    with owner(then) as process:
        try:
            folder, *pids = process.stdout.readline().split()
            assert len(pids) == 5
            if killed:
                assert not any(gone(int(pid)) for pid in pids)
                os.kill(process.pid, signal.SIGKILL)
            assert eventually(lambda: all(gone(int(pid)) for pid in pids))
            assert eventually(lambda: not Path(folder).exists())
        finally:
            process.kill()


def test_a_fork_of_the_owner_leaves_its_kernels_alone():
    code = (
        "pid = os.fork()\n"
        "    if pid == 0:\n"
        "        SERVERS.stop(); kernels.clear(); os._exit(0)\n"
        "    os.waitpid(pid, 0)\n"
        "    time.sleep(0.5)\n"
        "    print([await km.is_alive() for km, _ in kernels])"
    )
    with owner(code) as process:
        process.stdout.readline()
        assert process.stdout.readline() == "[True, True, True]\n"


def test_an_owner_killed_while_its_server_imports(tmp_path):
    (tmp_path / "slow_import.py").write_text("import time; time.sleep(600)", "utf-8")
    code = textwrap.dedent(
        """
        import sys, time, os
        from pathlib import Path
        from warmkernel.forkserver import SERVERS, Setup
        server = SERVERS.get(Setup.of(sys.executable, ["slow_import"], os.environ))
        print(server.pid, SERVERS.folder(), flush=True)
        time.sleep(600)
        """
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        server, folder = process.stdout.readline().split()
        process.kill()
        assert eventually(lambda: gone(int(server)))
        assert not Path(folder).exists()


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("raise RuntimeError('broken')", "RuntimeError: broken"),
        (
            "import threading, time; threading.Thread(target=time.sleep, args=[600], daemon=True).start()",
            "1 threads",
        ),
        ("import os; os._exit(3)", "it said nothing"),
    ],
)
def test_an_ordinary_kernel_when_the_server_cannot_run(start, specs, tmp_path, caplog, module, reason):
    name = f"module_{abs(hash(reason))}"
    (tmp_path / f"{name}.py").write_text(module, "utf-8")
    specs(name, [name])
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with caplog.at_level(logging.WARNING):
        kernels = [start(name, env=environment) for _ in range(2)]
    assert [is_warm(kernel) for kernel in kernels] == [False, False]
    assert kernels[1].run("print(1)") == "1"
    said = [record.message for record in caplog.records if "ordinary kernel" in record.message]
    assert len(said) == 1
    assert said[0].startswith("Starting an ordinary kernel instead of a warm one: the fork server ended: ")
    assert reason in said[0]


def test_an_ordinary_kernel_when_the_server_takes_too_long(start, specs, tmp_path):
    (tmp_path / "slow_import.py").write_text("import time; time.sleep(600)", "utf-8")
    specs("warm-slow", ["slow_import"], start_timeout=1)
    kernel = start("warm-slow", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert not is_warm(kernel)
    assert kernel.run("print(1)") == "1"


@pytest.mark.parametrize("option", [{"stdout": subprocess.PIPE}, {"independent": True}, {"umask": 0o77}])
def test_an_ordinary_kernel_for_options_only_it_can_honour(start, option):
    kernel = start(**option)
    assert not is_warm(kernel)
    assert kernel.run("print(1)") == "1"
    if stdout := kernel.km.provisioner.process.stdout:
        stdout.close()


def test_the_ordinary_way_is_tried_when_a_fork_cannot_start(start, caplog, tmp_path):
    missing = tmp_path / "missing"
    with caplog.at_level(logging.WARNING), pytest.raises(FileNotFoundError):
        start(cwd=str(missing))
    assert "the fork could not become a kernel" in caplog.text


def test_no_sockets_where_their_paths_would_be_too_long(tmp_path, monkeypatch):
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with pytest.raises(WarmKernelError, match="too long for the path of a socket"):
        ForkServers().folder()
    assert list(deep.iterdir()) == []


def test_a_server_serves_on_after_a_fork_failed(start, tmp_path):
    kernel = start()
    with pytest.raises(FileNotFoundError):
        start(cwd=str(tmp_path / "missing"))
    assert server_of(start()) == server_of(kernel)
    assert kernel.run("print(1)") == "1"

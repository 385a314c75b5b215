"""Forked kernels: fresh, isolated, and under the control of their client."""

import asyncio
import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from jupyter_client.multikernelmanager import AsyncMultiKernelManager

from waiting import eventually
from warmkernel.forkserver import SERVERS

from .conftest import gone, is_warm, server_of

pytestmark = pytest.mark.skipif(os.uname().sysname != "Linux", reason="warm kernels need Linux")

FRESH = "import os, sys; print('pandas' in sys.modules, os.getsid(0) == os.getpgid(0) == os.getpid())"


def test_a_kernel_is_a_process_of_its_own_with_its_imports_done(start):
    one, two = start(), start()
    assert one.run(FRESH) == two.run(FRESH) == "True True"
    assert one.run("print(os.getpid())") == str(one.pid)
    assert one.pid != two.pid
    assert server_of(one) == server_of(two) != os.getpid()


def test_the_server_has_one_thread(start):
    assert psutil.Process(server_of(start())).num_threads() == 1


def test_pyarrow_reserves_no_memory_ahead(start):
    """Its usual allocator takes a GiB at the first text, all of which a memory limit counts."""
    pytest.importorskip("pyarrow")
    kernel = start()
    before = psutil.Process(kernel.pid).memory_info().data
    text = "import pandas as pd; s = pd.Series(['甲'] * 9); print(s.str.len().sum(), s.dtype.storage)"
    assert kernel.run(text) == "9 pyarrow"
    assert psutil.Process(kernel.pid).memory_info().data - before < 2**28


def test_nothing_leaks_from_one_kernel_to_the_next(start, tmp_path):
    leak = (
        "import os, sys, signal, builtins, pandas as pd\n"
        "secret = builtins.secret = pd.secret = os.environ['SECRET'] = 'x'\n"
        f"os.chdir({str(tmp_path)!r}); sys.path.insert(0, 'y'); sys.argv.append('z')\n"
        "signal.signal(signal.SIGUSR1, print)"
    )
    look = (
        "import os, sys, signal, builtins, pandas as pd\n"
        "print('secret' in globals(), hasattr(builtins, 'secret'), hasattr(pd, 'secret'),"
        " 'SECRET' in os.environ, os.getcwd(),"
        " 'y' in sys.path, 'z' in sys.argv, signal.getsignal(signal.SIGUSR1).name)"
    )
    before = start()
    assert before.run(leak) == ""
    assert before.run("print(secret)") == "x"
    assert start().run(look) == f"False False False False {Path.cwd()} False False SIG_DFL"


def test_directory_environment_and_streams_are_those_of_the_launch(start, tmp_path):
    (tmp_path / "here.py").write_text("place = 'here'", "utf-8")
    with (tmp_path / "out").open("w+", encoding="utf-8") as out:
        environment = {**os.environ, "ONLY": "this", "TZ": "Asia/Shanghai"}
        environment.pop("HOME", None)
        kernel = start(cwd=str(tmp_path), env=environment, stdout=out)
        assert kernel.run("import here, os, time; print(here.place, os.getcwd(), os.environ['ONLY'])") == (
            f"here {tmp_path} this"
        )
        assert kernel.run("print('HOME' in os.environ, time.tzname[0])") == "False CST"
        kernel.run("import sys; print('raw', file=sys.__stdout__, flush=True)")
        assert eventually(lambda: "raw" in (tmp_path / "out").read_text("utf-8"))


def test_random_numbers_differ_between_kernels(start):
    draw = "import random, numpy as np; print(random.random(), np.random.random())"
    drawn = [start().run(draw).split() for _ in range(2)]
    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]
    assert str(random.random()) not in drawn[0]


def test_a_kernel_inherits_no_descriptors_of_other_kernels(start):
    count = "import os; print(len(os.listdir('/proc/self/fd')))"
    alone = start().run(count)
    assert [start() for _ in range(3)][-1].run(count) == alone


def test_sockets_lie_in_a_private_folder_and_go_with_the_kernel(start):
    kernel = start()
    info = kernel.km.get_connection_info()
    folder = Path(info["ip"]).parent
    assert info["transport"] == "ipc"
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    names = [Path(f"{info['ip']}-{info[port]}") for port in ("shell_port", "iopub_port", "control_port")]
    connection_file = Path(kernel.km.connection_file)
    assert all(name.is_socket() for name in names)
    kernel.end(now=False)
    assert not any(path.exists() for path in (*names, connection_file))


def test_an_interrupt_stops_the_cell_and_not_the_kernel(start):
    kernel = start()
    kernel.run("x = 1")
    # once it prints the cell runs: before that an interrupt would only be logged
    kernel.kc.execute("print('on', flush=True)\nwhile True: pass")
    while kernel.do(kernel.kc.get_iopub_msg(timeout=600))["msg_type"] != "stream":
        pass
    kernel.do(kernel.km.interrupt_kernel())
    while (reply := kernel.do(kernel.kc.get_shell_msg(timeout=600)))["msg_type"] != "execute_reply":
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    # for a moment after an error a kernel turns down what was asked of it meanwhile
    assert eventually(lambda: kernel.run("print(x)") == "1")


@pytest.mark.parametrize(("end", "code"), [("import os; os._exit(7)", 7), ("os.kill(os.getpid(), 11)", -11)])
def test_the_client_learns_how_a_kernel_ended(start, end, code):
    kernel = start()
    process = kernel.km.provisioner.process
    kernel.run("import os")
    kernel.kc.execute(end)
    assert eventually(lambda: not kernel.do(kernel.km.is_alive()))
    assert process.poll() == code


def test_kill_and_graceful_shutdown_end_the_kernel(start, tmp_path):
    for now, code in ((True, -9), (False, 0)):
        kernel = start()
        process = kernel.km.provisioner.process
        note = tmp_path / f"ended-{now}"
        kernel.run(f"import atexit, pathlib; atexit.register(pathlib.Path({str(note)!r}).touch)")
        kernel.end(now=now)
        assert process.returncode == code
        assert gone(process.pid)
        # exit handlers run when a kernel is asked to end, and cannot when it is killed
        assert note.exists() is not now


def test_what_a_kernel_started_ends_with_it(start):
    kernel = start()
    child = int(kernel.run("import subprocess; p = subprocess.Popen(['sleep', '600']); print(p.pid)"))
    assert not gone(child)
    kernel.end()
    assert eventually(lambda: gone(child))


def test_a_kernel_nobody_holds_any_more_ends(start):
    kernel = start()
    pid = kernel.pid
    kernel.km.provisioner.process = None
    assert eventually(lambda: gone(pid))


def test_kernels_end_with_their_server_and_the_next_gets_another_server(start):
    kernel = start()
    server = server_of(kernel)
    psutil.Process(server).kill()
    assert eventually(lambda: gone(kernel.pid))
    assert eventually(lambda: not kernel.do(kernel.km.is_alive()))
    other = start()
    assert is_warm(other)
    assert server_of(other) != server
    assert other.run(FRESH) == "True True"


def test_another_environment_for_python_itself_gets_another_server(start):
    plain = start()
    hashed = start(env={**os.environ, "PYTHONHASHSEED": "1"})
    assert server_of(plain) != server_of(hashed)
    command = [sys.executable, "-c", "print(hash('a'))"]
    ordinary = subprocess.check_output(command, env={**os.environ, "PYTHONHASHSEED": "1"}, text=True)
    assert hashed.run("print(hash('a'))") == ordinary.strip()


def test_memory_can_be_limited(start, specs):
    kernel = start(specs("warm-small", ["pandas"], memory_limit=1 << 30))
    assert kernel.run("x = bytearray(1 << 31)") == "MemoryError"
    assert kernel.run("x = bytearray(1 << 20); print(len(x))") == str(1 << 20)


def test_restart_as_jupyterlab_does_it():
    async def restart() -> tuple[list[int], list[bool]]:
        kernels = AsyncMultiKernelManager()
        kernel_id = await kernels.start_kernel(kernel_name="warm-test")
        km = kernels.get_kernel(kernel_id)
        pids = [km.provisioner.pid]
        await kernels.restart_kernel(kernel_id, now=False)
        pids.append(km.provisioner.pid)
        client = km.client()
        client.start_channels()
        await client.wait_for_ready(timeout=600)
        client.stop_channels()
        alive = [not gone(pid) for pid in pids]
        await kernels.shutdown_all()
        return pids, alive

    pids, alive = asyncio.run(restart())
    assert alive == [False, True]
    assert eventually(lambda: gone(pids[1]))


def test_stopping_the_servers_ends_all_kernels_and_removes_the_folder(start):
    kernel = start()
    server, folder = server_of(kernel), SERVERS.folder()
    SERVERS.stop()
    assert gone(server)
    assert eventually(lambda: gone(kernel.pid))
    assert not folder.exists()

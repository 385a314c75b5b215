"""A worker that dies takes only its own piece of work with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gouji.batch.pool import Pool
from warmkernel.forkserver import SERVERS


def double_or_die(piece: int) -> int:
    if piece == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * piece


def double(piece: int) -> int:
    return 2 * piece


def test_only_the_piece_that_kills_its_worker_is_lost():
    beside = []
    with Pool(None, 2) as pool:
        done = list(
            pool.each(double_or_die, range(6), lambda piece: -piece, lambda: beside.append(os.getpid()))
        )
    assert sorted(done) == [-3, 0, 2, 4, 8, 10]
    # once, and by this process, whatever became of the workers
    assert beside == [os.getpid()]


def test_an_executor_of_the_caller_is_used_and_left_open():
    with ThreadPoolExecutor(1) as executor:
        with Pool(executor, None) as pool:
            assert sorted(pool.each(double, [1, 2], lost=double)) == [2, 4]
        assert executor.submit(double, 4).result() == 8


def kernels_folder(_piece: int) -> str:
    return str(SERVERS.folder())


def test_a_worker_ends_the_servers_of_its_kernels():
    with Pool(None, 1) as pool:
        [folder] = pool.each(kernels_folder, [1], lost=str)
        assert Path(folder).is_dir()
    assert not Path(folder).exists()


FORKS = """
import sys, threading
from gouji.batch.pool import Pool, can_be_forked
def loaded(name):
    return name in sys.modules
import wave
with Pool(None, 2) as pool:
    print(can_be_forked(), *pool.each(loaded, ["wave"] * 2, lost=str))
threading.Thread(target=threading.Event().wait, daemon=True).start()
print(can_be_forked())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there are workers forked")
def test_workers_are_forked_only_where_no_thread_could_hold_a_lock():
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True", "False"]


def test_processes_that_cannot_start_are_told_once_and_not_for_every_piece():
    script = """
import threading
from gouji.model.text import GoujiError
from gouji.batch.pool import Pool
threading.Thread(target=threading.Event().wait, daemon=True).start()  # or they are forked
try:
    with Pool(None, 1) as pool:
        print(list(pool.each(abs, range(100), lost=abs)))
except GoujiError as error:
    print(error)
"""
    # a program read from standard input cannot be loaded again by a process that it starts
    done = subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("无法启动工作进程。")

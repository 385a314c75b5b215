"""A worker that dies takes only its own piece of work with it."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor

from gouji.evidence.pool import Pool


def double_or_die(piece: int) -> int:
    if piece == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * piece


def double(piece: int) -> int:
    return 2 * piece


def test_only_the_piece_that_kills_its_worker_is_lost():
    with Pool(None, 2) as pool:
        done = list(pool.each(double_or_die, range(6), lost=lambda piece: -piece))
    assert sorted(done) == [-3, 0, 2, 4, 8, 10]


def test_an_executor_of_the_caller_is_used_and_left_open():
    with ThreadPoolExecutor(1) as executor:
        with Pool(executor, None) as pool:
            assert sorted(pool.each(double, [1, 2], lost=double)) == [2, 4]
        assert executor.submit(double, 4).result() == 8

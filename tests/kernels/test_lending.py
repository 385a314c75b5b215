"""Worker processes that borrow the server of their owner instead of starting one each."""

import asyncio
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import psutil
import pytest
from jupyter_client.manager import start_new_async_kernel

from waiting import eventually
from warmkernel.forkserver import SERVERS, Setup
from warmkernel.lending import LentServer, borrow

from .conftest import gone


def kernel_of(number: int) -> tuple[int, int, int, int]:
    """Start a kernel and end it; return the ids of this worker, kernel and server, and of own servers."""

    async def ids() -> tuple[int, int]:
        km, kc = await start_new_async_kernel(kernel_name="warm-test", startup_timeout=600)
        pid = km.provisioner.pid
        server = psutil.Process(pid).ppid()
        kc.stop_channels()
        await km.shutdown_kernel(now=True)
        return pid, server

    pid, server = asyncio.run(ids())
    return os.getpid(), pid, server, len(psutil.Process().children())


def stop_own_servers() -> None:
    SERVERS.stop()


@pytest.fixture
def lent() -> Iterator[LentServer]:
    server = LentServer(Setup.of(sys.executable, ["pandas"], os.environ))
    yield server
    server.stop()


def workers(lent: LentServer, count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=borrow, initargs=(lent.setup, lent.control)
    )


def test_workers_share_the_server_and_it_ends_with_the_lending(lent):
    with workers(lent, 2) as pool:
        # asked before the server is there
        asked = [pool.submit(kernel_of, number) for number in range(2)]
        lent.start()
        found = [one.result() for one in asked]
    assert len({kernel for _, kernel, _, _ in found}) == 2
    (server,) = {server for _, _, server, _ in found}
    assert server not in {worker for worker, _, _, _ in found}
    assert [own for _, _, _, own in found] == [0, 0]
    lent.stop()
    assert eventually(lambda: gone(server))


def test_a_worker_starts_a_server_of_its_own_when_the_lent_one_has_died(lent):
    lent.start()
    with workers(lent, 1) as pool:
        worker, _, server, _ = pool.submit(kernel_of, 0).result()
        psutil.Process(server).kill()
        assert eventually(lambda: gone(server))
        # what is asked then is an ordinary kernel, a child of the worker
        assert pool.submit(kernel_of, 1).result()[2] == worker
        assert pool.submit(kernel_of, 2).result()[2] not in (server, worker)


def test_stopping_ones_own_servers_leaves_a_borrowed_one_alone(lent):
    lent.start()
    with workers(lent, 1) as pool:
        _, _, server, _ = pool.submit(kernel_of, 0).result()
        pool.submit(stop_own_servers).result()
        assert not gone(server)

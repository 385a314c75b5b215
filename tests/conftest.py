"""Fixtures shared by all tests, and how hypothesis draws.

A change is judged by examples that are the same every time; `make test-all` draws others.
"""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("exploring", derandomize=False, deadline=None)
settings.load_profile("repeatable")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real reports handed to developers beside the checkout; tests that need it skip without."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder of real reports beside this checkout")
    return folder


@pytest.fixture(scope="session")
def at_hand() -> Iterator[Executor]:
    """A process that runs and replays do their work in, one after the other: its imports and kernels stay.

    Each run that starts processes of its own takes seconds for that; some tests are about those processes.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        yield executor


#: What takes long to make and is made once for all tests that ask for it: their modules go to one process.
_MADE_ONCE = ("first_run", "at_hand")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the modules that share what takes long to make."""
    shared: dict[Path, str] = {}
    for made in reversed(_MADE_ONCE):
        shared |= {item.path: made for item in items if made in getattr(item, "fixturenames", ())}
    for item in items:
        if made := shared.get(item.path):
            item.add_marker(pytest.mark.xdist_group(made))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give whole modules to the processes of ``--dist loadgroup``, those that share something together."""
    from xdist.scheduler import LoadGroupScheduling

    class ByModule(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return super()._split_scope(nodeid).partition("::")[0]

    return ByModule(config, log) if config.option.dist == "loadgroup" else None

"""``gouji check`` on thousands of reports: rate, memory, cost of one report by container."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import psutil

from benchmarks.figure import Figure
from benchmarks.made import forms, write_reports
from benchmarks.processes import GOUJI, processor_seconds, run
from gouji.batch.progress import NoProgress
from gouji.batch.screening import Screening, screen
from gouji.cli.check import json_of
from gouji.reports import collect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gouji.reports import Report

_GIB: Final = 2**30
#: The machine may be busy with other work: the least of so many tries is the cost.
_TRIES: Final = 3
#: Of fewer reports the processes that a run adds to the first weigh more than what grows with the reports.
_FLAT_FROM: Final = 1_000
#: Seconds to wait for a scheduler and its workers.
_PATIENCE: Final = 60


def figures(reports: int, folder: Path) -> Iterator[Figure]:
    """Check text and web pages."""
    write_reports(folder, reports)
    checked = run([*GOUJI, "check", "--json", str(folder)])
    about = f"gouji check on {reports} text and HTML reports"
    yield Figure(about, reports / checked.seconds, "reports/s", 150, "least")
    yield Figure(f"{about}: processor time", 1000 * checked.cpu / reports, "ms a report")
    yield Figure(f"{about}: peak memory of all processes", checked.peak / _GIB, "GiB", 1.5)


def curve(most: int, folder: Path) -> Iterator[Figure]:
    """Check ten times more reports at a time, up to ``most``, here and on a cluster of two workers.

    The processor time of a report is that of all processes, without what it takes to check a single one.
    The workers have done their imports before.
    """
    with _cluster(folder) as (address, workers):
        for name, options, beside in (
            ("gouji check", (), ()),
            ("gouji check on two Dask workers", ("--scheduler", address), workers),
        ):
            start, cost = 0.0, 0.0
            if beside:
                run([*GOUJI, "check", str(folder / "100"), *options])
            for reports in _sizes(most):
                data = folder / str(reports)
                if not data.is_dir():
                    write_reports(data, reports)
                checked = run([*GOUJI, "check", str(data), *options], beside=beside)
                if reports == 1:
                    start = checked.cpu
                    continue
                before, cost = cost, 1000 * (checked.cpu - start) / reports
                about = f"{name}, {reports} reports"
                yield Figure(f"{about}: processor time, the start taken off", cost, "ms a report")
                yield Figure(f"{about}: peak memory", checked.peak / _GIB, "GiB")
                if reports > _FLAT_FROM:
                    yield Figure(f"{about}: cost a report against ten times fewer", cost / before, "", 1.1)


def _sizes(most: int) -> Iterator[int]:
    """A report alone, then 100, 1,000 and so on."""
    yield 1
    size = 100
    while size <= most:
        yield size
        size *= 10


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[psutil.Process]]]:
    """A Dask scheduler and two workers of one thread on this machine: its address, and their processes."""
    from distributed import Client

    file = folder / "scheduler.json"
    folder.mkdir(parents=True, exist_ok=True)
    worker = ("worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
    commands = (("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show"), worker, worker)
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--scheduler-file", str(file), "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        with Client(scheduler_file=str(file), timeout=_PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=_PATIENCE)
            address = str(client.scheduler.address)
        yield address, [psutil.Process(one.pid) for one in started]
    finally:
        for one in started:
            one.kill()
            one.wait()


def by_container(reports: int, folder: Path) -> Iterator[Figure]:
    """Check the same figures in one container after the other, in this process once its imports are done."""
    names = ("txt-tabs", "html-clean", "docx", "xlsx", "pdf-ruled")
    for variant in forms(names):
        data = folder / variant.name
        write_reports(data, reports, [variant])
        given = collect([data])
        _screen(given[:2])
        spent = min(_screen(given) for _ in range(_TRIES))
        about = f"gouji check, {variant.suffix[1:]}: processor time in batches of {reports}"
        yield Figure(about, 1000 * spent / reports, "ms a report")


def _screen(reports: Sequence[Report]) -> float:
    """Check reports; return the seconds of processor time, those of readers in child processes included."""
    before = processor_seconds()
    with screen(Screening(reports, [], None, None, json_of, jobs=1), NoProgress()):
        pass
    return processor_seconds() - before

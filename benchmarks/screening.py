"""``gouji check`` on thousands of reports: rate, memory, cost of one report by container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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


def figures(reports: int, folder: Path) -> Iterator[Figure]:
    """Check text and web pages."""
    write_reports(folder, reports)
    checked = run([*GOUJI, "check", "--json", str(folder)])
    about = f"gouji check on {reports} text and HTML reports"
    yield Figure(about, reports / checked.seconds, "reports/s", 150, "least")
    yield Figure(f"{about}: processor time", 1000 * checked.cpu / reports, "ms a report")
    yield Figure(f"{about}: peak memory of all processes", checked.peak / _GIB, "GiB", 1.5)


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

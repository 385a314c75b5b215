"""``gouji check`` on thousands of reports: rate, memory, cost of one report by container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.figure import Figure
from benchmarks.made import forms, write_reports
from benchmarks.processes import GOUJI, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GIB = 2**30


def figures(reports: int, folder: Path) -> Iterator[Figure]:
    """Check text and web pages."""
    write_reports(folder, reports)
    checked = run([*GOUJI, "check", "--json", str(folder)])
    about = f"gouji check on {reports} text and HTML reports"
    yield Figure(about, reports / checked.seconds, "reports/s", 150, "least")
    yield Figure(f"{about}: processor time", 1000 * checked.cpu / reports, "ms a report")
    yield Figure(f"{about}: peak memory of all processes", checked.peak / _GIB, "GiB", 1.5)


def by_container(reports: int, folder: Path) -> Iterator[Figure]:
    """Check the same figures in one container after the other."""
    known = {
        variant.name: variant for variant in forms(("txt-tabs", "html-clean", "docx", "xlsx", "pdf-ruled"))
    }
    for name, variant in known.items():
        write_reports(folder / name, reports, [variant])
        checked = run([*GOUJI, "check", "--json", str(folder / name)])
        few = run([*GOUJI, "check", "--json", str(next((folder / name / "2023").iterdir()))])
        spent = 1000 * (checked.cpu - few.cpu) / (reports - 1)
        yield Figure(f"gouji check, {variant.suffix[1:]}: processor time", spent, "ms a report")

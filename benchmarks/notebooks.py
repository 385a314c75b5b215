"""Evidence notebooks a second against plain papermill, and runs in which little or nothing has changed."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from benchmarks.figure import Figure
from benchmarks.made import write_reports
from benchmarks.processes import GOUJI, run
from gouji.batch.progress import NoProgress
from gouji.batch.run import run_audits
from gouji.reports import collect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gouji.model.finding import Verdict

PLAIN: Final = (sys.executable, "-m", "benchmarks.plain")


class _Stopwatch(NoProgress):
    """Notes when each audit was done."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def audited(self, name: str, verdict: Verdict) -> None:
        self.times.append(time.monotonic())

    @property
    def rate(self) -> float:
        """Audits a second between the first and the last: what a long run comes to."""
        return (len(self.times) - 1) / (self.times[-1] - self.times[0])


ALONE: Final = "plain papermill, one after the other"
TOGETHER: Final = "plain papermill, two processes"
UNDER_WAY: Final = "gouji audit, two processes, once under way"


def rates(agencies: int, plain: int, folder: Path) -> Iterator[Figure]:
    """Audit one report of each agency, into ``folder/out``, and some of them the plain way."""
    data, out = folder / "data", folder / "out"
    write_reports(folder / "made", 2 * agencies)
    (folder / "made" / "2024").rename(data)
    watch, started = _Stopwatch(), time.monotonic()
    run_audits(collect([data]), out, jobs=2, progress=watch)
    whole = agencies / (time.monotonic() - started)
    alone = plain / run([*PLAIN, str(data), str(folder / "plain"), "0", str(plain)]).seconds
    started = time.monotonic()
    with ThreadPoolExecutor(2) as two:
        halves = [
            two.submit(run, [*PLAIN, str(data), str(folder / "plain2"), str(first), str(first + plain)])
            for first in (0, plain)
        ]
        for half in halves:
            half.result()
    together = 2 * plain / (time.monotonic() - started)
    yield Figure(ALONE, alone, "notebooks/s")
    yield Figure(TOGETHER, together, "notebooks/s")
    yield Figure(UNDER_WAY, watch.rate, "notebooks/s")
    yield Figure(
        f"gouji audit, two processes, {agencies} reports with start, summary, seal", whole, "notebooks/s"
    )
    yield Figure("once under way, against plain papermill", watch.rate / alone, "times", 20, "least")
    yield Figure("once under way, against two plain processes", watch.rate / together, "times", 10, "least")


def figures(agencies: int, plain: int, folder: Path) -> Iterator[Figure]:
    """Audit one report of each agency: all at once, the plain way, again, and with one changed."""
    data, out = folder / "data", folder / "out"
    yield from rates(agencies, plain, folder)
    audit = [*GOUJI, "audit", str(data), "--data", str(data), "--out", str(out)]
    run(audit)
    yield Figure(f"second run, nothing changed, {agencies} agencies", run(audit).seconds, "s", 3)
    changed = sorted(data.iterdir())[0]
    changed.write_text(changed.read_text("utf-8").replace("45件", "46件"), "utf-8")
    again = run_and_count(data, out)
    yield Figure(f"one report changed of {agencies}: audits made", again[0], "audits", 1)
    yield Figure(f"one report changed of {agencies}", again[1], "s")


def run_and_count(data: Path, out: Path) -> tuple[int, float]:
    """Audit again; return how many audits were made, and the seconds."""
    watch, started = _Stopwatch(), time.monotonic()
    run_audits(collect([data]), out, jobs=2, progress=watch)
    return len(watch.times), time.monotonic() - started

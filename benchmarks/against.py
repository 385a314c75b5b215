"""Two commits of gouji side by side: ``python -m benchmarks.against REF [--full] [--write FILE]``.

Both are cloned and installed from their own locks into a temporary folder and run in turn (A B A B …) on the
same inputs; each figure is the median of the runs, and a ratio of this checkout's commit to REF. Only what is
committed is measured. The machine should do nothing else meanwhile. ``--write`` puts the table into a page,
between the lines :data:`MARKS`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from benchmarks.made import forms, write_reports
from benchmarks.processes import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parents[1]
#: What both commits write of a report; what one of them alone writes is told apart.
EVIDENCE: Final = ("audit.html", "audit.ipynb", "audit.json", "manifest.json")
MARKS: Final = ("<!-- written by make bench-against -->", "<!-- end of what it writes -->")


@dataclass(frozen=True, slots=True)
class Build:
    """One commit, cloned and installed."""

    name: str
    folder: Path

    def gouji(self, *arguments: str | Path) -> list[str]:
        """The command of this build."""
        return [str(self.folder / ".venv" / "bin" / "gouji"), *map(str, arguments)]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of both builds (medians), and the ratio of the new to the old with its goal."""

    what: str
    unit: str
    old: float
    new: float
    goal: float
    sense: Literal["least", "most"] = "most"

    @property
    def ratio(self) -> float:
        """New over old."""
        return self.new / self.old

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal if self.sense == "least" else self.ratio <= self.goal

    def line(self) -> str:
        """The figure as a row of a Markdown table."""
        sign = {"least": "≥", "most": "≤"}[self.sense]
        said = "reached" if self.met else "MISSED"
        figures = f"{self.old:.4g} | {self.new:.4g} {self.unit} | {self.ratio:.2f}"
        return f"| {self.what} | {figures} | {sign} {self.goal:g} | {said} |"


def build(name: str, commit: str, folder: Path) -> Build:
    """Clone a commit and install it from its own lock."""
    place = folder / name
    subprocess.run(
        ["git", "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(place)], check=True
    )
    subprocess.run(["git", "-C", str(place), "checkout", "--quiet", "--detach", commit], check=True)
    subprocess.run(["make", "--silent", f"PYTHON={sys.executable}", ".venv/.ready"], cwd=place, check=True)
    return Build(name, place)


class Comparison:
    """Runs both builds in turn and keeps what each run took."""

    def __init__(self, old: Build, new: Build, folder: Path, repeats: int) -> None:
        self.old, self.new, self.folder, self.repeats = old, new, folder, repeats

    def medians(
        self, command: Callable[[Build], list[str]], measure: str = "seconds", repeats: int | None = None
    ) -> tuple[float, float]:
        """Median of what a command takes with the old build and with the new."""
        taken: defaultdict[str, list[float]] = defaultdict(list)
        for _ in range(repeats or self.repeats):
            for one in (self.old, self.new):
                taken[one.name].append(getattr(run(command(one)), measure))
        return statistics.median(taken[self.old.name]), statistics.median(taken[self.new.name])

    def reports(self, name: str, count: int, shapes: tuple[str, ...] | None = None) -> Path:
        """A folder of invented reports, the same for both builds."""
        place = self.folder / name
        if not place.is_dir():
            write_reports(place, count, forms(shapes) if shapes else None)
        return place

    def audited(self, build: Build, data: Path) -> list[str]:
        """Audit a folder with a build, into a folder of the build's own."""
        return build.gouji("audit", "--data", data, "--out", self.folder / f"out-{build.name}", "--force")


def ratios(made: Comparison, *, full: bool) -> Iterator[Ratio]:
    """Measure one thing after the other."""
    for suffix in (".txt", ".html"):
        shape = {".txt": "txt-tabs", ".html": "html-clean"}[suffix]
        one = made.reports(f"one{suffix}", 1, (shape,))
        file = next(one.rglob(f"*{suffix}"))
        times = made.medians(lambda b, file=file: b.gouji("check", file))
        yield Ratio(f"gouji check, one {suffix} report, wall", "s", *times, 0.35)
    some = made.reports("some", 600)
    yield Ratio("gouji check, 600 text and web pages, wall", "s", *_checked(made, some), 0.4)
    pdfs = made.reports("pdfs", 40, ("pdf-ruled",))
    cpu = made.medians(lambda b: b.gouji("check", pdfs), "cpu", 3)
    yield Ratio("gouji check, 40 PDFs, processor time", "s", *cpu, 0.6)
    pdf = next(pdfs.rglob("*.pdf"))
    yield Ratio("gouji read, one PDF, wall", "s", *made.medians(lambda b: b.gouji("read", pdf)), 0.9)
    samples = made.folder / "samples"
    shutil.copytree(made.old.folder / "data", samples)
    times = made.medians(lambda b: made.audited(b, samples))
    yield Ratio("gouji audit --force, the sample data, wall", "s", *times, 0.55)
    written, added = _sizes(made)
    what = f"evidence a report, as far as both write it (here {added:.0f} kB more)"
    yield Ratio(what, "kB", *written, 0.6)
    few, more = made.reports("few", 8), made.reports("more", 32)
    before = made.medians(lambda b: made.audited(b, few), repeats=3)
    behind = made.medians(lambda b: made.audited(b, more), repeats=3)
    rates = [24 / (then - first) for first, then in zip(before, behind, strict=True)]
    yield Ratio("evidence notebooks once under way, a second", "", rates[0], rates[1], 1.3, "least")
    if not full:
        return
    small, large = made.reports("thousand", 1_000), made.reports("ten thousand", 10_000)
    short = _checked(made, small, 3)
    times = _checked(made, large, 3)
    yield Ratio(
        "gouji check, 10,000 reports, a second", "", *(10_000 / t for t in times), goal=2.0, sense="least"
    )
    peaks = made.medians(lambda b: b.gouji("check", large), "peak", 1)
    yield Ratio("the same, peak memory", "GiB", *(peak / 2**30 for peak in peaks), goal=0.6)
    starts = made.medians(lambda b: b.gouji("check", file), repeats=3)[1]
    costs = [(short[1] - starts) / 1_000, (times[1] - starts) / 10_000]
    yield Ratio("cost a report, 10,000 (right) against 1,000 (left)", "s", *costs, goal=1.1)


def _checked(made: Comparison, folder: Path, repeats: int | None = None) -> tuple[float, float]:
    return made.medians(lambda b: b.gouji("check", folder), repeats=repeats)


def _sizes(made: Comparison) -> tuple[list[float], float]:
    """Kilobytes a report of what both builds write of the sample data, and of what only the new one does.

    That are further files, sections of page and notebook, and kinds of output.
    """
    old, new = (_folders(made.folder / f"out-{one.name}") for one in (made.old, made.new))
    sections = {name for folder in old for name in _sections(folder / "audit.html")}
    kinds = {kind for folder in old for _, kind, _ in _outputs(folder / "audit.ipynb")}
    whole = [
        sum((folder / name).stat().st_size for folder in each for name in EVIDENCE) for each in (old, new)
    ]
    more = 0
    for folder in new:
        parts = _sections(folder / "audit.html")
        more += sum(len(part) for name, part in parts.items() if name not in sections)
        for section, kind, size in _outputs(folder / "audit.ipynb"):
            more += size if kind not in kinds or (section and section not in sections) else 0
    files = sum(one.stat().st_size for folder in new for one in folder.iterdir())
    per = len(new) * 1000
    return [whole[0] / len(old) / 1000, (whole[1] - more) / per], (files - whole[1] + more) / per


def _folders(out: Path) -> list[Path]:
    return [file.parent for file in out.glob("*/*/audit.html")]


def _sections(page: Path) -> dict[str, bytes]:
    found = re.findall(rb'(<section id="([^"]+)".*?</section>)', page.read_bytes(), re.DOTALL)
    return {name.decode(): part for part, name in found}


def _outputs(notebook: Path) -> Iterator[tuple[str, str, int]]:
    """Yield the section, the kind and the size of each output, as it lies in the file."""
    section = ""
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        section = cell["metadata"].get("gouji", {}).get("section", section)
        for output in cell.get("outputs", ()):
            for kind, data in output.get("data", {}).items():
                yield section, kind, len(json.dumps(data, ensure_ascii=False, indent=1).encode())


def write(page: Path, lines: list[str]) -> None:
    """Put lines into a page, in place of those between the marks."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    page.write_text("\n".join([before + MARKS[0], *lines, MARKS[1] + after]), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ref", help="the commit to be measured against")
    parser.add_argument("--full", action="store_true", help="also 10,000 reports: an hour")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--write", type=Path, help="put the table into this page")
    chosen = parser.parse_args()
    found: list[Ratio] = []
    with tempfile.TemporaryDirectory(prefix="gouji-against-") as temporary:
        folder = Path(temporary)
        with ThreadPoolExecutor(2) as both:
            builds = tuple(both.map(build, ("old", "new"), (chosen.ref, "HEAD"), (folder, folder)))
        lines = [f"| what | {chosen.ref} | here | ratio | goal | |", "|---|---|---|---|---|---|"]
        print("\n".join(lines), flush=True)
        for ratio in ratios(Comparison(*builds, folder, chosen.repeats), full=chosen.full):
            print(ratio.line(), flush=True)
            lines.append(ratio.line())
            found.append(ratio)
    if chosen.write:
        commit = subprocess.check_output(
            ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], text=True
        ).strip()
        facts = f"{commit}, {date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        write(chosen.write, [f"Measured of {facts}, load {os.getloadavg()[2]:.1f}:", "", *lines])
    if chosen.json:
        rows = [asdict(ratio) | {"ratio": ratio.ratio, "met": ratio.met} for ratio in found]
        facts = {"cores": os.cpu_count(), "load": os.getloadavg()[2], "ratios": rows}
        chosen.json.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

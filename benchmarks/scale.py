"""What gouji takes for very many reports, measured in one run: ``python -m benchmarks.scale [--full]``.

Prints a table and, with ``--json FILE``, writes the figures with the versions of what was measured. Without
``--full`` the sizes are small enough for a few minutes; rates and ratios mean the same.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import notebooks, screening, suites, summaries
from benchmarks.figure import Figure
from benchmarks.processes import GOUJI, run

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEASURED: Final = (
    "great_expectations",
    "ipykernel",
    "jupyter_client",
    "lxml",
    "numpy",
    "pandas",
    "papermill",
)
PARTS: Final = ("help", "check", "curve", "containers", "suites", "summary", "notebooks")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many reports each part measures; ``plain`` are those audited the plain way."""

    check: int
    curve: int
    container: int
    framed: int
    summary: int
    audited: int
    plain: int


QUICK: Final = Sizes(check=600, curve=1_000, container=40, framed=20_000, summary=300, audited=30, plain=4)
FULL: Final = Sizes(
    check=10_000, curve=100_000, container=200, framed=100_000, summary=5_000, audited=1_000, plain=20
)


def figures(sizes: Sizes, parts: list[str], folder: Path) -> Iterator[Figure]:
    """Measure one part after the other; ``folder`` is for what is made on the way."""
    if "help" in parts:
        starts = [run([*GOUJI, "--help"]).seconds for _ in range(5)]
        yield Figure("start of gouji --help", statistics.median(starts), "s", 0.3)
    if "check" in parts:
        yield from screening.figures(sizes.check, folder / "check")
    if "curve" in parts:
        yield from screening.curve(sizes.curve, folder / "curve")
    if "containers" in parts:
        yield from screening.by_container(sizes.container, folder / "containers")
    if "suites" in parts:
        yield from suites.figures(sizes.framed, folder / "suites")
    if "summary" in parts:
        yield from summaries.figures(sizes.summary, folder / "summary")
    if "notebooks" in parts:
        yield from notebooks.figures(sizes.audited, sizes.plain, folder / "notebooks")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of a province")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = parser.parse_args()
    sizes = FULL if chosen.full else QUICK
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as folder:
        for figure in figures(sizes, chosen.only or list(PARTS), Path(folder)):
            print(figure.line(), flush=True)
            found.append(figure)
    if chosen.json:
        facts = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "load": os.getloadavg()[2],
            "versions": {name: version(name) for name in ("gouji", *_MEASURED)},
            "sizes": asdict(sizes),
            "figures": [asdict(figure) | {"met": figure.met} for figure in found],
        }
        chosen.json.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

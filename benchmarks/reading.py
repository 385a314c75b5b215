"""Reports read a second on one core, by container: ``python -m benchmarks.reading [--reports N]``.

The reports are those of the test corpus; processor time of this process and its children counts, reading
and alignment together.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from corpus import sample_report, variants
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document

#: Reports a second on one core that each container must reach.
GOALS = {".txt": 100, ".md": 100, ".html": 100, ".pdf": 2}


def used() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(reports: int) -> dict[str, float]:
    """Reports a second, by suffix."""
    spent: dict[str, list[float]] = defaultdict(list)
    for variant in variants():
        for number in range(reports):
            data = variant.write(sample_report(variant.name, number))
            start = used()
            read_filing(read_document(data, f"report{variant.suffix}"), Roster.empty())
            spent[variant.suffix].append(used() - start)
    # the first report of a container pays for its imports
    return {suffix: (len(times) - 1) / max(sum(times[1:]), 1e-9) for suffix, times in sorted(spent.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2, help="reports of every variant")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = parser.parse_args()
    rates = measured(chosen.reports)
    for suffix, rate in rates.items():
        goal = GOALS.get(suffix)
        print(f"{suffix:6} {rate:8.1f} reports/s of one core" + (f"   goal {goal}" if goal else ""))
    if chosen.json:
        facts = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "reports_per_second": rates,
        }
        chosen.json.write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

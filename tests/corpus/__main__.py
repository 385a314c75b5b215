"""Write the corpus as files with their ``truth.json``: ``python -m corpus DIR [REPORTS_A_VARIANT]``."""

from __future__ import annotations

import sys
from pathlib import Path

import simplejson

from corpus.figures import sample_report
from corpus.variants import variants


def main(folder: Path, reports: int = 5) -> None:
    """Write ``reports`` reports in every variant."""
    folder.mkdir(parents=True, exist_ok=True)
    for variant in variants():
        for number in range(reports):
            report = sample_report(variant.name, number)
            stem = f"{variant.name}-{number}"
            (folder / f"{stem}{variant.suffix}").write_bytes(variant.write(report))
            truth = simplejson.dumps(report.as_json(), ensure_ascii=False, indent=1, use_decimal=True)
            (folder / f"{stem}.truth.json").write_text(truth + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))

"""What is recognised of scans made of the corpus: ``python -m benchmarks.scans [--reports N] [--write]``.

For every way to spoil a scan, over reports of both forms: the cells of the forms; those that are not offered,
as it cannot be told which they are; those that are doubtful, which a person is shown first; those offered as
certain; and how many of either are wrong, with the bound below which the true share of wrong ones among the
certain lies in 95 of 100 such measurements. It is never zero. Seconds are those of a processor.

Needs the extra ``gouji[ocr]``: ``make scans`` runs it, and writes the table into ``docs/reading.md``.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from scipy.stats import beta

from corpus import make_figures
from gouji.inputs.confirmed import doubts_of
from gouji.inputs.roster import Roster
from gouji.model.document import Source
from gouji.model.text import GoujiError
from gouji.readers import scan
from gouji.reports import Report, report_filing
from ocr.spoilt import WAYS, pages, printed, scanned

FORMS: Final = ("2019", "2021")
#: Figures of the first report; those of the tests are others.
FIRST_SEED: Final = 11
PAGE: Final = Path(__file__).parents[1] / "docs/reading.md"
_TABLE: Final = re.compile(r"(?<=<!-- make scans -->\n).*?(?=<!-- end -->)", re.S)
HEAD: Final = (
    "| scan | cells | not offered | doubtful | of these wrong "
    "| certain | of these wrong | at most | seconds a page |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
)


def bound(wrong: int, of: int) -> float:
    """Upper limit of Clopper and Pearson, one-sided, 95 %."""
    return 1.0 if wrong >= of else float(beta.ppf(0.95, wrong + 1, of - wrong))


def measured(way: str, reports: int) -> Counter[str]:
    """Counts of cells, pages and milliseconds over the scans of so many reports of each form."""
    told: Counter[str] = Counter()
    for form in FORMS:
        for seed in range(FIRST_SEED, FIRST_SEED + reports):
            figures = make_figures(Random(seed), form, zeros=0.3)
            data = scanned(*WAYS[way], figures)
            told["pages"] += len(pages(*WAYS[way], figures))
            told["cells"] += len(figures.cells)
            start = time.process_time()
            try:
                document = scan.read(data, Source("report.pdf", "0" * 64, "application/pdf", len(data)))
            except GoujiError:
                continue
            finally:
                told["milliseconds"] += round(1000 * (time.process_time() - start))
            filing = report_filing(Report("report.pdf"), document, Roster.empty())
            for cell in filing.form_cells:
                if cell.status == "recognised" and cell.id in figures.cells:
                    one = document.recognised[cell.place]
                    kind = "doubtful" if doubts_of(one) else "certain"
                    told[kind] += 1
                    told[f"{kind} wrong"] += one.text != printed(figures.cells[cell.id])
    return told


def line(way: str, told: Counter[str]) -> str:
    """Return a row of the table."""
    cells, certain, doubtful = told["cells"], told["certain"], told["doubtful"]
    seconds = told["milliseconds"] / 1000 / max(told["pages"], 1)
    return (
        f"| {way} | {cells} | {cells - certain - doubtful} | {doubtful} ({doubtful / cells:.1%}) "
        f"| {told['doubtful wrong']} | {certain} ({certain / cells:.1%}) | {told['certain wrong']} "
        f"| {bound(told['certain wrong'], certain):.2%} | {seconds:.1f} |\n"
    )


def main() -> None:
    """Print the table, and write it into the page of the documentation where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1, help="reports of each form")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    chosen = parser.parse_args()
    table, whole = HEAD, Counter[str]()
    for way in WAYS:
        told = measured(way, chosen.reports)
        whole += told
        table += line(way, told)
        print(table.splitlines()[-1], flush=True)
    table += line("all", whole)
    print(table)
    if chosen.write:
        PAGE.write_text(_TABLE.sub(lambda _: table, PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

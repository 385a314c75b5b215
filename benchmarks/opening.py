"""How fast a browser opens the evidence of a report: ``python -m benchmarks.opening [--pages N]``.

A made report in a fixed layout (PDF) is filled up to so many pages with prose and audited. Its page of
evidence and a plain page of the same words are opened in turn in one Chromium without a network: the medians
from the start of the navigation to the end of the load event, and how many times the plain page's time ours
takes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from dataclasses import replace
from html import escape
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks.figure import Figure
from benchmarks.processes import GOUJI, run
from copying.prose import own_prose
from corpus import make_figures
from corpus.story import Prose
from corpus.variants import PDF
from evidence.chromium import BROWSER, browser
from gouji.reports import Report, report_document

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMES: Final = 9
#: Milliseconds that the page took to load, as the browser itself says.
_TOOK: Final = """new Promise((done) => {
  const look = () => {
    const [one] = performance.getEntriesByType("navigation");
    one.loadEventEnd ? done(one.loadEventEnd - one.startTime) : setTimeout(look, 1);
  };
  look();
})"""


def report_of(pages: int, folder: Path) -> Path:
    """Write a report of at least so many pages, one total of which is mistyped."""
    made = make_figures(Random(5), "2021", zeros=0.3)
    story = PDF.story(made.with_cells(applications__new__total=made.cells["applications/new/total"] + 1))
    path = folder / f"2024{PDF.suffix}"
    rng = Random(7)
    while True:
        path.write_bytes(PDF.write_story(story))
        if len(report_document(Report(path.name, path)).pages) >= pages:
            return path
        more = tuple(Prose("".join(sentences)) for sentences in own_prose(rng))
        story = replace(story, blocks=(*story.blocks, *more))


def figures(pages: int, folder: Path) -> Iterator[Figure]:
    """Audit such a report, and open its page of evidence and a plain one."""
    report = report_of(pages, folder)
    run([*GOUJI, "audit", str(report), "--out", str(folder / "out")])
    [evidence] = folder.glob("out/*/*/audit.html")
    plain = folder / "plain.html"
    took: dict[Path, list[float]] = {plain: [], evidence: []}
    with browser() as page:
        page.screen(1280, 900)
        page.open(evidence.as_uri())
        words = page.look("document.body.innerText")
        plain.write_text(f"<!doctype html><meta charset=utf-8><pre>{escape(words)}</pre>", "utf-8")
        for _ in range(_TIMES):
            for path, seconds in took.items():
                page.open(path.as_uri())
                seconds.append(page.look(_TOOK) / 1000)
    ours, others = (statistics.median(took[path]) for path in (evidence, plain))
    about = f"opening the evidence of a PDF of {pages} pages"
    yield Figure(about, ours, "s", 0.3)
    yield Figure(f"{about}, against a plain page of its words", ours / others, "times")
    yield Figure(f"{about}: its page", evidence.stat().st_size / 1e3, "kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6)
    chosen = parser.parse_args()
    if BROWSER is None:
        sys.exit("no Chromium on this machine")
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as folder:
        for figure in figures(chosen.pages, Path(folder)):
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()

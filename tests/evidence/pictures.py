"""Takes the pictures of pages that the README shows: ``python -m evidence.pictures REPORTS IMAGES``."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from corpus import make_figures
from corpus.variants import PDF
from evidence.chromium import browser
from gouji.cli.main import run

#: The audit of a PDF file, which is made for its picture: no sample has pages.
DRAWN = "audit of a PDF file"
AUDIT = "2024/yunze-transport/audit.html"
DESK, PHONE = (1280, 960), (390, 780)
#: Name of the picture: page, screen, dark or light, and what is brought to the top of it.
PICTURES = {
    "summary": ("index.html", DESK, False, "body"),
    "audit": (AUDIT, DESK, False, "#tables table.t-applications"),
    "finding": (AUDIT, DESK, True, "#findings"),
    "original": (DRAWN, DESK, False, ".original svg a.m-violation"),
    "summary-phone": ("index.html", PHONE, False, "body"),
    "audit-phone": (AUDIT, PHONE, True, "body"),
}


def main(reports: Path, images: Path) -> None:
    images.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, browser() as page:
        drawn = _drawn(Path(folder))
        for name, (address, screen, dark, top) in PICTURES.items():
            page.screen(*screen, dark=dark, scale=1.5)
            page.open((drawn if address == DRAWN else reports / address).absolute().as_uri())
            block = "center" if address == DRAWN else "start"
            page.look(f"document.querySelector({top!r}).scrollIntoView({{block: {block!r}}})")
            (images / f"{name}.webp").write_bytes(page.picture())


def _drawn(folder: Path) -> Path:
    """Audit a PDF file in which one total is mistyped, and return the page."""
    figures = make_figures(Random(5), "2021", zeros=0.5)
    total = "applications/new/total"
    mistyped = figures.with_cells(**{total.replace("/", "__"): figures.cells[total] + 1})
    report = folder / "2024" / "report.pdf"
    report.parent.mkdir()
    report.write_bytes(PDF.write_story(PDF.story(mistyped)))
    run(["audit", str(report), "--data", str(folder), "--out", str(folder / "reports")])
    [page] = (folder / "reports").glob("*/*/audit.html")
    return page


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

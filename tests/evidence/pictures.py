"""Takes the pictures of pages that the README shows: ``python -m evidence.pictures REPORTS IMAGES``."""

from __future__ import annotations

import sys
from pathlib import Path

from evidence.chromium import browser

AUDIT = "2024/yunze-transport/audit.html"
DESK, PHONE = (1280, 960), (390, 780)
#: Name of the picture: page, screen, dark or light, and what is brought to the top of it.
PICTURES = {
    "summary": ("index.html", DESK, False, "body"),
    "audit": (AUDIT, DESK, False, "#tables table.t-applications"),
    "finding": (AUDIT, DESK, True, "#findings"),
    "summary-phone": ("index.html", PHONE, False, "body"),
    "audit-phone": (AUDIT, PHONE, True, "body"),
}


def main(reports: Path, images: Path) -> None:
    images.mkdir(parents=True, exist_ok=True)
    with browser() as page:
        for name, (address, screen, dark, top) in PICTURES.items():
            page.screen(*screen, dark=dark, scale=1.5)
            page.open((reports / address).absolute().as_uri())
            page.look(f"document.querySelector({top!r}).scrollIntoView()")
            (images / f"{name}.webp").write_bytes(page.picture())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

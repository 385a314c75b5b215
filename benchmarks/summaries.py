"""The summary over very many audits: how long it takes, and how large its page is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.figure import Figure
from benchmarks.made import write_reports
from gouji.audits import audit_filings
from gouji.batch.pool import Pool
from gouji.batch.run import DEFAULT_KERNEL
from gouji.batch.summary import summarise
from gouji.inputs.roster import Roster
from gouji.model.as_json import audit_json, dumps
from gouji.model.filing import Filing
from gouji.reports import collect, read_reports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DIFFERENT = 200


def figures(audits: int, folder: Path) -> Iterator[Figure]:
    """Lay audits down as a run does, some two hundred of them over and over, and summarise them."""
    write_reports(folder / "reports", _DIFFERENT)
    read = [
        one for one in read_reports(collect([folder / "reports"]), Roster.empty()) if isinstance(one, Filing)
    ]
    known = [audit_json(audit) for audit in audit_filings(read)]
    out = folder / "out"
    for number in range(audits):
        audit = known[number % len(known)]
        named = audit | {"agency_id": f"a{number:06}", "agency": f"{audit['agency']}第{number}分局"}
        place = out / str(audit["year"]) / named["agency_id"]
        place.mkdir(parents=True)
        (place / "audit.json").write_text(dumps(named) + "\n", "utf-8")
    started = time.monotonic()
    with Pool(None, 1) as pool:
        summarise(pool, out, [], roster=None, decisions=None, lang="zh", kernel=DEFAULT_KERNEL)
    about = f"summary over {audits} audits"
    yield Figure(about, time.monotonic() - started, "s", 30)
    yield Figure(f"{about}: its page", (out / "index.html").stat().st_size / 1e6, "MB", 5)

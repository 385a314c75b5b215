"""``python -m acceptance``: what is said otherwise than recorded, rule by rule; status 1 where anything is.

``--update`` records what is said now, what is new as ``unreviewed``, and writes ``docs/accuracy.md`` and the
tables on programs in ``docs/reading.md`` again; ``--archives`` looks at the copies in the archives as well,
which takes minutes, and measures the time that each kind of file takes.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import Final

from acceptance import accuracy, record
from acceptance.reports import ROOT, archives, everything

PAGE = ROOT / "docs/accuracy.md"
READING = ROOT / "docs/reading.md"
PRODUCERS: Final = re.compile(r"(?<=<!-- make reading-table: programs -->\n).*?(?=\n<!-- end -->)", re.DOTALL)
CONTAINERS: Final = re.compile(
    r"(?<=<!-- make reading-table: containers -->\n).*?(?=\n<!-- end -->)", re.DOTALL
)


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    recorded, said = record.load(), everything()
    if "--archives" in arguments:
        said |= archives()
    differing = record.differences(recorded, said)
    print("\n".join(differing) or f"{len(said)} reports: nothing is said otherwise than recorded.")
    if "--update" in arguments:
        recorded = record.updated(recorded, said)
        record.save(recorded)
        PAGE.write_text(accuracy.page(recorded), "utf-8")
        reading = PRODUCERS.sub(lambda _: accuracy.producers(recorded), READING.read_text("utf-8"))
        if spent := sum((Counter(one.seconds) for one in said.values()), Counter()):
            reading = CONTAINERS.sub(lambda _: accuracy.containers(recorded, spent), reading)
        READING.write_text(reading, "utf-8")
    if unreviewed := record.unreviewed(recorded):
        print("\n".join(["", f"{len(unreviewed)} not reviewed in {record.RECORD.name}:", *unreviewed]))
    return 1 if "--update" not in arguments and (differing or unreviewed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

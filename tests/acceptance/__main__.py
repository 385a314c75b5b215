"""``python -m acceptance``: what is said otherwise than recorded, rule by rule; status 1 where anything is.

``--update`` records what is said now, what is new as ``unreviewed``, and writes ``docs/accuracy.md`` again;
``--archives`` looks at the copies in the archives as well, which takes minutes.
"""

from __future__ import annotations

import sys

from acceptance import accuracy, record
from acceptance.reports import ROOT, archives, everything

PAGE = ROOT / "docs/accuracy.md"


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
    if unreviewed := record.unreviewed(recorded):
        print("\n".join(["", f"{len(unreviewed)} not reviewed in {record.RECORD.name}:", *unreviewed]))
    return 1 if "--update" not in arguments and (differing or unreviewed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The table of ``docs/reliability.md``: hostile inputs tried and faults injected, and what came of them.

``python -m reliability`` with ``tests`` on the path tries all of it (an hour on two cores), writes the table,
and ends with status 1 where anything was lost, wrong or escaped. ``--only NAME`` tries the kinds called so
and prints what it would write.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from faults.command import Sample, kill_a_part, kill_the_command
from faults.injections import injected, kinds
from hostile.bounded import read_all
from hostile.files import BAD_FILES
from hostile.inputs import KINDS
from hostile.trial import MEMORY, SECONDS, SHOWN, tried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

TABLE = Path(__file__).parents[1] / "docs/reliability.md"
#: Kills of the whole command, and of one process of it.
KILLS = 50
PARTS = 6
_MOST_SHOWN = 20

_INPUTS = ("kind", "inputs", "read", "refused", "lost", "wrong cells", "escapes")
_FAULTS = ("kind", "injected", "told", "torn or lost files", "runs not completed", "no clear message")


_PAGE = """# Reliability

Made by `make test-all`; what is measured is defined in `tests/reliability.py`. Inputs and faults are made
from seeds; only kills at random moments depend on the machine.

**{inputs:,} hostile inputs** tried, **{faults:,} faults** injected, {kills:,} of them kills:
{losses} losses, {wrong} inputs with wrong cells, {escapes} with escapes.

## Hostile inputs

Each is read in a child process of at most {memory:,} MiB and {seconds} s of processor time.

- *lost*: ended without a reading and without a message that names the file in both languages;
- *wrong cells*: a number was read that is not the printed one (for kinds that change what is printed: that
  is not what its own cell prints);
- *escapes*: anything that is more than text when the report is audited and shown as page, terminal lines,
  JSON, CSV, XLSX, folder name and notebook parameters (one in {shown} of the first three kinds).

{input_table}

## Faults

Kinds that name `gouji audit` meet the whole command with its kernels. The others meet runs whose kernels
answer from memory, as kernels write nothing into the output folder, at every operation on a file below it.

- *told*: the run ended with a message that names the folder;
- *torn or lost files*: a file in `reports/` was neither the older nor the newer one, whole, or a manifest did
  not tell that the folder was incomplete;
- *runs not completed*: what the next run left was not, byte for byte, what an undisturbed one leaves.

{fault_table}
"""


@dataclass
class Row:
    """One kind: its counts by column, and for every harm a line that says where."""

    kind: str
    counts: Counter[str] = field(default_factory=Counter)
    harm: list[str] = field(default_factory=list)

    def cells(self, columns: Sequence[str]) -> str:
        """Return the row of the table."""
        return f"| {self.kind} | " + " | ".join(f"{self.counts[column]:,}" for column in columns[1:]) + " |"

    def count(self, column: str, where: str, *, harm: bool) -> None:
        """Count a harm where there is one."""
        self.counts[column] += harm
        if harm:
            self.harm.append(f"{self.kind}: {column}: {where}")


def mutations(name: str, count: int) -> Row:
    """Try the hostile inputs of a kind."""
    row = Row(name)
    for one in tried(name, 0, count):
        row.counts["inputs"] += 1
        row.counts[one.how] += 1
        row.count("lost", f"{one.number} {one.how} {one.said}", harm=one.lost)
        row.count("wrong cells", f"{one.number} {one.wrong[:2]}", harm=bool(one.wrong))
        row.count("escapes", f"{one.number} {one.escaped[:2]}", harm=bool(one.escaped))
    return row


def bad_files(name: str) -> Row:
    """Read the bad files of a kind."""
    row = Row(f"made by hand: {name}")
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        paths = []
        for bad in (bad for bad in BAD_FILES if bad.kind == name):
            paths.append(Path(folder, bad.name))
            paths[-1].write_bytes(bad.make())
        for title, ended in read_all(paths).items():
            row.counts["inputs"] += 1
            row.counts[ended.how] += 1
            row.count("lost", f"{title} {ended.how} {ended.en}", harm=ended.how not in {"read", "refused"})
    return row


def faults(name: str, count: int) -> Row:
    """Inject the faults of a kind into runs on the stage."""
    row = Row(name)
    for _, after in injected({name: list(range(count))}):
        row.counts["injected"] += after.struck
        row.counts["told"] += bool(after.said)
        row.count("torn or lost files", str(after), harm=bool(after.torn or after.lost or after.unsaid))
        row.count("runs not completed", str(after), harm=bool(after.different))
        row.count("no clear message", str(after), harm=bool(after.unclear))
    return row


def killed_commands() -> Row:
    """Kill the whole command at random moments; one run at the end must make everything."""
    row = Row("`gouji audit` on `data/` killed, with all it started or alone")
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        sample = Sample(Path(folder))
        number = 0
        while row.counts["injected"] < KILLS:
            row.counts["injected"] += kill_the_command(sample, number)
            row.count("torn or lost files", f"{number} {sample.torn()}", harm=bool(sample.torn()))
            number += 1
        sample.finish()
        row.count("runs not completed", str(sample.different()), harm=bool(sample.different()))
    return row


def killed_parts() -> Row:
    """Kill a kernel, a worker or a server of the command at random moments."""
    row = Row("a kernel, worker or server of `gouji audit` on `data/` killed")
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        sample = Sample(Path(folder))
        for number in range(PARTS):
            struck, said = kill_a_part(sample, number)
            row.counts["injected"] += struck
            row.count("no clear message", f"{number} {said}", harm=said.startswith("!"))
            row.count("torn or lost files", f"{number}", harm=False)
            sample.finish()
            row.count("runs not completed", f"{number} {sample.different()}", harm=bool(sample.different()))
    return row


def everything(only: str) -> tuple[list[Row], list[Row]]:
    """Try all kinds that are asked for, several at once, and return the rows of both tables."""
    inputs: list[Callable[[], Row]] = [
        lambda kind=kind: mutations(kind.name, kind.count) for kind in KINDS if only in kind.name
    ]
    inputs += [
        lambda name=name: bad_files(name)
        for name in dict.fromkeys(bad.kind for bad in BAD_FILES)
        if only in name
    ]
    broken: list[Callable[[], Row]] = [
        lambda kind=kind, count=count: faults(kind, count) for kind, count in kinds().items() if only in kind
    ]
    broken += [work for work in (killed_commands, killed_parts) if only in (work.__name__, "")]
    jobs = (os.cpu_count() or 1) + 2
    with ThreadPoolExecutor(jobs) as pool:
        # what takes longest first
        last_first = [pool.submit(_told, work) for work in reversed(broken)]
        rows = [pool.submit(_told, work) for work in inputs]
        return [future.result() for future in rows], [future.result() for future in reversed(last_first)]


def _told(work: Callable[[], Row]) -> Row:
    row = work()
    print(row.kind, dict(row.counts), *row.harm[:_MOST_SHOWN], sep="\n  ", file=sys.stderr, flush=True)
    return row


def _table(columns: Sequence[str], rows: Iterable[Row]) -> list[str]:
    rows = list(rows)
    total = Row("**all**", sum((row.counts for row in rows), Counter()))
    head = f"| {' | '.join(columns)} |"
    return [head, f"|{'---|' * len(columns)}", *(row.cells(columns) for row in (*rows, total))]


def page(inputs: Sequence[Row], broken: Sequence[Row]) -> str:
    """Return the page."""
    harm = sum((row.counts for row in (*inputs, *broken)), Counter[str]())
    losses = sum(
        harm[name] for name in ("lost", "torn or lost files", "runs not completed", "no clear message")
    )
    return _PAGE.format(
        inputs=harm["inputs"],
        faults=harm["injected"],
        kills=sum(row.counts["injected"] for row in broken if "killed" in row.kind),
        losses=losses,
        wrong=harm["wrong cells"],
        escapes=harm["escapes"],
        memory=MEMORY // 2**20,
        seconds=SECONDS,
        shown=SHOWN,
        input_table="\n".join(_table(_INPUTS, inputs)),
        fault_table="\n".join(_table(_FAULTS, broken)),
    )


def main(arguments: Sequence[str]) -> int:
    """Try everything and write the table."""
    parser = argparse.ArgumentParser(prog="python -m reliability")
    parser.add_argument("--only", default="", help="part of the name of the kinds to try")
    only = parser.parse_args(arguments).only
    inputs, broken = everything(only)
    text = page(inputs, broken)
    if only:
        print(text)
    else:
        TABLE.write_text(text, "utf-8")
    return int(any(row.harm for row in (*inputs, *broken)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

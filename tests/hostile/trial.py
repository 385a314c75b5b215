"""Hostile inputs tried one after the other in a bounded child: what was read wrongly, and what escaped.

``python -m hostile.trial KIND FIRST LAST`` prints one JSON line an input; :func:`tried` starts such children.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hostile.bounded import allow, most_memory
from hostile.inputs import KINDS, Input

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.filing import Filing

MEMORY = 2 * 2**30
#: Seconds of processor time for one input, a hundred times what one needs.
SECONDS = 60
#: Of how many inputs one is shown as well, which takes ten times as long as reading it.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tried:
    """How reading an input ended: ``read``, ``refused`` with a message, ``broken`` or ``endless``.

    ``wrong`` are cells whose number is not the printed one, ``escaped`` what was shown as more than text.
    """

    number: int
    how: str
    said: str = ""
    wrong: tuple[str, ...] = ()
    escaped: tuple[str, ...] = ()
    peak: int = 0

    @property
    def lost(self) -> bool:
        """Say whether the input ended without a reading and without a message."""
        return self.how not in {"read", "refused"}


def tried(kind: str, first: int, last: int) -> Iterator[Tried]:
    """Try inputs in a child; on its death the next child goes on with the next input."""
    while first < last:
        with subprocess.Popen(
            [sys.executable, "-m", "hostile.trial", kind, str(first), str(last)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            for line in child.stdout:
                yield Tried(**json.loads(line))
                first += 1
            said = child.stderr.read()[-2000:]
        if first < last:
            how = "endless" if child.returncode == -signal.SIGXCPU else "broken"
            yield Tried(first, how, f"exit status {child.returncode} {said}")
            first += 1


def try_one(made: Input, folder: Path) -> tuple[str, str, Filing | None]:
    """Read one input from a file as the command line does."""
    from gouji.inputs.roster import Roster
    from gouji.model.text import GoujiError
    from gouji.reports import Report, read_report

    path = folder / "input"
    path.write_bytes(made.data)
    try:
        filing = read_report(Report(made.name, path), Roster.empty())
    except GoujiError as error:
        told = made.name in error.text.zh and made.name in error.text.en and error.text.zh != error.text.en
        return ("refused" if told else "broken"), error.text.en, None
    except Exception as error:
        return "broken", f"{type(error).__name__}: {error}"[:1000], None
    return "read", "", filing


def misread(made: Input, filing: Filing) -> list[str]:
    """Return the cells whose number is not the printed one, as far as the input can tell."""
    from gouji.model.values import parse_value
    from tools.score import judge

    wrong = []
    for cell in filing.form_cells:
        if made.truth is None:
            bad = cell.status in {"read", "annotated"} and parse_value(cell.printed, cell.unit) != (
                cell.value,
                cell.status,
            )
        elif cell.id in made.touched:
            bad = cell.value is not None
        else:
            bad = judge(cell, made.truth.get(cell.id)) == "wrong"
        if bad:
            wrong.append(f"{cell.id}: {cell.printed!r} {cell.status} {cell.value}")
    return wrong


def _main(name: str, first: int, last: int) -> None:
    from hostile.escapes import escapes

    [kind] = [kind for kind in KINDS if kind.name == name]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory(prefix="gouji-trial-") as folder:
        for number in range(first, last):
            allow(SECONDS)
            made = kind(number)
            how, said, filing = try_one(made, Path(folder))
            wrong = misread(made, filing) if filing else ()
            escaped = (
                escapes(filing, ("zh", "en")[number // SHOWN % 2])
                if filing and kind.shown and not number % SHOWN
                else ()
            )
            peak = most_memory()
            print(
                json.dumps(asdict(Tried(number, how, said, tuple(wrong), tuple(escaped), peak))), flush=True
            )


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

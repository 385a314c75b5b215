"""Reading in a child process with bounds on memory and on work, as nothing here can be trusted to end.

``python -m hostile.bounded FILE...`` prints one JSON line a file. Processor time is bounded for each file,
memory for the process; what a reader starts itself has bounds of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A whole audit machine has several of these at work.
MEMORY = 3 * 2**30
#: Seconds of processor time for one file, many times what the worst file needs.
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """How reading a file ended: ``read``, ``refused`` with a message, ``broken`` or ``endless``."""

    how: str
    zh: str = ""
    en: str = ""
    #: cell id to printed text, value and status
    cells: dict[str, tuple[str | None, float | None, str]] | None = None
    #: most memory that the process has needed so far, in bytes
    peak: int = 0


def read_all(files: Sequence[Path]) -> dict[str, Ended]:
    """Read files one after the other in one child; on its death the next child goes on with the next file."""
    ended: dict[str, Ended] = {}
    left = list(files)
    while left:
        child = subprocess.run(
            [sys.executable, "-m", "hostile.bounded", *map(str, left)],
            cwd=Path(__file__).parents[1],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            check=False,
        )
        for line in child.stdout.decode("utf-8").splitlines():
            found = json.loads(line)
            ended[left.pop(0).name] = Ended(**found)
        if left:
            why = f"exit status {child.returncode}\n{child.stderr.decode('utf-8', 'replace')[-2000:]}"
            ended[left.pop(0).name] = Ended("endless" if child.returncode == -24 else "broken", en=why)
    return ended


def most_memory() -> int:
    """Bytes of memory that this process has needed at most; getrusage counts its parent's as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def allow(seconds: int) -> None:
    """Let this process use so many seconds of processor time from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))


def _outcome(file: Path) -> Ended:
    from gouji.inputs.roster import Roster
    from gouji.model.text import GoujiError
    from gouji.reports import Report, read_report

    try:
        filing = read_report(Report(file.name, file), Roster.empty())
    except GoujiError as error:
        return Ended("refused", error.text.zh, error.text.en)
    except Exception as error:
        return Ended("broken", en=f"{type(error).__name__}: {error}"[:2000])
    cells = {
        cell.id: (cell.printed, None if cell.value is None else float(cell.value), cell.status)
        for cell in filing.form_cells
    }
    return Ended("read", cells=cells)


def _main(names: Sequence[str]) -> None:
    from gouji.extract import extraction  # noqa: F401  what every file needs is not counted for the first
    from gouji.model.as_json import dumps
    from gouji.readers import containers  # noqa: F401  what every file needs is not counted for the first

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name in names:
        allow(SECONDS)
        ended = _outcome(Path(name))
        peak = most_memory()
        told = {"how": ended.how, "zh": ended.zh, "en": ended.en, "cells": ended.cells, "peak": peak}
        print(dumps(told).replace("\n", " "), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1:])

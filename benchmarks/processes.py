"""A command and all the processes it starts: how long they take, and how much memory they hold together."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EVERY: Final = 0.1
#: To weigh large processes takes the system as long as much of their work: seconds between two times.
_WEIGHED_EVERY: Final = 1.0
GOUJI: Final = (sys.executable, "-c", "from gouji.cli.main import main; main()")


@dataclass(frozen=True, slots=True)
class Ran:
    """``seconds`` on the clock, ``cpu`` seconds of all processes, ``peak`` bytes that all held at once."""

    seconds: float
    cpu: float
    peak: int


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    beside: Sequence[psutil.Process] = (),
) -> Ran:
    """Run a command to its end, its output thrown away. Raises CalledProcessError where it fails.

    Memory is the proportional set size: what processes share is counted once. Processes ``beside`` it that
    work for it, and live on, are counted with it.
    """
    before, since, peak, weighed = _children() + _used(beside), time.monotonic(), 0, 0.0
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        if time.monotonic() - weighed >= _WEIGHED_EVERY:
            peak, weighed = max(peak, _held([watched, *beside])), time.monotonic()
        time.sleep(_EVERY)
    seconds = time.monotonic() - since
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Ran(seconds, _children() + _used(beside) - before, peak)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _held(processes: Sequence[psutil.Process]) -> int:
    held = 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            for one in (process, *process.children(recursive=True)):
                with suppress(psutil.Error):
                    held += one.memory_full_info().pss
    return held


def _used(processes: Sequence[psutil.Process]) -> float:
    """Seconds of processor time of processes so far, their children included."""
    trees = [one for process in processes for one in (process, *process.children(recursive=True))]
    return sum(sum(one.cpu_times()[:4]) for one in trees)


def processor_seconds() -> float:
    """Seconds of processor time so far, those of the process that reads PDF files and lives on included."""
    alive = (child.cpu_times() for child in psutil.Process().children())
    return sum(os.times()[:4]) + sum(sum(times[:4]) for times in alive)

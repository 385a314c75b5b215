"""Whole runs of ``gouji audit`` over the sample reports, with real kernels, killed at random moments.

The evidence is the same from run to run, so every file that a killed run leaves must be, byte for byte, the
one that an undisturbed run leaves.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil

from gouji.evidence.runrecord import RECORD_FOLDER

DATA = Path(__file__).parents[2] / "data"
#: Kills after which the folder is emptied: else there would soon be nothing left to do for a run.
ROUNDS = 5


@dataclass
class Sample:
    """A copy of the sample reports and an output folder; ``whole`` is what an undisturbed run leaves.

    ``seconds`` is how long a run into an empty folder took last: the machine may become less busy.
    """

    home: Path
    seconds: float = 0
    whole: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shutil.copytree(DATA, self.home / "data")
        started = time.monotonic()
        self.finish()
        self.seconds = time.monotonic() - started
        self.whole = self.files()
        self.empty()

    @property
    def out(self) -> Path:
        return self.home / "reports"

    def empty(self) -> None:
        """Remove all evidence."""
        shutil.rmtree(self.out, ignore_errors=True)

    def start(self) -> psutil.Popen:
        """Start a run, which leads a process group of its own."""
        return psutil.Popen(
            [sys.executable, "-c", "from gouji.cli.main import main; main()", "audit", "--data", "data"],
            cwd=self.home,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self) -> str:
        """Run to the end and return what was said; the run must be able to do all its work."""
        run = self.start()
        _, said = run.communicate()
        assert run.returncode == 0, said
        return said

    def ends_before(self, part: float, run: psutil.Popen, *, anew: bool) -> bool:
        """Wait for a part of the seconds that a run takes; say whether it has ended by then.

        ``anew``: it began with an empty folder.
        """
        started = time.monotonic()
        try:
            run.wait(timeout=part * self.seconds)
        except psutil.TimeoutExpired:
            return False
        if anew:
            self.seconds = time.monotonic() - started
        return True

    def files(self) -> dict[str, bytes]:
        """Return every file of the evidence by name, but for what an interrupted run has left aside."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file() and path.parent.name != RECORD_FOLDER and path.suffix != ".part"
        }

    def torn(self) -> list[str]:
        """Return the files that are not as an undisturbed run leaves them."""
        return sorted(name for name, found in self.files().items() if found != self.whole.get(name))

    def different(self) -> list[str]:
        """Return all by which the folder differs from what an undisturbed run leaves."""
        here = self.files()
        return sorted(name for name in here | self.whole if here.get(name) != self.whole.get(name))


def kill_the_command(sample: Sample, number: int) -> bool:
    """Kill a run with its process group, or alone at odd numbers; say whether it died of that.

    What the run has started must end as well.
    """
    anew = number % ROUNDS == 0
    if anew:
        sample.empty()
    run = sample.start()
    if sample.ends_before(Random(number).uniform(0, 1), run, anew=anew):
        run.communicate()
        return False
    family = run.children(recursive=True)
    if number % 2:
        run.kill()
    else:
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    psutil.wait_procs(family, timeout=30)
    left = [one.pid for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert not left, f"processes {left} outlived their run"
    return bool(run.returncode == -signal.SIGKILL)


def kill_a_part(sample: Sample, number: int) -> tuple[bool, str]:
    """Kill a worker, server or kernel that a run has started; say whether there was one, and what was said.

    Python's own tracker of semaphores, which complains when it is killed and does no work, is let live.
    """
    sample.empty()
    rng = Random(number)
    run = sample.start()
    ended = sample.ends_before(rng.uniform(0.2, 0.9), run, anew=True)
    family = [] if ended else [one for one in run.children(recursive=True) if _works(one)]
    struck = bool(family)
    if struck:
        rng.choice(sorted(family, key=lambda one: one.pid)).kill()
    _, said = run.communicate()
    if run.returncode not in (0, 3) or "Traceback" in said:
        said = f"!{run.returncode} {said}"
    return struck, said


def _works(process: psutil.Process) -> bool:
    """Say whether a process is at work for the run: it has not ended, and is no tracker of semaphores."""
    try:
        return "resource_tracker" not in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False

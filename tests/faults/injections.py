"""The faults: each meets a run before one of its operations on a file, or at some moment.

:func:`injected` does so in a process of its own, which has no threads, as it forks.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING

from faults.forks import before_each_operation, in_a_fork
from faults.mounts import mount_read_only, mount_small, own_mounts, possible, unmount
from faults.stage import Stage, stage
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

#: More than a run has operations on files below its output folder.
OPERATIONS = 100
#: Of the kinds that have no natural number.
MOMENTS = 120
TWICE = 130
TOGETHER = 30
SIZES = 40
#: A run takes longer than so many seconds on every machine.
_SHORTEST = 0.001
#: Bytes of a disk that has room for a run, before it is filled.
DISK = 2**22


@dataclass(frozen=True, slots=True)
class After:
    """What a fault left; ``struck`` says how often it met a run.

    ``said`` is the message in both languages, ``unclear`` any other error. ``torn`` and ``lost`` are files
    in the output folder before the next run, ``different`` those after it, ``unsaid`` silent manifests.
    """

    struck: int
    said: list[str] | None = None
    unclear: str | None = None
    torn: Sequence[str] = ()
    lost: Sequence[str] = ()
    unsaid: Sequence[str] = ()
    different: Sequence[str] = ()

    @property
    def good(self) -> bool:
        """Say whether nothing was lost and nobody left without an explanation."""
        return not (self.unclear or self.torn or self.lost or self.unsaid or self.different)


def kill_before_operation(at: Stage, number: int, *, empty: bool = False) -> After:
    """Kill a run before one of its operations."""
    at.set(empty=empty)
    struck = _killed_at(at, number)
    return _settled(at, struck=struck, empty=empty)


def kill_a_first_run(at: Stage, number: int) -> After:
    """Kill a run that found an empty folder."""
    return kill_before_operation(at, number, empty=True)


def _moment(at: Stage, number: int) -> float:
    """Draw a moment, in seconds, of the first four fifths of a run; one is run to see how long that is."""
    at.set()
    began = time.monotonic()
    in_a_fork(lambda: _said(at))
    return Random(number).uniform(0, 0.8 * (time.monotonic() - began))


def kill_at_moment(at: Stage, number: int) -> After:
    """Kill a run at a random moment; one that had ended by then is run again, and killed earlier."""
    moment, struck = _moment(at, number), False
    while not struck and moment > _SHORTEST:
        at.set()
        pid = os.fork()
        if pid == 0:
            at.run()
            os._exit(0)
        time.sleep(moment)
        os.kill(pid, signal.SIGKILL)
        struck = os.waitpid(pid, 0)[1] == signal.SIGKILL
        moment /= 2
    return _settled(at, struck=struck)


def kill_twice(at: Stage, number: int) -> After:
    """Kill a run, and the next one as well."""
    at.set()
    rng = Random(number)
    struck = [_killed_at(at, rng.randrange(OPERATIONS - 20)) for _ in range(2)]
    return _settled(at, struck=sum(struck))


def fill_the_disk(at: Stage, number: int) -> After:
    """Leave no room on the disk from some operation on."""
    ballast = at.out / RECORD_FOLDER / "ballast"

    def strike() -> None:
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass

    def mount() -> None:
        own_mounts()
        mount_small(at.out, DISK)

    return _disturbed(at, number, strike, lift=ballast.unlink, prepare=mount)


def forbid_writing(at: Stage, number: int) -> After:
    """Make the folder read-only from some operation on."""
    return _disturbed(
        at, number, lambda: mount_read_only(at.out), lift=lambda: unmount(at.out), prepare=own_mounts
    )


def take_the_folder_away(at: Stage, number: int) -> After:
    """Let the output folder vanish at some operation."""
    return _disturbed(at, number, lambda: at.out.rename(at.home / f"gone-{number}"), losing=True)


def limit_the_file_size(at: Stage, number: int) -> After:
    """Let no file grow beyond a size, as a quota does."""
    most = int(1.25 ** (number + 12))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    return _disturbed(
        at,
        0,
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1])),
        lift=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before),
    )


def move_the_clock(at: Stage, number: int) -> After:
    """Give every file of inputs and evidence a time of its own between 1970 and 2100."""
    rng = Random(number)

    def strike() -> None:
        for path in sorted(at.home.rglob("*")):
            with suppress(FileNotFoundError):
                os.utime(path, (moment := rng.uniform(0, 4.1e9), moment))

    return _disturbed(at, number, strike)


def run_twice_at_once(at: Stage, number: int) -> After:
    """Run once more into the folder while another run is held before one of its operations."""
    at.set()
    held = os.fork()
    if held == 0:
        before = OPERATIONS * number // TOGETHER
        before_each_operation(at.out, lambda now: now == before and os.kill(os.getpid(), signal.SIGSTOP))
        with suppress(GoujiError):
            at.run()
        os._exit(0)
    struck = os.WIFSTOPPED(os.waitpid(held, os.WUNTRACED)[1])
    status, said = in_a_fork(lambda: _said(at))
    if struck:
        os.kill(held, signal.SIGCONT)
        os.waitpid(held, 0)
    clear = status == 0 and (said is None or "另一个 gouji" in said[0])
    return _settled(at, struck=struck, said=said, unclear=None if clear else str(said))


def _killed_at(at: Stage, number: int) -> bool:
    def work() -> None:
        before_each_operation(at.out, lambda now: now == number and os.kill(os.getpid(), signal.SIGKILL))
        at.run()

    return in_a_fork(work)[0] == signal.SIGKILL


def _settled(
    at: Stage, *, struck: bool, empty: bool = False, said: list[str] | None = None, unclear: str | None = None
) -> After:
    torn, lost, unsaid = at.torn(), [] if empty else at.lost(), at.unsaid()
    status, error = in_a_fork(at.run)
    return After(struck, said, unclear or (error if status else None), torn, lost, unsaid, at.different())


def _disturbed(
    at: Stage,
    number: int,
    strike: Callable[[], object],
    *,
    lift: Callable[[], object] = lambda: None,
    prepare: Callable[[], object] = lambda: None,
    losing: bool = False,
) -> After:
    """Let something befall a run before one of its operations, lift it, and run again."""

    def work() -> dict[str, object]:
        prepare()
        at.set()
        struck = over = False

        def act(now: int) -> None:
            nonlocal struck
            if now == number and not over:
                struck = True
                strike()

        before_each_operation(at.out, act)
        unclear = said = None
        try:
            at.run()
        except GoujiError as error:
            said = [error.text.zh, error.text.en]
        except Exception as error:
            unclear = repr(error)
        over = True
        torn, lost, unsaid = at.torn(), at.lost(), at.unsaid()
        if losing:
            # a summary of what was left may lie in the new folder, without a manifest that seals it
            torn, lost = [name for name in torn if name.count("/") == 2], []
        if struck:
            lift()
        at.run()
        return asdict(After(struck, said, unclear, torn, lost, unsaid, at.different()))

    status, gave = in_a_fork(work)
    return After(False, unclear=str(gave)) if status else After(**gave)


def _said(at: Stage) -> list[str] | None:
    try:
        at.run()
    except GoujiError as error:
        return [error.text.zh, error.text.en]
    return None


#: What each kind is called, how it is injected, and how many there are.
KINDS = {
    "killed before an operation on a file": (kill_before_operation, OPERATIONS),
    "killed in an empty folder": (kill_a_first_run, OPERATIONS),
    "killed at a random moment": (kill_at_moment, MOMENTS),
    "killed twice in a row": (kill_twice, TWICE),
    "disk full from an operation on": (fill_the_disk, OPERATIONS),
    "folder read-only from an operation on": (forbid_writing, OPERATIONS),
    "folder taken away at an operation": (take_the_folder_away, OPERATIONS),
    "no file beyond a size": (limit_the_file_size, SIZES),
    "clock and file times moved": (move_the_clock, OPERATIONS),
    "two runs into one folder": (run_twice_at_once, TOGETHER),
}
#: These need mounts of their own.
MOUNTED = frozenset({"disk full from an operation on", "folder read-only from an operation on"})


def kinds() -> dict[str, int]:
    """Return how many faults of each kind can be tried on this machine."""
    able = possible()
    return {kind: count for kind, (_, count) in KINDS.items() if able or kind not in MOUNTED}


def injected(asked: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, After]]:
    """Inject faults by kind and number on one stage, and yield what came of each as it comes."""
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "faults.injections", json.dumps(asked)],
        env=os.environ | one_thread | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        for line in child.stdout:
            kind, after = json.loads(line)
            yield kind, After(**after)
    if child.returncode:
        raise RuntimeError(f"the stage broke down with status {child.returncode}")


def _main(asked: dict[str, list[int]]) -> None:
    with stage() as at:
        for kind, numbers in asked.items():
            for number in numbers:
                print(json.dumps([kind, asdict(KINDS[kind][0](at, number))]), flush=True)


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))

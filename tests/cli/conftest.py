"""The command line, in a process of its own as people run it, and within this one where that is enough."""

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import simplejson

import shell

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a run left behind; ``raw`` is stdout as bytes."""

    status: int
    raw: bytes
    err: str

    @property
    def out(self):
        return self.raw.decode("utf-8")

    @property
    def json(self):
        return simplejson.loads(self.out, use_decimal=True)


@pytest.fixture(scope="session")
def spawned():
    """Run ``gouji`` in a process of its own; keyword arguments are its environment."""

    def spawn(*arguments, stdin=b"", **environment):
        done = subprocess.run(
            [sys.executable, "-c", "from gouji.cli.main import main; main()", *map(str, arguments)],
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            env={key: value for key, value in os.environ.items() if key != "GOUJI_LANG"} | environment,
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    return spawn


@pytest.fixture(scope="session")
def gouji():
    """Run ``gouji`` within this process, which saves its imports, in the folder of the checkout."""

    def here(*arguments):
        with contextlib.chdir(ROOT):
            status, out, err = shell.gouji(*arguments)
        return Ran(status, out.encode(), err)

    return here

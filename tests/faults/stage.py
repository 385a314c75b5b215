"""Runs into which faults are injected: real in all that is written, with kernels' answers from memory.

A whole run takes half a minute, most of it kernels at work, which write nothing into the output folder. Here
the evidence committed under ``reports/`` is what kernels answer, so that a run takes a moment and a fault can
be injected before every single operation on a file. (:mod:`faults.command` does so with whole runs.)

Each fault meets a folder that holds evidence of an older kind, which the run replaces. After it every file
must be the older or the newer one, whole, and the next run must leave what an undisturbed one leaves.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import nbformat

from gouji.batch.run import run_audits
from gouji.batch.task import AUDIT_FILES, Rendered, render_audit
from gouji.evidence.manifest import MANIFEST_FILE
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.evidence.verify import differences
from gouji.model.text import GoujiError
from gouji.reports import collect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nbformat import NotebookNode

    from gouji.batch.task import Task

ROOT = Path(__file__).parents[2]
REPORTS = ("2023/qingxi-water.html", "2024/qingxi-water.html")
#: What stands at the end of every file of the newer kind; the older kind has nothing there.
NEWER = b"\n"

Files = dict[str, bytes]


class Remembered(Executor):
    """An executor that renders nothing: it has the committed evidence, of the older or the newer kind."""

    def __init__(self, *, newer: bool) -> None:
        self._end = NEWER if newer else b""

    def submit(self, function: Callable, /, *pieces: object, **named: object) -> Future:
        """Return a future that is done."""
        done: Future = Future()
        done.set_result(self._rendered(*pieces) if function is render_audit else function(*pieces, **named))
        return done

    def _rendered(self, task: Task) -> Rendered:
        files = {name: _committed(f"{task.folder}/{name}") + self._end for name in AUDIT_FILES}
        return Rendered(task.report, task.folder, json.loads(files["audit.json"])["verdict"], files)


@cache
def _committed(name: str) -> bytes:
    return (ROOT / "reports" / name).read_bytes()


@dataclass
class Stage:
    """A folder with reports and evidence of the older kind, made anew for every fault."""

    home: Path
    older: Files = field(default_factory=dict)
    newer: Files = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("agencies.csv", *REPORTS):
            (self.home / "data" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / "data" / name, self.home / "data" / name)
        self.run(newer=False)
        self.older = self.files()
        shutil.copytree(self.out, self.home / "older")
        self.run()
        self.newer = self.files()
        assert self.older.keys() == self.newer.keys()

    @property
    def out(self) -> Path:
        return self.home / "reports"

    def set(self, *, empty: bool = False) -> None:
        """Put the evidence of the older kind back, or nothing at all; the folder itself stays."""
        self.out.mkdir(exist_ok=True)
        for path in self.out.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not empty:
            shutil.copytree(self.home / "older", self.out, dirs_exist_ok=True)

    def run(self, *, newer: bool = True) -> None:
        """Audit everything again."""

        def summary(*_: object, **__: object) -> NotebookNode:
            notebook = nbformat.reads(_committed("summary.ipynb").decode(), as_version=4)
            shown = [output.data for cell in notebook.cells for output in cell.get("outputs", ())]
            next(data for data in reversed(shown) if "text/html" in data)["text/html"] += "<br>" * newer
            return notebook

        with patch("gouji.show.notebook.run_notebook", summary):
            run_audits(
                collect([self.home / "data"]),
                self.out,
                roster=self.home / "data/agencies.csv",
                executor=Remembered(newer=newer),
                force=True,
            )

    def files(self) -> Files:
        """Return every file of the evidence by name, but for what an interrupted run has left aside."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file() and path.parent.name != RECORD_FOLDER and path.suffix != ".part"
        }

    def torn(self) -> list[str]:
        """Return the files that are neither the older nor the newer ones, whole."""
        here = self.files().items()
        return sorted(
            name for name, found in here if found not in (self.older.get(name), self.newer.get(name))
        )

    def lost(self) -> list[str]:
        """Return the files of the older kind that have nothing in their place."""
        return sorted(self.older.keys() - self.files().keys())

    def unsaid(self) -> list[str]:
        """Return what the manifest is silent about: a folder that is of neither kind must not verify."""
        here = self.files()
        if here in (self.older, self.newer, {}):
            return []
        try:
            return [] if differences(self.out) else [MANIFEST_FILE]
        except GoujiError:
            return []

    def different(self) -> list[str]:
        """Return the files that are not what an undisturbed run leaves, and any that it does not leave."""
        here = self.files()
        rest = {str(path) for path in self.out.rglob("*.part")}
        return sorted({name for name in here | self.newer if here.get(name) != self.newer.get(name)} | rest)


@contextmanager
def stage() -> Iterator[Stage]:
    """Give a stage in a folder of its own, in which also temporary files lie."""
    with tempfile.TemporaryDirectory(prefix="gouji-stage-") as folder:
        home = Path(folder)
        (home / "tmp").mkdir()
        with patch.dict(os.environ, {"TMPDIR": str(home / "tmp")}), patch.object(tempfile, "tempdir", None):
            yield Stage(home)

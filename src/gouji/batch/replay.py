"""Does evidence come out the same again? Every audit of a manifest run once more, compared byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.batch.pool import Pool
from gouji.batch.run import DEFAULT_KERNEL
from gouji.batch.summary import summarise
from gouji.batch.task import (
    KEPT,
    RECORD_SUFFIX,
    Question,
    Rendered,
    Task,
    identify,
    kept_picture,
    render_audit,
)
from gouji.evidence.manifest import MANIFEST_FILE, SUMMARY_FILES, digest_of, made_with, summary_files
from gouji.evidence.region import REGIONS
from gouji.evidence.sources import AUDIT_NOTEBOOK, SUMMARY_NOTEBOOK, find, inputs_in, open_report
from gouji.evidence.verify import load_manifest
from gouji.inputs.confirmed import FOLDER
from gouji.inputs.files import digest, put_files
from gouji.inputs.sidefile import SUFFIX
from gouji.model.text import GoujiError, Text
from gouji.reports import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from gouji.evidence.manifest import Manifest
    from gouji.reports import Report


_LOST = Text("{name}：处理它的进程被系统终止。", "{name}: the process that worked on it was killed.")
_UNSEALED = Text(
    "{name} 已损坏，无法重放这份审计。", "{name} is damaged, so that this audit cannot be replayed."
)
_OTHER_MAKING = Text(
    "{name} 是用另一版本做成的（{what} 不同），重放的差异可能由此而来。",
    "{name} was made with another version ({what} differ); differences may come from that.",
)


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found: files that came out differently, by name, and what could not be replayed and why.

    ``remarks`` are about differences that have an innocent explanation.
    """

    different: list[str] = field(default_factory=list)
    failed: list[Text] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Say whether everything came out the same."""
        return not self.different and not self.failed


def replay(
    folder: Path, *, data: Path | None = None, jobs: int | None = None, executor: Executor | None = None
) -> Replay:
    """Audit again what a folder of evidence holds, and compare with the digests of its manifest.

    Inputs are looked up by name and digest among the sources that were kept beside the audits, in ``data``
    (where given), then as notebooks look them up. ``jobs`` and ``executor`` are as for a run, but that the
    executor must have processes: this one sets where inputs are looked up meanwhile. Raises
    :class:`GoujiError` where the folder has no manifest.
    """
    whole = load_manifest(folder)
    found = Replay()
    if whole is None:
        found.failed.append(_UNSEALED.filled(name=MANIFEST_FILE))
        return found
    with ExitStack() as stack:
        out = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gouji-")))
        homes = kept_sources(folder, whole, out / ".sources")
        homes += [str(data.absolute())] if data else []
        stack.enter_context(inputs_in(homes))
        pool = stack.enter_context(Pool(executor, jobs, kernels=True))
        pool.warm()
        tasks = _tasks(folder, whole, homes, found)
        for result in pool.each(render_audit, tasks, lost=_lost):
            if isinstance(result, Failure):
                found.failed.append(result.message)
                continue
            _compare(result.folder, result.files, whole, found)
            put_files(out / result.folder, result.files)
        if SUMMARY_FILES[0] in whole.files and not found.failed:
            _replay_summary(pool, out, whole, found)
    found.different.sort()
    return found


def _tasks(folder: Path, whole: Manifest, homes: Sequence[str], found: Replay) -> list[Task]:
    """Return the audits to run, as their own manifests say they were run."""
    tasks = []
    for name in _manifests(whole):
        place = _place(name)
        try:
            manifest = load_manifest(folder / place)
            if manifest is None:
                found.failed.append(_UNSEALED.filled(name=name))
                continue
            _remark(name, manifest, AUDIT_NOTEBOOK, found)
            tasks.append(_task(place, manifest, homes))
        except GoujiError as error:
            found.failed.append(error.text)
    return tasks


def _manifests(whole: Manifest) -> list[str]:
    """Return the names of the manifests of audits, of one audit its own."""
    return [name for name in whole.files if name.endswith(f"/{MANIFEST_FILE}")] or [MANIFEST_FILE]


def _place(manifest: str) -> str:
    return manifest.removesuffix(MANIFEST_FILE).rstrip("/")


def kept_sources(folder: Path, whole: Manifest, into: Path) -> list[str]:
    """Lay out what was kept of the inputs under their own names again, and return the folders.

    What is not as it was sealed is left out. Reports of one name, which different folders had, get folders of
    their own.
    """
    homes: dict[str, None] = {}
    for number, name in enumerate(_manifests(whole)):
        with suppress(GoujiError):
            manifest = load_manifest(folder / _place(name))
            if manifest is None or "source" not in manifest.parameters:
                continue
            report = str(manifest.parameters["report"])
            record = f"{FOLDER}/{manifest.parameters['sha256']}.csv"
            if any(
                Path(name).is_absolute() or ".." in Path(name).parts
                for name in (report, record, *manifest.inputs)
            ):
                continue
            home = into / str(number) if (into / "0" / report).exists() else into / "0"
            # a record is looked up beside its report, and by its name as every input is
            for known_as, own, aside in (
                (report, report, manifest.parameters["source"]),
                (report + SUFFIX, report + SUFFIX, KEPT + SUFFIX),
                (record, record, KEPT + RECORD_SUFFIX),
                (record, str(Path(report).parent / record), KEPT + RECORD_SUFFIX),
                *((shown, shown, kept_picture(shown, sha256)) for shown, sha256 in manifest.inputs.items()),
            ):
                path = folder / _place(name) / str(aside)
                if aside not in manifest.files or not path.is_file():
                    continue
                if digest(path) == manifest.inputs.get(known_as):
                    (home / own).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, home / own)
                    homes[str(home)] = None
    return list(homes)


def _task(place: str, manifest: Manifest, homes: Sequence[str]) -> Task:
    parameters = manifest.parameters
    for name, sha256 in manifest.inputs.items():
        find(name, sha256)
    return Task(
        report=open_report(parameters["report"], parameters["sha256"]),
        folder=place,
        parameters=parameters,
        inputs=tuple(homes),
        lang=parameters["lang"],
        kernel=DEFAULT_KERNEL,
    )


def _replay_summary(pool: Pool, out: Path, whole: Manifest, found: Replay) -> None:
    _remark(MANIFEST_FILE, whole, SUMMARY_NOTEBOOK, found)
    parameters = whole.parameters
    try:
        roster = _optional(parameters["roster"], whole.inputs.get(parameters["roster"], ""))
        failures = [
            result
            for unread in whole.unread
            if isinstance(result := identify(_question(unread, roster)), Failure)
        ]
        summarise(
            pool,
            out,
            failures,
            roster=roster,
            decisions=_optional(parameters["decisions"]),
            lang=parameters["lang"],
            kernel=DEFAULT_KERNEL,
        )
    except GoujiError as error:
        found.failed.append(error.text)
        return
    made = {name: (out / name).read_bytes() for name in summary_files(out)}
    _compare("", made, whole, found)
    found.different.extend(
        name for name in whole.files if name.startswith(f"{REGIONS}/") and name not in made
    )


def _question(unread: dict[str, str], roster: Path | None) -> Question:
    report: Report = open_report(unread["name"], unread["sha256"])
    return Question(report, unread["name"], roster)


def _optional(name: str, sha256: str = "") -> Path | None:
    return find(name, sha256) if name else None


def _compare(place: str, files: dict[str, bytes], whole: Manifest, found: Replay) -> None:
    for name, content in files.items():
        full = f"{place}/{name}" if place else name
        if whole.files.get(full) != digest_of(content):
            found.different.append(full)


def _remark(name: str, manifest: Manifest, notebook: str, found: Replay) -> None:
    now: dict[str, Any] = made_with(notebook, witness="witness" in manifest.made_with)
    other = [key for key, value in manifest.made_with.items() if now.get(key) != value]
    if other:
        found.remarks.append(_OTHER_MAKING.filled(name=name, what=", ".join(other)))


def _lost(task: Task) -> Rendered | Failure:
    return Failure(task.report, _LOST.filled(name=task.report.name))

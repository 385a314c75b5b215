"""The run over many reports: identify, render in parallel, put into place, summarise.

Only this process writes. The files of a run depend on its inputs alone: not on their order, on the number
of processes, or on which of them was done first.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.batch.cache import still_holds
from gouji.batch.library import AuditInput, lost, read_library
from gouji.batch.pool import Pool
from gouji.batch.summary import prepare_summary, put_failures, strays_in, summarise
from gouji.batch.task import KEPT, Rendered, Task, files_of_audit, kept_name, render_audit
from gouji.evidence.manifest import (
    MANIFEST_FILE,
    BrokenManifestError,
    audit_manifest,
    is_sealed,
    parse,
    run_manifest,
    seal,
)
from gouji.evidence.records import evidence_folders
from gouji.evidence.runrecord import RunRecord, run_lock, surroundings
from gouji.evidence.sources import folder_of
from gouji.inputs import decision_file
from gouji.inputs.files import digest, put_files, remove_partial
from gouji.inputs.roster import unlisted_id
from gouji.readers.limits import USUAL, Bounds
from gouji.reports import Failure
from gouji.rules.packs import pack_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor

    from gouji.batch.library import Library
    from gouji.batch.progress import Progress
    from gouji.batch.task import Claim
    from gouji.inputs.decisions import Stray
    from gouji.model.finding import Verdict
    from gouji.model.text import Lang, Text
    from gouji.reports import Report
    from warmkernel.lending import LentServer


#: Kernels that have their imports done already (:mod:`warmkernel`).
DEFAULT_KERNEL = "gouji-warm"


@dataclass(frozen=True, slots=True)
class Audited:
    """One audit: its report, its folder below the output, its verdict.

    ``kept``: what it depends on has not changed, so the evidence of an earlier run stands.
    """

    report: Report
    folder: str
    verdict: Verdict
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did, audits and failures in the order of the reports handed in.

    ``strays`` are the decisions that no finding in the folder carries; ``former`` the folders from which
    evidence of the same reports was removed, ``doubled`` those where it was left because people changed it.
    """

    audited: list[Audited]
    failures: list[Failure]
    strays: list[Stray]
    former: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def run_audits(
    reports: Sequence[Report],
    out: Path,
    *,
    roster: Path | None = None,
    decisions: Path | None = None,
    others: Sequence[Report] = (),
    lang: Lang = "zh",
    jobs: int | None = None,
    kernel: str = DEFAULT_KERNEL,
    executor: Executor | None = None,
    force: bool = False,
    bounds: Bounds = USUAL,
    wanted: Callable[[Claim], bool] | None = None,
    progress: Progress | None = None,
    packs: Sequence[Path] = (),
    keep_sources: bool = False,
    witness: bool = False,
    kernels: LentServer | None = None,
) -> RunResult:
    """Audit every report into ``out/<year>/<agency>/``, summarise the folder and seal it.

    ``roster`` and ``decisions`` are files; ``others`` are reports that are compared with and not audited
    themselves. ``wanted`` chooses among the reports once it is known whose they are.
    ``jobs`` is the number of processes, all cores by default; an ``executor`` of the caller is used instead
    and left open. An audit that would come out as it lies there is left alone, unless ``force`` is set.
    ``bounds`` are for each report. A report that fails becomes a :class:`Failure` and stops no other.
    ``packs`` are folders of further rules. ``keep_sources``: each report is kept beside its audit, and sealed
    with it. ``witness``: the figures of PDFs are compared with the pictures of their pages. ``kernels``: a
    server of warm kernels that was started ahead.

    Raises :class:`GoujiError` where ``out`` cannot be written, another run is at work there, or the summary
    fails.
    """
    record = RunRecord()
    decided = decision_file.load_decisions(decisions)
    with run_lock(out) as check:
        remove_partial(out)
        with ExitStack() as stack:
            spooled = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gouji-")))
            given = [_on_disk(report, spooled) for report in reports]
            pool = stack.enter_context(Pool(executor, jobs, kernels=kernels or kernel == DEFAULT_KERNEL))
            if force:
                pool.warm()
            without: dict[str, Text] = {}
            fresh: set[Report] = set()
            while True:
                library = read_library(
                    pool, given, others, roster=roster, out=out, bounds=bounds, wanted=wanted, without=without
                )
                chosen = list(library.entries)
                further = {"witness": True} if witness else {}
                made = _tasks(library, roster, decisions, lang, kernel, bounds, packs, keep_sources, further)
                tasks = {task.report: task for task in made}
                concerning = {
                    report: decided.digest(entry.claim.agency, entry.claim.ties.body, entry.claim.year)
                    for report, entry in library.entries.items()
                    if isinstance(entry, AuditInput)
                }
                done: dict[Report, Audited | Failure] = {}
                for report, entry in library.entries.items():
                    if isinstance(entry, Failure):
                        done[report] = entry
                    elif (not force or report in fresh) and (
                        kept := _kept(out, tasks[report], roster, concerning[report])
                    ):
                        done[report] = kept
                if progress:
                    stand = [
                        (one.report.name, one.verdict) for one in done.values() if isinstance(one, Audited)
                    ]
                    progress.start(len(chosen) - len(stand), kept=() if without else stand)
                    for failure in done.values():
                        if isinstance(failure, Failure):
                            _tell(progress, failure)
                waiting = [task for report, task in tasks.items() if report not in done]
                if waiting:
                    pool.warm()
                for result in pool.each(render_audit, waiting, _lost, _prepare_end):
                    if isinstance(result, Rendered):
                        check()
                        put_files(out / result.folder, result.files)
                        _remove_former_sources(out / result.folder, result.files)
                        _seal(out, result, tasks[result.report], roster, concerning[result.report])
                        fresh.add(result.report)
                        done[result.report] = Audited(result.report, result.folder, result.verdict)
                    else:
                        done[result.report] = result
                    if progress:
                        _tell(progress, done[result.report])
                if progress:
                    progress.close()
                failed = [one for one in done.values() if isinstance(one, Failure)]
                faults = {sha256: why for one in failed for sha256, why in one.faults}
                if faults.keys() <= without.keys():
                    break
                # evidence that was made beside a report which cannot be held is made again without it
                without |= faults
            audited = [one for report in chosen if isinstance(one := done[report], Audited)]
            failures = [one for report in chosen if isinstance(one := done[report], Failure)]
            whole = partial(run_manifest, out, failures, roster=roster, decisions=decisions, lang=lang)
            check()
            put_failures(out, failures)
            former, doubled = remove_former(out, [tasks[one.report] for one in audited])
            if not force and is_sealed(out, whole):
                strays = strays_in(out, roster, decided)
            else:
                strays = summarise(
                    pool,
                    out,
                    failures,
                    roster=roster,
                    decisions=decisions,
                    lang=lang,
                    kernel=kernel,
                    force=force,
                )
                check()
                seal(out, whole())
        record.write(out, audited=len(audited), failed=len(failures))
    return RunResult(audited, failures, strays, former, doubled)


def _prepare_end() -> None:
    """Do beside the first audits what would else be done after the last."""
    prepare_summary()
    surroundings()


def _seal(out: Path, rendered: Rendered, task: Task, roster: Path | None, concerning: str | None) -> None:
    manifest = audit_manifest(task.report, task.parameters, rendered.files, roster=roster, decided=concerning)
    seal(out / rendered.folder, manifest)


def _remove_former_sources(folder: Path, files: Mapping[str, bytes]) -> None:
    """Remove what an earlier run kept of the input there, and this one did not."""
    for former in folder.glob(f"{KEPT}[.-]*"):
        if former.name not in files:
            former.unlink()


def remove_former(out: Path, tasks: Sequence[Task]) -> tuple[list[str], list[str]]:
    """Remove evidence of reports that lies in other folders than theirs, where nobody has changed it since.

    A body that comes onto the roster, or a second report of its year, gives the folder another name: the
    same report would be counted twice. Returns the folders that were removed and those that were not.
    """
    own = {task.folder for task in tasks}
    named: dict[str, list[str]] = {}
    for task in tasks:
        named.setdefault(task.parameters["sha256"], []).append(task.parameters["report"])
    removed, left = [], []
    for path in sorted(out.glob(f"*/*/{MANIFEST_FILE}")):
        folder = path.parent
        place = folder.relative_to(out).as_posix()
        if place in own:
            continue
        try:
            found = parse(path.read_bytes())
            report, sha256 = found.parameters["report"], found.parameters["sha256"]
        except (OSError, BrokenManifestError, KeyError):
            continue
        if not any(_same_file(report, name) for name in named.get(sha256, ())):
            continue
        files = {one.name for one in folder.iterdir()}
        if files == {MANIFEST_FILE, *found.files} and all(
            digest(folder / name) == sha256 for name, sha256 in found.files.items()
        ):
            for name in files:
                (folder / name).unlink()
            folder.rmdir()
            removed.append(place)
        else:
            left.append(place)
    return removed, left


def _same_file(one: str, other: str) -> bool:
    """Say whether two references can be to one file, seen from two folders."""
    first, second = Path(one).parts, Path(other).parts
    shared = min(len(first), len(second))
    return first[-shared:] == second[-shared:]


def _kept(out: Path, task: Task, roster: Path | None, concerning: str | None) -> Audited | None:
    """Return the audit that lies there already, None where it has to be made."""
    expected = audit_manifest(task.report, task.parameters, {}, roster=roster, decided=concerning)
    verdict = still_holds(out / task.folder, expected, files_of_audit(task))
    return Audited(task.report, task.folder, verdict, kept=True) if verdict else None


def _on_disk(report: Report, folder: Path) -> Report:
    """Return a report that other processes can read: standard input is written into the folder."""
    if report.path is not None:
        return report
    path = folder / report.name
    path.write_bytes(report.load())
    return replace(report, path=path)


def _tasks(
    library: Library,
    roster: Path | None,
    decisions: Path | None,
    lang: Lang,
    kernel: str,
    bounds: Bounds,
    packs: Sequence[Path],
    keep_sources: bool,
    further: dict[str, bool],
) -> list[Task]:
    named = [(_pack_name(folder, roster), folder) for folder in packs]
    inputs = set(library.folders) | {folder_of(folder, name) for name, folder in named}
    inputs |= {path.absolute().parent for path in (roster, decisions) if path}
    folders = tuple(sorted(map(str, inputs)))
    own = [entry for entry in library.entries.values() if isinstance(entry, AuditInput)]
    places = evidence_folders(
        [(one.claim.year, _place(one.claim), f"{one.claim.name} {one.claim.sha256}") for one in own]
    )
    return [
        Task(
            report=entry.claim.report,
            folder=place,
            parameters={
                "report": entry.claim.name,
                "sha256": entry.claim.sha256,
                "roster": roster.name if roster else "",
                **entry.parameters(),
                "decisions": decisions.name if decisions else "",
                "rules": [[name, pack_digest(folder)] for name, folder in named],
                "lang": lang,
                **({"source": kept_name(entry.claim.report)} if keep_sources else {}),
                **further,
            },
            inputs=folders,
            lang=lang,
            kernel=kernel,
            bounds=bounds,
        )
        for entry, place in zip(own, places, strict=True)
    ]


def _pack_name(folder: Path, roster: Path | None) -> str:
    """Return the name of a pack in evidence: as seen from the roster's folder, else from the current one."""
    folder = folder.absolute()
    for base in (roster.absolute().parent if roster else None, Path.cwd()):
        if base is not None and folder.is_relative_to(base) and folder != base:
            return folder.relative_to(base).as_posix()
    return folder.name


def _place(claim: Claim) -> str:
    """Return what the folder of an audit is named after: the id of the roster, else the name of the body."""
    body = claim.ties.body
    return body if claim.agency == unlisted_id(body) else claim.agency


def _lost(task: Task) -> Failure:
    return lost(task.report)


def _tell(progress: Progress, result: Audited | Failure) -> None:
    if isinstance(result, Audited):
        progress.audited(result.report.name, result.verdict)
    else:
        progress.failed(result.report.name)

"""The run over many reports: identify, render in parallel, put into place, summarise.

Only this process writes. The files of a run depend on its inputs alone: not on their order, on the number
of processes, or on which of them was done first.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gouji import decision_file
from gouji.bilingual import Text
from gouji.bounds import USUAL, Bounds
from gouji.evidence.folders import evidence_folders
from gouji.evidence.inputs import folder_of, reference
from gouji.evidence.lock import locked
from gouji.evidence.memory import Memory, still_holds
from gouji.evidence.place import put, sweep
from gouji.evidence.pool import Pool
from gouji.evidence.summary import put_failures, strays_in, summarise
from gouji.evidence.task import AUDIT_FILES, Claim, Question, Rendered, Task, identify, render_audit
from gouji.intake import Failure
from gouji.seal import sealing
from gouji.seal.runrecord import RunRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor

    from gouji.bilingual import Lang
    from gouji.decisions import Decisions, Stray
    from gouji.evidence.progress import Progress
    from gouji.finding import Verdict
    from gouji.intake import Report

#: Kernels that have their imports done already (:mod:`gouji.warmkernel`).
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

    ``strays`` are the decisions that no finding in the folder carries.
    """

    audited: list[Audited]
    failures: list[Failure]
    strays: list[Stray]


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
) -> RunResult:
    """Audit every report into ``out/<year>/<agency>/``, summarise the folder and seal it.

    ``roster`` and ``decisions`` are files; ``others`` are reports of earlier years that are compared with
    and not audited themselves. ``wanted`` chooses among the reports once it is known whose they are.
    ``jobs`` is the number of processes, all cores by default; an ``executor`` of the caller is used instead
    and left open. An audit that would come out as it lies there is left alone, unless ``force`` is set.
    ``bounds`` are for each report. A report that fails becomes a :class:`Failure` and stops no other.

    Raises :class:`GoujiError` where ``out`` cannot be written, another run is at work there, or the summary
    fails.
    """
    record = RunRecord()
    decided = decision_file.load_decisions(decisions)
    with locked(out):
        sweep(out)
        with ExitStack() as stack:
            spooled = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gouji-")))
            given = [_on_disk(report, spooled) for report in reports]
            pool = stack.enter_context(Pool(executor, jobs))
            claims = _identified(pool, [*given, *others], roster, out, bounds)
            chosen = [report for report in given if _is_wanted(claims[report], wanted)]
            made = _tasks(chosen, claims, roster, decisions, lang, kernel, bounds)
            tasks = {task.report: task for task in made}
            done: dict[Report, Audited | Failure] = {}
            for report in chosen:
                if isinstance(claim := claims[report], Failure):
                    done[report] = claim
                elif not force and (kept := _kept(out, tasks[report], claim, roster, decided)):
                    done[report] = kept
            if progress:
                kept_ones = sum(isinstance(one, Audited) for one in done.values())
                progress.start(len(chosen) - kept_ones, kept=kept_ones)
                for failure in done.values():
                    if isinstance(failure, Failure):
                        _tell(progress, failure)
            waiting = [task for report, task in tasks.items() if report not in done]
            for result in pool.each(render_audit, waiting, lost=_lost):
                if isinstance(result, Rendered):
                    put(out / result.folder, result.files)
                    _seal(out, result, tasks[result.report], claims[result.report], roster, decided)
                    done[result.report] = Audited(result.report, result.folder, result.verdict)
                else:
                    done[result.report] = result
                if progress:
                    _tell(progress, done[result.report])
            if progress:
                progress.close()
        audited = [one for report in chosen if isinstance(one := done[report], Audited)]
        failures = [one for report in chosen if isinstance(one := done[report], Failure)]
        whole = partial(sealing.run_manifest, out, failures, roster=roster, decisions=decisions, lang=lang)
        put_failures(out, failures)
        if not force and sealing.is_sealed(out, whole):
            strays = strays_in(out, roster, decided)
        else:
            strays = summarise(out, failures, roster=roster, decisions=decisions, lang=lang, kernel=kernel)
            sealing.seal(out, whole())
        record.write(out, audited=len(audited), failed=len(failures))
    return RunResult(audited, failures, strays)


def _seal(
    out: Path,
    rendered: Rendered,
    task: Task,
    claim: Claim | Failure,
    roster: Path | None,
    decided: Decisions,
) -> None:
    concerning = decided.digest(claim.agency, claim.year) if isinstance(claim, Claim) else None
    manifest = sealing.audit_manifest(task, rendered.files, roster=roster, decided=concerning)
    sealing.seal(out / rendered.folder, manifest)


def _kept(out: Path, task: Task, claim: Claim, roster: Path | None, decided: Decisions) -> Audited | None:
    """Return the audit that lies there already, None where it has to be made."""
    concerning = decided.digest(claim.agency, claim.year)
    expected = sealing.audit_manifest(task, {}, roster=roster, decided=concerning)
    verdict = still_holds(out / task.folder, expected, AUDIT_FILES)
    return Audited(task.report, task.folder, verdict, kept=True) if verdict else None


def _on_disk(report: Report, folder: Path) -> Report:
    """Return a report that other processes can read: standard input is written into the folder."""
    if report.path is not None:
        return report
    path = folder / report.name
    path.write_bytes(report.load())
    return replace(report, path=path)


def _identified(
    pool: Pool, reports: Sequence[Report], roster: Path | None, out: Path, bounds: Bounds
) -> dict[Report, Claim | Failure]:
    """Say whose each report is; those that an earlier run has read are not read again."""
    base = roster.parent if roster else None
    asked = [
        Question(report, reference(report.path, base), roster, bounds) for report in reports if report.path
    ]
    memory = Memory.load(out)
    claims: dict[Report, Claim | Failure] = {}
    for question in asked:
        if known := memory.claim(question):
            claims[question.report] = known
    unknown = [question for question in asked if question.report not in claims]
    for found in pool.each(identify, unknown, lost=_lost):
        claims[found.report] = found
    memory.save(out, {q: claim for q in asked if isinstance(claim := claims[q.report], Claim)})
    return claims


def _is_wanted(claim: Claim | Failure, wanted: Callable[[Claim], bool] | None) -> bool:
    return wanted is None or isinstance(claim, Failure) or wanted(claim)


def _tasks(
    chosen: Sequence[Report],
    claims: Mapping[Report, Claim | Failure],
    roster: Path | None,
    decisions: Path | None,
    lang: Lang,
    kernel: str,
    bounds: Bounds,
) -> list[Task]:
    every = [claim for claim in claims.values() if isinstance(claim, Claim)]
    inputs = {folder_of(claim.report.path, claim.name) for claim in every if claim.report.path}
    inputs |= {path.absolute().parent for path in (roster, decisions) if path}
    folders = tuple(sorted(map(str, inputs)))
    own = [claim for report in chosen if isinstance(claim := claims[report], Claim)]
    places = evidence_folders([(claim.year, claim.agency, f"{claim.name} {claim.sha256}") for claim in own])
    return [
        Task(
            report=claim.report,
            folder=place,
            parameters={
                "report": claim.name,
                "sha256": claim.sha256,
                "roster": roster.name if roster else "",
                "earlier": _earlier(claim, every),
                "decisions": decisions.name if decisions else "",
                "lang": lang,
            },
            inputs=folders,
            lang=lang,
            kernel=kernel,
            bounds=bounds,
        )
        for claim, place in zip(own, places, strict=True)
    ]


def _earlier(claim: Claim, every: Sequence[Claim]) -> list[list[str]]:
    """Return name and digest of what the same body reported for the year before, in a fixed order."""
    if claim.year is None:
        return []
    before = {(c.name, c.sha256) for c in every if c.agency == claim.agency and c.year == claim.year - 1}
    return [list(pair) for pair in sorted(before)]


def _lost(piece: Question | Task) -> Failure:
    name = piece.report.name
    return Failure(
        piece.report,
        Text(
            f"{name}：处理它的进程两次被系统终止（可能是内存不足），未能处理。",
            f"{name}: the process that worked on it was killed twice (out of memory?), so it is left out.",
        ),
    )


def _tell(progress: Progress, result: Audited | Failure) -> None:
    if isinstance(result, Audited):
        progress.audited(result.report.name, result.verdict)
    else:
        progress.failed(result.report.name)

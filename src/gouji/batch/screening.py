"""A screening: very many reports against all rules, in parallel, in bounded memory, no notebooks.

Two passes over batches, by any number of processes. The first reads: a filing goes to a scratch file, and
only whose it is, its own words and what ties it to others stay in memory. Between the two, each report is
told
with which others its rules compare it. The second pass holds batches of neighbours against the suites, with
those other filings taken from the scratch files, and leaves the rendered audits there. Nothing that comes out
depends on how reports were batched or on who did the work.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

from gouji.batch.library import RelatedReports, collected_text, lost
from gouji.batch.passes import (
    AuditBatch,
    AuditRequest,
    Checked,
    ReadingBatch,
    ReadReport,
    audit_batch,
    read_batch,
    stored,
)
from gouji.batch.pool import Pool, can_be_forked
from gouji.copying.collection import Collection
from gouji.model.filing import one_a_year
from gouji.model.text import Text
from gouji.reports import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from gouji.batch.progress import Progress
    from gouji.model.finding import Audit
    from gouji.reports import Report

    Result = Checked | Failure


#: Reports read at once: few enough to keep all processes at work until the end.
_READ_AT_ONCE: Final = 50
#: Filings held against the suites at once, at most: a pass of the suites costs next to nothing for each then.
_HELD_AT_ONCE: Final = 250
#: A process more is worth its start from so many reports on: that of a fork, or the seconds of a fresh one.
_WORTH_A_FORK: Final = 20
_WORTH_A_PROCESS: Final = 100
_READING = Text("读取", "reading")
_HOLDING = Text("核对", "checking")

Batch = TypeVar("Batch", ReadingBatch, AuditBatch)
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Screening:
    """What to screen, and how.

    ``others`` are compared with only. ``roster`` and ``decisions`` are files. ``render`` gives what is to be
    kept of an audit; other processes call it, so it must be importable there. ``jobs`` is the number of
    processes, all cores by default, but never more than there is work for. An ``executor`` of the caller,
    with ``jobs`` workers, is used instead of processes of our own; its workers see the same files, those of
    the temporary folder included. ``packs`` are folders.
    """

    reports: Sequence[Report]
    others: Sequence[Report]
    roster: Path | None
    decisions: Path | None
    render: Callable[[Audit], str]
    jobs: int | None = None
    packs: tuple[Path, ...] = ()
    executor: Executor | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screening found, in the order of the reports handed in.

    ``passed_over`` are failures of reports that were only to be compared with.
    """

    results: Sequence[Result]
    passed_over: Sequence[Failure]

    @property
    def checked(self) -> list[Checked]:
        """The reports that were audited."""
        return [result for result in self.results if isinstance(result, Checked)]


def rendered(checked: Checked) -> str:
    """Return a rendered audit, as long as its screening is open."""
    return cast("str", stored(checked.rendered))


@contextmanager
def screen(asked: Screening, progress: Progress) -> Iterator[Screened]:
    """Hold reports against all rules. What was rendered can be had until the context ends.

    Raises :class:`GoujiError` for an unusable roster or file of decisions.
    """
    given, wanted = [*asked.reports, *asked.others], len(asked.reports)
    held: list[ReadReport] = []
    failed: dict[int, Failure] = {}
    checked: dict[int, Checked] = {}
    answered: dict[int, object] = {}
    processes = _processes(asked, given)
    with (
        tempfile.TemporaryDirectory(prefix="gouji-") as name,
        nullcontext() if processes == 1 else Pool(asked.executor, processes) as pool,
    ):
        folder = Path(name)
        progress.start(len(given), doing=_READING)
        for position, read in _each(pool, read_batch, _readings(given, asked.roster, folder, processes)):
            if isinstance(read, Failure):
                failed[position] = read
            else:
                held.append(read)
            progress.step()
        progress.close()
        progress.start(wanted, doing=_HOLDING)
        for position in sorted(failed):
            if position < wanted:
                progress.failed(given[position].name)
        asking = _questions(held, wanted)
        while asking:
            answered |= {one.position: one.beside for one in asking}
            batches = _batches(asking, held, asked, folder / str(len(failed)), processes)
            lost: dict[int, Failure] = {}
            for position, found in _each(pool, audit_batch, batches):
                told = position in checked or position >= wanted
                if isinstance(found, Failure):
                    lost[position] = replace(found, report=given[position])
                    if not told:
                        progress.failed(given[position].name)
                else:
                    checked[position] = found
                    if not told:
                        progress.audited(given[position].name, found.verdict)
            failed |= lost
            # what was compared with a report that is lost is held again as if that were not there
            held = [one for one in held if one.position not in lost]
            again = _questions(held, wanted) if lost else []
            asking = [
                one for one in again if one.position not in checked or one.beside != answered[one.position]
            ]
        progress.close()
        yield Screened(
            [failed.get(position) or checked[position] for position in range(wanted)],
            [failed[position] for position in sorted(failed) if position >= wanted],
        )


def _processes(asked: Screening, given: Sequence[Report]) -> int:
    """Return how many processes are worth their start; 1 is this one, and only it has a standard input."""
    if any(report.path is None for report in given):
        return 1
    jobs = asked.jobs or os.cpu_count() or 1
    if asked.executor is not None:
        return max(2, jobs)
    worth = _WORTH_A_FORK if can_be_forked() else _WORTH_A_PROCESS
    return max(1, min(jobs, -(-len(given) // worth)))


def _each(
    pool: Pool | None, function: Callable[[Batch], list[tuple[int, Done | Failure]]], batches: Sequence[Batch]
) -> Iterator[tuple[int, Done | Failure]]:
    """Yield what the function gives for every report of the batches, with its position, as it comes.

    A batch that kills its process is done again report by report, so that one alone is lost.
    """
    if pool is None:
        for batch in batches:
            yield from function(batch)
        return
    killers: list[Batch] = []

    def put_aside(batch: Batch) -> list[tuple[int, Done | Failure]]:
        killers.append(batch)
        return []

    def lose(batch: Batch) -> list[tuple[int, Done | Failure]]:
        return [(position, lost(report)) for position, report in batch.holds]

    for found in pool.each(function, batches, put_aside):
        yield from found
    for alone in pool.each(function, [one for batch in killers for one in batch.apart()], lose):
        yield from alone


def _readings(
    given: Sequence[Report], roster: Path | None, folder: Path, processes: int
) -> list[ReadingBatch]:
    # some take far longer than others: several batches a process, so that all are at work until the end
    at_once = _READ_AT_ONCE if processes == 1 else min(_READ_AT_ONCE, -(-len(given) // (4 * processes)))
    return [
        ReadingBatch(str(first), first, given[first : first + at_once], roster, folder)
        for first in range(0, len(given), at_once)
    ]


def _questions(held: list[ReadReport], wanted: int) -> list[AuditRequest]:
    """Put all reports on the shelf, and say of the first ``wanted`` what each is to be compared with."""
    # neighbours of one form make the largest frames and need the fewest filings from elsewhere
    held = sorted(held, key=lambda one: (one.form or "", one.claim.agency, one.claim.year or 0, one.position))
    texts = {one.position: collected_text(one.position, one.claim, one.words) for one in held}
    ours = [one for one in held if one.position < wanted]
    near = Collection(list(texts.values())).near([texts[one.position] for one in ours])
    relations = _Relations(held)
    return [
        AuditRequest(one.claim.report, texts[one.position], those, relations.of(one))
        for one, those in zip(ours, near, strict=True)
    ]


def _batches(
    questions: list[AuditRequest],
    held: Sequence[ReadReport],
    asked: Screening,
    folder: Path,
    processes: int,
) -> list[AuditBatch]:
    """Divide reports to audit into batches of neighbours, which leave what they make in the folder."""
    folder.mkdir()
    slots = {one.position: one.slot for one in held}
    # all processes are at work until the end where each has as many batches, of one size
    rounds = max(1, -(-len(questions) // (_HELD_AT_ONCE * processes)))
    at_once = max(1, -(-len(questions) // (rounds * processes)))
    return [
        AuditBatch(
            name=str(start),
            asked=batch,
            slots={position: slots[position] for one in batch for position in one.needed},
            decisions=asked.decisions,
            render=asked.render,
            folder=folder,
            packs=asked.packs,
        )
        for start in range(0, len(questions), at_once)
        for batch in [questions[start : start + at_once]]
    ]


class _Relations:
    """Which other reports the rules on one report ask for, whatever its words."""

    def __init__(self, held: Sequence[ReadReport]) -> None:
        self._kin = RelatedReports(one.claim for one in held)
        self._position = {id(one.claim): one.position for one in held}
        self._by_year = one_a_year(held, lambda one: one.claim.copy)

    def of(self, held: ReadReport) -> tuple[int, ...]:
        """Return their positions: the year before, and the bodies that it speaks for or of."""
        found = [self._position[id(claim)] for claim in self._kin.of(held.claim)]
        if held.claim.year is not None and held.claim.copy.safe:
            before = self._by_year.get((held.claim.agency, held.claim.year - 1))
            found += [before.position] if before else []
        return tuple(dict.fromkeys(found))

"""All reports at hand before any is audited: whose each is, and what its audit is handed of the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gouji.bilingual import Text
from gouji.evidence.inputs import folder_of, reference
from gouji.evidence.kin import Kin
from gouji.evidence.memory import Memory
from gouji.evidence.peers import compare_all
from gouji.evidence.task import Claim, Question, identify
from gouji.intake import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from gouji.bounds import Bounds
    from gouji.copying.shelf import Words
    from gouji.evidence.peers import Close, Compared
    from gouji.evidence.pool import Pool
    from gouji.intake import Report

    Reference = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A report to audit, with what its audit is handed of others. ``related`` are in a fixed order."""

    claim: Claim
    close: Close
    related: tuple[Reference, ...]

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the audit notebook that name other reports."""
        peers = self.close.peers
        return {
            "earlier": _listed(self.close.earlier),
            "peers": None if peers is None else _listed(peers),
            "common": list(self.close.common),
            "related": _listed(self.related),
        }


@dataclass(frozen=True, slots=True)
class Library:
    """The reports that were asked for, in their order: to be audited, or the reason why not.

    ``folders`` are those that hold all reports at hand, by the names that evidence has for them.
    """

    entries: dict[Report, Entry | Failure]
    folders: frozenset[Path]


def read_library(
    pool: Pool,
    reports: Sequence[Report],
    others: Sequence[Report],
    *,
    roster: Path | None,
    out: Path,
    bounds: Bounds,
    wanted: Callable[[Claim], bool] | None,
) -> Library:
    """Say whose each report is and which others concern it; what an earlier run has read is not read again.

    ``others`` are compared with and not asked for. ``wanted`` chooses among the reports once it is known
    whose they are.
    """
    memory = Memory.load(out)
    base = roster.parent if roster else None
    asked = [
        Question(report, reference(report.path, base), roster, bounds)
        for report in (*reports, *others)
        if report.path
    ]
    found: dict[Question, Claim | Failure] = {}
    for question in asked:
        if known := memory.claim(question):
            found[question] = known
    found |= _identified(pool, [question for question in asked if question not in found])
    chosen = [q for q in asked[: len(reports)] if _is_wanted(found[q], wanted)]
    compared = memory.recall(_claims(found), [q for q in chosen if isinstance(found[q], Claim)])
    if compared is None:
        words = {q: held for q, claim in _claims(found).items() if (held := claim.words or memory.words(q))}
        found |= _identified(pool, [q for q in _claims(found) if q not in words])
        words |= {q: claim.words for q, claim in _claims(found).items() if claim.words}
        compared = _compared(memory, _claims(found), words, chosen)
    kin = Kin(_claims(found).values())
    entries: dict[Report, Entry | Failure] = {}
    for question in chosen:
        claim = found[question]
        if isinstance(claim, Claim):
            related = dict.fromkeys((one.name, one.sha256) for one in kin.of(claim))
            close = compared[question].close
            entries[question.report] = Entry(replace(claim, words=None), close, tuple(related))
        else:
            entries[question.report] = claim
    folders = {folder_of(q.report.path, q.name) for q in _claims(found) if q.report.path}
    return Library(entries, frozenset(folders))


def _claims(found: Mapping[Question, Claim | Failure]) -> dict[Question, Claim]:
    return {question: claim for question, claim in found.items() if isinstance(claim, Claim)}


def _identified(pool: Pool, asked: Sequence[Question]) -> dict[Question, Claim | Failure]:
    by_report = {question.report: question for question in asked}
    return {by_report[found.report]: found for found in pool.each(identify, asked, lost=_lost)}


def _is_wanted(claim: Claim | Failure, wanted: Callable[[Claim], bool] | None) -> bool:
    return wanted is None or isinstance(claim, Failure) or wanted(claim)


def _compared(
    memory: Memory,
    claims: Mapping[Question, Claim],
    words: Mapping[Question, Words],
    chosen: Sequence[Question],
) -> dict[Question, Compared]:
    """Compare those chosen with all reports, and tell the next run."""
    shelf = {claims[question]: held for question, held in words.items()}
    there = [question for question in chosen if question in claims]
    found = compare_all(shelf, [claims[question] for question in there], memory.by_given())
    compared = dict(zip(there, found, strict=True))
    memory.save(claims, words, compared)
    return compared


def _listed(references: Sequence[Reference]) -> list[list[str]]:
    return [list(reference) for reference in references]


def _lost(question: Question) -> Failure:
    return lost(question.report)


def lost(report: Report) -> Failure:
    """Return the failure of a report whose process was killed."""
    return Failure(
        report,
        Text(
            f"{report.name}：处理它的进程两次被系统终止（可能是内存不足），未能处理。",
            f"{report.name}: the process that worked on it was killed twice (out of memory?), so it is left "
            "out.",
        ),
    )

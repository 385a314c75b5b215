"""All reports at hand before any is audited: whose each is, and which others its audit is given.

A government that reports for its whole region is added up against its members, a government's office is held
against the government, and a body named where the reporting one should be is looked up.

A notebook reads its own report, earlier ones of the same body, and those of other bodies that come close:
never all. Candidates and common wording depend on every report at hand, so they are looked for here once
for all (:mod:`gouji.copying`), and each audit is handed what concerns it: names and digests of reports, and
digests of the common sentences it holds. An audit whose share of this has not changed has not changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from gouji.batch.cache import RunCache
from gouji.batch.task import Claim, Close, CloseReports, Question, identify
from gouji.copying.collection import CollectedText, Collection, Comparands
from gouji.copying.compare import closest
from gouji.evidence.sources import folder_of, reference
from gouji.model.text import Text
from gouji.reports import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.copying.collection import Near, Words

    Reference = tuple[str, str]
    from collections.abc import Callable
    from pathlib import Path

    from gouji.batch.pool import Pool
    from gouji.readers.limits import Bounds
    from gouji.reports import Report


class RelatedReports:
    """All reports at hand, by the ties between them."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._members: dict[tuple[str | None, int | None], list[Claim]] = {}
        self._bodies: dict[str, list[Claim]] = {}
        for claim in sorted(claims, key=lambda one: (one.agency, one.sha256, one.name)):
            self._members.setdefault((claim.ties.parent, claim.year), []).append(claim)
            if claim.copy.safe:
                self._bodies.setdefault(claim.ties.body, []).append(claim)

    def of(self, claim: Claim) -> list[Claim]:
        """Return the reports that this one's rules ask for, in a fixed order."""
        ties = claim.ties
        found: list[Claim] = []
        if ties.region and claim.year is not None:
            found += self._members.get((claim.agency, claim.year), [])
        if ties.office_of is not None:
            government = self._bodies.get(ties.office_of, [])
            found += [one for one in government if one.year == claim.year]
        for name in ties.named:
            # whose report it is matters, not which of them
            found += self._bodies.get(name, [])[:1]
        return found


Known = TypeVar("Known")


def comparands(peers: Sequence[Sequence[str]] | None, common: Sequence[str]) -> Comparands:
    """Return what an audit compares its report with, from the parameters of its notebook."""
    return Comparands(None if peers is None else frozenset(sha256 for _, sha256 in peers), frozenset(common))


def compare_all(
    collection: Mapping[Claim, Words], wanted: Sequence[Claim], known: Mapping[str, CloseReports]
) -> list[CloseReports]:
    """Compare the reports wanted with all of the collection, in their order.

    ``known`` are earlier results by the digest of what was compared; they are not worked out again.
    """
    texts = {claim: collected_text(claim, claim, words) for claim, words in collection.items()}
    asked = [texts[claim] for claim in wanted]
    found: list[CloseReports] = []
    for own, near in zip(asked, Collection(list(texts.values())).near(asked), strict=True):
        given = _given(own, near)
        found.append(known.get(given) or CloseReports(given, _close(own, near)))
    return found


def collected_text(known_as: Known, claim: Claim, words: Words) -> CollectedText[Known]:
    """Return the text of a report in the collection."""
    return CollectedText(
        known_as=known_as,
        agency=claim.agency,
        body=claim.ties.body,
        year=claim.year,
        sha256=claim.sha256,
        name=claim.report.name,
        words=words,
        safe=claim.copy.safe,
    )


def _close(own: CollectedText[Claim], near: Near[Claim]) -> Close:
    compared = closest(own, near)
    always = {one.year for one in near.earlier if own.year is not None and one.year == own.year - 1}
    latest = always or {max((one.year or 0 for one in near.earlier), default=0)}
    close = {id(claim) for claim in compared.earlier.close}
    earlier = [one.known_as for one in near.earlier if one.year in latest or id(one.known_as) in close]
    return Close(
        _named(earlier),
        None if near.peers is None else _named(compared.peers.close),
        tuple(sorted(near.common)) if earlier or compared.peers.close else (),
    )


def _named(claims: Sequence[Claim]) -> tuple[Reference, ...]:
    return tuple(sorted({(claim.name, claim.sha256) for claim in claims}))


def _given(own: CollectedText[Claim], near: Near[Claim]) -> str:
    def said(one: CollectedText[Claim]) -> list[Any]:
        masked = one.words.masked
        return [
            *(one.agency, one.body, one.year, one.sha256, one.known_as.name),
            *(masked.text, masked.sentences.tolist(), list(masked.five)),
        ]

    peers = None if near.peers is None else [said(one) for one in near.peers]
    return _digest([said(own), [said(one) for one in near.earlier], peers, sorted(near.common)])


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AuditInput:
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

    entries: dict[Report, AuditInput | Failure]
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
    without: Mapping[str, Text] = MappingProxyType({}),
) -> Library:
    """Say whose each report is and which others concern it; what an earlier run has read is not read again.

    ``others`` are compared with and not asked for. ``wanted`` chooses among the reports once it is known
    whose they are. Those of the digests ``without`` are failures, and to the others as if not there: why.
    """
    memory = RunCache.load(out)
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
    for question, claim in _claims(found).items():
        if claim.sha256 in without:
            found[question] = Failure(question.report, without[claim.sha256])
    chosen = [q for q in asked[: len(reports)] if _is_wanted(found[q], wanted)]
    compared = memory.recall(_claims(found), [q for q in chosen if isinstance(found[q], Claim)])
    if compared is None:
        words = {q: held for q, claim in _claims(found).items() if (held := claim.words or memory.words(q))}
        found |= _identified(pool, [q for q in _claims(found) if q not in words])
        words |= {q: claim.words for q, claim in _claims(found).items() if claim.words}
        compared = _compared(memory, _claims(found), words, chosen)
    kin = RelatedReports(_claims(found).values())
    entries: dict[Report, AuditInput | Failure] = {}
    for question in chosen:
        said = found[question]
        if isinstance(said, Claim):
            related = dict.fromkeys((one.name, one.sha256) for one in kin.of(said))
            close = compared[question].close
            entries[question.report] = AuditInput(replace(said, words=None), close, tuple(related))
        else:
            entries[question.report] = said
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
    memory: RunCache,
    claims: Mapping[Question, Claim],
    words: Mapping[Question, Words],
    chosen: Sequence[Question],
) -> dict[Question, CloseReports]:
    """Compare those chosen with all reports, and tell the next run."""
    collection = {claims[question]: held for question, held in words.items()}
    there = [question for question in chosen if question in claims]
    found = compare_all(collection, [claims[question] for question in there], memory.by_given())
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

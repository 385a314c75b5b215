"""The two passes of a screening: read a batch of reports, then hold it against the suites.

Filings, packed into columns, and rendered audits go to scratch files: they do not fit into memory.

A filing has hundreds of cells and paragraphs, each with its place: to pickle one costs calls, a column none.

A batch makes millions of objects that live until it ends. To look through them for cycles again and again,
and through all that the libraries keep, took a quarter of the time of a screening.
"""

from __future__ import annotations

import gc
import pickle
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache, partial, wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar, cast

from gouji.audits import audit_filings, each_apart, fault_of
from gouji.batch.task import claim_of
from gouji.copying.collection import words_of
from gouji.copying.compare import closest
from gouji.inputs.decision_file import load_decisions
from gouji.inputs.decisions import carried
from gouji.inputs.roster import Roster
from gouji.model.document import Paragraph, Place
from gouji.model.filing import Cell, Filing, PrintedLabel, Section
from gouji.model.text import error_text
from gouji.reports import Failure, Report, read_reports
from gouji.rules.packs import using

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Packed = tuple[Any, ...]
    Many = type[Cell | PrintedLabel | Paragraph]
    from collections.abc import Callable, Mapping

    from gouji.batch.task import Claim
    from gouji.copying.collection import CollectedText, Near, Words
    from gouji.inputs.decisions import Decisions
    from gouji.model.finding import Audit, Verdict


Kind = TypeVar("Kind")

#: What a filing and a section have many of.
_MANY: Final[dict[str, Many]] = {
    "form_cells": Cell,
    "labels": PrintedLabel,
    "preamble": Paragraph,
    "paragraphs": Paragraph,
}
_NAMES: Final[dict[type[Any], tuple[str, ...]]] = {
    kind: tuple(one.name for one in fields(kind)) for kind in (Section, Filing)
}


def packed(filing: Filing) -> Packed:
    """Return a filing as its fields; of the things it has many of, the columns."""
    values = dict(zip(_NAMES[Filing], _fields(filing), strict=True))
    values["sections"] = tuple(tuple(_fields(section)) for section in filing.sections)
    return tuple(values.values())


def unpacked(kept: Packed) -> Filing:
    """Return the filing that was packed."""
    values = dict(zip(_NAMES[Filing], kept, strict=True))
    values["sections"] = tuple(_made(Section, section) for section in values["sections"])
    return _made(Filing, values.values())


def _fields(thing: Filing | Section) -> Iterator[Any]:
    for name in _NAMES[type(thing)]:
        value = getattr(thing, name)
        yield _columns(_MANY[name], value) if name in _MANY else value


def _made(kind: type[Kind], values: Iterable[Any]) -> Kind:
    named = zip(_NAMES[kind], values, strict=True)
    return kind(*(_things(_MANY[name], value) if name in _MANY else value for name, value in named))


def _columns(kind: Many, things: Sequence[Any]) -> Packed:
    """Return a column for each field of things of one kind; places become plain tuples."""
    columns = list(zip(*things, strict=True))
    if columns:
        at = kind._fields.index("place")
        columns[at] = tuple(place and tuple(place) for place in columns[at])
    return tuple(columns)


def _things(kind: Many, columns: Packed) -> tuple[Any, ...]:
    if not columns:
        return ()
    at = kind._fields.index("place")
    places = [place and Place._make(place) for place in columns[at]]
    return tuple(map(kind._make, zip(*columns[:at], places, *columns[at + 1 :], strict=True)))


#: Temporary folders are often in memory themselves; more than this level does not pay for its time.
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class StoredAt:
    """Where something lies in the spool: file, first byte, number of bytes."""

    file: str
    start: int
    length: int


class ScratchWriter:
    """Writes objects into one file of the spool, one after the other."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name, self._at = file, name, 0

    def put(self, thing: object) -> StoredAt:
        """Write an object and say where it lies."""
        data = zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), _LEVEL)
        self._file.write(data)
        slot = StoredAt(self._name, self._at, len(data))
        self._at += len(data)
        return slot


@contextmanager
def writing(folder: Path, name: str) -> Iterator[ScratchWriter]:
    """Open a file of the spool; one that a killed process left half written is written anew."""
    path = folder / name
    with path.open("wb") as file:
        yield ScratchWriter(file, str(path))


def stored(slot: StoredAt) -> object:
    """Return what lies in a slot."""
    with Path(slot.file).open("rb") as file:
        file.seek(slot.start)
        thing: object = pickle.loads(zlib.decompress(file.read(slot.length)))
        return thing


Batch = TypeVar("Batch")
Done = TypeVar("Done")


def collected_after(function: Callable[[Batch], Done]) -> Callable[[Batch], Done]:
    """Collect what a function leaves when it has ended; what was there before is not looked through."""

    @wraps(function)
    def collected(batch: Batch) -> Done:
        if not gc.isenabled():
            return function(batch)
        gc.freeze()
        gc.disable()
        try:
            return function(batch)
        finally:
            gc.enable()
            gc.collect()
            gc.unfreeze()

    return collected


@dataclass(frozen=True, slots=True)
class ReadingBatch:
    """A batch to read. ``name`` is its own among all batches, ``first`` the position of its first report."""

    name: str
    first: int
    reports: Sequence[Report]
    roster: Path | None
    folder: Path

    @property
    def holds(self) -> list[tuple[int, Report]]:
        """The reports of the batch with their positions."""
        return list(enumerate(self.reports, self.first))

    def apart(self) -> list[ReadingBatch]:
        """Return the batch as batches of one report."""
        return [
            replace(self, name=f"{self.name}-{position}", first=position, reports=[report])
            for position, report in self.holds
        ]


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report that was read: its position among all, its form, where its filing lies, whose it is."""

    position: int
    form: str | None
    slot: StoredAt
    claim: Claim
    words: Words


@collected_after
def read_batch(batch: ReadingBatch) -> list[tuple[int, ReadReport | Failure]]:
    """Read a batch into the spool. A report that fails stops no other.

    Each step is taken for the whole batch: its code and data stay in the processor's caches.
    """
    results = list(zip(batch.holds, read_reports(batch.reports, _roster(batch.roster)), strict=True))
    found: list[tuple[int, ReadReport | Failure]] = []
    read: list[tuple[int, Report, Filing]] = []
    for (position, report), said in results:
        if isinstance(said, Failure):
            found.append((position, said))
        else:
            read.append((position, report, said))
    with writing(batch.folder, f"{batch.name}.filings") as spool:
        for (position, report, _), kept in each_apart(partial(_kept, spool), read):
            lost = isinstance(kept, Exception) and Failure(report, error_text(kept, report.name))
            found.append((position, lost or cast("ReadReport", kept)))
    return found


def _kept(spool: ScratchWriter, read: Sequence[tuple[int, Report, Filing]]) -> list[ReadReport]:
    words = [words_of(filing) for _, _, filing in read]
    claims = [claim_of(report, report.name, filing) for _, report, filing in read]
    slots = [spool.put(packed(filing)) for _, _, filing in read]
    return [
        ReadReport(position, filing.form, slot, claim, own)
        for (position, _, filing), slot, claim, own in zip(read, slots, claims, words, strict=True)
    ]


@cache
def _roster(path: Path | None) -> Roster:
    return Roster.of(path)


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """One report to audit: its text in the collection, and what it may be compared with.

    Reports are known by their position among all. ``related`` are those that rules ask for whatever their
    words: the year before, the bodies that it speaks for or of.
    """

    report: Report
    own: CollectedText[int]
    near: Near[int]
    related: tuple[int, ...]

    @property
    def position(self) -> int:
        """The position of the report to audit."""
        return self.own.known_as

    @property
    def beside(self) -> object:
        """All that it is compared with, so that two requests can be told apart."""
        near = self.near
        peers = None if near.peers is None else [one.known_as for one in near.peers]
        return [one.known_as for one in near.earlier], peers, near.common, self.related

    @property
    def needed(self) -> set[int]:
        """Positions of all filings that auditing it may take."""
        compared = (self.own, *self.near.earlier, *(self.near.peers or ()))
        return {*(one.known_as for one in compared), *self.related}


@dataclass(frozen=True, slots=True)
class AuditBatch:
    """A batch to hold against the suites. ``slots`` has every filing that it may need, by position."""

    name: str
    asked: Sequence[AuditRequest]
    slots: Mapping[int, StoredAt]
    decisions: Path | None
    render: Callable[[Audit], str]
    folder: Path
    packs: tuple[Path, ...] = ()

    @property
    def holds(self) -> list[tuple[int, Report]]:
        """The reports of the batch with their positions."""
        return [(one.position, one.report) for one in self.asked]

    def apart(self) -> list[AuditBatch]:
        """Return the batch as batches of one report."""
        return [
            replace(self, name=f"{self.name}-{number}", asked=[one]) for number, one in enumerate(self.asked)
        ]


@dataclass(frozen=True, slots=True)
class Checked:
    """A report that was audited: whose it is, the verdict, and where the rendered audit lies.

    ``carried`` are the ids of the decisions that its findings carry.
    """

    agency: str
    body: str
    year: int | None
    verdict: Verdict
    carried: tuple[str, ...]
    rendered: StoredAt


@collected_after
def audit_batch(batch: AuditBatch) -> list[tuple[int, Checked | Failure]]:
    """Audit a batch; every audit comes with the position of its report.

    The reports of a batch serve each other as all reports at hand do, so that it changes nothing who else is
    in the batch. One that raises something unforeseen stops no other; where it does so only together with
    others that raise it by themselves, these are the failures, and nothing is said of it.
    """
    found: list[tuple[int, Checked | Failure]] = []
    with using(batch.packs), writing(batch.folder, f"{batch.name}.audits") as spool:
        for one, said in each_apart(partial(_audited, batch, spool), batch.asked):
            if isinstance(said, Exception):
                found += _at_fault(batch, one, said)
            else:
                found.append((one.position, said))
    return found


def _audited(batch: AuditBatch, spool: ScratchWriter, asked: Sequence[AuditRequest]) -> list[Checked]:
    own = [one.position for one in asked]
    compared = [closest(one.own, one.near) for one in asked]
    further = {position for one in asked for position in one.related}
    further |= {at for found in compared for at in (*found.earlier.close, *found.peers.close)}
    others = sorted(further - set(own))
    filings = {position: _filing(batch, position) for position in (*own, *others)}
    audits = audit_filings(
        [filings[position] for position in own],
        [filings[position] for position in others],
        compared=[found.known_as(filings.__getitem__) for found in compared],
    )
    return [
        Checked(
            agency=audit.filing.agency.id,
            body=audit.filing.agency.name,
            year=audit.filing.year,
            verdict=audit.verdict,
            carried=tuple(of for found in audit.rule_findings for of in carried(found.decision)),
            rendered=spool.put(batch.render(audit)),
        )
        for audit in _decisions(batch.decisions).attached(audits)
    ]


def _filing(batch: AuditBatch, position: int) -> Filing:
    return unpacked(cast("Packed", stored(batch.slots[position])))


def _at_fault(batch: AuditBatch, asked: AuditRequest, raised: Exception) -> Iterator[tuple[int, Failure]]:
    """Yield the report where it raises by itself, else those that do of the others it takes, else it."""
    own, others = asked.position, sorted(asked.needed - {asked.position})
    faults = _by_themselves(batch, [own]) or _by_themselves(batch, others) or {own: raised}
    for position, error in faults.items():
        name = _filing(batch, position).source.name
        yield position, Failure(Report(name), error_text(error, name))


def _by_themselves(batch: AuditBatch, positions: Iterable[int]) -> dict[int, Exception]:
    return {at: fault for at in positions if (fault := fault_of(_filing(batch, at))) is not None}


@cache
def _decisions(path: Path | None) -> Decisions:
    return load_decisions(path)

"""The work on one report that any process can do: read whose it is, render its evidence.

Both functions take and return plain values, so that a pool of processes or a cluster can run them. Nothing
is written here: bytes go back to the run, which alone puts files into place.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import simplejson

from gouji.copying.collection import words_of
from gouji.evidence.manifest import shown_pictures
from gouji.evidence.sources import inputs_in
from gouji.inputs import workbook
from gouji.inputs.confirmed import confirmed_by, marked
from gouji.inputs.decision_file import PAGES, handed_in
from gouji.inputs.files import digest
from gouji.inputs.roster import Roster, is_government, is_government_office
from gouji.inputs.sidefile import SUFFIX, beside
from gouji.measures.leftovers import bodies_named
from gouji.measures.members import whole_region
from gouji.model.filing import copy_of
from gouji.model.text import GoujiError, Text, UnforeseenError, error_text
from gouji.readers.limits import USUAL, Bounds, within
from gouji.reports import Failure, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.copying.collection import Words
    from gouji.inputs.confirmed import HandedInText
    from gouji.inputs.decisions import Decision
    from gouji.model.filing import Filing

    Reference = tuple[str, str]

    from gouji.model.filing import ReportCopy
    from gouji.model.finding import Verdict
    from gouji.model.text import Lang
    from gouji.reports import Report


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a report to others.

    ``body`` is who reports, ``parent`` the id of who is above it. ``region``: it reports for a whole region.
    ``office_of`` is the government whose office reports, ``named`` are other bodies in its place.
    """

    body: str
    parent: str | None = None
    region: bool = False
    office_of: str | None = None
    named: tuple[str, ...] = ()


def ties_of(filing: Filing) -> Ties:
    """Return what ties a filing to others."""
    agency = filing.agency
    office = is_government_office(agency)
    named = {one.name for one in bodies_named(filing)}
    return Ties(
        agency.name,
        agency.parent,
        is_government(agency) and whole_region(filing) is not None,
        agency.name.removesuffix("办公室").removesuffix("办公厅") if office else None,
        tuple(sorted(name for name in named if name not in agency.name and agency.name not in name)),
    )


@dataclass(frozen=True, slots=True)
class Close:
    """What one audit is handed of others, as names and digests in a fixed order.

    ``earlier`` are reports of the same body: of the year before, those that come close, and the latest in
    any case. ``peers`` are reports of other bodies that come close, None where there is no other body at
    hand. ``common`` are digests of the sentences that so many bodies print that nobody copied them.
    """

    earlier: tuple[Reference, ...] = ()
    peers: tuple[Reference, ...] | None = None
    common: tuple[str, ...] = ()

    def as_json(self) -> list[Any]:
        """Return the three as JSON."""
        return [self.earlier, self.peers, self.common]

    @classmethod
    def from_json(cls, raw: Sequence[Any]) -> Close:
        """Return what :meth:`as_json` gave. Raises ValueError and TypeError for anything else."""
        earlier, peers, common = raw
        return cls(_references(earlier), None if peers is None else _references(peers), tuple(common))


def _references(raw: Sequence[Any]) -> tuple[Reference, ...]:
    return tuple((str(name), str(sha256)) for name, sha256 in raw)


@dataclass(frozen=True, slots=True)
class CloseReports:
    """What comparing gave for one report. ``given`` is the digest of what was compared."""

    given: str
    close: Close


#: What the evidence of one audit consists of, beside its manifest.
AUDIT_FILES = ("audit.ipynb", "audit.html", "audit.json", "validation.json")
#: What sources that are kept beside an audit are called before their suffix.
KEPT: Final = "source"
RECORD_SUFFIX: Final = ".confirmed.csv"
#: Files that programs only show; whatever else a report is could act when it is opened from the folder.
_ONLY_SHOWN: Final = frozenset({".pdf", ".ofd", ".docx", ".xlsx", ".png", ".jpg", ".jpeg"})


def kept_name(report: Report) -> str:
    """Return the name under which a report is kept beside its audit; a page is kept as a text."""
    suffix = Path(report.name).suffix.lower()
    return f"{KEPT}{suffix}" if suffix in _ONLY_SHOWN else f"{KEPT}{suffix}.txt"


def files_of_audit(task: Task) -> list[str]:
    """Return the names of the files that the evidence of an audit consists of, without its manifest."""
    return [*AUDIT_FILES, *(name for name, _ in _sources(task))]


def _sources(task: Task) -> Iterator[tuple[str, Path]]:
    """Yield what is kept of the input: the name beside the audit, and where it is now."""
    path = task.report.path
    if "source" in task.parameters and path is not None:
        yield task.parameters["source"], path
        if beside(path).is_file():
            yield f"{KEPT}{SUFFIX}", beside(path)
        if (record := confirmed_by(path, task.parameters["sha256"])) is not None:
            yield f"{KEPT}{RECORD_SUFFIX}", record
        for shown in shown_pictures(task.report, task.parameters["report"]).values():
            yield kept_picture(shown.name, digest(shown)), shown


def kept_picture(name: str, sha256: str) -> str:
    """Return the name under which a picture that lies beside a report is kept beside its audit."""
    suffix = Path(name).suffix.lower()
    return f"{KEPT}-{sha256[:16]}{suffix if suffix in _ONLY_SHOWN else '.txt'}"


@dataclass(frozen=True, slots=True)
class Question:
    """A report and the roster to tell by whose it is. ``name`` is how evidence refers to it."""

    report: Report
    name: str
    roster: Path | None
    bounds: Bounds = USUAL


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose report it is, as reading it shows. ``name`` and the digest are how evidence refers to it.

    ``ties`` and ``words`` are what other reports are looked up and compared by; ``words`` is None where they
    were not read in this run.
    """

    report: Report
    name: str
    copy: ReportCopy
    ties: Ties
    words: Words | None = field(default=None, compare=False, repr=False)

    @property
    def agency(self) -> str:
        """The id of the body whose report it is."""
        return self.copy.agency

    @property
    def year(self) -> int | None:
        """The year reported on, where it is known."""
        return self.copy.year

    @property
    def sha256(self) -> str:
        """The digest of the report."""
        return self.copy.sha256


@dataclass(frozen=True, slots=True)
class Task:
    """One audit to render. ``inputs`` are the folders that hold what ``parameters`` name."""

    report: Report
    folder: str
    parameters: dict[str, Any]
    inputs: tuple[str, ...]
    lang: Lang
    kernel: str
    bounds: Bounds = USUAL


@dataclass(frozen=True, slots=True)
class Rendered:
    """The evidence of one audit: the bytes of its files by name."""

    report: Report
    folder: str
    verdict: Verdict
    files: dict[str, bytes]


def identify(asked: Question) -> Claim | Failure:
    """Read a report only to learn whose it is, of which year, and what it may share with others."""
    report = asked.report
    try:
        with within(asked.bounds, report.name):
            filing = read_report(report, Roster.of(asked.roster))
            return replace(claim_of(report, asked.name, filing), words=words_of(filing))
    except Exception as error:
        return Failure(report, error_text(error, report.name))


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that is no report: decisions on findings, or what a person says pictures show.

    Pages save either, people fill workbooks in; a page that is saved itself has its decisions. Nobody need
    have said anything in it.
    """

    report: Report
    decisions: tuple[Decision, ...] = ()
    texts: tuple[HandedInText, ...] = ()


_TABLES: Final = frozenset({".csv", ".xlsx"})


def look_at(asked: Question) -> Claim | Failure | HandedIn:
    """Say whose report a file is, or what it hands in."""
    path = asked.report.path
    suffix = path.suffix if path is not None else ""
    if path is not None and suffix in _TABLES | PAGES:
        with suppress(GoujiError), within(asked.bounds, asked.report.name):
            return HandedIn(asked.report, tuple(handed_in(path)))
    if path is not None and suffix in _TABLES:
        with suppress(GoujiError), within(asked.bounds, asked.report.name):
            return HandedIn(asked.report, texts=tuple(marked(path)))
    return identify(asked)


def claim_of(report: Report, name: str, filing: Filing) -> Claim:
    """Return what a report that was read claims, without its words."""
    return Claim(report, name, copy_of(filing), ties_of(filing))


def render_audit(task: Task) -> Rendered | Failure:
    """Run the audit notebook on one report and return its evidence."""
    from gouji.evidence.sources import AUDIT_NOTEBOOK
    from gouji.show.notebook import run_notebook
    from gouji.show.page import files_of
    from gouji.show.record import taken

    try:
        with inputs_in(task.inputs):
            notebook = run_notebook(
                workbook.notebooks() / AUDIT_NOTEBOOK,
                task.parameters,
                lang=task.lang,
                kernel=task.kernel,
                about=task.report.name,
                bounds=task.bounds,
            )
        for_programs = taken(notebook)
        audit = simplejson.loads(for_programs["audit.json"], use_decimal=True)
        title = f"{audit['agency']} {audit['year'] or ''}".strip()
        about = {"lang": task.lang, "title": title, "home": "../../index.html"}
        if "source" in task.parameters:
            about["source"] = task.parameters["source"]
        files = dict(zip(AUDIT_FILES[:2], files_of(notebook, about), strict=True)) | for_programs
        files |= {name: path.read_bytes() for name, path in _sources(task)}
        return Rendered(task.report, task.folder, audit["verdict"], files)
    except Exception as error:
        foreseen = isinstance(error, GoujiError) and not isinstance(error, UnforeseenError)
        return Failure(task.report, error_text(error, task.report.name), () if foreseen else _faults(task))


def _faults(task: Task) -> tuple[tuple[str, Text], ...]:
    """Return which of the reports that an audit takes raise something by themselves, by their digests."""
    from gouji.audits import fault_of
    from gouji.evidence.sources import open_others, open_roster, use_packs
    from gouji.rules.packs import using

    given = task.parameters
    named = [
        (given["report"], given["sha256"]),
        *given["earlier"],
        *(given["peers"] or ()),
        *given["related"],
    ]
    with suppress(Exception), inputs_in(task.inputs), within(task.bounds, task.report.name), using(()):
        use_packs(given["rules"])
        filings = open_others(named, open_roster(given["roster"]))
        found = {one.source: fault for one in filings if (fault := fault_of(one)) is not None}
        return tuple((of.sha256, error_text(fault, of.name)) for of, fault in found.items())
    return ()

"""The work on one report that any process can do: read it to know whose it is; render its evidence.

Both functions take and return plain values, so that a pool of processes or a cluster can run them. Nothing
is written here: bytes go back to the run, which alone puts files into place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import simplejson

from gouji import workbook
from gouji.bounds import USUAL, Bounds, within
from gouji.copies import copy_of
from gouji.copying.shelf import words_of
from gouji.evidence.inputs import inputs_in
from gouji.evidence.kin import ties_of
from gouji.intake import Failure, read_report
from gouji.mishap import told
from gouji.roster import Roster

if TYPE_CHECKING:
    from pathlib import Path

    from gouji.bilingual import Lang
    from gouji.copies import Copy
    from gouji.copying.shelf import Words
    from gouji.evidence.kin import Ties
    from gouji.filing import Filing
    from gouji.finding import Verdict
    from gouji.intake import Report


#: What the evidence of one audit consists of, beside its manifest.
AUDIT_FILES = ("audit.ipynb", "audit.html", "audit.json")


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
    copy: Copy
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
        return Failure(report, told(error, report.name))


def claim_of(report: Report, name: str, filing: Filing) -> Claim:
    """Return what a report that was read claims, without its words."""
    return Claim(report, name, copy_of(filing), ties_of(filing))


def render_audit(task: Task) -> Rendered | Failure:
    """Run the audit notebook on one report and return its evidence."""
    from gouji.evidence.execute import run_notebook
    from gouji.evidence.machine import recorded
    from gouji.evidence.page import files_of
    from gouji.evidence.provenance import AUDIT_NOTEBOOK

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
        audit_json = recorded(notebook)
        audit = simplejson.loads(audit_json, use_decimal=True)
        title = f"{audit['agency']} {audit['year'] or ''}".strip()
        made = files_of(notebook, {"lang": task.lang, "title": title, "home": "../../index.html"})
        files = dict(zip(AUDIT_FILES, (*made, audit_json), strict=True))
        return Rendered(task.report, task.folder, audit["verdict"], files)
    except Exception as error:
        return Failure(task.report, told(error, task.report.name))

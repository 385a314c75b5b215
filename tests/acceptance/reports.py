"""The reports of the acceptance set, and what gouji says of each.

They are the shipped reports (``data/``, audited together as ``gouji audit`` does), the small inputs kept
beside this module (``inputs/``), and the reports handed to developers beside the checkout, where there are
any. All but the shipped ones are audited one by one, as ``gouji check FILE`` does. Of an archive, which holds
one report as hundreds of programs wrote it, the copies are counted (:func:`archives`).
"""

from __future__ import annotations

import tarfile
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from acceptance.cells import in_short
from benchmarks.processes import processor_seconds
from gouji.audits import audit_filings
from gouji.inputs.roster import Roster
from gouji.reports import Failure, collect, find_roster_file, read_reports
from tools.score import SUFFIX, Truth, score_filing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.finding import Audit, Finding
    from gouji.reports import Report

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
INPUTS = Path(__file__).parent / "inputs"
HANDED = ROOT.parent / "shared"
#: Verdict of a report that could not be read at all.
REFUSED = "refused"


@dataclass(frozen=True)
class Said:
    """What gouji says of one report: the verdict, ``read`` of how many cells, and the findings in short.

    ``cells`` counts the cells that are right, refused and wrong, where somebody typed off what is printed.
    Of an archive, ``copies`` is in how many copies a finding is made, and ``programs`` counts the copies and
    their cells by the program that wrote them and the kind of file (``w3m-dump txt``), and ``seconds`` is the
    processor time that its copies of each kind of file took.
    """

    verdict: str
    read: str = ""
    findings: tuple[str, ...] = ()
    cells: dict[str, int] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)
    programs: dict[str, dict[str, int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict, compare=False)


def archives() -> dict[str, Said]:
    """Audit every copy in the archives at hand: minutes. Keys are ``tar:``, folder and name."""
    found = sorted(HANDED.rglob("*.tar.xz")) if HANDED.is_dir() else []
    return {f"tar:{path.relative_to(HANDED).as_posix()}": _counted(path) for path in found}


def _counted(archive: Path) -> Said:
    verdicts: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    cells: Counter[str] = Counter()
    programs: dict[str, Counter[str]] = {}
    seconds: Counter[str] = Counter()
    read = every = 0
    typed_off = archive.with_name(archive.name.partition(".")[0] + SUFFIX)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as copies:
            copies.extractall(folder, filter="data")
        for report in collect([folder]):
            before = processor_seconds()
            said = _of_one(report, typed_off)
            seconds[Path(report.name).suffix[1:]] += processor_seconds() - before
            verdicts[said.verdict] += 1
            findings.update(said.findings)
            judged = said.cells or {"refused": len(Truth.load(typed_off).cells)}
            cells.update(judged)
            programs.setdefault(_program(report, folder), Counter()).update({"copies": 1, **judged})
            one, _, of = said.read.partition("/")
            read, every = read + int(one or 0), every + int(of or 0)
    return Said(
        ", ".join(f"{verdict} {verdicts[verdict]}" for verdict in sorted(verdicts)),
        f"{read}/{every}",
        tuple(sorted(findings)),
        dict(cells),
        dict(findings),
        {program: dict(programs[program]) for program in sorted(programs)},
        dict(seconds),
    )


def _program(report: Report, folder: str) -> str:
    """Return the program that wrote a copy, by the folder it lies in, and the kind of file."""
    assert report.path is not None
    inside = report.path.relative_to(folder)
    return f"{inside.parts[0]} {inside.suffix[1:]}"


def everything() -> dict[str, Said]:
    """Audit all reports at hand; keys are folder and name, sorted."""
    others = {name: _of_one(report, _typed_off(report)) for name, report in _others().items()}
    return dict(sorted({**_shipped(), **others}.items()))


def in_words(finding: Finding, form: list[str]) -> str:
    """Return rule, severity and cells of a finding; what is measured and missing where it has no cell."""
    expected = "" if finding.expected is None else finding.expected
    missing = " ".join(f"{finding.measure} {finding.about}: {expected}".split())
    of = in_short(finding.cells, form) if finding.cells else missing
    return f"{finding.rule} {finding.severity} {of}"


def _shipped() -> dict[str, Said]:
    reports = collect([DATA])
    filings = list(read_reports(reports, _roster(DATA / "agencies.csv")))
    audits = audit_filings([one for one in filings if not isinstance(one, Failure)])
    assert len(audits) == len(reports), "a shipped report cannot be read"
    return {
        _name(one, ROOT): _said(audit, _typed_off(one)) for one, audit in zip(reports, audits, strict=True)
    }


def _of_one(report: Report, typed_off: Path) -> Said:
    (filing,) = read_reports([report], _roster(find_roster_file([report.path or ""], DATA)))
    return Said(REFUSED) if isinstance(filing, Failure) else _said(audit_filings([filing])[0], typed_off)


def _others() -> dict[str, Report]:
    """Return the inputs and what was handed over, each text of a report once."""
    found: dict[bytes, tuple[str, Report]] = {}
    for home, folders in ((INPUTS.parent, [INPUTS]), (HANDED, [HANDED / "seeds", HANDED / "cases"])):
        # collecting nothing is an error
        present = [folder for folder in folders if folder.is_dir()]
        for report in collect(present) if present else ():
            if not report.name.endswith(".tar.xz"):
                found.setdefault(report.load(), (_name(report, home), report))
    return dict(found.values())


def _name(report: Report, home: Path) -> str:
    assert report.path is not None
    return report.path.relative_to(home).as_posix()


def _said(audit: Audit, typed_off: Path) -> Said:
    filing = audit.filing
    form = [cell.id for cell in filing.form_cells]
    findings = [in_words(finding, form) for finding in audit.rule_findings]
    assert len({finding.id for finding in audit.rule_findings}) == len(findings), f"{filing.source.name}: ids"
    return Said(
        audit.verdict,
        f"{filing.cells_read}/{len(filing.form_cells)}",
        tuple(_numbered(findings)),
        _judged(audit, typed_off),
    )


def _numbered(findings: list[str]) -> Iterator[str]:
    """Tell findings apart that are alike in short: the second is ``… #2``."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding] += 1
        yield finding if seen[finding] == 1 else f"{finding} #{seen[finding]}"


def _typed_off(report: Report) -> Path:
    """Where the figures of a report lie as somebody typed them off, if anybody did."""
    assert report.path is not None
    return report.path.with_name(report.path.stem + SUFFIX)


def _judged(audit: Audit, typed_off: Path) -> dict[str, int]:
    if not typed_off.is_file():
        return {}
    counts = score_filing(audit.filing, Truth.load(typed_off)).counts
    return {
        "right": counts["right"],
        "refused": counts["refused"] + counts["unseen"],
        "wrong": counts["wrong"],
    }


@cache
def _roster(path: Path | None) -> Roster:
    return Roster.of(path)

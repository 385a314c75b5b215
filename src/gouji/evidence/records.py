"""The folder of evidence: where each audit lies, and one record an audit, read back from it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import simplejson

from gouji.inputs.decisions import Decision, carried
from gouji.model.as_json import cells_of
from gouji.model.filing import EMPTY, UNREAD, ReportCopy
from gouji.model.finding import SEVERITY_ORDER, VERDICT_ORDER, Finding, Outcome
from gouji.model.text import GoujiError, Text
from gouji.rules.catalogue import rule_title

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from gouji.inputs.decisions import DecisionName, Decisions, Stray
    from gouji.inputs.roster import Roster
    from gouji.model.filing import Number
    from gouji.model.finding import Verdict


#: Names that Windows keeps for devices, with or without an extension.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
#: File systems allow 255 bytes a name; a letter of Chinese takes three in UTF-8.
_LONGEST = 64
_DIGEST = 8
_YEARS = range(1000, 10000)

UNKNOWN_YEAR = "undated"


def safe_name(name: str) -> str:
    """Return a name that is one folder on every file system: the same for the same name, never a way out.

    Letters, digits, ``-``, ``_`` and inner dots stay as they are. A name that loses something else, is
    reserved, or is too long ends in a digest of itself, so that two names never become one this way.
    """
    kept = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name)).strip(".-")
    reserved = _DEVICE.fullmatch(kept)
    if kept and kept == name and len(kept) <= _LONGEST and not reserved:
        return kept
    if reserved:
        kept = kept.replace(".", "-")
    return f"{kept[: _LONGEST - _DIGEST - 1].rstrip('.-') or 'agency'}-{_digest(name)}"


def evidence_folders(claims: Sequence[tuple[int | None, str, str]]) -> list[str]:
    """Return the folder ``year/name`` for each claim of (year, agency id, reference of the report).

    Where two claims would share a folder, also on a file system that knows no case, each gets a digest of
    its report's reference, and copies of one report are numbered. The result for a claim depends on the
    set of claims, never on their order.
    """
    folders = [f"{_year_name(year)}/{safe_name(agency)}" for year, agency, _ in claims]
    taken = Counter(map(_folded, folders))
    told_apart = [
        f"{folder}-{_digest(reference)}" if taken[_folded(folder)] > 1 else folder
        for folder, (_, _, reference) in zip(folders, claims, strict=True)
    ]
    copies: Counter[str] = Counter()
    for index, folder in enumerate(told_apart):
        copies[_folded(folder)] += 1
        if copies[_folded(folder)] > 1:
            told_apart[index] = f"{folder}-{copies[_folded(folder)]}"
    return told_apart


def _year_name(year: int | None) -> str:
    return str(year) if year in _YEARS else UNKNOWN_YEAR


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


AUDIT_FILE = "audit.json"
FAILURES_FILE = "failures.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One audit of the run. ``folder`` is ``year/agency``, relative to the folder of the run.

    ``region`` and ``level`` are the roster's, None for bodies that are not on it. ``copy`` is what decides
    which of several reports of one body and year stands for the year. ``cells`` are the ids of the form's
    cells, ``values`` what each says in a sum (:func:`_in_sums`).
    """

    folder: str
    agency: str
    agency_id: str
    kind: str | None
    level: str | None
    region: str | None
    year: int | None
    form: str | None
    verdict: Verdict
    source: str
    copy: ReportCopy
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    cells: tuple[str, ...] = ()
    values: tuple[Number | None, ...] = ()

    @property
    def figures(self) -> dict[str, Number | None]:
        """What each cell says in a sum, by its id; None where nobody knows."""
        return dict(zip(self.cells, self.values, strict=True))

    def count(self, severity: str) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class FailedReport:
    """A report that could not be processed: the name of its file, and what was said about it."""

    source: str
    message: Text


def read_records(folder: Path, roster: Roster, of: Collection[str] | None = None) -> list[Record]:
    """Return the records of a folder of evidence: urgent verdicts first, then most findings, then by name.

    ``of`` are the ids of bodies on the roster where only theirs are wanted. Raises :class:`GoujiError` for an
    ``audit.json`` that is none.
    """
    # a folder bears its body's id, alone or before what tells it from another
    names = "" if of is None else tuple(map(safe_name, of))
    paths = [one for one in folder.glob(f"*/*/{AUDIT_FILE}") if one.parent.name.startswith(names)]
    records = [_record(path, folder, roster) for path in sorted(paths)]
    return sorted((one for one in records if of is None or one.agency_id in of), key=_urgency)


def raw_record(folder: Path) -> dict[str, Any] | None:
    """Return the ``audit.json`` in a folder as it is, None where there is none or it is no JSON."""
    try:
        raw: dict[str, Any] = simplejson.loads((folder / AUDIT_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    return raw


def read_failures(folder: Path) -> list[FailedReport]:
    """Return the reports that the last run could not process, by name."""
    path = folder / FAILURES_FILE
    if not path.is_file():
        return []
    return [
        FailedReport(item["source"]["name"], Text(**item["message"]))
        for item in simplejson.loads(path.read_bytes())
    ]


def stray_decisions(records: Sequence[Record], decisions: Decisions) -> list[Stray]:
    """Return the decisions that no finding of these records carries."""
    held = [of for record in records for finding in record.findings for of in carried(finding.decision)]
    return decisions.strays([(record.agency_id, record.agency, record.year) for record in records], held)


def record_of(raw: Mapping[str, Any], folder: str, roster: Roster) -> Record:
    """Return the record of an audit in ``gouji.audit/1``.

    Raises KeyError, TypeError, ValueError or AttributeError for another JSON.
    """
    _check(raw)
    known = roster.get(raw["agency_id"])
    cells = cells_of(raw)
    return Record(
        folder=folder,
        agency=raw["agency"],
        agency_id=raw["agency_id"],
        kind=raw["kind"],
        level=known.level if known else None,
        region=known.region if known else None,
        year=raw["year"],
        form=raw["form"],
        verdict=raw["verdict"],
        source=raw["source"]["name"],
        copy=ReportCopy(raw["agency_id"], raw["year"], raw["source"]["sha256"], **raw.get("copy", {})),
        findings=tuple(Finding.from_json(_titled(finding), raw) for finding in raw["findings"]),
        outcomes=tuple(map(Outcome.from_json, raw["outcomes"])),
        cells=_one_of_equal(tuple(cells)),
        values=_in_sums(cells),
    )


def _check(raw: Mapping[str, Any]) -> None:
    """Raise for what was altered so that it is no audit, though it has all of its fields."""
    VERDICT_ORDER.index(raw["verdict"])
    texts = [raw["agency"], raw["agency_id"], raw["source"]["name"]]
    for found in raw["findings"]:
        texts += [found["id"], found["rule"], found["message"]["zh"], found["message"]["en"]]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("no text")
    if raw["year"] is not None and type(raw["year"]) is not int:
        raise TypeError("no year")


@cache
def _one_of_equal(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the same tuple for equal ones: thousands of reports have the cells of a few forms."""
    return ids


def _in_sums(cells: Mapping[str, Mapping[str, Any]]) -> tuple[Number | None, ...]:
    """Return what each cell says in a sum: its value; nothing, so zero, where it is empty; else None.

    Totals and stocks must be printed to be known, and so must all cells of a table that is mostly missing
    (:mod:`gouji.measures.matrix`). What is too large for a count is a misreading.
    """
    from gouji.measures.matrix import TOO_LARGE, is_stock, is_total

    missing: Counter[str] = Counter()
    for cell, said in cells.items():
        missing[cell.split("/")[0]] += 1 if said["status"] == "missing" else -1
    values: list[Number | None] = []
    for cell, said in cells.items():
        value = said["value"] if said["status"] not in UNREAD else None
        if said["status"] in EMPTY and missing[cell.split("/")[0]] <= 0:
            value = None if is_total(cell) or is_stock(cell) else 0
        values.append(value if value is None or abs(value) < TOO_LARGE else None)
    return tuple(values)


def _titled(finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a finding with a title: gouji 0.1 wrote none, and showed that of the rule."""
    return finding if "title" in finding else {**finding, "title": rule_title(finding["rule"]).as_json()}


def _record(path: Path, folder: Path, roster: Roster) -> Record:
    try:
        raw = simplejson.loads(path.read_bytes(), use_decimal=True)
        return record_of(raw, path.parent.relative_to(folder).as_posix(), roster)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        where = path.relative_to(folder).as_posix()
        raise GoujiError(
            f"{where} 不是完整的审计结果（{type(error).__name__}）。请删除该文件夹后重新审计。",
            f"{where} is no whole audit ({type(error).__name__}). Delete its folder and audit again.",
        ) from error


def _urgency(record: Record) -> tuple[object, ...]:
    return (
        VERDICT_ORDER.index(record.verdict),
        *(-record.count(severity) for severity in SEVERITY_ORDER[:-1]),
        record.folder,
    )


def decision_on(record: Record, found: Finding, name: DecisionName) -> Decision:
    """Return a decision on a finding, which says what it was made on; who made it and when is left open."""
    return Decision(
        found.id,
        name,
        rule=found.rule,
        agency=record.agency_id,
        body=record.agency,
        year=record.year,
        printed=dict(found.printed),
    )


def completed(decision: Decision, of_finding: Decision | None) -> Decision:
    """Return a decision with what its finding says where it does not itself say what it was made on."""
    if of_finding is None:
        return decision
    said = {field: getattr(of_finding, field) for field in ("rule", "agency", "body", "year", "printed")}
    return replace(decision, **said)


def new_decisions(
    given: Sequence[Decision], of_findings: Mapping[str, Decision], earlier: Mapping[str, Decision]
) -> list[Decision]:
    """Return those of the decisions handed in that are not on record yet, complete.

    ``of_findings`` are decisions on the findings as :func:`decision_on` makes them, ``earlier`` those on
    record, both by finding. Of one that was changed in a sheet it is not said who made the earlier one.
    """
    new: list[Decision] = []
    for one in given:
        before = earlier.get(one.finding)
        if one.repeats(before):
            continue
        made = completed(one, of_findings.get(one.finding))
        changed = before is not None and (made.by, made.when) == (before.by, before.when)
        new.append(replace(made, by="", when="") if changed else made)
    return new

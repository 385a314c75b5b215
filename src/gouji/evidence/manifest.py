"""The manifest of a folder of evidence, ``gouji.manifest/1``: what went in, made it, came out.

::

    {
      "decisions": digest of the decisions that concern this evidence, or null,
      "files": {name below the folder: SHA-256},
      "inputs": {name of the input: SHA-256},
      "made_with": {"code", "gouji", "lock", "notebook", "suites"; of a summary "region", its other notebook;
                  "witness": what recognises pictures, where figures were compared with them},
      "parameters": [[name, value] of each parameter of the notebook, in its order],
      "schema": "gouji.manifest/1",
      "seal": SHA-256 of this JSON without its seal,
      "unread": [{"name", "sha256"} of a report that could not be processed]
    }

Keys are sorted; nothing in it speaks of a moment or a machine. The seal only tells accidents: who means to
deceive can make a new one, which is what signatures are for (:mod:`gouji.evidence.verify`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import simplejson

import warmkernel
from gouji.evidence.region import REGIONS
from gouji.evidence.sources import (
    AUDIT_NOTEBOOK,
    REGION_NOTEBOOK,
    SUMMARY_NOTEBOOK,
    notebook_digest,
    reference,
    suites_digest,
)
from gouji.inputs import workbook
from gouji.inputs.confirmed import FOLDER, confirmed_by
from gouji.inputs.decision_file import load_decisions
from gouji.inputs.files import digest, put_files
from gouji.inputs.sidefile import SUFFIX, beside
from gouji.model import VERSION
from gouji.model.as_json import dumps
from gouji.readers.containers import engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gouji.model.text import Lang
    from gouji.reports import Failure, Report


SCHEMA = "gouji.manifest/1"
MANIFEST_FILE = "manifest.json"
SIGNATURE_FILE = MANIFEST_FILE + ".sig"

#: In a package's folder, but not its source: compiled files, and copies that have their own digests.
_NOT_SOURCE = frozenset({"__pycache__", "_workbook"})


class BrokenManifestError(ValueError):
    """The bytes are no manifest at all."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says; digests are SHA-256 in hexadecimal. ``intact``: its own seal is right."""

    files: dict[str, str]
    inputs: dict[str, str]
    parameters: dict[str, Any]
    made_with: dict[str, str | None]
    decisions: str | None = None
    unread: list[dict[str, str]] = field(default_factory=list)
    intact: bool = True

    def as_bytes(self) -> bytes:
        """Return the bytes of the file; equal contents give equal bytes."""
        said: dict[str, Any] = {
            "decisions": self.decisions,
            "files": self.files,
            "inputs": self.inputs,
            "made_with": self.made_with,
            "parameters": [[name, value] for name, value in self.parameters.items()],
            "schema": SCHEMA,
            "unread": self.unread,
        }
        return _json(said | {"seal": hashlib.sha256(_json(said)).hexdigest()})


def parse(data: bytes) -> Manifest:
    """Return what a manifest says, also where its seal is wrong.

    Raises :class:`BrokenManifestError` where the bytes are no manifest, or one that names files outside its
    folder.
    """
    try:
        raw = simplejson.loads(data.decode())
        if raw["schema"] != SCHEMA:
            raise BrokenManifestError(f"schema {raw['schema']!r}")
        manifest = Manifest(
            _digests(raw["files"]),
            _digests(raw["inputs"]),
            dict(raw["parameters"]),
            dict(raw["made_with"]),
            raw["decisions"],
            [dict(unread) for unread in raw["unread"]],
        )
        for name in manifest.files:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name:
                raise BrokenManifestError(f"the name {name!r}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenManifestError(str(error)) from error
    if manifest.as_bytes() == data:
        return manifest
    return Manifest(
        manifest.files,
        manifest.inputs,
        manifest.parameters,
        manifest.made_with,
        manifest.decisions,
        manifest.unread,
        intact=False,
    )


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


@cache
def made_with(notebook: str, *, witness: bool = False) -> dict[str, str | None]:
    """Return version and digests of what makes evidence with this notebook of the workbook.

    ``witness``: also what recognises pictures.
    """
    lock = workbook.lock()
    made: dict[str, str | None] = {
        "code": code_digest(),
        "gouji": VERSION,
        "lock": digest(lock) if lock else None,
        "notebook": notebook_digest(workbook.notebooks() / notebook),
        "suites": suites_digest(),
    }
    if notebook == SUMMARY_NOTEBOOK:
        made["region"] = notebook_digest(workbook.notebooks() / REGION_NOTEBOOK)
    return made | ({"witness": engine()} if witness else {})


@cache
def code_digest() -> str:
    """Return one digest of the source of both packages: names and bytes of files, in the order of names.

    Line ends count as LF, so that a checkout on Windows has the same digest.
    """
    whole = hashlib.sha256()
    for package in (Path(__file__).parents[1], Path(warmkernel.__file__).parent):
        for name, path in sorted(
            (path.relative_to(package.parent).as_posix(), path) for path in package.rglob("*")
        ):
            if path.is_file() and not _NOT_SOURCE & set(path.parts) and not name.endswith((".pyc", ".part")):
                source = digest_of(path.read_bytes().replace(b"\r\n", b"\n"))
                whole.update(f"{name}\x1f{source}\n".encode())
    return whole.hexdigest()


def _digests(raw: dict[str, Any]) -> dict[str, str]:
    return {str(name): str(digest) for name, digest in raw.items()}


def _json(value: object) -> bytes:
    return (dumps(value, sort_keys=True) + "\n").encode()


#: What a run writes beside the folders of the audits.
SUMMARY_FILES = ("failures.json", "findings.csv", "findings.xlsx", "index.html", "summary.ipynb")


def summary_files(out: Path) -> list[str]:
    """Return what a run has written beside the folders of the audits, by name: summary, tables, regions."""
    regions = sorted(path.name for path in (out / REGIONS).glob("*") if path.suffix in (".ipynb", ".html"))
    return [*SUMMARY_FILES, *(f"{REGIONS}/{name}" for name in regions)]


def audit_manifest(
    report: Report,
    parameters: dict[str, Any],
    files: Mapping[str, bytes],
    *,
    roster: Path | None,
    decided: str | None,
) -> Manifest:
    """Return the manifest of one audit.

    ``parameters`` are those of its notebook, ``files`` its outputs by name; ``decided`` is the digest of the
    decisions that may speak of it.
    """
    inputs = {parameters["report"]: parameters["sha256"]}
    for others in ("earlier", "peers", "related"):
        inputs |= dict(parameters[others] or ())
    if report.path is not None and beside(report.path).is_file():
        inputs[parameters["report"] + SUFFIX] = digest(beside(report.path))
    inputs |= _records(report, [*inputs.values()])
    inputs |= {name: digest(path) for name, path in shown_pictures(report, parameters["report"]).items()}
    return Manifest(
        files={name: digest_of(content) for name, content in files.items()},
        inputs=inputs | _roster(roster),
        parameters=parameters,
        made_with=made_with(AUDIT_NOTEBOOK, witness=bool(parameters.get("witness"))),
        decisions=decided,
    )


def run_manifest(
    out: Path,
    failures: Iterable[Failure],
    *,
    roster: Path | None,
    decisions: Path | None,
    lang: Lang,
) -> Manifest:
    """Return the manifest of a folder: of its summary, and of all its audits, also those of earlier runs.

    The files of audits are entered with the digests that their own manifests have, never as they lie
    there: what was changed since stays visible. An audit without a manifest is left out.
    """
    files = {name: digest(out / name) for name in summary_files(out)}
    for path in sorted(out.glob(f"*/*/{MANIFEST_FILE}")):
        try:
            audit = parse(path.read_bytes())
        except BrokenManifestError:
            continue
        folder = path.parent.relative_to(out).as_posix()
        files |= {f"{folder}/{name}": sha256 for name, sha256 in audit.files.items()}
        files[f"{folder}/{MANIFEST_FILE}"] = digest_of(audit.as_bytes())
    base = roster.parent if roster else None
    unread = sorted(
        (reference(file, base), digest(file))
        for failure in failures
        if (file := failure.report.path) is not None and file.is_file()
    )
    return Manifest(
        files=files,
        inputs=_roster(roster),
        parameters={
            "decisions": decisions.name if decisions else "",
            "lang": lang,
            "roster": roster.name if roster else "",
        },
        made_with=made_with(SUMMARY_NOTEBOOK),
        decisions=load_decisions(decisions).digest(),
        unread=[{"name": name, "sha256": sha256} for name, sha256 in unread],
    )


def seal(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into its folder."""
    put_files(folder, {MANIFEST_FILE: manifest.as_bytes()})


def is_sealed(folder: Path, whole: Callable[[], Manifest]) -> bool:
    """Say whether the folder's manifest is the one that it would get as it lies there now."""
    try:
        return whole().as_bytes() == (folder / MANIFEST_FILE).read_bytes()
    except OSError:
        return False


def _records(report: Report, read: Iterable[str]) -> dict[str, str]:
    """Return the records of what was confirmed in the pictures of reports with these digests."""
    found = (confirmed_by(report.path, sha256) for sha256 in read) if report.path else ()
    return {f"{FOLDER}/{path.name}": digest(path) for path in found if path is not None}


def shown_pictures(report: Report, name: str) -> dict[str, Path]:
    """Return the pictures that lie beside a report and are shown in it, by their names as inputs.

    ``name`` is the report's.
    """
    from gouji.readers.pictured import pictures_beside

    if report.path is None:
        return {}
    found = pictures_beside(report.load(), report.path.parent)
    return {(PurePosixPath(name).parent / own).as_posix(): path for own, path in found.items()}


def _roster(roster: Path | None) -> dict[str, str]:
    return {roster.name: digest(roster)} if roster else {}

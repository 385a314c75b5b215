"""The manifest of one audit, and that of a whole folder of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.decision_file import load_decisions
from gouji.evidence.inputs import digest, reference
from gouji.evidence.provenance import AUDIT_NOTEBOOK, SUMMARY_NOTEBOOK
from gouji.place import put
from gouji.seal.manifest import MANIFEST_FILE, BrokenManifestError, Manifest, digest_of, made_with, parse
from gouji.sidefile import SUFFIX, beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from gouji.bilingual import Lang
    from gouji.intake import Failure, Report

#: What a run writes beside the folders of the audits.
SUMMARY_FILES = ("failures.json", "findings.csv", "findings.xlsx", "index.html", "summary.ipynb")


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
    return Manifest(
        files={name: digest_of(content) for name, content in files.items()},
        inputs=inputs | _roster(roster),
        parameters=parameters,
        made_with=made_with(AUDIT_NOTEBOOK),
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
    files = {name: digest(out / name) for name in SUMMARY_FILES}
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
    put(folder, {MANIFEST_FILE: manifest.as_bytes()})


def is_sealed(folder: Path, whole: Callable[[], Manifest]) -> bool:
    """Say whether the folder's manifest is the one that it would get as it lies there now."""
    try:
        return whole().as_bytes() == (folder / MANIFEST_FILE).read_bytes()
    except OSError:
        return False


def _roster(roster: Path | None) -> dict[str, str]:
    return {roster.name: digest(roster)} if roster else {}

"""What an earlier run found out and this one need not: whose a report is, and which audits still hold.

Everything is told by content, nothing by time. Whose a report is lies under a digest of all that reading it
depends on, in a file beside the evidence; an audit holds where its manifest is the one it would get now and
its files are those that the manifest names. Losing the file costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from gouji.bilingual import GoujiError
from gouji.evidence.inputs import digest
from gouji.evidence.place import put
from gouji.evidence.records import AUDIT_FILE
from gouji.evidence.task import Claim
from gouji.seal.manifest import MANIFEST_FILE, BrokenManifestError, code_digest, parse
from gouji.seal.runrecord import RECORD_FOLDER
from gouji.sidefile import beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from gouji.evidence.task import Question
    from gouji.finding import Verdict
    from gouji.seal.manifest import Manifest

MEMORY_FILE = "known.json"
SCHEMA = "gouji.known/1"


@dataclass(slots=True)
class Memory:
    """Agencies and years of reports, by digest of what they were read from."""

    known: dict[str, list[Any]] = field(default_factory=dict)
    _keys: dict[Question, str] = field(default_factory=dict)

    @classmethod
    def load(cls, out: Path) -> Memory:
        """Load what the runs before left in a folder of evidence; nothing where that is not readable."""
        try:
            raw = json.loads((out / RECORD_FOLDER / MEMORY_FILE).read_bytes())
            if raw["schema"] != SCHEMA:
                return cls()
            return cls({str(key): [str(agency), year] for key, (agency, year) in raw["known"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def claim(self, asked: Question) -> Claim | None:
        """Return whose report it is, where that is known."""
        try:
            content = asked.report.load()
        except GoujiError:
            return None
        sha256 = hashlib.sha256(content).hexdigest()
        self._keys[asked] = _key(asked, sha256)
        if (found := self.known.get(self._keys[asked])) is None:
            return None
        agency, year = found
        return Claim(asked.report, asked.name, sha256, agency, year)

    def save(self, out: Path, claims: Mapping[Question, Claim]) -> None:
        """Leave to the next run whose reports these are; what no report here has is forgotten.

        A report that could not be read is not in it: the next run tries again.
        """
        known = {self._keys[asked]: [one.agency, one.year] for asked, one in claims.items()}
        kept = json.dumps({"schema": SCHEMA, "known": known}, ensure_ascii=False, sort_keys=True)
        put(out / RECORD_FOLDER, {MEMORY_FILE: kept.encode("utf-8", "surrogatepass")})


def _key(asked: Question, sha256: str) -> str:
    """Return the digest of everything that :func:`gouji.evidence.task.identify` looks at."""
    report = asked.report
    side = beside(report.path) if report.path else None
    facts = [
        code_digest(),
        _digest_once(asked.roster) if asked.roster else None,
        report.name,
        report.year_hint,
        sha256,
        digest(side) if side and side.is_file() else None,
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@cache
def _digest_once(path: Path) -> str:
    return digest(path)


def still_holds(folder: Path, expected: Manifest, names: Iterable[str]) -> Verdict | None:
    """Return the verdict of an audit that would come out as it lies there, None for any other.

    ``expected`` is its manifest but for the files; ``names`` are the files that an audit has.
    """
    try:
        found = parse((folder / MANIFEST_FILE).read_bytes())
        if set(found.files) != set(names) or replace(expected, files=found.files) != found:
            return None
        if any(digest(folder / name) != sha256 for name, sha256 in found.files.items()):
            return None
        verdict: Verdict = json.loads((folder / AUDIT_FILE).read_bytes())["verdict"]
    except (OSError, BrokenManifestError, ValueError, KeyError):
        return None
    return verdict

"""What an earlier run found out and this one need not: what a report says, and which audits still hold.

Everything is told by content, nothing by time. Whose a report is, what ties it to others and which come
close to it lie under a digest of all that reading it depends on, in a file beside the evidence; its own
words, which only a changed set of reports asks for, in another. An audit holds where its manifest is the one
it would get now and its files are those that the manifest names. Losing the files costs time and nothing
else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gouji.batch.task import Claim, Close, CloseReports, Ties
from gouji.copying.collection import Words
from gouji.copying.masking import Masked
from gouji.evidence.manifest import MANIFEST_FILE, BrokenManifestError, code_digest, parse, shown_pictures
from gouji.evidence.records import AUDIT_FILE
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.inputs.confirmed import confirmed_by
from gouji.inputs.files import digest, put_files
from gouji.inputs.sidefile import beside
from gouji.model.filing import ReportCopy
from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from gouji.batch.task import Question
    from gouji.evidence.manifest import Manifest
    from gouji.model.finding import Verdict


CACHE_FILE = "known.json"
WORDS_FILE = "words.json"
SCHEMA = "gouji.known/3"
WORDS_SCHEMA = "gouji.words/1"
_BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(slots=True)
class RunCache:
    """What is known of reports, by digest of what they were read from.

    ``compared`` are results of comparing reports with all the others that were at hand, which ``shelf`` is
    the digest of.
    """

    folder: Path
    known: dict[str, tuple[ReportCopy, Ties]] = field(default_factory=dict)
    shelf: str = ""
    compared: dict[str, CloseReports] = field(default_factory=dict)
    _words: dict[str, Words] | None = None
    _keys: dict[Question, str] = field(default_factory=dict)

    @classmethod
    def load(cls, out: Path) -> RunCache:
        """Load what the runs before left in a folder of evidence; nothing where that is not readable."""
        folder = out / RECORD_FOLDER
        try:
            raw = json.loads((folder / CACHE_FILE).read_bytes())
            if raw["schema"] != SCHEMA:
                return cls(folder)
            return cls(
                folder,
                {
                    str(key): (ReportCopy(*copy), Ties(**ties | {"named": tuple(ties["named"])}))
                    for key, (copy, ties) in raw["known"].items()
                },
                str(raw["shelf"]),
                {
                    str(key): CloseReports(str(given), Close.from_json(close))
                    for key, (given, close) in raw["compared"].items()
                },
            )
        except _BROKEN:
            return cls(folder)

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
        copy, ties = found
        return Claim(asked.report, asked.name, copy, ties)

    def words(self, asked: Question) -> Words | None:
        """Return a report's own words, where they are known."""
        if self._words is None:
            self._words = _load_words(self.folder / WORDS_FILE)
        return self._words.get(self._keys[asked])

    def recall(
        self, claims: Mapping[Question, Claim], wanted: Sequence[Question]
    ) -> dict[Question, CloseReports] | None:
        """Return what comparing gave, where it is known of all that are wanted and no report has changed."""
        if self.shelf != self._shelf(claims) or any(
            self._keys[asked] not in self.compared for asked in wanted
        ):
            return None
        return {asked: self.compared[self._keys[asked]] for asked in wanted}

    def by_given(self) -> dict[str, CloseReports]:
        """Return what comparing gave, by the digest of what was compared."""
        return {one.given: one for one in self.compared.values()}

    def _shelf(self, claims: Mapping[Question, Claim]) -> str:
        there = sorted((self._keys[asked], asked.name) for asked in claims)
        return hashlib.sha256(json.dumps(there).encode()).hexdigest()

    def save(
        self,
        claims: Mapping[Question, Claim],
        words: Mapping[Question, Words],
        compared: Mapping[Question, CloseReports],
    ) -> None:
        """Leave to the next run what these reports are; what no report here has is forgotten.

        A report that could not be read is not in it: the next run tries again.
        """
        shelf = self._shelf(claims)
        results = {self._keys[asked]: [one.given, one.close.as_json()] for asked, one in compared.items()}
        if shelf == self.shelf:
            results = {key: [one.given, one.close.as_json()] for key, one in self.compared.items()} | results
        kept = {
            "schema": SCHEMA,
            "known": {self._keys[asked]: [one.copy, asdict(one.ties)] for asked, one in claims.items()},
            "shelf": shelf,
            "compared": results,
        }
        held = {self._keys[asked]: one for asked, one in words.items()}
        put_files(self.folder, {WORDS_FILE: _words_file(held), CACHE_FILE: _file(kept)})


def _file(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _words_file(words: Mapping[str, Words]) -> bytes:
    kept = {
        key: [
            one.masked.text,
            one.masked.sentences.tolist(),
            one.masked.five,
            base64.b64encode(one.keys.astype("<u8").tobytes()).decode(),
        ]
        for key, one in words.items()
    }
    return _file({"schema": WORDS_SCHEMA, "words": kept})


def _load_words(path: Path) -> dict[str, Words]:
    try:
        raw = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        if raw["schema"] != WORDS_SCHEMA:
            return {}
        return {
            str(key): Words(
                Masked(text, np.array(sentences, dtype=np.int64), (int(five[0]), int(five[1]))),
                np.frombuffer(base64.b64decode(keys), dtype="<u8").astype(np.uint64),
            )
            for key, (text, sentences, five, keys) in raw["words"].items()
        }
    except _BROKEN:
        return {}


def _key(asked: Question, sha256: str) -> str:
    """Return the digest of everything that :func:`gouji.batch.task.identify` looks at."""
    report = asked.report
    side = beside(report.path) if report.path else None
    record = confirmed_by(report.path, sha256) if report.path else None
    facts = [
        code_digest(),
        _digest_once(asked.roster) if asked.roster else None,
        report.name,
        report.year_hint,
        sha256,
        digest(side) if side and side.is_file() else None,
        digest(record) if record else None,
        *(digest(path) for path in shown_pictures(report, report.name).values()),
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

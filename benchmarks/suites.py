"""The suites alone on the frames of very many filings, and one filing as a notebook holds it against them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.figure import Figure
from benchmarks.made import write_reports
from gouji.audits import audit_filings, measured
from gouji.inputs.roster import Roster
from gouji.measures.frame import Corpus, Frame
from gouji.measures.matrix import FrameColumn
from gouji.model.filing import Filing
from gouji.reports import collect, read_reports
from gouji.rules import suites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from gouji.measures.frame import Silence, Subject

#: Filings that frames are built of; the frames of more are these, over and over.
_BUILT: Final = 500


class Repeated(Frame):
    """A frame ``times`` over, as if of that many more filings."""

    name = "repeated"

    def __init__(self, frame: Frame, times: int) -> None:
        self._frame, self._times = frame, times
        super().__init__(frame.corpus)

    def build(self) -> dict[str, FrameColumn]:
        return {
            name: FrameColumn(np.tile(one.values, self._times), np.tile(one.missing, self._times), one.names)
            for name, one in self._frame.measured.items()
        }

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        there = self._frame.exists(columns)
        return None if there is None else np.tile(there, self._times)

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        return self._frame.subject(row % len(self._frame), columns)

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        return self._frame.silence(row % len(self._frame), columns)


def figures(filings: int, folder: Path) -> Iterator[Figure]:
    """Build frames of some filings, repeat them, and run the suites."""
    write_reports(folder, _BUILT)
    read = [one for one in read_reports(collect([folder]), Roster.empty()) if isinstance(one, Filing)]
    audit_filings(read[:2])
    started = time.process_time()
    audit_filings(read[2:3])
    yield Figure(
        "one filing held against the suites: processor time", time.process_time() - started, "s", 0.15
    )
    started = time.process_time()
    corpus = Corpus(read)
    found = measured(corpus)
    for frame in found.frames.values():
        len(frame)
    built = 1000 * (time.process_time() - started) / len(read)
    yield Figure(f"building the frames of {len(read)} filings: processor time", built, "ms a filing")
    spent = 0.0
    for name, frame in found.frames.items():
        many = Repeated(frame, filings // len(read))
        started = time.monotonic()
        suites.run(many, found.entries[name])
        spent += time.monotonic() - started
    yield Figure(f"the suites alone on frames of {filings} filings", spent, "s", 60)

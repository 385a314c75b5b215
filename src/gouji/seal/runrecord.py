"""The run record: when and on what machine evidence was made. It lies beside the evidence, unsealed.

Whatever differs from run to run belongs here and nowhere else, so that the evidence itself comes out the
same everywhere.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any

from gouji.exact_json import dumps
from gouji.place import put

if TYPE_CHECKING:
    from pathlib import Path

RECORD_FOLDER = ".run"
RECORD_FILE = "record.json"
SCHEMA = "gouji.run/1"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run that has begun. :meth:`write` ends it."""

    started: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def write(self, out: Path, **counts: int) -> None:
        """Write the record of the run that ends now, with what it counted, over that of the run before."""
        ended = dt.datetime.now(dt.UTC)
        record: dict[str, Any] = {
            "schema": SCHEMA,
            "started": self.started.isoformat(timespec="seconds"),
            "ended": ended.isoformat(timespec="seconds"),
            "seconds": round((ended - self.started).total_seconds(), 1),
            **counts,
            "machine": {
                "node": platform.node(),
                "platform": platform.platform(),
                "python": platform.python_version(),
                "cores": os.cpu_count(),
            },
            "packages": {dist.name.lower(): dist.version for dist in distributions()},
        }
        put(out / RECORD_FOLDER, {RECORD_FILE: (dumps(record, sort_keys=True) + "\n").encode()})

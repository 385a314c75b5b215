"""The plain way to audit: papermill over the audit notebook, an ordinary kernel for every report.

    python -m benchmarks.plain DATA OUT FIRST LAST

audits the reports number FIRST up to LAST of a folder of reports.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import papermill

from gouji.evidence.sources import AUDIT_NOTEBOOK, VARIABLE
from gouji.inputs import workbook
from gouji.reports import collect


def main(data: Path, out: Path, first: int, last: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    os.environ[VARIABLE] = str(data)
    for number, report in enumerate(collect([data])[first:last], first):
        assert report.path is not None
        papermill.execute_notebook(
            workbook.notebooks() / AUDIT_NOTEBOOK,
            out / f"{number}.ipynb",
            parameters={
                "report": report.path.relative_to(data).as_posix(),
                "sha256": hashlib.sha256(report.load()).hexdigest(),
                "roster": "",
                "decisions": "",
                "lang": "zh",
            },
            kernel_name="python3",
            progress_bar=False,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))

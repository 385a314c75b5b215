"""What an audit was made of: digests of its inputs, suites and notebook, and the version of the code.

Nothing here speaks of the machine or the moment of the run.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

import gouji
from gouji.inputs import workbook
from gouji.inputs.files import digest
from gouji.inputs.sidefile import beside
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gouji.reports import Report


AUDIT_NOTEBOOK = "audit.ipynb"
SUMMARY_NOTEBOOK = "summary.ipynb"


def provenance(
    report: Report,
    earlier: Sequence[Sequence[str]],
    peers: Sequence[Sequence[str]],
    related: Sequence[Sequence[str]],
) -> list[tuple[Text, str]]:
    """Return what the audit depends on, each with digest or version: inputs, suites, notebook, code."""
    facts = [(Text("报告", "Report"), hashlib.sha256(report.load()).hexdigest())]
    if report.path is not None and beside(report.path).is_file():
        facts.append((Text("附属文件", "Side file"), digest(beside(report.path))))
    facts += [(_named("往年报告", "Earlier report", name), sha256) for name, sha256 in earlier]
    facts += [(_named("相近报告", "Report that comes close", name), sha256) for name, sha256 in peers]
    facts += [(_named("有关机关报告", "Report of a related body", name), sha256) for name, sha256 in related]
    return [
        *facts,
        (Text("规则套件", "Suites"), suites_digest()),
        (Text("审计笔记本", "Audit notebook"), notebook_digest(workbook.notebooks() / AUDIT_NOTEBOOK)),
        (Text("程序版本", "Program"), f"gouji {gouji.__version__}"),
    ]


@cache
def suites_digest() -> str:
    """Return one digest of all suites: of the names and bytes of their files, in the order of the names."""
    folder = workbook.expectations()
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.json"), key=lambda path: path.relative_to(folder).as_posix()):
        whole.update(f"{path.relative_to(folder).as_posix()}\x1f{digest(path)}\n".encode())
    return whole.hexdigest()


def notebook_digest(path: Path) -> str:
    """Return the digest of what a notebook does: its cells' types and sources, not their outputs."""
    # not through nbformat, whose import takes longer than a run that has nothing to do
    notebook = json.loads(path.read_bytes())
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def _named(zh: str, en: str, name: str) -> Text:
    return Text(f"{zh} {name}", f"{en} {name}")

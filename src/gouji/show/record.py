"""What the last cells of an audit notebook show: how to make it again, and the audit as JSON.

Notebook, page and ``audit.json`` say the same, because the JSON is taken from the notebook.
"""

from __future__ import annotations

import hashlib
import shlex
from typing import TYPE_CHECKING

from gouji.evidence.sources import AUDIT_NOTEBOOK, provenance
from gouji.model.as_json import audit_json, dumps
from gouji.model.text import GoujiError
from gouji.show.render import Shown, block, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

    from gouji.model.finding import Audit
    from gouji.model.text import Lang
    from gouji.reports import Report


def reproduce(
    report: Report,
    earlier: Sequence[Sequence[str]],
    peers: Sequence[Sequence[str]] | None,
    related: Sequence[Sequence[str]],
    lang: Lang,
) -> Shown:
    """Show the digests of everything that went in, and the commands that bring the evidence out again."""
    facts = provenance(report, earlier, peers or (), related)
    commands = f"gouji audit {shlex.quote(report.name)}\npytest --nbval {AUDIT_NOTEBOOK}"
    html = render("reproduce.html.j2", lang, facts=facts, commands=commands)
    return block(html, "\n".join(f"{name.said(lang)}: {value}" for name, value in facts), lang)


RECORD_TYPE = "application/x-gouji-audit"


def record(audit: Audit, lang: Lang) -> Shown:
    """Display the audit as ``gouji.audit/1``: people see its digest, programs find the JSON itself."""
    text = dumps(audit_json(audit)) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    shown = block(render("record.html.j2", lang, digest=digest), f"gouji.audit/1 sha256:{digest}", lang)
    return Shown(shown.html, shown.text, {RECORD_TYPE: text})


def recorded(notebook: NotebookNode) -> bytes:
    """Return the JSON that the notebook carries. Raises :class:`GoujiError` where it carries none."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if RECORD_TYPE in output.get("data", {}):
                text: str = output["data"][RECORD_TYPE]
                return text.encode()
    raise GoujiError(
        "审计笔记本没有给出机器可读的结果：最后一格应为 record(audit, lang)。",
        "the audit notebook gave no machine-readable result: its last cell must be record(audit, lang).",
    )

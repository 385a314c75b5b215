"""The machine-readable audit inside its notebook, so that notebook, page and ``audit.json`` say the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gouji.audit_json import audit_json
from gouji.bilingual import GoujiError
from gouji.exact_json import dumps
from gouji.pages.render import Shown, block, render

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from gouji.bilingual import Lang
    from gouji.finding import Audit

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

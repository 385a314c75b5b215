"""The summary of a folder of evidence: notebook, page, and the tables that inspectors hand over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.evidence.records import FAILURES_FILE, read_records, stray_decisions
from gouji.evidence.sources import SUMMARY_NOTEBOOK, find, inputs_in
from gouji.inputs import decision_file, workbook
from gouji.inputs.files import put_files
from gouji.inputs.roster import Roster
from gouji.model.as_json import dumps, error_json
from gouji.model.text import GoujiError, Text, error_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gouji.batch.pool import Pool
    from gouji.inputs.decisions import Decisions, Stray
    from gouji.model.text import Lang
    from gouji.reports import Failure


_TITLE = Text("年报审计汇总", "Summary of audits")
_LOST = Text(
    "执行 {name} 的进程意外终止，可能是内存不足。请重试。",
    "the process that ran {name} died, perhaps for want of memory; run again.",
)


@dataclass(frozen=True, slots=True)
class SummaryTask:
    """The summary notebook to run. ``inputs`` are the folders that hold what ``parameters`` name."""

    parameters: dict[str, Any]
    inputs: tuple[str, ...]
    lang: Lang
    kernel: str


def render_summary(task: SummaryTask) -> dict[str, bytes] | Text:
    """Run the summary notebook; return the bytes of its files by name, or why there are none.

    Any process can do it, so that one which has kernels at hand already does.
    """
    from gouji.show.notebook import run_notebook
    from gouji.show.page import files_of

    try:
        with inputs_in(task.inputs):
            notebook = run_notebook(
                workbook.notebooks() / SUMMARY_NOTEBOOK,
                task.parameters,
                lang=task.lang,
                kernel=task.kernel,
                about=SUMMARY_NOTEBOOK,
            )
        about = {"lang": task.lang, "title": _TITLE.said(task.lang), "interactive": True}
        return dict(zip(("summary.ipynb", "index.html"), files_of(notebook, about), strict=True))
    except Exception as error:
        return error_text(error, SUMMARY_NOTEBOOK)


def summarise(
    pool: Pool,
    out: Path,
    failures: Sequence[Failure],
    *,
    roster: Path | None,
    decisions: Path | None,
    lang: Lang,
    kernel: str,
) -> list[Stray]:
    """Write ``summary.ipynb``, ``index.html``, ``findings.csv``, ``findings.xlsx`` and ``failures.json``.

    Everything that lies in the folder is summarised, also audits of earlier runs; ``failures`` are those
    of this run. A process of the pool runs the notebook. Returns the decisions that no finding in the folder
    carries. Raises :class:`GoujiError` where the notebook fails or the folder cannot be written.
    """
    from gouji.show.findings_tables import findings_csv, findings_xlsx

    put_failures(out, failures)
    task = SummaryTask(
        parameters={
            "reports": ".",
            "roster": roster.name if roster else "",
            "decisions": decisions.name if decisions else "",
            "lang": lang,
        },
        inputs=(str(out.absolute()), *(str(path.absolute().parent) for path in (roster, decisions) if path)),
        lang=lang,
        kernel=kernel,
    )
    [made] = pool.each(render_summary, [task], lost=lambda _: _LOST.filled(name=SUMMARY_NOTEBOOK))
    if isinstance(made, Text):
        raise GoujiError(made.zh, made.en)
    records = read_records(out, Roster.of(roster))
    tables = {"findings.csv": findings_csv(records, lang), "findings.xlsx": findings_xlsx(records, lang)}
    put_files(out, tables | made)
    return stray_decisions(records, decision_file.load_decisions(decisions))


def strays_in(out: Path, roster: Path | None, decisions: Decisions) -> list[Stray]:
    """Return the decisions that no finding in the folder carries."""
    if not any(decisions):
        return []
    return stray_decisions(read_records(out, Roster.of(roster)), decisions)


def put_failures(out: Path, failures: Sequence[Failure]) -> None:
    """Write ``failures.json``, by name. Raises :class:`GoujiError` where the folder cannot be written."""
    unread = sorted((failure.report.name, failure.message.zh, failure.message.en) for failure in failures)
    told = [error_json(name, Text(zh, en)) for name, zh, en in unread]
    put_files(out, {FAILURES_FILE: (dumps(told) + "\n").encode()})


def open_reports(name: str) -> Path:
    """Return the folder of evidence of this name, looked up as inputs are.

    Raises :class:`GoujiError` where no run has left one.
    """
    return find(f"{name}/{FAILURES_FILE}").parent

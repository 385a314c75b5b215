"""The summary of a folder of evidence: notebooks, pages, and the tables that inspectors hand over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.evidence.records import FAILURES_FILE, read_records, stray_decisions
from gouji.evidence.region import REGIONS, groups, pages, summed, weights
from gouji.evidence.sources import REGION_NOTEBOOK, SUMMARY_NOTEBOOK, find, inputs_in
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
_REGION_TITLE = Text("{name} 汇总表", "{name}: sums")
_LOST = Text(
    "执行 {name} 的进程意外终止，可能是内存不足。请重试。",
    "the process that ran {name} died, perhaps for want of memory; run again.",
)


@dataclass(frozen=True, slots=True)
class SummaryTask:
    """A notebook to run over a folder of evidence: the summary, or the sums of a region.

    ``inputs`` are the folders that hold what ``parameters`` name, ``files`` the names of the notebook and of
    its page below the folder of evidence, ``about`` what the page says of itself.
    """

    notebook: str
    parameters: dict[str, Any]
    inputs: tuple[str, ...]
    files: tuple[str, str]
    about: dict[str, Any]
    lang: Lang
    kernel: str


def render_summary(task: SummaryTask) -> dict[str, bytes] | Text:
    """Run a notebook over the folder; return the bytes of its files by name, or why there are none.

    Any process can do it, so that one which has kernels at hand already does.
    """
    from gouji.show.notebook import run_notebook
    from gouji.show.page import files_of

    try:
        with inputs_in(task.inputs):
            notebook = run_notebook(
                workbook.notebooks() / task.notebook,
                task.parameters,
                lang=task.lang,
                kernel=task.kernel,
                about=task.notebook,
            )
        return dict(zip(task.files, files_of(notebook, {"lang": task.lang, **task.about}), strict=True))
    except Exception as error:
        return error_text(error, task.notebook)


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

    With them go a notebook and a page for each region in which figures can be added up (``regions/``).
    Everything that lies in the folder is summarised, also audits of earlier runs; ``failures`` are those
    of this run. Processes of the pool run the notebooks. Returns the decisions that no finding in the folder
    carries. Raises :class:`GoujiError` where a notebook fails or the folder cannot be written.
    """
    from gouji.show.findings_tables import findings_csv, findings_xlsx
    from gouji.show.region_views import summed_view

    put_failures(out, failures)
    bodies = Roster.of(roster)
    records = read_records(out, bodies)
    sums = summed(records, groups(bodies))
    named = {"reports": ".", "roster": roster.name if roster else "", "lang": lang}
    inputs = (str(out.absolute()), *(str(path.absolute().parent) for path in (roster, decisions) if path))
    tasks = [
        SummaryTask(
            SUMMARY_NOTEBOOK,
            named | {"decisions": decisions.name if decisions else ""},
            inputs,
            ("summary.ipynb", "index.html"),
            {"title": _TITLE.said(lang), "interactive": True},
            lang,
            kernel,
        )
    ]
    for name, page in pages(sums).items():
        tasks.append(
            SummaryTask(
                REGION_NOTEBOOK,
                named | {"by": "region", "name": name},
                inputs,
                (f"{page.removesuffix('.html')}.ipynb", page),
                {"title": _REGION_TITLE.filled(name=name).said(lang), "home": "../index.html"},
                lang,
                kernel,
            )
        )
    made: dict[str, bytes] = {}
    for files in pool.each(render_summary, tasks, lost=lambda task: _LOST.filled(name=task.notebook)):
        if isinstance(files, Text):
            raise GoujiError(files.zh, files.en)
        made |= files
    weighed = weights(records, bodies)
    made["findings.csv"] = findings_csv(records, lang, weighed)
    made["findings.xlsx"] = findings_xlsx(records, lang, weighed, [summed_view(sums, lang)])
    for path in out.glob(f"{REGIONS}/*"):
        if f"{REGIONS}/{path.name}" not in made and path.suffix in (".ipynb", ".html"):
            path.unlink()
    for name, content in made.items():
        put_files((out / name).parent, {(out / name).name: content})
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

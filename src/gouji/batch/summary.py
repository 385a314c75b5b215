"""The summary of a folder of evidence: notebooks, pages, and the tables that inspectors hand over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.evidence.manifest import digest_of, made_with
from gouji.evidence.records import AUDIT_FILE, FAILURES_FILE, read_records, stray_decisions
from gouji.evidence.region import REGIONS, groups, pages, summed, weights
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.evidence.sources import REGION_NOTEBOOK, SUMMARY_NOTEBOOK, find, inputs_in
from gouji.inputs import decision_file, workbook
from gouji.inputs.files import digest, put_files
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


#: What is kept of the pages of regions, beside the record of the run.
PAGES_FILE = "regions.json"
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


def prepare_summary() -> None:
    """Import and load what :func:`summarise` needs, which a run does while its workers are busy."""
    from gouji.rules.catalogue import rule_book
    from gouji.show import findings_tables, region_views, spreadsheet  # noqa: F401

    rule_book()


def summarise(
    pool: Pool,
    out: Path,
    failures: Sequence[Failure],
    *,
    roster: Path | None,
    decisions: Path | None,
    lang: Lang,
    kernel: str,
    force: bool = False,
) -> list[Stray]:
    """Write ``summary.ipynb``, ``index.html``, ``findings.csv``, ``findings.xlsx`` and ``failures.json``.

    With them go a notebook and a page for each region in which figures can be added up (``regions/``); one
    that would come out as it lies there is left alone, unless ``force`` is set.
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
    of = {tables.group.name: tables.group.ids for tables in sums if tables.group.by == "region"}
    known = {} if force else _known_pages(out)
    made_of: dict[str, str] = {}
    made: dict[str, bytes] = {}
    for name, page in pages(sums).items():
        files = _files_of(page)
        concerned = [record.folder for record in records if record.agency_id in of[name]]
        made_of[page] = _made_of(out, concerned, roster, lang, name)
        if page in known and known[page] == _page_record(out, files, made_of[page]):
            made |= {one: (out / one).read_bytes() for one in files}
            continue
        tasks.append(
            SummaryTask(
                REGION_NOTEBOOK,
                named | {"by": "region", "name": name},
                inputs,
                files,
                {"title": _REGION_TITLE.filled(name=name).said(lang), "home": "../index.html"},
                lang,
                kernel,
            )
        )

    def tables() -> None:
        weighed = weights(records, bodies)
        made["findings.csv"] = findings_csv(records, lang, weighed)
        made["findings.xlsx"] = findings_xlsx(records, lang, weighed, [summed_view(sums, lang)])

    pool.warm()
    for rendered in pool.each(render_summary, tasks, lambda task: _LOST.filled(name=task.notebook), tables):
        if isinstance(rendered, Text):
            raise GoujiError(rendered.zh, rendered.en)
        made |= rendered
    for path in out.glob(f"{REGIONS}/*"):
        if f"{REGIONS}/{path.name}" not in made and path.suffix in (".ipynb", ".html"):
            path.unlink()
    for name, content in made.items():
        put_files((out / name).parent, {(out / name).name: content})
    record = {page: _page_record(out, _files_of(page), of_page) for page, of_page in made_of.items()}
    put_files(out / RECORD_FOLDER, {PAGES_FILE: (dumps(record, sort_keys=True) + "\n").encode()})
    return stray_decisions(records, decision_file.load_decisions(decisions))


def _files_of(page: str) -> tuple[str, str]:
    return f"{page.removesuffix('.html')}.ipynb", page


def _made_of(out: Path, audits: Sequence[str], roster: Path | None, lang: Lang, name: str) -> str:
    """Return a digest of all that the page of a region is made of."""
    records = [[folder, digest(out / folder / AUDIT_FILE)] for folder in sorted(audits)]
    bodies = digest(roster) if roster else None
    return digest_of(dumps([made_with(SUMMARY_NOTEBOOK), bodies, lang, name, records]).encode())


def _page_record(out: Path, files: Sequence[str], made_of: str) -> list[str] | None:
    """Return what is kept of a page: what it is made of, and its files as they lie there."""
    try:
        return [made_of, *(digest(out / name) for name in files)]
    except OSError:
        return None


def _known_pages(out: Path) -> dict[str, Any]:
    """Return what the run before has kept of the pages of regions; losing it costs time alone."""
    try:
        known = json.loads((out / RECORD_FOLDER / PAGES_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


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

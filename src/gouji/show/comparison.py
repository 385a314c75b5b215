"""Two things to compare, two reports or two runs: found, read, compared, and rendered as a notebook.

A notebook names them as evidence names its inputs: by name and digest, of the report itself or of the run's
manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.audits import audit_filings
from gouji.evidence.diff import diff_reports, diff_runs
from gouji.evidence.manifest import MANIFEST_FILE
from gouji.evidence.records import AUDIT_FILE, read_records
from gouji.evidence.sources import find, folder_of, inputs_in, reference
from gouji.inputs import workbook
from gouji.inputs.files import digest
from gouji.model.text import GoujiError, Text
from gouji.reports import collect, compared_with, read_report

if TYPE_CHECKING:
    from pathlib import Path

    from gouji.inputs.roster import Roster
    from gouji.model.finding import Audit
    from gouji.model.text import Lang


DIFF_NOTEBOOK = "diff.ipynb"
_TITLE = Text("两次之间的变化", "What changed")
_KERNEL = "python3"


def compare(before: Path, after: Path, roster: Roster) -> dict[str, Any]:
    """Return what changed, as ``gouji.diff/1``.

    Raises :class:`GoujiError` where the two are not two reports or two folders of evidence, and where a
    report cannot be read.
    """
    if before.is_file() and after.is_file():
        return diff_reports(_audit(before, roster), _audit(after, roster))
    if _is_run(before) and _is_run(after):
        return diff_runs(read_records(before, roster), read_records(after, roster))
    raise GoujiError(
        f"无法比较 {before} 和 {after}：应为两份报告，或两个 gouji audit 的结果文件夹。",
        f"{before} and {after} cannot be compared: give two reports, or two folders that gouji audit wrote.",
    )


def open_comparison(before: tuple[str, str], after: tuple[str, str], roster: Roster) -> dict[str, Any]:
    """Return what changed between two reports or manifests, each given as name and digest."""
    paths = [find(name, sha256) for name, sha256 in (before, after)]
    one, other = (path.parent if path.name == MANIFEST_FILE else path for path in paths)
    return compare(one, other, roster)


def comparison_notebook(before: Path, after: Path, roster: Path | None, lang: Lang) -> dict[str, bytes]:
    """Return the rendered comparison: the bytes of the notebook (``.ipynb``) and of its page (``.html``)."""
    from gouji.show.notebook import run_notebook
    from gouji.show.page import files_of

    paths = [path / MANIFEST_FILE if path.is_dir() else path for path in (before, after)]
    for path in paths:
        if not path.is_file():
            raise GoujiError(
                f"{path.parent} 没有 {MANIFEST_FILE}，不能做成笔记本。请重新运行 gouji audit。",
                f"{path.parent} has no {MANIFEST_FILE} to name it by. Run gouji audit again.",
            )
    base = roster.absolute().parent if roster else None
    names = [
        f"{path.absolute().parent.name}/{path.name}" if path.name == MANIFEST_FILE else reference(path, base)
        for path in paths
    ]
    homes = [str(folder_of(path, name)) for path, name in zip(paths, names, strict=True)]
    with inputs_in(dict.fromkeys([*homes, *([str(base)] if base else [])])):
        notebook = run_notebook(
            workbook.notebooks() / DIFF_NOTEBOOK,
            {
                "before": [names[0], digest(paths[0])],
                "after": [names[1], digest(paths[1])],
                "roster": roster.name if roster else "",
                "lang": lang,
            },
            lang=lang,
            kernel=_KERNEL,
            about=DIFF_NOTEBOOK,
        )
    made = files_of(notebook, {"lang": lang, "title": _TITLE.said(lang)})
    return dict(zip((".ipynb", ".html"), made, strict=True))


def _audit(path: Path, roster: Roster) -> Audit:
    """Audit one version, compared with the year before where that lies in the folder of that year."""
    [report] = collect([path])
    earlier = [read_report(other, roster) for other in compared_with([report], None)]
    [audit] = audit_filings([read_report(report, roster)], earlier)
    return audit


def _is_run(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob(f"*/*/{AUDIT_FILE}"))

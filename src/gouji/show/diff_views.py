"""Two reports or two runs compared: found and rendered as a notebook, and the parts of that notebook.

A notebook names them as evidence names its inputs: by name and digest, of the report itself or of the run's
manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.evidence.diff import diff_reports, diff_runs
from gouji.evidence.manifest import MANIFEST_FILE
from gouji.evidence.records import AUDIT_FILE, read_records
from gouji.evidence.sources import find, folder_of, inputs_in, reference
from gouji.inputs import workbook
from gouji.inputs.files import digest
from gouji.model.text import GoujiError, Text
from gouji.reports import collect, compared_with, read_report
from gouji.rules.catalogue import rule_title
from gouji.show.cells import cell_label
from gouji.show.render import Shown, block, render
from gouji.show.words import OUTCOMES, SEVERITIES, STATUSES, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gouji.inputs.roster import Roster
    from gouji.model.finding import Audit, OutcomeName
    from gouji.model.text import Lang


FACTS: dict[str, Text] = {
    "verdict": Text("结论", "Verdict"),
    "agency": Text("机构", "Agency"),
    "year": Text("年度", "Year"),
    "form": Text("格式", "Form"),
    "title": Text("标题", "Title"),
    "published": Text("公布日期", "Published"),
    "period": Text("统计期限", "Period"),
}
CHANGES: dict[str, Text] = {
    "new": Text("新出现", "New"),
    "gone": Text("已消失", "Gone"),
    "still": Text("仍然存在", "Still there"),
}
#: Which colour of the style sheet a count of changes has.
_TONES = {"new": "violation", "gone": "pass", "still": "query"}
_NONE = Text("–", "–")


def overview(diff: Mapping[str, Any], lang: Lang) -> Shown:
    """Show what is compared, and how many findings are new, gone, still there: in all and by rule."""
    html = render(
        "diff_overview.html.j2",
        lang,
        diff=diff,
        changes=CHANGES,
        counts=counts(diff),
        verdicts=VERDICTS,
        tones=_TONES,
        facts=[
            (FACTS[key], fact(key, change))
            for key, change in diff.get("facts", {}).items()
            if key != "verdict"
        ],
        outcomes=[
            (rule, said_outcome(change["before"]), said_outcome(change["after"]))
            for rule, change in diff.get("outcomes", {}).items()
        ],
        title=rule_title,
    )
    lines = [f"{CHANGES[name].said(lang)}: {count}" for name, count in counts(diff).items()]
    return block(html, "\n".join(lines), lang)


def cells(diff: Mapping[str, Any], lang: Lang) -> Shown:
    """Show every cell of the statutory tables whose text or status changed, before and after."""
    rows = [
        (label(cell["id"], diff), shown_cell(cell["before"]), shown_cell(cell["after"]))
        for cell in diff.get("cells", ())
    ]
    html = render("diff_cells.html.j2", lang, rows=rows, runs=diff["kind"] == "runs")
    text = "\n".join(f"{name}: {before.said(lang)} → {after.said(lang)}" for name, before, after in rows)
    return block(html, text or "–", lang)


def findings(diff: Mapping[str, Any], lang: Lang) -> Shown:
    """Show the findings that are new, gone and still there, by audit where two runs are compared."""
    groups = diff["audits"] if diff["kind"] == "runs" else [{**diff["after"], "findings": diff["findings"]}]
    html = render(
        "diff_findings.html.j2",
        lang,
        groups=groups,
        changes=CHANGES,
        severities=SEVERITIES,
        title=_title,
        verdicts=VERDICTS,
        runs=diff["kind"] == "runs",
    )
    lines = [
        f"{CHANGES[name].said(lang)}: {group['agency']} {group['year'] or ''} {found['message'][lang]}"
        for group in groups
        for name in CHANGES
        for found in group["findings"][name]
    ]
    return block(html, "\n".join(lines) or "–", lang)


def counts(diff: Mapping[str, Any]) -> dict[str, int]:
    """Return how many findings are new, gone and still there."""
    if diff["kind"] == "runs":
        return {name: sum(rule[name] for rule in diff["rules"]) for name in CHANGES}
    return {name: len(diff["findings"][name]) for name in CHANGES}


def fact(key: str, change: Mapping[str, Any]) -> tuple[Text, Text]:
    """Return a fact before and after, in words."""
    before, after = (_fact(key, change[when]) for when in ("before", "after"))
    return before, after


def said_outcome(outcome: OutcomeName | None) -> Text:
    """Return an outcome in words."""
    return _NONE if outcome is None else OUTCOMES[outcome].word


def shown_cell(cell: Mapping[str, Any] | None) -> Text:
    """Return the printed text of a cell, with its status where that is no plain number."""
    if cell is None:
        return _NONE
    printed = (cell["printed"] or "").strip()
    if cell["status"] == "read":
        return Text(printed, printed)
    word = STATUSES[cell["status"]].word
    return Text(f"{printed}（{word.zh}）", f"{printed} ({word.en})".strip())


def label(cell_id: str, diff: Mapping[str, Any]) -> str:
    """Return how people call a cell, by the form of the later version where that has it."""
    return cell_label(cell_id, diff.get("after", {}).get("form") or "")


def _fact(key: str, value: object) -> Text:
    if value is None:
        return _NONE
    if key == "verdict":
        return next(word.word for verdict, word in VERDICTS.items() if verdict == value)
    said = " – ".join(value) if isinstance(value, list) else str(value)
    return Text(said, said)


def _title(finding: Mapping[str, Any]) -> Text:
    return Text(**finding["title"])


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
    from gouji.audits import audit_filings

    [report] = collect([path])
    earlier = [read_report(other, roster) for other in compared_with([report], None)]
    [audit] = audit_filings([read_report(report, roster)], earlier)
    return audit


def _is_run(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob(f"*/*/{AUDIT_FILE}"))

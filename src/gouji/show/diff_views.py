"""The parts of a comparison notebook: what changed as a whole, the cells, the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.model.text import Text
from gouji.rules.catalogue import rule_title
from gouji.show.cells import cell_label
from gouji.show.render import Shown, block, render
from gouji.show.words import OUTCOMES, SEVERITIES, STATUSES, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gouji.model.finding import OutcomeName
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

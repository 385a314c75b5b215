"""What was decided on findings, in words: on one finding, and for a whole folder of evidence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.evidence.records import stray_decisions
from gouji.inputs.decisions import DECISION_WORDS, DECISIONS, LAPSED
from gouji.model.text import Text
from gouji.show.cells import cell_label
from gouji.show.render import Shown, block, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.evidence.records import Record
    from gouji.inputs.confirmed import TakenTexts
    from gouji.inputs.decisions import Decisions
    from gouji.model.finding import Finding
    from gouji.model.text import Lang


_FIELDS: dict[str, Text] = {
    "decision": Text("决定", "Decision"),
    "was": Text("原决定", "It was"),
    "changed": Text("其后变化", "Changed since"),
    "by": Text("决定人", "By"),
    "when": Text("时间", "When"),
    "note": Text("说明", "Note"),
}


_CELL = re.compile(r"\b(?:disclosure|applications|reviews)/\w+/\w+")
_WHY = Text("失效原因", "Why it lapsed")
_SHARED = Text(
    "原编号 {finding} 由本报告的 {count} 项问题共用，无法得知所指哪一项，请分别重新决定",
    "{count} findings of this report had the id {finding}; nobody can tell which was meant: decide on each",
)

NOTHING_SAID = Text("其中没有作出决定，也没有确认。", "Nothing is decided or confirmed in it.")
NO_EVIDENCE = Text(
    "网页中决定的问题不在证据中，没有采用，也没有审计。决定请存为 decisions.csv；报告请去掉其中的决定栏。",
    "The page decides on findings that the evidence has not: nothing of it was taken or audited. Save "
    "decisions as decisions.csv; a report must be without a form for them.",
)
_TAKEN = Text("已记录 {new} 项决定。", "{new} decisions were recorded.")
_KNOWN = Text("另有 {count} 项已有记录。", "{count} more were on record.")
_STRAY = Text("其中 {count} 项的问题不在证据中。", "{count} are on findings that the evidence has not.")
_CONFIRMED = Text("已记录 {new} 格的确认。", "{new} cells were confirmed.")
_SAME_TEXTS = Text("另有 {count} 格与记录相同。", "{count} more say what is on record already.")
_OTHER_TEXTS = Text(
    "另有 {count} 格此前确认为别的内容，没有改动（{cells}）。",
    "{count} more were confirmed otherwise before and left alone ({cells}).",
)


def in_a_row(said: Sequence[Text]) -> Text:
    """Return sentences as one text."""
    return Text("".join(one.zh for one in said), " ".join(one.en for one in said))


def taken_decisions(new: int, known: int, stray: int) -> list[Text]:
    """Say how many decisions were recorded, how many were on record before, how many speak of no finding."""
    counts = ((_KNOWN, known), (_STRAY, stray))
    return [_TAKEN.filled(new=new), *(said.filled(count=count) for said, count in counts if count)]


def taken_texts(taken: Sequence[TakenTexts]) -> list[Text]:
    """Say how many cells were confirmed, how many were before, and which otherwise."""
    said = [_CONFIRMED.filled(new=sum(one.new for one in taken))]
    if same := sum(one.same for one in taken):
        said.append(_SAME_TEXTS.filled(count=same))
    if otherwise := [cell for one in taken for cell in one.otherwise]:
        said.append(_OTHER_TEXTS.filled(count=len(otherwise), cells=", ".join(otherwise[:4])))
    return said


def decision_facts(decision: Mapping[str, Any] | None) -> list[tuple[Text, Text]]:
    """Return name and value of everything that a finding's decision says, empty where there is none."""
    said = decision or {}
    facts = [(name, _fact(key, said[key])) for key, name in _FIELDS.items() if said.get(key)]
    if shared := said.get("shared"):
        facts.append((_WHY, _SHARED.filled(finding=said["finding"], count=shared)))
    return facts


def _fact(key: str, said: str) -> Text:
    """Return one entry of a decision in words; what people wrote themselves stays as it is."""
    if key in ("decision", "was"):
        return DECISION_WORDS.get(said, Text(said, said))
    if key == "changed":
        said = _CELL.sub(lambda found: f"“{cell_label(found[0], '')}”", said)
    return Text(said, said)


def marking(finding: str, rule: str, printed: Mapping[str, str | None], **whose: str | int | None) -> str:
    """Return as JSON what a page keeps of a finding that somebody marks: what a decision says of it.

    Cells stand by row, so that its name is not repeated for every one of them. ``whose`` is ``agency``,
    ``body`` and ``year`` where the findings of a display are not all of one report (:func:`marked_of`).
    """
    by_row: dict[str, dict[str, str | None]] = {}
    for cell, shown in printed.items():
        row, _, column = cell.rpartition("/")
        by_row.setdefault(row, {})[column] = shown
    return _json({"finding": finding, "rule": rule, **whose, "printed": by_row})


def marked_of(agency: str, body: str, year: int | None) -> str:
    """Return as JSON what decisions on all findings of a report say: whose it is."""
    return _json({"agency": agency, "body": body, "year": year})


def marking_of(record: Record, finding: Finding) -> str:
    """Return :func:`marking` for a finding of a record."""
    whose = {"agency": record.agency_id, "body": record.agency, "year": record.year}
    return marking(finding.id, finding.rule, finding.printed, **whose)


def _json(about: Mapping[str, Any]) -> str:
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    # escapes keep hidden characters of the report as they are; pages write them out
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in text)


#: Beyond these a page is no longer read; the rest is in ``findings.csv``.
_LISTED = 60


@dataclass(frozen=True, slots=True)
class _Decided:
    """The findings with one decision: record, finding, its title, what the decision says."""

    name: str
    word: Text
    count: int
    found: list[tuple[Record, Finding, Text, list[tuple[Text, Text]]]]

    @property
    def rest(self) -> int:
        return self.count - len(self.found)


def decisions(records: Sequence[Record], decided: Decisions, lang: Lang) -> Shown:
    """Show which findings were decided on and how, which decisions lapsed, and which no finding carries."""
    groups = []
    for name in (LAPSED, *DECISIONS):
        found = [
            (record, finding)
            for record in records
            for finding in record.findings
            if finding.decision and finding.decision["decision"] == name
        ]
        listed = [
            (
                record,
                finding,
                finding.title,
                decision_facts(finding.decision),
            )
            for record, finding in found[:_LISTED]
        ]
        groups.append(_Decided(name, DECISION_WORDS[name], len(found), listed))
    strays = [stray.text for stray in stray_decisions(records, decided)]
    html = render("decisions.html.j2", lang, groups=groups, strays=strays, lapsed=LAPSED)
    lines = [f"{group.word.said(lang)} {group.count}" for group in groups]
    lapsed = groups[0]
    lines += [
        f"{lapsed.word.said(lang)}: {record.folder} {finding.id}" for record, finding, *_ in lapsed.found
    ]
    lines += [stray.said(lang) for stray in strays]
    return block(html, "\n".join(lines), lang)

"""All decisions of a folder of evidence, as its summary shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.decisions import DECISIONS, LAPSED
from gouji.evidence.records import stray_decisions
from gouji.pages.decided import DECISION_WORDS, decision_facts
from gouji.pages.render import Shown, block, render
from gouji.rules import finding_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.bilingual import Lang, Text
    from gouji.decisions import Decisions
    from gouji.evidence.records import Record

#: Beyond these a page is no longer read; the rest is in ``findings.csv``.
_LISTED = 60


@dataclass(frozen=True, slots=True)
class _Decided:
    """The findings with one decision: record, finding, its title, what the decision says."""

    name: str
    word: Text
    count: int
    found: list[tuple[Record, dict[str, Any], Text, list[tuple[Text, Text]]]]

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
            if finding["decision"] and finding["decision"]["decision"] == name
        ]
        listed = [
            (
                record,
                finding,
                finding_title(finding),
                decision_facts(finding["decision"]),
            )
            for record, finding in found[:_LISTED]
        ]
        groups.append(_Decided(name, DECISION_WORDS[name], len(found), listed))
    strays = [stray.text for stray in stray_decisions(records, decided)]
    html = render("decisions.html.j2", lang, groups=groups, strays=strays, lapsed=LAPSED)
    lines = [f"{group.word.said(lang)} {group.count}" for group in groups]
    lines += [f"{LAPSED}: {record.folder} {finding['id']}" for record, finding, *_ in groups[0].found]
    lines += [stray.said(lang) for stray in strays]
    return block(html, "\n".join(lines), lang)

"""All decisions of a folder of evidence, as its summary shows them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gouji.decisions import DECISIONS, LAPSED
from gouji.evidence.records import stray_decisions
from gouji.pages.decided import DECISION_WORDS, decision_facts
from gouji.pages.render import Shown, block, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.bilingual import Lang
    from gouji.decisions import Decisions
    from gouji.evidence.records import Record


def decisions(records: Sequence[Record], decided: Decisions, lang: Lang) -> Shown:
    """Show how many findings were decided on, which decisions lapsed, and which no finding carries."""
    carried = [(record, finding) for record in records for finding in record.findings if finding["decision"]]
    counts = Counter(finding["decision"]["decision"] for _, finding in carried)
    lapsed = [
        (record, finding, decision_facts(finding["decision"]))
        for record, finding in carried
        if finding["decision"]["decision"] == LAPSED
    ]
    strays = [stray.text for stray in stray_decisions(records, decided)]
    shown = [(DECISION_WORDS[name], counts[name]) for name in (*DECISIONS, LAPSED)]
    html = render("decisions.html.j2", lang, counts=shown, lapsed=lapsed, strays=strays)
    lines = [f"{word.said(lang)} {count}" for word, count in shown]
    lines += [f"{LAPSED}: {record.folder} {finding['id']}" for record, finding, _ in lapsed]
    lines += [stray.said(lang) for stray in strays]
    return block(html, "\n".join(lines), lang)

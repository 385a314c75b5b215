"""Every count of the shipped reports, falsified in turn, is found; the reports as they are, are not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.measures.counts import NO_REQUESTS
from gouji.measures.disclosure import DISCLOSURES
from gouji.measures.narrative import sentences
from gouji.measures.phrases import Phrases, counts
from gouji.measures.requests import REQUESTS
from gouji.measures.reviews import REVIEWS
from gouji.model.filing import Filing
from gouji.reports import collect, find_roster, read_reports

DATA = Path(__file__).parents[2] / "data"
TEXT_RULES = ("T2-TEXT", "T3-TEXT", "T3-ZERO", "T4-TEXT", "T4-ZERO", "T3-RATE", "TXT-SUM")
RULES = {"applications": "T3-TEXT-MATCH", "reviews": "T4-TEXT-MATCH", "disclosure": "T2-TEXT-MATCH"}


@pytest.fixture(scope="module")
def reports():
    paths = sorted(str(path) for path in DATA.glob("20*/*.*") if path.suffix in (".html", ".txt"))
    read = read_reports(collect(paths), find_roster((), DATA))
    return [one for one in read if isinstance(one, Filing)]


def rewritten(filing, paragraph_place, old, new):
    """The filing with a sentence of one paragraph changed."""

    def changed(paragraph):
        if paragraph.place != paragraph_place or old not in paragraph.text:
            return paragraph
        return paragraph._replace(text=paragraph.text.replace(old, new, 1))

    sections = tuple(
        replace(section, paragraphs=tuple(changed(p) for p in section.paragraphs))
        for section in filing.sections
    )
    return replace(filing, sections=sections, preamble=tuple(changed(p) for p in filing.preamble))


def falsified(filing):
    """The filing with one of its counts raised by 40, for every count: rule, count and report."""
    for count in counts(filing, Phrases(*REQUESTS, *REVIEWS, *DISCLOSURES)):
        rule = RULES[count.phrase.readings[0].cells[0].split("/")[0]]
        if rule == "T2-TEXT-MATCH" and filing.form != "2021":
            continue
        quote = count.quote[-12:]
        old = quote[quote.rindex(str(count.value)) :]
        before = count.quote[: len(count.quote) - len(old)]
        new = old.replace(str(count.value), str(count.value + 40), 1)
        text = count.sentence.text
        at = text.index(count.quote) + len(before)
        yield (
            rule,
            count,
            rewritten(filing, count.sentence.place, text, text[:at] + new + text[at + len(old) :]),
        )


def test_the_reports_as_they_are_contradict_nothing(reports):
    told = [
        (audit.filing.source.name, finding.message.zh)
        for audit in audit_filings(reports)
        for finding in audit.rule_findings
        if finding.rule.startswith(TEXT_RULES)
    ]
    assert told == []


def missed(planted):
    """The falsified counts that the audits of their reports do not find."""
    audits = audit_filings([report for *_, report in planted])
    return [
        (count.quote, rule)
        for (rule, count, _), audit in zip(planted, audits, strict=True)
        if not any(f.rule == rule and f.observed == count.value + 40 for f in audit.rule_findings)
    ]


def test_every_falsified_count_is_found(reports):
    planted = [one for report in reports for one in falsified(report)]
    assert len(planted) >= 25
    assert missed(planted) == []


def test_a_denied_application_is_found(reports):
    told = []
    for report in reports:
        for count in counts(report, NO_REQUESTS):
            cells = tuple(
                cell._replace(printed="3", value=3, status="read")
                if cell.id == "applications/new/total"
                else cell
                for cell in report.form_cells
            )
            (audit,) = audit_filings([replace(report, form_cells=cells)])
            found = [f.observed for f in audit.rule_findings if f.rule == "T3-ZERO-TEXT"]
            told.append((count.quote, report.form, bool(found)))
    assert told == [
        ("未收到依申请公开信件", "2019", True),
        ("未收到依申请公开", "2019", True),
        ("尚未收到信息公开申请", "university", False),
    ]


@pytest.fixture(scope="module")
def real(shared):
    paths = [*sorted((shared / "seeds").glob("*.txt")), *sorted((shared / "cases").glob("*.[hp][td][mf]*"))]
    read = read_reports(collect([str(path) for path in paths]), find_roster((), DATA))
    return [one for one in read if isinstance(one, Filing)]


def unrelated(filing):
    """The filing with one figure that no count is of raised by 40: the words around it, and the report."""
    heard = [count.quote for count in counts(filing, Phrases(*REQUESTS, *REVIEWS, *DISCLOSURES))]
    for sentence in sentences(filing):
        if sentence.section in (2, 3, 4):
            continue
        for figure in re.finditer(r"(?<![\d.])\d{1,4}(?=[条次个篇场期人份项])", sentence.text):
            around = sentence.text[max(0, figure.start() - 12) : figure.end() + 12]
            if any(quote[-8:] in around for quote in heard):
                continue
            raised = str(int(figure[0]) + 40)
            changed = sentence.text[: figure.start()] + raised + sentence.text[figure.end() :]
            yield around, rewritten(filing, sentence.place, sentence.text, changed)


def told(audit):
    return {(f.rule, f.message.zh) for f in audit.rule_findings if f.rule.endswith("-TEXT-MATCH")}


def test_every_falsified_count_of_real_reports_is_found(real):
    planted = [one for report in real for one in falsified(report)]
    assert len(planted) >= 12
    assert missed(planted) == []


def test_figures_of_other_things_may_be_anything(reports, real):
    whole = [*reports, *real]
    before = dict(zip(map(id, whole), map(told, audit_filings(whole)), strict=True))
    changed = [(id(report), *one) for report in whole for one in unrelated(report)]
    assert len(changed) >= 30
    audits = audit_filings([report for *_, report in changed])
    accused = [
        around
        for (original, around, _), audit in zip(changed, audits, strict=True)
        if told(audit) != before[original]
    ]
    assert accused == []

"""Every entry can say what it found in every circumstance in which it can fail.

Reports that break or keep a rule, in which cells of either year were refused, left empty or misprinted, that
have lost sections or labels, with another report of the year before or with none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest

from gouji.audits import audit_filings, measured
from gouji.measures.frame import Corpus
from gouji.model.filing import Cell
from gouji.model.text import Text
from gouji.model.values import parse_value
from gouji.rules import suites
from gouji.rules.findings import finding_of
from rules.build import filing
from rules.pairs.two_years import norms
from rules.test_pairs import PAIRS

REFUSED = ("missing", "ambiguous", "illegible", "recognised")
PRINTED = ("", "/", "无", "3.5", "12（其中3件）", "0", "5", "40", "700", "-3", "9" * 17)
#: What stands in a message in place of something that nobody knew.
NOTHING = re.compile(r"\bNone\b(?! agrees| of )|<NA>|\bnan\b", re.IGNORECASE)


def spoilt(report, share, rng):
    """The report with this share of its cells refused or printed otherwise."""
    return replace(
        report, form_cells=tuple(_other(c, rng) if rng.random() < share else c for c in report.form_cells)
    )


def _other(cell, rng):
    said = rng.choice((*REFUSED, *PRINTED))
    if said not in REFUSED:
        return Cell(cell.id, said, *parse_value(said, cell.unit), cell.place, cell.unit)
    gone = said == "missing"
    printed = None if gone or said == "recognised" else "?"
    return Cell(cell.id, printed, None, said, None if gone else cell.place, cell.unit)


def circumstances(rng):
    """Reports, each with those beside it: of every pair, its own bodies apart from all others."""
    number = 0
    for pair in PAIRS:
        for report in (pair.broken, pair.kept):
            number += 1
            beside = [spoilt(other, rng.choice((0, 0, 0.1, 0.4)), rng) for other in pair.others]
            if rng.random() < 0.5 and report.year:
                before = rng.choice((report, rng.choice(PAIRS).broken))
                before = replace(before, agency=report.agency, year=report.year - 1)
                beside = [spoilt(before, 0.2, rng)] if rng.random() < 0.8 else []
            report = spoilt(report, rng.choice((0, 0.02, 0.1, 0.3, 0.6)), rng)
            kept = rng.randrange(len(report.sections) + 1)
            lost = [{"year": None}, {"sections": report.sections[:kept]}, {"labels": ()}, {"form": None}]
            if (chosen := rng.randrange(16)) < len(lost):
                report = replace(report, **lost[chosen])
            yield _apart(report, number), [_apart(other, number) for other in beside]


def _apart(report, number):
    agency = report.agency
    parent = f"{agency.parent}-{number}" if agency.parent else None
    return replace(report, agency=replace(agency, id=f"{agency.id}-{number}", parent=parent))


@pytest.fixture(scope="module")
def said():
    """By entry what it says of the rows that break it, in whole copies and in damaged ones."""
    found = {}
    by_form = {}
    for report, beside in circumstances(Random(19)):
        own, others = by_form.setdefault(report.form, ([], []))
        own.append(report)
        others += beside
    for own, others in by_form.values():
        corpus = measured(Corpus(own, others))
        for name, entries in corpus.entries.items():
            frame = corpus.frames[name]
            for entry, verdicts in zip(entries, suites.run(frame, entries), strict=True):
                for row in (verdicts == suites.FAIL).nonzero()[0].tolist():
                    for damage in (None, Text("副本不全", "the copy is not whole")):
                        if (finding := finding_of(entry, frame, row, damage)) is not None:
                            found.setdefault(entry, []).append(finding)
                for row in (verdicts == suites.UNDECIDED).nonzero()[0].tolist()[:50]:
                    frame.silence(row, entry.columns)
    return found


def test_every_message_has_what_it_speaks_of(said):
    for entry, findings in said.items():
        for finding in findings:
            for text in (finding.message.zh, finding.message.en):
                assert not NOTHING.search(text), (entry.rule, text)
                assert "{" not in text, (entry.rule, text)


def test_hardly_an_entry_is_left_out(said):
    assert len(said) >= 0.75 * len(suites.load())


def test_a_gap_that_is_not_known_is_bounded(said):
    """A difference is exact where all of its terms are known, else the least that it can be."""
    stated = re.compile("(?:相差|差额) (至少|至多)?")
    told = {
        (finding.rule, bool(stated.search(finding.message.zh)[1]))
        for findings in said.values()
        for finding in findings
        if stated.search(finding.message.zh)
    }
    assert {rule for rule, _ in told} >= {"T3-ROW-TOTAL", "T3-OUTCOME-SUM", "T4-GROUP-SUM", "T2-STOCK-ROLL"}
    assert {("T3-ROW-TOTAL", True), ("T3-ROW-TOTAL", False)} <= told
    assert {("T2-STOCK-ROLL", True), ("T2-STOCK-ROLL", False)} <= told


STOCK = "disclosure/normative_documents"
#: Stock of the year before, what came and went, the stock; the gap.
STOCKS = [
    ({f"{STOCK}/in_force": "?"}, norms(10, 0, 3), ("（不明）", "10", "0", "3"), "至多 -7", "at most -7"),
    ({f"{STOCK}/in_force": ""}, norms(4, 0, 3), ("（不明）", "4", "0", "3"), "至多 -1", "at most -1"),
    (
        norms(0, 0, 20),
        {"issued": None, "in_force": "3"},
        ("20", "（不明）", "0", "3"),
        "至多 -17",
        "at most -17",
    ),
    (
        norms(0, 0, 2),
        {"issued": "1", "repealed": "若干", "in_force": "9"},
        ("2", "1", "（不明）", "9"),
        "至少 +6",
        "at least +6",
    ),
    (
        norms(0, 0, 2),
        {"issued": "1", "repealed": "7", "in_force": "2.5"},
        ("2", "1", "7", "（不明）"),
        "至少 +4",
        "at least +4",
    ),
    (norms(0, 0, 2), norms(0, 1, 3), ("2", "0", "1", "3"), "+2", "+2"),
]


@pytest.mark.parametrize(("before", "now", "terms", "zh", "en"), STOCKS)
def test_a_stock_that_bounds_contradict_is_told_with_what_is_known(before, now, terms, zh, en):
    now = {name if "/" in name else f"{STOCK}/{name}": printed for name, printed in now.items()}
    (audit,) = audit_filings([filing(cells=now)], [filing(cells=before, year=2022)])
    (found,) = [finding for finding in audit.rule_findings if finding.rule == "T2-STOCK-ROLL"]
    was, came, went, there = terms
    assert found.message.zh == (
        f"请说明：表二“行政规范性文件”一行，2022 年报告现行有效 {was} 件，2023 年制发 {came} 件、"
        f"废止 {went} 件，而现行有效印为 {there} 件，差额 {zh}。"
        "失效、修改、清理、机构改革划转或统计口径调整都可能造成差额。"
    )
    was, came, went, there = (term.replace("（不明）", "(not known)") for term in terms)
    assert found.message.en == (
        f"Please explain: table two, row “行政规范性文件”: {was} in force in the report for 2022, {came} "
        f"issued and {went} repealed in 2023, but {there} in force are printed, a gap of {en}. "
        "Expiry, amendment, clean-up, transfers or another way of counting can cause it."
    )


def test_an_unread_total_of_a_sum_below_zero_accuses_nobody():
    cells = {"applications/new/natural_person": "-3", "applications/new/total": "?"}
    (audit,) = audit_filings([filing(cells=cells)])
    assert "T3-ROW-TOTAL" not in {finding.rule for finding in audit.rule_findings}

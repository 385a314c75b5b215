"""Planted copies are found, and nothing is said of reports that merely share official wording."""

from __future__ import annotations

import random
import re

import pytest

from copying import prose
from gouji.audits import audit_filings
from gouji.inputs.roster import Roster
from gouji.reports import collect, read_report
from rules.build import filing

RULES = {"TXT-DUP-SELF-YEAR", "TXT-DUP-PEER", "S5-REPEAT-LASTYEAR", "S5-PEER-DUP"}


def told(filings, others=()):
    """Rules on copying that each filing breaks, with the severity."""
    return [
        {(f.rule, f.severity) for f in audit.rule_findings if f.rule in RULES}
        for audit in audit_filings(filings, others)
    ]


def other_figures(rng, sentences):
    return [re.sub(r"\d+", lambda _: str(rng.randint(2, 99)), text) for text in sentences]


def test_independent_reports_are_left_alone():
    rng = random.Random(3)
    body = prose.agency(rng, 999)
    years = [prose.report(body, year, *prose.own_prose(rng)) for year in range(2021, 2025)]
    filings = [*prose.independent(1, 80), *years]
    assert told(filings) == [set()] * 84


def test_few_reports_with_the_same_official_wording_are_left_alone():
    rng = random.Random(4)
    filings = []
    for number in range(3):
        body = prose.agency(rng, number)
        one = [*prose.OFFICIAL, *(prose.sentence(rng) for _ in range(8))]
        rng.shuffle(one)
        five = [*prose.OFFICIAL_FIVE, *(prose.sentence(rng) for _ in range(3))]
        filings.append(prose.report(body, 2023, one, five))
    assert told(filings) == [set()] * 3


def test_last_years_report_with_new_figures_is_found():
    rng = random.Random(5)
    earlier, again = [], []
    for number in range(20):
        body = prose.agency(rng, number)
        one, five = prose.own_prose(rng)
        earlier.append(prose.report(body, 2022, one, five))
        again.append(prose.report(body, 2023, other_figures(rng, one), other_figures(rng, five)))
    rules = told(again, earlier)
    assert sum(("TXT-DUP-SELF-YEAR", "violation") in one for one in rules) == 20
    assert sum(("S5-REPEAT-LASTYEAR", "violation") in one for one in rules) >= 18
    assert not {rule for one in rules for rule, _ in one} & {"TXT-DUP-PEER", "S5-PEER-DUP"}


def test_another_bodys_report_under_new_names_is_found_among_many():
    rng = random.Random(6)
    at_hand = prose.independent(7, 60, 2022)
    copies = []
    for number, source in enumerate(at_hand[:20]):
        body = prose.agency(rng, 1000 + number)
        texts = [
            section.paragraphs[0].text.replace(source.agency.name, body.name).replace("2022年，", "")
            for section in source.sections
            if section.number in (1, 5)
        ]
        copies.append(prose.report(body, 2023, other_figures(rng, [texts[0]]), [texts[1]]))
    rules = told(copies, at_hand)
    assert sum(("TXT-DUP-PEER", "violation") in one for one in rules) == 20
    assert sum(("S5-PEER-DUP", "violation") in one for one in rules) >= 18


def own_run(source, length):
    """The first sentences in a row that are a report's own, none where it has no such run."""
    said = re.findall(r"[^。]+。", source.sections[0].paragraphs[0].text)
    runs = (said[at : at + length] for at in range(1, len(said) - length + 1))
    return next((run for run in runs if not set(run) & set(prose.OFFICIAL)), [])


@pytest.mark.parametrize(("sentences", "at_least"), [(2, 18), (4, 20)])
def test_passages_of_other_bodies_are_found_among_many(sentences, at_least):
    """Sentences in a row, figures changed, in a report that is otherwise its body's own."""
    rng = random.Random(8)
    at_hand = prose.independent(9, 60, 2022)
    copies = []
    for number, run in enumerate([run for source in at_hand if (run := own_run(source, sentences))][:20]):
        one, five = prose.own_prose(rng)
        one[3:3] = other_figures(rng, run)
        copies.append(prose.report(prose.agency(rng, 2000 + number), 2023, one, five))
    rules = told(copies, at_hand)
    assert sum(one == {("TXT-DUP-PEER", "plausibility")} for one in rules) >= at_least
    assert not {rule for one in rules for rule, _ in one} - {"TXT-DUP-PEER"}


def test_form_2019_is_only_asked():
    rng = random.Random(10)
    body = prose.agency(rng, 1)
    one, five = prose.own_prose(rng)
    earlier = prose.report(body, 2019, one, five, form="2019")
    again = prose.report(body, 2020, one, five, form="2019")
    [rules] = told([again], [earlier])
    assert rules == {("TXT-DUP-SELF-YEAR", "plausibility"), ("S5-REPEAT-LASTYEAR", "plausibility")}


@pytest.fixture(scope="module")
def real(shared):
    # further down lie copies of each other
    cases = [path for path in sorted((shared / "cases").iterdir()) if path.suffix in (".html", ".pdf")]
    return [read_report(report, Roster.empty()) for report in collect([*cases, shared / "seeds"])]


def test_real_reports_are_left_alone(real):
    assert told(real) == [set()] * len(real)


def test_real_prose_under_another_name_is_found(real):
    """Each real narrative that is long enough, as the report of another body with other figures."""
    rng = random.Random(11)
    at_hand = [one for one in real if one.year is not None and sum(map(len, _narrative(one))) > 600]
    copies = []
    for number, source in enumerate(at_hand):
        body = prose.agency(rng, number)
        texts = [text.replace(source.agency.name, body.name) for text in _narrative(source)]
        copies.append(prose.report(body, source.year, other_figures(rng, texts[:-1]), [texts[-1]]))
    rules = told(copies, real)
    assert len(at_hand) >= 6
    assert [("TXT-DUP-PEER", "violation") in one for one in rules] == [True] * len(at_hand)


def _narrative(source):
    paragraphs = [p.text for s in source.sections if s.number != 5 for p in s.paragraphs]
    return [*paragraphs, "".join(p.text for s in source.sections if s.number == 5 for p in s.paragraphs)]


def test_default_prose_of_tests_is_too_short_to_tell():
    [audit] = audit_filings([filing()], [filing(year=2022)])
    outcomes = {o.rule: o.outcome for o in audit.outcomes if o.rule in RULES}
    assert set(outcomes.values()) == {"not_applicable"}

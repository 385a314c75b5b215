"""Every wording is heard, none of what it says is taken for another count, and a false count is found."""

from __future__ import annotations

import re

import pytest

from gouji.audits import audit_filings
from gouji.measures.counts import NO_REQUESTS
from gouji.measures.disclosure import DISCLOSURES
from gouji.measures.phrases import Phrases, counts
from gouji.measures.requests import REQUESTS
from gouji.measures.reviews import NO_REVIEWS, REVIEWS
from measures import wordings
from rules.build import filing

ALL = Phrases(*REQUESTS, *REVIEWS, *DISCLOSURES, *NO_REQUESTS, *NO_REVIEWS)
STATED = [
    *((REQUESTS, *one) for one in wordings.REQUESTS_STATED),
    *((REVIEWS, *one) for one in wordings.REVIEWS_STATED),
    *((DISCLOSURES, *one) for one in wordings.DISCLOSURES_STATED),
]
RULES = {"T2-TEXT-MATCH", "T3-TEXT-MATCH", "T4-TEXT-MATCH", "T3-ZERO-TEXT", "T4-ZERO-TEXT"}
CASES = {"R": "no_reconsideration", "L": "no_litigation"}


def heard(phrases, text):
    return {(count.phrase.kind, count.value) for count in counts(filing(prose={1: text}), phrases)}


@pytest.mark.parametrize(("phrases", "text", "expected"), STATED)
def test_every_count_is_heard_and_no_other(phrases, text, expected):
    assert heard(phrases, text) == set(expected.items())


@pytest.mark.parametrize("text", wordings.NONE_RECEIVED)
def test_a_denial_of_applications_is_heard(text):
    assert heard(NO_REQUESTS, text) == {("none_received", 0)}


@pytest.mark.parametrize(("text", "cases"), wordings.NO_CASES)
def test_a_denial_of_cases_is_heard(text, cases):
    assert heard(NO_REVIEWS, text) == {(CASES[case], 0) for case in cases}


@pytest.mark.parametrize("text", wordings.OTHER_COUNTS)
def test_counts_of_other_things_are_left_alone(text):
    assert heard(ALL, text) == set()


def agreeing(text):
    """Cells that say what a sentence says, each count under its first reading."""
    cells = {}
    for count in counts(filing(prose={1: text}), ALL):
        present = [cell for cell in count.phrase.readings[0].cells if cell in KNOWN]
        cells |= dict.fromkeys(present, "0") | {present[0]: str(count.value)}
    return cells


def falsified():
    """Each sentence with one of its counts raised by 41: the sentence, the false count, a report with it."""
    for phrases, text, _ in STATED:
        cells = agreeing(text)
        for value in {count.value for count in counts(filing(prose={1: text}), phrases)}:
            places = list(re.finditer(rf"(?<![\d.,]){value}(?=[件宗条份起次个例部项封])", text))
            if len(places) == 1:
                false = text[: places[0].start()] + str(value + 41) + text[places[0].end() :]
                yield text, value + 41, filing(cells=cells, prose={1: false})


KNOWN = {cell.id for cell in filing().form_cells}


def told(reports):
    audits = audit_filings(reports)
    return [{f.observed for f in audit.rule_findings if f.rule in RULES} for audit in audits]


def test_what_agrees_with_the_tables_is_no_finding():
    texts = [text for _, text, _ in STATED]
    found = told([filing(cells=agreeing(text), prose={1: text}) for text in texts])
    assert [text for text, findings in zip(texts, found, strict=True) if findings] == []


def test_every_false_count_is_found():
    planted = list(falsified())
    assert len(planted) >= 200
    found = told([report for *_, report in planted])
    missed = [(text, false) for (text, false, _), one in zip(planted, found, strict=True) if false not in one]
    assert missed == []

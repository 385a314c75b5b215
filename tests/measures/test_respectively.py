"""Names first and their counts behind: each count is of its own name, quoted as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.measures.disclosure import DISCLOSURES
from gouji.measures.numerals import spread
from gouji.measures.phrases import Phrases, counts
from gouji.measures.requests import REQUESTS
from gouji.measures.reviews import REVIEWS
from rules.build import filing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "因政府信息公开引发的行政复议、行政诉讼分别为3件、1件",
            "因政府信息公开引发的行政复议3件、行政诉讼1件",
        ),
        ("行政复议和行政诉讼案件数量分别为3件和1件", "行政复议3件、行政诉讼案件1件"),
        ("予以公开、部分公开、不予公开分别为3、1、2件", "予以公开3件、部分公开1件、不予公开2件"),
        ("自然人、法人及其他组织分别有10件、2件", "自然人10件、法人及其他组织2件"),
        ("行政许可、行政处罚、行政强制分别12件、3件、0件", "行政许可12件、行政处罚3件、行政强制0件"),
        ("行政复议、行政诉讼均为1件", "行政复议1件、行政诉讼1件"),
        # names and counts that do not pair off
        ("行政许可、行政处罚、行政强制分别为12件、3件", None),
        ("收到申请12件，均为自然人", None),
        ("申请同比分别增长3件、2件", None),
        ("收到、办结分别约3件、2件", None),
        ("分别为3件、2件", None),
        ("均已答复12件", None),
    ],
)
def test_counts_stand_behind_their_names(text, expected):
    assert spread(text).text == (expected or text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "因政府信息公开引发的行政复议、行政诉讼分别为3件、1件。",
            {("reconsideration", 3), ("litigation", 1)},
        ),
        ("新收和办结政府信息公开申请分别为12件、10件。", {("received", 12), ("handled", 10)}),
        (
            "收到申请12件，自然人、法人分别为10件、2件。",
            {("received", 12), ("applicant_natural_person", 10), ("applicant_business", 2)},
        ),
        (
            "收到申请6件，予以公开、部分公开、不予公开分别为3、1、2件。",
            {("received", 6), ("outcome_granted", 3), ("outcome_granted_partly", 1), ("outcome_refused", 2)},
        ),
        (
            "作出行政许可、行政处罚决定分别为12件、3件。",
            {("licences_decisions", 12), ("penalties_decisions", 3)},
        ),
        ("2022年因政府信息公开引发的行政复议、行政诉讼分别为3件、1件。", set()),
        ("办理建议、提案分别为3件、1件。", set()),
    ],
)
def test_counts_that_lists_state(text, expected):
    found = list(counts(filing(prose={1: text}), Phrases(*REQUESTS, *REVIEWS, *DISCLOSURES)))
    assert {(count.phrase.kind, count.value) for count in found} == expected
    assert all(count.quote in text for count in found)


@given(st.text("甲乙、和分别均为有0123十件，", max_size=40))
def test_what_is_quoted_was_written(text):
    told = spread(text)
    assert told.as_written(told.text) in text

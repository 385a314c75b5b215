"""Which reports a filing is compared with, and what is told of the closest."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from copying import prose
from gouji.audits import audit_filings
from gouji.copying.collection import COMMON_AGENCIES
from gouji.copying.compare import CLOSE, CLOSE_PASSAGE, compare
from gouji.model.document import Source
from gouji.model.filing import Agency
from gouji.rules import suites

RNG = random.Random(21)
HERE, THERE, ELSEWHERE = (prose.agency(RNG, number) for number in (901, 902, 903))
ONE, FIVE = prose.own_prose(RNG)
OWN = prose.report(HERE, 2023, ONE, FIVE)


def peer(other, *more):
    return compare([OWN], [other, *more])[0].peers.whole


def test_another_bodys_report_is_a_peer():
    found = peer(prose.report(THERE, 2023, ONE, FIVE))
    assert (found.other.agency, round(found.value, 2), found.further) == (THERE, 1.0, 0)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(OWN, agency=THERE), id="same bytes"),
        pytest.param(prose.report(HERE, 2023, ONE[:-1], FIVE), id="another copy of the year"),
        pytest.param(prose.report(THERE, 2024, ONE, FIVE), id="a later report"),
        pytest.param(
            prose.report(replace(THERE, name=HERE.name + "办公室"), 2023, ONE, FIVE), id="own office"
        ),
    ],
)
def test_this_is_no_peer(other):
    assert peer(other) is None


def test_the_closest_is_told_once_with_the_number_of_others():
    near = [prose.report(THERE, year, ONE[:-1], FIVE) for year in (2021, 2022, 2023)]
    found = peer(prose.report(ELSEWHERE, 2022, ONE, FIVE), *near)
    assert (found.other.agency, found.other.year, found.further) == (ELSEWHERE, 2022, 1)


def test_of_equals_the_nearest_year_is_told():
    found = peer(*[prose.report(THERE, year, ONE, FIVE) for year in (2020, 2022, 2021)])
    assert found.other.year == 2022


def test_earlier_years_need_not_be_the_last():
    [compared] = compare([OWN], [prose.report(HERE, 2020, ONE, FIVE)])
    assert compared.earlier.whole.other.year == 2020
    assert compared.peers.others is False


def test_order_of_the_reports_does_not_matter():
    copies = [prose.report(body, 2022, ONE, FIVE) for body in (THERE, ELSEWHERE)]
    filings = [*prose.independent(5, 20), OWN, *copies]
    told = dict(zip((f.source.name for f in filings), compare(filings, []), strict=True))
    shuffled = random.Random(6).sample(filings, len(filings))
    half = len(shuffled) // 2
    for filing, compared in zip(shuffled, compare(shuffled[:half], shuffled[half:]), strict=False):
        assert compared == told[filing.source.name]


def test_what_many_bodies_say_is_no_shared_passage():
    said = [prose.sentence(RNG) for _ in range(5)]
    made = []
    for number in range(COMMON_AGENCIES):
        one, five = prose.own_prose(RNG)
        made.append(prose.report(prose.agency(RNG, 50 + number), 2023, [*one, *said], five))
    few, many = compare(made[:-1], []), compare(made, [])
    assert all(one.peers.passage.value >= 150 for one in few)
    assert all(one.peers.passage is None or one.peers.passage.value < 60 for one in many)


def outcome(rule, filing, others):
    [audit] = audit_filings([filing], others)
    [found] = [o for o in audit.outcomes if o.rule == rule]
    return found.outcome, found.reason and (found.reason.zh, found.reason.en)


def test_nothing_to_compare_with_is_said():
    assert outcome("TXT-DUP-SELF-YEAR", OWN, []) == (
        "not_applicable",
        ("手头没有本机关以前年度的报告", "no report of an earlier year of the same body is at hand"),
    )
    assert outcome("TXT-DUP-PEER", OWN, []) == (
        "not_applicable",
        ("手头没有其他机关的报告", "no report of another body is at hand"),
    )
    assert outcome("S5-REPEAT-LASTYEAR", replace(OWN, year=None), []) == (
        "not_assessable",
        (
            "报告的年度未能确定，无从认定以前年度",
            "the report's year is not known, so that none is earlier",
        ),
    )


def test_too_little_text_is_said():
    short = prose.report(HERE, 2023, [], [])
    others = [prose.report(THERE, 2023, [], []), prose.report(HERE, 2022, [], [])]
    assert outcome("TXT-DUP-PEER", short, others) == (
        "not_assessable",
        (
            "除去名称、数字和格式性文字后只有 0 字，不足 150 字，不足以比较",
            "without names, figures and formulas 0 characters remain; 150 are needed for a comparison",
        ),
    )
    assert outcome("S5-REPEAT-LASTYEAR", short, others) == (
        "not_assessable",
        (
            "第五部分除去名称、数字和格式性文字后只有 0 字，不足 60 字，不足以比较",
            "without names, figures and formulas 0 characters of section five remain; 60 are needed for a "
            "comparison",
        ),
    )


def test_evidence_stands_side_by_side_with_both_places():
    other = prose.report(THERE, 2022, ONE, FIVE)
    [audit] = audit_filings([OWN], [other])
    [finding] = [f for f in audit.rule_findings if f.rule == "TXT-DUP-PEER"]
    first, second = finding.evidence[:2]
    assert (first.source, second.source) == (OWN.source.name, f"2022/{other.source.name}")
    assert first.place.zh == second.place.zh == "原文第 11 行"
    assert first.quote[-60:] == second.quote[-60:]
    assert [basis.document for basis in finding.basis] == ["国办公开办函〔2021〕30号"]


def test_names_of_files_do_not_matter_for_whose_report_it_is():
    stranger = Agency("x", "无名单位", in_title=True)
    other = replace(
        prose.report(stranger, 2023, ONE, FIVE), source=Source("page.html", "f" * 64, "text/html", 1)
    )
    assert peer(other).other is other


def test_whatever_a_suite_asks_about_is_close_enough_to_be_told():
    entries = [entry for entry in suites.load() if entry.frame == "copying"]
    asked = {(entry.columns[0].split("_")[1], entry.kwargs["max_value"]) for entry in entries}
    assert {measure for measure, _ in asked} == {"similarity", "five", "passage", "sentences"}
    assert all(value > CLOSE for measure, value in asked if measure in ("similarity", "five"))
    assert all(value > CLOSE_PASSAGE for measure, value in asked if measure == "passage")
    least = [int(found[1]) for e in entries if (found := re.search(r"passage >= (\d+)", e.row_condition))]
    assert least
    assert min(least) > CLOSE_PASSAGE

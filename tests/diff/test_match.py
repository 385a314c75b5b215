"""Findings of two readings matched: each once, by id, then by rule and cells."""

from hypothesis import given
from hypothesis import strategies as st

from gouji.evidence.diff import diff_runs, match_findings
from gouji.evidence.records import Record
from gouji.model.filing import ReportCopy
from made import read_finding

findings = st.lists(
    st.builds(
        lambda rule, cell, number: read_finding(
            f"{rule}{cell}{number}", rule=rule, cells=[cell] if cell else []
        ),
        st.sampled_from("AB"),
        st.sampled_from(["", "x", "y"]),
        st.integers(0, 2),
    ),
    max_size=6,
)


@given(before=findings, after=findings)
def test_every_finding_is_somewhere_once(before, after):
    found = match_findings(before, after)
    olds = [*found.gone, *(old for old, _ in found.still)]
    news = [*found.new, *(new for _, new in found.still)]
    assert sorted(map(id, olds)) == sorted(map(id, before))
    assert sorted(map(id, news)) == sorted(map(id, after))
    for old, new in found.still:
        assert (old.rule, old.cells) == (new.rule, new.cells)


@given(before=findings)
def test_nothing_changed_means_all_are_still_there(before):
    found = match_findings(before, list(before))
    assert (found.new, found.gone) == ([], [])
    assert all(old.id == new.id for old, new in found.still)


def finding(name, rule="A", cells=("x",), severity="violation"):
    return read_finding(name, rule=rule, cells=list(cells), severity=severity)


def test_the_same_id_comes_before_the_same_cells():
    found = match_findings([finding("1"), finding("2")], [finding("2"), finding("3")])
    assert [(old.id, new.id) for old, new in found.still] == [("2", "2"), ("1", "3")]
    assert found.as_json()["still"][1]["was"] == "1"


def record(agency, verdict, *findings, year=2024, folder=None):
    return Record(
        folder or f"{year}/{agency}",
        agency,
        agency,
        *(None,) * 3,
        year,
        "2021",
        verdict,
        "a.txt",
        ReportCopy(agency, year, "0" * 64),
        findings,
        (),
    )


def test_runs_are_compared_by_agency_and_by_rule():
    before = [record("a", "violation", finding("1")), record("b", "pass"), record("c", "pass")]
    after = [record("a", "pass"), record("b", "pass"), record("d", "query", finding("2", rule="B"))]
    diff = diff_runs(before, after)
    assert [(audit["agency"], *audit["verdict"].values()) for audit in diff["audits"]] == [
        ("a", "violation", "pass"),
        ("c", "pass", None),
        ("d", None, "query"),
    ]
    assert diff["unchanged"] == 1
    assert diff["rules"] == [
        {"rule": "A", "new": 0, "gone": 1, "still": 0},
        {"rule": "B", "new": 1, "gone": 0, "still": 0},
    ]


def test_other_values_of_the_same_finding_are_a_change_of_the_audit():
    diff = diff_runs([record("a", "violation", finding("1"))], [record("a", "violation", finding("2"))])
    [audit] = diff["audits"]
    assert [found["was"] for found in audit["findings"]["still"]] == ["1"]
    assert diff_runs([record("a", "pass")], [record("a", "pass")])["audits"] == []


def test_two_reports_of_one_agency_and_year_stay_apart():
    both = [record("a", "pass", folder="2024/a-1"), record("a", "violation", finding("1"), folder="2024/a-2")]
    assert diff_runs(both, both)["audits"] == []
    [gone] = diff_runs(both, both[:1])["audits"]
    assert gone["verdict"] == {"before": "violation", "after": None}

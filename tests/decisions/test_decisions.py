"""A decision on its finding: it survives, lapses visibly, and is told where it has none."""

import hashlib
from dataclasses import replace

import pytest
import simplejson
from lxml import html

from gouji.evidence.records import record_of
from gouji.inputs.decisions import Decision, Decisions, carried
from gouji.inputs.roster import Roster, unlisted_id
from gouji.model.as_json import audit_json, dumps
from gouji.model.document import Source
from gouji.model.filing import Agency, Filing
from gouji.model.finding import Audit, Finding
from gouji.model.text import Text
from gouji.show import decision_views
from gouji.show.decision_views import decision_facts

CELLS = ("applications/granted/natural_person", "applications/granted/total")


def finding(printed=("12", "29"), rule="T3-ROW-TOTAL", cells=CELLS, expected=None):
    return Finding(
        rule=rule,
        version=1,
        severity="violation",
        title=Text("总计", "total"),
        agency="x",
        body="某局",
        year=2024,
        table="applications",
        cells=cells,
        printed=dict(zip(cells, printed, strict=True)) if cells else {},
        expected=expected,
        observed=None,
        message=Text("合计有误", "wrong sum"),
        basis=(),
        evidence=(),
    )


def audit(*findings):
    filing = Filing(
        Source("a.txt", "0" * 64, "text/plain", 1),
        Agency("x", "某局"),
        *(2024, "2021", None, {}, (), (), None, None, None, None, ()),
    )
    return Audit(filing, "violation", (), findings)


def decided(found, decision="confirmed", **said):
    return Decision(
        found.id, decision, rule=found.rule, agency="x", year=2024, printed=dict(found.printed), **said
    )


def decisions_on(decisions, *findings):
    [one] = Decisions(decisions).attached([audit(*findings)])
    return [found.decision for found in one.rule_findings]


def test_a_decision_is_attached_to_its_finding_and_to_no_other():
    first, second = finding(), finding(rule="T3-COL-BALANCE")
    made = decided(first, by="王五", when="2025-03-01", note="核实")
    assert decisions_on([made], first, second) == [
        {"finding": first.id, "decision": "confirmed", "by": "王五", "when": "2025-03-01", "note": "核实"},
        None,
    ]


def test_a_decision_moves_no_verdict_and_no_id():
    [one] = Decisions([decided(finding(), "dismissed")]).attached([audit(finding())])
    assert one.verdict == "violation"
    assert one.rule_findings[0].id == finding().id


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        (finding(("12", "30")), "applications/granted/total: 29 → 30"),
        (finding(("12", None)), "applications/granted/total: 29 → ∅"),
        (
            finding(("12",), cells=CELLS[:1]),
            "applications/granted/total: 29 → ∅",
        ),
    ],
)
def test_a_decision_lapses_when_cells_or_values_change(after, changed):
    [lapsed] = decisions_on([decided(finding(), "dismissed", by="王五")], after)
    assert lapsed == {
        "finding": finding().id,
        "decision": "lapsed",
        "by": "王五",
        "when": "",
        "note": "",
        "was": "dismissed",
        "changed": changed,
    }
    said = [(name.zh, value.zh) for name, value in decision_facts(lapsed)]
    assert said == [
        ("决定", "已失效，须重新决定"),
        ("原决定", "不成立"),
        ("其后变化", changed.replace("applications/granted/total", "“（一）予以公开 · 总计”")),
        ("决定人", "王五"),
    ]


def test_a_new_decision_on_the_changed_finding_is_not_lapsed():
    after = finding(("12", "30"))
    [made] = decisions_on([decided(finding(), "dismissed"), decided(after, "confirmed")], after)
    assert made["decision"] == "confirmed"


def test_a_decision_does_not_lapse_onto_another_rule_row_or_report():
    elsewhere = ("applications/refused/natural_person", "applications/refused/total")
    assert decisions_on([decided(finding())], finding(("12", "30"), rule="T3-COL-BALANCE")) == [None]
    assert decisions_on([decided(finding())], finding(cells=elsewhere)) == [None]
    assert decisions_on([replace(decided(finding()), year=2023)], finding(("1", "2"))) == [None]


def test_a_finding_without_cells_is_a_successor_only_where_it_is_alone():
    before, one, two = (finding((), cells=(), expected=n) for n in (1, 2, 3))
    [lapsed] = decisions_on([decided(before)], one)
    assert lapsed["decision"] == "lapsed"
    assert decisions_on([decided(before)], one, two) == [None, None]


def of_0_1(found, agency="x", **said):
    """A decision as gouji 0.1 wrote it down: on the id that the finding had, without the body's name."""
    printed = dict(found.printed)
    return Decision(
        found.former_id(agency),
        "dismissed",
        rule=found.rule,
        agency=agency,
        year=2024,
        printed=printed,
        **said,
    )


def test_decision_of_gouji_0_1_is_taken_over_by_the_id_that_the_finding_had():
    first, second = finding(), finding((), rule="STR-SIX-SECTIONS", cells=(), expected="其他")
    made = of_0_1(first, by="王五"), of_0_1(second)
    assert (
        made[0].finding
        == hashlib.sha256(
            b"T3-ROW-TOTAL\x1fx\x1f2024\x1fapplications/granted/natural_person='12'\x1f"
            b"applications/granted/total='29'"
        ).hexdigest()[:16]
    )
    said = decisions_on(made, first, second)
    assert [one["decision"] for one in said] == ["dismissed", "dismissed"]
    assert [one["finding"] for one in said] == [one.finding for one in made]
    assert Decisions(made).strays([("x", "某局", 2024)], [of for one in said for of in carried(one)]) == []


def test_decision_of_gouji_0_1_holds_when_the_body_has_got_on_the_roster_since():
    unlisted = unlisted_id("某局")
    assert decisions_on([of_0_1(finding(), unlisted)], finding())[0]["decision"] == "dismissed"
    # by what was printed, where reading gives the finding another id than it had
    moved = replace(of_0_1(finding(), unlisted), finding="0" * 16)
    assert decisions_on([moved], finding())[0]["decision"] == "dismissed"
    assert decisions_on([replace(moved, agency="other")], finding()) == [None]
    assert decisions_on([replace(moved, year=2023)], finding()) == [None]


def test_decision_on_an_id_that_findings_shared_lapses_on_each():
    topics = [replace(finding((), rule="STR-S1-FIVE-TOPICS", cells=()), about=one) for one in ("a", "b")]
    made = of_0_1(topics[0])
    assert made.finding == topics[1].former_id("x")
    said = decisions_on([made], *topics)
    assert [(one["decision"], one["was"], one["shared"]) for one in said] == [("lapsed", "dismissed", 2)] * 2
    facts = [(name.zh, value.zh) for name, value in decision_facts(said[0])]
    assert facts == [
        ("决定", "已失效，须重新决定"),
        ("原决定", "不成立"),
        ("失效原因", f"原编号 {made.finding} 由本报告的 2 项问题共用，无法得知所指哪一项，请分别重新决定"),
    ]
    again = decided(topics[0], "confirmed")
    assert [one["decision"] for one in decisions_on([made, again], *topics)] == ["confirmed", "lapsed"]


def test_later_decision_under_the_new_id_is_in_force_and_the_earlier_is_no_stray():
    made = of_0_1(finding()), decided(finding(), "confirmed")
    [said] = decisions_on(made, finding())
    assert (said["decision"], carried(said)) == ("confirmed", [one.finding for one in reversed(made)])
    [said] = decisions_on(list(reversed(made)), finding())
    assert said["decision"] == "dismissed"


def test_decision_keeps_hold_when_the_body_gets_on_the_roster_or_changes_its_id():
    listed = replace(finding(), agency="on-roster")
    made = replace(decided(finding(), body="某局"), agency=unlisted_id("某局"))
    assert decisions_on([made], listed)[0]["decision"] == "confirmed"
    changed = replace(finding(("12", "30")), agency="on-roster")
    assert decisions_on([made], changed)[0]["decision"] == "lapsed"
    assert made.speaks_of("anything", "某 局", 2024)
    assert not made.speaks_of("x", "另一局", 2024)


def test_decisions_without_a_finding_are_told():
    gone, unknown = decided(finding()), Decision("0" * 16, "confirmed")
    held = decided(finding(rule="S"))
    strays = Decisions([gone, unknown, held]).strays([("x", "某局", 2024)], [held.finding])
    assert [(stray.decision.finding, stray.gone) for stray in strays] == [
        (gone.finding, True),
        (unknown.finding, False),
    ]
    assert strays[0].text.zh == (
        f"决定 {gone.finding}（属实，规则 T3-ROW-TOTAL）所说的问题已不存在：报告或规则已经改变。"
    )
    assert strays[1].text.en == (
        f"no finding here has the id {unknown.finding} (confirmed): "
        "it is mistyped, or its report was not audited."
    )


def record_with(*decisions, folder="2024/x"):
    [audited] = Decisions(decisions).attached([audit(finding(), finding(rule="T3-COL-BALANCE"))])
    raw = simplejson.loads(dumps(audit_json(audited)), use_decimal=True)
    return record_of(raw, folder, Roster())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_count_of_decisions_leads_to_the_findings_decided_on(lang):
    held, lapsed = decided(finding(rule="T3-COL-BALANCE"), "dismissed"), decided(finding(("1", "2")))
    unknown = Decision("0123456789abcdef", "corrected")
    shown = decision_views.decisions([record_with(held, lapsed)], Decisions([held, lapsed, unknown]), lang)
    tree = html.fromstring(shown.html)
    assert [dd.text_content() for dd in tree.xpath("dl[1]//dd")] == ["1", "0", "1", "0"]
    assert tree.xpath("dl[1]//a/@href") == ["#decided-lapsed", "#decided-dismissed"]
    assert tree.get_element_by_id("decided-lapsed").xpath("@open | .//h3/a/@href") == [
        "",
        f"2024/x/audit.html#f-{finding().id}",
    ]
    assert tree.get_element_by_id("decided-dismissed").xpath(".//h3/a/@href") == [
        f"2024/x/audit.html#f-{finding(rule='T3-COL-BALANCE').id}"
    ]
    assert "0123456789abcdef" in tree.xpath("ul")[0].text_content()
    said = {"zh": "已失效，须重新决定", "en": "lapsed, to be decided again"}[lang]
    assert f"{said}: 2024/x {finding().id}" in shown.text

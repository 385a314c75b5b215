"""A decision on its finding: it survives, lapses visibly, and is told where it has none."""

from dataclasses import replace

import pytest
import simplejson
from lxml import html

from gouji.audit_json import audit_json
from gouji.bilingual import Text
from gouji.decisions import Decision, Decisions
from gouji.document import Source
from gouji.evidence.records import record_of
from gouji.exact_json import dumps
from gouji.filing import Agency, Filing
from gouji.finding import Audit, Finding
from gouji.pages import decision_views
from gouji.pages.decided import decision_facts
from gouji.roster import Roster

CELLS = ("applications/granted/natural_person", "applications/granted/total")


def finding(printed=("12", "29"), rule="T3-ROW-TOTAL", cells=CELLS, expected=None):
    return Finding(
        rule=rule,
        version=1,
        severity="violation",
        agency="x",
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
    return [found.decision for found in one.findings]


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
    assert one.findings[0].id == finding().id


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
        ("其后变化", changed),
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


def test_decisions_without_a_finding_are_told():
    gone, unknown = decided(finding()), Decision("0" * 16, "confirmed")
    carried = decided(finding(rule="S"))
    strays = Decisions([gone, unknown, carried]).strays([("x", 2024)], [carried.finding])
    assert [(stray.decision.finding, stray.gone) for stray in strays] == [
        (gone.finding, True),
        (unknown.finding, False),
    ]
    assert strays[0].text.zh == (
        f"决定 {gone.finding}（confirmed，规则 T3-ROW-TOTAL）所说的问题已不存在：报告或规则已经改变。"
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
    assert f"lapsed: 2024/x {finding().id}" in shown.text

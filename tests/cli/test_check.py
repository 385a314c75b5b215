"""``gouji check``: verdicts and findings, for people and for programs."""

import pytest

from gouji.cli.main import run
from gouji.readers.containers import recognises

FINDING_KEYS = {
    "id",
    "rule",
    "version",
    "severity",
    "table",
    "cells",
    "printed",
    "expected",
    "observed",
    "message",
    "basis",
    "evidence",
    "repairs",
    "decision",
}
TRANSPORT = "data/2024/yunze-transport.html"
WATER = "data/2024/qingxi-water.html"


@pytest.fixture(scope="module")
def transport(gouji):
    ran = gouji("check", "--json", TRANSPORT)
    assert ran.status == 0
    [audit] = ran.json
    return audit


def test_a_sum_is_shown_with_the_figures_that_make_it_up_and_repairs_once(gouji):
    said = gouji("check", "data/2020/yiwu-gov-office.txt").out
    shown = said[said.index("T3-OUTCOME-SUM") :]
    figures = [
        line.strip().split("：")[1] for line in shown.splitlines() if line.strip().startswith("原文第")
    ]
    assert figures == [*("“21”", "“1”", "“1”", "“4”", "“3”", "“20”"), *("“6”", "“2”", "“18”", "“1”", "“37”")]
    assert "另有 14 处，见 --json" in shown
    mend = "最小改动：“（七）总计 · 自然人” 20 → 30; “（七）总计 · 法律服务机构” 37 → 27"
    assert (said.count(mend), said.count("最小改动：同上")) == (1, 3)


def test_an_audit_has_the_keys_of_its_schema(transport):
    assert {"schema", "source", "agency", "year", "form", "verdict", "outcomes", "findings"} <= set(transport)
    assert (transport["schema"], transport["verdict"]) == ("gouji.audit/1", "violation")
    assert (transport["agency_id"], transport["year"], transport["form"]) == ("yunze-transport", 2024, "2021")
    for outcome in transport["outcomes"]:
        assert set(outcome) == {"rule", "version", "outcome", "reason"}
        assert outcome["outcome"] in ("pass", "fail") or set(outcome["reason"]) == {"zh", "en"}
    for finding in transport["findings"]:
        assert set(finding) == FINDING_KEYS
        assert set(finding["printed"]) == set(finding["cells"])
        assert all(evidence["quote"] and evidence["place"] for evidence in finding["evidence"])


def test_the_mistyped_number_breaks_its_row_and_its_column(transport):
    broken = {
        finding["rule"]: (finding["expected"], finding["observed"])
        for finding in transport["findings"]
        if finding["severity"] == "violation"
    }
    assert set(broken) == {"T3-OUTCOME-SUM", "T3-ROW-TOTAL"}
    assert all(
        "applications/granted/natural_person" in finding["cells"]
        for finding in transport["findings"]
        if finding["severity"] == "violation"
    )


def test_outcomes_agree_with_findings_and_verdict(transport):
    failed = {outcome["rule"] for outcome in transport["outcomes"] if outcome["outcome"] == "fail"}
    assert failed == {finding["rule"] for finding in transport["findings"]}


def test_strict_turns_a_violation_into_status_1(gouji, tmp_path):
    assert gouji("check", TRANSPORT, WATER).status == 0
    assert gouji("check", "--strict", WATER).status == 0
    assert gouji("check", "--strict", TRANSPORT, WATER).status == 1
    (tmp_path / "empty.txt").write_bytes(b"")
    assert gouji("check", "--strict", TRANSPORT, tmp_path / "empty.txt").status == 3


def test_the_terminal_shows_one_line_of_verdict_and_the_findings_by_rule(gouji):
    shown = gouji("check", TRANSPORT, WATER).out
    assert "[存在违规] 云泽市交通运输局 2024" in shown
    assert "[通过] 青溪县水务局 2024 · 已读 200／200 格 · 0 项发现 · qingxi-water.html" in shown
    assert "  违规 T3-ROW-TOTAL\n" in shown
    assert "“12”" in shown
    assert "\x1b[" not in shown


def test_the_terminal_speaks_english(gouji):
    shown = gouji("check", "--lang", "en", TRANSPORT).out
    assert "[Violation] 云泽市交通运输局 2024" in shown
    assert "row 6" in shown


def test_two_runs_say_the_same(gouji, spawned):
    first, second = gouji("check", "--json", "data"), spawned("check", "--json", "data", PYTHONHASHSEED="7")
    assert first.raw == second.raw


def test_rules_lists_the_whole_catalogue(gouji):
    rules = gouji("rules", "--json").json
    assert len({rule["rule"] for rule in rules}) == len(rules)
    for rule in rules:
        assert {"rule", "version", "severity", "forms", "title", "basis", "checked", "reason"} <= set(rule)
        assert rule["checked"] or set(rule["reason"]) == {"zh", "en"}
    checked = {rule["rule"] for rule in rules if rule["checked"]}
    assert "T3-COL-BALANCE" in checked
    plain, markdown = gouji("rules").out, gouji("rules", "--markdown").out
    for rule in rules:
        assert f"  {rule['rule']} " in plain
        assert f"\n## {rule['rule']}\n" in markdown


@pytest.mark.skipif(recognises(), reason="the extra gouji[ocr] is installed")
@pytest.mark.parametrize("command", ["audit", "check", "read"])
def test_a_witness_takes_the_extra_that_recognises_pictures(command, capfd):
    assert run([command, "data/2024", "--witness"]) == 2
    assert "需要附加组件 gouji[ocr]，尚未安装。请安装后再试。" in capfd.readouterr().err
    assert run([command, "data/2024", "--witness", "--lang", "en"]) == 2
    assert "takes the extra gouji[ocr], which is not installed." in capfd.readouterr().err

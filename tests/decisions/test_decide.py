"""``gouji decide``, and how ``gouji check`` shows what was decided."""

import dataclasses
import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
import simplejson
from openpyxl import Workbook, load_workbook

from gouji.cli.audit import refuse_unread_decisions
from gouji.evidence.records import read_records
from gouji.inputs.decision_file import TITLES, load_decisions, record
from gouji.inputs.decisions import Decision
from gouji.inputs.roster import Roster
from gouji.show.findings_tables import findings_xlsx
from shell import gouji

ROOT = Path(__file__).parents[2]
REPORT = "2024/yunze-transport.html"


@pytest.fixture
def data(tmp_path):
    for name in ("agencies.csv", REPORT, f"{REPORT}.side.toml"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path / "data"


def findings(data):
    status, out, err = gouji("check", "--json", "--data", data, data / REPORT)
    assert status == 0
    [audit] = simplejson.loads(out)
    return {found["rule"]: found for found in audit["findings"]}, err


def decide(data, *arguments):
    """Decide; what is said once a decision is on record, where there is evidence, is left out."""
    reports = data.parent / "reports"
    status, out, err = gouji("decide", *arguments, "--data", data, "--reports", reports)
    return status, out, err.replace(f"再运行 gouji audit，{reports} 里的网页和表格就写有这些决定。\n", "")


def test_a_decision_survives_the_next_check_and_lapses_when_the_report_changes(data):
    found, _ = findings(data)
    finding = found["T3-ROW-TOTAL"]
    assert finding["decision"] is None
    status, out, err = decide(data, finding["id"], "dismissed", "--note", "补报说明在案", "--by", "王五")
    assert (status, err) == (0, "")
    assert out.startswith(f"已记录：{finding['id']} 不成立（云泽市交通运输局 2024 年度 T3-ROW-TOTAL），写入 ")
    [recorded] = load_decisions(data / "decisions.csv")
    assert (recorded.rule, recorded.agency, recorded.year) == ("T3-ROW-TOTAL", "yunze-transport", 2024)
    assert recorded.body == "云泽市交通运输局"
    assert recorded.printed == finding["printed"]
    assert recorded.when

    found, err = findings(data)
    assert err == ""
    decision = found["T3-ROW-TOTAL"]["decision"]
    assert (decision["decision"], decision["by"], decision["note"]) == ("dismissed", "王五", "补报说明在案")
    _, shown, _ = gouji("check", "--data", data, data / REPORT)
    assert "      决定: 不成立\n      决定人: 王五\n" in shown

    report = data / REPORT
    assert report.read_text("utf-8").count(">29<") == 1
    report.write_text(report.read_text("utf-8").replace(">29<", ">28<"), "utf-8")
    found, err = findings(data)
    lapsed = found["T3-ROW-TOTAL"]["decision"]
    assert (lapsed["decision"], lapsed["was"]) == ("lapsed", "dismissed")
    assert lapsed["changed"] == "applications/granted/total: 29 → 28"
    assert err == ""


def test_a_decision_on_an_unknown_finding_is_recorded_and_told_every_time(data):
    status, _, err = decide(data, "0123456789abcdef", "confirmed", "--by", "王五")
    assert status == 0
    assert "都没有编号为 0123456789abcdef 的问题。决定照样记录" in err
    _, err = findings(data)
    assert err == "决定 0123456789abcdef（属实）没有对应的问题：编号有误，或者该报告不在本次审计之中。\n"


def test_decisions_on_reports_that_are_not_checked_are_only_counted(data):
    (data / "decisions.csv").write_text(
        "finding,decision,agency,year\n0123456789abcdef,confirmed,qingxi-water,2024\n", "utf-8"
    )
    _, err = findings(data)
    assert err == "另有 1 条决定针对其他报告。\n"


@pytest.mark.parametrize(
    ("arguments", "zh"),
    [
        (("b35c", "confirmed"), "都没有“b35c”的问题。请核对问题编号（g 和 15 位十六进制数字）"),
        (("b35c9e5b4d1b95c4", "maybe"), "“maybe”不是决定，应为属实、不成立、已更正（confirmed, "),
        (("b35c9e5b4d1b95c4",), "“b35c9e5b4d1b95c4”不是决定"),
        (("confirmed",), "请写明问题编号、规则编号或机关"),
        ((), "缺少决定，应为属实、不成立、已更正"),
        (("--from", "x.csv", "b35c9e5b4d1b95c4", "属实"), "用 --from 读入文件时，不再写问题和决定"),
        (("--from", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_wrong_usage_writes_nothing(data, arguments, zh):
    status, out, err = decide(data, *arguments)
    assert (status, out) == (2, "")
    assert zh in err
    assert not (data / "decisions.csv").exists()


def test_a_wrong_file_of_decisions_stops_the_check(data):
    (data / "decisions.csv").write_text("finding,decision\nx,confirmed\n", "utf-8")
    status, out, err = gouji("check", "--data", data, data / REPORT)
    assert (status, out) == (2, "")
    assert "decisions.csv 第 2 行：“x”不是问题编号" in err


def recorded(data):
    return {one.finding: one for one in load_decisions(data / "decisions.csv")}


@pytest.fixture
def evidence(tmp_path):
    """A folder of evidence with three findings of two agencies, as the commands that read it see it."""

    def finding(name, rule, cell):
        return {
            **{"id": name, "rule": rule, "printed": {cell: "29"}, "decision": None, "severity": "violation"},
            **{"message": {"zh": "问题", "en": "finding"}, "cells": [], "evidence": [], "basis": []},
            **{"repairs": [], "expected": None, "observed": None, "table": None, "version": 1},
        }

    for agency, body, findings in (
        ("a", "甲局", [finding("g" + "1" * 15, "R-A", "x/y/z"), finding("g" + "2" * 15, "R-B", "x/y/z")]),
        ("b", "乙局", [finding("g" + "3" * 15, "R-A", "x/y/z")]),
    ):
        made = {
            **{"agency": body, "agency_id": agency, "kind": None, "year": 2024, "form": "2021"},
            **{"verdict": "violation", "source": {"name": "x", "sha256": "0" * 64}, "outcomes": []},
            "findings": findings,
        }
        (tmp_path / "reports/2024" / agency).mkdir(parents=True)
        (tmp_path / "reports/2024" / agency / "audit.json").write_text(simplejson.dumps(made))
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


ONE, TWO, THREE = ("g" + digit * 15 for digit in "123")


def test_several_findings_are_decided_on_at_once(evidence):
    status, out, err = decide(evidence, ONE, f"#{THREE}", "不成立", "--by", "王五", "--note", "同一原因")
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [f"已记录：{ONE}", f"已记录：{THREE}"]
    made = recorded(evidence)
    assert {id_: (one.decision, one.rule, one.body, one.note) for id_, one in made.items()} == {
        ONE: ("dismissed", "R-A", "甲局", "同一原因"),
        THREE: ("dismissed", "R-A", "乙局", "同一原因"),
    }
    told = gouji("decide", ONE, "属实", "--data", evidence, "--reports", evidence.parent / "reports")[2]
    assert told.startswith("再运行 gouji audit，")


@pytest.mark.parametrize(
    ("named", "ids"),
    [
        (("R-A",), {ONE, THREE}),
        (("甲局",), {ONE, TWO}),
        (("b", "R-B"), {TWO, THREE}),
        (("--rule", "R-A", "--agency", "甲局", "--year", 2024), {ONE}),
        (("R-A", "--agency", "b"), {THREE}),
        (("--year", 2024), {ONE, TWO, THREE}),
    ],
)
def test_a_rule_or_an_agency_is_decided_on_at_once(evidence, named, ids):
    status, _, err = decide(evidence, *named, "已更正", "--by", "王五")
    assert (status, err) == (0, "")
    assert {id_: one.decision for id_, one in recorded(evidence).items()} == dict.fromkeys(ids, "corrected")


def test_what_was_decided_on_one_by_one_is_left_alone_by_rule_and_agency(evidence):
    decide(evidence, ONE, "dismissed", "--by", "王五")
    status, _, err = decide(evidence, "甲局", "属实", "--by", "赵六")
    assert (status, err) == (0, "另有 1 项已有决定，没有改动；要改请写明问题编号。\n")
    assert {id_: one.decision for id_, one in recorded(evidence).items()} == {
        ONE: "dismissed",
        TWO: "confirmed",
    }
    status, _, err = decide(evidence, "甲局", ONE, "属实", "--by", "赵六")
    assert recorded(evidence)[ONE].decision == "confirmed"


def test_a_file_of_a_spreadsheet_is_taken_over_whole(evidence, tmp_path):
    path = tmp_path / "saved.csv"
    lines = [
        "问题编号,决定,时间,说明",
        f"{ONE},属实,2026/11/27 4:06,'=核对",
        f"{TWO},,,",
        f"{THREE},机关已更正,,",
    ]
    path.write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))
    status, _, err = decide(evidence, "--from", path, "--by", "王五")
    assert (status, err) == (0, "")
    made = recorded(evidence)
    assert {id_: one.decision for id_, one in made.items()} == {ONE: "confirmed", THREE: "corrected"}
    assert (made[ONE].when, made[ONE].note) == ("2026-11-27T04:06", "=核对")
    assert (made[ONE].by, made[ONE].rule, made[ONE].printed) == ("王五", "R-A", {"x/y/z": "29"})
    status, out, err = decide(evidence, "--from", path)
    assert (status, out, err) == (0, "", "另有 2 项与已有决定相同，没有再记。\n")


def test_a_decision_on_a_finding_that_is_gone_is_not_dropped(evidence, tmp_path):
    path = tmp_path / "saved.csv"
    gone = "g" + "9" * 15
    path.write_text(f"finding\tdecision\trule\tyear\tbody\n{gone}\t属实\tR-A\t2024\t甲局\n", "utf-8")
    status, _, err = decide(evidence, "--from", path)
    assert status == 0
    assert f"都没有编号为 {gone} 的问题" not in err
    assert (recorded(evidence)[gone].body, recorded(evidence)[gone].year) == ("甲局", 2024)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_of_decisions_is_read_back(evidence, tmp_path, lang):
    record(evidence / "decisions.csv", Decision(TWO, "dismissed", "王五", "2025-03-01", "旧"))
    records = read_records(tmp_path / "reports", Roster.empty())
    first, second = records[0].findings
    decided = dataclasses.replace(second, decision=recorded(evidence)[TWO].as_json())
    path = tmp_path / "findings.xlsx"
    path.write_bytes(findings_xlsx([dataclasses.replace(records[0], findings=(first, decided))], lang))
    book = load_workbook(path)
    sheet = book.worksheets[1]
    [choice] = sheet.data_validations.dataValidation
    assert choice.formula1 == {"zh": '"属实,不成立,已更正"', "en": '"confirmed,dismissed,corrected"'}[lang]
    assert str(choice.sqref) == "G2:G3"
    at = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[at[TITLES["finding"].said(lang)] - 1].value: row for row in sheet.iter_rows(min_row=2)}
    assert rows[TWO][at[TITLES["note"].said(lang)] - 1].value == "旧"
    book.save(path)
    assert decide(evidence, "--from", path)[1] == ""
    rows[ONE][at[TITLES["decision"].said(lang)] - 1].value = "属实"
    rows[ONE][at[TITLES["when"].said(lang)] - 1].value = dt.datetime(2026, 11, 27, 4, 6)
    rows[TWO][at[TITLES["decision"].said(lang)] - 1].value = "corrected"
    book.save(path)
    status, _, err = decide(evidence, "--from", path, "--by", "赵六")
    assert (status, err) == (0, "")
    made = recorded(evidence)
    assert (made[ONE].decision, made[ONE].by, made[ONE].when) == (
        *("confirmed", "赵六"),
        "2026-11-27T04:06:00",
    )
    assert (made[TWO].decision, made[TWO].by, made[TWO].note) == ("corrected", "赵六", "旧")
    assert made[TWO].when != "2025-03-01"


def test_a_workbook_without_the_sheet_is_refused(evidence, tmp_path):
    path = tmp_path / "other.xlsx"
    Workbook().save(path)
    status, _, err = decide(evidence, "--from", path)
    assert status == 2
    assert err.startswith(f"决定文件 {path} 中没有一张工作表的首行有“问题编号”、“决定”、“说明”各列。")
    path.write_bytes(b"no zip")
    status, _, err = decide(evidence, "--from", path)
    assert (status, err) == (
        *(2,),
        f"无法读取决定文件 {path}：不是可用的 .xlsx 文件，或者正被别的程序占用。请另存后再试。\n",
    )


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_example_of_the_readme_is_a_finding_of_the_sample_data(name):
    [id_] = re.findall(r"gouji decide (g\w+)", (ROOT / name).read_text("utf-8"))
    _, out, _ = gouji("check", "--json", "--data", ROOT / "data", ROOT / "data" / REPORT)
    [audit] = simplejson.loads(out)
    assert id_ in [found["id"] for found in audit["findings"]]


def test_the_decision_of_the_sample_data_holds():
    status, out, err = gouji("check", "--json", "--data", ROOT / "data", ROOT / "data" / REPORT)
    assert status == 0
    assert "决定" not in err
    [audit] = simplejson.loads(out)
    # it was made with gouji 0.1, under the id that this finding had
    [found] = [found for found in audit["findings"] if found["decision"]]
    assert (found["rule"], found["decision"]["decision"], found["decision"]["finding"]) == (
        "T3-ROW-TOTAL",
        "confirmed",
        "b35c9e5b4d1b95c4",
    )
    assert found["id"] != found["decision"]["finding"]


def test_an_audit_never_writes_over_decisions_in_the_sheet_that_nobody_has_read(tmp_path):
    out, data = tmp_path / "out", tmp_path / "data"
    for folder in (out, data):
        folder.mkdir()
    for name in ("manifest.json", "findings.xlsx"):
        shutil.copy(ROOT / "reports" / name, out)
    decided = Path(shutil.copy(ROOT / "data/decisions.csv", data))
    path = out / "findings.xlsx"
    book = load_workbook(path)
    book.save(path)
    # saved without a decision made: nothing would be lost
    refuse_unread_decisions(out, decided)
    at = {cell.value: cell.column for cell in book["处理"][1]}
    next(
        row[at["决定"] - 1] for row in book["处理"].iter_rows() if not row[at["决定"] - 1].value
    ).value = "属实"
    book.save(path)
    edited = path.read_bytes()
    status, _, err = gouji("audit", ROOT / "data" / REPORT, "--data", data, "--out", out)
    assert status == 2
    assert "的“处理”表中有 1 项决定还没有记录，重新审计会把它们覆盖。请先运行 gouji decide --from" in err
    assert path.read_bytes() == edited
    assert gouji("decide", "--from", path, "--data", data, "--reports", ROOT / "reports")[0] == 0
    refuse_unread_decisions(out, decided)

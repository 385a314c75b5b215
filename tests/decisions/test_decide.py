"""``gouji decide``, and how ``gouji check`` shows what was decided."""

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest
import simplejson

from gouji.cli.main import run
from gouji.inputs.decision_file import load_decisions

ROOT = Path(__file__).parents[2]
REPORT = "2024/yunze-transport.html"


@pytest.fixture
def data(tmp_path):
    for name in ("agencies.csv", REPORT, f"{REPORT}.side.toml"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path / "data"


def gouji(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([str(argument) for argument in arguments])
    return status, out.getvalue(), err.getvalue()


def findings(data):
    status, out, err = gouji("check", "--json", "--data", data, data / REPORT)
    assert status == 0
    [audit] = simplejson.loads(out)
    return {found["rule"]: found for found in audit["findings"]}, err


def decide(data, *arguments):
    return gouji("decide", *arguments, "--data", data, "--reports", data.parent / "reports")


def test_a_decision_survives_the_next_check_and_lapses_when_the_report_changes(data):
    found, _ = findings(data)
    finding = found["T3-ROW-TOTAL"]
    assert finding["decision"] is None
    status, out, err = decide(data, finding["id"], "dismissed", "--note", "补报说明在案", "--by", "王五")
    assert (status, err) == (0, "")
    assert out.startswith(f"已记录：{finding['id']} dismissed，写入 ")
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
        (("b35c", "confirmed"), "“b35c”不是问题编号"),
        (("b35c9e5b4d1b95c4", "maybe"), "confirmed"),
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

"""``gouji recheck``: corrected is only what was read and decided in full in another report, and is gone."""

import json
import re
from functools import partial

import pytest
from openpyxl import load_workbook

import shell
from gouji.audits import audit_filings
from gouji.evidence.recheck import recheck
from gouji.inputs.decision_file import load_decisions
from gouji.inputs.roster import Roster
from gouji.reports import collect, read_report
from gouji.show.record import audit_text

BROKEN = "T3-OUTCOME-SUM"
ROSTER = "id,name,kind,region\nyunze-transport,云泽市交通运输局,行政机关,云泽市\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recheck")
    (folder / "agencies.csv").write_text(ROSTER, "utf-8")
    return folder


@pytest.fixture(scope="module")
def evidence(home, versions):
    """Return a function that audits the sample with some of its text changed, into a folder of evidence."""
    text = versions.before.read_text("utf-8")
    roster = Roster.of(home / "agencies.csv")

    def audited(name, *changes, decisions="", roster=roster):
        said = text
        for old, new in changes:
            assert said.count(old) == 1, old
            said = said.replace(old, new)
        report = home / name / "2024" / versions.before.name
        report.parent.mkdir(parents=True)
        report.write_text(said, "utf-8")
        (home / f"{name}.csv").write_text(f"finding,decision,by\n{decisions}", "utf-8")
        [audit] = load_decisions(home / f"{name}.csv").attached(
            audit_filings([read_report(one, roster) for one in collect([report])])
        )
        folder = home / f"of-{name}" / "2024" / audit.filing.agency.id
        folder.mkdir(parents=True)
        (folder / "audit.json").write_text(audit_text(audit), "utf-8")
        return folder.parents[1]

    return audited


@pytest.fixture(scope="module")
def old(evidence):
    return evidence("old")


GRANTED = "<td>12</td><td>6</td>"


def states(body):
    return {one.finding.rule: one.state for one in body.findings}


def only(found):
    [body] = found
    return body


def test_what_is_gone_from_a_report_that_was_read_is_corrected(old, evidence, home):
    new = evidence("corrected", (GRANTED, "<td>21</td><td>6</td>"))
    body = only(recheck(old, new, Roster.of(home / "agencies.csv")))
    assert states(body) == {BROKEN: "corrected", "T3-ROW-TOTAL": "corrected"}
    [figure] = body.figures
    assert (figure.cell, figure.before, figure.after) == ("applications/granted/natural_person", "12", "21")
    assert [one.figures for one in body.findings] == [(figure,), (figure,)]


def test_other_figures_that_still_do_not_add_up_are_no_correction(old, evidence, home):
    new = evidence(
        "changed", (GRANTED, "<td>11</td><td>6</td>"), ("<td>27</td><td>9</td>", "<td>27</td><td>8</td>")
    )
    body = only(recheck(old, new, Roster.of(home / "agencies.csv")))
    assert [(one.finding.rule, one.state) for one in body.findings if one.state != "new"] == [
        (BROKEN, "changed"),
        ("T3-ROW-TOTAL", "changed"),
    ]
    assert {one.finding.rule for one in body.findings if one.state == "new"} == {
        BROKEN,
        "T3-ROW-TOTAL",
        "T3-COL-BALANCE",
    }


@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("words", (GRANTED, "<td>若干</td><td>6</td>"), "无法判定"),
        (
            "no-row",
            ('<tr><td rowspan="22">三、本年度办理结果</td><td colspan="2">（一）予以公开', "<tr><td>"),
            "",
        ),
        ("no-table", ('<tr><td colspan="3" rowspan="3">（本列数据', "</table><p>见附件</p><!--<tr><td>"), ""),
    ],
)
def test_what_could_not_be_read_is_no_correction(name, change, why, old, evidence, home):
    body = only(recheck(old, evidence(name, change), Roster.of(home / "agencies.csv")))
    gone = [one for one in body.findings if one.state != "new"]
    assert gone
    assert "corrected" not in states(body).values()
    assert all(why in one.why.zh for one in gone if one.state == "unclear")


def edited(folder, made, change):
    """Evidence with the JSON of its one audit changed."""
    [path] = folder.glob("*/*/audit.json")
    raw = json.loads(path.read_text("utf-8"))
    change(raw)
    copy = made / path.relative_to(folder)
    copy.parent.mkdir(parents=True)
    copy.write_text(json.dumps(raw), "utf-8")
    return made


def test_a_report_that_is_the_same_file_was_not_corrected(old, home, tmp_path):
    new = edited(old, tmp_path / "new", lambda raw: raw.update(findings=[]))
    for before, after in ((old, new), (new, old)):
        body = only(recheck(before, after, Roster.of(home / "agencies.csv")))
        assert set(states(body).values()) == {"same_report"}
        assert body.findings[0].why.zh.startswith("报告文件与上次相同")
    assert set(states(only(recheck(old, old, Roster()))).values()) == {"open"}


def test_another_version_of_the_rule_and_evidence_without_cells_prove_no_correction(
    old, evidence, home, tmp_path
):
    new = evidence("corrected-too", (GRANTED, "<td>21</td><td>6</td>"))

    def newer(raw):
        for outcome in raw["outcomes"]:
            outcome["version"] = 99

    for name, change, why in (
        ("newer", newer, r"规则由第 \d 版改为第 99 版，不能断定是机关更正"),
        ("none", lambda raw: raw.update(outcomes=[]), "新结果没有按这条规则核对"),
        ("cells", lambda raw: raw.pop("cells"), "新结果没有记下单元格（由旧版程序写出），请重新审计"),
    ):
        found = only(recheck(old, edited(new, tmp_path / name, change), Roster())).findings
        assert found
        for one in found:
            assert one.state == "unclear"
            assert re.fullmatch(why, one.why.zh)


def test_decisions_are_carried_over_and_lapse_with_the_figures(old, evidence, home, tmp_path):
    ids = {one.finding.rule: one.finding.id for one in only(recheck(old, old, Roster())).findings}
    decided = evidence(
        "decided", decisions=f"{ids[BROKEN]},dismissed,王\n{ids['T3-ROW-TOTAL']},confirmed,王\n"
    )
    body = only(recheck(decided, old, Roster()))
    assert states(body) == {BROKEN: "dismissed", "T3-ROW-TOTAL": "open"}
    assert [one.decision["by"] for one in body.findings] == ["王", "王"]
    new = evidence("other", (GRANTED, "<td>11</td><td>6</td>"))
    for one in only(recheck(decided, new, Roster())).findings:
        assert (one.state, one.decision["decision"]) == ("changed", "lapsed")
    corrected = edited(new, tmp_path / "gone", lambda raw: raw.update(findings=[]))
    assert states(only(recheck(decided, corrected, Roster())))[BROKEN] == "dismissed"


def test_a_body_that_got_on_the_roster_is_the_same_and_another_is_not(old, evidence, home, tmp_path):
    unlisted = evidence("unlisted", roster=Roster())
    body = only(recheck(unlisted, old, Roster.of(home / "agencies.csv")))
    assert set(states(body).values()) == {"open"}
    other = edited(old, tmp_path / "other", lambda raw: raw.update(agency="甲局", agency_id="a"))
    found = recheck(old, other, Roster.of(home / "agencies.csv"))
    assert [set(states(body).values()) for body in found] == [{"new"}, {"absent"}]


gouji = partial(shell.gouji, "recheck")


def test_the_command_writes_the_list_and_the_page_and_overwrites_nothing(
    old, evidence, home, tmp_path, monkeypatch
):
    new = evidence("command", (GRANTED, "<td>21</td><td>6</td>"))
    monkeypatch.chdir(tmp_path)
    status, said, err = gouji(old, new, "--data", home)
    assert (status, err) == (0, "")
    assert said.splitlines()[0].startswith("1 份报告：已更正 2 · 仍存在 0 · ")
    assert said.splitlines()[1:] == ["整改复查表.xlsx", "整改复查.html"]
    book = load_workbook(tmp_path / "整改复查表.xlsx")
    assert book.sheetnames == ["复查", "按机构", "按地区", "数字变动"]
    # a line is read on one page of paper
    assert [sheet.page_setup.fitToWidth for sheet in book] == [1, 1, 1, 1]
    assert [cell.value for cell in book["复查"][2]][:5] == [
        2024,
        "云泽市交通运输局",
        "云泽市",
        "已更正",
        "违规",
    ]
    assert [cell.value for cell in book["复查"][2]][7:9] == [
        "（一）予以公开 · 自然人: 12",
        "（一）予以公开 · 自然人: 21",
    ]
    assert [[cell.value for cell in row][:3] for row in book["按地区"]][1:] == [
        ["云泽市", 1, 2],
        ["合计", 1, 2],
    ]
    page = (tmp_path / "整改复查.html").read_text("utf-8")
    assert "（一）予以公开 · 自然人：12 → 21" in page
    assert "<script" not in page
    assert gouji(old, new, "--data", home)[0] == 0
    (tmp_path / "整改复查.html").write_text("edited", "utf-8")
    status, _, err = gouji(old, new, "--data", home)
    assert status == 2
    assert "整改复查.html 已存在，内容不同" in err
    assert gouji(old, new, "--data", home, "--lang", "en")[0] == 0
    assert load_workbook(tmp_path / "recheck.xlsx").sheetnames == [
        "Recheck",
        "By body",
        "By region",
        "Figures",
    ]


def test_a_folder_without_evidence_is_told(old, tmp_path):
    status, _, err = gouji(old, tmp_path)
    assert status == 2
    assert "里没有审计结果" in err

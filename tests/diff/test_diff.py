"""``gouji diff``: in the terminal, as JSON, as a rendered notebook."""

import shutil
from functools import partial

import nbformat
import pytest
import simplejson
from lxml import html

import shell
from gouji.evidence.manifest import Manifest

CELL = "applications/granted/total"


gouji = partial(shell.gouji, "diff")


@pytest.fixture(scope="module")
def runs(versions, tmp_path_factory):
    """Two folders with the audits of the two versions, as runs leave them."""
    folders = []
    for name, version in zip(("march", "april"), versions, strict=True):
        folder = tmp_path_factory.mktemp("runs") / name
        status, out, _ = shell.gouji("check", "--json", version)
        assert status == 0
        [audit] = simplejson.loads(out, use_decimal=True)
        (folder / "2024/yunze-transport").mkdir(parents=True)
        (folder / "2024/yunze-transport/audit.json").write_text(simplejson.dumps(audit), "utf-8")
        folders.append(folder)
    return folders


def test_json_of_two_versions(versions):
    status, out, err = gouji("--json", *versions)
    assert (status, err) == (0, "")
    diff = simplejson.loads(out)
    assert (diff["schema"], diff["kind"]) == ("gouji.diff/1", "reports")
    assert diff["before"]["source"]["sha256"] != diff["after"]["source"]["sha256"]
    assert diff["cells"] == [
        {
            "id": CELL,
            "before": {"printed": "29", "value": 29, "status": "read"},
            "after": {"printed": "28", "value": 28, "status": "read"},
        }
    ]
    assert diff["facts"] == diff["outcomes"] == {}
    still = {found["rule"]: found for found in diff["findings"]["still"]}
    assert still["T3-ROW-TOTAL"]["was"] != still["T3-ROW-TOTAL"]["id"]
    assert still["T3-OUTCOME-SUM"]["was"] == still["T3-OUTCOME-SUM"]["id"]
    assert diff["findings"]["gone"] == []
    [new] = diff["findings"]["new"]
    assert (new["rule"], CELL in new["cells"]) == ("T3-OUTCOME-SUM", True)


def test_a_version_that_was_put_right(versions, tmp_path):
    right = tmp_path / "2024" / versions.before.name
    right.parent.mkdir()
    right.write_text(versions.before.read_text("utf-8").replace("29", "20"), "utf-8")
    _, out, _ = gouji("--json", versions.before, right)
    diff = simplejson.loads(out)
    assert diff["outcomes"]["T3-ROW-TOTAL"] == {"before": "fail", "after": "pass"}
    assert "T3-ROW-TOTAL" in [found["rule"] for found in diff["findings"]["gone"]]


def test_the_terminal_says_it_in_both_languages(versions):
    _, zh, _ = gouji(*versions)
    assert "单元格变化 1 处\n  （一）予以公开 · 总计: 29 → 28\n" in zh
    assert "  仍然存在 · 违规 T3-ROW-TOTAL: " in zh
    assert zh.endswith("新出现 1 · 已消失 0 · 仍然存在 2\n")
    _, en, _ = gouji(*versions, "--lang", "en")
    assert "cells changed: 1\n" in en
    assert en.endswith("New 1 · Gone 0 · Still there 2\n")


def test_two_runs(runs):
    status, out, _ = gouji(*runs)
    assert status == 0
    assert "1 份审计有变化，0 份没有\n■ 云泽市交通运输局 2024: 存在违规\n" in out
    assert "  总计等于各类申请人之和 T3-ROW-TOTAL: 仍然存在 1\n" in out
    diff = simplejson.loads(gouji("--json", *runs)[1])
    assert diff["kind"] == "runs"
    assert [audit["agency_id"] for audit in diff["audits"]] == ["yunze-transport"]


@pytest.mark.exhaustive
def test_a_notebook_and_its_page_come_out_the_same_every_time(versions, tmp_path):
    for name in ("one", "two"):
        status, _, err = gouji(*versions, "--notebook", tmp_path / name / "changes.ipynb")
        assert (status, err) == (0, "")
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert sorted(one) == ["changes.html", "changes.ipynb"]
    assert one == two
    notebook = nbformat.reads(one["changes.ipynb"].decode(), as_version=4)
    nbformat.validate(notebook)
    assert str(tmp_path) not in one["changes.ipynb"].decode()
    page = html.fromstring(one["changes.html"])
    [row] = page.xpath("//section[@id='cells']//tbody/tr")
    assert [cell.text_content() for cell in row.xpath("td")] == ["29", "28"]
    tiles = {li.xpath(".//span")[0].text: li.xpath(".//b")[0].text for li in page.xpath("//header//li")}
    assert tiles == {"新出现": "1", "已消失": "0", "仍然存在": "2"}
    assert len(page.xpath("//section[@id='findings']//article")) == 3


def test_two_runs_as_a_page_by_agency_and_rule(runs, tmp_path):
    folders = [shutil.copytree(run, tmp_path / run.name) for run in runs]
    for folder in folders:
        (folder / "manifest.json").write_bytes(Manifest({}, {}, {}, {}).as_bytes())
    status, _, err = gouji(*folders, "--notebook", tmp_path / "changes.ipynb", "--lang", "en")
    assert (status, err) == (0, "")
    page = html.fromstring((tmp_path / "changes.html").read_bytes())
    assert page.get("lang") == "en"
    rules = {
        row.xpath("th/code")[0].text: row.xpath("td/text()") for row in page.xpath("//main/div//tbody/tr")
    }
    assert rules == {"T3-OUTCOME-SUM": ["1", "0", "1"], "T3-ROW-TOTAL": ["0", "0", "1"]}
    agencies = page.xpath("//section[@id='findings']//h3")
    assert [agency.text_content() for agency in agencies] == ["云泽市交通运输局 2024"]
    assert "Two runs are compared by their findings" in page.get_element_by_id("cells").text_content()


@pytest.mark.parametrize("swap", [False, True])
def test_a_report_and_a_run_cannot_be_compared(versions, runs, swap):
    pair = [versions.before, runs[0]]
    status, out, err = gouji(*(reversed(pair) if swap else pair))
    assert (status, out) == (2, "")
    assert "应为两份报告，或两个 gouji audit 的结果文件夹" in err


def test_a_folder_without_audits_and_a_notebook_of_another_name_are_wrong_usage(versions, runs, tmp_path):
    assert gouji(tmp_path, runs[0])[0] == 2
    status, _, err = gouji(*versions, "--notebook", tmp_path / "x.html")
    assert status == 2
    assert "应以 .ipynb 结尾" in err
    status, _, err = gouji(*runs, "--notebook", tmp_path / "x.ipynb")
    assert status == 2
    assert "没有 manifest.json，不能做成笔记本" in err


def test_hostile_text_of_a_report_stays_text(versions, tmp_path):
    hostile = tmp_path / "2024" / versions.before.name
    hostile.parent.mkdir()
    shutil.copy(versions.before, hostile)
    text = hostile.read_text("utf-8").replace(">29<", ">&lt;script&gt;alert(1)&lt;/script&gt;\x1b[2J<")
    hostile.write_text(text, "utf-8")
    _, out, _ = gouji(versions.before, hostile, "--notebook", tmp_path / "x.ipynb")
    assert "\x1b" not in out
    page = (tmp_path / "x.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
